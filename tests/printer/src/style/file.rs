//! What a file says beside what is painted.

use proptest::prelude::*;
use proptest::sample::select;

/// The structure tree of a tagged file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tags {
    /// There is none, and nothing is marked.
    None,
    /// It says what is printed.
    True {
        /// Whether rows are in the body of a table, and texts in a paragraph of a cell.
        nested: bool,
    },
    /// Two cells have each other's text: those from a number on.
    Swapped(usize),
    /// Some marked text is in no element: each that has such a number, and each so many further on.
    Lost(usize),
    /// There is no tree, though texts are marked.
    TakenOut,
}

impl Tags {
    /// Whether the tree contradicts what is painted. One that is taken out contradicts nothing.
    pub(crate) fn is_false(self) -> bool {
        matches!(self, Self::Swapped(_) | Self::Lost(_))
    }
}

pub(crate) fn tags() -> impl Strategy<Value = Tags> {
    any::<bool>().prop_map(|nested| Tags::True { nested })
}

pub(crate) fn false_tags() -> impl Strategy<Value = Tags> {
    prop_oneof![(0..1000_usize).prop_map(Tags::Swapped), (2..50_usize).prop_map(Tags::Lost), Just(Tags::TakenOut),]
}

/// Where a sign is printed that is no character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    None,
    /// In the upper margin of each page.
    Head,
    /// Before headings.
    Headings,
}

/// What stands for that sign. Its font has no character for it.
pub(crate) const ICON: char = '\u{e000}';

pub(crate) fn icon() -> impl Strategy<Value = Icon> {
    select(vec![Icon::Head, Icon::Headings])
}
