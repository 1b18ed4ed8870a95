//! Says why a file was not read, mostly on standard error. A [`Failure`] goes in; out comes text for people, with the
//! lines of the report around what is wrong, or a JSON line for programs.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::io::{self, IsTerminal};
use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use clap::ValueEnum;
use serde_json::{Value, json};
use zhengxin::Error;
use zhengxin::diagnostic::{Diagnostic, DiagnosticKind, Difference};
use zhengxin::grammar::{Grammar, SourcePlace};
use zhengxin::transcript::Transcript;

use super::paint::has_colours;

/// How failures are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs: a JSON line a file.
    Json,
}

/// How snippets are drawn on standard error.
pub fn renderer() -> Renderer {
    renderer_for(&io::stderr())
}

/// How snippets are drawn on an output: in colours if it has them.
pub fn renderer_for(output: &impl IsTerminal) -> Renderer {
    if has_colours(output) { Renderer::styled() } else { Renderer::plain() }
}

/// Why a file was not read, for the user.
pub struct Failure {
    code: &'static str,
    reason: String,
    /// The error of the library, and the transcript that its findings are about; `None` for other failures.
    found: Option<Box<(Error, Transcript)>>,
    /// The grammars that the findings are about.
    grammar: Grammar,
}

impl Failure {
    /// A failure that is not about what is in a report, such as a file that cannot be opened.
    pub fn new(code: &'static str, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into(), found: None, grammar: Grammar::in_scope() }
    }

    /// The same failure, by other grammars than those in scope.
    pub fn by(self, grammar: Grammar) -> Self {
        Self { grammar, ..self }
    }

    /// The failure of a report that is not understood.
    pub fn of_report(error: Error, transcript: Transcript) -> Self {
        Self { found: Some(Box::new((error, transcript))), ..Self::new("", "") }
    }

    /// The status of the commercial API for the failure.
    pub fn code(&self) -> &'static str {
        self.found.as_ref().map_or(self.code, |found| found.0.code())
    }

    /// What is wrong, where, and what to do, as plain text.
    pub fn reason(&self) -> String {
        self.found.as_ref().map_or_else(|| self.reason.clone(), |found| found.0.to_string())
    }

    /// The findings of the library about the report.
    pub fn findings(&self) -> &[Diagnostic] {
        self.found.as_ref().map_or(&[], |found| found.0.diagnostics())
    }

    /// The message, without the findings.
    pub fn message(&self) -> String {
        self.found.as_ref().map_or_else(|| self.reason.clone(), |found| found.0.message().to_owned())
    }

    /// Prints the failure on standard error.
    pub fn report(&self, file: &Path, format: Format) {
        let name = if file == Path::new("-") { "standard input".into() } else { file.to_string_lossy() };
        if format == Format::Json {
            eprintln!("{}", self.json(&name));
            return;
        }
        eprint!("{}", self.text(&name, &renderer()));
    }

    /// The failure as text for people, each finding with the lines around it.
    pub fn text(&self, name: &str, renderer: &Renderer) -> String {
        let Some((error, _)) = self.found.as_deref() else { return format!("{name}: {self}\n") };
        let mut text = format!("{name}: {}: {}\n", error.code(), error.message());
        text += &self.snippets(name, renderer, |_| true);
        text
    }

    /// Those findings that `is_wanted` takes, each with the lines around it. The places of rules are looked up in the
    /// grammars that they are about.
    pub fn snippets(&self, name: &str, renderer: &Renderer, is_wanted: impl Fn(&Diagnostic) -> bool) -> String {
        let Some((error, transcript)) = self.found.as_deref() else { return String::new() };
        let findings: Vec<&Diagnostic> = error.diagnostics().iter().filter(|finding| is_wanted(finding)).collect();
        if findings.is_empty() {
            return String::new();
        }
        let rules = self.grammar.places();
        let shown = |finding| format!("\n{}\n", render(finding, transcript.text(), name, &rules, renderer));
        findings.into_iter().map(shown).collect()
    }

    fn json(&self, file: &str) -> Value {
        let mut answer = json!({ "file": file, "code": self.code() });
        match self.found.as_deref() {
            Some((error, _)) => {
                answer["kind"] = json!(error.kind());
                answer["message"] = json!(error.message());
                answer["findings"] = json!(error.diagnostics());
            }
            None => answer["message"] = json!(self.reason),
        }
        answer
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::of_report(error, Transcript::default())
    }
}

impl Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code(), self.reason())
    }
}

/// How many lines of the transcript are shown above and below the one that is wrong.
const CONTEXT: usize = 2;

/// At most this many of the labels that would have been understood are named.
const NAMED_LABELS: usize = 6;

