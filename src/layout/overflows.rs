//! Brings texts home that are too long for their cells: a number, an address, an account of many letters runs over a border into
//! the cells beside it, or out of the table, for it cannot be broken.

use std::collections::HashMap;
use std::ops::Range;

use super::body::CellIndex;
use super::cells::{CellBox, Table};
use super::doubt::Witness;
use super::effort::Effort;
use super::sheet::Sheet;
use super::text;
use crate::geometry::{Point, Rect};
use crate::page::{Clipping, Glyph, NO_GAP};
use crate::pdf::TaggedCell;

/// A border that leaves at least this part of a glyph on either side runs through it.
const THROUGH: f32 = 0.15;

/// A border that leaves at least this part of a glyph above and below runs through its ink, whatever the metrics of its font.
const THROUGH_INK: f32 = 0.3;

/// A text that is set twice to look bold is moved by this part of its size at most.
const STRIKE: f32 = 0.1;

/// Glyphs of two lines share less than this part of their width and height.
const OVERPRINTED: f32 = 0.25;

/// A text stands at the left, in the middle or at the right of its cell to this part of a font size.
const ALIGNED: f32 = 0.3;

/// The middle of a centred text is that of its cell to this part of a font size. A character more or less at one end is half a
/// character off.
const CENTRED: f32 = 0.1;

/// How far from the sides of a cell its text begins and ends at most, in font sizes, where nothing else is in the table.
const PADDING: f32 = 0.7;

/// A row of more cells than these, beside another one, is one of a calendar: a year beside twelve months.
const CALENDAR: usize = 11;

/// Glyphs of one text follow each other to this part of a font size. Texts of two cells that touch by chance do not.
const EXACT: f32 = 0.02;

/// Changes the `places` of the glyphs, which are the cells that their centres lie in. Texts that a clip cuts off, and those of which
/// nothing tells where they belong, are in no cell: half a number in its place would be a wrong one.
pub(super) fn bring_home(
    sheet: &Sheet,
    places: &mut [Option<CellIndex>],
    tables: &[Table],
    cell_at: impl Fn(Point) -> Option<CellIndex>,
    witness: &Witness<'_>,
    effort: &Effort,
) {
    let Sheet { glyphs, clips, frame, .. } = sheet;
    let tagged = |glyph: &Glyph| witness(frame.page, glyph.mcid?);
    settle_ends(glyphs, places, tables, effort);
    settle_blanks(glyphs, places);
    let mut content = None;
    for range in runs(glyphs, places) {
        let (run, own) = (&glyphs[range.clone()], &places[range.clone()]);
        let is_clipped = cell_of_clip(run, clips, &cell_at).is_some();
        if !is_clipped && (!own.iter().any(Option::is_some) || !is_astray(run, own, tables)) {
            continue;
        }
        let content = content.get_or_insert_with(|| Content::of(glyphs, places, tables));
        if let Some(cell) = content.home_of_all(run, own).filter(|_| !is_clipped && !is_cut_off(run)) {
            content.move_to(Some(cell), &mut places[range]);
            continue;
        }
        // Where the texts of two cells touch they are one run, and each is a piece of it.
        let mut first = range.start;
        let mut entered = None;
        let mut is_lost = false;
        let is_whole = run.windows(2).all(|pair| is_exact(&pair[0], &pair[1]));
        for piece in run.chunk_by(|a, b| is_exact(a, b) || a.shown_by == b.shown_by) {
            let part = first..first + piece.len();
            first = part.end;
            let own = &places[part.clone()];
            let cell_of_clip = cell_of_clip(piece, clips, &cell_at);
            // Behind a text that runs into a cell it may be more of that text, or what the cell holds.
            let is_either = own[0].is_some() && own[0] == entered && content.holds_more(own[0], range.clone(), places);
            let is_one_text = || {
                !is_whole
                    || is_shown_by_one(piece, own)
                    || is_overprinted(glyphs, range.clone(), effort)
                    || is_beside_another(glyphs, range.clone(), places, effort)
            };
            let place = match is_astray(piece, own, tables) {
                _ if cell_of_clip.is_some() => cell_of_clip.filter(|_| !is_cut_off(run)),
                _ if is_lost || is_either => None,
                true if is_cut_off(run) => centred_cell(run, tables, &cell_at),
                true => match content.home(piece, own, &cell_at, is_one_text) {
                    Home::Here(cell) => Some(cell),
                    Home::Unknown => content.tagged_home(piece, own, glyphs, places, tagged),
                    Home::Apart => continue,
                },
                false => continue,
            };
            is_lost = place.is_none();
            entered = own[own.len() - 1].filter(|last| Some(*last) != place);
            content.move_to(place, &mut places[part]);
        }
    }
    if content.is_some() {
        settle_strikes(glyphs, places);
    }
}

