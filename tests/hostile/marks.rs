//! Pages with more on them than can be compared, each thing with each other.

use std::fmt::Write as _;

use super::assembly::{FONTS, file_of, flate_of, fonts, skeleton};
use super::contents::{self, Cases, DENSITY, Noise, drawn, grid, page};

/// What is painted on one page, compressed: how much of it is decoded is bounded by the limits.
pub fn marks(size: usize) -> Cases {
    let drawn = |piece: fn(&mut String, &mut Noise)| page(flate_of("", &drawn(size * DENSITY / 4, piece)));
    let text = |piece: fn(&mut String, &mut Noise)| {
        page(flate_of("", &[b"BT /F2 9 Tf ".to_vec(), contents::drawn(size * DENSITY / 4, piece)].concat()))
    };
    vec![
        (
            "lines anywhere",
            drawn(|text, noise| {
                let (x, y, length) = (noise.next(595), noise.next(842), noise.next(300));
                _ = if noise.next(2) == 0 {
                    write!(text, "{x} {y} m {} {y} l S ", x + length)
                } else {
                    write!(text, "{x} {y} m {x} {} l S ", y + length)
                };
            }),
        ),
        (
            "lines on a fine grid",
            drawn(|text, noise| {
                let (x, y) = (noise.next(5_950) as f64 / 10.0, noise.next(8_420) as f64 / 10.0);
                _ = if noise.next(2) == 0 {
                    write!(text, "0 {y} 595 .5 re f ")
                } else {
                    write!(text, "{x} 0 .5 842 re f ")
                };
            }),
        ),
        ("lines in the same place", drawn(|text, _| text.push_str("0 9 m 595 9 l S 9 0 m 9 842 l S "))),
        ("dots", drawn(|text, noise| _ = write!(text, "{} {} .5 .5 re f ", noise.next(595), noise.next(842)))),
        (
            "short pieces of lines",
            drawn(|text, noise| _ = write!(text, "{} {} 3 .4 re f ", noise.next(595), noise.next(8_420) as f64 / 10.0)),
        ),
        (
            "areas of all colours",
            drawn(|text, noise| {
                _ = write!(
                    text,
                    "{} {} {} rg {} {} 50 50 re f ",
                    noise.next(99) as f64 / 99.0,
                    noise.next(99) as f64 / 99.0,
                    noise.next(99) as f64 / 99.0,
                    noise.next(595),
                    noise.next(842)
                );
                _ = write!(text, "{} {} m {} {0} l S ", noise.next(595), noise.next(842), noise.next(595));
            }),
        ),
        (
            "a path of rectangles",
            drawn(|text, noise| _ = write!(text, "{} {} 40 .4 re ", noise.next(595), noise.next(842))),
        ),
        ("letters in the same place", text(|text, _| text.push_str("1 0 0 1 9 9 Tm (abcabcabc) Tj "))),
        (
            "letters anywhere",
            text(|text, noise| _ = write!(text, "1 0 0 1 {} {} Tm (a) Tj ", noise.next(595), noise.next(842))),
        ),
        (
            "letters in a column",
            text(|text, noise| _ = write!(text, "1 0 0 1 9 {} Tm (a) Tj ", noise.next(84_200) as f64 / 100.0)),
        ),
        (
            "letters at all angles",
            text(|text, noise| {
                let (sine, cosine) = (noise.next(360) as f64).to_radians().sin_cos();
                _ = write!(
                    text,
                    "{cosine:.3} {sine:.3} {:.3} {cosine:.3} {} {} Tm (a) Tj ",
                    -sine,
                    noise.next(595),
                    noise.next(842)
                );
            }),
        ),
        (
            "letters of all sizes",
            text(|text, noise| {
                _ = write!(
                    text,
                    "/F2 {} Tf 1 0 0 1 {} {} Tm (a) Tj ",
                    noise.next(40) + 1,
                    noise.next(595),
                    noise.next(842)
                )
            }),
        ),
        (
            "lines on a huge sheet",
            huge(b"BT /F2 1 Tf 9 9 Td (a) Tj ET ", size, |text, noise| {
                let length = noise.next(900_000);
                thin_line(text, noise, length);
            }),
        ),
        (
            "lines and huge letters on a huge sheet",
            huge(b"BT /F2 90000 Tf 9 9 Td (aaaaa) Tj ET ", size, |text, noise| thin_line(text, noise, 200_000)),
        ),
        (
            "letters on a huge sheet",
            huge(b"BT ", size, |text, noise| {
                _ = write!(
                    text,
                    "/F2 {} Tf 1 0 0 1 {} {} Tm (ab) Tj ",
                    noise.next(9) + 1,
                    noise.next(900_000),
                    noise.next(900_000)
                );
            }),
        ),
        ("a grid of lines alone", page(flate_of("", &lines(1_500)))),
        ("a grid of cells with a letter in each", page(flate_of("", &grid(size / 40)))),
    ]
}

/// A line of this length in either direction, anywhere on a sheet of a million points.
fn thin_line(text: &mut String, noise: &mut Noise, length: u64) {
    let (x, y) = (noise.next(900_000), noise.next(900_000));
    let (width, height) = if noise.next(2) == 0 { (length as f64, 0.5) } else { (0.5, length as f64) };
    _ = write!(text, "{x} {y} {width} {height} re f ");
}

/// What is drawn on a sheet of a million points.
fn huge(start: &[u8], size: usize, piece: fn(&mut String, &mut Noise)) -> Vec<u8> {
    let mut bodies = skeleton(&format!("/MediaBox[0 0 1000000 1000000]/Contents 4 0 R/Resources<<{FONTS}>>"));
    bodies.push(flate_of("", &[start.to_vec(), drawn(size * DENSITY / 4, piece)].concat()));
    bodies.extend(fonts());
    file_of(&bodies)
}

/// So many lines in each direction, and a small letter.
fn lines(count: usize) -> Vec<u8> {
    let mut content = "BT /F2 .1 Tf 9 9 Td (a) Tj ET .01 w ".to_owned();
    for index in 0..=count {
        let (x, y) = (index as f64 * 595.0 / count as f64, index as f64 * 842.0 / count as f64);
        _ = write!(content, "{x:.2} 0 m {x:.2} 842 l S 0 {y:.2} m 595 {y:.2} l S ");
    }
    content.into_bytes()
}
