//! Sets the texts of a row into lines, and gives cells and lines their places.

use super::{Laid, LaidCell, LaidLine};
use crate::forms::{Cell, Labels, Row};
use crate::page::columns;
use crate::style::{Clip, Overflow, Style};
use crate::typeset::{break_time, space_out, wrap, wrap_words};

/// The edges of so many columns, beginning with the left margin.
fn edges(count: usize, style: &Style) -> Vec<f64> {
    let weight = |column: usize| {
        // The columns of a table with many columns are equal, so that each has room for a few characters.
        let extra = if count > 8 { 0 } else { style.columns[(column + count) % style.columns.len()] };
        1.0 + f64::from(extra) / 2.0
    };
    let whole: f64 = (0..count).map(weight).sum();
    let mut edges = vec![style.margins.0];
    let mut reached = 0.0;
    for column in 0..count {
        reached += weight(column);
        edges.push(style.margins.0 + style.width() * reached / whole);
    }
    edges
}

/// Only cells with room for more than this, in font sizes, have blanks before their text.
const WIDE: f64 = 6.0;

/// A text that runs over a border ends so many font sizes before the next text, so that a person sees that they are
/// two.
const APART: f64 = 1.0;

/// A text that runs out of the table ends so many points before the edge of the page.
const EDGE: f64 = 6.0;

/// A cell before its text has a place.
struct Frame {
    left: f64,
    right: f64,
    joined: (bool, bool),
    span: usize,
    before: String,
    /// The lines of its text. They fit into the cell, or run over its borders.
    lines: Vec<String>,
    /// The lines that fit into the cell, if `lines` run over its borders.
    broken: Option<Vec<String>>,
}

impl Laid {
    pub(super) fn new(row: &Row, below: Option<&Row>, style: &Style) -> Self {
        let mut frames = frames(row, below, style);
        loop {
            let laid = Self::of(&frames, row.labels != Labels::None, style);
            let is_crowded = |index: &usize| frames[*index].broken.is_some() && laid.is_crowded(*index, style);
            let Some(index) = (0..frames.len()).find(is_crowded) else { return laid };
            if let Some(broken) = frames[index].broken.take() {
                frames[index].lines = broken;
            }
        }
    }

    fn of(frames: &[Frame], labels: bool, style: &Style) -> Self {
        let padding = (style.padding.0 * style.size, style.padding.1 * style.size);
        let leading = style.leading * style.size;
        let most = frames.iter().map(|frame| frame.lines.len()).max().unwrap_or(0).max(1);
        let after = style.blanks.sign.to_string().repeat(style.blanks.after);
        let cells = frames.iter().map(|frame| {
            let room = frame.right - frame.left - 2.0 * padding.0;
            let above = style.align.1.indent((most - frame.lines.len()) as f64 * leading);
            let lines = frame.lines.iter().enumerate().map(|(index, text)| {
                let before = if index == 0 { frame.before.as_str() } else { "" };
                let width = (style.measure(before) + style.measure(text)) * style.size;
                let free = if frame.broken.is_some() { room - width } else { (room - width).max(0.0) };
                let x = frame.left + padding.0 + style.align.0.indent(free);
                let top = padding.1 + above + index as f64 * leading;
                // Only the last line has blanks behind it: behind another line they might be the space at which the
                // line is broken.
                let after = if index + 1 == frame.lines.len() { after.as_str() } else { "" };
                LaidLine { text: format!("{before}{text}{after}"), x, top, width }
            });
            LaidCell {
                left: frame.left,
                right: frame.right,
                lines: lines.collect(),
                joined: frame.joined,
                span: frame.span,
                tag: None,
            }
        });
        Self {
            cells: cells.collect(),
            height: most as f64 * leading + 2.0 * padding.1,
            labels,
            is_rest: false,
            is_odd: false,
            closed: (true, true),
        }
    }

    /// Whether a text that runs over the borders of its cell has no room: it would come too near to another text or to
    /// the edge of the page.
    fn is_crowded(&self, index: usize, style: &Style) -> bool {
        if matches!(style.clip, Clip::Hiding(_)) {
            return false;
        }
        let (apart, leading) = (APART * style.size, style.leading * style.size);
        let others = || self.cells.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, cell)| cell);
        self.cells[index].lines.iter().any(|line| {
            let (from, to) = (line.x, line.x + line.width);
            let meets = |other: &LaidLine| {
                let is_beside = (other.top - line.top).abs() < leading;
                is_beside && other.x - apart < to && from < other.x + other.width + apart
            };
            from < EDGE || to > style.page.0 - EDGE || others().flat_map(|cell| &cell.lines).any(meets)
        })
    }
}

fn frames(row: &Row, below: Option<&Row>, style: &Style) -> Vec<Frame> {
    let edges = edges(columns(row), style);
    let is_joined = |column: usize| {
        let mut at = 0;
        below.is_some_and(|below| {
            below.cells.iter().any(|cell| {
                at += cell.span;
                at - cell.span == column && cell.joined
            })
        })
    };
    let overflow = match style.clip {
        Clip::Hiding(overflow) => overflow,
        // White letters show only on the ground of their own cell.
        _ if row.labels != Labels::None && style.inks.label_ground.is_some() => Overflow::None,
        _ => style.overflow,
    };
    let mut column = 0;
    let frame = |cell: &Cell| {
        let (left, right) = (edges[column], edges[column + cell.span]);
        let joined = (cell.joined, is_joined(column));
        column += cell.span;
        let text = if style.broken_time { break_time(&cell.text) } else { cell.text.clone() };
        let text = if style.spaced { space_out(&text) } else { text };
        let whole_room = right - left - 2.0 * style.padding.0 * style.size;
        let is_wide = whole_room > WIDE * style.size;
        let before = style.blanks.sign.to_string().repeat(if is_wide { style.blanks.before } else { 0 });
        let room = whole_room - style.measure(&before) * style.size;
        let broken = wrap(&text, room, style);
        let lines = match overflow {
            Overflow::None => broken.clone(),
            Overflow::Words => wrap_words(&text, room, style),
            Overflow::Lines => text.split('\n').map(str::to_owned).collect(),
        };
        let broken = (lines != broken && !text.is_empty()).then_some(broken);
        let lines = match text.is_empty() {
            // An empty cell has only the blanks.
            true if style.blanks.after > 0 && !cell.joined => vec![String::new()],
            true => Vec::new(),
            false => lines,
        };
        Frame { left, right, joined, span: cell.span, before, lines, broken }
    };
    row.cells.iter().map(frame).collect()
}
