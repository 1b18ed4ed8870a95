//! Runs the content streams of a page and its annotations, operator by operator (ISO 32000-1, 7.8.2 and Annex A): a node of the
//! page tree comes in, a [`Page`] goes out.
//!
//! Operators that are unknown or lack operands are ignored, as viewers do. Bytes that cannot be an operator are an error, because
//! a part of the content may be lost.

mod annotations;
mod fonts;
mod marked_content;
mod x_objects;

use lopdf::{Dictionary, Object};

use super::canvas::{Canvas, Direction};
use super::color::{self, ColorSpace, MAX_COMPONENTS, MID_GREY};
use super::file::{File, as_dictionary, as_number, damaged, limit_exceeded};
use super::lexer::Lexer;
use super::limits::{MAX_OPERANDS, MAX_PATH_POINTS, MAX_STATE_DEPTH};
use super::matrix::Matrix;
use super::operands::{Operand, Operands};
use super::page_tree::PageNode;
use super::painting::{self, Brush};
use super::path::Path;
use super::session::Session;
use super::state::{Clip, GraphicsState, Paint};
use super::text::{self, Showing, TextPosition};
use crate::error::Error;
use crate::page::Page;
use fonts::NamedFonts;
use marked_content::{MarkedContent, Marking};
use x_objects::inline_image_length;

/// Which of the two colours an operator sets.
#[derive(Clone, Copy)]
enum Target {
    Fill,
    Stroke,
}

/// Which part of a page is run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layer {
    /// The content of the page itself.
    Content,
    /// A form field, whose text belongs to the page.
    Field,
    /// Any other annotation: it lies over the page.
    Annotation,
}

/// The content of a page: its content streams, decoded and joined.
pub(super) fn content(file: &File<'_>, page: &PageNode<'_>, number: u32, mut room: Vec<u8>) -> Result<Vec<u8>, Error> {
    let missing = || damaged(format_args!("the content of page {number} is missing"));
    let decode = |stream, room| file.decode_into(room, stream, format_args!("the content of page {number}"));
    match file.need(page.dictionary, b"Contents").map_err(|_| missing())? {
        None => Ok(Vec::new()),
        Some(Object::Stream(stream)) => decode(stream, room),
        Some(Object::Array(parts)) => {
            let mut content = std::mem::take(&mut room);
            content.clear();
            for part in parts {
                match file.resolve(part) {
                    Ok(Object::Stream(stream)) => {
                        room = decode(stream, room)?;
                        content.extend_from_slice(&room);
                        // A token does not go on from one stream to the next.
                        content.push(b'\n');
                    }
                    Ok(Object::Null) => {}
                    _ => return Err(missing()),
                }
            }
            Ok(content)
        }
        Some(_) => Err(missing()),
    }
}

/// Runs the content of one page.
pub(super) struct Interpreter<'a, 's> {
    session: &'s Session<'a>,
    canvas: Canvas<'s>,
    number: u32,
    state: GraphicsState<'a>,
    saved: Vec<GraphicsState<'a>>,
    position: TextPosition,
    path: Path,
    /// Whether the path becomes a clip when it is painted.
    clipping: bool,
    marked: Vec<MarkedContent>,
    /// How many of the open marked contents are hidden. While there is one, nothing is painted.
    hidden: usize,
    inside_actual_text: bool,
    /// What the open marked content says about glyphs.
    marking: Marking,
    layer: Layer,
    form_depth: usize,
    named_fonts: NamedFonts<'a>,
}

impl<'a, 's> Interpreter<'a, 's> {
    /// Reads a page.
    #[expect(clippy::cast_possible_truncation, reason = "page space needs no more than single precision")]
    pub(super) fn page(session: &'s Session<'a>, node: &PageNode<'a>, number: u32) -> Result<Page, Error> {
        let glyphs = Vec::with_capacity(session.glyph_count.get());
        let page = Page { number, width: node.width as f32, height: node.height as f32, glyphs, ..Page::default() };
        let mut interpreter = Interpreter {
            session,
            canvas: Canvas::new(page, &session.marks, session.file.mark_limit()),
            number,
            state: GraphicsState::new(node.base, node.visible()),
            saved: Vec::new(),
            position: TextPosition::START,
            path: Path::default(),
            clipping: false,
            marked: Vec::new(),
            hidden: 0,
            inside_actual_text: false,
            marking: Marking::default(),
            layer: Layer::Content,
            form_depth: 0,
            named_fonts: NamedFonts::default(),
        };
        let content = content(session.file, node, number, session.room.take())?;
        interpreter.run(&content, node.resources)?;
        session.room.set(content);
        interpreter.close_marked_content(0);
        interpreter.annotations(node)?;
        session.glyph_count.set(interpreter.canvas.page.glyphs.len());
        Ok(interpreter.canvas.page)
    }

