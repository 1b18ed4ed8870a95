//! Finds the cell of each text that runs over a border. A number, an address or an account that cannot be broken may be too long
//! for its cell, and runs into the cells beside it or out of the table.
//!
//! For each glyph the cell that its centre lies in goes in; these cells are changed so that each such text is in one of them. For
//! example, where an amount ends behind the right border of its cell, its last glyphs lie in the next cell; where the evidence
//! says so, they are put back into the first one.
//!
//! `ARCHITECTURE.md` has the order in which the evidence counts: clip, operator, alignment, emptiness, words, structure tree. A
//! text for which nothing decides is in no cell, so that the report is refused: half a number would be a wrong one.

mod alignment;
mod content;
mod ends;
#[cfg(test)]
mod tests;
mod touching;
mod words;

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

/// A border runs through a glyph where at least this part of the glyph's width lies on either side.
const THROUGH: f32 = 0.15;

/// A border runs through the ink of a glyph, whatever the metrics of its font, where more than this part of the height of the
/// glyph's box lies beyond it.
const THROUGH_INK: f32 = 0.3;

/// Glyphs that share more than this part of their width and height lie on each other. Glyphs of two lines share less.
const OVERPRINTED: f32 = 0.25;

/// Two lines of a cell share at most this part of their height: the lines of prints are at least 0.9 font sizes apart. A text that
/// shares more with a line of a cell is not of that cell. (Where lines are nearer, a text beside a border may be refused.)
const BETWEEN_LINES: f32 = 0.15;

/// The middle of a centred text is at most this many font sizes off the middle of its cell: one character more or less at one end
/// would move it by half a character. Texts at the left or at the right of a cell are held to the same measure.
const CENTRED: f32 = 0.1;

/// A glyph follows another one exactly where at most this many font sizes lie between them. Glyphs of one text do; texts of two
/// cells that touch by chance do not.
const EXACT: f32 = 0.02;

/// Changes the `places` of the glyphs, which at first are the cells that their centres lie in. A text that a clip may have cut
/// off, or for which nothing decides, is put into no cell: half a number in its place would be a wrong one.
pub(super) fn bring_home(
    sheet: &Sheet,
    places: &mut [Option<CellIndex>],
    tables: &[Table],
    cell_at: impl Fn(Point) -> Option<CellIndex>,
    witness: &Witness<'_>,
    effort: &Effort,
) {
    let Sheet { glyphs, clips, .. } = sheet;
    ends::settle_ends(glyphs, places, tables, effort);
    ends::settle_blanks(glyphs, places);
    let mut content = None;
    let runs = runs(glyphs, places, tables);
    // Words with a gap between them are runs of their own, which make up a line together.
    for line in runs.chunk_by(|a, b| is_next_word(&glyphs[a.end - 1], &glyphs[b.start])) {
        let words = line[0].start..line[line.len() - 1].end;
        let is_parted = line.len() > 1 && places[words.clone()].windows(2).any(|pair| pair[0] != pair[1]);
        if is_parted && cell_of_clip(&glyphs[words.clone()], clips, &cell_at).is_none() {
            let content = content.get_or_insert_with(|| Content::of(glyphs, places, tables, effort));
            if bring_line_home(glyphs, places, words.clone(), content) {
                continue;
            }
        }
        let before = if line.len() > 1 { places[words.clone()].to_vec() } else { Vec::new() };
        for range in line {
            let (run, own) = (&glyphs[range.clone()], &places[range.clone()]);
            let is_clipped = cell_of_clip(run, clips, &cell_at).is_some();
            if is_clipped || own.iter().any(Option::is_some) && is_astray(run, own, tables) {
                let content = content.get_or_insert_with(|| Content::of(glyphs, places, tables, effort));
                bring_run_home(sheet, places, range.clone(), is_clipped, content, &cell_at, witness);
            }
        }
        if let Some(content) = content.as_mut().filter(|_| !before.is_empty()) {
            words::follow(glyphs, places, line, &before, content);
        }
    }
    if content.is_some() {
        ends::settle_strikes(glyphs, places, effort);
    }
}

/// Puts the words of a line, which lie in several places, into one cell or into none; `false` where each is for itself.
fn bring_line_home(
    glyphs: &[Glyph],
    places: &mut [Option<CellIndex>],
    words: Range<usize>,
    content: &mut Content<'_>,
) -> bool {
    let (line, own) = (&glyphs[words.clone()], &places[words.clone()]);
    let runs_out = own.contains(&None);
    if is_cut_off(line) || runs_out && !content.may_run_out(glyphs, places, words.clone()) {
        return false;
    }
    if let Some(homes) =
        content.homes_of_centred(line, own, |cell| holds_beside(glyphs, words.clone(), places, cell, content.effort))
    {
        content.move_texts_to(&homes, &mut places[words]);
        return true;
    }
    let is_beside = |cell: CellIndex| content.stands_beside_other(glyphs, places, words.clone(), cell);
    let home = content.home_of_all(line, own, is_beside);
    let home = home.filter(|cell| !runs_out || content.is_aligned_as_beside(line, *cell, &[*cell]));
    // If the other text on the line of a cell does not go with a word in it, nothing tells where the words belong.
    let is_known = home.is_some() || content.has_stray(glyphs, places, words.clone());
    if is_known {
        content.move_to(home, &mut places[words]);
    }
    is_known
}

