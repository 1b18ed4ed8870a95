//! Places glyphs that their centres alone would put into a wrong cell or into none: text across the upper or lower end of a table
//! where the page has cut it, blanks before and behind texts, and second strikes of texts.

use super::{CellIndex, is_unbroken};
use crate::layout::cells::{CellBox, Table};
use crate::layout::effort::Effort;
use crate::layout::text::is_double_strike;
use crate::page::Glyph;
use crate::page::geometry::{Point, Rect};
use std::ops::Range;

/// A glyph above or below a table is in the cell at its end if it reaches into it by at least this part of its height. Captions
/// keep off tables.
const REACHES_IN: f32 = 0.2;

/// Puts a run of which a part is in no cell where the same text struck at the same place is. Programs strike a text twice to look
/// bold.
pub(super) fn settle_strikes(glyphs: &[Glyph], places: &mut [Option<CellIndex>], effort: &Effort) {
    let mut start = 0;
    let runs: Vec<Range<usize>> = glyphs
        .chunk_by(is_unbroken)
        .map(|run| {
            start += run.len();
            start - run.len()..start
        })
        .collect();
    let is_lost = |range: &Range<usize>, places: &[Option<CellIndex>]| places[range.clone()].contains(&None);
    for lost in &runs {
        if !is_lost(lost, places) || !effort.spend(runs.len()) {
            continue;
        }
        let is_same = |other: &&Range<usize>| {
            let pairs = glyphs[lost.clone()].iter().zip(&glyphs[(*other).clone()]);
            other.len() == lost.len()
                && pairs.into_iter().all(|(a, b)| is_double_strike(a, b))
                && !is_lost(other, places)
        };
        if let Some(other) = runs.iter().find(is_same) {
            places.copy_within(other.clone(), lost.start);
        }
    }
}

/// Puts glyphs that stand across the upper or lower end of a table into the cell there. Where the page has cut the table, a line
/// may be in part on the other page, and a text may stand in the middle of a cell whose other part is there.
pub(super) fn settle_ends(glyphs: &[Glyph], places: &mut [Option<CellIndex>], tables: &[Table], effort: &Effort) {
    let mut at_ends: Vec<(CellIndex, Rect)> = Vec::new();
    let is_free = |(glyph, place): &(&Glyph, &mut Option<CellIndex>)| place.is_none() && glyph.character != ' ';
    for (glyph, place) in glyphs.iter().zip(places).filter(is_free) {
        if at_ends.is_empty() {
            at_ends = cells_at_ends(tables);
        }
        if !effort.spend(at_ends.len()) {
            return;
        }
        let bounds = glyph.bounds;
        let Point { x, y } = bounds.center();
        let stands_across = |(_, cell): &&(CellIndex, Rect)| {
            let reach = bounds.bottom.min(cell.bottom) - bounds.top.max(cell.top);
            // Only above the cell, or below it: text beside a table belongs to no cell.
            let is_outside = y < cell.top || y > cell.bottom;
            is_outside && (cell.left..=cell.right).contains(&x) && reach >= REACHES_IN * bounds.height()
        };
        *place = at_ends.iter().find(stands_across).map(|(at, _)| *at);
    }
}

/// The cells at the upper and the lower ends of the tables.
fn cells_at_ends(tables: &[Table]) -> Vec<(CellIndex, Rect)> {
    let mut cells = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        let last = table.bands.len().saturating_sub(1);
        let at_end = |cell: &CellBox| cell.first_band == 0 || cell.last_band == last;
        let ends = table.cells.iter().enumerate().filter(|(_, cell)| at_end(cell));
        cells.extend(ends.map(|(index, cell)| ((number, index), cell.bounds)));
    }
    cells
}

/// Puts the blanks behind and before a text where the text is. They may run over borders without meaning anything.
pub(super) fn settle_blanks(glyphs: &[Glyph], places: &mut [Option<CellIndex>]) {
    let goes_on = |index: usize| is_unbroken(&glyphs[index], &glyphs[index + 1]);
    // Blanks belong to the text behind them that the same operator shows.
    let mut is_before = Vec::with_capacity(glyphs.len());
    for shown in glyphs.chunk_by(|a, b| a.shown_by == b.shown_by) {
        let blanks = shown.iter().take_while(|glyph| glyph.character == ' ').count();
        is_before.extend((0..shown.len()).map(|index| index < blanks && blanks < shown.len()));
    }
    for index in 1..glyphs.len() {
        if glyphs[index].character == ' ' && goes_on(index - 1) && !is_before[index] {
            places[index] = places[index - 1];
        }
    }
    for index in (0..glyphs.len().saturating_sub(1)).rev() {
        if glyphs[index].character == ' ' && goes_on(index) && (index == 0 || !goes_on(index - 1) || is_before[index]) {
            places[index] = places[index + 1];
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, SIZE, transcript};
    use crate::page::Clipping;
    use crate::page::geometry::Rect;

    #[test]
    fn a_text_across_the_end_of_a_table_is_of_the_cell_there() {
        let mut draft = Draft::new(1);
        draft.table(100.0, &[&["", "b"]]);
        // The table ends at 115.
        draft.text(43.0, 119.0, "a").text(43.0, 140.0, "caption");
        assert_eq!(transcript(&[draft.page]), ["│a│b│", "caption"]);
    }

    #[test]
    fn a_clip_that_cuts_the_second_strike_alone_cuts_nothing() {
        let mut draft = Draft::new(1);
        draft.table(100.0, &[&["", "b"]]);
        // Each strike is shown by two operators. The clip cuts the last letter of the second strike.
        for x in [273.0, 273.2] {
            draft.text(x, 111.0, "180 ").text(x + 2.0 * SIZE, 111.0, "ab");
        }
        draft.page.clips.push(Rect::spanning(40.0, 100.0, 300.0, 115.0));
        draft.page.glyphs.last_mut().unwrap().clipping = Clipping::Cut(0);
        assert_eq!(transcript(&[draft.page]), ["│180 ab│b│"]);
    }

    #[test]
    fn blanks_before_a_text_are_not_of_the_cell_before() {
        let mut draft = Draft::new(1);
        draft.table(100.0, &[&["", ""]]);
        draft.text(275.0, 111.0, "2019.07   ").text(302.0, 111.0, "   b");
        assert_eq!(transcript(&[draft.page]), ["│2019.07│b│"]);
    }
}
