//! Finds the header rows of a table that the next page prints again, and tells them from the header of a new table. The table
//! above the end of a page and the rows below it go in.

use super::as_row;
use crate::layout::body::Item;
use crate::layout::cuts;
use crate::layout::rows::{Row, RowCell};

/// So many rows from either end of the table above are looked at: more than there are on a page, so that the work for a page of a
/// long list does not grow with the list.
const REACH: usize = 500;

/// The table above the end of a page, by its first and by its last rows. Both are the whole table, unless that is very long.
pub(super) struct Above<'r> {
    /// Its first rows, among them its header.
    pub(super) first: Vec<&'r Row>,
    /// Its last rows, of which the end of the page may have cut one.
    pub(super) last: Vec<&'r Row>,
}

impl<'r> Above<'r> {
    /// The table of the items, which may go on with `rows`.
    pub(super) fn of(items: &'r [Item], rows: &[Row]) -> Self {
        let table = below_heading(items, rows);
        let (count, ends) = (table.len(), |part: &'r [Item]| part.iter().filter_map(as_row).collect());
        Self { first: ends(&table[..count.min(REACH)]), last: ends(&table[count.saturating_sub(REACH)..]) }
    }
}

/// The table without a heading in a box that the end of a page has parted from it. The heading is kept only where `rows` begin
/// with it, too: it is printed again with the labels of the table or not at all.
fn below_heading<'r>(table: &'r [Item], rows: &[Row]) -> &'r [Item] {
    let page = |row: &Row| row.cells.first().map(|cell| cell.frame);
    match table {
        [Item::Row(heading), rest @ ..] => {
            let is_parted =
                rest.first().and_then(as_row).is_some_and(|row| !is_title(row) && page(row) != page(heading));
            let is_again = rows.first().is_some_and(|row| cuts::same_row(heading, row));
            if is_title(heading) && is_parted && !is_again { rest } else { table }
        }
        _ => table,
    }
}

/// Whether the row is one cell.
fn is_title(row: &Row) -> bool {
    row.cells.len() == 1
}

/// How many of `rows` are header rows that are printed again: the first rows of the table above, or those of a table that touches
/// it from below and of which only rows of one form are printed yet.
pub(super) fn repeated_rows(above: &Above, rows: &[Row]) -> usize {
    // Of rows of one form that follow each other only the first is a header: a further one that is equal is a row of values.
    // Titles are an exception.
    let is_header =
        |index: usize| index == 0 || is_title(&rows[index]) || !cuts::same_columns(&rows[index - 1], &rows[index]);
    let matching = |above: &[&Row]| {
        let pairs = rows.iter().zip(above).enumerate();
        pairs.take_while(|(index, (row, above))| is_header(*index) && cuts::same_row(above, row)).count()
    };
    let from_top = matching(&above.first);
    if from_top > 0 {
        return from_top;
    }
    let above = above.last.as_slice();
    let is_inner_header = |start: &usize| {
        let count = matching(&above[*start..]);
        let mut body = above[start + count..].iter().copied().chain(rows.get(count));
        let begins_form = !cuts::same_columns(above[start - 1], above[*start]) || is_title(above[*start]) && count > 1;
        // Or they are header rows of a table like the one above it, whose last row is cut by the end of the page.
        let is_above_cut = rows.get(count).zip(above.last()).is_some_and(|(row, last)| {
            let mut parts = last.cells.iter().chain(&row.cells);
            start + count < above.len() && parts.any(RowCell::is_empty)
        });
        let first = body.next();
        count > 0
            && (begins_form || is_above_cut)
            && first.is_none_or(|first| body.all(|row| cuts::same_columns(first, row)))
    };
    (1..above.len()).rev().find(is_inner_header).map_or(0, |start| matching(&above[start..]))
}

/// Whether rows that begin with the same `repeated` rows as the table above are a new table of the same form, and not the old one
/// with its header printed again. A new table has the same forms of rows in the same order as the one above, and is either as
/// long, or has a further row that is equal, such as labels. (The row right below the header does not count.) A list, whose rows
/// below the header are all of one form, cannot tell so by its length, and goes on.
pub(super) fn is_new_table(above: &[&Row], rows: &[Row], repeated: usize) -> bool {
    let changes = above.windows(2).skip(repeated).any(|pair| !cuts::same_columns(pair[0], pair[1]));
    let mut pairs = above.iter().zip(rows);
    let labels_again = pairs.clone().skip(repeated + 1).any(|(above, row)| cuts::same_row(above, row));
    (changes && rows.len() >= above.len() || labels_again) && pairs.all(|(above, row)| cuts::same_columns(above, row))
}

/// Whether rows that begin with the same `repeated` rows as the table above are below a caption of their own, which is the last
/// row above. Their labels are not printed again then: labels printed again would part the caption from its own labels. A row of
/// values right below confirms it. A row of one cell below a title of one cell is no caption but the text below that title.
pub(super) fn is_captioned(above: &[&Row], rows: &[Row], repeated: usize) -> bool {
    let ends_in_caption = above.last().is_some_and(|row| is_title(row)) && !is_title(&rows[repeated - 1]);
    let has_values = rows.get(repeated).is_some_and(|row| cuts::same_columns(&rows[repeated - 1], row));
    ends_in_caption && has_values
}
