//! Converts between page space and the upright space in which a sheet is laid out.
//!
//! The two differ where the text of a page is turned, and on the right half of a page that is two sheets. For example, where text
//! runs down a page that is 595 points wide, the point (500, 10) of the page is the point (10, 95) of the sheet.

use crate::page::geometry::{Point, Rect};

/// By how many quarter turns, clockwise, the text is turned on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Text runs from left to right.
    None,
    /// Text runs down the page.
    Quarter,
    /// Text stands on its head.
    Half,
    /// Text runs up the page.
    ThreeQuarters,
}

impl Turn {
    /// The turn nearest to a direction of text in degrees.
    pub(super) fn nearest(direction: f32) -> Self {
        match direction {
            d if (-45.0..45.0).contains(&d) => Self::None,
            d if (45.0..135.0).contains(&d) => Self::Quarter,
            d if (-135.0..-45.0).contains(&d) => Self::ThreeQuarters,
            _ => Self::Half,
        }
    }

    /// The turn in degrees, as directions of text are counted.
    pub(super) fn degrees(self) -> f32 {
        match self {
            Self::None => 0.0,
            Self::Quarter => 90.0,
            Self::Half => 180.0,
            Self::ThreeQuarters => -90.0,
        }
    }
}

/// How the upright space of a sheet lies in the page space of the file: turned, and for the right half of a
/// sheet with two pages shifted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    /// Number of the page in the file.
    pub(super) page: u32,
    /// How far the text is turned on the page.
    pub(super) turn: Turn,
    /// Width of the page in page space.
    page_width: f32,
    /// Height of the page in page space.
    page_height: f32,
    /// Where the left edge of the sheet lies in the upright page.
    shift: f32,
}

impl Frame {
    /// The frame of a whole page.
    pub(super) fn new(page: u32, turn: Turn, page_width: f32, page_height: f32) -> Self {
        Self { page, turn, page_width, page_height, shift: 0.0 }
    }

    /// The frame of what lies right of `x`.
    pub(super) fn right_of(self, x: f32) -> Self {
        Self { shift: self.shift + x, ..self }
    }

    /// Width and height of the page when its text is upright.
    pub(super) fn upright_size(&self) -> (f32, f32) {
        match self.turn {
            Turn::None | Turn::Half => (self.page_width, self.page_height),
            Turn::Quarter | Turn::ThreeQuarters => (self.page_height, self.page_width),
        }
    }

    /// From page space to upright space.
    pub(super) fn point_to_upright(&self, Point { x, y }: Point) -> Point {
        let (x, y) = match self.turn {
            Turn::None => (x, y),
            Turn::Quarter => (y, self.page_width - x),
            Turn::Half => (self.page_width - x, self.page_height - y),
            Turn::ThreeQuarters => (self.page_height - y, x),
        };
        Point { x: x - self.shift, y }
    }

    /// From page space to upright space.
    pub(super) fn to_upright(self, rect: &Rect) -> Rect {
        let a = self.point_to_upright(Point { x: rect.left, y: rect.top });
        let b = self.point_to_upright(Point { x: rect.right, y: rect.bottom });
        Rect::spanning(a.x, a.y, b.x, b.y)
    }

    /// From upright space back to page space.
    pub(super) fn to_page(self, rect: &Rect) -> Rect {
        let back = |x: f32, y: f32| {
            let x = x + self.shift;
            match self.turn {
                Turn::None => (x, y),
                Turn::Quarter => (self.page_width - y, x),
                Turn::Half => (self.page_width - x, self.page_height - y),
                Turn::ThreeQuarters => (y, self.page_height - x),
            }
        };
        let (x0, y0) = back(rect.left, rect.top);
        let (x1, y1) = back(rect.right, rect.bottom);
        Rect::spanning(x0, y0, x1, y1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_turn_leads_back_to_the_page() {
        let rect = Rect::spanning(10.0, 20.0, 30.0, 25.0);
        for turn in [Turn::None, Turn::Quarter, Turn::Half, Turn::ThreeQuarters] {
            let frame = Frame::new(1, turn, 595.0, 842.0).right_of(7.0);
            assert_eq!(frame.to_page(&frame.to_upright(&rect)), rect, "{turn:?}");
        }
    }

    #[test]
    fn text_that_runs_down_the_page_starts_at_the_left() {
        let frame = Frame::new(1, Turn::Quarter, 595.0, 842.0);
        let first = frame.point_to_upright(Point { x: 500.0, y: 10.0 });
        let later = frame.point_to_upright(Point { x: 500.0, y: 90.0 });
        let next_line = frame.point_to_upright(Point { x: 480.0, y: 10.0 });
        assert!(first.x < later.x && first.y == later.y);
        assert!(next_line.y > first.y);
    }
}
