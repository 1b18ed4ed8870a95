//! Tells on which side of their cells the texts around a cell stand, where all of them stand alike. Then a text that runs over
//! borders stands so, too. For example, three amounts that all end two points before the right side of their cells give
//! `Alignment::Right(2.0)`.

use std::collections::HashMap;

use super::{CENTRED, CellIndex, inked, is_unbroken};
use crate::layout::cells::Table;
use crate::layout::effort::Effort;
use crate::page::Glyph;
use crate::page::geometry::Rect;

/// At least this many lines of text must stand alike, or nothing is said. The answer is wrong only where a text stands on another
/// side than all other texts of its row.
const ENOUGH: usize = 3;

/// On which side of its cell a text stands, and how far from it, in points; or how far behind the middle of the cell its own
/// middle is. (Blanks on one side of centred texts move all of them alike.)
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Alignment {
    Left(f32),
    Middle(f32),
    Right(f32),
}

/// The lines of text in the cells of a sheet, without those that run over a border.
pub(super) struct Alignments {
    lines: Vec<(CellIndex, Offsets)>,
}

/// Where a line of text stands in its cell.
struct Offsets {
    /// From the left side, from the middle, and from the right side, in points.
    from: [f32; 3],
    /// Its font size.
    size: f32,
}

impl Alignments {
    pub(super) fn of(glyphs: &[Glyph], places: &[Option<CellIndex>], tables: &[Table]) -> Self {
        // Several texts of one cell may stand on a line. Where one of them runs over a border, the line is left out.
        let mut lines: HashMap<(CellIndex, u32), Option<(Rect, f32)>> = HashMap::new();
        let mut start = 0;
        for run in glyphs.chunk_by(is_unbroken) {
            let own = &places[start..start + run.len()];
            start += run.len();
            let Some(text) = inked(run) else { continue };
            let (baseline, size) = (run[0].origin.y.to_bits(), run[0].size);
            for cell in own.iter().copied().flatten() {
                let bounds = tables[cell.0].cells[cell.1].bounds;
                let is_inside = own.iter().all(|place| *place == Some(cell))
                    && text.left >= bounds.left
                    && text.right <= bounds.right;
                let line = lines.entry((cell, baseline)).or_insert(Some((text, size)));
                *line = line.filter(|_| is_inside).map(|(above, size)| (above.union(&text), size));
                if is_inside {
                    break;
                }
            }
        }
        let lines = lines.into_iter().filter_map(|((cell, _), line)| {
            let (text, size) = line?;
            let bounds = tables[cell.0].cells[cell.1].bounds;
            let middle = text.center().x - bounds.center().x;
            Some((cell, Offsets { from: [text.left - bounds.left, middle, bounds.right - text.right], size }))
        });
        Self { lines: lines.collect() }
    }

    /// How the texts beside a cell stand: those in all rows of its table with as many cells, else those in its own row, else all
    /// of the sheet. Texts in the cells `without` do not count, since they are in doubt.
    pub(super) fn beside(
        &self,
        (table, cell): CellIndex,
        without: &[CellIndex],
        tables: &[Table],
        effort: &Effort,
    ) -> Option<Alignment> {
        if !effort.spend(self.lines.len()) {
            return None;
        }
        let count = tables[table].cells_beside(cell);
        let band = tables[table].cells[cell].first_band;
        let lines = || self.lines.iter().filter(|(cell, _)| !without.contains(cell));
        let in_table = || lines().filter(move |((of, _), _)| *of == table);
        let alike = in_table().filter(|((_, other), _)| tables[table].cells_beside(*other) == count);
        let own = in_table().filter(|((_, other), _)| tables[table].cells[*other].first_band == band);
        alignment(alike.map(|(_, offsets)| offsets))
            .or_else(|| alignment(own.map(|(_, offsets)| offsets)))
            .or_else(|| alignment(lines().map(|(_, offsets)| offsets)))
    }
}

/// The one side, or the middle, that all lines are equally far from.
fn alignment<'o>(lines: impl Iterator<Item = &'o Offsets>) -> Option<Alignment> {
    let mut count = 0;
    let mut size = f32::MAX;
    let mut ranges = [(f32::MAX, f32::MIN); 3];
    for line in lines {
        count += 1;
        size = size.min(line.size);
        for ((least, most), from) in ranges.iter_mut().zip(line.from) {
            *least = least.min(from);
            *most = most.max(from);
        }
    }
    let is_one = ranges.map(|(least, most)| most - least <= CENTRED * size);
    let [left, middle, right] = ranges;
    match is_one {
        _ if count < ENOUGH => None,
        [true, false, false] => Some(Alignment::Left(left.0)),
        [false, true, false] => Some(Alignment::Middle(middle.0)),
        [false, false, true] => Some(Alignment::Right(right.0)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(lines: &[[f32; 3]]) -> Option<Alignment> {
        let lines: Vec<Offsets> = lines.iter().map(|from| Offsets { from: *from, size: 10.0 }).collect();
        alignment(lines.iter())
    }

    #[test]
    fn texts_that_all_stand_at_the_left_stand_there() {
        assert_eq!(side(&[[2.0, -5.0, 12.0], [2.1, -9.0, 20.0], [2.0, -1.0, 4.0]]), Some(Alignment::Left(2.0)));
    }

    #[test]
    fn texts_of_one_width_may_stand_anywhere() {
        assert_eq!(side(&[[2.0, 0.0, 2.0], [2.0, 0.0, 2.0], [2.0, 0.0, 2.0]]), None);
    }

    #[test]
    fn two_texts_say_nothing() {
        assert_eq!(side(&[[2.0, -5.0, 12.0], [2.0, -9.0, 20.0]]), None);
    }

    #[test]
    fn texts_on_different_sides_say_nothing() {
        assert_eq!(side(&[[2.0, -5.0, 12.0], [20.0, 9.0, 2.0], [12.0, 5.0, 2.0]]), None);
    }
}
