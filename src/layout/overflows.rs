//! Brings texts home that are too long for their cells: a number, an address, an account of many letters runs over a border into
//! the cells beside it, or out of the table, for it cannot be broken.

use std::collections::HashMap;
use std::ops::Range;

use super::body::CellIndex;
use super::cells::Table;
use super::effort::Effort;
use super::text;
use crate::geometry::{Point, Rect};
use crate::page::{Glyph, NO_GAP};

/// The part of a text about the middle of a cell that lies in it at least.
const AT_HOME: f32 = 0.6;

/// A border that leaves at least this part of a glyph on either side runs through it.
const THROUGH: f32 = 0.15;

/// Glyphs of two lines share less than this part of their width and height.
const OVERPRINTED: f32 = 0.25;

/// Lines that begin at the left side of a cell differ by less than this, in font sizes.
const SAME_START: f32 = 0.3;

/// How far from the left side of a cell its lines begin at most, in font sizes, where nothing else is in the table.
const PADDING: f32 = 0.7;

/// Glyphs of one text follow each other to this part of a font size. Texts of two cells that touch by chance do not.
const EXACT: f32 = 0.02;

/// Changes the `places` of the glyphs, which are the cells that their centres lie in. Texts that a clip cuts off, and those of which
/// nothing tells where they belong, are in no cell: half a number in its place would be a wrong one.
pub(super) fn bring_home(
    glyphs: &[Glyph],
    places: &mut [Option<CellIndex>],
    tables: &[Table],
    cell_at: impl Fn(Point) -> Option<CellIndex>,
    effort: &Effort,
) {
    let mut content = None;
    let mut start = 0;
    for run in glyphs.chunk_by(is_unbroken) {
        let range = start..start + run.len();
        start = range.end;
        let own = &places[range.clone()];
        if !own.iter().any(Option::is_some) || !is_astray(run, own, tables) {
            continue;
        }
        let content = content.get_or_insert_with(|| Content::of(glyphs, places, tables));
        // Texts of two cells that touch are one run, of which each is a piece.
        let mut first = range.start;
        let mut entered = None;
        let mut is_lost = false;
        let is_whole = run.windows(2).all(|pair| is_exact(&pair[0], &pair[1]));
        for piece in run.chunk_by(is_exact) {
            let part = first..first + piece.len();
            first = part.end;
            let own = &places[part.clone()];
            // Behind a text that runs into a cell it may be more of that text, or what the cell holds.
            let is_either = own[0].is_some() && own[0] == entered && content.holds_more(own[0], range.clone(), places);
            let is_one_text = || {
                !is_whole
                    || is_overprinted(glyphs, range.clone(), effort)
                    || is_beside_another(glyphs, range.clone(), places, effort)
            };
            let place = match is_astray(piece, own, tables) {
                _ if is_lost || is_either => None,
                true if is_cut_off(piece) => None,
                true => match content.home(piece, own, &cell_at, is_one_text) {
                    Home::Here(cell) => Some(cell),
                    Home::Unknown => None,
                    Home::Apart => continue,
                },
                false => continue,
            };
            is_lost = place.is_none();
            entered = own[own.len() - 1].filter(|last| Some(*last) != place);
            for at in &mut places[part] {
                content.count(*at, -1);
                *at = place;
                content.count(*at, 1);
            }
        }
    }
}

/// Whether the glyphs lie in several places, or may go on behind the border of their cell.
fn is_astray(run: &[Glyph], own: &[Option<CellIndex>], tables: &[Table]) -> bool {
    let crosses_border = || {
        let end = run.last().map(|last| last.bounds.right);
        own[0].zip(end).is_some_and(|((table, cell), end)| end > tables[table].cells[cell].bounds.right)
    };
    own.windows(2).any(|pair| pair[0] != pair[1]) || is_cut_off(run) && crosses_border()
}

/// Whether the end of the text may be missing. Where a glyph follows that cannot be seen at all, the program has written down all
/// of them.
fn is_cut_off(run: &[Glyph]) -> bool {
    run.last().is_some_and(|glyph| glyph.cut_off)
}

/// Where a text belongs.
enum Home {
    Here(CellIndex),
    Unknown,
    /// It is several texts, each in its cell.
    Apart,
}

/// What is in the cells.
struct Content<'t> {
    tables: &'t [Table],
    /// How many glyphs are in each cell.
    counts: HashMap<CellIndex, isize>,
    /// For each table how far from the left side of a cell its text begins at least, in points.
    insets: Vec<Option<f32>>,
}

