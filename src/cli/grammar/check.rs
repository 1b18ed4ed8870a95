//! `zhengxin grammar check`: prints what is wrong with grammars.
//!
//! In goes a folder of grammars, or the built-in ones. Out come the findings of [`check`], as a line each or as JSON.
//! Grammars that cannot even be loaded have no findings; their mistakes are printed instead.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use zhengxin::grammar::{Grammar, GrammarError};
use zhengxin::grammar_tools::check::{Finding, check};

use super::{UNREADABLE, refused};
use crate::cli::print_json;
use crate::cli::report_failure::Format;

#[derive(Args)]
pub struct CheckArgs {
    /// The folder of the grammars; the built-in ones if it is not said.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// How the findings are told: a line each, or an object {"findings": […]} for programs.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Runs the tool.
pub fn run(arguments: &CheckArgs) -> io::Result<ExitCode> {
    let grammar = match arguments.folder.as_deref().map_or_else(|| Ok(Grammar::default()), Grammar::load) {
        Ok(grammar) => grammar,
        Err(error) => return arguments.unreadable(&error),
    };
    let findings = check(&grammar);
    match arguments.format {
        Format::Json => print_json(&json!({ "findings": findings }), io::stdout().is_terminal())?,
        Format::Text => print_text(&findings)?,
    }
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl CheckArgs {
    fn unreadable(&self, error: &GrammarError) -> io::Result<ExitCode> {
        match self.format {
            Format::Text => Ok(refused(error)),
            Format::Json => {
                print_json(&json!({ "mistakes": error.mistakes() }), io::stdout().is_terminal())?;
                Ok(ExitCode::from(UNREADABLE))
            }
        }
    }
}

fn print_text(findings: &[Finding]) -> io::Result<()> {
    let mut text: String = findings.iter().map(|finding| format!("{finding}\n")).collect();
    text += &match findings.len() {
        0 => "nothing was found\n".to_owned(),
        1 => "1 finding\n".to_owned(),
        count => format!("{count} findings\n"),
    };
    io::stdout().lock().write_all(text.as_bytes())
}
