//! Finds overlays that are neither pale nor slanted: the same text at the same place of nearly all pages, printed over the
//! report.
//!
//! Each sheet gives its *odd runs*, which are set unlike most of its text. From the odd runs of all sheets [`Overlays::find`]
//! picks the overlays. The pages that have some are then read once more, and [`Overlays::take_out`] takes the overlays out.

use super::discards;
use super::effort::Effort;
use super::outlines;
use super::sheet::Sheet;
use super::text::is_double_strike;
use super::{DiscardReason, Discards};
use crate::page::geometry::Rect;
use crate::page::{Glyph, Ruling};
use std::collections::{HashMap, HashSet};

/// With fewer sheets than this no text is an overlay: that it stands at the same place may be chance.
const LEAST_PAGES: usize = 3;

/// An overlay stands on at least this share of the sheets.
const MOST: f32 = 0.8;

/// On at least this share of its sheets an overlay lies over text or rulings. Rows of labels that stand at the same place of all
/// pages never do.
const COLLIDING: f32 = 0.3;

/// A run that is set unlike most of the text of its page. It may be an overlay; only all pages together tell.
#[derive(Debug, Clone)]
pub(super) struct OddRun {
    key: Key,
    /// Whether it is printed over other text or over lines.
    collides: bool,
}

/// The odd runs of a sheet whose text has the median font size `em`.
pub(super) fn odd_runs(sheet: &Sheet, em: f32, effort: &Effort) -> Box<[OddRun]> {
    let (runs, is_odd) = (runs(&sheet.glyphs), oddness(sheet, em));
    let odd: Vec<&[Glyph]> = runs.clone().filter(|run| is_odd(run)).collect();
    if odd.is_empty() {
        return Box::default();
    }
    let boxes: Vec<(&[Glyph], Rect)> = runs.map(|run| (run, bounds(run.iter().map(|glyph| glyph.bounds)))).collect();
    let odd = odd.into_iter().map(|run| OddRun { key: Key::of(run), collides: collides(run, &boxes, sheet, effort) });
    odd.collect()
}

/// What is printed over nearly all pages, at the same place.
#[derive(Debug, Default)]
pub(super) struct Overlays(HashSet<Key>);

impl Overlays {
    /// Finds overlays among the odd runs of so many sheets.
    pub(super) fn find<'r>(odd: impl Iterator<Item = &'r OddRun>, sheets: usize) -> Self {
        /// How often a run was seen, and how often it ran into something.
        #[derive(Default)]
        struct Seen {
            count: usize,
            collisions: usize,
        }
        if sheets < LEAST_PAGES {
            return Self::default();
        }
        let mut seen: HashMap<&Key, Seen> = HashMap::new();
        for run in odd {
            let seen = seen.entry(&run.key).or_default();
            seen.count += 1;
            seen.collisions += usize::from(run.collides);
        }
        seen.retain(|_, seen| {
            seen.count as f32 >= MOST * sheets as f32 && seen.collisions as f32 >= COLLIDING * seen.count as f32
        });
        Self(seen.into_keys().cloned().collect())
    }

    /// Whether the run is one of them.
    pub(super) fn have(&self, run: &OddRun) -> bool {
        self.0.contains(&run.key)
    }

    /// Takes the overlays out of a sheet, and the strokes that make them bold. A run that is set like the text of the page stays, even where an overlay has the same
    /// text at the same place.
    pub(super) fn take_out(&self, sheet: &mut Sheet, effort: &Effort) -> Discards {
        if self.0.is_empty() {
            return Discards::default();
        }
        let is_odd = oddness(sheet, sheet.em());
        let is_overlay = |run: &[Glyph]| is_odd(run) && self.0.contains(&Key::of(run));
        let (overlays, kept): (Vec<&[Glyph]>, Vec<&[Glyph]>) = runs(&sheet.glyphs).partition(|run| is_overlay(run));
        let taken: Vec<_> =
            overlays.concat().into_iter().map(|glyph| (glyph, DiscardReason::RepeatedOverlay)).collect();
        sheet.glyphs = kept.concat();
        let is_of = |ruling: &Ruling| taken.iter().any(|(glyph, _)| outlines::is_stroke(ruling, glyph));
        sheet.rulings.retain(|ruling| !(effort.spend(taken.len()) && is_of(ruling)));
        discards::runs(&taken, sheet.frame)
    }
}

/// What identifies a run on all pages: its text, and its origin rounded to points.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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

/// A run whose font size is at least this many times the median one is odd, whatever its colour.
const LARGER: f32 = 1.25;

/// Tells which runs of a sheet whose text has the median font size `em` are set unlike that text.
fn oddness(sheet: &Sheet, em: f32) -> impl Fn(&[Glyph]) -> bool + use<> {
    let usual = usual_style(&sheet.glyphs);
    move |run| run.first().is_some_and(|glyph| glyph.size >= LARGER * em || Some(style(glyph)) != usual)
}

/// The runs of the glyphs: each is of one style, one size and one baseline.
fn runs(glyphs: &[Glyph]) -> impl Iterator<Item = &[Glyph]> + Clone {
    glyphs.chunk_by(follows)
}

