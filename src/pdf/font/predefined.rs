//! The predefined CMaps and character collections that every reader has to know, such as GBK-EUC-H and Adobe-GB1 (ISO 32000-2,
//! 9.7.5.2). A CMap maps codes to CIDs; a collection maps CIDs to characters.
//!
//! `build.rs` writes them into the program as tables of numbers, which are searched in place. Nothing is unpacked at run time.

use std::ops::Range;

use super::cmap::{Code, MAX_CODE_LENGTH, code};

include!(concat!(env!("OUT_DIR"), "/predefined.rs"));

/// The numbers of all tables, little-endian.
static DATA: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/predefined.bin"));

/// A CMap in the data.
#[derive(Debug)]
struct Table {
    name: &'static str,
    collection: Option<Collection>,
    /// The index of the CMap that maps the codes which this one does not map.
    base: Option<usize>,
    /// Where the ranges for codes of 1, 2, 3 and 4 bytes are in the data. They are sorted by code and take 8 bytes each: the
    /// first code (4 bytes), how many codes follow it (2), and the first CID (2).
    ranges: [Range<usize>; 4],
}

impl Table {
    fn cid(&self, code: Code) -> Option<u32> {
        let ranges = self.ranges.get(usize::from(code.length.checked_sub(1)?))?;
        let (ranges, _) = DATA.get(ranges.clone())?.as_chunks::<8>();
        let first = |range: &[u8; 8]| u32::from_le_bytes([range[0], range[1], range[2], range[3]]);
        let end = ranges.partition_point(|range| first(range) <= code.value);
        let own = end.checked_sub(1).and_then(|at| ranges.get(at)).and_then(|range| {
            let [more, cid] = [[range[4], range[5]], [range[6], range[7]]].map(u16::from_le_bytes).map(u32::from);
            let offset = code.value - first(range);
            (offset <= more).then_some(cid + offset)
        });
        own.or_else(|| CMAPS.get(self.base?)?.cid(code))
    }
}

/// One of the CMaps every reader has to know.
#[derive(Debug, Clone)]
pub(in crate::pdf) struct PredefinedCMap {
    /// `None` for Identity, which needs no data.
    table: Option<&'static Table>,
    /// How the codes encode Unicode, if the codes are themselves Unicode.
    unicode: Option<UnicodeEncoding>,
    vertical: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UnicodeEncoding {
    Ucs2,
    Utf16,
}

impl PredefinedCMap {
    /// `None` if there is no such CMap.
    pub(in crate::pdf) fn named(name: &[u8]) -> Option<Self> {
        let contains = |part: &[u8]| name.windows(part.len()).any(|window| window == part);
        let vertical = name.ends_with(b"-V") || name == b"V";
        if name.starts_with(b"Identity") {
            return Some(Self { table: None, unicode: None, vertical });
        }
        let table = CMAPS.iter().find(|table| table.name.as_bytes() == name)?;
        let unicode = match () {
            () if !name.starts_with(b"Uni") => None,
            () if contains(b"UCS2") => Some(UnicodeEncoding::Ucs2),
            () if contains(b"UTF16") => Some(UnicodeEncoding::Utf16),
            () => None,
        };
        Some(Self { table: Some(table), unicode, vertical })
    }

    pub(in crate::pdf) fn is_vertical(&self) -> bool {
        self.vertical
    }

    pub(in crate::pdf) fn is_identity(&self) -> bool {
        self.table.is_none()
    }

    /// The collection of the CIDs.
    pub(in crate::pdf) fn collection(&self) -> Option<Collection> {
        self.table?.collection
    }

    pub(in crate::pdf) fn next_code(&self, bytes: &[u8]) -> Code {
        match (self.table, self.unicode) {
            (_, Some(UnicodeEncoding::Utf16)) if matches!(bytes.first(), Some(0xd8..=0xdb)) => code(bytes, 4),
            (None, _) | (_, Some(_)) => code(bytes, 2),
            (Some(table), None) => {
                let mapped = (1..=MAX_CODE_LENGTH.min(bytes.len()))
                    .map(|length| code(bytes, length))
                    .find(|&code| table.cid(code).is_some());
                // A code that is not mapped still has a length: in all multi-byte encodings its first byte tells it.
                mapped
                    .unwrap_or_else(|| code(bytes, if bytes.first().is_some_and(|&byte| byte >= 0x80) { 2 } else { 1 }))
            }
        }
    }

    pub(in crate::pdf) fn cid(&self, code: Code) -> Option<u32> {
        match self.table {
            Some(table) => table.cid(code),
            None => Some(code.value),
        }
    }

