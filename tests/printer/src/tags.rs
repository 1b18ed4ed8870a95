//! What a printed report consists of: the elements of the structure tree of a tagged file.

/// An element that holds text: a paragraph, or a cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tag {
    /// The index of its block.
    pub(crate) block: usize,
    /// Its row and its index in that, for cells.
    pub(crate) row: usize,
    pub(crate) cell: usize,
}

/// A paragraph or a table.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    Paragraph {
        heading: bool,
    },
    /// Rows of cells. One that spans rows is in the first of them.
    Table(Vec<Vec<CellElement>>),
}

/// A cell of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CellElement {
    /// Its index in the row, in which those that go on from above are counted, too.
    pub(crate) index: usize,
    pub(crate) label: bool,
    /// How many columns and rows it spans.
    pub(crate) spans: (usize, usize),
}
