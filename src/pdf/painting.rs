//! Paints paths: decides which lines and shapes become rulings or filled areas on the canvas (ISO 32000-1, 8.5.3).
//!
//! A stroked rectangle becomes four rulings, a filled rectangle one ruling if it is thin and a filled area if not. Strokes that
//! are neither horizontal nor vertical are left out.

use super::canvas::{Canvas, Direction, HAIRLINE};
use super::matrix::{Area, Matrix};
use super::path::{Corner, Path, bounds};
use crate::error::Error;
use crate::page::{Color, RULING_THICKNESS};

/// Coordinates this near count as equal, in points: producers round.
const TOLERANCE: f64 = 0.02;

/// How many subpaths a path may have to be searched for holes. In a path with more, each subpath is filled alone.
const MAX_NESTED_SUBPATHS: usize = 16;

/// How many corners shapes may have together to be taken apart into rectangles.
const MAX_SHAPE_CORNERS: usize = 32;

/// How much of its box a shape must cover to count as the box being filled: leaves out diagonals and
/// rings, keeps rounded rectangles.
const SOLID_SHARE: f64 = 0.75;

/// What a painting operator paints with.
pub(super) struct Brush<'c> {
    pub(super) clip: &'c Area,
    pub(super) color: Color,
}

impl Brush<'_> {
    fn area(&self, canvas: &mut Canvas<'_>, area: Area, direction: Direction) -> Result<(), Error> {
        canvas.area(area, self.clip, self.color, direction)
    }
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= TOLERANCE
}

/// Strokes a path: every horizontal or vertical line of it becomes a ruling, or a fill if it is thick. A dashed line is painted
/// as one without gaps. Other lines and curves are left out.
pub(super) fn stroke(
    canvas: &mut Canvas<'_>,
    path: &Path,
    brush: &Brush<'_>,
    ctm: &Matrix,
    line_width: f64,
    projecting_cap: bool,
) -> Result<(), Error> {
    // The pen is a circle in user space.
    let pen = |x: f64, y: f64| (line_width * x.hypot(y)).abs().max(HAIRLINE) / 2.0;
    let (half_width, half_height) = (pen(ctm.a, ctm.c), pen(ctm.b, ctm.d));
    if !(half_width.is_finite() && half_height.is_finite()) {
        return Ok(());
    }
    for (corners, closed) in path.subpaths() {
        let closing = if closed { corners.last().zip(corners.first()) } else { None };
        let rounded = if closed { rounded_box(corners) } else { None };
        let joined = closed || projecting_cap;
        for (from, to) in corners.windows(2).map(|pair| (&pair[0], &pair[1])).chain(closing) {
            if to.curved {
                continue;
            }
            let mut area = bounds(&[*from, *to]);
            let (flat, upright) = (near(from.y, to.y), near(from.x, to.x));
            let direction = match (flat, upright) {
                (true, false) => Direction::Horizontal,
                (false, true) => Direction::Vertical,
                _ => continue,
            };
            // The sides of a box with rounded corners are those of the box.
            if let Some(sides) = &rounded {
                area = match direction {
                    Direction::Horizontal => Area { left: sides.left, right: sides.right, ..area },
                    _ => Area { top: sides.top, bottom: sides.bottom, ..area },
                };
            }
            let (along_x, along_y) = match direction {
                Direction::Horizontal => (if joined { half_width } else { 0.0 }, half_height),
                _ => (half_width, if joined { half_height } else { 0.0 }),
            };
            area = Area::new(area.left - along_x, area.top - along_y, area.right + along_x, area.bottom + along_y);
            brush.area(canvas, area, direction)?;
        }
    }
    Ok(())
}

/// Fills a path. Thin shapes become rulings, solid shapes become fills, and a frame becomes its four sides.
pub(super) fn fill(canvas: &mut Canvas<'_>, path: &Path, brush: &Brush<'_>, even_odd: bool) -> Result<(), Error> {
    let shapes: Vec<&[Corner]> = path.subpaths().map(|(corners, _)| corners).take(MAX_NESTED_SUBPATHS + 1).collect();
    if shapes.len() > 1 && shapes.len() <= MAX_NESTED_SUBPATHS && overlap(&shapes) && is_rectilinear(&shapes) {
        return fill_rectilinear(canvas, &shapes, brush, even_odd);
    }
    // (Some programs end a path by a point that leads nowhere.)
    let drawn: Vec<&[Corner]> = shapes.into_iter().filter(|corners| corners.len() > 1).collect();
    if let [outer, inner] = drawn[..]
        && let Some(sides) = rounded_frame(outer, inner, even_odd)
    {
        return sides.into_iter().try_for_each(|side| brush.area(canvas, side, Direction::ByShape));
    }
    for (corners, _) in path.subpaths() {
        fill_shape(canvas, corners, brush)?;
    }
    Ok(())
}

