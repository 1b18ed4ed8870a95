//! `zhengxin grammar diff`: prints what the grammars of a folder change in the built-in ones.
//!
//! In goes a folder. Out come its rules, each with what it does and with the built-in text beside its own, or the same as JSON.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use zhengxin::grammar::{Change, ChangeKind, Grammar};

use super::refused;
use crate::cli::print_json;
use crate::cli::report_failure::Format;

#[derive(Args)]
pub struct DiffArgs {
    /// The folder of the grammars.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// How the changes are told: the rules below each other, or an object {"changes": […]} for programs.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Runs the tool.
pub fn run(arguments: &DiffArgs) -> io::Result<ExitCode> {
    let grammar = match Grammar::load(&arguments.folder) {
        Ok(grammar) => grammar,
        Err(error) => return Ok(refused(&error)),
    };
    let changes = grammar.changes();
    match arguments.format {
        Format::Json => print_json(&json!({ "changes": changes }), io::stdout().is_terminal())?,
        Format::Text => io::stdout().lock().write_all(text(&changes).as_bytes())?,
    }
    let is_same = changes.iter().all(|change| change.kind == ChangeKind::Same);
    Ok(if is_same { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The changes as text, and how many there are of each kind.
fn text(changes: &[Change]) -> String {
    let mut text = String::new();
    for change in changes {
        let Change { rule, kind, place, text: own, built_in, .. } = change;
        let _ = write!(text, "{place}: {}: {rule}", told(*kind));
        if let Some(built_in) = built_in {
            let _ = write!(text, " (built in at {}, base: {})", built_in.place, built_in.hash);
        }
        if change.base.is_some() && change.is_outdated() {
            text += "; the built-in rule has changed since";
        }
        text.push('\n');
        let replaced = built_in.as_ref().filter(|_| *kind == ChangeKind::Replaced);
        let lines = replaced.iter().flat_map(|rule| rule.text.lines()).map(|line| ('-', line));
        let lines = lines.chain(own.lines().map(|line| ('+', line)));
        if *kind != ChangeKind::Same {
            lines.for_each(|(sign, line)| {
                let _ = writeln!(text, "{sign} {line}");
            });
        }
    }
    let count = |kind| changes.iter().filter(|change| change.kind == kind).count();
    let kinds = [ChangeKind::Replaced, ChangeKind::WayAdded, ChangeKind::New, ChangeKind::Same];
    let counts: Vec<String> = kinds.map(|kind| format!("{} {}", count(kind), told(kind))).to_vec();
    text + &counts.join(", ") + "\n"
}

fn told(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Replaced => "replaced",
        ChangeKind::WayAdded => "way added",
        ChangeKind::New => "new",
        _ => "same as built in",
    }
}
