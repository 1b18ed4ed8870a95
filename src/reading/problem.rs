//! The parts that are left out of a report that is read leniently.

use std::ops::Range;

use serde::Serialize;

use crate::error::diagnostic::Diagnostic;
use crate::transcript::{self, Transcript};

/// A part of a report that was left out because it follows no known layout: a line, or the record it stands in.
///
/// As JSON: the finding with its section, rules, cells and places, and the `rows` that were left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// What is wrong, where, and what was expected.
    #[serde(flatten)]
    pub finding: Diagnostic,
    /// The lines that were left out, each with its cells as they are printed.
    pub rows: Vec<Vec<String>>,
    /// Their range in the printed transcript.
    #[serde(skip)]
    pub range: Range<usize>,
}

impl Problem {
    pub(crate) fn new(finding: Diagnostic, transcript: &Transcript, folded: Range<usize>) -> Self {
        let range = transcript.printed_range(folded);
        let rows = transcript.text()[range.clone()].lines().map(transcript::cells).collect();
        Self { finding, rows, range }
    }
}
