//! Makes a [`Doubt`] from the readings of the rows on both sides of a page's end. Rows that all readings begin with are left out.
//! Where two ends of pages cut the same rows, their readings are combined.

use std::ops::Range;

use super::cuts::{Reading, Readings};
use super::rows::Row;
use super::{Alternative, CutReading, Discarded, Doubt};

/// At most this many readings of one place are kept: where two cuts meet, each has all of its readings.
const MOST_READINGS: usize = 24;

/// A table mended at a cut, the text of it that is printed twice, and what else may stand there.
pub(super) type Mended = (Vec<Row>, Vec<Discarded>, Option<Readings>);

/// What is in doubt at the end of a page.
pub(super) struct Seam {
    /// The lines that are in doubt, counted over the whole report.
    pub(super) lines: Range<usize>,
    reading: CutReading,
    is_clear: bool,
    is_row_tagged: Option<bool>,
    /// Text that the likely reading leaves out because it is printed twice.
    discarded: Vec<Discarded>,
    /// What else may stand there.
    others: Vec<Reading>,
}

impl Seam {
    /// The seam of a mended table, which begins at the line `at`.
    pub(super) fn new(at: usize, table: &[Row], readings: Readings) -> Self {
        let Readings { start, length, likely, is_clear, is_row_tagged, discarded, others } = readings;
        let lines = at + start..at + start + length;
        let mut seam = Self { lines, reading: likely, is_clear, is_row_tagged, discarded, others };
        seam.shorten(&table[start..start + length]);
        seam
    }

    /// Leaves out the rows that all readings begin with, as the likely one does: these are not in doubt.
    fn shorten(&mut self, likely: &[Row]) {
        let common = |other: &Reading| other.rows.iter().zip(likely).take_while(|(a, b)| a == b).count();
        let common = self.others.iter().map(common).min().unwrap_or_default();
        self.others.iter_mut().for_each(|other| drop(other.rows.drain(..common)));
        self.lines.start += common;
    }

    /// Takes in the seam before, where this one cuts its rows once more. Each other reading of the seam before leads to further
    /// readings here. `mended` mends the table again after such a reading.
    pub(super) fn merge(&mut self, at: usize, table: &[Row], last: &Self, mended: &dyn Fn(&Reading) -> Mended) {
        let start = self.lines.start.min(last.lines.start);
        for other in &mut self.others {
            other.rows.splice(0..0, table[start - at..self.lines.start - at].iter().cloned());
            other.discarded.splice(0..0, last.discarded.iter().cloned());
        }
        self.discarded.splice(0..0, last.discarded.iter().cloned());
        for alternative in &last.others {
            let (table, mut discarded, readings) = mended(alternative);
            discarded.splice(0..0, alternative.discarded.iter().cloned());
            let further = readings.map_or(Vec::new(), |readings| {
                discarded.extend(readings.discarded);
                let from = start - at;
                let before = &table[from..readings.start.max(from)];
                let too_early = from.saturating_sub(readings.start);
                let whole = |other: Reading| Reading {
                    rows: [before, &other.rows[too_early..]].concat(),
                    discarded: [&alternative.discarded[..], &other.discarded].concat(),
                    ..other
                };
                readings.others.into_iter().filter(|other| other.rows.len() >= too_early).map(whole).collect()
            });
            let rows = table[start - at..].to_vec();
            self.others.push(Reading { how: alternative.how, rows, discarded });
            self.others.extend(further);
        }
        self.others.truncate(MOST_READINGS);
        self.lines = start..at + table.len();
        self.is_clear &= last.is_clear;
        self.is_row_tagged = None;
    }

    /// The doubt as it is handed on.
    pub(super) fn doubt(&self) -> Doubt {
        let alternative = |other: &Reading| Alternative {
            reading: other.how,
            lines: other.rows.iter().map(Row::finish).collect(),
            discarded: other.discarded.clone(),
        };
        Doubt {
            lines: self.lines.clone(),
            reading: self.reading,
            is_clear: self.is_clear,
            discarded: self.discarded.clone(),
            others: self.others.iter().map(alternative).collect(),
            is_row_tagged: self.is_row_tagged,
        }
    }
}
