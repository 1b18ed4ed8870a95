//! `zhengxin grammar coverage`: which rules of the grammars reports exercise.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use zhengxin::grammar::Grammar;
use zhengxin::grammar::coverage::{FileCoverage, GrammarCoverage, RuleCoverage};

use super::html;
use crate::cli::Reading;
use crate::cli::report_failure::Failure;

#[derive(Args)]
pub struct CoverageArgs {
    /// Reports: PDF files, or transcripts with --from-transcript.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write a copy of the grammars to this file, with what was matched and what was not in colours.
    #[arg(long, value_name = "OUT.html")]
    html: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

/// How much of something was exercised.
#[derive(Default, Clone, Copy)]
struct Share {
    rules: [usize; 2],
    ways: [usize; 2],
}

/// Runs the tool.
pub fn run(arguments: &CoverageArgs) -> io::Result<ExitCode> {
    let grammar = Grammar::in_scope();
    let mut coverage = GrammarCoverage::of(&grammar);
    let mut is_all_read = true;
    for file in &arguments.files {
        let added = arguments.reading.transcript(file).and_then(|transcript| {
            let added = coverage.add(&transcript);
            added.map_err(|error| Failure::of_report(error, transcript))
        });
        if let Err(failure) = added {
            failure.report(file, arguments.reading.format);
            is_all_read = false;
        }
    }
    let files = coverage.files();
    io::stdout().lock().write_all(table(&files).as_bytes())?;
    if let Some(path) = &arguments.html {
        fs::write(path, html::page(&files, grammar.files()))
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
    }
    Ok(if is_all_read { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The rules of all files, with how often each matched and how many of its ways were taken.
fn table(files: &[FileCoverage]) -> String {
    let mut text = String::new();
    let mut total = Share::default();
    for file in files {
        let mut share = Share::default();
        file.rules.iter().for_each(|rule| share.add(rule));
        let _ = writeln!(text, "{}: {share}", file.name);
        for rule in &file.rules {
            let ways = match (rule.is_looked_for_only, rule.ways.len()) {
                (true, _) => "only looked for where it must not be".to_owned(),
                (false, 0) => String::new(),
                (false, count) => format!("{} of {count} ways", rule.taken()),
            };
            let _ = writeln!(text, "{}", format!("{:>10}  {:<40} {ways}", rule.times, rule.name).trim_end());
        }
        total.rules = sum(total.rules, share.rules);
        total.ways = sum(total.ways, share.ways);
    }
    let _ = writeln!(text, "all: {total}");
    text
}

fn sum(one: [usize; 2], other: [usize; 2]) -> [usize; 2] {
    [one[0] + other[0], one[1] + other[1]]
}

impl Share {
    fn add(&mut self, rule: &RuleCoverage) {
        if !rule.is_looked_for_only {
            self.rules = sum(self.rules, [usize::from(rule.times > 0), 1]);
            self.ways = sum(self.ways, [rule.taken(), rule.ways.len()]);
        }
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { rules, ways } = self;
        write!(formatter, "{} of {} rules, {} of {} ways", rules[0], rules[1], ways[0], ways[1])
    }
}
