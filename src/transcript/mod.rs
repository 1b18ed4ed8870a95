//! The report as plain text, with a map from the text back to the pages.
//!
//! In go the printed lines of a layout; out comes a [`Transcript`] with one text line for each of them. A row of a
//! table becomes `│a│b│`. The text is kept in two forms: the printed form, which people and the JSON see, and the
//! folded form, which the grammars match. Each character and each cell keeps its page and its box.

pub(crate) mod fold;
pub(crate) mod ranges;

use std::borrow::Cow;
use std::ops::Range;

use self::fold::fold;
use crate::layout::{Layout, Place, PrintedLine};
use crate::page::boxes::Boxes;
use crate::page::geometry::Rect;

/// Stands in a row for a spanned cell, that is, a cell that began in a row above.
pub const SPANNED: char = '〃';

/// Stands before, between and after the cells of a row.
pub const BAR: char = '│';

/// Stands before a [`BAR`], a [`SPANNED`] or a backslash that is printed in the report.
pub const ESCAPE: char = '\\';

/// The text of a report in its printed and its folded form (see `ARCHITECTURE.md`, "Transcript"), and the way back from
/// it to the pages.
///
/// ```
/// use zhengxin::transcript::Transcript;
/// let transcript = Transcript::from_text("（一） 身份信息\n│性别│出生日期│\n");
/// assert_eq!(transcript.folded(), "（一）身份信息\n│性别│出生日期│\n");
/// assert_eq!(transcript.printed(3.."（一）身份".len()), "一） 身份");
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Transcript {
    text: String,
    folded: String,
    /// The offsets (folded, printed) at which the distance between the two forms changes; both ascend.
    steps: Vec<(usize, usize)>,
    /// The offsets in `text` at which the lines begin, except the first line; ascending.
    line_starts: Vec<usize>,
    /// The place of each character, by the offset in `text` at which it begins.
    places: Boxes,
    /// The place of each cell, by the offset in `text` at which its text begins.
    cells: Boxes,
}

