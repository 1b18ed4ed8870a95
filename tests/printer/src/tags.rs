//! The paragraphs, tables and cells of a printed report: the elements of the structure tree of a tagged file.

/// An element that holds text: a paragraph, or a cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tag {
    /// The index of its block.
    pub(crate) block: usize,
    /// For a cell its row, and its index in the row.
    pub(crate) row: usize,
    pub(crate) cell: usize,
}

impl Tag {
    /// The structure type that its text is marked with. With `nested`, cells have paragraphs, and the text is marked as
    /// one.
    pub(crate) fn kind(self, blocks: &[Block], nested: bool) -> &'static str {
        match &blocks[self.block] {
            Block::Paragraph { heading: true } => "H2",
            Block::Table(rows) if !nested => {
                let cell = rows[self.row].iter().find(|cell| cell.index == self.cell);
                if cell.is_some_and(|cell| cell.label) { "TH" } else { "TD" }
            }
            Block::Paragraph { .. } | Block::Table(_) => "P",
        }
    }
}

/// A paragraph or a table.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    Paragraph {
        heading: bool,
    },
    /// Rows of cells. A cell that spans rows is in the first of them.
    Table(Vec<Vec<CellElement>>),
}

/// A cell of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CellElement {
    /// Its index in the row. Cells that go on from the row above are counted, too.
    pub(crate) index: usize,
    pub(crate) label: bool,
    /// How many columns and rows it spans.
    pub(crate) spans: (usize, usize),
}
