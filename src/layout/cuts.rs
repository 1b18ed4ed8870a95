//! Mends a table at a cut, the place in it where a page ends.
//!
//! The rows above and below the cut go in. The likely reading comes out as rows of the table; where others are possible, they
//! come out beside it. For example, `商业贸易` above a cut and `信用交易` below it are two rows, or one row that says `商业贸易信用交易`.
//!
//! Mostly the text tells: a cell that goes on was full, and in these tables no cell is printed empty except in a calendar of
//! months. Borders only add to that, since they may be drawn at the cut or not.

mod columns;

use self::columns::{Column, Repetition, columns, is_line_again, lines_are_again};
use super::doubt::{CutReading, Witness};
use super::rows::{Row, RowCell, SAME_EDGE, SPANNING_COLUMNS};
use super::text::Line;
use super::{DiscardReason, Discarded, Text};

/// Whether both rows are equally wide, wherever the page has them.
pub(super) fn same_width(a: &Row, b: &Row) -> bool {
    match (a.extent(), b.extent()) {
        (Some((a_left, a_right)), Some((b_left, b_right))) => {
            ((a_right - a_left) - (b_right - b_left)).abs() <= SAME_EDGE
        }
        _ => false,
    }
}

/// Whether both rows have the same columns. Pages may be shifted against each other.
pub(super) fn same_columns(a: &Row, b: &Row) -> bool {
    let (Some((a_left, _)), Some((b_left, _))) = (a.extent(), b.extent()) else { return false };
    let same = |a: f32, b: f32| ((a - a_left) - (b - b_left)).abs() <= SAME_EDGE;
    a.cells.len() == b.cells.len()
        && a.cells
            .iter()
            .zip(&b.cells)
            .all(|(a, b)| same(a.bounds.left, b.bounds.left) && same(a.bounds.right, b.bounds.right))
}

/// Whether both rows have the same columns and texts.
pub(super) fn same_row(a: &Row, b: &Row) -> bool {
    same_columns(a, b) && a.cells.iter().zip(&b.cells).all(|(a, b)| a.spanned == b.spanned && a.string() == b.string())
}

/// Whether a row beside a spanning cell is printed on both pages. Some programs print the last such row again where the rest of
/// the cell goes on. This is about calendars, in which a year has one row of each sort.
pub(super) fn is_printed_again(last: &Row, first: &Row) -> bool {
    let begins_spanned = last.cells.first().is_some_and(|cell| cell.spanned);
    let stays_spanned = first.cells.first().is_some_and(RowCell::is_empty);
    begins_spanned
        && stays_spanned
        && same_columns(last, first)
        && last.cells.iter().zip(&first.cells).skip(1).all(|(last, first)| last.string() == first.string())
        && first.cells.iter().any(|cell| !cell.is_empty())
}

/// The cells of a row of a calendar: a year and twelve months.
pub(super) const CALENDAR_COLUMNS: usize = 13;

/// Whether empty cells are usual in rows of this form, so that they are no sign of a cut.
pub(super) fn is_sparse(row: &Row, above: &[&Row]) -> bool {
    let has_empty = |row: &&&Row| row.cells.iter().any(|cell| cell.is_empty() && !cell.spanned);
    row.cells.len() >= CALENDAR_COLUMNS
        || above.iter().rev().take_while(|above| same_columns(above, row)).any(|row| has_empty(&row))
}