/// A glyph that reaches into a cell by this part of its height stands in it: captions keep off tables.
const REACHES_IN: f32 = 0.2;

/// Puts runs that nothing tells the place of where the same text stands that is set with them, to look bold.
fn settle_strikes(glyphs: &[Glyph], places: &mut [Option<CellIndex>]) {
    let is_strike = |a: &Glyph, b: &Glyph| {
        let near = STRIKE * a.size;
        a.character == b.character && (a.origin.x - b.origin.x).abs() <= near && (a.origin.y - b.origin.y).abs() <= near
    };
    let mut last = 0..0;
    let mut start = 0;
    for run in glyphs.chunk_by(is_unbroken) {
        let range = start..start + run.len();
        start = range.end;
        let above = &glyphs[last.clone()];
        if above.len() == run.len() && above.iter().zip(run).all(|(a, b)| is_strike(a, b)) {
            let is_lost =
                |range: &Range<usize>, places: &[Option<CellIndex>]| places[range.clone()].iter().all(Option::is_none);
            match (is_lost(&last, places), is_lost(&range, places)) {
                (true, false) => places.copy_within(range.clone(), last.start),
                (false, true) => places.copy_within(last, range.start),
                _ => {}
            }
        }
        last = range;
    }
}

/// Puts glyphs that stand across the upper or lower end of a table into the cell there, where the page has cut it: a line that is in
/// part on the next page, or a text in the middle of the whole cell.
fn settle_ends(glyphs: &[Glyph], places: &mut [Option<CellIndex>], tables: &[Table], effort: &Effort) {
    let mut at_ends: Vec<(CellIndex, Rect)> = Vec::new();
    let is_free = |(glyph, place): &(&Glyph, &mut Option<CellIndex>)| place.is_none() && glyph.character != ' ';
    for (glyph, place) in glyphs.iter().zip(places).filter(is_free) {
        if at_ends.is_empty() {
            at_ends = cells_at_ends(tables);
        }
        if !effort.spend(at_ends.len()) {
            return;
        }
        let bounds = glyph.bounds;
        let Point { x, y } = bounds.center();
        let stands_across = |(_, cell): &&(CellIndex, Rect)| {
            let reach = bounds.bottom.min(cell.bottom) - bounds.top.max(cell.top);
            // Above a table, or below it: what stands beside it belongs to nothing.
            let is_outside = y < cell.top || y > cell.bottom;
            is_outside && (cell.left..=cell.right).contains(&x) && reach >= REACHES_IN * bounds.height()
        };
        *place = at_ends.iter().find(stands_across).map(|(at, _)| *at);
    }
}

/// The cells at the upper and the lower ends of the tables.
fn cells_at_ends(tables: &[Table]) -> Vec<(CellIndex, Rect)> {
    let mut cells = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        let last = table.bands.len().saturating_sub(1);
        let at_end = |cell: &CellBox| cell.first_band == 0 || cell.last_band == last;
        let ends = table.cells.iter().enumerate().filter(|(_, cell)| at_end(cell));
        cells.extend(ends.map(|(index, cell)| ((number, index), cell.bounds)));
    }
    cells
}

