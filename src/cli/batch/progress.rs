//! The bar that shows on a terminal how many files of a batch are done, how fast, and how long the rest will take.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::summary::{rate, time};

/// How far a batch is. The files are counted while they are read, so reading need not wait for the count, and no names
/// are kept for it.
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    /// Files that need not be read: they are done, or were found before.
    skipped: AtomicU64,
    /// Files that were counted so far.
    counted: AtomicU64,
    is_counted: AtomicBool,
}

impl Progress {
    /// A bar, which is hidden unless standard error is a terminal.
    pub fn new() -> Self {
        let bar = if io::stderr().is_terminal() { ProgressBar::no_length() } else { ProgressBar::hidden() };
        set_template(&bar, "{spinner} {pos} files, {msg}");
        bar.enable_steady_tick(Duration::from_secs(1));
        Self {
            bar,
            started: Instant::now(),
            skipped: AtomicU64::default(),
            counted: AtomicU64::default(),
            is_counted: AtomicBool::default(),
        }
    }

    /// Whether it is shown.
    pub fn is_shown(&self) -> bool {
        !self.bar.is_hidden()
    }

    /// Counts a file that need not be read.
    pub fn skip(&self) {
        self.skipped.fetch_add(1, Ordering::Relaxed);
    }

    /// Adds one to the number of all files.
    pub fn count(&self) {
        self.counted.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes that all files were counted.
    pub fn counted(&self) {
        self.is_counted.store(true, Ordering::Relaxed);
    }

    /// Says something above the bar.
    pub fn say(&self, message: &str) {
        self.bar.suspend(|| eprintln!("zhengxin: {message}"));
    }

    /// Shows that `done` files were done in this run.
    pub fn show(&self, done: u64) {
        if !self.is_shown() {
            return;
        }
        let skipped = self.skipped.load(Ordering::Relaxed);
        let total = self.is_counted.load(Ordering::Relaxed).then(|| self.counted.load(Ordering::Relaxed));
        if let Some(total) = total.filter(|_| self.bar.length().is_none()) {
            self.bar.set_length(total);
            set_template(&self.bar, "{wide_bar} {pos}/{len} files, {msg}");
        }
        self.bar.set_message(speed(done, total.map(|total| total.saturating_sub(skipped)), self.started.elapsed()));
        self.bar.set_position(done + skipped);
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// Sets the template of the bar. (All templates are constants without mistakes, so there is no error to report.)
fn set_template(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
}

/// How many files are done in a second, and how long the rest will take if `total`, the number of files to be done, is
/// known.
fn speed(done: u64, total: Option<u64>, elapsed: Duration) -> String {
    let rate = rate(done, elapsed);
    match total {
        Some(total) if done > 0 => {
            #[allow(clippy::cast_precision_loss, reason = "an estimate")]
            let share = total.saturating_sub(done) as f64 / done as f64;
            let left = Duration::try_from_secs_f64(elapsed.as_secs_f64() * share).unwrap_or(Duration::MAX);
            format!("{rate}/s, {} left", time(left))
        }
        _ => format!("{rate}/s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_told_when_the_number_of_files_is_known() {
        let elapsed = Duration::from_secs(10);
        assert_eq!(speed(200, None, elapsed), "20/s");
        assert_eq!(speed(200, Some(1200), elapsed), "20/s, 50.0 s left");
        assert_eq!(speed(0, Some(1200), elapsed), "0.00/s");
        assert_eq!(speed(200, Some(100), elapsed), "20/s, 0.0 s left");
    }
}
