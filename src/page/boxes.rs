//! A compact list of boxes: for byte offsets of a text, the page and the box where the character at that offset is printed.
//!
//! [`Boxes::push`] takes an offset and a [`Place`]; the iterators give the same pairs back. A long report has a million
//! characters, so the list stores each box as its difference from the box before it, mostly in one byte.

use super::Place;
use super::geometry::Rect;

/// Ascending offsets, each with a page and a box. The left and right sides are kept to a hundredth of a point, the precision of
/// the JSON.
///
/// Each box is stored as a step from the box before it. Most characters stand on the line of the character before, touch it and
/// have the same width; such a step takes one byte. Offsets are below 4 GiB: the boxes of a longer text would not fit into
/// memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Boxes {
    lines: Vec<Line>,
    /// The encoded steps, one after the other: each leads from a box to the next.
    steps: Vec<u8>,
    /// One mark for every [`MARKED`] boxes: a lookup starts at a mark instead of at the first box.
    marks: Vec<Mark>,
    /// How many boxes there are.
    count: usize,
    /// Where the last box stands.
    last: Stand,
}

/// What boxes that stand side by side have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Line {
    page: u32,
    top: f32,
    bottom: f32,
}

/// A place in the steps from which they can be decoded.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Mark {
    start: u32,
    before: Stand,
}

/// How many boxes there are from one mark to the next.
const MARKED: usize = 32;

/// How many of the last lines are searched for one that is the same. Digits and ideographs of one printed line are often of two
/// fonts with different heights, so that the boxes change between two lines again and again.
const LINES_BACK: usize = 4;

/// Where a box stands: the state from which the next step is decoded.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Stand {
    offset: u32,
    /// The left and right side, in hundredths of a point.
    left: i32,
    right: i32,
    /// The index of its line.
    line: u32,
}

/// A coordinate in hundredths of a point.
fn hundredths(side: f32) -> i32 {
    let side = f64::from(side) * 100.0;
    // Rounds as `round` does, which not every processor has as an instruction. The cast saturates: no page reaches beyond an i32.
    (side + 0.5_f64.copysign(side)) as i32
}

/// A number in the width in which it is stored.
fn stored(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Boxes {
    /// Removes all boxes and keeps the memory.
    pub(crate) fn clear(&mut self) {
        let Self { lines, steps, marks, count, last } = self;
        lines.clear();
        steps.clear();
        marks.clear();
        (*count, *last) = Default::default();
    }

    /// Adds a box at an offset. The offset must not be smaller than any that was added before.
    pub(crate) fn push(&mut self, offset: usize, place: Place) {
        let Place { page, bounds: Rect { left, top, right, bottom } } = place;
        if self.count.is_multiple_of(MARKED) {
            self.marks.push(Mark { start: stored(self.steps.len()), before: self.last });
        }
        let line = self.line(Line { page, top, bottom });
        let next = Stand { offset: stored(offset), left: hundredths(left), right: hundredths(right), line };
        self.last.step(&next, &mut self.steps);
        self.last = next;
        self.count += 1;
    }

    /// The index of a line. The line is added if none of the last lines is equal to it.
    fn line(&mut self, line: Line) -> u32 {
        if self.lines.get(self.last.line as usize) == Some(&line) {
            return self.last.line;
        }
        let near = self.lines.len().saturating_sub(LINES_BACK);
        let known = self.lines[near..].iter().rposition(|known| *known == line);
        if known.is_none() {
            self.lines.push(line);
        }
        stored(known.map_or(self.lines.len() - 1, |index| near + index))
    }

    /// The index of the first box at the offset or behind it.
    pub(crate) fn index_at(&self, offset: usize) -> usize {
        self.at_offset(offset).index
    }

    /// The boxes at the offset and behind it.
    pub(crate) fn at_offset(&self, offset: usize) -> Iter<'_> {
        let mark = self.marks.partition_point(|mark| (mark.before.offset as usize) < offset).saturating_sub(1);
        let mut iter = self.at_mark(mark);
        loop {
            let mut next = iter.clone();
            if next.advance().is_none() || (next.before.offset as usize) >= offset {
                return iter;
            }
            iter = next;
        }
    }

    /// The boxes from an index on.
    pub(crate) fn starting_at(&self, index: usize) -> Iter<'_> {
        let mut iter = self.at_mark(index / MARKED);
        while iter.index < index && iter.next().is_some() {}
        iter
    }

    /// All boxes.
    pub(crate) fn iter(&self) -> Iter<'_> {
        self.at_mark(0)
    }

    /// The offset and the page of every box.
    pub(crate) fn pages(&self) -> Pages<'_> {
        Pages(self.iter())
    }

    fn at_mark(&self, index: usize) -> Iter<'_> {
        match self.marks.get(index) {
            Some(mark) => Iter { boxes: self, index: index * MARKED, start: mark.start as usize, before: mark.before },
            None => Iter { boxes: self, index: self.count, start: self.steps.len(), before: self.last },
        }
    }

    /// The largest number of a page.
    pub(crate) fn last_page(&self) -> Option<u32> {
        self.lines.iter().map(|line| line.page).max()
    }
}

