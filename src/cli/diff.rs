//! `zhengxin diff`: prints what is different between two reports of one person.
//!
//! Two files go in, each a PDF or stored JSON. The library compares the reports ([`zhengxin::diff`]). Its result comes
//! out as JSON, or as text with a paragraph for each record and the Chinese terms of the fields:
//!
//! ```text
//! ~ 报告头
//!   ~ 报告时间: 2025.04.18 13:29:03 -> 2022.07.20 10:00:00  /creditHeader/reportTime
//! ```

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use zhengxin::Report;
use zhengxin::diff::{self, Change, ChangeKind, Diff, LeafChange, State};
use zhengxin::grammar::Grammar;

use super::paint::{Paint, Tone};
use super::report_failure::{Failure, Format};
use super::terms::Terms;
use super::view::Masking;
use super::{Reading, print_json, stored};

/// The exit status if the two reports differ.
const DIFFERENT: u8 = 1;

/// The exit status if one of the two cannot be read.
const TROUBLE: u8 = 2;

#[derive(Args)]
pub struct DiffArgs {
    /// The older report: a PDF file, or the JSON that `parse` prints; `-` reads standard input.
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The newer report.
    #[arg(value_name = "NEW")]
    new: PathBuf,
    #[command(flatten)]
    masking: Masking,
    #[command(flatten)]
    pub(super) reading: Reading,
}

/// Runs the command.
pub fn run(arguments: &DiffArgs) -> io::Result<ExitCode> {
    let report = |file: &Path| arguments.read(file).map_err(|failure| failure.report(file, arguments.reading.format));
    // Both are read even if the first one fails, so that one run reports what is wrong with both.
    // The values of both go by the grammars that the newer one was read by.
    let (Ok((old, _)), Ok((new, grammar))) = (report(&arguments.old), report(&arguments.new)) else {
        return Ok(ExitCode::from(TROUBLE));
    };
    let diff = || if arguments.masking.mask { diff::masked(&old, &new) } else { diff::diff(&old, &new) };
    let diff = grammar.scope(diff);
    if diff.is_other_person {
        eprintln!("warning: the two reports are of different persons");
    }
    match arguments.reading.format {
        Format::Json => print_json(&diff, io::stdout().is_terminal())?,
        Format::Text => {
            let text = text(&diff, Paint::of(&io::stdout()));
            let mut output = io::stdout().lock();
            output.write_all(text.as_bytes())?;
            output.flush()?;
        }
    }
    Ok(if diff.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(DIFFERENT) })
}

impl DiffArgs {
    /// The report in a file, and the grammars that its values go by.
    fn read(&self, file: &Path) -> Result<(Report, Grammar), Failure> {
        let bytes = super::read(file)?;
        if stored::is_json(&bytes) {
            return Ok((stored::report(&bytes)?, Grammar::in_scope()));
        }
        let reading = self.masking.read_plainly(&self.reading, bytes, &self.reading.options())?;
        let grammar = reading.grammar().clone();
        Ok((reading.report, grammar))
    }
}

/// The difference as text: a paragraph for each record, and a last line with the numbers.
fn text(diff: &Diff, paint: Paint) -> String {
    let terms = Terms::of_schema();
    let mut text = String::new();
    for change in &diff.changes {
        paragraph(change, &terms, paint, &mut text);
    }
    let count = |kind| diff.changes.iter().filter(|change| change.kind == kind).count();
    let (added, removed) = (count(ChangeKind::Added), count(ChangeKind::Removed));
    let _ = match diff.changes.len() {
        0 => writeln!(text, "no difference"),
        all => writeln!(text, "{added} added, {removed} removed, {} changed", all - added - removed),
    };
    text
}