    fn run(&mut self, content: &[u8], resources: Option<&'a Dictionary>) -> Result<(), Error> {
        let mut lexer = Lexer::new(content);
        let mut operands = Operands::default();
        let saved = self.saved.len();
        while let Some(token) = lexer.next(&mut operands.decoded) {
            let Some(operator) = operands.push(token) else {
                if operands.items().len() > MAX_OPERANDS {
                    return Err(limit_exceeded(format_args!(
                        "an operator on page {} has more than {MAX_OPERANDS} operands",
                        self.number
                    )));
                }
                continue;
            };
            self.session.count_operator()?;
            if !operator.iter().all(u8::is_ascii_graphic) {
                // An unknown operator is ignored, but these bytes were never one: the stream lost its filter, or other bytes got
                // into it.
                return Err(damaged(format_args!("the content of page {} holds data that is no content", self.number)));
            }
            if operator == b"ID" {
                lexer.skip_inline_image(inline_image_length(&operands));
                self.image(operands.value(b"IM").or(operands.value(b"ImageMask")).is_some())?;
            } else {
                self.operator(operator, &operands, resources, saved)?;
            }
            operands.clear();
        }
        if lexer.is_cut() {
            return Err(damaged(format_args!("the content of page {} ends in the middle of a string", self.number)));
        }
        // Graphics states that this content saved and did not restore end with it.
        if self.saved.len() > saved {
            self.saved.truncate(saved + 1);
            if let Some(state) = self.saved.pop() {
                self.state = state;
            }
        }
        Ok(())
    }

