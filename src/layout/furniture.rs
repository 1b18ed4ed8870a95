//! Clears the margins of page furniture: running heads, page numbers, what browsers print around a page.
//!
//! The bodies of all sheets go in, and their lines of furniture are moved out.
//!
//! A line is judged by its place and by its repetition on other pages. Where these leave it open, the words decide: a line that a
//! section of the report may have is no furniture. When in doubt a line stays, because with a caption lost the report is misread.

use super::body::Body;
use super::effort::Effort;
use super::text::Line;
use super::{DiscardReason, Discarded, Discards, LineKind, Text, Words};
use crate::page::geometry::Rect;
use std::collections::HashMap;
use std::ops::Range;

/// Takes the page furniture out of the bodies of all pages.
pub(super) fn clear(bodies: &mut [Body], discarded: &mut Discards, words: Words<'_>, effort: &Effort) {
    // Furniture may have several lines. An outer one stands off the body only once the inner one is gone.
    for _ in 0..OUTER_LINES {
        let found = clear_innermost(bodies, words, effort);
        if found.is_empty() {
            break;
        }
        discarded.extend(found);
    }
}

/// Takes out the furniture that stands next to the body.
fn clear_innermost(bodies: &mut [Body], words: Words<'_>, effort: &Effort) -> Vec<Discarded> {
    let hull = hull(bodies);
    let margins: Vec<Margins> = bodies.iter().map(Margins::of).collect();
    let mut known: HashMap<String, Vec<Signature>> = HashMap::new();
    for (ordinal, (body, margins)) in bodies.iter().zip(&margins).enumerate() {
        for index in margins.lines() {
            let signature = Signature::of(index, body, margins, ordinal);
            known.entry(signature.text.clone()).or_default().push(signature);
        }
    }
    let repeats = Repeats { signatures: &known, pages: bodies.len(), effort };
    // Where the report begins on its first page. Above may stand the name of a bank or the like, which only this page has, so
    // that it does not repeat.
    let is_of_report = |line: &Line| words.is_some_and(|kind_of| kind_of(&line.string()) == LineKind::Report);
    let first = bodies.first().and_then(|body| first_of_report(body, &margins[0], words));
    // The title of the report may be printed again on each page, and be the only line that is.
    let title = first.filter(|first| margins[0].above.contains(first)).map(|first| bodies[0].free[first].string());
    let is_above_report = |index: usize, ordinal: usize| {
        ordinal == 0 && first.is_some_and(|first| index < first) && margins[0].above.contains(&index)
    };
    let mut verdicts: Vec<Vec<usize>> = Vec::new();
    for (ordinal, (body, margins)) in bodies.iter().zip(&margins).enumerate() {
        let is_furniture = |index: &usize| {
            let signature = Signature::of(*index, body, margins, ordinal);
            let repeated = repeats.has(&signature, APART, Signature::is_same)
                || repeats.has(&signature, COUNTING_APART, Signature::counts);
            let line = &body.free[*index];
            let outside = hull.is_none_or(|hull| hull.is_outside(line));
            // A line at a page break that no other page has may be of a row that the page break has cut.
            let is_at_cut = if margins.above.contains(index) { ordinal > 0 } else { ordinal + 1 < bodies.len() };
            if outside && (repeated || !is_at_cut && margins.is_isolated(*index, body)) {
                // A title that is printed on each page is no furniture on the first page, unless it stands there twice.
                let is_alone = || body.free.iter().filter(|other| other.string() == line.string()).count() == 1;
                return !(ordinal == 0 && is_of_report(line) && is_alone());
            }
            if ordinal > 0 && margins.above.start == *index && title.as_ref() == Some(&line.string()) {
                return true;
            }
            // Place and repetition leave it open: a line that the report may have stays.
            match words.map(|kind_of| kind_of(&line.string())) {
                None | Some(LineKind::Report) => false,
                Some(LineKind::PageNumber) => margins.is_outermost(*index) && signature.counts_page(),
                Some(LineKind::Unknown) => {
                    repeats.has(&signature, f32::NEG_INFINITY, |_, _| true) || is_above_report(*index, ordinal)
                }
            }
        };
        verdicts.push(margins.lines().filter(is_furniture).collect());
    }
    let mut found = Vec::new();
    for (body, verdict) in bodies.iter_mut().zip(verdicts) {
        let mut index = 0;
        body.free.retain(|line| {
            let is_furniture = verdict.contains(&index);
            index += 1;
            if is_furniture {
                found.push(Discarded { text: Text::of_lines([line]), reason: DiscardReason::PageFurniture });
            }
            !is_furniture
        });
    }
    found
}

