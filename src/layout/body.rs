//! What one sheet holds: rows of tables and lines of text, in reading order.

use super::cells::{self, Table};
use super::paragraphs;
use super::rows::{self, Row};
use super::rulings;
use super::sheet::Sheet;
use super::sideless;
use super::text::{self, Line};
use crate::geometry::Rect;
use crate::page::Glyph;

/// One printed thing of a sheet.
#[derive(Debug, Clone)]
pub(super) enum Item {
    /// A line of text outside of tables.
    Line(Line),
    /// A row of a table.
    Row(Row),
}

impl Item {
    /// Where it stands on the sheet.
    fn y(&self) -> f32 {
        match self {
            Self::Line(line) => line.bounds.center().y,
            Self::Row(row) => row.top,
        }
    }
}

/// A sheet taken apart: its tables with the lines of text in each cell, and the lines outside of them.
#[derive(Debug, Clone)]
pub(super) struct Body {
    /// Median font size.
    pub(super) em: f32,
    /// Height of the sheet.
    pub(super) height: f32,
    /// The tables, each with the lines of each of its cells.
    pub(super) tables: Vec<(Table, Vec<Vec<Line>>)>,
    /// The lines outside of tables, from top to bottom.
    pub(super) free: Vec<Line>,
    /// The sheet without its content.
    pub(super) frame: super::frame::Frame,
}

impl Body {
    /// Takes a sheet apart. Second strikes of a glyph go to `doubled`.
    pub(super) fn of(sheet: Sheet, doubled: &mut Vec<Glyph>) -> Self {
        let em = sheet.em();
        let lines = rulings::lines(&sheet);
        let tables = cells::tables(&lines, em);
        let bounds: Vec<Rect> = tables.iter().map(Table::bounds).collect();
        let mut in_cells: Vec<Vec<Vec<Glyph>>> =
            tables.iter().map(|table| vec![Vec::new(); table.cells.len()]).collect();
        let mut free = Vec::new();
        for glyph in sheet.glyphs {
            let center = glyph.bounds.center();
            let place =
                bounds.iter().enumerate().filter(|(_, bounds)| bounds.contains(center)).find_map(|(table, _)| {
                    let cell = tables[table].cell_at(center)?;
                    Some((table, cell))
                });
            match place {
                Some((table, cell)) => in_cells[table][cell].push(glyph),
                None => free.push(glyph),
            }
        }
        let frame = sheet.frame;
        let mut set = |glyphs: Vec<Glyph>| text::lines(glyphs, frame, doubled);
        let mut tables = tables
            .into_iter()
            .zip(in_cells)
            .map(|(table, glyphs)| (table, glyphs.into_iter().map(&mut set).collect()))
            .collect();
        let mut free = set(free);
        sideless::close(&mut tables, &mut free, &lines.horizontal, em);
        Self { em, height: sheet.height, tables, free, frame }
    }

    /// The rows and lines in reading order.
    pub(super) fn items(self) -> Vec<Item> {
        let frame = self.frame;
        let right = self.right_edge();
        let mut items: Vec<Item> = paragraphs::join(self.free, right).into_iter().map(Item::Line).collect();
        for (table, lines) in self.tables {
            // Lines without any text, as in a stamp or a chart, are no table.
            if lines.iter().any(|lines| !lines.is_empty()) {
                items.extend(rows::rows(&table, lines, frame).into_iter().map(Item::Row));
            }
        }
        items.sort_by(|a, b| a.y().total_cmp(&b.y()));
        items
    }

    /// How far text reaches to the right.
    fn right_edge(&self) -> f32 {
        let tables = self.tables.iter().map(|(table, _)| table.bounds().right);
        let lines = self.free.iter().map(|line| line.bounds.right);
        tables.chain(lines).fold(0.0, f32::max)
    }
}
