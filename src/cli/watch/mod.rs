//! `zhengxin watch`: reads reports again whenever they or the grammars are saved, and says what is different.
//!
//! In go the paths of reports and of a folder of grammars. Out comes, after each save, what is different now:
//!
//! ```text
//! saved: a.pdf
//! a.pdf: read
//!   changed: /creditHeader/idType: "护照" → "身份证"
//! ```
//!
//! [`saved`] finds out which files were saved. [`report`] keeps what was last read of a report, and compares it with
//! what is read now.
//!
//! Grammars with a mistake are not used: the mistake is shown, and those that were last loaded stay in use.

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
        // At the start there are no earlier grammars that could stay in use. With `--once` the command ends; otherwise
        // the built-in grammars are used until the mistake is corrected.
        Err(error) if arguments.once => return Ok(super::grammar::refused(&error)),
        Err(error) => {
            say(&broken(&error, "those that are built in are in use"))?;
            Grammar::default()
        }
    };
    let mut watch = Watch { arguments, grammar, reports: Vec::new(), matched: BTreeMap::new() };
    let mut saved = Saved::of(&arguments.files, arguments.grammar.folders());
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

/// A flag that becomes true when standard input ends. Everything that is written there is ignored.
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

/// The grammars and reports that are watched, as they were last read.
struct Watch<'a> {
    arguments: &'a WatchArgs,
    grammar: Grammar,
    reports: Vec<Report>,
    /// The rules that have matched at some time since the start, each with its place in the grammars.
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

    /// Reads the files that were saved, and all reports if a grammar was saved; says what is different.
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

    /// Reads a report; returns what was made of it before.
    fn read(&self, report: &mut Report) -> Option<State> {
        let options = Options::default().classify(!self.arguments.no_classify).grammar(self.grammar.clone());
        self.grammar.scope(|| report.read(&options, self.arguments.from_transcript, &self.arguments.masking))
    }

    /// The rules that match in the reports as they are now, each with its place in the grammars.
    fn matching(&self) -> BTreeMap<String, String> {
        let transcripts = self.reports.iter().filter_map(Report::transcript);
        report::matching(&self.grammar, transcripts)
    }

    fn status(&self) -> ExitCode {
        if self.reports.iter().all(Report::is_read) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// The message about grammars with mistakes: what is wrong, and which grammars are used instead.
fn broken(error: &GrammarError, instead: &str) -> String {
    format!("{}  the grammars are not used: {instead}\n", mistakes(error, &renderer_for(&io::stdout())))
}

fn say(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes())?;
    output.flush()
}
