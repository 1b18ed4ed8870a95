//! The CMaps and character collections that every reader has to know (ISO 32000-2, 9.7.5.2), from `hayro-cmap`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hayro_cmap::{BfString, CMapName, load_embedded};

use super::cmap::{Code, MAX_CODE_LENGTH, code};

/// One of the CMaps every reader has to know.
#[derive(Debug, Clone)]
pub(in crate::pdf) struct PredefinedCMap {
    /// `None` for Identity, which needs no data.
    data: Option<Arc<hayro_cmap::CMap>>,
    /// How the codes encode Unicode themselves, if they do.
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
            return Some(Self { data: None, unicode: None, vertical });
        }
        let data = embedded(CMapName::from_bytes(name))?;
        let unicode = match () {
            () if !name.starts_with(b"Uni") => None,
            () if contains(b"UCS2") => Some(UnicodeEncoding::Ucs2),
            () if contains(b"UTF16") => Some(UnicodeEncoding::Utf16),
            () => None,
        };
        Some(Self { data: Some(data), unicode, vertical })
    }

    pub(in crate::pdf) fn is_vertical(&self) -> bool {
        self.vertical
    }

    pub(in crate::pdf) fn is_identity(&self) -> bool {
        self.data.is_none()
    }

    /// The collection of the CIDs.
    pub(in crate::pdf) fn collection(&self) -> Option<Collection> {
        let metadata = self.data.as_ref()?.metadata();
        Collection::of_family(&metadata.character_collection.as_ref()?.family)
    }

    pub(in crate::pdf) fn next_code(&self, bytes: &[u8]) -> Code {
        match (&self.data, self.unicode) {
            (_, Some(UnicodeEncoding::Utf16)) if matches!(bytes.first(), Some(0xd8..=0xdb)) => code(bytes, 4),
            (None, _) | (_, Some(_)) => code(bytes, 2),
            (Some(data), None) => {
                let mapped = (1..=MAX_CODE_LENGTH.min(bytes.len()))
                    .map(|length| code(bytes, length))
                    .find(|code| data.lookup_cid_code(code.value, code.length).is_some());
                // What no map knows still has the length that its first byte gives in all of the
                // multi-byte encodings.
                mapped
                    .unwrap_or_else(|| code(bytes, if bytes.first().is_some_and(|&byte| byte >= 0x80) { 2 } else { 1 }))
            }
        }
    }

    pub(in crate::pdf) fn cid(&self, code: Code) -> Option<u32> {
        match &self.data {
            Some(data) => data.lookup_cid_code(code.value, code.length),
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

/// A map that comes with this library. Each is read once in the life of the process: that takes milliseconds.
fn embedded(name: CMapName<'_>) -> Option<Arc<hayro_cmap::CMap>> {
    /// By the address of their data, which never move.
    static MAPS: OnceLock<Mutex<HashMap<usize, Arc<hayro_cmap::CMap>>>> = OnceLock::new();
    let data: &'static [u8] = load_embedded(name)?;
    let mut maps = MAPS.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(map) = maps.get(&data.as_ptr().addr()) {
        return Some(Arc::clone(map));
    }
    let map = Arc::new(hayro_cmap::CMap::parse(data, load_embedded)?);
    maps.insert(data.as_ptr().addr(), Arc::clone(&map));
    Some(map)
}

/// The character collections whose CIDs mean characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pdf) enum Collection {
    Gb1,
    Cns1,
    Japan1,
    Korea1,
}

impl Collection {
    pub(in crate::pdf) fn named(registry: &[u8], ordering: &[u8]) -> Option<Self> {
        Self::of_family(&hayro_cmap::CidFamily::from_registry_ordering(registry, ordering))
    }

    fn of_family(family: &hayro_cmap::CidFamily) -> Option<Self> {
        match family {
            hayro_cmap::CidFamily::AdobeGB1 => Some(Self::Gb1),
            hayro_cmap::CidFamily::AdobeCNS1 => Some(Self::Cns1),
            hayro_cmap::CidFamily::AdobeJapan1 => Some(Self::Japan1),
            hayro_cmap::CidFamily::AdobeKorea1 => Some(Self::Korea1),
            _ => None,
        }
    }

    /// The map from CIDs to Unicode.
    pub(in crate::pdf) fn to_unicode(self) -> Option<CidToUnicode> {
        let name = match self {
            Self::Gb1 => CMapName::AdobeGb1Ucs2,
            Self::Cns1 => CMapName::AdobeCns1Ucs2,
            Self::Japan1 => CMapName::AdobeJapan1Ucs2,
            Self::Korea1 => CMapName::AdobeKorea1Ucs2,
        };
        embedded(name).map(CidToUnicode)
    }
}

/// From the CIDs of a collection to Unicode.
#[derive(Debug)]
pub(in crate::pdf) struct CidToUnicode(Arc<hayro_cmap::CMap>);

impl CidToUnicode {
    pub(in crate::pdf) fn characters(&self, cid: u32) -> Option<Vec<char>> {
        match self.0.lookup_bf_string(cid)? {
            BfString::Char(character) => Some(vec![character]),
            BfString::String(string) => Some(string.chars().collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predefined_maps_read_their_own_encoding() {
        let gbk = PredefinedCMap::named(b"GBK-EUC-H").unwrap();
        let bytes = b"\xd6\xd0A";
        let code = gbk.next_code(bytes);
        assert_eq!(code.length, 2);
        let to_unicode = gbk.collection().and_then(Collection::to_unicode).unwrap();
        assert_eq!(gbk.cid(code).and_then(|cid| to_unicode.characters(cid)), Some(vec!['中']));
        assert_eq!(gbk.next_code(&bytes[2..]), Code { value: 0x41, length: 1 });

        let utf16 = PredefinedCMap::named(b"UniGB-UTF16-V").unwrap();
        assert!(utf16.is_vertical());
        let code = utf16.next_code(b"\xd8\x40\xdc\x00");
        assert_eq!(utf16.unicode(code), Some('\u{20000}'));
        assert!(PredefinedCMap::named(b"No-Such-H").is_none());
    }
}
