//! The graphics state: the transformation, the clip, colours, line width, font and other values that the operators of a content
//! stream set, and that `q` saves and `Q` restores (ISO 32000-1, 8.4 and 9.3).

use std::rc::Rc;

use super::color::{BLACK, ColorSpace, Rgb};
use super::font::Font;
use super::matrix::{Area, Matrix};
use crate::page::Color;

/// The values that `q` saves and `Q` restores.
#[derive(Clone)]
pub(super) struct GraphicsState<'a> {
    /// From user space to page space.
    pub(super) ctm: Matrix,
    pub(super) clip: Clip,
    pub(super) fill: Paint,
    pub(super) stroke: Paint,
    pub(super) line_width: f64,
    /// Whether lines end in a square beyond their end point.
    pub(super) projecting_cap: bool,
    pub(super) text: TextState<'a>,
}

/// The clip: the area outside of which nothing is painted, simplified to a box.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clip {
    /// Its box, in page space; empty where everything is clipped away.
    pub(super) area: Area,
    /// Whether a clipping path made it (8.5.4), and not the box of a form or of the page.
    pub(super) is_path: bool,
}

/// A colour with the space it is given in.
#[derive(Debug, Clone)]
pub(super) struct Paint {
    pub(super) space: ColorSpace,
    pub(super) rgb: Rgb,
    pub(super) alpha: f32,
}

impl Paint {
    pub(super) fn color(&self) -> Color {
        let [red, green, blue] = self.rgb;
        Color { red, green, blue, alpha: self.alpha }
    }

    /// Sets the colour space and the colour, as `g` and similar operators do.
    pub(super) fn set(&mut self, space: ColorSpace, rgb: Rgb) {
        self.space = space;
        self.rgb = rgb;
    }
}

impl Default for Paint {
    fn default() -> Self {
        Self { space: ColorSpace::Gray, rgb: BLACK, alpha: 1.0 }
    }
}

/// The part of the state that only text looks at.
#[derive(Clone)]
pub(super) struct TextState<'a> {
    pub(super) font: Option<Rc<Font<'a>>>,
    pub(super) size: f64,
    pub(super) character_spacing: f64,
    pub(super) word_spacing: f64,
    /// 1 is normal.
    pub(super) horizontal_scaling: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    pub(super) rendering_mode: u8,
}

impl<'a> GraphicsState<'a> {
    /// The state a page starts with.
    pub(super) fn new(ctm: Matrix, page: Area) -> Self {
        Self {
            ctm,
            clip: Clip { area: page, is_path: false },
            fill: Paint::default(),
            stroke: Paint::default(),
            line_width: 1.0,
            projecting_cap: false,
            text: TextState {
                font: None,
                size: 0.0,
                character_spacing: 0.0,
                word_spacing: 0.0,
                horizontal_scaling: 1.0,
                leading: 0.0,
                rise: 0.0,
                rendering_mode: 0,
            },
        }
    }

    /// Concatenates a matrix to the transformation, as `cm` does. A result with coefficients that are not finite is ignored.
    pub(super) fn concatenate(&mut self, matrix: &Matrix) {
        let ctm = matrix.then(&self.ctm);
        if ctm.is_finite() {
            self.ctm = ctm;
        }
    }
}

impl TextState<'_> {
    /// Whether glyphs leave no mark: a search layer over a picture.
    pub(super) fn is_invisible(&self) -> bool {
        matches!(self.rendering_mode, 3 | 7)
    }

    /// Whether glyphs have outlines only.
    pub(super) fn is_stroked(&self) -> bool {
        matches!(self.rendering_mode, 1 | 5)
    }
}
