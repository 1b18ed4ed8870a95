//! How a report is printed: what front ends and PDF producers differ in.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::font;
use crate::forms::{CHOICES, Choices};

/// How a report is printed. The wordings of labels that have several are a part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Style {
    pub(crate) choices: Choices,
    /// Width and height of the page, in points.
    pub(crate) page: (f64, f64),
    /// Left and right, top and bottom margin.
    pub(crate) margins: (f64, f64),
    /// Font size.
    pub(crate) size: f64,
    /// From baseline to baseline, in font sizes.
    pub(crate) leading: f64,
    /// Padding of cells beside and above their text, in font sizes.
    pub(crate) padding: (f64, f64),
    /// The space around headings and between tables, in font sizes.
    pub(crate) gap: f64,
    /// What makes columns wider than others: equal ones where all are 0.
    pub(crate) columns: Vec<u8>,
    pub(crate) encoding: Encoding,
    /// Whether digits and Latin letters are of a second font.
    pub(crate) latin: bool,
    pub(crate) wrap: Wrap,
    /// Whether texts are centred in their cells: across, down.
    pub(crate) centred: (bool, bool),
    /// Whether spaces stand between ideographs and digits.
    pub(crate) spaced: bool,
    /// Whether a space between letters and digits is no glyph but a gap, half a font size wide. Beside a sign a gap tells little.
    pub(crate) gaps: bool,
    pub(crate) numbering: Numbering,
    pub(crate) boxes: Boxes,
    pub(crate) borders: Borders,
    /// Whether tables have a left and a right side.
    pub(crate) sides: bool,
    /// Whether a year of a repayment grid stands beside its amounts and not beside its codes, in the cell of both.
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
}

/// How characters become codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Codes of the producer's own, with a ToUnicode map.
    Identity,
    /// UniGB-UCS2-H, without an embedded font.
    UniGb,
    /// GBK-EUC-H, without an embedded font.
    Gbk,
}

/// Where lines break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrap {
    /// Where they are full.
    Anywhere,
    /// Not within words, nor before closing punctuation.
    Words,
}

/// How headings are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbering {
    Spaced,
    Tight,
    None,
}

/// Which lines of text stand in a box of the width of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Boxes {
    None,
    /// Headings.
    Headings,
    /// Captions of records: all records of a list are one table.
    Captions,
}

/// How borders are painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Borders {
    /// A line for each border.
    Lines,
    /// A box for each cell, so that inner borders are painted twice.
    Boxes,
    /// Thin filled rectangles.
    Rectangles,
    /// Dashed lines.
    Dashes,
}

/// How the parts of an account (basic data, state, grid) stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tables {
    /// One table.
    Common,
    /// Tables that touch.
    Touching,
    /// Tables with space between them.
    Apart,
}

/// What is done with a row that has no room left on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// It goes to the next page as a whole.
    Whole,
    /// It is cut between its lines, with borders at the cut.
    Closed,
    /// It is cut between its lines, without borders at the cut.
    Open,
}

/// What is printed in the margins, as the numbers of its wordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Furniture {
    pub(crate) head: Option<usize>,
    pub(crate) number: Option<usize>,
}

/// Which watermark lies on the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Watermark {
    None,
    /// Grey and turned, under the text.
    Turned(usize),
    /// Pale, over the text.
    Pale(usize),
}

/// How text is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strokes {
    /// A string for each line.
    Lines,
    /// A string for each glyph.
    Glyphs,
    /// Each line twice, a little apart, to look bold, where it is a label.
    Twice,
}

/// How the pages are turned, in quarters of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turn {
    /// How far what is painted is turned, anticlockwise.
    pub(crate) painted: u8,
    /// Whether the file says that the pages are to be turned back.
    pub(crate) undone: bool,
}

/// The part of a page's height in which a line that stands alone is taken for a running head or foot.
const EDGE: f64 = 0.065;

/// The most padding above text in tables without sides, in font sizes. A row of one cell is told from a caption between two
/// tables by it alone; nothing tells the rest of such a row that is cut without borders from a line of text.
const SIDELESS_PADDING: f64 = 0.5;

/// The width of a space that is a gap, in font sizes: less might be the distance of letters that are set wide.
const GAP: f64 = 0.5;

/// The least width of a column in a table of thirteen, in font sizes.
const NARROWEST: f64 = 2.6;

