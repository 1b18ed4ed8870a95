//! Prints random credit reports as PDF files, to test that the reader reads them.
//!
//! This crate knows nothing of the reader. It has its own description of the printed report, the text files in
//! `forms/`, and a report is plain JSON. A [`Sample`] is a report together with a [`Style`], the choices in which front
//! ends and PDF producers differ. When the reader reads the file of a sample, it must give the report of the sample.
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
