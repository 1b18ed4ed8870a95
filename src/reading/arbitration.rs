//! Settles the doubts of the layout: of several readings it finds the one that is a report.
//!
//! In goes a transcript with its doubts (see [`crate::layout::Doubt`]). Out comes the transcript in which each doubt
//! has the reading that counts, with its tree and its report. A reading counts if rules take all of its lines, all of
//! its values are of their kinds, and no value in it is empty. If exactly one reading counts, it is taken. If none
//! counts, the report is refused because of the lines that are not understood. If more than one counts, the structure
//! tree of a tagged file may tell the right one; otherwise the report is refused because it can be read in several
//! ways.
//!
//! A report without doubts is parsed once. With doubts there are two steps:
//!
//! - Search: if the likely readings make no report, other readings are tried near the first line that is not
//!   understood, first of one doubt, then of two neighbours.
//! - Proof: if the readings make a report, each doubt that the page does not settle clearly is still checked. If
//!   another reading counts as well, a digit may have gone to another cell. Only the record around the doubt is read
//!   again for that. If the rows of a list are numbered 1, 2, 3, … with one reading only, that one is right.

mod court;
mod findings;
mod numbering;

use std::fmt;

use self::court::Court;
use self::findings::{Ambiguous, lost_text};

use super::lenient::{self, Attempt, Faults, Understood};
use super::options::Options;
use crate::error::Error;
use crate::layout::{CutReading, Discards, Doubt, Place};
use crate::pdf::unmapped::UnmappedText;
use crate::transcript::Transcript;

/// How a doubt was settled.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Settlement {
    /// Number of the first line of the transcript that was in doubt, from 1.
    pub line: usize,
    /// Number of the page that begins there, or 0 where it is not known.
    pub page: u32,
    /// The reading that counts.
    pub reading: CutReading,
    /// The other readings.
    pub others: Vec<CutReading>,
    /// What settled it.
    pub by: SettledBy,
}

impl Settlement {
    /// Where the line stands that was in doubt.
    ///
    /// ```
    /// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
    /// let reading = zhengxin::read(&bytes, &zhengxin::Options::default())?;
    /// for doubt in &reading.settlements {
    ///     assert!(!doubt.places(&reading.transcript).is_empty());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn places(&self, transcript: &Transcript) -> Vec<Place> {
        let line = self.line.saturating_sub(1);
        transcript.places(transcript.range_of_lines(line..line + 1))
    }
}

/// What settled a doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SettledBy {
    /// What is drawn on the page.
    Geometry,
    /// The grammar: no other reading is a report.
    Grammar,
    /// The structure tree of a tagged file: the page and the grammar leave two readings.
    Structure,
}

impl fmt::Display for SettledBy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Geometry => "what is drawn on the page",
            Self::Grammar => "the grammar",
            Self::Structure => "the structure tree of the file",
        })
    }
}

/// A transcript that was understood, each of its doubts settled.
pub(crate) struct Settled {
    /// The transcript, where it is another than that with the likely readings.
    pub(crate) other: Option<Transcript>,
    pub(crate) understood: Understood,
    pub(crate) settlements: Vec<Settlement>,
}

/// A transcript with its doubts settled as far as they can be. Nothing is said yet of what is wrong with it, which takes longer.
pub(crate) struct Heard<'d> {
    first: &'d Transcript,
    doubts: &'d [Doubt],
    choice: Vec<usize>,
    /// The transcript with other readings than the likely ones, and what the grammars make of it.
    other: Option<Transcript>,
    attempt: Result<Attempt, Error>,
    ambiguous: Option<Ambiguous>,
    settlements: Vec<Settlement>,
}

