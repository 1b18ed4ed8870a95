//! CMaps that are embedded in a file (ISO 32000-1, 9.7.5 and 9.10.3); `predefined.rs` has the others. A CMap splits the bytes of
//! a string into codes, and maps codes to CIDs or to Unicode: `<0041> <4E00>` maps the code 0x41 to the character U+4E00.
//!
//! A CMap is read entry by entry, so that a broken entry is lost alone.

use std::collections::HashMap;

use crate::pdf::lexer::{Lexer, Span, Token};

/// A code of a string, and how many bytes it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::pdf) struct Code {
    pub(in crate::pdf) value: u32,
    pub(in crate::pdf) length: u8,
}

/// The codes of `length` bytes of which each byte lies between the bytes of `low` and `high` at the same place.
#[derive(Debug, Clone, Copy)]
struct CodespaceRange {
    length: u8,
    low: u32,
    high: u32,
}

impl CodespaceRange {
    fn contains(&self, code: u32) -> bool {
        (0..self.length).all(|index| {
            let byte = |value: u32| value >> (8 * index) & 0xff;
            (byte(self.low)..=byte(self.high)).contains(&byte(code))
        })
    }
}

/// A range of codes, and the CID of its first code.
#[derive(Debug, Clone, Copy)]
struct CidRange {
    length: u8,
    low: u32,
    high: u32,
    cid: u32,
}

/// A range of codes, and the characters of its first code. From one code to the next, the last character goes up by one.
#[derive(Debug, Clone)]
struct UnicodeRange {
    low: u32,
    high: u32,
    characters: Characters,
}

/// The characters of one entry: nearly always one.
#[derive(Debug, Clone)]
enum Characters {
    One(u32),
    Several(Vec<u32>),
}

/// A CMap that stands in the file.
#[derive(Debug, Default)]
pub(in crate::pdf) struct EmbeddedCMap {
    codespaces: Vec<CodespaceRange>,
    cids: Vec<CidRange>,
    unicode: Vec<UnicodeRange>,
    /// The characters of single codes, which take precedence over ranges.
    single_unicode: HashMap<u32, Characters>,
    vertical: bool,
    /// The name of the CMap that this one extends (`usecmap`).
    base: Option<Vec<u8>>,
}

/// The most bytes that the characters of a code may have (ISO 32000-2, 9.10.3).
const MAX_TARGET: usize = 512;

/// The most bytes that a code can have.
pub(super) const MAX_CODE_LENGTH: usize = 4;

impl EmbeddedCMap {
    pub(in crate::pdf) fn parse(data: &[u8]) -> Self {
        let mut cmap = Self::default();
        let mut parser = Parser { lexer: Lexer::new(data), decoded: Vec::new() };
        let mut last_name = None;
        while let Some(token) = parser.next() {
            match token {
                Token::Name(name) => last_name = Some(name.of(&parser.decoded).to_vec()),
                Token::Keyword(b"begincodespacerange") => cmap.codespace_ranges(&mut parser),
                Token::Keyword(b"begincidrange") => cmap.cid_entries(&mut parser, true),
                Token::Keyword(b"begincidchar") => cmap.cid_entries(&mut parser, false),
                Token::Keyword(b"beginbfrange") => cmap.unicode_ranges(&mut parser),
                Token::Keyword(b"beginbfchar") => cmap.unicode_characters(&mut parser),
                Token::Keyword(b"usecmap") => cmap.base = last_name.take(),
                Token::Number(mode) if last_name.as_deref() == Some(b"WMode") => {
                    cmap.vertical = mode == 1.0;
                    last_name = None;
                }
                _ => {}
            }
        }
        cmap.cids.sort_by_key(|range| (range.length, range.low));
        cmap.unicode.sort_by_key(|range| range.low);
        cmap
    }

    pub(in crate::pdf) fn is_vertical(&self) -> bool {
        self.vertical
    }

    pub(in crate::pdf) fn base(&self) -> Option<&[u8]> {
        self.base.as_deref()
    }

    pub(in crate::pdf) fn has_codespaces(&self) -> bool {
        !self.codespaces.is_empty()
    }

    /// How many codespace ranges there are: each is looked at for every code.
    pub(in crate::pdf) fn codespace_count(&self) -> usize {
        self.codespaces.len()
    }

    fn codespace_ranges(&mut self, parser: &mut Parser<'_>) {
        while let Some((low, length)) = parser.code() {
            let Some((high, _)) = parser.code() else { return };
            self.codespaces.push(CodespaceRange { length, low, high });
        }
    }

