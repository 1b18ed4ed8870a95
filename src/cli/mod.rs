//! `zhengxin`: the stages of the library, from the shell.

use std::fmt::Display;
use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use serde_json::{Value, json};
use zhengxin::transcript::Transcript;
use zhengxin::{Error, Options, grammar};

#[cfg(feature = "server")]
use crate::server;

mod view;
use view::{Masking, SchemaArgs, View};

/// Read second-generation personal credit reports (二代征信个人信用报告) from PDF into JSON.
///
/// Exit status: 0 everything was read; 1 something could not be read (each with one message on standard error);
/// 2 wrong usage.
#[derive(Parser)]
#[command(name = "zhengxin", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the report as JSON.
    ///
    /// One file: its JSON, indented on a terminal. Several files: one line each, {"file": …, "result": …} or
    /// {"file": …, "error": …}.
    Parse(ParseArgs),
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
    },
}

#[derive(Args)]
struct ParseArgs {
    /// PDF files; `-` reads standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Wrap the answer as the API does: {"status": "OK", "result": …} or {"status": …, "reason": …}.
    #[arg(long)]
    envelope: bool,
    #[command(flatten)]
    view: View,
    #[command(flatten)]
    reading: Reading,
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

#[derive(Args)]
struct Reading {
    /// The input is a transcript, not a PDF.
    #[arg(long)]
    from_transcript: bool,
    /// Read whatever sections are found, also in a document that does not look like a report.
    #[arg(long)]
    no_classify: bool,
}

/// Why a file was not read, for the user.
struct Failure {
    code: &'static str,
    reason: String,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { code: error.code(), reason: error.to_string() }
    }
}

impl Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {}", self.code, self.reason)
    }
}

impl Reading {
    fn options(&self) -> Options {
        Options::default().classify(!self.no_classify)
    }

    fn transcript(&self, file: &Path) -> Result<Transcript, Failure> {
        let unreadable = |error: io::Error| Failure {
            code: "INVALID_ARGUMENT",
            reason: format!("the file cannot be opened: {error}"),
        };
        let mut bytes = Vec::new();
        if file == Path::new("-") {
            io::stdin().lock().read_to_end(&mut bytes).map_err(unreadable)?;
        } else {
            bytes = fs::read(file).map_err(unreadable)?;
        }
        if !self.from_transcript {
            return Ok(zhengxin::transcribe(&bytes)?);
        }
        let text = String::from_utf8(bytes).map_err(|_| Failure {
            code: "INVALID_ARGUMENT",
            reason: "the transcript is not UTF-8 text; a PDF is read without --from-transcript".into(),
        })?;
        Ok(Transcript::from_text(&text))
    }

    fn result(&self, file: &Path, view: &View) -> Result<Value, Failure> {
        let lowered = zhengxin::read_transcript(&view.masking().transcript(self.transcript(file)?)?, &self.options())?;
        view.json(&lowered.value)
            .map_err(|error| Failure { code: "INTERNAL_ERROR", reason: format!("the result is no JSON: {error}") })
    }
}

/// Runs the command of the process.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match &cli.command {
        Command::Parse(arguments) => parse(arguments),
        Command::Transcript(arguments) => transcript(arguments),
        Command::Pages { file } => pages(file),
        Command::Tree(input) => tree(input),
        Command::Schema(arguments) => print_json(&arguments.schema(), true).map(|()| true),
        #[cfg(feature = "server")]
        Command::Serve(arguments) => return server::serve(arguments),
        #[cfg(feature = "server")]
        Command::Keys(arguments) => return server::keys(arguments),
        #[cfg(feature = "server")]
        &Command::Reader { memory } => return server::reader(memory),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // Whoever reads our output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("zhengxin: the output cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The bytes of a file, or of standard input.
fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read =
        if file == Path::new("-") { io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes) } else { fs::read(file) };
    read.map_err(|error| Failure { code: "INVALID_ARGUMENT", reason: format!("the file cannot be opened: {error}") })
}

fn report_failure(file: &Path, failure: &Failure) {
    if file == Path::new("-") {
        eprintln!("standard input: {failure}");
    } else {
        eprintln!("{}: {failure}", file.display());
    }
}

fn parse(arguments: &ParseArgs) -> io::Result<bool> {
    let mut all_read = true;
    let many = arguments.files.len() > 1;
    for file in &arguments.files {
        let result = arguments.reading.result(file, &arguments.view);
        if let Err(failure) = &result {
            report_failure(file, failure);
            all_read = false;
        }
        let answer = match result {
            Ok(result) if arguments.envelope => json!({ "status": "OK", "result": result }),
            Err(failure) if arguments.envelope => json!({ "status": failure.code, "reason": failure.reason }),
            Ok(result) if many => json!({ "result": result }),
            Err(failure) if many => json!({ "error": failure.to_string() }),
            Ok(result) => result,
            Err(_) => continue,
        };
        if many {
            let mut line = json!({ "file": file.to_string_lossy() });
            if let (Value::Object(line), Value::Object(answer)) = (&mut line, answer) {
                line.extend(answer);
            }
            print_json(&line, false)?;
        } else {
            print_json(&answer, io::stdout().is_terminal())?;
        }
    }
    Ok(all_read)
}

fn print_json(value: &Value, indented: bool) -> io::Result<()> {
    let mut output = io::BufWriter::new(io::stdout().lock());
    if indented {
        serde_json::to_writer_pretty(&mut output, value)?;
    } else {
        serde_json::to_writer(&mut output, value)?;
    }
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
            report_failure(&input.file, &failure);
            Ok(false)
        }
    }
}

fn pages(file: &Path) -> io::Result<bool> {
    match read(file).and_then(|bytes| Ok(zhengxin::pdf::read(&bytes)?)) {
        Ok(pages) => {
            let mut output = io::BufWriter::new(io::stdout().lock());
            for page in pages {
                serde_json::to_writer(&mut output, &page)?;
                output.write_all(b"\n")?;
            }
            output.flush()?;
            Ok(true)
        }
        Err(failure) => {
            report_failure(file, &failure);
            Ok(false)
        }
    }
}

fn tree(input: &Input) -> io::Result<bool> {
    let outcome = input.reading.transcript(&input.file).and_then(|transcript| {
        let tree = grammar::parse(&transcript)?;
        Ok((tree, transcript))
    });
    match outcome {
        Ok((tree, transcript)) => {
            write!(io::stdout().lock(), "{}", tree.display(&transcript))?;
            Ok(true)
        }
        Err(failure) => {
            report_failure(&input.file, &failure);
            Ok(false)
        }
    }
}
