//! From a transcript to typed data: all of it, or, leniently, all but the parts that are broken.
//!
//! What is left out is as small as can be trusted: a line that no rule knows; but where such a line stands in a record with
//! a caption (an account), or a field is not as it should be, the whole record, for none of it can be relied upon then.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::diagnostic::{Diagnostic, DiagnosticKind};
use crate::error::{Error, ErrorKind};
use crate::expect::{OUTSIDE, UNKNOWN, UNKNOWN_PART};
use crate::findings;
use crate::grammar::{DocumentKind, Grammar, Node, Tree};
use crate::lower::{Lowered, Misfit, lower};
use crate::options::Options;
use crate::ranges::Ranges;
use crate::reading::Problem;
use crate::schema::Report;
use crate::transcript::Transcript;

/// What the grammars and the schema make of a transcript.
pub(crate) struct Understood {
    pub(crate) tree: Tree,
    pub(crate) lowered: Lowered<Report>,
    pub(crate) problems: Vec<Problem>,
}

/// The key of the head of a report (报告头).
const HEADER: &str = "creditHeader";

/// Reads a transcript.
pub(crate) fn understand(transcript: &Transcript, options: &Options) -> Result<Understood, Error> {
    let grammar = options.grammar_in_use();
    let kind = grammar.document_kind(transcript);
    if options.classify && kind != DocumentKind::Report {
        return Err(other_kind(kind));
    }
    let tree = grammar.parse(transcript)?;
    let mut found = findings::unknown_lines(&grammar, &tree, transcript, options.classify);
    // Where a row is not understood, its partner is not to blame.
    let has_unknown_lines = !found.is_empty();
    let is_to_blame =
        |finding: &Diagnostic| !has_unknown_lines || !matches!(finding.kind, DiagnosticKind::WithoutPartner { .. });
    let mut left_out = if options.lenient { unknown_parts(&tree.root, options.classify) } else { Vec::new() };
    let lowered = loop {
        let pruned = (!left_out.is_empty()).then(|| pruned(&tree, &Ranges::of(left_out.clone())));
        let lowered = lowered(&grammar, pruned.as_ref().unwrap_or(&tree), transcript)?;
        let misfits = lowered.misfits.iter().map(|misfit| findings::misfit(&grammar, misfit, transcript));
        found.extend(misfits.filter(|finding| options.lenient || is_to_blame(finding)));
        let known: HashSet<&Range<usize>> = left_out.iter().collect();
        let further: Vec<_> = lowered.misfits.iter().filter_map(|misfit| unit_of(&tree.root, misfit)).collect();
        // Without the record of a misfit another one may have lost its partner.
        if !options.lenient || further.iter().all(|unit| known.contains(unit)) {
            break lowered;
        }
        left_out.extend(further);
    };
    let nothing_left = !found.is_empty() && lowered.leaves.is_empty();
    if !found.is_empty() && (!options.lenient || nothing_left || !lowered.misfits.is_empty()) {
        return Err(unknown_layout(found));
    }
    // Other kinds of reports have a number and a time too.
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
    grammar.scope(|| lower::<Report>(tree, transcript)).map_err(|error| {
        Error::new(ErrorKind::Internal, format!("the grammars do not fit the schema: {error}; {what_to_do}"))
    })
}

/// What is left out for the sake of the lines that no rule took.
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

/// The record that is left out for the sake of a field that is not as it should be: the entry of the outermost list it is
/// in, or else the object it is in.
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

/// The tagged nodes from the root to the one of this range and tag; whether there is one.
fn path_to<'t>(node: &'t Node, range: &Range<usize>, tag: &str, path: &mut Vec<&'t Node>) -> bool {
    if node.range.start > range.start || node.range.end < range.end {
        return false;
    }
    let length = path.len();
    path.extend(node.tag.is_some().then_some(node));
    if node.tag.as_deref() == Some(tag) && node.range == *range {
        return true;
    }
    // Children follow each other: those before the range need not be looked at, nor those behind it.
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

/// The tree without the nodes that lie in what is left out.
fn pruned(tree: &Tree, left_out: &Ranges) -> Tree {
    fn prune(node: &Node, left_out: &Ranges) -> Node {
        let is_kept = |child: &&Node| !left_out.hold(&child.range);
        let children = node.children.iter().filter(is_kept).map(|child| prune(child, left_out)).collect();
        Node { rule: node.rule.clone(), tag: node.tag.clone(), range: node.range.clone(), children }
    }
    Tree { root: prune(&tree.root, left_out) }
}

/// One problem for each part that is left out; lines one after the other are one part.
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
    // A row of labels taken for values is wrong in several fields.
    found.dedup_by(|next, last| {
        next.line == last.line && next.difference.is_some() && next.difference == last.difference
    });
    let message = format!(
        "the report follows no known layout in {} place{}; nothing of it is handed out",
        found.len(),
        if found.len() == 1 { "" } else { "s" }
    );
    Error::new(ErrorKind::UnknownLayout, message).with_diagnostics(found)
}

/// The document is not the kind of report that is read: says what it looks like instead.
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
