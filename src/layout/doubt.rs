//! Doubts: places that the pages do not decide, handed on with all their readings.
//!
//! A page does not always say whether the rows on both sides of its end are one row that was cut, two rows, or one that is
//! printed twice. The layout then takes the reading that is most likely, and gives the others with it, each as the lines that
//! would stand there instead. Whoever knows the form of the report decides: see `crate::reading::arbitration`.

use std::fmt;
use std::ops::Range;

use super::{Discarded, PrintedLine};
use crate::page::TaggedCell;

/// Tells which cell of a table a piece of marked content is in, by the structure tree of a tagged file. The arguments are the
/// number of the page in the file and the marked-content identifier. The tree is a witness and not the truth: it breaks a tie,
/// and outvotes nothing that is drawn.
pub(crate) type Witness<'w> = dyn Fn(u32, u32) -> Option<TaggedCell> + Sync + 'w;

/// A place that can be read in several ways.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Doubt {
    /// The lines of the layout that are in doubt, by their numbers from 0.
    pub lines: Range<usize>,
    /// How these lines were read: the likely reading.
    pub reading: CutReading,
    /// Whether the page tells that this reading is right. Then the others are only for a report that cannot be read with it.
    pub is_clear: bool,
    /// Text that the likely reading leaves out because it is printed twice.
    pub discarded: Vec<Discarded>,
    /// The other readings, the more likely ones first.
    pub others: Vec<Alternative>,
    /// Whether the page ends within a row by the structure tree of a tagged file. `None` where the tree was not asked or does not
    /// tell.
    pub is_row_tagged: Option<bool>,
}

/// Another way to read a place.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Alternative {
    /// How the place is read.
    pub reading: CutReading,
    /// The lines that would stand there.
    pub lines: Vec<PrintedLine>,
    /// Text that would be left out of these lines because it is printed twice.
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
    /// The page ends within a row, and a line that is equal on both sides is one line that both pages show.
    ThroughSameLines,
    /// The row above the end of the page, or as much of it as had room there, is printed once more below it.
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
