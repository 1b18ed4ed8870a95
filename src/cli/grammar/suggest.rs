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
use crate::cli::report_failure::Failure;
use crate::cli::report_failure::Format;

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
    let transcripts = arguments.files.iter().map(|file| {
        arguments.reading.transcript(file).map_err(|failure| failure.report(file, arguments.reading.format))
    });
    let Ok(transcripts) = transcripts.collect::<Result<Vec<_>, _>>() else {
        return Ok(ExitCode::from(UNREADABLE));
    };
    let suggestion = match suggest(&transcripts, &arguments.name) {
        Ok(suggestion) => suggestion,
        Err(error) => {
            eprintln!("zhengxin: {error}");
            return Ok(ExitCode::from(UNREADABLE));
        }
    };
    match &arguments.out {
        Some(path) => fs::File::create_new(path)
            .and_then(|mut file| file.write_all(suggestion.file.text.as_bytes()))
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?,
        None => io::stdout().lock().write_all(suggestion.file.text.as_bytes())?,
    }
    tell(arguments, &suggestion, transcripts);
    let is_settled = suggestion.left.iter().all(Option::is_none);
    Ok(if is_settled { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Says on standard error what is settled and what is left.
fn tell(arguments: &SuggestArgs, suggestion: &Suggestion, transcripts: Vec<Transcript>) {
    if arguments.reading.format == Format::Text {
        suggestion.settled.iter().for_each(|settled| eprintln!("suggested: {settled}"));
    }
    for ((file, error), transcript) in arguments.files.iter().zip(&suggestion.left).zip(transcripts) {
        if let Some(error) = error {
            let failure = Failure::of_report(error.clone(), transcript).by(suggestion.grammar.clone());
            failure.report(file, arguments.reading.format);
        }
    }
}
