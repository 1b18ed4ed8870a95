//! Builds the current path (ISO 32000-1, 8.5.2): the operators for lines, curves and rectangles come in with coordinates of user
//! space, and the path keeps the corners of its subpaths in page space.

use super::limits::MAX_PATH_POINTS;
use super::matrix::{Area, Matrix};

/// A corner of a subpath, or an end point or control point of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Corner {
    pub(super) x: f64,
    pub(super) y: f64,
    /// Whether it belongs to a curve, so that no straight line leads to it.
    pub(super) curved: bool,
}

/// Where one subpath lies in the list of corners.
#[derive(Debug, Clone, Copy)]
struct Subpath {
    start: usize,
    end: usize,
    closed: bool,
}

/// The path under construction. Cleared and used again, so that painting allocates nothing.
#[derive(Debug, Default)]
pub(super) struct Path {
    corners: Vec<Corner>,
    subpaths: Vec<Subpath>,
    /// The current point in user space, which `v` needs.
    current: (f64, f64),
    /// Where `h` leads back to, in user space.
    start: (f64, f64),
}

impl Path {
    pub(super) fn clear(&mut self) {
        self.corners.clear();
        self.subpaths.clear();
    }

    /// Whether the path holds as many points as it may.
    pub(super) fn is_full(&self) -> bool {
        self.corners.len() >= MAX_PATH_POINTS
    }

    pub(super) fn current(&self) -> (f64, f64) {
        self.current
    }

    fn push(&mut self, matrix: &Matrix, x: f64, y: f64, curved: bool) {
        self.current = (x, y);
        let (x, y) = matrix.apply(x, y);
        if !(x.is_finite() && y.is_finite()) || self.is_full() {
            return;
        }
        self.corners.push(Corner { x, y, curved });
        if let Some(subpath) = self.subpaths.last_mut() {
            subpath.end = self.corners.len();
        }
    }

    pub(super) fn move_to(&mut self, matrix: &Matrix, x: f64, y: f64) {
        let start = self.corners.len();
        self.subpaths.push(Subpath { start, end: start, closed: false });
        self.start = (x, y);
        self.push(matrix, x, y, false);
    }

    /// After a closed subpath, begins a new one where the closed one began.
    fn reopen(&mut self, matrix: &Matrix) {
        if self.subpaths.last().is_none_or(|subpath| subpath.closed) {
            let (x, y) = self.start;
            self.move_to(matrix, x, y);
        }
    }

    pub(super) fn line_to(&mut self, matrix: &Matrix, x: f64, y: f64) {
        if self.subpaths.is_empty() {
            // Without a current point, the line begins where it ends.
            self.move_to(matrix, x, y);
            return;
        }
        self.reopen(matrix);
        self.push(matrix, x, y, false);
    }

    /// Adds a Bézier curve. A horizontal or vertical one is a line; of any other one only the box matters.
    pub(super) fn curve_to(&mut self, matrix: &Matrix, [x1, y1, x2, y2, x3, y3]: [f64; 6]) {
        if self.subpaths.is_empty() {
            self.move_to(matrix, x1, y1);
        }
        self.reopen(matrix);
        let from = self.current;
        let flat = |a: f64, b: f64, c: f64, d: f64| a == b && b == c && c == d;
        if flat(from.0, x1, x2, x3) || flat(from.1, y1, y2, y3) {
            self.push(matrix, x3, y3, false);
            return;
        }
        self.push(matrix, x1, y1, true);
        self.push(matrix, x2, y2, true);
        self.push(matrix, x3, y3, true);
    }

    pub(super) fn rectangle(&mut self, matrix: &Matrix, [x, y, width, height]: [f64; 4]) {
        self.move_to(matrix, x, y);
        self.push(matrix, x + width, y, false);
        self.push(matrix, x + width, y + height, false);
        self.push(matrix, x, y + height, false);
        self.close();
    }

    pub(super) fn close(&mut self) {
        if let Some(subpath) = self.subpaths.last_mut() {
            subpath.closed = true;
            self.current = self.start;
        }
    }

    /// The corners of each subpath, and whether it is closed.
    pub(super) fn subpaths(&self) -> impl Iterator<Item = (&[Corner], bool)> {
        self.subpaths.iter().filter_map(|subpath| {
            let corners = self.corners.get(subpath.start..subpath.end)?;
            (!corners.is_empty()).then_some((corners, subpath.closed))
        })
    }

    /// The box around all of it.
    pub(super) fn bounds(&self) -> Area {
        bounds(&self.corners)
    }
}

/// The box around the corners.
pub(super) fn bounds(corners: &[Corner]) -> Area {
    let mut area = Area::EMPTY;
    for corner in corners {
        area.include(corner.x, corner.y);
    }
    area
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_subpath_goes_on_from_its_start() {
        let mut path = Path::default();
        path.rectangle(&Matrix::IDENTITY, [10.0, 10.0, 5.0, 5.0]);
        path.line_to(&Matrix::IDENTITY, 0.0, 10.0);
        let shapes: Vec<_> = path.subpaths().map(|(corners, closed)| (corners.len(), closed)).collect();
        assert_eq!(shapes, [(4, true), (2, false)]);
        assert_eq!(path.bounds(), Area::new(0.0, 10.0, 15.0, 15.0));
    }

    #[test]
    fn straight_curves_are_lines() {
        let mut path = Path::default();
        path.move_to(&Matrix::IDENTITY, 0.0, 7.0);
        path.curve_to(&Matrix::IDENTITY, [1.0, 7.0, 2.0, 7.0, 9.0, 7.0]);
        assert!(path.subpaths().all(|(corners, _)| corners.iter().all(|corner| !corner.curved)));
    }

    #[test]
    fn points_that_are_no_numbers_are_left_out() {
        let mut path = Path::default();
        path.move_to(&Matrix::IDENTITY, f64::NAN, 0.0);
        assert_eq!(path.bounds(), Area::EMPTY);
    }
}
