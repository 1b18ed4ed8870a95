//! Places the glyphs of text objects: a string and the graphics state come in, and glyphs with box, origin, size and colour go to
//! the canvas (ISO 32000-1, 9.4). Here it is decided, too, what the clip leaves of each glyph.

use super::canvas::Canvas;
use super::file::damaged;
use super::font::{Code, Font, FontGlyph, Text};
use super::matrix::{Area, Matrix};
use super::state::{Clip, GraphicsState};
use crate::error::Error;
use crate::page::geometry::Point;
use crate::page::{Clipping, Color, Glyph, HYPHENATION, UNMAPPED, Unmapped};

/// How far a glyph's box reaches above and below the baseline, in units of the font size: the same
/// for every font, so that the boxes of two fonts on one line can be compared.
const ASCENT: f64 = 0.88;
const DESCENT: f64 = -0.12;

/// The numbers of a `TJ` array are thousandths of the font size.
const PER_MILLE: f64 = 0.001;

/// About how much space a glyph has on either side of its ink, in font sizes. If a clip cuts off no more than this, all of the
/// ink shows.
const SIDE_BEARING: f64 = 0.1;

/// The share of a glyph's box that must show for about half of its ink to show. It is less than a half, because ink reaches
/// neither to the top nor to the bottom of the box.
const HALF: f64 = 0.4;

/// How much of the square of a full-width bracket or punctuation mark has no ink, in font sizes.
const HALF_SQUARE: f64 = 0.45;

/// The two matrices of a text object.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextPosition {
    matrix: Matrix,
    line_matrix: Matrix,
}

impl TextPosition {
    pub(super) const START: Self = Self { matrix: Matrix::IDENTITY, line_matrix: Matrix::IDENTITY };

    pub(super) fn set(&mut self, matrix: Matrix) {
        if matrix.is_finite() {
            *self = Self { matrix, line_matrix: matrix };
        }
    }

    /// Moves to the start of another line.
    pub(super) fn next_line(&mut self, x: f64, y: f64) {
        self.set(Matrix::translation(x, y).then(&self.line_matrix));
    }

    fn advance(&mut self, x: f64, y: f64) {
        let matrix = Matrix::translation(x, y).then(&self.matrix);
        if matrix.is_finite() {
            self.matrix = matrix;
        }
    }

    /// Moves by a number of a `TJ` array.
    pub(super) fn adjust(&mut self, state: &GraphicsState<'_>, amount: f64) {
        let distance = -amount * PER_MILLE * state.text.size;
        if state.text.font.as_ref().is_some_and(|font| font.is_vertical()) {
            self.advance(0.0, distance);
        } else {
            self.advance(distance * state.text.horizontal_scaling, 0.0);
        }
    }
}

/// How glyphs are painted, apart from the graphics state.
#[derive(Debug, Clone, Copy)]
pub(super) struct Showing {
    pub(super) page: u32,
    pub(super) in_form: bool,
    /// Whether an annotation that is no field of a form paints them.
    pub(super) annotation: bool,
    /// Whether optional content hides them.
    pub(super) hidden: bool,
    /// The identifier of the marked content they are in.
    pub(super) mcid: Option<u32>,
    /// Whether they are in an artifact.
    pub(super) artifact: bool,
}

/// Paints the glyphs of a string and moves on behind them.
pub(super) fn show(
    canvas: &mut Canvas<'_>,
    position: &mut TextPosition,
    state: &GraphicsState<'_>,
    string: &[u8],
    showing: Showing,
) -> Result<(), Error> {
    if string.is_empty() {
        return Ok(());
    }
    let Some(font) = state.text.font.as_deref() else {
        return Err(damaged(format_args!("the font of a text on page {} is missing", showing.page)));
    };
    let run = Run::new(state, font, position.matrix.then(&state.ctm), showing);
    let text = &state.text;
    let (mut x, mut y) = (0.0, 0.0);
    let mut rest = string;
    while !rest.is_empty() {
        let code = font.next_code(rest);
        rest = rest.get(usize::from(code.length).max(1)..).unwrap_or_default();
        let glyph = font.glyph(code)?;
        run.paint(canvas, x, y, code, &glyph)?;
        let mut spacing = text.character_spacing;
        if code.length == 1 && code.value == 0x20 {
            spacing += text.word_spacing;
        }
        match glyph.vertical {
            Some(vertical) => y += vertical.advance * text.size + spacing,
            None => x += (glyph.width * text.size + spacing) * text.horizontal_scaling,
        }
    }
    position.advance(x, y);
    Ok(())
}

