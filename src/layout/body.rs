//! Takes a sheet apart into the rows of its tables and the lines of text outside of them.
//!
//! This file drives the steps for one sheet: rulings are joined and cut into cells, each glyph gets its cell, the glyphs of a
//! cell become lines, the cells become rows. A [`Sheet`] goes in, a [`Body`] comes out. Once its page furniture is cleared,
//! [`Body::items`] gives the rows and lines in reading order.

use super::cells::{self, Table};
use super::doubt::Witness;
use super::effort::Effort;
use super::frame::Frame;
use super::leftovers;
use super::overflows;
use super::painted;
use super::paragraphs;
use super::row_store::RowStore;
use super::rows::{self, Row};
use super::rulings;
use super::sheet::Sheet;
use super::sideless;
use super::text::{self, Line};
use super::trailing;
use super::unruled;
use crate::page::Glyph;
use crate::page::geometry::{Point, Rect};

/// A row or a line of a sheet.
#[derive(Debug, Clone)]
pub(super) enum Item {
    /// A line of text outside of tables.
    Line(Line),
    /// A row of a table.
    Row(Row),
}

impl Item {
    /// The height by which it is put in reading order.
    fn y(&self) -> f32 {
        match self {
            Self::Line(line) => line.bounds.center().y,
            Self::Row(row) => row.top,
        }
    }
}

/// A sheet taken apart: the rows of its tables, and the lines outside of them.
#[derive(Debug, Clone)]
pub(super) struct Body {
    /// Median font size.
    pub(super) em: f32,
    /// Height of the sheet.
    pub(super) height: f32,
    /// Where its tables are.
    pub(super) tables: Vec<TableBox>,
    /// Their rows.
    rows: RowStore,
    /// The lines outside of them, from top to bottom.
    pub(super) free: Vec<Line>,
    /// The way back to page space.
    frame: Frame,
}

/// Where a table is.
#[derive(Debug, Clone, Copy)]
pub(super) struct TableBox {
    /// The box around its cells.
    bounds: Rect,
    /// The box around its cells whose upper and lower sides are drawn.
    pub(super) closed: Rect,
}

impl Body {
    /// Takes a sheet apart whose text has the median font size `em`. Second strikes of a glyph go to `doubled`; `draft` is a
    /// buffer for rows that is used again.
    pub(super) fn of(
        sheet: &Sheet,
        em: f32,
        witness: &Witness<'_>,
        draft: &mut RowStore,
        doubled: &mut Vec<Glyph>,
        effort: &Effort,
    ) -> Self {
        let mut lines = rulings::lines(sheet, em, effort);
        leftovers::lengthen(&mut lines, em, effort);
        let mut tables = cells::tables(&lines, em, effort);
        let found = tables.len();
        tables.extend(unruled::tables(sheet, &lines, &tables, em, effort));
        tables.extend(painted::tables(sheet, &tables, em, effort));
        if tables.len() > found {
            tables.sort_by(|a, b| a.levels[0].total_cmp(&b.levels[0]));
        }
        let places = places(sheet, &tables, witness, effort);
        let frame = sheet.frame;
        let mut gathered = Vec::new();
        let mut set = |indices: &[usize]| {
            gathered.clear();
            gathered.extend(indices.iter().map(|&index| sheet.glyphs[index]));
            text::lines(&mut gathered, frame, doubled)
        };
        let (order, ends) = by_cell(&places, &tables);
        let mut start = 0;
        let mut groups = ends.into_iter().map(|end| &order[std::mem::replace(&mut start, end)..end]);
        let of_cells = |table: Table| {
            let lines = groups.by_ref().take(table.cells.len()).map(&mut set).collect();
            (table, lines)
        };
        let mut tables: Vec<(Table, Vec<Vec<Line>>)> = tables.into_iter().map(of_cells).collect();
        let mut free = groups.next().map(set).unwrap_or_default();
        sideless::close(&mut tables, &mut free, &lines.horizontal, em);
        let boxes = tables.iter().map(|(table, _)| TableBox { bounds: table.bounds(), closed: table.closed_bounds() });
        let boxes = boxes.collect();
        // Rulings without any text, as in a stamp or a chart, are no table.
        let tables = tables.into_iter().filter(|(_, lines)| lines.iter().any(|lines| !lines.is_empty()));
        let rows: Vec<Row> = tables.flat_map(|(table, lines)| rows::rows(&table, lines, frame)).collect();
        let rows = RowStore::of(&rows, draft);
        free.shrink_to_fit();
        Self { em, height: sheet.height, tables: boxes, rows, free, frame }
    }

