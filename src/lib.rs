//! Reads the PDF of a second-generation personal credit report (二代征信个人信用报告) of the People's Bank of China
//! into typed data and JSON, in the schema of a commercial API. No network, no files, no guesses.
//!
//! ```no_run
//! let bytes = std::fs::read("report.pdf")?;
//! let report = zhengxin::parse(&bytes, &zhengxin::Options::default())?;
//! println!("{}", serde_json::to_string_pretty(&report)?);
//! for account in &report.credit_trans_info_detail.acyclic_credit_account {
//!     println!("{:?}", account.refund_amount.as_ref().and_then(|amount| amount.fen()));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`parse`] goes all the way. The steps behind it are public, each a function of the one before:
//! [`pdf::read`], [`layout::lay_out`], [`transcript::Transcript::new`], [`grammar::parse`], [`lower::lower`].
//! `ARCHITECTURE.md` in the repository tells how they fit together. [`audit::audit`] tells where a report contradicts itself.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod audit;
mod diagnosis;
pub mod diff;
mod error;
pub mod grammar;
pub mod grammar_tools;
pub mod layout;
pub mod lower;
pub mod mask;
pub mod page;
pub mod pdf;
mod reading;
pub mod schema;
pub mod transcript;

pub use error::{Error, ErrorKind, diagnostic};
pub use page::geometry;
pub use pdf::budget::{Budget, Limits};
pub use reading::arbitration::{SettledBy, Settlement};
pub use reading::options::Options;
pub use reading::parse::{parse, read, read_transcript, transcribe};
pub use reading::printed::{Printed, Unread};
pub use reading::{LeafPlace, Problem, Reading, coverage, profile};
pub use schema::{Report, typed};
