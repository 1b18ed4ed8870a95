//! Paints the annotations of a page over its content (ISO 32000-1, 12.5 and 12.7). The text of a form field belongs to the page;
//! the text of a stamp, a comment or a signature is marked as laid over it.

use lopdf::{Dictionary, Object, Stream};

use super::{Interpreter, Layer};
use crate::error::{Error, ErrorKind};
use crate::pdf::file::{File, as_dictionary};
use crate::pdf::limits::MAX_NESTING;
use crate::pdf::matrix::Matrix;
use crate::pdf::page_tree::PageNode;
use crate::pdf::state::GraphicsState;

/// Flags of an annotation that is not shown (12.5.3): Hidden and NoView.
const UNSEEN: i64 = 1 << 1 | 1 << 5;

/// Flag of a push button (12.7.4.2.1).
const PUSH_BUTTON: i64 = 1 << 16;

impl<'a> Interpreter<'a, '_> {
    /// Paints the annotations of a page over its content.
    pub(super) fn annotations(&mut self, node: &PageNode<'a>) -> Result<(), Error> {
        let file = self.session.file;
        for annotation in file.array(node.dictionary, b"Annots").unwrap_or_default() {
            // Annotations count as work, because many pages may have the same ones.
            self.session.count_operator()?;
            let Some(annotation) = file.resolve(annotation).ok().and_then(as_dictionary) else { continue };
            self.begin(node);
            self.layer = if is_filled_in(file, annotation) { Layer::Field } else { Layer::Annotation };
            self.canvas.text_alone = self.layer == Layer::Annotation;
            match self.annotation(annotation, node) {
                // A damaged annotation is left out: nothing of the report is lost with it.
                Err(error) if self.layer == Layer::Annotation && error.kind() == ErrorKind::Damaged => {}
                painted => painted?,
            }
        }
        Ok(())
    }

    /// Resets the state for an annotation, also if the one before ended with an error.
    fn begin(&mut self, node: &PageNode<'a>) {
        self.close_marked_content(0);
        self.state = GraphicsState::new(node.base, node.visible());
        self.saved.clear();
        self.path.clear();
        self.clipping = false;
        self.form_depth = 0;
    }

    /// Paints the normal appearance of an annotation (12.5.5).
    fn annotation(&mut self, annotation: &'a Dictionary, node: &PageNode<'a>) -> Result<(), Error> {
        let file = self.session.file;
        let is_hidden = |dictionary: &Dictionary| {
            dictionary.get(b"OC").is_ok_and(|content| self.session.optional_content.hides(file, content))
        };
        let is_unseen = file.integer(annotation, b"F").unwrap_or(0) & UNSEEN != 0;
        if is_unseen || is_hidden(annotation) || file.name(annotation, b"Subtype") == Some(b"Popup") {
            return Ok(());
        }
        let Some(form) = appearance(file, annotation).filter(|form| !is_hidden(&form.dict)) else { return Ok(()) };
        let (Some([x0, y0, x1, y1]), Some(bounds)) =
            (file.numbers::<4>(annotation, b"Rect"), file.numbers::<4>(&form.dict, b"BBox"))
        else {
            return Ok(());
        };
        // Algorithm 8.1: the matrix is applied to the BBox, and the box around the result is fitted into the rectangle.
        let matrix = file.numbers(&form.dict, b"Matrix").map_or(Matrix::IDENTITY, Matrix::from_array);
        let around = matrix.apply_rect(bounds[0], bounds[1], bounds[2], bounds[3]);
        let (across, down) = ((x1 - x0).abs() / around.width(), (y1 - y0).abs() / around.height());
        let left = x0.min(x1) - around.left * across;
        let bottom = y0.min(y1) - around.top * down;
        let placing = Matrix::new(across, 0.0, 0.0, down, left, bottom);
        let has_size = across > 0.0 && down > 0.0;
        if !has_size || !placing.is_finite() {
            return Ok(());
        }
        self.state.concatenate(&placing);
        self.form(form, node.resources)
    }
}

/// The form XObject that is the normal appearance of an annotation, in its current appearance state.
fn appearance<'a>(file: &'a File<'_>, annotation: &'a Dictionary) -> Option<&'a Stream> {
    match file.get(file.dictionary(annotation, b"AP")?, b"N")? {
        Object::Stream(form) => Some(form),
        Object::Dictionary(states) => match file.get(states, file.name(annotation, b"AS")?)? {
            Object::Stream(form) => Some(form),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an annotation is a form field whose text belongs to the page. A signature is like a stamp, and a push button is no
/// part of the document.
fn is_filled_in<'a>(file: &'a File<'_>, annotation: &'a Dictionary) -> bool {
    if file.name(annotation, b"Subtype") != Some(b"Widget") {
        return false;
    }
    // Type and flags are inherited from the fields above (12.7.3.1).
    let (mut kind, mut flags) = (None, None);
    let mut field = Some(annotation);
    for _ in 0..MAX_NESTING {
        let Some(dictionary) = field else { break };
        kind = kind.or_else(|| file.name(dictionary, b"FT"));
        flags = flags.or_else(|| file.integer(dictionary, b"Ff"));
        field = file.dictionary(dictionary, b"Parent");
    }
    match kind {
        Some(b"Sig") => false,
        Some(b"Btn") => flags.unwrap_or(0) & PUSH_BUTTON == 0,
        _ => true,
    }
}
