//! A report that is watched: keeps what was last read of it, and says how that differs from what was read before.
//!
//! In go a file and the options for reading it. Out comes text for people: the values that are new, gone or changed, or
//! the findings that are settled, left or new.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use zhengxin::diagnostic::Diagnostic;
use zhengxin::grammar::Grammar;
use zhengxin::grammar_tools::coverage::GrammarCoverage;
use zhengxin::transcript::Transcript;
use zhengxin::{Options, Reading};

use crate::cli::as_transcript;
use crate::cli::report_failure::{Failure, renderer_for, title};
use crate::cli::view::Masking;

/// A report that is watched.
pub struct Report {
    path: PathBuf,
    /// What is printed in it. It is kept until the file is saved again, because grammars do not change it.
    transcript: Option<Transcript>,
    state: Option<State>,
}

/// What was made of a report: its values, or a failure.
pub enum State {
    /// The text of each leaf by its JSON pointer.
    Read(BTreeMap<String, String>),
    Failed(Failure),
}

impl Report {
    pub fn of(path: &Path) -> Self {
        Self { path: path.to_owned(), transcript: None, state: None }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn transcript(&self) -> Option<&Transcript> {
        self.transcript.as_ref()
    }

    /// Forgets the transcript because the file was saved, so that the file is read again.
    pub fn forget_transcript(&mut self) {
        self.transcript = None;
    }

    pub fn is_read(&self) -> bool {
        matches!(self.state, Some(State::Read(_)))
    }

    /// Reads the report; returns what was made of it before, `None` if this is the first time.
    pub fn read(&mut self, options: &Options, from_transcript: bool, masking: &Masking) -> Option<State> {
        let state = match self.leaves(options, from_transcript, masking) {
            Ok(leaves) => State::Read(leaves),
            Err(failure) => State::Failed(failure),
        };
        self.state.replace(state)
    }

    fn leaves(
        &mut self,
        options: &Options,
        from_transcript: bool,
        masking: &Masking,
    ) -> Result<BTreeMap<String, String>, Failure> {
        let transcript = match self.transcript.take() {
            Some(transcript) => transcript,
            None => {
                let bytes = fs::read(&self.path)
                    .map_err(|error| Failure::new("INVALID_ARGUMENT", format!("the file cannot be opened: {error}")))?;
                if from_transcript { as_transcript(bytes)? } else { zhengxin::transcribe(&bytes)? }
            }
        };
        self.transcript = Some(transcript.clone());
        let shown = masking.transcript(transcript)?;
        let reading =
            Reading::of_transcript(shown.clone(), options).map_err(|error| Failure::of_report(error, shown))?;
        Ok(reading.places().map(|place| (place.pointer, place.text)).collect())
    }

    /// What is said of the report when it was read for the first time.
    pub fn introduced(&self) -> String {
        match &self.state {
            Some(State::Read(leaves)) => format!("{}: read, {} values\n", self.path.display(), leaves.len()),
            Some(State::Failed(failure)) => self.told(failure),
            None => String::new(),
        }
    }

    fn told(&self, failure: &Failure) -> String {
        failure.text(&self.path.display().to_string(), &renderer_for(&io::stdout()))
    }

    /// Compares two failures: a line for each finding that is settled and for each that is left, then the new findings
    /// with the lines of the report around them.
    fn progress(&self, before: &Failure, now: &Failure) -> String {
        let is_in =
            |failure: &Failure, finding: &Diagnostic| failure.findings().iter().any(|other| is_same(other, finding));
        let line = |what, finding: &Diagnostic| format!("  {what}: line {}: {}\n", finding.line, title(finding));
        let mut text = String::new();
        for finding in before.findings().iter().filter(|finding| !is_in(now, finding)) {
            text += &line("settled", finding);
        }
        for finding in now.findings().iter().filter(|finding| is_in(before, finding)) {
            text += &line("left", finding);
        }
        let name = self.path.display().to_string();
        text + &now.snippets(&name, &renderer_for(&io::stdout()), |finding| !is_in(before, finding))
    }

    /// Says how what was made of the report differs from what was made of it before.
    pub fn compared(&self, before: Option<&State>) -> String {
        let name = self.path.display();
        let empty = BTreeMap::new();
        match (&self.state, before) {
            (Some(State::Failed(now)), Some(State::Failed(before))) if now.reason() == before.reason() => {
                format!("{name}: not read, for the same reason\n")
            }
            (Some(State::Failed(now)), Some(State::Failed(before)))
                if !now.findings().is_empty() && !before.findings().is_empty() =>
            {
                format!("{name}: still not read\n{}", self.progress(before, now))
            }
            (Some(State::Failed(failure)), Some(State::Failed(_))) => {
                format!("{name}: still not read\n{}", self.told(failure))
            }
            (Some(State::Failed(failure)), _) => format!("{name}: now failing\n{}", self.told(failure)),
            (Some(State::Read(now)), Some(State::Read(before))) => {
                let changes = changes(before, now);
                let what = if changes.is_empty() { "read, nothing is different" } else { "read" };
                format!("{name}: {what}\n{changes}")
            }
            (Some(State::Read(now)), _) => {
                format!("{name}: now read, {} values\n{}", now.len(), changes(&empty, now))
            }
            (None, _) => String::new(),
        }
    }
}

/// Whether two findings are about the same thing. Their rules and the nearest known layout are not compared, because a
/// change of the grammars may change these.
fn is_same(one: &Diagnostic, other: &Diagnostic) -> bool {
    one.line == other.line && one.kind == other.kind && one.difference == other.difference
}

/// A line for each leaf that is gone, has another text, or is new.
fn changes(before: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for (pointer, old) in before {
        let _ = match now.get(pointer) {
            None => writeln!(text, "  gone: {pointer}: {old:?}"),
            Some(new) if new != old => writeln!(text, "  changed: {pointer}: {old:?} → {new:?}"),
            Some(_) => Ok(()),
        };
    }
    for (pointer, new) in now.iter().filter(|(pointer, _)| !before.contains_key(*pointer)) {
        let _ = writeln!(text, "  new: {pointer}: {new:?}");
    }
    text
}

/// The rules that match in transcripts, each with its place in the grammars.
pub fn matching<'t>(grammar: &Grammar, transcripts: impl Iterator<Item = &'t Transcript>) -> BTreeMap<String, String> {
    let mut coverage = GrammarCoverage::of(grammar);
    // Transcripts that cannot be followed are passed over here; `zhengxin grammar coverage` says why.
    transcripts.for_each(|transcript| drop(coverage.add(transcript)));
    let rules = coverage.files().into_iter().flat_map(|file| file.rules).filter(|rule| rule.times > 0);
    rules.map(|rule| (rule.name, rule.place.to_string())).collect()
}
