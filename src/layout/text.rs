//! Puts the glyphs of a cell, or those outside of all tables, into lines of text.
//!
//! Glyphs go in in any order; lines come out from top to bottom, each with its characters from left to right. White space is
//! settled on the way: none stays beside a CJK character, and one space between two other words. For example, `截至 2015 年 AV To`
//! becomes `截至2015年AV To`. The second strike of a character that is printed twice to look bold is dropped.

use super::frame::Frame;
use super::{Place, Text};
use crate::page::geometry::Rect;
use crate::page::{Glyph, HYPHENATION};

/// A printed line: its characters in reading order with white space settled.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// The characters and their boxes in the sheet's upright space.
    pub(super) characters: Vec<(char, Rect)>,
    /// The box around them.
    pub(super) bounds: Rect,
    /// The usual font size in the line.
    pub(super) size: f32,
    /// The smallest y of a baseline in the line.
    pub(super) baseline: f32,
    /// The way back to page space.
    pub(super) frame: Frame,
    /// The marked-content identifier of its first glyph that has one, by which the structure tree of a tagged file names its
    /// cell.
    pub(super) mcid: Option<u32>,
}

impl Line {
    /// A line of characters whose order and white space are settled already.
    pub(super) fn of_characters(characters: Vec<(char, Rect)>, frame: Frame) -> Self {
        let bounds = characters.iter().map(|(_, bounds)| *bounds).reduce(|a, b| a.union(&b)).unwrap_or_default();
        Self { characters, bounds, size: bounds.height(), baseline: bounds.bottom, frame, mcid: None }
    }

    /// Width of the beginning of `next` that no line break parts, such as its first word. If `next` goes on with the text of this
    /// line, that much did not fit at the end of this line.
    pub(super) fn unbroken(&self, next: &Self) -> f32 {
        let is_letter = |character: char| character.is_alphanumeric() && !is_wide(character);
        let ends_in_word = self.characters.last().is_some_and(|(character, _)| is_letter(*character));
        // A word that is broken after this line's last letter may break at any other place, too, but not beside a space, which
        // would be lost.
        let before_space = ends_in_word && next.characters.get(1).is_some_and(|(character, _)| *character == ' ');
        let first = if before_space { 2 } else { 0 };
        let may_break = |index: usize, a: char, b: char| {
            let between_words = index == first && ends_in_word || is_wide(a) || is_wide(b) || ends_word(a, b);
            index >= first && between_words && !opens(a) && !closes(b)
        };
        let pairs = next.characters.windows(2).enumerate();
        let end = pairs.take_while(|(index, pair)| !may_break(*index, pair[0].0, pair[1].0)).count();
        next.characters.get(end).map_or(0.0, |(_, bounds)| bounds.right - next.bounds.left)
    }

    /// The characters as a string.
    pub(super) fn string(&self) -> String {
        self.characters.iter().map(|(character, _)| character).collect()
    }
}

impl Text {
    /// The text of lines that follow each other. At a line break nothing is put in. A hyphen before it may have been put in by the
    /// program that broke the line: it stays U+2010, which no kind of values has. Elsewhere it is one of the text.
    pub(super) fn of_lines<'a>(lines: impl IntoIterator<Item = &'a Line, IntoIter: Clone>) -> Self {
        let lines = lines.into_iter();
        let count = lines.clone().map(|line| line.characters.len()).sum();
        // Room for ideographs, of three bytes each. It may be too much, but a text is dropped as soon as it is written down.
        let mut text = Self { string: String::with_capacity(3 * count), places: Vec::with_capacity(count) };
        let mut rest = lines.clone();
        while let Some(line) = rest.next() {
            let is_broken = rest.clone().next().is_some();
            for (index, (character, bounds)) in line.characters.iter().enumerate() {
                let is_last = is_broken && index + 1 == line.characters.len();
                text.string.push(if *character == HYPHENATION && !is_last { '-' } else { *character });
                text.places.push(Place { page: line.frame.page, bounds: line.frame.to_page(bounds) });
            }
        }
        text
    }
}

