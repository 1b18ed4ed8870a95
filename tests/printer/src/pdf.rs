//! Writes pages as a PDF file.

use std::fmt::Write;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use crate::font::Fonts;
use crate::forms::FORMS;
use crate::page::{Page, Text};
use crate::style::{Borders, Strokes, Style, Watermark};
use crate::table::painted;

/// The file of the pages.
pub(crate) fn write(pages: &[Page], style: &Style) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let mut fonts = Fonts::new(style);
    let tree = document.new_object_id();
    let resources = document.new_object_id();
    let degrees = i64::from(style.turn.painted) * 90;
    let mut kids = Vec::with_capacity(pages.len());
    for (index, page) in pages.iter().enumerate() {
        let content = Content::of(page, index + 1, pages.len(), style, &mut fonts);
        let mut stream = Stream::new(Dictionary::new(), content.into_bytes());
        if style.compressed {
            stream.compress().expect("memory can be written to");
        }
        let content = document.add_object(stream);
        let page = dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => content, "Rotate" => if style.turn.undone { degrees } else { 0 },
        };
        let page = document.add_object(page);
        kids.push(Object::from(page));
    }
    let fonts = fonts.write(&mut document);
    let states = dictionary! { "Pale" => dictionary! { "Type" => "ExtGState", "ca" => 0.15 } };
    document.objects.insert(resources, Object::from(dictionary! { "Font" => fonts, "ExtGState" => states }));
    let count = i64::try_from(kids.len()).expect("pages are few");
    let (width, height) = if style.turn.painted.is_multiple_of(2) { style.page } else { (style.page.1, style.page.0) };
    let media_box: Vec<Object> = vec![0.into(), 0.into(), width.into(), height.into()];
    let pages = dictionary! {
        "Type" => "Pages", "Kids" => kids, "Count" => count, "MediaBox" => media_box, "Resources" => resources,
    };
    document.objects.insert(tree, Object::from(pages));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut file = Vec::new();
    document.save_to(&mut file).expect("memory can be written to");
    file
}

/// The content stream of a page.
struct Content<'p> {
    stream: String,
    style: &'p Style,
    fonts: &'p mut Fonts,
}

/// Width of the borders.
const BORDER: f64 = 0.6;

/// The second strike of a bold text stands so many font sizes to the right.
const STRIKE: f64 = 0.03;

/// Furniture stands in the middle of the margin, in letters smaller than the text by this factor.
const FURNITURE: f64 = 0.8;

/// A writer into a string, which cannot fail.
macro_rules! put {
    ($content:expr, $($format:tt)*) => {
        writeln!($content.stream, $($format)*).expect("a string can be written to")
    };
}

impl<'p> Content<'p> {
    fn of(page: &Page, number: usize, count: usize, style: &'p Style, fonts: &'p mut Fonts) -> String {
        let mut content = Self { stream: String::new(), style, fonts };
        let (width, height) = style.page;
        match style.turn.painted {
            0 => {}
            1 => put!(content, "0 1 -1 0 {height} 0 cm"),
            2 => put!(content, "-1 0 0 -1 {width} {height} cm"),
            _ => put!(content, "0 -1 1 0 0 {width} cm"),
        }
        if let Watermark::Turned(words) = style.watermark {
            content.watermark(words, "0.8 g", 0.7);
        }
        for [left, top, right, bottom] in &page.grounds {
            put!(content, "0.93 g {left:.2} {:.2} {:.2} {:.2} re f", style.page.1 - bottom, right - left, bottom - top);
        }
        content.borders(page);
        put!(content, "0 g");
        page.texts.iter().for_each(|text| content.text(text));
        content.furniture(number, count);
        if let Watermark::Pale(words) = style.watermark {
            content.watermark(words, "/Pale gs 0 g", 0.0);
        }
        content.stream
    }

    fn borders(&mut self, page: &Page) {
        let grey = self.style.border_grey;
        put!(self, "q {grey} G {grey} g {BORDER} w");
        if self.style.borders == Borders::Dashes {
            put!(self, "[2 1.5] 0 d");
        }
        for border in painted(page.borders.clone(), self.style) {
            let ((x0, y0), (x1, y1)) = (border.from, border.to);
            let (y0, y1) = (self.style.page.1 - y0, self.style.page.1 - y1);
            if self.style.borders == Borders::Rectangles {
                let (left, low) = (x0 - BORDER / 2.0, y1 - BORDER / 2.0);
                put!(self, "{left:.2} {low:.2} {:.2} {:.2} re f", x1 - x0 + BORDER, y0 - y1 + BORDER);
            } else {
                put!(self, "{x0:.2} {y0:.2} m {x1:.2} {y1:.2} l S");
            }
        }
        put!(self, "Q");
    }

    fn text(&mut self, text: &Text) {
        let strikes = if text.bold && self.style.strokes == Strokes::Twice { 2 } else { 1 };
        for strike in 0..strikes {
            let x = text.x + f64::from(strike) * STRIKE * text.size;
            self.run(&text.text, x, self.style.page.1 - text.baseline, text.size, (1.0, 0.0));
        }
    }

    /// A text from a point on, in a direction (cosine and sine).
    fn run(&mut self, text: &str, x: f64, y: f64, size: f64, (cos, sin): (f64, f64)) {
        put!(self, "BT");
        let mut reached = 0.0;
        let mut set: Option<(&str, String)> = None;
        let mut characters = text.chars().peekable();
        let mut before = None;
        while let Some(character) = characters.next() {
            let beside = [before, characters.peek().copied()];
            let is_between = beside.into_iter().all(|beside| beside.is_some_and(char::is_alphanumeric));
            // The glyph of a space is not as wide as a gap: what follows it has a place of its own.
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
        put!(self, "ET");
    }

    fn watermark(&mut self, words: usize, color: &str, angle: f64) {
        let text = &FORMS.words("watermark").words[words];
        let (width, height) = self.style.page;
        put!(self, "q {color}");
        self.run(text, width * 0.2, height * 0.4, self.style.size * 3.0, (angle.cos(), angle.sin()));
        put!(self, "Q");
    }

    fn furniture(&mut self, number: usize, count: usize) {
        let size = self.style.size * FURNITURE;
        let middle = self.style.margins.1 / 2.0;
        if let Some(head) = self.style.furniture.head {
            let text = FORMS.words("running-head").words[head].clone();
            let text = Text { text, x: self.style.margins.0, baseline: middle, size, bold: false };
            self.text(&text);
        }
        if let Some(form) = self.style.furniture.number {
            let form = &FORMS.words("page-number").words[form];
            let text = form.replace('%', &number.to_string()).replace('&', &count.to_string());
            let baseline = self.style.page.1 - middle + size;
            self.text(&Text { text, x: self.style.page.0 / 2.0, baseline, size, bold: false });
        }
    }
}
