//! What is wrong with a report: what was left out, what contradicts itself, why it was not read.

use serde::Serialize;
use zhengxin::audit::{Finding, Severity, audit};
use zhengxin::diagnostic::Diagnostic;
use zhengxin::layout::Place;
use zhengxin::{Problem, Reading};

use crate::cli::report_failure::title;

/// How many places of an issue are marked.
const MARKED: usize = 200;

/// Something that is wrong.
#[derive(Serialize)]
pub struct Issue {
    /// `problem`: left out, or why nothing was read; `audit`: a contradiction.
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
    problems.chain(findings.into_iter().map(contradiction)).collect()
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