/// Mends the cut between the last row of `table` and the first of `rows`. `is_apart` says that these are known to be two rows,
/// and `sparse` that empty cells are usual there. Gives what may stand there, if that is more than the likely reading. Otherwise text
/// that both pages show although it belongs there once goes to `discarded`.
pub(super) fn mend(
    table: &mut Vec<Row>,
    rows: &mut Vec<Row>,
    is_apart: bool,
    sparse: bool,
    witness: &Witness<'_>,
    discarded: &mut Vec<Discarded>,
) -> Option<Readings> {
    let Some(columns) = columns(table, rows.first()?, rows.get(1)) else {
        join_heads(table, rows, discarded);
        return None;
    };
    let repetition = Repetition::of(table, rows.first()?, &columns);
    // Where the end of the page cuts a line in two, it cuts the row. (The year of a calendar stands beside two rows and does not
    // count.)
    let heads = usize::from(sparse);
    let is_halved = columns.iter().skip(heads).any(|column| column.halved && !column.spanned && !column.goes_on);
    let likely = match sparse {
        _ if is_halved => CutReading::Through,
        _ if is_apart => CutReading::Between,
        _ if repetition == Repetition::InPart => CutReading::PrintedAgain,
        true => calendar_cut(&columns),
        false => cut(&columns),
    };
    // The readings begin at the row above the last one or before: it tells rows of states from rows of amounts.
    let start = columns.iter().map(|column| column.origin).chain([table.len().saturating_sub(2)]).min()?;
    let tail = table.split_off(start);
    let first = rows.remove(0);
    let columns: Vec<Column> =
        columns.into_iter().map(|column| Column { origin: column.origin - start, ..column }).collect();
    let read = |how: CutReading| {
        let mut reading = Reading { how, rows: tail.clone(), discarded: Vec::new() };
        let Reading { rows, discarded, .. } = &mut reading;
        let below = mended(rows, first.clone(), &columns, how, sparse, discarded);
        rows.extend(below);
        reading
    };
    // No program leaves out the borders between two rows on both pages and over the whole width, except between the two rows of a
    // year and where it draws no borders of columns either. So else there is only one reading without borders.
    let is_unruled = first.is_unruled || tail.last().is_some_and(|last| last.is_unruled);
    let is_open = !is_apart && !sparse && !is_unruled && columns.iter().all(|column| column.open);
    let mut others: Vec<Reading> = Vec::new();
    let chosen = read(likely);
    if !is_open {
        for how in READINGS.into_iter().filter(|how| *how != likely) {
            let reading = read(how);
            let is_possible = how != CutReading::PrintedAgain || repetition == Repetition::Whole;
            let is_new = std::iter::once(&chosen).chain(&others).all(|other| !other.is_same(&reading));
            if is_possible && is_new {
                others.push(reading);
            }
        }
    }
    let length = chosen.rows.len();
    let is_clear = is_halved || repetition != Repetition::Whole && !is_unruled && is_clear(likely, &columns, sparse);
    let is_row_tagged =
        if is_clear || others.is_empty() { None } else { is_row_tagged(&tail, &first, &columns, witness) };
    let Reading { rows, discarded: twice, .. } = chosen;
    table.extend(rows);
    if others.is_empty() {
        discarded.extend(twice);
        return None;
    }
    Some(Readings { start, length, likely, is_clear, is_row_tagged, discarded: twice, others })
}

/// Joins the first cells of two rows with other columns where they are one cell: no border parts them, and both pages show its text.
/// For example, `为个人` stands beside `担保责任│其他相关还款责任` and the row of labels below that.
fn join_heads(table: &[Row], rows: &mut [Row], discarded: &mut Vec<Discarded>) {
    let (Some(last), [first, second, ..]) = (table.last(), rows) else { return };
    let (Some(upper), Some(lower)) = (last.cells.first(), first.cells.first_mut()) else { return };
    let same_width = (upper.bounds.width() - lower.bounds.width()).abs() <= SAME_EDGE;
    let is_one = same_width && upper.string() == lower.string() && !lower.is_empty();
    let goes_on = second.cells.first().is_some_and(|cell| cell.spanned);
    if is_one && goes_on && !upper.spanned && upper.open_bottom && lower.open_top {
        discarded.push(repeated(&lower.lines));
        lower.lines.clear();
        lower.spanned = true;
    }
}

/// Whether the structure tree of a tagged file has the texts on both sides of a cut in one row. `None` where it does not say, or
/// says different things of different columns. A cell that spans rows does not count, since it is of the row in which it begins.
fn is_row_tagged(tail: &[Row], first: &Row, columns: &[Column], witness: &Witness<'_>) -> Option<bool> {
    let row = |line: &Line| witness(line.frame.page, line.mcid?).map(|cell| cell.row);
    let parts = first.cells.iter().zip(columns).filter(|(_, column)| !column.spanned);
    let mut votes = parts.filter_map(|(part, column)| {
        let upper = tail[column.origin].cells[column.cell].lines.last()?;
        Some(row(upper)? == row(part.lines.first()?)?)
    });
    let vote = votes.next()?;
    votes.all(|other| other == vote).then_some(vote)
}