/// Whether white space beside the character means nothing: CJK, full-width forms, and the punctuation that Chinese
/// text shares with others but sets full-width.
pub(super) fn is_wide(character: char) -> bool {
    // A shortcut: half of the characters are digits.
    !character.is_ascii()
        && matches!(
            character,
            '\u{2E80}'..='\u{303F}' // radicals, CJK punctuation
            | '\u{3040}'..='\u{9FFF}' // kana, letters and ideographs
            | '\u{AC00}'..='\u{D7AF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{FE30}'..='\u{FE4F}'
            | '\u{FF00}'..='\u{FFEF}'
            | '\u{20000}'..='\u{3FFFF}'
            | '—' | '–' | '“' | '”' | '‘' | '’' | '…' | '·'
        )
}

/// Two glyphs stand on one line when they share at least this part of the smaller one's height. Lines of a cell never
/// overlap by half; two fonts on one line always do.
const LINE_OVERLAP: f32 = 0.5;

/// Puts glyphs into lines, from top to bottom. Second strikes go to `doubled`.
pub(super) fn lines(glyphs: &mut [Glyph], frame: Frame, doubled: &mut Vec<Glyph>) -> Vec<Line> {
    glyphs.sort_by(|a, b| a.bounds.center().y.total_cmp(&b.bounds.center().y));
    // Most cells have one line, and many have none.
    let mut lines = Vec::with_capacity(glyphs.len().min(1));
    let mut rest = glyphs;
    while let [first, ..] = rest {
        let mut core = (first.bounds.top, first.bounds.bottom);
        let end = rest.iter().position(|glyph| !shares_line(&mut core, &glyph.bounds)).unwrap_or(rest.len());
        let (line, below) = rest.split_at_mut(end);
        lines.extend(set_line(line, frame, doubled));
        rest = below;
    }
    lines
}

/// Whether a glyph stands on the line whose tallest glyph reaches from `core.0` to `core.1`. A taller one that does takes its
/// place.
fn shares_line(core: &mut (f32, f32), glyph: &Rect) -> bool {
    let shared = core.1.min(glyph.bottom) - core.0.max(glyph.top);
    let height = (core.1 - core.0).min(glyph.height());
    let shares = shared >= LINE_OVERLAP * height;
    if shares && glyph.height() > core.1 - core.0 {
        *core = (glyph.top, glyph.bottom);
    }
    shares
}

/// Orders the glyphs of one line and settles its white space; `None` for a line of spaces.
fn set_line(glyphs: &mut [Glyph], frame: Frame, doubled: &mut Vec<Glyph>) -> Option<Line> {
    glyphs.sort_by(|a, b| a.bounds.left.total_cmp(&b.bounds.left));
    let mut count = 0;
    for index in 0..glyphs.len() {
        let glyph = glyphs[index];
        if glyphs[..count].iter().rev().take(STRIKE_REACH).any(|other| is_double_strike(other, &glyph)) {
            doubled.push(glyph);
        } else {
            glyphs[count] = glyph;
            count += 1;
        }
    }
    let kept = &glyphs[..count];
    let gap_of_word = word_gap(kept);
    let mut characters: Vec<(char, Rect)> = Vec::with_capacity(kept.len());
    let mut bounds: Option<Rect> = None;
    let mut baseline = f32::INFINITY;
    let mut space: Option<&Glyph> = None;
    let mut last: Option<&Glyph> = None;
    for glyph in kept {
        if glyph.character == ' ' {
            space = Some(glyph);
            continue;
        }
        if let Some(last) = last {
            let before = last.bounds;
            let gap = glyph.bounds.left - before.right;
            // Only a space between the two characters counts. Those of empty lines may stand on top of characters.
            let between = before.right - SPACE_OFF * glyph.size..=glyph.bounds.left + SPACE_OFF * glyph.size;
            let is_space = space.is_some_and(|space| {
                between.contains(&space.bounds.center().x) && !is_of_other_text(space, [last, glyph])
            });
            let is_gap = is_space || gap > gap_of_word * glyph.size && !closes(glyph.character);
            if is_gap && !is_wide(last.character) && !is_wide(glyph.character) {
                let left = before.right.min(glyph.bounds.left);
                characters.push((' ', Rect { left, right: glyph.bounds.left.max(left), ..before }));
            }
        }
        characters.push((glyph.character, glyph.bounds));
        last = Some(glyph);
        bounds = Some(bounds.map_or(glyph.bounds, |bounds| bounds.union(&glyph.bounds)));
        baseline = baseline.min(glyph.origin.y);
        space = None;
    }
    let bounds = bounds?;
    let mcid = kept.iter().find_map(|glyph| glyph.mcid);
    Some(Line { characters, bounds, size: usual_size(kept)?, baseline, frame, mcid })
}

