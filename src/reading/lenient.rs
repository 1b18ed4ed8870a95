//! From a transcript to typed data: all of it or, in a lenient reading, all but the broken parts.
//!
//! As little is left out as possible. A line that no rule knows is left out alone. But if such a line stands in a
//! record with a caption (an account), or if a field does not fit, the whole record is left out, because nothing in it
//! can be relied upon.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::options::Options;
use super::problem::Problem;
use crate::diagnosis::findings;
use crate::error::diagnostic::{Diagnostic, DiagnosticKind};
use crate::error::{Error, ErrorKind};
use crate::grammar::catch_all::{OUTSIDE, UNKNOWN, UNKNOWN_PART};
use crate::grammar::{DocumentKind, Grammar, Node, Tree};
use crate::lower::{Leaf, Lowered, Misfit, Problem as FieldProblem, lower};
use crate::pdf::unmapped::UnmappedText;
use crate::schema::Report;
use crate::transcript::Transcript;
use crate::transcript::ranges::Ranges;

/// What the grammars and the schema make of a transcript.
pub(crate) struct Understood {
    pub(crate) tree: Tree,
    pub(crate) lowered: Lowered<Report>,
    pub(crate) problems: Vec<Problem>,
}

/// The key of the head of a report (报告头).
const HEADER: &str = "creditHeader";

/// The JSON pointers of fields, and their texts.
pub(crate) type Values = Vec<(String, String)>;

/// What the grammars and the schema make of a transcript, right or wrong.
pub(crate) struct Attempt {
    pub(crate) tree: Tree,
    pub(crate) lowered: Lowered<Report>,
}

impl Attempt {
    /// Parses and lowers a transcript.
    pub(crate) fn of(grammar: &Grammar, transcript: &Transcript) -> Result<Self, Error> {
        Self::of_tree(grammar, grammar.parse(transcript)?, transcript)
    }

    /// Lowers a transcript whose tree is known.
    pub(crate) fn of_tree(grammar: &Grammar, tree: Tree, transcript: &Transcript) -> Result<Self, Error> {
        let lowered = lowered(grammar, &tree, transcript)?;
        Ok(Self { tree, lowered })
    }

    /// All fields with their texts.
    pub(crate) fn values(&self, transcript: &Transcript) -> Values {
        let value = |leaf: &Leaf| (leaf.pointer.to_string(), transcript.unescaped(leaf.range.clone()).into_owned());
        self.lowered.leaves.iter().map(value).collect()
    }

    /// The lines of the transcript that are not understood, by their numbers from 0. Lines `in_doubt` with an empty
    /// value are among them: in print no value is empty, so something was cut apart there.
    pub(crate) fn faults(&self, transcript: &Transcript, in_doubt: &[Range<usize>], classify: bool) -> Faults {
        let line_of = |offset: usize| transcript.line_at(offset).0 - 1;
        let Faults { mut lines, unknown } = Faults::of_tree(&self.tree, transcript, classify);
        let has_unknown_lines = unknown > 0;
        let misfits = self.lowered.misfits.iter();
        let to_blame = misfits.filter(|misfit| !has_unknown_lines || misfit.problem != FieldProblem::WithoutPartner);
        lines.extend(to_blame.map(|misfit| line_of(misfit.range.start)));
        let empty = self.lowered.leaves.iter().filter(|leaf| leaf.range.is_empty());
        let empty_lines = empty.map(|leaf| transcript.line_of(leaf.range.start));
        lines.extend(empty_lines.filter(|line| in_doubt.iter().any(|lines| lines.contains(line))));
        lines.sort_unstable();
        Faults { lines, unknown }
    }
}

/// The lines of a transcript that are not understood.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults {
    /// Their numbers from 0, in order. One with several faults is there several times.
    pub(crate) lines: Vec<usize>,
    /// How many of them no rule takes.
    unknown: usize,
}

impl Faults {
    /// The fault of one line that a rule takes.
    pub(crate) fn of_line(line: usize) -> Self {
        Self { lines: vec![line], unknown: 0 }
    }

