//! Makes the printed rows of a table from its cells.
//!
//! A table and the lines of text in its cells go in, rows from top to bottom come out. A cell that reaches into several bands has
//! its text in its first row and is *spanned* in the others. For example, a year beside a code above an amount is `│2022│N│` and
//! `│〃│0│`, where `〃` is the spanned cell. A code and an amount without a line between them are two rows all the same
//! ([`split`]).

use std::collections::{BTreeSet, HashSet};

use super::cells::{CellBox, Table};
use super::frame::Frame;
use super::text::{Line, is_wide};
use super::{Cell, PrintedLine, Text};
use crate::page::geometry::Rect;

/// A printed row of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Its cells, from left to right.
    pub(super) cells: Vec<RowCell>,
    /// Upper edge of its band.
    pub(super) top: f32,
    /// Lower edge of its band.
    pub(super) bottom: f32,
    /// Whether its columns have no lines between them: their borders are somewhere between the texts.
    pub(super) is_unruled: bool,
}

/// A cell as it stands in one row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RowCell {
    /// Its lines of text; none where it is spanned.
    pub(super) lines: Vec<Line>,
    /// Whether it began in a row above.
    pub(super) spanned: bool,
    /// Whether its upper side is not drawn.
    pub(super) open_top: bool,
    /// Whether its lower side is not drawn.
    pub(super) open_bottom: bool,
    /// Its whole box, in the sheet's upright space.
    pub(super) bounds: Rect,
    /// The box that is drawn, where that is not in the column of the cell.
    pub(super) drawn: Option<Rect>,
    /// The way back to page space.
    pub(super) frame: Frame,
}

impl RowCell {
    /// The part of a cell in a row that it spans, which is not drawn there.
    pub(super) fn spanned(bounds: Rect, frame: Frame) -> Self {
        Self { lines: Vec::new(), spanned: true, open_top: true, open_bottom: false, bounds, drawn: None, frame }
    }

    /// Whether nothing is printed in it.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Its text without places.
    pub(super) fn string(&self) -> String {
        self.lines.iter().map(Line::string).collect()
    }

    /// The cell as it is handed on.
    pub(super) fn finish(&self) -> Cell {
        Cell {
            text: Text::of_lines(&self.lines),
            spanned: self.spanned,
            page: self.frame.page,
            bounds: self.frame.to_page(&self.drawn.unwrap_or(self.bounds)),
        }
    }
}

impl Row {
    /// Its left and its right side.
    pub(super) fn extent(&self) -> Option<(f32, f32)> {
        Some((self.cells.first()?.bounds.left, self.cells.last()?.bounds.right))
    }

    /// The row as it is handed on.
    pub(super) fn finish(&self) -> PrintedLine {
        PrintedLine::Row(self.cells.iter().map(RowCell::finish).collect())
    }

    /// Whether nothing is printed in it.
    pub(super) fn is_empty(&self) -> bool {
        self.cells.iter().all(RowCell::is_empty)
    }

    /// Whether this empty row is the space between two tables: one closed cell, lower than a line of text. It comes about where
    /// the sides of low boxes below each other look like the dashes of one line.
    fn is_gap_below(&self, above: &Self) -> bool {
        let [cell] = self.cells.as_slice() else { return false };
        let size = above.cells.iter().flat_map(|cell| &cell.lines).map(|line| line.size).fold(0.0, f32::max);
        !cell.open_top && !cell.open_bottom && self.bottom - self.top < size
    }
}

/// Rows with at least this many cells are of a calendar of months, where cells may be empty.
const MONTHS: usize = 12;

/// Tells cells from the room beside a row that is narrower than its table. Neither has a right side. But of cells below each other
/// at least one holds text, except in a calendar.
fn cells_with_text(table: &Table, lines: &[Vec<Line>]) -> impl Fn(usize) -> bool + use<> {
    let open = || table.cells.iter().zip(lines).zip(0..).filter(|((cell, _), _)| cell.open_right);
    let with_text = open().filter(|((_, lines), _)| !lines.is_empty());
    let columns: BTreeSet<i32> =
        with_text.map(|((cell, _), _)| (cell.bounds.left / SAME_EDGE).round() as i32).collect();
    let is_column = |left: f32| {
        let column = (left / SAME_EDGE).round() as i32;
        columns.range(column - 1..=column + 1).next().is_some()
    };
    let is_month = |cell: usize| table.cells_beside(cell) + 1 >= MONTHS;
    // Where a page cuts a row, the text of a cell may be on the other page.
    let is_cut = |cell: &CellBox| cell.open_top || cell.open_bottom;
    let rooms = open().filter(|((cell, _), index)| !is_cut(cell) && !is_column(cell.bounds.left) && !is_month(*index));
    let rooms: HashSet<usize> = rooms.map(|(_, index)| index).collect();
    move |cell| !rooms.contains(&cell)
}

