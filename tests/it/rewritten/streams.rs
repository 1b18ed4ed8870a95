//! Divides content into several streams (ISO 32000-2, 7.8.2). It may be divided between any two tokens, even inside of
//! an array or between operands.

use lopdf::content::Operation;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::content::{encode, page_mut, page_operations, pages};
use super::random::Random;
use super::{altered, originals};

/// The tokens of an operand. Arrays and dictionaries are taken apart.
fn operand_tokens(operand: &Object, tokens: &mut Vec<Vec<u8>>) {
    match operand {
        Object::Array(elements) => {
            tokens.push(b"[".to_vec());
            for element in elements {
                operand_tokens(element, tokens);
            }
            tokens.push(b"]".to_vec());
        }
        Object::Dictionary(dictionary) => {
            tokens.push(b"<<".to_vec());
            for (key, value) in dictionary {
                operand_tokens(&Object::Name(key.clone()), tokens);
                operand_tokens(value, tokens);
            }
            tokens.push(b">>".to_vec());
        }
        operand => {
            let mut token = Vec::new();
            lopdf::Writer::write_object(&mut token, operand).expect("memory");
            tokens.push(token);
        }
    }
}

/// The tokens of an operation. An inline image is one token, because its data must not be divided.
fn tokens(operation: &Operation) -> Vec<Vec<u8>> {
    if operation.operator == "BI" {
        return vec![encode(std::slice::from_ref(operation))];
    }
    let mut tokens = Vec::new();
    for operand in &operation.operands {
        operand_tokens(operand, &mut tokens);
    }
    tokens.push(operation.operator.as_bytes().to_vec());
    tokens
}

/// Gives a page one stream for each part.
fn set_parts(document: &mut Document, page: ObjectId, parts: &[Vec<u8>]) {
    let parts: Vec<_> = parts
        .iter()
        .map(|part| Object::Reference(document.add_object(Stream::new(Dictionary::new(), part.clone()))))
        .collect();
    page_mut(document, page).set("Contents", parts);
}

/// Divides the content of every page; `size` gives how many tokens the next stream has.
fn divided(mut size: impl FnMut() -> usize, document: &mut Document) -> usize {
    let mut divided = 0;
    for page in pages(document) {
        let tokens: Vec<_> = page_operations(document, page).iter().flat_map(tokens).collect();
        let mut rest = tokens.as_slice();
        let mut parts = Vec::new();
        while !rest.is_empty() {
            let (part, others) = rest.split_at(size().min(rest.len()));
            parts.push(part.join(&b' '));
            rest = others;
        }
        divided += parts.len() - 1;
        set_parts(document, page, &parts);
    }
    divided
}

#[test]
fn streams_of_many_tokens() {
    altered(57, |document| {
        let mut random = Random::new(1);
        divided(|| 1 + random.below(400), document)
    });
}

#[test]
fn streams_of_one_or_two_tokens() {
    altered(originals().len(), |document| {
        let mut random = Random::new(2);
        let mut tokens = 0;
        // Only some of the streams are so short. Otherwise the file would have more objects than any real one.
        divided(
            || {
                tokens += 1;
                if tokens % 4_000 < 400 { 1 + random.below(2) } else { 100 }
            },
            document,
        )
    });
}
