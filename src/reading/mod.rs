//! All stages in a row: from the bytes of a file, or from a transcript, to a [`Reading`]: a report with all that is
//! known of it.
//!
//! [`printed`] reads and lays out the pages. [`arbitration`] settles the doubts. [`lenient`] parses and lowers the
//! transcript, and leaves out the broken parts if that is asked for. [`packs`] puts these together, and
//! tries packs where the grammars do not read a report. [`parse`] has the functions that callers use. [`mod@coverage`]
//! and [`profile`] tell more about a reading.

pub(crate) mod arbitration;
pub mod coverage;
mod lenient;
pub(crate) mod options;
mod outcome;
mod packs;
pub(crate) mod parse;
pub(crate) mod printed;
mod problem;
pub mod profile;
mod unmapped;

pub use self::outcome::{LeafPlace, Reading};
pub use self::problem::Problem;
