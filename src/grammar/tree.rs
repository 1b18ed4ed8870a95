//! The tree that the grammars make of a transcript, as plain data without types of pest.
//!
//! Each [`Node`] is what one rule matched: its name, its tag, its range in the folded text, and the nodes inside of it.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::matched::{Matched, Parts};
use crate::transcript::Transcript;

/// A part of the transcript that a rule matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The name of the rule.
    pub rule: Arc<str>,
    /// The tag of the node, which is its JSON key, if it is a field.
    pub tag: Option<Arc<str>>,
    /// The range in the folded transcript.
    pub range: Range<usize>,
    /// The nodes inside of it.
    pub children: Box<[Node]>,
}

impl Node {
    /// Whether it, or a node inside of it, is of a catch-all rule.
    pub(crate) fn has_unknown(&self) -> bool {
        self.rule.starts_with("unknown") || self.children.iter().any(Self::has_unknown)
    }
}

/// The tree of a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// The whole report.
    pub root: Node,
}

/// The names of rules and tags: each is stored once, and all nodes of a tree share it.
#[derive(Default)]
pub(crate) struct Names(HashMap<String, Arc<str>, RandomState>);

impl Names {
    pub(crate) fn shared(&mut self, name: &str) -> Arc<str> {
        if let Some(shared) = self.0.get(name) {
            return Arc::clone(shared);
        }
        let shared: Arc<str> = Arc::from(name);
        self.0.insert(name.to_owned(), Arc::clone(&shared));
        shared
    }

    pub(super) fn nodes(&mut self, parts: Parts<'_>) -> Box<[Node]> {
        // A tree has as many nodes as the report has words, so no node keeps room for children that it does not have.
        let mut nodes = Vec::with_capacity(parts.most());
        nodes.extend(parts.map(|part| self.node(part)));
        nodes.into_boxed_slice()
    }

    pub(super) fn node(&mut self, part: Matched<'_>) -> Node {
        Node {
            rule: self.shared(part.rule()),
            tag: part.tag().map(|tag| self.shared(tag)),
            range: part.range(),
            children: self.nodes(part.inner()),
        }
    }
}

impl Tree {
    /// The tree as text: a line for each node, with the printed text of those that have no children.
    ///
    /// ```
    /// use zhengxin::{grammar, transcript::Transcript};
    /// let transcript = Transcript::from_text("个人信用报告\n");
    /// let tree = grammar::parse(&transcript)?;
    /// assert!(tree.display(&transcript).to_string().starts_with("report\n"));
    /// # Ok::<(), zhengxin::Error>(())
    /// ```
    pub fn display<'t>(&'t self, transcript: &'t Transcript) -> impl fmt::Display + 't {
        DisplayTree { tree: self, transcript }
    }
}

struct DisplayTree<'t> {
    tree: &'t Tree,
    transcript: &'t Transcript,
}

impl DisplayTree<'_> {
    fn node(&self, node: &Node, depth: usize, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:1$}", "", depth * 2)?;
        if let Some(tag) = &node.tag {
            write!(formatter, "#{tag} = ")?;
        }
        formatter.write_str(&node.rule)?;
        if node.children.is_empty() {
            write!(formatter, " {:?}", self.transcript.printed(node.range.clone()))?;
        }
        writeln!(formatter)?;
        node.children.iter().try_for_each(|child| self.node(child, depth + 1, formatter))
    }
}

impl fmt::Display for DisplayTree<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node(&self.tree.root, 0, formatter)
    }
}
