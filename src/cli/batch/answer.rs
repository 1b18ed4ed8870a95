//! What a file is answered with: its report, or why there is none.

use std::fs::{self, File};
use std::hash::BuildHasher;
use std::io::Read;
use std::path::Path;

use clap::ValueEnum;
use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};
use zhengxin::diagnostic::Diagnostic;
use zhengxin::grammar::Grammar;
use zhengxin::{Error, Limits, Options, Problem, Reading, mask};

use super::name::{Name, Shown};
#[cfg(feature = "parquet")]
use super::parquet;
use crate::cli::view;
use crate::process::json;

/// Bytes of the largest file that is read: what is larger by far than any report takes no memory.
const FILE_BYTES: usize = 256 << 20;

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

/// A line of the output: the name first, then what became of the file, so that a line is understood from its beginning.
#[derive(Serialize)]
struct Line<'a, A> {
    #[serde(flatten)]
    name: Shown,
    #[serde(flatten)]
    status: &'a Status,
    #[serde(flatten)]
    answer: A,
}

#[derive(Serialize)]
struct Understood<'a, R> {
    result: R,
    #[serde(skip_serializing_if = "Option::is_none")]
    problems: Option<&'a [Problem]>,
}

#[derive(Serialize)]
struct Unread<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    findings: &'a [Diagnostic],
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

    fn status(&self) -> Status {
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

    /// Reads a file.
    pub fn read(self, name: &Name) -> Answer {
        let bytes = match bytes_of(name.path()) {
            Ok(bytes) => bytes,
            Err(refusal) => return self.refused(name, &refusal),
        };
        let options = Options::default()
            .classify(self.classify)
            .lenient(self.lenient)
            .limits(Limits::default().file_bytes(FILE_BYTES))
            .parallel(false);
        match self.reading(bytes, &options) {
            Ok(reading) => self.answered(name, &reading),
            Err(error) => self.refused(name, &error.into()),
        }
    }

    fn reading(self, bytes: Vec<u8>, options: &Options) -> Result<Reading, Error> {
        if !self.mask {
            return zhengxin::read(bytes, options);
        }
        // Masked before it is understood: what is said of it is about the masked text.
        Reading::of_transcript(mask::transcript(&zhengxin::transcribe(bytes)?)?, options)
    }

    fn answered(self, name: &Name, reading: &Reading) -> Answer {
        let partial = self.lenient.then(|| reading.is_partial());
        let status = Status { status: "OK".into(), kind: None, partial };
        match self.format {
            Format::Jsonl => {
                let problems = self.lenient.then_some(reading.problems.as_slice());
                let answer = Understood { result: view::Shown::of(&reading.report, self.typed), problems };
                self.line(name, status, answer)
            }
            #[cfg(feature = "parquet")]
            Format::Parquet => Answer { payload: parquet::rows::of_report(name, &status, reading), status },
        }
    }

    /// The answer for a file that was not read.
    pub fn refused(self, name: &Name, refusal: &Refusal) -> Answer {
        let status = refusal.status();
        match self.format {
            Format::Jsonl => {
                let answer = Unread { message: &refusal.message, findings: &refusal.findings };
                self.line(name, status, answer)
            }
            #[cfg(feature = "parquet")]
            Format::Parquet => Answer { payload: parquet::rows::of_refusal(name, &status, refusal), status },
        }
    }

    fn line(self, name: &Name, status: Status, answer: impl Serialize) -> Answer {
        let mut payload = Vec::new();
        let line = Line { name: name.shown(), status: &status, answer };
        match json::write(&mut payload, &line, json::Form::Compact) {
            Ok(()) => {
                payload.push(b'\n');
                Answer { status, payload }
            }
            Err(error) => {
                let reason = format!("the result is no JSON: {error}");
                self.refused(name, &Refusal::new("INTERNAL_ERROR", "internal", reason))
            }
        }
    }
}

/// The bytes of a file, or one more than may be read of it.
fn bytes_of(path: &Path) -> Result<Vec<u8>, Refusal> {
    let unreadable = |reason: String| Refusal::new("INVALID_ARGUMENT", "unreadable", reason);
    let cannot = |error: std::io::Error| unreadable(format!("the file cannot be opened: {error}"));
    let metadata = fs::metadata(path).map_err(cannot)?;
    // A pipe would be waited for.
    if !metadata.is_file() {
        let what = if metadata.is_dir() { "a folder" } else { "a device or a pipe" };
        return Err(unreadable(format!("the file cannot be opened: it is {what}")));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(cannot)?;
    file.take(FILE_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(cannot)?;
    Ok(bytes)
}