/// The rows of a table whose cells hold the given lines, from top to bottom.
pub(super) fn rows(table: &Table, mut lines: Vec<Vec<Line>>, frame: Frame) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let is_cell = cells_with_text(table, &lines);
    for (band, cells) in table.bands.iter().enumerate() {
        let cells: Vec<usize> = cells.iter().copied().filter(|cell| is_cell(*cell)).collect();
        // A band in which no cell begins belongs to the row above.
        if cells.iter().all(|cell| table.cells[*cell].first_band != band) {
            if let Some(row) = rows.last_mut().filter(|_| !cells.is_empty()) {
                row.bottom = table.levels[band + 1];
            }
            continue;
        }
        let cells = cells
            .iter()
            .map(|index| {
                let cell = &table.cells[*index];
                let spanned = cell.first_band != band;
                let lines = if spanned { Vec::new() } else { std::mem::take(&mut lines[*index]) };
                let (open_top, open_bottom) = (cell.open_top, cell.open_bottom);
                RowCell { lines, spanned, open_top, open_bottom, bounds: cell.bounds, drawn: None, frame }
            })
            .collect();
        let mut row =
            Row { cells, top: table.levels[band], bottom: table.levels[band + 1], is_unruled: table.is_unruled };
        // The sides of a cell that spans rows may be drawn in the first of them alone.
        if let Some(above) = rows.last() {
            complete(above, std::slice::from_mut(&mut row));
        }
        if row.is_empty() {
            // An empty row is the edge of a row that the end of the page cuts.
            if let Some(above) = rows.last_mut().filter(|above| !row.is_gap_below(above)) {
                above.bottom = row.bottom;
            }
            continue;
        }
        match split(&row) {
            Some((upper, lower)) => rows.extend([upper, lower]),
            None => rows.push(row),
        }
    }
    rows
}

/// A row can be two rows in one only if it has at least this many cells beside its first one: the twelve months of a year, of
/// which some prints leave out those without text.
const LEAST_COLUMNS: usize = 6;

/// The upper line of such a cell is a code of at most this many characters.
const CODE_LENGTH: usize = 2;

/// At most this many font sizes of a cell's width are no room for text.
const PADDING: f32 = 0.8;

/// Baselines of one printed line differ by at most this many font sizes.
const SAME_BASELINE: f32 = 0.3;

/// The two rows that are printed in one without a line between them: a code above an amount in every cell but the first, which
/// has the year on one line. A row whose texts merely wrap is not taken apart: in some cell there must have been room for more
/// behind the code.
fn split(row: &Row) -> Option<(Row, Row)> {
    let (head, columns) = row.cells.split_first()?;
    if columns.len() < LEAST_COLUMNS || row.cells.iter().any(|cell| cell.spanned) || head.lines.len() != 1 {
        return None;
    }
    let filled: Vec<&RowCell> = columns.iter().filter(|cell| !cell.is_empty()).collect();
    let [first, ..] = filled.as_slice() else { return None };
    let [code, amount, ..] = first.lines.as_slice() else { return None };
    // Amounts that wrap stand beside those that do not by their first line or by their middle.
    let middle = |lines: &[Line]| lines.iter().map(|line| line.baseline).sum::<f32>() / lines.len() as f32;
    let amounts = middle(&first.lines[1..]);
    let is_pair = |cell: &&RowCell| match cell.lines.as_slice() {
        [upper, lower @ ..] if !lower.is_empty() => {
            let same = |a: f32, b: f32| (a - b).abs() <= SAME_BASELINE * code.size;
            same(upper.baseline, code.baseline)
                && (same(lower[0].baseline, amount.baseline) || same(middle(lower), amounts))
                && upper.characters.len() <= CODE_LENGTH
                && cell.lines.iter().flat_map(|line| &line.characters).all(|(character, _)| !is_wide(*character))
        }
        _ => false,
    };
    let is_forced = |cell: &&RowCell| match cell.lines.as_slice() {
        [upper, lower, ..] => {
            let next = lower.characters.first().map_or(0.0, |(_, bounds)| bounds.width());
            upper.bounds.width() + next + PADDING * upper.size < cell.bounds.width()
        }
        _ => false,
    };
    if !filled.iter().all(is_pair) || !filled.iter().any(is_forced) {
        return None;
    }
    let cut = (code.bounds.bottom + amount.bounds.top) / 2.0;
    let mut upper = row.clone();
    upper.bottom = cut;
    let mut lower = Row { cells: row.cells.clone(), top: cut, ..*row };
    for cell in &mut upper.cells[1..] {
        cell.lines.truncate(1);
        cell.bounds.bottom = cut;
        cell.open_bottom = true;
    }
    for cell in &mut lower.cells[1..] {
        cell.lines.drain(..cell.lines.len().min(1));
        cell.bounds.top = cut;
        cell.open_top = true;
    }
    lower.cells[0].lines.clear();
    lower.cells[0].spanned = true;
    Some((upper, lower))
}

/// Edges of one column differ by this at most between pages, in points.
pub(super) const SAME_EDGE: f32 = 2.0;

/// No row begins with more cells than this that span further rows.
pub(super) const SPANNING_COLUMNS: usize = 3;

