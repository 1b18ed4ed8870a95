//! The features in which all front ends and PDF producers differ, one type for each.

/// How characters become codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Codes of the producer's own, with a ToUnicode map.
    Identity,
    /// UniGB-UCS2-H, without an embedded font.
    UniGb,
    /// GBK-EUC-H, without an embedded font.
    Gbk,
}

/// Where lines break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrap {
    /// Wherever they are full.
    Anywhere,
    /// Not within words, and not before closing punctuation.
    Words,
    /// As `Words`, and ideographs make words, too.
    Dictionary,
    /// As `Words`, but numbers may be broken behind their signs.
    Signs,
}

/// How headings are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbering {
    Spaced,
    Tight,
    None,
}

/// Which lines of text stand in a box of the width of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Boxes {
    None,
    /// Headings.
    Headings,
    /// Captions of records: all records of a list are one table.
    Captions,
}

/// How borders are painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Borders {
    /// A line for each border.
    Lines,
    /// A box for each cell, so that inner borders are painted twice.
    Boxes,
    /// Thin filled rectangles.
    Rectangles,
    /// Dashed lines.
    Dashes,
}

/// How the parts of an account (basic data, state, grid) stand below each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tables {
    /// One table.
    Common,
    /// Tables that touch.
    Touching,
    /// Tables with space between them.
    Apart,
}

/// What is done with a row that has no room left on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// It goes to the next page as a whole.
    Whole,
    /// It is cut between its lines, with borders at the cut.
    Closed,
    /// It is cut between its lines, without borders at the cut.
    Open,
}

/// What is printed in the margins, as the numbers of its wordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Furniture {
    pub(crate) head: Option<usize>,
    pub(crate) number: Option<usize>,
}

/// Which watermark lies on the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Watermark {
    None,
    /// Grey and turned, under the text.
    Turned(usize),
    /// Pale, over the text.
    Pale(usize),
    /// Pale and turned, over the text.
    TurnedOver(usize),
    /// Light grey, under the text.
    Grey(usize),
    /// Many small ones, light grey and turned, under the text.
    Many(usize),
}

/// How text is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strokes {
    /// A string for each line.
    Lines,
    /// A string for each glyph.
    Glyphs,
    /// A string for each line. Labels are painted twice, a little apart, to look bold.
    Twice,
}

/// How the pages are turned, in quarters of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turn {
    /// How far what is painted is turned, anticlockwise.
    pub(crate) painted: u8,
    /// Whether the file says that the pages are to be turned back.
    pub(crate) undone: bool,
}
