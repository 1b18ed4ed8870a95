//! Brings texts home that are too long for their cells: a number, an address, an account of many letters runs over a border into
//! the cells beside it, or out of the table, for it cannot be broken.

mod alignment;
mod content;
mod ends;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::content::{Content, Home};
use super::body::CellIndex;
use super::cells::Table;
use super::doubt::Witness;
use super::effort::Effort;
use super::sheet::Sheet;
use super::text;
use crate::page::geometry::{Point, Rect};
use crate::page::{Clipping, Glyph, NO_GAP};

/// A border that leaves at least this part of a glyph on either side runs through it.
const THROUGH: f32 = 0.15;

/// A border that leaves at least this part of a glyph above and below runs through its ink, whatever the metrics of its font.
const THROUGH_INK: f32 = 0.3;

/// Glyphs of two lines share less than this part of their width and height.
const OVERPRINTED: f32 = 0.25;

/// The middle of a centred text is that of its cell to this part of a font size. A character more or less at one end is half a
/// character off.
const CENTRED: f32 = 0.1;

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
    ends::settle_ends(glyphs, places, tables, effort);
    ends::settle_blanks(glyphs, places);
    let mut content = None;
    for range in runs(glyphs, places, tables) {
        let (run, own) = (&glyphs[range.clone()], &places[range.clone()]);
        let is_clipped = cell_of_clip(run, clips, &cell_at).is_some();
        let runs_over = is_clipped || own.iter().any(Option::is_some) && is_astray(run, own, tables);
        // The words of a line have gaps between them, so that each is a run.
        let mut words = words_around(glyphs, range.clone());
        let runs_out = words != range && places[words.clone()].contains(&None);
        if runs_out && places[words.clone()].iter().any(Option::is_some) {
            let content = content.get_or_insert_with(|| Content::of(glyphs, places, tables));
            if !content.may_run_out(glyphs, places, words.clone(), effort) {
                words = range.clone();
            }
        }
        let is_split = words != range && places[words.clone()].windows(2).any(|pair| pair[0] != pair[1]);
        if !runs_over && !is_split {
            continue;
        }
        let content = content.get_or_insert_with(|| Content::of(glyphs, places, tables));
        if !is_clipped {
            let home_of = |range: &Range<usize>| {
                let is_beside = |cell: CellIndex| match *range == words {
                    true if is_split => content.stands_beside_other(glyphs, places, range.clone(), cell, effort),
                    _ => holds_beside(glyphs, range.clone(), places, cell, effort),
                };
                let run = &glyphs[range.clone()];
                let home = content.home_of_all(run, &places[range.clone()], is_beside).filter(|_| !is_cut_off(run));
                home.filter(|cell| !runs_out || content.is_aligned_as_beside(run, *cell, &[*cell]))
            };
            if let Some(cell) = if is_split { home_of(&words) } else { None } {
                content.move_to(Some(cell), &mut places[words]);
                continue;
            }
            // A word is of no cell that has other text on the line, if another cell's text is nearer.
            if is_split && content.has_stray(glyphs, places, words.clone(), effort) {
                content.move_to(None, &mut places[words]);
                continue;
            }
            if let Some(cell) = if runs_over { home_of(&range) } else { None } {
                content.move_to(Some(cell), &mut places[range]);
                continue;
            }
        }
        if !runs_over {
            continue;
        }
        // Where the texts of two cells touch they are one run, and each is a piece of it.
        let mut first = range.start;
        let mut entered = None;
        let mut moved = None;
        let mut is_lost = false;
        let is_whole = run.windows(2).all(|pair| is_exact(&pair[0], &pair[1]));
        for piece in run.chunk_by(|a, b| is_exact(a, b) || a.shown_by == b.shown_by) {
            let part = first..first + piece.len();
            first = part.end;
            let own = &places[part.clone()];
            let cell_of_clip = cell_of_clip(piece, clips, &cell_at);
            // Behind a text that runs into a cell, or over a border before it, it may be more of that text, or what the cell holds.
            let above = moved.take();
            let is_behind = own[0] == entered || above.is_some() && own[0] != above;
            let is_either = own[0].is_some() && is_behind && content.holds_more(own[0], range.clone(), places);
            let is_one_text = || {
                !is_whole
                    || is_shown_by_one(piece, own)
                    || is_overprinted(glyphs, range.clone(), effort)
                    || is_beside_another(glyphs, range.clone(), places, effort)
            };
            let place = match is_astray(piece, own, tables) {
                _ if cell_of_clip.is_some() => cell_of_clip.filter(|_| !is_cut_off(run)),
                _ if is_lost || is_either => None,
                true if is_cut_off(run) => centred_cell(run, tables, &cell_at).or_else(|| {
                    let is_cut = is_cut_off(piece);
                    if is_cut { centred_cell(piece, tables, &cell_at) } else { None }
                }),
                true => match content.home(piece, own, &cell_at, is_one_text) {
                    Home::Here(cell) => Some(cell),
                    Home::Unknown => content.tagged_home(piece, own, glyphs, places, tagged),
                    Home::Apart => continue,
                },
                false => continue,
            };
            is_lost = place.is_none();
            entered = own[own.len() - 1].filter(|last| Some(*last) != place);
            moved = place;
            // A glyph that shows beside the clip of a cell is of another text.
            let shows_beside = |index: usize| {
                let is_shown = glyphs[index].clipping == Clipping::None && glyphs[index].character != ' ';
                cell_of_clip.is_some() && is_shown && places[index] != cell_of_clip
            };
            let own: Vec<usize> = part.filter(|index| !shows_beside(*index)).collect();
            for index in own {
                content.move_to(place, &mut places[index..=index]);
            }
        }
    }
    if content.is_some() {
        ends::settle_strikes(glyphs, places, effort);
    }
}

