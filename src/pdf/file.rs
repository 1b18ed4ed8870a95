//! Opening a file, and looking things up in it: the thin layer over lopdf.

use std::cell::Cell;
use std::fmt::Display;

use lopdf::{DecompressError, Dictionary, Document, LoadOptions, Object, ParseError, Stream};

use super::limits::{MAX_DECODED_BYTES, MAX_REFERENCE_CHAIN};
use super::{stream, structure};
use crate::error::{Error, ErrorKind};

/// What to do about a damaged file: the end of every message about one.
const GET_AGAIN: &str = "get the file again from where it came from";

/// An opened, decrypted file.
#[derive(Debug)]
pub(super) struct File {
    document: Document,
    /// Bytes decoded so far, against decompression bombs.
    decoded: Cell<usize>,
}

/// A reference to an object the file does not hold.
#[derive(Debug)]
pub(super) struct Missing;

/// The file is damaged: says where, and what to do.
pub(super) fn damaged(what: impl Display) -> Error {
    Error::new(ErrorKind::Damaged, format!("the PDF file is damaged or cut off: {what}; {GET_AGAIN}"))
}

/// A limit was exceeded: says which.
pub(super) fn limit_exceeded(what: impl Display) -> Error {
    Error::new(
        ErrorKind::LimitExceeded,
        format!("the PDF file asks for too much: {what}; no credit report does, so check where the file comes from"),
    )
}

fn password_required(what: &str) -> Error {
    Error::new(
        ErrorKind::PasswordRequired,
        format!("the PDF file is encrypted and {what}; save a copy without protection and read that"),
    )
}

impl File {
    /// Opens a file: finds its cross references (repairing them where needed) and decrypts it with
    /// the empty user password.
    pub(super) fn open(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.is_empty() {
            return Err(Error::new(ErrorKind::Empty, "the file is empty: it has no bytes; check how it was saved"));
        }
        let options = LoadOptions { max_decompressed_size: Some(MAX_DECODED_BYTES), ..LoadOptions::default() };
        let bytes = structure::without_elements(bytes);
        let document = Document::load_mem_with_options(&bytes, options).map_err(|error| Self::load_error(&error))?;
        // lopdf leaves the Encrypt entry in place where the empty password did not open the file.
        if let Ok(encryption) = document.trailer.get(b"Encrypt") {
            let filter = document
                .dereference(encryption)
                .ok()
                .and_then(|(_, encryption)| as_dictionary(encryption))
                .and_then(|encryption| encryption.get(b"Filter").and_then(Object::as_name).ok());
            return Err(password_required(match filter {
                Some(filter) if filter != b"Standard" => "opens only with a certificate or a program of its own",
                _ => "needs a password to be opened",
            }));
        }
        Ok(Self { document, decoded: Cell::new(0) })
    }

    fn load_error(error: &lopdf::Error) -> Error {
        match error {
            lopdf::Error::Parse(ParseError::InvalidFileHeader) => Error::new(
                ErrorKind::NotPdf,
                "not a PDF file: it has no %PDF header; give the report as the PDF file it was issued as",
            ),
            lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { limit }) => {
                limit_exceeded(format_args!("a stream decodes to more than {limit} bytes"))
            }
            lopdf::Error::InvalidPassword
            | lopdf::Error::Decryption(_)
            | lopdf::Error::UnsupportedSecurityHandler(_) => password_required("cannot be opened without a password"),
            error => damaged(format_args!("its cross-reference table cannot be read or rebuilt ({error})")),
        }
    }

    pub(super) fn trailer(&self) -> &Dictionary {
        &self.document.trailer
    }

    /// The object itself, or what the reference leads to. A reference to nothing is [`Missing`].
    pub(super) fn resolve<'a>(&'a self, mut object: &'a Object) -> Result<&'a Object, Missing> {
        for _ in 0..MAX_REFERENCE_CHAIN {
            let Object::Reference(id) = object else { return Ok(object) };
            object = self.document.objects.get(id).ok_or(Missing)?;
        }
        Err(Missing)
    }

    /// The resolved value of a key; `None` where it is absent, null or missing from the file.
    pub(super) fn get<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        let object = self.resolve(dictionary.get(key).ok()?).ok()?;
        (!object.is_null()).then_some(object)
    }

    /// Like [`Self::get`], but a reference to nothing is [`Missing`]: for what a page needs.
    pub(super) fn need<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> Result<Option<&'a Object>, Missing> {
        match dictionary.get(key) {
            Ok(object) => self.resolve(object).map(|object| (!object.is_null()).then_some(object)),
            Err(_) => Ok(None),
        }
    }

    pub(super) fn dictionary<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
        as_dictionary(self.get(dictionary, key)?)
    }

    pub(super) fn array<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a [Object]> {
        self.get(dictionary, key)?.as_array().ok().map(Vec::as_slice)
    }

    pub(super) fn name<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
        self.get(dictionary, key)?.as_name().ok()
    }

    pub(super) fn number(&self, dictionary: &Dictionary, key: &[u8]) -> Option<f64> {
        as_number(self.get(dictionary, key)?)
    }

    pub(super) fn integer(&self, dictionary: &Dictionary, key: &[u8]) -> Option<i64> {
        as_integer(self.get(dictionary, key)?)
    }

    /// The first `N` numbers of an array: a rectangle, a matrix.
    pub(super) fn numbers<const N: usize>(&self, dictionary: &Dictionary, key: &[u8]) -> Option<[f64; N]> {
        let array = self.array(dictionary, key)?;
        let mut numbers = [0.0; N];
        for (index, number) in numbers.iter_mut().enumerate() {
            *number = as_number(self.resolve(array.get(index)?).ok()?)?;
        }
        Some(numbers)
    }

    /// The decoded bytes of a stream, all of them: a stream that does not decode to its end is an
    /// error that names `what`.
    pub(super) fn decode(&self, stream: &Stream, what: impl Display) -> Result<Vec<u8>, Error> {
        let budget = MAX_DECODED_BYTES.saturating_sub(self.decoded.get());
        match stream::decode(self, stream, budget) {
            Ok(bytes) => {
                self.decoded.set(self.decoded.get().saturating_add(bytes.len()));
                Ok(bytes)
            }
            Err(stream::Failure::Damaged(reason)) => Err(damaged(format_args!("{what} {reason}"))),
            Err(stream::Failure::TooLarge) => {
                Err(limit_exceeded(format_args!("its streams decode to more than {MAX_DECODED_BYTES} bytes")))
            }
        }
    }
}

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
