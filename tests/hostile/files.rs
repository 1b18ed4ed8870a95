//! Files made to exhaust time, memory or the stack of a reader, each of about a given size.

use std::fmt::Write as _;

use super::assembly::{
    FONTS, deflate, file_of, flate_of, fonts, page_of, page_with_cmap, skeleton, stream_of, with_table,
};
use super::contents::{Cases, DENSITY, Noise, drawn, grid, page, repeated};
use super::marks::marks;

/// A file and what is wrong with it.
pub struct Hostile {
    /// The class of input.
    pub class: &'static str,
    /// What is done in it.
    pub name: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// All of them, each of about `size` bytes, or of as many as what is in them needs.
#[must_use]
pub fn all(size: usize) -> Vec<Hostile> {
    let mut all = Vec::new();
    for (class, cases) in [
        ("decompression bombs", bombs(size)),
        ("reference loops", loops()),
        ("cross references", cross_references(size)),
        ("deep nesting", nesting(size)),
        ("numbers", numbers()),
        ("CMaps and fonts", cmaps(size)),
        ("marks on a page", marks(size)),
        ("pages and objects", objects(size)),
    ] {
        all.extend(cases.into_iter().map(|(name, bytes)| Hostile { class, name, bytes }));
    }
    all
}

fn bombs(size: usize) -> Cases {
    let zeros = vec![0; size * 900];
    let chain = "/Filter[/FlateDecode/FlateDecode]";
    vec![
        ("zeros", page(flate_of("", &zeros))),
        ("twice compressed", page(stream_of(chain, &deflate(&deflate(&zeros))))),
        ("empty states", page(flate_of("", &repeated("q Q ", size * DENSITY)))),
        (
            "text",
            page(flate_of("", &[b"BT /F2 9 Tf 9 9 Td ".to_vec(), repeated("(xxxxxxxx)Tj ", size * DENSITY)].concat())),
        ),
        ("operands", page(flate_of("", &repeated("1 ", size * DENSITY)))),
        ("a long array", page(flate_of("", &[b"[".to_vec(), repeated("(a)1 ", size * DENSITY)].concat()))),
        ("a long path", page(flate_of("", &repeated("1 1 l ", size * DENSITY)))),
        ("run lengths", page(stream_of("/Filter/RunLengthDecode", &repeated("\u{1}q", size)))),
        ("many filters", page(stream_of(&format!("/Filter[{}]", "/ASCIIHexDecode".repeat(99)), &repeated("41", size)))),
        ("a font of nothing", {
            let font =
                b"<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[<<>>]>>";
            page_of(
                "/Font<</F1 5 0 R>>",
                stream_of("", b"BT /F1 9 Tf (ab) Tj ET"),
                vec![font.to_vec(), flate_of("", &zeros)],
            )
        }),
    ]
}

fn loops() -> Cases {
    let tree = |nodes: &[&str]| {
        let mut bodies = vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec()];
        bodies.extend(nodes.iter().map(|node| node.as_bytes().to_vec()));
        file_of(&bodies)
    };
    let form = |entries: &str, content: &str| {
        stream_of(&format!("/Type/XObject/Subtype/Form/BBox[0 0 99 99]{entries}"), content.as_bytes())
    };
    let forms = |count: usize, content: &str| {
        let bodies = (0..count).map(|index| {
            let resources = format!("/Resources<</XObject<</X {} 0 R>>>>", 5 + (index + 1) % count);
            form(&resources, content)
        });
        page_of("/XObject<</X 5 0 R>>", stream_of("", b"/X Do"), bodies.collect())
    };
    let font = |entries: &str| {
        page_of(
            "/Font<</F1 5 0 R>>",
            stream_of("", b"BT /F1 9 Tf (ab) Tj ET"),
            vec![format!("<</Type/Font{entries}>>").into_bytes()],
        )
    };
    vec![
        ("a page tree in itself", tree(&["<</Type/Pages/Kids[2 0 R]/Count 1>>"])),
        (
            "two page trees in each other",
            tree(&["<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"]),
        ),
        ("a page tree of references", tree(&["3 0 R", "2 0 R"])),
        ("a form in itself", forms(1, "/X Do")),
        ("a form that paints another many times", forms(12, &"/X Do ".repeat(60))),
        ("contents in themselves", file_of(&[skeleton("/Contents 4 0 R"), vec![b"[4 0 R]".to_vec()]].concat())),
        (
            "a length that is the stream",
            file_of(&[skeleton("/Contents 4 0 R"), vec![b"<</Length 4 0 R>>stream\n1 w\nendstream".to_vec()]].concat()),
        ),
        ("a descendant that is the font", font("/Subtype/Type0/DescendantFonts[5 0 R]/Encoding 5 0 R")),
        ("a ToUnicode that is the font", font("/Subtype/Type1/BaseFont/S/ToUnicode 5 0 R")),
        (
            "glyph procedures that are the font",
            font("/Subtype/Type3/CharProcs 5 0 R/FontMatrix[1 0 0 1 0 0]/Resources 5 0 R"),
        ),
        (
            "a CMap that uses itself",
            page_of(
                "/Font<</F1 5 0 R>>",
                stream_of("", b"BT /F1 9 Tf (ab) Tj ET"),
                vec![
                    b"<</Type/Font/Subtype/Type0/BaseFont/S/Encoding 6 0 R/DescendantFonts[<<>>]>>".to_vec(),
                    stream_of("/Type/CMap/CMapName/X/UseCMap 6 0 R", b"/X usecmap"),
                ],
            ),
        ),
        (
            "a colour space of itself",
            page_of(
                "/ColorSpace<</C 5 0 R>>",
                stream_of("", b"/C cs 1 sc 0 0 9 9 re f"),
                vec![b"[/Indexed 5 0 R 1 (ab)]".to_vec()],
            ),
        ),
        (
            "properties of themselves",
            page_of(
                "/Properties<</P 5 0 R>>",
                stream_of("", b"/OC /P BDC EMC"),
                vec![b"<</Type/OCMD/OCGs 5 0 R/VE[/And 5 0 R]>>".to_vec()],
            ),
        ),
    ]
}

