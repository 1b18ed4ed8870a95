//! The account of every printed character, so that nothing of a report is lost in silence.
//!
//! Each character is counted once: in a field, in a label, in notes, in page furniture, and so on. The counts of each
//! page are then compared with the characters on the page. A reading with a character that nothing took is refused.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::iter::Peekable;
use std::ops::Range;
use std::slice;

use foldhash::fast::RandomState;
use serde::Serialize;

use super::outcome::Reading;
use crate::error::{Error, ErrorKind};
use crate::grammar::Node;
use crate::grammar::catch_all::UNKNOWN;
use crate::layout::{DiscardReason, Place};
use crate::page::boxes;
use crate::transcript::ranges::Ranges;

/// Rules whose name begins with this take text that is no data: notes about reports in general.
const NOTES: &str = "notes";

/// The rule that takes any text at all. If it matches text that becomes no field, that text would be lost in silence,
/// so it counts as unread.
const CELL: &str = "cell";

/// The account of the characters of a report, except spaces: where each of them ended up.
///
/// ```
/// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
/// let coverage = zhengxin::read(&bytes, &zhengxin::Options::default())?.coverage();
/// let page = &coverage.pages[0];
/// let counted = page.fields + page.labels + page.notes + page.furniture;
/// assert_eq!((page.characters, coverage.unread.len()), (counted, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Coverage {
    /// The account of each page; empty for a transcript without places.
    pub pages: Vec<PageCoverage>,
    /// How many characters of labels and titles each rule named.
    pub labels: BTreeMap<String, usize>,
    /// Text that is no part of the report: watermarks and page furniture, with the reason.
    pub furniture: Vec<Furniture>,
    /// Text that nothing took. A report with such a text is refused, so the coverage of a [`Reading`] has none.
    pub unread: Vec<Unread>,
}

/// The account of one page: each character is in one of the counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PageCoverage {
    /// Number of the page, from 1.
    pub page: u32,
    /// Characters on the page.
    pub characters: usize,
    /// Characters in the texts of fields.
    pub fields: usize,
    /// Characters in labels and titles.
    pub labels: usize,
    /// Characters in notes about reports in general.
    pub notes: usize,
    /// Characters outside of every section, if the document need not be a report.
    pub outside: usize,
    /// Characters in parts that were left out because they are broken.
    pub problems: usize,
    /// Characters in watermarks and page furniture.
    pub furniture: usize,
    /// Characters that nothing took.
    pub unread: usize,
}

/// A text that is no part of the report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Furniture {
    /// Number of the page, from 1.
    pub page: u32,
    /// The text.
    pub text: String,
    /// Why it is no part of the report.
    pub reason: DiscardReason,
}

/// A text that nothing took.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Unread {
    /// The text. If characters of a page are missing from the account, it says how many of them are accounted for.
    pub text: String,
    /// Where it stands.
    pub places: Vec<Place>,
}

#[derive(Clone, Copy)]
enum Class {
    Field,
    /// The number of the rule in [`Account::rules`].
    Label(usize),
    Note,
    Outside,
    Problem,
    Unread,
}

impl Reading {
    /// The account of every character of every page.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        Coverage::of(self)
    }
}

impl Coverage {
    pub(crate) fn of(reading: &Reading) -> Self {
        let account = Account::of(reading);
        let pages = account.pages.into_iter().map(|(number, page)| PageCoverage { page: number, ..page }).collect();
        let labels = account.rules.iter().zip(account.labels).map(|(rule, count)| ((*rule).to_owned(), count));
        let labels = labels.filter(|label| label.1 > 0).collect();
        let furniture =
            reading.discarded_texts().map(|(text, page, reason)| Furniture { page, text: text.to_owned(), reason });
        Self { pages, labels, furniture: furniture.collect(), unread: account.unread }
    }

    /// Fails if a text of a reading is left over. It makes the account alone, without the lists that only people look
    /// at.
    pub(crate) fn check(reading: &Reading) -> Result<(), Error> {
        let account = Account::of(reading);
        let Some(first) = account.unread.first() else { return Ok(()) };
        let place = first.places.first().map_or_else(String::new, |place| format!(" on page {}", place.page));
        let message = format!(
            "text{place} is neither in a field nor a label, note or page furniture: `{}` (and {} more); please report this",
            first.text,
            account.unread.len() - 1
        );
        Err(Error::new(ErrorKind::Internal, message))
    }
}

