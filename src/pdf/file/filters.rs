//! Finds the filters that decode the data of a stream, each with its parameters, in the dictionary of the stream (ISO 32000-2,
//! 7.3.8). References are replaced by the objects they lead to.

use lopdf::{Dictionary, Object, Stream};

use super::{File, as_dictionary};
use crate::pdf::stream::Filter;

/// The filters in decoding order, each with its parameters. Unlike lopdf, this follows references.
pub(super) fn filters<'a>(file: &'a File<'a>, dictionary: &'a Dictionary) -> Vec<Filter<'a>> {
    let filters = match file.get(dictionary, b"Filter") {
        Some(Object::Array(filters)) => filters.as_slice(),
        Some(filter) => std::slice::from_ref(filter),
        None => return Vec::new(),
    };
    let parameters = match file.get(dictionary, b"DecodeParms").or_else(|| file.get(dictionary, b"DP")) {
        Some(Object::Array(parameters)) => parameters.as_slice(),
        Some(parameters) => std::slice::from_ref(parameters),
        None => &[],
    };
    filters
        .iter()
        .take(Stream::MAX_FILTERS)
        .enumerate()
        .filter_map(|(index, filter)| {
            let name = file.resolve(filter).ok()?.as_name().ok()?;
            let parameters = parameters.get(index).and_then(|object| file.resolve(object).ok()).and_then(as_dictionary);
            Some((name, parameters.map(|parameters| resolved(file, parameters))))
        })
        .collect()
}

/// The dictionary with its references replaced by what they lead to.
fn resolved(file: &File<'_>, dictionary: &Dictionary) -> Dictionary {
    let mut resolved = Dictionary::new();
    for (key, value) in dictionary {
        if let Ok(value) = file.resolve(value) {
            resolved.set(key.clone(), value.clone());
        }
    }
    resolved
}
