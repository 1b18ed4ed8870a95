//! Boxes of what stands at offsets of a text, in little room: a long report has a million characters.

use super::Place;
use super::geometry::Rect;

/// Offsets, ascending, each with page and box, whose sides are kept to the hundredth of a point, as they are given as JSON.
///
/// Each is told from the one before: most characters are as wide, touch it and stand on the same line, which takes one byte.
/// Offsets are below 4 GiB: the boxes of a longer text would not fit into any memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Boxes {
    lines: Vec<Line>,
    /// The steps from one to the next.
    steps: Vec<u8>,
    /// Where every so many begin, so that not all steps have to be taken.
    marks: Vec<Mark>,
    /// How many boxes there are.
    count: usize,
    /// The last one.
    last: Stand,
}

/// What those that stand side by side have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Line {
    page: u32,
    top: f32,
    bottom: f32,
}

/// Where a step begins.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Mark {
    start: u32,
    before: Stand,
}

/// There is a mark at every so many boxes.
const MARKED: usize = 32;

/// So many lines back a line is looked for: digits and ideographs of one printed line are of two fonts, and stand on two.
const LINES_BACK: usize = 4;

/// Where a box stands: what the next one is told from.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Stand {
    offset: u32,
    /// Its sides in hundredths of a point.
    left: i32,
    right: i32,
    /// The index of its line.
    line: u32,
}

/// Hundredths of a point.
fn hundredths(side: f32) -> i32 {
    let side = f64::from(side) * 100.0;
    // Rounds as `round` does, which is no instruction of every processor. What i32 does not reach is on no page.
    (side + 0.5_f64.copysign(side)) as i32
}

/// A number as it is stored.
fn stored(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Boxes {
    /// Takes all away, but not their room.
    pub(crate) fn clear(&mut self) {
        let Self { lines, steps, marks, count, last } = self;
        lines.clear();
        steps.clear();
        marks.clear();
        (*count, *last) = Default::default();
    }

    /// Adds what stands at an offset, which is no smaller than those that are there.
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

    /// The index of a line, which is added where there is none like it.
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

    /// The index of the first one at an offset or behind it.
    pub(crate) fn index_at(&self, offset: usize) -> usize {
        self.at_offset(offset).index
    }

    /// Those at an offset and behind it.
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

    /// Those from an index on.
    pub(crate) fn starting_at(&self, index: usize) -> Iter<'_> {
        let mut iter = self.at_mark(index / MARKED);
        while iter.index < index && iter.next().is_some() {}
        iter
    }

    /// All of them.
    pub(crate) fn iter(&self) -> Iter<'_> {
        self.at_mark(0)
    }

    /// The offsets and pages of all of them.
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
    /// The index of the next one.
    index: usize,
    /// Where its step begins.
    start: usize,
    /// Where the one before it stands.
    before: Stand,
}

impl Iter<'_> {
    /// Goes behind the next one.
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

/// The first byte of a step is all of it where the two boxes stand on one line, close together, and are as wide, but for a
/// hundredth: three bits are the distance of the offsets, two each one more than the gap and the change of width.
const MOST_DISTANCE: u32 = 7;
const GAP: u32 = 3;
const CHANGE: u32 = 5;

/// Else this bit is set, and the next ones say which numbers follow that are not zero: gap, change of width, change of line. The
/// distance follows, too, where it is too large for its three bits.
const LONG: u8 = 0x80;
const FOLLOWING: [u8; 3] = [0x08, 0x10, 0x20];

impl Stand {
    fn width(&self) -> i64 {
        i64::from(self.right) - i64::from(self.left)
    }

    /// Writes down how the next one stands to this.
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

    /// The one that a step leads to; the step is taken.
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
        // What was written down comes out as it was, so that nothing is cut off.
        Some(Self {
            offset: self.offset.wrapping_add(distance),
            left: left as i32,
            right: right as i32,
            line: line as u32,
        })
    }
}

/// Whether it is a hundredth at most.
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

/// Writes down a number that follows: seven bits a byte, the lowest first; the eighth says that more follow.
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

/// Numbers near zero as small ones without a sign: 0, -1, 1, -2, …
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
                    // What is further away is on no page.
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
