//! Keeps the texts that were left out, with their places and reasons. They share one string and one compact list of boxes,
//! because a report may print every character twice.

use super::frame::Frame;
use super::text::Line;
use super::{DiscardReason, Discarded, Text};
use crate::page::Glyph;
use crate::page::boxes::Boxes;

/// Discarded texts, one behind the other.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Discards {
    text: String,
    /// The box of each character, by its offset in `text`.
    boxes: Boxes,
    /// For each text where it ends in `text`, and why it was left out.
    ends: Vec<(usize, DiscardReason)>,
}

impl Discards {
    pub(super) fn push(&mut self, discarded: &Discarded) {
        let Text { string, places } = &discarded.text;
        for (character, &place) in string.chars().zip(places) {
            self.boxes.push(self.text.len(), place);
            self.text.push(character);
        }
        self.ends.push((self.text.len(), discarded.reason));
    }

    /// Adds others behind these.
    pub(crate) fn append(&mut self, others: &Self) {
        let start = self.text.len();
        self.text.push_str(&others.text);
        others.boxes.iter().for_each(|(offset, place)| self.boxes.push(start + offset, place));
        self.ends.extend(others.ends.iter().map(|&(end, reason)| (start + end, reason)));
    }

    /// Their texts and reasons, each with the number of the page on which it begins.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, u32, DiscardReason)> {
        let mut start = 0;
        let mut first = 0;
        self.ends.iter().map(move |&(end, reason)| {
            let text = &self.text[start..end];
            let page = self.boxes.starting_at(first).next().map_or(0, |(_, place)| place.page);
            start = end;
            first += text.chars().count();
            (text, page, reason)
        })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Discarded> {
        let mut places = self.boxes.iter().map(|(_, place)| place);
        self.texts().map(move |(text, _, reason)| {
            let places = places.by_ref().take(text.chars().count()).collect();
            Discarded { text: Text { string: text.to_owned(), places }, reason }
        })
    }
}

impl Extend<Discarded> for Discards {
    fn extend<T: IntoIterator<Item = Discarded>>(&mut self, discarded: T) {
        discarded.into_iter().for_each(|discarded| self.push(&discarded));
    }
}

impl FromIterator<Discarded> for Discards {
    fn from_iter<T: IntoIterator<Item = Discarded>>(discarded: T) -> Self {
        let mut all = Self::default();
        all.extend(discarded);
        // The copy has no spare room. A vector that has grown has up to twice the room that it needs, and each page has some of
        // these.
        all.clone()
    }
}

/// The second strikes, line by line: a page may have nothing but text that is printed twice.
pub(super) fn double_strikes(doubled: &[Glyph], frame: Frame) -> Discards {
    let is_on_line = |a: &Glyph, b: &Glyph| a.origin.y == b.origin.y;
    doubled.chunk_by(is_on_line).filter_map(|line| run(line.iter(), DiscardReason::DoubleStrike, frame)).collect()
}

/// Glyphs follow each other in a run of text when no more than this many font sizes lie between them.
const RUN_GAP: f32 = 2.5;

/// The noise as runs of text, in painting order.
pub(super) fn runs(noise: &[(Glyph, DiscardReason)], frame: Frame) -> Discards {
    let belongs = |(a, a_reason): &(Glyph, DiscardReason), (b, b_reason): &(Glyph, DiscardReason)| {
        let distance = (a.origin.x - b.origin.x).hypot(a.origin.y - b.origin.y);
        a_reason == b_reason && a.direction == b.direction && distance <= RUN_GAP * a.size.max(b.size)
    };
    noise.chunk_by(belongs).filter_map(|noise| run(noise.iter().map(|noise| &noise.0), noise[0].1, frame)).collect()
}

/// A run of text, if it is not of spaces alone.
fn run<'g>(glyphs: impl Iterator<Item = &'g Glyph>, reason: DiscardReason, frame: Frame) -> Option<Discarded> {
    let line = Line::of_characters(glyphs.map(|glyph| (glyph.character, glyph.bounds)).collect(), frame);
    let text = Text::of_lines(&[line]);
    (!text.string.trim().is_empty()).then_some(Discarded { text, reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Place;
    use crate::page::geometry::Rect;

    #[test]
    fn what_was_left_out_is_known_as_it_was() {
        let text = |string: &str, page: u32| {
            let place = |index: usize| Place { page, bounds: Rect::spanning(index as f32, 1.0, 9.5, 2.0) };
            Text { string: string.to_owned(), places: (0..string.chars().count()).map(place).collect() }
        };
        let given = [("第1页", 1), ("", 0), ("1", 2), ("内部", 2)];
        let given = given.map(|(string, page)| Discarded { text: text(string, page), reason: DiscardReason::Pale });
        let [mut all, mut others] = [Discards::default(), Discards::default()];
        all.extend(given[..2].iter().cloned());
        others.extend(given[2..].iter().cloned());
        all.append(&others);
        assert_eq!(all.iter().collect::<Vec<_>>(), given);
        let pages: Vec<_> = all.texts().map(|(text, page, _)| (text, page)).collect();
        assert_eq!(pages, [("第1页", 1), ("", 2), ("1", 2), ("内部", 2)]);
    }
}
