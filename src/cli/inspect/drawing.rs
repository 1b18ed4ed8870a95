//! Makes of pages what the HTML page draws: runs of characters, lines and areas, in painting order.
//!
//! In go [`Page`]s, out come [`Drawing`]s and the [`Palette`] that they share. Reports have many pages, so the drawings
//! are kept small: characters are joined to runs, numbers are rounded, and each colour is named by its index.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use zhengxin::geometry::{Point, Rect};
use zhengxin::layout::{DiscardReason, Discarded};
use zhengxin::page::{Clipping, Color, Glyph, Page};
use zhengxin::transcript::Transcript;

/// A page to be drawn.
#[derive(Serialize)]
pub struct Drawing {
    number: u32,
    width: Short,
    height: Short,
    items: Vec<Item>,
}

/// The colours, and the reasons why text was left out. The items name both by their indices in these lists.
#[derive(Default, Serialize)]
pub struct Palette {
    colours: Vec<String>,
    reasons: Vec<DiscardReason>,
}

/// Something on a page. In JSON it is a list:
///
/// - `[left, top, right, bottom, colour]` is a line or an area.
/// - `[x, y, width, size, direction, colour, text]` is a run of characters. If the run is no part of the report, its
///   `reason` is at the end of the list.
enum Item {
    Area { bounds: Rect, colour: usize },
    Run(Run),
}

/// Characters of one line that are drawn as one text.
struct Run {
    origin: Point,
    /// How far it goes along the line.
    width: f32,
    size: f32,
    direction: f32,
    colour: usize,
    text: String,
    reason: Option<usize>,
}

/// A number with at most one digit behind the point, which is as exact as a drawing needs.
#[derive(Clone, Copy)]
struct Short(f32);

impl Serialize for Short {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rounded = (f64::from(self.0) * 10.0).round() / 10.0;
        // A whole number is shorter without its fraction. No number on a page is too large for an `i32`.
        if rounded.fract() == 0.0 {
            serializer.serialize_i32(rounded as i32)
        } else {
            serializer.serialize_f64(rounded)
        }
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        match self {
            Self::Area { bounds, colour } => {
                for edge in [bounds.left, bounds.top, bounds.right, bounds.bottom] {
                    list.serialize_element(&Short(edge))?;
                }
                list.serialize_element(colour)?;
            }
            Self::Run(run) => {
                for number in [run.origin.x, run.origin.y, run.width, run.size, run.direction] {
                    list.serialize_element(&Short(number))?;
                }
                list.serialize_element(&run.colour)?;
                list.serialize_element(&run.text)?;
                if let Some(reason) = run.reason {
                    list.serialize_element(&reason)?;
                }
            }
        }
        list.end()
    }
}

/// A character begins a new run if it begins this share of the font size or more away from the end of the one before.
const GAP: f32 = 0.3;

/// How thick the edges of cells are drawn on a masked page, in points.
const EDGE: f32 = 0.5;

/// A character on the page and an equal one that was discarded are the same if their centres are less than this apart
/// in both directions, in points.
const SAME_PLACE: f32 = 0.3;

impl Palette {
    /// Draws pages as they are; what was discarded is marked with the reason.
    pub fn draw(&mut self, pages: &[Page], discarded: impl Iterator<Item = Discarded>) -> Vec<Drawing> {
        let mut left_out: HashMap<(u32, char), Vec<(Point, DiscardReason)>> = HashMap::new();
        for Discarded { text, reason, .. } in discarded {
            for (character, place) in text.string.chars().zip(&text.places) {
                left_out.entry((place.page, character)).or_default().push((place.bounds.center(), reason));
            }
        }
        let mut draw = |page: &Page| {
            let reason = |glyph: &Glyph| {
                let centre = glyph.bounds.center();
                let near = left_out.get(&(page.number, glyph.character))?.iter().find(|(other, _)| {
                    (other.x - centre.x).abs() < SAME_PLACE && (other.y - centre.y).abs() < SAME_PLACE
                });
                near.map(|found| found.1)
            };
            let mut items: Vec<(u32, Item)> = Vec::new();
            let fills = page.fills.iter().map(|fill| (fill.order, fill.bounds, fill.color));
            let lines = page.rulings.iter().map(|line| (line.order, line.bounds, line.color));
            for (order, bounds, color) in fills.chain(lines) {
                items.push((order, Item::Area { bounds, colour: self.colour(color) }));
            }
            let glyphs: Vec<_> = page.glyphs.iter().map(|glyph| (*glyph, reason(glyph))).collect();
            items.extend(self.runs(&glyphs));
            // A filled dot is twice among the rulings, with the same number in the painting order. The sort is stable
            // and leaves both as the page has them.
            items.sort_by_key(|item| item.0);
            drawing(page, items)
        };
        pages.iter().map(&mut draw).collect()
    }

