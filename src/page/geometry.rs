//! Points and boxes of page space.
//!
//! *Page space* is the only coordinate system behind the stage `pdf`: the origin is the top left corner of the page as a viewer
//! shows it, x runs right, y runs **down**, and the unit is the point (1/72 inch).

/// A point of page space.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct Point {
    /// Distance from the left edge, in points.
    pub x: f32,
    /// Distance from the top edge, in points.
    pub y: f32,
}

/// An upright rectangle of page space: `left <= right`, `top <= bottom`.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct Rect {
    /// Left edge, in points from the left of the page.
    pub left: f32,
    /// Top edge, in points from the top of the page.
    pub top: f32,
    /// Right edge, in points from the left of the page.
    pub right: f32,
    /// Bottom edge, in points from the top of the page.
    pub bottom: f32,
}

impl Rect {
    /// The smallest rectangle that holds both points, whichever way round they are given.
    ///
    /// ```
    /// use zhengxin::geometry::Rect;
    /// let rect = Rect::spanning(30.0, 5.0, 10.0, 25.0);
    /// assert_eq!((rect.left, rect.top, rect.right, rect.bottom), (10.0, 5.0, 30.0, 25.0));
    /// ```
    #[must_use]
    pub fn spanning(x0: f32, y0: f32, x1: f32, y1: f32) -> Self {
        Self { left: x0.min(x1), top: y0.min(y1), right: x0.max(x1), bottom: y0.max(y1) }
    }

    /// Width in points.
    ///
    /// ```
    /// assert_eq!(zhengxin::geometry::Rect::spanning(1.0, 0.0, 4.0, 2.0).width(), 3.0);
    /// ```
    #[must_use]
    pub fn width(&self) -> f32 {
        self.right - self.left
    }

    /// Height in points.
    ///
    /// ```
    /// assert_eq!(zhengxin::geometry::Rect::spanning(1.0, 0.0, 4.0, 2.0).height(), 2.0);
    /// ```
    #[must_use]
    pub fn height(&self) -> f32 {
        self.bottom - self.top
    }

    /// The point in the middle.
    ///
    /// ```
    /// use zhengxin::geometry::{Point, Rect};
    /// assert_eq!(Rect::spanning(0.0, 0.0, 4.0, 2.0).center(), Point { x: 2.0, y: 1.0 });
    /// ```
    #[must_use]
    pub fn center(&self) -> Point {
        Point { x: (self.left + self.right) / 2.0, y: (self.top + self.bottom) / 2.0 }
    }

    /// The smallest rectangle that holds both.
    ///
    /// ```
    /// use zhengxin::geometry::Rect;
    /// let union = Rect::spanning(0.0, 0.0, 1.0, 1.0).union(&Rect::spanning(2.0, 2.0, 3.0, 4.0));
    /// assert_eq!(union, Rect::spanning(0.0, 0.0, 3.0, 4.0));
    /// ```
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// The part that both share, `None` where they do not meet.
    ///
    /// ```
    /// use zhengxin::geometry::Rect;
    /// let rect = Rect::spanning(0.0, 0.0, 2.0, 2.0);
    /// assert_eq!(rect.intersection(&Rect::spanning(1.0, 1.0, 3.0, 3.0)), Some(Rect::spanning(1.0, 1.0, 2.0, 2.0)));
    /// assert_eq!(rect.intersection(&Rect::spanning(3.0, 3.0, 4.0, 4.0)), None);
    /// ```
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let shared = Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        };
        (shared.left <= shared.right && shared.top <= shared.bottom).then_some(shared)
    }

    /// Whether the point lies inside or on the edge.
    ///
    /// ```
    /// use zhengxin::geometry::{Point, Rect};
    /// assert!(Rect::spanning(0.0, 0.0, 2.0, 2.0).contains(Point { x: 2.0, y: 1.0 }));
    /// ```
    #[must_use]
    pub fn contains(&self, point: Point) -> bool {
        (self.left..=self.right).contains(&point.x) && (self.top..=self.bottom).contains(&point.y)
    }
}
