//! Writes the content stream of a page: all that is painted on it, with marked content in a tagged file.

use std::fmt::Write;

use crate::font::Fonts;
use crate::page::{Ground, Print, Text};
use crate::style::{BLACK, Color, Icon, Strokes, Style, Tags, Watermark};
use crate::tags::Tag;

/// How far to the right a bold text is painted for the second time, in font sizes.
const STRIKE: f64 = 0.03;

/// Writes a line to the content stream.
macro_rules! put {
    ($content:expr, $($format:tt)*) => {
        writeln!($content.stream, $($format)*).expect("a string can be written to")
    };
}
pub(super) use put;

/// The content stream of a page.
pub(super) struct Content<'p> {
    pub(super) stream: String,
    pub(super) style: &'p Style,
    fonts: &'p mut Fonts,
}

/// A piece of marked content, with the element that it belongs to.
pub(super) struct Mark {
    pub(super) tag: Tag,
    /// The index of its page, and its marked-content identifier there.
    pub(super) page: usize,
    pub(super) id: usize,
}

impl<'p> Content<'p> {
    /// The content stream of the page with an index, and the marked content in it.
    pub(super) fn of(print: &Print, index: usize, style: &'p Style, fonts: &'p mut Fonts) -> (String, Vec<Mark>) {
        let (page, count) = (&print.pages[index], print.pages.len());
        let mut content = Self { stream: String::new(), style, fonts };
        let (width, height) = style.page;
        match style.turn.painted {
            0 => {}
            1 => put!(content, "0 1 -1 0 {height} 0 cm"),
            2 => put!(content, "-1 0 0 -1 {width} {height} cm"),
            _ => put!(content, "0 -1 1 0 0 {width} cm"),
        }
        content.artifact(|content| match style.watermark {
            Watermark::Turned(words) => content.watermark(words, "0.8 g", 0.7),
            Watermark::Grey(words) => content.watermark(words, "0.85 g", 0.0),
            Watermark::Many(words) => content.watermarks(words),
            _ => {}
        });
        if page.is_clipped {
            let (margin, width, height) = (style.margins.1, style.page.0, style.page.1 - 2.0 * style.margins.1);
            put!(content, "q 0 {margin} {width} {height} re W n");
        }
        content.artifact(|content| {
            for Ground { area, color } in &page.grounds {
                put!(content, "{} rg {} re f", shares(*color), content.area(*area));
            }
            content.borders(page, count);
        });
        put!(content, "0 g");
        let marks = content.texts(print, index);
        if page.is_clipped {
            put!(content, "Q");
        }
        content.artifact(|content| {
            content.furniture(index + 1, count);
            content.notices(index + 1, count);
            if style.icon == Icon::Head {
                content.icon();
            }
            match style.watermark {
                Watermark::Pale(words) => content.watermark(words, "/Pale gs 0 g", 0.0),
                Watermark::TurnedOver(words) => content.watermark(words, "/Pale gs 0 g", 0.6),
                _ => {}
            }
        });
        (content.stream, marks)
    }

    /// Paints what is no part of the report. In a tagged file it is marked as an artifact.
    fn artifact(&mut self, paint: impl FnOnce(&mut Self)) {
        let is_marked = self.style.tags != Tags::None;
        if is_marked {
            put!(self, "/Artifact BMC");
        }
        paint(self);
        if is_marked {
            put!(self, "EMC");
        }
    }

    /// Paints the texts of a page. In a tagged file the texts of an element are marked together, and texts that are
    /// printed again are marked as artifacts.
    fn texts(&mut self, print: &Print, index: usize) -> Vec<Mark> {
        let page = &print.pages[index];
        let nested = self.style.tags == Tags::True { nested: true };
        let mut marks: Vec<Mark> = Vec::new();
        if self.style.tags == Tags::None {
            page.texts.iter().for_each(|text| self.text(text));
            return marks;
        }
        for texts in page.texts.chunk_by(|a, b| a.tag == b.tag) {
            match texts[0].tag {
                Some(tag) => {
                    let id = marks.len();
                    put!(self, "/{} <</MCID {id}>> BDC", tag.kind(&print.blocks, nested));
                    marks.push(Mark { tag, page: index, id });
                }
                None => put!(self, "/Artifact BMC"),
            }
            texts.iter().for_each(|text| self.text(text));
            put!(self, "EMC");
        }
        marks
    }

    /// An area as the operands of a rectangle.
    fn area(&self, [left, top, right, bottom]: [f64; 4]) -> String {
        format!("{left:.2} {:.2} {:.2} {:.2}", self.style.page.1 - bottom, right - left, bottom - top)
    }

    pub(super) fn text(&mut self, text: &Text) {
        if let Some(clip) = text.clip {
            let area = self.area(clip);
            put!(self, "q {area} re W n");
        }
        if text.ink != BLACK {
            put!(self, "{} rg", shares(text.ink));
        }
        let strikes = if text.bold && self.style.strokes == Strokes::Twice { 2 } else { 1 };
        for strike in 0..strikes {
            let x = text.x + f64::from(strike) * STRIKE * text.size;
            self.run(&text.text, x, self.style.page.1 - text.baseline, text.size, (1.0, 0.0));
        }
        if text.ink != BLACK {
            put!(self, "0 g");
        }
        if text.clip.is_some() {
            put!(self, "Q");
        }
    }

    /// Paints a text from a point on, in a direction (cosine and sine).
    pub(super) fn run(&mut self, text: &str, x: f64, y: f64, size: f64, (cos, sin): (f64, f64)) {
        put!(self, "BT");
        if self.style.spacing != 0.0 {
            put!(self, "{:.3} Tc", self.style.spacing * size);
        }
        let mut reached = 0.0;
        let mut set: Option<(&str, String)> = None;
        let mut characters = text.chars().peekable();
        let mut before = None;
        while let Some(character) = characters.next() {
            let beside = [before, characters.peek().copied()];
            let is_between = beside.into_iter().all(|beside| beside.is_some_and(char::is_alphanumeric));
            // The glyph of a space is not as wide as a gap, so the text behind it is placed anew.
            let is_placed = before == Some(' ') && self.style.gaps;
            before = Some(character);
            if character == ' ' && self.style.gaps && is_between {
                if let Some((_, codes)) = set.take() {
                    put!(self, "<{codes}> Tj");
                }
                reached += self.style.advance(character) * size;
                continue;
            }
            let (font, code) = self.fonts.encode(character);
            let hex: String = code.iter().map(|byte| format!("{byte:02x}")).collect();
            let goes_on = self.style.strokes != Strokes::Glyphs && !is_placed;
            match &mut set {
                Some((known, codes)) if *known == font && goes_on => codes.push_str(&hex),
                _ => {
                    if let Some((_, codes)) = set.take() {
                        put!(self, "<{codes}> Tj");
                    }
                    let (x, y) = (x + reached * cos, y + reached * sin);
                    put!(self, "/{font} {size:.3} Tf {cos:.4} {sin:.4} {:.4} {cos:.4} {x:.3} {y:.3} Tm", -sin);
                    set = Some((font, hex));
                }
            }
            reached += self.style.advance(character) * size;
        }
        if let Some((_, codes)) = set {
            put!(self, "<{codes}> Tj");
        }
        if self.style.spacing != 0.0 {
            put!(self, "0 Tc");
        }
        put!(self, "ET");
    }
}

/// A colour as operands: red, green and blue from 0 to 1.
pub(super) fn shares(color: Color) -> String {
    let [red, green, blue] = color.map(|part| f64::from(part) / 255.0);
    format!("{red:.3} {green:.3} {blue:.3}")
}