struct Account<'r> {
    reading: &'r Reading,
    /// The account of each page, by its number.
    pages: BTreeMap<u32, PageCoverage>,
    /// The page that was counted on last: its account is not yet with the others.
    current: (u32, PageCoverage),
    /// The rules that took labels, and their numbers.
    rules: Vec<&'r str>,
    numbers: HashMap<&'r str, usize, RandomState>,
    /// How many characters each of them took.
    labels: Vec<usize>,
    /// The characters that are not counted yet.
    characters: Peekable<boxes::Pages<'r>>,
    /// The leaves in the order of their ranges.
    fields: Vec<u32>,
    /// The ranges of the parts that were left out.
    problems: Ranges,
    /// The texts of the leaves, by the last key of their pointer.
    texts: OnceCell<HashMap<&'r str, HashSet<&'r str>>>,
    unread: Vec<Unread>,
}

impl<'r> Account<'r> {
    fn of(reading: &'r Reading) -> Self {
        let mut account = Self {
            reading,
            pages: BTreeMap::new(),
            current: (0, PageCoverage::default()),
            rules: Vec::new(),
            numbers: HashMap::default(),
            labels: Vec::new(),
            characters: reading.transcript.characters().pages().peekable(),
            fields: (0..u32::try_from(reading.leaves.len()).unwrap_or(u32::MAX)).collect(),
            problems: Ranges::of(reading.problems.iter().map(|problem| problem.range.clone()).collect()),
            texts: OnceCell::new(),
            unread: Vec::new(),
        };
        account.fields.sort_unstable_by_key(|&leaf| sides(&reading.leaves[leaf as usize].range));
        account.parts(reading.transcript.text().len(), Class::Unread, slice::from_ref(&reading.tree.root));
        account.finish();
        account
    }

    fn texts(&self) -> HashMap<&'r str, HashSet<&'r str>> {
        let text = self.reading.transcript.text();
        let mut texts: HashMap<&str, HashSet<&str>> = HashMap::new();
        for leaf in &self.reading.leaves {
            texts.entry(leaf.pointer.key()).or_default().insert(&text[leaf.range.clone()]);
        }
        texts
    }

    /// Counts the next characters up to an end. Those between the parts are of the given class.
    fn parts(&mut self, end: usize, class: Class, parts: &'r [Node]) {
        for node in parts {
            let part = self.reading.transcript.printed_range(node.range.clone());
            self.count(part.start, class);
            self.node(node, part);
        }
        self.count(end, class);
    }

    fn node(&mut self, node: &'r Node, range: Range<usize>) {
        let class = self.class(node, &range);
        if let Class::Unread = class {
            self.unread.push(Unread {
                text: self.reading.transcript.unescaped(range.clone()).into_owned(),
                places: self.reading.transcript.places(range.clone()),
            });
        }
        let parts = if let Class::Label(_) = class { &*node.children } else { &[] };
        self.parts(range.end, class, parts);
    }

    /// The class of the text of a node, except that of its children.
    fn class(&mut self, node: &'r Node, range: &Range<usize>) -> Class {
        if self.problems.hold(range) {
            return Class::Problem;
        }
        if node.rule.starts_with(UNKNOWN) {
            return if self.reading.any_document { Class::Outside } else { Class::Unread };
        }
        if node.rule.starts_with(NOTES) {
            return Class::Note;
        }
        let leaves = &self.reading.leaves;
        let is_leaf =
            || self.fields.binary_search_by_key(&sides(range), |&leaf| sides(&leaves[leaf as usize].range)).is_ok();
        if node.tag.is_some() && is_leaf() {
            return Class::Field;
        }
        let text = &self.reading.transcript.text()[range.clone()];
        if &*node.rule != CELL || text.is_empty() {
            return Class::Label(self.number(&node.rule));
        }
        // A record that is printed as rows of two tables has its number in both, but only one of them is a leaf. The
        // other one counts as a field, too.
        let texts = self.texts.get_or_init(|| self.texts());
        let is_again = node.tag.as_deref().is_some_and(|tag| texts.get(tag).is_some_and(|all| all.contains(text)));
        if is_again { Class::Field } else { Class::Unread }
    }

