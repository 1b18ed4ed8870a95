//! A set of ranges that tells quickly whether one of them holds a given range.

use std::cmp::Reverse;
use std::ops::Range;

/// Ranges in ascending order, none of which lies in another one.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Ranges(pub(crate) Vec<Range<usize>>);

impl Ranges {
    /// Keeps of some ranges those that lie in no other one.
    pub(crate) fn of(mut ranges: Vec<Range<usize>>) -> Self {
        ranges.sort_by_key(|range| (range.start, Reverse(range.end)));
        let mut reached = None;
        ranges.retain(|range| {
            let is_further = reached.is_none_or(|end| range.end > end);
            reached = reached.max(Some(range.end));
            is_further
        });
        Self(ranges)
    }

    /// Whether a range lies in one of them.
    pub(crate) fn hold(&self, range: &Range<usize>) -> bool {
        // Of the ranges that begin at or before it, the last one also ends last: if any of them holds it, that one
        // does.
        let after = self.0.partition_point(|held| held.start <= range.start);
        after.checked_sub(1).is_some_and(|last| range.end <= self.0[last].end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_range_is_held_where_one_of_them_holds_it(
            ranges in prop::collection::vec((0_usize..30, 0_usize..9), 0..12),
            (start, length) in (0_usize..30, 0_usize..9),
        ) {
            let ranges: Vec<_> = ranges.into_iter().map(|(start, length)| start..start + length).collect();
            let range = start..start + length;
            let expected = ranges.iter().any(|held| held.start <= range.start && range.end <= held.end);
            prop_assert_eq!(Ranges::of(ranges).hold(&range), expected);
        }
    }
}
