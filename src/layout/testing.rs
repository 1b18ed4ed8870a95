//! Synthetic pages for the tests of the layout stage.

use super::text::is_wide;
use super::{Layout, PrintedLine, lay_out};
use crate::page::geometry::{Point, Rect};
use crate::page::{Clipping, Color, Fill, Glyph, Page, Ruling};

/// Font size of the text that [`Draft`] sets.
pub(super) const SIZE: f32 = 9.0;

/// Height of the rows that [`Draft`] draws.
pub(super) const ROW: f32 = 15.0;

/// A page that is being drawn.
pub(super) struct Draft {
    /// The page as drawn so far.
    pub(super) page: Page,
    /// The colour text is set in.
    pub(super) color: Color,
    /// The colour lines are drawn in.
    pub(super) line_color: Color,
    /// Direction of the text, in degrees.
    pub(super) direction: f32,
    order: u32,
    /// How many texts were set.
    operators: u32,
}

impl Draft {
    /// An empty A4 page.
    pub(super) fn new(number: u32) -> Self {
        let page = Page { number, width: 595.0, height: 842.0, ..Page::default() };
        Self { page, color: Color::BLACK, line_color: Color::BLACK, direction: 0.0, order: 0, operators: 0 }
    }

    fn next_order(&mut self) -> u32 {
        self.order += 1;
        self.order
    }

    /// Sets text whose baseline starts at the point.
    pub(super) fn text_sized(&mut self, x: f32, baseline: f32, text: &str, size: f32) -> &mut Self {
        let mut x = x;
        self.operators += 1;
        for character in text.chars() {
            let width = if is_wide(character) { size } else { size / 2.0 };
            let order = self.next_order();
            self.page.glyphs.push(Glyph {
                character,
                bounds: Rect::spanning(x, baseline - 0.88 * size, x + width, baseline + 0.12 * size),
                origin: Point { x, y: baseline },
                size,
                direction: self.direction,
                color: self.color,
                order,
                in_form: false,
                annotation: false,
                invisible: false,
                clipping: Clipping::None,
                shown_by: self.operators,
                mcid: None,
                artifact: false,
            });
            x += width;
        }
        self
    }

    /// Sets text of the usual size.
    pub(super) fn text(&mut self, x: f32, baseline: f32, text: &str) -> &mut Self {
        self.text_sized(x, baseline, text, SIZE)
    }

    /// Draws a line.
    pub(super) fn line(&mut self, x0: f32, y0: f32, x1: f32, y1: f32) -> &mut Self {
        let order = self.next_order();
        let bounds = Rect::spanning(x0, y0, x1, y1);
        self.page.rulings.push(Ruling { bounds, horizontal: y0 == y1, color: self.line_color, order });
        self
    }

    /// Fills an area.
    pub(super) fn fill(&mut self, bounds: Rect, color: Color) -> &mut Self {
        let order = self.next_order();
        self.page.fills.push(Fill { bounds, color, order });
        self
    }

    /// Draws the four sides of a box.
    pub(super) fn rect(&mut self, left: f32, top: f32, right: f32, bottom: f32) -> &mut Self {
        self.line(left, top, right, top).line(left, bottom, right, bottom);
        self.line(left, top, left, bottom).line(right, top, right, bottom)
    }

    /// Draws rows of equally wide cells from `top` on over the usual width, each cell with its own four sides; a cell
    /// may hold several lines of text. Gives where the table ends.
    pub(super) fn table(&mut self, top: f32, rows: &[&[&str]]) -> f32 {
        let mut top = top;
        for row in rows {
            let lines = row.iter().map(|cell| cell.lines().count()).max().unwrap_or(1).max(1);
            let bottom = top + ROW + (lines - 1) as f32 * SIZE * 1.2;
            let width = 520.0 / row.len() as f32;
            for (index, cell) in row.iter().enumerate() {
                let left = 40.0 + index as f32 * width;
                self.rect(left, top, left + width, bottom);
                for (line, text) in cell.lines().enumerate() {
                    self.text(left + 3.0, top + 11.0 + line as f32 * SIZE * 1.2, text);
                }
            }
            top = bottom;
        }
        top
    }
}

/// The layout of pages as lines of the transcript.
pub(super) fn transcript(pages: &[Page]) -> Vec<String> {
    rendered(&lay_out(pages))
}

/// A layout as lines of the transcript.
pub(super) fn rendered(layout: &Layout) -> Vec<String> {
    let line = |line: &PrintedLine| match line {
        PrintedLine::Text(text) => text.string.clone(),
        PrintedLine::Row(cells) => {
            let cells =
                cells.iter().map(|cell| if cell.spanned { "〃│".to_owned() } else { cell.text.string.clone() + "│" });
            format!("│{}", cells.collect::<String>())
        }
    };
    layout.lines.iter().map(line).collect()
}