/// Whether a space lies on two characters that touch, and was shown with neither of them. It is of another text, such as one that
/// ends in spaces in the cell before.
fn is_of_other_text(space: &Glyph, [before, behind]: [&Glyph; 2]) -> bool {
    behind.bounds.left - before.bounds.right <= SPACE_OFF * before.size
        && space.shown_by != before.shown_by
        && space.shown_by != behind.shown_by
}

/// The median size of glyphs that are no spaces.
fn usual_size(glyphs: &[Glyph]) -> Option<f32> {
    let mut sizes = glyphs.iter().filter(|glyph| glyph.character != ' ').map(|glyph| glyph.size);
    let first = sizes.next()?;
    if sizes.clone().all(|size| size == first) {
        return Some(first);
    }
    let mut sizes: Vec<f32> = std::iter::once(first).chain(sizes).collect();
    let middle = sizes.len() / 2;
    Some(*sizes.select_nth_unstable_by(middle, f32::total_cmp).1)
}

/// The middle of a printed space may reach this many font sizes into the characters beside it.
const SPACE_OFF: f32 = 0.05;

/// Whether no line ends with the character.
fn opens(character: char) -> bool {
    matches!(character, '（' | '(' | '[' | '“' | '‘' | '《' | '【' | '「')
}

/// Whether no line and no word begins with the character.
fn closes(character: char) -> bool {
    let is_latin = matches!(character, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '%');
    is_latin
        || matches!(character, '）' | '”' | '’' | '》' | '】' | '」' | '，' | '。' | '、' | '；' | '：' | '？' | '！')
}

/// Whether every program may break a line between two characters that are both narrow: behind a space, and behind a hyphen or a
/// slash that joins words. Before a digit these are a minus and a part of a number. Behind `!`, `?` and `|` (UAX #14 has them as
/// `EX` and `BA`) only some programs break.
fn ends_word(a: char, b: char) -> bool {
    match a {
        ' ' => true,
        '-' | '/' => !b.is_ascii_digit(),
        _ => false,
    }
}

/// How many glyphs back a double strike may stand: the strikes of narrow neighbours interleave.
const STRIKE_REACH: usize = 4;

/// Strikes lie this part of the character's width apart at most, so that `11` stays two characters.
const STRIKE_WIDTH: f32 = 0.45;

/// Strikes lie this part of the font size apart at most.
const STRIKE_SIZE: f32 = 0.25;

/// Sizes of two strikes differ by this part at most.
const STRIKE_SCALE: f32 = 0.1;

/// Whether `b` is the character `a`, struck a second time to look bold.
pub(super) fn is_double_strike(a: &Glyph, b: &Glyph) -> bool {
    let reach = (STRIKE_WIDTH * b.bounds.width()).min(STRIKE_SIZE * b.size);
    a.character == b.character
        && (a.size - b.size).abs() <= STRIKE_SCALE * b.size
        && (a.origin.x - b.origin.x).abs() <= reach
        && (a.origin.y - b.origin.y).abs() <= STRIKE_SIZE * b.size
}

