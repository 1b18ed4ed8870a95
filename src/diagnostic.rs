//! What was not understood, where, and what was expected there.

use std::fmt;

use crate::expect::{self, Expected, OUTSIDE, UNKNOWN};
use crate::grammar::{Node, Tree};
use crate::layout::Place;
use crate::lower::{Misfit, Problem};
use crate::transcript::Transcript;

/// One finding about a report that follows no known layout.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// What is wrong.
    pub kind: DiagnosticKind,
    /// The names of the grammar rules around it, outermost first; the last is the one that was tried.
    pub rules: Vec<String>,
    /// What would have been understood there: labels and titles in the form that the grammars compare.
    pub expected: Vec<String>,
    /// The number of the line in the transcript, from 1.
    pub line: usize,
    /// That line.
    pub text: String,
    /// The piece of the line that is not understood.
    pub piece: String,
    /// Where the piece stands on the pages; empty for a transcript without places.
    pub places: Vec<Place>,
}

/// What may be wrong with a piece of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DiagnosticKind {
    /// No rule takes the line.
    UnknownLine,
    /// The text of a field is not of its kind.
    WrongKind {
        /// The JSON pointer of the field.
        pointer: String,
    },
    /// A field is printed twice in one record.
    PrintedTwice {
        /// The JSON pointer of the field.
        pointer: String,
    },
    /// A row has no row of the same number in the table that goes with it.
    WithoutPartner {
        /// The JSON pointer of the record.
        pointer: String,
    },
}

/// How many unknown lines are explained by what was expected there: one wrong line may make a thousand others so, and each
/// explanation follows the grammars once more.
const EXPLAINED_LINES: usize = 100;

/// How many expected labels a message names.
const NAMED_LABELS: usize = 12;

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = self.places.first() {
            let at = place.bounds;
            write!(
                formatter,
                "page {}, box ({:.0}, {:.0}, {:.0}, {:.0}), ",
                place.page, at.left, at.top, at.right, at.bottom
            )?;
        }
        write!(formatter, "transcript line {}: ", self.line)?;
        match &self.kind {
            DiagnosticKind::UnknownLine => write!(formatter, "no rule knows `{}`", self.text)?,
            DiagnosticKind::WrongKind { pointer } => {
                write!(formatter, "`{}` in `{}` is not what {pointer} may hold", self.piece, self.text)?;
            }
            DiagnosticKind::PrintedTwice { pointer } => {
                write!(formatter, "{pointer} is printed twice in one record, again as `{}`", self.piece)?;
            }
            DiagnosticKind::WithoutPartner { pointer } => {
                write!(formatter, "the row of {pointer} has no row of its number in the table that goes with it")?;
            }
        }
        if !self.rules.is_empty() {
            write!(formatter, "; rule {}", self.rules.join(" > "))?;
        }
        if !self.expected.is_empty() {
            let named = self.expected.iter().take(NAMED_LABELS).map(|label| format!("`{label}`"));
            write!(formatter, "; expected {}", named.collect::<Vec<_>>().join(" or "))?;
            if self.expected.len() > NAMED_LABELS {
                write!(formatter, " or one of {} more", self.expected.len() - NAMED_LABELS)?;
            }
            if self.piece != self.text {
                write!(formatter, " at `{}`", self.piece)?;
            }
        }
        Ok(())
    }
}

/// The lines that no rule took; those outside of every section only where they are asked for.
pub(crate) fn unknown_lines(tree: &Tree, transcript: &Transcript, with_outside: bool) -> Vec<Diagnostic> {
    fn walk<'t>(node: &'t Node, around: &mut Vec<&'t Node>, take: &mut impl FnMut(&'t Node, &[&'t Node])) {
        if node.rule.starts_with(UNKNOWN) {
            return take(node, around);
        }
        around.push(node);
        for child in &node.children {
            walk(child, around, take);
        }
        around.pop();
    }
    let mut found = Vec::new();
    walk(&tree.root, &mut Vec::new(), &mut |node, around| {
        if with_outside || &*node.rule != OUTSIDE {
            found.push(unknown_line(node, around, transcript, found.len() < EXPLAINED_LINES));
        }
    });
    found
}

fn unknown_line(node: &Node, around: &[&Node], transcript: &Transcript, explained: bool) -> Diagnostic {
    let offset = node.range.start;
    let parent = around.last().copied().unwrap_or(node);
    let mut rules: Vec<String> = around.iter().map(|node| node.rule.to_string()).collect();
    let expected = if explained {
        expect::expected(&parent.rule, transcript.folded(), parent.range.start, offset)
    } else {
        Expected { rule: parent.rule.to_string(), offset, labels: Vec::new() }
    };
    if rules.last() != Some(&expected.rule) {
        rules.push(expected.rule);
    }
    let (line, text) = transcript.line_at(offset);
    // The range of an unknown line takes in its end, behind which another line begins.
    let piece = transcript.piece_at(expected.offset.clamp(offset, node.range.end.saturating_sub(1).max(offset)));
    Diagnostic {
        kind: DiagnosticKind::UnknownLine,
        rules,
        expected: expected.labels,
        line,
        text: text.to_owned(),
        piece: transcript.text()[piece.clone()].to_owned(),
        places: transcript.places(piece),
    }
}

/// A field that is not as the schema wants it.
pub(crate) fn misfit(misfit: &Misfit, transcript: &Transcript) -> Diagnostic {
    let pointer = misfit.pointer.clone();
    let (kind, rules) = match misfit.problem {
        Problem::WrongKind(rule) => (DiagnosticKind::WrongKind { pointer }, vec![rule.to_owned()]),
        Problem::PrintedTwice => (DiagnosticKind::PrintedTwice { pointer }, Vec::new()),
        Problem::WithoutPartner => (DiagnosticKind::WithoutPartner { pointer }, Vec::new()),
    };
    let (line, text) = transcript.line_at(misfit.range.start);
    let range = transcript.printed_range(misfit.range.clone());
    Diagnostic {
        kind,
        rules,
        expected: Vec::new(),
        line,
        text: text.to_owned(),
        piece: transcript.text()[range.clone()].trim_end().to_owned(),
        places: transcript.places(range),
    }
}