/// The box of a shape with rounded corners; `None` for any other shape.
fn rounded_box(corners: &[Corner]) -> Option<Area> {
    let area = bounds(corners);
    let is_rounded = corners.iter().any(|corner| corner.curved);
    (is_rounded && covered(corners).abs() >= SOLID_SHARE * area.width() * area.height()).then_some(area)
}

/// The four sides of a border with rounded corners, which is painted as what lies between two boxes: as browsers do. `None` for any
/// other two shapes.
fn rounded_frame(outer: &[Corner], inner: &[Corner], even_odd: bool) -> Option<[Area; 4]> {
    let is_hollow = even_odd || (covered(outer) > 0.0) != (covered(inner) > 0.0);
    let (outer, inner) = (rounded_box(outer)?, bounds(inner));
    let is_side = |thickness: f64| (0.0..=f64::from(RULING_THICKNESS)).contains(&thickness);
    let (left, right) = (inner.left - outer.left, outer.right - inner.right);
    let (top, bottom) = (inner.top - outer.top, outer.bottom - inner.bottom);
    let is_frame = is_hollow && [left, right, top, bottom].into_iter().all(is_side);
    is_frame.then_some([
        Area { bottom: inner.top, ..outer },
        Area { top: inner.bottom, ..outer },
        Area { right: inner.left, ..outer },
        Area { left: inner.right, ..outer },
    ])
}

fn fill_shape(canvas: &mut Canvas<'_>, corners: &[Corner], brush: &Brush<'_>) -> Result<(), Error> {
    let area = bounds(corners);
    if area.width().min(area.height()) <= f64::from(RULING_THICKNESS) {
        return brush.area(canvas, area, Direction::ByShape);
    }
    let shape = [corners];
    // A rectangle has up to five corners, if its last one repeats the first.
    if corners.len() > 5 && is_rectilinear(&shape) {
        return fill_rectilinear(canvas, &shape, brush, false);
    }
    if covered(corners).abs() >= SOLID_SHARE * area.width() * area.height() {
        return brush.area(canvas, area, Direction::ByShape);
    }
    Ok(())
}

/// The area inside a polygon (the shoelace formula), negative for one that is drawn the other way round.
fn covered(corners: &[Corner]) -> f64 {
    let twice: f64 = edges(corners).map(|(from, to)| from.x * to.y - to.x * from.y).sum();
    twice / 2.0
}

/// The sides of a shape, including the side that closes it.
fn edges(corners: &[Corner]) -> impl Iterator<Item = (&Corner, &Corner)> {
    corners.iter().zip(corners.iter().cycle().skip(1))
}

/// Whether the boxes of any two shapes share more than an edge.
fn overlap(shapes: &[&[Corner]]) -> bool {
    let boxes: Vec<Area> = shapes.iter().map(|corners| bounds(corners)).collect();
    boxes.iter().enumerate().any(|(index, area)| {
        boxes[..index].iter().any(|other| {
            let shared = area.intersection(other);
            shared.width() > TOLERANCE && shared.height() > TOLERANCE
        })
    })
}

/// Whether all sides of a few shapes are horizontal or vertical.
fn is_rectilinear(shapes: &[&[Corner]]) -> bool {
    shapes.iter().map(|corners| corners.len()).sum::<usize>() <= MAX_SHAPE_CORNERS
        && shapes
            .iter()
            .all(|corners| edges(corners).all(|(from, to)| !to.curved && (near(from.x, to.x) || near(from.y, to.y))))
}