    /// Runs an operator. One that is unknown, or lacks operands, does nothing: viewers go on, too. Of the saved graphics states
    /// the first `base` are not those of this content, and stay.
    fn operator(
        &mut self,
        operator: &[u8],
        operands: &Operands,
        resources: Option<&'a Dictionary>,
        base: usize,
    ) -> Result<(), Error> {
        // The patterns are compared one after the other, so that the most frequent operators come first.
        match operator {
            [b'T', ..] | b"BT" | b"'" | b"\"" => self.text_operator(operator, operands, resources)?,
            b"q" => self.save()?,
            b"Q" if self.saved.len() > base => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            b"m" | b"l" | b"c" | b"v" | b"y" | b"h" | b"re" => self.construct(operator, operands)?,
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"n" => self.paint(operator)?,
            b"g" | b"G" | b"rg" | b"RG" | b"k" | b"K" | b"cs" | b"CS" | b"sc" | b"scn" | b"SC" | b"SCN" => {
                self.color(operator, operands, resources);
            }
            b"w" => self.state.line_width = operands.number().unwrap_or(self.state.line_width),
            b"cm" => {
                if let Some(matrix) = operands.numbers() {
                    self.state.concatenate(&Matrix::from_array(matrix));
                }
            }
            b"BDC" => self.begin_marked_content(operands, resources),
            b"EMC" => self.end_marked_content(),
            b"W" | b"W*" => self.clipping = true,
            b"gs" => self.graphics_state_parameters(operands, resources)?,
            b"J" => self.state.projecting_cap = operands.number() == Some(2.0),
            b"BMC" => self.begin_marked_content(operands, None),
            b"Do" => self.x_object(operands, resources)?,
            b"sh" => {
                let color = Paint { rgb: MID_GREY, ..self.state.fill.clone() }.color();
                if self.hidden == 0 {
                    let clip = self.state.clip.area;
                    self.canvas.area(clip, &clip, color, Direction::ByShape)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn save(&mut self) -> Result<(), Error> {
        if self.saved.len() >= MAX_STATE_DEPTH {
            return Err(limit_exceeded(format_args!(
                "page {} saves more than {MAX_STATE_DEPTH} graphics states",
                self.number
            )));
        }
        self.saved.push(self.state.clone());
        Ok(())
    }

    fn construct(&mut self, operator: &[u8], operands: &Operands) -> Result<(), Error> {
        if self.path.is_full() {
            return Err(limit_exceeded(format_args!(
                "a path on page {} has more than {MAX_PATH_POINTS} points",
                self.number
            )));
        }
        let (matrix, path) = (&self.state.ctm, &mut self.path);
        match operator {
            b"h" => path.close(),
            b"re" => {
                if let Some(rectangle) = operands.numbers() {
                    path.rectangle(matrix, rectangle);
                }
            }
            b"m" => {
                if let Some([x, y]) = operands.numbers() {
                    path.move_to(matrix, x, y);
                }
            }
            b"l" => {
                if let Some([x, y]) = operands.numbers() {
                    path.line_to(matrix, x, y);
                }
            }
            b"c" => {
                if let Some(points) = operands.numbers() {
                    path.curve_to(matrix, points);
                }
            }
            b"v" => {
                if let Some([x2, y2, x3, y3]) = operands.numbers() {
                    let (x1, y1) = path.current();
                    path.curve_to(matrix, [x1, y1, x2, y2, x3, y3]);
                }
            }
            b"y" => {
                if let Some([x1, y1, x3, y3]) = operands.numbers() {
                    path.curve_to(matrix, [x1, y1, x3, y3, x3, y3]);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn paint(&mut self, operator: &[u8]) -> Result<(), Error> {
        if matches!(operator, b"s" | b"b" | b"b*") {
            self.path.close();
        }
        if self.hidden == 0 {
            let clip = &self.state.clip.area;
            if matches!(operator, b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*") {
                let brush = Brush { clip, color: self.state.fill.color() };
                painting::fill(&mut self.canvas, &self.path, &brush, operator.ends_with(b"*"))?;
            }
            if matches!(operator, b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*") {
                let brush = Brush { clip, color: self.state.stroke.color() };
                let state = &self.state;
                let (width, cap) = (state.line_width, state.projecting_cap);
                painting::stroke(&mut self.canvas, &self.path, &brush, &state.ctm, width, cap)?;
            }
        }
        if std::mem::take(&mut self.clipping) {
            // A clip of any other shape counts as its box. A path without points clips everything away.
            self.state.clip = Clip { area: self.state.clip.area.intersection(&self.path.bounds()), is_path: true };
        }
        self.path.clear();
        Ok(())
    }

    fn color(&mut self, operator: &[u8], operands: &Operands, resources: Option<&'a Dictionary>) {
        let target = if operator.first().is_some_and(u8::is_ascii_lowercase) { Target::Fill } else { Target::Stroke };
        let paint = match target {
            Target::Fill => &mut self.state.fill,
            Target::Stroke => &mut self.state.stroke,
        };
        match operator {
            b"g" | b"G" => {
                if let Some(level) = operands.number() {
                    paint.set(ColorSpace::Gray, color::gray(level));
                }
            }
            b"rg" | b"RG" => {
                if let Some([red, green, blue]) = operands.numbers() {
                    paint.set(ColorSpace::Rgb, color::rgb(red, green, blue));
                }
            }
            b"k" | b"K" => {
                if let Some([cyan, magenta, yellow, black]) = operands.numbers() {
                    paint.set(ColorSpace::Cmyk, color::cmyk(cyan, magenta, yellow, black));
                }
            }
            b"cs" | b"CS" => {
                if let Some(name) = operands.name() {
                    let space = ColorSpace::named(self.session.file, resources, name);
                    let initial = space.initial();
                    paint.set(space, initial);
                }
            }
            _ => {
                let mut components = [0.0; MAX_COMPONENTS];
                let mut count = 0;
                for (slot, component) in components.iter_mut().zip(operands.leading_numbers()) {
                    *slot = component;
                    count += 1;
                }
                paint.rgb = paint.space.rgb(&components[..count]);
            }
        }
    }

    fn text_operator(
        &mut self,
        operator: &[u8],
        operands: &Operands,
        resources: Option<&'a Dictionary>,
    ) -> Result<(), Error> {
        let number = operands.number();
        if matches!(operator, b"Tj" | b"TJ" | b"'" | b"\"") {
            self.canvas.text_operators = self.canvas.text_operators.wrapping_add(1);
        }
        match operator {
            b"Tj" => self.show(operands.string())?,
            b"TJ" => {
                for operand in operands.items() {
                    match operand {
                        Operand::String(span) => self.show(Some(span.of(&operands.decoded)))?,
                        Operand::Number(amount) => self.position.adjust(&self.state, *amount),
                        _ => {}
                    }
                }
            }
            b"Td" | b"TD" => {
                if let Some([x, y]) = operands.numbers() {
                    if operator == b"TD" {
                        self.state.text.leading = -y;
                    }
                    self.position.next_line(x, y);
                }
            }
            b"Tm" => {
                if let Some(matrix) = operands.numbers() {
                    self.position.set(Matrix::from_array(matrix));
                }
            }
            b"BT" => self.position = TextPosition::START,
            b"Tf" => self.font(operands, resources)?,
            b"Tc" => self.state.text.character_spacing = number.unwrap_or(self.state.text.character_spacing),
            b"Tw" => self.state.text.word_spacing = number.unwrap_or(self.state.text.word_spacing),
            b"TL" => self.state.text.leading = number.unwrap_or(self.state.text.leading),
            b"Ts" => self.state.text.rise = number.unwrap_or(self.state.text.rise),
            b"Tz" => {
                if let Some(percent) = number {
                    self.state.text.horizontal_scaling = percent / 100.0;
                }
            }
            b"Tr" => {
                if let Some(mode) = number {
                    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
                    let mode = mode as u8;
                    self.state.text.rendering_mode = mode;
                }
            }
            b"T*" => self.position.next_line(0.0, -self.state.text.leading),
            b"'" => {
                self.position.next_line(0.0, -self.state.text.leading);
                self.show(operands.string())?;
            }
            b"\"" => {
                let mut spacings = operands.leading_numbers();
                if let (Some(word), Some(character)) = (spacings.next(), spacings.next()) {
                    self.state.text.word_spacing = word;
                    self.state.text.character_spacing = character;
                }
                self.position.next_line(0.0, -self.state.text.leading);
                self.show(operands.string())?;
            }
            _ => {}
        }
        Ok(())
    }

    fn show(&mut self, string: Option<&[u8]>) -> Result<(), Error> {
        let Some(string) = string else { return Ok(()) };
        let showing = Showing {
            page: self.number,
            // The appearance of a field is itself a form XObject, but its text belongs to the page: only forms within it count.
            in_form: self.form_depth > usize::from(self.layer == Layer::Field),
            annotation: self.layer == Layer::Annotation,
            hidden: self.hidden > 0,
            mcid: self.marking.mcid,
            artifact: self.marking.artifact,
        };
        text::show(&mut self.canvas, &mut self.position, &self.state, string, showing)
    }

    fn graphics_state_parameters(
        &mut self,
        operands: &Operands,
        resources: Option<&'a Dictionary>,
    ) -> Result<(), Error> {
        let file = self.session.file;
        let parameters = resources
            .and_then(|resources| file.dictionary(resources, b"ExtGState"))
            .zip(operands.name())
            .and_then(|(states, name)| file.dictionary(states, name));
        let Some(parameters) = parameters else { return Ok(()) };
        #[expect(clippy::cast_possible_truncation, reason = "opacity needs no more")]
        let alpha = |key: &[u8]| file.number(parameters, key).map(|alpha| alpha.clamp(0.0, 1.0) as f32);
        if let Some(alpha) = alpha(b"ca") {
            self.state.fill.alpha = alpha;
        }
        if let Some(alpha) = alpha(b"CA") {
            self.state.stroke.alpha = alpha;
        }
        if let Some(width) = file.number(parameters, b"LW") {
            self.state.line_width = width;
        }
        if let Some(cap) = file.integer(parameters, b"LC") {
            self.state.projecting_cap = cap == 2;
        }
        if let Some([font, size]) = file.array(parameters, b"Font") {
            if let Some(font) = file.resolve(font).ok().and_then(as_dictionary) {
                self.state.text.font = Some(self.session.font(font)?);
            }
            self.state.text.size = as_number(size).unwrap_or(self.state.text.size);
        }
        Ok(())
    }
}
