//! `zhengxin audit`: where reports contradict themselves.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use zhengxin::audit::{Finding, Severity, audit};
use zhengxin::layout::Place;

use super::{Failure, Reading, print_json, report_failure};

/// Something contradicts itself.
const CONTRADICTION: u8 = 3;

/// How many places of a finding are told to people.
const TOLD_PLACES: usize = 12;

#[derive(Args)]
pub struct AuditArgs {
    /// PDF files; `-` reads standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How the findings are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For machines: one file's list of findings; of several files one line each, {"file": …, "findings": …} or
    /// {"file": …, "error": …}.
    Json,
}

/// A leaf as it is printed.
struct Printed {
    text: String,
    places: Vec<Place>,
}

/// A finding with what is printed at each of its pointers.
struct Told {
    finding: Finding,
    printed: Vec<Printed>,
}

/// Runs the command. The exit status is that of the worst file: not read before contradictions.
pub fn run(arguments: &AuditArgs) -> io::Result<ExitCode> {
    let (mut all_read, mut contradicts) = (true, false);
    let many = arguments.files.len() > 1;
    for file in &arguments.files {
        let result = told(file, &arguments.reading);
        match &result {
            Ok(findings) => contradicts |= findings.iter().any(|told| told.finding.severity == Severity::Error),
            Err(failure) => {
                report_failure(file, failure);
                all_read = false;
            }
        }
        match (arguments.format, result) {
            (Format::Text, Ok(findings)) => print_text(file, &findings)?,
            (Format::Text, Err(_)) => {}
            (Format::Json, result) => print_answer(file, result, many)?,
        }
    }
    Ok(match (all_read, contradicts) {
        (false, _) => ExitCode::FAILURE,
        (true, true) => ExitCode::from(CONTRADICTION),
        (true, false) => ExitCode::SUCCESS,
    })
}

fn told(file: &Path, reading: &Reading) -> Result<Vec<Told>, Failure> {
    let transcript = reading.transcript(file)?;
    let lowered = zhengxin::read_transcript(&transcript, &reading.options())?;
    let ranges: HashMap<&str, _> =
        lowered.leaves.iter().map(|leaf| (leaf.pointer.as_str(), leaf.range.clone())).collect();
    let json = serde_json::to_value(&lowered.value)
        .map_err(|error| Failure { code: "INTERNAL_ERROR", reason: format!("the result is no JSON: {error}") })?;
    let printed = |pointer: &String| Printed {
        text: json.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned(),
        places: ranges.get(pointer.as_str()).map(|range| transcript.places(range.clone())).unwrap_or_default(),
    };
    let tell = |finding: Finding| Told { printed: finding.pointers.iter().map(printed).collect(), finding };
    Ok(audit(&lowered.value).into_iter().map(tell).collect())
}

fn print_answer(file: &Path, result: Result<Vec<Told>, Failure>, many: bool) -> io::Result<()> {
    let findings = match result {
        Ok(findings) => Ok(findings.iter().map(as_json).collect::<io::Result<Vec<_>>>()?),
        Err(failure) => Err(failure.to_string()),
    };
    match (findings, many) {
        (Ok(findings), false) => print_json(&Value::from(findings), io::stdout().is_terminal()),
        (Err(_), false) => Ok(()),
        (Ok(findings), true) => print_json(&json!({ "file": file.to_string_lossy(), "findings": findings }), false),
        (Err(error), true) => print_json(&json!({ "file": file.to_string_lossy(), "error": error }), false),
    }
}

/// The finding as the library gives it, each place with what is printed there, its page and its boxes.
fn as_json(told: &Told) -> io::Result<Value> {
    let mut finding = serde_json::to_value(&told.finding)?;
    let places = finding.get_mut("places").and_then(Value::as_array_mut).into_iter().flatten();
    for (place, printed) in places.zip(&told.printed) {
        place["text"] = json!(printed.text);
        let boxes: Vec<_> = printed
            .places
            .iter()
            .map(|place| {
                let at = place.bounds;
                json!({ "page": place.page, "box": [at.left, at.top, at.right, at.bottom] })
            })
            .collect();
        place["boxes"] = json!(boxes);
    }
    Ok(finding)
}

fn print_text(file: &Path, findings: &[Told]) -> io::Result<()> {
    let mut text = String::new();
    let mut counts = [0_usize; 3];
    for Told { finding, printed } in findings {
        counts[finding.severity as usize] += 1;
        let _ = writeln!(text, "{finding}");
        for (pointer, printed) in finding.pointers.iter().zip(printed).take(TOLD_PLACES) {
            let _ = write!(text, "  `{}` ", printed.text);
            if let Some(Place { page, bounds: at }) = printed.places.first() {
                let _ = write!(
                    text,
                    "on page {page}, box ({:.0}, {:.0}, {:.0}, {:.0}), ",
                    at.left, at.top, at.right, at.bottom
                );
            }
            let _ = writeln!(text, "{pointer}");
        }
        if let Some(further @ 1..) = finding.pointers.len().checked_sub(TOLD_PLACES) {
            let _ = writeln!(text, "  and {further} more");
        }
    }
    let [infos, warnings, errors] = counts;
    let name = if file == Path::new("-") { "standard input".into() } else { file.display().to_string() };
    let _ = writeln!(text, "{name}: {errors} of severity error, {warnings} of warning, {infos} of info");
    io::stdout().lock().write_all(text.as_bytes())
}