/// One finding with the lines of the transcript around it.
fn render(
    finding: &Diagnostic,
    text: &str,
    file: &str,
    rules: &BTreeMap<String, SourcePlace>,
    renderer: &Renderer,
) -> String {
    let first = finding.line.saturating_sub(CONTEXT).max(1);
    let shown: String = text.split_inclusive('\n').skip(first - 1).take(finding.line - first + 1 + CONTEXT).collect();
    let start: usize = text.split_inclusive('\n').take(first - 1).map(str::len).sum();
    let piece = span(&finding.range, start, &shown);
    let snippet = Snippet::source(shown)
        .path(file.to_owned())
        .line_start(first)
        .fold(false)
        .annotation(AnnotationKind::Primary.span(piece).label(label(finding)));
    let mut group = Group::with_title(Level::ERROR.primary_title(title(finding))).element(snippet);
    for (name, note) in notes(finding, rules) {
        group = group.element(Level::NOTE.with_name(Some(name)).message(note));
    }
    renderer.render(&[group])
}

/// The place of a range of the transcript in `shown`, the part that is shown, which begins at `start`. For an empty
/// cell it is the bar behind the cell.
fn span(range: &Range<usize>, start: usize, shown: &str) -> Range<usize> {
    let begin = range.start.saturating_sub(start).min(shown.len());
    let end = range.end.saturating_sub(start).min(shown.len());
    let next = || shown[begin..].chars().next().map_or(begin, |character| begin + character.len_utf8());
    if end > begin { begin..end } else { begin..next() }
}

/// What is wrong, in a few words.
pub fn title(finding: &Diagnostic) -> String {
    match (&finding.difference, &finding.kind) {
        (Some(difference), _) => difference.to_string(),
        (None, DiagnosticKind::UnknownLine) if is_known(finding) => {
            "a known line where no rule looks for it".to_owned()
        }
        (None, DiagnosticKind::UnknownLine) => "no rule knows this line".to_owned(),
        (None, DiagnosticKind::WrongKind { pointer }) => format!("the text is not what {pointer} may hold"),
        (None, DiagnosticKind::PrintedTwice { pointer }) => format!("{pointer} is printed twice in one record"),
        (None, DiagnosticKind::LostText { pointer }) => {
            format!("{pointer} is empty at the end of a page, and no other cell is: its text may be lost")
        }
        (None, DiagnosticKind::TwoReadings { other }) => {
            format!("this can be read in two ways, and nothing tells which is right: also as {}", other.join(" "))
        }
        (None, DiagnosticKind::WithoutPartner { pointer }) => {
            format!("{pointer} is printed in part: the row or the cell that goes with this one is missing")
        }
        (None, _) => finding.to_string(),
    }
}

/// Whether the line is a known line, which some rule looks for elsewhere.
fn is_known(finding: &Diagnostic) -> bool {
    finding.nearest.as_deref().is_some_and(|nearest| finding.text.trim_end().ends_with(nearest))
}

/// The words at the piece that is marked.
fn label(finding: &Diagnostic) -> String {
    match &finding.difference {
        Some(Difference::AddedColumn { .. }) => return "not known here".to_owned(),
        Some(Difference::MissingColumn { expected }) => return format!("expected `{expected}` before or behind it"),
        Some(Difference::MovedColumn { .. }) => return "expected elsewhere in the row".to_owned(),
        Some(Difference::MissingHeading { .. } | Difference::MissingLabels { .. }) => {
            return "expected above".to_owned();
        }
        Some(Difference::MissingValues) => return "expected a row of values below".to_owned(),
        Some(Difference::NewSection | Difference::NewTable | Difference::UnknownAccountState) => {
            return "not known".to_owned();
        }
        _ => {}
    }
    if finding.expected.is_empty() {
        return "not understood".to_owned();
    }
    format!("expected {}", named(&finding.expected))
}

fn named(labels: &[String]) -> String {
    let mut text = labels.iter().take(NAMED_LABELS).map(|label| format!("`{label}`")).collect::<Vec<_>>().join(" or ");
    if labels.len() > NAMED_LABELS {
        text.push_str(&format!(" or one of {} more", labels.len() - NAMED_LABELS));
    }
    text
}

/// What else is known of a finding, as notes with their names.
fn notes(finding: &Diagnostic, rules: &BTreeMap<String, SourcePlace>) -> Vec<(&'static str, String)> {
    let mut notes = Vec::new();
    if let Some(nearest) = &finding.nearest {
        notes.push(("nearest known layout", nearest.clone()));
    } else if finding.difference.is_some() && !finding.expected.is_empty() {
        notes.push(("expected here", named(&finding.expected)));
    }
    if !finding.section.is_empty() {
        notes.push(("section", finding.section.join(" > ")));
    }
    if let Some(place) = finding.places.first() {
        let at = place.bounds;
        let place =
            format!("page {}, box ({:.0}, {:.0}, {:.0}, {:.0})", place.page, at.left, at.top, at.right, at.bottom);
        notes.push(("place", place));
    }
    if !finding.rules.is_empty() {
        notes.push(("rule", finding.rules.join(" > ")));
    }
    if let Some(place) = finding.rules.last().and_then(|rule| rules.get(rule)) {
        notes.push(("written at", place.to_string()));
    }
    if finding.lines.end() > finding.lines.start() {
        notes.push((
            "lines",
            format!("{} to {} are not understood for this", finding.lines.start(), finding.lines.end()),
        ));
    }
    notes
}
