//! The proptest strategy for styles.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::forms::CHOICES;

/// The least upper and lower margin, in heights of the page. The reader takes a single line that is nearer to the edge
/// for a running head or foot.
const EDGE: f64 = 0.065;

/// The greatest padding above text in tables without sides, in font sizes. Only a small padding tells a row of one cell
/// from a caption between two tables. If such a row were cut without borders, its rest would look like a line of text.
const SIDELESS_PADDING: f64 = 0.5;

/// The greatest leading in tables without sides, in font sizes, for the same reason.
const SIDELESS_LEADING: f64 = 1.6;

/// The least width of a column in a table of thirteen, in font sizes.
const NARROWEST: f64 = 2.6;

/// A table has at most so many columns besides its narrowest one, unless all of its columns are equal.
const NARROW: f64 = 7.0;

/// The least font size, in points.
const SMALLEST: f64 = 5.0;

fn centre(centred: bool) -> Align {
    if centred { Align::Middle } else { Align::Start }
}

fn tenths(from: u32, to: u32) -> impl Strategy<Value = f64> + Clone {
    (from..=to).prop_map(|tenths| f64::from(tenths) / 10.0)
}

/// All styles. With a [`Way`], only this one of the rare ways of printing is in them; otherwise each may be. Styles
/// shrink towards a plain print on A4.
pub(crate) fn styles(only: Option<Way>) -> impl Strategy<Value = Style> {
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
        match only {
            None => select([[Wrap::Anywhere, Wrap::Words].repeat(4), vec![Wrap::Dictionary, Wrap::Signs]].concat()),
            Some(Way::Cuts) => select(vec![Wrap::Anywhere, Wrap::Words, Wrap::Dictionary]),
            Some(Way::Breaks) => select(vec![Wrap::Anywhere, Wrap::Signs]),
            Some(_) => select(vec![Wrap::Anywhere, Wrap::Words]),
        },
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
    let ways = (
        drawn(Way::Cuts, only, Cuts::PLAIN, cuts()),
        drawn(Way::Margins, only, [Notices::NONE; 2], notices()),
        drawn(Way::Margins, only, None, marks()),
        drawn(Way::Overflow, only, (Overflow::None, None), (overflow(), narrow())),
        drawn(Way::Clips, only, (Clip::None, Blanks::NONE, None), (clip(), clipped_blanks(), narrow())),
        drawn(Way::Blanks, only, (Blanks::NONE, Clip::None), blanks()),
        drawn(Way::Inks, only, Inks::BLACK, inks()),
        drawn(Way::Lines, only, None, look()),
        drawn(Way::Breaks, only, false, any::<bool>()),
        drawn(Way::Measures, only, None, measures()),
    );
    let file = (
        drawn(Way::Tags, only, Tags::None, tags()),
        drawn(Way::FalseTags, only, Tags::None, false_tags()),
        drawn(Way::Icons, only, Icon::None, icon()),
    );
    let choices = prop_oneof![Just(vec![0; CHOICES]), vec(0..12_u8, CHOICES)];
    (choices, geometry, text, tables, around, ways, file).prop_map(
        |(choices, geometry, text, tables, around, ways, file)| {
            let (page, margins, size, leading, padding, gap, columns) = geometry;
            let (encoding, latin, wrap, centred, (spaced, gaps), numbering, strokes, compressed) = text;
            let (borders, sides, boxes, low_years, border_grey, shaded, tables, cut, repeated_labels) = tables;
            let ((head, number), watermark, painted, undone) = around;
            let (
                cuts,
                notices,
                mark,
                (overflow, wide),
                (clip, clipped, hidden),
                (blanks, blanks_clip),
                inks,
                look,
                broken_time,
                measures,
            ) = ways;
            let (tags, false_tags, icon) = file;
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
                align: (centre(centred.0), centre(centred.1)),
                spacing: 0.0,
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
                watermark: mark.unwrap_or(watermark),
                strokes,
                turn: Turn { painted, undone },
                compressed,
                cuts,
                notices,
                overflow,
                clip: if clip == Clip::None { blanks_clip } else { clip },
                blanks: if blanks == Blanks::NONE { clipped } else { blanks },
                inks,
                look,
                broken_time,
                tags: if tags == Tags::None { false_tags } else { tags },
                icon,
            };
            style.settle(wide.or(hidden.filter(|_| matches!(clip, Clip::Hiding(_)))), measures);
            style
        },
    )
}

impl Style {
    /// Takes back features that do not go together.
    fn settle(&mut self, narrow: Option<Narrow>, measures: Option<Measures>) {
        if let Some((columns, across)) = narrow {
            // The narrowest column must have room for some letters. Otherwise long texts would take pages.
            let widest = columns.iter().max().map_or(1.0, |extra| 1.0 + f64::from(*extra) / 2.0);
            let narrowest = self.width() / (1.0 + NARROW * widest);
            self.size = self.size.min((narrowest / (NARROWEST + 2.0 * self.padding.0)).max(SMALLEST));
            self.columns = columns;
            self.align.0 = across;
        }
        if let Some(measures) = measures {
            self.page = measures.page;
            self.leading = measures.leading;
            self.padding = (measures.padding.0 / self.size, measures.padding.1 / self.size);
            self.spacing = measures.spacing / self.size;
            self.align = measures.align;
        }
        self.margins.1 = self.margins.1.max(EDGE * self.page.1);
        // If all records of a list are one table, they have no common head that could be printed again.
        self.repeated_labels &= self.boxes != Boxes::Captions;
        if !self.sides {
            self.cuts.slices = Slices::None;
            self.padding.1 = self.padding.1.min(SIDELESS_PADDING);
            self.leading = self.leading.min(SIDELESS_LEADING);
            self.boxes = Boxes::None;
            if self.cut == Cut::Open {
                self.cut = Cut::Closed;
            }
        }
        self.size =
            self.size.min(self.width() / (13.0 * (NARROWEST * (1.0 + self.spacing.max(0.0)) + 2.0 * self.padding.0)));
        // There is only one line of text in each margin: the notice or the furniture.
        let has_notice = |notices: &Notices| notices.words.iter().any(Option::is_some);
        let [upper, lower] = self.notices.each_ref().map(has_notice);
        self.furniture.head = self.furniture.head.filter(|_| !upper);
        self.furniture.number = self.furniture.number.filter(|_| !lower);
        if self.cuts.slices == Slices::Shown && (upper || lower) {
            self.cuts.slices = Slices::Hidden;
        }
        // Programs that write tags do not cut lines.
        if self.tags != Tags::None {
            self.cuts.slices = Slices::None;
        }
        // Texts do not run over their cells if there are clips, which would hide them.
        if self.clip != Clip::None {
            self.overflow = Overflow::None;
        }
        // On a strip there are no pages on which labels could be printed again.
        self.repeated_labels &= self.cuts.slices == Slices::None;
    }
}