    fn number(&mut self, rule: &'r str) -> usize {
        let next = self.rules.len();
        *self.numbers.entry(rule).or_insert_with(|| {
            self.rules.push(rule);
            self.labels.push(0);
            next
        })
    }

    /// Counts the next characters, up to an end, that are no spaces.
    fn count(&mut self, end: usize, class: Class) {
        let Self { reading, pages, current, characters, .. } = self;
        let text = reading.transcript.text();
        let mut labels = 0;
        while let Some((offset, on_page)) = characters.next_if(|character| character.0 < end) {
            if text[offset..].starts_with(char::is_whitespace) {
                continue;
            }
            // A cell may go on on the next page, while the cell after it begins on the first of the two pages again.
            if on_page != current.0 {
                pages.insert(current.0, current.1);
                *current = (on_page, pages.get(&on_page).copied().unwrap_or_default());
            }
            let page = &mut current.1;
            match class {
                Class::Field => page.fields += 1,
                Class::Label(_) => {
                    page.labels += 1;
                    labels += 1;
                }
                Class::Note => page.notes += 1,
                Class::Outside => page.outside += 1,
                Class::Problem => page.problems += 1,
                Class::Unread => page.unread += 1,
            }
        }
        if let Class::Label(rule) = class {
            self.labels[rule] += labels;
        }
    }

    /// Adds what was counted on the pages themselves. If a page has more or fewer characters than the account,
    /// something is unread.
    fn finish(&mut self) {
        let Self { pages, current, .. } = self;
        pages.insert(current.0, current.1);
        // Pages are numbered from 1.
        pages.remove(&0);
        for (text, page, _) in self.reading.discarded_texts() {
            let visible = text.chars().filter(|character| !character.is_whitespace()).count();
            pages.entry(page).or_default().furniture += visible;
        }
        let Some(origin) = &self.reading.origin else { return };
        for &(number, characters) in &origin.characters {
            let page = pages.entry(number).or_default();
            page.characters = characters;
            let accounted = page.fields + page.labels + page.notes + page.outside + page.problems + page.furniture;
            if accounted + page.unread != characters {
                let text = format!("{accounted} of {characters} characters");
                let bounds = crate::page::geometry::Rect::spanning(0.0, 0.0, 0.0, 0.0);
                self.unread.push(Unread { text, places: vec![Place { page: number, bounds }] });
            }
        }
    }
}

/// The key by which ranges are sorted.
fn sides(range: &Range<usize>) -> (usize, usize) {
    (range.start, range.end)
}

impl fmt::Display for Coverage {
    /// The account as a table, then what was left out and why.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = ["page", "characters", "fields", "labels", "notes", "outside", "problems", "furniture", "unread"];
        writeln!(formatter, "{}", columns.map(|column| format!("{column:>10}")).concat())?;
        let mut total = PageCoverage::default();
        for page in &self.pages {
            writeln!(formatter, "{:>10}{page}", page.page)?;
            total.characters += page.characters;
            total.fields += page.fields;
            total.labels += page.labels;
            total.notes += page.notes;
            total.outside += page.outside;
            total.problems += page.problems;
            total.furniture += page.furniture;
            total.unread += page.unread;
        }
        writeln!(formatter, "{:>10}{total}", "all")?;
        for furniture in &self.furniture {
            writeln!(formatter, "furniture, page {}, {:?}: {}", furniture.page, furniture.reason, furniture.text)?;
        }
        for unread in &self.unread {
            let page = unread.places.first().map_or(0, |place| place.page);
            writeln!(formatter, "unread, page {page}: {}", unread.text)?;
        }
        Ok(())
    }
}

impl fmt::Display for PageCoverage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [
            self.characters,
            self.fields,
            self.labels,
            self.notes,
            self.outside,
            self.problems,
            self.furniture,
            self.unread,
        ];
        counts.iter().try_for_each(|count| write!(formatter, "{count:>10}"))
    }
}
