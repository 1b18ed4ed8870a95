//! Tells outlines of characters from borders. Some programs write bold text as paths with a stroke, and the straight parts of
//! these paths look like short rulings.
//!
//! Glyphs and rulings go in; for each ruling it comes out whether it is part of an outline. A character is outlined where the
//! rulings within its box run in both directions or lie at several places.

use super::effort::Effort;
use crate::page::geometry::Rect;
use crate::page::{Glyph, Ruling};

/// Lines up to this long, in points, are dots: nothing is known of their direction.
const DOT: f32 = 1.6;

/// In small print dots are at most this part of the font size.
const DOT_SIZE: f32 = 0.16;

/// Rulings within a character that are farther apart than this, in points, are different strokes of an outline. Where a dashed
/// border runs through overflowing text, all its dashes are on one line.
const APART: f32 = 0.2;

/// In small print different strokes are this part of the font size apart.
const APART_SIZE: f32 = 0.02;

/// Characters stick out of their boxes by less than this part of their height.
const STICKS_OUT: f32 = 0.1;

/// How long a line of a sheet with the median font size `em` may be to be a dot.
pub(super) fn dot(em: f32) -> f32 {
    DOT.min(DOT_SIZE * em)
}

/// For each line whether it is part of the outline of a character; `em` is the median font size of the sheet.
pub(super) fn find(glyphs: &[Glyph], rulings: &[Ruling], em: f32, effort: &Effort) -> Vec<bool> {
    let (dot, apart) = (dot(em), APART.min(APART_SIZE * em));
    let mut outlines = vec![false; rulings.len()];
    let visible = || glyphs.iter().filter(|glyph| glyph.character != ' ').map(|glyph| glyph.bounds);
    let height = visible().map(|bounds| bounds.height()).fold(0.0, f32::max);
    let strokes = rulings.iter().enumerate().filter(|(_, ruling)| {
        let length = reach(&ruling.bounds);
        dot < length && length <= height
    });
    let shortest = strokes.clone().map(|(_, ruling)| reach(&ruling.bounds)).fold(f32::INFINITY, f32::min);
    // Only characters at least as large as the shortest of these lines can hold one. (A heading may be higher than the rows of a
    // table. Then the borders of rows are among these lines, too, but lie within no character.)
    let mut inked: Vec<Inked> = visible().filter(|bounds| reach(bounds) >= shortest).map(Inked::new).collect();
    inked.sort_unstable_by(|a, b| a.middle().total_cmp(&b.middle()));
    let mut inside: Vec<(usize, usize)> = Vec::new();
    for (index, ruling) in strokes {
        let y = ruling.bounds.center().y;
        let first = inked.partition_point(|glyph| glyph.middle() < y - height / 2.0);
        let count = inked[first..].partition_point(|glyph| glyph.middle() <= y + height / 2.0);
        if !effort.spend(count) {
            break;
        }
        let near = inked[first..].iter_mut().take(count).zip(first..);
        for (glyph, number) in near.filter(|(glyph, _)| glyph.may_be_drawn_by(ruling)) {
            glyph.add(ruling, apart);
            inside.push((index, number));
        }
    }
    for (index, number) in inside {
        outlines[index] |= inked[number].is_outlined;
    }
    inked.retain(|glyph| glyph.is_outlined);
    if !inked.is_empty() {
        find_rest(&inked, height, rulings, &mut outlines, effort);
    }
    outlines
}

/// Marks the rest of outlines. Where a character is outlined, all lines within it are part of that, also dots, and lines that
/// stick out of its box a little.
fn find_rest(inked: &[Inked], height: f32, rulings: &[Ruling], outlines: &mut [bool], effort: &Effort) {
    let rest =
        rulings.iter().zip(outlines).filter(|(ruling, is_outline)| !**is_outline && reach(&ruling.bounds) <= height);
    for (ruling, is_outline) in rest {
        let y = ruling.bounds.center().y;
        let first = inked.partition_point(|glyph| glyph.middle() < y - height);
        let mut near = inked[first..].iter().take_while(|glyph| glyph.middle() <= y + height);
        *is_outline = near.any(|glyph| effort.spend(1) && is_within(&ruling.bounds, &glyph.bounds));
    }
}

