//! Borders of cells.

use std::fmt::Write;

use super::content::{Content, put};
use crate::page::Page;
use crate::style::Borders;
use crate::table::painted;

/// Width of the borders.
const BORDER: f64 = 0.6;

impl Content<'_> {
    pub(super) fn borders(&mut self, page: &Page) {
        let grey = self.style.border_grey;
        put!(self, "q {grey} G {grey} g {BORDER} w");
        if self.style.borders == Borders::Dashes {
            put!(self, "[2 1.5] 0 d");
        }
        for border in painted(page.borders.clone(), self.style) {
            let ((x0, y0), (x1, y1)) = (border.from, border.to);
            let (y0, y1) = (self.style.page.1 - y0, self.style.page.1 - y1);
            if self.style.borders == Borders::Rectangles {
                let (left, low) = (x0 - BORDER / 2.0, y1 - BORDER / 2.0);
                put!(self, "{left:.2} {low:.2} {:.2} {:.2} re f", x1 - x0 + BORDER, y0 - y1 + BORDER);
            } else {
                put!(self, "{x0:.2} {y0:.2} m {x1:.2} {y1:.2} l S");
            }
        }
        put!(self, "Q");
    }
}
