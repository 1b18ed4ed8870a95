//! Finds labels that stand above the values of two different keys of one record.
//!
//! [`Columns`] collects which label stands above which key; a [`Line`] is the line up to the place that the walk over
//! the rules has reached.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Check, Findings};
use crate::transcript::BAR;

/// How many different lines are kept at one place of a rule.
const WAYS: usize = 64;

/// The keys that stand below each label of each record, each with its first place.
#[derive(Default)]
pub(super) struct Columns(BTreeMap<(String, String), BTreeMap<String, Range<usize>>>);

impl Columns {
    /// Adds a finding for each label that stands for two keys of one record.
    pub(super) fn tell(self, findings: &mut Findings<'_>) {
        for ((pointer, label), keys) in self.0 {
            let mut keys: Vec<(String, Range<usize>)> = keys.into_iter().collect();
            keys.sort_by_key(|key| key.1.start);
            let [(first, at), others @ ..] = &keys[..] else { continue };
            for (other, range) in others {
                let message = format!(
                    "the label {label} stands for #{other} here and for #{first} at {}, both in {pointer}: use one key",
                    findings.at(at)
                );
                findings.add(Check::TwoKeys, range, message);
            }
        }
    }

    fn row(&mut self, pointer: &str, labels: &[String], cells: &[Cell]) {
        for (label, cell) in labels.iter().zip(cells) {
            // A label that is printed above several columns does not tell them apart.
            let is_one = labels.iter().filter(|other| *other == label).count() == 1;
            if let Cell::Value(key, range) = cell
                && is_one
                && !label.is_empty()
            {
                let keys = self.0.entry((pointer.to_owned(), label.clone())).or_default();
                keys.entry(key.clone()).or_insert_with(|| range.clone());
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Cell {
    /// Text that is known word for word.
    Label(String),
    /// The value of a key.
    Value(String, Range<usize>),
    /// Anything else.
    Other,
}

/// How far a line has come, and the row of labels above it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Line {
    cells: Vec<Cell>,
    labels: Vec<String>,
}

impl Line {
    /// The line with a text added.
    pub(super) fn text(mut self, text: &str, pointer: &str, columns: &mut Columns) -> Self {
        for character in text.chars() {
            match (character, self.cells.last_mut()) {
                (BAR, _) => self.cells.push(Cell::Label(String::new())),
                ('\n', _) => self.end(pointer, columns),
                (_, Some(Cell::Label(label))) => label.push(character),
                (_, Some(cell)) => *cell = Cell::Other,
                // A line of text.
                (_, None) => self.cells.push(Cell::Other),
            }
        }
        self
    }

    /// The line with a value added.
    pub(super) fn value(mut self, key: &str, range: &Range<usize>) -> Self {
        match self.cells.last_mut() {
            Some(cell) if *cell == Cell::Label(String::new()) => *cell = Cell::Value(key.to_owned(), range.clone()),
            _ => return self.any(),
        }
        self
    }

    /// The line with some text added that is not known.
    pub(super) fn any(mut self) -> Self {
        match self.cells.last_mut() {
            Some(cell) => *cell = Cell::Other,
            None => self.cells.push(Cell::Other),
        }
        self
    }

    /// Ends the line. The only cell of a row is not counted as a value below a label: what stands above it may as well
    /// be a caption.
    fn end(&mut self, pointer: &str, columns: &mut Columns) {
        let mut cells = std::mem::take(&mut self.cells);
        // Behind the last bar there is nothing.
        cells.pop();
        let labels = cells.iter().map(|cell| match cell {
            Cell::Label(label) => Some(label.clone()),
            _ => None,
        });
        if let Some(labels) = labels.collect::<Option<Vec<_>>>() {
            self.labels = labels;
        } else if cells.len() == self.labels.len() && cells.len() > 1 {
            columns.row(pointer, &self.labels, &cells);
        } else if cells.len() > 1 {
            // A row of another table, of which no labels are known.
            self.labels.clear();
        }
    }
}

/// Adds the lines of further ways to the same place.
pub(super) fn add(lines: &mut Vec<Line>, further: Vec<Line>) {
    for line in further {
        if lines.len() < WAYS && !lines.contains(&line) {
            lines.push(line);
        }
    }
}
