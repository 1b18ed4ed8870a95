//! Reads the PDF of a second-generation personal credit report (二代征信个人信用报告) into JSON.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod diagnostic;
mod error;
pub mod geometry;
pub mod layout;
pub mod page;
pub mod pdf;

pub use error::{Error, ErrorKind};
