//! Paints the borders of cells.

use std::fmt::Write;

use super::content::{Content, put, shares};
use crate::page::{Border, Page};
use crate::style::{Borders, Look, Pattern};
use crate::table::painted;

/// The width of borders for which the style has no look, in points.
const BORDER: f64 = 0.6;

/// How far each line of a double border is from the middle of the border, in points.
const BESIDE: f64 = 0.65;

/// The distance of the control points of a Bézier curve from its ends, in radii, if the curve is a quarter of a circle.
const HANDLE: f64 = 0.5523;

impl Content<'_> {
    /// The borders of a page; `count` is the number of all pages.
    pub(super) fn borders(&mut self, page: &Page, count: usize) {
        let look = self.style.look.map(|look| Look { pattern: dots(look.pattern, count), ..look });
        let grey = self.style.border_grey;
        match look {
            Some(look) => put!(self, "q {0} RG {0} rg {1} w", shares(look.color), look.width),
            None => put!(self, "q {grey} G {grey} g {BORDER} w"),
        }
        let is_filled = self.style.borders == Borders::Rectangles;
        match look.map(|look| look.pattern) {
            Some(Pattern::Dashed) if !is_filled => put!(self, "[3 2] 0 d"),
            Some(Pattern::Dotted) => put!(self, "[1 1] 0 d"),
            None if self.style.borders == Borders::Dashes => put!(self, "[2 1.5] 0 d"),
            _ => {}
        }
        for border in painted(page.borders.clone(), self.style) {
            match look {
                Some(look) => self.border(border, look, is_filled),
                None => self.line(border, BORDER, is_filled),
            }
        }
        put!(self, "Q");
    }

    fn border(&mut self, border: Border, look: Look, is_filled: bool) {
        let is_across = border.from.1 == border.to.1;
        match look.pattern {
            Pattern::Solid => self.line(border, look.width, is_filled),
            Pattern::Dashed if is_filled => {
                pieces(border, 3.0, 2.0).for_each(|piece| self.piece(piece, look.width, Some(0.0)));
            }
            Pattern::Dashed | Pattern::Dotted => self.line(border, look.width, false),
            Pattern::Segments => {
                let reach = is_filled.then_some(0.0);
                pieces(border, look.width, look.width).for_each(|piece| self.piece(piece, look.width, reach));
            }
            Pattern::Circles => {
                for piece in pieces(border, look.width, look.width) {
                    let (x, y) = (f64::midpoint(piece.from.0, piece.to.0), f64::midpoint(piece.from.1, piece.to.1));
                    self.circle(x, y, look.width / 2.0);
                }
            }
            Pattern::Double => {
                for side in [-BESIDE, BESIDE] {
                    let (x, y) = if is_across { (0.0, side) } else { (side, 0.0) };
                    let moved = |point: (f64, f64)| (point.0 + x, point.1 + y);
                    let line = Border { from: moved(border.from), to: moved(border.to) };
                    self.line(line, look.width, is_filled);
                }
            }
        }
    }

    /// A straight line, or a filled rectangle in its place. The rectangle reaches beyond the ends of the line, so that
    /// corners have no gaps.
    fn line(&mut self, border: Border, width: f64, is_filled: bool) {
        self.piece(border, width, if is_filled { Some(width / 2.0) } else { None });
    }

    /// A straight line, or with `reach` a filled rectangle that reaches so far beyond the ends of the line.
    fn piece(&mut self, border: Border, width: f64, reach: Option<f64>) {
        let ((x0, y0), (x1, y1)) = (border.from, border.to);
        let (y0, y1) = (self.style.page.1 - y0, self.style.page.1 - y1);
        if let Some(reach) = reach {
            let half = width / 2.0;
            let (x, y) = if y0 == y1 { (reach, half) } else { (half, reach) };
            let (left, low) = (x0 - x, y1 - y);
            put!(self, "{left:.2} {low:.2} {:.2} {:.2} re f", x1 - x0 + 2.0 * x, y0 - y1 + 2.0 * y);
        } else {
            put!(self, "{x0:.2} {y0:.2} m {x1:.2} {y1:.2} l S");
        }
    }

    fn circle(&mut self, x: f64, y: f64, radius: f64) {
        let (y, handle) = (self.style.page.1 - y, radius * HANDLE);
        put!(self, "{:.3} {y:.3} m", x + radius);
        for (cos, sin) in [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)] {
            let point = |along: f64, beside: f64| {
                format!("{:.3} {:.3}", x + cos * along - sin * beside, y + sin * along + cos * beside)
            };
            put!(self, "{} {} {} c", point(radius, handle), point(handle, radius), point(0.0, radius));
        }
        put!(self, "f");
    }
}

/// Dots that are painted one by one make a file large. A file with more pages than this has a dash pattern instead.
const POINTED: usize = 20;

fn dots(pattern: Pattern, pages: usize) -> Pattern {
    match pattern {
        Pattern::Segments | Pattern::Circles if pages > POINTED => Pattern::Dotted,
        other => other,
    }
}

/// Pieces of a border with gaps between them.
fn pieces(border: Border, length: f64, gap: f64) -> impl Iterator<Item = Border> {
    let (x, y) = (border.to.0 - border.from.0, border.to.1 - border.from.1);
    let whole = x.hypot(y);
    let at = move |along: f64| (border.from.0 + x * along / whole, border.from.1 + y * along / whole);
    let count = (whole / (length + gap)).ceil() as usize;
    (0..count).map(move |piece| {
        let from = piece as f64 * (length + gap);
        Border { from: at(from), to: at((from + length).min(whole)) }
    })
}