/// Adds the cells to `rows` that span them from above, where they are missing at their left. `last` is the row above. Some
/// programs paint nothing of such cells below a cut. Whether any row was completed.
pub(super) fn complete(last: &Row, rows: &mut [Row]) -> bool {
    for (index, row) in rows.iter_mut().enumerate() {
        let missing = last.cells.len().saturating_sub(row.cells.len());
        let (Some((last_left, last_right)), Some((left, right))) = (last.extent(), row.extent()) else {
            return index > 0;
        };
        // Where the row begins below the row above, its last cells are missing. (If all columns are equally wide, it fits elsewhere,
        // too.)
        if (left - last_left).abs() <= SAME_EDGE {
            return index > 0;
        }
        // Rows of one page are not shifted against each other.
        let is_one_page = last.cells.first().map(|cell| cell.frame) == row.cells.first().map(|cell| cell.frame);
        let shift = if is_one_page { 0.0 } else { right - last_right };
        let same = |a: f32, b: f32| (a + shift - b).abs() <= SAME_EDGE;
        let stands_below = |(above, cell): (&RowCell, &RowCell)| {
            same(above.bounds.left, cell.bounds.left) && same(above.bounds.right, cell.bounds.right)
        };
        if !(1..=SPANNING_COLUMNS).contains(&missing) || !last.cells[missing..].iter().zip(&row.cells).all(stands_below)
        {
            return index > 0;
        }
        let frame = row.cells[0].frame;
        let spanning = last.cells[..missing].iter().map(|above| {
            let (left, right) = (above.bounds.left + shift, above.bounds.right + shift);
            let bounds = Rect { left, right, top: row.top, bottom: row.bottom };
            RowCell::spanned(bounds, frame)
        });
        row.cells.splice(0..0, spanning.collect::<Vec<_>>());
    }
    !rows.is_empty()
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, transcript};

    fn row(cells: &[&str]) -> Vec<String> {
        let mut draft = Draft::new(1);
        draft.table(100.0, &[cells]);
        transcript(&[draft.page])
    }

    #[test]
    fn the_room_beside_a_narrow_row_is_no_cell() {
        let mut draft = Draft::new(1);
        draft.table(100.0, &[&["a", "b"]]);
        draft.rect(40.0, 115.0, 300.0, 130.0).text(43.0, 126.0, "c");
        draft.table(130.0, &[&["d", "e"]]);
        assert_eq!(transcript(&[draft.page]), ["│a│b│", "│c│", "│d│e│"]);
    }

    #[test]
    fn a_code_above_an_amount_is_two_rows() {
        let cells = ["2022", "N\n0", "3\n20,349", "", "C\n0", "N\n0", "*\n0", "N\n0"];
        assert_eq!(row(&cells), ["│2022│N│3││C│N│*│N│", "│〃│0│20,349││0│0│0│0│"]);
    }

    #[test]
    fn amounts_may_wrap_around_the_middle_of_their_row() {
        let mut draft = Draft::new(1);
        draft.table(100.0, &[&["2022", "N", "3", "C", "N", "*", "N\n\n\n"]]);
        for (index, amount) in ["0", "8", "0", "", "0", "0"].iter().enumerate() {
            draft.text(117.3 + index as f32 * 74.28, 130.0, amount);
        }
        draft.text(340.2, 124.6, "20,").text(340.2, 135.4, "349");
        let rows = ["│2022│N│3│C│N│*│N│", "│〃│0│8│0│20,349│0│0│"];
        assert_eq!(transcript(&[draft.page]), rows);
    }

    #[test]
    fn a_cell_that_wraps_stays_one() {
        let cells =
            ["账户状态", "五级分类", "余额", "剩余还款\n期数", "本月应\n还款", "应还\n款日", "最近一次\n还款日期"];
        assert_eq!(row(&cells), ["│账户状态│五级分类│余额│剩余还款期数│本月应还款│应还款日│最近一次还款日期│"]);
    }

    #[test]
    fn a_sign_above_a_word_is_no_code_where_there_is_no_year() {
        assert_eq!(row(&["", "", "", "/\nT6990", "", "", ""]), ["││││/T6990││││"]);
    }

    #[test]
    fn low_boxes_below_each_other_are_two_tables() {
        let mut pages = [Draft::new(1), Draft::new(2)];
        let mut row = |page: usize, top: f32, cells: &[&str]| {
            let width = 520.0 / cells.len() as f32;
            for (left, text) in cells.iter().enumerate().map(|(index, text)| (40.0 + width * index as f32, text)) {
                pages[page].rect(left, top, left + width, top + 11.0).text(left + 3.0, top + 9.0, text);
            }
        };
        let labels = ["编号", "工作单位", "单位地址"];
        row(0, 780.0, &["职业信息"]);
        row(0, 795.0, &labels);
        row(0, 806.0, &["1", "医院", "北京"]);
        row(0, 817.0, &["编号", "职务"]);
        row(1, 40.0, &labels);
        row(1, 51.0, &["1", "一般员工"]);
        let read = transcript(&pages.map(|draft| draft.page));
        assert_eq!(read[2..], ["│1│医院│北京│", "│编号│职务│", "│1│一般员工│"]);
    }
}
