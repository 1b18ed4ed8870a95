//! What a file says in addition to what is painted: its structure tree, and signs that are no characters.

use proptest::prelude::*;
use proptest::sample::select;

/// The structure tree of a tagged file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tags {
    /// There is no tree, and no text is marked.
    None,
    /// The tree says what is printed.
    True {
        /// Whether the rows of a table are in a `TBody`, and the texts of a cell in a `P`.
        nested: bool,
    },
    /// Two neighbouring cells have each other's text. The number says which cells.
    Swapped(usize),
    /// Some marked texts are in no element: with the number 5, every fifth.
    Lost(usize),
    /// There is no tree, although texts are marked.
    TakenOut,
}

impl Tags {
    /// Whether the tree contradicts what is painted. A tree that was taken out contradicts nothing.
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

/// Where a sign is printed that is no character, such as a logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    None,
    /// In the upper margin of each page.
    Head,
    /// Before headings.
    Headings,
}

/// What stands for this sign in texts. Its font has a code for it that the ToUnicode CMap does not map.
pub(crate) const ICON: char = '\u{e000}';

pub(crate) fn icon() -> impl Strategy<Value = Icon> {
    select(vec![Icon::Head, Icon::Headings])
}
