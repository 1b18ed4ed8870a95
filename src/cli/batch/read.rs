//! Reads one file of a batch: its name goes in, its [`Answer`] comes out.
//!
//! An answer has the very bytes that are written to the output. They are made here, in the processes that read, and not
//! by the one thread that writes.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use serde::Serialize;
use zhengxin::diagnostic::Diagnostic;
use zhengxin::{Error, Limits, Options, Problem, Reading, mask};

use super::answer::{Answer, Format, How, Refusal, Status};
use super::name::{Name, Shown};
#[cfg(feature = "parquet")]
use super::parquet;
use crate::cli::view;
use crate::process::json;

/// The size of the largest file that is read, in bytes. A larger one is larger by far than any report, and is not read
/// into memory as a whole.
const FILE_BYTES: usize = 256 << 20;

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

impl How {
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
            Ok(reading) => reading.grammar().scope(|| self.answered(name, &reading)),
            Err(error) => self.refused(name, &error.into()),
        }
    }

    fn reading(self, bytes: Vec<u8>, options: &Options) -> Result<Reading, Error> {
        if !self.mask {
            return zhengxin::read(bytes, options);
        }
        // The text is masked before it is read as a report, so that messages are about the masked text.
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

/// The bytes of a file. Of one that is too large they are one byte more than the limit, for which the library refuses
/// it.
fn bytes_of(path: &Path) -> Result<Vec<u8>, Refusal> {
    let unreadable = |reason: String| Refusal::new("INVALID_ARGUMENT", "unreadable", reason);
    let cannot = |error: std::io::Error| unreadable(format!("the file cannot be opened: {error}"));
    let metadata = fs::metadata(path).map_err(cannot)?;
    // Opening a pipe would wait until somebody writes to it.
    if !metadata.is_file() {
        let what = if metadata.is_dir() { "a folder" } else { "a device or a pipe" };
        return Err(unreadable(format!("the file cannot be opened: it is {what}")));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(cannot)?;
    file.take(FILE_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(cannot)?;
    Ok(bytes)
}
