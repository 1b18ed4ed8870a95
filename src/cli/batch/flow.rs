//! Runs a batch: the threads, and the queues between them.
//!
//! In go the sources of files and the workers; the answers come out, in the order in which files are done. One thread
//! finds the names of files. Each worker has a thread that has files read. One thread watches for files that take too
//! long, and on a terminal one more counts all files for the progress bar. The thread that calls [`Flow::run`] takes
//! the answers and gives them to the output.

use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::answer::Answer;
use super::name::{Name, Seen};
use super::output::Opened;
use super::progress::Progress;
use super::signals::Signals;
use super::walk::{Found, Source};
use super::workers::{Worker, Workers};

/// How many names may wait for each worker.
const NAMES_AHEAD: usize = 4;

/// If no answer comes for this long, the output is still asked to do what is due.
const TICK: Duration = Duration::from_millis(500);

/// An answer, or the reason why no more files can be read.
type Answered = io::Result<Answer>;

/// The queue of names, from which all workers take.
type Names = Arc<Mutex<Receiver<Name>>>;

/// A run of a batch.
pub struct Flow<'b> {
    sources: &'b [Source],
    workers: &'b Workers,
    signals: &'b Signals,
    progress: Progress,
    is_over: AtomicBool,
}

impl<'b> Flow<'b> {
    /// A run over these files.
    pub fn new(sources: &'b [Source], workers: &'b Workers, signals: &'b Signals) -> Self {
        Self { sources, workers, signals, progress: Progress::new(), is_over: AtomicBool::new(false) }
    }

    /// Reads every file that is not done, until a signal comes.
    pub fn run(self, opened: &mut Opened) -> io::Result<()> {
        let seen = std::mem::take(&mut opened.done);
        let jobs = self.workers.number();
        let (sender, names) = sync_channel(jobs * NAMES_AHEAD);
        let (answered, answers) = sync_channel(jobs);
        // The receiver is dropped with the last worker. Then sending fails, and the thread that finds names ends, too.
        let names = Arc::new(Mutex::new(names));
        let flow = &self;
        let (outcome, unlisted) = thread::scope(|scope| {
            scope.spawn(|| flow.workers.watch(|| flow.is_over.load(Ordering::Relaxed)));
            let finder = scope.spawn(move || flow.find(seen, &sender));
            if flow.progress.is_shown() && flow.sources.iter().all(Source::is_lasting) {
                scope.spawn(|| flow.count());
            }
            for worker in flow.workers.each() {
                let (names, answered) = (Arc::clone(&names), answered.clone());
                scope.spawn(move || flow.work(worker, &names, &answered));
            }
            drop((names, answered));
            let outcome = flow.collect(answers, opened);
            flow.is_over.store(true, Ordering::Relaxed);
            // If the thread panicked, it has not found all files, so this counts as files that are not listed.
            (outcome, finder.join().unwrap_or(1))
        });
        self.progress.clear();
        opened.tally.count_unlisted(unlisted);
        outcome
    }

    /// Breaks if no further file is to be begun: the run is over, or a signal came.
    fn is_ending(&self) -> ControlFlow<()> {
        if self.is_over.load(Ordering::Relaxed) || self.signals.number().is_some() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Sends every name that was not seen yet; returns how often files could not be found.
    fn find(&self, mut seen: Seen, names: &SyncSender<Name>) -> u64 {
        let mut unlisted = 0;
        let mut visit = |found: Found| {
            match found {
                Ok(name) if seen.insert(&name) => {
                    if names.send(name).is_err() {
                        return ControlFlow::Break(());
                    }
                }
                Ok(_) => self.progress.skip(),
                Err(reason) => {
                    unlisted += 1;
                    self.progress.say(&reason);
                }
            }
            self.is_ending()
        };
        let _ = self.sources.iter().try_for_each(|source| source.each(&mut visit));
        unlisted
    }

    /// Counts the files, so that the progress bar can tell how much time is left.
    fn count(&self) {
        let mut visit = |found: Found| {
            if found.is_ok() {
                self.progress.count();
            }
            self.is_ending()
        };
        if self.sources.iter().try_for_each(|source| source.each(&mut visit)).is_continue() {
            self.progress.counted();
        }
    }

    /// Has one file after the other read by a worker, and sends the answers.
    fn work(&self, mut worker: Worker<'_>, names: &Names, answers: &SyncSender<Answered>) {
        let next = || names.lock().unwrap_or_else(PoisonError::into_inner).recv();
        while let Ok(name) = next() {
            // The names in the queue are dropped: files that are not begun are left to the next run.
            if self.is_ending().is_break() {
                continue;
            }
            let answer = worker.read(&name);
            let has_failed = answer.is_err();
            if answers.send(answer).is_err() || has_failed {
                return;
            }
        }
    }

    /// Gives the answers to the output in the order in which they come. If it ends with an error, `answers` is dropped.
    /// Then the workers cannot send any more, and end.
    fn collect(&self, answers: Receiver<Answered>, opened: &mut Opened) -> io::Result<()> {
        loop {
            match answers.recv_timeout(TICK) {
                Ok(answered) => {
                    let answer = answered?;
                    opened.output.put(&answer)?;
                    opened.tally.count(answer.status);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            opened.output.tick()?;
            self.progress.show(opened.tally.now());
        }
    }
}
