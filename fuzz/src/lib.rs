//! What the fuzz targets share: the smallest files that bring a stream before the code that reads it.
#![forbid(unsafe_code)]

use zhengxin::layout::{Layout, PrintedLine};
use zhengxin::page::Page;

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
    let start = file.len();
    let size = bodies.len() + 1;
    file.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    for offset in offsets {
        file.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    file.extend(format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
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

/// A file of one page with the given content. It has a composite font `/F1` whose codes are UCS-2, a simple font `/F2`,
/// a form `/X1` and an image `/X2`.
#[must_use]
pub fn page_with(content: &[u8]) -> Vec<u8> {
    file_of(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 7 0 R>>\
          /XObject<</X1 8 0 R/X2 9 0 R>>/ExtGState<</G1<</ca .1>>>>/ColorSpace<</C1[/Separation/Black/DeviceGray 10 0 R]>>>>>>"
            .to_vec(),
        stream_of("", content),
        b"<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>".to_vec(),
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/S/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>".to_vec(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
        stream_of("/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Matrix[1 0 0 1 5 5]", b"0 0 9 1 re f BT /F2 9 Tf (x) Tj ET /X1 Do"),
        stream_of("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", b"0"),
        b"<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>".to_vec(),
    ])
}

/// A file of one page with the text `codes` in a composite font that has `cmap` as its `ToUnicode` and as its encoding.
#[must_use]
pub fn page_with_cmap(cmap: &[u8], codes: &[u8]) -> Vec<u8> {
    let codes: String = codes.iter().map(|byte| format!("{byte:02x}")).collect();
    file_of(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 8 0 R>>>>>>".to_vec(),
        stream_of("", format!("BT /F1 9 Tf 9 700 Td <{codes}> Tj /F2 9 Tf 0 -20 Td <{codes}> Tj ET").as_bytes()),
        b"<</Type/Font/Subtype/Type0/BaseFont/S/Encoding/Identity-H/ToUnicode 7 0 R/DescendantFonts[6 0 R]>>".to_vec(),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/S/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>".to_vec(),
        stream_of("/Type/CMap/CMapName/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>", cmap),
        b"<</Type/Font/Subtype/Type0/BaseFont/S/Encoding 7 0 R/DescendantFonts[6 0 R]>>".to_vec(),
    ])
}

/// Every visible character of the pages is printed or discarded, once.
///
/// # Panics
/// Where it is not.
pub fn assert_all_characters_kept(pages: &[Page], layout: &Layout) {
    let visible = |text: &str| text.chars().filter(|character| !character.is_whitespace()).count();
    let painted: usize =
        pages.iter().map(|page| page.glyphs.iter().filter(|glyph| !glyph.character.is_whitespace()).count()).sum();
    let printed: usize = layout
        .lines
        .iter()
        .map(|line| match line {
            PrintedLine::Text(text) => visible(&text.string),
            PrintedLine::Row(cells) => cells.iter().map(|cell| visible(&cell.text.string)).sum(),
        })
        .sum();
    let discarded: usize = layout.discarded.iter().map(|discarded| visible(&discarded.text.string)).sum();
    assert_eq!(painted, printed + discarded, "characters are lost or doubled");
}
