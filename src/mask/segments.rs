//! Finds the parts of a transcript that may be personal: the leaves, and the lines that no rule knows.
//!
//! All other text is literals of the grammars, and stays as it is printed.

use std::collections::HashMap;
use std::ops::Range;

use crate::grammar::catch_all;
use crate::grammar::{Node, Tree};
use crate::lower::Leaf;
use crate::transcript::{BAR, ESCAPE, SPANNED, Transcript};

/// The kind of text in a part of a transcript. Text that is in no part is labels of the grammars.
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

/// Whether a section has lines that no rule knows. Then its other rows, too, may be others than they seem.
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
        // A field that is no leaf of the report is printed twice, or it is the label of an empty column. Such labels
        // are numbers of one or two digits.
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

/// Changes the text of each cell in a part of a transcript. The text is changed without its escapes, which are put in
/// again afterwards.
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
