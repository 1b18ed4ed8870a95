//! Joins the pages to one sequence of rows and lines.

use super::body::Item;
use super::rows::RowCell;
use super::{Discarded, PrintedLine, Text};

/// The rows and lines of all pages in reading order.
pub(super) fn join(pages: Vec<Vec<Item>>, _discarded: &mut Vec<Discarded>) -> Vec<PrintedLine> {
    let items = pages.into_iter().flatten().filter(|item| !matches!(item, Item::Row(row) if row.is_empty()));
    items
        .map(|item| match item {
            Item::Line(line) => PrintedLine::Text(Text::of_lines([&line])),
            Item::Row(row) => PrintedLine::Row(row.cells.iter().map(RowCell::finish).collect()),
        })
        .collect()
}
