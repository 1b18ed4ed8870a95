//! `zhengxin watch`: reads reports again whenever they or the grammars are saved, and says what is different.

mod report;
mod saved;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use clap::Args;
use zhengxin::Options;
use zhengxin::grammar::{Grammar, GrammarError};

use self::report::{Report, State};
use self::saved::Saved;
use super::grammar::{GrammarArgs, mistakes};
use super::report_failure::renderer_for;
use super::view::Masking;

#[derive(Args)]
pub struct WatchArgs {
    /// Reports: PDF files, or transcripts with --from-transcript.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The files are transcripts, not PDFs.
    #[arg(long)]
    from_transcript: bool,
    /// Read whatever sections are found, also in a document that does not look like a report.
    #[arg(long)]
    no_classify: bool,
    #[command(flatten)]
    grammar: GrammarArgs,
    #[command(flatten)]
    masking: Masking,
    /// Say once what is read, and end.
    #[arg(long)]
    once: bool,
}

/// Runs the command.
pub fn run(arguments: &WatchArgs) -> io::Result<ExitCode> {
    let grammar = match arguments.grammar.load() {
        Ok(grammar) => grammar,
        // Nothing good was there yet that could be kept; but what is wrong may be put right while it is watched.
        Err(error) if arguments.once => return Ok(super::grammar::refused(&error)),
        Err(error) => {
            say(&broken(&error, "those that are built in are in use"))?;
            Grammar::default()
        }
    };
    let mut watch = Watch { arguments, grammar, reports: Vec::new(), matched: BTreeMap::new() };
    let mut saved = Saved::of(&arguments.files, arguments.grammar.folder());
    watch.begin()?;
    if arguments.once {
        return Ok(watch.status());
    }
    let is_over = end_of_input()?;
    while let Some(names) = saved.next(&|| is_over.load(Ordering::Relaxed)) {
        watch.again(&names)?;
    }
    Ok(watch.status())
}

/// Becomes true when standard input ends.
fn end_of_input() -> io::Result<Arc<AtomicBool>> {
    let is_over = Arc::new(AtomicBool::new(false));
    let over = Arc::clone(&is_over);
    thread::Builder::new().name("input".into()).spawn(move || {
        let mut input = io::stdin().lock();
        let mut ignored = [0; 256];
        while matches!(input.read(&mut ignored), Ok(1..)) {}
        over.store(true, Ordering::Relaxed);
    })?;
    Ok(is_over)
}

/// What is watched, and what was last seen of it.
struct Watch<'a> {
    arguments: &'a WatchArgs,
    grammar: Grammar,
    reports: Vec<Report>,
    /// The rules that have matched since the beginning, each with its place.
    matched: BTreeMap<String, String>,
}

impl Watch<'_> {
    fn begin(&mut self) -> io::Result<()> {
        for path in &self.arguments.files {
            let mut report = Report::of(path);
            self.read(&mut report);
            say(&self.grammar.scope(|| report.introduced()))?;
            self.reports.push(report);
        }
        self.matched = self.matching();
        Ok(())
    }

    /// Reads what was saved, and says what is different.
    fn again(&mut self, names: &[PathBuf]) -> io::Result<()> {
        let shown: Vec<String> = names.iter().map(|name| name.display().to_string()).collect();
        say(&format!("saved: {}\n", shown.join(", ")))?;
        let is_grammar = names.iter().any(|name| !self.arguments.files.contains(name));
        if is_grammar {
            match self.arguments.grammar.load() {
                Ok(grammar) => self.grammar = grammar,
                Err(error) => return say(&broken(&error, "what was last read stays in use")),
            }
        }
        let mut reports = std::mem::take(&mut self.reports);
        let mut text = String::new();
        for report in &mut reports {
            let is_saved = names.iter().any(|name| name == report.path());
            if is_saved {
                report.forget_transcript();
            }
            if is_saved || is_grammar {
                let before = self.read(report);
                text += &self.grammar.scope(|| report.compared(before.as_ref()));
            }
        }
        self.reports = reports;
        for (rule, place) in self.matching() {
            if let Entry::Vacant(unseen) = self.matched.entry(rule) {
                text += &format!("  first matched: {} ({place})\n", unseen.key());
                unseen.insert(place);
            }
        }
        say(&text)
    }

    /// Reads a report; what was read before.
    fn read(&self, report: &mut Report) -> Option<State> {
        let options = Options::default().classify(!self.arguments.no_classify).grammar(self.grammar.clone());
        self.grammar.scope(|| report.read(&options, self.arguments.from_transcript, &self.arguments.masking))
    }

    /// The rules that match in the reports as they are.
    fn matching(&self) -> BTreeMap<String, String> {
        let transcripts = self.reports.iter().filter_map(Report::transcript);
        report::matching(&self.grammar, transcripts)
    }

    fn status(&self) -> ExitCode {
        if self.reports.iter().all(Report::is_read) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// What is wrong with the grammars, and what is done about it.
fn broken(error: &GrammarError, instead: &str) -> String {
    format!("{}  the grammars are not used: {instead}\n", mistakes(error, &renderer_for(&io::stdout())))
}

fn say(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes())?;
    output.flush()
}