/// Boxes in their order, each with its offset.
#[derive(Debug, Clone)]
pub(crate) struct Iter<'b> {
    boxes: &'b Boxes,
    /// The index of the next box.
    index: usize,
    /// Where the step of the next box begins in the steps.
    start: usize,
    /// Where the box before the next one stands.
    before: Stand,
}

impl Iter<'_> {
    /// Decodes one step: moves behind the next box.
    #[inline]
    fn advance(&mut self) -> Option<()> {
        let mut steps = self.boxes.steps.get(self.start..)?;
        self.before = self.before.stepped(&mut steps)?;
        self.start = self.boxes.steps.len() - steps.len();
        self.index += 1;
        Some(())
    }
}

impl Iterator for Iter<'_> {
    type Item = (usize, Place);

    #[inline]
    fn next(&mut self) -> Option<(usize, Place)> {
        self.advance()?;
        let Stand { offset, left, right, line } = self.before;
        let &Line { page, top, bottom } = self.boxes.lines.get(line as usize)?;
        let points = |hundredths: i32| (f64::from(hundredths) / 100.0) as f32;
        let bounds = Rect { left: points(left), top, right: points(right), bottom };
        Some((offset as usize, Place { page, bounds }))
    }
}

/// The offsets and pages of boxes in their order.
#[derive(Debug, Clone)]
pub(crate) struct Pages<'b>(Iter<'b>);

impl Iterator for Pages<'_> {
    type Item = (usize, u32);

    #[inline]
    fn next(&mut self) -> Option<(usize, u32)> {
        self.0.advance()?;
        let Stand { offset, line, .. } = self.0.before;
        Some((offset as usize, self.0.boxes.lines.get(line as usize)?.page))
    }
}

/// The short form of a step is one byte. It serves where the two boxes stand on one line, their offsets are at most this far
/// apart, and the gap between them and the change of width are at most a hundredth of a point. Bits 0 to 2 are the distance of
/// the offsets, bits 3 and 4 the gap plus one, bits 5 and 6 the change of width plus one.
const MOST_DISTANCE: u32 = 7;
const GAP: u32 = 3;
const CHANGE: u32 = 5;

/// This bit marks the long form of a step. The bits of `FOLLOWING` say which of the numbers gap, change of width and change of
/// line are not zero; these follow the first byte, in this order. A distance of `MOST_DISTANCE` or more follows before them.
const LONG: u8 = 0x80;
const FOLLOWING: [u8; 3] = [0x08, 0x10, 0x20];

impl Stand {
    fn width(&self) -> i64 {
        i64::from(self.right) - i64::from(self.left)
    }

    /// Encodes the step from this box to the next one.
    #[inline]
    fn step(&self, next: &Self, steps: &mut Vec<u8>) {
        let distance = next.offset.saturating_sub(self.offset);
        let gap = i64::from(next.left) - i64::from(self.right);
        let change = next.width() - self.width();
        if self.line == next.line && distance <= MOST_DISTANCE && is_small(gap) && is_small(change) {
            steps.push(distance as u8 | ((gap + 1) as u8) << GAP | ((change + 1) as u8) << CHANGE);
        } else {
            let line = i64::from(next.line) - i64::from(self.line);
            long_step(distance, [gap, change, line], steps);
        }
    }

    /// Decodes the step at the start of `steps` and removes it; gives the box that it leads to.
    #[inline]
    fn stepped(&self, steps: &mut &[u8]) -> Option<Self> {
        let (&first, rest) = steps.split_first()?;
        *steps = rest;
        let (distance, [gap, change, line]) = if first & LONG == 0 {
            let small = |shift: u32| i64::from(first >> shift & 0x03) - 1;
            (u32::from(first) & MOST_DISTANCE, [small(GAP), small(CHANGE), 0])
        } else {
            long_stepped(first, steps)?
        };
        let left = i64::from(self.right) + gap;
        let right = left + self.width() + change;
        let line = i64::from(self.line) + line;
        // The numbers are those that were encoded, so that the casts cut nothing off.
        Some(Self {
            offset: self.offset.wrapping_add(distance),
            left: left as i32,
            right: right as i32,
            line: line as u32,
        })
    }
}

/// Whether a number fits into the two bits of the short form.
fn is_small(number: i64) -> bool {
    (-1..=1).contains(&number)
}

