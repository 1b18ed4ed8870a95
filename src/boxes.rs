//! Boxes of what stands at offsets of a text, in little room: a long report has a million characters.

use crate::geometry::Rect;
use crate::layout::Place;

/// Offsets, ascending, each with page and box.
///
/// What stands side by side has its page, top and bottom in common.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Boxes {
    runs: Vec<Run>,
    spans: Vec<Span>,
}

/// Boxes that follow each other on one line.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Run {
    /// The offset of the first one.
    offset: usize,
    /// Its index.
    first: usize,
    page: u32,
    top: f32,
    bottom: f32,
}

/// What is left to be said of one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Span {
    /// Its distance from the offset of the run.
    distance: u32,
    left: f32,
    right: f32,
}

impl Boxes {
    /// None yet, and room for so many: a vector that grows has up to twice as much.
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self { runs: Vec::new(), spans: Vec::with_capacity(count) }
    }

    /// Adds what stands at an offset, which is no smaller than those that are there.
    pub(crate) fn push(&mut self, offset: usize, place: Place) {
        let Rect { left, top, right, bottom } = place.bounds;
        let same_run = self.runs.last().filter(|run| (run.page, run.top, run.bottom) == (place.page, top, bottom));
        let distance = same_run.and_then(|run| u32::try_from(offset - run.offset).ok());
        if distance.is_none() {
            self.runs.push(Run { offset, first: self.spans.len(), page: place.page, top, bottom });
        }
        self.spans.push(Span { distance: distance.unwrap_or(0), left, right });
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// The index of the first one at an offset or behind it.
    pub(crate) fn index_at(&self, offset: usize) -> usize {
        let Some(run) = self.runs.partition_point(|run| run.offset < offset).checked_sub(1) else { return 0 };
        let Run { offset: start, first, .. } = self.runs[run];
        let end = self.runs.get(run + 1).map_or(self.spans.len(), |next| next.first);
        first + self.spans[first..end].partition_point(|span| start + (span.distance as usize) < offset)
    }

    /// Those from an index on, each with its offset.
    pub(crate) fn starting_at(&self, index: usize) -> impl Iterator<Item = (usize, Place)> + Clone {
        let run = self.runs.partition_point(|run| run.first <= index).saturating_sub(1);
        let spans = self.spans.get(index..).unwrap_or_default().iter().enumerate();
        let mut runs = self.runs[run.min(self.runs.len())..].iter().peekable();
        let mut current = None;
        spans.filter_map(move |(count, span)| {
            while let Some(run) = runs.next_if(|run| run.first <= index + count) {
                current = Some(run);
            }
            let run: &Run = current?;
            let bounds = Rect { left: span.left, top: run.top, right: span.right, bottom: run.bottom };
            Some((run.offset + span.distance as usize, Place { page: run.page, bounds }))
        })
    }

    /// All of them, each with its offset.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, Place)> + Clone {
        self.starting_at(0)
    }

    /// The largest number of a page.
    pub(crate) fn last_page(&self) -> Option<u32> {
        self.runs.iter().map(|run| run.page).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_put_in_comes_out(
            steps in prop::collection::vec((0_usize..3, 0_u32..3, 0_u8..3, 0_u8..50), 0..60),
            offset in 0_usize..150,
            index in 0_usize..60,
        ) {
            let mut at = 0;
            let given: Vec<_> = steps.into_iter().map(|(step, page, line, x)| {
                at += step;
                let (x, y) = (f32::from(x), f32::from(line));
                (at, Place { page, bounds: Rect::spanning(x, y, x + 1.0, y + 1.0) })
            }).collect();
            let mut boxes = Boxes::default();
            given.iter().for_each(|&(offset, place)| boxes.push(offset, place));
            prop_assert_eq!(boxes.len(), given.len());
            prop_assert_eq!(boxes.iter().collect::<Vec<_>>(), given.clone());
            prop_assert_eq!(boxes.starting_at(index).collect::<Vec<_>>(), given.get(index..).unwrap_or_default());
            prop_assert_eq!(boxes.index_at(offset), given.partition_point(|one| one.0 < offset));
            prop_assert_eq!(boxes.last_page(), given.iter().map(|one| one.1.page).max());
        }
    }
}