fn paragraph(change: &Change, terms: &Terms, paint: Paint, text: &mut String) {
    let (mark, tone) = match change.kind {
        ChangeKind::Added => ("+", Tone::Added),
        ChangeKind::Removed => ("-", Tone::Removed),
        ChangeKind::Changed => ("~", Tone::Heading),
    };
    let section = terms.below("", &change.section).join(" > ");
    let names = if change.names.is_empty() { String::new() } else { format!(": {}", change.names.join(", ")) };
    let _ = writeln!(text, "{}", paint.of_text(tone, &format!("{mark} {section}{names}")));
    let pointers = [&change.old, &change.new].map(|side| side.as_deref().unwrap_or_default());
    if change.kind != ChangeKind::Changed {
        return;
    }
    if let Some(state) = &change.state {
        let of = |side, state: &State| word(pointers[side], state, terms);
        let _ = writeln!(text, "  {} -> {}", of(0, &state.old), paint.of_text(Tone::Strong, &of(1, &state.new)));
    }
    // The line above has the words of the old and the new state, so the leaf with the word is left out here.
    let is_state = |leaf: &LeafChange| {
        let both = leaf.old.as_ref().zip(leaf.new.as_ref());
        change.state.is_some() && both.is_some_and(|(_, new)| new.pointer.ends_with(STATE_WORD))
    };
    let leaves: Vec<_> = change.leaves.iter().filter(|leaf| !is_state(leaf)).collect();
    for run in leaves.chunk_by(|first, second| is_one_record(first, second)) {
        line(run, pointers, terms, paint, text);
    }
}

/// The end of the pointer of the word for the state of an account.
const STATE_WORD: &str = "/accountState/value";

/// The word for a state of an account: the printed word, or else the term of the object that has the figures of the
/// state.
fn word(account: &str, state: &State, terms: &Terms) -> String {
    let term = || {
        let pointer = format!("{account}/accountState/{}", state.key.as_deref()?);
        Some(terms.of(&pointer)?.to_owned())
    };
    state.text.clone().or_else(term).unwrap_or_else(|| "--".into())
}

/// Whether two leaves are printed in one line: they are if both are new, or both are gone, in one record.
fn is_one_record(first: &LeafChange, second: &LeafChange) -> bool {
    let record = |leaf: &LeafChange| match (&leaf.old, &leaf.new) {
        (None, Some(leaf)) | (Some(leaf), None) => leaf.pointer.rsplit_once('/').map(|split| split.0.to_owned()),
        _ => None,
    };
    first.old.is_some() == second.old.is_some() && record(first).is_some() && record(first) == record(second)
}

/// Adds the line for leaves of one record, or for one leaf that changed.
fn line(run: &[&LeafChange], pointers: [&str; 2], terms: &Terms, paint: Paint, text: &mut String) {
    let Some(first) = run.first() else { return };
    let within = if first.within.is_empty() { String::new() } else { format!(" [{}]", first.within.join(" ")) };
    if let (Some(old), Some(new)) = (&first.old, &first.new) {
        let field = terms.below(pointers[1], &new.pointer).join(" > ");
        let (old, new_text) = (paint.of_text(Tone::Removed, &old.text), paint.of_text(Tone::Added, &new.text));
        let _ =
            writeln!(text, "  ~ {field}{within}: {old} -> {new_text}  {}", paint.of_text(Tone::Faint, &new.pointer));
        return;
    }
    let (mark, tone, side) = if first.new.is_some() { ("+", Tone::Added, 1) } else { ("-", Tone::Removed, 0) };
    let leaves: Vec<_> = run.iter().filter_map(|leaf| leaf.new.as_ref().or(leaf.old.as_ref())).collect();
    let Some(pointer) = leaves.first().map(|leaf| leaf.pointer.as_str()) else { return };
    let mut field = terms.below(pointers[side], pointer);
    let told = if let [leaf] = leaves.as_slice() {
        leaf.text.clone()
    } else {
        field.pop();
        let each = leaves.iter().map(|leaf| {
            let term = terms.below(pointers[side], &leaf.pointer).pop().unwrap_or_default();
            format!("{term} {}", leaf.text)
        });
        each.collect::<Vec<_>>().join(", ")
    };
    let _ = writeln!(text, "{}", paint.of_text(tone, &format!("  {mark} {}{within}: {told}", field.join(" > "))));
}
