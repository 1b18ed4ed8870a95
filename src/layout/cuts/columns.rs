//! Gathers what each column of a table shows on both sides of a cut: where it has text, whether the text may go on, whether a
//! line of it is on both pages.
//!
//! The rows above the cut and the first ones below it go in; one [`Column`] for each column comes out, from which `cuts.rs` finds
//! the readings.

use super::same_columns;
use crate::layout::Text;
use crate::layout::rows::{Row, RowCell, SAME_EDGE};
use crate::layout::text::{Line, is_wide};

/// Some programs break lines by a dictionary. No word that they keep whole is longer than this many ideographs.
const LONGEST_WORD: usize = 5;

/// What a column shows on both sides of a cut.
pub(super) struct Column {
    /// Index of the row in which the cell above the cut begins.
    pub(super) origin: usize,
    /// Index of the cell in that row.
    pub(super) cell: usize,
    /// Whether the cell above the cut begins in an earlier row than the last.
    pub(super) spanned: bool,
    /// Whether there is text in the cell above the cut.
    pub(super) upper: bool,
    /// Whether there is text below the cut.
    pub(super) lower: bool,
    /// Whether the text below may go on with the text above.
    pub(super) joinable: bool,
    /// Whether the last line above has room for the first word below, so that the text below does not go on with that line.
    pub(super) has_room: bool,
    /// Whether the text below equals the text above.
    pub(super) same: bool,
    /// Whether the text below begins with the last line above.
    pub(super) again: bool,
    /// Whether that line is cut in two: the part above sticks out of its row, or is hidden there, and so is the part below.
    pub(super) halved: bool,
    /// Whether no border is drawn at the cut, on either page.
    pub(super) open: bool,
    /// Whether the cell below the cut spans a further row.
    pub(super) goes_on: bool,
}

/// The columns at the cut between the last row of the table and `first`, with `second` below that. `None` where both rows do not
/// have the same columns.
pub(super) fn columns(table: &[Row], first: &Row, second: Option<&Row>) -> Option<Vec<Column>> {
    let (last, _) = table.split_last()?;
    if !same_columns(last, first) {
        return None;
    }
    let mut columns = Vec::with_capacity(first.cells.len());
    for (upper, lower) in last.cells.iter().zip(&first.cells) {
        let (origin, cell) = origin(table, upper)?;
        let begun = &table[origin].cells[cell];
        let again = begins_again(begun, lower) && !is_refuted(table, begun, first, lower);
        let halved = again && is_halved(begun, last.bottom, lower, first.top);
        columns.push(Column {
            origin,
            cell,
            spanned: upper.spanned,
            upper: !begun.is_empty(),
            lower: !lower.is_empty(),
            joinable: is_joinable(begun, lower),
            has_room: !halved && has_room(begun, lower),
            same: begun.string() == lower.string(),
            again,
            halved,
            open: upper.open_bottom && lower.open_top,
            goes_on: second.is_some_and(|row| row.cells.iter().any(|cell| cell.spanned && same_left(cell, lower))),
        });
    }
    Some(columns)
}

/// Two lines stand at one height if their baselines are at most this far apart, in points.
const SAME_HEIGHT: f32 = 0.5;

/// Whether the line that both parts of a cell show is two equal lines, and not one that the page has cut. Another cell tells so,
/// if it has two different lines at the same heights above and below the cut.
fn is_refuted(table: &[Row], upper: &RowCell, first: &Row, lower: &RowCell) -> bool {
    let (Some(above), Some(below)) = (upper.lines.last(), lower.lines.first()) else { return false };
    let is_beside = |a: &Line, b: &Line| (a.baseline - b.baseline).abs() <= SAME_HEIGHT;
    let Some(last) = table.last() else { return false };
    last.cells.iter().zip(&first.cells).any(|(other, part)| {
        let (Some(last), Some(next)) = (other.lines.last(), part.lines.first()) else { return false };
        is_beside(last, above) && is_beside(next, below) && !begins_again(other, part)
    })
}