/// Settles the doubts of a transcript and reads it. Text that turns out to be printed twice goes to `discarded`.
///
/// # Errors
/// Those of [`hear`] and [`Heard::conclude`].
pub(crate) fn settle(
    transcript: &Transcript,
    doubts: &[Doubt],
    unmapped: &UnmappedText,
    discarded: &mut Discards,
    options: &Options,
) -> Result<Settled, Box<(Error, Option<Transcript>)>> {
    let heard = hear(transcript, doubts, unmapped, options).map_err(|error| Box::new((error, None)))?;
    heard.conclude(discarded, options)
}

/// Settles the doubts of a transcript.
///
/// # Errors
/// Those of [`lenient::check_kind`], and an internal one.
pub(crate) fn hear<'d>(
    transcript: &'d Transcript,
    doubts: &'d [Doubt],
    unmapped: &UnmappedText,
    options: &Options,
) -> Result<Heard<'d>, Error> {
    lenient::check_kind(transcript, unmapped, options)?;
    let attempt = Attempt::of(&options.grammar_in_use(), transcript)?;
    Ok(hear_attempt(attempt, transcript, doubts, options))
}

/// Settles the doubts of a transcript, with what the grammars make of the likely readings.
pub(crate) fn hear_attempt<'d>(
    attempt: Attempt,
    transcript: &'d Transcript,
    doubts: &'d [Doubt],
    options: &Options,
) -> Heard<'d> {
    let grammar = options.grammar_in_use();
    let mut court = Court::new(transcript, doubts, options);
    let mut choice = vec![0; doubts.len()];
    let mut faults = if doubts.is_empty() { Faults::default() } else { court.faults_of(&attempt, transcript, &choice) };
    while let Some((better, fewer)) = court.improve(&choice, &faults) {
        (choice, faults) = (better, fewer);
    }
    let ambiguous = if faults.is_empty() { court.ambiguous(&mut choice, &attempt) } else { None };
    let settlements = (0..doubts.len()).map(|index| court.settlement(&choice, index)).collect();
    let other = choice.iter().any(|reading| *reading != 0).then(|| court.transcript(&choice));
    let attempt = other.as_ref().map_or(Ok(attempt), |other| Attempt::of(&grammar, other));
    Heard { first: transcript, doubts, choice, other, attempt, ambiguous, settlements }
}

impl Heard<'_> {
    fn transcript(&self) -> &Transcript {
        self.other.as_ref().unwrap_or(self.first)
    }

    /// Whether it can be read in two ways, and nothing tells which is right.
    pub(crate) fn is_ambiguous(&self) -> bool {
        self.ambiguous.is_some()
    }

    /// The lines that are not understood.
    pub(crate) fn faults(&self, options: &Options) -> Faults {
        match &self.attempt {
            Ok(attempt) => attempt.faults(self.transcript(), &[], options.classify),
            Err(_) => Faults::of_line(0),
        }
    }

    /// What is understood. Text that turns out to be printed twice goes to `discarded`.
    ///
    /// # Errors
    /// Those of [`lenient::conclude`], with the transcript of which most is understood, where it is another than that with the
    /// likely readings.
    pub(crate) fn conclude(
        self,
        discarded: &mut Discards,
        options: &Options,
    ) -> Result<Settled, Box<(Error, Option<Transcript>)>> {
        let transcript = self.other.as_ref().unwrap_or(self.first);
        let lost = || self.attempt.as_ref().ok().and_then(|attempt| lost_text(attempt, transcript));
        let in_doubt = self.ambiguous.map(|ambiguous| ambiguous.finding(transcript)).or_else(lost);
        let understood = self.attempt.and_then(|attempt| lenient::conclude(transcript, options, attempt, in_doubt));
        for (doubt, chosen) in self.doubts.iter().zip(&self.choice) {
            let other = chosen.checked_sub(1).and_then(|other| doubt.others.get(other));
            discarded.extend(other.map_or(&doubt.discarded, |other| &other.discarded).iter().cloned());
        }
        match understood {
            Err(error) => Err(Box::new((error, self.other))),
            Ok(understood) => Ok(Settled { other: self.other, understood, settlements: self.settlements }),
        }
    }
}

#[cfg(test)]
mod tests;
