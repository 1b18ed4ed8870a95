//! Metamorphic tests: if a file is rewritten so that its pages look the same, it must be read the same.
//!
//! A report may pass through several programs after it was printed and before it is read. Each module here rewrites the
//! fixtures as such programs do, or as ISO 32000-2 allows them to. The transcript must stay the same, to the byte. That
//! is enough, because the JSON is made from the transcript alone, which the first test here checks. Each test names the
//! least number of files that it has to rewrite, so that no test passes by rewriting nothing.

mod assembly;
mod content;
mod encryption;
mod file;
mod filters;
mod forms;
mod geometry;
mod objects;
mod order;
mod page_tree;
mod random;
mod spelling;
mod stamps;
mod streams;
mod text;

use std::fs;
use std::sync::OnceLock;

use lopdf::Document;
use lopdf::xref::XrefType;
use zhengxin::layout::lay_out;
use zhengxin::page::Page;
use zhengxin::transcript::Transcript;
use zhengxin::{ErrorKind, Options};

use crate::corpus::{files, name};

/// How many pages of a fixture are rewritten. A few pages show how its producer writes, and with all pages every test
/// would take long.
const PAGES: usize = 4;

/// The first pages of a fixture: their objects, decrypted, and what is read from them.
struct Original {
    name: String,
    document: Document,
    pages: Vec<Page>,
    transcript: String,
}

impl Original {
    /// `None` if the fixture cannot be read, or has text without characters.
    fn load(name: String, bytes: &[u8]) -> Option<Self> {
        let mut pages = match zhengxin::pdf::read(bytes) {
            Ok(pages) => pages,
            Err(error) => {
                let kinds = [ErrorKind::Damaged, ErrorKind::PasswordRequired];
                assert!(kinds.contains(&error.kind()), "{name}: {error}");
                return None;
            }
        };
        if pages.iter().any(|page| page.unmapped.is_some()) {
            return None;
        }
        pages.truncate(PAGES);
        let mut document = Document::load_mem(bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let left: Vec<u32> = document.get_pages().into_keys().skip(PAGES).collect();
        document.delete_pages(&left);
        // The structure tree is most of a tagged file, and is not needed here.
        document.catalog_mut().expect("a catalog").remove(b"StructTreeRoot");
        document.prune_objects();
        document.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
        let transcript = Transcript::new(&lay_out(&pages)).text().to_owned();
        Some(Self { name, document, pages, transcript })
    }
}

/// Every fixture that can be read: the reports, the prints and the document in many kinds of PDF.
fn originals() -> &'static [Original] {
    static ORIGINALS: OnceLock<Vec<Original>> = OnceLock::new();
    ORIGINALS.get_or_init(|| {
        let folders = ["reports", "prints", "reader"];
        let fixtures =
            folders.iter().flat_map(|folder| files(folder, "pdf").into_iter().map(move |path| (*folder, path)));
        fixtures
            .filter_map(|(folder, path)| {
                let bytes = fs::read(&path).expect("the fixture can be read");
                Original::load(format!("{folder}/{}", name(&path, folder)), &bytes)
            })
            .collect()
    })
}

/// Rewrites each fixture into the bytes of another file, unless `rewrite` gives `None`, and reads it again. At least
/// `at_least` fixtures must have been rewritten.
fn read_again(at_least: usize, rewrite: impl Fn(&Original) -> Option<Vec<u8>>) {
    let mut rewritten = 0;
    let mut differences = Vec::new();
    for original in originals() {
        let Some(bytes) = rewrite(original) else { continue };
        rewritten += 1;
        match zhengxin::transcribe(&bytes) {
            Ok(transcript) if transcript.text() == original.transcript => {}
            Ok(transcript) => differences.push(first_difference(original, transcript.text())),
            Err(error) => differences.push(format!("{}: {error}", original.name)),
        }
    }
    assert!(differences.is_empty(), "{} of {rewritten}:\n{}", differences.len(), differences.join("\n"));
    assert!(rewritten >= at_least, "only {rewritten} files could be rewritten so");
}

/// The first line that has changed.
fn first_difference(original: &Original, text: &str) -> String {
    let (mut before, mut after) = (original.transcript.lines(), text.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (before.next(), after.next()) {
            (None, None) => return format!("{}: the ends of lines differ", original.name),
            (before, after) if before != after => {
                return format!("{}: line {number} is {after:?}, was {before:?}", original.name);
            }
            _ => {}
        }
    }
}

/// Alters the objects of each fixture and reads it again. `alter` gives how many places it has changed; a file without
/// changes does not count.
fn altered(at_least: usize, alter: impl Fn(&mut Document) -> usize) {
    read_again(at_least, |original| {
        let mut document = original.document.clone();
        (alter(&mut document) > 0).then(|| saved(&mut document))
    });
}

/// The file in its plainest form: each object outside of object streams, and a cross-reference table.
fn saved(document: &mut Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a file in memory");
    bytes
}

#[test]
fn the_report_is_made_of_the_transcript_alone() {
    for folder in ["reports", "prints"] {
        for path in files(folder, "pdf") {
            let bytes = fs::read(&path).expect("the fixture can be read");
            let transcript = zhengxin::transcribe(&bytes).expect("a transcript");
            let report = |transcript: &Transcript| {
                zhengxin::read_transcript(transcript, &Options::default()).expect("a report").value
            };
            let text = Transcript::from_text(transcript.text());
            assert!(report(&transcript) == report(&text), "{}", path.display());
        }
    }
}
