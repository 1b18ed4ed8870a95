//! The encodings of simple fonts (ISO 32000-1, 9.6.6 and Annex D): they map codes to glyph names, and glyph names to Unicode. The
//! glyph name `one`, for example, is the character `1`.

use encoding_rs::{MACINTOSH, WINDOWS_1252};
use lopdf::{Dictionary, Object};
use read_fonts::ps::{PredefinedEncoding, agl};

use crate::pdf::file::{File, as_integer};

/// An encoding that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BaseEncoding {
    Standard,
    WinAnsi,
    MacRoman,
    MacExpert,
    Symbol,
    ZapfDingbats,
}

/// Symbol, codes 0x20 to 0x7e. U+FFFD stands at the codes that have no character.
const SYMBOL_LOW: &str = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\
    \u{fffd}αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";
/// Symbol, codes 0xa0 to 0xfe.
const SYMBOL_HIGH: &str = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…\u{fffd}\u{fffd}↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑\
    \u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}〉∫⌠\u{fffd}⌡\
    \u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}";
/// ZapfDingbats, codes 0x20 to 0x7e.
const DINGBATS_LOW: &str =
    " ✁✂✃✄☎✆✇✈✉☛☞✌✍✎✏✐✑✒✓✔✕✖✗✘✙✚✛✜✝✞✟✠✡✢✣✤✥✦✧★✩✪✫✬✭✮✯✰✱✲✳✴✵✶✷✸✹✺✻✼✽✾✿❀❁❂❃❄❅❆❇❈❉❊❋●❍■❏❐❑❒▲▼◆❖◗❘❙❚❛❜❝❞";
/// ZapfDingbats, codes 0xa1 to 0xfe.
const DINGBATS_HIGH: &str =
    "❡❢❣❤❥❦❧♣♦♥♠①②③④⑤⑥⑦⑧⑨⑩❶❷❸❹❺❻❼❽❾❿➀➁➂➃➄➅➆➇➈➉➊➋➌➍➎➏➐➑➒➓➔→↔↕➘➙➚➛➜➝➞➟➠➡➢➣➤➥➦➧➨➩➪➫➬➭➮➯\u{fffd}➱➲➳➴➵➶➷➸➹➺➻➼➽➾";

impl BaseEncoding {
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        match name {
            b"StandardEncoding" => Some(Self::Standard),
            b"WinAnsiEncoding" => Some(Self::WinAnsi),
            b"MacRomanEncoding" => Some(Self::MacRoman),
            b"MacExpertEncoding" => Some(Self::MacExpert),
            _ => None,
        }
    }

    /// The built-in encoding of the standard fonts that have symbols instead of letters.
    pub(super) fn of_standard_font(base_font: &str) -> Option<Self> {
        match base_font {
            _ if base_font.starts_with("Symbol") => Some(Self::Symbol),
            _ if base_font.starts_with("ZapfDingbats") => Some(Self::ZapfDingbats),
            _ => None,
        }
    }

    /// The characters of a code.
    pub(super) fn characters(self, code: u8) -> Vec<char> {
        let in_table = |table: &str, first: u8| {
            let index = usize::from(code.checked_sub(first)?);
            table.chars().nth(index).filter(|&character| character != '\u{fffd}')
        };
        match self {
            Self::Standard => name_to_characters(PredefinedEncoding::Standard.name(code).as_bytes()),
            Self::MacExpert => name_to_characters(PredefinedEncoding::Expert.name(code).as_bytes()),
            // Codes without a character are printed as bullets.
            Self::WinAnsi if matches!(code, 0x7f | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d) => vec!['•'],
            Self::WinAnsi => WINDOWS_1252.decode_without_bom_handling(&[code]).0.chars().collect(),
            Self::MacRoman => MACINTOSH.decode_without_bom_handling(&[code]).0.chars().collect(),
            Self::Symbol if code < 0x7f => in_table(SYMBOL_LOW, 0x20).into_iter().collect(),
            Self::Symbol => in_table(SYMBOL_HIGH, 0xa0).into_iter().collect(),
            Self::ZapfDingbats if code < 0x7f => in_table(DINGBATS_LOW, 0x20).into_iter().collect(),
            Self::ZapfDingbats => in_table(DINGBATS_HIGH, 0xa1).into_iter().collect(),
        }
    }
}