/// What the glyphs of one string have in common.
struct Run<'r> {
    font: &'r Font<'r>,
    /// From text space to page space.
    matrix: Matrix,
    clip: &'r Clip,
    font_size: f64,
    horizontal_scaling: f64,
    rise: f64,
    size: f32,
    direction: f32,
    color: Color,
    invisible: bool,
    showing: Showing,
}

impl<'r> Run<'r> {
    #[expect(clippy::cast_possible_truncation, reason = "page space needs no more than single precision")]
    fn new(state: &'r GraphicsState<'_>, font: &'r Font<'_>, matrix: Matrix, showing: Showing) -> Self {
        let text = &state.text;
        let forwards = text.size * text.horizontal_scaling;
        let sign = if forwards < 0.0 { -1.0 } else { 1.0 };
        let (along_x, along_y) = if font.is_vertical() {
            (-matrix.c * text.size.signum(), -matrix.d * text.size.signum())
        } else {
            (matrix.a * sign, matrix.b * sign)
        };
        // A shortcut: nearly all text runs to the right.
        let is_level = along_y == 0.0 && along_x > 0.0;
        let direction = if is_level { 0.0 } else { along_y.atan2(along_x).to_degrees() as f32 };
        Self {
            font,
            matrix,
            clip: &state.clip,
            font_size: text.size,
            horizontal_scaling: text.horizontal_scaling,
            rise: text.rise,
            size: matrix.length(0.0, text.size * font.em()) as f32,
            // -180 degrees are 180 degrees: a rounding error must not give upside-down text another direction.
            direction: if direction <= -180.0 { 180.0 } else { direction },
            color: if text.is_stroked() { state.stroke.color() } else { state.fill.color() },
            invisible: text.is_invisible(),
            showing,
        }
    }

    /// Paints a glyph whose origin lies `x` and `y` from the start of the string, in text space.
    fn paint(&self, canvas: &mut Canvas<'_>, x: f64, y: f64, code: Code, glyph: &FontGlyph) -> Result<(), Error> {
        if self.showing.hidden || !(self.size.is_finite() && self.size > 0.0) {
            return Ok(());
        }
        let width = glyph.width * self.font_size * self.horizontal_scaling;
        let height = self.font_size * self.font.em();
        // The origin of horizontal writing (left, baseline), and the top and bottom of the box.
        let (left, baseline, top, bottom) = match glyph.vertical {
            Some(vertical) => {
                let left = x - vertical.x * self.font_size * self.horizontal_scaling;
                (left, y - vertical.y * self.font_size, y, y + vertical.advance * self.font_size)
            }
            None => (x, y, y + ASCENT * height, y + DESCENT * height),
        };
        let (baseline, top, bottom) = (baseline + self.rise, top + self.rise, bottom + self.rise);
        let area = self.matrix.apply_rect(left, bottom, left + width, top);
        let (center_x, center_y) = (f64::midpoint(area.left, area.right), f64::midpoint(area.top, area.bottom));
        let origin = self.matrix.apply(left, baseline);
        let is_shown = self.clip.area.contains(center_x, center_y) || self.is_half_shown(&area, center_x);
        // Leaves out the hidden glyphs of slanted text, which is no text of a report, and glyphs whose box is not finite.
        if !is_shown && (!self.is_straight() || !area.is_finite()) {
            return Ok(());
        }
        match &glyph.text {
            // A soft hyphen without a width is not drawn.
            Text::Character(HYPHENATION) if glyph.width <= 0.0 => Ok(()),
            Text::Character(character) => self.character(canvas, *character, area, origin, is_shown),
            Text::Characters(characters) => {
                let count = f64::from(u32::try_from(characters.len()).unwrap_or(u32::MAX));
                for (index, character) in (0_u32..).zip(characters.iter()) {
                    let share = |index: f64| left + width * index / count;
                    let (from, to) = (share(f64::from(index)), share(f64::from(index) + 1.0));
                    let part = self.matrix.apply_rect(from, bottom, to, top);
                    self.character(canvas, *character, part, self.matrix.apply(from, baseline), is_shown)?;
                }
                Ok(())
            }
            Text::Nothing => Ok(()),
            Text::Unmapped if self.invisible || !is_shown => Ok(()),
            Text::Unmapped => {
                canvas.page.unmapped.get_or_insert_with(|| unmapped(self.font.name(), code));
                self.character(canvas, UNMAPPED, area, origin, is_shown)
            }
        }
    }

