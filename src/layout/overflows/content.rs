//! Tells where a text belongs by what the cells of a sheet hold: which cell would be empty without the text, and in which cell it
//! stands as the text of that cell would.
//!
//! [`Content`] is gathered from the glyphs of a sheet and the cells they lie in, and is kept up to date as texts are moved.

use std::collections::HashMap;
use std::ops::Range;

use super::alignment::{Alignment, Alignments};
use super::touching::has_blank_at_border;
use super::{
    CENTRED, CellIndex, EXACT, THROUGH, holds_beside, inked, is_beside_letters, is_crossed, is_shown_by_one,
    is_unbroken, runs_over_both_sides,
};
use crate::layout::cells::Table;
use crate::layout::effort::Effort;
use crate::layout::text;
use crate::page::TaggedCell;
use crate::page::geometry::{Point, Rect};
use crate::page::{Glyph, NO_GAP};

/// A text stands at the left, in the middle or at the right of its cell if it is at most this many font sizes off.
const ALIGNED: f32 = 0.3;

/// How far from the sides of a cell its text is taken to begin and end, in font sizes, where nothing else in the table tells.
const PADDING: f32 = 0.7;

/// A cell with more than this many cells beside it is one of a calendar: a year beside twelve months.
const CALENDAR: usize = 11;

/// Where a text belongs.
pub(super) enum Home {
    Here(CellIndex),
    Unknown,
    /// The run is several texts, each in its cell.
    Apart,
}

/// What is in the cells.
pub(super) struct Content<'t> {
    pub(super) tables: &'t [Table],
    pub(super) effort: &'t Effort,
    /// How many glyphs are in each cell.
    counts: HashMap<CellIndex, isize>,
    /// For each table how far from the left side of a cell a text begins at least, and how far from the right side one ends at
    /// least, in points.
    pub(super) insets: Vec<Option<(f32, f32)>>,
    /// How the texts in the cells stand.
    pub(super) alignments: Alignments,
}

impl<'t> Content<'t> {
    pub(super) fn of(glyphs: &[Glyph], places: &[Option<CellIndex>], tables: &'t [Table], effort: &'t Effort) -> Self {
        let alignments = Alignments::of(glyphs, places, tables);
        let mut content = Self { tables, effort, counts: HashMap::new(), insets: vec![None; tables.len()], alignments };
        let mut start = 0;
        for run in glyphs.chunk_by(is_unbroken) {
            let own = &places[start..start + run.len()];
            start += run.len();
            own.iter().for_each(|place| content.count(*place, 1));
            if let Some(cell) = own[0].filter(|cell| own.iter().all(|place| *place == Some(*cell))) {
                let bounds = content.bounds(cell);
                let (left, right) = (run[0].bounds.left - bounds.left, bounds.right - run[run.len() - 1].bounds.right);
                // A text that runs over a border tells nothing of the others.
                if left >= 0.0 && right >= 0.0 {
                    let least = &mut content.insets[cell.0];
                    let (least_left, least_right) = least.unwrap_or((left, right));
                    *least = Some((least_left.min(left), least_right.min(right)));
                }
            }
        }
        content
    }

    fn count(&mut self, place: Option<CellIndex>, by: isize) {
        place.into_iter().for_each(|cell| *self.counts.entry(cell).or_default() += by);
    }

    /// Puts glyphs into another place.
    pub(super) fn move_to(&mut self, place: Option<CellIndex>, places: &mut [Option<CellIndex>]) {
        for at in places {
            self.count(*at, -1);
            *at = place;
            self.count(*at, 1);
        }
    }

    /// Puts texts that follow each other into their cells. Each has so many glyphs.
    pub(super) fn move_texts_to(&mut self, homes: &[(usize, CellIndex)], mut places: &mut [Option<CellIndex>]) {
        for (count, cell) in homes {
            let (text, others) = places.split_at_mut(*count);
            self.move_to(Some(*cell), text);
            places = others;
        }
    }