/// The cell that the run stands in the very middle of, running out on both sides: then nothing of it is missing.
fn centred_cell(run: &[Glyph], tables: &[Table], cell_at: impl Fn(Point) -> Option<CellIndex>) -> Option<CellIndex> {
    let text = run.iter().map(|glyph| glyph.bounds).reduce(|a, b| a.union(&b))?;
    let cell = cell_at(text.center())?;
    runs_over_both_sides(&text, &tables[cell.0].cells[cell.1].bounds, run[0].size).then_some(cell)
}

/// Whether a text of this size stands in the very middle of a cell and runs out of it on both sides.
fn runs_over_both_sides(text: &Rect, cell: &Rect, size: f32) -> bool {
    let is_centred = (text.center().x - cell.center().x).abs() <= CENTRED * size;
    is_centred && text.left < cell.left && text.right > cell.right
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
    let last = run.end.checked_sub(1).and_then(|last| places[last]);
    last.is_some_and(|cell| holds_beside(glyphs, run, places, cell, effort))
}

/// Whether a cell holds text on the line of the run that is not of the run, nor that struck twice.
fn holds_beside(
    glyphs: &[Glyph],
    run: Range<usize>,
    places: &[Option<CellIndex>],
    cell: CellIndex,
    effort: &Effort,
) -> bool {
    let y = glyphs[run.start].origin.y;
    let is_struck_twice = |glyph: &Glyph| {
        effort.spend(run.len()) && glyphs[run.clone()].iter().any(|other| text::is_double_strike(glyph, other))
    };
    let is_beside = |index: usize| {
        let glyph = &glyphs[index];
        places[index] == Some(cell) && glyph.origin.y == y && glyph.character != ' ' && !is_struck_twice(glyph)
    };
    effort.spend(glyphs.len()) && (0..run.start).chain(run.end..glyphs.len()).any(is_beside)
}

/// Some programs put up to so many font sizes between an ideograph and a letter or digit, where no blank is printed.
const BESIDE_LETTERS: f32 = 0.55;

/// Words of a line are no farther apart than this part of a font size.
const WORD_GAP: f32 = 0.6;

/// Kerned letters overlap by less than this part of a font size; the second strike of a text, to make it look bold, lies on it.
const OVERLAP: f32 = 0.4;

/// The texts that are set without a gap, as ranges of the glyphs. The space beside letters may be that between the texts of two cells:
/// over a border it is of a text only that runs over borders elsewhere.
fn runs(glyphs: &[Glyph], places: &[Option<CellIndex>], tables: &[Table]) -> Vec<Range<usize>> {
    let sticks_out = |index: usize| {
        places[index].is_some_and(|(table, cell)| {
            let (text, cell) = (&glyphs[index].bounds, &tables[table].cells[cell].bounds);
            text.left < cell.left || text.right > cell.right
        })
    };
    let mut runs = Vec::new();
    let mut start = 0;
    let mut is_astray = false;
    for index in 0..glyphs.len() {
        is_astray |= sticks_out(index);
        let goes_on = glyphs.get(index + 1).is_some_and(|next| {
            let last = &glyphs[index];
            let is_one_cell = places[index] == places[index + 1];
            is_unbroken(last, next)
                || is_beside_letters(last, next) && (is_one_cell || is_astray || sticks_out(index + 1))
        });
        if !goes_on {
            runs.push(start..index + 1);
            start = index + 1;
            is_astray = false;
        } else if places[index] != places[index + 1] {
            is_astray = true;
        }
    }
    runs
}

/// The line of a run: with the words on both sides of it, as far as no gap is wider than a blank.
fn words_around(glyphs: &[Glyph], run: Range<usize>) -> Range<usize> {
    let is_next_word = |index: &usize| {
        let (a, b) = (&glyphs[index - 1], &glyphs[*index]);
        let gap = b.bounds.left - a.bounds.right;
        a.origin.y == b.origin.y && a.size == b.size && (-OVERLAP * a.size..=WORD_GAP * a.size).contains(&gap)
            || is_unbroken(a, b)
    };
    let before = (1..=run.start).rev().take_while(is_next_word).count();
    let behind = (run.end..glyphs.len()).take_while(is_next_word).count();
    run.start - before..run.end + behind
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
