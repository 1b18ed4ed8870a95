//! Widths of the standard 14 fonts, which files need not give (ISO 32000-1, 9.6.2.2): the name of a font and a character come in,
//! the width goes out.
//!
//! A compact approximation: the printable ASCII characters of the upright Helvetica and Times (the oblique Helvetica has the same
//! widths, the italic Times nearly the same), and a typical width for everything else. This is enough to place text.

/// Widths in thousandths of the font size, from U+0020 to U+007E.
type Ascii = [u16; 95];

#[rustfmt::skip]
const HELVETICA: Ascii = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];
#[rustfmt::skip]
const HELVETICA_BOLD: Ascii = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
    556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
    280, 389, 584,
];
#[rustfmt::skip]
const TIMES: Ascii = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889,
    722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500,
    444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480,
    200, 480, 541,
];
#[rustfmt::skip]
const TIMES_BOLD: Ascii = [
    250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 333, 333, 570, 570, 570, 500, 930, 722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944,
    722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 333, 278, 333, 581, 500, 333, 500, 556, 444, 556,
    444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 394,
    220, 394, 520,
];

/// The width of every character of Courier, in units of the font size.
const COURIER: f64 = 0.6;

/// The width of a character in a font that gives none, in units of the font size. A font that is no standard one has the widths
/// of the standard font that its name resembles most.
pub(super) fn standard_width(base_font: &str, character: char) -> f64 {
    let names = |part: &str| base_font.contains(part);
    if names("Courier") || names("Mono") {
        return COURIER;
    }
    let (times, bold) = (names("Times") || names("Serif"), names("Bold"));
    let ascii = match (times, bold) {
        (false, false) => &HELVETICA,
        (false, true) => &HELVETICA_BOLD,
        (true, false) => &TIMES,
        (true, true) => &TIMES_BOLD,
    };
    let index = u32::from(character).checked_sub(0x20).and_then(|index| usize::try_from(index).ok());
    if let Some(width) = index.and_then(|index| ascii.get(index)) {
        return f64::from(*width) / 1000.0;
    }
    match character {
        '\u{2014}' | '\u{2026}' | '\u{2e80}'.. => 1.0,
        '\u{b7}' => 0.278,
        '\u{2018}' | '\u{2019}' if times => 0.333,
        '\u{2018}' | '\u{2019}' => 0.222,
        '\u{201c}' | '\u{201d}' if times => 0.444,
        '\u{201c}' | '\u{201d}' => 0.333,
        '\u{2022}' => 0.35,
        _ if times => 0.5,
        _ => 0.556,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_of_the_standard_fonts() {
        assert_eq!(standard_width("Helvetica", '0'), 0.556);
        assert_eq!(standard_width("Helvetica", '~'), 0.584);
        assert_eq!(standard_width("Helvetica-Bold", 'a'), 0.556);
        assert_eq!(standard_width("Times-Roman", 'M'), 0.889);
        assert_eq!(standard_width("Courier-Bold", 'i'), 0.6);
        assert_eq!(standard_width("Helvetica", '中'), 1.0);
    }
}
