//! Boxes of what stands at offsets of a text, in little room: a long report has a million characters.

use crate::geometry::Rect;
use crate::layout::Place;

/// Offsets, ascending, each with page and box: its sides to the hundredth of a point, as they are given as JSON, or, of a box
/// that is wider than 655 points, to a part of its width.
///
/// What stands side by side has its page, top and bottom in common. Offsets are below 4 GiB: the characters of such a text
/// would not fit into any memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Boxes {
    runs: Vec<Run>,
    spans: Vec<Span>,
}

/// Boxes that follow each other on one line.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Run {
    /// The offset of the first one.
    offset: u32,
    /// Its index.
    first: u32,
    page: u32,
    top: f32,
    bottom: f32,
    /// Its left side, in points times [`HUNDREDTHS`].
    left: f32,
    /// What the spans count in, in the same measure: 1 but for wide boxes.
    unit: f32,
}

/// What is left to be said of one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Span {
    /// Its distance from the offset of the run.
    distance: u16,
    /// The distances of its sides from the left of the run.
    left: u16,
    right: u16,
}

/// The units of a point in which sides are known.
const HUNDREDTHS: f32 = 100.0;

impl Run {
    /// The span of a box in this run, where it has room for it.
    fn span(&self, offset: u32, bounds: &Rect) -> Option<Span> {
        let distance = u16::try_from(offset.checked_sub(self.offset)?).ok()?;
        let from_left = |side: f32| {
            let distance = (((side * HUNDREDTHS).round() - self.left) / self.unit).round();
            // What is compared with the limits is a whole number.
            (0.0..=f32::from(u16::MAX)).contains(&distance).then_some(distance as u16)
        };
        Some(Span { distance, left: from_left(bounds.left)?, right: from_left(bounds.right)? })
    }

    /// The box of a span in this run.
    fn place(&self, span: &Span) -> Place {
        let side = |distance: u16| (self.left + f32::from(distance) * self.unit) / HUNDREDTHS;
        let bounds = Rect { left: side(span.left), top: self.top, right: side(span.right), bottom: self.bottom };
        Place { page: self.page, bounds }
    }
}

/// A number as it is stored.
fn stored(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Boxes {
    /// None yet, and room for so many: a vector that grows has up to twice as much.
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self { runs: Vec::new(), spans: Vec::with_capacity(count) }
    }

    /// Takes all away, but not their room.
    pub(crate) fn clear(&mut self) {
        self.runs.clear();
        self.spans.clear();
    }

    /// Adds what stands at an offset, which is no smaller than those that are there.
    pub(crate) fn push(&mut self, offset: usize, place: Place) {
        let Place { page, bounds } = place;
        let offset = stored(offset);
        // A wide box has a run of its own: others would be known no better than it.
        let same_run = self
            .runs
            .last()
            .filter(|run| (run.page, run.top, run.bottom) == (page, bounds.top, bounds.bottom) && run.unit <= 1.0);
        let span = same_run.and_then(|run| run.span(offset, &bounds)).unwrap_or_else(|| {
            let left = (bounds.left * HUNDREDTHS).round();
            let unit = ((bounds.right * HUNDREDTHS - left) / f32::from(u16::MAX)).max(1.0);
            let (top, bottom) = (bounds.top, bounds.bottom);
            let run = Run { offset, first: stored(self.spans.len()), page, top, bottom, left, unit };
            self.runs.push(run);
            run.span(offset, &bounds).unwrap_or(Span { distance: 0, left: 0, right: 0 })
        });
        self.spans.push(span);
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.spans.len()
    }

    /// The index of the first one at an offset or behind it.
    pub(crate) fn index_at(&self, offset: usize) -> usize {
        let offset = stored(offset);
        let Some(run) = self.runs.partition_point(|run| run.offset < offset).checked_sub(1) else { return 0 };
        let Run { offset: start, first, .. } = self.runs[run];
        let first = first as usize;
        let end = self.runs.get(run + 1).map_or(self.spans.len(), |next| next.first as usize);
        first + self.spans[first..end].partition_point(|span| start + u32::from(span.distance) < offset)
    }

    /// Those from an index on, each with its offset.
    pub(crate) fn starting_at(&self, index: usize) -> impl Iterator<Item = (usize, Place)> + Clone {
        let run = self.runs.partition_point(|run| run.first as usize <= index).saturating_sub(1);
        let spans = self.spans.get(index..).unwrap_or_default().iter().enumerate();
        let mut runs = self.runs[run.min(self.runs.len())..].iter().peekable();
        let mut current = None;
        spans.filter_map(move |(count, span)| {
            while let Some(run) = runs.next_if(|run| run.first as usize <= index + count) {
                current = Some(run);
            }
            let run: &Run = current?;
            Some((run.offset as usize + usize::from(span.distance), run.place(span)))
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

        #[test]
        fn sides_are_known_to_a_hundredth_or_a_part_of_the_width(
            sides in prop::collection::vec((-100.0_f32..3000.0, 0.0_f32..2000.0), 1..20),
        ) {
            let mut boxes = Boxes::default();
            let given = sides.iter().map(|&(left, width)| Rect::spanning(left, 1.0, left + width, 2.0));
            given.clone().enumerate().for_each(|(offset, bounds)| boxes.push(offset, Place { page: 1, bounds }));
            for (given, (_, found)) in given.zip(boxes.iter()) {
                let error = if given.width() < 600.0 { 0.006 } else { given.width() / f32::from(u16::MAX) };
                prop_assert!((given.left - found.bounds.left).abs() <= error, "{given:?} {found:?}");
                prop_assert!((given.right - found.bounds.right).abs() <= error, "{given:?} {found:?}");
            }
        }
    }
}