/// The style of a glyph, as far as it is compared: its colour, in steps, and whether a form XObject paints it.
type Style = (u8, u8, u8, bool);

fn style(glyph: &Glyph) -> Style {
    let step = |part: f32| (part * 32.0) as u8;
    (step(glyph.color.red), step(glyph.color.green), step(glyph.color.blue), glyph.in_form)
}

/// The style of most of the glyphs.
fn usual_style(glyphs: &[Glyph]) -> Option<Style> {
    // The index of the first glyph breaks ties, so that the outcome does not depend on the order of the map.
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

/// The share of a glyph's box, across and down, that its ink fills, more or less.
const CORE: f32 = 0.6;

/// Whether a run is printed over other text or over lines; all runs of the sheet are given with the boxes around them.
fn collides(run: &[Glyph], runs: &[(&[Glyph], Rect)], sheet: &Sheet, effort: &Effort) -> bool {
    let own: Vec<Rect> = cores(run).collect();
    let all = bounds(own.iter().copied());
    if own.is_empty() || !effort.spend(runs.len() + sheet.rulings.len()) {
        return false;
    }
    let hits = |other: &Rect| {
        all.intersection(other).is_some()
            && effort.spend(own.len())
            && own.iter().any(|core| core.intersection(other).is_some())
    };
    // A text that is struck twice to look bold lies on itself. That is no collision.
    let is_same = |other: &[Glyph]| {
        std::ptr::eq(other, run)
            || other.len() == run.len() && other.iter().zip(run).all(|(a, b)| is_double_strike(a, b))
    };
    let near = runs.iter().filter(|(other, bounds)| all.intersection(bounds).is_some() && !is_same(other));
    near.take_while(|(other, _)| effort.spend(other.len())).any(|(other, _)| cores(other).any(|core| hits(&core)))
        || sheet
            .rulings
            .iter()
            .any(|ruling| hits(&ruling.bounds) && !run.iter().any(|glyph| outlines::is_stroke(ruling, glyph)))
}

/// The box around boxes.
fn bounds(boxes: impl Iterator<Item = Rect>) -> Rect {
    boxes.reduce(|a, b| a.union(&b)).unwrap_or_default()
}

fn cores(glyphs: &[Glyph]) -> impl Iterator<Item = Rect> {
    glyphs.iter().filter(|glyph| glyph.character != ' ').map(core)
}

/// The middle of a glyph's box, which its ink fills, more or less.
pub(super) fn core(glyph: &Glyph) -> Rect {
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
    fn what_is_printed_over_its_own_coloured_shadow_stays() {
        let pages: Vec<Page> = (1..=3)
            .map(|number| {
                let mut draft = Draft::new(number);
                draft.color = RED;
                draft.text(43.0, 111.0, "状态");
                draft.color = Color::BLACK;
                draft.table(100.0, &[&["状态", "余额"], &["1", &number.to_string()]]);
                draft.page
            })
            .collect();
        assert!(transcript(&pages)[0].contains("状态"));
    }

    #[test]
    fn a_coloured_label_at_the_same_place_of_all_pages_stays() {
        let pages: Vec<Page> = (1..=3).map(|number| page(number, 140.0)).collect();
        assert_eq!(transcript(&pages)[..2], ["│状态内部资料│余额│", "│1│b│"]);
    }

    #[test]
    fn a_coloured_label_that_is_struck_twice_lies_on_itself_alone() {
        let pages: Vec<Page> = (1..=3)
            .map(|number| {
                let mut draft = Draft::new(number);
                draft.table(100.0, &[&["", "余额"], &["1", &number.to_string()]]);
                draft.color = RED;
                draft.text(43.0, 111.0, "状态").text(43.2, 111.0, "状态");
                draft.page
            })
            .collect();
        assert_eq!(transcript(&pages)[0], "│状态│余额│");
    }

    /// The cell of a table with a label in red, on three pages. Strokes make the label bold.
    fn bold(stroke: Color, stamp: &str) -> Vec<String> {
        let draw = |number: u32| {
            let mut draft = Draft::new(number);
            draft.table(100.0, &[&["", "余额"], &["1", &number.to_string()]]);
            (draft.color, draft.line_color) = (RED, stroke);
            draft.text(43.0, 111.0, "状态").rect(44.0, 104.0, 50.0, 110.0).rect(53.0, 104.0, 59.0, 110.0);
            (draft.color, draft.line_color) = (Color::BLACK, Color::BLACK);
            draft.text(47.5, 111.0, stamp);
            draft.page
        };
        transcript(&(1..=3).map(draw).collect::<Vec<_>>())
    }

    #[test]
    fn a_coloured_label_does_not_lie_on_its_own_strokes() {
        assert_eq!(bold(RED, "")[0], "│状态│余额│");
    }

    #[test]
    fn the_strokes_of_a_stamp_go_with_it() {
        assert_eq!(bold(RED, "账户")[..2], ["│账户│余额│", "│1│1│"]);
    }
}