impl Transcript {
    /// Writes the lines of a layout as a transcript.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        Self::of_lines(&layout.lines)
    }

    /// Writes some printed lines as a transcript.
    pub(crate) fn of_lines(lines: &[PrintedLine]) -> Self {
        let mut transcript = Self::default();
        lines.iter().for_each(|line| transcript.push_line(line));
        transcript
    }

    /// Adds a printed line at the end.
    pub(crate) fn push_line(&mut self, line: &PrintedLine) {
        match line {
            PrintedLine::Text(text) => self.push_text(&text.string, &text.places),
            PrintedLine::Row(cells) => {
                self.push(BAR);
                for cell in cells {
                    let start = self.text.len();
                    if cell.spanned {
                        self.push(SPANNED);
                    } else {
                        self.push_text(&cell.text.string, &cell.text.places);
                    }
                    let place = Place { page: cell.page, bounds: cell.bounds };
                    self.cells.push(start, place);
                    self.push(BAR);
                }
            }
        }
        self.push('\n');
    }

    /// A transcript written by hand, without places.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let mut transcript = Self::default();
        text.chars().for_each(|character| transcript.push(character));
        if !text.is_empty() && !text.ends_with('\n') {
            transcript.push('\n');
        }
        transcript
    }

    fn push(&mut self, character: char) {
        let folded = match character {
            // The grammars see line ends, although these are white space. They do not see blank lines.
            '\n' => Some('\n').filter(|_| !self.folded.is_empty() && !self.folded.ends_with('\n')),
            _ => fold(character),
        };
        if let Some(folded) = folded {
            let step = (self.folded.len(), self.text.len());
            // Compared crosswise: either form may be the longer one so far.
            if self.steps.last().is_none_or(|last| last.1 + step.0 != step.1 + last.0) {
                self.steps.push(step);
            }
            self.folded.push(folded);
        }
        self.text.push(character);
        if character == '\n' {
            self.line_starts.push(self.text.len());
        }
    }

    fn push_text(&mut self, text: &str, places: &[Place]) {
        let mut places = places.iter();
        for character in text.chars() {
            if matches!(character, BAR | SPANNED | ESCAPE) {
                self.push(ESCAPE);
            }
            if let Some(&place) = places.next() {
                self.places.push(self.text.len(), place);
            }
            self.push(character);
        }
    }

    /// A copy of the transcript with other texts in some ranges of the printed text. The ranges ascend, and the edits
    /// do not change how the text is cut into cells. The first character of a new text gets the place of the first
    /// character of its range, the second that of the second, and so on.
    pub(crate) fn replaced(&self, edits: &[(Range<usize>, String)]) -> Self {
        let mut replaced = Self::default();
        let mut places = self.places.iter().peekable();
        let mut copy = |old: Range<usize>, text: &str, replaced: &mut Self| {
            let mut offsets = self.text[old.clone()].char_indices().map(|(at, _)| old.start + at);
            for character in text.chars() {
                let offset = offsets.next().unwrap_or(old.end);
                while places.next_if(|place| place.0 < offset).is_some() {}
                if let Some(place) = places.next_if(|place| place.0 == offset) {
                    replaced.places.push(replaced.text.len(), place.1);
                }
                replaced.push(character);
            }
        };
        let mut at = 0;
        for (range, text) in edits {
            copy(at..range.start, &self.text[at..range.start], &mut replaced);
            copy(range.clone(), text, &mut replaced);
            at = range.end;
        }
        copy(at..self.text.len(), &self.text[at..], &mut replaced);
        let moved = |offset: usize| {
            let before = edits.iter().take_while(|(range, _)| range.end <= offset);
            before.fold(offset, |offset, (range, text)| offset + text.len() - range.len())
        };
        self.cells.iter().for_each(|(start, place)| replaced.cells.push(moved(start), place));
        replaced
    }

    /// A copy of the transcript with other lines in place of some ranges of lines. Lines are numbered from 0; the
    /// ranges ascend.
    pub(crate) fn with_lines(&self, edits: &[(Range<usize>, &[PrintedLine])]) -> Self {
        let mut other = Self::default();
        let mut places = self.places.iter().peekable();
        let mut cells = self.cells.iter().peekable();
        let mut copy = |range: Range<usize>, other: &mut Self| {
            while places.next_if(|place| place.0 < range.start).is_some() {}
            while cells.next_if(|cell| cell.0 < range.start).is_some() {}
            for (at, character) in self.text[range.clone()].char_indices() {
                let offset = range.start + at;
                while let Some(cell) = cells.next_if(|cell| cell.0 == offset) {
                    other.cells.push(other.text.len(), cell.1);
                }
                if let Some(place) = places.next_if(|place| place.0 == offset) {
                    other.places.push(other.text.len(), place.1);
                }
                other.push(character);
            }
        };
        let mut at = 0;
        for (lines, others) in edits {
            let range = self.range_of_lines(lines.clone());
            copy(at..range.start, &mut other);
            others.iter().for_each(|line| other.push_line(line));
            at = range.end;
        }
        copy(at..self.text.len(), &mut other);
        other
    }

    /// Where lines stand in the printed text, by their numbers from 0.
    pub(crate) fn range_of_lines(&self, lines: Range<usize>) -> Range<usize> {
        let start = |line: usize| match line.checked_sub(1) {
            None => 0,
            Some(before) => self.line_starts.get(before).copied().unwrap_or(self.text.len()),
        };
        start(lines.start)..start(lines.end)
    }

    /// The number, from 0, of the line that holds an offset of the printed text.
    pub(crate) fn line_of(&self, printed: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= printed)
    }

    /// The range of the folded text for a range of the printed text that consists of whole lines.
    pub(crate) fn folded_range(&self, printed: Range<usize>) -> Range<usize> {
        let folded = |offset: usize| {
            let steps = self.steps.partition_point(|step| step.1 <= offset);
            match steps.checked_sub(1).and_then(|index| self.steps.get(index)) {
                Some(step) => (step.0 + offset - step.1).min(self.folded.len()),
                None => 0,
            }
        };
        folded(printed.start)..folded(printed.end)
    }

    /// The text as it is printed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text as the grammars match it.
    #[must_use]
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The range of the printed text for a range of the folded one, without white space at its ends.
    #[must_use]
    pub fn printed_range(&self, folded: Range<usize>) -> Range<usize> {
        let steps = self.steps_up_to(folded.start);
        let start = self.printed_offset_by(steps, folded.start);
        let Some(last) = self.folded.get(folded.clone()).and_then(|range| range.chars().next_back()) else {
            return start..start;
        };
        let last = folded.end - last.len_utf8();
        // Most ranges have no step inside. Then the steps counted for the start also hold for the last character.
        let is_further = self.steps.get(steps).is_some_and(|next| next.0 <= last);
        let last = self.printed_offset_by(if is_further { self.steps_up_to(last) } else { steps }, last);
        let end = last + self.text[last..].chars().next().map_or(0, char::len_utf8);
        start..end
    }

    /// The offset in the printed text behind the line that ends at an offset of the folded text.
    pub(crate) fn printed_end(&self, folded: usize) -> usize {
        let last = self.printed_range(folded.saturating_sub(1)..folded);
        last.end.max(self.printed_offset(folded.saturating_sub(1)) + 1).min(self.text.len())
    }

    fn printed_offset(&self, folded: usize) -> usize {
        self.printed_offset_by(self.steps_up_to(folded), folded)
    }

    /// How many steps lie at or before an offset of the folded text.
    fn steps_up_to(&self, folded: usize) -> usize {
        self.steps.partition_point(|step| step.0 <= folded)
    }

    /// The offset in the printed text for an offset of the folded text at or before which this many steps lie.
    fn printed_offset_by(&self, steps: usize, folded: usize) -> usize {
        match steps.checked_sub(1).and_then(|index| self.steps.get(index)) {
            Some(step) => (step.1 + folded - step.0).min(self.text.len()),
            None => 0,
        }
    }

    /// The printed text for a range of the folded one, escapes resolved.
    #[must_use]
    pub fn printed(&self, folded: Range<usize>) -> Cow<'_, str> {
        self.unescaped(self.printed_range(folded))
    }

    /// The text for a range of the printed text, escapes resolved.
    #[must_use]
    pub fn unescaped(&self, printed: Range<usize>) -> Cow<'_, str> {
        unescape(&self.text[printed])
    }

    /// The characters of the report: the offset of each in the printed text, and its place. Characters that the
    /// transcript adds (bars, line ends, escapes, the sign of a spanned cell) are not among them.
    pub(crate) fn characters(&self) -> &Boxes {
        &self.places
    }

    /// The characters of the report, each with its place; none where the text was written by hand.
    ///
    /// ```
    /// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
    /// let transcript = zhengxin::transcribe(&bytes)?;
    /// let (first, place) = transcript.glyphs().next().unwrap();
    /// assert_eq!((first, place.page), ('个', 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn glyphs(&self) -> impl Iterator<Item = (char, Place)> {
        let unescaped = |(at, place): (usize, Place)| Some((self.text[at..].chars().next()?, place));
        self.places.iter().filter_map(unescaped)
    }

    /// The cells of the tables, row by row; a cell that spans rows stands in each of them. None where the text was written by
    /// hand.
    ///
    /// ```
    /// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
    /// let transcript = zhengxin::transcribe(&bytes)?;
    /// assert_eq!(transcript.cells().next().map(|cell| cell.page), Some(1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn cells(&self) -> impl Iterator<Item = Place> {
        self.cells.iter().map(|cell| cell.1)
    }

    /// Where a range of the printed text stands: one box for each page and printed line of it; for an empty cell the
    /// box of the cell. Empty where the text was written by hand.
    #[must_use]
    pub fn places(&self, printed: Range<usize>) -> Vec<Place> {
        let mut boxes: Vec<Place> = Vec::new();
        for (_, place) in self.places.at_offset(printed.start).take_while(|place| place.0 < printed.end) {
            match boxes.last_mut() {
                Some(last) if last.page == place.page && on_one_line(&last.bounds, &place.bounds) => {
                    last.bounds = last.bounds.union(&place.bounds);
                }
                _ => boxes.push(place),
            }
        }
        if boxes.is_empty() {
            boxes.extend(self.cell_of(&printed));
        }
        boxes
    }

    /// The box of the cell that holds a range of the printed text.
    fn cell_of(&self, printed: &Range<usize>) -> Option<Place> {
        let index = self.cells.index_at(printed.start + 1).checked_sub(1)?;
        let (start, place) = self.cells.starting_at(index).next()?;
        let mut escaped = false;
        let is_edge = |character: char| {
            let is_edge = character == BAR && !escaped;
            escaped = character == ESCAPE && !escaped;
            is_edge
        };
        (!self.text.get(start..printed.end)?.contains(is_edge)).then_some(place)
    }

    /// The range in the printed text of the cell, or of the line of text, that holds an offset of the folded text. An
    /// offset at the bar behind a cell belongs to that cell, because a longer text would have gone on there.
    #[must_use]
    pub fn piece_at(&self, folded: usize) -> Range<usize> {
        let mut at = self.printed_offset(folded.min(self.folded.len())).min(self.text.len());
        let is_edge = |character: char| matches!(character, BAR | '\n');
        if self.text[at..].starts_with('\n') && self.text[..at].ends_with(BAR) {
            at -= BAR.len_utf8();
        }
        let begins_line = at == 0 || self.text[..at].ends_with('\n');
        if begins_line && self.text[at..].starts_with(BAR) {
            at += BAR.len_utf8();
        }
        let after_edge = |edge| edge + self.text[edge..].chars().next().map_or(0, char::len_utf8);
        let start = self.text[..at].rfind(is_edge).map_or(0, after_edge);
        let end = self.text[at..].find(is_edge).map_or(self.text.len(), |edge| at + edge);
        start..end
    }

    /// The number of the last page with something of the report on it; 0 where the text was written by hand.
    ///
    /// ```
    /// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
    /// assert_eq!(zhengxin::transcribe(&bytes)?.page_count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn page_count(&self) -> u32 {
        self.places.last_page().unwrap_or(0)
    }

    /// The number (from 1) and the printed text of the line that holds an offset of the folded text.
    #[must_use]
    pub fn line_at(&self, folded: usize) -> (usize, &str) {
        let printed = self.printed_offset(folded);
        let number = self.line_starts.partition_point(|start| *start <= printed);
        let start = number.checked_sub(1).map_or(0, |last| self.line_starts[last]);
        (number + 1, self.text[start..].lines().next().unwrap_or_default())
    }
}

fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains(ESCAPE) {
        return Cow::Borrowed(text);
    }
    let mut unescaped = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        unescaped.push(if character == ESCAPE { characters.next().unwrap_or(character) } else { character });
    }
    Cow::Owned(unescaped)
}

/// The cells of a line, as they are printed; a line of text is one cell.
pub(crate) fn cells(line: &str) -> Vec<String> {
    let row = line.strip_prefix(BAR).map_or(line, |row| row.strip_suffix(BAR).unwrap_or(row));
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for character in row.chars() {
        match cells.last_mut() {
            Some(cell) if escaped || character != BAR => cell.push(character),
            _ => cells.push(String::new()),
        }
        escaped = character == ESCAPE && !escaped;
    }
    cells.iter().map(|cell| unescape(cell).into_owned()).collect()
}

/// Whether two boxes that follow each other in reading order are on one printed line. They are if they overlap in
/// height by more than half of the smaller height. On a turned page, where a line runs up or down, they also are if one
/// box stands right above or below the other.
fn on_one_line(first: &Rect, second: &Rect) -> bool {
    let overlap = first.bottom.min(second.bottom) - first.top.max(second.top);
    let is_turned = (first.left - second.left).abs() < TOUCHING && (first.right - second.right).abs() < TOUCHING;
    overlap * 2.0 > first.height().min(second.height()) || (is_turned && overlap.abs() < TOUCHING)
}

