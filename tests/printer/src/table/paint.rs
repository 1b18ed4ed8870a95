//! Rows as they are painted.

use super::Laid;
use crate::page::{ASCENT, Border, Page, Text};
use crate::style::{Borders, Cut, Style};

impl Laid {
    /// Paints the row at a height of a page, on which it is the `first` of its table or not; gives where it ends.
    pub(crate) fn paint(&self, y: f64, first: bool, style: &Style, page: &mut Page) -> f64 {
        let bottom = y + self.height;
        for cell in &self.cells {
            if self.labels && style.shaded {
                page.grounds.push([cell.left, y, cell.right, bottom]);
            }
            for line in &cell.lines {
                let baseline = y + line.top + (style.leading - 1.0) * style.size / 2.0 + ASCENT * style.size;
                let text = line.text.clone();
                page.texts.push(Text { text, x: line.x, baseline, size: style.size, bold: self.labels });
            }
            let mut border = |from, to| page.borders.push(Border { from, to });
            border((cell.left, y), (cell.left, bottom));
            border((cell.right, y), (cell.right, bottom));
            if self.closed.0 && (!cell.joined.0 || first && style.cut != Cut::Open) {
                border((cell.left, y), (cell.right, y));
            }
            if self.closed.1 && !cell.joined.1 {
                border((cell.left, bottom), (cell.right, bottom));
            }
        }
        bottom
    }

    /// Paints the borders below cells that go on in the next row, which has no room on the page.
    pub(crate) fn close(&self, bottom: f64, style: &Style, page: &mut Page) {
        for cell in self.cells.iter().filter(|cell| cell.joined.1 && style.cut != Cut::Open) {
            page.borders.push(Border { from: (cell.left, bottom), to: (cell.right, bottom) });
        }
    }
}

/// What of the borders of a page is painted: each once, but where the style paints boxes, and the outer sides of tables only
/// where it has them.
pub(crate) fn painted(mut borders: Vec<Border>, style: &Style) -> Vec<Border> {
    if !style.sides {
        let (left, right) = (style.margins.0, style.page.0 - style.margins.0);
        let is_side = |x: f64| (x - left).abs().min((x - right).abs()) < 1.0;
        borders.retain(|border| border.from.0 != border.to.0 || !is_side(border.from.0));
    }
    if style.borders != Borders::Boxes {
        let key = |border: &Border| [border.from.0, border.from.1, border.to.0, border.to.1];
        borders.sort_by(|a, b| key(a).partial_cmp(&key(b)).expect("places are numbers"));
        borders.dedup();
    }
    borders
}
