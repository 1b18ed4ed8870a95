//! Type 0 fonts (ISO 32000-1, 9.7): a CMap turns the bytes of a string into codes and codes into CIDs, and a CIDFont has the
//! glyphs and widths of the CIDs.

use lopdf::{Dictionary, Object};

use super::cmap::{Code, EmbeddedCMap};
use super::predefined::{Collection, PredefinedCMap};
use super::{Programs, Vertical};
use crate::error::Error;
use crate::pdf::file::{File, as_dictionary, as_number, damaged, limit_exceeded};
use crate::pdf::limits::{MAX_CODESPACES, MAX_NESTING};

/// The CMap that is the `Encoding` of a Type 0 font.
#[derive(Debug)]
enum Codes {
    Predefined(PredefinedCMap),
    Embedded { cmap: EmbeddedCMap, base: Option<Box<Codes>> },
}

impl Codes {
    fn load(file: &File<'_>, encoding: &Object, depth: usize) -> Result<Option<Self>, Error> {
        match encoding {
            Object::Name(name) => Ok(PredefinedCMap::named(name).map(Self::Predefined)),
            Object::Stream(stream) if depth < MAX_NESTING => {
                let cmap = EmbeddedCMap::parse(&file.decode(stream, "the CMap of a font")?);
                if cmap.codespace_count() > MAX_CODESPACES {
                    return Err(limit_exceeded(format_args!("a CMap has more than {MAX_CODESPACES} codespace ranges")));
                }
                let base = match (file.get(&stream.dict, b"UseCMap"), cmap.base()) {
                    (Some(base), _) => Self::load(file, base, depth + 1)?,
                    (None, Some(name)) => PredefinedCMap::named(name).map(Self::Predefined),
                    (None, None) => None,
                };
                Ok(Some(Self::Embedded { cmap, base: base.map(Box::new) }))
            }
            _ => Ok(None),
        }
    }

    fn is_vertical(&self) -> bool {
        match self {
            Self::Predefined(cmap) => cmap.is_vertical(),
            Self::Embedded { cmap, .. } => cmap.is_vertical(),
        }
    }

    fn next_code(&self, bytes: &[u8]) -> Code {
        match self {
            Self::Predefined(cmap) => cmap.next_code(bytes),
            Self::Embedded { cmap, base: Some(base) } if !cmap.has_codespaces() => base.next_code(bytes),
            Self::Embedded { cmap, .. } => cmap.next_code(bytes),
        }
    }

    fn cid(&self, code: Code) -> Option<u32> {
        match self {
            Self::Predefined(cmap) => cmap.cid(code),
            Self::Embedded { cmap, base } => cmap.cid(code).or_else(|| base.as_ref()?.cid(code)),
        }
    }

    fn unicode(&self, code: Code) -> Option<char> {
        match self {
            Self::Predefined(cmap) => cmap.unicode(code),
            // The base counts only for codes that the embedded CMap does not map itself.
            Self::Embedded { cmap, base } if cmap.cid(code).is_none() => base.as_ref()?.unicode(code),
            Self::Embedded { .. } => None,
        }
    }

    fn collection(&self) -> Option<Collection> {
        match self {
            Self::Predefined(cmap) => cmap.collection(),
            Self::Embedded { base, .. } => base.as_ref()?.collection(),
        }
    }
}

/// Widths and positions by CID.
#[derive(Debug)]
struct Metrics {
    widths: CidTable<1>,
    default_width: f64,
    /// Advance, and position of the origin.
    vertical: CidTable<3>,
    /// Vertical position of the origin, and the advance downwards.
    default_vertical: [f64; 2],
}

/// `N` numbers for each range of CIDs, sorted by the first CID. Ranges are not expanded: a small file can name the range of all
/// CIDs over and over.
#[derive(Debug)]
struct CidTable<const N: usize>(Vec<(u32, u32, [f64; N])>);

/// Widths are given in thousandths of the font size.
const PER_MILLE: f64 = 1000.0;