    /// Draws the characters of a masked transcript where they stand, and the edges of its cells. Nothing else of the
    /// pages is drawn, because it may be personal: other text, but also lines and areas, which may be the pieces of a
    /// barcode.
    pub fn draw_masked(&mut self, pages: &[Page], transcript: &Transcript) -> Vec<Drawing> {
        let mut glyphs: HashMap<u32, Vec<(Glyph, Option<DiscardReason>)>> = HashMap::new();
        for (order, (character, place)) in (1..).zip(transcript.glyphs()) {
            let bounds = place.bounds;
            let size = bounds.height();
            let glyph = Glyph {
                character,
                bounds,
                origin: Point { x: bounds.left, y: bounds.bottom - DESCENT * size },
                size,
                direction: 0.0,
                color: Color::BLACK,
                order,
                in_form: false,
                annotation: false,
                invisible: false,
                clipping: Clipping::None,
                shown_by: 0,
                mcid: None,
                artifact: false,
            };
            glyphs.entry(place.page).or_default().push((glyph, None));
        }
        let colour = self.colour(Color::BLACK);
        let mut draw = |page: &Page| {
            let cells = transcript.cells().filter(|cell| cell.page == page.number);
            // Neighbouring cells share an edge, which is drawn once.
            let mut drawn = HashSet::new();
            let is_new = |edge: &Rect| drawn.insert([edge.left, edge.top, edge.right, edge.bottom].map(f32::to_bits));
            let edges = cells.flat_map(|cell| edges(&cell.bounds)).filter(is_new);
            let mut items: Vec<_> = edges.map(|bounds| (0, Item::Area { bounds, colour })).collect();
            items.extend(self.runs(glyphs.get(&page.number).map(Vec::as_slice).unwrap_or_default()));
            drawing(page, items)
        };
        pages.iter().map(&mut draw).collect()
    }

    fn runs(&mut self, glyphs: &[(Glyph, Option<DiscardReason>)]) -> Vec<(u32, Item)> {
        let runs = glyphs.chunk_by(|(first, reason), (second, other)| reason == other && follows(first, second));
        let mut items = Vec::new();
        for run in runs {
            let text: String = run.iter().map(|glyph| glyph.0.character).collect();
            let (Some((first, reason)), Some((last, _))) = (run.first(), run.last()) else { continue };
            if text.trim().is_empty() {
                continue;
            }
            let item = Run {
                origin: first.origin,
                width: length(first, last),
                size: first.size,
                direction: first.direction,
                colour: self.colour(first.color),
                text,
                reason: reason.map(|reason| self.reason(reason)),
            };
            items.push((first.order, Item::Run(item)));
        }
        items
    }

    fn colour(&mut self, color: Color) -> usize {
        let byte = |part: f32| (part.clamp(0.0, 1.0) * 255.0).round() as u8;
        let [red, green, blue, alpha] = [color.red, color.green, color.blue, color.alpha].map(byte);
        let opaque = format!("#{red:02x}{green:02x}{blue:02x}");
        let name = if alpha == u8::MAX { opaque } else { format!("{opaque}{alpha:02x}") };
        place_in(&mut self.colours, name)
    }

    fn reason(&mut self, reason: DiscardReason) -> usize {
        place_in(&mut self.reasons, reason)
    }
}

/// The share of a character's box that is taken to be below its baseline, since a transcript has no baselines.
const DESCENT: f32 = 0.12;

fn drawing(page: &Page, items: Vec<(u32, Item)>) -> Drawing {
    Drawing {
        number: page.number,
        width: Short(page.width),
        height: Short(page.height),
        items: items.into_iter().map(|item| item.1).collect(),
    }
}

/// The edges of a cell, as thin areas.
fn edges(cell: &Rect) -> [Rect; 4] {
    let Rect { left, top, right, bottom } = *cell;
    [
        Rect { bottom: top + EDGE, ..*cell },
        Rect { top: bottom, bottom: bottom + EDGE, ..*cell },
        Rect { right: left + EDGE, ..*cell },
        Rect { left: right, right: right + EDGE, ..*cell },
    ]
}

fn place_in<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|known| *known == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}

/// The direction of a character's line, as a step of length 1 along the line.
fn along(glyph: &Glyph) -> (f32, f32) {
    let (sin, cos) = glyph.direction.to_radians().sin_cos();
    (cos, sin)
}

/// How far a character goes along its line: the width of its box in upright text, the height in text turned by a right
/// angle.
fn advance(glyph: &Glyph) -> f32 {
    let (cos, sin) = along(glyph);
    let along = glyph.bounds.width() * cos.abs() + glyph.bounds.height() * sin.abs();
    // The box around a slanted character is larger than the character, so the font size is taken instead.
    if cos.abs() > 0.99 || sin.abs() > 0.99 { along } else { glyph.size }
}

fn length(first: &Glyph, last: &Glyph) -> f32 {
    let (cos, sin) = along(first);
    (last.origin.x - first.origin.x) * cos + (last.origin.y - first.origin.y) * sin + advance(last)
}

/// Whether a character is drawn in one run with the one before. It must follow without a gap on the same line, with the
/// same size and colour. The browser has other fonts than the file, and fits each run as a whole into its width.
/// Ideographs are equally wide in any font, but letters are not. So ASCII characters are never in one run with others,
/// because they would shift them.
fn follows(first: &Glyph, second: &Glyph) -> bool {
    let (cos, sin) = along(first);
    let (dx, dy) = (second.origin.x - first.origin.x, second.origin.y - first.origin.y);
    let gap = dx * cos + dy * sin - advance(first);
    let off = dy * cos - dx * sin;
    first.direction == second.direction
        && first.size == second.size
        && first.color == second.color
        && off.abs() < 0.1
        && gap.abs() < GAP * first.size
        && first.character.is_ascii() == second.character.is_ascii()
}
