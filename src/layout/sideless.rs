//! Finds the rows of one cell in tables that are printed without their outer sides. Such a row is text between two lines across
//! the whole width, and no vertical line tells it from a caption between two tables. Its padding does: a caption has more space
//! around it.

use super::cells::Table;
use super::rulings::Segment;
use super::text::Line;
use crate::page::geometry::Rect;

/// Edges of the lines above and below such a row agree within this many font sizes.
const SAME_EDGE: f32 = 1.0;

/// A row of one cell has at most this many font sizes more padding than other rows usually have. A caption has more.
const PADDING: f32 = 0.3;

/// A line that another one follows leaves at most this many font sizes of its cell's width, besides the first word of the next line:
/// its padding, and one character.
const FULL: f32 = 3.0;

/// A table with the lines of text of each of its cells.
type Filled = (Table, Vec<Vec<Line>>);

/// Takes the text of such rows out of the `free` lines, and adds a table of one cell for each.
pub(super) fn close(tables: &mut Vec<Filled>, free: &mut Vec<Line>, horizontal: &[Segment], em: f32) {
    let Some(padding) = usual_padding(tables) else { return };
    let sideless: Vec<Rect> = tables.iter().filter(|(table, _)| table.is_sideless).map(|(t, _)| t.bounds()).collect();
    let same = |a: f32, b: f32| (a - b).abs() <= SAME_EDGE * em;
    let across: Vec<f32> = horizontal
        .iter()
        .filter(|line| sideless.iter().any(|table| same(table.left, line.from) && same(table.right, line.to)))
        .map(|line| line.at)
        .collect();
    let Some(bounds) = sideless.into_iter().reduce(|a, b| a.union(&b)) else { return };
    for pair in across.windows(2) {
        let (top, bottom) = (pair[0], pair[1]);
        let first = free.partition_point(|line| line.bounds.center().y < top);
        let end = free.partition_point(|line| line.bounds.center().y < bottom);
        let Some(text) = free[first..end].iter().map(|line| line.bounds).reduce(|a, b| a.union(&b)) else { continue };
        // The text of one cell goes on in a further line only where the first one is full. Captions below each other are not.
        let is_full =
            |line: &Line, next: &Line| line.bounds.width() + line.unbroken(next) >= bounds.width() - FULL * em;
        let is_one_text = free[first..end].windows(2).all(|pair| is_full(&pair[0], &pair[1]));
        if is_one_text && (bottom - top) - text.height() <= padding + PADDING * em {
            let lines = free.drain(first..end).collect();
            tables.push((Table::of_one_cell(Rect { top, bottom, ..bounds }), vec![lines]));
        }
    }
}

/// The usual padding above and below the text of a row of tables without sides; `None` where there is no such table. The cell
/// with the least padding counts for its row.
fn usual_padding(tables: &[Filled]) -> Option<f32> {
    let mut paddings = Vec::new();
    for (table, lines) in tables.iter().filter(|(table, _)| table.is_sideless) {
        for cells in &table.bands {
            let padding = cells.iter().filter_map(|cell| {
                let text = lines[*cell].iter().map(|line| line.bounds).reduce(|a, b| a.union(&b))?;
                Some(table.cells[*cell].bounds.height() - text.height())
            });
            paddings.extend(padding.min_by(f32::total_cmp));
        }
    }
    let middle = paddings.len() / 2;
    (!paddings.is_empty()).then(|| *paddings.select_nth_unstable_by(middle, f32::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, transcript};

    #[test]
    fn a_row_of_one_cell_is_told_from_a_caption_by_its_padding() {
        let mut draft = Draft::new(1);
        for y in [100.0, 115.0, 130.0, 152.0, 167.0] {
            draft.line(40.0, y, 240.0, y);
        }
        draft.line(140.0, 115.0, 140.0, 130.0).line(140.0, 152.0, 140.0, 167.0);
        draft.text(43.0, 111.0, "title").text(43.0, 126.0, "a").text(143.0, 126.0, "b");
        draft.text(43.0, 144.0, "caption").text(43.0, 163.0, "c").text(143.0, 163.0, "d");
        assert_eq!(transcript(&[draft.page]), ["│title│", "│a│b│", "caption", "│c│d│"]);
    }

    #[test]
    fn a_line_is_full_where_the_next_word_has_no_room() {
        let row = |next: &str| {
            let mut draft = Draft::new(1);
            for y in [100.0, 115.0, 130.0, 156.0] {
                draft.line(40.0, y, 240.0, y);
            }
            draft.line(140.0, 100.0, 140.0, 130.0);
            draft.text(43.0, 111.0, "a").text(143.0, 111.0, "b").text(43.0, 126.0, "c").text(143.0, 126.0, "d");
            // 90 points of 200, so that 20 letters have no room any more.
            draft.text(43.0, 141.0, "一二三四五六七八九十").text(43.0, 152.0, next);
            transcript(&[draft.page]).last().cloned()
        };
        let word = "X".repeat(30);
        assert_eq!(row(&word), Some(format!("│一二三四五六七八九十{word}│")));
        assert_eq!(row("一"), Some("一".to_owned()));
    }
}
