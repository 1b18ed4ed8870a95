//! Tells runs that are the texts of several cells, which touch by chance, from one text that runs over a border.

use super::alignment::Alignment;
use super::content::{Content, cells_of, is_shown_at_once};
use super::{CENTRED, CellIndex, EXACT, is_crossed, is_exact};
use crate::page::Glyph;
use crate::page::geometry::Point;

/// The words of two cells that are this many font sizes apart look like two texts. Measured on the printer's blanks, which are one
/// font size wide; words of one text that are as far apart may be refused, or be read as two where each stands within a cell that
/// has no other text at that height, as they look.
const APART: f32 = 0.9;

impl Content<'_> {
    /// The cells of texts that touch or nearly do, where each text is shown by an operator of its own and stands in the very middle
    /// of another cell, as all texts beside it do: how many glyphs each text has, and its cell. No chance puts them there. `None` if
    /// one of these cells has other text on the line.
    pub(super) fn homes_of_centred(
        &self,
        run: &[Glyph],
        own: &[Option<CellIndex>],
        is_beside: impl Fn(CellIndex) -> bool,
    ) -> Option<Vec<(usize, CellIndex)>> {
        let cells = cells_of(own);
        let is_centred = |text: &[Glyph], cell: CellIndex| {
            let alignment = self.alignments.beside(cell, &cells, self.tables, self.effort);
            let alignment = alignment.filter(|alignment| matches!(alignment, Alignment::Middle(_)));
            alignment.is_some_and(|alignment| self.misalignment_from(alignment, text, cell) <= EXACT)
        };
        let mut homes: Vec<(usize, CellIndex)> = Vec::new();
        for text in run.chunk_by(|a, b| a.shown_by == b.shown_by) {
            let mut centred = cells.iter().filter(|cell| is_centred(text, **cell));
            let (Some(cell), None) = (centred.next(), centred.next()) else { return None };
            if homes.iter().any(|(_, other)| other == cell) || is_beside(*cell) {
                return None;
            }
            homes.push((text.len(), *cell));
        }
        (homes.len() > 1).then_some(homes)
    }

    /// Whether the run is several texts: the part in each cell stands there as the text of that cell would, and was set by
    /// itself. It was if operators of its own show it, or if the glyphs follow each other exactly but for the border. Blanks
    /// before and behind the words of a part may be shown by other operators; the glyphs `before` the run may end in such blanks.
    pub(super) fn is_of_texts(&self, run: &[Glyph], own: &[Option<CellIndex>], before: &[Glyph]) -> bool {
        let blanks_before = before.iter().rev().take_while(|glyph| glyph.character == ' ');
        let mut first = blanks_before.last();
        let mut above: Option<&[Glyph]> = None;
        let mut start = 0;
        let cells = cells_of(own);
        // A letter of a text that runs over a border may come near to where texts of the next cell end.
        let is_aligned =
            |text: &[Glyph], cell: CellIndex| match self.alignments.beside(cell, &cells, self.tables, self.effort) {
                Some(alignment) => self.misalignment_from(alignment, text, cell) <= CENTRED,
                None => self.is_aligned(text, cell),
            };
        own.chunk_by(|a, b| a == b).all(|part| {
            let text = &run[start..start + part.len()];
            start += part.len();
            let are_apart = above.replace(text).is_none_or(|above| {
                let (words_above, words) = (trimmed(above), trimmed(text));
                let are_shown_apart = match (words_above.last(), words.first()) {
                    (Some(last), Some(first)) => last.shown_by != first.shown_by,
                    _ => false,
                };
                are_shown_apart && is_shown_at_once(words_above) && is_shown_at_once(words)
                    || !is_exact(&above[above.len() - 1], &text[0]) && follows_exactly(above) && follows_exactly(text)
            });
            let ends = (first.take().unwrap_or(&text[0]).bounds.left, text[text.len() - 1].bounds.right);
            are_apart
                && part[0]
                    .is_some_and(|cell| is_aligned(text, cell) || self.is_aligned_with_blanks(ends, text[0].size, cell))
        })
    }

    /// Whether the run is the texts of several cells, or of one, and nothing but blanks is elsewhere: the words of each part are
    /// shown at once, stand within their cell, and are far enough from the words of the next part that nobody would take both for
    /// one text. `is_level` tells whether a cell has other text at the height of the run: then the words beside it may be of another
    /// text.
    pub(super) fn is_parted_by_blanks(
        &self,
        run: &[Glyph],
        own: &[Option<CellIndex>],
        is_level: impl Fn(CellIndex) -> bool,
    ) -> bool {
        let mut above: Option<&[Glyph]> = None;
        let mut start = 0;
        own.chunk_by(|a, b| a == b).all(|part| {
            let words = trimmed(&run[start..start + part.len()]);
            start += part.len();
            let (Some(first), Some(last)) = (words.first(), words.last()) else { return true };
            let Some(cell) = part[0] else { return false };
            let is_apart = above.replace(words).and_then(|above| above.last()).is_none_or(|above| {
                above.shown_by != first.shown_by && first.bounds.left - above.bounds.right >= APART * first.size
            });
            let bounds = self.bounds(cell);
            let is_within = first.bounds.left >= bounds.left && last.bounds.right <= bounds.right;
            is_apart && is_within && is_shown_at_once(words) && !is_level(cell)
        })
    }

    /// Whether a text with its blanks stands in the very middle of the cell, or begins or ends exactly as far from its side as the
    /// nearest glyph of all texts, which may be a blank, too. `ends` are the left and the right end of the text.
    fn is_aligned_with_blanks(&self, ends: (f32, f32), size: f32, cell: CellIndex) -> bool {
        let Some((before, behind)) = self.insets[cell.0] else { return false };
        let bounds = self.bounds(cell);
        let left = ends.0 - bounds.left - before;
        let right = bounds.right - behind - ends.1;
        let middle = f32::midpoint(ends.0, ends.1) - bounds.center().x;
        left.abs().min(right.abs()).min(middle.abs()) <= CENTRED * size
    }
}

/// Whether two words of the run lie in different cells, and the border between these runs through neither of them.
pub(super) fn has_blank_at_border(
    run: &[Glyph],
    own: &[Option<CellIndex>],
    cell_at: impl Fn(Point) -> Option<CellIndex>,
) -> bool {
    let inked: Vec<usize> = (0..run.len()).filter(|index| run[*index].character != ' ').collect();
    inked.windows(2).any(|pair| {
        let [last, first] = [pair[0], pair[1]];
        first > last + 1
            && own[last] != own[first]
            && !is_crossed(&run[last], &cell_at)
            && !is_crossed(&run[first], &cell_at)
    })
}

/// The glyphs without the blanks before the first word and behind the last one.
fn trimmed(glyphs: &[Glyph]) -> &[Glyph] {
    let is_inked = |glyph: &Glyph| glyph.character != ' ';
    match (glyphs.iter().position(is_inked), glyphs.iter().rposition(is_inked)) {
        (Some(first), Some(last)) => &glyphs[first..=last],
        _ => &[],
    }
}

/// Whether each glyph is set where the one before ends.
fn follows_exactly(glyphs: &[Glyph]) -> bool {
    glyphs.windows(2).all(|pair| is_exact(&pair[0], &pair[1]))
}
