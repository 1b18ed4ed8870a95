//! `zhengxin parse`: prints reports as JSON.
//!
//! Files go in. For a single file the report itself comes out, indented on a terminal. For several files a line comes
//! out for each: `{"file": …, "result": {…}}` or `{"file": …, "error": …}`. Options put the answers into the envelope
//! of the API, leave out broken parts, or write the place of every value to another file.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::report_failure::Failure;
use super::view::View;
use super::{Reading, print_json};
use crate::process::envelope::{Asked, Beside, Envelope};
use crate::process::json::{self, Form};

#[derive(Args)]
pub struct ParseArgs {
    /// PDF files; `-` reads standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Wrap the answer as the API does: {"status": "OK", "result": …} or {"status": …, "reason": …}.
    #[arg(long)]
    envelope: bool,
    /// Leave out what is broken, a line or one account among many, and read the rest. The answer is {"result": …, "partial":
    /// true or false, "problems": […]}; where it is partial, the exit status is 1.
    #[arg(long)]
    lenient: bool,
    /// Write to this file where every value stands (pages and boxes, text, rule), and the profile of the report.
    #[arg(long, value_name = "PATH")]
    places: Option<PathBuf>,
    /// Print what became of every character of the pages, in place of the report.
    #[arg(long, conflicts_with = "envelope")]
    coverage: bool,
    #[command(flatten)]
    view: View,
    #[command(flatten)]
    pub(super) reading: Reading,
}

/// An answer with the name of its file: a line of the output for several files, or of the file of `--places`.
#[derive(Serialize)]
struct Line<'a, T> {
    file: &'a str,
    #[serde(flatten)]
    answer: T,
}

#[derive(Serialize)]
struct ResultOnly<R> {
    result: R,
}

#[derive(Serialize)]
struct Unread<'a> {
    error: &'a str,
}

#[derive(Serialize)]
struct Refusal<'a> {
    status: &'a str,
    reason: &'a str,
}

/// Runs the command; returns whether everything was read as a whole.
pub fn run(arguments: &ParseArgs) -> io::Result<bool> {
    let mut all_read = true;
    let mut places = arguments.places.as_deref().map(File::create).transpose()?.map(BufWriter::new);
    for file in &arguments.files {
        let asked = Asked { lenient: arguments.lenient, ..Asked::default() };
        let options = arguments.reading.options().lenient(arguments.lenient);
        match arguments.view.read(&arguments.reading, file, &options) {
            Ok(reading) => {
                for problem in &reading.problems {
                    eprintln!("{}: left out: {}", shown(file), problem.finding);
                }
                all_read &= !reading.is_partial();
                reading.grammar().scope(|| arguments.print(file, &reading, asked))?;
                if let Some(places) = &mut places {
                    let beside = Beside::of(&reading, Asked { places: true, ..asked });
                    json::write(places, &Line { file: &shown(file), answer: beside }, Form::Compact)?;
                    places.write_all(b"\n")?;
                }
                if arguments.files.len() == 1 {
                    // The process is about to end. Then the system takes back all memory at once, which is faster than
                    // to free it part by part.
                    std::mem::forget(reading);
                }
            }
            Err(failure) => {
                failure.report(file, arguments.reading.format);
                all_read = false;
                arguments.print_failure(file, &failure)?;
            }
        }
    }
    places.map_or(Ok(()), |mut places| places.flush())?;
    Ok(all_read)
}

/// The name of a file in messages and answers.
fn shown(file: &Path) -> String {
    if file == Path::new("-") { "standard input".into() } else { file.to_string_lossy().into_owned() }
}

impl ParseArgs {
    fn print(&self, file: &Path, reading: &zhengxin::Reading, asked: Asked) -> io::Result<()> {
        if self.coverage {
            let name = if self.files.len() > 1 { format!("{}\n", shown(file)) } else { String::new() };
            return write!(io::stdout().lock(), "{name}{}", reading.coverage());
        }
        let report = self.view.of(&reading.report);
        if self.envelope {
            self.print_answer(file, Envelope::of(reading, asked).showing(report))
        } else if self.lenient {
            self.print_answer(file, Envelope::without_status(reading, asked).showing(report))
        } else if self.files.len() > 1 {
            self.print_answer(file, ResultOnly { result: report })
        } else {
            print_json(&report, io::stdout().is_terminal())
        }
    }

    fn print_failure(&self, file: &Path, failure: &Failure) -> io::Result<()> {
        if self.envelope {
            self.print_answer(file, Refusal { status: failure.code(), reason: &failure.reason() })
        } else if self.files.len() > 1 && !self.coverage {
            self.print_answer(file, Unread { error: &failure.to_string() })
        } else {
            Ok(())
        }
    }

    /// Prints the answer for one file. If there are several files, it is one line with the name of the file.
    fn print_answer(&self, file: &Path, answer: impl Serialize) -> io::Result<()> {
        if self.files.len() > 1 {
            print_json(&Line { file: &shown(file), answer }, false)
        } else {
            print_json(&answer, io::stdout().is_terminal())
        }
    }
}