impl<'t> Content<'t> {
    fn of(glyphs: &[Glyph], places: &[Option<CellIndex>], tables: &'t [Table]) -> Self {
        let mut content = Self { tables, counts: HashMap::new(), insets: vec![None; tables.len()] };
        let mut start = 0;
        for run in glyphs.chunk_by(is_unbroken) {
            let own = &places[start..start + run.len()];
            start += run.len();
            own.iter().for_each(|place| content.count(*place, 1));
            if let Some(cell) = own[0].filter(|cell| own.iter().all(|place| *place == Some(*cell))) {
                let inset = run[0].bounds.left - content.bounds(cell).left;
                let least = &mut content.insets[cell.0];
                *least = Some(least.map_or(inset, |least| least.min(inset)));
            }
        }
        content
    }

    fn count(&mut self, place: Option<CellIndex>, by: isize) {
        place.into_iter().for_each(|cell| *self.counts.entry(cell).or_default() += by);
    }

    /// Whether the cell holds glyphs besides those of a run.
    fn holds_more(&self, cell: Option<CellIndex>, run: Range<usize>, places: &[Option<CellIndex>]) -> bool {
        let held = places[run].iter().filter(|place| **place == cell).count();
        cell.is_some_and(|cell| self.counts.get(&cell).is_some_and(|count| *count > held.cast_signed()))
    }

    fn bounds(&self, (table, cell): CellIndex) -> Rect {
        self.tables[table].cells[cell].bounds
    }

    /// Where a run of glyphs belongs that lie in several places.
    fn home(
        &self,
        run: &[Glyph],
        own: &[Option<CellIndex>],
        cell_at: impl Fn(Point) -> Option<CellIndex>,
        is_one_text: impl Fn() -> bool,
    ) -> Home {
        let mut cells: Vec<CellIndex> = own.iter().copied().flatten().collect();
        cells.sort_unstable();
        cells.dedup();
        let [first, others @ ..] = &cells[..] else { return Home::Apart };
        // What runs out of the table is in no other cell.
        if others.is_empty() {
            return Home::Here(*first);
        }
        let size = run[0].size;
        let inset = self.insets[first.0];
        // Texts of two cells stand as far apart as they stand from the border. If they touch, it runs between two glyphs, where
        // they end, and neither lies on other text.
        let may_touch = inset.is_none_or(|inset| inset <= NO_GAP * size);
        let is_narrow = || !run.iter().any(|glyph| text::is_wide(glyph.character));
        let is_crossed = || run.iter().any(|glyph| is_crossed(glyph, &cell_at));
        if may_touch && !(is_narrow() && is_crossed()) && !is_one_text() {
            return Home::Apart;
        }
        let held = |cell: CellIndex| own.iter().filter(|place| **place == Some(cell)).count();
        let bounds = run.iter().map(|glyph| glyph.bounds).reduce(|a, b| a.union(&b)).unwrap_or_default();
        let middle = cell_at(bounds.center()).filter(|cell| held(*cell) as f32 >= AT_HOME * own.len() as f32);
        let farthest = inset.unwrap_or(PADDING * size) + SAME_START * size;
        let begun = own[0].filter(|cell| bounds.left - self.bounds(*cell).left <= farthest);
        let alone: Vec<CellIndex> =
            cells.iter().copied().filter(|cell| self.counts.get(cell) == Some(&held(*cell).cast_signed())).collect();
        // In print no cell is empty but the months of a calendar.
        match (&alone[..], begun, middle) {
            ([cell], begun, _) if begun.is_none_or(|begun| begun == *cell) => Home::Here(*cell),
            ([], Some(begun), middle) if middle.is_none_or(|middle| middle == begun) => Home::Here(begun),
            ([], None, Some(middle)) => Home::Here(middle),
            ([_, _, ..], _, Some(middle)) if is_narrow() && is_crossed() => Home::Here(middle),
            _ => Home::Unknown,
        }
    }
}

