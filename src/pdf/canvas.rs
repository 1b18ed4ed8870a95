//! Builds a [`Page`]: every glyph, line, area and image that is painted is added here, in painting order.
//!
//! The canvas cuts lines, areas and images by the clip, decides which areas are rulings, and keeps hidden glyphs that belong to a
//! visible text. It counts all marks of the file against their limit.

use std::cell::Cell;

use super::file::limit_exceeded;
use super::matrix::Area;
use super::state::Clip;
use crate::error::Error;
use crate::page::geometry::Rect;
use crate::page::{Clipping, Color, Fill, Glyph, NO_GAP, Page, RULING_THICKNESS, Ruling};

/// The thickness of the thinnest line a device can draw, in points: what a width of 0 means.
pub(super) const HAIRLINE: f64 = 0.25;

/// A mark no longer than this many times its thickness has no direction of its own.
const SPECK_RATIO: f64 = 1.5;

/// Which way a mark runs, if its painting operator says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Horizontal,
    Vertical,
    /// As its shape says.
    ByShape,
}

/// Collects the marks of one page.
#[derive(Debug)]
pub(super) struct Canvas<'a> {
    pub(super) page: Page,
    /// Whether lines and areas are left out, so that only text and images are added.
    pub(super) text_alone: bool,
    order: u32,
    /// How many text-showing operators have run.
    pub(super) text_operators: u32,
    /// Marks of all pages so far.
    marks: &'a Cell<usize>,
    /// How many marks there may be.
    limit: usize,
    /// The last glyphs, if a clip hides them: they may turn out to be the beginning of a text that shows.
    hidden: Vec<Glyph>,
    /// The clip of the last glyph that shows.
    shown_in: Area,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(page: Page, marks: &'a Cell<usize>, limit: usize) -> Self {
        let shown_in = Area::new(0.0, 0.0, 0.0, 0.0);
        Self { page, order: 0, text_alone: false, text_operators: 0, marks, limit, hidden: Vec::new(), shown_in }
    }

    /// The index of a clip in [`Page::clips`], to which it is added if it is not the last one there.
    #[expect(clippy::cast_possible_truncation, reason = "there are fewer clips than marks, whose number is limited")]
    pub(super) fn clip(&mut self, clip: &Area) -> u32 {
        let clip = clip.to_rect();
        // Texts of one clip follow each other, so that only the last clip has to be compared.
        if self.page.clips.last() != Some(&clip) {
            self.page.clips.push(clip);
        }
        (self.page.clips.len() - 1) as u32
    }

    /// The place of the next mark in the painting order.
    fn next_order(&mut self) -> Result<u32, Error> {
        let marks = self.marks.get() + 1;
        if marks > self.limit {
            return Err(limit_exceeded(format_args!("it paints more than {} characters, lines and areas", self.limit)));
        }
        self.marks.set(marks);
        let order = self.order;
        self.order += 1;
        Ok(order)
    }

    /// Adds a glyph that shows in a clip, and fills in its `order`. Hidden glyphs right before it are added first if they belong
    /// to the same text, or to the same cell.
    pub(super) fn glyph(&mut self, glyph: Glyph, clip: &Clip) -> Result<(), Error> {
        if let Some(last) = self.hidden.last() {
            if goes_on(last, &glyph) || clip.is_of_cell(&glyph) && self.is_hidden_by(&clip.area) {
                for hidden in std::mem::take(&mut self.hidden) {
                    self.push(hidden)?;
                }
            }
            self.hidden.clear();
        }
        self.shown_in = clip.area;
        self.push(glyph)
    }

    /// Takes a glyph that a clip hides. It is added if it continues a text that shows, or is another line in the clip of the same
    /// cell; otherwise it waits for such a text. Half a number would be a wrong number.
    pub(super) fn hidden_glyph(&mut self, glyph: Glyph, clip: &Clip) -> Result<(), Error> {
        let shows = self.page.glyphs.last().is_some_and(|last| goes_on(last, &glyph))
            || clip.is_of_cell(&glyph) && (clip.has_sides_of(&self.shown_in) || clip.touches(&glyph));
        if shows && self.hidden.is_empty() {
            return self.push(glyph);
        }
        let is_with_last = clip.is_of_cell(&glyph) && self.is_hidden_by(&clip.area);
        if !is_with_last && !self.hidden.last().is_some_and(|last| goes_on(last, &glyph)) {
            self.hidden.clear();
        }
        self.hidden.push(glyph);
        Ok(())
    }

    /// Whether the last glyphs are hidden by this clip.
    fn is_hidden_by(&self, clip: &Area) -> bool {
        let clip = clip.to_rect();
        self.hidden.last().is_some_and(|last| match last.clipping {
            Clipping::Hidden(index) => self.page.clips.get(index as usize) == Some(&clip),
            Clipping::None | Clipping::Cut(_) => false,
        })
    }

    fn push(&mut self, glyph: Glyph) -> Result<(), Error> {
        let order = self.next_order()?;
        self.page.glyphs.push(Glyph { order, ..glyph });
        Ok(())
    }

    /// Adds the box of an image, cut by the clip.
    pub(super) fn image(&mut self, area: Area, clip: &Area) -> Result<(), Error> {
        if let Some(visible) = visible(&area, clip) {
            self.next_order()?;
            self.page.images.push(visible.to_rect());
        }
        Ok(())
    }

    /// Adds a painted area, cut by the clip: a ruling if it is thin, else a fill.
    pub(super) fn area(&mut self, area: Area, clip: &Area, color: Color, direction: Direction) -> Result<(), Error> {
        let Some(area) = visible(&thickened(area), clip).filter(|_| !self.text_alone) else { return Ok(()) };
        let (width, height) = (area.width(), area.height());
        let thickness = f64::from(RULING_THICKNESS);
        if width.min(height) > thickness {
            let order = self.next_order()?;
            self.page.fills.push(Fill { bounds: area.to_rect(), color, order });
            return Ok(());
        }
        let (horizontal, vertical) = match direction {
            // A thin stroke keeps the direction of its path, even if it is wider than long.
            Direction::Horizontal if height <= thickness => (true, false),
            Direction::Vertical if width <= thickness => (false, true),
            // A dot, or the corner where two borders meet, belongs to lines of both directions.
            _ if width.max(height) <= thickness && width.max(height) <= SPECK_RATIO * width.min(height) => (true, true),
            _ => (width >= height, width < height),
        };
        for horizontal in
            [(horizontal, true), (vertical, false)].into_iter().filter(|(runs, _)| *runs).map(|(_, way)| way)
        {
            let order = self.next_order()?;
            self.page.rulings.push(Ruling { bounds: area.to_rect(), horizontal, color, order });
        }
        Ok(())
    }
}

