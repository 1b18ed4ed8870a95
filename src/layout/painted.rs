//! Finds tables whose cells are filled areas side by side, without rulings between them. Some spreadsheets and browsers print a
//! table without borders that way, or the last row of a page.
//!
//! The sheet and its drawn tables go in; further tables come out. The sides of the areas count as borders, and are cut into cells
//! like drawn ones.

use super::cells::{self, Table};
use super::effort::Effort;
use super::rulings::{Lines, Segment};
use super::sheet::Sheet;
use crate::page::geometry::{Point, Rect};

/// Edges of areas that meet are this near, in points.
const MEETS: f32 = 1.0;

/// A cell is at least this many font sizes high.
const LOWEST: f32 = 0.9;

/// An area is no cell where its left or right side runs through a character, with more than this share of the character's width
/// on either side.
const STICKS_OUT: f32 = 0.3;

/// The tables of the sheet that are painted, besides those that are drawn; `em` is the median font size.
pub(super) fn tables(sheet: &Sheet, drawn: &[Table], em: f32, effort: &Effort) -> Vec<Table> {
    let areas = areas(sheet, drawn, em, effort);
    if areas.len() < 2 || !effort.spend(areas.len().saturating_mul(areas.len())) {
        return Vec::new();
    }
    // Two areas are cells of one row where one begins where the other ends. An area alone is a ground.
    let is_beside = |a: &Rect, b: &Rect| {
        let shared = a.bottom.min(b.bottom) - a.top.max(b.top);
        shared + MEETS >= a.height().min(b.height()) && (near(a.right, b.left) || near(b.right, a.left))
    };
    let has_neighbour = |area: &&Rect| areas.iter().any(|other| other != *area && is_beside(area, other));
    let mut cells: Vec<Rect> = areas.iter().filter(has_neighbour).copied().collect();
    // Rows of one cell are as wide as all these cells together.
    let Some(all) = cells.iter().copied().reduce(|a, b| a.union(&b)) else { return Vec::new() };
    let is_row = |area: &&Rect| !has_neighbour(area) && near(area.left, all.left) && near(area.right, all.right);
    cells.extend(areas.iter().filter(is_row));
    let mut lines = Lines::default();
    for Rect { left, top, right, bottom } in cells {
        lines.horizontal.extend([top, bottom].map(|at| Segment { at, from: left, to: right }));
        lines.vertical.extend([left, right].map(|at| Segment { at, from: top, to: bottom }));
    }
    lines.horizontal.sort_by(|a, b| a.at.total_cmp(&b.at));
    lines.vertical.sort_by(|a, b| a.at.total_cmp(&b.at));
    cells::tables(&lines, em, effort)
}

fn near(a: f32, b: f32) -> bool {
    (a - b).abs() <= MEETS
}

/// The filled areas outside of the drawn tables that may be cells. Of areas within each other only the innermost count.
fn areas(sheet: &Sheet, drawn: &[Table], em: f32, effort: &Effort) -> Vec<Rect> {
    let tables: Vec<Rect> = drawn.iter().map(Table::bounds).collect();
    let is_in_table = |point: Point| tables.iter().any(|table| table.contains(point));
    let visible = sheet.glyphs.iter().filter(|glyph| glyph.character != ' ').map(|glyph| glyph.bounds);
    let mut free: Vec<Rect> = visible.filter(|glyph| !is_in_table(glyph.center())).collect();
    if free.is_empty() {
        return Vec::new();
    }
    free.sort_by(|a, b| a.center().y.total_cmp(&b.center().y));
    let mut areas: Vec<Rect> = Vec::new();
    for fill in sheet.fills.iter().map(|fill| fill.bounds).filter(|fill| fill.height() >= LOWEST * em) {
        let first = free.partition_point(|glyph| glyph.center().y < fill.top);
        let end = free.partition_point(|glyph| glyph.center().y <= fill.bottom);
        if !effort.spend(end.saturating_sub(first) + tables.len() + areas.len()) {
            return Vec::new();
        }
        let holds_table = || tables.iter().any(|table| fill.union(table) == fill);
        let mut near_by = free.get(first..end).unwrap_or_default().iter();
        let mut cuts_text = || {
            near_by.any(|glyph| {
                let out = STICKS_OUT * glyph.width();
                let is_cut = |edge: f32| glyph.left + out < edge && edge < glyph.right - out;
                is_cut(fill.left) || is_cut(fill.right)
            })
        };
        if is_in_table(fill.center()) || holds_table() || areas.contains(&fill) || cuts_text() {
            continue;
        }
        areas.push(fill);
    }
    let holds_other = |area: &Rect| areas.iter().any(|other| other != area && area.union(other) == *area);
    if !effort.spend(areas.len().saturating_mul(areas.len())) {
        return Vec::new();
    }
    areas.iter().filter(|area| !holds_other(area)).copied().collect()
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, transcript};
    use crate::page::Color;
    use crate::page::geometry::Rect;

    const WHITE: Color = Color { red: 1.0, green: 1.0, blue: 1.0, alpha: 1.0 };

    #[test]
    fn areas_side_by_side_are_cells() {
        let mut draft = Draft::new(1);
        for (top, texts) in [(40.0, ["a", "b"]), (55.0, ["c", "d"])] {
            for (left, text) in [40.0, 140.0].into_iter().zip(texts) {
                draft.fill(Rect { left, top, right: left + 100.0, bottom: top + 15.0 }, WHITE);
                draft.text(left + 3.0, top + 11.0, text);
            }
        }
        assert_eq!(transcript(&[draft.page]), ["│a│b│", "│c│d│"]);
    }

    #[test]
    fn a_ground_is_no_cell() {
        let mut draft = Draft::new(1);
        draft.fill(Rect { left: 40.0, top: 40.0, right: 540.0, bottom: 55.0 }, WHITE);
        draft.text(43.0, 51.0, "caption");
        assert_eq!(transcript(&[draft.page]), ["caption"]);
    }
}
