//! The command line of `zhengxin`: the stages of the library, and the tools around them, each as a command.
//!
//! Arguments go in. What a command makes goes to standard output or into files, and messages go to standard error; the
//! exit status says how it ended. This file has the list of the commands, the options that several of them have in
//! common, and the commands that print the result of a single stage (`pages`, `transcript`, `tree`). The other commands
//! have files and folders of their own.

mod audit;
mod batch;
mod check;
mod diff;
mod grammar;
mod inspect;
mod pack;
mod paint;
mod parse;
mod report_failure;
mod stored;
mod terms;
mod view;
mod watch;

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use serde::Serialize;
use zhengxin::Options;
use zhengxin::grammar::Grammar;
use zhengxin::transcript::Transcript;

use self::grammar::GrammarArgs;
use self::report_failure::{Failure, Format};
use self::view::{Masking, SchemaArgs};
use crate::process::json::{self, Form};
#[cfg(feature = "server")]
use crate::server;

/// Read second-generation personal credit reports (二代征信个人信用报告) from PDF into JSON.
///
/// Exit status: 0 everything was read; 1 something could not be read (each with one message on standard error), or `diff` or
/// `check` found a difference; 2 wrong usage, grammars that are none, or `diff` could not read both reports; 3 `audit` found a report that contradicts itself; 4 `batch` had to stop; 128 and the number of a signal
/// that ended it.
#[derive(Parser)]
#[command(name = "zhengxin", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

// `defer`: clap makes only the options of the command that is run. To make those of all commands would take a good part
// of the time that the program needs to start.
#[derive(Subcommand)]
#[command(defer = true)]
enum Command {
    /// Print the report as JSON.
    ///
    /// One file: its JSON, indented on a terminal. Several files: one line each, {"file": …, "result": …} or
    /// {"file": …, "error": …}.
    Parse(parse::ParseArgs),
    /// Read any number of files, on all cores, into a file of JSON lines or a folder of tables.
    ///
    /// A line is {"file": …, "status": "OK", "result": …} or {"file": …, "status": …, "kind": …, "message": …, "findings":
    /// …}; the lines come in the order in which files are done. A batch that was stopped or killed is gone on with by the
    /// same command with --resume: no file is done twice, none is lost. Ctrl-C ends it when the files in hand are read, a
    /// second one at once.
    ///
    /// Exit status: 0 every file was read; 1 some could not be, or only in part; 2 wrong usage, also where OUT is there and
    /// nothing is said about it; 4 the batch had to stop, because OUT cannot be written or no process be started; 130 it was
    /// ended by Ctrl-C, 143 by SIGTERM.
    Batch(Box<batch::BatchArgs>),
    /// Read files for a batch.
    #[command(hide = true)]
    BatchReader(batch::reader::ReaderArgs),
    /// Print where reports contradict themselves: sums, counts, dates, repayment grids.
    ///
    /// Exit status: 0 no finding of severity error; 3 such findings; 1 a file could not be read.
    Audit(audit::AuditArgs),
    /// Print what is different between two reports of one person.
    ///
    /// Each is a PDF, or the JSON that `parse` prints. Records are matched by what identifies them: accounts by their
    /// numbers, repayment months by year and month, queries by all that they say; their order makes no difference.
    /// With --format json the difference is JSON.
    ///
    /// Exit status: 0 the same; 1 different; 2 wrong usage, or one of the two cannot be read.
    Diff(diff::DiffArgs),
    /// Hold every PDF below a folder against the JSON that is stored beside it: name.pdf against name.json.
    ///
    /// The JSON is what `parse` prints, also in the envelope of the API. Told are leaves that are missing, new or changed,
    /// PDF files without JSON, files that cannot be read, and JSON without a PDF file. --accept stores what is new and
    /// changed. With --format json each is a JSON line, and the summary the last. With --mask nothing personal is told, and
    /// files have numbers in place of their names; what is stored is not masked.
    ///
    /// Exit status: 0 everything is as it is stored (with --accept: now); 1 something is not; 2 wrong usage.
    Check(check::CheckArgs),
    /// Make an HTML page that shows a report, its JSON, and where each of both stands in the other.
    ///
    /// The page needs nothing else and no network. It shows the pages as they were read, the fields, what was left out or
    /// contradicts itself, and the repayment grids of all accounts. What is broken is left out and marked; of a file that
    /// cannot be read as a report the pages are shown with the reason. With --mask the masked report is drawn where it stands,
    /// and nothing else of the pages is shown, nor the name of the file.
    ///
    /// Exit status: 0 the page is of a whole report; 1 the report was read in part or not at all, or nothing could be written;
    /// 2 wrong usage.
    Inspect(inspect::InspectArgs),
    /// Print what is on the pages: positioned characters, ruling lines and filled areas, a JSON line a page.
    Pages {
        /// A PDF file; `-` reads standard input.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Print the report as plain text, a line per printed row: what the grammars are written against.
    Transcript(TranscriptArgs),
    /// Print the parse tree: the rules and tags of the grammars, with what they matched.
    Tree(Input),
    /// Tools for those who write grammars: what is wrong with them, which rules reports exercise.
    #[command(subcommand)]
    Grammar(grammar::Tool),
    /// Tools for packs, the layouts of banks and systems that are kept beside the built-in one.
    #[command(subcommand)]
    Pack(pack::Tool),
    /// Read reports again whenever they or the grammars are saved, and say what is different: what is read now or fails now,
    /// which values changed, which rules matched for the first time. Ends when standard input does, or with Ctrl-C.
    ///
    /// Exit status: 0 everything was read last; 1 something was not; 2 with --once: the grammars cannot be read.
    Watch(watch::WatchArgs),
    /// Print the JSON Schema of the result, with the Chinese terms as descriptions.
    Schema(SchemaArgs),
    /// Answer the HTTP API, until SIGTERM or Ctrl-C.
    #[cfg(feature = "server")]
    Serve(Box<server::ServeArgs>),
    /// Make, list, revoke and renew the keys of the HTTP API.
    #[cfg(feature = "server")]
    Keys(server::KeysArgs),
    /// Read files for the service.
    #[cfg(feature = "server")]
    #[command(hide = true)]
    Reader {
        /// Bytes of memory that a file may take.
        memory: u64,
        /// Grammars are sent first.
        #[arg(long)]
        grammars: bool,
    },
}

#[derive(Args)]
struct TranscriptArgs {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    masking: Masking,
}

#[derive(Args)]
struct Input {
    /// A PDF file; `-` reads standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Args, Default)]
struct Reading {
    /// The input is a transcript, not a PDF.
    #[arg(long)]
    from_transcript: bool,
    /// Read whatever sections are found, also in a document that does not look like a report.
    #[arg(long)]
    no_classify: bool,
    /// How it is told on standard error that a file was not read.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    grammar: GrammarArgs,
}

impl Reading {
    fn options(&self) -> Options {
        Options::default().classify(!self.no_classify)
    }

