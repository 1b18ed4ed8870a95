//! Reads cross references, which say where the objects of a file are (ISO 32000-2, 7.5.4 to 7.5.8). A section of them is written
//! as a table or as a stream; [`scan`] finds the objects of a file that has lost its sections.
//!
//! Everything here is a function of bytes. `file/references.rs` decides which sections are read, and in which order.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use foldhash::fast::RandomState;
use lopdf::{Dictionary, Object};
use memchr::memmem;

use super::lexer::{Lexer, Token};
use super::object;

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Location {
    /// Nowhere: it was deleted.
    Free,
    /// In the file, from this offset on.
    At(usize),
    /// In the object stream of this number.
    In(u32),
}

/// The cross references of a file, all sections together.
#[derive(Debug, Default)]
pub(super) struct CrossReferences {
    pub(super) locations: HashMap<u32, Location, RandomState>,
    pub(super) trailer: Dictionary,
}

/// One section: the locations of objects, in the order of the section, and its trailer.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) locations: Vec<(u32, Location)>,
    pub(super) trailer: Dictionary,
}

impl CrossReferences {
    /// Adds a section that is older than those added before, whose locations stay.
    pub(super) fn merge(&mut self, section: Section) {
        for (number, location) in section.locations {
            self.locations.entry(number).or_insert(location);
        }
        if self.trailer.is_empty() {
            self.trailer = section.trailer;
        }
    }
}

impl Section {
    /// Adds the stream that the table of a hybrid-reference file names (7.5.8.4). The table lists the objects of the stream as
    /// free, so that the stream says where they are.
    pub(super) fn merge_hidden(&mut self, hidden: Self) {
        let mut locations: HashMap<u32, Location> = self.locations.drain(..).collect();
        for (number, location) in hidden.locations {
            match locations.entry(number) {
                Slot::Occupied(mut known) if *known.get() == Location::Free => _ = known.insert(location),
                Slot::Occupied(_) => {}
                Slot::Vacant(slot) => _ = slot.insert(location),
            }
        }
        self.locations.extend(locations);
    }
}

/// The offset that is written after the last `startxref` near the end of the file.
pub(super) fn start(bytes: &[u8]) -> Option<usize> {
    /// How many bytes at the end of the file are searched. Behind `startxref` there are only the end mark and bytes that a
    /// transport may have added.
    const END: usize = 2_048;
    const KEYWORD: &[u8] = b"startxref";
    let end = bytes.len().saturating_sub(END);
    let at = end + memmem::rfind(&bytes[end..], KEYWORD)?;
    offset(Lexer::new(&bytes[at + KEYWORD.len()..]).next(&mut Vec::new())?)
}

fn offset(token: Token<'_>) -> Option<usize> {
    usize::try_from(object::integer(token)?).ok()
}

/// Reads a section that is written as a table (7.5.4); a table with more than `limit` entries is refused. Also gives how many
/// bytes were looked at, even if there is no table.
pub(super) fn table(bytes: &[u8], limit: usize) -> (Option<Section>, usize) {
    let mut lexer = Lexer::new(bytes);
    (read_table(&mut lexer, limit), lexer.position())
}

fn read_table(lexer: &mut Lexer<'_>, limit: usize) -> Option<Section> {
    let mut text = Vec::new();
    if lexer.next(&mut text)? != Token::Keyword(b"xref") {
        return None;
    }
    let mut locations = Vec::new();
    loop {
        let token = match lexer.next(&mut text)? {
            Token::Keyword(b"trailer") => break,
            token => token,
        };
        let mut first = u32::try_from(offset(token)?).ok()?;
        let count = offset(lexer.next(&mut text)?)?;
        for index in 0..count {
            let mut ahead = lexer.clone();
            let token = ahead.next(&mut text)?;
            if token == Token::Keyword(b"trailer") {
                // The subsection has fewer entries than it says.
                break;
            }
            let (at, generation) = (offset(token)?, offset(ahead.next(&mut text)?)?);
            let is_used = match ahead.next(&mut text)? {
                Token::Keyword(b"n") => true,
                Token::Keyword(b"f") => false,
                _ => return None,
            };
            *lexer = ahead;
            if index == 0 && first == 1 && !is_used && generation == 65_535 {
                // The head of the free list is always object 0; some producers number it 1.
                first = 0;
            }
            let number = first.checked_add(u32::try_from(index).ok()?)?;
            // Nothing is at the start of a file but its header.
            locations.push((number, if is_used && at > 0 { Location::At(at) } else { Location::Free }));
            if locations.len() > limit {
                return None;
            }
        }
    }
    let Some(Object::Dictionary(trailer)) = object::direct(lexer) else { return None };
    Some(Section { locations, trailer })
}

