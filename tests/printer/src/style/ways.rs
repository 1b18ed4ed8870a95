//! Ways of printing that only some programs have. A style has few of them at once, so that a test that fails tells
//! which of them is misread.

use proptest::prelude::*;

/// A way of printing that only some programs have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Pages cut through lines of text and through cells that span rows.
    Cuts,
    /// Running heads, notices and page numbers anywhere in the margins, and watermarks of other kinds.
    Margins,
    /// Texts that are not broken into lines, but run over the borders of their cells.
    Overflow,
    /// A clip for each cell; some of these hide letters.
    Clips,
    /// Blanks before and behind the text of cells.
    Blanks,
    /// Coloured headings, captions and labels, also white ones on dark grounds.
    Inks,
    /// Borders that are pale, coloured, thin, thick, dotted or double, and zebra stripes.
    Lines,
    /// Line breaks within values: between a date and its time, and behind a sign in a number.
    Breaks,
    /// Sizes of pages, heights of lines, paddings, distances of letters and alignments of all kinds.
    Measures,
    /// Files with a structure tree that says what is printed.
    Tags,
    /// Files with a structure tree that contradicts what is printed, or that is taken out.
    FalseTags,
    /// Signs that are no characters, such as logos.
    Icons,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Cuts,
        Self::Margins,
        Self::Overflow,
        Self::Clips,
        Self::Blanks,
        Self::Inks,
        Self::Lines,
        Self::Breaks,
        Self::Measures,
        Self::Tags,
        Self::FalseTags,
        Self::Icons,
    ];

    /// Its name on the command line and in tests.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cuts => "cuts",
            Self::Margins => "margins",
            Self::Overflow => "overflow",
            Self::Clips => "clips",
            Self::Blanks => "blanks",
            Self::Inks => "inks",
            Self::Lines => "lines",
            Self::Breaks => "breaks",
            Self::Measures => "measures",
            Self::Tags => "tags",
            Self::FalseTags => "false-tags",
            Self::Icons => "icons",
        }
    }

    /// The way of a name.
    ///
    /// ```
    /// use zhengxin_printer::Way;
    /// assert!(Way::ALL.into_iter().all(|way| Way::named(way.name()) == Some(way)));
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }
}

/// If no way is asked for, each way is in one of so many styles.
const SELDOM: u32 = 6;

/// Draws the features of a way with `strategy`, or takes the `plain` ones. If a way is the `only` one that is asked
/// for, it is always drawn and the others never are; otherwise each is drawn seldom.
pub(crate) fn drawn<T: std::fmt::Debug + Clone + 'static>(
    way: Way,
    only: Option<Way>,
    plain: T,
    strategy: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<T> {
    match only {
        None => prop_oneof![SELDOM - 1 => Just(plain), 1 => strategy].boxed(),
        Some(only) if only == way => strategy.boxed(),
        Some(_) => Just(plain).boxed(),
    }
}