    /// The lines of a transcript that no rule takes.
    pub(crate) fn of_tree(tree: &Tree, transcript: &Transcript, classify: bool) -> Self {
        fn walk(node: &Node, classify: bool, take: &mut impl FnMut(&Range<usize>)) {
            if !node.rule.starts_with(UNKNOWN) {
                node.children.iter().for_each(|child| walk(child, classify, take));
            } else if classify || &*node.rule != OUTSIDE {
                take(&node.range);
            }
        }
        let line_of = |offset: usize| transcript.line_at(offset).0 - 1;
        let mut lines = Vec::new();
        walk(&tree.root, classify, &mut |range| {
            lines.extend(line_of(range.start)..=line_of(range.end.saturating_sub(1)));
        });
        Self { unknown: lines.len(), lines }
    }

    /// All lines of a transcript that is no report.
    pub(crate) fn of_all(count: usize) -> Self {
        Self { lines: (0..count).collect(), unknown: count }
    }

    /// Whether all lines are understood.
    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether more is understood than with the other faults. Lines that no rule takes come first: as long as there are some, not all
    /// that is wrong with the others is known.
    pub(crate) fn are_fewer(&self, other: &Self) -> bool {
        (self.unknown, self.lines.len()) < (other.unknown, other.lines.len())
    }
}

/// Fails if the document is no report that can be read, as far as its titles tell. Unmapped characters are looked at
/// first, and are an error even in a lenient reading: any part of the report may say something else if a character is
/// not known.
pub(crate) fn check_kind(transcript: &Transcript, unmapped: &UnmappedText, options: &Options) -> Result<(), Error> {
    let grammar = options.grammar_in_use();
    super::unmapped::check(unmapped, transcript, &grammar)?;
    match grammar.document_kind(transcript) {
        kind if options.classify && kind != DocumentKind::Report => Err(other_kind(kind)),
        _ => Ok(()),
    }
}

/// Reads a transcript.
pub(crate) fn understand(
    transcript: &Transcript,
    unmapped: &UnmappedText,
    options: &Options,
) -> Result<Understood, Error> {
    check_kind(transcript, unmapped, options)?;
    conclude(transcript, options, Attempt::of(&options.grammar_in_use(), transcript)?, None)
}

/// Goes on with an attempt: what is wrong with it is an error or, in a lenient reading, left out. `in_doubt` is a
/// finding about lines that were not settled; the record around them is left out, too.
pub(crate) fn conclude(
    transcript: &Transcript,
    options: &Options,
    attempt: Attempt,
    in_doubt: Option<Diagnostic>,
) -> Result<Understood, Error> {
    let grammar = options.grammar_in_use();
    let kind = grammar.document_kind(transcript);
    let Attempt { tree, lowered: whole } = attempt;
    let mut whole = Some(whole);
    let mut found = findings::unknown_lines(&grammar, &tree, transcript, options.classify);
    // If there are lines that are not understood, a row without a partner is not to blame: the partner may be one of
    // them.
    let has_unknown_lines = !found.is_empty();
    let is_to_blame =
        |finding: &Diagnostic| !has_unknown_lines || !matches!(finding.kind, DiagnosticKind::WithoutPartner { .. });
    let mut left_out = if options.lenient { unknown_parts(&tree.root, options.classify) } else { Vec::new() };
    if let Some(finding) = in_doubt {
        left_out.push(record_of(&tree.root, &transcript.folded_range(finding.range.clone())));
        found.push(finding);
    }
    let lowered = loop {
        let lowered = match whole.take().filter(|_| left_out.is_empty()) {
            Some(whole) => whole,
            None => lowered(&grammar, &pruned(&tree, &Ranges::of(left_out.clone())), transcript)?,
        };
        let misfits = lowered.misfits.iter().map(|misfit| findings::misfit(&grammar, misfit, transcript));
        found.extend(misfits.filter(|finding| options.lenient || is_to_blame(finding)));
        let known: HashSet<&Range<usize>> = left_out.iter().collect();
        let further: Vec<_> = lowered.misfits.iter().filter_map(|misfit| unit_of(&tree.root, misfit)).collect();
        // When the record of a misfit is left out, another record may lose its partner. So lowering is repeated until
        // nothing further is left out.
        if !options.lenient || further.iter().all(|unit| known.contains(unit)) {
            break lowered;
        }
        left_out.extend(further);
    };
    let nothing_left = !found.is_empty() && lowered.leaves.is_empty();
    if !found.is_empty() && (!options.lenient || nothing_left || !lowered.misfits.is_empty()) {
        return Err(unknown_layout(found));
    }
    // Other kinds of reports have a header with a number and a time, too.
    let only_header = lowered.leaves.iter().all(|leaf| leaf.pointer.record().split('/').nth(1) == Some(HEADER));
    if only_header && matches!(kind, DocumentKind::Brief | DocumentKind::Enterprise) {
        return Err(other_kind(kind));
    }
    if lowered.leaves.is_empty() {
        return Err(Error::new(ErrorKind::NotReport, "no section of a personal credit report is in the document"));
    }
    let problems = problems(left_out, &found, transcript);
    Ok(Understood { tree, lowered, problems })
}

