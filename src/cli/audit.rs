//! `zhengxin audit`: prints where reports contradict themselves.
//!
//! Reports go in. The findings about each of them come out, as text or JSON, with the leaves that were compared and the
//! page and box of each leaf. The audit itself is in the library ([`zhengxin::audit`]).

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use zhengxin::audit::{Finding, Severity, audit};
use zhengxin::layout::Place;

use super::report_failure::{Failure, Format};
use super::{Reading, print_json};
use crate::process::envelope::contradictions;

/// The exit status if a report contradicts itself, that is, has a finding of severity error.
const CONTRADICTION: u8 = 3;

/// At most this many leaves of a finding are printed as text.
const TOLD_PLACES: usize = 12;

#[derive(Args)]
pub struct AuditArgs {
    /// PDF files; `-` reads standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reading: Reading,
}

/// Runs the command. The exit status is that of the worst file; a file that was not read is worse than a contradiction.
pub fn run(arguments: &AuditArgs) -> io::Result<ExitCode> {
    let (mut all_read, mut contradicts) = (true, false);
    let many = arguments.files.len() > 1;
    for file in &arguments.files {
        let result = arguments.reading.read(file, &arguments.reading.options());
        let findings = result.as_ref().map(|reading| reading.grammar().scope(|| audit(&reading.report)));
        match &findings {
            Ok(findings) => contradicts |= findings.iter().any(|finding| finding.severity == Severity::Error),
            Err(failure) => {
                failure.report(file, arguments.reading.format);
                all_read = false;
            }
        }
        match (arguments.reading.format, &result, findings) {
            (Format::Text, Ok(reading), Ok(findings)) => print_text(file, reading, &findings)?,
            (Format::Text, ..) => {}
            (Format::Json, ..) => print_answer(file, result, many)?,
        }
    }
    Ok(match (all_read, contradicts) {
        (false, _) => ExitCode::FAILURE,
        (true, true) => ExitCode::from(CONTRADICTION),
        (true, false) => ExitCode::SUCCESS,
    })
}

fn print_answer(file: &Path, result: Result<zhengxin::Reading, Failure>, many: bool) -> io::Result<()> {
    let file = file.to_string_lossy();
    match (result, many) {
        (Ok(reading), false) => print_json(&contradictions(&reading), io::stdout().is_terminal()),
        (Err(_), false) => Ok(()),
        (Ok(reading), true) => print_json(&json!({ "file": file, "findings": contradictions(&reading) }), false),
        (Err(failure), true) => print_json(&json!({ "file": file, "error": failure.to_string() }), false),
    }
}

fn print_text(file: &Path, reading: &zhengxin::Reading, findings: &[Finding]) -> io::Result<()> {
    let mut text = String::new();
    let mut counts = [0_usize; 3];
    for finding in findings {
        counts[finding.severity as usize] += 1;
        let _ = writeln!(text, "{finding}");
        for pointer in finding.pointers.iter().take(TOLD_PLACES) {
            let leaf = reading.place(pointer);
            if let Some(leaf) = &leaf {
                let _ = write!(text, "  `{}` ", leaf.text);
            }
            if let Some(Place { page, bounds: at }) = leaf.and_then(|leaf| leaf.places.first().copied()) {
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
