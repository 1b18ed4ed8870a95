//! Writes the predefined CMaps and the character collections as tables that become part of the program.
//!
//! `hayro-cmap` has them in one compressed bundle. To unpack and read it takes a process some ten milliseconds, as long
//! as reading a whole report. So it is done here, once for all processes. The results are `predefined.bin`, which has
//! all numbers, and `predefined.rs`, which says where in it each table is. `src/pdf/font/predefined.rs` looks codes up
//! in them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::path::Path;
use std::{env, fs, io};

use hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};

/// The predefined CMaps of ISO 32000-2, 9.7.5.2, table 116, except Identity. A vertical CMap comes after its horizontal
/// one.
const CMAPS: [&str; 59] = [
    "GB-EUC-H",
    "GB-EUC-V",
    "GBpc-EUC-H",
    "GBpc-EUC-V",
    "GBK-EUC-H",
    "GBK-EUC-V",
    "GBKp-EUC-H",
    "GBKp-EUC-V",
    "GBK2K-H",
    "GBK2K-V",
    "UniGB-UCS2-H",
    "UniGB-UCS2-V",
    "UniGB-UTF16-H",
    "UniGB-UTF16-V",
    "B5pc-H",
    "B5pc-V",
    "HKscs-B5-H",
    "HKscs-B5-V",
    "ETen-B5-H",
    "ETen-B5-V",
    "ETenms-B5-H",
    "ETenms-B5-V",
    "CNS-EUC-H",
    "CNS-EUC-V",
    "UniCNS-UCS2-H",
    "UniCNS-UCS2-V",
    "UniCNS-UTF16-H",
    "UniCNS-UTF16-V",
    "83pv-RKSJ-H",
    "90ms-RKSJ-H",
    "90ms-RKSJ-V",
    "90msp-RKSJ-H",
    "90msp-RKSJ-V",
    "90pv-RKSJ-H",
    "Add-RKSJ-H",
    "Add-RKSJ-V",
    "EUC-H",
    "EUC-V",
    "Ext-RKSJ-H",
    "Ext-RKSJ-V",
    "H",
    "V",
    "UniJIS-UCS2-H",
    "UniJIS-UCS2-V",
    "UniJIS-UCS2-HW-H",
    "UniJIS-UCS2-HW-V",
    "UniJIS-UTF16-H",
    "UniJIS-UTF16-V",
    "KSC-EUC-H",
    "KSC-EUC-V",
    "KSCms-UHC-H",
    "KSCms-UHC-V",
    "KSCms-UHC-HW-H",
    "KSCms-UHC-HW-V",
    "KSCpc-EUC-H",
    "UniKS-UCS2-H",
    "UniKS-UCS2-V",
    "UniKS-UTF16-H",
    "UniKS-UTF16-V",
];

/// The character collections: the variant of `Collection`, the name of the CMap that maps its CIDs to Unicode, and the
/// family by which `hayro-cmap` knows it.
const COLLECTIONS: [(&str, &str, CidFamily); 4] = [
    ("Gb1", "Adobe-GB1-UCS2", CidFamily::AdobeGB1),
    ("Cns1", "Adobe-CNS1-UCS2", CidFamily::AdobeCNS1),
    ("Japan1", "Adobe-Japan1-UCS2", CidFamily::AdobeJapan1),
    ("Korea1", "Adobe-Korea1-UCS2", CidFamily::AdobeKorea1),
];

/// The highest number that a CID can have.
const MAX_CID: u32 = 0xffff;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    let mut tables = Tables::default();
    tables.cmaps();
    tables.collections();
    fs::write(Path::new(&folder).join("predefined.bin"), &tables.data)?;
    fs::write(Path::new(&folder).join("predefined.rs"), &tables.index)
}

/// The CIDs of codes, by the length of the code in bytes and the code.
type Cids = BTreeMap<(u8, u32), u32>;

#[derive(Default)]
struct Tables {
    /// All numbers, little-endian.
    data: Vec<u8>,
    /// Rust source with the place of each table in the data.
    index: String,
}

impl Tables {
    fn cmaps(&mut self) {
        self.index.push_str("static CMAPS: &[Table] = &[\n");
        let mut horizontal: Option<(&str, Cids)> = None;
        for (number, name) in CMAPS.into_iter().enumerate() {
            let cmap = cmap(name);
            let stem = name.trim_end_matches(['H', 'V']);
            let base = horizontal.as_ref().filter(|base| name.ends_with('V') && base.0 == stem);
            let cids = match base {
                // A vertical CMap has the codes of the horizontal one, and other CIDs for some of them. Only these are
                // kept.
                Some((_, base)) => base
                    .iter()
                    .filter_map(|(&code, &cid)| {
                        Some((code, cmap.lookup_cid_code(code.1, code.0)?)).filter(|own| own.1 != cid)
                    })
                    .collect(),
                None => cids(name, &cmap),
            };
            let base = base.map(|_| number - 1);
            let ranges: Vec<_> = (1..=4).map(|length| self.ranges(&cids, length)).collect();
            let collection = COLLECTIONS
                .iter()
                .find(|collection| {
                    cmap.metadata().character_collection.as_ref().is_some_and(|own| own.family == collection.2)
                })
                .map(|collection| format!("Collection::{}", collection.0));
            let collection = collection.map_or("None".into(), |collection| format!("Some({collection})"));
            self.line(&format!(
                "Table {{ name: {name:?}, collection: {collection}, base: {base:?}, ranges: {ranges:?} }},"
            ));
            if name.ends_with('H') {
                horizontal = Some((stem, cids));
            }
        }
        self.index.push_str("];\n");
    }