    /// The rows and lines in reading order; `right` is how far text reaches on any page.
    pub(super) fn items(mut self, right: f32) -> Vec<Item> {
        // On a page without tables all lines may be short, so its own edge tells nothing.
        let right = if self.tables.is_empty() { right } else { self.right_edge() };
        let mut rows = self.rows.rows(self.frame);
        // Where the sides of a table go on below its last closed row, a further row has begun. (They end as far down as the row.)
        let goes_on = |table: &TableBox| table.bounds.bottom - table.closed.bottom > STUB;
        let has_sides = rows.last().is_some_and(|last| {
            self.tables.iter().any(|table| (table.bounds.bottom - last.bottom).abs() <= STUB && goes_on(table))
        });
        trailing::adopt(&mut rows, &mut self.free, has_sides, self.frame);
        let mut items: Vec<Item> = paragraphs::join(self.free, right).into_iter().map(Item::Line).collect();
        items.extend(rows.into_iter().map(Item::Row));
        items.sort_by(|a, b| a.y().total_cmp(&b.y()));
        items
    }

    /// The row at the end of the sheet, where neither a line below it nor lines between its columns are drawn.
    pub(super) fn open_row(&self) -> Option<Row> {
        if !self.rows.has_unruled() {
            return None;
        }
        let last = self.rows.rows(self.frame).into_iter().max_by(|a, b| a.top.total_cmp(&b.top))?;
        let is_last = self.free.last().is_none_or(|line| line.bounds.center().y < last.bottom);
        (is_last && last.is_unruled && last.cells.iter().all(|cell| cell.open_bottom)).then_some(last)
    }

    /// Turns the row at the end of the sheet into a line of text.
    pub(super) fn free_open_row(&mut self) {
        let Some(last) = self.open_row() else { return };
        let rows: Vec<Row> = self.rows.rows(self.frame).into_iter().filter(|row| row.top != last.top).collect();
        self.rows = RowStore::of(&rows, &mut RowStore::default());
        self.tables.retain(|table| table.bounds.top != last.top);
        let lines = last.cells.into_iter().flat_map(|cell| cell.lines);
        let whole = lines.reduce(|line, next| {
            let characters = [line.characters, next.characters].concat();
            Line { bounds: line.bounds.union(&next.bounds), characters, ..line }
        });
        self.free.extend(whole);
    }

    /// The uppermost row of its tables.
    pub(super) fn first_row(&self) -> Option<Row> {
        self.rows.rows(self.frame).into_iter().min_by(|a, b| a.top.total_cmp(&b.top))
    }

    /// Number of the page in the file.
    pub(super) fn page(&self) -> u32 {
        self.frame.page
    }

    /// How far text reaches to the right.
    pub(super) fn right_edge(&self) -> f32 {
        let tables = self.tables.iter().map(|table| table.bounds.right);
        let lines = self.free.iter().map(|line| line.bounds.right);
        tables.chain(lines).fold(0.0, f32::max)
    }
}

/// Sides of a row are longer than this, in points. A border that is drawn over its end is shorter.
const STUB: f32 = 1.5;

/// A cell: index of its table, and its index there.
pub(super) type CellIndex = (usize, usize);

/// The cell of each glyph; `None` for one in no cell.
fn places(sheet: &Sheet, tables: &[Table], witness: &Witness<'_>, effort: &Effort) -> Vec<Option<CellIndex>> {
    let bounds: Vec<Rect> = tables.iter().map(Table::bounds).collect();
    let cell_at = |point: Point| {
        if !effort.spend(bounds.len()) {
            return None;
        }
        let around = bounds.iter().enumerate().filter(|(_, bounds)| bounds.contains(point));
        around.map(|(index, _)| index).find_map(|index| Some((index, tables[index].cell_at(point)?)))
    };
    let mut places: Vec<Option<CellIndex>> = sheet.glyphs.iter().map(|glyph| cell_at(glyph.bounds.center())).collect();
    overflows::bring_home(sheet, &mut places, tables, cell_at, witness, effort);
    places
}

/// The indices of the glyphs in groups: cell after cell and table after table, then those in no cell. The second list says where
/// each group ends.
fn by_cell(places: &[Option<CellIndex>], tables: &[Table]) -> (Vec<usize>, Vec<usize>) {
    let mut count = 0;
    let mut firsts = Vec::with_capacity(tables.len());
    for table in tables {
        firsts.push(count);
        count += table.cells.len();
    }
    let group = |place: &Option<CellIndex>| place.map_or(count, |(table, cell)| firsts[table] + cell);
    let mut ends = vec![0; count + 1];
    places.iter().for_each(|place| ends[group(place)] += 1);
    let mut start = 0;
    ends.iter_mut().for_each(|end| start += std::mem::replace(end, start));
    let mut order = vec![0; places.len()];
    for (index, place) in places.iter().enumerate() {
        let end = &mut ends[group(place)];
        order[*end] = index;
        *end += 1;
    }
    (order, ends)
}
