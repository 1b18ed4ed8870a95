//! The colours of texts and grounds, and how borders look.

use proptest::prelude::*;
use proptest::sample::select;

/// Red, green and blue.
pub(crate) type Color = [u8; 3];

pub(crate) const BLACK: Color = [0; 3];
const WHITE: Color = [0xff; 3];

/// A dark ground, with white letters.
const DARK: Color = [0x1f, 0x49, 0x7d];

/// The colours of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Inks {
    pub(crate) heading: Color,
    pub(crate) caption: Color,
    pub(crate) label: Color,
    /// The grounds of headings and labels, where they have a dark one.
    pub(crate) heading_ground: Option<Color>,
    pub(crate) label_ground: Option<Color>,
}

impl Inks {
    pub(crate) const BLACK: Self =
        Self { heading: BLACK, caption: BLACK, label: BLACK, heading_ground: None, label_ground: None };
}

fn ink() -> impl Strategy<Value = Color> {
    select(vec![
        BLACK,
        [0xf7, 0x96, 0x46],
        [0xff, 0x7c, 0x80],
        [0x00, 0xb0, 0xf0],
        [0xcc, 0x00, 0x00],
        [0x66, 0x66, 0x66],
        DARK,
        [0x2a, 0x7f, 0xd4],
    ])
}

pub(crate) fn inks() -> impl Strategy<Value = Inks> {
    let on_dark = || prop::bool::weighted(0.3);
    (ink(), ink(), ink(), on_dark(), on_dark()).prop_map(|(heading, caption, label, dark_heading, dark_label)| Inks {
        heading: if dark_heading { WHITE } else { heading },
        caption,
        label: if dark_label { WHITE } else { label },
        heading_ground: dark_heading.then_some(DARK),
        label_ground: dark_label.then_some(DARK),
    })
}

/// How a border looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Look {
    pub(crate) color: Color,
    /// In points. For dots it is their size.
    pub(crate) width: f64,
    pub(crate) pattern: Pattern,
    /// Whether every other row has a pale ground.
    pub(crate) zebra: bool,
}

/// The pattern in which a border is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pattern {
    Solid,
    Dashed,
    /// Dots, by a dash pattern.
    Dotted,
    /// Dots, each of them a short line.
    Segments,
    /// Dots, each of them a circle.
    Circles,
    /// Two lines, together 2 points wide.
    Double,
}

/// The ground of every other row.
pub(crate) const ZEBRA: Color = [0xf6; 3];

/// Pale borders are at least this wide, in points, to be seen.
const PALE_WIDTH: f64 = 0.5;

pub(crate) fn look() -> impl Strategy<Value = Option<Look>> {
    let colors = select(vec![BLACK, [0x99; 3], [0xcc; 3], [0xdd; 3], [0xdd, 0x33, 0x33], [0x2a, 0x7f, 0xd4]]);
    let patterns = select(vec![
        Pattern::Solid,
        Pattern::Dashed,
        Pattern::Dotted,
        Pattern::Segments,
        Pattern::Circles,
        Pattern::Double,
    ]);
    let widths = (1..=15_u32).prop_map(|tenths| f64::from(tenths) / 10.0);
    (colors, widths, patterns, any::<bool>()).prop_map(|(color, width, pattern, zebra)| {
        let is_pale = color.iter().all(|part| *part > 0x99);
        let least = if is_pale { PALE_WIDTH } else { 0.1 };
        let width = match pattern {
            Pattern::Dotted | Pattern::Segments => width.clamp(0.5, 1.0),
            Pattern::Circles => 1.0,
            Pattern::Double => DOUBLE,
            Pattern::Solid | Pattern::Dashed => width.max(least),
        };
        Some(Look { color, width, pattern, zebra })
    })
}

/// How wide each line of a double border is.
const DOUBLE: f64 = 0.7;
