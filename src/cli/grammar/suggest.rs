//! `zhengxin grammar suggest`: writes the first draft of an overlay that reads reports of another layout.
//!
//! In go reports that the built-in grammars do not read. Out comes the text of the overlay; on standard error what it settles and
//! what is left, with the lines around it.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use zhengxin::suggest::{Suggestion, suggest};
use zhengxin::transcript::Transcript;

use super::UNREADABLE;
use crate::cli::Reading;
use crate::cli::report_failure::{Failure, Format};

#[derive(Args)]
pub struct SuggestArgs {
    /// Reports of one layout: PDF files, or transcripts with --from-transcript.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// A word for the layout, which is part of the names of new rules.
    #[arg(long, value_name = "NAME", default_value = "ours")]
    name: String,
    /// Write the overlay to this file, which must not be there, and not to standard output.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

/// Runs the tool.
pub fn run(arguments: &SuggestArgs) -> io::Result<ExitCode> {
    let Some(draft) = Draft::of(&arguments.files, &arguments.reading, &arguments.name) else {
        return Ok(ExitCode::from(UNREADABLE));
    };
    let text = draft.suggestion.file.text.as_bytes();
    match &arguments.out {
        Some(path) => fs::File::create_new(path)
            .and_then(|mut file| file.write_all(text))
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?,
        None => io::stdout().lock().write_all(text)?,
    }
    Ok(draft.tell(&arguments.files, arguments.reading.format))
}

/// What is suggested for some reports.
pub struct Draft {
    pub transcripts: Vec<Transcript>,
    pub suggestion: Suggestion,
}

impl Draft {
    /// The suggestion for some files. If one is no report, that is said on standard error, and there is none.
    pub fn of(files: &[PathBuf], reading: &Reading, name: &str) -> Option<Self> {
        let transcript =
            |file: &PathBuf| reading.transcript(file).map_err(|failure| failure.report(file, reading.format));
        let transcripts = files.iter().map(transcript).collect::<Result<Vec<_>, _>>().ok()?;
        let suggestion = suggest(&transcripts, name).map_err(|error| eprintln!("zhengxin: {error}")).ok()?;
        Some(Self { transcripts, suggestion })
    }

    /// Says on standard error what is settled and what is left. The exit status is that of success if nothing is left.
    pub fn tell(self, files: &[PathBuf], format: Format) -> ExitCode {
        let Suggestion { settled, left, grammar, .. } = self.suggestion;
        if format == Format::Text {
            settled.iter().for_each(|settled| eprintln!("suggested: {settled}"));
        }
        let is_settled = left.iter().all(Option::is_none);
        for ((file, error), transcript) in files.iter().zip(left).zip(self.transcripts) {
            if let Some(error) = error {
                Failure::of_report(error, transcript).by(grammar.clone()).report(file, format);
            }
        }
        if is_settled { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