fn long_step(distance: u32, numbers: [i64; 3], steps: &mut Vec<u8>) {
    let shown = distance.min(MOST_DISTANCE);
    let flags = numbers.iter().zip(FOLLOWING).filter(|(number, _)| **number != 0).map(|(_, flag)| flag);
    steps.push(LONG | shown as u8 | flags.fold(0, |all, flag| all | flag));
    if shown == MOST_DISTANCE {
        follow(u64::from(distance), steps);
    }
    numbers.into_iter().filter(|number| *number != 0).for_each(|number| follow(folded(number), steps));
}

fn long_stepped(first: u8, steps: &mut &[u8]) -> Option<(u32, [i64; 3])> {
    let mut distance = u32::from(first) & MOST_DISTANCE;
    if distance == MOST_DISTANCE {
        distance = u32::try_from(following(steps)?).ok()?;
    }
    let mut numbers = [0; 3];
    for (number, flag) in numbers.iter_mut().zip(FOLLOWING) {
        if first & flag != 0 {
            *number = unfolded(following(steps)?);
        }
    }
    Some((distance, numbers))
}

/// Encodes a number that follows the first byte (LEB128): seven bits a byte, the lowest first; the eighth bit says that more
/// bytes follow.
fn follow(mut number: u64, steps: &mut Vec<u8>) {
    while number > 0x7F {
        steps.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    steps.push(number as u8);
}

fn following(steps: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    let mut shift = 0;
    loop {
        let (&byte, rest) = steps.split_first()?;
        *steps = rest;
        number |= u64::from(byte & 0x7F).checked_shl(shift)?;
        shift += 7;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
}

/// Maps signed numbers near zero to small unsigned ones (zigzag): 0, -1, 1, -2, … become 0, 1, 2, 3, …
fn folded(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn unfolded(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn boxes() -> impl Strategy<Value = Vec<(usize, Place)>> {
        let side = prop_oneof![(0_u8..50).prop_map(f32::from), -300.0_f32..3000.0, Just(1e30), Just(f32::MIN)];
        let step = prop_oneof![0_usize..9, 0_usize..100_000];
        let steps = prop::collection::vec((step, 0_u32..3, 0_u8..3, side.clone(), side), 0..60);
        steps.prop_map(|steps| {
            let mut at = 0;
            let boxes = steps.into_iter().map(|(step, page, line, a, b)| {
                at += step;
                let y = f32::from(line);
                (at, Place { page, bounds: Rect::spanning(a, y, b, y + 1.0) })
            });
            boxes.collect()
        })
    }

    proptest! {
        #[test]
        fn what_was_put_in_comes_out(given in boxes(), offset in 0_usize..150, index in 0_usize..60) {
            let mut boxes = Boxes::default();
            given.iter().for_each(|&(offset, place)| boxes.push(offset, place));
            let found: Vec<_> = boxes.iter().collect();
            prop_assert_eq!(found.len(), given.len());
            for (given, found) in given.iter().zip(&found) {
                prop_assert_eq!((given.0, given.1.page), (found.0, found.1.page));
                let (given, found) = (given.1.bounds, found.1.bounds);
                prop_assert_eq!((given.top, given.bottom), (found.top, found.bottom));
                for (given, found) in [(given.left, found.left), (given.right, found.right)] {
                    // Coordinates further away are on no page.
                    let distance = given.clamp(-1e5, 1e5) - found.clamp(-1e5, 1e5);
                    prop_assert!(distance.abs() <= 0.0052, "{} {}", given, found);
                }
            }
            prop_assert_eq!(boxes.starting_at(index).collect::<Vec<_>>(), found.get(index..).unwrap_or_default());
            let at = given.partition_point(|one| one.0 < offset);
            prop_assert_eq!(boxes.index_at(offset), at);
            prop_assert_eq!(boxes.at_offset(offset).collect::<Vec<_>>(), &found[at..]);
            prop_assert!(boxes.pages().eq(given.iter().map(|one| (one.0, one.1.page))));
            prop_assert_eq!(boxes.last_page(), given.iter().map(|one| one.1.page).max());
        }

        #[test]
        fn boxes_that_were_taken_away_leave_nothing_behind(before in boxes(), given in boxes()) {
            let [mut boxes, mut new] = [Boxes::default(), Boxes::default()];
            before.iter().for_each(|&(offset, place)| boxes.push(offset, place));
            boxes.clear();
            given.iter().for_each(|&(offset, place)| boxes.push(offset, place));
            given.iter().for_each(|&(offset, place)| new.push(offset, place));
            prop_assert_eq!(boxes.iter().collect::<Vec<_>>(), new.iter().collect::<Vec<_>>());
        }
    }
}