/// Whether glyphs of the run lie on others, as far as the texts of two lines never do.
fn is_overprinted(glyphs: &[Glyph], run: Range<usize>, effort: &Effort) -> bool {
    let lies_on = |a: &Rect, b: &Rect| {
        let width = a.right.min(b.right) - a.left.max(b.left);
        let height = a.bottom.min(b.bottom) - a.top.max(b.top);
        width > OVERPRINTED * a.width().min(b.width()) && height > OVERPRINTED * a.height().min(b.height())
    };
    let bounds = glyphs[run.clone()].iter().map(|glyph| glyph.bounds).reduce(|a, b| a.union(&b)).unwrap_or_default();
    let others = glyphs[..run.start].iter().chain(&glyphs[run.end..]);
    let mut near = others.filter(|other| lies_on(&bounds, &other.bounds));
    effort.spend(glyphs.len())
        && near.any(|other| {
            effort.spend(run.len()) && glyphs[run.clone()].iter().any(|glyph| lies_on(&glyph.bounds, &other.bounds))
        })
}

/// Whether the cell that the run ends in holds another text on the same line: then that is the text of the cell.
fn is_beside_another(glyphs: &[Glyph], run: Range<usize>, places: &[Option<CellIndex>], effort: &Effort) -> bool {
    let Some(last) = run.end.checked_sub(1).filter(|_| effort.spend(glyphs.len())) else { return false };
    let is_beside = |index: usize| places[index] == places[last] && glyphs[index].origin.y == glyphs[last].origin.y;
    places[last].is_some() && (0..glyphs.len()).any(|index| !run.contains(&index) && is_beside(index))
}

/// Whether `b` is set behind `a` without a gap.
fn is_unbroken(a: &Glyph, b: &Glyph) -> bool {
    a.origin.y == b.origin.y && (b.bounds.left - a.bounds.right).abs() <= NO_GAP * a.size
}

/// Whether `b` is set where `a` ends.
fn is_exact(a: &Glyph, b: &Glyph) -> bool {
    (b.bounds.left - a.bounds.right).abs() <= EXACT * a.size
}

/// Whether a border between two cells runs through the glyph.
fn is_crossed(glyph: &Glyph, cell_at: impl Fn(Point) -> Option<CellIndex>) -> bool {
    let Point { x, y } = glyph.bounds.center();
    let reach = (0.5 - THROUGH) * glyph.bounds.width();
    cell_at(Point { x: x - reach, y }) != cell_at(Point { x: x + reach, y })
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, SIZE, transcript};

    #[test]
    fn a_number_too_long_for_its_cell_stays_in_it() {
        let mut draft = Draft::new(1);
        draft.table(100.0, &[&["", "", "", ""]]);
        // The second is 130.5 points wide, in a cell of 130.
        draft.text(60.0, 111.0, "01234567890123456789").text(189.0, 111.0, "98765432109876543210987654321");
        assert_eq!(transcript(&[draft.page]), ["│01234567890123456789│98765432109876543210987654321│││"]);
    }

    #[test]
    fn an_account_stays_in_its_cell_although_half_of_it_lies_on_the_text_of_the_next() {
        let mut draft = Draft::new(1);
        draft.table(100.0, &[&["", "", "", "长期"]]);
        let account = "A".repeat(50);
        draft.text(173.0, 111.0, &account).text(303.0, 111.0, "2020.01.01").text(43.0, 111.0, "银行");
        assert_eq!(transcript(&[draft.page]), [format!("│银行│{account}│2020.01.01│长期│")]);
    }

    #[test]
    fn a_text_below_another_line_of_its_cell_stays_in_it() {
        let mut draft = Draft::new(1);
        draft.table(100.0, &[&["银行", "个人住房\n商业贷款"]]);
        let account = "A".repeat(90);
        draft.text(43.0, 111.0 + SIZE * 1.2, &account);
        assert_eq!(transcript(&[draft.page]), [format!("│银行{account}│个人住房商业贷款│")]);
    }

    #[test]
    fn a_text_without_padding_is_not_parted_by_the_border_that_it_runs_over() {
        let mut draft = Draft::new(1);
        draft.table(100.0, &[&["", "", "", ""]]);
        let text = "号".repeat(16);
        draft.text(40.0, 111.0, &text).text(200.0, 111.0, "主借款人").text(300.0, 111.0, "无").text(430.0, 111.0, "无");
        assert_eq!(transcript(&[draft.page]), [format!("│{text}│主借款人│无│无│")]);
    }

    #[test]
    fn a_text_that_runs_out_of_the_table_is_of_its_last_cell() {
        let mut draft = Draft::new(1);
        draft.table(100.0, &[&["电子邮箱"]]);
        let mail = format!("{}@example.org", "a".repeat(110));
        draft.rect(40.0, 115.0, 560.0, 130.0).text(43.0, 126.0, &mail);
        assert_eq!(transcript(&[draft.page]), ["│电子邮箱│".to_owned(), format!("│{mail}│")]);
    }
}
