//! `zhengxin check`: compares the reports below a folder with the JSON that is stored beside them, `name.pdf` with
//! `name.json`.
//!
//! A folder goes in; out come the files that are not as they are stored, with the leaves that differ, and a summary.
//! The paths of all files are collected and sorted first. So the results have the same order in every run, and the
//! files have the same numbers, by which they are named with `--mask`. The files are then read on several threads, and
//! the results are printed in the order of the paths.

mod files;
pub mod leaves;
mod outcome;
mod store;
mod tell;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use clap::Args;
use zhengxin::grammar::Grammar;

use self::files::{File, Files};
use self::outcome::Checker;
use self::tell::Teller;
use super::Reading;
use super::view::Masking;
use crate::process::panics;

/// The exit status if something is not as it is stored.
const DIFFERENT: u8 = 1;

/// The exit status for wrong usage.
const USAGE: u8 = 2;

#[derive(Args)]
pub struct CheckArgs {
    /// The folder with the reports, and all folders in it.
    #[arg(value_name = "DIR")]
    reports: PathBuf,
    /// Store what is read now where there is no JSON yet or other JSON; never of a file that cannot be read as a whole.
    #[arg(long)]
    accept: bool,
    /// How many files are read at once; as many as there are cores if it is not said.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    #[command(flatten)]
    masking: Masking,
    #[command(flatten)]
    pub(super) reading: Reading,
}

/// Runs the command.
pub fn run(arguments: &CheckArgs) -> io::Result<ExitCode> {
    if !arguments.reports.is_dir() {
        eprintln!("zhengxin: {}: it is no folder; give the one that the reports are in", arguments.reports.display());
        return Ok(ExitCode::from(USAGE));
    }
    let files = Files::below(&arguments.reports);
    let mut teller = Teller::new(arguments.reading.format, arguments.masking.mask, arguments.accept);
    teller.unlisted(&files.unlisted);
    let jobs = arguments.jobs.map_or_else(thread::available_parallelism, Ok)?.get();
    let checker =
        Checker { reading: &arguments.reading, masking: &arguments.masking, panics: panics::without_messages(|_| {}) };
    // Grammars are in scope on one thread alone, so the threads that read put them in scope again.
    let grammar = Grammar::in_scope();
    each_in_order(
        &files.files,
        jobs,
        |file| grammar.scope(|| checker.check(file)),
        |number, file, outcome| teller.tell(number, file, outcome),
    )?;
    let is_as_stored = teller.close()?;
    io::stdout().lock().flush()?;
    Ok(if is_as_stored { ExitCode::SUCCESS } else { ExitCode::from(DIFFERENT) })
}

/// Calls `work` for each file, on several threads, and `hand_on` with the results, in the order of the files.
fn each_in_order<T: Send>(
    files: &[File],
    jobs: usize,
    work: impl Fn(&File) -> T + Sync,
    mut hand_on: impl FnMut(usize, &File, T) -> io::Result<()>,
) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    // The queue is short, so that a thread waits when the results are not handed on fast enough.
    let (sender, done) = mpsc::sync_channel(jobs);
    thread::scope(|scope| {
        for _ in 0..jobs.min(files.len()) {
            let (sender, next, work) = (sender.clone(), &next, &work);
            scope.spawn(move || {
                while let Some((index, file)) = take(next, files) {
                    if sender.send((index, work(file))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut turn = 0;
        for (index, outcome) in done {
            waiting.insert(index, outcome);
            while let Some(outcome) = waiting.remove(&turn) {
                if let Some(file) = files.get(turn) {
                    hand_on(turn + 1, file, outcome)?;
                }
                turn += 1;
            }
        }
        Ok(())
    })
}

fn take<'f>(next: &AtomicUsize, files: &'f [File]) -> Option<(usize, &'f File)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    files.get(index).map(|file| (index, file))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_done_first_waits_for_its_turn() {
        let files: Vec<File> = (0..20).map(|number| File::Report(format!("{number}.pdf").into())).collect();
        let mut order = Vec::new();
        let work = |file: &File| {
            // The first ones take longest.
            let name = file.path().to_string_lossy().into_owned();
            let number: u64 = name.trim_end_matches(".pdf").parse().expect("a number");
            thread::sleep(Duration::from_millis(20 - number));
            name
        };
        let told = each_in_order(&files, 4, work, |number, _, name| {
            order.push((number, name));
            Ok(())
        });
        assert!(told.is_ok());
        let right: Vec<_> = (0..20).map(|number| (number + 1, format!("{number}.pdf"))).collect();
        assert_eq!(order, right);
    }
}
