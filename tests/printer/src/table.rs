//! Tables: the places of their cells, rows as they are painted and cut.

mod cut;
mod paint;

pub(crate) use self::paint::painted;
use crate::forms::{Labels, Row};
use crate::page::columns;
use crate::style::Style;
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
    pub(crate) labels: bool,
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

    /// The row as a page begins with it, below the rest of its table on the page before: its cells that span rows with the text
    /// that they have where they begin, if there is room for it.
    pub(crate) fn retold(&self, row: usize, style: &Style) -> Laid {
        let mut laid = self.rows[row].clone();
        let most = laid.cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0);
        for cell in laid.cells.iter_mut().filter(|cell| cell.joined.0 && cell.lines.is_empty()) {
            let above = self.rows[..row].iter().rev();
            let mut above = above.map_while(|above| above.cells.iter().find(|other| other.left == cell.left));
            let Some(head) = above.find(|above| !above.joined.0).filter(|head| head.lines.len() <= most) else {
                continue;
            };
            cell.lines.clone_from(&head.lines);
            for (index, line) in cell.lines.iter_mut().enumerate() {
                line.top = (style.padding.1 + index as f64 * style.leading) * style.size;
            }
        }
        laid
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
}
