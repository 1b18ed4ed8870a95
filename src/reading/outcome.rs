//! The outcome of reading a report: the report, the place of every leaf, and the parts that were left out.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Serialize;

use super::arbitration::Settlement;
use super::problem::Problem;
use crate::grammar::{Grammar, Node, Tree};
use crate::layout::{DiscardReason, Discarded, Discards};
use crate::lower::Leaf;
use crate::page::Place;
use crate::pdf::Metadata;
use crate::schema::Report;
use crate::transcript::Transcript;

/// A report with all that is known of it. [`crate::parse`] gives the report alone.
///
/// ```
/// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
/// let reading = zhengxin::read(&bytes, &zhengxin::Options::default())?;
/// assert!(!reading.is_partial());
/// let name = reading.places().find(|place| place.pointer == "/creditHeader/whoWasChecked").unwrap();
/// assert_eq!((name.text.as_str(), name.places[0].page), ("严秀雨", 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Reading {
    /// The report.
    pub report: Report,
    /// Every leaf of the report, in the order of the fields, with its range in the transcript.
    pub leaves: Vec<Leaf>,
    /// What was left out of a report that was read leniently. Anything here means that the report is partial.
    pub problems: Vec<Problem>,
    /// How each doubt was settled, in the order of the lines.
    pub settlements: Vec<Settlement>,
    /// The report as plain text.
    pub transcript: Transcript,
    pub(crate) tree: Tree,
    pub(crate) origin: Option<Origin>,
    /// The grammars by which it was read.
    pub(crate) grammar: Grammar,
    /// The name of the pack that these are of.
    pub(crate) pack: Option<String>,
    /// Whether lines outside of every section are passed over.
    pub(crate) any_document: bool,
    /// The indices of the leaves in the order of their pointers, made when a leaf is first asked for.
    pub(super) leaf_order: OnceLock<Vec<usize>>,
}

/// A field in the transcript: where it begins and ends, and its rule.
type Field<'r> = (usize, usize, &'r str);

/// The file that a report was read from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) metadata: Metadata,
    pub(crate) pages: u32,
    /// How many characters that are no spaces are on each page: its number, and the count.
    pub(crate) characters: Vec<(u32, usize)>,
    pub(crate) discarded: Discards,
}

/// Where a leaf of the report stands.
///
/// As JSON: `{"pointer": …, "text": …, "rule": …, "boxes": [{"page": 1, "box": [left, top, right, bottom]}]}`, in points from
/// the upper left corner of the page.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LeafPlace<'r> {
    /// The JSON pointer (RFC 6901) of the leaf.
    pub pointer: String,
    /// The text as it is printed.
    pub text: String,
    /// The grammar rule that matched it.
    pub rule: &'r str,
    /// Page and box, one for each printed line. For an empty cell it is the box of the cell; for a transcript without
    /// places there is none.
    #[serde(rename = "boxes")]
    pub places: Vec<Place>,
}

impl Reading {
    /// Whether a part of the report was left out.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        !self.problems.is_empty()
    }

    /// The grammars by which the report was read. What is made of its values, such as the typed view or the audit, goes by these
    /// in their [scope](Grammar::scope).
    ///
    /// ```
    /// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
    /// let reading = zhengxin::read(&bytes, &zhengxin::Options::default())?;
    /// let findings = reading.grammar().scope(|| zhengxin::audit::audit(&reading.report));
    /// assert_eq!(findings, []);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn grammar(&self) -> &Grammar {
        &self.grammar
    }

    /// The name of the [pack](crate::grammar::Pack) by which the report was read; `None` if it needed none.
    #[must_use]
    pub fn pack(&self) -> Option<&str> {
        self.pack.as_deref()
    }

    /// What the grammars made of the transcript.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Where every leaf of the report stands, in the order of the fields.
    pub fn places(&self) -> impl Iterator<Item = LeafPlace<'_>> {
        self.leaves.iter().map(|leaf| self.place_of(leaf))
    }

    /// Where one leaf of the report stands, by its JSON pointer.
    ///
    /// ```
    /// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
    /// let reading = zhengxin::read(&bytes, &zhengxin::Options::default())?;
    /// assert_eq!(reading.place("/creditHeader/idType").map(|place| place.text).as_deref(), Some("身份证"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn place(&self, pointer: &str) -> Option<LeafPlace<'_>> {
        let order = self.leaf_order.get_or_init(|| {
            let mut order: Vec<usize> = (0..self.leaves.len()).collect();
            order.sort_by(|&a, &b| self.leaves[a].pointer.bytes().cmp(self.leaves[b].pointer.bytes()));
            order
        });
        let found = order.binary_search_by(|&leaf| self.leaves[leaf].pointer.bytes().cmp(pointer.bytes())).ok()?;
        self.leaves.get(order[found]).map(|leaf| self.place_of(leaf))
    }

    fn place_of<'r>(&'r self, leaf: &'r Leaf) -> LeafPlace<'r> {
        LeafPlace {
            pointer: leaf.pointer.to_string(),
            text: self.transcript.unescaped(leaf.range.clone()).into_owned(),
            rule: &leaf.rule,
            places: self.transcript.places(leaf.range.clone()),
        }
    }

    /// For each leaf, in the order of [`Reading::leaves`], the names of the grammar rules around it, outermost first; the last
    /// is the one that matched it.
    ///
    /// ```
    /// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
    /// let reading = zhengxin::read(&bytes, &zhengxin::Options::default())?;
    /// let rules = reading.rules();
    /// assert_eq!((rules.len(), rules[0][0]), (reading.leaves.len(), "report"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn rules(&self) -> Vec<Vec<&str>> {
        let mut found = HashMap::new();
        self.walk(&self.tree.root, &mut Vec::new(), &mut found);
        let of = |leaf: &'_ Leaf| found.get(&(leaf.range.start, leaf.range.end, &*leaf.rule)).cloned();
        self.leaves.iter().map(|leaf| of(leaf).unwrap_or_default()).collect()
    }

    /// The rules around each field, by its range in the transcript and its rule.
    fn walk<'r>(&'r self, node: &'r Node, around: &mut Vec<&'r str>, found: &mut HashMap<Field<'r>, Vec<&'r str>>) {
        around.push(&node.rule);
        if node.tag.is_some() {
            let range = self.transcript.printed_range(node.range.clone());
            found.insert((range.start, range.end, &*node.rule), around.clone());
        }
        node.children.iter().for_each(|child| self.walk(child, around, found));
        around.pop();
    }

    /// Text on the pages that is no part of the report, with its place; none for a transcript.
    ///
    /// ```
    /// let bytes = std::fs::read("fixtures/reports/chromium-2024-full.pdf")?;
    /// let reading = zhengxin::read(&bytes, &zhengxin::Options::default())?;
    /// assert_eq!(reading.discarded().count(), reading.coverage().furniture.len());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn discarded(&self) -> impl Iterator<Item = Discarded> {
        self.origin.iter().flat_map(|origin| origin.discarded.iter())
    }

    /// The discarded texts, each with its page and the reason.
    pub(crate) fn discarded_texts(&self) -> impl Iterator<Item = (&str, u32, DiscardReason)> {
        self.origin.iter().flat_map(|origin| origin.discarded.texts())
    }
}