    /// Whether the cell holds glyphs besides those of a run.
    pub(super) fn holds_more(&self, cell: Option<CellIndex>, run: Range<usize>, places: &[Option<CellIndex>]) -> bool {
        let held = places[run].iter().filter(|place| **place == cell).count();
        cell.is_some_and(|cell| self.counts.get(&cell).is_some_and(|count| *count > held.cast_signed()))
    }

    /// Where a run belongs by the structure tree of a tagged file: where the other text of its tagged cell is. The tree does not
    /// count where one of the cells that the run lies in would be empty without it.
    pub(super) fn tagged_home(
        &self,
        run: &[Glyph],
        own: &[Option<CellIndex>],
        glyphs: &[Glyph],
        places: &[Option<CellIndex>],
        tagged: impl Fn(&Glyph) -> Option<TaggedCell>,
    ) -> Option<CellIndex> {
        let home = tagged(run.first()?)?;
        if own.iter().flatten().any(|cell| self.is_alone(*cell, own)) {
            return None;
        }
        let others = glyphs
            .iter()
            .zip(places)
            .filter(|(glyph, place)| place.is_some() && own.contains(place) && !run.contains(glyph));
        let mut of_cell = others.filter(|(glyph, _)| tagged(glyph) == Some(home)).map(|(_, place)| *place);
        let cell = of_cell.next()?;
        of_cell.all(|other| other == cell).then_some(cell).flatten()
    }

    pub(super) fn bounds(&self, (table, cell): CellIndex) -> Rect {
        self.tables[table].cells[cell].bounds
    }

    /// The cell to which a run belongs as a whole, if it does: the only one it lies in, or the one that would be empty without it
    /// and in which it stands as a text of that cell would.
    pub(super) fn home_of_all(
        &self,
        run: &[Glyph],
        own: &[Option<CellIndex>],
        is_beside: impl Fn(CellIndex) -> bool,
    ) -> Option<CellIndex> {
        let cells = cells_of(own);
        if let [cell] = cells[..] {
            return Some(cell);
        }
        let alone = self.alone(&cells, own);
        // Cells of a calendar may be empty. There, and where no cell would be empty, the run must be aligned exactly in one cell
        // alone. Where several cells would be empty, a run with gaps is rather the texts of these cells.
        let has_gaps = run.windows(2).any(|pair| !is_next(&pair[0], &pair[1]));
        let homes = match alone[..] {
            [cell] if !self.is_calendar(cell) => alone,
            [cell, _, ..] if has_gaps && !self.is_calendar(cell) => return None,
            _ => cells.iter().copied().filter(|cell| self.is_exactly_aligned(run, *cell, &cells)).collect(),
        };
        let [cell] = homes[..] else { return None };
        let is_home = self.is_aligned_as_beside(run, cell, &cells);
        (is_home && self.is_one_text(run, cell, &cells) && !self.holds_own_text(run, own, cell, is_beside))
            .then_some(cell)
    }

    /// Whether a run that is aligned in a cell is one text, and not the texts of two cells that touch. (A run at the left of a
    /// cell may be the text of that cell and that of the next one. Then a glyph of it begins where texts begin in the next cell.)
    /// One operator that shows all of it tells that it is one text, but not for sure: programs that rewrite a file may show at once
    /// whatever touches. So even then no glyph may begin or end exactly where a text of another cell would.
    fn is_one_text(&self, run: &[Glyph], cell: CellIndex, cells: &[CellIndex]) -> bool {
        let text = inked(run).unwrap_or_default();
        let is_at_once = is_shown_at_once(run);
        // Nor is it chance that each glyph begins exactly where the one before ends.
        let is_unbroken =
            run.windows(2).all(|pair| (pair[1].bounds.left - pair[0].bounds.right).abs() <= EXACT * pair[0].size);
        let near = if is_at_once || is_unbroken { EXACT } else { CENTRED } * run[0].size;
        let mut others = cells.iter().filter(|other| **other != cell).map(|other| self.bounds(*other));
        runs_over_both_sides(&text, &self.bounds(cell), run[0].size)
            || match self.alignments.beside(cell, cells, self.tables, self.effort) {
                Some(Alignment::Left(inset)) => !others.any(|other| {
                    let begins = |glyph: &Glyph| (glyph.bounds.left - other.left - inset).abs() <= near;
                    other.left > text.left && run.iter().any(begins)
                }),
                Some(Alignment::Right(inset)) => {
                    // Programs squeeze punctuation so that a text fills its cell: then a glyph begins where the cell does.
                    let fills = |glyph: &Glyph| (glyph.bounds.left - self.bounds(cell).left - inset).abs() <= near;
                    let ends_before = others.any(|other| {
                        let ends = |glyph: &Glyph| (other.right - inset - glyph.bounds.right).abs() <= near;
                        other.right < text.right && run.iter().any(ends)
                    });
                    !ends_before && !run.iter().skip(1).any(fills)
                }
                Some(Alignment::Middle(_)) => is_at_once || self.is_exactly_aligned(run, cell, cells),
                None => is_at_once,
            }
    }

