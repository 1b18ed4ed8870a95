//! Puts cells at the beginning of a page back into their columns. Some programs forget at the end of a page that a cell spans further
//! rows, and set the cells of these rows one column too far left:
//!
//! ```text
//! │2019│ N │ N │  (end of the page)      │2019│ N │ N │
//! │ 0  │ 85│        stands for           │ 〃 │ 0 │ 85│
//! ```
//!
//! That is certain only where the text of the spanning cell is on the page above, since else the first cell might be the rest of
//! it, and the last cell of the row be missing. And the cells beside it must be closed below, or the page cuts their row.

use super::cuts::CALENDAR_COLUMNS;
use super::rows::{Row, RowCell, SAME_EDGE, SPANNING_COLUMNS};
use crate::page::geometry::Rect;

/// Moves the cells of `rows` to the right, which follow the rows `above` on the next page, as far as a cell is missing in front of
/// them. Whether any row was changed.
pub(super) fn restore(above: &[&Row], rows: &mut [Row]) -> bool {
    let Some(last) = above.last() else { return false };
    let mut is_changed = false;
    for row in rows {
        let missing = last.cells.len().saturating_sub(row.cells.len());
        let (Some((last_left, _)), Some((left, _))) = (last.extent(), row.extent()) else { break };
        let shift = left - last_left;
        let same = |a: f32, b: f32| (a + shift - b).abs() <= SAME_EDGE;
        let is_in_wrong_column = |(above, cell): (&RowCell, &RowCell)| {
            same(above.bounds.left, cell.bounds.left) && same(above.bounds.right, cell.bounds.right)
        };
        // In a calendar each amount stands below its state, or the report is refused. So no month may be mistaken for another.
        let is_calendar = last.cells.len() >= CALENDAR_COLUMNS;
        let is_lost = (1..=SPANNING_COLUMNS).contains(&missing)
            && last.cells[..missing].iter().all(|cell| spans_with_text(above, cell))
            && last.cells[missing..].iter().all(|cell| !cell.open_bottom)
            && last.cells.iter().zip(&row.cells).all(is_in_wrong_column)
            && row.cells.first().is_some_and(|cell| (!cell.is_empty() || is_calendar) && !cell.spanned);
        if !is_lost {
            break;
        }
        let frame = row.cells[0].frame;
        let column = |cell: &RowCell| {
            let (left, right) = (cell.bounds.left + shift, cell.bounds.right + shift);
            Rect { left, right, top: row.top, bottom: row.bottom }
        };
        let columns: Vec<Rect> = last.cells.iter().map(column).collect();
        for (cell, column) in row.cells.iter_mut().zip(&columns[missing..]) {
            cell.drawn = Some(cell.bounds);
            cell.bounds = *column;
        }
        let spanning = columns[..missing].iter().map(|column| RowCell::spanned(*column, frame));
        row.cells.splice(0..0, spanning);
        is_changed = true;
    }
    is_changed
}

/// Whether a cell of the last row above is not closed below, and has its text there or in a row that it began in.
fn spans_with_text(above: &[&Row], cell: &RowCell) -> bool {
    if !cell.open_bottom {
        return false;
    }
    for row in above.iter().rev() {
        let Some(part) = row.cells.iter().find(|part| part.bounds.left == cell.bounds.left) else { return false };
        if !part.is_empty() {
            return true;
        }
        if !part.spanned {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, transcript};

    /// A year beside two rows. The end of the page is between them, and the second stands one column too far left.
    fn cut(year: &str, amounts: [&str; 2]) -> Vec<String> {
        let mut pages = [Draft::new(1), Draft::new(2)];
        let [first, second] = &mut pages;
        first.table(765.0, &[&["", "1", "2"]]);
        let columns = [40.0, 213.3, 386.7, 560.0];
        columns.into_iter().for_each(|x| _ = first.line(x, 780.0, x, 795.0));
        first.line(columns[1], 795.0, columns[3], 795.0);
        for (x, text) in columns.into_iter().zip([year, "N", "C"]) {
            first.text(x + 3.0, 791.0, text);
        }
        for (x, text) in columns.windows(2).zip(amounts) {
            second.rect(x[0], 40.0, x[1], 55.0).text(x[0] + 3.0, 51.0, text);
        }
        transcript(&pages.map(|draft| draft.page))
    }

    #[test]
    fn cells_go_back_into_their_columns() {
        assert_eq!(cut("2019", ["0", "85"]), ["││1│2│", "│2019│N│C│", "│〃│0│85│"]);
    }

    #[test]
    fn the_rest_of_a_row_that_the_page_cuts_stays_where_it_is() {
        let mut pages = [Draft::new(1), Draft::new(2)];
        let [first, second] = &mut pages;
        let columns = [40.0, 213.3, 386.7, 560.0];
        columns.into_iter().for_each(|x| _ = first.line(x, 780.0, x, 795.0));
        first.line(columns[0], 780.0, columns[3], 780.0);
        for (x, text) in columns.into_iter().zip(["银行", "1", "专项"]) {
            first.text(x + 3.0, 791.0, text);
        }
        // The last column is not drawn below the cut.
        for (x, text) in columns.windows(2).zip(["分行", "2"]) {
            second.rect(x[0], 40.0, x[1], 55.0).text(x[0] + 3.0, 51.0, text);
        }
        assert_eq!(transcript(&pages.map(|draft| draft.page)), ["│银行│1│专项│", "│分行│2│"]);
    }

    #[test]
    fn without_the_text_of_the_cell_that_spans_nothing_is_known() {
        assert_eq!(cut("", ["2019", "0"]), ["││1│2│", "││N│C│", "│2019│0│"]);
    }
}