    /// Where the area begins and where it ends, in the direction of the text.
    fn along(&self, area: &Area) -> (f64, f64) {
        match self.direction {
            0.0 => (area.left, area.right),
            90.0 => (area.top, area.bottom),
            -90.0 => (-area.bottom, -area.top),
            _ => (-area.right, -area.left),
        }
    }

    /// Whether about half of the height of a glyph shows. A page may end in the middle of a line of text, of which the next page
    /// shows the other half: the very middle then may show on neither page.
    fn is_half_shown(&self, area: &Area, center_x: f64) -> bool {
        let clip = &self.clip.area;
        let shown = area.bottom.min(clip.bottom) - area.top.max(clip.top);
        self.clip.is_path && (clip.left..=clip.right).contains(&center_x) && shown >= HALF * area.height()
    }

    /// Whether the text runs parallel to a side of the page.
    fn is_straight(&self) -> bool {
        [0.0, 90.0, 180.0, -90.0].contains(&self.direction)
    }

    /// Whether the clip cuts off or hides a glyph in the area.
    fn clipping(&self, canvas: &mut Canvas<'_>, character: char, area: &Area, is_shown: bool) -> Clipping {
        let ((start, end), (left, right)) = (self.along(area), self.along(&self.clip.area));
        let (before, behind) = side_bearings(character);
        let size = f64::from(self.size);
        let loses_ink = character != ' ' && (start < left - before * size || end > right + behind * size);
        // A glyph that lies above or below the clip is hidden, but not cut off at its beginning or end.
        let shown = self.clip.area.intersection(area);
        let across = match self.direction {
            0.0 | 180.0 => shown.height() >= area.height() / 2.0,
            _ => shown.width() >= area.width() / 2.0,
        };
        let has_ink_inside = start + before * size < right && end - behind * size > left;
        let is_partly_shown = is_shown || across && has_ink_inside;
        match is_partly_shown {
            true if loses_ink && self.is_straight() => Clipping::Cut(canvas.clip(&self.clip.area)),
            _ if is_shown => Clipping::None,
            _ => Clipping::Hidden(canvas.clip(&self.clip.area)),
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "page space needs no more than single precision")]
    fn character(
        &self,
        canvas: &mut Canvas<'_>,
        character: char,
        area: Area,
        (x, y): (f64, f64),
        is_shown: bool,
    ) -> Result<(), Error> {
        let glyph = Glyph {
            character,
            bounds: area.to_rect(),
            origin: Point { x: x as f32, y: y as f32 },
            size: self.size,
            direction: self.direction,
            color: self.color,
            order: 0,
            in_form: self.showing.in_form,
            annotation: self.showing.annotation,
            invisible: self.invisible,
            clipping: self.clipping(canvas, character, &area, is_shown),
            shown_by: canvas.text_operators,
            mcid: self.showing.mcid,
            artifact: self.showing.artifact,
        };
        if is_shown { canvas.glyph(glyph, self.clip) } else { canvas.hidden_glyph(glyph, self.clip) }
    }
}

/// The least space that a glyph has before and behind its ink, in font sizes. The ink of a full-width bracket or punctuation mark
/// fills only half of its square.
fn side_bearings(character: char) -> (f64, f64) {
    match character {
        '（' | '《' | '【' | '「' | '［' | '〈' | '“' | '‘' => (HALF_SQUARE, SIDE_BEARING),
        '）' | '》' | '】' | '」' | '］' | '〉' | '”' | '’' | '，' | '。' | '、' | '；' | '：' | '！' | '？' => {
            (SIDE_BEARING, HALF_SQUARE)
        }
        _ => (SIDE_BEARING, SIDE_BEARING),
    }
}

fn unmapped(font: &str, code: Code) -> Unmapped {
    let digits = usize::from(code.length) * 2;
    Unmapped { font: font.to_owned(), code: format!("{:0digits$X}", code.value) }
}
