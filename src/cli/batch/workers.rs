//! The workers of a batch. Each has a process of its own, which reads its files: the name of a file goes in, the answer
//! comes out, whatever happens to the process.
//!
//! Threads would not be enough. A thread that hangs cannot be ended. A thread that overflows its stack, or asks for
//! more memory than there is, ends the whole batch. When the batch is continued, the same file would end it again. If a
//! process does so, only the file that it was reading is lost.

use std::io::{self, BufReader, BufWriter, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use zhengxin::grammar::Grammar;

use super::answer::{Answer, How, Refusal};
use super::name::Name;
use crate::process::{confined, frame, grammars};

/// The time between two checks whether a file takes too long.
const WATCH_EVERY: Duration = Duration::from_millis(20);

/// How many times a file is tried if the process that reads it ends each time. The first end need not be the fault of
/// the file, because a system that is short of memory may kill any process.
const TRIES: usize = 2;

/// The time and memory that one file may take.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub time: Duration,
    /// In bytes.
    pub memory: u64,
}

/// All workers of a batch, with their processes, which are kept here so that [`Workers::watch`] can kill them.
pub struct Workers {
    how: How,
    bounds: Bounds,
    /// The grammars as JSON, if they are not the compiled ones alone.
    grammar: Option<Vec<u8>>,
    command: Box<dyn Fn() -> Command + Send + Sync>,
    places: Vec<Mutex<Option<Process>>>,
}

/// A reader process.
struct Process {
    child: Child,
    /// The time at which the file that is being read has taken too long; `None` if no file is being read.
    until: Option<Instant>,
    was_too_slow: bool,
}

/// The pipes to a reader process.
struct Pipes {
    names: BufWriter<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// One worker, which starts its process when it needs one.
pub struct Worker<'w> {
    workers: &'w Workers,
    process: &'w Mutex<Option<Process>>,
    pipes: Option<Pipes>,
}

impl Workers {
    /// As many workers as `number` says. Their processes are started later.
    pub fn new(number: usize, how: How, bounds: Bounds, grammar: &Grammar) -> io::Result<Self> {
        let (program, how_as_text) = (confined::program()?, serde_json::to_string(&how)?);
        let memory = bounds.memory.to_string();
        let command = move || {
            let mut command = Command::new(&program);
            #[cfg(unix)]
            std::os::unix::process::CommandExt::arg0(&mut command, env!("CARGO_PKG_NAME"));
            // A process has only two threads, so one heap is enough.
            command.args(["batch-reader", &how_as_text, &memory]).env("MALLOC_ARENA_MAX", "1");
            command
        };
        let grammar = grammars::to_json(grammar)?;
        Ok(Self { grammar, ..Self::started_by(Box::new(command), number, how, bounds) })
    }

    /// Workers whose processes `command` starts. In tests it starts other programs.
    fn started_by(command: Box<dyn Fn() -> Command + Send + Sync>, number: usize, how: How, bounds: Bounds) -> Self {
        Self { how, bounds, grammar: None, command, places: (0..number).map(|_| Mutex::default()).collect() }
    }

    /// How many workers there are.
    pub fn number(&self) -> usize {
        self.places.len()
    }

    /// The workers, each to be moved to its thread.
    pub fn each(&self) -> impl Iterator<Item = Worker<'_>> {
        self.places.iter().map(|process| Worker { workers: self, process, pipes: None })
    }

    /// Kills processes whose files take too long, until `is_over` returns true.
    pub fn watch(&self, is_over: impl Fn() -> bool) {
        while !is_over() {
            thread::sleep(WATCH_EVERY);
            for place in &self.places {
                if let Some(process) = locked(place).as_mut()
                    && process.until.is_some_and(|until| until < Instant::now())
                {
                    process.was_too_slow = true;
                    // The pipe ends with the process, and so the worker notices.
                    let _ = process.child.kill();
                }
            }
        }
    }

    fn start(&self) -> io::Result<Child> {
        let mut command = (self.command)();
        // What a process writes to standard error as it ends is not for the user.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // In a process group of its own, the process does not get the Ctrl-C that is meant for the batch. The batch
        // lets the files in hand be read.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.spawn()
    }
}