/// A clip that is at most this many font sizes high is that of a cell. A higher one is that of a page, and the glyphs that it
/// hides are not meant to be seen.
const CELL_HEIGHT: f64 = 6.0;

impl Clip {
    /// Whether the clip is that of a cell whose text has the size of the glyph. The box of a form is not, nor is a clip that
    /// hides everything.
    fn is_of_cell(&self, glyph: &Glyph) -> bool {
        let (width, height) = (self.area.width(), self.area.height());
        self.is_path && width > 0.0 && height > 0.0 && height <= CELL_HEIGHT * f64::from(glyph.size)
    }

    /// Whether the clip has the left and the right side of another clip, as the clips of two lines of one cell have.
    fn has_sides_of(&self, other: &Area) -> bool {
        let same = |a: f64, b: f64| (a - b).abs() <= SAME_SIDE;
        same(self.area.left, other.left) && same(self.area.right, other.right)
    }

    /// Whether a part of the glyph's box lies in the clip. The glyph is then on a line that the height of a row cuts off, and
    /// that belongs to the cell however little of it shows.
    fn touches(&self, glyph: &Glyph) -> bool {
        let shown = self.area.to_rect().intersection(&glyph.bounds);
        shown.is_some_and(|shown| shown.width() > 0.0 && shown.height() > 0.0)
    }
}

/// Sides of clips at most this far apart count as the same, in points.
const SAME_SIDE: f64 = 0.5;

/// Whether `next` follows `last` on the same line without a gap. Glyphs that one operator shows may be kerned, and so be up to a
/// font size apart.
fn goes_on(last: &Glyph, next: &Glyph) -> bool {
    let Rect { left, top, right, bottom } = last.bounds;
    let (is_level, gap) = match next.direction {
        0.0 => (last.origin.y == next.origin.y, next.bounds.left - right),
        90.0 => (last.origin.x == next.origin.x, next.bounds.top - bottom),
        -90.0 => (last.origin.x == next.origin.x, top - next.bounds.bottom),
        180.0 => (last.origin.y == next.origin.y, left - next.bounds.right),
        _ => return false,
    };
    let most = if last.shown_by == next.shown_by { next.size } else { NO_GAP * next.size };
    last.direction == next.direction && is_level && gap.abs() <= most
}

/// An area without width or without height still paints a hairline (8.5.3.3.2).
fn thickened(mut area: Area) -> Area {
    if area.width() == 0.0 && area.height() > 0.0 {
        area.left -= HAIRLINE / 2.0;
        area.right += HAIRLINE / 2.0;
    } else if area.height() == 0.0 && area.width() > 0.0 {
        area.top -= HAIRLINE / 2.0;
        area.bottom += HAIRLINE / 2.0;
    }
    area
}

/// The part of the area inside the clip, `None` where there is none (touching is not inside).
fn visible(area: &Area, clip: &Area) -> Option<Area> {
    let visible = area.intersection(clip);
    (visible.width() > 0.0 && visible.height() > 0.0).then_some(visible)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIP: Area = Area::new(0.0, 0.0, 100.0, 100.0);

    fn painted(area: Area, direction: Direction) -> Page {
        let marks = Cell::new(0);
        let mut canvas = Canvas::new(Page::default(), &marks, usize::MAX);
        canvas.area(area, &CLIP, Color::BLACK, direction).unwrap();
        canvas.page
    }

    #[test]
    fn thin_areas_are_rulings() {
        let page = painted(Area::new(10.0, 10.0, 60.0, 11.0), Direction::ByShape);
        assert!(page.fills.is_empty());
        assert!(page.rulings[0].horizontal);
        let page = painted(Area::new(10.0, 10.0, 60.0, 30.0), Direction::ByShape);
        assert!(page.rulings.is_empty());
        assert_eq!(page.fills.len(), 1);
    }

    #[test]
    fn the_clip_cuts() {
        let page = painted(Area::new(50.0, 90.0, 50.5, 300.0), Direction::ByShape);
        assert_eq!(page.rulings[0].bounds.bottom, 100.0);
        assert!(painted(Area::new(100.0, 0.0, 101.0, 50.0), Direction::ByShape).rulings.is_empty());
    }

    #[test]
    fn dots_belong_to_lines_of_both_directions() {
        let dot = Area::new(10.0, 10.0, 10.5, 10.5);
        assert_eq!(painted(dot, Direction::ByShape).rulings.len(), 2);
        assert_eq!(painted(dot, Direction::Vertical).rulings.len(), 1);
    }

    #[test]
    fn areas_without_width_are_hairlines() {
        let page = painted(Area::new(10.0, 10.0, 10.0, 50.0), Direction::ByShape);
        assert!(!page.rulings[0].horizontal);
        assert_eq!(page.rulings[0].bounds.width(), 0.25);
    }
}
