//! Any glyphs and rulings as pages: no character is lost on the way to the transcript.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use zhengxin::geometry::{Point, Rect};
use zhengxin::layout::lay_out;
use zhengxin::page::{Clipping, Color, Fill, Glyph, Page, Ruling};
use zhengxin::transcript::Transcript;

/// Coordinates on a grid of half points, so that lines meet; now and then any number at all.
#[derive(Arbitrary, Debug, Clone, Copy)]
enum Coordinate {
    OnGrid(u8),
    Anywhere(f32),
}

impl Coordinate {
    fn value(self, step: f32) -> f32 {
        match self {
            Self::OnGrid(index) => f32::from(index) * step,
            Self::Anywhere(value) if value.is_finite() => value,
            Self::Anywhere(_) => 0.0,
        }
    }
}

#[derive(Arbitrary, Debug)]
enum Mark {
    Text { x: Coordinate, y: Coordinate, size: u8, text: String, flags: u8 },
    Line { x: Coordinate, y: Coordinate, length: Coordinate, thickness: u8, horizontal: bool },
    Grid { x: u8, y: u8, columns: u8, rows: u8 },
    Area { x: Coordinate, y: Coordinate, width: Coordinate, height: Coordinate, grey: u8 },
}

#[derive(Arbitrary, Debug)]
struct Sheet {
    wide: bool,
    marks: Vec<Mark>,
}

fn direction(flags: u8) -> f32 {
    [0.0, 0.0, 0.0, 0.0, 90.0, -90.0, 180.0, 35.0][usize::from(flags & 7)]
}

fn grey(level: f32) -> Color {
    Color { red: level, green: level, blue: level, alpha: 1.0 }
}

fn page(sheet: &Sheet, number: u32) -> Page {
    let (width, height) = if sheet.wide { (842.0, 595.0) } else { (595.0, 842.0) };
    let mut page = Page { number, width, height, ..Page::default() };
    let mut order = 0;
    let mut next = || {
        order += 1;
        order
    };
    for mark in sheet.marks.iter().take(64) {
        match mark {
            Mark::Text { x, y, size, text, flags } => {
                let (mut x, y, size) = (x.value(3.0), y.value(4.0), f32::from(size % 32) / 2.0 + 0.5);
                for character in text.chars().take(32).filter(|character| !character.is_control()) {
                    page.glyphs.push(Glyph {
                        character: if character.is_whitespace() { ' ' } else { character },
                        bounds: Rect::spanning(x, y, x + size, y + size),
                        origin: Point { x, y: y + 0.88 * size },
                        size,
                        direction: direction(*flags),
                        color: if flags & 8 == 0 { Color::BLACK } else { grey(0.9) },
                        order: next(),
                        in_form: flags & 16 != 0,
                        annotation: flags & 0xe0 == 0xc0,
                        invisible: flags & 0xe0 == 0xe0,
                        clipping: if flags & 0xe0 == 0x60 { Clipping::Cut(0) } else { Clipping::None },
                        shown_by: u32::from(flags & 4),
                        mcid: None,
                        artifact: flags & 0xe0 == 0xa0,
                    });
                    x += size;
                }
            }
            Mark::Line { x, y, length, thickness, horizontal } => {
                let (x, y, length) = (x.value(3.0), y.value(4.0), length.value(3.0));
                let thickness = f32::from(thickness % 7) / 2.0;
                let (dx, dy) = if *horizontal { (length, thickness) } else { (thickness, length) };
                let bounds = Rect::spanning(x, y, x + dx, y + dy);
                page.rulings.push(Ruling { bounds, horizontal: *horizontal, color: Color::BLACK, order: next() });
            }
            Mark::Grid { x, y, columns, rows } => {
                let (x, y) = (f32::from(*x), f32::from(*y) * 3.0);
                let (columns, rows) = (f32::from(columns % 8 + 1), f32::from(rows % 8 + 1));
                let (width, height) = (columns * 60.0, rows * 18.0);
                for row in 0..=rows as u8 {
                    let y = y + f32::from(row) * 18.0;
                    let bounds = Rect::spanning(x, y, x + width, y + 0.5);
                    page.rulings.push(Ruling { bounds, horizontal: true, color: Color::BLACK, order: next() });
                }
                for column in 0..=columns as u8 {
                    let x = x + f32::from(column) * 60.0;
                    let bounds = Rect::spanning(x, y, x + 0.5, y + height);
                    page.rulings.push(Ruling { bounds, horizontal: false, color: Color::BLACK, order: next() });
                }
            }
            Mark::Area { x, y, width, height, grey: level } => {
                let (x, y) = (x.value(3.0), y.value(4.0));
                let bounds = Rect::spanning(x, y, x + width.value(3.0), y + height.value(4.0));
                page.fills.push(Fill { bounds, color: grey(f32::from(*level) / 255.0), order: next() });
            }
        }
    }
    page
}

fuzz_target!(|sheets: Vec<Sheet>| {
    let pages: Vec<Page> = sheets.iter().take(4).zip(1..).map(|(sheet, number)| page(sheet, number)).collect();
    let layout = lay_out(&pages);
    zhengxin_fuzz::assert_all_characters_kept(&pages, &layout);
    let transcript = Transcript::new(&layout);
    // What is written down reads the same again.
    assert_eq!(Transcript::from_text(transcript.text()).folded(), transcript.folded());
});
