//! Marked content: the operators `BMC`, `BDC` and `EMC` (ISO 32000-1, 14.6). Marked content can hide its glyphs (optional
//! content), say which characters they stand for (ActualText), give the identifier by which the structure tree refers to them,
//! and make them artifacts.

use lopdf::{Dictionary, Object};

use super::Interpreter;
use crate::page::UNMAPPED;
use crate::pdf::actual_text;
use crate::pdf::file::{as_dictionary, as_integer};
use crate::pdf::limits::MAX_ACTUAL_TEXT;
use crate::pdf::operands::{Operand, Operands};

/// Marked content that was opened and not yet closed.
pub(super) struct MarkedContent {
    effect: Effect,
    /// The marking that counts again when it is closed.
    around: Marking,
}

/// What marked content does to the glyphs inside of it.
enum Effect {
    Nothing,
    /// Optional content that is not printed.
    Hidden,
    /// The characters that stand for the glyphs from `start` on.
    ActualText {
        start: usize,
        text: Vec<char>,
        /// Whether a glyph before this stretch was unmapped.
        has_unmapped: bool,
    },
}

/// What marked content says of the glyphs inside of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marking {
    /// The identifier of the innermost marked content that has one.
    pub(super) mcid: Option<u32>,
    /// Whether any of the marked content around the glyphs is an artifact.
    pub(super) artifact: bool,
}

impl<'a> Interpreter<'a, '_> {
    /// Opens marked content.
    fn open(&mut self, effect: Effect, marking: Marking) {
        self.hidden += usize::from(matches!(effect, Effect::Hidden));
        self.inside_actual_text |= matches!(effect, Effect::ActualText { .. });
        self.marked.push(MarkedContent { effect, around: std::mem::replace(&mut self.marking, marking) });
    }

    /// `BMC`, which has no properties, and `BDC`.
    pub(super) fn begin_marked_content(&mut self, operands: &Operands, resources: Option<&'a Dictionary>) {
        let file = self.session.file;
        // The properties are a name in the resources, or a dictionary among the operands.
        let mut names = operands.names();
        let tag = names.next();
        let named = match operands.items() {
            [_, Operand::Name(_)] => names.next(),
            _ => None,
        };
        let properties = resources
            .and_then(|resources| file.dictionary(resources, b"Properties"))
            .zip(named)
            .and_then(|(properties, name)| properties.get(name).ok());
        if tag == Some(b"OC")
            && properties.is_some_and(|properties| self.session.optional_content.hides(file, properties))
        {
            self.open(Effect::Hidden, self.marking);
            return;
        }
        let (text, mcid) = match properties.and_then(|properties| file.resolve(properties).ok()).and_then(as_dictionary)
        {
            Some(properties) => {
                let text = match file.get(properties, b"ActualText") {
                    Some(Object::String(text, _)) => Some(text.as_slice()),
                    _ => None,
                };
                (text, file.get(properties, b"MCID").and_then(as_integer))
            }
            None => (operands.string_value(b"ActualText"), operands.integer_value(b"MCID")),
        };
        let marking = Marking {
            // Within a form an identifier belongs to the stream of the form, not to the page.
            mcid: mcid.and_then(|mcid| u32::try_from(mcid).ok()).filter(|_| self.form_depth == 0).or(self.marking.mcid),
            artifact: self.marking.artifact || tag == Some(b"Artifact"),
        };
        // The outermost ActualText replaces all glyphs inside of it, so that inner ones are ignored. A very long one does not
        // stand for a few glyphs.
        let text = text.filter(|text| !self.inside_actual_text && text.len() <= MAX_ACTUAL_TEXT);
        let effect = match text.map(actual_text::decode) {
            Some(text) if !text.is_empty() => {
                let page = &self.canvas.page;
                Effect::ActualText { start: page.glyphs.len(), text, has_unmapped: page.unmapped.is_some() }
            }
            _ => Effect::Nothing,
        };
        self.open(effect, marking);
    }

    /// Closes the marked content that is still open, but for the outermost `count`.
    pub(super) fn close_marked_content(&mut self, count: usize) {
        while self.marked.len() > count {
            self.end_marked_content();
        }
    }

    /// `EMC`.
    pub(super) fn end_marked_content(&mut self) {
        let Some(MarkedContent { effect, around }) = self.marked.pop() else { return };
        self.marking = around;
        match effect {
            Effect::Hidden => self.hidden -= 1,
            Effect::ActualText { start, text, has_unmapped } => {
                self.inside_actual_text = false;
                let page = &mut self.canvas.page;
                actual_text::replace(&mut page.glyphs, start, &text);
                // The ActualText names the characters of all unmapped codes in this stretch.
                if !has_unmapped && !page.glyphs.iter().skip(start).any(|glyph| glyph.character == UNMAPPED) {
                    page.unmapped = None;
                }
            }
            Effect::Nothing => {}
        }
    }
}
