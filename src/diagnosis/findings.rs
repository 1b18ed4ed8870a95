//! Makes diagnostics of lines that no rule took, and of fields that are not of their kind.
//!
//! One cause makes many lines fail: if a label has another name, the values below it are not understood either, and
//! below an unknown heading no account is. All of these lines are one finding. A new finding begins with a line that is
//! itself a known line with something changed.

use std::collections::HashMap;
use std::ops::Range;

use super::expect::{self, Expected};
use super::judge::{CHANGED, Line, Verdict, are_values, cells, offset_of_cell};
use super::nearest::{self, Around};
use crate::error::diagnostic::{Diagnostic, DiagnosticKind, Difference};
use crate::grammar::KnownLine;
use crate::grammar::catch_all::{OUTSIDE, UNKNOWN};
use crate::grammar::{Definition, Grammar, Node, Tree};
use crate::lower::{Misfit, Problem};
use crate::transcript::{BAR, ESCAPE, Transcript};

/// How many findings get an explanation of what was expected: each explanation follows the grammars once more.
const EXPLAINED_FINDINGS: usize = 100;

/// How many lines below a failing line are compared with the known lines, to see whether they begin a finding of their
/// own.
const COMPARED_LINES: usize = 500;

/// The rule for the box and the number that stand before the text of a heading.
const OPENING: &str = "opening";

/// The rule for the beginning of a caption.
const CAPTION: &str = "caption_start";

/// A line that no rule took, with the nodes around it, outermost first.
struct Unknown<'t> {
    range: Range<usize>,
    around: Vec<&'t Node>,
}

/// The findings about the lines that no rule took; `with_outside` adds those about lines outside of every section.
pub(crate) fn unknown_lines(
    grammar: &Grammar,
    tree: &Tree,
    transcript: &Transcript,
    with_outside: bool,
) -> Vec<Diagnostic> {
    fn walk<'t>(node: &'t Node, around: &mut Vec<&'t Node>, take: &mut impl FnMut(&'t Node, &[&'t Node])) {
        if node.rule.starts_with(UNKNOWN) {
            return take(node, around);
        }
        around.push(node);
        for child in &node.children {
            walk(child, around, take);
        }
        around.pop();
    }
    let mut lines: Vec<Unknown<'_>> = Vec::new();
    walk(&tree.root, &mut Vec::new(), &mut |node, around| {
        if with_outside || &*node.rule != OUTSIDE {
            lines.push(Unknown { range: node.range.clone(), around: around.to_vec() });
        }
    });
    if lines.is_empty() {
        return Vec::new();
    }
    let mut finder = Finder {
        // The definition is made when it is first asked for, because that takes longer than reading a report.
        grammar: grammar.definition(),
        transcript,
        found: Vec::new(),
        explained: 0,
        steps: expect::ALL_STEPS,
        compared: HashMap::new(),
        without_heading: None,
    };
    lines.chunk_by(|first, second| first.range.end == second.range.start).for_each(|run| finder.run(run));
    finder.found
}

struct Finder<'t, 'g> {
    grammar: &'g Definition,
    transcript: &'t Transcript,
    found: Vec<Diagnostic>,
    explained: usize,
    /// How much work may be done on further explanations.
    steps: usize,
    /// Which lines begin a finding of their own, as far as they were compared.
    compared: HashMap<&'t str, bool>,
    /// The end of the last finding, if that is about a heading. The lines behind it, up to the next known heading, fail
    /// for the same reason.
    without_heading: Option<usize>,
}