    /// Writes the CIDs of the codes of one length as ranges of 8 bytes: the first code (4 bytes), how many codes follow
    /// it (2) and the CID of the first one (2).
    fn ranges(&mut self, cids: &Cids, length: u8) -> std::ops::Range<usize> {
        let start = self.data.len();
        let mut codes = cids.range((length, 0)..=(length, u32::MAX)).map(|(code, &cid)| (code.1, cid)).peekable();
        while let Some((first, cid)) = codes.next() {
            let mut more = 0_u16;
            let follows = |more: u16| (first + u32::from(more) + 1, cid + u32::from(more) + 1);
            while more < u16::MAX && codes.next_if_eq(&follows(more)).is_some() {
                more += 1;
            }
            self.data.extend(first.to_le_bytes());
            self.data.extend(more.to_le_bytes());
            self.data.extend(u16::try_from(cid).expect("a CID has 16 bits").to_le_bytes());
        }
        start..self.data.len()
    }

    /// Writes the characters of the CIDs, 4 bytes for each CID. They are a character, or 0 if the CID has none. For a
    /// text of several characters the highest bit is set; the next 15 bits have the length of the text, and the last 16
    /// bits its beginning in the table of texts.
    fn collections(&mut self) {
        let mut texts: Vec<char> = Vec::new();
        self.index.push_str("static CHARACTERS: &[(Collection, std::ops::Range<usize>)] = &[\n");
        for (variant, name, _) in COLLECTIONS {
            let cmap = cmap(name);
            let start = self.data.len();
            let mut end = start;
            for cid in 0..=MAX_CID {
                let character = match cmap.lookup_bf_string(cid) {
                    Some(BfString::Char(character)) => u32::from(character),
                    Some(BfString::String(text)) => {
                        let start = u16::try_from(texts.len()).expect("there are few of them");
                        texts.extend(text.chars());
                        let count = u16::try_from(text.chars().count()).expect("texts are short");
                        1 << 31 | u32::from(count) << 16 | u32::from(start)
                    }
                    None => 0,
                };
                self.data.extend(character.to_le_bytes());
                if character != 0 {
                    end = self.data.len();
                }
            }
            self.data.truncate(end);
            self.line(&format!("(Collection::{variant}, {start}..{end}),"));
        }
        self.index.push_str("];\n");
        let start = self.data.len();
        self.data.extend(texts.into_iter().flat_map(|character| u32::from(character).to_le_bytes()));
        self.line(&format!("static TEXTS: std::ops::Range<usize> = {start}..{};", self.data.len()));
    }

    fn line(&mut self, line: &str) {
        writeln!(self.index, "{line}").expect("text can always be written to a string");
    }
}

fn cmap(name: &str) -> CMap {
    let data = load_embedded(CMapName::from_bytes(name.as_bytes())).expect("hayro-cmap has all predefined CMaps");
    CMap::parse(data, load_embedded).expect("hayro-cmap can read them")
}

/// The CIDs of all codes of a CMap. The CMaps of `hayro-cmap` do not say which codes they have, so all codes of the
/// possible lengths are looked up.
fn cids(name: &str, cmap: &CMap) -> Cids {
    let mut cids = BTreeMap::new();
    let mut look_up = |length: u8, code: u32| {
        if let Some(cid) = cmap.lookup_cid_code(code, length) {
            cids.insert((length, code), cid);
        }
    };
    (0..=0xff).for_each(|code| look_up(1, code));
    (0..=0xffff).for_each(|code| look_up(2, code));
    /// The values that each byte of a longer code can have, from the first byte on.
    type Bytes = [RangeInclusive<u32>; 4];
    let longer: Option<(u8, Bytes)> = match name {
        // The surrogate pairs of the planes 1 to 3. Characters of higher planes are in no collection.
        _ if name.contains("UTF16") => Some((4, [0xd8..=0xd8, 0x00..=0xbf, 0xdc..=0xdf, 0x00..=0xff])),
        "GBK2K-H" => Some((4, [0x81..=0xfe, 0x30..=0x39, 0x81..=0xfe, 0x30..=0x39])),
        "CNS-EUC-H" => Some((4, [0x8e..=0x8e, 0xa1..=0xb0, 0xa1..=0xfe, 0xa1..=0xfe])),
        "EUC-H" => Some((3, [0x00..=0x00, 0x8f..=0x8f, 0xa1..=0xfe, 0xa1..=0xfe])),
        _ => None,
    };
    if let Some((length, [first, second, third, fourth])) = longer {
        for high in first.flat_map(|byte| second.clone().map(move |next| byte << 8 | next)) {
            for low in third.clone().flat_map(|byte| fourth.clone().map(move |next| byte << 8 | next)) {
                look_up(length, high << 16 | low);
            }
        }
    }
    cids
}
