//! `zhengxin grammar coverage`: prints which rules of the grammars the given reports exercise.
//!
//! In go reports; out comes a table of the rules of each file, with how often each rule matched and how many of the
//! ways through it were taken. With `--html` a page with the text of the grammars is written, too (`html.rs`).

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use zhengxin::grammar::{Grammar, SourcePlace};
use zhengxin::grammar_tools::coverage::{FileCoverage, GrammarCoverage, RuleCoverage, Way, WayKind};

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
    /// Only the rules that are not among the built-in ones as they are here, with what is new in them and was never taken.
    #[arg(long, requires = "grammar")]
    changed: bool,
    #[command(flatten)]
    pub reading: Reading,
}

/// How many of the rules and of the ways were exercised: two pairs of the number exercised and the number of all.
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
    let text = if arguments.changed { changed(&grammar, files.clone()) } else { table(&files, &|_| String::new()) };
    io::stdout().lock().write_all(text.as_bytes())?;
    if let Some(path) = &arguments.html {
        fs::write(path, html::page(&files, grammar.files()))
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
    }
    Ok(if is_all_read { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The table for `--changed`. It has the rules whose text is not that of any built-in rule, and below each rule those
/// of its ways that are new and were never taken.
fn changed(grammar: &Grammar, mut files: Vec<FileCoverage>) -> String {
    let built_in = Grammar::default();
    let known = GrammarCoverage::of(&built_in).files();
    let rules = || known.iter().flat_map(|file| &file.rules);
    let known_rules: HashSet<&str> = rules().map(|rule| text_of(&built_in, &rule.place)).collect();
    let known_ways: HashSet<(&str, String)> =
        rules().flat_map(|rule| rule.ways.iter().map(|way| (&*rule.name, told(&built_in, way)))).collect();
    files.iter_mut().for_each(|file| file.rules.retain(|rule| !known_rules.contains(text_of(grammar, &rule.place))));
    files.retain(|file| !file.rules.is_empty());
    let never = |rule: &RuleCoverage| {
        let ways = rule.ways.iter().filter(|way| way.times == 0).map(|way| (way, told(grammar, way)));
        let ways = ways.filter(|(_, told)| !known_ways.contains(&(&*rule.name, told.clone())));
        ways.map(|(way, told)| format!("{:>12}{}: {told}\n", "", way.place)).collect()
    };
    table(&files, &never)
}

/// What is said of a way that was never taken.
fn told(grammar: &Grammar, way: &Way) -> String {
    let part = text_of(grammar, &way.place).split_whitespace().collect::<Vec<_>>().join(" ");
    if way.kind != WayKind::LeftOut {
        return format!("never matched: {part}");
    }
    // An optional part begins behind its opening bracket, if it has one, and ends with its sign, as in `a ~ b)?`.
    let part = part.trim_end_matches(['*', '?']);
    let is_open = part.matches(')').count() > part.matches('(').count();
    format!("never left out: {}", if is_open { part.strip_suffix(')').unwrap_or(part) } else { part })
}

/// The text of the grammars at a place.
fn text_of<'g>(grammar: &'g Grammar, place: &SourcePlace) -> &'g str {
    let file = grammar.files().iter().find(|file| file.name == place.file);
    file.and_then(|file| file.text.get(place.range.clone())).unwrap_or_default()
}

/// The table of the rules of files: how often each rule matched, and how many of its ways were taken. `below` gives the
/// lines that stand below a rule.
fn table(files: &[FileCoverage], below: &dyn Fn(&RuleCoverage) -> String) -> String {
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
            text += &below(rule);
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
