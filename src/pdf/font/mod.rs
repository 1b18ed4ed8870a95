//! Fonts (ISO 32000-1, 9.5 to 9.10): the bytes of a string come in, and codes go out, each with its characters and its width.
//!
//! The characters come from the first of these sources that has any: `ToUnicode`; the code itself in a Unicode CMap; glyph names;
//! the embedded font's own `cmap` or glyph names; the character collection of the CIDs. Nothing is guessed: a code that none of
//! them knows is a space if its glyph draws nothing, and [`Text::Unmapped`] if not.

mod cmap;
mod composite;
mod encoding;
mod metrics;
mod predefined;
mod program;
mod simple;
mod unicode;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use lopdf::{Dictionary, Object};

pub(super) use cmap::Code;
use cmap::EmbeddedCMap;
use composite::Composite;
use program::Program;
use simple::Simple;
pub(super) use unicode::{Text, fold};

use super::file::{File, damaged};
use crate::error::Error;

/// One glyph of a font, in units of the font size.
#[derive(Debug, Clone)]
pub(super) struct FontGlyph {
    pub(super) text: Text,
    /// Advance in horizontal writing.
    pub(super) width: f64,
    /// Only in vertical writing.
    pub(super) vertical: Option<Vertical>,
}

/// The metrics of vertical writing, in units of the font size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vertical {
    /// The distance to the next glyph: negative, because it stands below.
    pub(super) advance: f64,
    /// The origin of vertical writing, measured from that of horizontal writing.
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A font of the file. Every code is looked up once.
pub(super) struct Font<'a> {
    name: String,
    kind: Kind<'a>,
    to_unicode: Option<EmbeddedCMap>,
    programs: Programs<'a>,
    glyphs: RefCell<HashMap<Code, FontGlyph, foldhash::fast::RandomState>>,
}

enum Kind<'a> {
    Simple(Simple<'a>),
    Composite(Box<Composite>),
}

/// The embedded font program, read when it is first needed. Most fonts have ToUnicode and never need it.
struct Programs<'a> {
    file: &'a File<'a>,
    descriptor: Option<&'a Dictionary>,
    program: OnceCell<Option<Program>>,
}

impl Programs<'_> {
    fn is_embedded(&self) -> bool {
        self.descriptor.is_some_and(|descriptor| program::KEYS.iter().any(|key| descriptor.has(key)))
    }

    fn get(&self) -> Result<Option<&Program>, Error> {
        if let Some(program) = self.program.get() {
            return Ok(program.as_ref());
        }
        let program = match self.descriptor {
            Some(descriptor) => Program::load(self.file, descriptor)?,
            None => None,
        };
        Ok(self.program.get_or_init(|| program).as_ref())
    }
}

impl<'a> Font<'a> {
    pub(super) fn load(file: &'a File<'a>, font: &'a Dictionary) -> Result<Self, Error> {
        let name = String::from_utf8_lossy(file.name(font, b"BaseFont").or(file.name(font, b"Name")).unwrap_or(b"?"));
        let name = name.into_owned();
        let to_unicode = match file.need(font, b"ToUnicode") {
            Ok(Some(Object::Stream(stream))) => {
                let data = file.decode(stream, format_args!("the ToUnicode map of the font {name}"))?;
                Some(EmbeddedCMap::parse(&data))
            }
            // The name of a CMap (Identity-H) says nothing about characters.
            Ok(_) => None,
            Err(_) => return Err(damaged(format_args!("the ToUnicode map of the font {name} is missing"))),
        };
        let (kind, descriptor) = if file.name(font, b"Subtype") == Some(b"Type0") {
            let (composite, descriptor) = Composite::load(file, font)?;
            (Kind::Composite(Box::new(composite)), descriptor)
        } else {
            let descriptor = file.dictionary(font, b"FontDescriptor");
            (Kind::Simple(Simple::load(file, font, descriptor)), descriptor)
        };
        let programs = Programs { file, descriptor, program: OnceCell::new() };
        // Producers that know no mapping write a ToUnicode map of every code to itself. Such a map is right where the codes are
        // Unicode, and wrong where they are the glyph numbers of an embedded font.
        let codes_are_glyphs = match &kind {
            Kind::Simple(_) => false,
            Kind::Composite(font) => font.codes_are_glyphs() && programs.is_embedded(),
        };
        let to_unicode = to_unicode.filter(|cmap| !(codes_are_glyphs && cmap.is_identity()));
        Ok(Self { name, kind, to_unicode, programs, glyphs: RefCell::default() })
    }

    /// The BaseFont.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn is_vertical(&self) -> bool {
        match &self.kind {
            Kind::Simple(_) => false,
            Kind::Composite(font) => font.is_vertical(),
        }
    }

    /// The height of the font in units of the font size: 1 except for some Type 3 fonts.
    pub(super) fn em(&self) -> f64 {
        match &self.kind {
            Kind::Simple(font) => font.em(),
            Kind::Composite(_) => 1.0,
        }
    }

    /// The code at the start of a string that is not empty.
    pub(super) fn next_code(&self, bytes: &[u8]) -> Code {
        match &self.kind {
            Kind::Simple(_) => Code { value: u32::from(bytes.first().copied().unwrap_or(0)), length: 1 },
            Kind::Composite(font) => font.next_code(bytes),
        }
    }

    pub(super) fn glyph(&self, code: Code) -> Result<FontGlyph, Error> {
        if let Some(glyph) = self.glyphs.borrow().get(&code) {
            return Ok(glyph.clone());
        }
        let text = self.text(code)?;
        let glyph = match &self.kind {
            Kind::Simple(font) => {
                let character = match &text {
                    Text::Character(character) => Some(*character),
                    _ => None,
                };
                let width = font.width(&self.name, &self.programs, simple_code(code), character)?;
                FontGlyph { text, width, vertical: None }
            }
            Kind::Composite(font) => {
                FontGlyph { text, width: font.width(code), vertical: font.is_vertical().then(|| font.vertical(code)) }
            }
        };
        self.glyphs.borrow_mut().insert(code, glyph.clone());
        Ok(glyph)
    }

    fn text(&self, code: Code) -> Result<Text, Error> {
        let accept = |characters: Vec<char>| unicode::printed(characters.into_iter());
        if let Some(text) = self.to_unicode.as_ref().and_then(|cmap| cmap.unicode(code.value)).and_then(accept) {
            return Ok(text);
        }
        let (text, blank) = match &self.kind {
            Kind::Simple(font) => {
                let code = simple_code(code);
                let text = font.characters(&self.name, &self.programs, code, accept)?;
                let blank = text.is_none() && font.is_blank(&self.programs, code)?;
                (text, blank)
            }
            Kind::Composite(font) => {
                let text = font.characters(&self.programs, code, accept)?;
                let blank = text.is_none() && font.is_blank(&self.programs, code)?;
                (text, blank)
            }
        };
        Ok(match text {
            Some(text) => text,
            None if blank => Text::Character(' '),
            None => Text::Unmapped,
        })
    }
}

/// The code of a simple font, which is one byte.
fn simple_code(code: Code) -> u8 {
    u8::try_from(code.value).unwrap_or(0)
}