    fn transcript(&self, file: &Path) -> Result<Transcript, Failure> {
        self.transcript_of(read(file)?)
    }

    fn transcript_of(&self, bytes: Vec<u8>) -> Result<Transcript, Failure> {
        if self.from_transcript { as_transcript(bytes) } else { Ok(zhengxin::transcribe(bytes)?) }
    }

    fn read(&self, file: &Path, options: &Options) -> Result<zhengxin::Reading, Failure> {
        self.read_bytes(read(file)?, options)
    }

    fn read_bytes(&self, bytes: Vec<u8>, options: &Options) -> Result<zhengxin::Reading, Failure> {
        if self.from_transcript {
            let transcript = as_transcript(bytes)?;
            return zhengxin::Reading::of_transcript(transcript.clone(), options)
                .map_err(|error| Failure::of_report(error, transcript));
        }
        // A failed reading comes with its transcript, so what was not understood is shown with the lines around it.
        let printed = zhengxin::Printed::of_file(bytes, options)?;
        printed.read(options).map_err(|unread| Failure::of_report(unread.error, unread.transcript).by(unread.grammar))
    }
}

fn as_transcript(bytes: Vec<u8>) -> Result<Transcript, Failure> {
    let text = String::from_utf8(bytes).map_err(|_| {
        let reason = "the transcript is not UTF-8 text; a PDF is read without --from-transcript";
        Failure::new("INVALID_ARGUMENT", reason)
    })?;
    Ok(Transcript::from_text(&text))
}

/// Runs the command that the arguments of the process name.
pub fn run() -> ExitCode {
    let command = Cli::parse().command;
    match command.grammar().map(GrammarArgs::load).transpose() {
        Ok(grammar) => grammar.unwrap_or_default().scope(|| run_by_grammar(&command)),
        Err(error) => grammar::refused(&error),
    }
}

impl Command {
    /// The grammars in whose scope the command runs. `None` stands for the built-in ones. Commands that load their
    /// grammars themselves, such as `watch`, have `None`, too.
    fn grammar(&self) -> Option<&GrammarArgs> {
        match self {
            Self::Parse(arguments) => Some(&arguments.reading.grammar),
            Self::Audit(arguments) => Some(&arguments.reading.grammar),
            Self::Check(arguments) => Some(&arguments.reading.grammar),
            Self::Diff(arguments) => Some(&arguments.reading.grammar),
            Self::Inspect(arguments) => Some(&arguments.reading.grammar),
            Self::Transcript(arguments) => Some(&arguments.input.reading.grammar),
            Self::Tree(input) => Some(&input.reading.grammar),
            Self::Batch(arguments) => Some(&arguments.grammar),
            Self::Grammar(tool) => tool.grammar(),
            _ => None,
        }
    }
}

/// Runs a command whose grammars are already in scope.
fn run_by_grammar(command: &Command) -> ExitCode {
    let outcome = match command {
        Command::Parse(arguments) => parse::run(arguments),
        Command::Audit(arguments) => return ended(audit::run(arguments)),
        Command::Check(arguments) => return ended(check::run(arguments)),
        Command::Diff(arguments) => return ended(diff::run(arguments)),
        Command::Inspect(arguments) => return ended(inspect::run(arguments)),
        Command::Grammar(tool) => return ended(grammar::run(tool)),
        Command::Pack(tool) => return ended(pack::run(tool)),
        Command::Watch(arguments) => return ended(watch::run(arguments)),
        Command::Batch(arguments) => return batch::run(arguments),
        Command::BatchReader(arguments) => return batch::reader::run(arguments),
        Command::Transcript(arguments) => transcript(arguments),
        Command::Pages { file } => pages(file),
        Command::Tree(input) => tree(input),
        Command::Schema(arguments) => print_json(&arguments.schema(), true).map(|()| true),
        #[cfg(feature = "server")]
        Command::Serve(arguments) => return server::serve(arguments),
        #[cfg(feature = "server")]
        Command::Keys(arguments) => return server::keys(arguments),
        #[cfg(feature = "server")]
        &Command::Reader { memory, grammars } => return server::reader(memory, grammars),
    };
    ended(outcome.map(|is_read| if is_read { ExitCode::SUCCESS } else { ExitCode::FAILURE }))
}

/// The exit status of a command. An error in `outcome` means that its output could not be written.
fn ended(outcome: io::Result<ExitCode>) -> ExitCode {
    match outcome {
        Ok(status) => status,
        // The program that reads the output, such as `head`, has seen enough and closed the pipe. That is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("zhengxin: the output cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The bytes of a file, or of standard input if the file is `-`.
fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read =
        if file == Path::new("-") { io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes) } else { fs::read(file) };
    read.map_err(|error| Failure::new("INVALID_ARGUMENT", format!("the file cannot be opened: {error}")))
}

fn print_json(value: &impl Serialize, indented: bool) -> io::Result<()> {
    let mut output = io::BufWriter::new(io::stdout().lock());
    json::write(&mut output, value, if indented { Form::Indented } else { Form::Compact })?;
    output.write_all(b"\n")?;
    output.flush()
}

fn transcript(arguments: &TranscriptArgs) -> io::Result<bool> {
    let TranscriptArgs { input, masking } = arguments;
    let masked = |transcript| Ok(masking.transcript(transcript)?);
    match input.reading.transcript(&input.file).and_then(masked) {
        Ok(transcript) => {
            let mut output = io::stdout().lock();
            output.write_all(transcript.text().as_bytes())?;
            output.flush()?;
            Ok(true)
        }
        Err(failure) => {
            failure.report(&input.file, input.reading.format);
            Ok(false)
        }
    }
}

fn pages(file: &Path) -> io::Result<bool> {
    match read(file).and_then(|bytes| Ok(zhengxin::pdf::read(&bytes)?)) {
        Ok(pages) => {
            let mut output = io::BufWriter::new(io::stdout().lock());
            for page in pages {
                json::write(&mut output, &page, Form::Compact)?;
                output.write_all(b"\n")?;
            }
            output.flush()?;
            Ok(true)
        }
        Err(failure) => {
            failure.report(file, Format::Text);
            Ok(false)
        }
    }
}

fn tree(input: &Input) -> io::Result<bool> {
    let outcome = input.reading.transcript(&input.file).and_then(|transcript| {
        let tree = Grammar::in_scope().fitting(&transcript).parse(&transcript)?;
        Ok((tree, transcript))
    });
    match outcome {
        Ok((tree, transcript)) => {
            write!(io::stdout().lock(), "{}", tree.display(&transcript))?;
            Ok(true)
        }
        Err(failure) => {
            failure.report(&input.file, input.reading.format);
            Ok(false)
        }
    }
}
