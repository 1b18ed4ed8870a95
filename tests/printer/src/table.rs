//! Tables: the places of their cells, rows as they are painted and cut.

use crate::forms::{Labels, Row};
use crate::page::{ASCENT, Border, Page, Text, columns};
use crate::style::{Borders, Cut, Style};
use crate::typeset::{space_out, wrap};

/// The rows of a table with everything in its place.
pub(crate) struct Grid {
    pub(crate) rows: Vec<Laid>,
}

/// A row, or what of it is on one page.
#[derive(Debug, Clone)]
pub(crate) struct Laid {
    cells: Vec<LaidCell>,
    pub(crate) height: f64,
    labels: bool,
    /// Whether it is what a cut has left for the next page.
    pub(crate) is_rest: bool,
    /// Whether it has borders above and below.
    closed: (bool, bool),
}

#[derive(Debug, Clone)]
struct LaidCell {
    left: f64,
    right: f64,
    lines: Vec<LaidLine>,
    /// Whether it is one with the cell above, the cell below.
    joined: (bool, bool),
}

#[derive(Debug, Clone)]
struct LaidLine {
    text: String,
    x: f64,
    /// From the upper edge of the row.
    top: f64,
}

impl Grid {
    pub(crate) fn new(rows: &[&Row], style: &Style) -> Self {
        let laid = rows.iter().enumerate().map(|(index, row)| Laid::new(row, rows.get(index + 1).copied(), style));
        Self { rows: laid.collect() }
    }
}

/// The edges of so many columns, from the left margin on.
fn edges(count: usize, style: &Style) -> Vec<f64> {
    let weight = |column: usize| {
        // A narrow table of many columns has equal ones: each must have room for a few characters.
        let extra = if count > 8 { 0 } else { style.columns[(column + count) % style.columns.len()] };
        1.0 + f64::from(extra) / 2.0
    };
    let whole: f64 = (0..count).map(weight).sum();
    let mut edges = vec![style.margins.0];
    let mut reached = 0.0;
    for column in 0..count {
        reached += weight(column);
        edges.push(style.margins.0 + style.width() * reached / whole);
    }
    edges
}

impl Laid {
    fn new(row: &Row, below: Option<&Row>, style: &Style) -> Self {
        let edges = edges(columns(row), style);
        let padding = (style.padding.0 * style.size, style.padding.1 * style.size);
        let leading = style.leading * style.size;
        let is_joined = |column: usize| {
            let mut at = 0;
            below.is_some_and(|below| {
                below.cells.iter().any(|cell| {
                    at += cell.span;
                    at - cell.span == column && cell.joined
                })
            })
        };
        let mut column = 0;
        let mut cells = Vec::with_capacity(row.cells.len());
        for cell in &row.cells {
            let (left, right) = (edges[column], edges[column + cell.span]);
            let text = if style.spaced { space_out(&cell.text) } else { cell.text.clone() };
            let room = right - left - 2.0 * padding.0;
            let lines = wrap(&text, room, style).into_iter().enumerate().map(|(index, text)| {
                let width: f64 = text.chars().map(|character| style.advance(character) * style.size).sum();
                let indent = if style.centred.0 { ((room - width) / 2.0).max(0.0) } else { 0.0 };
                LaidLine { text, x: left + padding.0 + indent, top: padding.1 + index as f64 * leading }
            });
            cells.push(LaidCell { left, right, lines: lines.collect(), joined: (cell.joined, is_joined(column)) });
            column += cell.span;
        }
        let most = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0).max(1);
        let height = most as f64 * leading + 2.0 * padding.1;
        if style.centred.1 {
            for cell in &mut cells {
                let free = (most - cell.lines.len()) as f64 * leading / 2.0;
                cell.lines.iter_mut().for_each(|line| line.top += free);
            }
        }
        Self { cells, height, labels: row.labels != Labels::None, is_rest: false, closed: (true, true) }
    }

    /// What of the row has room on a page that ends so far below its upper edge, and what is left; `None` where no line of it
    /// has room, or all have.
    ///
    /// With borders at the cut, a row with text in all cells on both sides looks like two rows, and labels, whose lines break
    /// early, look like two rows with cells that span both, as does a row beside such cells: it is cut only where it `must` be,
    /// and then without borders.
    pub(crate) fn cut(&self, room: f64, must: bool, style: &Style) -> Option<(Self, Self)> {
        let leading = style.leading * style.size;
        let padding = style.padding.1 * style.size;
        let fits = |line: &LaidLine| line.top + leading <= room;
        let lines = || self.cells.iter().flat_map(|cell| &cell.lines);
        let first_left = lines().filter(|line| !fits(line)).map(|line| line.top).min_by(f64::total_cmp)?;
        lines().find(|line| fits(line))?;
        let mut upper = self.clone();
        let mut lower = self.clone();
        let shift = first_left - padding;
        for (upper, lower) in upper.cells.iter_mut().zip(&mut lower.cells) {
            upper.lines.retain(fits);
            lower.lines.retain(|line| !fits(line));
            lower.lines.iter_mut().for_each(|line| line.top -= shift);
        }
        let is_full = |row: &Self| row.cells.iter().all(|cell| !cell.lines.is_empty());
        let spans = self.cells.iter().any(|cell| cell.joined.0 || cell.joined.1);
        let looks_like_two = self.labels || spans || is_full(&upper) && is_full(&lower);
        let closed = style.cut != Cut::Open && !looks_like_two;
        if looks_like_two && !must && style.cut != Cut::Open {
            return None;
        }
        upper.height = room;
        upper.closed.1 = closed;
        lower.height = self.height - shift;
        lower.closed.0 = closed;
        lower.is_rest = true;
        Some((upper, lower))
    }

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