fn cross_references(size: usize) -> Cases {
    let bodies = page(stream_of("", b"1 w"));
    let overlapping = {
        // One header after the other, and an end only behind all of them.
        let mut file = b"%PDF-1.7\n".to_vec();
        let offsets: Vec<usize> = (1..=size / 32)
            .map(|number| {
                let offset = file.len();
                file.extend(format!("{number} 0 obj(").bytes());
                offset
            })
            .collect();
        file.extend(b")".repeat(offsets.len()));
        file.extend(b" endobj\n");
        with_table(file, &offsets, "")
    };
    let nested_streams = {
        let mut file =
            b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[".to_vec();
        let count = size / 90;
        (0..count).for_each(|index| file.extend(format!("{} 0 R ", index + 3).bytes()));
        file.extend(b"]>>endobj\n");
        let mut offsets = vec![9, 46];
        for number in 3..count + 3 {
            offsets.push(file.len());
            file.extend(format!("{number} 0 obj<</Type/Page/Length 999999999>>stream\n").bytes());
        }
        file.extend(b"endstream endobj\n");
        with_table(file, &offsets, "")
    };
    let streamed = |entries: &str, data: &[u8]| {
        let mut file = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n".to_vec();
        let start = file.len();
        file.extend(b"9 0 obj ");
        file.extend(flate_of(&format!("/Type/XRef/Root 1 0 R/Size 99999999{entries}"), data));
        file.extend(format!("endobj startxref\n{start}\n%%EOF").bytes());
        file
    };
    let table = |text: &str| format!("%PDF-1.7\n{text}\nstartxref\n9\n%%EOF").into_bytes();
    let members = |index: &str, text: &str| {
        let mut file = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n".to_vec();
        let container = file.len();
        file.extend(b"8 0 obj ");
        let count = index.split(' ').count() / 2;
        file.extend(flate_of(
            &format!("/Type/ObjStm/N {count}/First {}", index.len() + 1),
            format!("{index} {text}").as_bytes(),
        ));
        let start = file.len();
        let entries: Vec<u8> = std::iter::once([1, 0, 9])
            .chain((2..8).map(|_| [2, 0, 8]))
            .flatten()
            .chain([1, (container >> 8) as u8, container as u8])
            .collect();
        file.extend(b"endobj 9 0 obj ");
        file.extend(flate_of("/Type/XRef/Root 1 0 R/Size 9/W[1 2 0]/Index[1 8]", &entries));
        file.extend(format!("endobj startxref\n{}\n%%EOF", start + 7).bytes());
        file
    };
    let indices: Vec<String> = (2..size / 8).map(|number| format!("{number} 0")).collect();
    vec![
        ("all entries lead to one object", streamed("/W[0 1 0]", &vec![9; size * 50])),
        (
            "entries that lead anywhere",
            streamed("/W[1 2 1]", &drawn(size, |text, noise| text.push(char::from(noise.next(128) as u8)))),
        ),
        ("objects that overlap", overlapping),
        ("streams without an end", nested_streams),
        ("no cross references, and nothing but headers", repeated("%PDF-1.7 1 0 obj<<>> ", size)),
        ("no cross references, and nothing but strings", [b"%PDF-1.7 ".to_vec(), repeated("1 0 obj(", size)].concat()),
        (
            "no cross references, and nothing but trailers",
            [b"%PDF-1.7 ".to_vec(), repeated("trailer<<", size)].concat(),
        ),
        (
            "no cross references, and nothing but streams",
            [b"%PDF-1.7 ".to_vec(), repeated("1 0 obj<</Type/ObjStm/N 9/First 1>>stream ", size)].concat(),
        ),
        ("a table of huge numbers", table("xref 4294967290 99999999999 0000000009 00000 n trailer<</Root 1 0 R>>")),
        ("sections in a circle", table("xref 0 1 0000000000 65535 f trailer<</Root 1 0 R/Prev 9/XRefStm 9>>")),
        ("widths that are too wide", streamed("/W[9223372036854775807 9223372036854775807 2]", &[0; 99])),
        ("indices that are too high", streamed("/W[1 1 1]/Index[9223372036854775807 9223372036854775807]", &[1; 99])),
        ("members that are all the same", members(&indices.join(" "), &format!("[{}]", "0 ".repeat(size / 4)))),
        ("a stream that is its own member", members("2 0 8 0", "<</Type/Pages/Kids[8 0 R]>>")),
        (
            "an empty file with an end",
            [bodies.get(..9).unwrap_or_default().to_vec(), b"startxref\n0\n%%EOF".to_vec()].concat(),
        ),
        ("encryption of odd values", {
            let entries = "/ID[()]/Encrypt<</Filter/Standard/V 5/R 6/Length 99999999/P -1/O(x)/U(x)/OE(x)/UE(x)/Perms(x)/CF<</StdCF<</CFM/AESV3/Length 9999>>>>/StmF/StdCF/StrF/StdCF>>";
            with_table(b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n".to_vec(), &[9], entries)
        }),
    ]
}

fn nesting(size: usize) -> Cases {
    let catalog = |body: Vec<u8>| file_of(&[[b"<</Type/Catalog/Pages ".to_vec(), body].concat()]);
    let tree = {
        let mut bodies = vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec()];
        bodies.extend((3..size / 60).map(|number| format!("<</Type/Pages/Kids[{number} 0 R]/Count 1>>").into_bytes()));
        bodies.push(b"<</Type/Page>>".to_vec());
        file_of(&bodies)
    };
    vec![
        ("arrays", catalog(repeated("[", size))),
        ("dictionaries", catalog(repeated("<</A", size))),
        ("strings", catalog(repeated("(", size))),
        ("arrays in a content", page(stream_of("", &repeated("[", size)))),
        ("dictionaries in a content", page(stream_of("", &repeated("/A<</B ", size)))),
        ("saved states", page(stream_of("", &repeated("q ", size)))),
        ("marked content", page(stream_of("", &repeated("/Span<</ActualText(x)>>BDC ", size)))),
        ("text objects", page(stream_of("", &repeated("BT ", size)))),
        ("clips", page(stream_of("", &repeated("0 0 99 99 re W n ", size)))),
        ("inline images", page(stream_of("", &repeated("BI /W 1 ID EI", size)))),
        ("a page tree", tree),
    ]
}

fn numbers() -> Cases {
    let boxed = |entry: &str| {
        file_of(
            &[
                skeleton(&format!("{entry}/Contents 4 0 R/Resources<<{FONTS}>>")),
                vec![stream_of("", b"BT /F2 9 Tf 9 9 Td (a) Tj ET 0 0 m 9 0 l S")],
                fonts(),
            ]
            .concat(),
        )
    };
    let drawn = |content: &str| page(stream_of("", content.as_bytes()));
    let huge = "9".repeat(400);
    vec![
        (
            "a huge MediaBox",
            boxed(
                "/MediaBox[-1e99 -999999999999999999999999999999999999999 999999999999999999999999999999999999999 9]",
            ),
        ),
        ("an empty MediaBox", boxed("/MediaBox[5 5 5 5]")),
        ("a huge UserUnit", boxed("/UserUnit 99999999999999999999999999999999999999")),
        ("a turn by any angle", boxed("/Rotate -9223372036854775808")),
        (
            "a huge matrix",
            drawn(&format!("{huge} 0 0 {huge} 0 0 cm {huge} 0 0 {huge} 0 0 cm BT /F2 9 Tf (ab) Tj ET 0 0 9 9 re f")),
        ),
        ("a matrix of no size", drawn("0 0 0 0 0 0 cm BT /F2 9 Tf (ab) Tj ET 0 0 9 9 re f 0 0 m 9 9 l S")),
        (
            "infinity less infinity",
            drawn(&format!(
                "{huge} {huge} -{huge} {huge} {huge} -{huge} cm BT /F2 {huge} Tf {huge} Tc -{huge} Tw {huge} Tz {huge} {huge} Td [(ab)-{huge}(c)] TJ ET"
            )),
        ),
        ("a font of no size", drawn("BT /F2 0 Tf 0 Tz (ab) Tj ET")),
        (
            "lines of no and of all width",
            drawn(&format!(
                "{huge} w 0 0 m 9 0 l S 0 w 0 0 m 9 0 l S [{huge} 0 0] 0 d 0 0 m 99 0 l S [0] 0 d 0 0 m 99 0 l S [.0001] 0 d 0 0 m 590 0 l S"
            )),
        ),
        (
            "dashes without end",
            drawn(&format!("[.000001 .000001] {huge} d 1 w 0 0 m 595 842 l S 0 5 m 595 5 l S 5 0 m 5 842 l S")),
        ),
        ("widths of any number", {
            let font = "<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/DW 9223372036854775807/W[0 4294967295 1e9 -5 9 [1 2] 4294967295 [1 2 3] 9223372036854775807 9223372036854775807 1]/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)>>>>]>>";
            page_of(
                "/Font<</F1 5 0 R>>",
                stream_of("", b"BT /F1 9 Tf <4e2d4e00> Tj ET"),
                vec![font.as_bytes().to_vec()],
            )
        }),
        ("differences of any number", {
            let font = "<</Type/Font/Subtype/Type1/BaseFont/S/FirstChar -9223372036854775808/LastChar 9223372036854775807/Widths[1 2]/Encoding<</Differences[9223372036854775807/a/b -5/c 255/d/e/f]>>>>";
            page_of("/Font<</F1 5 0 R>>", stream_of("", b"BT /F1 9 Tf (abc) Tj ET"), vec![font.as_bytes().to_vec()])
        }),
    ]
}

fn cmaps(size: usize) -> Cases {
    let codes = "0123456789abcdef".repeat(40);
    let cmap = |text: Vec<u8>| page_with_cmap(&text, codes.as_bytes());
    let text = |piece: fn(&mut String, &mut Noise)| cmap(drawn(size, piece));
    vec![
        ("ranges of everything", cmap(repeated("beginbfrange <0000><ffff><0000> endbfrange ", size))),
        ("ranges of four bytes", cmap(repeated("begincidrange <00000000><ffffffff> 0 endcidrange ", size))),
        ("ranges with an array each", cmap(repeated("beginbfrange <0000><ffff>[<0041><0042>] endbfrange ", size))),
        (
            "single codes",
            text(|text, noise| {
                _ = write!(text, "beginbfchar <{:04x}> <{:04x}> endbfchar ", noise.next(65_536), noise.next(65_536))
            }),
        ),
        (
            "codespaces",
            text(|text, noise| {
                _ = write!(
                    text,
                    "begincodespacerange <{:06x}><{:06x}> endcodespacerange ",
                    noise.next(1 << 24),
                    noise.next(1 << 24)
                )
            }),
        ),
        (
            "ranges that cross",
            text(|text, noise| {
                _ = write!(
                    text,
                    "begincidrange <{:04x}><{:04x}> {} endcidrange ",
                    noise.next(65_536),
                    noise.next(65_536),
                    noise.next(65_536)
                )
            }),
        ),
        (
            "targets without end",
            cmap([b"beginbfchar <0001> <".to_vec(), repeated("0041", size), b"> endbfchar".to_vec()].concat()),
        ),
        ("fonts, one for each character", {
            let count = size / 500;
            let names: String = (0..count).fold(String::new(), |mut names, index| {
                _ = write!(names, "/F{index} {} 0 R", index + 5);
                names
            });
            let content: String = (0..count).fold("BT ".to_owned(), |mut content, index| {
                _ = write!(content, "/F{index} 9 Tf <4e2d> Tj ");
                content
            });
            let font = b"<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/GBK-EUC-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)>>>>]>>";
            page_of(&format!("/Font<<{names}>>"), stream_of("", content.as_bytes()), vec![font.to_vec(); count])
        }),
    ]
}

fn objects(size: usize) -> Cases {
    let pages = |count: usize, content: Vec<u8>| {
        let mut bodies = vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec()];
        let kids = "4 0 R ".repeat(count);
        bodies.push(format!("<</Type/Pages/Kids[{kids}]/Count {count}>>").into_bytes());
        bodies.push(content);
        bodies.push(format!("<</Type/Page/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<<{FONTS}>>>>").into_bytes());
        bodies.extend(fonts());
        file_of(&bodies)
    };
    let mut nulls = skeleton("");
    nulls.resize(size / 45, b"null".to_vec());
    vec![
        ("objects of nothing", file_of(&nulls)),
        ("one page again and again", pages(size / 6, stream_of("", b"BT /F2 9 Tf 9 9 Td (1) Tj ET"))),
        ("one long page again and again", pages(200, flate_of("", &repeated("0 0 m 9 0 l S ", size)))),
        ("a grid again and again", pages(400, flate_of("", &grid(2_000)))),
        ("a page of many contents", {
            let contents = "4 0 R ".repeat(size / 6);
            let mut bodies = skeleton(&format!("/Contents[{contents}]"));
            bodies.push(flate_of("", &repeated("1 w ", size)));
            file_of(&bodies)
        }),
    ]
}
