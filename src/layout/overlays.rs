//! Finds watermarks that are neither pale nor slanted: the same text at the same place of nearly all pages, printed
//! over the report.

use super::effort::Effort;
use super::noise;
use super::sheet::Sheet;
use super::{DiscardReason, Discards};
use crate::geometry::Rect;
use crate::page::Glyph;
use std::collections::HashMap;
use std::ops::Range;

/// With fewer pages, text at the same place may be chance.
const LEAST_PAGES: usize = 3;

/// The part of the pages that carry an overlay.
const MOST: f32 = 0.8;

/// The part of its pages on which an overlay runs into text or lines. Label rows that stand at the same place of all
/// pages never do.
const COLLIDING: f32 = 0.3;

/// A sheet with runs of glyphs that are set unlike the text of the page: they may be overlays.
#[derive(Clone)]
pub(super) struct OddSheet {
    pub(super) sheet: Sheet,
    /// The runs, as indices into its glyphs.
    runs: Vec<Range<usize>>,
    /// Whether overlays were taken out of it.
    pub(super) is_cleared: bool,
}

impl OddSheet {
    /// A copy of a sheet that has such runs.
    pub(super) fn of(sheet: &Sheet) -> Option<Self> {
        let runs = odd_runs(sheet);
        (!runs.is_empty()).then(|| Self { sheet: sheet.clone(), runs, is_cleared: false })
    }
}

/// Takes overlays out of the sheets, of so many pages in all, that may have some.
pub(super) fn clear(sheets: &mut [&mut OddSheet], pages: usize, discarded: &mut Discards, effort: &Effort) {
    if pages < LEAST_PAGES {
        return;
    }
    let mut seen: HashMap<Key, Seen> = HashMap::new();
    for OddSheet { sheet, runs, .. } in sheets.iter().map(|odd| &**odd) {
        for run in runs {
            seen.entry(Key::of(&sheet.glyphs[run.clone()])).or_default().pages += 1;
        }
    }
    seen.retain(|_, seen| seen.pages as f32 >= MOST * pages as f32);
    // Most odd runs are captions, of one page alone: what they run into needs no look.
    if seen.is_empty() {
        return;
    }
    for OddSheet { sheet, runs, .. } in sheets.iter().map(|odd| &**odd) {
        for run in runs {
            if let Some(seen) = seen.get_mut(&Key::of(&sheet.glyphs[run.clone()])) {
                seen.collisions += usize::from(collides(sheet, run, effort));
            }
        }
    }
    seen.retain(|_, seen| seen.collisions as f32 >= COLLIDING * seen.pages as f32);
    if seen.is_empty() {
        return;
    }
    for OddSheet { sheet, runs, is_cleared } in sheets.iter_mut().map(|odd| &mut **odd) {
        let overlays: Vec<&Range<usize>> =
            runs.iter().filter(|run| seen.contains_key(&Key::of(&sheet.glyphs[(*run).clone()]))).collect();
        if overlays.is_empty() {
            continue;
        }
        *is_cleared = true;
        let mut taken = Vec::new();
        let mut index = 0;
        let mut overlays = overlays.into_iter().peekable();
        sheet.glyphs.retain(|glyph| {
            while overlays.next_if(|run| run.end <= index).is_some() {}
            let is_taken = overlays.peek().is_some_and(|run| run.contains(&index));
            index += 1;
            if is_taken {
                taken.push((*glyph, DiscardReason::RepeatedOverlay));
            }
            !is_taken
        });
        discarded.append(&noise::runs(&taken, sheet.frame));
    }
}

/// What makes a run the same on all pages: its text and its place, to the point.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    text: String,
    x: i32,
    y: i32,
}

impl Key {
    fn of(run: &[Glyph]) -> Self {
        let origin = run.first().map(|glyph| glyph.origin).unwrap_or_default();
        let text = run.iter().map(|glyph| glyph.character).collect();
        Self { text, x: origin.x.round() as i32, y: origin.y.round() as i32 }
    }
}

/// How often a run was seen.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// On how many pages.
    pages: usize,
    /// On how many of them it runs into something.
    collisions: usize,
}

/// Overlays are larger than the text of the page by this factor, unless they differ in colour.
const LARGER: f32 = 1.25;

