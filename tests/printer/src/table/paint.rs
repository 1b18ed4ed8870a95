//! Paints rows: puts the texts, borders and grounds of their cells on a page.

use super::{Laid, LaidCell};
use crate::page::{ASCENT, Border, Ground, Page, Text};
use crate::style::{BLACK, Borders, Clip, Color, Cut, Style, ZEBRA};

/// The ground of labels.
const SHADE: Color = [0xed; 3];

impl Laid {
    /// Paints the row with its upper edge at `y`, and gives the height of its lower edge. `first` says whether it is
    /// the first row of its table on the page.
    pub(crate) fn paint(&self, y: f64, first: bool, style: &Style, page: &mut Page) -> f64 {
        let bottom = y + self.height;
        for cell in &self.cells {
            let area = [cell.left, y, cell.right, bottom];
            page.grounds.extend(self.ground(style).map(|color| Ground { area, color }));
            let clip = cell.clip(area, style);
            for line in &cell.lines {
                let baseline = y + line.top + (style.leading - 1.0) * style.size / 2.0 + ASCENT * style.size;
                let (left, right) = (line.x, line.x + line.width);
                page.texts.push(Text {
                    bold: self.labels,
                    ink: if self.labels { style.inks.label } else { BLACK },
                    clip,
                    tag: cell.tag,
                    is_hidden: matches!(style.clip, Clip::Hiding(_)) && (left < cell.left || right > cell.right),
                    ..Text::new(&line.text, (line.x, baseline), style.size)
                });
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

    fn ground(&self, style: &Style) -> Option<Color> {
        let zebra = style.look.is_some_and(|look| look.zebra && self.is_odd).then_some(ZEBRA);
        let label = style.inks.label_ground.or(style.shaded.then_some(SHADE));
        if self.labels { label } else { zebra }
    }

    /// Paints the borders below cells that go on in the next row, if that row is on the next page.
    pub(crate) fn close(&self, bottom: f64, style: &Style, page: &mut Page) {
        for cell in self.cells.iter().filter(|cell| cell.joined.1 && style.cut != Cut::Open) {
            page.borders.push(Border { from: (cell.left, bottom), to: (cell.right, bottom) });
        }
    }
}

impl LaidCell {
    /// The clip of the text of the cell, which has this area.
    fn clip(&self, [left, top, right, bottom]: [f64; 4], style: &Style) -> Option<[f64; 4]> {
        let ends = self.lines.iter().map(|line| line.x + line.width);
        match style.clip {
            Clip::None => None,
            Clip::Cell | Clip::Hiding(_) => Some([left, top, right, bottom]),
            Clip::Tight(share) => {
                let end = ends.fold(left, f64::max) - share * style.size;
                Some([left, top, right.min(end), bottom])
            }
        }
    }
}

/// The borders of a page that are painted. Each is painted once, unless the style paints a box for each cell. The outer
/// sides of tables are painted only if the style has them.
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
