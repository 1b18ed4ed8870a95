//! Reads files in processes of their own: some files at once, each with a limit of time and memory.
//!
//! A file that hangs, exhausts memory, overflows the stack or crashes the reader ends one process, and another process
//! is started in its place. The service and the other files do not notice. Files are sent through pipes, so nothing of
//! them reaches the disk.

pub mod child;
mod frame;
mod process;

use std::io;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use tokio::process::Command;
use tokio::sync::{Mutex, mpsc, oneshot, watch};
use tokio::time::timeout;

use self::frame::{Order, Reply, Verdict};
use self::process::{End, Process};
use super::grammars::{InUse, are_same};
use super::metrics::Metrics;
use crate::process::confined;
use crate::process::envelope::Asked;

/// The bounds of reading.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Files that are read at once.
    pub readers: NonZero<usize>,
    /// Files that may wait.
    pub queue: NonZero<usize>,
    /// How long one file may take.
    pub time: Duration,
    /// Bytes of memory that one file may take.
    pub memory: u64,
}

/// The answer for a file that was read.
#[derive(Debug)]
pub struct Answered {
    pub pages: u32,
    /// The answer in its envelope, as JSON.
    pub envelope: Bytes,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The file is no report that can be read. The text says why.
    Refused(String),
    /// Reading took longer than the bound.
    TooSlow(Duration),
    /// Reading took more memory than the bound, in bytes.
    TooLarge(u64),
    /// The reader is at fault. The text says what happened.
    Defect(String),
    /// As many files as may wait are waiting.
    Busy,
}

struct Job {
    order: Order,
    reply: oneshot::Sender<Result<Answered, Failure>>,
}

/// The readers, and the queue of the files that wait for them.
pub struct Readers {
    jobs: mpsc::Sender<Job>,
    metrics: Arc<Metrics>,
    running: Arc<AtomicUsize>,
    wanted: usize,
}

/// What all readers share.
struct Shared {
    jobs: Mutex<mpsc::Receiver<Job>>,
    command: Box<dyn Fn() -> Command + Send + Sync>,
    grammars: watch::Receiver<InUse>,
    bounds: Bounds,
    metrics: Arc<Metrics>,
    running: Arc<AtomicUsize>,
}

impl Readers {
    /// Starts the readers. `command` gives the command for a reader process, which runs `child::run`. The process gets the grammars in
    /// use; once these are others, another process takes its place before the next file.
    pub fn start(
        bounds: Bounds,
        metrics: Arc<Metrics>,
        grammars: watch::Receiver<InUse>,
        command: impl Fn() -> Command + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let (sender, jobs) = mpsc::channel(bounds.queue.get());
        let running = Arc::new(AtomicUsize::new(0));
        let shared = Arc::new(Shared {
            jobs: Mutex::new(jobs),
            command: Box::new(command),
            grammars,
            bounds,
            metrics: Arc::clone(&metrics),
            running: Arc::clone(&running),
        });
        let processes: Vec<(Process, InUse)> =
            (0..bounds.readers.get()).map(|_| shared.process()).collect::<io::Result<_>>()?;
        for (process, grammars) in processes {
            tokio::spawn(Reader::new(Arc::clone(&shared), process, grammars).work());
        }
        Ok(Self { jobs: sender, metrics, running, wanted: bounds.readers.get() })
    }

    /// The command that starts a reader process of this program.
    pub fn command(memory: u64) -> io::Result<impl Fn() -> Command + Send + Sync + 'static> {
        let program = confined::program()?;
        Ok(move || {
            let mut command = Command::new(&program);
            command.arg0(env!("CARGO_PKG_NAME"));
            // The environment may hold secrets of the service, so a reader does not get it. One heap is enough for two
            // threads.
            command.arg("reader").arg(memory.to_string()).env_clear().env("MALLOC_ARENA_MAX", "1");
            command
        })
    }

    /// Whether every reader has its process.
    pub fn are_ready(&self) -> bool {
        self.running.load(Ordering::Relaxed) == self.wanted
    }

    /// Whether the next file would be refused with [`Failure::Busy`].
    pub fn are_busy(&self) -> bool {
        self.jobs.capacity() == 0
    }

    /// Has a file read when its turn comes. If the caller gives up before, the file is not read at all.
    pub async fn read(&self, file: Vec<u8>, asked: Asked) -> Result<Answered, Failure> {
        let (reply, outcome) = oneshot::channel();
        let job = Job { order: Order { asked, file }, reply };
        // Counted before it is sent, because a reader may take it at once.
        self.metrics.queued.inc();
        if self.jobs.try_send(job).is_err() {
            self.metrics.queued.dec();
            return Err(Failure::Busy);
        }
        outcome.await.unwrap_or_else(|_| Err(Failure::Defect("the reader was lost".into())))
    }
}

impl Shared {
    /// Starts a reader process with the grammars in use.
    fn process(&self) -> io::Result<(Process, InUse)> {
        let grammars = self.grammars.borrow().clone();
        let mut command = (self.command)();
        if grammars.is_some() {
            command.arg(child::SENT);
        }
        Ok((Process::start(&mut command, grammars.clone())?, grammars))
    }
}

/// One reader, with its process and the grammars of that. It is without a process if none could be started.
struct Reader {
    shared: Arc<Shared>,
    process: Option<Process>,
    grammars: InUse,
}

impl Reader {
    fn new(shared: Arc<Shared>, process: Process, grammars: InUse) -> Self {
        shared.running.fetch_add(1, Ordering::Relaxed);
        Self { shared, process: Some(process), grammars }
    }

