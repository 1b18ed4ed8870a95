//! Lays out pages: from positioned glyphs, rulings and filled areas to printed rows of cells and lines of text in reading order.
//!
//! [`Page`]s go in, a [`Layout`] comes out. For example, the glyphs of `编号` and `日期` in two boxes side by side become one row of
//! two cells. Watermarks and page furniture are left out and listed with the reason. A table that page breaks cut is joined
//! again; where the page does not tell how, a [`Doubt`] is handed on.
//!
//! Nothing here knows how a PDF says it, nor the words of a report.

mod body;
mod cells;
mod cuts;
mod discards;
mod doubt;
mod effort;
mod feet;
mod frame;
mod furniture;
mod leftovers;
mod lost_spans;
mod noise;
mod outlines;
mod overflows;
mod overlays;
mod overshoots;
mod pages;
mod painted;
mod paragraphs;
mod row_store;
mod rows;
mod rulings;
mod seam;
mod sheet;
mod sideless;
#[cfg(test)]
mod testing;
mod text;
mod trailing;
mod unruled;

use serde::Serialize;

use self::body::Body;
pub(crate) use self::discards::Discards;
pub(crate) use self::doubt::Witness;
pub use self::doubt::{Alternative, CutReading, Doubt};
use self::effort::Effort;
use self::overlays::{OddRun, Overlays};
use self::row_store::RowStore;
use self::sheet::Sheet;
pub use crate::page::Place;
use crate::page::geometry::Rect;
use crate::page::{LineKind, Page};

/// What is printed, in reading order over all pages, and what was left out of it.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Rows of tables and lines of text.
    pub lines: Vec<PrintedLine>,
    /// Text that is no part of the report or is printed twice, each with the reason. What only a reading of a doubt leaves out is
    /// with that reading.
    pub discarded: Vec<Discarded>,
    /// Places that can be read in several ways, in the order of their lines.
    pub doubts: Vec<Doubt>,
}

/// One printed line.
#[derive(Debug, Clone, PartialEq)]
pub enum PrintedLine {
    /// A line of text outside of tables.
    Text(Text),
    /// A row of a table, its cells from left to right.
    Row(Vec<Cell>),
}

/// A cell in one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The text, joined over its lines; empty for an empty cell and for a spanned one.
    pub text: Text,
    /// Whether this is the continuation of a cell that began in a row above.
    pub spanned: bool,
    /// Number of the page, from 1 (the first of them, for a cell cut by a page break).
    pub page: u32,
    /// The box of the cell on that page.
    pub bounds: Rect,
}

/// A text with the place of each of its characters.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Text {
    /// The characters, white space settled (see `ARCHITECTURE.md`).
    pub string: String,
    /// One place for each character of `string`, in order. A space that was put in has the place of the gap.
    pub places: Vec<Place>,
}

/// A run of text that is printed but is no part of the report.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Discarded {
    /// The text.
    pub text: Text,
    /// Why it was left out.
    pub reason: DiscardReason,
}

/// Why a text is no part of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub enum DiscardReason {
    /// Laid on the page by an annotation: a stamp, a comment.
    Annotation,
    /// Runs at an angle to the text of the page.
    Slanted,
    /// Painted so pale that it lies behind the text.
    Pale,
    /// Painted invisibly (a search layer).
    Invisible,
    /// The same text at the same place of most pages, over or under the body.
    RepeatedOverlay,
    /// Stands in the margin, at the same place of the pages: running head, page number, address line.
    PageFurniture,
    /// The second strike of a text printed twice to look bold.
    DoubleStrike,
    /// A row printed again on the next page: the header of a table, or the last row beside a cell that goes on.
    RepeatedRow,
}

/// Tells by the words of a report what a line in the margin is. `None` where the caller knows no words.
pub(crate) type Words<'w> = Option<&'w dyn Fn(&str) -> LineKind>;

