//! What the arbitration tells of a report that it refuses: that it can be read in two ways, or that text was lost at the end of a
//! page.

use std::ops::Range;

use crate::error::diagnostic::{Diagnostic, DiagnosticKind};
use crate::layout::Place;
use crate::reading::lenient::Attempt;
use crate::transcript::{self, Transcript};

/// A doubt with two readings that count.
pub(super) struct Ambiguous {
    /// The lines of the transcript that are in doubt, by their numbers from 0.
    pub(super) lines: Range<usize>,
    /// The lines of the other reading.
    pub(super) other: String,
}

impl Ambiguous {
    pub(super) fn finding(self, transcript: &Transcript) -> Diagnostic {
        let kind = DiagnosticKind::TwoReadings { other: self.other.lines().map(str::to_owned).collect() };
        finding(kind, self.lines, transcript)
    }
}

/// A finding about lines of the transcript, which are given by their numbers from 0.
fn finding(kind: DiagnosticKind, lines: Range<usize>, transcript: &Transcript) -> Diagnostic {
    let range = transcript.range_of_lines(lines.clone());
    let text = transcript.text()[range.clone()].trim_end();
    let first = text.lines().next().unwrap_or_default();
    Diagnostic {
        kind,
        difference: None,
        section: Vec::new(),
        rules: Vec::new(),
        expected: Vec::new(),
        nearest: None,
        lines: lines.start + 1..=lines.end.max(lines.start + 1),
        line: lines.start + 1,
        text: first.to_owned(),
        cells: transcript::cells(first),
        piece: text.to_owned(),
        places: transcript.places(range.clone()),
        range,
    }
}

/// A finding about a cell that is empty where a page begins or ends, in a report in which no other cell is empty. Some
/// programs lose the text of a row that the end of a page cuts. If cells are empty elsewhere, too, this print has empty
/// cells.
pub(super) fn lost_text(attempt: &Attempt, transcript: &Transcript) -> Option<Diagnostic> {
    let empty = attempt.lowered.leaves.iter().filter(|leaf| leaf.range.is_empty());
    let mut empty = empty.map(|leaf| (leaf, transcript.line_of(leaf.range.start)));
    let (leaf, line) = empty.next()?;
    if !is_at_end_of_page(line, transcript) || empty.any(|(_, line)| !is_at_end_of_page(line, transcript)) {
        return None;
    }
    Some(finding(DiagnosticKind::LostText { pointer: leaf.pointer.to_string() }, line..line + 1, transcript))
}

/// Whether the line of this number from 0 is the first or the last of its page, or on two pages.
fn is_at_end_of_page(line: usize, transcript: &Transcript) -> bool {
    let page = |line: usize, of: fn(&[Place]) -> Option<&Place>| {
        of(&transcript.places(transcript.range_of_lines(line..line + 1))).map(|place| place.page)
    };
    let (begins, ends) = (page(line, <[Place]>::first), page(line, <[Place]>::last));
    let above = line.checked_sub(1).and_then(|above| page(above, <[Place]>::last));
    let below = page(line + 1, <[Place]>::first);
    begins != ends || above.is_some_and(|above| Some(above) != begins) || below.is_some_and(|below| Some(below) != ends)
}
