//! Boxes of what stands at offsets of a text, in little room: a long report has a million characters.

use crate::geometry::Rect;
use crate::layout::Place;

/// Offsets, ascending, each with page and box, whose sides are kept to the hundredth of a point, as they are given as JSON.
///
/// What stands side by side is a run: it has page, top and bottom in common, and most of its characters are as wide as the one
/// before and touch it, which takes one byte. Offsets are below 4 GiB: the boxes of a longer text would not fit into any memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Boxes {
    runs: Vec<Run>,
    /// The steps of all runs, one behind the other.
    steps: Vec<u8>,
    /// How many boxes there are.
    count: u32,
    /// The last one.
    last: Stand,
}

/// Boxes that follow each other on one line.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Run {
    /// The index of the first one.
    first: u32,
    /// Where its step begins.
    start: u32,
    page: u32,
    top: f32,
    bottom: f32,
    /// Where the first step begins from.
    stand: Stand,
}

/// Where a box stands: what the next one is told from.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Stand {
    offset: u32,
    /// Its sides in hundredths of a point.
    left: i32,
    right: i32,
}

/// Hundredths of a point.
fn hundredths(side: f32) -> i32 {
    // A side that is further away than i32 reaches is none of a page.
    (f64::from(side) * 100.0).round() as i32
}

/// A number as it is stored.
fn stored(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Boxes {
    /// Takes all away, but not their room.
    pub(crate) fn clear(&mut self) {
        self.runs.clear();
        self.steps.clear();
        self.count = 0;
    }

    /// Adds what stands at an offset, which is no smaller than those that are there.
    pub(crate) fn push(&mut self, offset: usize, place: Place) {
        let Place { page, bounds: Rect { left, top, right, bottom } } = place;
        let next = Stand { offset: stored(offset), left: hundredths(left), right: hundredths(right) };
        let is_same = |run: &Run| (run.page, run.top, run.bottom) == (page, top, bottom);
        if !self.runs.last().is_some_and(is_same) {
            self.last = Stand { right: next.left, ..next };
            let (first, start) = (self.count, stored(self.steps.len()));
            self.runs.push(Run { first, start, page, top, bottom, stand: self.last });
        }
        self.last.step(&next, &mut self.steps);
        self.last = next;
        self.count = self.count.saturating_add(1);
    }

    /// The index of the first one at an offset or behind it.
    pub(crate) fn index_at(&self, offset: usize) -> usize {
        self.from_offset(offset).index()
    }

    /// Those at an offset and behind it.
    pub(crate) fn from_offset(&self, offset: usize) -> Iter<'_> {
        let run = self.runs.partition_point(|run| (run.stand.offset as usize) < offset).saturating_sub(1);
        let mut iter = self.from_run(run);
        while let Some(next) = iter.behind().filter(|next| (next.stand.offset as usize) < offset) {
            iter = next;
        }
        iter
    }

    /// Those from an index on.
    pub(crate) fn starting_at(&self, index: usize) -> Iter<'_> {
        let run = self.runs.partition_point(|run| run.first as usize <= index).saturating_sub(1);
        let mut iter = self.from_run(run);
        while iter.index() < index && iter.next().is_some() {}
        iter
    }

    /// All of them.
    pub(crate) fn iter(&self) -> Iter<'_> {
        self.from_run(0)
    }

    fn from_run(&self, index: usize) -> Iter<'_> {
        let Some(run) = self.runs.get(index) else {
            return Iter { boxes: self, run: index, index: self.count, at: self.steps.len(), stand: self.last };
        };
        Iter { boxes: self, run: index, index: run.first, at: run.start as usize, stand: run.stand }
    }

    /// The largest number of a page.
    pub(crate) fn last_page(&self) -> Option<u32> {
        self.runs.iter().map(|run| run.page).max()
    }
}