/// Whether both cells of a page begin at the same edge.
fn same_left(a: &RowCell, b: &RowCell) -> bool {
    (a.bounds.left - b.bounds.left).abs() <= SAME_EDGE
}

/// Where the cell begins: the index of the row, and the index of the cell in it.
fn origin(table: &[Row], cell: &RowCell) -> Option<(usize, usize)> {
    let begins = |row: &Row| row.cells.iter().position(|other| !other.spanned && same_left(other, cell));
    let last = table.len() - 1;
    let index =
        (0..=last).rev().take_while(|row| *row == last || cell.spanned).find(|row| begins(&table[*row]).is_some())?;
    Some((index, begins(&table[index])?))
}

/// A line of fewer characters than this may well be followed by an equal one.
const TELLING_LINE: usize = 4;

/// Whether all parts below a cut begin with the line that the part above ends with: some producers print the lines at the cut on
/// both pages. At least two cells must have text in both parts, since one short line may well be followed by an equal one.
pub(super) fn lines_are_again(table: &[Row], first: &Row, columns: &[Column]) -> bool {
    let cells = first.cells.iter().zip(columns).map(|(part, column)| (&table[column.origin].cells[column.cell], part));
    let both: Vec<_> = cells.filter(|(cell, part)| !cell.lines.is_empty() && !part.lines.is_empty()).collect();
    both.len() > 1 && both.into_iter().all(|(cell, part)| begins_again(cell, part))
}

/// Whether a line that both parts show is one line printed twice. It is if it is long and has letters, or if the line above was
/// not full, so that the text did not go on below. A number may well have the same digits on two lines, and nobody could tell
/// that some are missing.
pub(super) fn is_line_again(upper: &RowCell, lower: &RowCell) -> bool {
    let is_telling = |line: &Line| {
        let text = Text::of_lines([line]).string;
        text.chars().count() >= TELLING_LINE && text.chars().any(char::is_alphabetic)
    };
    begins_again(upper, lower) && (upper.lines.last().is_some_and(is_telling) || !is_joinable(upper, lower))
}

/// Whether the lower part begins with the line that the upper one ends with.
fn begins_again(upper: &RowCell, lower: &RowCell) -> bool {
    let (Some(last), Some(next)) = (upper.lines.last(), lower.lines.first()) else { return false };
    Text::of_lines([last]).string == Text::of_lines([next]).string
}

/// A line is cut where more than this part of its font size is hidden, or sticks out of its row.
const HALVED: f32 = 0.12;

/// Whether the end of a page cuts the line that both cells show. It is at the height `bottom` on the page above, and at `top` on
/// the page below.
fn is_halved(upper: &RowCell, bottom: f32, lower: &RowCell, top: f32) -> bool {
    let (Some(last), Some(next)) = (upper.lines.last(), lower.lines.first()) else { return false };
    let is_cut = |line: &Line, out: f32| {
        let least = HALVED * line.size;
        out > least || line.size - line.bounds.height() > least
    };
    is_cut(last, last.bounds.bottom - bottom) && is_cut(next, top - next.bounds.top)
}

/// At most this many font sizes of a cell's width are no room for text: padding on both sides, a rest of a line, and half a
/// border where the table is printed without its sides.
const PADDING: f32 = 1.25;

/// The width of a space, in font sizes.
const SPACE: f32 = 0.5;

/// Whether the text of `lower` may go on with that of `upper`: then the last line above was full.
fn is_joinable(upper: &RowCell, lower: &RowCell) -> bool {
    let (Some(last), Some(next)) = (upper.lines.last(), lower.lines.first()) else { return true };
    let ends = (last.characters.last(), next.characters.first());
    // Some front ends set a space between an ideograph and a letter, which falls into the break.
    let space = match ends {
        (Some((a, _)), Some((b, _))) if is_wide(*a) != is_wide(*b) => SPACE * last.size,
        _ => 0.0,
    };
    last.bounds.width() + space + last.unbroken(next) > upper.bounds.width() - PADDING * last.size
}