/// The index of the line before which the report begins on its first page. Where it begins in the first row of a table instead,
/// that is the end of the upper margin.
fn first_of_report(body: &Body, margins: &Margins, words: Words<'_>) -> Option<usize> {
    let is_of_report = |text: &str| words.is_some_and(|kind_of| kind_of(text) == LineKind::Report);
    let in_line = body.free.iter().position(|line| is_of_report(&line.string()));
    let end = margins.above.end;
    if in_line.is_some_and(|line| line < end) || end == 0 {
        return in_line;
    }
    let in_box = body.first_row().is_some_and(|row| row.cells.iter().any(|cell| is_of_report(&cell.string())));
    if in_box { Some(end) } else { in_line }
}

/// The part of the pages' height that tables take up on any page. Within it no line is furniture by its place and repetition
/// alone.
#[derive(Clone, Copy)]
struct Hull {
    top: f32,
    bottom: f32,
}

impl Hull {
    fn is_outside(&self, line: &Line) -> bool {
        let y = line.bounds.center().y;
        y < self.top || y > self.bottom
    }
}

/// The hull of the tables of all pages; `None` without tables.
fn hull(bodies: &[Body]) -> Option<Hull> {
    let mut tables = bodies.iter().flat_map(|body| &body.tables).map(|table| table.closed);
    let first = tables.next()?;
    let all = tables.fold(first, |a, b| a.union(&b));
    Some(Hull { top: all.top, bottom: all.bottom })
}

/// The lines of a sheet above and below its tables that may be furniture, as indices into [`Body::free`].
struct Margins {
    above: Range<usize>,
    below: Range<usize>,
}

/// At most this many lines from either end of a sheet may be furniture.
const OUTER_LINES: usize = 3;

impl Margins {
    fn of(body: &Body) -> Self {
        let count = body.free.len();
        let tables = body.tables.iter().map(|table| table.closed);
        match tables.reduce(|a, b| a.union(&b)) {
            Some(bounds) => {
                let above = body.free.partition_point(|line| line.bounds.center().y < bounds.top);
                let below = body.free.partition_point(|line| line.bounds.center().y <= bounds.bottom);
                Self { above: 0..above.min(OUTER_LINES), below: below.max(count.saturating_sub(OUTER_LINES))..count }
            }
            None => {
                // One line alone may be the number of a page on which nothing else is left.
                let (above, below) = (OUTER_LINES.min(count / 2), OUTER_LINES.min(count.div_ceil(2)));
                Self { above: 0..above, below: count - below..count }
            }
        }
    }

    /// Indices of the lines.
    fn lines(&self) -> impl Iterator<Item = usize> {
        self.above.clone().chain(self.below.clone())
    }

    /// Whether no other line stands between this one and the edge of the page.
    fn is_outermost(&self, index: usize) -> bool {
        index == 0 || index + 1 == self.below.end && self.below.contains(&index)
    }

    /// How far the line is from what stands next to it on the side of the body, in points.
    fn distance(&self, index: usize, body: &Body) -> f32 {
        let line = &body.free[index].bounds;
        let tables = body.tables.iter().map(|table| table.closed);
        let others = body.free.iter().map(|line| line.bounds);
        let gap = |other: Rect| {
            if self.above.contains(&index) { other.top - line.bottom } else { line.top - other.bottom }
        };
        tables.chain(others).map(gap).filter(|gap| *gap > -line.height() / 2.0).fold(f32::INFINITY, f32::min)
    }