    /// Whether a part of the run is the text of another cell than `cell`: it lies there, no border of `cell` runs through a glyph
    /// at either end of it, and it is aligned there. (Where that other cell has more text on the line, the part is none of its
    /// own.)
    fn holds_own_text(
        &self,
        run: &[Glyph],
        own: &[Option<CellIndex>],
        cell: CellIndex,
        is_beside: impl Fn(CellIndex) -> bool,
    ) -> bool {
        let Rect { left, right, .. } = self.bounds(cell);
        let is_crossed = |glyph: &Glyph| {
            let inside = THROUGH * glyph.bounds.width();
            let runs_through = |x: f32| glyph.bounds.left + inside < x && x < glyph.bounds.right - inside;
            glyph.character != ' ' && (runs_through(left) || runs_through(right))
        };
        let is_split = run.windows(2).any(|pair| !is_next(&pair[0], &pair[1]));
        let indices: Vec<usize> = (0..run.len()).collect();
        let is_one_part = |a: &usize, b: &usize| {
            let (first, second) = (&run[*a], &run[*b]);
            own[*a] == own[*b] && is_next(first, second)
        };
        indices.chunk_by(is_one_part).any(|part| {
            let range = part[0]..part[part.len() - 1] + 1;
            let Some(other) = own[range.start].filter(|place| *place != cell) else { return false };
            let before = range.start.checked_sub(1).filter(|before| is_next(&run[*before], &run[range.start]));
            let behind =
                Some(range.end).filter(|behind| run.get(*behind).is_some_and(|next| is_next(&run[behind - 1], next)));
            let ends = [before, Some(range.start), Some(range.end - 1), behind];
            let is_cut = ends.into_iter().flatten().any(|index| is_crossed(&run[index]));
            let is_inked = run[range.clone()].iter().any(|glyph| glyph.character != ' ');
            // In a run with gaps a word may be the text of the cell it lies in, wherever it stands there. So may one that a
            // blank parts from the rest, unless it is known how texts stand there: the blank may be at the end of the one text
            // or at the beginning of the other.
            let is_blank = |index: usize| run[index].character == ' ';
            let has_blank_before = before.is_some_and(|before| is_blank(before) || is_blank(range.start));
            let has_blank_behind = behind.is_some_and(|behind| is_blank(behind) || is_blank(range.end - 1));
            let cells = cells_of(own);
            let is_open = || self.alignments.beside(other, &cells, self.tables, self.effort).is_none();
            let is_by_itself = is_split || (has_blank_before || has_blank_behind) && is_open();
            let is_set_there = is_by_itself || self.is_aligned_as_beside(&run[range], other, &cells);
            is_inked && !is_cut && is_set_there && !is_beside(other)
        })
    }

