//! Contents of pages to make hostile files of.

use std::fmt::Write as _;

use super::assembly::{FONTS, fonts, page_of};

/// Bytes that streams decode to, at most, for each byte of a file that is compressed.
pub const DENSITY: usize = 100;

/// Files with what is done in them.
pub type Cases = Vec<(&'static str, Vec<u8>)>;

/// A file of one page with this content and the usual fonts.
pub fn page(content: Vec<u8>) -> Vec<u8> {
    page_of(FONTS, content, fonts())
}

/// A content of `length` bytes: a piece again and again.
pub fn repeated(piece: &str, length: usize) -> Vec<u8> {
    piece.as_bytes().iter().copied().cycle().take(length).collect()
}

/// Numbers that look random and are the same every time.
pub struct Noise(u64);

impl Noise {
    /// The next one, below a bound.
    pub fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// A content of about `length` bytes made of pieces with numbers.
pub fn drawn(length: usize, mut piece: impl FnMut(&mut String, &mut Noise)) -> Vec<u8> {
    let mut content = String::new();
    let mut noise = Noise(1);
    while content.len() < length {
        piece(&mut content, &mut noise);
    }
    content.into_bytes()
}

/// A grid of about so many cells on one page.
pub fn grid(cells: usize) -> Vec<u8> {
    let side = (cells as f64).sqrt() as usize + 1;
    let (width, height) = (595.0 / side as f64, 842.0 / side as f64);
    let mut content = format!("BT /F2 {:.3} Tf ", width.min(height) / 2.0);
    for row in 0..side {
        for column in 0..side {
            _ = write!(
                content,
                "1 0 0 1 {:.3} {:.3} Tm (a) Tj ",
                (column as f64 + 0.3) * width,
                (row as f64 + 0.3) * height
            );
        }
    }
    content.push_str("ET .05 w ");
    for index in 0..=side {
        _ = write!(
            content,
            "{0:.3} 0 m {0:.3} 842 l S 0 {1:.3} m 595 {1:.3} l S ",
            index as f64 * width,
            index as f64 * height
        );
    }
    content.into_bytes()
}
