//! Gathers the issues of a report for the HTML page: what was left out, what contradicts itself, which doubts the pages
//! left open, or why nothing was read.

use serde::Serialize;
use zhengxin::audit::{Finding, Severity, audit};
use zhengxin::diagnostic::Diagnostic;
use zhengxin::layout::{CutReading, Place};
use zhengxin::{Problem, Reading, SettledBy, Settlement};

use crate::cli::report_failure::title;

/// At most this many places or fields of an issue are marked.
const MARKED: usize = 200;

/// Something that is wrong, or that is worth a look.
#[derive(Serialize)]
pub struct Issue {
    /// `problem`: something was left out, or nothing was read; `audit`: a contradiction; `doubt`: a place that could be
    /// read in several ways.
    kind: &'static str,
    severity: Severity,
    title: String,
    message: String,
    /// The rules around it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rules: Vec<String>,
    /// The rows that were left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rows: Vec<Vec<String>>,
    /// The fields that it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pointers: Vec<String>,
    /// Where it stands on the pages, if it is not about fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<Place>,
}

/// The issues of a report: what was left out, then contradictions, the most severe ones first, then doubts.
pub fn of(reading: &Reading) -> Vec<Issue> {
    let problems = reading.problems.iter().map(|problem| left_out(problem, reading));
    let mut findings = audit(&reading.report);
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    // Most doubts are settled by what is drawn on the page. Only the others are worth a look.
    let doubts = reading.settlements.iter().filter(|doubt| doubt.by != SettledBy::Geometry);
    let doubts = doubts.map(|doubt| settled(doubt, reading));
    problems.chain(findings.into_iter().map(contradiction)).chain(doubts).collect()
}

/// The issues of a file of which nothing was read: its findings.
pub fn of_findings(findings: &[Diagnostic]) -> Vec<Issue> {
    findings.iter().map(|finding| wrong(finding, finding.places.clone())).collect()
}

fn left_out(problem: &Problem, reading: &Reading) -> Issue {
    let places = reading.transcript.places(problem.range.clone());
    Issue { rows: problem.rows.clone(), ..wrong(&problem.finding, places) }
}

fn wrong(finding: &Diagnostic, mut places: Vec<Place>) -> Issue {
    places.truncate(MARKED);
    Issue {
        kind: "problem",
        severity: Severity::Error,
        title: title(finding),
        message: finding.to_string(),
        rules: finding.rules.clone(),
        rows: Vec::new(),
        pointers: Vec::new(),
        places,
    }
}

fn settled(doubt: &Settlement, reading: &Reading) -> Issue {
    let others: Vec<String> = doubt.others.iter().map(CutReading::to_string).collect();
    Issue {
        kind: "doubt",
        severity: Severity::Info,
        title: "settled".to_owned(),
        message: format!(
            "{}, as {} tells. Nothing drawn rules out that {}.",
            doubt.reading,
            doubt.by,
            others.join(", or that ")
        ),
        rules: Vec::new(),
        rows: Vec::new(),
        pointers: Vec::new(),
        places: doubt.places(&reading.transcript),
    }
}

fn contradiction(finding: Finding) -> Issue {
    let mut pointers = finding.pointers;
    pointers.truncate(MARKED);
    Issue {
        kind: "audit",
        severity: finding.severity,
        title: finding.rule.name().to_owned(),
        message: finding.message,
        rules: Vec::new(),
        rows: Vec::new(),
        pointers,
        places: Vec::new(),
    }
}
