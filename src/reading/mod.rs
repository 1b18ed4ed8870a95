//! What reading a report gives: the report, where everything of it stands, and what was left out of it.

pub(crate) mod arbitration;
pub mod coverage;
mod lenient;
pub(crate) mod options;
pub(crate) mod parse;
pub(crate) mod printed;
pub mod profile;
mod unmapped;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use serde::Serialize;

use self::arbitration::{Settled, Settlement};
use self::coverage::Coverage;
use self::options::Options;
use self::printed::{Printed, Unread};
use self::profile::Profile;
use crate::error::Error;
use crate::error::diagnostic::Diagnostic;
use crate::grammar::{Node, Tree};
use crate::layout::{DiscardReason, Discarded, Discards, Doubt, Place};
use crate::lower::Leaf;
use crate::pdf::Metadata;
use crate::pdf::unmapped::UnmappedText;
use crate::schema::Report;
use crate::transcript::{self, Transcript};

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
    /// How the places were settled that the pages leave open, in the order of their lines.
    pub settlements: Vec<Settlement>,
    /// The report as plain text.
    pub transcript: Transcript,
    pub(crate) tree: Tree,
    pub(crate) origin: Option<Origin>,
    /// Lines outside of every section are passed over.
    pub(crate) any_document: bool,
    /// The leaves by their pointers, once one of them was asked for.
    leaf_order: OnceLock<Vec<usize>>,
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

/// A part of a report that was left out because it follows no known layout: a line, or the record it stands in.
///
/// As JSON: the finding with its section, rules, cells and places, and the `rows` that were left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// What is wrong, where, and what was expected.
    #[serde(flatten)]
    pub finding: Diagnostic,
    /// The lines that were left out, each with its cells as they are printed.
    pub rows: Vec<Vec<String>>,
    /// Their range in the printed transcript.
    #[serde(skip)]
    pub range: Range<usize>,
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
    /// Page and box, one for each printed line; the box of the cell where it is empty. None for a transcript without places.
    #[serde(rename = "boxes")]
    pub places: Vec<Place>,
}

/// Reads a report from the bytes of a PDF file, with the place of everything.
///
/// With [`Options::lenient`] a broken part is left out and listed in [`Reading::problems`]; else it is an error. Bytes that are
/// handed over, and not lent, are freed before the report is understood: that is the less memory for a long one.
///
/// ```
/// use zhengxin::{ErrorKind, Options};
/// let error = zhengxin::read(b"", &Options::default()).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Empty);
/// ```
///
/// # Errors
/// Every [`crate::ErrorKind`].
pub fn read(bytes: impl AsRef<[u8]>, options: &Options) -> Result<Reading, Error> {
    Printed::of_file(bytes, options)?.read(options).map_err(|unread| unread.error)
}

impl Reading {
    /// Reads a report from its transcript.
    ///
    /// ```
    /// use zhengxin::{Options, Reading, transcript::Transcript};
    /// let transcript = Transcript::from_text("个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n从未见过\n");
    /// let reading = Reading::of_transcript(transcript, &Options::default().lenient(true))?;
    /// assert_eq!(reading.problems[0].rows, [["从未见过"]]);
    /// # Ok::<(), zhengxin::Error>(())
    /// ```
    ///
    /// # Errors
    /// The kinds of [`crate::ErrorKind`] that are about the document.
    pub fn of_transcript(transcript: Transcript, options: &Options) -> Result<Self, Error> {
        Self::checked(transcript, &[], &UnmappedText::default(), None, options).map_err(|unread| unread.error)
    }

    pub(crate) fn of_printed(printed: Printed, options: &Options) -> Result<Self, Box<Unread>> {
        let Printed { transcript, discarded, metadata, characters, doubts, unmapped } = printed;
        let pages = u32::try_from(characters.len()).unwrap_or(u32::MAX);
        let origin = Origin { metadata, pages, characters, discarded };
        Self::checked(transcript, &doubts, &unmapped, Some(origin), options)
    }

    fn checked(
        transcript: Transcript,
        doubts: &[Doubt],
        unmapped: &UnmappedText,
        mut origin: Option<Origin>,
        options: &Options,
    ) -> Result<Self, Box<Unread>> {
        let mut discarded = Discards::default();
        let settled = arbitration::settle(transcript, doubts, unmapped, &mut discarded, options);
        let Settled { transcript, understood, settlements } = settled.map_err(|failed| {
            let (error, transcript) = *failed;
            Box::new(Unread { error, transcript })
        })?;
        if let Some(origin) = &mut origin {
            origin.discarded.append(&discarded);
        }
        let reading = Self {
            report: understood.lowered.value,
            leaves: understood.lowered.leaves,
            problems: understood.problems,
            settlements,
            transcript,
            tree: understood.tree,
            origin,
            any_document: !options.classify,
            leaf_order: OnceLock::new(),
        };
        match Coverage::check(&reading) {
            Ok(()) => Ok(reading),
            Err(error) => Err(Box::new(Unread { error, transcript: reading.transcript })),
        }
    }

    /// Whether a part of the report was left out.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        !self.problems.is_empty()
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

    /// The texts of these and their reasons, each with its page.
    pub(crate) fn discarded_texts(&self) -> impl Iterator<Item = (&str, u32, DiscardReason)> {
        self.origin.iter().flat_map(|origin| origin.discarded.texts())
    }

    /// What became of every character of every page.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        Coverage::of(self)
    }

    /// What kind of report it is, and of what file.
    #[must_use]
    pub fn profile(&self) -> Profile {
        Profile::of(self)
    }
}

impl Problem {
    pub(crate) fn new(finding: Diagnostic, transcript: &Transcript, folded: Range<usize>) -> Self {
        let range = transcript.printed_range(folded);
        let rows = transcript.text()[range.clone()].lines().map(transcript::cells).collect();
        Self { finding, rows, range }
    }
}