#[derive(Debug)]
pub(super) struct Composite {
    codes: Codes,
    /// Whether the CMap is there and known.
    is_known: bool,
    collection: Option<Collection>,
    /// Glyph numbers by CID, two bytes each; `None` for the identity.
    cid_to_gid: Option<Vec<u8>>,
    metrics: Metrics,
    /// Whether the CIDFont says it is TrueType.
    truetype: bool,
}

impl Composite {
    /// Reads a Type 0 font; also gives the descriptor of its CIDFont.
    pub(super) fn load<'a>(file: &'a File<'a>, font: &'a Dictionary) -> Result<(Self, Option<&'a Dictionary>), Error> {
        let missing = || damaged("a part of a Type 0 font is missing");
        let descendant = match file.need(font, b"DescendantFonts").map_err(|_| missing())? {
            Some(Object::Array(fonts)) => fonts.first().ok_or_else(missing)?,
            Some(object) => object,
            None => return Err(missing()),
        };
        let cid_font = file.resolve(descendant).ok().and_then(as_dictionary).ok_or_else(missing)?;
        let codes = match file.need(font, b"Encoding").map_err(|_| missing())? {
            Some(encoding) => Codes::load(file, encoding, 0)?,
            None => None,
        };
        // Where the CMap is missing or not known, codes of two bytes are by far the most likely. Which CIDs they are is not known:
        // nothing but ToUnicode tells their characters then.
        let is_known = codes.is_some();
        let identity = || PredefinedCMap::named(b"Identity-H").map(Codes::Predefined);
        let codes = codes.or_else(identity).ok_or_else(missing)?;
        let collection = codes.collection().or_else(|| collection(file, cid_font));
        let cid_to_gid = match file.need(cid_font, b"CIDToGIDMap") {
            Ok(Some(Object::Stream(stream))) => Some(file.decode(stream, "the CIDToGIDMap of a font")?),
            Ok(_) => None,
            Err(_) => return Err(missing()),
        };
        let composite = Self {
            codes,
            is_known,
            collection,
            cid_to_gid,
            metrics: Metrics::of_font(file, cid_font),
            truetype: file.name(cid_font, b"Subtype") == Some(b"CIDFontType2"),
        };
        Ok((composite, file.dictionary(cid_font, b"FontDescriptor")))
    }

    pub(super) fn is_vertical(&self) -> bool {
        self.codes.is_vertical()
    }

    /// Whether the codes are the glyph numbers of the font program, if one is embedded: neither the CMap nor a CIDToGIDMap
    /// changes them.
    pub(super) fn codes_are_glyphs(&self) -> bool {
        self.is_known
            && self.cid_to_gid.is_none()
            && matches!(&self.codes, Codes::Predefined(cmap) if cmap.is_identity())
    }

    pub(super) fn next_code(&self, bytes: &[u8]) -> Code {
        self.codes.next_code(bytes)
    }

    fn cid(&self, code: Code) -> u32 {
        self.codes.cid(code).unwrap_or(0)
    }

    fn glyph(&self, programs: &Programs<'_>, cid: u32) -> Result<Option<u32>, Error> {
        if let Some(map) = &self.cid_to_gid {
            let at = usize::try_from(cid).unwrap_or(usize::MAX).saturating_mul(2);
            return Ok(match map.get(at..at.saturating_add(2)) {
                Some(&[high, low]) => Some(u32::from(u16::from_be_bytes([high, low]))),
                _ => None,
            });
        }
        Ok(match programs.get()? {
            Some(program) => program.glyph_of_cid(cid),
            None => Some(cid),
        })
    }

    /// The characters of a code from all sources but ToUnicode. The characters of each source are given to `accept`, until it
    /// accepts some.
    pub(super) fn characters<T>(
        &self,
        programs: &Programs<'_>,
        code: Code,
        accept: impl Fn(Vec<char>) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        if !self.is_known {
            return Ok(None);
        }
        if let Some(accepted) = self.codes.unicode(code).and_then(|character| accept(vec![character])) {
            return Ok(Some(accepted));
        }
        let cid = self.cid(code);
        let program = programs.get()?;
        if let Some(program) = program
            && let Some(glyph) = self.glyph(programs, cid)?
            && let Some(accepted) = accept(program.characters(glyph))
        {
            return Ok(Some(accepted));
        }
        // Without a CIDToGIDMap the CIDs of an embedded TrueType font are its glyph numbers, whatever
        // collection the font claims.
        let own_glyphs =
            self.truetype && self.cid_to_gid.is_none() && program.is_some_and(|program| program.is_truetype());
        let Some(collection) = self.collection.filter(|_| !own_glyphs) else { return Ok(None) };
        Ok(collection.characters(cid).and_then(accept))
    }

    /// Whether the font draws nothing for the code.
    pub(super) fn is_blank(&self, programs: &Programs<'_>, code: Code) -> Result<bool, Error> {
        let (Some(program), Some(glyph)) = (programs.get()?, self.glyph(programs, self.cid(code))?) else {
            return Ok(false);
        };
        Ok(program.is_blank(glyph))
    }

    /// The horizontal advance in units of the font size.
    pub(super) fn width(&self, code: Code) -> f64 {
        self.metrics.width(self.cid(code))
    }

    /// The metrics of vertical writing.
    pub(super) fn vertical(&self, code: Code) -> Vertical {
        self.metrics.vertical(self.cid(code))
    }
}

