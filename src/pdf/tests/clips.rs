//! Which glyphs of a text clips and the edge of the page cut off or hide.

use super::{Sample, text};
use crate::page::Clipping;

#[test]
fn what_the_clip_or_the_page_hides_is_not_there() {
    let page = Sample::new().page(
        b"BT /F1 10 Tf 300 50 Td (off) Tj ET q 0 0 100 100 re W n BT /F1 10 Tf 94 50 Td (A) Tj 20 0 Td (B) Tj ET 50 10 100 1 re f Q \
          BT /F1 10 Tf 150 50 Td (C) Tj ET",
    );
    assert_eq!(text(&page), "AC");
    assert_eq!(page.rulings[0].bounds.right, 100.0);
}

#[test]
fn a_text_that_the_clip_cuts_off_is_whole() {
    let clipped = |text: &[u8]| {
        let before: &[u8] = b"0 0 100 100 re W n BT /F1 10 Tf 90 50 Td (";
        Sample::new().page(&[before, text, b") Tj ET"].concat())
    };
    let page = clipped(b"AAA");
    assert_eq!(text(&page), "AAA");
    // Half of the second glyph shows, and nothing of the third.
    let clippings: Vec<_> = page.glyphs.iter().map(|glyph| glyph.clipping).collect();
    assert_eq!(clippings, [Clipping::None, Clipping::Cut(0), Clipping::Hidden(0)]);
}

#[test]
fn a_text_of_which_the_clip_hides_the_beginning_is_whole() {
    let page = Sample::new().page(b"20 0 100 100 re W n BT /F1 10 Tf 2 50 Td (ABC) Tj [(A) -100 (B)] TJ ET");
    assert_eq!(text(&page), "ABCAB");
    assert_eq!(page.glyphs[0].clipping, Clipping::Hidden(0));
}

#[test]
fn a_line_that_the_clip_of_a_cell_hides_belongs_to_the_one_that_shows() {
    let page = Sample::new()
        .page(b"q 0 40 100 15 re W n BT /F1 10 Tf 10 60 Td (A) Tj 0 -15 Td (B) Tj 0 -20 Td (C) Tj ET Q BT /F1 10 Tf 10 5 Td (A) Tj ET");
    assert_eq!(text(&page), "ABCA");
}

#[test]
fn a_line_of_which_half_shows_is_whole() {
    let page = Sample::new().page(
        b"q 0 50 100 15 re W n BT /F1 10 Tf 10 55 Td (A) Tj ET Q q 0 50 100 3 re W n BT /F1 10 Tf 10 43 Td (BC) Tj ET Q",
    );
    assert_eq!(text(&page), "ABC");
    assert!(matches!(page.glyphs[1].clipping, Clipping::Hidden(_)));
}

#[test]
fn a_clip_that_cuts_off_space_alone_cuts_nothing() {
    let page = Sample::new().page(b"0 0 37 100 re W n BT /F1 10 Tf 10 50 Td (ABCA ) Tj ET");
    assert!(page.glyphs.iter().all(|glyph| !matches!(glyph.clipping, Clipping::Cut(_))));
}

#[test]
fn a_line_in_the_clip_of_a_cell_belongs_to_it_however_little_shows() {
    // The second line has a clip of its own, into which only the top of its box reaches.
    let page = Sample::new().page(
        b"q 0 0 200 100 re W n BT /F1 10 Tf 10 60 Td (A) Tj ET Q q 0 55 100 14 re W n BT /F1 10 Tf 10 48 Td (B) Tj ET Q",
    );
    assert_eq!(text(&page), "AB");
}

#[test]
fn a_clip_that_hides_everything_is_of_no_cell() {
    let page =
        Sample::new().page(b"q 0 0 0 0 re W n BT /F1 10 Tf 10 60 Td (A) Tj ET Q BT /F1 10 Tf 10 40 Td (B) Tj ET");
    assert_eq!(text(&page), "B");
}

#[test]
fn kerned_letters_out_of_the_page_belong_to_what_shows() {
    let page = Sample::new().page(b"BT /F1 10 Tf -8 50 Td [(A) 150 (BC)] TJ ET");
    assert_eq!(text(&page), "ABC");
}
