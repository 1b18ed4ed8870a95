//! Prints credit reports that nobody thought of, to see that the reader reads them.
//!
//! It knows nothing of the reader: the printed forms are text files of its own (`forms/`), written from the layout of the
//! report, and a report is plain JSON. A [`Sample`] is a report that a form can print with a [`Style`] that front ends and
//! PDF producers differ in; its file read must give its report.
//!
//! ```
//! use zhengxin_printer::{Layout, Sample};
//! let sample = Sample::of_seed(7, Layout::Org2024, 3);
//! assert!(sample.print().starts_with(b"%PDF"));
//! assert!(sample.report["creditHeader"]["serialNo"].is_string());
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod font;
mod forms;
mod page;
mod pdf;
mod report;
mod sample;
mod slice;
mod style;
mod table;
mod tags;
mod typeset;

pub use sample::{Layout, Sample, samples, samples_of_way};
pub use style::{Style, Way};