/// Edges nearer to each other than this, in points, touch. Lines of text have more room between them.
const TOUCHING: f32 = 0.2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_lead_back_to_what_is_printed() {
        let transcript = Transcript::from_text("(a)：（b） c\n│1\u{3000}－2│││\n");
        assert_eq!(transcript.folded(), "（a）：（b）c\n│1-2│││\n");
        for (folded, printed) in [("（a）", "(a)"), ("（b）c", "（b） c"), ("1-2", "1\u{3000}－2"), ("-", "－")]
        {
            let start = transcript.folded().find(folded).expect("a part of it");
            assert_eq!(transcript.printed(start..start + folded.len()), printed);
        }
    }

    #[test]
    fn bars_that_are_printed_part_no_cells() {
        assert_eq!(cells(r"│a\│b││\\│\〃│"), ["a│b", "", r"\", "〃"]);
        assert_eq!(cells("│〃│"), ["〃"]);
        assert_eq!(cells("（一） 身份信息"), ["（一） 身份信息"]);
    }

    #[test]
    fn an_empty_range_is_where_it_stands() {
        let transcript = Transcript::from_text("│ab││\n");
        let at = transcript.folded().find("││").expect("an empty cell") + BAR.len_utf8();
        assert_eq!(transcript.printed(at..at), "");
        assert_eq!(transcript.printed_range(at..at), at..at);
    }

    #[test]
    fn blank_lines_are_counted_but_not_seen() {
        let transcript = Transcript::from_text("\n \na\n\nb\n");
        assert_eq!(transcript.folded(), "a\nb\n");
        assert_eq!(transcript.line_at(0), (3, "a"));
        assert_eq!(transcript.line_at(2), (5, "b"));
    }

    #[test]
    fn the_bar_behind_a_cell_belongs_to_it() {
        let transcript = Transcript::from_text("x\n│ab│cd│\ny\n");
        let piece = |folded: &str| {
            let at = transcript.folded().find(folded).expect("a part of it");
            &transcript.text()[transcript.piece_at(at)]
        };
        assert_eq!([piece("x"), piece("│ab"), piece("b│"), piece("│cd"), piece("cd")], ["x", "ab", "ab", "ab", "cd"]);
        assert_eq!([piece("│\ny"), piece("\ny"), piece("y")], ["cd", "cd", "y"]);
    }
}