fn collection(file: &File<'_>, cid_font: &Dictionary) -> Option<Collection> {
    let info = file.dictionary(cid_font, b"CIDSystemInfo")?;
    let string = |key: &[u8]| match file.get(info, key) {
        Some(Object::String(string, _)) => Some(string.as_slice()),
        _ => None,
    };
    Collection::named(string(b"Registry")?, string(b"Ordering")?)
}

impl Metrics {
    fn of_font(file: &File<'_>, font: &Dictionary) -> Self {
        Self {
            widths: CidTable::of_font(file, font, b"W"),
            default_width: file.number(font, b"DW").unwrap_or(PER_MILLE),
            vertical: CidTable::of_font(file, font, b"W2"),
            default_vertical: file.numbers(font, b"DW2").unwrap_or([880.0, -PER_MILLE]),
        }
    }

    fn width(&self, cid: u32) -> f64 {
        self.widths.get(cid).map_or(self.default_width, |[width]| width) / PER_MILLE
    }

    fn vertical(&self, cid: u32) -> Vertical {
        let [advance, x, y] = self.vertical.get(cid).unwrap_or_else(|| {
            let [y, advance] = self.default_vertical;
            [advance, self.width(cid) * PER_MILLE / 2.0, y]
        });
        Vertical { advance: advance / PER_MILLE, x: x / PER_MILLE, y: y / PER_MILLE }
    }
}

impl<const N: usize> CidTable<N> {
    /// Reads a `W` or `W2` array: `first [values …]` and `first last values`.
    fn of_font(file: &File<'_>, font: &Dictionary, key: &[u8]) -> Self {
        let mut ranges = Vec::new();
        let mut objects =
            file.array(font, key).unwrap_or_default().iter().filter_map(|object| file.resolve(object).ok());
        while let (Some(first), Some(next)) = (objects.next().and_then(as_cid), objects.next()) {
            if let Object::Array(values) = next {
                let values: Vec<f64> =
                    values.iter().filter_map(|value| file.resolve(value).ok()).filter_map(as_number).collect();
                ranges.extend((first..=u32::MAX).zip(values.as_chunks().0).map(|(cid, value)| (cid, cid, *value)));
                continue;
            }
            let (Some(last), mut value) = (as_cid(next), [0.0; N]) else { break };
            for slot in &mut value {
                *slot = objects.next().and_then(as_number).unwrap_or(0.0);
            }
            ranges.push((first, last, value));
        }
        ranges.sort_by_key(|(first, ..)| *first);
        Self(ranges)
    }

    fn get(&self, cid: u32) -> Option<[f64; N]> {
        let end = self.0.partition_point(|(first, ..)| *first <= cid);
        let (_, last, value) = self.0.get(end.checked_sub(1)?)?;
        (cid <= *last).then_some(*value)
    }
}

fn as_cid(object: &Object) -> Option<u32> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, as it should")]
    as_number(object).map(|number| number as u32)
}
