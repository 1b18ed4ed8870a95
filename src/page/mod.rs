//! The types that the stage `pdf` hands on: a [`Page`] is a list of positioned glyphs, rulings (drawn lines), filled areas and
//! images.
//!
//! The layout looks for tables and lines of text in them. Nothing here depends on how a PDF file writes its pages: there are no
//! encodings of fonts and no operators here.

pub(crate) mod boxes;
pub mod geometry;
mod place;

use self::geometry::{Point, Rect};
pub use self::place::Place;

/// One page of the file in page space (see [`crate::geometry`]): `/Rotate`, CropBox and UserUnit are applied.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Page {
    /// Number of the page in the file, from 1.
    pub number: u32,
    /// Width of the visible page, in points.
    pub width: f32,
    /// Height of the visible page, in points.
    pub height: f32,
    /// Every visible character, in painting order. Characters outside of the page or the clip are left out, unless they belong to
    /// a text of which another part shows.
    pub glyphs: Vec<Glyph>,
    /// The clips that cut or hide characters.
    pub clips: Vec<Rect>,
    /// Every horizontal or vertical line: strokes, pieces of dashed strokes, and filled rectangles thin
    /// enough to be lines (at most [`RULING_THICKNESS`] points), cut by the clip, in painting order. A filled dot,
    /// about as wide as high, stands here twice: it can belong to a line of either direction.
    pub rulings: Vec<Ruling>,
    /// Filled areas that are no lines (backgrounds of cells, covers), in painting order.
    pub fills: Vec<Fill>,
    /// Boxes of the painted images.
    pub images: Vec<Rect>,
    /// The first visible code for which its font names no character, if there is one. The glyph of each such code is
    /// [`UNMAPPED`].
    pub unmapped: Option<Unmapped>,
}

/// A hyphen that the program may have put in where it broke a line. The texts of a report have `-` (U+002D) for a hyphen. A soft hyphen
/// that is drawn becomes this one, too.
pub(crate) const HYPHENATION: char = '\u{2010}';

/// Stands for a character that is printed, but that the file does not name. No other glyph has this character: a mapping to
/// U+FFFD counts as no mapping.
pub const UNMAPPED: char = char::REPLACEMENT_CHARACTER;

/// A code for which its font names no character.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unmapped {
    /// The name of the font.
    pub font: String,
    /// The code, in hexadecimal digits.
    pub code: String,
}

/// A filled rectangle no thicker than this, in points, is a ruling.
pub const RULING_THICKNESS: f32 = 3.0;

/// Glyphs at most this many font sizes apart are printed without a gap.
pub(crate) const NO_GAP: f32 = 0.12;

/// One character as it is painted. A glyph that stands for several characters (a ligature) is
/// several of these, side by side in its box.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Glyph {
    /// The Unicode character. Radicals and compatibility ideographs are replaced by the ideograph, every kind of printed space is
    /// `' '`, and a character that the file does not name is [`UNMAPPED`].
    pub character: char,
    /// The box. It reaches from the origin over the advance width, and from 0.88 of the font size above the baseline to 0.12
    /// below it: the same for every font, so that the boxes of two fonts on one line can be compared.
    pub bounds: Rect,
    /// The point on the baseline where the glyph starts.
    pub origin: Point,
    /// Font size in page space, in points.
    pub size: f32,
    /// Direction in which the text runs, in degrees clockwise from left-to-right, in (-180, 180].
    pub direction: f32,
    /// The colour it is painted with.
    pub color: Color,
    /// Position in the painting order of the page, counted over glyphs, rulings, fills and images alike.
    pub order: u32,
    /// Whether it is painted from within a form XObject.
    pub in_form: bool,
    /// Whether an annotation lays it over the page: a stamp, a comment, a signature. Text filled into a form field does not
    /// count.
    pub annotation: bool,
    /// Whether the text rendering mode makes it invisible (mode 3 or 7): a search layer over a picture.
    pub invisible: bool,
    /// Whether the clip cuts it off or hides it.
    pub clipping: Clipping,
    /// The number of the text-showing operator that paints it (ISO 32000-1, 9.4.3), counted in painting order. Glyphs that one
    /// operator sets without a gap belong to one text.
    pub shown_by: u32,
    /// The marked-content identifier (ISO 32000-1, 14.7.4.3) of the innermost marked content around it that has one. The
    /// structure tree of a tagged file refers to content by it. `None` within a form XObject, whose identifiers are not those of
    /// the page.
    pub mcid: Option<u32>,
    /// Whether the file marks it as an artifact (14.8.2.2), such as page furniture: not a part of the document.
    pub artifact: bool,
}

/// Whether the clip cuts a glyph off or hides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Clipping {
    /// It shows, and the clip cuts off neither its beginning nor its end. Of slanted text only the first is checked.
    None,
    /// The clip of this index in [`Page::clips`] cuts off its beginning or its end. The text may go on behind it: a program may
    /// have left out the characters that follow.
    Cut(u32),
    /// The clip of this index in [`Page::clips`] hides it. It is kept because it continues a text that shows, or stands above or
    /// below such a text in the clip of one cell.
    Hidden(u32),
}

/// A horizontal or vertical line.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Ruling {
    /// The area that is painted.
    pub bounds: Rect,
    /// Whether the line runs from left to right (else from top to bottom).
    pub horizontal: bool,
    /// The colour it is painted with.
    pub color: Color,
    /// Position in the painting order of the page.
    pub order: u32,
}

/// A filled area.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Fill {
    /// Its bounding box, cut by the clip.
    pub bounds: Rect,
    /// The colour it is painted with.
    pub color: Color,
    /// Position in the painting order of the page.
    pub order: u32,
}

/// A colour as painted: RGB and opacity, each from 0 to 1. Grey and CMYK are converted; patterns and
/// shadings count as mid grey.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Color {
    /// Red.
    pub red: f32,
    /// Green.
    pub green: f32,
    /// Blue.
    pub blue: f32,
    /// Opacity: 1 covers what is below.
    pub alpha: f32,
}

impl Color {
    /// Opaque black.
    pub const BLACK: Self = Self { red: 0.0, green: 0.0, blue: 0.0, alpha: 1.0 };

    /// Luma (ITU-R BT.601, 0 black to 1 white) of the colour painted over white paper.
    ///
    /// ```
    /// use zhengxin::page::Color;
    /// assert_eq!(Color::BLACK.luma(), 0.0);
    /// assert!(Color { alpha: 0.1, ..Color::BLACK }.luma() > 0.89);
    /// ```
    #[must_use]
    pub fn luma(&self) -> f32 {
        let opaque = 0.299 * self.red + 0.587 * self.green + 0.114 * self.blue;
        1.0 - self.alpha * (1.0 - opaque)
    }
}

/// The cell of a table in the structure tree that a piece of marked content belongs to; parts of one cell may be on several
/// pages. Each element is identified by the number of its object, which says nothing about its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct TaggedCell {
    /// The table: a Table element.
    pub(crate) table: u32,
    /// The row: a TR element of the table.
    pub(crate) row: u32,
    /// The cell: a TD or TH element of the row, the innermost that the content is in.
    pub(crate) cell: u32,
}

/// What a line of text in the margin of a page is, judged by its words alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// A line that a section of the report may have.
    Report,
    /// The number of a page.
    PageNumber,
    /// No section has such a line.
    Unknown,
}