    /// Whether words outside of a table may belong to the line that they stand in, which lies in a cell at the side of the table.
    /// They may not where other text stands beside the table on that side, nor where they stand beside every row with text: then
    /// the table is printed without its outer side.
    pub(super) fn may_run_out(&self, glyphs: &[Glyph], places: &[Option<CellIndex>], words: Range<usize>) -> bool {
        let Some((table, _)) = places[words.clone()].iter().flatten().next() else { return false };
        let table = &self.tables[*table];
        let bounds = table.bounds();
        let band_of = |y: f32| table.levels.windows(2).position(|pair| pair[0] <= y && y < pair[1]);
        let is_left = glyphs[words.start].bounds.left < bounds.left;
        let is_beside = |text: &Rect| if is_left { text.right < bounds.left } else { text.left > bounds.right };
        let mut has_text = vec![(false, false); table.bands.len()];
        if !self.effort.spend(glyphs.len()) {
            return false;
        }
        for (index, (glyph, place)) in glyphs.iter().zip(places).enumerate() {
            let Some(band) = band_of(glyph.bounds.center().y) else { continue };
            let is_outside = place.is_none() && glyph.character != ' ' && is_beside(&glyph.bounds);
            let Some((inside, outside)) = has_text.get_mut(band) else { continue };
            *inside |= place.is_some();
            *outside |= is_outside;
            if is_outside && !words.contains(&index) {
                return false;
            }
        }
        has_text.contains(&(true, false))
    }

    /// Whether one of some words that lie in several cells is not of the cell it lies in: that cell has other text on the line,
    /// and both together do not stand there as one text would.
    pub(super) fn has_stray(&self, glyphs: &[Glyph], places: &[Option<CellIndex>], words: Range<usize>) -> bool {
        let mut start = words.start;
        glyphs[words.clone()].chunk_by(is_next).any(|word| {
            let own = &places[start..start + word.len()];
            start += word.len();
            let is_stray = |cell| self.stands_beside_other(glyphs, places, words.clone(), cell);
            let is_inked = word.iter().any(|glyph| glyph.character != ' ');
            is_inked && own.iter().all(|place| *place == own[0]) && own[0].is_some_and(is_stray)
        })
    }

    /// Whether a cell holds other text on the line of some words, and all its text on that line does not stand there as one text
    /// would.
    pub(super) fn stands_beside_other(
        &self,
        glyphs: &[Glyph],
        places: &[Option<CellIndex>],
        words: Range<usize>,
        cell: CellIndex,
    ) -> bool {
        let y = glyphs[words.start].origin.y;
        holds_beside(glyphs, words.clone(), places, cell, self.effort) && {
            let on_line = |(glyph, place): &(&Glyph, &Option<CellIndex>)| **place == Some(cell) && glyph.origin.y == y;
            let line: Vec<Glyph> = glyphs.iter().zip(places).filter(on_line).map(|(glyph, _)| *glyph).collect();
            !self.is_aligned_as_beside(&line, cell, &cells_of(&places[words]))
        }
    }

    /// Those of the cells that hold nothing but the run, whose glyphs lie in the places `own`.
    fn alone(&self, cells: &[CellIndex], own: &[Option<CellIndex>]) -> Vec<CellIndex> {
        let is_alone = |cell: &CellIndex| self.effort.spend(own.len()) && self.is_alone(*cell, own);
        cells.iter().copied().filter(is_alone).collect()
    }

    /// Whether the cell holds nothing but some glyphs in the places `own`, and is none of those that may be empty.
    pub(super) fn is_filled_by(&self, cell: CellIndex, own: &[Option<CellIndex>]) -> bool {
        !self.is_calendar(cell) && self.is_alone(cell, own)
    }

    /// Whether the cell holds nothing but the run, whose glyphs lie in the places `own`.
    fn is_alone(&self, cell: CellIndex, own: &[Option<CellIndex>]) -> bool {
        let held = own.iter().filter(|place| **place == Some(cell)).count();
        self.counts.get(&cell) == Some(&held.cast_signed())
    }

    /// Whether the run stands where it would if there were room for it in the cell.
    pub(super) fn is_aligned(&self, run: &[Glyph], cell: CellIndex) -> bool {
        self.misalignment(run, cell) <= ALIGNED
    }

    /// Whether the run stands in the cell as the texts beside it stand, or in any way that a text may where these are not all
    /// alike.
    pub(super) fn is_aligned_as_beside(&self, run: &[Glyph], cell: CellIndex, cells: &[CellIndex]) -> bool {
        self.misalignment_beside(run, cell, cells) <= ALIGNED
    }