impl Worker<'_> {
    /// Has a file read. An error means that no reader can be started, which is not the file's fault.
    pub fn read(&mut self, name: &Name) -> io::Result<Answer> {
        let mut end = String::new();
        for _ in 0..TRIES {
            let mut pipes = match self.pipes.take() {
                Some(pipes) => pipes,
                None => self.start()?,
            };
            self.set_deadline(Some(Instant::now() + self.workers.bounds.time));
            let answered = ask(&mut pipes, name);
            self.set_deadline(None);
            match answered {
                Ok(answer) => {
                    self.pipes = Some(pipes);
                    // The answer came at the last moment, when the process was already being killed. It is ended here,
                    // so that the next file is not blamed for that.
                    if self.was_too_slow() {
                        self.end();
                    }
                    return Ok(answer);
                }
                Err(_) if self.was_too_slow() => {
                    let reason = format!("reading took longer than {} s", self.workers.bounds.time.as_secs_f64());
                    return Ok(self.refused(name, "too_slow", reason));
                }
                Err(_) => end = self.end(),
            }
        }
        let memory = self.workers.bounds.memory >> 20;
        let reason = format!("reading ended the process that read ({end}); a file may take {memory} MiB of memory");
        Ok(self.refused(name, "crashed", reason))
    }

    fn refused(&self, name: &Name, kind: &str, reason: String) -> Answer {
        self.workers.how.refused(name, &Refusal::new("INTERNAL_ERROR", kind, reason))
    }

    fn start(&mut self) -> io::Result<Pipes> {
        self.end();
        let cannot = |error: io::Error| io::Error::new(error.kind(), format!("a reader cannot be started: {error}"));
        let mut child = self.workers.start().map_err(cannot)?;
        let (names, answers) = (child.stdin.take(), child.stdout.take());
        *locked(self.process) = Some(Process { child, until: None, was_too_slow: false });
        let (Some(names), Some(answers)) = (names, answers) else {
            return Err(io::Error::other("a pipe of a reader is missing"));
        };
        let mut pipes = Pipes { names: BufWriter::new(names), answers: BufReader::new(answers) };
        if let Some(grammar) = &self.workers.grammar {
            // If the process ends before it has taken the grammars, that is noticed below.
            let _ = frame::send(&mut pipes.names, grammar).and_then(|()| pipes.names.flush());
        }
        // The process says when it is ready. If it ends before that, no file is to blame, since it was not given any.
        if frame::receive(&mut pipes.answers).is_err() {
            return Err(io::Error::other(format!("a reader cannot be started: it ended ({})", self.end())));
        }
        Ok(pipes)
    }

    fn set_deadline(&self, until: Option<Instant>) {
        if let Some(process) = locked(self.process).as_mut() {
            process.until = until;
        }
    }

    fn was_too_slow(&self) -> bool {
        locked(self.process).as_ref().is_some_and(|process| process.was_too_slow)
    }

    /// Ends the process; says how it ended.
    fn end(&mut self) -> String {
        self.pipes = None;
        let Some(mut process) = locked(self.process).take() else { return String::new() };
        // The process may have closed its pipes and still be running.
        let _ = process.child.kill();
        process.child.wait().map_or_else(|error| error.to_string(), |status| status.to_string())
    }
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        self.end();
    }
}

fn ask(pipes: &mut Pipes, name: &Name) -> io::Result<Answer> {
    frame::send(&mut pipes.names, name.bytes())?;
    pipes.names.flush()?;
    let status = serde_json::from_slice(&frame::receive(&mut pipes.answers)?)?;
    Ok(Answer { status, payload: frame::receive(&mut pipes.answers)? })
}

/// Locks a mutex, even if another thread has panicked with it: what is in it is whole at any time.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(all(test, unix))]
mod tests {
    use std::path::Path;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::super::answer::Format;
    use super::*;

    /// The answer of a worker whose process is a shell script.
    fn answer(script: &'static str) -> io::Result<Answer> {
        let command = move || {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            command
        };
        let how =
            How { format: Format::Jsonl, typed: false, mask: false, lenient: false, classify: true, grammar: None };
        let bounds = Bounds { time: Duration::from_millis(200), memory: 8 << 20 };
        let workers = Workers::started_by(Box::new(command), 1, how, bounds);
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| workers.watch(|| is_over.load(Ordering::Relaxed)));
            let mut worker = workers.each().next().expect("a worker");
            let answer = worker.read(&Name::new(Path::new("a.pdf")));
            is_over.store(true, Ordering::Relaxed);
            answer
        })
    }

    #[test]
    fn a_process_that_ends_costs_its_file() {
        let cases = [
            ("head -c 8 /dev/zero; exec sleep 60", "too_slow", "reading took longer than 0.2 s"),
            (
                "head -c 8 /dev/zero; head -c 9 >/dev/null; kill -SEGV $$",
                "crashed",
                "reading ended the process that read (signal: 11 (SIGSEGV)); a file may take 8 MiB of memory",
            ),
        ];
        for (script, kind, message) in cases {
            let answer = answer(script).expect("an answer");
            assert_eq!((&*answer.status.status, answer.status.kind.as_deref()), ("INTERNAL_ERROR", Some(kind)));
            let line: serde_json::Value = serde_json::from_slice(&answer.payload).expect("JSON");
            assert_eq!((&line["file"], &line["message"]), (&"a.pdf".into(), &message.into()));
        }
    }

    #[test]
    fn a_process_that_does_not_start_is_not_the_fault_of_a_file() {
        for script in ["exit 3", "exec nowhere"] {
            let error = answer(script).expect_err("no reader");
            assert!(error.to_string().starts_with("a reader cannot be started: it ended (exit status: "), "{error}");
        }
    }
}
