//! Tables: sets rows into cells with places (`lay.rs`), cuts them at the end of a page (`cut.rs`) and paints them
//! (`paint.rs`).

mod cut;
mod lay;
mod paint;

pub(crate) use self::paint::painted;
use crate::forms::Row;
use crate::style::Style;
use crate::tags::{CellElement, Tag};

/// The rows of a table, with the places of all cells and lines.
pub(crate) struct Grid {
    pub(crate) rows: Vec<Laid>,
}

/// A row, or the part of it that is on one page.
#[derive(Debug, Clone)]
pub(crate) struct Laid {
    cells: Vec<LaidCell>,
    pub(crate) height: f64,
    pub(crate) labels: bool,
    /// Whether it is the part of a row that a cut has left for the next page.
    pub(crate) is_rest: bool,
    /// Whether it has an odd index in its table.
    is_odd: bool,
    /// Whether it has borders above and below.
    closed: (bool, bool),
}

impl Laid {
    /// Whether it has the same texts as another row of as many cells.
    pub(crate) fn says(&self, other: &Self) -> bool {
        let texts = |cell: &LaidCell| cell.lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>();
        self.cells.len() == other.cells.len() && self.cells.iter().zip(&other.cells).all(|(a, b)| texts(a) == texts(b))
    }
}

#[derive(Debug, Clone)]
struct LaidCell {
    left: f64,
    right: f64,
    lines: Vec<LaidLine>,
    /// Whether it is one cell with the cell above, and with the cell below.
    joined: (bool, bool),
    /// How many columns it spans.
    span: usize,
    /// Its element in the structure tree; `None` if it is printed again.
    tag: Option<Tag>,
}

#[derive(Debug, Clone)]
struct LaidLine {
    text: String,
    x: f64,
    /// From the upper edge of the row.
    top: f64,
    /// Without the blanks behind it.
    width: f64,
}

impl Grid {
    pub(crate) fn new(rows: &[&Row], style: &Style) -> Self {
        let laid = rows.iter().enumerate().map(|(index, row)| {
            let laid = Laid::new(row, rows.get(index + 1).copied(), style);
            Laid { is_odd: index % 2 == 1, ..laid }
        });
        Self { rows: laid.collect() }
    }

    /// Gives each cell its element of a block, and returns the elements. Cells that go on from above are one element
    /// with the cell above.
    pub(crate) fn tag(&mut self, block: usize) -> Vec<Vec<CellElement>> {
        let mut elements: Vec<Vec<CellElement>> = Vec::new();
        for row in 0..self.rows.len() {
            let (above, rest) = self.rows.split_at_mut(row);
            let label = rest[0].labels;
            let mut own = Vec::new();
            for (index, cell) in rest[0].cells.iter_mut().enumerate() {
                let head = above.last().and_then(|above| above.cells.iter().find(|other| other.left == cell.left));
                let head = head.filter(|_| cell.joined.0).and_then(|head| head.tag);
                if head.is_none() {
                    own.push(CellElement { index, label, spans: (cell.span, 1) });
                }
                let head_element =
                    head.and_then(|tag| elements[tag.row].iter_mut().find(|other| other.index == tag.cell));
                if let Some(head) = head_element {
                    head.spans.1 += 1;
                }
                cell.tag = Some(head.unwrap_or(Tag { block, row, cell: index }));
            }
            elements.push(own);
        }
        elements
    }

    /// A row as some programs print it at the top of a page, if its table began on the page before: cells that span
    /// rows have their text again, if there is room for it.
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
            cell.tag = None;
            for (index, line) in cell.lines.iter_mut().enumerate() {
                line.top = (style.padding.1 + index as f64 * style.leading) * style.size;
            }
        }
        laid
    }
}
