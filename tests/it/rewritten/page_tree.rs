//! Changes the page tree (ISO 32000-2, 7.7.3): the nodes that pages are below of, and what they inherit.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::content::{attribute, page_content, page_mut, pages};
use super::{altered, originals};

/// The attributes that a page may inherit (Table 31).
const INHERITABLE: [&str; 4] = ["Resources", "MediaBox", "CropBox", "Rotate"];

fn node(document: &mut Document) -> ObjectId {
    document.add_object(dictionary! { "Type" => "Pages" })
}

fn set(document: &mut Document, object: ObjectId, key: &str, value: impl Into<Object>) {
    document.get_dictionary_mut(object).expect("a node of the page tree").set(key, value);
}

fn fill(document: &mut Document, node: ObjectId, kids: &[ObjectId], count: usize) {
    set(document, node, "Kids", kids.iter().map(|kid| Object::Reference(*kid)).collect::<Vec<_>>());
    set(document, node, "Count", i64::try_from(count).expect("few pages"));
    for kid in kids {
        set(document, *kid, "Parent", node);
    }
}

/// Gives every page the attributes that it inherits as its own.
fn make_own(document: &mut Document) -> Vec<ObjectId> {
    let pages = pages(document);
    for page in &pages {
        for key in INHERITABLE {
            if let Some(value) = attribute(document, *page, key.as_bytes()) {
                page_mut(document, *page).set(key, value);
            }
        }
    }
    pages
}

#[test]
fn one_node_for_all_pages() {
    altered(originals().len(), |document| {
        let pages = make_own(document);
        let root = node(document);
        fill(document, root, &pages, pages.len());
        document.catalog_mut().expect("a catalog").set("Pages", root);
        pages.len()
    });
}

/// Every node has one page, and one node with all further pages. So the tree is as deep as there are pages.
#[test]
fn as_deep_as_it_goes() {
    altered(originals().len(), |document| {
        let pages = make_own(document);
        let mut rest = node(document);
        fill(document, rest, &pages[pages.len() - 1..], 1);
        for (index, page) in pages.iter().enumerate().rev().skip(1) {
            let above = node(document);
            fill(document, above, &[*page, rest], pages.len() - index);
            rest = above;
        }
        document.catalog_mut().expect("a catalog").set("Pages", rest);
        pages.len()
    });
}

/// Pages have no attributes of their own. They inherit them from two nodes above, and the root above these has other
/// ones.
#[test]
fn everything_inherited() {
    altered(originals().len(), |document| {
        let pages = make_own(document);
        let root = node(document);
        let mut above = Vec::new();
        for page in &pages {
            let (upper, lower) = (node(document), node(document));
            for key in INHERITABLE {
                if let Some(value) = page_mut(document, *page).remove(key.as_bytes()) {
                    set(document, upper, key, value);
                } else if key == "Rotate" {
                    set(document, upper, key, 0);
                }
            }
            fill(document, lower, &[*page], 1);
            fill(document, upper, &[lower], 1);
            above.push(upper);
        }
        fill(document, root, &above, pages.len());
        set(document, root, "Rotate", 90);
        set(document, root, "MediaBox", vec![0.into(), 0.into(), 10.into(), 10.into()]);
        document.catalog_mut().expect("a catalog").set("Pages", root);
        pages.len()
    });
}

/// The content is in an indirect array, between empty streams.
#[test]
fn content_among_empty_streams() {
    altered(originals().len(), |document| {
        let pages = pages(document);
        for page in &pages {
            let content = page_content(document, *page);
            let empty = document.add_object(Stream::new(Dictionary::new(), Vec::new()));
            let content = document.add_object(Stream::new(Dictionary::new(), content));
            let parts: Vec<_> = [empty, content, empty].into_iter().map(Object::Reference).collect();
            let parts = document.add_object(parts);
            page_mut(document, *page).set("Contents", parts);
        }
        pages.len()
    });
}