/// Puts the blanks behind and before texts where these are: they may run over borders, and say nothing.
fn settle_blanks(glyphs: &[Glyph], places: &mut [Option<CellIndex>]) {
    let goes_on = |index: usize| is_unbroken(&glyphs[index], &glyphs[index + 1]);
    // Before a text that one operator shows with them they are of that.
    let mut is_before = Vec::with_capacity(glyphs.len());
    for shown in glyphs.chunk_by(|a, b| a.shown_by == b.shown_by) {
        let blanks = shown.iter().take_while(|glyph| glyph.character == ' ').count();
        is_before.extend((0..shown.len()).map(|index| index < blanks && blanks < shown.len()));
    }
    for index in 1..glyphs.len() {
        if glyphs[index].character == ' ' && goes_on(index - 1) && !is_before[index] {
            places[index] = places[index - 1];
        }
    }
    for index in (0..glyphs.len().saturating_sub(1)).rev() {
        if glyphs[index].character == ' ' && goes_on(index) && (index == 0 || !goes_on(index - 1) || is_before[index]) {
            places[index] = places[index + 1];
        }
    }
}

/// The cell that the run stands in the very middle of, running out on both sides: then nothing of it is missing.
fn centred_cell(run: &[Glyph], tables: &[Table], cell_at: impl Fn(Point) -> Option<CellIndex>) -> Option<CellIndex> {
    let text = run.iter().map(|glyph| glyph.bounds).reduce(|a, b| a.union(&b))?;
    let cell = cell_at(text.center())?;
    let bounds = tables[cell.0].cells[cell.1].bounds;
    let is_centred = (text.center().x - bounds.center().x).abs() <= CENTRED * run[0].size;
    (is_centred && text.left < bounds.left && text.right > bounds.right).then_some(cell)
}

/// The cell whose clip cuts or hides a part of the run. The clip of a page lies about the middle of no cell.
fn cell_of_clip(run: &[Glyph], clips: &[Rect], cell_at: impl Fn(Point) -> Option<CellIndex>) -> Option<CellIndex> {
    let clip = run.iter().filter(|glyph| glyph.character != ' ').find_map(|glyph| match glyph.clipping {
        Clipping::None => None,
        Clipping::Cut(index) | Clipping::Hidden(index) => clips.get(index as usize),
    })?;
    let Point { x, y } = clip.center();
    let corner = |x: f32, y: f32| cell_at(Point { x: (x + clip.center().x) / 2.0, y: (y + clip.center().y) / 2.0 });
    let cell = cell_at(Point { x, y })?;
    let corners = [(clip.left, clip.top), (clip.right, clip.top), (clip.left, clip.bottom), (clip.right, clip.bottom)];
    corners.into_iter().all(|(x, y)| corner(x, y) == Some(cell)).then_some(cell)
}

/// Whether the glyphs lie in several places, may go on behind the border of their cell, or stand on a border.
fn is_astray(run: &[Glyph], own: &[Option<CellIndex>], tables: &[Table]) -> bool {
    let bounds = |cell: CellIndex| tables[cell.0].cells[cell.1].bounds;
    let crosses_border = || {
        let (first, last) = (&run[0].bounds, &run[run.len() - 1].bounds);
        own[0].is_some_and(|cell| last.right > bounds(cell).right || first.left < bounds(cell).left)
    };
    let stands_on_border = || {
        let glyph = &run[0];
        let reach = THROUGH_INK * glyph.bounds.height();
        own[0].is_some_and(|cell| {
            let (top, bottom) = (bounds(cell).top, bounds(cell).bottom);
            glyph.bounds.top + reach < top || glyph.bounds.bottom - reach > bottom
        })
    };
    own.windows(2).any(|pair| pair[0] != pair[1]) || is_cut_off(run) && crosses_border() || stands_on_border()
}

/// Whether one text-showing operator has set both of two neighbours that lie in different places.
fn is_shown_by_one(run: &[Glyph], own: &[Option<CellIndex>]) -> bool {
    let mut pairs = run.windows(2).zip(own.windows(2));
    pairs.any(|(glyphs, places)| places[0] != places[1] && glyphs[0].shown_by == glyphs[1].shown_by)
}

