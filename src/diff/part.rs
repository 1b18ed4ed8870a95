//! Views the flat list of the leaves of a report as parts: records, lists and leaves.
//!
//! A part is the run of leaves whose pointers begin with the pointer of the part. For example, the leaves
//! `/queryRecord/0/no` and `/queryRecord/0/date` are the part `/queryRecord/0`. So there is no code for any single
//! field.

use std::collections::HashMap;

use crate::audit::facts::{Facts, Leaf};

/// A part of a report with at least one leaf.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'r> {
    /// The leaves below it, which stand together in the list of all leaves.
    leaves: &'r [&'r Leaf],
    /// The length in bytes of its own pointer, with which the pointers of these leaves begin.
    depth: usize,
}

/// The leaves of a report that are compared: all except the numbers and captions that only count the records of a list.
pub(super) fn compared(facts: &Facts) -> Vec<&Leaf> {
    facts.leaves().iter().filter(|leaf| !is_numbering(leaf)).collect()
}

fn is_numbering(leaf: &Leaf) -> bool {
    matches!((last_key(&leaf.pointer), leaf.kind), ("no", "Count") | ("name", "Title"))
}

/// The last key of a JSON pointer.
pub(super) fn last_key(pointer: &str) -> &str {
    pointer.rsplit('/').next().unwrap_or_default()
}

/// Whether a key is an index of a list.
fn is_index(key: &str) -> bool {
    key.starts_with(|character: char| character.is_ascii_digit())
}

impl<'r> Part<'r> {
    /// The report as a part; `None` if it has no leaves.
    pub(super) fn whole(leaves: &'r [&'r Leaf]) -> Option<Self> {
        (!leaves.is_empty()).then_some(Self { leaves, depth: 0 })
    }

    /// Its JSON pointer.
    pub(super) fn pointer(&self) -> &'r str {
        self.leaves.first().map_or("", |leaf| &leaf.pointer[..self.depth])
    }

    /// The leaves below it.
    pub(super) fn leaves(&self) -> &'r [&'r Leaf] {
        self.leaves
    }

    /// The leaf, if the part is one.
    pub(super) fn leaf(&self) -> Option<&'r Leaf> {
        self.leaves.first().copied().filter(|leaf| leaf.pointer.len() == self.depth)
    }

    /// Whether it is a list.
    pub(super) fn is_list(&self) -> bool {
        self.leaves.first().is_some_and(|leaf| leaf.pointer.len() > self.depth && is_index(self.key_of(leaf)))
    }

    /// The key right below the part, on the way to one of its leaves.
    fn key_of(&self, leaf: &'r Leaf) -> &'r str {
        let below = &leaf.pointer[self.depth + 1..];
        &below[..below.find('/').unwrap_or(below.len())]
    }

    /// The parts right below it, each with its key.
    pub(super) fn children(&self) -> Vec<(&'r str, Self)> {
        if self.leaf().is_some() {
            return Vec::new();
        }
        let parts = self.leaves.chunk_by(|first, second| self.key_of(first) == self.key_of(second));
        let part = |leaves: &'r [&'r Leaf]| {
            let key = self.key_of(leaves.first()?);
            Some((key, Self { leaves, depth: self.depth + 1 + key.len() }))
        };
        parts.filter_map(part).collect()
    }

    /// The parts right below it by their keys.
    pub(super) fn by_key(&self) -> HashMap<&'r str, Self> {
        self.children().into_iter().collect()
    }

    /// The content of the part, regardless of its own pointer: the pointers below it and the texts of all its leaves.
    pub(super) fn content(&self) -> Vec<&'r str> {
        self.leaves.iter().flat_map(|leaf| [&leaf.pointer[self.depth..], leaf.text.as_str()]).collect()
    }
}