/// Boxes in their order, each with its offset.
#[derive(Debug, Clone)]
pub(crate) struct Iter<'b> {
    boxes: &'b Boxes,
    /// The index of the run of the next one, or of the one before it where that was the last of its run.
    run: usize,
    /// The index of the next one.
    index: u32,
    /// Where its step begins.
    at: usize,
    /// Where the one before it stands.
    stand: Stand,
}

impl Iter<'_> {
    /// The index of the next one.
    pub(crate) fn index(&self) -> usize {
        self.index as usize
    }

    /// The iterator behind the next one, which has where that stands.
    fn behind(&self) -> Option<Self> {
        let mut next = self.clone();
        if let Some(run) = self.boxes.runs.get(self.run + 1).filter(|run| run.first <= self.index) {
            next = Self { run: self.run + 1, stand: run.stand, ..next };
        }
        let mut steps = self.boxes.steps.get(self.at..)?;
        next.stand = next.stand.stepped(&mut steps)?;
        next.at = self.boxes.steps.len() - steps.len();
        next.index += 1;
        Some(next)
    }
}

impl Iterator for Iter<'_> {
    type Item = (usize, Place);

    fn next(&mut self) -> Option<(usize, Place)> {
        *self = self.behind()?;
        let Stand { offset, left, right } = self.stand;
        let run = self.boxes.runs.get(self.run)?;
        let points = |hundredths: i32| (f64::from(hundredths) / 100.0) as f32;
        let bounds = Rect { left: points(left), top: run.top, right: points(right), bottom: run.bottom };
        Some((offset as usize, Place { page: run.page, bounds }))
    }
}

/// The parts of the first byte of a step: a number itself, or, where it is too large, a sign that it follows.
const OFFSET_BITS: u32 = 3;
const SIDE_BITS: u32 = 2;

impl Stand {
    fn width(&self) -> i64 {
        i64::from(self.right) - i64::from(self.left)
    }

    /// Writes down how the next one stands to this.
    fn step(&self, next: &Self, steps: &mut Vec<u8>) {
        let distance = u64::from(next.offset.saturating_sub(self.offset));
        let gap = folded(i64::from(next.left) - i64::from(self.right));
        let change = folded(next.width() - self.width());
        let numbers = [(distance, OFFSET_BITS), (gap, SIDE_BITS), (change, SIDE_BITS)];
        let mut shift = 0;
        let mut first = 0;
        for (number, bits) in numbers {
            first |= in_first(number, bits) << shift;
            shift += bits;
        }
        steps.push(first);
        for (mut number, _) in numbers.into_iter().filter(|&(number, bits)| in_first(number, bits) == follows(bits)) {
            // Seven bits a byte, the lowest first; the eighth says that more follow.
            while number > 0x7F {
                steps.push((number & 0x7F) as u8 | 0x80);
                number >>= 7;
            }
            steps.push(number as u8);
        }
    }

    /// The one that a step leads to; the step is taken.
    fn stepped(&self, steps: &mut &[u8]) -> Option<Self> {
        let (&first, rest) = steps.split_first()?;
        *steps = rest;
        let mut shift = 0;
        let mut number = |bits: u32| {
            let number = (first >> shift) & follows(bits);
            shift += bits;
            if number < follows(bits) { Some(u64::from(number)) } else { following(steps) }
        };
        let distance = number(OFFSET_BITS)?;
        let gap = unfolded(number(SIDE_BITS)?);
        let change = unfolded(number(SIDE_BITS)?);
        let left = i64::from(self.right) + gap;
        let right = left + self.width() + change;
        Some(Self {
            offset: self.offset + u32::try_from(distance).ok()?,
            left: i32::try_from(left).ok()?,
            right: i32::try_from(right).ok()?,
        })
    }
}

/// What stands in a part of the first byte for a number that follows.
fn follows(bits: u32) -> u8 {
    (1 << bits) - 1
}

/// A number in a part of the first byte.
fn in_first(number: u64, bits: u32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX).min(follows(bits))
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
            prop_assert_eq!(boxes.from_offset(offset).collect::<Vec<_>>(), &found[at..]);
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
