//! Prints what became of each file, and the summary of all. Outcomes go in, in the order of the files; text or JSON
//! lines come out, and with `--accept` the JSON of new and changed reports is stored.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::json;
use zhengxin::Report;

use super::files::File;
use super::leaves::Difference;
use super::outcome::Outcome;
use super::store::store;
use crate::cli::paint::{Paint, Tone};
use crate::cli::report_failure::{Failure, Format};
use crate::process::json::{self, Form};

/// At most this many leaves of a file are printed as text.
const TOLD_LEAVES: usize = 20;

/// Prints what became of the files, stores reports with `--accept`, and counts.
pub struct Teller {
    format: Format,
    is_masked: bool,
    accept: bool,
    paint: Paint,
    tally: Tally,
}

/// The numbers of the summary. `leaves` counts the leaves that differ, the others count files.
#[derive(Debug, Default, Serialize)]
struct Tally {
    same: usize,
    changed: usize,
    leaves: usize,
    new: usize,
    failed: usize,
    orphans: usize,
    stored: usize,
    unlisted: usize,
}

/// The JSON line for a file.
#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    status: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    leaves: &'a [Difference],
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    stored: bool,
}

impl Teller {
    pub fn new(format: Format, is_masked: bool, accept: bool) -> Self {
        Self { format, is_masked, accept, paint: Paint::of(&io::stdout()), tally: Tally::default() }
    }

    /// Prints why some files could not be found.
    pub fn unlisted(&mut self, reasons: &[String]) {
        self.tally.unlisted = reasons.len();
        for reason in reasons {
            let reason = if self.is_masked { "some files could not be found" } else { reason };
            eprintln!("zhengxin: {reason}");
        }
    }

    /// Prints what became of a file, and stores its report if that is wanted. If it is as it is stored, nothing is
    /// printed.
    pub fn tell(&mut self, number: usize, file: &File, outcome: Outcome) -> io::Result<()> {
        // A file may be named after a person.
        let name = if self.is_masked { format!("file {number}") } else { file.path().to_string_lossy().into_owned() };
        match outcome {
            Outcome::Same => {
                self.tally.same += 1;
                Ok(())
            }
            Outcome::New(report) => {
                let stored = self.accepted(file, &report, &name)?;
                self.tally.new += usize::from(!stored);
                self.line(&name, "new", &[], None, stored)
            }
            Outcome::Changed(report, leaves) => {
                let stored = self.accepted(file, &report, &name)?;
                self.tally.changed += usize::from(!stored);
                self.tally.leaves += leaves.len();
                self.line(&name, "changed", &leaves, None, stored)
            }
            Outcome::Failed(failure) => self.failed(&failure, &name),
            Outcome::Orphan => {
                self.tally.orphans += 1;
                self.line(&name, "orphan", &[], None, false)
            }
        }
    }

    /// Stores a report if that is wanted; returns whether it was stored.
    fn accepted(&mut self, file: &File, report: &Report, name: &str) -> io::Result<bool> {
        if !self.accept {
            return Ok(false);
        }
        let mut bytes = json::bytes(report, Form::Indented)?;
        bytes.push(b'\n');
        match store(&file.json(), &bytes) {
            Ok(()) => {
                self.tally.stored += 1;
                Ok(true)
            }
            Err(error) => {
                let reason = format!("its JSON cannot be stored: {error}");
                self.failed(&Failure::new("INVALID_ARGUMENT", reason), name)?;
                Ok(false)
            }
        }
    }

    fn failed(&mut self, failure: &Failure, name: &str) -> io::Result<()> {
        self.tally.failed += 1;
        failure.report(Path::new(name), self.format);
        self.line(name, "failed", &[], Some(failure.to_string()), false)
    }

    fn line(
        &self,
        name: &str,
        status: &'static str,
        leaves: &[Difference],
        error: Option<String>,
        stored: bool,
    ) -> io::Result<()> {
        let mut output = io::stdout().lock();
        if self.format == Format::Json {
            json::write(&mut output, &Line { file: name, status, leaves, error, stored }, Form::Compact)?;
            return output.write_all(b"\n");
        }
        let told = match status {
            "new" => "new: there is no JSON beside it".to_owned(),
            "changed" => format!("changed: {}", count(leaves.len(), "leaf", "leaves")),
            "orphan" => "there is no PDF file beside it".to_owned(),
            // The reason was printed on standard error.
            _ => "not read".to_owned(),
        };
        let stored = if stored { ", stored" } else { "" };
        writeln!(output, "{}", self.paint.of_text(Tone::Heading, &format!("{name}: {told}{stored}")))?;
        for Difference { pointer, stored, read } in leaves.iter().take(TOLD_LEAVES) {
            let removed = |text: &str| self.paint.of_text(Tone::Removed, text).into_owned();
            let added = |text: &str| self.paint.of_text(Tone::Added, text).into_owned();
            match (stored, read) {
                (Some(stored), Some(read)) => {
                    writeln!(output, "  ~ {pointer}: {} -> {}", removed(stored), added(read))?;
                }
                (Some(stored), None) => writeln!(output, "  - {pointer}: {}", removed(stored))?,
                (None, read) => writeln!(output, "  + {pointer}: {}", added(read.as_deref().unwrap_or_default()))?,
            }
        }
        match leaves.len().checked_sub(TOLD_LEAVES) {
            Some(further @ 1..) => writeln!(output, "  and {further} more"),
            _ => Ok(()),
        }
    }

    /// Prints the summary; returns whether everything is as it is stored.
    pub fn close(self) -> io::Result<bool> {
        let tally = &self.tally;
        let is_as_stored = [tally.changed, tally.new, tally.failed, tally.orphans, tally.unlisted] == [0; 5];
        let mut output = io::stdout().lock();
        if self.format == Format::Json {
            json::write(&mut output, &json!({ "summary": tally }), Form::Compact)?;
            output.write_all(b"\n")?;
            return Ok(is_as_stored);
        }
        let mut parts = vec![format!("{} as stored", tally.same)];
        if tally.stored > 0 {
            parts.push(format!("{} stored now", tally.stored));
        }
        if tally.changed > 0 {
            parts.push(format!("{} changed ({})", tally.changed, count(tally.leaves, "leaf", "leaves")));
        }
        let others = [(tally.new, "new"), (tally.failed, "not read"), (tally.orphans, "JSON without a PDF file")];
        parts.extend(others.iter().filter(|other| other.0 > 0).map(|(number, what)| format!("{number} {what}")));
        writeln!(output, "{}", self.paint.of_text(Tone::Strong, &parts.join(", ")))?;
        Ok(is_as_stored)
    }
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