/// What may stand at a cut.
pub(super) struct Readings {
    /// The row of the table from which on the readings differ.
    pub(super) start: usize,
    /// How many rows the likely reading has from there on.
    pub(super) length: usize,
    /// The likely reading.
    pub(super) likely: CutReading,
    /// Whether the page tells that the likely reading is right. Then the others are only for a report that cannot be read with
    /// it.
    pub(super) is_clear: bool,
    /// Whether the structure tree of a tagged file has both sides in one row.
    pub(super) is_row_tagged: Option<bool>,
    /// Text that the likely reading leaves out because it is printed twice.
    pub(super) discarded: Vec<Discarded>,
    /// The other readings.
    pub(super) others: Vec<Reading>,
}

/// A reading of the rows at a cut.
pub(super) struct Reading {
    pub(super) how: CutReading,
    /// The rows from the first one that the cut concerns.
    pub(super) rows: Vec<Row>,
    /// Text that is left out of these rows because it is printed twice.
    pub(super) discarded: Vec<Discarded>,
}

impl Reading {
    /// Whether both say the same.
    fn is_same(&self, other: &Self) -> bool {
        let same_cells = |(a, b): (&Row, &Row)| {
            a.cells.len() == b.cells.len()
                && a.cells.iter().zip(&b.cells).all(|(a, b)| a.spanned == b.spanned && a.string() == b.string())
        };
        self.rows.len() == other.rows.len() && self.rows.iter().zip(&other.rows).all(same_cells)
    }
}

/// The readings of a cut, the more likely ones first.
const READINGS: [CutReading; 6] = [
    CutReading::Between,
    CutReading::Through,
    CutReading::ThroughSameLines,
    CutReading::BetweenBesideOneCell,
    CutReading::BetweenWholeRows,
    CutReading::PrintedAgain,
];

/// Puts the first row below a cut into the rows above, or gives it where it is a row of its own.
fn mended(
    tail: &mut [Row],
    mut first: Row,
    columns: &[Column],
    how: CutReading,
    sparse: bool,
    discarded: &mut Vec<Discarded>,
) -> Option<Row> {
    match how {
        CutReading::Between => span_on(tail, &mut first, columns, sparse, discarded),
        CutReading::BetweenBesideOneCell => {
            if let (Some(part), Some(column)) = (first.cells.first_mut(), columns.first()) {
                tail[column.origin].cells[column.cell].lines.append(&mut part.lines);
                part.spanned = true;
            }
        }
        CutReading::BetweenWholeRows => {}
        CutReading::PrintedAgain => {
            // Both rows say the same, but the lower one may say more. So it replaces the upper one.
            if let Some(last) = tail.last_mut() {
                std::mem::swap(last, &mut first);
                last.cells.iter_mut().zip(&first.cells).for_each(|(cell, above)| cell.spanned |= above.spanned);
            }
            let cells = first.cells.iter().filter(|cell| !cell.is_empty());
            discarded.extend(cells.map(|cell| repeated(&cell.lines)));
            return None;
        }
        CutReading::Through | CutReading::ThroughSameLines => {
            let last = tail.len() - 1;
            let again = lines_are_again(tail, &first, columns);
            for ((part, column), upper) in first.cells.iter_mut().zip(columns).zip(0..) {
                let cell = &mut tail[column.origin].cells[column.cell];
                let is_certain = again && !part.is_empty() && !cell.is_empty()
                    || column.halved
                    || column.again && is_line_again(cell, part);
                if is_certain || column.again && how == CutReading::ThroughSameLines {
                    discarded.push(repeated(&[part.lines.remove(0)]));
                }
                cell.lines.append(&mut part.lines);
                tail[last].cells[upper].open_bottom = part.open_bottom;
            }
            return None;
        }
    }
    Some(first)
}

fn repeated(lines: &[Line]) -> Discarded {
    Discarded { text: Text::of_lines(lines), reason: DiscardReason::RepeatedRow }
}

/// Whether the page tells that the likely reading is right. Two rows are two where a cell has room in its last line above the cut
/// for the first word below it. A row is one where a cell would be empty in either part, since in print only months of a calendar
/// are empty.
fn is_clear(likely: CutReading, columns: &[Column], sparse: bool) -> bool {
    match likely {
        CutReading::Between => {
            let ends = columns.iter().any(|column| column.has_room);
            let is_full = sparse || columns.iter().all(|column| column.lower || column.spanned);
            ends && is_full
        }
        CutReading::Through => {
            let leading = columns.iter().take_while(|column| !column.lower).count();
            !sparse && columns.iter().skip(leading).any(|column| !column.lower)
        }
        CutReading::PrintedAgain => true,
        CutReading::BetweenBesideOneCell | CutReading::BetweenWholeRows | CutReading::ThroughSameLines => false,
    }
}

