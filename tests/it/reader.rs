//! One document in many kinds of PDF. Each gives the same texts, or an error that says why it cannot be read.

use std::fs;

use zhengxin::layout::{Layout, PrintedLine, lay_out};
use zhengxin::page::UNMAPPED;
use zhengxin::{ErrorKind, Options};

use crate::corpus::{files, fixtures, name};

/// The files that cannot be read, and the reason.
const UNREADABLE: [(&str, ErrorKind); 5] = [
    ("d_truncated90", ErrorKind::Damaged),
    ("gs_from_itext", ErrorKind::UnmappedText),
    ("v_enc_pw_secret", ErrorKind::PasswordRequired),
    ("v_notounicode_itext", ErrorKind::UnmappedText),
    ("v_notounicode_typst", ErrorKind::UnmappedText),
];

fn texts(layout: &Layout) -> Vec<&str> {
    let mut texts = Vec::new();
    for line in &layout.lines {
        match line {
            PrintedLine::Text(text) => texts.push(text.string.as_str()),
            PrintedLine::Row(cells) => {
                texts.extend(cells.iter().map(|cell| cell.text.string.as_str()).filter(|text| !text.is_empty()));
            }
        }
    }
    texts
}

/// The text without white space, which some programs lose. The document has two radicals in the place of ideographs,
/// which become these ideographs.
fn packed(text: &str) -> String {
    text.replace('⻓', "长").replace('⽯', "石").chars().filter(|character| !character.is_whitespace()).collect()
}

/// Whether a text is the right one. If the encoding of a file has no code for a character, the file itself has a box
/// (□).
fn says(read: &str, right: &str) -> bool {
    let lost = |character| matches!(character, '—' | '长' | '石');
    read.chars().count() == right.chars().count()
        && read.chars().zip(right.chars()).all(|(read, right)| read == right || read == '□' && lost(right))
}

#[test]
fn every_kind_of_pdf_gives_the_same_texts() {
    let right = fs::read_to_string(fixtures().join("reader/text.json")).expect("the right texts");
    let right: Vec<String> = serde_json::from_str(&right).expect("a list of texts");
    let right: Vec<_> = right.iter().map(|text| packed(text)).collect();
    for path in files("reader", "pdf") {
        let bytes = fs::read(&path).expect("the fixture can be read");
        let file = name(&path, "reader");
        if let Some((_, kind)) = UNREADABLE.iter().find(|(unreadable, _)| *unreadable == file) {
            let error = zhengxin::parse(&bytes, &Options::default()).expect_err("a file that cannot be read");
            assert_eq!(error.kind(), *kind, "{file}: {error}");
            continue;
        }
        let layout = lay_out(&zhengxin::pdf::read(&bytes).unwrap_or_else(|error| panic!("{file}: {error}")));
        let read: Vec<_> = texts(&layout).into_iter().map(packed).collect();
        for (index, (right, read)) in right.iter().zip(&read).enumerate() {
            assert!(says(read, right), "{file}: text {index} is {read:?}, right is {right:?}");
        }
        assert_eq!(read.len(), right.len(), "{file}");
    }
}

#[test]
fn text_that_is_lost_is_told_with_font_and_page() {
    let bytes = fs::read(fixtures().join("reader/v_notounicode_typst.pdf")).expect("the fixture can be read");
    let message = zhengxin::parse(&bytes, &Options::default()).expect_err("lost text").to_string();
    assert!(message.contains("page 1") && message.contains("font"), "{message}");
    let page = &zhengxin::pdf::read(&bytes).expect("the rest of the text")[0];
    assert!(page.glyphs.iter().any(|glyph| glyph.character == UNMAPPED));
    assert!(page.unmapped.as_ref().is_some_and(|unmapped| message.contains(&unmapped.font)), "{message}");
}
