//! All stages in a row: from the bytes of a file, or from a transcript, to a report with all that is known of it.
//!
//! [`printed`] reads and lays out the pages, [`arbitration`] settles what they leave open, [`lenient`] leaves out the parts that are
//! broken if that is asked for, [`parse`] puts these together. What comes of it is a [`Reading`], of which [`mod@coverage`] and
//! [`profile`] tell more.

pub(crate) mod arbitration;
pub mod coverage;
mod lenient;
pub(crate) mod options;
mod outcome;
pub(crate) mod parse;
pub(crate) mod printed;
mod problem;
pub mod profile;
mod unmapped;

pub use self::outcome::{LeafPlace, Reading};
pub use self::problem::Problem;
