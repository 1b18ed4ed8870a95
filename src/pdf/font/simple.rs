//! Simple fonts (ISO 32000-1, 9.6): Type 1, TrueType and Type 3 fonts, whose codes are single bytes. A code comes in, its
//! characters and its width go out.

use lopdf::{Dictionary, Object};

use super::Programs;
use super::encoding::{BaseEncoding, Encoding, name_to_characters};
use super::metrics::standard_width;
use crate::error::Error;
use crate::pdf::file::{File, as_number};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Type1,
    TrueType,
    Type3,
}

#[derive(Debug)]
pub(super) struct Simple<'a> {
    file: &'a File<'a>,
    kind: Kind,
    encoding: Encoding<'a>,
    /// Whether the descriptor says that the font has characters outside the standard Latin set.
    symbolic: bool,
    first_code: i64,
    /// Widths in glyph space, from `first_code` on.
    widths: &'a [Object],
    missing_width: Option<f64>,
    /// From glyph space to units of the font size.
    scale: f64,
    /// Height of the font in units of the font size: 1 except for some Type 3 fonts.
    em: f64,
}

/// The descriptor's flag of a symbolic font.
const SYMBOLIC: i64 = 1 << 2;

/// A unit of glyph space in font sizes, for all fonts but Type 3.
const PER_MILLE: f64 = 0.001;

impl<'a> Simple<'a> {
    pub(super) fn load(file: &'a File<'a>, font: &'a Dictionary, descriptor: Option<&Dictionary>) -> Self {
        let kind = match file.name(font, b"Subtype") {
            Some(b"TrueType") => Kind::TrueType,
            Some(b"Type3") => Kind::Type3,
            _ => Kind::Type1,
        };
        let flags = descriptor.and_then(|descriptor| file.integer(descriptor, b"Flags")).unwrap_or(0);
        let (scale, em) = match kind {
            Kind::Type3 => type3_scale(file, font),
            Kind::Type1 | Kind::TrueType => (PER_MILLE, 1.0),
        };
        Self {
            file,
            kind,
            encoding: Encoding::of_font(file, font),
            symbolic: flags & SYMBOLIC != 0,
            first_code: file.integer(font, b"FirstChar").unwrap_or(0),
            widths: file.array(font, b"Widths").unwrap_or_default(),
            missing_width: descriptor.and_then(|descriptor| file.number(descriptor, b"MissingWidth")),
            scale,
            em,
        }
    }

    pub(super) fn em(&self) -> f64 {
        self.em
    }

    /// The characters of a code from all sources but ToUnicode. The characters of each source are given to `accept`, until it
    /// accepts some.
    pub(super) fn characters<T>(
        &self,
        name: &str,
        programs: &Programs<'_>,
        code: u8,
        accept: impl Fn(Vec<char>) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        if let Some(glyph_name) = self.encoding.difference(code) {
            return Ok(accept(name_to_characters(glyph_name)));
        }
        let program = if self.kind == Kind::Type3 { None } else { programs.get()? };
        // Where the file names no base encoding, the built-in encoding of the font program comes first.
        if self.encoding.base.is_none()
            && let Some(program) = program
        {
            if let Some(accepted) = program.name_of_code(code).and_then(|name| accept(name_to_characters(&name))) {
                return Ok(Some(accepted));
            }
            if let Some(glyph) = program.glyph_of_code(code)
                && let Some(accepted) = accept(program.characters(glyph))
            {
                return Ok(Some(accepted));
            }
            if self.symbolic {
                return Ok(None);
            }
        }
        let base = match self.encoding.base {
            Some(base) => base,
            None if self.kind == Kind::Type3 => return Ok(None),
            None => BaseEncoding::of_standard_font(name).unwrap_or(BaseEncoding::Standard),
        };
        Ok(accept(base.characters(code)))
    }

    /// Whether the embedded font draws nothing for the code.
    pub(super) fn is_blank(&self, programs: &Programs<'_>, code: u8) -> Result<bool, Error> {
        let Some(program) = programs.get()? else { return Ok(false) };
        Ok(program.glyph_of_code(code).is_some_and(|glyph| program.is_blank(glyph)))
    }

    /// The advance in units of the font size; `character` is what the code prints, if it is known.
    pub(super) fn width(
        &self,
        name: &str,
        programs: &Programs<'_>,
        code: u8,
        character: Option<char>,
    ) -> Result<f64, Error> {
        let index = i64::from(code).checked_sub(self.first_code).and_then(|index| usize::try_from(index).ok());
        if let Some(width) = index.and_then(|index| self.widths.get(index)) {
            let width = self.file.resolve(width).ok().and_then(as_number).unwrap_or(0.0);
            return Ok(width * self.scale);
        }
        if !self.widths.is_empty() || self.kind == Kind::Type3 {
            return Ok(self.missing_width.unwrap_or(0.0) * self.scale);
        }
        if let Some(program) = programs.get()?
            && let Some(width) = program.glyph_of_code(code).and_then(|glyph| program.width(glyph))
        {
            return Ok(width);
        }
        Ok(standard_width(name, character.unwrap_or(' ')))
    }
}

/// The horizontal scale of a Type 3 font's glyph space, and the height of the font, both in units of
/// the font size.
///
/// A Type 3 font has no em. If its glyph space is fine, as that of an outline font, the font size counts as its height. A bitmap
/// font, whose glyph space counts pixels, is as high as its box.
fn type3_scale(file: &File<'_>, font: &Dictionary) -> (f64, f64) {
    /// Glyph space with fewer units than this to the font size counts pixels.
    const FINEST_BITMAP: f64 = 10.0;
    let [a, _, _, d, _, _] = file.numbers(font, b"FontMatrix").unwrap_or([PER_MILLE, 0.0, 0.0, PER_MILLE, 0.0, 0.0]);
    let height = file.numbers(font, b"FontBBox").map_or(0.0, |[_, bottom, _, top]: [f64; 4]| (top - bottom).abs());
    let em = height * d.abs();
    let counts_pixels = d.abs() * FINEST_BITMAP > 1.0;
    (a, if counts_pixels && em.is_finite() && em > 0.0 { em } else { 1.0 })
}
