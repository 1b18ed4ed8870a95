//! The types of what passes between a batch and the processes that read for it. [`How`] says how files are read. An
//! [`Answer`] is what a file is answered with: its report, or the reason why there is none.

use std::hash::BuildHasher;

use clap::ValueEnum;
use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};
use zhengxin::Error;
use zhengxin::diagnostic::Diagnostic;
use zhengxin::grammar::{Grammar, SourceFile};

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

/// How the files of a batch are read and shown. It is the same for all files of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct How {
    pub format: Format,
    pub typed: bool,
    pub mask: bool,
    pub lenient: bool,
    pub classify: bool,
    /// The hash of the grammars, which tells them from others; `None` for the compiled ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grammar: Option<u64>,
}

/// What became of a file, as it is counted in the summary.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Status {
    /// `OK`, or the status of the API for the failure.
    pub status: String,
    /// The kind of the failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Whether parts of the report were left out; `None` unless it was read leniently.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial: Option<bool>,
}

/// The answer for one file.
#[derive(Debug)]
pub struct Answer {
    pub status: Status,
    /// The bytes that the output takes: a JSON line with its line end, or rows of tables.
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
    /// A failure that is no error of the library, such as a file that cannot be opened.
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
    /// The way of reading that the command line asks for.
    pub fn new(format: Format, view: &view::View, lenient: bool, classify: bool, grammar: &Grammar) -> Self {
        // A batch is continued only by the same version of the program, so other programs need not make the same hash.
        let texts = |files: &[SourceFile]| files.iter().map(|file| file.text.clone()).collect::<Vec<_>>();
        let packs = grammar.packs().iter().map(|pack| (pack.name(), texts(pack.files()))).collect::<Vec<_>>();
        let is_plain = grammar.is_built_in() && packs.is_empty();
        let grammar = (!is_plain).then(|| FixedState::default().hash_one((texts(grammar.files()), packs)));
        Self { format, typed: view.typed, mask: view.masking.mask, lenient, classify, grammar }
    }
}
