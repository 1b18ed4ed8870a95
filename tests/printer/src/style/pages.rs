//! How pages cut the text, and what stands around it: notices in the margins, and watermarks.

use proptest::prelude::*;
use proptest::sample::select;

use super::Watermark;

/// How the end of a page cuts the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cuts {
    pub(crate) slices: Slices,
    pub(crate) spans: Spans,
    /// Whether rows of labels are cut with borders at the cut, as other rows are.
    pub(crate) labels: bool,
}

impl Cuts {
    pub(crate) const PLAIN: Self = Self { slices: Slices::None, spans: Spans::Empty, labels: false };
}

/// Whether pages are cut out of one long strip. The cut may go through a line of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slices {
    None,
    /// Each page shows only its own part of the line.
    Hidden,
    /// The line is printed on both pages, and runs into their margins.
    Shown,
}

/// What is painted of a cell that spans rows, on the page after the one on which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spans {
    /// The cell without its text.
    Empty,
    /// The cell with its text.
    Text,
    /// Nothing. The rows have one cell less.
    Missing,
    /// The cell without its text, and beside it the row above the cut once more. This is done only in repayment grids,
    /// where a year has one row of codes and one of amounts. In other tables it would look like two records with the
    /// same texts.
    RowAgain,
}

pub(crate) fn cuts() -> impl Strategy<Value = Cuts> {
    let slices = prop_oneof![4 => Just(Slices::None), 3 => Just(Slices::Hidden), 1 => Just(Slices::Shown)];
    let spans = select(vec![Spans::Empty, Spans::Text, Spans::Missing, Spans::RowAgain]);
    (slices, spans, any::<bool>()).prop_map(|(slices, spans, labels)| Cuts { slices, spans, labels })
}

/// What stands in the upper or the lower margin, as the numbers of its wordings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Notices {
    /// At the left margin, in the middle, at the right margin.
    pub(crate) words: [Option<usize>; 3],
    /// How far it is from the body, in font sizes.
    pub(crate) distance: f64,
    /// Its font size, in font sizes of the text.
    pub(crate) size: f64,
}

impl Notices {
    pub(crate) const NONE: Self = Self { words: [None; 3], distance: 1.0, size: 1.0 };
}

/// How many wordings notices have.
const NOTICES: usize = 10;

fn side() -> impl Strategy<Value = Notices> {
    let words = || prop_oneof![2 => Just(None), 1 => (0..NOTICES).prop_map(Some)];
    let distance = (3..=20_u32).prop_map(|tenths| f64::from(tenths) / 10.0);
    ([words(), words(), words()], distance, select(vec![1.0, 0.8])).prop_map(|(words, distance, size)| Notices {
        words,
        distance,
        size,
    })
}

/// Notices in the upper and in the lower margin.
pub(crate) fn notices() -> impl Strategy<Value = [Notices; 2]> {
    [side(), side()]
}

/// The kinds of watermarks that only some programs have.
pub(crate) fn marks() -> impl Strategy<Value = Option<Watermark>> {
    let kinds = select(vec![Watermark::TurnedOver as fn(usize) -> _, Watermark::Grey, Watermark::Many]);
    proptest::option::of((kinds, 0..4_usize).prop_map(|(kind, words)| kind(words)))
}