    /// Takes one file after the other, until the service ends.
    async fn work(mut self) {
        while let Some(job) = self.next().await {
            if job.reply.is_closed() {
                continue;
            }
            self.shared.metrics.reading.inc();
            let outcome = self.read(&job.order).await;
            self.shared.metrics.reading.dec();
            // The caller may have given up meanwhile.
            let _ = job.reply.send(outcome);
            self.ensure_process();
        }
    }

    async fn next(&self) -> Option<Job> {
        let mut jobs = self.shared.jobs.lock().await;
        let job = jobs.recv().await?;
        self.shared.metrics.queued.dec();
        Some(job)
    }

    /// Starts another process if there is none that runs, or if other grammars are in use now than those it has.
    fn ensure_process(&mut self) {
        let is_outdated = !are_same(&self.grammars, &self.shared.grammars.borrow());
        if !is_outdated && self.process.as_mut().is_some_and(Process::is_running) {
            return;
        }
        if let Some(mut process) = self.process.take() {
            match process.is_running() {
                true => drop(self.shared.running.fetch_sub(1, Ordering::Relaxed)),
                false => self.lost(),
            }
        }
        match self.shared.process() {
            Ok((process, grammars)) => {
                self.process = Some(process);
                self.grammars = grammars;
                self.shared.running.fetch_add(1, Ordering::Relaxed);
            }
            Err(error) => tracing::error!(%error, "a reader cannot be started"),
        }
    }

    fn lost(&self) {
        self.shared.running.fetch_sub(1, Ordering::Relaxed);
        self.shared.metrics.readers_lost.inc();
    }

    async fn read(&mut self, order: &Order) -> Result<Answered, Failure> {
        // The process may have been killed from outside since the last file.
        self.ensure_process();
        let Some(mut process) = self.process.take() else {
            return Err(Failure::Defect("a reader cannot be started".into()));
        };
        let bounds = self.shared.bounds;
        let started = Instant::now();
        let replied = timeout(bounds.time, process.read(order)).await;
        self.shared.metrics.parse_seconds.observe(started.elapsed().as_secs_f64());
        match replied {
            Ok(Ok(reply)) => {
                self.process = Some(process);
                self.outcome(reply)
            }
            Ok(Err(_)) => {
                self.lost();
                match process.end().await {
                    End::OutOfMemory => Err(Failure::TooLarge(bounds.memory)),
                    End::Crashed(how) => Err(Failure::Defect(format!("the reader ended: {how}"))),
                }
            }
            Err(_) => {
                // Dropping the process kills it.
                self.lost();
                Err(Failure::TooSlow(bounds.time))
            }
        }
    }

    fn outcome(&self, reply: Reply) -> Result<Answered, Failure> {
        let text = |payload: Vec<u8>| String::from_utf8_lossy(&payload).into_owned();
        match reply.verdict {
            Verdict::Read => {
                self.shared.metrics.pages.inc_by(reply.pages.into());
                Ok(Answered { pages: reply.pages, envelope: reply.payload.into() })
            }
            Verdict::Refused => Err(Failure::Refused(text(reply.payload))),
            Verdict::Defect => Err(Failure::Defect(text(reply.payload))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Readers whose process is a line of shell.
    fn readers(script: &'static str, queue: usize) -> Readers {
        let one = NonZero::<usize>::MIN;
        let queue = NonZero::new(queue).expect("a queue");
        let bounds = Bounds { readers: one, queue, time: Duration::from_secs(1), memory: 1 << 20 };
        let command = move || {
            let mut command = Command::new("sh");
            command.arg("-c").arg(script);
            command
        };
        let (_, grammars) = watch::channel(None);
        Readers::start(bounds, Arc::new(Metrics::default()), grammars, command).expect("a shell")
    }

    async fn failure(readers: &Readers) -> Failure {
        readers.read(b"%PDF-".to_vec(), Asked::default()).await.expect_err("no report")
    }

    #[tokio::test]
    async fn the_end_of_a_process_is_told_apart() {
        let cases = [
            ("exec sleep 60", Failure::TooSlow(Duration::from_secs(1))),
            (
                "head -c 14 >/dev/null; echo 'memory allocation of 9 bytes failed' >&2; kill -ABRT $$",
                Failure::TooLarge(1 << 20),
            ),
            ("head -c 14 >/dev/null; kill -SEGV $$", Failure::Defect("the reader ended: signal: 11 (SIGSEGV)".into())),
            ("head -c 14 >/dev/null; exit 3", Failure::Defect("the reader ended: exit status: 3".into())),
        ];
        for (script, expected) in cases {
            assert_eq!(failure(&readers(script, 1)).await, expected, "{script}");
        }
    }

    #[tokio::test]
    async fn a_reader_is_replaced_by_another() {
        let readers = readers("head -c 14 >/dev/null; kill -SEGV $$", 4);
        for _ in 0..3 {
            assert!(matches!(failure(&readers).await, Failure::Defect(_)));
        }
    }

    #[tokio::test]
    async fn the_queue_has_an_end() {
        let readers = Arc::new(readers("exec sleep 60", 2));
        let mut waiting = Vec::new();
        for _ in 0..4 {
            let readers = Arc::clone(&readers);
            waiting.push(tokio::spawn(async move { failure(&readers).await }));
            // Each is in the queue, or with the reader, before the next one comes.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(readers.are_busy());
        assert_eq!(waiting.pop().expect("the last of them").await.expect("an outcome"), Failure::Busy);
    }
}