    /// How far the run is from where it would stand as the texts beside it do, in font sizes; where these are not all alike, from
    /// the nearest way in which a text may stand.
    fn misalignment_beside(&self, run: &[Glyph], cell: CellIndex, cells: &[CellIndex]) -> f32 {
        match self.alignments.beside(cell, cells, self.tables, self.effort) {
            Some(alignment) => self.misalignment_from(alignment, run, cell),
            None => self.misalignment(run, cell),
        }
    }

    /// The cells among these that the run is aligned in as the texts beside it are. Where it is aligned exactly in some, only
    /// these.
    fn aligned(&self, run: &[Glyph], cells: &[CellIndex]) -> Vec<CellIndex> {
        let mut cells: Vec<(f32, CellIndex)> = cells
            .iter()
            .map(|cell| (self.misalignment_beside(run, *cell, cells), *cell))
            .filter(|(off, _)| *off <= ALIGNED)
            .collect();
        if cells.iter().any(|(off, _)| *off <= CENTRED) {
            cells.retain(|(off, _)| *off <= CENTRED);
        }
        cells.into_iter().map(|(_, cell)| cell).collect()
    }

    /// How far the run is from where it would stand if there were room for it in the cell, in font sizes: at the left, in the middle, or
    /// at the right.
    fn misalignment(&self, run: &[Glyph], cell: CellIndex) -> f32 {
        let size = run[0].size;
        let text = inked(run).unwrap_or_default();
        let (before, behind) = self.insets[cell.0].unwrap_or((PADDING * size, PADDING * size));
        let bounds = self.bounds(cell);
        let left = (text.left - bounds.left - before).abs();
        let right = (bounds.right - behind - text.right).abs();
        left.min(right).min((text.center().x - bounds.center().x).abs()) / size
    }

    /// Whether a cell of the row is empty, besides those that a run lies in.
    fn has_other_empty_cell(&self, (table, cell): CellIndex, of_run: &[CellIndex]) -> bool {
        let row = &self.tables[table].bands[self.tables[table].cells[cell].first_band];
        let mut others = row.iter().map(|cell| (table, *cell)).filter(|cell| !of_run.contains(cell));
        others.any(|cell| self.counts.get(&cell).is_none_or(|count| *count == 0))
    }

    /// Whether the run stands exactly as the texts beside it do, or about the middle of the cell and over both of its sides.
    pub(super) fn is_exactly_aligned(&self, run: &[Glyph], cell: CellIndex, cells: &[CellIndex]) -> bool {
        let alignment = self.alignments.beside(cell, cells, self.tables, self.effort);
        alignment.is_some_and(|alignment| self.misalignment_from(alignment, run, cell) <= CENTRED)
            || runs_over_both_sides(&inked(run).unwrap_or_default(), &self.bounds(cell), run[0].size)
    }

    /// How far the run is from where the texts of a row stand, in font sizes.
    pub(super) fn misalignment_from(&self, alignment: Alignment, run: &[Glyph], cell: CellIndex) -> f32 {
        let text = inked(run).unwrap_or_default();
        let bounds = self.bounds(cell);
        let off = match alignment {
            Alignment::Left(inset) => text.left - bounds.left - inset,
            Alignment::Middle(inset) => text.center().x - bounds.center().x - inset,
            Alignment::Right(inset) => bounds.right - inset - text.right,
        };
        off.abs() / run[0].size
    }

    /// Whether the cell is of a calendar, whose months may be empty.
    fn is_calendar(&self, cell: CellIndex) -> bool {
        self.tables[cell.0].cells_beside(cell.1) > CALENDAR
    }

    /// Whether the part of a run in each cell stands there as all texts beside it do, as far as these are alike.
    fn stand_as_beside(&self, run: &[Glyph], own: &[Option<CellIndex>]) -> bool {
        let cells = cells_of(own);
        let mut start = 0;
        own.chunk_by(|a, b| a == b).all(|part| {
            let text = &run[start..start + part.len()];
            start += part.len();
            let alignment = part[0].and_then(|cell| self.alignments.beside(cell, &cells, self.tables, self.effort));
            alignment
                .zip(part[0])
                .is_none_or(|(alignment, cell)| self.misalignment_from(alignment, text, cell) <= CENTRED)
        })
    }

