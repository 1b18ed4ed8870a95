//! Exchanges direct and indirect objects (ISO 32000-2, 7.3.10): any value may be either, except streams, which are
//! always indirect.

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::content::{page_mut, pages, resources};
use super::{altered, originals};

/// Makes every value in an object an indirect object, beginning with the innermost.
fn take_apart(object: &mut Object, next: &mut u32, taken: &mut Vec<(ObjectId, Object)>) -> usize {
    let values: Vec<&mut Object> = match object {
        Object::Array(elements) => elements.iter_mut().collect(),
        Object::Dictionary(dictionary) => dictionary.iter_mut().map(|(_, value)| value).collect(),
        Object::Stream(stream) => stream.dict.iter_mut().map(|(_, value)| value).collect(),
        _ => return 0,
    };
    let mut count = 0;
    for value in values.into_iter().filter(|value| !matches!(value, Object::Reference(_))) {
        count += 1 + take_apart(value, next, taken);
        let id = (*next, 0);
        *next += 1;
        taken.push((id, std::mem::replace(value, Object::Reference(id))));
    }
    count
}

#[test]
fn every_value_indirect() {
    altered(originals().len(), |document| {
        let mut next = document.max_id + 1;
        let mut taken = Vec::new();
        let count = document.objects.values_mut().map(|object| take_apart(object, &mut next, &mut taken)).sum();
        document.max_id = next - 1;
        document.objects.extend(taken);
        count
    });
}

/// The object with the values of references in their places, except streams.
fn written_out(document: &Document, object: &Object) -> Object {
    match object {
        Object::Reference(id) => match &document.objects[id] {
            Object::Stream(_) => object.clone(),
            object => written_out(document, object),
        },
        Object::Array(elements) => {
            elements.iter().map(|element| written_out(document, element)).collect::<Vec<_>>().into()
        }
        Object::Dictionary(dictionary) => {
            let mut direct = Dictionary::new();
            for (key, value) in dictionary {
                direct.set(key.clone(), written_out(document, value));
            }
            direct.into()
        }
        object => object.clone(),
    }
}

/// Fonts and all other resources are written out in each page.
#[test]
fn resources_written_out() {
    altered(originals().len(), |document| {
        let pages = pages(document);
        for page in &pages {
            let resources = written_out(document, &resources(document, *page).into());
            page_mut(document, *page).set("Resources", resources);
        }
        pages.len()
    });
}
