//! Reads a value from one of lopdf's objects where PDF allows several types: a number may be an integer or a real, and a stream
//! may stand for its dictionary.

use lopdf::{Dictionary, Object};

/// A dictionary, or that of a stream.
pub(super) fn as_dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

pub(super) fn as_number(object: &Object) -> Option<f64> {
    match object {
        #[expect(clippy::cast_precision_loss, reason = "coordinates are far below 2^52")]
        Object::Integer(integer) => Some(*integer as f64),
        Object::Real(real) => Some(f64::from(*real)),
        _ => None,
    }
}

pub(super) fn as_integer(object: &Object) -> Option<i64> {
    match object {
        Object::Integer(integer) => Some(*integer),
        #[expect(clippy::cast_possible_truncation, reason = "saturates, as it should")]
        Object::Real(real) => Some(*real as i64),
        _ => None,
    }
}
