//! `zhengxin pack list`: lists packs. In goes a folder of them; out comes a line for each.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use zhengxin::grammar::{Change, ChangeKind};

use super::test::counted;
use super::{Chosen, Opened};
use crate::cli::grammar::refused;
use crate::cli::print_json;
use crate::cli::report_failure::Format;

#[derive(Args)]
pub struct ListArgs {
    #[command(flatten)]
    chosen: Chosen,
    /// How the packs are listed: a line each, or an object {"packs": […]} for programs.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// What is told of a pack.
#[derive(Serialize)]
struct Told {
    name: String,
    /// The first line of its README that is no heading.
    about: Option<String>,
    replaced: usize,
    ways_added: usize,
    new: usize,
    fixtures: usize,
    /// Whether rules in it were suggested, and nobody has looked at them yet.
    suggested: bool,
    /// What is wrong with its files, if they are no grammar.
    #[serde(skip_serializing_if = "Option::is_none")]
    mistakes: Option<String>,
}

#[derive(Serialize)]
struct List {
    packs: Vec<Told>,
}

/// Runs the tool.
pub fn run(arguments: &ListArgs) -> io::Result<ExitCode> {
    let packs = match arguments.chosen.open() {
        Ok(packs) => packs.iter().map(told).collect(),
        Err(error) => return Ok(refused(&error)),
    };
    match arguments.format {
        Format::Json => print_json(&List { packs }, io::stdout().is_terminal())?,
        Format::Text => io::stdout().lock().write_all(text(&packs).as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

fn told(opened: &Opened) -> Told {
    let (changes, mistakes) = match opened.pack.grammar() {
        Ok(grammar) => (grammar.changes(), None),
        Err(error) => (Vec::new(), Some(error.to_string())),
    };
    let count = |kind| changes.iter().filter(|change: &&Change| change.kind == kind).count();
    let readme = opened.readme();
    let about = readme.iter().flat_map(|text| text.lines()).map(str::trim);
    Told {
        name: opened.pack.name().to_owned(),
        about: about.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).next(),
        replaced: count(ChangeKind::Replaced),
        ways_added: count(ChangeKind::WayAdded),
        new: count(ChangeKind::New),
        fixtures: opened.fixtures().len(),
        suggested: opened.pack.is_suggested(),
        mistakes,
    }
}

fn text(packs: &[Told]) -> String {
    let line = |pack: &Told| {
        let Told { name, replaced, ways_added, new, fixtures, .. } = pack;
        let what = match (&pack.mistakes, pack.suggested) {
            (Some(mistakes), _) => format!("no grammar: {}", mistakes.lines().next().unwrap_or_default()),
            (None, true) => "suggested, and not looked at yet".to_owned(),
            (None, false) => pack.about.clone().unwrap_or_default(),
        };
        format!("{name}: {replaced} replaced, {ways_added} ways added, {new} new; {}; {what}\n", counted(*fixtures))
    };
    packs.iter().map(line).collect()
}