/// A gap wider than this many font sizes beyond the usual distance of the line's letters separates words. Word spaces
/// are between a fifth and a third of the size; letters of one word are off by a few hundredths.
const WORD_GAP: f32 = 0.16;

/// With fewer pairs of letters than this in a line, its usual distance is not known.
const KNOWN_PAIRS: usize = 3;

/// Where the usual distance is not known, a gap wider than this many font sizes separates words. It is more than [`WORD_GAP`],
/// because letters may be set wide.
const SURE_WORD_GAP: f32 = 0.45;

/// The least gap, in font sizes, that separates two words of the line.
fn word_gap(glyphs: &[Glyph]) -> f32 {
    let gaps = glyphs
        .windows(2)
        .filter(|pair| pair.iter().all(|glyph| glyph.character != ' ' && !is_wide(glyph.character)))
        .map(|pair| (pair[1].bounds.left - pair[0].bounds.right) / pair[1].size);
    if gaps.clone().count() < KNOWN_PAIRS {
        return SURE_WORD_GAP;
    }
    let mut gaps: Vec<f32> = gaps.collect();
    // The lower one of two in the middle: half of the gaps may be between words.
    let middle = (gaps.len() - 1) / 2;
    WORD_GAP + gaps.select_nth_unstable_by(middle, f32::total_cmp).1.max(0.0)
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, SIZE, transcript};

    fn read(draft: &mut Draft) -> String {
        transcript(&[std::mem::take(&mut draft.page)]).join("⏎")
    }

    #[test]
    fn white_space_beside_cjk_goes_and_between_latin_is_one() {
        let mut draft = Draft::new(1);
        draft.text(50.0, 400.0, "截至 2015 年 05 月  AV  To IBM 软件");
        assert_eq!(read(&mut draft), "截至2015年05月AV To IBM软件");
    }

    #[test]
    fn a_gap_is_a_space_where_words_stand_apart() {
        let mut draft = Draft::new(1);
        draft.text(50.0, 400.0, "2022.10.28").text(98.5, 400.0, "09:16:07");
        assert_eq!(read(&mut draft), "2022.10.28 09:16:07");
    }

    #[test]
    fn a_space_of_another_text_on_touching_digits_is_none() {
        let mut draft = Draft::new(1);
        // The middle of the space is 0.15 points before the end of the first digit.
        draft.text(50.0 + SIZE / 4.0 - 0.15, 400.0, " ").text(50.0, 400.0, "8").text(50.0 + SIZE / 2.0, 400.0, "78");
        assert_eq!(read(&mut draft), "878");
        let mut draft = Draft::new(1);
        draft.text(50.0, 400.0, "8 78");
        assert_eq!(read(&mut draft), "8 78");
    }

    #[test]
    fn letters_set_wide_are_one_word() {
        let mut draft = Draft::new(1);
        for (index, character) in "990087198".chars().enumerate() {
            draft.text(50.0 + index as f32 * SIZE, 400.0, &character.to_string());
        }
        assert_eq!(read(&mut draft), "990087198");
    }

    #[test]
    fn two_fonts_with_different_baselines_are_one_line() {
        let mut draft = Draft::new(1);
        draft.text(50.0, 401.2, ".").text(54.5, 400.0, "05").text(45.5, 400.0, "5");
        assert_eq!(read(&mut draft), "5.05");
    }

    #[test]
    fn fake_bold_is_read_once_and_repeated_digits_twice() {
        let mut draft = Draft::new(1);
        draft.text(50.0, 400.0, "11账户").text(50.4, 400.0, "11账户");
        assert_eq!(read(&mut draft), "11账户");
    }
}
