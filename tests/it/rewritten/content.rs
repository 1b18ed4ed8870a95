//! Reads and writes content streams as lists of operations, those of pages as well as those of form XObjects.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

/// An operation with these operands.
pub fn operation(operator: &str, operands: Vec<Object>) -> Operation {
    Operation::new(operator, operands)
}

pub fn encode(operations: &[Operation]) -> Vec<u8> {
    Content { operations }.encode().expect("operations can be written")
}

fn decode(content: &[u8]) -> Vec<Operation> {
    Content::decode(content).expect("content that lopdf can read").operations
}

pub fn pages(document: &Document) -> Vec<ObjectId> {
    document.page_iter().collect()
}

/// The content of a page: all of its streams, joined.
pub fn page_content(document: &Document, page: ObjectId) -> Vec<u8> {
    document.get_page_content(page)
}

pub fn page_operations(document: &Document, page: ObjectId) -> Vec<Operation> {
    decode(&page_content(document, page))
}

/// Gives a page other content, in one stream.
pub fn set_page_content(document: &mut Document, page: ObjectId, content: Vec<u8>) {
    let stream = document.add_object(Stream::new(Dictionary::new(), content));
    page_mut(document, page).set("Contents", stream);
}

pub fn page_mut(document: &mut Document, page: ObjectId) -> &mut Dictionary {
    document.get_dictionary_mut(page).expect("a page is a dictionary")
}

/// The object that a reference leads to. An object that is no reference is itself the answer.
pub fn resolve<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    document.dereference(object).expect("an object of the file").1
}

/// An attribute of a page, of its own or inherited (7.7.3.4).
pub fn attribute(document: &Document, page: ObjectId, key: &[u8]) -> Option<Object> {
    let mut node = document.get_dictionary(page).ok()?;
    loop {
        if let Ok(value) = node.get(key) {
            return Some(resolve(document, value).clone());
        }
        node = resolve(document, node.get(b"Parent").ok()?).as_dict().ok()?;
    }
}

/// The resources of a page.
pub fn resources(document: &Document, page: ObjectId) -> Dictionary {
    attribute(document, page, b"Resources").and_then(|object| object.as_dict().ok().cloned()).unwrap_or_default()
}

/// Adds objects to a category of the resources of a page. The page then has resources of its own.
pub fn add_resources(document: &mut Document, page: ObjectId, category: &str, objects: &[(String, ObjectId)]) {
    let mut resources = resources(document, page);
    let mut entries = match resources.get(category.as_bytes()) {
        Ok(entries) => resolve(document, entries).as_dict().expect("a category is a dictionary").clone(),
        Err(_) => Dictionary::new(),
    };
    for (name, object) in objects {
        entries.set(name.as_str(), *object);
    }
    resources.set(category, entries);
    page_mut(document, page).set("Resources", resources);
}

fn is_form(object: &Object) -> bool {
    object
        .as_stream()
        .is_ok_and(|stream| stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Form"))
}

/// Rewrites the operations of every page and form. `rewrite` gets the resources, too, and gives how many places it has
/// changed. The result is the sum of these numbers.
pub fn rewrite_all(
    document: &mut Document,
    mut rewrite: impl FnMut(&Document, &Dictionary, Vec<Operation>) -> (Vec<Operation>, usize),
) -> usize {
    let mut changed = 0;
    for page in pages(document) {
        let operations = page_operations(document, page);
        let (operations, places) = rewrite(document, &resources(document, page), operations);
        changed += places;
        set_page_content(document, page, encode(&operations));
    }
    let forms: Vec<_> = document.objects.iter().filter(|(_, object)| is_form(object)).map(|(id, _)| *id).collect();
    for form in forms {
        let stream = document.objects[&form].as_stream().expect("a form is a stream");
        let resources = match stream.dict.get(b"Resources") {
            Ok(resources) => resolve(document, resources).as_dict().expect("resources are a dictionary").clone(),
            Err(_) => Dictionary::new(),
        };
        let operations = decode(&stream.get_plain_content().expect("a form can be decoded"));
        let (operations, places) = rewrite(document, &resources, operations);
        changed += places;
        let Some(Object::Stream(stream)) = document.objects.get_mut(&form) else { unreachable!("it was a stream") };
        stream.set_plain_content(encode(&operations));
    }
    changed
}

#[test]
fn decoding_and_encoding_loses_nothing() {
    super::altered(super::originals().len(), |document| rewrite_all(document, |_, _, operations| (operations, 1)));
}
