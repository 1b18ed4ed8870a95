//! Keeps the rows of a sheet in little room. They must be held until the last page is there, because only then it is known what
//! on the pages is furniture. Their characters share one string and one compact list of boxes.

use super::Place;
use super::frame::Frame;
use super::rows::{Row, RowCell};
use super::text::Line;
use crate::page::boxes::Boxes;
use crate::page::geometry::Rect;

/// Rows that were put away. Each row, cell and line holds the index at which its cells, lines or characters end in the list
/// below.
#[derive(Debug, Clone, Default)]
pub(super) struct RowStore {
    rows: Vec<StoredRow>,
    cells: Vec<StoredCell>,
    lines: Vec<StoredLine>,
    /// The characters of all lines.
    text: String,
    /// The boxes of the characters in the upright space of their sheet, by the offset of the character in `text`.
    boxes: Boxes,
}

#[derive(Debug, Clone)]
struct StoredRow {
    top: f32,
    bottom: f32,
    is_unruled: bool,
    cells_end: usize,
}

#[derive(Debug, Clone)]
struct StoredCell {
    bounds: Rect,
    spanned: bool,
    open_top: bool,
    open_bottom: bool,
    lines_end: usize,
}

#[derive(Debug, Clone)]
struct StoredLine {
    size: f32,
    baseline: f32,
    mcid: Option<u32>,
    text_end: usize,
}

impl RowStore {
    /// Puts rows away. They are gathered in `draft`, a buffer that is used again, and copied: the copy has no spare room, while a
    /// vector that has grown has up to twice the room that it needs.
    pub(super) fn of<'r>(rows: impl IntoIterator<Item = &'r Row>, draft: &mut Self) -> Self {
        draft.clear();
        rows.into_iter().for_each(|row| draft.put(row));
        draft.clone()
    }

    fn clear(&mut self) {
        let Self { rows, cells, lines, text, boxes } = self;
        rows.clear();
        cells.clear();
        lines.clear();
        text.clear();
        boxes.clear();
    }

    /// Puts a row away.
    fn put(&mut self, row: &Row) {
        for cell in &row.cells {
            for line in &cell.lines {
                for &(character, bounds) in &line.characters {
                    self.boxes.push(self.text.len(), Place { page: line.frame.page, bounds });
                    self.text.push(character);
                }
                let &Line { size, baseline, mcid, .. } = line;
                self.lines.push(StoredLine { size, baseline, mcid, text_end: self.text.len() });
            }
            let &RowCell { spanned, open_top, open_bottom, bounds, .. } = cell;
            self.cells.push(StoredCell { bounds, spanned, open_top, open_bottom, lines_end: self.lines.len() });
        }
        self.rows.push(StoredRow {
            top: row.top,
            bottom: row.bottom,
            is_unruled: row.is_unruled,
            cells_end: self.cells.len(),
        });
    }

    /// Whether a row has no lines between its columns.
    pub(super) fn has_unruled(&self) -> bool {
        self.rows.iter().any(|row| row.is_unruled)
    }

    /// Gives the rows, as they were put away; the frame is that of their sheet.
    pub(super) fn rows(&self, frame: Frame) -> Vec<Row> {
        let (mut cell, mut line, mut start) = (0, 0, 0);
        let mut boxes = self.boxes.iter().map(|(_, place)| place.bounds);
        let mut take_line = |stored: &StoredLine| {
            let text = &self.text[start..stored.text_end];
            start = stored.text_end;
            let mut characters = Vec::with_capacity(text.chars().count());
            characters.extend(text.chars().zip(&mut boxes));
            // The box of the line is that of its characters. A space that was put in between two of them does not change it.
            let &StoredLine { size, baseline, mcid, .. } = stored;
            Line { size, baseline, mcid, ..Line::of_characters(characters, frame) }
        };
        let mut take_cell = |stored: &StoredCell| {
            let lines = self.lines[line..stored.lines_end].iter().map(&mut take_line).collect();
            line = stored.lines_end;
            let &StoredCell { bounds, spanned, open_top, open_bottom, .. } = stored;
            RowCell { lines, spanned, open_top, open_bottom, bounds, drawn: None, frame }
        };
        let take_row = |stored: &StoredRow| {
            let cells = self.cells[cell..stored.cells_end].iter().map(&mut take_cell).collect();
            cell = stored.cells_end;
            Row { cells, top: stored.top, bottom: stored.bottom, is_unruled: stored.is_unruled }
        };
        self.rows.iter().map(take_row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::frame::Turn;
    use super::*;
    use proptest::prelude::*;

    fn rect() -> impl Strategy<Value = Rect> {
        let edge = || (0_u8..9).prop_map(f32::from);
        (edge(), edge(), edge(), edge()).prop_map(|(x0, y0, x1, y1)| Rect::spanning(x0, y0, x1, y1))
    }

    fn line() -> impl Strategy<Value = Line> {
        let characters = prop::collection::vec((any::<char>(), rect()), 1..5);
        let frame = Frame::new(3, Turn::None, 595.0, 842.0);
        (characters, 0_u8..9).prop_map(move |(characters, size)| {
            let size = f32::from(size);
            Line { size, baseline: size + 1.0, mcid: Some(7), ..Line::of_characters(characters, frame) }
        })
    }

    fn cell() -> impl Strategy<Value = RowCell> {
        let frame = Frame::new(3, Turn::None, 595.0, 842.0);
        (prop::collection::vec(line(), 0..3), rect(), any::<[bool; 3]>()).prop_map(
            move |(lines, bounds, [spanned, open_top, open_bottom])| RowCell {
                lines,
                spanned,
                open_top,
                open_bottom,
                bounds,
                drawn: None,
                frame,
            },
        )
    }

    proptest! {
        #[test]
        fn rows_come_out_as_they_were_put_away(
            sheets in prop::collection::vec(prop::collection::vec(prop::collection::vec(cell(), 0..4), 0..8), 1..3),
        ) {
            let mut draft = RowStore::default();
            for sheet in sheets {
                let rows: Vec<Row> = sheet.into_iter().map(|cells| Row { cells, top: 1.0, bottom: 2.0, is_unruled: true }).collect();
                let frame = Frame::new(3, Turn::None, 595.0, 842.0);
                prop_assert_eq!(RowStore::of(&rows, &mut draft).rows(frame), rows);
            }
        }
    }
}