/// Finds the printed rows and lines of the pages.
///
/// The words of a report are not known here. A line in the margin is left out only where its place and its repetition show that
/// it is page furniture.
///
/// ```
/// use zhengxin::layout::{PrintedLine, lay_out};
/// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
/// let layout = lay_out(&zhengxin::pdf::read(&bytes)?);
/// assert!(matches!(&layout.lines[0], PrintedLine::Text(text) if text.string == "个人信用报告"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn lay_out(pages: &[Page]) -> Layout {
    let mut sheets = Sheets::new(usize::MAX);
    let untagged: &Witness<'_> = &|_, _| None;
    pages.iter().cloned().for_each(|page| sheets.add(page, untagged));
    let overlaid = sheets.take_overlaid();
    pages.iter().filter(|page| overlaid.contains(&page.number)).cloned().for_each(|page| sheets.add(page, untagged));
    let mut lines = Vec::new();
    let (discarded, doubts) = sheets.join(None, untagged, |line| lines.push(line)).unwrap_or_default();
    Layout { lines, discarded: discarded.iter().collect(), doubts }
}

/// The sheets of a report, added page by page. What a page tells by itself is settled at once, so that the glyphs of a long
/// report need not all be held.
pub(crate) struct Sheets {
    effort: Effort,
    sheets: Vec<Laid>,
    /// A buffer for the rows of the next sheet, used again for each.
    draft: RowStore,
    /// The overlays that are taken out of the pages added from now on.
    overlays: Overlays,
}

/// A sheet that is laid out as far as its page alone tells.
#[derive(Clone)]
pub(crate) struct Laid {
    body: Body,
    /// Text that is no part of the report.
    noise: Discards,
    /// The second strikes of text that is printed twice to look bold.
    strikes: Discards,
    /// Runs that may be overlays: only all pages together tell.
    odd: Box<[OddRun]>,
}

impl Sheets {
    /// Begins without sheets. `comparisons` is how often things on the pages may be compared with each other.
    pub(crate) fn new(comparisons: usize) -> Self {
        let effort = Effort::new(comparisons);
        Self { effort, sheets: Vec::new(), draft: RowStore::default(), overlays: Overlays::default() }
    }

    /// Adds a page.
    pub(crate) fn add(&mut self, page: Page, witness: &Witness<'_>) {
        let mut sheet = Sheet::upright(page);
        let mut noise = noise::sort_out(&mut sheet, &self.effort);
        overshoots::shorten(&mut sheet.rulings, &self.effort);
        for mut sheet in sheet.pages() {
            let mut noise = std::mem::take(&mut noise);
            noise.append(&self.overlays.take_out(&mut sheet, &self.effort));
            let em = sheet.em();
            let odd = overlays::odd_runs(&sheet, em, &self.effort);
            let mut doubled = Vec::new();
            let body = Body::of(&sheet, em, witness, &mut self.draft, &mut doubled, &self.effort);
            let strikes = discards::double_strikes(&doubled, sheet.frame);
            self.sheets.push(Laid { body, noise, strikes, odd });
        }
    }

    /// Finds the overlays once all pages were added, and removes the sheets of the pages that have some. Gives the numbers of
    /// these pages: the caller adds them once more, and their overlays are taken out then. Hardly any report has overlays.
    pub(crate) fn take_overlaid(&mut self) -> Vec<u32> {
        let odd = self.sheets.iter().flat_map(|laid| &laid.odd);
        self.overlays = Overlays::find(odd, self.sheets.len());
        let overlaid = self.sheets.iter().filter(|laid| laid.odd.iter().any(|run| self.overlays.have(run)));
        let mut numbers: Vec<u32> = overlaid.map(|laid| laid.body.page()).collect();
        numbers.dedup();
        self.sheets.retain(|laid| !numbers.contains(&laid.body.page()));
        numbers
    }

    /// Gives away the sheets of the pages that were added.
    pub(crate) fn hand_over(&mut self) -> Vec<Laid> {
        std::mem::take(&mut self.sheets)
    }

