//! Reads the PDF of a second-generation personal credit report (二代征信个人信用报告) of the People's Bank of China
//! into typed data and JSON, in the schema of a commercial API. No network, no files, no guesses: what is not understood as a whole
//! is an error that says where.
//!
//! # Three ways in
//!
//! **The report.** [`parse`] goes from the bytes of a file to a [`Report`], whose fields are the keys of the JSON:
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
//! **The report with all that is known of it.** [`read`] gives a [`Reading`]: where every value stands, what became of every character,
//! how doubts were settled, and, with [`Options::lenient`], what was left out because it is broken:
//!
//! ```
//! let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
//! let reading = zhengxin::read(&bytes, &zhengxin::Options::default())?;
//! let name = reading.place("/creditHeader/whoWasChecked").expect("a name");
//! println!("{} stands on page {}, in the box {:?}", name.text, name.places[0].page, name.places[0].bounds);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **The stages**, each a function of what the one before gives, and each to be looked at: [`pdf::read`] (pages of glyphs and lines),
//! [`layout::lay_out`] (printed rows), [`transcript::Transcript`] (plain text, a line for each row), [`grammar::parse`] (a tree of rules),
//! [`lower::lower`] (typed data). [`transcribe`] goes up to the transcript, [`read_transcript`] on from there:
//!
//! ```
//! let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
//! let transcript = zhengxin::transcribe(&bytes)?;
//! assert!(transcript.text().contains("│被查询者姓名│"));
//! let lowered = zhengxin::read_transcript(&transcript, &zhengxin::Options::default())?;
//! assert_eq!(lowered.value, zhengxin::parse(&bytes, &zhengxin::Options::default())?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is made of a report
//!
//! [`typed`] shows it with dates, numbers and codes, [`mask`] without anything personal, [`audit`] tells where it contradicts itself,
//! [`diff`] what is different between two of one person. `ARCHITECTURE.md` in the repository tells how all of it fits together.
//!
//! # Features
//!
//! - `cli` (on by default): the command line tool. For the library alone: `default-features = false`.
//! - `schema`: the JSON Schema of the report, [`schema::json_schema`], and [`grammar_tools::check`].
//! - `suggest`: drafts of overlays, [`suggest::suggest`].
//! - `server`: `zhengxin serve`, the HTTP API. `parquet`: `zhengxin batch --format parquet`. Both are of the command line tool.
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
#[cfg(feature = "suggest")]
pub mod suggest;
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
