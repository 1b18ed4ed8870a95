//! Changes the structure of the file (ISO 32000-2, 7.5): cross references, object streams, revisions.

use lopdf::xref::XrefType;
use lopdf::{Document, IncrementalDocument, SaveOptions};

use super::content::{pages, set_page_content};
use super::{altered, originals, read_again};

fn saved_with(document: &Document, options: SaveOptions) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.clone().save_with_options(&mut bytes, options).expect("a file in memory");
    bytes
}

#[test]
fn cross_reference_tables() {
    altered(originals().len(), |_| 1);
}

#[test]
fn cross_reference_streams() {
    read_again(originals().len(), |original| {
        Some(saved_with(&original.document, SaveOptions::builder().use_xref_streams(true).build()))
    });
}

#[test]
fn object_streams() {
    for length in [1, 250] {
        read_again(originals().len(), |original| {
            let options = SaveOptions::builder().use_xref_streams(true).use_object_streams(true);
            Some(saved_with(&original.document, options.max_objects_per_stream(length).build()))
        });
    }
}

/// The file has only ASCII: every stream is in hexadecimal, strings have octal escapes, dictionaries are on many lines.
#[test]
fn ascii() {
    read_again(originals().len(), |original| {
        Some(saved_with(&original.document, SaveOptions::builder().ascii(true).pretty(true).build()))
    });
}

#[test]
fn renumbered_objects() {
    altered(originals().len(), |document| {
        document.renumber_objects_with(70_000);
        document.objects.len()
    });
}

/// A file of two revisions (7.5.6). In the first, all pages are empty. The second is appended to it and has their
/// content.
fn updated(document: &Document, cross_references: XrefType) -> Vec<u8> {
    let mut first = document.clone();
    first.reference_table.cross_reference_type = cross_references;
    let pages = pages(&first);
    for page in &pages {
        set_page_content(&mut first, *page, Vec::new());
    }
    let first = super::saved(&mut first);
    let previous = Document::load_mem(&first).expect("the first revision can be read");
    let mut update = IncrementalDocument::create_from(first, previous);
    for page in pages {
        update.new_document.objects.insert(page, document.objects[&page].clone());
    }
    let mut bytes = Vec::new();
    update.save_to(&mut bytes).expect("a file in memory");
    bytes
}

#[test]
fn incremental_updates_with_cross_reference_tables() {
    read_again(originals().len(), |original| Some(updated(&original.document, XrefType::CrossReferenceTable)));
}

#[test]
fn incremental_updates_with_cross_reference_streams() {
    read_again(originals().len(), |original| Some(updated(&original.document, XrefType::CrossReferenceStream)));
}
