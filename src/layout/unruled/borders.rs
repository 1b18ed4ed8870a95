//! Gives rows on both sides of a page break the same borders, where those of one side were found by the texts alone.

use super::Strip;
use crate::layout::rows::{Row, SAME_EDGE};

/// Gives rows whose columns were found by their texts the borders of the rows on the other side of a page break, if both have as
/// many columns and the borders run between the texts. `above` and `below` are the rows of one table.
pub(in crate::layout) fn align(above: &mut [&mut Row], below: &mut [Row]) {
    let (Some(last), Some(first)) = (above.last(), below.first()) else { return };
    let (Some((left, _)), Some((below_left, _))) = (last.extent(), first.extent()) else { return };
    let (count, shift) = (last.cells.len(), below_left - left);
    let (above_unruled, below_unruled) = (last.is_unruled, first.is_unruled);
    if !above_unruled && !below_unruled || first.cells.len() != count {
        return;
    }
    let is_alike = |row: &Row, is_unruled: bool| row.cells.len() == count && row.is_unruled == is_unruled;
    let upper: Vec<&Row> =
        above.iter().rev().map(|row| &**row).take_while(|row| is_alike(row, above_unruled)).collect();
    let lower: Vec<&Row> = below.iter().take_while(|row| is_alike(row, below_unruled)).collect();
    let mut borders = Vec::with_capacity(count);
    for index in 1..count {
        let (from, to) = room_for_border(&upper, index);
        let (below_from, below_to) = room_for_border(&lower, index);
        let (from, to) = (from.max(below_from - shift), to.min(below_to - shift));
        if from > to {
            return;
        }
        borders.push(match (above_unruled, below_unruled) {
            (false, _) => last.cells[index].bounds.left,
            (true, false) => first.cells[index].bounds.left - shift,
            (true, true) => f32::midpoint(from, to),
        });
    }
    let (upper, lower) = (upper.len(), lower.len());
    if above_unruled {
        above.iter_mut().rev().take(upper).for_each(|row| set_borders(row, &borders, 0.0));
    }
    if below_unruled {
        below.iter_mut().take(lower).for_each(|row| set_borders(row, &borders, shift));
    }
}

/// Where the border before the column of this index may run in rows with the same columns: at its place if it is drawn, between
/// the texts if not.
fn room_for_border(rows: &[&Row], index: usize) -> Strip {
    let room = |row: &&Row| {
        let (before, behind) = (&row.cells[index - 1], &row.cells[index]);
        if !row.is_unruled {
            return (behind.bounds.left - SAME_EDGE, behind.bounds.left + SAME_EDGE);
        }
        let right = before.lines.iter().map(|line| line.bounds.right).fold(before.bounds.left, f32::max);
        let left = behind.lines.iter().map(|line| line.bounds.left).fold(behind.bounds.right, f32::min);
        (right, left)
    };
    let all = (f32::NEG_INFINITY, f32::INFINITY);
    rows.iter().map(room).fold(all, |(from, to), (right, left)| (from.max(right), to.min(left)))
}

/// Moves the borders between the columns of a row, and all of them by `shift`.
fn set_borders(row: &mut Row, borders: &[f32], shift: f32) {
    for (index, at) in borders.iter().enumerate() {
        row.cells[index].bounds.right = at + shift;
        row.cells[index + 1].bounds.left = at + shift;
    }
}