/// The characters of a glyph name by the Adobe Glyph List: `one`, `uni4E00`, `u20000`, `f_i`. Names
/// that only number glyphs (`g12`, `cid345`) have none.
pub(super) fn name_to_characters(name: &[u8]) -> Vec<char> {
    match std::str::from_utf8(name) {
        Ok(".notdef" | "") | Err(_) => Vec::new(),
        Ok(name) => agl::name_to_chars(name).collect(),
    }
}

/// The encoding a font dictionary gives.
#[derive(Debug)]
pub(super) struct Encoding<'a> {
    file: &'a File<'a>,
    pub(super) base: Option<BaseEncoding>,
    /// The `Differences` array: codes, each followed by the glyph names of this code and the next ones. It is searched only when
    /// a name is needed: a file can have hundreds of small fonts with names for all codes, and with ToUnicode, which comes first.
    differences: &'a [Object],
}

impl<'a> Encoding<'a> {
    pub(super) fn of_font(file: &'a File<'a>, font: &'a Dictionary) -> Self {
        let (base, differences) = match file.get(font, b"Encoding") {
            Some(Object::Name(name)) => (BaseEncoding::named(name), None),
            Some(Object::Dictionary(encoding)) => (
                file.name(encoding, b"BaseEncoding").and_then(BaseEncoding::named),
                file.array(encoding, b"Differences"),
            ),
            _ => (None, None),
        };
        Self { file, base, differences: differences.unwrap_or_default() }
    }

    /// The glyph name of a code in the differences. If there are two, the later one counts.
    pub(super) fn difference(&self, code: u8) -> Option<&'a [u8]> {
        let (mut at, mut found) = (0_i64, None);
        for object in self.differences.iter().filter_map(|object| self.file.resolve(object).ok()) {
            if let Object::Name(name) = object {
                if at == i64::from(code) {
                    found = Some(name.as_slice());
                }
                at = at.saturating_add(1);
            } else if let Some(number) = as_integer(object) {
                at = number;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn character(encoding: BaseEncoding, code: u8) -> Option<char> {
        match encoding.characters(code).as_slice() {
            [character] => Some(*character),
            _ => None,
        }
    }

    #[test]
    fn named_encodings() {
        assert_eq!(character(BaseEncoding::WinAnsi, 0x93), Some('“'));
        assert_eq!(character(BaseEncoding::WinAnsi, 0x81), Some('•'));
        assert_eq!(character(BaseEncoding::MacRoman, 0x8a), Some('ä'));
        assert_eq!(character(BaseEncoding::Standard, b'\''), Some('’'));
        assert_eq!(character(BaseEncoding::Standard, 0x80), None);
    }

    #[test]
    fn the_tables_of_symbol_fonts_are_aligned() {
        for (code, symbol) in [(b'a', 'α'), (b'~', '∼'), (0xb4, '×'), (0xb7, '•'), (0xe5, '∑'), (0xf2, '∫')] {
            assert_eq!(character(BaseEncoding::Symbol, code), Some(symbol), "code {code:#x}");
        }
        for (code, dingbat) in [(b'4', '✔'), (b'n', '■'), (b'~', '❞'), (0xac, '①'), (0xd5, '→'), (0xfe, '➾')]
        {
            assert_eq!(character(BaseEncoding::ZapfDingbats, code), Some(dingbat), "code {code:#x}");
        }
    }

    #[test]
    fn glyph_names() {
        assert_eq!(name_to_characters(b"one"), ['1']);
        assert_eq!(name_to_characters(b"uni4E2D"), ['中']);
        assert_eq!(name_to_characters(b"f_i"), ['f', 'i']);
        for no_text in ["g12", "cid345", ".notdef", "glyph7", ""] {
            assert!(name_to_characters(no_text.as_bytes()).is_empty(), "{no_text}");
        }
    }
}