    /// Whether the line stands alone at the very edge of the page.
    fn is_isolated(&self, index: usize, body: &Body) -> bool {
        let line = &body.free[index];
        let edge = EDGE * body.height;
        let at_edge = line.bounds.bottom <= edge || line.bounds.top >= body.height - edge;
        // Both sides count: a subtitle stands off the table below it but not off its title.
        let tables = body.tables.iter().map(|table| table.closed);
        let lines = body.free.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, line)| line.bounds);
        let gap = |other: Rect| (other.top - line.bounds.bottom).max(line.bounds.top - other.bottom);
        at_edge && line.size <= body.em * LARGER && tables.chain(lines).map(gap).all(|gap| gap >= ISOLATED * line.size)
    }
}

/// Furniture that repeats stands at least this many font sizes off the body.
const APART: f32 = 0.5;

/// Furniture with a number that counts the pages stands at least this many font sizes off the body. Captions are nearer, and
/// their numbers may count accounts in step with the pages.
const COUNTING_APART: f32 = 1.2;

/// The share of a page's height, at its top and at its bottom, in which body text hardly ever stands.
const EDGE: f32 = 0.06;

/// A line that does not repeat is furniture only where its font size is at most the median one times this.
const LARGER: f32 = 1.15;

/// A line that does not repeat is furniture only where it stands at least this many font sizes off everything else.
const ISOLATED: f32 = 1.5;

/// A text with each of its numbers as one `0`, and these numbers.
pub(super) fn parted(characters: impl Iterator<Item = char>) -> (String, Vec<u64>) {
    let mut text = String::new();
    let mut numbers: Vec<u64> = Vec::new();
    let mut in_number = false;
    for character in characters {
        let digit = character.to_digit(10);
        match (digit, numbers.last_mut()) {
            (Some(digit), Some(number)) if in_number => {
                *number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
            }
            (Some(digit), _) => {
                numbers.push(u64::from(digit));
                text.push('0');
            }
            (None, _) => text.push(character),
        }
        in_number = digit.is_some();
    }
    (text, numbers)
}

/// A line of a margin, with what tells whether it is repeated on other pages.
struct Signature {
    /// Its text, each number as one `0`.
    text: String,
    /// The numbers in it.
    numbers: Vec<u64>,
    /// The index of its sheet in the report, and the number of its page in the file. They count differently where one page of the
    /// file is two sheets.
    pages: [u64; 2],
    /// Its distance from the top of the page.
    from_top: f32,
    /// Its distance from the bottom of the page.
    from_bottom: f32,
    /// Its distance from the body, in font sizes.
    apart: f32,
}

impl Signature {
    fn of(index: usize, body: &Body, margins: &Margins, ordinal: usize) -> Self {
        let line = &body.free[index];
        let (text, numbers) = parted(line.characters.iter().map(|(character, _)| *character));
        let y = line.bounds.center().y;
        let apart = margins.distance(index, body) / body.em;
        let pages = [ordinal as u64, u64::from(line.frame.page)];
        Self { text, numbers, pages, from_top: y, from_bottom: body.height - y, apart }
    }

    /// Whether its first number is that of its page.
    fn counts_page(&self) -> bool {
        self.numbers.first().is_some_and(|number| *number == self.pages[0] + 1 || *number == self.pages[1])
    }

    /// Whether the numbers of another line with the same text are equal.
    fn is_same(&self, other: &Self) -> bool {
        self.numbers == other.numbers
    }

    /// Whether the numbers of another line with the same text are equal, or grow with the pages as page numbers do.
    fn counts(&self, other: &Self) -> bool {
        let steps = [0, 1].map(|count: usize| other.pages[count].wrapping_sub(self.pages[count]));
        let counts = |(a, b): (&u64, &u64)| a == b || steps.contains(&b.wrapping_sub(*a));
        self.numbers.iter().zip(&other.numbers).all(counts)
    }
}

