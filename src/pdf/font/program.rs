//! Embedded font programs (ISO 32000-1, 9.9): their own tables tell which glyph a code selects, which character a glyph stands
//! for, how wide it is, and whether it draws anything. Programs in TrueType, OpenType, CFF and Type 1 are read.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use lopdf::Dictionary;
use read_fonts::ps::cff::CffFontRef;
use read_fonts::ps::type1::Type1Font;
use read_fonts::tables::cmap::{CmapIterLimits, PlatformId};
use read_fonts::types::{GlyphId, GlyphId16};
use read_fonts::{FontRef, TableProvider};

use super::encoding::name_to_characters;
use super::unicode::preference;
use crate::error::Error;
use crate::pdf::file::{File, damaged};

/// The keys of a font descriptor under which a program can stand.
pub(super) const KEYS: [&[u8]; 3] = [b"FontFile2", b"FontFile3", b"FontFile"];

/// An embedded font program.
pub(super) struct Program {
    data: Vec<u8>,
    kind: Kind,
    /// The character of each glyph by the font's own Unicode `cmap`.
    characters: HashMap<u32, char>,
}

enum Kind {
    /// TrueType or OpenType.
    Sfnt,
    Cff,
    Type1(Box<Type1Font>),
    /// Damaged, or of a kind that is not known: it answers nothing.
    Unknown,
}

impl Program {
    /// The program a font descriptor holds, if it holds one.
    pub(super) fn load(file: &File<'_>, descriptor: &Dictionary) -> Result<Option<Self>, Error> {
        for key in KEYS {
            match file.need(descriptor, key) {
                Ok(None) => {}
                Ok(Some(object)) => {
                    let Ok(stream) = object.as_stream() else { continue };
                    return Ok(Some(Self::parse(file.decode(stream, "an embedded font")?)));
                }
                Err(_) => return Err(damaged("an embedded font is missing")),
            }
        }
        Ok(None)
    }

    fn parse(data: Vec<u8>) -> Self {
        let kind = match data.get(..4) {
            Some(b"\0\x01\0\0" | b"true" | b"OTTO" | b"ttcf") if FontRef::from_index(&data, 0).is_ok() => Kind::Sfnt,
            Some([1, 0, ..]) if CffFontRef::new_cff(&data, 0, None).is_ok() => Kind::Cff,
            Some(_) => Type1Font::new(&data).map_or(Kind::Unknown, |font| Kind::Type1(Box::new(font))),
            None => Kind::Unknown,
        };
        let mut program = Self { data, kind, characters: HashMap::new() };
        program.characters = program.sfnt().map(|font| invert_cmap(&font)).unwrap_or_default();
        program
    }

