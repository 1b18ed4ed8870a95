//! Checks one file: reads it and compares the result with what is stored. A [`File`] goes in, an [`Outcome`] comes out.

use std::fs;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use zhengxin::Report;

use super::files::File;
use super::leaves::{self, Difference};
use crate::cli::report_failure::Failure;
use crate::cli::view::Masking;
use crate::cli::{Reading, read, stored};
use crate::process::panics::Panics;

/// What became of a file.
pub enum Outcome {
    /// It is read as it is stored.
    Same,
    /// There is no JSON beside it. The report is what would be stored.
    New(Box<Report>),
    /// What is read is not what is stored. The report is what would be stored instead.
    Changed(Box<Report>, Vec<Difference>),
    /// It cannot be read, or cannot be compared with what is stored.
    Failed(Failure),
    /// JSON without a PDF file.
    Orphan,
}

/// How files are checked.
pub struct Checker<'c> {
    pub reading: &'c Reading,
    pub masking: &'c Masking,
    pub panics: Panics,
}

impl Checker<'_> {
    /// Checks a file. A panic is a failure of this file alone.
    pub fn check(&self, file: &File) -> Outcome {
        guarded(|| self.outcome(file), || self.panics.last())
    }

    fn outcome(&self, file: &File) -> Outcome {
        let path = match file {
            File::Report(path) => path,
            File::Ambiguous(_) => {
                let reason =
                    "another PDF file has the same name but for its ending, so one JSON would be of both; rename one";
                return Outcome::Failed(Failure::new("INVALID_ARGUMENT", reason));
            }
            File::Orphan(_) => return Outcome::Orphan,
        };
        self.compared(path, &file.json()).unwrap_or_else(Outcome::Failed)
    }

    fn compared(&self, path: &Path, json: &Path) -> Result<Outcome, Failure> {
        // Opening a pipe would wait until somebody writes to it.
        if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            return Err(Failure::new("INVALID_ARGUMENT", "the file cannot be opened: it is no file"));
        }
        let reading = self.masking.read_plainly(self.reading, read(path)?, &self.reading.options())?;
        let grammar = reading.grammar().clone();
        let report = Box::new(reading.report);
        let bytes = match fs::read(json) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Outcome::New(report)),
            Err(error) => {
                return Err(Failure::new("INVALID_ARGUMENT", format!("its JSON cannot be opened: {error}")));
            }
        };
        let stored = stored::value(&bytes)?;
        let now = serde_json::to_value(&report)
            .map_err(|error| Failure::new("INTERNAL_ERROR", format!("the result is no JSON: {error}")))?;
        let mut differences = leaves::differences(&stored, &now);
        if self.masking.mask {
            differences = grammar.scope(|| leaves::masked(differences, &stored, &report));
        }
        Ok(if differences.is_empty() { Outcome::Same } else { Outcome::Changed(report, differences) })
    }
}

/// Runs `check`, which may panic. A panic becomes a failure that names the place in the source code, which `place`
/// gives.
fn guarded(check: impl FnOnce() -> Outcome, place: impl FnOnce() -> String) -> Outcome {
    panic::catch_unwind(AssertUnwindSafe(check)).unwrap_or_else(|_| {
        let reason = format!("the reader panicked at {}; please report this", place());
        Outcome::Failed(Failure::new("INTERNAL_ERROR", reason))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_the_failure_of_its_file() {
        let outcome = guarded(|| panic!("with the text of a report"), || "src/x.rs:1".into());
        let Outcome::Failed(failure) = outcome else { panic!("it is a failure") };
        assert_eq!(failure.to_string(), "INTERNAL_ERROR: the reader panicked at src/x.rs:1; please report this");
    }
}