fn lowered(grammar: &Grammar, tree: &Tree, transcript: &Transcript) -> Result<Lowered<Report>, Error> {
    let what_to_do = if grammar.is_built_in() {
        "please report this"
    } else {
        "the tag has to be a key of the record around it; `zhengxin grammar check` finds all such tags"
    };
    let lowered = grammar.scope(|| lower::<Report>(tree, transcript));
    let mut lowered = lowered.map_err(|error| {
        Error::new(ErrorKind::Internal, format!("the grammars do not fit the schema: {error}; {what_to_do}"))
    })?;
    lowered.value.extensions = Some(std::mem::take(&mut lowered.extensions)).filter(|found| !found.is_empty());
    Ok(lowered)
}

/// The ranges that are left out because of lines that no rule took.
fn unknown_parts(root: &Node, with_outside: bool) -> Vec<Range<usize>> {
    fn walk<'t>(node: &'t Node, record: &'t Node, with_outside: bool, found: &mut Vec<Range<usize>>) {
        if node.rule.starts_with(UNKNOWN) {
            let part = if &*node.rule == UNKNOWN_PART { record } else { node };
            if with_outside || &*node.rule != OUTSIDE {
                found.push(part.range.clone());
            }
            return;
        }
        let record = if node.tag.is_some() { node } else { record };
        node.children.iter().for_each(|child| walk(child, record, with_outside, found));
    }
    let mut found = Vec::new();
    walk(root, root, with_outside, &mut found);
    found.dedup();
    found
}

/// The smallest record around a range, or the range itself where it is in none.
fn record_of(root: &Node, range: &Range<usize>) -> Range<usize> {
    let mut record = range.clone();
    let mut node = root;
    while let Some(child) =
        node.children.iter().find(|child| child.range.start <= range.start && child.range.end >= range.end)
    {
        if child.tag.is_some() {
            record = child.range.clone();
        }
        node = child;
    }
    record
}

/// The record that is left out because a field does not fit: the entry of the outermost list that the field is in, or
/// else the object that it is in.
fn unit_of(root: &Node, misfit: &Misfit) -> Option<Range<usize>> {
    let keys: Vec<&str> = misfit.pointer.split('/').skip(1).collect();
    let mut path = Vec::new();
    if !path_to(root, &misfit.range, keys.iter().rev().find(|key| !is_index(key))?, &mut path) {
        return None;
    }
    let unit = match keys.iter().position(|key| is_index(key)) {
        Some(depth) => {
            let mut at = depth.checked_sub(1)?;
            // A group holds records of its own tag.
            while path.get(at + 1).is_some_and(|inner| inner.tag == path[at].tag) {
                at += 1;
            }
            path.get(at)?
        }
        None => path.get(path.len().saturating_sub(2))?,
    };
    Some(unit.range.clone())
}

