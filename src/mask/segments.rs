//! Which parts of a transcript are leaves, and which are lines that no rule knows.

use std::collections::HashMap;
use std::ops::Range;

use crate::grammar::catch_all;
use crate::grammar::{Node, Tree};
use crate::lower::Leaf;
use crate::transcript::{BAR, ESCAPE, SPANNED, Transcript};

/// What stands in a part of a transcript. What is in no part is the labels of the grammars.
pub(super) enum Segment {
    /// A leaf of this kind.
    Leaf(&'static str),
    /// Anything.
    Unknown,
}

/// The parts of a transcript: their ranges in its printed text, ascending.
pub(super) fn of(tree: &Tree, leaves: &[Leaf], transcript: &Transcript) -> Vec<(Range<usize>, Segment)> {
    let kinds = leaves.iter().map(|leaf| ((leaf.range.start, leaf.range.end), leaf.kind)).collect();
    let mut found = Vec::new();
    walk(&tree.root, &kinds, transcript, &mut found);
    found
}

/// Whether a section has lines that no rule knows: its rows may be others than they seem.
pub(super) fn has_unknown_rows(node: &Node) -> bool {
    let is_unknown = node.rule.starts_with(catch_all::UNKNOWN) && &*node.rule != catch_all::OUTSIDE;
    is_unknown || node.children.iter().any(has_unknown_rows)
}

fn walk(
    node: &Node,
    kinds: &HashMap<(usize, usize), &'static str>,
    transcript: &Transcript,
    found: &mut Vec<(Range<usize>, Segment)>,
) {
    let range = transcript.printed_range(node.range.clone());
    if range.is_empty() {
        return;
    }
    if node.rule.starts_with(catch_all::UNKNOWN) || &*node.rule == catch_all::NOTES {
        found.push((range, Segment::Unknown));
    } else if let (Some(kind), Some(_)) = (kinds.get(&(range.start, range.end)), &node.tag) {
        found.push((range, Segment::Leaf(kind)));
    } else if node.tag.is_some() && node.children.is_empty() {
        // Not in the report, because it is printed twice or labels an empty column; such labels are one or two digits.
        if !is_short_number(&transcript.text()[range.clone()]) {
            found.push((range, Segment::Unknown));
        }
    } else {
        node.children.iter().for_each(|child| walk(child, kinds, transcript, found));
    }
}

fn is_short_number(text: &str) -> bool {
    text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Changes each cell of a part of a transcript, without the escapes.
pub(super) fn each_cell(text: &str, mut change: impl FnMut(&str) -> String) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut cell = String::new();
    let mut end = |cell: &mut String, changed: &mut String| {
        for character in change(cell).chars() {
            if matches!(character, BAR | SPANNED | ESCAPE) {
                changed.push(ESCAPE);
            }
            changed.push(character);
        }
        cell.clear();
    };
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            ESCAPE => cell.extend(characters.next()),
            BAR | SPANNED | '\n' => {
                end(&mut cell, &mut changed);
                changed.push(character);
            }
            _ => cell.push(character),
        }
    }
    end(&mut cell, &mut changed);
    changed
}
