//! The operator `Tf`, by which a content stream chooses a font of its resources by name, and a size (ISO 32000-1, 9.3.1).

use std::collections::HashMap;
use std::rc::Rc;

use foldhash::fast::RandomState;
use lopdf::Dictionary;

use super::super::file::{as_dictionary, damaged};
use super::super::font::Font;
use super::super::operands::Operands;
use super::Interpreter;
use crate::error::Error;

/// The fonts that a page has chosen so far. There are a few dozen at most, but a page may change the font for each piece of text.
#[derive(Default)]
pub(super) struct NamedFonts<'a>(HashMap<*const Dictionary, FontsByName<'a>, RandomState>);

/// Fonts by their names in one resource dictionary.
type FontsByName<'a> = HashMap<Box<[u8]>, Option<Rc<Font<'a>>>, RandomState>;

impl<'a> Interpreter<'a, '_> {
    /// `Tf`.
    pub(super) fn font(&mut self, operands: &Operands, resources: Option<&'a Dictionary>) -> Result<(), Error> {
        self.state.text.size = operands.number().unwrap_or(0.0);
        let (Some(name), Some(resources)) = (operands.name(), resources) else { return Ok(()) };
        let address = std::ptr::from_ref(resources);
        if let Some(font) = self.named_fonts.0.get(&address).and_then(|fonts| fonts.get(name)) {
            self.state.text.font.clone_from(font);
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
        // A name without a font is no error until text is shown.
        let font = font.map(|font| self.session.font(font)).transpose()?;
        self.state.text.font.clone_from(&font);
        self.named_fonts.0.entry(address).or_default().insert(name.into(), font);
        Ok(())
    }
}
