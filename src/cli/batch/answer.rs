//! What a file is answered with: its report, or why there is none.

use std::hash::BuildHasher;

use clap::ValueEnum;
use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};
use zhengxin::Error;
use zhengxin::diagnostic::Diagnostic;
use zhengxin::grammar::Grammar;

use crate::cli::view;

/// The form of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A file of JSON lines, one for each file that is read.
    Jsonl,
    /// A folder of tables, each a folder of Parquet files.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// How the files of a batch are read and shown. All of a batch are read the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct How {
    pub format: Format,
    pub typed: bool,
    pub mask: bool,
    pub lenient: bool,
    pub classify: bool,
    /// What tells the grammars from others; nothing for those that are compiled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grammar: Option<u64>,
}

/// What became of a file, in as many words as a summary has for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Status {
    /// `OK`, or the status of the API for the failure.
    pub status: String,
    /// The kind of the failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Whether parts of the report were left out; only of what is read leniently.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial: Option<bool>,
}

/// The answer for one file.
#[derive(Debug)]
pub struct Answer {
    pub status: Status,
    /// As the output takes it: a line of JSON with its end, or rows of tables.
    pub payload: Vec<u8>,
}

/// Why there is no report.
#[derive(Debug)]
pub struct Refusal {
    pub status: &'static str,
    pub kind: String,
    pub message: String,
    pub findings: Vec<Diagnostic>,
}

impl Status {
    /// Whether the whole report was read.
    pub fn is_whole(&self) -> bool {
        self.status == "OK" && self.partial != Some(true)
    }
}

impl Refusal {
    /// A failure that the library does not know.
    pub fn new(status: &'static str, kind: &str, message: impl Into<String>) -> Self {
        Self { status, kind: kind.into(), message: message.into(), findings: Vec::new() }
    }

    pub fn status(&self) -> Status {
        Status { status: self.status.into(), kind: Some(self.kind.clone()), partial: None }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let kind = serde_json::to_value(error.kind()).ok();
        let kind = kind.as_ref().and_then(|kind| kind.as_str()).unwrap_or_default();
        Self { findings: error.diagnostics().to_vec(), ..Self::new(error.code(), kind, error.message()) }
    }
}

impl How {
    /// The view that is asked for on the command line.
    pub fn new(format: Format, view: &view::View, lenient: bool, classify: bool, grammar: &Grammar) -> Self {
        // Only the same program goes on with a batch, so nothing but the program has to know this hash.
        let texts = grammar.files().iter().map(|file| &file.text);
        let grammar = (!grammar.is_built_in()).then(|| FixedState::default().hash_one(texts.collect::<Vec<_>>()));
        Self { format, typed: view.typed, mask: view.masking.mask, lenient, classify, grammar }
    }
}