/// Reads a section from the decoded data of a cross-reference stream (7.5.8); a stream with more than `limit` entries is refused.
pub(super) fn stream(dictionary: Dictionary, data: &[u8], limit: usize) -> Option<Section> {
    let integers = |key: &[u8]| -> Option<Vec<usize>> {
        let array = dictionary.get(key).ok()?.as_array().ok()?;
        array.iter().map(|item| usize::try_from(item.as_i64().ok()?).ok()).collect()
    };
    let widths = integers(b"W")?;
    let [kind_width, middle_width, last_width] = widths.get(..3)?.try_into().ok()?;
    if [kind_width, middle_width, last_width].iter().any(|width| *width > size_of::<u64>()) {
        return None;
    }
    let width = kind_width + middle_width + last_width;
    let size = || usize::try_from(dictionary.get(b"Size").ok()?.as_i64().ok()?).ok();
    let index = integers(b"Index").or_else(|| Some(vec![0, size()?]))?;
    if width == 0 || data.len() / width > limit {
        return None;
    }
    let numbers = index.chunks_exact(2).flat_map(|range| range[0]..range[0].saturating_add(range[1]));
    let mut locations = Vec::new();
    for (number, entry) in numbers.zip(data.chunks_exact(width)) {
        let (kind, rest) = entry.split_at(kind_width);
        let (middle, _) = rest.split_at(middle_width);
        let location = match if kind_width == 0 { 1 } else { big_endian(kind) } {
            0 => Location::Free,
            1 => usize::try_from(big_endian(middle)).map_or(Location::Free, Location::At),
            2 => u32::try_from(big_endian(middle)).map_or(Location::Free, Location::In),
            // 7.5.8.3: any other type is a reference to null.
            _ => Location::Free,
        };
        locations.push((u32::try_from(number).ok()?, location));
    }
    Some(Section { locations, trailer: dictionary })
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

/// Finds the objects of a file whose cross references are lost: every `1 0 obj` outside of the data of streams, in the order
/// of the file, and every `trailer`.
pub(super) fn scan(bytes: &[u8]) -> Scan {
    let mut scan = Scan::default();
    let (end_of_stream, mut at) = (memmem::Finder::new(b"endstream"), 0);
    // Whether an `endstream` may follow. Once none was found, the rest of the file is not searched again.
    let mut ends = true;
    while let Some(found) = memchr::memchr3(b'o', b's', b't', &bytes[at..]) {
        let start = at + found;
        let rest = &bytes[start..];
        at = start + 1;
        let is_word = |word: &[u8]| rest.starts_with(word) && !bytes[..start].ends_with(b"end");
        if is_word(b"obj") {
            scan.objects.extend(number_before(bytes, start));
            at = start + b"obj".len();
        } else if ends && is_word(b"stream") {
            match end_of_stream.find(rest) {
                Some(length) => at = start + length + b"endstream".len(),
                None => ends = false,
            }
        } else if is_word(b"trailer") {
            at = start + b"trailer".len();
            scan.trailers.push(at);
        }
    }
    scan
}

/// The objects and trailers that [`scan`] found.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Scan {
    /// Numbers of objects and the offsets where they start.
    pub(super) objects: Vec<(u32, usize)>,
    /// Offsets behind the keyword `trailer`.
    pub(super) trailers: Vec<usize>,
}

