//! Marked content: what is not printed, and what glyphs really say (ISO 32000-1, 14.6).

use lopdf::{Dictionary, Object};

use super::Interpreter;
use crate::error::Error;
use crate::pdf::file::as_dictionary;
use crate::pdf::limits::MAX_ACTUAL_TEXT;
use crate::pdf::operands::{Operand, Operands};
use crate::pdf::{actual_text, text};

/// A stretch of marked content that is open.
pub(super) enum MarkedContent {
    Plain,
    /// Optional content that is not printed.
    Hidden,
    /// The characters that stand for the glyphs from `start` on.
    ActualText {
        start: usize,
        text: Vec<char>,
    },
}

impl<'a> Interpreter<'a, '_> {
    /// Opens marked content.
    pub(super) fn open(&mut self, content: MarkedContent) {
        self.hidden += usize::from(matches!(content, MarkedContent::Hidden));
        self.inside_actual_text |= matches!(content, MarkedContent::ActualText { .. });
        self.marked.push(content);
    }

    /// `BDC`.
    pub(super) fn begin_marked_content(&mut self, operands: &Operands, resources: Option<&'a Dictionary>) {
        let file = self.session.file;
        // The properties stand in the resources under a name, or right here.
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
            self.open(MarkedContent::Hidden);
            return;
        }
        let text = match properties.and_then(|properties| file.resolve(properties).ok()).and_then(as_dictionary) {
            Some(properties) => match file.get(properties, b"ActualText") {
                Some(Object::String(text, _)) => Some(text.as_slice()),
                _ => None,
            },
            None => operands.string_value(b"ActualText"),
        };
        // The outermost says it all; what is longer is not about a few glyphs.
        let text = text.filter(|text| !self.inside_actual_text && text.len() <= MAX_ACTUAL_TEXT);
        self.open(match text.map(actual_text::decode) {
            Some(text) if !text.is_empty() => MarkedContent::ActualText { start: self.canvas.page.glyphs.len(), text },
            _ => MarkedContent::Plain,
        });
    }

    /// `EMC`.
    pub(super) fn end_marked_content(&mut self) -> Result<(), Error> {
        match self.marked.pop() {
            Some(MarkedContent::Hidden) => self.hidden -= 1,
            Some(MarkedContent::ActualText { start, text }) => {
                self.inside_actual_text = false;
                let glyphs = &mut self.canvas.page.glyphs;
                actual_text::replace(glyphs, start, &text);
                if glyphs.iter().skip(start).any(|glyph| glyph.character == actual_text::UNKNOWN) {
                    return Err(text::unexplained(self.number));
                }
            }
            Some(MarkedContent::Plain) | None => {}
        }
        Ok(())
    }
}
