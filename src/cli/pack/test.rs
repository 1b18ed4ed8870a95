//! `zhengxin pack test`: tests packs. In go their folders; out comes for each what is wrong with it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::Value;
use zhengxin::grammar::{Change, ChangeKind, Grammar, SourcePlace};
use zhengxin::grammar_tools::check::check;
use zhengxin::grammar_tools::coverage::GrammarCoverage;
use zhengxin::transcript::Transcript;
use zhengxin::{Options, Reading};

use super::{Chosen, Opened, is_transcript};
use crate::cli::check::leaves::differences;
use crate::cli::grammar::refused;
use crate::process::grammars;

/// At most this many leaves of a fixture that are not as its JSON says are told.
const TOLD: usize = 6;

#[derive(Args)]
pub struct TestArgs {
    #[command(flatten)]
    chosen: Chosen,
    /// The grammars that the packs stand beside, in place of the built-in ones.
    #[arg(long, value_name = "DIR")]
    grammar: Option<PathBuf>,
    /// Store the JSON and the tree of each fixture as they are read now, where they are missing or differ.
    #[arg(long)]
    accept: bool,
}

/// Runs the tool.
pub fn run(arguments: &TestArgs) -> io::Result<ExitCode> {
    let base = grammars::load(arguments.grammar.as_deref(), &[], None);
    let (base, packs) = match base.and_then(|base| Ok((base, arguments.chosen.open()?))) {
        Ok(opened) => opened,
        Err(error) => return Ok(refused(&error)),
    };
    let active = base.with_packs(packs.iter().map(|opened| opened.pack.clone()).collect());
    let mut is_well = true;
    for opened in &packs {
        let mut test = Test { opened, active: &active, accept: arguments.accept, wrong: Vec::new() };
        test.run()?;
        let name = opened.pack.name();
        let told: String = match &test.wrong[..] {
            [] => format!("{name}: passed, {}\n", counted(opened.fixtures().len())),
            wrong => wrong.iter().map(|wrong| format!("{name}: {wrong}\n")).collect(),
        };
        is_well &= test.wrong.is_empty();
        io::stdout().lock().write_all(told.as_bytes())?;
    }
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// So many fixtures, in words.
pub fn counted(fixtures: usize) -> String {
    format!("{fixtures} fixture{}", if fixtures == 1 { "" } else { "s" })
}

/// The test of one pack.
struct Test<'t> {
    opened: &'t Opened,
    /// The grammars with all packs.
    active: &'t Grammar,
    accept: bool,
    /// What is wrong.
    wrong: Vec<String>,
}

impl Test<'_> {
    fn run(&mut self) -> io::Result<()> {
        let pack = &self.opened.pack;
        let grammar = match pack.grammar() {
            Ok(grammar) => grammar,
            Err(error) => {
                self.wrong.extend(error.mistakes().iter().map(ToString::to_string));
                return Ok(());
            }
        };
        if pack.is_suggested() {
            let message = "it has suggested rules: look at each, then delete the line `// suggested` above it";
            self.wrong.push(message.to_owned());
        }
        self.wrong.extend(check(grammar).iter().map(ToString::to_string));
        if self.opened.readme().is_none() {
            self.wrong.push("there is no README.md, which says whose layout it is, and since when".to_owned());
        }
        let fixtures = self.opened.fixtures();
        if fixtures.is_empty() {
            self.wrong.push("there is no report in fixtures/, PDF or transcript (.txt)".to_owned());
        }
        let mut coverage = GrammarCoverage::of(grammar);
        for fixture in &fixtures {
            match self.read(fixture) {
                Ok(reading) => {
                    self.compare(fixture, &reading)?;
                    let _ = coverage.add(&reading.transcript);
                }
                Err(reason) => self.wrong.push(format!("{}: {reason}", fixture.display())),
            }
        }
        let changes: Vec<Change> =
            grammar.changes().into_iter().filter(|change| change.kind != ChangeKind::Same).collect();
        let is_changed = |rule: &SourcePlace| {
            let begins = |place: &SourcePlace| (place.file.clone(), place.range.start);
            changes.iter().any(|change| begins(&change.place) == begins(rule))
        };
        let rules = coverage.files().into_iter().flat_map(|file| file.rules);
        let never = rules.filter(|rule| rule.times == 0 && !rule.is_looked_for_only && is_changed(&rule.place));
        let told = never.map(|rule| format!("{}: no fixture exercises the rule {}", rule.place, rule.name));
        self.wrong.extend(told.collect::<Vec<_>>());
        Ok(())
    }

    fn read(&self, fixture: &Path) -> Result<Reading, String> {
        let options = Options::default().grammar(self.active.clone());
        let bytes = fs::read(fixture).map_err(|error| format!("it cannot be opened: {error}"))?;
        let reading = if is_transcript(fixture) {
            Reading::of_transcript(Transcript::from_text(&String::from_utf8_lossy(&bytes)), &options)
        } else {
            zhengxin::read(bytes, &options)
        };
        let reading = reading.map_err(|error| error.to_string())?;
        match reading.pack() {
            Some(name) if name == self.opened.pack.name() => Ok(reading),
            Some(other) => Err(format!("the pack {other} reads it")),
            None => Err("it is read without the pack".to_owned()),
        }
    }

    /// Compares what is read with the JSON beside the fixture, and with its stored tree.
    fn compare(&mut self, fixture: &Path, reading: &Reading) -> io::Result<()> {
        let now = serde_json::to_value(&reading.report)?;
        let json = fixture.with_extension("json");
        let stored = fs::read(&json).ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        match stored {
            Some(stored) if differences(&stored, &now).is_empty() => {}
            _ if self.accept => fs::write(&json, format!("{}\n", serde_json::to_string_pretty(&now)?))?,
            Some(stored) => {
                let differing = differences(&stored, &now);
                let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
                for leaf in differing.iter().take(TOLD) {
                    let (stored, read) = (text(&leaf.stored), text(&leaf.read));
                    self.wrong.push(format!("{}: {} is {read}, and not {stored}", fixture.display(), leaf.pointer));
                }
                if let Some(further @ 1..) = differing.len().checked_sub(TOLD) {
                    self.wrong.push(format!("{}: {further} further leaves differ", fixture.display()));
                }
            }
            None => self.wrong.push(format!("{}: it is missing, or no JSON; --accept stores it", json.display())),
        }
        let stem = fixture.file_stem().unwrap_or_default();
        let snapshot = self.opened.folder.join("snapshots").join(stem).with_extension("tree.txt");
        let tree = reading.tree().display(&reading.transcript).to_string();
        match fs::read_to_string(&snapshot) {
            Ok(stored) if stored == tree => Ok(()),
            _ if self.accept => {
                fs::create_dir_all(self.opened.folder.join("snapshots"))?;
                fs::write(&snapshot, tree)
            }
            Ok(_) => {
                self.wrong.push(format!("{}: the tree is another one now; --accept stores it", snapshot.display()));
                Ok(())
            }
            Err(_) => {
                self.wrong.push(format!("{}: it is missing; --accept stores it", snapshot.display()));
                Ok(())
            }
        }
    }
}