fn is_index(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_digit())
}

/// Puts into `path` the tagged nodes from the root to the node of this range and tag; returns whether there is such a
/// node.
fn path_to<'t>(node: &'t Node, range: &Range<usize>, tag: &str, path: &mut Vec<&'t Node>) -> bool {
    if node.range.start > range.start || node.range.end < range.end {
        return false;
    }
    let length = path.len();
    path.extend(node.tag.is_some().then_some(node));
    if node.tag.as_deref() == Some(tag) && node.range == *range {
        return true;
    }
    // Children are in printed order, so those before the range and behind it need not be looked at.
    let first = node.children.partition_point(|child| child.range.end < range.start);
    let near = node.children[first..].iter().take_while(|child| child.range.start <= range.start);
    for child in near {
        if path_to(child, range, tag, path) {
            return true;
        }
    }
    path.truncate(length);
    false
}

/// The tree without the nodes that lie in the ranges that are left out.
fn pruned(tree: &Tree, left_out: &Ranges) -> Tree {
    fn prune(node: &Node, left_out: &Ranges) -> Node {
        let is_kept = |child: &&Node| !left_out.hold(&child.range);
        let children = node.children.iter().filter(is_kept).map(|child| prune(child, left_out)).collect();
        Node { rule: node.rule.clone(), tag: node.tag.clone(), range: node.range.clone(), children }
    }
    Tree { root: prune(&tree.root, left_out) }
}

/// One problem for each part that is left out; lines that follow each other are one part.
fn problems(left_out: Vec<Range<usize>>, found: &[Diagnostic], transcript: &Transcript) -> Vec<Problem> {
    // The first finding about each line, where there is one.
    let mut findings: HashMap<usize, &Diagnostic> = HashMap::new();
    for finding in found {
        for line in finding.lines.clone() {
            findings.entry(line).or_insert(finding);
        }
    }
    let mut parts: Vec<Range<usize>> = Vec::new();
    for range in Ranges::of(left_out).0 {
        match parts.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => parts.push(range),
        }
    }
    let parts = parts.into_iter().filter_map(|part| {
        let first = transcript.line_at(part.start).0;
        let last = transcript.line_at(part.end.saturating_sub(1)).0;
        // Further lines that are not understood for the same reason may be a part of their own.
        let finding = (first..=last).find_map(|line| findings.get(&line).copied()).or(found.first())?;
        Some(Problem::new(finding.clone(), transcript, part))
    });
    parts.collect()
}

fn unknown_layout(mut found: Vec<Diagnostic>) -> Error {
    found.sort_by_key(|diagnostic| diagnostic.line);
    // A row of labels that was taken for values gives a misfit for each of its cells: one finding is enough.
    found.dedup_by(|next, last| {
        next.line == last.line && next.difference.is_some() && next.difference == last.difference
    });
    let what = match found.iter().all(|finding| matches!(finding.kind, DiagnosticKind::TwoReadings { .. })) {
        true => "can be read in two ways",
        false => "follows no known layout",
    };
    let message = format!(
        "the report {what} in {} place{}; nothing of it is handed out",
        found.len(),
        if found.len() == 1 { "" } else { "s" }
    );
    Error::new(ErrorKind::UnknownLayout, message).with_diagnostics(found)
}

/// The error for a document of another kind: it says what the document looks like instead.
fn other_kind(kind: DocumentKind) -> Error {
    let (kind, what) = match kind {
        DocumentKind::Brief => (
            ErrorKind::BriefEdition,
            "this is the simplified edition (简版) of the personal credit report; the detailed edition is needed",
        ),
        DocumentKind::Enterprise => (
            ErrorKind::EnterpriseReport,
            "this is a report about an enterprise (企业信用报告); only reports about persons are read",
        ),
        DocumentKind::Report | DocumentKind::Other => {
            (ErrorKind::NotReport, "the document is no credit report: no title or section of one is in it")
        }
    };
    Error::new(kind, what)
}
