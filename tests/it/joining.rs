//! Random lines of text in one cell of a page. They must be joined into one value by the rules of white space.

use proptest::prelude::*;
use zhengxin::geometry::{Point, Rect};
use zhengxin::layout::{PrintedLine, lay_out};
use zhengxin::page::{Clipping, Color, Glyph, Page, Ruling};

const SIZE: f32 = 10.0;

/// The cell. It is wide enough for every line.
const CELL: Rect = Rect { left: 40.0, top: 100.0, right: 540.0, bottom: 220.0 };

fn is_wide(character: char) -> bool {
    !character.is_ascii()
}

/// The words of a line. Narrow words have several letters, because single letters that stand apart may be one
/// spaced-out word.
fn line() -> impl Strategy<Value = Vec<String>> {
    let word = prop_oneof!["[\u{4e00}-\u{4eff}]{1,4}", "[A-Za-z0-9]{4,8}", "[，。（）：]{1}"];
    prop::collection::vec(word, 1..6)
}

/// The text as a person reads it: no space beside a wide character, one space between two narrow ones, and nothing at
/// the end of a line.
fn joined(lines: &[Vec<String>]) -> String {
    let join = |words: &Vec<String>| {
        let mut text = String::new();
        for word in words {
            let narrow = |character: Option<char>| character.is_some_and(|character| !is_wide(character));
            if narrow(text.chars().last()) && narrow(word.chars().next()) {
                text.push(' ');
            }
            text.push_str(word);
        }
        text
    };
    lines.iter().map(join).collect()
}

fn page(lines: &[Vec<String>], spaces_are_glyphs: bool) -> Page {
    let mut page = Page { number: 1, width: 595.0, height: 842.0, ..Page::default() };
    let mut order = 0;
    let mut next = || {
        order += 1;
        order
    };
    let Rect { left, top, right, bottom } = CELL;
    for (bounds, horizontal) in [
        (Rect::spanning(left, top, right, top + 0.5), true),
        (Rect::spanning(left, bottom, right, bottom + 0.5), true),
        (Rect::spanning(left, top, left + 0.5, bottom), false),
        (Rect::spanning(right, top, right + 0.5, bottom), false),
    ] {
        page.rulings.push(Ruling { bounds, horizontal, color: Color::BLACK, order: next() });
    }
    for (index, words) in lines.iter().enumerate() {
        let baseline = top + 20.0 + 14.0 * index as f32;
        let mut x = left + 5.0;
        for (at, character) in words.join(" ").chars().enumerate() {
            let width = if is_wide(character) { SIZE } else { SIZE / 2.0 };
            if character != ' ' || spaces_are_glyphs && at > 0 {
                page.glyphs.push(Glyph {
                    character,
                    bounds: Rect::spanning(x, baseline - 0.88 * SIZE, x + width, baseline + 0.12 * SIZE),
                    origin: Point { x, y: baseline },
                    size: SIZE,
                    direction: 0.0,
                    color: Color::BLACK,
                    order: next(),
                    in_form: false,
                    annotation: false,
                    invisible: false,
                    clipping: Clipping::None,
                    shown_by: 0,
                    mcid: None,
                    artifact: false,
                });
            }
            x += width;
        }
    }
    page
}

proptest! {
    #[test]
    fn lines_of_a_cell_are_one_value(lines in prop::collection::vec(line(), 1..6), spaces_are_glyphs: bool, backwards: bool) {
        let mut page = page(&lines, spaces_are_glyphs);
        if backwards {
            page.glyphs.reverse();
        }
        let layout = lay_out(&[page]);
        let [PrintedLine::Row(cells)] = layout.lines.as_slice() else {
            return Err(TestCaseError::fail(format!("one row: {:?}", layout.lines)));
        };
        prop_assert_eq!(cells.len(), 1);
        prop_assert_eq!(&cells[0].text.string, &joined(&lines));
        prop_assert_eq!(cells[0].text.places.len(), cells[0].text.string.chars().count());
    }
}