/// Whether the last line of `upper` has room for the first word of `lower`, however long words may be.
fn has_room(upper: &RowCell, lower: &RowCell) -> bool {
    let (Some(last), Some(next)) = (upper.lines.last(), lower.lines.first()) else { return false };
    let ideographs = next.characters.iter().take(LONGEST_WORD).take_while(|(character, _)| is_wide(*character));
    let word = ideographs.map(|(_, bounds)| bounds.width()).sum::<f32>().max(last.unbroken(next));
    last.bounds.width() + SPACE * last.size + word <= upper.bounds.width() - PADDING * last.size
}

/// Whether a row is printed on both pages. Some programs print the last row again where a cell beside it goes on. Some print the
/// first lines of a row, and then the whole row again on the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repetition {
    /// The rows differ.
    None,
    /// Both say the same: it may be one row, or two.
    Whole,
    /// The upper row has only the first lines of the lower one, at least in one cell.
    InPart,
}

impl Repetition {
    pub(super) fn of(table: &[Row], first: &Row, columns: &[Column]) -> Self {
        let mut found = Self::None;
        for (part, column) in first.cells.iter().zip(columns) {
            let cell = &table[column.origin].cells[column.cell];
            if column.spanned && (part.is_empty() || part.spanned) {
                continue;
            }
            let mut lines = cell.lines.iter().zip(&part.lines);
            let is_again = lines.all(|(upper, lower)| upper.string() == lower.string());
            match part.lines.len().checked_sub(cell.lines.len()) {
                Some(0) if is_again && column.spanned == part.spanned => {
                    if found == Self::None && !part.is_empty() {
                        found = Self::Whole;
                    }
                }
                Some(_) if is_again && !cell.is_empty() && !column.spanned => found = Self::InPart,
                _ => return Self::None,
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, transcript};

    /// Rows at the end of one page and the beginning of the next, with the baseline of their texts so far below the upper edge.
    fn cut(upper: (f32, [&str; 2]), lower: (f32, [&str; 2])) -> Vec<String> {
        let mut pages = [Draft::new(1), Draft::new(2)];
        for (page, top, (baseline, texts)) in [(0, 780.0, (11.0, ["甲", "乙"])), (0, 795.0, upper), (1, 40.0, lower)]
        {
            for (left, text) in [40.0, 300.0].into_iter().zip(texts) {
                pages[page].rect(left, top, left + 260.0, top + 15.0).text(left + 3.0, top + baseline, text);
            }
        }
        transcript(&pages.map(|draft| draft.page))
    }

    #[test]
    fn a_line_that_both_pages_show_in_part_is_one() {
        assert_eq!(cut((18.0, ["无", "长期"]), (3.0, ["无", "长期"])), ["│甲│乙│", "│无│长期│"]);
    }

    #[test]
    fn two_whole_rows_that_say_the_same_are_two() {
        assert_eq!(cut((11.0, ["无", "长期"]), (11.0, ["无", "长期"])), ["│甲│乙│", "│无│长期│", "│无│长期│"]);
    }

    #[test]
    fn a_number_may_have_the_same_digits_on_two_lines() {
        let rows = |cells: [&str; 2]| {
            let mut draft = Draft::new(1);
            draft.table(700.0, &[&["甲", "乙"], &cells]);
            draft
        };
        let mut pages = [rows(["1", "662,"]), Draft::new(2)];
        // No side of the cut is drawn.
        pages[0].page.rulings.retain(|line| line.bounds.top < 729.0);
        pages[0].line(40.0, 715.0, 40.0, 730.0).line(300.0, 715.0, 300.0, 730.0).line(560.0, 715.0, 560.0, 730.0);
        let second = &mut pages[1];
        second.line(40.0, 40.0, 40.0, 70.0).line(300.0, 40.0, 300.0, 70.0).line(560.0, 40.0, 560.0, 70.0);
        second.line(40.0, 70.0, 560.0, 70.0).text(43.0, 51.0, "2").text(303.0, 51.0, "662,").text(303.0, 62.0, "999");
        assert_eq!(transcript(&pages.map(|draft| draft.page)), ["│甲│乙│", "│12│662,662,999│"]);
    }
}