impl Style {
    /// The width of a character, in font sizes.
    pub(crate) fn advance(&self, character: char) -> f64 {
        if character == ' ' && self.gaps { GAP } else { font::advance(character, self.latin) }
    }

    /// From the left margin to the right one.
    pub(crate) fn width(&self) -> f64 {
        self.page.0 - 2.0 * self.margins.0
    }
}

fn tenths(from: u32, to: u32) -> impl Strategy<Value = f64> + Clone {
    (from..=to).prop_map(|tenths| f64::from(tenths) / 10.0)
}

/// All styles. They shrink towards a plain print on A4.
pub(crate) fn styles() -> impl Strategy<Value = Style> {
    let geometry = (
        select(vec![(595.0, 842.0), (612.0, 792.0), (842.0, 595.0), (595.0, 700.0), (700.0, 1400.0)]),
        (tenths(300, 700), tenths(480, 800)),
        tenths(60, 120),
        tenths(11, 16),
        (tenths(2, 6), tenths(2, 9)),
        tenths(10, 20),
        prop_oneof![Just(vec![0]), vec(0..4_u8, 1..9)],
    );
    let text = (
        select(vec![Encoding::Identity, Encoding::UniGb, Encoding::Gbk]),
        any::<bool>(),
        select(vec![Wrap::Anywhere, Wrap::Words]),
        (any::<bool>(), any::<bool>()),
        (any::<bool>(), prop::bool::weighted(0.2)),
        select(vec![Numbering::Spaced, Numbering::Tight, Numbering::None]),
        select(vec![Strokes::Lines, Strokes::Glyphs, Strokes::Twice]),
        any::<bool>(),
    );
    let tables = (
        select(vec![Borders::Lines, Borders::Boxes, Borders::Rectangles, Borders::Dashes]),
        prop::bool::weighted(0.2).prop_map(|missing| !missing),
        prop_oneof![4 => Just(Boxes::None), 1 => Just(Boxes::Headings), 1 => Just(Boxes::Captions)],
        prop::bool::weighted(0.2),
        select(vec![0.0, 0.4, 0.7]),
        any::<bool>(),
        select(vec![Tables::Common, Tables::Touching, Tables::Apart]),
        select(vec![Cut::Whole, Cut::Closed, Cut::Open]),
        any::<bool>(),
    );
    let around = (
        (proptest::option::of(0..3_usize), proptest::option::of(0..6_usize)),
        prop_oneof![
            Just(Watermark::None),
            (0..4_usize).prop_map(Watermark::Turned),
            (0..4_usize).prop_map(Watermark::Pale)
        ],
        prop_oneof![4 => Just(0), 1 => 1..4_u8],
        any::<bool>(),
    );
    let choices = prop_oneof![Just(vec![0; CHOICES]), vec(0..12_u8, CHOICES)];
    (choices, geometry, text, tables, around).prop_map(|(choices, geometry, text, tables, around)| {
        let (page, margins, size, leading, padding, gap, columns) = geometry;
        let (encoding, latin, wrap, centred, (spaced, gaps), numbering, strokes, compressed) = text;
        let (borders, sides, boxes, low_years, border_grey, shaded, tables, cut, repeated_labels) = tables;
        let ((head, number), watermark, painted, undone) = around;
        let mut style = Style {
            choices: Choices(choices),
            page,
            margins,
            size,
            leading,
            padding,
            gap,
            columns,
            encoding,
            latin,
            wrap,
            centred,
            spaced,
            gaps,
            numbering,
            boxes,
            borders,
            sides,
            low_years,
            border_grey,
            shaded,
            tables,
            cut,
            repeated_labels,
            furniture: Furniture { head, number },
            watermark,
            strokes,
            turn: Turn { painted, undone },
            compressed,
        };
        style.margins.1 = style.margins.1.max(EDGE * style.page.1);
        // One table of several records has no head that all of them share.
        style.repeated_labels &= style.boxes != Boxes::Captions;
        if !style.sides {
            style.padding.1 = style.padding.1.min(SIDELESS_PADDING);
            style.boxes = Boxes::None;
            if style.cut == Cut::Open {
                style.cut = Cut::Closed;
            }
        }
        style.size = style.size.min(style.width() / (13.0 * (NARROWEST + 2.0 * style.padding.0)));
        style
    })
}
