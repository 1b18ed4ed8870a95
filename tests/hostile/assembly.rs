//! PDF files put together by hand: whole ones of the fewest objects, and broken ones that no library would write.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A file of objects, the first of them the catalog: header, bodies in order, cross-reference table, trailer.
#[must_use]
pub fn file_of(bodies: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (body, number) in bodies.iter().zip(1..) {
        offsets.push(file.len());
        file.extend(format!("{number} 0 obj\n").bytes());
        file.extend(body);
        file.extend(b"\nendobj\n");
    }
    with_table(file, &offsets, "")
}

/// The file with a cross-reference table of the objects at these offsets, and a trailer with further entries.
#[must_use]
pub fn with_table(mut file: Vec<u8>, offsets: &[usize], entries: &str) -> Vec<u8> {
    let start = file.len();
    let size = offsets.len() + 1;
    file.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    for offset in offsets {
        file.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    file.extend(format!("trailer\n<</Size {size}/Root 1 0 R{entries}>>\nstartxref\n{start}\n%%EOF\n").bytes());
    file
}

/// A stream object, its entries beside the length given as PDF syntax.
#[must_use]
pub fn stream_of(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut stream = format!("<<{entries}/Length {}>>\nstream\n", data.len()).into_bytes();
    stream.extend(data);
    stream.extend(b"\nendstream");
    stream
}

/// A stream object with its data compressed.
#[must_use]
pub fn flate_of(entries: &str, data: &[u8]) -> Vec<u8> {
    stream_of(&format!("{entries}/Filter/FlateDecode"), &deflate(data))
}

/// The data compressed.
///
/// # Panics
/// Never: it is written to memory.
#[must_use]
pub fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

/// The catalog, page tree and page that stand first in [`page_of`], as objects 1 to 3; `entries` go into the page.
#[must_use]
pub fn skeleton(entries: &str) -> Vec<Vec<u8>> {
    vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{entries}>>").into_bytes(),
    ]
}

/// A file of one page. `content`, object 4, and `further` objects from 5 on are given whole; `resources` is PDF syntax.
#[must_use]
pub fn page_of(resources: &str, content: Vec<u8>, further: Vec<Vec<u8>>) -> Vec<u8> {
    let mut bodies = skeleton(&format!("/Contents 4 0 R/Resources<<{resources}>>"));
    bodies.push(content);
    bodies.extend(further);
    file_of(&bodies)
}

/// The resources that name the fonts of [`fonts`].
pub const FONTS: &str = "/Font<</F1 5 0 R/F2 7 0 R>>";

/// Objects 5 to 7: a composite font whose codes are UCS-2, its descendant, and Helvetica.
#[must_use]
pub fn fonts() -> Vec<Vec<u8>> {
    vec![
        b"<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>".to_vec(),
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/S/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>"
            .to_vec(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
    ]
}

/// A file of one page with the text `codes` in a font that has `cmap` as its `ToUnicode`, and again in one that has it as
/// its encoding.
#[must_use]
pub fn page_with_cmap(cmap: &[u8], codes: &[u8]) -> Vec<u8> {
    let codes: String = codes.iter().map(|byte| format!("{byte:02x}")).collect();
    let content = format!("BT /F1 9 Tf 9 700 Td <{codes}> Tj /F2 9 Tf 0 -20 Td <{codes}> Tj ET");
    const INFO: &str = "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>";
    let fonts = vec![
        b"<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/Identity-H/ToUnicode 7 0 R/DescendantFonts[6 0 R]>>".to_vec(),
        format!("<</Type/Font/Subtype/CIDFontType2/BaseFont/S{INFO}>>").into_bytes(),
        stream_of(&format!("/Type/CMap/CMapName/X{INFO}"), cmap),
        b"<</Type/Font/Subtype/Type0/BaseFont/S/Encoding 7 0 R/DescendantFonts[6 0 R]>>".to_vec(),
    ];
    page_of("/Font<</F1 5 0 R/F2 8 0 R>>", stream_of("", content.as_bytes()), fonts)
}
