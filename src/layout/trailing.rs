//! Finds what stands below the last line of a table at the end of a page, and belongs to the table.
//!
//! Some browsers paint neither borders nor ground of a row at the end of a page. The line of text right below the table becomes a
//! row where it has text in each of the columns.
//!
//! A cell that spans two rows may go on over the end of the page, while the row beside it ends above. Its text then stands below
//! that row. For example, the year `2024` of a calendar stands below the statuses of its months if the overdue amounts are on the
//! next page.

use super::frame::Frame;
use super::rows::{Row, RowCell};
use super::text::Line;
use crate::page::geometry::Rect;

/// With fewer columns than this the line may be a line of text with a gap.
const LEAST_COLUMNS: usize = 3;

/// The row stands at most this many font sizes below the table.
const BELOW: f32 = 1.5;

/// Texts of two cells are at least this many font sizes apart.
const APART: f32 = 0.2;

/// Gives the `free` lines below the last of the rows to the table: to a cell that goes on below the row, or as a row where they
/// have text in each of the columns. `has_sides` says that the sides of the table go on below that row.
pub(super) fn adopt(rows: &mut Vec<Row>, free: &mut Vec<Line>, has_sides: bool, frame: Frame) {
    let Some(above) = rows.last_mut() else { return };
    if fill_open_cell(above, free) {
        return;
    }
    add_row(rows, free, has_sides, frame);
}

/// Puts the line right below a row into the one cell of the row that is empty and not closed below, if it stands in the column of
/// that cell. `false` where there is no such cell or line.
fn fill_open_cell(above: &mut Row, free: &mut Vec<Line>) -> bool {
    let bottom = above.bottom;
    let mut open = above.cells.iter_mut().filter(|cell| cell.open_bottom);
    let (Some(cell), None) = (open.next(), open.next()) else { return false };
    let Some(index) = free.iter().position(|line| line.bounds.center().y > bottom) else { return false };
    let (line, Rect { left, right, .. }) = (&free[index].bounds, cell.bounds);
    let is_in_column = left <= line.left && line.right <= right;
    let is_below = line.top - bottom <= BELOW * free[index].size;
    let is_filled = cell.is_empty() && is_in_column && is_below;
    if is_filled {
        cell.lines.push(free.remove(index));
    }
    is_filled
}

