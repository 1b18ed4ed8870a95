//! What the fuzz targets share: the smallest files that bring a stream before the code that reads it.
#![forbid(unsafe_code)]

#[path = "../../tests/hostile/assembly.rs"]
pub mod assembly;

use assembly::{fonts, page_of, stream_of};
use zhengxin::layout::{Layout, PrintedLine};
use zhengxin::page::Page;

/// A file of one page with the given content. It has a composite font `/F1` whose codes are UCS-2, a simple font `/F2`,
/// a form `/X1` and an image `/X2`.
#[must_use]
pub fn page_with(content: &[u8]) -> Vec<u8> {
    const RESOURCES: &str = "/Font<</F1 5 0 R/F2 7 0 R>>/XObject<</X1 8 0 R/X2 9 0 R>>/ExtGState<</G1<</ca .1>>>>\
                             /ColorSpace<</C1[/Separation/Black/DeviceGray 10 0 R]>>";
    let mut objects = fonts();
    objects.extend([
        stream_of(
            "/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Matrix[1 0 0 1 5 5]",
            b"0 0 9 1 re f BT /F2 9 Tf (x) Tj ET /X1 Do",
        ),
        stream_of(
            "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8",
            b"0",
        ),
        b"<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>".to_vec(),
    ]);
    page_of(RESOURCES, stream_of("", content), objects)
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
