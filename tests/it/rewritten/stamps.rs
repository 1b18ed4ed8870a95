//! A word stamped over all pages is no text of the report: neither pale nor slanted, it is told by where it stands.

use lopdf::dictionary;

use super::content::{add_resources, page_content, pages, set_page_content};
use super::{read_again, saved};

/// Over text and lines of nearly every page.
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
