//! What is wrong with a report: what was left out, what contradicts itself, why it was not read; and what the pages did not tell.

use serde::Serialize;
use zhengxin::audit::{Finding, Severity, audit};
use zhengxin::diagnostic::Diagnostic;
use zhengxin::layout::{CutReading, Place};
use zhengxin::{Problem, Reading, SettledBy, Settlement};

use crate::cli::report_failure::title;

/// How many places of an issue are marked.
const MARKED: usize = 200;

/// Something that is wrong.
#[derive(Serialize)]
pub struct Issue {
    /// `problem`: left out, or why nothing was read; `audit`: a contradiction; `doubt`: a place that could be read in several ways.
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
    /// Where it stands, where that is no field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<Place>,
}

/// Everything that is wrong with a report, in the order of weight.
pub fn of(reading: &Reading) -> Vec<Issue> {
    let problems = reading.problems.iter().map(|problem| left_out(problem, reading));
    let mut findings = audit(&reading.report);
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    // What is drawn settles most doubts. Worth a look are the others.
    let doubts = reading.settlements.iter().filter(|doubt| doubt.by != SettledBy::Geometry);
    let doubts = doubts.map(|doubt| settled(doubt, reading));
    problems.chain(findings.into_iter().map(contradiction)).chain(doubts).collect()
}

/// Why nothing was read.
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