/// Furniture stands at the same height of the pages, give or take this many points.
pub(super) const SAME_PLACE: f32 = 3.0;

/// Repeated furniture stands on at least this share of the pages: on all or on every other one, but for a few.
const MOST: f32 = 0.4;

/// Repeated furniture stands on at least this many pages, or on both where there are only two: two captions may be alike by
/// chance.
pub(super) const LEAST: usize = 3;

/// The lines of all margins.
struct Repeats<'a> {
    /// By their texts.
    signatures: &'a HashMap<String, Vec<Signature>>,
    pages: usize,
    effort: &'a Effort,
}

impl Repeats<'_> {
    /// Whether lines that are `alike` stand at the same place of enough pages, each at least `apart` font sizes off the body.
    fn has(&self, own: &Signature, apart: f32, alike: impl Fn(&Signature, &Signature) -> bool) -> bool {
        let same_place = |other: &Signature| {
            (other.from_top - own.from_top).abs() <= SAME_PLACE
                || (other.from_bottom - own.from_bottom).abs() <= SAME_PLACE
        };
        let of_text = self.signatures.get(&own.text).map_or(&[][..], Vec::as_slice);
        if !self.effort.spend(of_text.len()) {
            return false;
        }
        let count =
            of_text.iter().filter(|other| other.apart >= apart && same_place(other) && alike(own, other)).count();
        count >= LEAST.min(self.pages).max(2) && count as f32 >= MOST * self.pages as f32
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, rendered, transcript};
    use crate::layout::{Layout, LineKind, Sheets};
    use crate::page::Page;

    fn page(number: u32, caption: &str) -> Page {
        let mut draft = Draft::new(number);
        draft.text_sized(40.0, 30.0, "个人信用报告", 7.0);
        draft.text(40.0, 60.0, caption);
        draft.table(65.0, &[&[caption, "b"]]);
        draft.text_sized(280.0, 820.0, &format!("第{number}页，共3页"), 7.0);
        draft.page
    }

    #[test]
    fn running_heads_and_page_numbers_go_and_captions_stay() {
        let pages = [page(1, "账户1"), page(2, "账户2"), page(3, "账户3")];
        assert_eq!(transcript(&pages), ["账户1", "│账户1│b│", "账户2", "│账户2│b│", "账户3", "│账户3│b│"]);
    }

    #[test]
    fn the_margins_of_a_single_page_are_cleared() {
        assert_eq!(transcript(&[page(1, "账户1")]), ["账户1", "│账户1│b│"]);
    }

    #[test]
    fn a_line_at_the_end_of_a_page_that_no_other_page_has_stays() {
        let mut pages = [page(1, "账户1"), page(2, "账户2")];
        let mut draft = Draft::new(1);
        draft.text_sized(60.0, 790.0, "2018.07", 7.0);
        pages[0].glyphs.append(&mut draft.page.glyphs);
        assert_eq!(transcript(&pages), ["账户1", "│账户1│b│", "2018.07", "账户2", "│账户2│b│"]);
    }

    #[test]
    fn the_title_printed_again_at_the_top_of_the_second_of_two_pages_goes() {
        let words = |text: &str| if text == "个人信用报告" { LineKind::Report } else { LineKind::Unknown };
        let mut sheets = Sheets::new(usize::MAX);
        for number in 1..=2 {
            let mut draft = Draft::new(number);
            // Too near to the table to stand alone in the margin.
            draft.text(250.0, 50.0, "个人信用报告").table(56.0, &[&["状态", &number.to_string()]]);
            sheets.add(draft.page, &|_, _| None);
        }
        let mut lines = Vec::new();
        assert!(sheets.join(Some(&words), &|_, _| None, |line| lines.push(line)).is_some());
        let layout = Layout { lines, ..Layout::default() };
        assert_eq!(rendered(&layout), ["个人信用报告", "│状态│1│", "│状态│2│"]);
    }
}