    fn sfnt(&self) -> Option<FontRef<'_>> {
        match self.kind {
            Kind::Sfnt => FontRef::from_index(&self.data, 0).ok(),
            _ => None,
        }
    }

    fn cff(&self) -> Option<CffFontRef<'_>> {
        match self.kind {
            Kind::Cff => CffFontRef::new_cff(&self.data, 0, None).ok(),
            Kind::Sfnt => {
                let data = self.sfnt()?.table_data(read_fonts::types::Tag::new(b"CFF "))?;
                CffFontRef::new_cff(data.as_bytes(), 0, None).ok()
            }
            _ => None,
        }
    }

    /// Whether the font has TrueType outlines, so that its glyph numbers are its own.
    pub(super) fn is_truetype(&self) -> bool {
        self.sfnt().is_some_and(|font| font.table_data(read_fonts::types::Tag::new(b"CFF ")).is_none())
    }

    /// The characters of a glyph: by the `cmap`, else by the glyph's name.
    pub(super) fn characters(&self, glyph: u32) -> Vec<char> {
        match self.characters.get(&glyph) {
            Some(character) => vec![*character],
            None => self.glyph_name(glyph).map(|name| name_to_characters(&name)).unwrap_or_default(),
        }
    }

    fn glyph_name(&self, glyph: u32) -> Option<Vec<u8>> {
        if let Kind::Type1(font) = &self.kind {
            return font.glyph_name(GlyphId::new(glyph)).map(|name| name.as_bytes().to_vec());
        }
        if let Some(cff) = self.cff() {
            if cff.is_cid() {
                return None;
            }
            return cff.string(cff.charset()?.string_id(GlyphId::new(glyph))?).map(<[u8]>::to_vec);
        }
        let post = self.sfnt()?.post().ok()?;
        post.glyph_name(GlyphId16::new(u16::try_from(glyph).ok()?)).map(|name| name.as_bytes().to_vec())
    }

    /// The name the font's built-in encoding gives a code (Type 1 and bare CFF).
    pub(super) fn name_of_code(&self, code: u8) -> Option<Vec<u8>> {
        match &self.kind {
            Kind::Type1(font) => font.encoding()?.glyph_name(code).map(|name| name.as_bytes().to_vec()),
            Kind::Cff => self.glyph_name(self.cff()?.encoding()?.map(code)?.to_u32()),
            _ => None,
        }
    }

    /// The glyph a code of a symbolic TrueType font selects: the (3, 0) subtable of its `cmap`, with
    /// the code in the private use area or as it is, else the (1, 0) subtable (9.6.6.4).
    pub(super) fn glyph_of_code(&self, code: u8) -> Option<u32> {
        let font = self.sfnt()?;
        let cmap = font.cmap().ok()?;
        let code = u32::from(code);
        let mut found = None;
        for record in cmap.encoding_records() {
            let Ok(subtable) = record.subtable(cmap.offset_data()) else { continue };
            let codes = match (record.platform_id(), record.encoding_id()) {
                (PlatformId::Windows, 0) => [0xf000 + code, code],
                (PlatformId::Macintosh, 0) if found.is_none() => [code, code],
                _ => continue,
            };
            let glyph =
                codes.into_iter().filter_map(|code| subtable.map_codepoint(code)).find(|glyph| glyph.to_u32() != 0);
            found = glyph.map(GlyphId::to_u32).or(found);
        }
        found
    }

    /// The glyph of a CID in a font without CIDToGIDMap: CID-keyed CFF has a map of its own.
    pub(super) fn glyph_of_cid(&self, cid: u32) -> Option<u32> {
        match self.cff() {
            Some(cff) if cff.is_cid() => {
                let id = read_fonts::ps::Sid::new(u16::try_from(cid).ok()?);
                cff.charset()?.glyph_id(id).map(GlyphId::to_u32)
            }
            _ => Some(cid),
        }
    }

    /// The advance width of a glyph in units of the font size.
    pub(super) fn width(&self, glyph: u32) -> Option<f64> {
        let font = self.sfnt()?;
        let units = font.head().ok()?.units_per_em();
        let advance = font.hmtx().ok()?.advance(GlyphId::new(glyph))?;
        (units > 0).then(|| f64::from(advance) / f64::from(units))
    }

    /// Whether the font has the glyph and it draws nothing: a space, whatever its code.
    pub(super) fn is_blank(&self, glyph: u32) -> bool {
        self.blank(GlyphId::new(glyph)).unwrap_or(false)
    }

    fn blank(&self, glyph: GlyphId) -> Option<bool> {
        if let Kind::Type1(font) = &self.kind {
            return font.evaluate_extents(glyph).ok().map(|extents| extents.is_none());
        }
        if let Some(cff) = self.cff() {
            let subfont = cff.subfont(cff.subfont_index(glyph)?, &[]).ok()?;
            return cff.evaluate_extents(&subfont, glyph, &[]).ok().map(|extents| extents.is_none());
        }
        let font = self.sfnt()?;
        if glyph.to_u32() >= u32::from(font.maxp().ok()?.num_glyphs()) {
            return None;
        }
        let loca = font.loca(None).ok()?;
        let index = usize::try_from(glyph.to_u32()).ok()?;
        Some(loca.get_raw(index)? == loca.get_raw(index + 1)?)
    }
}

/// The best of the characters that the Unicode subtables of the `cmap` have for each glyph.
fn invert_cmap(font: &FontRef<'_>) -> HashMap<u32, char> {
    let mut characters = HashMap::new();
    let Ok(cmap) = font.cmap() else { return characters };
    let glyph_count = font.maxp().map_or(u32::from(u16::MAX), |maxp| u32::from(maxp.num_glyphs()));
    for record in cmap.encoding_records() {
        let unicode = match record.platform_id() {
            PlatformId::Unicode => true,
            PlatformId::Windows => matches!(record.encoding_id(), 1 | 10),
            _ => false,
        };
        let Ok(subtable) = record.subtable(cmap.offset_data()) else { continue };
        if !unicode {
            continue;
        }
        let limits = CmapIterLimits { max_char: u32::from(char::MAX), glyph_count };
        for (code, glyph) in subtable.iter_with_limits(limits) {
            let (Some(character), glyph @ 1..) = (char::from_u32(code), glyph.to_u32()) else { continue };
            match characters.entry(glyph) {
                Entry::Vacant(entry) => {
                    entry.insert(character);
                }
                Entry::Occupied(mut entry) => {
                    if preference(character) < preference(*entry.get()) {
                        entry.insert(character);
                    }
                }
            }
        }
    }
    characters
}