/// Where the cut runs in a table whose cells all hold text.
fn cut(columns: &[Column]) -> CutReading {
    // No program leaves out the borders between two rows on both pages and over the whole width.
    if columns.iter().all(|column| column.open) {
        return CutReading::Through;
    }
    let any_open = columns.iter().any(|column| column.open);
    let joinable = |column: &Column| column.joinable && (column.open || !any_open);
    let is_empty = |column: &Column| !column.upper || !column.lower;
    // A cell that spans rows already is empty below a row, too.
    let is_parted = |column: &Column| is_empty(column) && (column.lower || !column.spanned);
    let goes_on = columns.iter().all(joinable) && (any_open || columns.iter().any(is_parted));
    // Lines may break before they are full. Then most cells, of one line each, have text on one side of the cut alone. Cells that
    // span rows have that, too, but they are the first few of a row: where an empty cell stands behind others, no cell of the row
    // spans.
    let leading = columns.iter().take_while(|column| !column.lower).count();
    let inner = columns.iter().skip(leading).filter(|column| is_empty(column)).count();
    let one_sided = if inner > 0 { leading + inner } else { leading.saturating_sub(SPANNING_COLUMNS) };
    let conflicting = columns.iter().filter(|column| !joinable(column)).count();
    if goes_on || one_sided > 0 && one_sided >= conflicting { CutReading::Through } else { CutReading::Between }
}

/// Where the cut runs in a calendar of months: a head cell with the year beside codes above amounts, either of which
/// may be blank in any month.
fn calendar_cut(columns: &[Column]) -> CutReading {
    let Some((head, months)) = columns.split_first() else { return CutReading::Between };
    let blank_above = columns.iter().all(|column| !column.spanned && !column.upper);
    let blank_below = columns.iter().all(|column| !column.lower);
    let months_above = months.iter().any(|column| column.upper);
    // The year may stand beside its amounts alone, and be of the rest of them then.
    let head_ends = head.spanned && !(head.upper && head.lower) && !head.goes_on;
    let joinable = columns.iter().all(|column| column.joinable);
    if blank_above || blank_below || !months_above || head_ends && joinable {
        CutReading::Through
    } else {
        CutReading::Between
    }
}

/// Joins cells that span the cut between two rows: those without text on one side, or with the same text on both.
fn span_on(table: &mut [Row], first: &mut Row, columns: &[Column], sparse: bool, discarded: &mut Vec<Discarded>) {
    // In a calendar only the head cell may span; a label row above it has an empty head cell of its own, and in some
    // prints every row of amounts has.
    let alternates = match table {
        [.., above, last] => same_columns(above, last) && above.cells.first().is_some_and(|head| !head.is_empty()),
        _ => false,
    };
    let has_no_year = alternates || table.last().is_some_and(counts_months);
    let same_blanks = columns.iter().skip(1).all(|column| column.upper == column.lower);
    let spanning = if sparse { 1 } else { columns.len() };
    // A calendar has each year once, or once on each of the two pages.
    let has_years = columns.len() >= CALENDAR_COLUMNS;
    for (part, column) in first.cells.iter_mut().zip(columns).take(spanning) {
        let whole = &mut table[column.origin].cells[column.cell];
        let may_rise =
            if sparse { !has_no_year && !column.goes_on && (column.open || same_blanks) } else { column.open };
        if column.upper && !column.lower {
            part.spanned = true;
        } else if !column.upper && column.lower && may_rise {
            whole.lines.append(&mut part.lines);
            part.spanned = true;
        } else if column.lower && column.same && (has_years || column.spanned || column.goes_on) {
            discarded.push(repeated(&part.lines));
            part.lines.clear();
            part.spanned = true;
        }
    }
}