    /// Adds sheets that another thread has handed over. They are copied, because the memory of that thread is of no use to this
    /// one once it is free.
    pub(crate) fn copy(&mut self, sheets: &[Laid]) {
        self.sheets.extend_from_slice(sheets);
    }

    /// Counts the comparisons that `others` have made, whose sheets were handed over.
    pub(crate) fn merge(&mut self, others: &Self) {
        self.effort.merge(&others.effort);
    }

    /// Joins all pages and gives line after line to `take`. The `words` tell what a line in the margin is. Gives the text that
    /// was left out and the doubts, or `None` where the comparisons ran out: then the lines that were given are worthless.
    pub(crate) fn join(
        self,
        words: Words<'_>,
        witness: &Witness<'_>,
        take: impl FnMut(PrintedLine),
    ) -> Option<(Discards, Vec<Doubt>)> {
        let Self { effort, mut sheets, .. } = self;
        sheets.sort_by_key(|laid| laid.body.page());
        let mut discarded = Discards::default();
        sheets.iter_mut().for_each(|sheet| discarded.append(&std::mem::take(&mut sheet.noise)));
        let mut bodies = Vec::with_capacity(sheets.len());
        for laid in sheets {
            bodies.push(laid.body);
            discarded.append(&laid.strikes);
        }
        feet::free(&mut bodies, &effort);
        furniture::clear(&mut bodies, &mut discarded, words, &effort);
        let right = bodies.iter().map(Body::right_edge).fold(0.0, f32::max);
        let doubts = pages::join(bodies.into_iter().map(|body| body.items(right)), witness, &mut discarded, take);
        (!effort.is_spent()).then_some((discarded, doubts))
    }
}

#[cfg(test)]
mod tests {
    use super::testing::Draft;
    use super::*;
    use proptest::prelude::*;

    /// A page with text and lines at arbitrary places of a coarse grid, so that they meet often.
    fn page() -> impl Strategy<Value = Page> {
        let place = || (0_u8..60, 0_u8..60).prop_map(|(x, y)| (f32::from(x) * 10.0, f32::from(y) * 14.0));
        let texts = prop::collection::vec((place(), "[0-9 N账户，.]{1,8}", 0_u8..20, 0_u8..12), 0..40);
        let lines = prop::collection::vec((place(), 0_u8..50, any::<bool>()), 0..60);
        (texts, lines).prop_map(|(texts, lines)| {
            let mut draft = Draft::new(1);
            for ((x, y), text, turn, grey) in texts {
                draft.direction = if turn == 0 { 45.0 } else { 0.0 };
                draft.color.alpha = if grey == 0 { 0.1 } else { 1.0 };
                draft.text(x, y, &text);
            }
            for ((x, y), length, horizontal) in lines {
                let length = f32::from(length) * 10.0;
                let (width, height) = if horizontal { (length, 0.0) } else { (0.0, length) };
                draft.line(x, y, x + width, y + height);
            }
            draft.page
        })
    }

    fn printed(text: &Text) -> impl Iterator<Item = char> {
        text.string.chars().filter(|character| *character != ' ')
    }

    proptest! {
        #[test]
        fn every_character_is_laid_out_or_left_out(pages in prop::collection::vec(page(), 0..4)) {
            let layout = lay_out(&pages);
            let texts = layout.lines.iter().flat_map(|line| match line {
                PrintedLine::Text(text) => vec![text],
                PrintedLine::Row(cells) => cells.iter().map(|cell| &cell.text).collect(),
            });
            let texts: Vec<&Text> = texts.chain(layout.discarded.iter().map(|discarded| &discarded.text)).collect();
            for text in &texts {
                prop_assert_eq!(text.string.chars().count(), text.places.len());
            }
            let mut given: Vec<char> =
                pages.iter().flat_map(|page| &page.glyphs).map(|glyph| glyph.character).filter(|c| *c != ' ').collect();
            let mut found: Vec<char> = texts.into_iter().flat_map(printed).collect();
            given.sort_unstable();
            found.sort_unstable();
            prop_assert_eq!(given, found);
        }
    }
}