/// Whether the beginning or the end of the text may be missing. Where a glyph stands that cannot be seen at all, the program has
/// written down all of them.
fn is_cut_off(run: &[Glyph]) -> bool {
    [run.first(), run.last()].into_iter().flatten().any(|glyph| matches!(glyph.clipping, Clipping::Cut(_)))
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
    /// For each table how far from the left side of a cell its text begins at least, and how far from the right side it ends, in points.
    insets: Vec<Option<(f32, f32)>>,
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
                let bounds = content.bounds(cell);
                let (left, right) = (run[0].bounds.left - bounds.left, bounds.right - run[run.len() - 1].bounds.right);
                // What runs over a border says nothing of the others.
                if left >= 0.0 && right >= 0.0 {
                    let least = &mut content.insets[cell.0];
                    let (least_left, least_right) = least.unwrap_or((left, right));
                    *least = Some((least_left.min(left), least_right.min(right)));
                }
            }
        }
        content
    }

    fn count(&mut self, place: Option<CellIndex>, by: isize) {
        place.into_iter().for_each(|cell| *self.counts.entry(cell).or_default() += by);
    }

    /// Puts glyphs into another place.
    fn move_to(&mut self, place: Option<CellIndex>, places: &mut [Option<CellIndex>]) {
        for at in places {
            self.count(*at, -1);
            *at = place;
            self.count(*at, 1);
        }
    }

    /// Whether the cell holds glyphs besides those of a run.
    fn holds_more(&self, cell: Option<CellIndex>, run: Range<usize>, places: &[Option<CellIndex>]) -> bool {
        let held = places[run].iter().filter(|place| **place == cell).count();
        cell.is_some_and(|cell| self.counts.get(&cell).is_some_and(|count| *count > held.cast_signed()))
    }

    /// Where a run belongs by the word of a tagged file: where the rest of its cell is. What would leave a cell empty that it lies in is
    /// no home, whatever the file says.
    fn tagged_home(
        &self,
        run: &[Glyph],
        own: &[Option<CellIndex>],
        glyphs: &[Glyph],
        places: &[Option<CellIndex>],
        tagged: impl Fn(&Glyph) -> Option<TaggedCell>,
    ) -> Option<CellIndex> {
        let home = tagged(run.first()?)?;
        if own.iter().flatten().any(|cell| self.is_alone(*cell, own)) {
            return None;
        }
        let others = glyphs
            .iter()
            .zip(places)
            .filter(|(glyph, place)| place.is_some() && own.contains(place) && !run.contains(glyph));
        let mut of_cell = others.filter(|(glyph, _)| tagged(glyph) == Some(home)).map(|(_, place)| *place);
        let cell = of_cell.next()?;
        of_cell.all(|other| other == cell).then_some(cell).flatten()
    }

    fn bounds(&self, (table, cell): CellIndex) -> Rect {
        self.tables[table].cells[cell].bounds
    }

    /// Where a run belongs as a whole, whatever pieces it has: to the one cell that it lies in, or to the one that would be empty without
    /// it, where it is set for that one.
    fn home_of_all(&self, run: &[Glyph], own: &[Option<CellIndex>]) -> Option<CellIndex> {
        let cells = cells_of(own);
        if let [cell] = cells[..] {
            return Some(cell);
        }
        let mut alone = cells.iter().filter(|cell| self.is_alone(**cell, own));
        let (Some(&cell), None) = (alone.next(), alone.next()) else { return None };
        let is_home = !self.is_calendar(cell) && self.is_aligned(run, cell);
        (is_home && !self.holds_own_text(run, own, cell)).then_some(cell)
    }

    /// Whether a part of the run lies in another cell than the one as that cell's own text would: the border between the two runs between
    /// two of its glyphs, or beside a blank, and the part is aligned there.
    fn holds_own_text(&self, run: &[Glyph], own: &[Option<CellIndex>], cell: CellIndex) -> bool {
        let Rect { left, right, .. } = self.bounds(cell);
        let is_crossed = |glyph: &Glyph| {
            let inside = THROUGH * glyph.bounds.width();
            let runs_through = |x: f32| glyph.bounds.left + inside < x && x < glyph.bounds.right - inside;
            glyph.character != ' ' && (runs_through(left) || runs_through(right))
        };
        let mut start = 0;
        own.chunk_by(|a, b| a == b).any(|part| {
            let range = start..start + part.len();
            start = range.end;
            let Some(other) = part[0].filter(|place| *place != cell) else { return false };
            let ends = [range.start.checked_sub(1), Some(range.start), Some(range.end - 1), Some(range.end)];
            let is_cut = ends.into_iter().flatten().filter_map(|index| run.get(index)).any(is_crossed);
            let is_inked = run[range.clone()].iter().any(|glyph| glyph.character != ' ');
            is_inked && !is_cut && self.is_aligned(&run[range], other)
        })
    }

    /// Whether what lies in each cell is shown by an operator of its own, and stands there as the text of that cell would.
    fn is_of_texts(&self, run: &[Glyph], own: &[Option<CellIndex>]) -> bool {
        let mut start = 0;
        let mut operators = Vec::new();
        let are_texts = own.chunk_by(|a, b| a == b).all(|part| {
            let glyphs = &run[start..start + part.len()];
            start += part.len();
            let is_new = !operators.contains(&glyphs[0].shown_by);
            operators.push(glyphs[0].shown_by);
            let is_one = glyphs.iter().all(|glyph| glyph.shown_by == glyphs[0].shown_by);
            is_new && is_one && part[0].is_some_and(|cell| self.is_aligned(glyphs, cell))
        });
        are_texts && operators.len() > 1
    }

    /// Whether nothing else than the run is in the cell, which lies in the places `own`.
    fn is_alone(&self, cell: CellIndex, own: &[Option<CellIndex>]) -> bool {
        let held = own.iter().filter(|place| **place == Some(cell)).count();
        self.counts.get(&cell) == Some(&held.cast_signed())
    }

    /// Whether the run stands where it would if there were room for it in the cell.
    fn is_aligned(&self, run: &[Glyph], cell: CellIndex) -> bool {
        self.misalignment(run, cell) <= ALIGNED
    }

    /// Those of the cells that the run is aligned in; where it is so exactly in some, only these.
    fn aligned(&self, run: &[Glyph], cells: &[CellIndex]) -> Vec<CellIndex> {
        let mut cells: Vec<(f32, CellIndex)> = cells
            .iter()
            .map(|cell| (self.misalignment(run, *cell), *cell))
            .filter(|(off, _)| *off <= ALIGNED)
            .collect();
        if cells.iter().any(|(off, _)| *off <= CENTRED) {
            cells.retain(|(off, _)| *off <= CENTRED);
        }
        cells.into_iter().map(|(_, cell)| cell).collect()
    }

    /// How far the run is from where it would stand if there were room for it in the cell, in font sizes: at the left, in the middle, or
    /// at the right.
    fn misalignment(&self, run: &[Glyph], cell: CellIndex) -> f32 {
        let size = run[0].size;
        let inked = run.iter().filter(|glyph| glyph.character != ' ').map(|glyph| glyph.bounds);
        let text = inked.reduce(|a, b| a.union(&b)).unwrap_or_default();
        let (before, behind) = self.insets[cell.0].unwrap_or((PADDING * size, PADDING * size));
        let bounds = self.bounds(cell);
        let left = (text.left - bounds.left - before).abs();
        let right = (bounds.right - behind - text.right).abs();
        left.min(right).min((text.center().x - bounds.center().x).abs()) / size
    }

    /// Whether the cell is of a calendar, whose months may be empty.
    fn is_calendar(&self, cell: CellIndex) -> bool {
        self.tables[cell.0].cells_beside(cell.1) > CALENDAR
    }

    /// Where a run of glyphs belongs that lie in several places.
    fn home(
        &self,
        run: &[Glyph],
        own: &[Option<CellIndex>],
        cell_at: impl Fn(Point) -> Option<CellIndex>,
        is_one_text: impl Fn() -> bool,
    ) -> Home {
        let cells = cells_of(own);
        let [first, others @ ..] = &cells[..] else { return Home::Apart };
        // What runs out of the table is in no other cell.
        if others.is_empty() {
            return Home::Here(*first);
        }
        if self.is_of_texts(run, own) {
            return Home::Apart;
        }
        let size = run[0].size;
        let inset = self.insets[first.0];
        // Texts of two cells stand as far apart as they stand from the border. If they touch, it runs between two glyphs, where
        // they end, neither lies on other text, and each was set for itself.
        let may_touch = inset.is_none_or(|(before, behind)| before.min(behind) <= NO_GAP * size);
        let is_narrow = || !run.iter().any(|glyph| text::is_wide(glyph.character));
        let is_crossed = || run.iter().any(|glyph| is_crossed(glyph, &cell_at));
        if may_touch && !(is_narrow() && is_crossed()) && !is_one_text() {
            return Home::Apart;
        }
        let aligned = self.aligned(run, &cells);
        // The months of a calendar may be empty, so that only the place of a text tells which it is of.
        if cells.iter().any(|cell| self.is_calendar(*cell)) {
            return match aligned[..] {
                [cell] => Home::Here(cell),
                _ => Home::Unknown,
            };
        }
        let alone: Vec<CellIndex> = cells.iter().copied().filter(|cell| self.is_alone(*cell, own)).collect();
        let is_shown_at_once = || run.windows(2).all(|pair| pair[0].shown_by == pair[1].shown_by);
        // In print no cell is empty but the months of a calendar.
        match (&alone[..], &aligned[..]) {
            ([cell], []) => Home::Here(*cell),
            ([cell], aligned) if aligned.contains(cell) => Home::Here(*cell),
            ([], [cell]) => Home::Here(*cell),
            ([_, _, ..], [cell]) if alone.contains(cell) && (is_narrow() || is_shown_by_one(run, own)) => {
                Home::Here(*cell)
            }
            ([_, _, ..], [cell]) if is_shown_at_once() => Home::Here(*cell),
            _ => Home::Unknown,
        }
    }
}

