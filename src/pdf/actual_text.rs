//! ActualText: the text that a file gives for a stretch of glyphs, such as `fi` for the glyph of a ligature (ISO 32000-1,
//! 14.9.4). It is put in place of the characters that the font gives for these glyphs.

use lopdf::{Object, StringFormat};

use super::font::fold;
use crate::page::Glyph;
use crate::page::geometry::{Point, Rect};

/// The printed characters of a text string object.
pub(super) fn decode(string: &[u8]) -> Vec<char> {
    let object = Object::String(string.to_vec(), StringFormat::Literal);
    let text = lopdf::decode_text_string(&object).unwrap_or_default();
    let mut characters = Vec::with_capacity(text.len());
    for character in text.chars() {
        // A text with a character that is no text, such as a control character, is ignored: the glyphs count.
        if fold(character, &mut characters).is_none() {
            return Vec::new();
        }
    }
    characters
}

/// Puts the text in place of the glyphs from `start` on, if its characters, spaces aside, are not the same.
///
/// If there are as many characters as glyphs, each character takes the place of a glyph. If not, the characters share the box of
/// the glyphs equally. This needs glyphs on one line; glyphs on several lines stay as they are.
pub(super) fn replace(glyphs: &mut Vec<Glyph>, start: usize, text: &[char]) {
    let Some(span) = glyphs.get(start..).filter(|span| !span.is_empty()) else { return };
    let printed = |character: &char| *character != ' ';
    if !text.iter().any(printed)
        || text.iter().copied().filter(printed).eq(span.iter().map(|glyph| glyph.character).filter(printed))
    {
        return;
    }
    if span.len() == text.len() {
        for (glyph, character) in glyphs[start..].iter_mut().zip(text) {
            glyph.character = *character;
        }
        return;
    }
    let first = span[0];
    if !span.iter().all(|glyph| on_line_of(&first, glyph)) {
        return;
    }
    let bounds = span.iter().fold(first.bounds, |bounds, glyph| bounds.union(&glyph.bounds));
    let orders: Vec<u32> = span.iter().map(|glyph| glyph.order).collect();
    glyphs.truncate(start);
    for (index, character) in text.iter().enumerate() {
        let bounds = slice(&bounds, first.direction, index, text.len());
        let order = orders.get(index).or(orders.last()).copied().unwrap_or(first.order);
        let origin = match first.direction {
            direction if is_vertical(direction) => Point { x: first.origin.x, y: bounds.top },
            _ => Point { x: bounds.left, y: first.origin.y },
        };
        glyphs.push(Glyph { character: *character, bounds, origin, order, ..first });
    }
}

fn is_vertical(direction: f32) -> bool {
    (45.0..135.0).contains(&direction.abs())
}

fn on_line_of(first: &Glyph, glyph: &Glyph) -> bool {
    let across =
        if is_vertical(first.direction) { glyph.origin.x - first.origin.x } else { glyph.origin.y - first.origin.y };
    glyph.direction == first.direction && across.abs() <= first.size / 2.0
}

/// One of `count` equal parts of a box along the direction of the text.
#[expect(clippy::cast_precision_loss, reason = "a text has far fewer characters than 2^24")]
fn slice(bounds: &Rect, direction: f32, index: usize, count: usize) -> Rect {
    let backwards = !(-45.0..135.0).contains(&direction);
    let index = if backwards { count - 1 - index } else { index };
    let (from, to) = (index as f32 / count as f32, (index + 1) as f32 / count as f32);
    if is_vertical(direction) {
        let height = bounds.height();
        Rect { top: bounds.top + height * from, bottom: bounds.top + height * to, ..*bounds }
    } else {
        let width = bounds.width();
        Rect { left: bounds.left + width * from, right: bounds.left + width * to, ..*bounds }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Clipping, Color};

    fn glyphs(text: &str) -> Vec<Glyph> {
        let glyph = |(index, character)| {
            let left = f32::from(u16::try_from(index).unwrap()) * 10.0;
            Glyph {
                character,
                bounds: Rect { left, top: 0.0, right: left + 10.0, bottom: 10.0 },
                origin: Point { x: left, y: 8.8 },
                size: 10.0,
                direction: 0.0,
                color: Color::BLACK,
                order: 0,
                in_form: false,
                annotation: false,
                invisible: false,
                clipping: Clipping::None,
                shown_by: 0,
                mcid: None,
                artifact: false,
            }
        };
        text.chars().enumerate().map(glyph).collect()
    }

    fn replaced(painted: &str, text: &[u8]) -> String {
        let mut glyphs = glyphs(painted);
        replace(&mut glyphs, 0, &decode(text));
        glyphs.iter().map(|glyph| glyph.character).collect()
    }

    #[test]
    fn the_text_takes_the_place_of_its_glyphs() {
        assert_eq!(replaced("\u{fffd}x", b"ab"), "ab");
        assert_eq!(replaced("*", b"\xfe\xff\x4e\x00\x4e\x8c"), "一二");
    }

    #[test]
    fn characters_share_the_box() {
        let mut glyphs = glyphs("xyz");
        replace(&mut glyphs, 1, &['a', 'b', 'c', 'd']);
        let lefts: Vec<f32> = glyphs.iter().map(|glyph| glyph.bounds.left).collect();
        assert_eq!(lefts, [0.0, 10.0, 15.0, 20.0, 25.0]);
    }

    #[test]
    fn a_text_that_says_nothing_else_changes_nothing() {
        assert_eq!(replaced("a b", b"ab"), "a b");
        assert_eq!(replaced("ab", b""), "ab");
        assert_eq!(replaced("ab", b"  "), "ab");
        assert_eq!(replaced("-", b"\xfe\xff\x20\x0b"), "-");
    }

    #[test]
    fn a_hyphen_that_breaks_a_line_is_told() {
        assert_eq!(replaced("-", b"\xfe\xff\x00\xad"), "\u{2010}");
    }
}