/// Takes rectilinear shapes apart into rectangles. The y coordinates of all corners cut the plane into bands, the x coordinates
/// cut each band into columns. Neighbouring columns of a band that are inside the shapes by the winding rule form one rectangle.
/// A rectangle continues that of the band above if both have the same left and right side.
fn fill_rectilinear(
    canvas: &mut Canvas<'_>,
    shapes: &[&[Corner]],
    brush: &Brush<'_>,
    even_odd: bool,
) -> Result<(), Error> {
    let coordinates = |of: fn(&Corner) -> f64| {
        let mut values: Vec<f64> = shapes.iter().flat_map(|corners| corners.iter().map(of)).collect();
        values.sort_by(f64::total_cmp);
        values.dedup_by(|next, last| near(*next, *last));
        values
    };
    let (xs, ys) = (coordinates(|corner| corner.x), coordinates(|corner| corner.y));
    let inside = |x: f64, y: f64| {
        let winding: i32 = shapes.iter().map(|corners| winding(corners, x, y)).sum();
        if even_odd { winding % 2 != 0 } else { winding != 0 }
    };
    let mut open: Vec<Area> = Vec::new();
    for band in ys.windows(2) {
        let (top, bottom) = (band[0], band[1]);
        let mut runs: Vec<Area> = Vec::new();
        for column in xs.windows(2) {
            let (left, right) = (column[0], column[1]);
            if !inside(f64::midpoint(left, right), f64::midpoint(top, bottom)) {
                continue;
            }
            match runs.last_mut() {
                Some(run) if run.right == left => run.right = right,
                _ => runs.push(Area::new(left, top, right, bottom)),
            }
        }
        for area in open {
            match runs.iter_mut().find(|run| (run.left, run.right) == (area.left, area.right)) {
                Some(run) => run.top = area.top,
                None => brush.area(canvas, area, Direction::ByShape)?,
            }
        }
        open = runs;
    }
    for area in open {
        brush.area(canvas, area, Direction::ByShape)?;
    }
    Ok(())
}