/// Puts a run that runs over a border into its cell, piece by piece if it is not one text.
fn bring_run_home(
    sheet: &Sheet,
    places: &mut [Option<CellIndex>],
    range: Range<usize>,
    is_clipped: bool,
    content: &mut Content<'_>,
    cell_at: impl Fn(Point) -> Option<CellIndex>,
    witness: &Witness<'_>,
) {
    let Sheet { glyphs, clips, frame, .. } = sheet;
    let (tables, effort) = (content.tables, content.effort);
    let tagged = |glyph: &Glyph| witness(frame.page, glyph.mcid?);
    let (run, own) = (&glyphs[range.clone()], &places[range.clone()]);
    let is_beside = |cell: CellIndex| holds_beside(glyphs, range.clone(), places, cell, effort);
    if !is_clipped && !is_cut_off(run) {
        if let Some(homes) = content.homes_of_centred(run, own, is_beside) {
            content.move_texts_to(&homes, &mut places[range]);
            return;
        }
        if let Some(cell) = content.home_of_all(run, own, is_beside) {
            content.move_to(Some(cell), &mut places[range]);
            return;
        }
    }
    // Where the texts of two cells touch, their glyphs follow each other without a gap and form one run. Each text is then a
    // piece of that run.
    let mut first = range.start;
    let mut entered = None;
    let mut moved = None;
    let mut is_lost = false;
    let is_whole = run.windows(2).all(|pair| is_exact(&pair[0], &pair[1]));
    // No text begins or ends at a glyph that a border runs through, if it is set like the glyphs beside it. (Some programs set letters
    // nearer or wider, glyph by glyph.)
    let gap = |a: &Glyph, b: &Glyph| b.bounds.left - a.bounds.right;
    let mut gaps: Vec<f32> = run.windows(2).map(|pair| gap(&pair[0], &pair[1])).collect();
    let middle = gaps.len() / 2;
    let usual = if gaps.is_empty() { 0.0 } else { *gaps.select_nth_unstable_by(middle, f32::total_cmp).1 };
    let is_even = |a: &Glyph, b: &Glyph| (gap(a, b) - usual).abs() <= EXACT * a.size;
    let is_one_piece = |a: &Glyph, b: &Glyph| {
        let is_at_border = || is_crossed(a, &cell_at) || is_crossed(b, &cell_at);
        is_exact(a, b) || a.shown_by == b.shown_by || is_even(a, b) && is_at_border()
    };
    let before = places[range.clone()].to_vec();
    let is_parted = before.iter().any(|place| *place != before[0]);
    let mut pieces = Vec::new();
    for piece in run.chunk_by(is_one_piece) {
        let part = first..first + piece.len();
        first = part.end;
        pieces.push(part.clone());
        let own = &places[part.clone()];
        let cell_of_clip = cell_of_clip(piece, clips, &cell_at);
        // The piece before may have run into this cell, or over the border before it. Then this piece may be more of that
        // text, or text of the cell itself.
        let above = moved.take();
        let is_behind = own[0] == entered || above.is_some() && own[0] != above;
        let is_either = own[0].is_some() && is_behind && content.holds_more(own[0], range.clone(), places);
        let is_one_text = || {
            !is_whole
                || is_shown_by_one(piece, own)
                || is_overprinted(glyphs, range.clone(), effort)
                || is_beside_another(glyphs, range.clone(), places, effort)
        };
        let is_level = |cell: CellIndex| holds_level(glyphs, range.clone(), places, cell, |_| true, effort);
        let is_on_other_line = |glyph: &Glyph| glyph.origin.y != piece[0].origin.y;
        let is_between_lines =
            |cell: CellIndex| holds_level(glyphs, part.clone(), places, cell, is_on_other_line, effort);
        let place = match is_astray(piece, own, tables) {
            _ if cell_of_clip.is_some() => cell_of_clip.filter(|_| !is_cut_off(run)),
            _ if is_lost || is_either => None,
            // No cell has one line of text half on another. So this one is of the text that goes on in the next cell.
            false if is_parted && own[0].is_some_and(is_between_lines) => None,
            true if is_cut_off(run) => centred_cell(run, tables, &cell_at).or_else(|| {
                let is_cut = is_cut_off(piece);
                if is_cut { centred_cell(piece, tables, &cell_at) } else { None }
            }),
            true => match content.home(piece, own, &glyphs[range.start..part.start], &cell_at, is_level, is_one_text) {
                Home::Here(cell) => Some(cell),
                Home::Unknown => content.tagged_home(piece, own, glyphs, places, tagged),
                Home::Apart => continue,
            },
            false => continue,
        };
        is_lost = place.is_none();
        entered = own[own.len() - 1].filter(|last| Some(*last) != place);
        moved = place;
        for index in part {
            // A glyph that shows beside the clip of a cell is of another text.
            let is_shown = glyphs[index].clipping == Clipping::None && glyphs[index].character != ' ';
            if cell_of_clip.is_none() || !is_shown || places[index] == cell_of_clip {
                content.move_to(place, &mut places[index..=index]);
            }
        }
    }
    if pieces.len() > 1 {
        words::follow(glyphs, places, &pieces, &before, content);
    }
}