/// Turns the `free` line below the last of the rows into a row, where it stands right below and has text in each of the columns.
/// Without sides it is a row without lines between its columns.
fn add_row(rows: &mut Vec<Row>, free: &mut Vec<Line>, has_sides: bool, frame: Frame) {
    let Some(above) = rows.last() else { return };
    let Some(index) = free.iter().position(|line| line.bounds.center().y > above.bottom) else { return };
    let line = &free[index];
    let distance = line.bounds.top - above.bottom;
    let is_below = distance > -line.size && distance <= BELOW * line.size;
    if !is_below || above.cells.len() < LEAST_COLUMNS {
        return;
    }
    let bottom = line.bounds.bottom + distance.max(0.0);
    let mut cells = Vec::with_capacity(above.cells.len());
    let mut held = 0;
    let mut reached = f32::NEG_INFINITY;
    for cell in &above.cells {
        let Rect { left, right, .. } = cell.bounds;
        let is_inside = |(_, bounds): &&(char, Rect)| (left..right).contains(&bounds.center().x);
        let characters: Vec<(char, Rect)> = line.characters.iter().filter(is_inside).copied().collect();
        held += characters.len();
        let is_inked =
            |(character, bounds): &(char, Rect)| *character == ' ' || left <= bounds.left && bounds.right <= right;
        let blank = |(character, _): &(char, Rect)| *character == ' ';
        if !characters.iter().all(is_inked) || characters.iter().all(blank) {
            return;
        }
        let first = characters.iter().position(|character| !blank(character)).unwrap_or_default();
        let end = characters.iter().rposition(|character| !blank(character)).map_or(0, |last| last + 1);
        let (Some((_, begins)), Some((_, ends))) = (characters.get(first), characters[..end].last()) else { return };
        // A text that runs on through the border is one of a wider cell.
        if begins.left - reached < APART * line.size {
            return;
        }
        reached = ends.right;
        let text = Line { mcid: line.mcid, ..Line::of_characters(characters[first..end].to_vec(), frame) };
        let bounds = Rect { left, right, top: above.bottom, bottom };
        cells.push(RowCell {
            lines: vec![text],
            spanned: false,
            open_top: false,
            open_bottom: true,
            bounds,
            drawn: None,
            frame,
        });
    }
    if held == line.characters.len() {
        rows.push(Row { cells, top: above.bottom, bottom, is_unruled: !has_sides });
        free.remove(index);
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, transcript};
    use crate::layout::{Layout, lay_out};

    fn page(below: &[(f32, &str)]) -> Vec<String> {
        let mut draft = Draft::new(1);
        draft.table(740.0, &[&["编号", "日期", "机构"]]);
        for (x, text) in below {
            draft.text(*x, 767.0, text);
        }
        transcript(&[draft.page])
    }

    #[test]
    fn a_row_without_borders_at_the_end_of_a_page_is_one() {
        assert_eq!(page(&[(45.0, "1"), (230.0, "2022"), (400.0, "b")]), ["│编号│日期│机构│", "│1│2022│b│"]);
    }

    #[test]
    fn a_row_whose_sides_go_on_over_the_end_of_the_page_is_one() {
        let read = |sides: f32| {
            let mut pages = [Draft::new(1), Draft::new(2)];
            pages[0].table(740.0, &[&["编号", "日期", "机构"]]);
            pages[1].line(40.0, 55.0, 560.0, 55.0);
            for x in [40.0, 213.33, 386.67, 560.0] {
                pages[0].line(x, 755.0, x, 755.0 + sides);
                pages[1].line(x, 40.0, x, 55.0);
            }
            // Both pages show the whole line.
            for (draft, y) in pages.iter_mut().zip([771.0, 51.0]) {
                draft.text(45.0, y, "1").text(230.0, y, "2022").text(400.0, y, "北京分行");
            }
            let Layout { lines, doubts, .. } = lay_out(&pages.map(|draft| draft.page));
            (lines.len(), doubts.len())
        };
        assert_eq!(read(8.0), (2, 0));
        // Without sides the second one may be another row.
        assert_eq!(read(1.0).1, 1);
    }

    #[test]
    fn a_text_that_runs_through_a_border_is_no_text_of_two_cells() {
        let below = [(120.0, "一二三四五六七八九十一二三四"), (400.0, "b")];
        assert_eq!(page(&below).len(), 2);
        assert!(page(&below)[1].starts_with("一二三"));
    }

    #[test]
    fn a_text_below_the_row_beside_it_is_of_the_cell_that_goes_on() {
        let page = |is_closed: bool| {
            let mut draft = Draft::new(1);
            draft.table(700.0, &[&["年", "1", "2"]]);
            let bottom = 755.0;
            let columns = [40.0, 213.3, 386.7, 560.0];
            for x in columns {
                draft.line(x, 716.0, x, bottom);
            }
            draft.line(if is_closed { columns[0] } else { columns[1] }, bottom, columns[3], bottom);
            draft.text(220.0, 735.0, "N").text(395.0, 735.0, "N").text(45.0, 767.0, "2024");
            transcript(&[draft.page])
        };
        assert_eq!(page(false), ["│年│1│2│", "│2024│N│N│"]);
        assert_eq!(page(true).last().map(String::as_str), Some("2024"));
    }

    #[test]
    fn a_line_below_a_table_is_no_row() {
        assert_eq!(page(&[(45.0, "账户1")]), ["│编号│日期│机构│", "账户1"]);
        assert_eq!(page(&[(45.0, "账户1"), (400.0, "（卡）")]).len(), 2);
    }
}