    fn cid_entries(&mut self, parser: &mut Parser<'_>, ranges: bool) {
        while let Some((low, length)) = parser.code() {
            let high = if ranges { parser.code().map(|(high, _)| high) } else { Some(low) };
            let (Some(high), Some(Token::Number(cid))) = (high, parser.next()) else { return };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, as it should")]
            self.cids.push(CidRange { length, low, high, cid: cid as u32 });
        }
    }

    fn unicode_characters(&mut self, parser: &mut Parser<'_>) {
        while let Some((code, _)) = parser.code() {
            match parser.next() {
                Some(Token::String(span)) => {
                    if let Some(characters) = parser.characters(span) {
                        self.single_unicode.insert(code, characters);
                    }
                }
                // A glyph name is allowed here, but nobody writes one.
                Some(Token::Name(_)) => {}
                _ => return,
            }
        }
    }

    fn unicode_ranges(&mut self, parser: &mut Parser<'_>) {
        while let Some((low, _)) = parser.code() {
            let Some((high, _)) = parser.code() else { return };
            match parser.next() {
                Some(Token::String(span)) => {
                    if let Some(characters) = parser.characters(span) {
                        self.unicode.push(UnicodeRange { low, high, characters });
                    }
                }
                Some(Token::ArrayStart) => {
                    let mut code = low;
                    loop {
                        match parser.next() {
                            Some(Token::String(span)) => {
                                if let Some(characters) = parser.characters(span)
                                    && code <= high
                                {
                                    self.single_unicode.insert(code, characters);
                                }
                                code = code.saturating_add(1);
                            }
                            Some(Token::Name(_)) => code = code.saturating_add(1),
                            Some(Token::ArrayEnd) => break,
                            _ => return,
                        }
                    }
                }
                _ => return,
            }
        }
    }

    /// The code at the start of the bytes, by the codespace ranges. Bytes outside of every range form a code of the shortest
    /// length, so that the codes behind them are still read.
    pub(in crate::pdf) fn next_code(&self, bytes: &[u8]) -> Code {
        let mut value = 0;
        for (index, byte) in bytes.iter().take(MAX_CODE_LENGTH).enumerate() {
            value = value << 8 | u32::from(*byte);
            let length = index + 1;
            if self.codespaces.iter().any(|range| usize::from(range.length) == length && range.contains(value)) {
                return code(bytes, length);
            }
        }
        let shortest = self.codespaces.iter().map(|range| usize::from(range.length)).min().unwrap_or(1);
        code(bytes, shortest)
    }

    pub(in crate::pdf) fn cid(&self, code: Code) -> Option<u32> {
        let end = self.cids.partition_point(|range| (range.length, range.low) <= (code.length, code.value));
        let range = self.cids.get(end.checked_sub(1)?)?;
        (range.length == code.length && code.value <= range.high)
            .then(|| range.cid.saturating_add(code.value - range.low))
    }

    /// The characters of a code, `None` where the map has none.
    pub(in crate::pdf) fn unicode(&self, code: u32) -> Option<Vec<char>> {
        let (characters, offset) = match self.single_unicode.get(&code) {
            Some(characters) => (characters, 0),
            None => {
                let end = self.unicode.partition_point(|range| range.low <= code);
                let range = self.unicode.get(end.checked_sub(1)?).filter(|range| code <= range.high)?;
                (&range.characters, code - range.low)
            }
        };
        // A range that leaves its plane of Unicode is broken.
        let up = |character: u32| {
            let up = character.checked_add(offset)?;
            if up >> 16 == character >> 16 { char::from_u32(up) } else { None }
        };
        match characters {
            Characters::One(character) => Some(vec![up(*character)?]),
            Characters::Several(characters) => {
                let (last, first) = characters.split_last()?;
                let mut text = first.iter().map(|character| char::from_u32(*character)).collect::<Option<Vec<_>>>()?;
                text.push(up(*last)?);
                Some(text)
            }
        }
    }

    /// Whether the map gives for every code the character of the same number.
    pub(in crate::pdf) fn is_identity(&self) -> bool {
        self.single_unicode.is_empty()
            && !self.unicode.is_empty()
            && self.unicode.iter().all(|range| matches!(range.characters, Characters::One(first) if first == range.low))
            && self.unicode.iter().any(|range| range.high - range.low.min(range.high) >= 0xff)
    }
}

/// The code of the first `length` bytes, or of as many as there are.
pub(super) fn code(bytes: &[u8], length: usize) -> Code {
    let bytes = &bytes[..length.clamp(1, MAX_CODE_LENGTH).min(bytes.len())];
    let value = bytes.iter().fold(0, |value, byte| value << 8 | u32::from(*byte));
    Code { value, length: u8::try_from(bytes.len()).unwrap_or(1) }
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    decoded: Vec<u8>,
}

