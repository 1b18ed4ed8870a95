//! `zhengxin batch`: reads any number of files into one output, on all cores and in bounded memory. A batch that was
//! killed can be continued.
//!
//! ```text
//! walk ──names──▶ workers ──answers──▶ output
//!  │              one process each      JSON lines, or tables
//!  └─ seen: 16 bytes a file, those of earlier runs first
//! ```
//! The queues between the stages are short, and a stage that is ahead waits. `docs/batch.md` says what a batch
//! promises.

mod answer;
mod flow;
mod jsonl;
pub mod name;
mod output;
#[cfg(feature = "parquet")]
mod parquet;
mod progress;
mod read;
pub mod reader;
mod signals;
mod state;
mod summary;
pub mod walk;
mod workers;

use std::io;
use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use zhengxin::grammar::Grammar;

use self::answer::{Format, How};
use self::flow::Flow;
use self::jsonl::Jsonl;
use self::output::Opened;
use self::signals::{SIGNALLED, Signals};
use self::state::Existing;
use self::walk::Source;
use self::workers::{Bounds, Workers};
use super::grammar::GrammarArgs;
use super::view::View;

/// The exit status of a batch that had to stop: its output cannot be written, or no process can be started.
const STOPPED: u8 = 4;

#[derive(Args)]
pub struct BatchArgs {
    /// Files, folders and patterns. A file is read whatever its name; a folder stands for all files below it that end in
    /// .pdf or .PDF; a pattern (`*`, `?`, `[…]`, `{…,…}`, `**` for folders) that names nothing itself for the files it
    /// matches.
    #[arg(value_name = "PATH", required_unless_present = "files_from")]
    paths: Vec<PathBuf>,
    /// Also read the files of this list, a path a line; `-` takes the list from standard input.
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// Where the results go: a file of JSON lines, or a folder of tables. What is remembered of the batch is put beside it
    /// (OUT.batch) or into it.
    #[arg(long, value_name = "OUT")]
    out: PathBuf,
    /// The form of the results.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// Go on with a batch that was stopped or killed: files that have a result in OUT are not read again, whatever became
    /// of them since. Where there is no OUT yet, begin. The options that make the results must be the same.
    #[arg(long, conflicts_with = "overwrite")]
    resume: bool,
    /// Delete OUT if it is there.
    #[arg(long)]
    overwrite: bool,
    /// Leave out what is broken of a report, and read the rest: see `parse --lenient`.
    #[arg(long)]
    lenient: bool,
    /// Read whatever sections are found, also in a document that does not look like a report.
    #[arg(long)]
    no_classify: bool,
    #[command(flatten)]
    view: View,
    #[command(flatten)]
    pub(super) grammar: GrammarArgs,
    /// How many files are read at once, each in a process of its own; as many as there are cores if it is not said.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// Files of a part of the tables: as many are read again when a batch is killed, or those of a minute.
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "N", default_value = "2000")]
    part_files: NonZero<usize>,
    /// Seconds that a file may take.
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: Duration,
    /// MiB of memory that a file may take.
    #[arg(long, value_name = "MIB", default_value_t = 1024)]
    memory: u64,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().map_err(|error| error.to_string())?;
    let time = Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())?;
    if time.is_zero() { Err("no file can be read in no time".into()) } else { Ok(time) }
}

/// Why a batch ends before all of its files are done.
pub enum Stop {
    /// Wrong usage.
    Usage(String),
    /// Its output cannot be written, or no process can be started.
    Failed(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// Runs the command.
pub fn run(arguments: &BatchArgs) -> ExitCode {
    let outcome = Signals::caught().map_err(Stop::from).and_then(|signals| {
        let is_all_read = batch(arguments, &signals)?;
        Ok((is_all_read, signals.number()))
    });
    match outcome {
        Ok((_, Some(number))) => ExitCode::from(SIGNALLED | number),
        Ok((true, None)) => ExitCode::SUCCESS,
        Ok((false, None)) => ExitCode::FAILURE,
        Err(Stop::Usage(reason)) => {
            eprintln!("zhengxin: {reason}");
            ExitCode::from(2)
        }
        Err(Stop::Failed(error)) => {
            eprintln!("zhengxin: the batch has to stop, --resume goes on with it: {error}");
            ExitCode::from(STOPPED)
        }
    }
}

/// Reads all files; returns whether all of them were read as a whole.
fn batch(arguments: &BatchArgs, signals: &Signals) -> Result<bool, Stop> {
    let sources = arguments.sources()?;
    let grammar = Grammar::in_scope();
    let how = How::new(arguments.format, &arguments.view, arguments.lenient, !arguments.no_classify, &grammar);
    let jobs = arguments.jobs.map_or_else(thread::available_parallelism, Ok)?.get();
    let bounds = Bounds { time: arguments.timeout, memory: arguments.memory.saturating_mul(1 << 20) };
    let workers = Workers::new(jobs, how, bounds, &grammar)?;
    let mut opened = arguments.open(how)?;
    let started = Instant::now();
    let outcome = Flow::new(&sources, &workers, signals).run(&mut opened);
    let outcome = outcome.and_then(|()| opened.output.finish());
    eprintln!("zhengxin: {}", opened.tally.summary(started.elapsed()));
    outcome?;
    Ok(opened.tally.is_all_read())
}

impl BatchArgs {
    fn sources(&self) -> Result<Vec<Source>, Stop> {
        let out = self.out.canonicalize().ok();
        if self.paths.iter().any(|path| out.is_some() && path.canonicalize().ok() == out && !path.is_dir()) {
            return Err(Stop::Usage(format!("{} is to be read and written", self.out.display())));
        }
        let paths = self.paths.iter().map(|path| Source::of(path).map_err(Stop::Usage));
        let list = self.files_from.iter().map(|list| Ok(Source::List(list.clone())));
        paths.chain(list).collect()
    }

    /// Opens the output and locks it, so that no other batch writes to it.
    fn open(&self, how: How) -> Result<Opened, Stop> {
        let existing = match (self.resume, self.overwrite) {
            (true, _) => Existing::Resume,
            (_, true) => Existing::Overwrite,
            _ => Existing::Refuse,
        };
        match how.format {
            Format::Jsonl => Jsonl::open(&self.out, how, existing),
            #[cfg(feature = "parquet")]
            Format::Parquet => parquet::Tables::open(&self.out, how, existing, self.part_files.get()),
        }
    }
}
