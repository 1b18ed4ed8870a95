//! How texts are set in their cells: their alignment, what is done with texts that are too wide, clips, and blanks.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Where a text stands in the room of its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// At the left, or at the top.
    Start,
    Middle,
    /// At the right, or at the bottom.
    End,
}

impl Align {
    /// How much of the free room is before the text.
    pub(crate) fn indent(self, free: f64) -> f64 {
        match self {
            Self::Start => 0.0,
            Self::Middle => free / 2.0,
            Self::End => free,
        }
    }
}

/// What is done with a text that is wider than its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overflow {
    /// It is broken into lines, within words if need be.
    None,
    /// Words are not broken. They run over the borders, if the texts beside them leave room.
    Words,
    /// Texts are not broken at all. They run over the borders, if the texts beside them leave room.
    Lines,
}

pub(crate) fn overflow() -> impl Strategy<Value = Overflow> {
    select(vec![Overflow::Words, Overflow::Lines])
}

/// Makes texts wider than their cells: columns some of which are narrow, and the alignment, which says to which side
/// the texts run over.
pub(crate) type Narrow = (Vec<u8>, Align);

pub(crate) fn narrow() -> impl Strategy<Value = Option<Narrow>> {
    let align = select(vec![Align::Start, Align::Middle, Align::End]);
    proptest::option::weighted(0.8, (vec(0..6_u8, 1..9), align))
}

/// The clip for the text of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Clip {
    /// There is none.
    None,
    /// The cell.
    Cell,
    /// The clip ends so many font sizes before the text does. This is so little that it hides no ink.
    Tight(f64),
    /// The cell, with texts that are wider than it. Letters outside of it are hidden, and nobody can read them.
    Hiding(Overflow),
}

/// How much narrower than the text a tight clip may be, in font sizes: the last letter leaves this empty.
const BEARING: f64 = 0.08;

pub(crate) fn clip() -> impl Strategy<Value = Clip> {
    prop_oneof![
        2 => Just(Clip::Cell),
        2 => (1..=8_u32).prop_map(|share| Clip::Tight(BEARING * f64::from(share) / 8.0)),
        1 => overflow().prop_map(Clip::Hiding),
    ]
}

/// The blanks around the text of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Blanks {
    /// How many stand before the first line.
    pub(crate) before: usize,
    /// How many stand behind the last line.
    pub(crate) after: usize,
    pub(crate) sign: char,
}

impl Blanks {
    pub(crate) const NONE: Self = Self { before: 0, after: 0, sign: ' ' };
}

/// Blanks, with the cell as the clip or without one.
pub(crate) fn blanks() -> impl Strategy<Value = (Blanks, Clip)> {
    (all_blanks(), prop_oneof![2 => Just(Clip::None), 1 => Just(Clip::Cell)])
}

fn all_blanks() -> impl Strategy<Value = Blanks> {
    let signs = select(vec![' ', '\u{3000}', '\u{a0}']);
    (0..=2_usize, 0..=3_usize, signs).prop_map(|(before, after, sign)| {
        let most = if sign == ' ' { after } else { after.min(1) };
        Blanks { before, after: most, sign }
    })
}

/// Blanks behind the text, which a clip may cut off.
pub(crate) fn clipped_blanks() -> impl Strategy<Value = Blanks> {
    (0..=1_usize).prop_map(|after| Blanks { after, ..Blanks::NONE })
}

/// Measures that a style has instead of its usual ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Measures {
    pub(crate) page: (f64, f64),
    /// In font sizes.
    pub(crate) leading: f64,
    /// In points.
    pub(crate) padding: (f64, f64),
    /// In points.
    pub(crate) spacing: f64,
    pub(crate) align: (Align, Align),
}

pub(crate) fn measures() -> impl Strategy<Value = Option<Measures>> {
    // A4 upright and across, letter, B5 of ISO and of JIS, A3 across.
    let pages =
        select(vec![(595.0, 842.0), (842.0, 595.0), (612.0, 792.0), (499.0, 709.0), (516.0, 729.0), (1191.0, 842.0)]);
    let half_points = || (0..=12_u32).prop_map(|halves| f64::from(halves) / 2.0);
    let align = || select(vec![Align::Start, Align::Middle, Align::End]);
    (
        pages,
        (10..=20_u32).prop_map(|tenths| f64::from(tenths) / 10.0),
        (half_points(), half_points()),
        prop_oneof![2 => Just(0.0), 1 => (-2..=10_i32).prop_map(|tenths| f64::from(tenths) / 10.0)],
        (align(), align()),
    )
        .prop_map(|(page, leading, padding, spacing, align)| Some(Measures { page, leading, padding, spacing, align }))
}