/// The runs of glyphs that are set unlike the text of the page, as indices into its glyphs.
fn odd_runs(sheet: &Sheet) -> Vec<Range<usize>> {
    let em = sheet.em();
    let Some(usual) = usual_style(&sheet.glyphs) else { return Vec::new() };
    let is_odd = |glyph: &Glyph| glyph.size >= LARGER * em || style(glyph) != usual;
    let mut runs = Vec::new();
    let mut start = 0;
    for run in sheet.glyphs.chunk_by(follows) {
        if run.first().is_some_and(is_odd) {
            runs.push(start..start + run.len());
        }
        start += run.len();
    }
    runs
}

/// What of a glyph's style is compared: its colour, in steps, and whether a form XObject paints it.
type Style = (u8, u8, u8, bool);

fn style(glyph: &Glyph) -> Style {
    let step = |part: f32| (part * 32.0) as u8;
    (step(glyph.color.red), step(glyph.color.green), step(glyph.color.blue), glyph.in_form)
}

/// The style of most of the glyphs.
fn usual_style(glyphs: &[Glyph]) -> Option<Style> {
    // With the place of the first glyph, so that of styles used equally often always the same one is taken.
    let mut counts: HashMap<Style, (usize, usize)> = HashMap::new();
    let mut index = 0;
    for run in glyphs.chunk_by(|a, b| style(a) == style(b)) {
        counts.entry(style(&run[0])).or_insert((0, index)).0 += run.len();
        index += run.len();
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(style, _)| style)
}

/// Whether `b` is set next to `a`, in the same way.
fn follows(a: &Glyph, b: &Glyph) -> bool {
    let gap = (b.bounds.left - a.bounds.right) / b.size;
    style(a) == style(b) && a.size == b.size && a.origin.y == b.origin.y && (-0.5..2.0).contains(&gap)
}

/// The part of a glyph's box that the glyph itself fills, more or less.
const CORE: f32 = 0.6;

/// Whether a run is printed over other text or over lines.
fn collides(sheet: &Sheet, run: &Range<usize>, effort: &Effort) -> bool {
    let cores: Vec<Rect> = sheet.glyphs[run.clone()].iter().filter(|g| g.character != ' ').map(core).collect();
    let Some(all) = cores.iter().copied().reduce(|a, b| a.union(&b)) else { return false };
    if !effort.spend(sheet.glyphs.len() + sheet.rulings.len()) {
        return false;
    }
    let hits = |other: &Rect| {
        all.intersection(other).is_some()
            && effort.spend(cores.len())
            && cores.iter().any(|c| c.intersection(other).is_some())
    };
    let others =
        sheet.glyphs.iter().enumerate().filter(|(index, glyph)| !run.contains(index) && glyph.character != ' ');
    others.map(|(_, glyph)| core(glyph)).any(|other| hits(&other)) || sheet.rulings.iter().any(|r| hits(&r.bounds))
}

fn core(glyph: &Glyph) -> Rect {
    let (width, height) = (glyph.bounds.width() * CORE / 2.0, glyph.bounds.height() * CORE / 2.0);
    let center = glyph.bounds.center();
    Rect::spanning(center.x - width, center.y - height, center.x + width, center.y + height)
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, transcript};
    use crate::page::{Color, Page};

    const RED: Color = Color { red: 0.8, ..Color::BLACK };

    fn page(number: u32, stamp_at: f32) -> Page {
        let mut draft = Draft::new(number);
        draft.table(100.0, &[&["状态", "余额"], &[&number.to_string(), "b"]]);
        draft.color = RED;
        draft.text(stamp_at, 112.0, "内部资料");
        draft.page
    }

    #[test]
    fn a_stamp_over_the_cells_of_all_pages_goes() {
        let pages: Vec<Page> = (1..=3).map(|number| page(number, 46.0)).collect();
        assert_eq!(transcript(&pages)[..2], ["│状态│余额│", "│1│b│"]);
    }

    #[test]
    fn a_coloured_label_at_the_same_place_of_all_pages_stays() {
        let pages: Vec<Page> = (1..=3).map(|number| page(number, 140.0)).collect();
        assert_eq!(transcript(&pages)[..2], ["│状态内部资料│余额│", "│1│b│"]);
    }
}
