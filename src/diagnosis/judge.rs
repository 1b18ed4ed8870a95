//! Judges one line that was not understood: says how it differs from the known layouts.
//!
//! In go the line and the lines around it, out comes a [`Verdict`]: a label has another name, a heading is missing
//! above, values have no labels, and so on. The known line that is most like it decides.

use super::compare::Change;
use super::nearest::{self, Around, Nearest};
use crate::error::diagnostic::Difference;
use crate::grammar::Definition;
use crate::grammar::KnownLine;
use crate::transcript::{BAR, SPANNED};

/// A line with at least this likeness to a known line is taken for that line with something changed, wherever it
/// stands.
pub(crate) const CHANGED: f32 = 0.6;

/// What is wrong with a line, by itself and by the lines around it.
#[derive(Default)]
pub(crate) struct Verdict {
    pub(crate) difference: Option<Difference>,
    pub(crate) nearest: Option<String>,
    /// The number of the cell at which the mistake shows, if it is known.
    pub(crate) cell: Option<usize>,
    pub(crate) labels: Vec<String>,
}

/// A line that is not understood.
pub(crate) struct Line<'t, 'g> {
    pub(crate) grammar: &'g Definition,
    pub(crate) cells: Vec<&'t str>,
    pub(crate) above: Vec<&'t str>,
    pub(crate) below: Vec<&'t str>,
    /// Whether a rule matched it to its end and failed only behind it.
    pub(crate) is_read: bool,
    /// The last known heading above.
    pub(crate) heading: Option<&'g str>,
    /// How many bytes at its beginning are the number of a heading.
    pub(crate) number: usize,
    /// Whether it is the caption of an account or record.
    pub(crate) is_caption: bool,
}