/// Whether a line is a stroke of a character that is not known to be outlined: it has the colour of the character, and lies within.
pub(super) fn is_stroke(line: &Ruling, character: &Glyph) -> bool {
    line.color == character.color && is_within(&line.bounds, &character.bounds)
}

/// Whether a line lies within the box of a character, which may stick out of it.
fn is_within(line: &Rect, character: &Rect) -> bool {
    let Rect { left, top, right, bottom } = *character;
    let out = STICKS_OUT * character.height();
    let room = Rect { left: left - out, top: top - out, right: right + out, bottom: bottom + out };
    room.union(line) == room && reach(line) < character.height()
}

/// The longer side of a box.
fn reach(bounds: &Rect) -> f32 {
    bounds.width().max(bounds.height())
}

/// A glyph and the lines within it.
struct Inked {
    bounds: Rect,
    /// Direction and place of the first line.
    first: Option<(bool, f32)>,
    /// Whether there are lines in both directions or at several places.
    is_outlined: bool,
}

impl Inked {
    fn new(bounds: Rect) -> Self {
        Self { bounds, first: None, is_outlined: false }
    }

    /// Whether the line may be a stroke of the character: it runs within the box, and only its ends stick out a little.
    fn may_be_drawn_by(&self, line: &Ruling) -> bool {
        let Rect { left, top, right, bottom } = self.bounds;
        let out = STICKS_OUT * self.bounds.height();
        let room = if line.horizontal {
            Rect { left: left - out, top, right: right + out, bottom }
        } else {
            Rect { left, top: top - out, right, bottom: bottom + out }
        };
        room.union(&line.bounds) == room
    }

    fn middle(&self) -> f32 {
        self.bounds.center().y
    }

    fn add(&mut self, line: &Ruling, apart: f32) {
        let center = line.bounds.center();
        let at = if line.horizontal { center.y } else { center.x };
        let (horizontal, first) = *self.first.get_or_insert((line.horizontal, at));
        self.is_outlined |= horizontal != line.horizontal || (first - at).abs() > apart;
    }
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::layout::testing::{Draft, transcript};

    #[test]
    fn strokes_of_characters_are_no_borders() {
        let mut draft = Draft::new(1);
        draft.table(100.0, &[&["", "b"]]);
        draft.text(60.0, 111.0, "田").rect(61.0, 104.0, 68.0, 111.0);
        assert_eq!(transcript(&[draft.page]), ["│田│b│"]);
    }

    #[test]
    fn strokes_may_stick_out_of_the_box_of_a_character() {
        let mut draft = Draft::new(1);
        // The strokes of the character stand right above the border between the cells below it.
        draft.rect(40.0, 100.0, 100.0, 114.0).rect(40.0, 114.0, 68.0, 128.0).rect(68.0, 114.0, 100.0, 128.0);
        draft.text(63.5, 110.9, "个").line(67.7, 105.0, 67.7, 112.7).line(68.3, 105.0, 68.3, 112.7);
        draft.text(44.0, 125.0, "b").text(80.0, 125.0, "d");
        assert_eq!(transcript(&[draft.page]), ["│个│", "│b│d│"]);
    }

    #[test]
    fn strokes_of_small_print_are_no_dots() {
        let mut draft = Draft::new(1);
        draft.text(60.0, 111.0, "田").rect(62.0, 105.0, 62.9, 105.9);
        let found = |em| find(&draft.page.glyphs, &draft.page.rulings, em, &crate::layout::Effort::new(usize::MAX));
        assert_eq!(found(5.0), [true; 4]);
        assert_eq!(found(10.0), [false; 4]);
    }

    #[test]
    fn dashes_that_cross_overflowing_text_are_a_border() {
        let mut draft = Draft::new(1);
        draft.rect(40.0, 100.0, 100.0, 115.0).rect(40.0, 115.0, 100.0, 130.0);
        for dash in 0..5 {
            let top = 100.0 + dash as f32 * 6.0;
            draft.line(68.0, top, 68.0, top + 3.0);
        }
        draft.text(42.0, 111.0, "20,349").text(80.0, 111.0, "b").text(80.0, 126.0, "d");
        assert_eq!(transcript(&[draft.page]), ["│20,349│b│", "││d│"]);
    }
}