    /// The character a code is, where the codes are Unicode.
    pub(in crate::pdf) fn unicode(&self, code: Code) -> Option<char> {
        self.unicode?;
        let (high, low) = (code.value >> 16, code.value & 0xffff);
        match high {
            0 => char::from_u32(low),
            _ => {
                let units = [u16::try_from(high).ok()?, u16::try_from(low).ok()?];
                char::decode_utf16(units).next()?.ok()
            }
        }
    }
}

/// The character collections whose CIDs mean characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pdf) enum Collection {
    Gb1,
    Cns1,
    Japan1,
    Korea1,
}

/// Numbers of 4 bytes in the data.
fn numbers(range: &Range<usize>) -> Option<&'static [[u8; 4]]> {
    Some(DATA.get(range.clone())?.as_chunks().0)
}

impl Collection {
    pub(in crate::pdf) fn named(registry: &[u8], ordering: &[u8]) -> Option<Self> {
        match (registry, ordering) {
            (b"Adobe", b"GB1") => Some(Self::Gb1),
            (b"Adobe", b"CNS1") => Some(Self::Cns1),
            (b"Adobe", b"Japan1") => Some(Self::Japan1),
            (b"Adobe", b"Korea1") => Some(Self::Korea1),
            _ => None,
        }
    }

    /// The characters of a CID.
    pub(in crate::pdf) fn characters(self, cid: u32) -> Option<Vec<char>> {
        /// The bit of a CID that stands for several characters. The lower bits are how many these are (15 bits), and the index of
        /// the first of them in `TEXTS` (16 bits).
        const TEXT: u32 = 1 << 31;
        let range = &CHARACTERS.iter().find(|characters| characters.0 == self)?.1;
        match numbers(range)?.get(usize::try_from(cid).ok()?).map(|number| u32::from_le_bytes(*number))? {
            0 => None,
            text if text & TEXT != 0 => {
                let [start_low, start_high, count_low, count_high] = (text & !TEXT).to_le_bytes();
                let start = usize::from(u16::from_le_bytes([start_low, start_high]));
                let count = usize::from(u16::from_le_bytes([count_low, count_high]));
                let text = numbers(&TEXTS)?.get(start..start + count)?;
                text.iter().map(|character| char::from_u32(u32::from_le_bytes(*character))).collect()
            }
            character => Some(vec![char::from_u32(character)?]),
        }
    }
}

#[cfg(test)]
mod tests {
    use hayro_cmap::{BfString, CMap, CMapName, load_embedded};

    use super::*;

    #[test]
    fn predefined_maps_read_their_own_encoding() {
        let gbk = PredefinedCMap::named(b"GBK-EUC-H").unwrap();
        let bytes = b"\xd6\xd0A";
        let code = gbk.next_code(bytes);
        assert_eq!(code.length, 2);
        let collection = gbk.collection().unwrap();
        assert_eq!(gbk.cid(code).and_then(|cid| collection.characters(cid)), Some(vec!['中']));
        assert_eq!(gbk.next_code(&bytes[2..]), Code { value: 0x41, length: 1 });

        let utf16 = PredefinedCMap::named(b"UniGB-UTF16-V").unwrap();
        assert!(utf16.is_vertical());
        let code = utf16.next_code(b"\xd8\x40\xdc\x00");
        assert_eq!(utf16.unicode(code), Some('\u{20000}'));
        assert!(PredefinedCMap::named(b"No-Such-H").is_none());
    }

    /// The build script looks for codes of three and four bytes only where the CMaps are known to have some.
    #[test]
    fn tables_have_what_the_cmaps_have() {
        let load = |name: &str| {
            let data = load_embedded(CMapName::from_bytes(name.as_bytes())).unwrap();
            CMap::parse(data, load_embedded).unwrap()
        };
        for table in CMAPS {
            let cmap = load(table.name);
            let same = |length: u8, value: u32| {
                let cid = table.cid(Code { value, length });
                assert_eq!(cid, cmap.lookup_cid_code(value, length), "{} {value:x}", table.name);
            };
            (0..=0xff).for_each(|value| same(1, value));
            (0..=0xffff).for_each(|value| same(2, value));
            (0..=0xff_ffff).step_by(509).for_each(|value| same(3, value));
            (0..=u32::MAX).step_by(65_521).for_each(|value| same(4, value));
        }
        for (name, collection) in [
            ("Adobe-GB1-UCS2", Collection::Gb1),
            ("Adobe-CNS1-UCS2", Collection::Cns1),
            ("Adobe-Japan1-UCS2", Collection::Japan1),
            ("Adobe-Korea1-UCS2", Collection::Korea1),
        ] {
            let cmap = load(name);
            for cid in 0..=0xffff {
                let characters = cmap.lookup_bf_string(cid).map(|text| match text {
                    BfString::Char(character) => vec![character],
                    BfString::String(text) => text.chars().collect(),
                });
                assert_eq!(collection.characters(cid), characters, "{name} {cid}");
            }
        }
    }
}
