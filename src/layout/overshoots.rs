//! Shortens the boxes of cut cells that some programs draw too long. Where a page goes on with a row that the page before has
//! cut, these programs draw the cells without an upper side and as high as the whole row, so that they lie over the rows that
//! follow. The rulings of a sheet are changed in place.

use super::effort::Effort;
use crate::page::Ruling;
use crate::page::geometry::Rect;

/// Ends of lines that meet in a corner differ by at most this, in points.
const CORNER: f32 = 1.0;

/// A box lies over another one where it reaches into it by more than this, in points.
const OVERLAP: f32 = 2.0;

/// Shortens such boxes. The rulings are in painting order, and the sides of a box are painted one after the other.
pub(super) fn shorten(rulings: &mut [Ruling], effort: &Effort) {
    let Some(first) = rulings.iter().map(|ruling| ruling.bounds.top).min_by(f32::total_cmp) else { return };
    let cut: Vec<(usize, Rect)> = (0..rulings.len().saturating_sub(2))
        .filter_map(|index| Some((index, open_box(&rulings[index..index + 3])?)))
        .filter(|(index, bounds)| {
            let with_neighbour = [index.saturating_sub(1), *index].into_iter().filter_map(|i| rulings.get(i..i + 4));
            bounds.top <= first + CORNER && !with_neighbour.into_iter().any(|sides| closed_box(sides).is_some())
        })
        .collect();
    let Some(shortest) = cut.iter().map(|(_, bounds)| bounds.bottom).min_by(f32::total_cmp) else { return };
    let closed: Vec<Rect> = rulings.windows(4).filter_map(closed_box).collect();
    for (index, bounds) in cut {
        if !effort.spend(closed.len()) {
            return;
        }
        // The frame of a table that the page cuts has no upper side either. It ends where the cells at its lower corners end.
        let is_at = |a: f32, b: f32| (a - b).abs() <= CORNER;
        let mut corners = closed.iter().filter(|other| is_at(other.bottom, bounds.bottom));
        if corners.clone().any(|other| is_at(other.left, bounds.left))
            && corners.any(|other| is_at(other.right, bounds.right))
        {
            continue;
        }
        let lies_over = |other: &&Rect| {
            let shared = other.right.min(bounds.right) - other.left.max(bounds.left);
            shared > OVERLAP && other.top > bounds.top + OVERLAP && other.top < bounds.bottom - OVERLAP
        };
        if let Some(next) = closed.iter().filter(lies_over).map(|other| other.top).min_by(f32::total_cmp) {
            let end = next.min(shortest);
            for side in &mut rulings[index..index + 3] {
                side.bounds.top = side.bounds.top.min(end);
                side.bounds.bottom = side.bounds.bottom.min(end);
            }
        }
    }
}

/// The box that a lower side, a left side and a right side make, if they meet.
fn open_box(sides: &[Ruling]) -> Option<Rect> {
    let mut bottom = None;
    let mut uprights = [None; 2];
    for side in sides {
        match (side.horizontal, uprights) {
            (true, _) => bottom = Some(side.bounds),
            (false, [None, _]) => uprights[0] = Some(side.bounds),
            (false, _) => uprights[1] = Some(side.bounds),
        }
    }
    let (Some(bottom), [Some(a), Some(b)]) = (bottom, uprights) else { return None };
    let meets = |upright: &Rect| (upright.bottom - bottom.bottom).abs() <= CORNER;
    let bounds = a.union(&b);
    let spans = (bounds.left - bottom.left).abs() <= CORNER && (bounds.right - bottom.right).abs() <= CORNER;
    (meets(&a) && meets(&b) && (a.top - b.top).abs() <= CORNER && spans).then_some(bounds)
}

/// The box that four sides make.
fn closed_box(sides: &[Ruling]) -> Option<Rect> {
    let top = sides.iter().filter(|side| side.horizontal).min_by(|a, b| a.bounds.top.total_cmp(&b.bounds.top))?;
    let rest: Vec<Ruling> = sides.iter().filter(|side| *side != top).copied().collect();
    let bounds = open_box(&rest)?;
    ((bounds.top - top.bounds.top).abs() <= CORNER).then_some(bounds)
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, transcript};

    #[test]
    fn a_cut_cell_drawn_over_the_next_rows_ends_above_them() {
        let mut draft = Draft::new(1);
        draft.line(240.0, 80.0, 440.0, 80.0).line(240.0, 40.0, 240.0, 80.0).line(440.0, 40.0, 440.0, 80.0);
        draft.line(40.0, 118.0, 240.0, 118.0).line(40.0, 40.0, 40.0, 118.0).line(240.0, 40.0, 240.0, 118.0);
        draft.text(43.0, 51.0, "a").text(243.0, 51.0, "b");
        for (top, text) in [(55.0, "c"), (70.0, "d"), (85.0, "e")] {
            draft.rect(40.0, top, 340.0, top + 15.0).rect(340.0, top, 440.0, top + 15.0);
            draft.text(43.0, top + 11.0, text).text(343.0, top + 11.0, text);
        }
        assert_eq!(transcript(&[draft.page]), ["│a│b│", "│c│c│", "│d│d│", "│e│e│"]);
    }

    #[test]
    fn the_frame_of_a_table_stays_as_long_as_the_table() {
        let mut draft = Draft::new(1);
        draft.line(40.0, 85.0, 440.0, 85.0).line(40.0, 40.0, 40.0, 85.0).line(440.0, 40.0, 440.0, 85.0);
        draft.line(40.0, 70.0, 140.0, 70.0).line(40.0, 40.0, 40.0, 70.0).line(140.0, 40.0, 140.0, 70.0);
        draft.rect(140.0, 40.0, 440.0, 55.0).rect(140.0, 55.0, 440.0, 70.0);
        draft.rect(40.0, 70.0, 140.0, 85.0).rect(140.0, 70.0, 440.0, 85.0);
        for (x, baseline, text) in
            [(43.0, 51.0, "a"), (143.0, 51.0, "b"), (143.0, 66.0, "c"), (43.0, 81.0, "d"), (143.0, 81.0, "e")]
        {
            draft.text(x, baseline, text);
        }
        assert_eq!(transcript(&[draft.page]), ["│a│b│", "│〃│c│", "│d│e│"]);
    }
}