/// The number of the object whose keyword `obj` is at `keyword`, and where it starts.
fn number_before(bytes: &[u8], keyword: usize) -> Option<(u32, usize)> {
    /// How many digits a number may have, and how many blanks may stand beside it. More are no header, and without a bound a
    /// hostile file could have them read again and again.
    const LONGEST: usize = 10;
    fn strip(bytes: &[u8], is_part: impl Fn(u8) -> bool) -> Option<(&[u8], &[u8])> {
        let length = bytes.iter().rev().take(LONGEST + 1).take_while(|byte| is_part(**byte)).count();
        (1..=LONGEST).contains(&length).then(|| bytes.split_at(bytes.len() - length))
    }
    let blank = |byte: u8| byte.is_ascii_whitespace() || byte == 0;
    let digit = |byte: u8| byte.is_ascii_digit();
    let before = &bytes[..keyword];
    let (before, _) = strip(before, blank).unwrap_or((before, &[]));
    let (before, _) = strip(before, digit)?;
    let (before, _) = strip(before, blank)?;
    let (before, number) = strip(before, digit)?;
    let number = std::str::from_utf8(number).ok()?.parse().ok()?;
    Some((number, before.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_leniently() {
        let section = table(
            b"xref\n0 2\n0000000000 65535 f \n0000000017 00000 n \n7 9\n0000000099 00000 n\ntrailer <</Size 8>>",
            9,
        );
        let section = section.0.unwrap();
        assert_eq!(section.locations, [(0, Location::Free), (1, Location::At(17)), (7, Location::At(99))]);
        assert_eq!(section.trailer.get(b"Size").unwrap(), &Object::Integer(8));
        let shifted = table(b"xref 1 2 0000000000 65535 f 0000000017 00000 n trailer<<>>", 9).0.unwrap();
        assert_eq!(shifted.locations[1], (1, Location::At(17)));
        assert!(table(b"xref 0 1 0000000000 65535 x trailer<<>>", 9).0.is_none());
        assert!(table(b"xref 0 3 1 0 n 1 0 n 1 0 n trailer<<>>", 2).0.is_none());
        assert!(table(b"1 0 obj", 9).0.is_none());
    }

    #[test]
    fn streams_are_read_by_their_widths() {
        let Some(Object::Dictionary(dictionary)) =
            object::direct(&mut Lexer::new(b"<</W[1 2 1]/Index[3 2 9 1]/Size 10>>"))
        else {
            panic!("no dictionary")
        };
        let data = [1, 1, 0, 0, 2, 0, 5, 7, 0, 0, 0, 0];
        let section = stream(dictionary.clone(), &data, 9).unwrap();
        assert_eq!(section.locations, [(3, Location::At(256)), (4, Location::In(5)), (9, Location::Free)]);
        assert!(stream(dictionary, &data, 2).is_none());
    }

    #[test]
    fn hidden_objects_are_not_free() {
        let mut section =
            Section { locations: vec![(1, Location::Free), (2, Location::At(20))], trailer: Dictionary::new() };
        let locations = vec![(1, Location::In(9)), (2, Location::Free), (3, Location::In(9))];
        section.merge_hidden(Section { locations, trailer: Dictionary::new() });
        section.locations.sort_by_key(|entry| entry.0);
        assert_eq!(section.locations, [(1, Location::In(9)), (2, Location::At(20)), (3, Location::In(9))]);
    }

    #[test]
    fn lost_objects_are_found_outside_of_streams() {
        let bytes = b"x\n1 0 obj<</Length 9>>stream\n2 0 obj\nendstream endobj\n03 0\nobj 5 endobj trailer <<>>";
        let scan = scan(bytes);
        assert_eq!(scan.objects, [(1, 2), (3, 54)]);
        assert_eq!(&bytes[scan.trailers[0]..], b" <<>>");
        assert_eq!(super::scan(b"5 obj 1 0  obj").objects, [(1, 6)]);
    }

    #[test]
    fn the_start_is_looked_for_at_the_end() {
        assert_eq!(start(b"startxref 5\n%%EOF startxref\n116\n%%EOF"), Some(116));
        assert_eq!(start(b"startxref"), None);
        let mut long = b"startxref 5 ".to_vec();
        long.resize(9_000, b' ');
        assert_eq!(start(&long), None);
    }
}
