//! The summary at the end of a batch: how many files were done, how fast, and what became of them.
//!
//! The status of each file goes in, text comes out:
//!
//! ```text
//! 74 files in 2.4 s, 31 files/s
//!   DETECTION_FAILED           42
//!     no_text                   1
//! …
//!   OK                         32
//! ```

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::time::Duration;

use super::answer::Status;

/// The word for the places where files could not be found.
const UNLISTED: &str = "not listed";

/// How far a kind is indented below its status.
const INDENT: usize = 2;

/// Counts files by what became of them.
#[derive(Debug, Default)]
pub struct Tally {
    counts: BTreeMap<Status, u64>,
    /// How many of the files earlier runs have done.
    earlier: u64,
    /// How often files could not be found: a folder cannot be listed, a pattern matches nothing.
    unlisted: u64,
}

impl Tally {
    /// Counts a file.
    pub fn count(&mut self, status: Status) {
        *self.counts.entry(status).or_default() += 1;
    }

    /// Counts a file of an earlier run.
    pub fn count_earlier(&mut self, status: Status) {
        self.count(status);
        self.earlier += 1;
    }

    /// Counts folders that could not be listed, and the like.
    pub fn count_unlisted(&mut self, number: u64) {
        self.unlisted += number;
    }

    /// How many files this run did.
    pub fn now(&self) -> u64 {
        self.all() - self.earlier
    }

    fn all(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Whether every file was found and read as a whole.
    pub fn is_all_read(&self) -> bool {
        self.unlisted == 0 && self.counts.keys().all(Status::is_whole)
    }

    /// The summary of a run that took the time `elapsed`.
    pub fn summary(&self, elapsed: Duration) -> impl Display {
        fmt::from_fn(move |formatter| self.write(elapsed, formatter))
    }

    fn write(&self, elapsed: Duration, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = elapsed.as_secs_f64();
        write!(formatter, "{} files in {}", self.now(), time(elapsed))?;
        if self.now() > 0 && seconds > 0.0 {
            write!(formatter, ", {} files/s", rate(self.now(), elapsed))?;
        }
        if self.earlier > 0 {
            write!(formatter, "; {} of an earlier run, {} in all", self.earlier, self.all())?;
        }
        let mut told = "";
        let names = self.counts.keys().map(|status| {
            let kind = status.kind.as_deref().map_or(0, |kind| INDENT + kind.len());
            status.status.len().max(kind)
        });
        let width = names.max().unwrap_or(0).max(UNLISTED.len());
        for (status, count) in &self.counts {
            if told != status.status {
                let of_status = self.counts.iter().filter(|(other, _)| other.status == status.status);
                let sum: u64 = of_status.map(|(_, count)| count).sum();
                write!(formatter, "\n  {:width$} {sum:>9}", status.status)?;
                told = &status.status;
            }
            let part_width = width - INDENT;
            let part = match (&status.kind, status.partial) {
                (Some(kind), _) => kind,
                (None, Some(true)) => "partial",
                (None, _) => continue,
            };
            write!(formatter, "\n    {part:part_width$} {count:>9}")?;
        }
        if self.unlisted > 0 {
            write!(formatter, "\n  {UNLISTED:width$} {:>9}", self.unlisted)?;
        }
        Ok(())
    }
}

/// The number of files per second, as text.
pub fn rate(files: u64, elapsed: Duration) -> String {
    #[allow(clippy::cast_precision_loss, reason = "for people")]
    let rate = files as f64 / elapsed.as_secs_f64().max(1e-3);
    if rate < 10.0 { format!("{rate:.2}") } else { format!("{rate:.0}") }
}

/// A time as text.
pub fn time(time: Duration) -> String {
    match time.as_secs() {
        0..100 => format!("{:.1} s", time.as_secs_f64()),
        seconds @ 100..6000 => format!("{} min {} s", seconds / 60, seconds % 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: &str, kind: Option<&str>, partial: Option<bool>) -> Status {
        Status { status: status.into(), kind: kind.map(Into::into), partial }
    }

    #[test]
    fn a_summary_has_every_status_and_kind() {
        let mut tally = Tally::default();
        assert!(tally.is_all_read());
        tally.count_earlier(status("OK", None, Some(false)));
        tally.count(status("OK", None, Some(false)));
        assert!(tally.is_all_read());
        tally.count(status("OK", None, Some(true)));
        assert!(!tally.is_all_read());
        tally.count(status("DETECTION_FAILED", Some("no_text"), None));
        tally.count(status("DETECTION_FAILED", Some("unknown_layout"), None));
        let lines = [
            "4 files in 2.0 s, 2.00 files/s; 1 of an earlier run, 5 in all",
            "  DETECTION_FAILED         2",
            "    no_text                1",
            "    unknown_layout         1",
            "  OK                       3",
            "    partial                1",
        ];
        assert_eq!(tally.summary(Duration::from_secs(2)).to_string(), lines.join("\n"));
        tally.count_unlisted(1);
        assert!(tally.summary(Duration::from_secs(2)).to_string().ends_with("\n  not listed               1"));
    }

    #[test]
    fn times_are_for_people() {
        let times = [(1, "1.0 s"), (100, "1 min 40 s"), (7265, "2 h 1 min")];
        assert!(times.iter().all(|(seconds, told)| time(Duration::from_secs(*seconds)) == *told));
    }
}
