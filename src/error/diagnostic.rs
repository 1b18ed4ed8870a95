//! The findings of an error: each [`Diagnostic`] says what was not understood, where it is printed, and what was expected there.
//!
//! A finding names the lines and the piece of text that failed, the rules that were tried and, where it can be told, the
//! [`Difference`] from the nearest known layout, such as a label that has another text.

use std::fmt;
use std::ops::{Range, RangeInclusive};

use serde::Serialize;

use crate::page::Place;

/// One finding about a report that follows no known layout.
///
/// ```
/// use zhengxin::diagnostic::Difference;
/// use zhengxin::{Options, transcript::Transcript};
/// let text = "二 信息概要\n（一）公共信息概要\n│信息类型│记录总数│涉及金额│\n│欠税信息│2│80,979│\n";
/// let error = zhengxin::read_transcript(&Transcript::from_text(text), &Options::default()).unwrap_err();
/// let [finding] = error.diagnostics() else { panic!("{error}") };
/// let renamed = Difference::RenamedLabel { expected: "记录数".into(), found: "记录总数".into() };
/// assert_eq!(finding.difference, Some(renamed));
/// assert_eq!(finding.nearest.as_deref(), Some("│信息类型│记录数│涉及金额│"));
/// assert_eq!((finding.line, finding.lines.clone()), (3, 3..=4));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Diagnostic {
    /// What is wrong.
    #[serde(flatten)]
    pub kind: DiagnosticKind,
    /// How the report differs from the known layouts there, where it can be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
    /// The headings and captions around it, outermost first, as they are printed.
    pub section: Vec<String>,
    /// The names of the grammar rules around it, outermost first; the last is the one that was tried.
    pub rules: Vec<String>,
    /// The labels and titles that would have been understood there, in the folded form that the grammars compare.
    pub expected: Vec<String>,
    /// The known line (a row of labels or a heading) that is most like the line, in the folded form that the grammars compare.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
    /// The numbers of the first and the last line that are not understood for this reason.
    pub lines: RangeInclusive<usize>,
    /// The number of the line in the transcript where the failure shows, from 1.
    pub line: usize,
    /// The text of that line.
    pub text: String,
    /// The cells of that line; a line of text counts as one cell.
    pub cells: Vec<String>,
    /// The piece of the line that is not understood.
    pub piece: String,
    /// The range of that piece in [`Transcript::text`](crate::transcript::Transcript::text), in bytes.
    pub range: Range<usize>,
    /// Where the piece stands on the pages; empty for a transcript without places.
    pub places: Vec<Place>,
}

/// The kinds of findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
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
    /// A part of a record is missing: another table of the same records has no row with the number of this row, or a column of
    /// cells has text in one row and none in another.
    WithoutPartner {
        /// The JSON pointer of the record.
        pointer: String,
    },
    /// The lines can be read in another way, too, and nothing tells which is the right one.
    TwoReadings {
        /// The lines of the other reading.
        other: Vec<String>,
    },
    /// A cell is empty where a page ends, and no other cell of the report is empty: its text may have been lost at the end of the
    /// page.
    LostText {
        /// The JSON pointer of the field.
        pointer: String,
    },
}

/// How the printed report differs from the nearest known layout.
///
/// Labels that were found are given as they are printed. Headings, and everything that was expected, are given in the folded form
/// that the grammars compare.
///
/// ```
/// use zhengxin::diagnostic::Difference;
/// let added = Difference::AddedColumn { found: "备注".into() };
/// assert_eq!(added.to_string(), "a column is added: `备注`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Difference {
    /// A label of a known row has another text.
    RenamedLabel {
        /// The label that is known.
        expected: String,
        /// The label that is printed.
        found: String,
    },
    /// A known row of labels with one label more.
    AddedColumn {
        /// That label.
        found: String,
    },
    /// A known row of labels without one of its labels.
    MissingColumn {
        /// That label.
        expected: String,
    },
    /// A label of a known row stands at another place in it.
    MovedColumn {
        /// That label.
        label: String,
    },
    /// A known row of labels with more than one of these changes.
    SeveralColumns {
        /// The changes, from left to right.
        changes: Vec<Difference>,
    },
    /// A heading has another text.
    RenamedHeading {
        /// The heading that is known.
        expected: String,
        /// The heading that is printed there, without its number.
        found: String,
    },
    /// A known line stands below none of the headings it belongs to.
    MissingHeading {
        /// One of these headings.
        expected: String,
    },
    /// A heading that is like no known heading.
    NewSection,
    /// A row of labels that is like no known row.
    NewTable,
    /// The table of an account's state (账户状态) has the columns of no state that is known.
    UnknownAccountState,
    /// Values, or a heading, without the row of labels that belongs to them.
    MissingLabels {
        /// The row of labels.
        expected: String,
    },
    /// A row of labels that is known, without a row of values below it.
    MissingValues,
    /// A row of values with more or fewer cells than the labels above it.
    CellCount {
        /// The number of labels.
        expected: usize,
        /// The number of values.
        found: usize,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RenamedLabel { expected, found } => {
                write!(formatter, "a label is renamed: `{expected}` is `{found}` here")
            }
            Self::AddedColumn { found } => write!(formatter, "a column is added: `{found}`"),
            Self::MissingColumn { expected } => write!(formatter, "a column is missing: `{expected}`"),
            Self::MovedColumn { label } => write!(formatter, "a column is moved: `{label}`"),
            Self::SeveralColumns { changes } => {
                for (index, change) in changes.iter().enumerate() {
                    write!(formatter, "{}{change}", if index == 0 { "" } else { "; " })?;
                }
                Ok(())
            }
            Self::RenamedHeading { expected, found } => {
                write!(formatter, "a heading is renamed: `{expected}` is `{found}` here")
            }
            Self::MissingHeading { expected } => write!(formatter, "a heading is missing: `{expected}`"),
            Self::NewSection => formatter.write_str("a new section: no known heading is like this one"),
            Self::NewTable => formatter.write_str("a new table: no known row of labels is like this one"),
            Self::UnknownAccountState => {
                formatter.write_str("an unknown state of an account: its table has the columns of no known state")
            }
            Self::MissingLabels { expected } => write!(formatter, "the row of labels is missing: `{expected}`"),
            Self::MissingValues => formatter.write_str("no row of values follows the labels"),
            Self::CellCount { expected, found } => {
                write!(formatter, "the row has {found} cells, the labels above it are {expected}")
            }
        }
    }
}

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
                write!(
                    formatter,
                    "{pointer} is printed in part: the row or the cell that goes with this one is missing"
                )?;
            }
            DiagnosticKind::LostText { pointer } => {
                write!(
                    formatter,
                    "{pointer} is empty at the end of a page, and no other cell is: its text may be lost"
                )?;
            }
            DiagnosticKind::TwoReadings { other } => {
                let (piece, other) = (self.piece.replace('\n', " "), other.join(" "));
                write!(formatter, "`{piece}` may as well be `{other}`, and nothing on the page tells which it is")?;
            }
        }
        if self.lines.end() > self.lines.start() {
            write!(formatter, ", nor the other lines from {} to {}", self.lines.start(), self.lines.end())?;
        }
        if let Some(difference) = &self.difference {
            write!(formatter, "; {difference}")?;
        }
        if let Some(nearest) = &self.nearest {
            write!(formatter, "; nearest known `{nearest}`")?;
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
