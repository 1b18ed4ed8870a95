//! Finds the sides of cells that are not drawn, by where the lines above and below end.

use super::SAME_BORDER;
use crate::layout::rulings::Segment;

/// A side border is missing when the horizontal lines stick out this many font sizes beyond the outermost vertical one.
const MISSING_SIDE: f32 = 1.0;

/// The left and the right side of a table where they are not drawn: there the horizontal lines end.
pub(super) fn missing_sides(horizontal: &[Segment], vertical: &[Segment], em: f32) -> (Option<f32>, Option<f32>) {
    let least = |values: &mut dyn Iterator<Item = f32>| values.min_by(f32::total_cmp);
    let most = |values: &mut dyn Iterator<Item = f32>| values.max_by(f32::total_cmp);
    let left = least(&mut horizontal.iter().map(|line| line.from));
    let right = most(&mut horizontal.iter().map(|line| line.to));
    let (Some(first), Some(last)) = (vertical.first(), vertical.last()) else { return (None, None) };
    (left.filter(|left| first.at - left > MISSING_SIDE * em), right.filter(|right| right - last.at > MISSING_SIDE * em))
}

/// Where the lines above and below a band end, if they stick out beyond its last border: there the side of a cell is not drawn.
/// Where a page cuts the band, there are only the lines on its other side. (On the left a cell that spans rows may stand beside
/// the band, whose sides are drawn in the first of these rows alone.)
pub(super) fn reach(above: &[Segment], below: &[Segment], (first, last): (f32, f32), em: f32) -> Option<f32> {
    let reaches = [above, below].map(|lines| {
        let reached = |to: f32, line: &Segment| if line.from <= to + SAME_BORDER * em { to.max(line.to) } else { to };
        let is_along = lines.iter().any(|line| line.overlap(first, last) > 0.0);
        is_along.then(|| lines.iter().fold(last, reached))
    });
    let right = match reaches {
        [Some(above), Some(below)] => above.min(below),
        [Some(one), None] | [None, Some(one)] => one,
        [None, None] => return None,
    };
    (right - last > MISSING_SIDE * em).then_some(right)
}
