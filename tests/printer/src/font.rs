//! The fonts of a print, none of them embedded, and the code of each character in them.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};

use crate::style::{Encoding, ICON, Style};

/// The width of a character, in font sizes. All characters except ASCII are as wide as an ideograph. `latin` says
/// whether ASCII is set in Helvetica.
pub(crate) fn advance(character: char, latin: bool) -> f64 {
    if !character.is_ascii() {
        1.0
    } else if latin {
        f64::from(helvetica(character)) / 1000.0
    } else {
        0.5
    }
}

/// The widths of Helvetica, or nearly so. They are written into the file, so they need not be exact.
fn helvetica(character: char) -> u32 {
    match character {
        ' ' | '.' | ',' | ':' | ';' | '/' | '!' | '|' | 'I' | '\\' => 278,
        'i' | 'j' | 'l' | '\'' => 222,
        '(' | ')' | '-' | 'r' => 333,
        '0'..='9' | '#' | '_' | '?' => 556,
        'A'..='H' | 'J'..='Z' | '&' => 667,
        '%' => 889,
        '@' => 1015,
        _ => 556,
    }
}

/// The names of the fonts in the resources.
const MAIN: &str = "F1";
const LATIN: &str = "F2";
/// For characters that the main font has no code for.
const REST: &str = "F3";

/// The fonts of a print with the characters that were set in them.
pub(crate) struct Fonts {
    encoding: Encoding,
    latin: bool,
    /// The producer's own codes, given in the order in which the characters first came.
    codes: BTreeMap<char, u16>,
}

impl Fonts {
    pub(crate) fn new(style: &Style) -> Self {
        Self { encoding: style.encoding, latin: style.latin, codes: BTreeMap::new() }
    }

    /// The font that has the character, and its code there.
    pub(crate) fn encode(&mut self, character: char) -> (&'static str, Vec<u8>) {
        if self.latin && character.is_ascii() {
            return (LATIN, vec![character as u8]);
        }
        match self.encoding {
            Encoding::Identity => (MAIN, self.own_code(character)),
            _ if character == ICON => (REST, self.own_code(character)),
            Encoding::UniGb => match u16::try_from(u32::from(character)) {
                Ok(code) => (MAIN, code.to_be_bytes().to_vec()),
                Err(_) => (REST, self.own_code(character)),
            },
            Encoding::Gbk => match gbk(character) {
                Some(code) => (MAIN, code),
                None => (REST, self.own_code(character)),
            },
        }
    }

    fn own_code(&mut self, character: char) -> Vec<u8> {
        let next = u16::try_from(self.codes.len() + 1).expect("a report has fewer different characters than that");
        self.codes.entry(character).or_insert(next).to_be_bytes().to_vec()
    }

    /// Adds the fonts to a file, and gives them as resources.
    pub(crate) fn write(&self, document: &mut Document) -> Dictionary {
        let mut fonts = Dictionary::new();
        let main = match self.encoding {
            Encoding::Identity => self.own_font(document),
            Encoding::UniGb => gb_font(document, "UniGB-UCS2-H", &[(1, 95)]),
            Encoding::Gbk => gb_font(document, "GBK-EUC-H", &[(814, 907), (7716, 7716)]),
        };
        fonts.set(MAIN, main);
        if self.latin {
            let widths: Vec<Object> = (32..127_u8).map(|code| helvetica(char::from(code)).into()).collect();
            let font = dictionary! {
                "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
                "FirstChar" => 32, "LastChar" => 126, "Widths" => widths,
            };
            fonts.set(LATIN, document.add_object(font));
        }
        if self.encoding != Encoding::Identity && !self.codes.is_empty() {
            fonts.set(REST, self.own_font(document));
        }
        fonts
    }

    /// A font whose codes mean nothing without its ToUnicode CMap.
    fn own_font(&self, document: &mut Document) -> ObjectId {
        let mut widths = Vec::new();
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Own def\n/CMapType 2 def\n\
             1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n",
        );
        let codes: Vec<_> = self.codes.iter().filter(|(character, _)| **character != ICON).collect();
        // One operator of a CMap has at most 100 entries.
        for codes in codes.chunks(100) {
            map += &format!("{} beginbfchar\n", codes.len());
            for (character, code) in codes {
                let utf16: String =
                    character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("{unit:04x}")).collect();
                map += &format!("<{code:04x}> <{utf16}>\n");
                widths.push(Object::from(i64::from(**code)));
                widths.push(Object::Array(vec![(advance(**character, false) * 1000.0).into()]));
            }
            map += "endbfchar\n";
        }
        map += "endcmap\nend\nend\n";
        let map = document.add_object(Stream::new(Dictionary::new(), map.into_bytes()));
        let descendant = cid_font(document, "Own", "Identity", widths);
        document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Own", "Encoding" => "Identity-H",
            "DescendantFonts" => vec![descendant.into()], "ToUnicode" => map,
        })
    }
}

/// A font of the collection Adobe-GB1 in which the CIDs of some ranges are half as wide.
fn gb_font(document: &mut Document, encoding: &str, half: &[(i64, i64)]) -> ObjectId {
    let widths = half.iter().flat_map(|(first, last)| [(*first).into(), (*last).into(), 500.into()]).collect();
    let descendant = cid_font(document, "STSong-Light", "GB1", widths);
    document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => format!("STSong-Light-{encoding}").as_str(),
        "Encoding" => encoding, "DescendantFonts" => vec![descendant.into()],
    })
}

fn cid_font(document: &mut Document, name: &str, ordering: &str, widths: Vec<Object>) -> ObjectId {
    let string = |text: &str| Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    let descriptor = document.add_object(dictionary! {
        "Type" => "FontDescriptor", "FontName" => name, "Flags" => 4, "FontBBox" => vec![0.into(), (-120).into(), 1000.into(), 880.into()],
        "ItalicAngle" => 0, "Ascent" => 880, "Descent" => -120, "CapHeight" => 880, "StemV" => 90,
    });
    document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => name, "DW" => 1000, "W" => widths,
        "FontDescriptor" => descriptor,
        "CIDSystemInfo" => dictionary! { "Registry" => string("Adobe"), "Ordering" => string(ordering), "Supplement" => 2 },
    })
}

/// The code of a character in GBK, without the four-byte codes of GB 18030.
fn gbk(character: char) -> Option<Vec<u8>> {
    let mut text = [0; 4];
    let (bytes, _, unmappable) = encoding_rs::GBK.encode(character.encode_utf8(&mut text));
    (!unmappable && (bytes.len() == 2 || character.is_ascii())).then(|| bytes.into_owned())
}