/// Whether the row counts 1, 2, 3, … behind its head cell.
fn counts_months(row: &Row) -> bool {
    row.cells.len() >= CALENDAR_COLUMNS
        && row.cells[1..].iter().zip(1..).all(|(cell, number)| cell.string() == format!("{number}"))
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, SIZE, transcript};

    #[test]
    fn an_empty_cell_below_one_that_spans_rows_does_not_make_two_rows_one() {
        let mut pages = [Draft::new(1), Draft::new(2)];
        let mut row = |page: usize, top: f32, cells: [&str; 2]| {
            for (left, text) in [60.0, 100.0].into_iter().zip(cells) {
                pages[page].rect(left, top, left + 40.0, top + 15.0).text(left + 3.0, top + 11.0, text);
            }
        };
        row(0, 785.0, ["担保", "其他"]);
        row(0, 800.0, ["账户数", "余额"]);
        row(1, 40.0, ["37", "83,764"]);
        for (page, top, bottom) in [(0, 785.0, 815.0), (1, 40.0, 55.0)] {
            pages[page].rect(20.0, top, 60.0, bottom);
        }
        pages[0].text(23.0, 803.0, "企业");
        let read = transcript(&pages.map(|draft| draft.page));
        assert_eq!(read, ["│企业│担保│其他│", "│〃│账户数│余额│", "│〃│37│83,764│"]);
    }

    #[test]
    fn a_cell_beside_rows_of_other_columns_may_be_shown_on_both_pages() {
        let read = |is_closed: bool| {
            let mut pages = [Draft::new(1), Draft::new(2)];
            for (draft, top, bottom) in [(0, 800.0, 815.0), (1, 40.0, 70.0)] {
                let draft = &mut pages[draft];
                draft.line(40.0, top, 40.0, bottom).line(80.0, top, 80.0, bottom).text(43.0, top + 11.0, "为个人");
            }
            pages[0].line(40.0, 800.0, 80.0, 800.0).rect(80.0, 800.0, 240.0, 815.0).text(83.0, 811.0, "担保责任");
            pages[1].line(40.0, 70.0, 80.0, 70.0);
            for (row, texts) in [["账户数", "余额"], ["37", "83,764"]].into_iter().enumerate() {
                for (column, text) in texts.into_iter().enumerate() {
                    let (left, top) = (80.0 + 80.0 * column as f32, 40.0 + 15.0 * row as f32);
                    pages[1].rect(left, top, left + 80.0, top + 15.0).text(left + 3.0, top + 11.0, text);
                }
            }
            if is_closed {
                pages[0].line(40.0, 815.0, 80.0, 815.0);
                pages[1].line(40.0, 40.0, 80.0, 40.0);
            }
            transcript(&pages.map(|draft| draft.page))
        };
        assert_eq!(read(false), ["│为个人│担保责任│", "│〃│账户数│余额│", "│〃│37│83,764│"]);
        assert_eq!(read(true)[1], "│为个人│账户数│余额│");
    }

    #[test]
    fn a_cell_that_spans_a_cut_may_not_be_painted_again() {
        let mut pages = [Draft::new(1), Draft::new(2)];
        let mut row = |page: usize, top: f32, cells: &[(f32, f32, &str)]| {
            for &(left, bottom, text) in cells {
                let right = if left == 40.0 { 80.0 } else { left + 40.0 };
                pages[page].rect(left, top, right, bottom).text(left + 3.0, top + 11.0, text);
            }
        };
        row(0, 800.0, &[(40.0, 815.0, "2017"), (80.0, 815.0, "N"), (120.0, 815.0, "N")]);
        row(1, 40.0, &[(80.0, 55.0, "1,000"), (120.0, 55.0, "2,000")]);
        row(1, 55.0, &[(40.0, 85.0, "2016"), (80.0, 70.0, "N"), (120.0, 70.0, "N")]);
        row(1, 70.0, &[(80.0, 85.0, "3,000"), (120.0, 85.0, "4,000")]);
        let read = transcript(&pages.map(|draft| draft.page));
        assert_eq!(read, ["│2017│N│N│", "│〃│1,000│2,000│", "│2016│N│N│", "│〃│3,000│4,000│"]);
    }

    #[test]
    fn a_line_is_full_although_half_a_border_is_free_behind_it() {
        let mut pages = [Draft::new(1), Draft::new(2)];
        let right = 300.0 + SIZE * 11.2 + 0.2;
        for (draft, top, cells) in [(0, 800.0, ["1", "号号号号号号号号号"]), (1, 40.0, ["", "楼"])] {
            let draft = &mut pages[draft];
            draft.rect(40.0, top, 300.0, top + 15.0).rect(300.0, top, right, top + 15.0);
            draft.text(43.0, top + 11.0, cells[0]).text(303.0, top + 11.0, cells[1]);
        }
        assert_eq!(transcript(&pages.map(|draft| draft.page)), ["│1│号号号号号号号号号楼│"]);
    }
}