/// The cell in whose very middle the run stands, and that it runs out of on both sides. Then nothing of the run is missing, or
/// its middle would be elsewhere.
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

/// The cell whose clip cuts or hides a part of the run. A clip is that of a cell if its middle and the points halfway to its
/// corners lie in that cell. That of a page is not.
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

/// Whether the glyphs lie in several places, reach over a side of their cell where a clip cuts them off, or stand on the upper or
/// lower border of the cell.
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

/// Whether the beginning or the end of the text may be missing, because a clip cuts the first or the last glyph. Where that glyph
/// is hidden as a whole, nothing is missing: the program has written down glyphs that cannot be seen.
fn is_cut_off(run: &[Glyph]) -> bool {
    [run.first(), run.last()].into_iter().flatten().any(|glyph| matches!(glyph.clipping, Clipping::Cut(_)))
}

/// Whether glyphs of the run lie on other glyphs, farther than those of two lines ever do.
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

/// Whether a cell holds other text on the line of the run. The second strike of the run is none.
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

/// Whether a cell holds other text at the height of a text, more of it than two lines ever share. `counts` says which glyphs are
/// looked at.
fn holds_level(
    glyphs: &[Glyph],
    text: Range<usize>,
    places: &[Option<CellIndex>],
    cell: CellIndex,
    counts: impl Fn(&Glyph) -> bool,
    effort: &Effort,
) -> bool {
    let Some(Rect { top, bottom, .. }) = inked(&glyphs[text.clone()]) else { return false };
    let is_level = |index: usize| {
        let glyph = &glyphs[index];
        let overlap = glyph.bounds.bottom.min(bottom) - glyph.bounds.top.max(top);
        let is_high = overlap > BETWEEN_LINES * glyph.bounds.height();
        places[index] == Some(cell) && glyph.character != ' ' && is_high && counts(glyph)
    };
    effort.spend(glyphs.len()) && (0..text.start).chain(text.end..glyphs.len()).any(is_level)
}

/// Some programs leave up to this many font sizes between an ideograph and a letter or digit, without a blank.
const BESIDE_LETTERS: f32 = 0.55;

/// Words of a line are at most this many font sizes apart.
const WORD_GAP: f32 = 0.6;

/// Kerned letters overlap by less than this part of a font size; the second strike of a text, to make it look bold, lies on it.
const OVERLAP: f32 = 0.4;

/// The runs of the glyphs, as ranges: texts that are set without a gap. The space between an ideograph and a letter may be in one
/// text or between the texts of two cells. Where it lies over a border, it is in one text only if that text runs over a border
/// elsewhere.
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

/// Whether `b` is on the line of `a`, no farther behind it than a blank is wide.
fn is_next_word(a: &Glyph, b: &Glyph) -> bool {
    let gap = b.bounds.left - a.bounds.right;
    a.origin.y == b.origin.y && a.size == b.size && (-OVERLAP * a.size..=WORD_GAP * a.size).contains(&gap)
        || is_unbroken(a, b)
}

/// Whether `b` is set behind `a` without a gap.
fn is_unbroken(a: &Glyph, b: &Glyph) -> bool {
    a.origin.y == b.origin.y && (b.bounds.left - a.bounds.right).abs() <= NO_GAP * a.size
}

/// Whether one glyph is an ideograph and the other a letter or digit, and no more lies between them than the space some programs
/// leave there.
fn is_beside_letters(a: &Glyph, b: &Glyph) -> bool {
    let is_inked = a.character != ' ' && b.character != ' ';
    let gap = b.bounds.left - a.bounds.right;
    is_inked
        && text::is_wide(a.character) != text::is_wide(b.character)
        && a.origin.y == b.origin.y
        && (0.0..=BESIDE_LETTERS * a.size).contains(&gap)
}

/// The box of the run without its blanks.
fn inked(run: &[Glyph]) -> Option<Rect> {
    let inked = run.iter().filter(|glyph| glyph.character != ' ').map(|glyph| glyph.bounds);
    inked.reduce(|a, b| a.union(&b))
}

/// Whether `b` begins where `a` ends. A blank that another operator shows before `b` does not count: a blank behind a text may
/// reach up to the next text.
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
