//! The profile of a report: its edition, its layout, its sections, and what is known of its file.
//!
//! The names of the rules that matched tell the edition and the layout. Nothing here knows the words of a report.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::arbitration::Settlement;
use super::outcome::Reading;
use crate::grammar::Node;
use crate::pdf::Metadata;

/// Rules whose name begins with this tell the generation of the layout: `layout_2024_…`.
const LAYOUT: &str = "layout_";

/// Rules whose name begins with this tell the edition: `edition_org`.
const EDITION: &str = "edition_";

/// The profile of a report.
///
/// ```
/// let bytes = std::fs::read("fixtures/reports/itext-2024-full.pdf")?;
/// let profile = zhengxin::read(&bytes, &zhengxin::Options::default())?.profile();
/// assert_eq!((profile.edition.as_deref(), profile.layout.as_deref()), (Some("org"), Some("2024")));
/// assert!(profile.sections.contains(&"/creditTransInfoDetail/creditAccount".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Profile {
    /// `org` (授信机构版) or `personal` (本人版); `None` where the title does not say.
    pub edition: Option<String>,
    /// The generation of the layout by its year, `2019`, `2020` or `2024`; `None` where nothing is printed that tells.
    pub layout: Option<String>,
    /// The pack by which it was read, if it needed one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pack: Option<String>,
    /// The sections in which something is printed: the JSON pointers of their objects and lists, in printed order.
    pub sections: Vec<String>,
    /// Which alternatives of the grammars matched: for each rule the rows of labels and the titles that it took,
    /// without the texts of fields.
    pub alternatives: BTreeMap<String, BTreeSet<String>>,
    /// How each doubt was settled, in the order of the lines.
    pub doubts: Vec<Settlement>,
    /// Pages of the file; 0 for a transcript.
    pub pages: u32,
    /// What the file says about how it was made.
    #[serde(flatten)]
    pub file: Metadata,
}

impl Reading {
    /// What kind of report it is, and of what file.
    #[must_use]
    pub fn profile(&self) -> Profile {
        Profile::of(self)
    }
}

impl Profile {
    pub(crate) fn of(reading: &Reading) -> Self {
        let mut found = Marks::default();
        found.walk(&reading.tree.root, reading);
        let mut sections: Vec<String> = Vec::new();
        for leaf in &reading.leaves {
            let section = section(leaf.pointer.record());
            if !sections.iter().any(|known| known == section) {
                sections.push(section.to_owned());
            }
        }
        let origin = reading.origin.as_ref();
        Self {
            edition: found.edition,
            layout: found.layout,
            pack: reading.pack.clone(),
            sections,
            alternatives: found.alternatives,
            doubts: reading.settlements.clone(),
            pages: origin.map_or(0, |origin| origin.pages),
            file: origin.map(|origin| origin.metadata.clone()).unwrap_or_default(),
        }
    }
}

/// The section that the leaves of a record are in: its chapter, and the object or list in it.
fn section(record: &str) -> &str {
    let is_index = |key: &str| key.bytes().all(|byte| byte.is_ascii_digit());
    let mut ends = record.match_indices('/').map(|(at, _)| at).skip(1).chain([record.len()]);
    let chapter = ends.next().unwrap_or_default();
    // If the chapter is a list, an index follows it, and its entries belong to the chapter itself.
    let inner = ends.next().filter(|end| !is_index(&record[chapter + 1..*end]));
    &record[..inner.unwrap_or(chapter)]
}

#[derive(Default)]
struct Marks {
    edition: Option<String>,
    layout: Option<String>,
    alternatives: BTreeMap<String, BTreeSet<String>>,
}

impl Marks {
    fn walk(&mut self, node: &Node, reading: &Reading) {
        if let Some(edition) = node.rule.strip_prefix(EDITION) {
            self.edition = Some(edition.to_owned());
        }
        if let Some(layout) = node.rule.strip_prefix(LAYOUT) {
            let layout = layout.split('_').next().unwrap_or(layout);
            // An archive of 2019 has a mark of its own beside those that it shares with the layout of 2020.
            if self.layout.as_deref().is_none_or(|known| layout < known) {
                self.layout = Some(layout.to_owned());
            }
        }
        let folded = reading.transcript.folded();
        let mut at = node.range.start;
        for child in &node.children {
            self.add(node, &folded[at..child.range.start.max(at)]);
            at = child.range.end;
            self.walk(child, reading);
        }
        if !node.children.is_empty() {
            self.add(node, &folded[at..node.range.end.max(at)]);
        }
    }

    /// Adds the whole lines of the text between the parts of a node: labels and titles.
    fn add(&mut self, node: &Node, between: &str) {
        for line in between.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            let line = line.trim_end();
            // A single bar is the end of a row of fields.
            if line.chars().count() > 1 {
                self.alternatives.entry(node.rule.to_string()).or_default().insert(line.to_owned());
            }
        }
    }
}
