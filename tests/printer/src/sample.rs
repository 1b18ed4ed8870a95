//! Samples: reports with the style in which they are printed, drawn from a seed or by proptest.

use std::fmt;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use crate::forms::{FORMS, fill};
use crate::report::{Size, complete, draws, entries};
use crate::style::{Icon, Style, Way, styles};
use crate::{page, pdf};

/// The layouts of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// 授信机构版 of 2020.
    Org2020,
    /// 授信机构版 of 2024.
    Org2024,
    /// 本人版 of 2024.
    Personal2024,
}

impl Layout {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Org2024, Self::Org2020, Self::Personal2024];

    /// Its name on the command line and in tests.
    ///
    /// ```
    /// use zhengxin_printer::Layout;
    /// assert_eq!(Layout::named("2024-org"), Some(Layout::Org2024));
    /// assert_eq!(Layout::Org2024.name(), "2024-org");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Org2020 => "2020-org",
            Self::Org2024 => "2024-org",
            Self::Personal2024 => "2024-personal",
        }
    }

    /// The layout of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.name() == name)
    }
}

/// A report and how it is printed.
#[derive(Clone, PartialEq)]
pub struct Sample {
    /// Its layout.
    pub layout: Layout,
    /// The report, as the JSON of the reader has it.
    pub report: Value,
    /// How it is printed.
    pub style: Style,
}

impl Sample {
    /// The sample of a seed. It is always the same for a seed, as long as this crate does not change. Everything is
    /// printed in it, and at least so many accounts.
    ///
    /// ```
    /// use zhengxin_printer::{Layout, Sample};
    /// let sample = Sample::of_seed(1, Layout::Org2020, 8);
    /// assert_eq!(sample, Sample::of_seed(1, Layout::Org2020, 8));
    /// ```
    ///
    /// # Panics
    /// Never: a strategy without filters always gives a value.
    #[must_use]
    pub fn of_seed(seed: u64, layout: Layout, accounts: usize) -> Self {
        Self::drawn(seed, layout, Size::Full(accounts.div_ceil(LONG_LISTS)), None)
    }

    /// The sample of a seed whose lists have no more records than `longest`; any part of the report may be missing.
    /// With a [`Way`], only this one of the rare ways of printing is in it; otherwise any of them may be.
    ///
    /// ```
    /// use zhengxin_printer::{Layout, Sample, Way};
    /// let sample = Sample::short_of_seed(1, Layout::Org2020, 3, Some(Way::Cuts));
    /// assert_eq!(sample, Sample::short_of_seed(1, Layout::Org2020, 3, Some(Way::Cuts)));
    /// ```
    #[must_use]
    pub fn short_of_seed(seed: u64, layout: Layout, longest: usize, way: Option<Way>) -> Self {
        Self::drawn(seed, layout, Size::UpTo(longest), way)
    }

    fn drawn(seed: u64, layout: Layout, size: Size, way: Option<Way>) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let tree = samples_of(layout, size, way).new_tree(&mut runner);
        tree.expect("nothing is filtered").current()
    }

    /// The sample of a seed with so many accounts that it has about so many pages. If there is not even room for
    /// everything without accounts, it is a short report instead.
    ///
    /// ```
    /// use zhengxin_printer::{Layout, Sample};
    /// assert!((60..=140).contains(&Sample::of_pages(1, Layout::Org2024, 100).pages()));
    /// ```
    #[must_use]
    pub fn of_pages(seed: u64, layout: Layout, pages: usize) -> Self {
        let count = |records| Self::drawn(seed, layout, Size::Full(records), None).pages();
        let none = count(0);
        if pages < none {
            return Self::drawn(seed, layout, Size::UpTo(1), None);
        }
        // The style depends on the seed alone, so more records make more pages.
        let grown = count(MEASURED).saturating_sub(none).max(1);
        Self::drawn(seed, layout, Size::Full((pages - none) * MEASURED / grown), None)
    }

    /// How many pages the printed report has.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.paginate().pages.len()
    }

    fn paginate(&self) -> page::Print {
        page::paginate(fill(&FORMS.block(self.layout.name()), &self.report, &self.style.choices), &self.style)
    }

    /// Whether the reader may refuse the printed report, because not even a person could read all of it for certain:
    /// letters are hidden though they are in the file, the file contradicts what is painted, a heading has a sign that
    /// is no character, or a page ends between two rows with the same texts. If the reader does not refuse it, it must
    /// read this report and no other.
    ///
    /// ```
    /// use zhengxin_printer::{Layout, Sample, Way};
    /// assert!(!Sample::short_of_seed(1, Layout::Org2020, 3, Some(Way::Cuts)).may_be_refused());
    /// ```
    #[must_use]
    pub fn may_be_refused(&self) -> bool {
        let is_unreadable = || {
            let print = self.paginate();
            print.parts_equal_rows || print.pages.iter().flat_map(|page| &page.texts).any(|text| text.is_hidden)
        };
        self.style.tags.is_false() || self.style.icon == Icon::Headings || is_unreadable()
    }

    /// The file of the printed report.
    #[must_use]
    pub fn print(&self) -> Vec<u8> {
        pdf::write(&self.paginate(), &self.style)
    }
}

/// Shows the report as JSON on one line, for tests that fail.
impl fmt::Debug for Sample {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} {:?}", self.layout.name(), self.report, self.style)
    }
}

/// The lists that have most of the accounts: three of loans, one of cards.
const LONG_LISTS: usize = 4;

/// With so many records in each of the long lists it is measured how many pages a record takes.
const MEASURED: usize = 12;

/// Samples of all layouts whose lists have no more records than `longest`.
///
/// ```
/// use proptest::prelude::*;
/// use proptest::test_runner::TestRunner;
/// use zhengxin_printer::samples;
/// let runner = &mut TestRunner::deterministic();
/// runner.run(&samples(1), |sample| Ok(prop_assert!(sample.report.is_object()))).unwrap_or_else(|error| panic!("{error}"));
/// ```
pub fn samples(longest: usize) -> impl Strategy<Value = Sample> {
    samples_in(longest, None)
}

/// The same with one of the ways of printing that only some programs have.
///
/// ```
/// use proptest::prelude::*;
/// use proptest::test_runner::TestRunner;
/// use zhengxin_printer::{Way, samples_of_way};
/// let runner = &mut TestRunner::deterministic();
/// let is_report = |sample: zhengxin_printer::Sample| Ok(prop_assert!(sample.report.is_object()));
/// runner.run(&samples_of_way(1, Way::Cuts), is_report).unwrap_or_else(|error| panic!("{error}"));
/// ```
pub fn samples_of_way(longest: usize, way: Way) -> impl Strategy<Value = Sample> {
    samples_in(longest, Some(way))
}

fn samples_in(longest: usize, way: Option<Way>) -> impl Strategy<Value = Sample> {
    let of = |layout| samples_of(layout, Size::UpTo(longest), way).boxed();
    proptest::strategy::Union::new(Layout::ALL.map(of))
}

fn samples_of(layout: Layout, size: Size, way: Option<Way>) -> impl Strategy<Value = Sample> {
    let entries = entries(&FORMS.block(layout.name()));
    (styles(way), draws(&entries, size)).prop_map(move |(style, draws)| {
        let report = complete(&entries, &draws, &style.choices);
        Sample { layout, report, style }
    })
}
