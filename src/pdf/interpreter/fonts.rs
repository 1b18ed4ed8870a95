//! The fonts that a content stream chooses by their names (ISO 32000-1, 9.3.1).

use std::rc::Rc;

use lopdf::Dictionary;

use super::super::file::{as_dictionary, damaged};
use super::super::font::Font;
use super::super::operands::Operands;
use super::Interpreter;
use crate::error::Error;

/// How many of them are kept at hand: a page changes between few, once for each piece of text.
const KEPT: usize = 8;

/// The fonts that a page has chosen so far.
#[derive(Default)]
pub(super) struct NamedFonts<'a>(Vec<NamedFont<'a>>);

struct NamedFont<'a> {
    /// Where the name is looked up, told by its address.
    resources: *const Dictionary,
    name: Vec<u8>,
    font: Option<Rc<Font<'a>>>,
}

impl<'a> Interpreter<'a, '_> {
    /// `Tf`.
    pub(super) fn font(&mut self, operands: &Operands, resources: Option<&'a Dictionary>) -> Result<(), Error> {
        self.state.text.size = operands.number().unwrap_or(0.0);
        let (Some(name), Some(resources)) = (operands.name(), resources) else { return Ok(()) };
        let address = std::ptr::from_ref(resources);
        let is_this = |named: &&NamedFont<'_>| named.resources == address && named.name == name;
        if let Some(named) = self.named_fonts.0.iter().find(is_this) {
            self.state.text.font.clone_from(&named.font);
            return Ok(());
        }
        let file = self.session.file;
        let missing =
            || damaged(format_args!("the font {} of page {} is missing", String::from_utf8_lossy(name), self.number));
        let fonts = file.need(resources, b"Font").map_err(|_| missing())?.and_then(as_dictionary);
        let font = match fonts {
            Some(fonts) => file.need(fonts, name).map_err(|_| missing())?.and_then(as_dictionary),
            None => None,
        };
        // Without a font only showing text is an error.
        let font = font.map(|font| self.session.font(font)).transpose()?;
        self.state.text.font.clone_from(&font);
        if self.named_fonts.0.len() < KEPT {
            self.named_fonts.0.push(NamedFont { resources: address, name: name.to_vec(), font });
        }
        Ok(())
    }
}
