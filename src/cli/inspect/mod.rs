//! `zhengxin inspect`: writes an HTML page that shows a report, its JSON, and where each of both stands in the other.
//!
//! A file goes in and is read leniently, so that broken parts are left out and marked. [`data`] gathers what the HTML
//! page shows: the [`drawing`] of the pages, the [`issues`] and the repayment [`grids`]. [`html`] puts it as JSON into
//! a page whose scripts (`page/`) show it. If the file cannot be read as a report, its pages are shown with the reason.

mod data;
mod drawing;
mod grids;
mod html;
mod issues;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use zhengxin::page::Page;
use zhengxin::transcript::Transcript;

use self::data::{Data, Paper};
use super::report_failure::Failure;
use super::view::Masking;
use super::{Reading, read};

#[derive(Args)]
pub struct InspectArgs {
    /// A PDF file; `-` reads standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where the page is written; `-` writes to standard output.
    #[arg(short, long, value_name = "HTML")]
    output: PathBuf,
    #[command(flatten)]
    masking: Masking,
    #[command(flatten)]
    pub(super) reading: Reading,
}

/// The exit status for wrong usage.
const USAGE: u8 = 2;

/// Runs the command.
pub fn run(arguments: &InspectArgs) -> io::Result<ExitCode> {
    let is_there = |path: &Path| path.canonicalize().ok();
    if is_there(&arguments.output).is_some_and(|output| is_there(&arguments.file) == Some(output)) {
        eprintln!("zhengxin: {} is to be read and written; name another file for the page", arguments.output.display());
        return Ok(ExitCode::from(USAGE));
    }
    Ok(if inspect(arguments)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Makes the HTML page; returns whether it is of a whole report.
fn inspect(arguments: &InspectArgs) -> io::Result<bool> {
    let shown = |failure: &Failure| failure.report(&arguments.file, arguments.reading.format);
    let bytes = match read(&arguments.file) {
        Ok(bytes) => bytes,
        Err(failure) => {
            shown(&failure);
            return Ok(false);
        }
    };
    let options = arguments.reading.options().lenient(true);
    let reading = arguments.masking.read(&arguments.reading, bytes.clone(), &options);
    let pages = match arguments.pages(&bytes) {
        Ok(pages) => pages,
        // Without pages there is nothing to show.
        Err(failure) => {
            shown(reading.as_ref().err().unwrap_or(&failure));
            return Ok(false);
        }
    };
    let paper = Paper { title: arguments.title(), masked: arguments.masking.mask, pages: &pages };
    match &reading {
        Ok(reading) => arguments.write(&reading.grammar().scope(|| Data::of_reading(paper, reading)))?,
        Err(failure) => {
            shown(failure);
            let masked = arguments.masked_transcript(bytes);
            arguments.write(&Data::of_failure(paper, failure, &masked))?;
        }
    }
    Ok(reading.is_ok_and(|reading| !reading.is_partial()))
}

impl InspectArgs {
    /// The pages; a transcript has none.
    fn pages(&self, bytes: &[u8]) -> Result<Vec<Page>, Failure> {
        if self.reading.from_transcript { Ok(Vec::new()) } else { Ok(zhengxin::pdf::read(bytes)?) }
    }

    /// The masked transcript of a file that is no report, which is all that its pages show with `--mask`. It is empty
    /// if the file cannot be masked, and without `--mask`, when it is not needed.
    fn masked_transcript(&self, bytes: Vec<u8>) -> Transcript {
        if !self.masking.mask {
            return Transcript::default();
        }
        let transcript = self.reading.transcript_of(bytes);
        transcript.and_then(|transcript| Ok(self.masking.transcript(transcript)?)).unwrap_or_default()
    }

    /// The title of the HTML page: the name of the file. It is `report` for standard input, and with `--mask`, because
    /// a file may be named after a person.
    fn title(&self) -> String {
        match self.file.file_name() {
            _ if self.masking.mask || self.file == Path::new("-") => "report".to_owned(),
            name => name.unwrap_or_default().to_string_lossy().into_owned(),
        }
    }

    fn write(&self, data: &Data) -> io::Result<()> {
        let title = self.title();
        if self.output == Path::new("-") {
            return html::write(&mut BufWriter::new(io::stdout().lock()), &title, data);
        }
        let mut output = BufWriter::new(File::create(&self.output)?);
        html::write(&mut output, &title, data)?;
        output.flush()
    }
}
