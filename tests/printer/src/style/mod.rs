//! Styles: how a report is printed, in everything that front ends and PDF producers differ in.

mod cells;
mod draw;
mod file;
mod kinds;
mod looks;
mod pages;
mod ways;

pub(crate) use self::cells::*;
pub(crate) use self::draw::styles;
pub(crate) use self::file::*;
pub(crate) use self::kinds::*;
pub(crate) use self::looks::*;
pub(crate) use self::pages::*;
pub use self::ways::Way;
pub(crate) use self::ways::*;
use crate::font;
use crate::forms::Choices;

/// How a report is printed. Labels with several wordings have one of them, which is a part of the style, too.
#[derive(Debug, Clone, PartialEq)]
pub struct Style {
    pub(crate) choices: Choices,
    /// Width and height of the page, in points.
    pub(crate) page: (f64, f64),
    /// The margins: left and right, top and bottom.
    pub(crate) margins: (f64, f64),
    /// Font size.
    pub(crate) size: f64,
    /// From baseline to baseline, in font sizes.
    pub(crate) leading: f64,
    /// Padding of cells beside and above their text, in font sizes.
    pub(crate) padding: (f64, f64),
    /// The space around headings and between tables, in font sizes.
    pub(crate) gap: f64,
    /// What the columns have in width beyond the others. If all are 0, the columns are equal.
    pub(crate) columns: Vec<u8>,
    pub(crate) encoding: Encoding,
    /// Whether digits and Latin letters are of a second font.
    pub(crate) latin: bool,
    pub(crate) wrap: Wrap,
    /// Where texts stand in their cells: across, down.
    pub(crate) align: (Align, Align),
    /// How far letters are set apart, in font sizes.
    pub(crate) spacing: f64,
    /// Whether spaces stand between ideographs and digits.
    pub(crate) spaced: bool,
    /// Whether a space between letters and digits is a gap of half a font size instead of a glyph. Beside punctuation
    /// it is a glyph, because a gap there may have other reasons.
    pub(crate) gaps: bool,
    pub(crate) numbering: Numbering,
    pub(crate) boxes: Boxes,
    pub(crate) borders: Borders,
    /// Whether tables have a left and a right side.
    pub(crate) sides: bool,
    /// Whether a year of a repayment grid stands beside its amounts and not beside its codes. Its cell spans both rows.
    pub(crate) low_years: bool,
    /// Grey of the borders: 0 black.
    pub(crate) border_grey: f64,
    /// Whether the labels have a grey ground.
    pub(crate) shaded: bool,
    pub(crate) tables: Tables,
    pub(crate) cut: Cut,
    /// Whether a table's labels are printed again on the next page.
    pub(crate) repeated_labels: bool,
    pub(crate) furniture: Furniture,
    pub(crate) watermark: Watermark,
    pub(crate) strokes: Strokes,
    pub(crate) turn: Turn,
    /// Whether the streams of the file are deflated.
    pub(crate) compressed: bool,
    pub(crate) cuts: Cuts,
    /// What stands in the upper and in the lower margin.
    pub(crate) notices: [Notices; 2],
    pub(crate) overflow: Overflow,
    pub(crate) clip: Clip,
    pub(crate) blanks: Blanks,
    pub(crate) inks: Inks,
    /// How borders look, if the style has a look for them.
    pub(crate) look: Option<Look>,
    /// Whether a time is broken between its date and its clock.
    pub(crate) broken_time: bool,
    pub(crate) tags: Tags,
    pub(crate) icon: Icon,
}

/// The width of a space that is a gap, in font sizes. A smaller gap might be the distance of letters that are set wide.
const GAP: f64 = 0.5;

impl Style {
    /// The width of a character, in font sizes.
    pub(crate) fn advance(&self, character: char) -> f64 {
        self.spacing + if character == ' ' && self.gaps { GAP } else { font::advance(character, self.latin) }
    }

    /// The width of a text, in font sizes.
    pub(crate) fn measure(&self, text: &str) -> f64 {
        text.chars().map(|character| self.advance(character)).sum()
    }

    /// From the left margin to the right one.
    pub(crate) fn width(&self) -> f64 {
        self.page.0 - 2.0 * self.margins.0
    }
}