impl<'g> Line<'_, 'g> {
    /// What is wrong with the line; `around` says which known lines come first.
    pub(crate) fn judge(&self, around: Around<'_>) -> Verdict {
        if let [cell] = self.cells[..] { self.judge_heading(cell, around) } else { self.judge_row(around) }
    }

    fn judge_heading(&self, cell: &str, around: Around<'_>) -> Verdict {
        let cell = cell.get(self.number..).unwrap_or(cell);
        if let Some(known) = nearest::known(self.grammar, &[cell]) {
            return self.judge_known(known);
        }
        if self.is_caption {
            return Verdict::default();
        }
        if let Some(nearest) = nearest::nearest(self.grammar, &[cell], around) {
            let expected = nearest.line.text.clone();
            return Verdict {
                difference: Some(Difference::RenamedHeading { expected: expected.clone(), found: cell.to_owned() }),
                nearest: Some(expected.clone()),
                cell: Some(0),
                labels: vec![expected],
            };
        }
        let is_new = self.number > 0 || (self.below.len() > 1 && !are_values(&self.below));
        Verdict { difference: is_new.then_some(Difference::NewSection), cell: Some(0), ..Verdict::default() }
    }

    fn judge_row(&self, around: Around<'_>) -> Verdict {
        let nearest = nearest::nearest(self.grammar, &self.cells, around);
        if let Some(nearest) = &nearest
            && nearest.comparison.changes.is_empty()
        {
            return self.judge_known(nearest.line);
        }
        let states = self.account_states(around.rule);
        if states.len() > 1 && nearest.as_ref().is_none_or(|nearest| !is_plain_change(nearest)) {
            return Verdict {
                difference: Some(Difference::UnknownAccountState),
                nearest: nearest.map(|nearest| nearest.line.text.clone()),
                cell: Some(0),
                labels: states,
            };
        }
        if let Some(nearest) = nearest {
            return self.judge_changed(&nearest);
        }
        if !are_values(&self.cells) {
            return Verdict { difference: Some(Difference::NewTable), cell: Some(0), ..Verdict::default() };
        }
        self.judge_values(around)
    }

    /// Judges a line that is a known line: it stands in a wrong place, or the lines below it are wrong.
    fn judge_known(&self, known: &'g KnownLine) -> Verdict {
        let nearest = Some(known.text.clone());
        let is_below = |line: &&KnownLine| line.headings.contains(&known.text) && !line.is_heading();
        let difference = match self.heading {
            _ if self.is_read && !known.is_heading() => Some(Difference::MissingValues),
            _ if self.is_read => self
                .grammar
                .known_lines()
                .iter()
                .find(is_below)
                .map(|line| Difference::MissingLabels { expected: line.text.clone() }),
            Some(heading) if known.headings.contains(heading) => None,
            _ => known.headings.first().map(|heading| Difference::MissingHeading { expected: heading.clone() }),
        };
        let labels = match &difference {
            Some(Difference::MissingHeading { .. }) => known.headings.iter().cloned().collect(),
            Some(Difference::MissingLabels { expected }) => vec![expected.clone()],
            _ => Vec::new(),
        };
        Verdict { difference, nearest, cell: Some(0), labels }
    }

    /// Judges a line that is a known line with something changed.
    pub(crate) fn judge_changed(&self, nearest: &Nearest<'_>) -> Verdict {
        let changes = &nearest.comparison.changes;
        let cell = changes.first().map(|&change| match change {
            Change::Renamed { found, .. } | Change::Added { found } | Change::Moved { found } => found,
            Change::Missing { found, .. } => found.min(self.cells.len().saturating_sub(1)),
        });
        let known = |cell: usize| nearest.line.cells[cell].clone();
        let found = |cell: usize| self.cells[cell].to_owned();
        let mut all: Vec<Difference> = changes
            .iter()
            .map(|&change| match change {
                Change::Renamed { known: from, found: to } => {
                    Difference::RenamedLabel { expected: known(from), found: found(to) }
                }
                Change::Added { found: to } => Difference::AddedColumn { found: found(to) },
                Change::Missing { known: from, .. } => Difference::MissingColumn { expected: known(from) },
                Change::Moved { found: to } => Difference::MovedColumn { label: found(to) },
            })
            .collect();
        let labels = all
            .iter()
            .filter_map(|difference| match difference {
                Difference::RenamedLabel { expected, .. } | Difference::MissingColumn { expected } => {
                    Some(expected.clone())
                }
                _ => None,
            })
            .collect();
        let difference = if all.len() > 1 { Some(Difference::SeveralColumns { changes: all }) } else { all.pop() };
        Verdict { difference, nearest: Some(nearest.line.text.clone()), cell, labels }
    }

    /// Judges a row of values: its labels are missing, or there are more or fewer labels than values.
    fn judge_values(&self, around: Around<'_>) -> Verdict {
        if let Some(labels) = nearest::known(self.grammar, &self.above).filter(|labels| !labels.is_heading()) {
            let (expected, found) = (labels.cells.len(), self.cells.len());
            let difference = (expected != found).then_some(Difference::CellCount { expected, found });
            return Verdict { difference, nearest: Some(labels.text.clone()), ..Verdict::default() };
        }
        let candidate = |line: &&KnownLine| line.cells.len() == self.cells.len() && line.is_tried(around.tried);
        let Some(line) = self.grammar.known_lines().iter().find(candidate) else { return Verdict::default() };
        Verdict {
            difference: Some(Difference::MissingLabels { expected: line.text.clone() }),
            nearest: Some(line.text.clone()),
            cell: Some(0),
            labels: vec![line.text.clone()],
        }
    }

    /// The rows of labels of account states in the rule around, if this row begins as they do.
    fn account_states(&self, rule: &str) -> Vec<String> {
        let is_state = |line: &&KnownLine| {
            line.is_account_state
                && line.rules.contains(rule)
                && line.cells.first().map(String::as_str) == self.cells.first().copied()
        };
        self.grammar.known_lines().iter().filter(is_state).map(|line| line.text.clone()).collect()
    }
}

/// Whether a row is clearly the nearest known row with something changed. The rows of account states begin alike, so
/// without a clear answer it may be a state that is not known.
fn is_plain_change(nearest: &Nearest<'_>) -> bool {
    match nearest.comparison.changes[..] {
        [_] => nearest.line.cells.len() > 2 || nearest.comparison.likeness > CHANGED,
        _ => nearest.comparison.likeness > 0.7,
    }
}

/// The cells of a line of the folded text; a line outside of tables is one cell.
pub(crate) fn cells(line: &str) -> Vec<&str> {
    match line.strip_prefix(BAR).and_then(|line| line.strip_suffix(BAR)) {
        Some(row) => row.split(BAR).collect(),
        None => vec![line],
    }
}

/// Where a cell of a line begins in it.
pub(crate) fn offset_of_cell(line: &str, cell: usize) -> usize {
    line.match_indices(BAR).nth(cell).map_or(0, |bar| bar.0 + BAR.len_utf8())
}

/// Whether the cells of a row are values and not labels. In a row of labels every cell that is not empty is a word,
/// with a letter that is not ASCII, and there is at least one such cell.
pub(crate) fn are_values(cells: &[&str]) -> bool {
    let is_word = |cell: &str| cell.chars().any(|character| character.is_alphabetic() && !character.is_ascii());
    let is_nothing = |cell: &str| cell.is_empty() || cell.chars().eq([SPANNED]);
    cells.iter().any(|cell| !is_word(cell) && !is_nothing(cell)) || cells.iter().all(|cell| is_nothing(cell))
}
