//! What the layout cannot tell for certain, and hands on.
//!
//! The page does not always say what stands on it: whether the rows on both sides of a page's end are one row that was cut, two rows, or
//! one that is printed twice. Then the layout gives the reading that is most likely, and with it the others, each as the lines that
//! would stand there instead. Whoever knows the form of the report decides, or nobody does: see `crate::arbitration`.

use std::fmt;
use std::ops::Range;

use super::{Discarded, PrintedLine};
use crate::page::TaggedCell;

/// What a tagged file says of a piece of marked content: the cell of a table that it is in, by the number of the page in the file and the
/// marked-content identifier. It is a witness and not the truth: it breaks a tie, and outvotes nothing that is drawn.
pub(crate) type Witness<'w> = dyn Fn(u32, u32) -> Option<TaggedCell> + Sync + 'w;

/// A place that can be read in several ways.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// The lines of the layout that are in doubt, by their numbers from 0.
    pub lines: Range<usize>,
    /// The way they were read.
    pub reading: CutReading,
    /// Whether the page tells that this is the right way: the others are for the case that a report cannot be read with it.
    pub is_clear: bool,
    /// The other ways, the more likely ones first.
    pub others: Vec<Alternative>,
    /// What the structure tree of a tagged file says: whether the page ends within a row.
    pub is_row_tagged: Option<bool>,
}

/// Another way to read a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// What it is.
    pub reading: CutReading,
    /// The lines that stand there then.
    pub lines: Vec<PrintedLine>,
    /// Text of them that is printed twice.
    pub discarded: Vec<Discarded>,
}

/// How the rows on both sides of a page's end belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CutReading {
    /// The page ends between two rows. Cells without text on one side may span both.
    Between,
    /// The page ends between two rows, and their first cell spans both, with its text in part on either page.
    BetweenBesideOneCell,
    /// The page ends between two rows, and no cell spans both.
    BetweenWholeRows,
    /// The page ends within a row.
    Through,
    /// The page ends within a row, and each line that is equal on both sides is one that stands on both pages.
    ThroughSameLines,
    /// The row above the end of the page, or what has room of it there, is printed once more below it.
    PrintedAgain,
}

impl fmt::Display for CutReading {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Between => "the page ends between two rows",
            Self::BetweenBesideOneCell => "the page ends between two rows, and their first cell spans both",
            Self::BetweenWholeRows => "the page ends between two rows, and no cell spans both",
            Self::Through => "the page ends within a row",
            Self::ThroughSameLines => "the page ends within a row, and both pages show a line of it",
            Self::PrintedAgain => "the row above the end of the page is printed once more below it",
        })
    }
}
