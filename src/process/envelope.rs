//! The JSON with which a file is answered: the report in the envelope of the API, and beside it whatever else was asked
//! for.
//!
//! A `Reading` goes in with what was [`Asked`] for. The [`Envelope`] comes out, for example
//! `{"status": "OK", "result": {…}, "audit": […]}`.

use serde::Serialize;
use zhengxin::audit::{Finding, Severity, audit};
use zhengxin::profile::Profile;
use zhengxin::{LeafPlace, Problem, Reading, Report};

/// How a report is to be read, and what is to stand beside it in the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Whether a document that is no report is refused with a reason that says what it looks like instead.
    pub classify: bool,
    /// Whether broken parts are left out and listed, instead of refusing the report.
    pub lenient: bool,
    /// Whether the place of every leaf and the profile are given.
    pub places: bool,
    /// Whether the places where the report contradicts itself are given.
    pub audit: bool,
}

impl Default for Asked {
    fn default() -> Self {
        Self { classify: true, lenient: false, places: false, audit: false }
    }
}

#[cfg(feature = "server")]
impl Asked {
    /// The options of the library for this, in a process that is one of many: it reads with one thread.
    pub fn options(self) -> zhengxin::Options {
        zhengxin::Options::default().classify(self.classify).lenient(self.lenient).parallel(false)
    }
}

/// `{"status": "OK", "result": {…}}` with whatever was asked for beside it. Without the envelope of the API `status` is
/// left out.
#[derive(Serialize)]
pub struct Envelope<'r, R> {
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    result: R,
    #[serde(flatten)]
    beside: Beside<'r>,
}

/// What stands beside a report. Each part is there only if it was asked for.
#[derive(Serialize)]
pub struct Beside<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    partial: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problems: Option<&'r [Problem]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<Profile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<Vec<LeafPlace<'r>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audit: Option<Vec<Contradiction<'r>>>,
}

/// A finding of the audit, with the text and the boxes of each of its places.
#[derive(Serialize)]
pub struct Contradiction<'r> {
    rule: &'static str,
    severity: Severity,
    message: String,
    places: Vec<Pointed<'r>>,
}

/// A place that a finding names.
#[derive(Serialize)]
#[serde(untagged)]
enum Pointed<'r> {
    Leaf(LeafPlace<'r>),
    /// A list or an object, which has no place of its own on a page.
    Other {
        pointer: String,
    },
}

impl<'r> Envelope<'r, &'r Report> {
    /// The envelope for a reading, with whatever was asked for beside the report.
    pub fn of(reading: &'r Reading, asked: Asked) -> Self {
        Self { status: Some("OK"), ..Self::without_status(reading, asked) }
    }

    /// The same without `status`.
    pub fn without_status(reading: &'r Reading, asked: Asked) -> Self {
        Self { status: None, result: &reading.report, beside: Beside::of(reading, asked) }
    }
}

impl<'r, R> Envelope<'r, R> {
    /// The same with the report in another form.
    pub fn showing<S>(self, result: S) -> Envelope<'r, S> {
        Envelope { status: self.status, result, beside: self.beside }
    }
}

impl<'r> Beside<'r> {
    /// Those parts that were asked for.
    pub fn of(reading: &'r Reading, asked: Asked) -> Self {
        Self {
            partial: asked.lenient.then_some(reading.is_partial()),
            problems: asked.lenient.then_some(reading.problems.as_slice()),
            profile: asked.places.then(|| reading.profile()),
            places: asked.places.then(|| reading.places().collect()),
            audit: asked.audit.then(|| contradictions(reading)),
        }
    }
}

/// Where the report contradicts itself.
pub fn contradictions(reading: &Reading) -> Vec<Contradiction<'_>> {
    let contradiction = |finding: Finding| Contradiction {
        rule: finding.rule.name(),
        severity: finding.severity,
        message: finding.message,
        places: finding.pointers.into_iter().map(|pointer| pointed(reading, pointer)).collect(),
    };
    let findings = reading.grammar().scope(|| audit(&reading.report));
    findings.into_iter().map(contradiction).collect()
}

fn pointed(reading: &Reading, pointer: String) -> Pointed<'_> {
    reading.place(&pointer).map_or(Pointed::Other { pointer }, Pointed::Leaf)
}