impl<'t, 'g> Finder<'t, 'g> {
    /// The findings about lines that follow each other.
    fn run(&mut self, run: &[Unknown<'_>]) {
        let mut first = 0;
        while first < run.len() {
            let (judgement, failing) = self.judge(&run[first..]);
            let mut next = first + failing + 1;
            while next < run.len() && !self.is_wrong_for_itself(&run[next]) {
                next += 1;
            }
            self.add(&run[first..next], failing, judgement);
            first = next;
        }
    }

    /// Whether a line below one that is not understood begins a finding of its own: it does if it is a known line with
    /// something changed.
    fn is_wrong_for_itself(&mut self, unknown: &Unknown<'_>) -> bool {
        let line = self.line(&unknown.range);
        if let Some(&known) = self.compared.get(line) {
            return known;
        }
        let cells = self.cells_without_number(&unknown.range);
        if self.compared.len() >= COMPARED_LINES || are_values(&cells) {
            return false;
        }
        let rule = unknown.around.last().map_or("", |node| &node.rule);
        let is_wrong = nearest::known(self.grammar, &cells).is_none()
            && nearest::nearest(self.grammar, &cells, Around { rule, tried: &[] })
                .is_some_and(|nearest| nearest.comparison.likeness >= CHANGED);
        self.compared.insert(line, is_wrong);
        is_wrong
    }

    /// What is wrong with the first of the lines, and the index of the line at which it shows.
    fn judge(&mut self, run: &[Unknown<'_>]) -> (Judgement, usize) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return (Judgement::default(), 0) };
        let rule = first.around.last().map_or("", |node| &node.rule);
        if self.explained >= EXPLAINED_FINDINGS {
            return (Judgement { rule: rule.to_owned(), offset: first.range.start, ..Judgement::default() }, 0);
        }
        self.explained += 1;
        let text = self.transcript.folded();
        let start = first.around.last().map_or(first.range.start, |node| node.range.start);
        let expected = expect::expected(self.grammar, rule, text, start, first.range.start, &mut self.steps);
        let reached = expected.offset.max(first.range.start);
        let failing = run.iter().rposition(|unknown| unknown.range.start <= reached).unwrap_or(0);
        let before = &text[..run[failing].range.start];
        let opening = self.opening(&run[failing].range);
        let is_boxed = self.line(&run[failing].range).starts_with(BAR);
        let line = Line {
            grammar: self.grammar,
            cells: cells(self.line(&run[failing].range)),
            above: cells(before.lines().next_back().unwrap_or_default()),
            below: cells(text[run[failing].range.end..].lines().next().unwrap_or_default()),
            is_read: reached >= last.range.end,
            heading: self.headings_above(run[failing].range.start, 0).next().map(|heading| heading.1),
            is_caption: expect::skip(self.grammar, CAPTION, text, run[failing].range.start) > run[failing].range.start,
            number: opening.saturating_sub(if is_boxed { BAR.len_utf8() } else { 0 }),
        };
        let begins = [run[failing].range.start, run[failing].range.start + opening];
        let tried: Vec<&str> =
            expected.tried.iter().filter(|tried| begins.contains(&tried.0)).map(|tried| tried.1).collect();
        let mut verdict = line.judge(Around { rule, tried: &tried });
        // A row of labels has other labels below it instead of values: the finding is about the upper row.
        let mut at = failing;
        let has_labels_above =
            failing > 0 && line.above.len() > 1 && nearest::known(self.grammar, &line.above).is_some();
        let is_no_row_of_values = match nearest::known(self.grammar, &line.cells) {
            Some(_) => true,
            None => reached == run[failing].range.start && !are_values(&line.cells),
        };
        if has_labels_above && is_no_row_of_values {
            let nearest = Some(self.line(&run[failing - 1].range).to_owned());
            verdict =
                Verdict { difference: Some(Difference::MissingValues), nearest, cell: Some(0), ..Verdict::default() };
            at -= 1;
        }
        (self.judgement(expected, verdict, &run[at].range), at)
    }

    fn judgement(&self, expected: Expected<'_>, verdict: Verdict, line: &Range<usize>) -> Judgement {
        let offset = match verdict.cell {
            Some(cell) => line.start + offset_of_cell(self.line(line), cell),
            // The range of an unknown line includes its line end; an offset behind that would be in the next line.
            None => expected.offset.clamp(line.start, line.end.saturating_sub(1).max(line.start)),
        };
        Judgement {
            labels: if verdict.labels.is_empty() { expected.labels } else { verdict.labels },
            rule: expected.rule,
            difference: verdict.difference,
            nearest: verdict.nearest,
            offset,
        }
    }

    fn add(&mut self, lines: &[Unknown<'_>], failing: usize, judgement: Judgement) {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
        let first_line = self.transcript.line_at(first.range.start).0;
        let last_line = self.transcript.line_at(last.range.start).0;
        if self.is_for_want_of_a_heading(&lines[failing], &judgement)
            && let Some(last_found) = self.found.last_mut()
        {
            last_found.lines = *last_found.lines.start()..=last_line;
            self.without_heading = Some(last.range.end);
            return;
        }
        let hides = matches!(
            judgement.difference,
            Some(Difference::RenamedHeading { .. } | Difference::MissingHeading { .. } | Difference::NewSection)
        );
        self.without_heading = hides.then_some(last.range.end);
        let around: Vec<&Node> = first.around.clone();
        let mut rules: Vec<String> = around.iter().map(|node| node.rule.to_string()).collect();
        // A new section has no rule yet, and a line that is known elsewhere has no rule here. So the rule that came
        // furthest tells nothing.
        let is_elsewhere = judgement.difference.is_none() && judgement.nearest.is_some();
        let is_new = matches!(judgement.difference, Some(Difference::NewSection));
        if !is_new && !is_elsewhere && rules.last() != Some(&judgement.rule) {
            rules.push(judgement.rule);
        }
        let (line, text) = self.transcript.line_at(lines[failing].range.start);
        let piece = self.transcript.piece_at(judgement.offset);
        let section = if self.explained < EXPLAINED_FINDINGS { self.section(first) } else { Vec::new() };
        self.found.push(Diagnostic {
            kind: DiagnosticKind::UnknownLine,
            difference: judgement
                .difference
                .map(|difference| printed(difference, &self.transcript.text()[piece.clone()])),
            section,
            rules,
            expected: judgement.labels,
            nearest: judgement.nearest,
            lines: first_line..=last_line,
            line,
            text: text.to_owned(),
            cells: printed_cells(text),
            piece: self.transcript.text()[piece.clone()].to_owned(),
            places: self.transcript.places(piece.clone()),
            range: piece,
        });
    }

    /// Whether the line is wrong only because a heading above it is.
    fn is_for_want_of_a_heading(&self, failing: &Unknown<'_>, judgement: &Judgement) -> bool {
        let Some(end) = self.without_heading else { return false };
        let cells = self.cells_without_number(&failing.range);
        let is_changed =
            judgement.difference.is_some() && !are_values(&cells) && nearest::known(self.grammar, &cells).is_none();
        // At a known heading the grammars would have gone on, so behind one the line fails for a reason of its own.
        let is_read_on = self.headings_above(failing.range.start, end).next().is_some();
        !is_changed && !is_read_on
    }

    /// A line of the folded text, without its end.
    fn line(&self, range: &Range<usize>) -> &'t str {
        self.transcript.folded()[range.clone()].trim_end_matches('\n')
    }

    /// The cells of a line; of a heading, its text without box and number.
    fn cells_without_number(&self, range: &Range<usize>) -> Vec<&'t str> {
        let line = self.line(range);
        match cells(line)[..] {
            [_] => vec![line.get(self.opening(range)..).unwrap_or(line).trim_end_matches(BAR)],
            _ => cells(line),
        }
    }

    /// How much of a line is the box and number of a heading.
    fn opening(&self, line: &Range<usize>) -> usize {
        expect::skip(self.grammar, OPENING, self.transcript.folded(), line.start).min(line.end) - line.start
    }

    /// The known headings above an offset with their offsets: the nearest one first, none before `from`.
    fn headings_above(&self, offset: usize, from: usize) -> impl Iterator<Item = (usize, &'g str)> {
        let text = self.transcript.folded();
        let mut end = offset;
        let lines = std::iter::from_fn(move || {
            let before = text[..end].strip_suffix('\n').filter(|_| end > from)?;
            let start = before.rfind('\n').map_or(0, |line_end| line_end + 1);
            end = start;
            Some(start..before.len())
        });
        lines.filter_map(move |line| {
            if text[line.clone()].trim_matches(BAR).contains(BAR) {
                return None;
            }
            let heading = text[line.start + self.opening(&line)..line.end].trim_end_matches(BAR);
            nearest::known(self.grammar, &[heading]).map(|known| (line.start, known.text.as_str()))
        })
    }

    /// The headings and captions around a line, as they are printed.
    fn section(&self, unknown: &Unknown<'_>) -> Vec<String> {
        let text = self.transcript.folded();
        let first_line = |node: &&Node| text[node.range.clone()].lines().next().map(|line| (node.range.start, line));
        let mut lines: Vec<(usize, &str)> = unknown.around.iter().skip(1).filter_map(first_line).collect();
        lines.retain(|line| line.0 < unknown.range.start && !line.1.trim_matches(BAR).contains(BAR));
        // The nearest heading above, then the heading above it that it may stand below, and so on.
        let mut below: Option<&KnownLine> = None;
        for (offset, heading) in self.headings_above(unknown.range.start, 0) {
            if below.is_none_or(|below| below.headings.contains(heading)) {
                lines.push((offset, heading));
                below = nearest::known(self.grammar, &[heading]);
            }
            if below.is_none_or(|below| below.headings.is_empty()) {
                break;
            }
        }
        lines.sort_by_key(|line| line.0);
        lines.dedup_by_key(|line| line.0);
        lines.iter().map(|line| self.transcript.text()[self.transcript.piece_at(line.0)].trim().to_owned()).collect()
    }
}

/// A [`Verdict`] with its place in the transcript.
#[derive(Default)]
struct Judgement {
    difference: Option<Difference>,
    nearest: Option<String>,
    labels: Vec<String>,
    rule: String,
    offset: usize,
}

fn printed_cells(line: &str) -> Vec<String> {
    // A bar that is printed in the report has a backslash before it.
    let mut cells = vec![String::new()];
    let mut is_escaped = false;
    for character in line.chars() {
        match cells.last_mut() {
            Some(cell) if character != BAR || is_escaped => cell.push(character),
            _ => cells.push(String::new()),
        }
        is_escaped = character == ESCAPE && !is_escaped;
    }
    if cells.len() > 2 {
        cells.pop();
        cells.remove(0);
    }
    cells
}

/// The difference with the label as it is printed.
fn printed(difference: Difference, piece: &str) -> Difference {
    match difference {
        Difference::RenamedLabel { expected, .. } => Difference::RenamedLabel { expected, found: piece.to_owned() },
        Difference::AddedColumn { .. } => Difference::AddedColumn { found: piece.to_owned() },
        difference => difference,
    }
}

/// A field that is not as the schema wants it.
pub(crate) fn misfit(grammar: &Grammar, misfit: &Misfit, transcript: &Transcript) -> Diagnostic {
    let pointer = misfit.pointer.clone();
    let (kind, rules) = match misfit.problem {
        Problem::WrongKind(rule) => (DiagnosticKind::WrongKind { pointer }, vec![rule.to_owned()]),
        Problem::PrintedTwice => (DiagnosticKind::PrintedTwice { pointer }, Vec::new()),
        Problem::WithoutPartner => (DiagnosticKind::WithoutPartner { pointer }, Vec::new()),
    };
    let (line, text) = transcript.line_at(misfit.range.start);
    let range = transcript.printed_range(misfit.range.clone());
    let mut diagnostic = Diagnostic {
        kind,
        difference: None,
        section: Vec::new(),
        rules,
        expected: Vec::new(),
        nearest: None,
        lines: line..=line,
        line,
        text: text.to_owned(),
        cells: printed_cells(text),
        piece: transcript.text()[range.clone()].trim_end().to_owned(),
        places: transcript.places(range.clone()),
        range,
    };
    if matches!(diagnostic.kind, DiagnosticKind::WrongKind { .. }) {
        explain_misfit(grammar.definition(), &mut diagnostic, misfit, transcript);
    }
    diagnostic
}

/// Explains a row of labels that the table above took for values: it would have stopped there if one of the labels had
/// its known name.
fn explain_misfit(grammar: &Definition, diagnostic: &mut Diagnostic, misfit: &Misfit, transcript: &Transcript) {
    let folded = transcript.folded();
    let start = folded[..misfit.range.start].rfind('\n').map_or(0, |end| end + 1);
    let line = folded[start..].lines().next().unwrap_or_default();
    let cells = cells(line);
    if cells.len() < 2 || are_values(&cells) {
        return;
    }
    let row = Line {
        grammar,
        cells,
        above: Vec::new(),
        below: Vec::new(),
        is_read: false,
        heading: None,
        number: 0,
        is_caption: false,
    };
    // The table above has as many columns, because otherwise it would not have taken the row.
    let Some(nearest) = nearest::nearest_of_as_many_cells(grammar, &row.cells)
        .filter(|nearest| nearest.comparison.likeness >= CHANGED && !nearest.comparison.changes.is_empty())
    else {
        return;
    };
    let verdict = row.judge_changed(&nearest);
    let piece = transcript.piece_at(start + offset_of_cell(line, verdict.cell.unwrap_or_default()));
    diagnostic.difference = verdict.difference.map(|difference| printed(difference, &transcript.text()[piece.clone()]));
    diagnostic.nearest = verdict.nearest;
    diagnostic.expected = verdict.labels;
    diagnostic.piece = transcript.text()[piece.clone()].to_owned();
    diagnostic.places = transcript.places(piece.clone());
    diagnostic.range = piece;
}
