//! Small PDF files for the tests.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A file with one page. `content` is its content stream: an object without its number.
fn file(content: &[u8]) -> Vec<u8> {
    let objects: [&[u8]; 7] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        content,
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 7 0 R
             /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /ItalicAngle 0 /Ascent 880 /Descent -120
             /CapHeight 700 /StemV 80 /FontBBox [-25 -254 1000 880] >>",
    ];
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (object, number) in objects.iter().zip(1..) {
        offsets.push(file.len());
        file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let start = file.len();
    file.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for offset in offsets {
        file.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let trailer = format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    file.extend_from_slice(trailer.as_bytes());
    file
}

/// A line of text, or a row of a table whose cells are 100 points wide.
pub enum Line<'a> {
    Text(&'a str),
    Row(&'a [&'a str]),
}

/// A page with the given lines, from top to bottom.
pub fn page(lines: &[Line<'_>]) -> Vec<u8> {
    let mut content = String::from("0.5 w\n");
    let mut show = |x: usize, y: usize, text: &str, size: usize| {
        let codes: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        content.push_str(&format!("BT /F {size} Tf {x} {y} Td <{codes}> Tj ET\n"));
    };
    let top = |index: usize| 800 - 20 * index;
    for (index, line) in lines.iter().enumerate() {
        match line {
            Line::Text(text) => show(40, top(index) - 14, text, 11),
            Line::Row(cells) => {
                cells.iter().enumerate().for_each(|(column, cell)| show(44 + 100 * column, top(index) - 14, cell, 9))
            }
        }
    }
    for (index, line) in lines.iter().enumerate() {
        if let Line::Row(cells) = line {
            for column in 0..cells.len() {
                content.push_str(&format!("{} {} 100 20 re S\n", 40 + 100 * column, top(index) - 20));
            }
        }
    }
    file(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()).as_bytes())
}

/// A file with a page whose content has `size` bytes when it is decoded, and a thousandth of that in the file. The file
/// is padded, so that its budget allows so many bytes to be decoded.
pub fn bomb(size: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..size >> 20 {
        encoder.write_all(&spaces).expect("memory");
    }
    let content = encoder.finish().expect("memory");
    let padding = "x".repeat(size / 64);
    let head = format!("<< /Length {} /Filter /FlateDecode /Padding ({padding}) >>\nstream\n", content.len());
    file(&[head.as_bytes(), &content, b"\nendstream"].concat())
}
