//! Adds stamps to all pages. They are neither pale nor slanted, so only their place tells that they are no text of the
//! report.

use lopdf::{Object, Stream, dictionary};

use super::content::{add_resources, page_content, page_mut, pages, set_page_content};
use super::{altered, originals, read_again, saved};

/// The word lies over texts and lines of nearly every page.
#[test]
fn a_word_over_the_middle_of_all_pages() {
    read_again(8, |original| {
        let mut document = original.document.clone();
        let pages = pages(&document);
        if pages.len() < 3 || !original.name.starts_with("reports/") {
            return None;
        }
        let helvetica = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica-Bold" };
        let helvetica = document.add_object(helvetica);
        for page in pages {
            add_resources(&mut document, page, "Font", &[("Stamp".to_owned(), helvetica)]);
            let mut content = b"q 0.8 0 0 rg BT /Stamp 36 Tf 150 400 Td (CONFIDENTIAL) Tj ET Q\n".to_vec();
            content.extend(page_content(&document, page));
            set_page_content(&mut document, page, content);
        }
        Some(saved(&mut document))
    });
}

/// A sign in the upper margin of all pages, in a font that does not say which character it is. It must not get into any
/// text.
#[test]
fn an_icon_in_the_margin_of_all_pages() {
    read_again(8, |original| {
        let mut document = original.document.clone();
        let pages = pages(&document);
        if pages.len() < 3 || !original.name.starts_with("reports/") {
            return None;
        }
        let icons = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Icons", "Encoding" => "Identity-H",
            "DescendantFonts" => vec![Object::Dictionary(dictionary! {
                "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => "Icons",
                "CIDSystemInfo" => dictionary! {
                    "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Identity"),
                    "Supplement" => 0,
                },
            })],
        });
        for page in pages {
            add_resources(&mut document, page, "Font", &[("Icons".to_owned(), icons)]);
            let mut content = b"q BT /Icons 12 Tf 30 820 Td <0007> Tj ET Q\n".to_vec();
            content.extend(page_content(&document, page));
            set_page_content(&mut document, page, content);
        }
        Some(saved(&mut document))
    });
}

/// A stamp with a frame, which an annotation lays over the text and lines of a single page.
#[test]
fn a_stamp_that_is_an_annotation() {
    altered(originals().len(), |document| {
        let helvetica = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
        let helvetica = document.add_object(helvetica);
        let form = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 100.into(), 50.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F" => helvetica } },
        };
        let content = b"0.5 g 1 1 98 48 re B 0 g BT /F 9 Tf 5 20 Td (RECEIVED 2024.01.01) Tj ET";
        let form = document.add_object(Stream::new(form, content.to_vec()));
        let stamp = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Stamp", "F" => 4, "AP" => dictionary! { "N" => form },
            "Rect" => vec![50.into(), 500.into(), 350.into(), 650.into()],
        });
        page_mut(document, pages(document)[0]).set("Annots", vec![Object::from(stamp)]);
        1
    });
}
