//! Transformations between the coordinate systems of a page ([`Matrix`]), and upright rectangles ([`Area`]), both in double
//! precision (ISO 32000-1, 8.3).

use crate::page::geometry::Rect;

/// A transformation: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix {
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) c: f64,
    pub(super) d: f64,
    pub(super) e: f64,
    pub(super) f: f64,
}

impl Matrix {
    pub(super) const IDENTITY: Self = Self::new(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);

    pub(super) const fn new(a: f64, b: f64, c: f64, d: f64, e: f64, f: f64) -> Self {
        Self { a, b, c, d, e, f }
    }

    pub(super) const fn from_array([a, b, c, d, e, f]: [f64; 6]) -> Self {
        Self::new(a, b, c, d, e, f)
    }

    pub(super) const fn translation(x: f64, y: f64) -> Self {
        Self::new(1.0, 0.0, 0.0, 1.0, x, y)
    }

    /// This transformation first, then `next` (the product `self × next` of ISO 32000).
    pub(super) fn then(&self, next: &Self) -> Self {
        Self {
            a: self.a * next.a + self.b * next.c,
            b: self.a * next.b + self.b * next.d,
            c: self.c * next.a + self.d * next.c,
            d: self.c * next.b + self.d * next.d,
            e: self.e * next.a + self.f * next.c + next.e,
            f: self.e * next.b + self.f * next.d + next.f,
        }
    }

    pub(super) fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        (self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f)
    }

    /// The length of a vector after the transformation.
    pub(super) fn length(&self, x: f64, y: f64) -> f64 {
        (self.a * x + self.c * y).hypot(self.b * x + self.d * y)
    }

    /// The upright box around the image of a rectangle.
    pub(super) fn apply_rect(&self, x0: f64, y0: f64, x1: f64, y1: f64) -> Area {
        let mut area = Area::EMPTY;
        let mut include = |x, y| {
            let (x, y) = self.apply(x, y);
            area.include(x, y);
        };
        include(x0, y0);
        include(x1, y1);
        // Without rotation or skew, two corners are enough.
        if self.b != 0.0 || self.c != 0.0 {
            include(x1, y0);
            include(x0, y1);
        }
        area
    }

    /// Whether every coefficient is finite: arithmetic on hostile operands can overflow.
    pub(super) fn is_finite(&self) -> bool {
        [self.a, self.b, self.c, self.d, self.e, self.f].iter().all(|coefficient| coefficient.is_finite())
    }
}

/// An upright rectangle of page space in double precision; holds nothing where `left > right`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// Holds nothing.
    pub(super) const EMPTY: Self =
        Self { left: f64::INFINITY, top: f64::INFINITY, right: f64::NEG_INFINITY, bottom: f64::NEG_INFINITY };

    pub(super) const fn new(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self { left, top, right, bottom }
    }

    /// Whether all of its sides are finite.
    pub(super) fn is_finite(&self) -> bool {
        [self.left, self.top, self.right, self.bottom].iter().all(|side| side.is_finite())
    }

    /// Grows the area to hold the point.
    pub(super) fn include(&mut self, x: f64, y: f64) {
        self.left = self.left.min(x);
        self.right = self.right.max(x);
        self.top = self.top.min(y);
        self.bottom = self.bottom.max(y);
    }

    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub(super) fn contains(&self, x: f64, y: f64) -> bool {
        self.left <= x && x <= self.right && self.top <= y && y <= self.bottom
    }

    /// The part that both share. It has no positive width or no positive height if they do not meet.
    pub(super) fn intersection(&self, other: &Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    /// The same area in the precision of the page model.
    #[expect(clippy::cast_possible_truncation, reason = "page space needs no more than single precision")]
    pub(super) fn to_rect(self) -> Rect {
        Rect { left: self.left as f32, top: self.top as f32, right: self.right as f32, bottom: self.bottom as f32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_apply_left_to_right() {
        let scaled_then_moved = Matrix::new(2.0, 0.0, 0.0, 3.0, 0.0, 0.0).then(&Matrix::translation(10.0, 20.0));
        assert_eq!(scaled_then_moved.apply(1.0, 1.0), (12.0, 23.0));
    }

    #[test]
    fn a_turned_rectangle_has_an_upright_box() {
        let quarter = Matrix::new(0.0, 1.0, -1.0, 0.0, 0.0, 0.0);
        assert_eq!(quarter.apply_rect(0.0, 0.0, 4.0, 2.0), Area::new(-2.0, 0.0, 0.0, 4.0));
    }

    #[test]
    fn areas_that_do_not_meet_share_nothing() {
        let left = Area::new(0.0, 0.0, 1.0, 1.0);
        assert!(left.intersection(&Area::new(2.0, 0.0, 3.0, 1.0)).width() < 0.0);
        assert_eq!(left.intersection(&Area::new(0.5, 0.0, 3.0, 1.0)), Area::new(0.5, 0.0, 1.0, 1.0));
    }
}