    /// Where a run belongs whose glyphs lie in several places. `before` are the glyphs that stand before it without a gap;
    /// `is_level` tells whether a cell has other text at its height.
    pub(super) fn home(
        &self,
        run: &[Glyph],
        own: &[Option<CellIndex>],
        before: &[Glyph],
        cell_at: impl Fn(Point) -> Option<CellIndex>,
        is_level: impl Fn(CellIndex) -> bool,
        is_one_text: impl Fn() -> bool,
    ) -> Home {
        let cells = cells_of(own);
        let [first, others @ ..] = &cells[..] else { return Home::Apart };
        // The rest of the run lies outside of the table, and so in no other cell.
        if others.is_empty() {
            return Home::Here(*first);
        }
        if self.is_of_texts(run, own, before) || self.is_parted_by_blanks(run, own, is_level) {
            return Home::Apart;
        }
        // The blank may be at the end of the text in the first cell, at the beginning of the text in the second, or within one
        // text. Nothing tells which.
        if has_blank_at_border(run, own, &cell_at) {
            return Home::Unknown;
        }
        let size = run[0].size;
        let inset = self.insets[first.0];
        // Texts of two cells are kept apart by their distance from the border. They can touch only where there is none. Then the
        // border runs between two glyphs, neither text lies on another one, and each was set by itself.
        let may_touch = inset.is_none_or(|(before, behind)| before.min(behind) <= NO_GAP * size);
        let is_narrow = || !run.iter().any(|glyph| text::is_wide(glyph.character));
        let is_crossed = || run.iter().any(|glyph| is_crossed(glyph, &cell_at));
        if may_touch && !(is_narrow() && is_crossed()) && self.stand_as_beside(run, own) && !is_one_text() {
            return Home::Apart;
        }
        let aligned = self.aligned(run, &cells);
        // The months of a calendar may be empty, so that only the place of a text tells which it is of.
        if cells.iter().any(|cell| self.is_calendar(*cell)) {
            return match aligned[..] {
                [cell] => Home::Here(cell),
                _ => Home::Unknown,
            };
        }
        let alone = self.alone(&cells, own);
        // Each cell may also have a text of its own, where these touch.
        let is_unbreakable = |cell: CellIndex| {
            let is_known = self.alignments.beside(cell, &cells, self.tables, self.effort).is_some();
            is_narrow() && (!is_known || self.is_one_text(run, cell, &cells))
        };
        // In print no cell is empty but the months of a calendar.
        match (&alone[..], &aligned[..]) {
            ([cell], []) => Home::Here(*cell),
            ([cell], aligned) if aligned.contains(cell) => Home::Here(*cell),
            ([], [cell]) => Home::Here(*cell),
            ([_, _, ..], [cell]) if alone.contains(cell) && (is_unbreakable(*cell) || is_shown_by_one(run, own)) => {
                Home::Here(*cell)
            }
            ([_, _, ..], [cell]) if is_shown_at_once(run) => Home::Here(*cell),
            // In a row that the end of a page cuts, cells are empty if their text is on the other page.
            (_, [cell])
                if self.has_other_empty_cell(*cell, &cells)
                    && self.is_exactly_aligned(run, *cell, &cells)
                    && self.is_one_text(run, *cell, &cells) =>
            {
                Home::Here(*cell)
            }
            _ => Home::Unknown,
        }
    }
}

/// Whether a run goes on with the second of two glyphs.
fn is_next(a: &Glyph, b: &Glyph) -> bool {
    is_unbroken(a, b) || is_beside_letters(a, b)
}

/// Whether one operator shows all of the glyphs.
pub(super) fn is_shown_at_once(glyphs: &[Glyph]) -> bool {
    glyphs.windows(2).all(|pair| pair[0].shown_by == pair[1].shown_by)
}

/// The cells among the places, each once.
pub(super) fn cells_of(places: &[Option<CellIndex>]) -> Vec<CellIndex> {
    let mut cells: Vec<CellIndex> = places.iter().copied().flatten().collect();
    cells.sort_unstable();
    cells.dedup();
    cells
}