/// The cells among the places, each once.
fn cells_of(places: &[Option<CellIndex>]) -> Vec<CellIndex> {
    let mut cells: Vec<CellIndex> = places.iter().copied().flatten().collect();
    cells.sort_unstable();
    cells.dedup();
    cells
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

/// Some programs put up to so many font sizes between an ideograph and a letter or digit, where no blank is printed.
const BESIDE_LETTERS: f32 = 0.55;

/// The texts that are set without a gap, as ranges of the glyphs.
fn runs(glyphs: &[Glyph], places: &[Option<CellIndex>]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut start = 0;
    for index in 0..glyphs.len() {
        let goes_on = glyphs.get(index + 1).is_some_and(|next| {
            let last = &glyphs[index];
            is_unbroken(last, next) || places[index] == places[index + 1] && is_beside_letters(last, next)
        });
        if !goes_on {
            runs.push(start..index + 1);
            start = index + 1;
        }
    }
    runs
}

/// Whether `b` is set behind `a` without a gap.
fn is_unbroken(a: &Glyph, b: &Glyph) -> bool {
    a.origin.y == b.origin.y && (b.bounds.left - a.bounds.right).abs() <= NO_GAP * a.size
}

/// Whether there is no more between an ideograph and a letter or digit than some programs put there.
fn is_beside_letters(a: &Glyph, b: &Glyph) -> bool {
    let is_inked = a.character != ' ' && b.character != ' ';
    let gap = b.bounds.left - a.bounds.right;
    is_inked
        && text::is_wide(a.character) != text::is_wide(b.character)
        && a.origin.y == b.origin.y
        && (0.0..=BESIDE_LETTERS * a.size).contains(&gap)
}

/// Whether `b` is set where `a` ends. A blank behind a text may reach up to the next one, which is another.
fn is_exact(a: &Glyph, b: &Glyph) -> bool {
    let is_blank_between = a.character == ' ' && a.shown_by != b.shown_by;
    (b.bounds.left - a.bounds.right).abs() <= EXACT * a.size && !is_blank_between
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