impl<'a> Parser<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        self.decoded.clear();
        self.lexer.next(&mut self.decoded)
    }

    /// A code, `None` at the end of the entries.
    fn code(&mut self) -> Option<(u32, u8)> {
        let Some(Token::String(span)) = self.next() else { return None };
        let bytes = span.of(&self.decoded);
        let length = u8::try_from(bytes.len()).ok().filter(|&length| usize::from(length) <= MAX_CODE_LENGTH)?;
        Some((bytes.iter().fold(0, |value, byte| value << 8 | u32::from(*byte)), length))
    }

    /// The characters of a string in UTF-16; `None` if it is not valid. A single byte is wrong but clear, and stands for itself.
    fn characters(&self, span: Span) -> Option<Characters> {
        match span.of(&self.decoded) {
            [] => None,
            bytes if bytes.len() > MAX_TARGET => None,
            [byte] => Some(Characters::One(u32::from(*byte))),
            [high, low] => Some(Characters::One(u32::from(u16::from_be_bytes([*high, *low])))),
            bytes => {
                let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                let characters: Vec<u32> =
                    char::decode_utf16(units).map(|unit| unit.map(u32::from)).collect::<Result<_, _>>().ok()?;
                match characters.as_slice() {
                    [character] => Some(Characters::One(*character)),
                    _ => Some(Characters::Several(characters)),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unicode(cmap: &EmbeddedCMap, code: u32) -> Option<String> {
        cmap.unicode(code).map(String::from_iter)
    }

    #[test]
    fn to_unicode_entries_of_every_form() {
        let cmap = EmbeddedCMap::parse(
            b"1 begincodespacerange <0000><ffff> endcodespacerange
              3 beginbfchar <0001><4e00> <0002><00660069> <0003><d840dc00> endbfchar
              3 beginbfrange <0010><0012><0041> <0020><0021>[<4e2d><56fd>] <0030><0031><00410030> endbfrange",
        );
        assert_eq!(unicode(&cmap, 1).as_deref(), Some("一"));
        assert_eq!(unicode(&cmap, 2).as_deref(), Some("fi"));
        assert_eq!(unicode(&cmap, 3).as_deref(), Some("\u{20000}"));
        assert_eq!(unicode(&cmap, 0x12).as_deref(), Some("C"));
        assert_eq!(unicode(&cmap, 0x13), None);
        assert_eq!(unicode(&cmap, 0x21).as_deref(), Some("国"));
        assert_eq!(unicode(&cmap, 0x31).as_deref(), Some("A1"));
        assert!(!cmap.is_identity());
    }

    #[test]
    fn a_broken_entry_loses_only_itself() {
        let cmap = EmbeddedCMap::parse(
            b"beginbfchar <01> <d800> <02> <> <03> <41> endbfchar beginbfrange <10> endbfrange beginbfchar <04><0042>",
        );
        assert_eq!(unicode(&cmap, 1), None);
        assert_eq!(unicode(&cmap, 2), None);
        assert_eq!(unicode(&cmap, 3).as_deref(), Some("A"));
        assert_eq!(unicode(&cmap, 4).as_deref(), Some("B"));
    }

    #[test]
    fn a_map_of_everything_to_itself_says_nothing() {
        let cmap = EmbeddedCMap::parse(b"beginbfrange <0000><ffff><0000> endbfrange");
        assert!(cmap.is_identity());
    }

    #[test]
    fn codes_follow_the_codespace() {
        let cmap = EmbeddedCMap::parse(
            b"begincodespacerange <00><80> <8140><fefe> endcodespacerange
              begincidrange <20><7e> 1 <8140><817e> 100 endcidrange begincidchar <80> 7 endcidchar",
        );
        assert_eq!(cmap.next_code(b"A\x81\x40"), Code { value: 0x41, length: 1 });
        assert_eq!(cmap.next_code(b"\x81\x41"), Code { value: 0x8141, length: 2 });
        assert_eq!(cmap.next_code(b"\xff\x41"), Code { value: 0xff, length: 1 });
        assert_eq!(cmap.cid(Code { value: 0x41, length: 1 }), Some(34));
        assert_eq!(cmap.cid(Code { value: 0x8141, length: 2 }), Some(101));
        assert_eq!(cmap.cid(Code { value: 0x80, length: 1 }), Some(7));
        assert_eq!(cmap.cid(Code { value: 0x8141, length: 1 }), None);
    }
}