/// How often, and which way round, the sides of a shape go around a point.
fn winding(corners: &[Corner], x: f64, y: f64) -> i32 {
    edges(corners)
        .filter(|(from, _)| from.x > x)
        .map(|(from, to)| match (from.y <= y, to.y <= y) {
            (true, false) if near(from.x, to.x) => 1,
            (false, true) if near(from.x, to.x) => -1,
            _ => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::page::Page;
    use crate::page::geometry::Rect;

    const CLIP: Area = Area::new(0.0, 0.0, 500.0, 500.0);
    const BRUSH: Brush<'static> = Brush { clip: &CLIP, color: Color::BLACK };

    fn page(paint: impl FnOnce(&mut Canvas<'_>) -> Result<(), Error>) -> Page {
        let marks = Cell::new(0);
        let mut canvas = Canvas::new(Page::default(), &marks, usize::MAX);
        paint(&mut canvas).unwrap();
        canvas.page
    }

    fn rectangles(rectangles: &[[f64; 4]]) -> Path {
        let mut path = Path::default();
        for rectangle in rectangles {
            path.rectangle(&Matrix::IDENTITY, *rectangle);
        }
        path
    }

    fn rulings(page: &Page) -> Vec<(bool, Rect)> {
        page.rulings.iter().map(|ruling| (ruling.horizontal, ruling.bounds)).collect()
    }

    #[test]
    fn a_stroked_rectangle_is_four_rulings() {
        let path = rectangles(&[[10.0, 20.0, 100.0, 50.0]]);
        let page = page(|canvas| stroke(canvas, &path, &BRUSH, &Matrix::IDENTITY, 1.0, false));
        assert_eq!(
            rulings(&page),
            [
                (true, Rect { left: 9.5, top: 19.5, right: 110.5, bottom: 20.5 }),
                (false, Rect { left: 109.5, top: 19.5, right: 110.5, bottom: 70.5 }),
                (true, Rect { left: 9.5, top: 69.5, right: 110.5, bottom: 70.5 }),
                (false, Rect { left: 9.5, top: 19.5, right: 10.5, bottom: 70.5 }),
            ]
        );
    }

    #[test]
    fn a_stroke_without_width_is_a_hairline() {
        let mut path = Path::default();
        path.move_to(&Matrix::IDENTITY, 10.0, 10.0);
        path.line_to(&Matrix::IDENTITY, 90.0, 10.0);
        path.line_to(&Matrix::IDENTITY, 200.0, 200.0);
        let page = page(|canvas| stroke(canvas, &path, &BRUSH, &Matrix::IDENTITY, 0.0, false));
        assert_eq!(rulings(&page), [(true, Rect { left: 10.0, top: 9.875, right: 90.0, bottom: 10.125 })]);
    }

    #[test]
    fn a_thick_stroke_is_a_fill() {
        let mut path = Path::default();
        path.move_to(&Matrix::IDENTITY, 10.0, 50.0);
        path.line_to(&Matrix::IDENTITY, 90.0, 50.0);
        let page = page(|canvas| stroke(canvas, &path, &BRUSH, &Matrix::IDENTITY, 20.0, false));
        assert_eq!((page.rulings.len(), page.fills.len()), (0, 1));
    }

    #[test]
    fn a_filled_frame_is_its_four_sides() {
        let path = rectangles(&[[10.0, 10.0, 100.0, 50.0], [11.0, 11.0, 98.0, 48.0]]);
        let page = page(|canvas| fill(canvas, &path, &BRUSH, true));
        assert_eq!(
            rulings(&page),
            [
                (true, Rect { left: 10.0, top: 10.0, right: 110.0, bottom: 11.0 }),
                (false, Rect { left: 10.0, top: 11.0, right: 11.0, bottom: 59.0 }),
                (false, Rect { left: 109.0, top: 11.0, right: 110.0, bottom: 59.0 }),
                (true, Rect { left: 10.0, top: 59.0, right: 110.0, bottom: 60.0 }),
            ]
        );
        assert!(page.fills.is_empty());
    }

    #[test]
    fn overlapping_rectangles_of_one_winding_are_one_area() {
        let path = rectangles(&[[0.0, 0.0, 40.0, 20.0], [20.0, 0.0, 40.0, 20.0]]);
        let page = page(|canvas| fill(canvas, &path, &BRUSH, false));
        let fills: Vec<Rect> = page.fills.iter().map(|fill| fill.bounds).collect();
        assert_eq!(fills, [Rect { left: 0.0, top: 0.0, right: 60.0, bottom: 20.0 }]);
    }

    #[test]
    fn a_diagonal_is_no_area() {
        let mut path = Path::default();
        path.move_to(&Matrix::IDENTITY, 0.0, 0.0);
        for (x, y) in [(100.0, 99.0), (100.0, 100.0), (0.0, 1.0)] {
            path.line_to(&Matrix::IDENTITY, x, y);
        }
        let page = page(|canvas| fill(canvas, &path, &BRUSH, false));
        assert!(page.fills.is_empty() && page.rulings.is_empty());
    }

    /// A box with rounded corners, drawn clockwise or the other way round.
    fn rounded(path: &mut Path, [left, top, right, bottom]: [f64; 4], radius: f64, clockwise: bool) {
        let matrix = &Matrix::IDENTITY;
        let near = radius / 2.0;
        path.move_to(matrix, left + radius, top);
        if clockwise {
            path.line_to(matrix, right - radius, top);
            path.curve_to(matrix, [right - near, top, right, top + near, right, top + radius]);
            path.line_to(matrix, right, bottom - radius);
            path.curve_to(matrix, [right, bottom - near, right - near, bottom, right - radius, bottom]);
            path.line_to(matrix, left + radius, bottom);
            path.curve_to(matrix, [left + near, bottom, left, bottom - near, left, bottom - radius]);
            path.line_to(matrix, left, top + radius);
            path.curve_to(matrix, [left, top + near, left + near, top, left + radius, top]);
        } else {
            path.curve_to(matrix, [left + near, top, left, top + near, left, top + radius]);
            path.line_to(matrix, left, bottom - radius);
            path.curve_to(matrix, [left, bottom - near, left + near, bottom, left + radius, bottom]);
            path.line_to(matrix, right - radius, bottom);
            path.curve_to(matrix, [right - near, bottom, right, bottom - near, right, bottom - radius]);
            path.line_to(matrix, right, top + radius);
            path.curve_to(matrix, [right, top + near, right - near, top, right - radius, top]);
        }
        path.close();
    }

    /// The four sides of the box from (10, 20) to (110, 70), one point thick inside.
    const SIDES: [(bool, Rect); 4] = [
        (true, Rect { left: 10.0, top: 20.0, right: 110.0, bottom: 21.0 }),
        (true, Rect { left: 10.0, top: 69.0, right: 110.0, bottom: 70.0 }),
        (false, Rect { left: 10.0, top: 20.0, right: 11.0, bottom: 70.0 }),
        (false, Rect { left: 109.0, top: 20.0, right: 110.0, bottom: 70.0 }),
    ];

    #[test]
    fn a_filled_border_with_rounded_corners_is_four_rulings() {
        for (even_odd, clockwise) in [(true, true), (false, false)] {
            let mut path = Path::default();
            rounded(&mut path, [10.0, 20.0, 110.0, 70.0], 4.0, true);
            rounded(&mut path, [11.0, 21.0, 109.0, 69.0], 3.0, clockwise);
            path.move_to(&Matrix::IDENTITY, 11.0, 21.0);
            let page = page(|canvas| fill(canvas, &path, &BRUSH, even_odd));
            assert_eq!(rulings(&page), SIDES);
            assert!(page.fills.is_empty());
        }
    }

    #[test]
    fn a_stroked_border_with_rounded_corners_has_whole_sides() {
        let mut path = Path::default();
        rounded(&mut path, [10.5, 20.5, 109.5, 69.5], 4.0, true);
        let page = page(|canvas| stroke(canvas, &path, &BRUSH, &Matrix::IDENTITY, 1.0, false));
        let mut found = rulings(&page);
        found.sort_by_key(|(horizontal, bounds)| (!horizontal, (bounds.top + bounds.left) as i32));
        assert_eq!(found, SIDES);
    }
}
