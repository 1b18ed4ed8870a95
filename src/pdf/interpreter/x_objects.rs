//! Paints form XObjects and images (ISO 32000-1, 8.8 to 8.10). A form XObject is a content stream of its own; of an image only
//! the box is kept.

use std::rc::Rc;

use lopdf::{Dictionary, Object, Stream};

use super::Interpreter;
use super::marked_content::Marking;
use crate::error::Error;
use crate::page::RULING_THICKNESS;
use crate::pdf::canvas::Direction;
use crate::pdf::file::{as_dictionary, damaged, limit_exceeded};
use crate::pdf::limits::MAX_FORM_DEPTH;
use crate::pdf::matrix::Matrix;
use crate::pdf::operands::{Operand, Operands};
use crate::pdf::state::Clip;

impl<'a> Interpreter<'a, '_> {
    /// `Do`.
    pub(super) fn x_object(&mut self, operands: &Operands, resources: Option<&'a Dictionary>) -> Result<(), Error> {
        let file = self.session.file;
        let Some(name) = operands.name() else { return Ok(()) };
        let missing =
            || damaged(format_args!("the object {} of page {} is missing", String::from_utf8_lossy(name), self.number));
        let Some(resources) = resources else { return Ok(()) };
        let objects = file.need(resources, b"XObject").map_err(|_| missing())?.and_then(as_dictionary);
        let object = match objects {
            Some(objects) => file.need(objects, name).map_err(|_| missing())?,
            None => None,
        };
        let Some(Object::Stream(stream)) = object else { return Ok(()) };
        let hidden = stream.dict.get(b"OC").is_ok_and(|content| self.session.optional_content.hides(file, content));
        if hidden {
            return Ok(());
        }
        match file.name(&stream.dict, b"Subtype") {
            Some(b"Form") => self.form(stream, Some(resources)),
            Some(b"Image") => self.image(matches!(file.get(&stream.dict, b"ImageMask"), Some(Object::Boolean(true)))),
            _ => Ok(()),
        }
    }

    /// Paints a form XObject. `parent` is the resource dictionary of the content that paints it.
    pub(super) fn form(&mut self, stream: &'a Stream, parent: Option<&'a Dictionary>) -> Result<(), Error> {
        if self.form_depth >= MAX_FORM_DEPTH {
            return Err(limit_exceeded(format_args!(
                "page {} has forms more than {MAX_FORM_DEPTH} levels deep",
                self.number
            )));
        }
        let file = self.session.file;
        let content: Rc<[u8]> = self.session.form(stream, self.number)?;
        let missing = || damaged(format_args!("the resources of a form on page {} are missing", self.number));
        // A form without resources uses those of the page (7.8.3).
        let resources = match file.need(&stream.dict, b"Resources").map_err(|_| missing())? {
            Some(resources) => as_dictionary(resources),
            None => parent,
        };
        let (state, position) = (self.state.clone(), self.position);
        if let Some(matrix) = file.numbers(&stream.dict, b"Matrix") {
            self.state.concatenate(&Matrix::from_array(matrix));
        }
        if let Some([x0, y0, x1, y1]) = file.numbers(&stream.dict, b"BBox") {
            let bounds = self.state.ctm.apply_rect(x0, y0, x1, y1);
            self.state.clip = Clip { area: self.state.clip.area.intersection(&bounds), is_path: false };
        }
        let marked = self.marked.len();
        // Marked-content identifiers within the form belong to its own stream, not to the page (14.7.4.3).
        let marking = self.marking;
        self.marking = Marking { mcid: None, ..marking };
        self.form_depth += 1;
        self.run(&content, resources)?;
        self.form_depth -= 1;
        self.close_marked_content(marked);
        self.marking = marking;
        self.state = state;
        self.position = position;
        self.path.clear();
        Ok(())
    }

    /// Paints an image, which fills the unit square. A mask that is thin enough to be a ruling becomes one: some printer drivers
    /// draw borders this way.
    pub(super) fn image(&mut self, mask: bool) -> Result<(), Error> {
        if self.hidden > 0 {
            return Ok(());
        }
        let area = self.state.ctm.apply_rect(0.0, 0.0, 1.0, 1.0);
        if mask && area.width().min(area.height()) <= f64::from(RULING_THICKNESS) {
            let color = self.state.fill.color();
            self.canvas.area(area, &self.state.clip.area, color, Direction::ByShape)?;
        }
        self.canvas.image(area, &self.state.clip.area)
    }
}

/// How many bytes of data an inline image has at least, as far as its dictionary says: 0 where it is
/// compressed or its colour space is not known.
pub(super) fn inline_image_length(image: &Operands) -> usize {
    let number = |short: &[u8], long: &[u8]| image.number_value(short).or_else(|| image.number_value(long));
    if image.value(b"F").or(image.value(b"Filter")).is_some() {
        return 0;
    }
    let mask = image.value(b"IM").or(image.value(b"ImageMask")).is_some();
    let components = match image.value(b"CS").or(image.value(b"ColorSpace")) {
        None if mask => 1.0,
        Some(Operand::Name(name)) => match name.of(&image.decoded) {
            b"G" | b"DeviceGray" | b"CalGray" => 1.0,
            b"RGB" | b"DeviceRGB" | b"CalRGB" => 3.0,
            b"CMYK" | b"DeviceCMYK" => 4.0,
            _ => return 0,
        },
        _ => return 0,
    };
    let (Some(width), Some(height)) = (number(b"W", b"Width"), number(b"H", b"Height")) else { return 0 };
    let bits = if mask { 1.0 } else { number(b"BPC", b"BitsPerComponent").unwrap_or(8.0) };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, as it should")]
    let length = ((width * bits * components / 8.0).ceil() * height) as usize;
    length
}
