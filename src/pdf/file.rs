//! Opens a file and looks objects up in it. [`File::open`] takes the bytes, finds the cross references and sets up decryption;
//! [`File::get`] and its siblings give the values of dictionaries, [`File::decode`] gives the bytes of a stream.
//!
//! An object is read when it is first asked for, and once, so that neither the size of a file nor the number of references to one
//! place decides how much work is done. lopdf gives the objects their types, decrypts and decodes them. It is not asked to load
//! the file, because it would read every object that the cross references name, as often as they name it.
//!
//! Several threads may read from one file. Two threads that ask for one object at the same time may both read it, and its bytes
//! may then count twice.

mod filters;
mod objects;
mod references;

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use foldhash::fast::RandomState;
use lopdf::{Dictionary, EncryptionState, Object, Stream};
use memchr::memmem;

use super::budget::Limits;
pub(super) use super::conversions::{as_dictionary, as_integer, as_number};
use super::cross_reference::Location;
use super::limits::MAX_REFERENCE_CHAIN;
use super::object_stream::ObjectStream;
use super::stream;
use crate::error::{Error, ErrorKind};

/// What to do about a damaged file: the end of every message about one.
const GET_AGAIN: &str = "get the file again from where it came from";

/// An opened, decrypted file.
#[derive(Debug)]
pub(super) struct File<'b> {
    /// The bytes from the header on: offsets count from there.
    bytes: &'b [u8],
    trailer: Dictionary,
    entries: HashMap<u32, Entry, RandomState>,
    encryption: Option<EncryptionState>,
    /// Object streams by their number; `None` for a number that turned out to be no object stream.
    object_streams: Mutex<HashMap<u32, Option<Arc<ObjectStream>>>>,
    /// Where a scan of the bytes found objects: for cross references that lead to something else.
    scanned: OnceLock<HashMap<u32, usize>>,
    limits: Limits,
    /// Bytes decoded so far, against decompression bombs.
    decoded: AtomicUsize,
    /// Bytes looked at for objects so far, against objects that overlap.
    parsed: AtomicUsize,
    /// The limit that was exceeded during a lookup, which can only answer "not there"; [`File::check`] reports it.
    exceeded: Mutex<Option<&'static str>>,
}

/// Where an object is, and the object itself once it was read.
#[derive(Debug)]
struct Entry {
    location: Location,
    /// In a box, because a file has many objects and few of them are asked for.
    object: OnceLock<Option<Box<Object>>>,
}

impl Entry {
    fn new(location: Location) -> Self {
        Self { location, object: OnceLock::new() }
    }
}

/// A reference to an object the file does not hold.
#[derive(Debug)]
pub(super) struct Missing;

/// The error for a damaged file: it says what is damaged, and what to do.
pub(super) fn damaged(what: impl Display) -> Error {
    Error::new(ErrorKind::Damaged, format!("the PDF file is damaged or cut off: {what}; {GET_AGAIN}"))
}

/// The error for a limit that was exceeded: it says which one.
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

impl<'b> File<'b> {
    /// Opens a file: finds its cross references (repairing them where needed) and decrypts it with
    /// the empty user password.
    pub(super) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, Error> {
        if bytes.is_empty() {
            return Err(Error::new(ErrorKind::Empty, "the file is empty: it has no bytes; check how it was saved"));
        }
        let Some(header) = memmem::find(bytes, b"%PDF-") else {
            let message = "not a PDF file: it has no %PDF header; give the report as the PDF file it was issued as";
            return Err(Error::new(ErrorKind::NotPdf, message));
        };
        if bytes.len() > limits.file_bytes {
            return Err(limit_exceeded(format_args!("it has more than {} bytes", limits.file_bytes)));
        }
        let mut file = Self {
            bytes: &bytes[header..],
            trailer: Dictionary::new(),
            entries: HashMap::default(),
            encryption: None,
            object_streams: Mutex::default(),
            scanned: OnceLock::new(),
            limits: *limits,
            decoded: AtomicUsize::new(0),
            parsed: AtomicUsize::new(0),
            exceeded: Mutex::default(),
        };
        if let Some(references) = file.cross_references() {
            file.trailer = references.trailer;
            file.set_entries(references.locations);
            file.decrypt()?;
        }
        if !file.has_pages() {
            file.check()?;
            file.rebuild()?;
        }
        file.check()?;
        Ok(file)
    }

    /// The same file with budgets of its own, for a part of the file that can be left out if it asks for too much. Objects read
    /// through this copy are freed with it.
    pub(super) fn aside(&self) -> Self {
        let known = self.object_streams.lock().unwrap_or_else(PoisonError::into_inner);
        Self {
            bytes: self.bytes,
            trailer: self.trailer.clone(),
            entries: self.entries.iter().map(|(number, entry)| (*number, Entry::new(entry.location))).collect(),
            encryption: self.encryption.clone(),
            object_streams: Mutex::new(known.clone()),
            scanned: self.scanned.clone(),
            limits: self.limits,
            decoded: AtomicUsize::new(0),
            parsed: AtomicUsize::new(0),
            exceeded: Mutex::default(),
        }
    }

    /// How many operators its pages may run.
    pub(super) fn operator_limit(&self) -> usize {
        self.limits.operators.of_file(self.bytes.len())
    }

    /// How many characters, lines, areas and images its pages may paint.
    pub(super) fn mark_limit(&self) -> usize {
        self.limits.marks.of_file(self.bytes.len())
    }

    /// How many pages it may have.
    pub(super) fn page_limit(&self) -> usize {
        self.limits.pages
    }

    fn set_entries(&mut self, locations: impl IntoIterator<Item = (u32, Location)>) {
        self.entries = locations.into_iter().map(|(number, location)| (number, Entry::new(location))).collect();
        self.object_streams.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Fails if a limit was exceeded during a lookup, which then answered "not there".
    pub(super) fn check(&self) -> Result<(), Error> {
        let exceeded = *self.exceeded.lock().unwrap_or_else(PoisonError::into_inner);
        exceeded.map_or(Ok(()), |what| Err(limit_exceeded(what)))
    }

    /// Notes that a limit was exceeded, where no error can be returned.
    fn exceed(&self, what: &'static str) {
        *self.exceeded.lock().unwrap_or_else(PoisonError::into_inner) = Some(what);
    }

    /// Whether the catalog leads to the root of a page tree.
    fn has_pages(&self) -> bool {
        let catalog = self.dictionary(&self.trailer, b"Root");
        catalog.and_then(|catalog| self.dictionary(catalog, b"Pages")).is_some_and(|root| root.has(b"Kids"))
    }

    pub(super) fn trailer(&self) -> &Dictionary {
        &self.trailer
    }

    /// The object itself, or, if it is a reference, the object that it leads to. A reference to nothing is [`Missing`].
    pub(super) fn resolve<'a>(&'a self, mut object: &'a Object) -> Result<&'a Object, Missing> {
        for _ in 0..MAX_REFERENCE_CHAIN {
            let Object::Reference(id) = object else { return Ok(object) };
            object = self.object(id.0).ok_or(Missing)?;
        }
        Err(Missing)
    }

    /// The resolved value of a key; `None` where it is absent, null or missing from the file.
    pub(super) fn get<'a>(&'a self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        let object = self.resolve(dictionary.get(key).ok()?).ok()?;
        (!object.is_null()).then_some(object)
    }

    /// Like [`Self::get`], but a reference to nothing is [`Missing`]: for entries without which a page would not be whole.
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

    /// The decoded bytes of a stream. A stream that does not decode to its end is an error, whose message names the stream as
    /// `what`.
    pub(super) fn decode(&self, stream: &Stream, what: impl Display) -> Result<Vec<u8>, Error> {
        self.decode_into(Vec::new(), stream, what)
    }

    /// Like [`Self::decode`], but reuses the memory of `room`, whose bytes are no longer needed.
    pub(super) fn decode_into(&self, room: Vec<u8>, stream: &Stream, what: impl Display) -> Result<Vec<u8>, Error> {
        let limit = self.limits.decoded_bytes.of_file(self.bytes.len());
        let rest = limit.saturating_sub(self.decoded.load(Ordering::Relaxed));
        let content = self.data_of(stream);
        // No data were found although the length is not 0: the end of the data is lost.
        let is_lost = content.is_empty() && self.integer(&stream.dict, b"Length") != Some(0);
        let decoded = match is_lost {
            true => Err(stream::INCOMPLETE),
            false => stream::decode(content, filters::filters(self, &stream.dict), rest, room),
        };
        match decoded {
            Ok(bytes) => {
                self.decoded.fetch_add(bytes.len(), Ordering::Relaxed);
                Ok(bytes)
            }
            Err(stream::Failure::Damaged(reason)) => Err(damaged(format_args!("{what} {reason}"))),
            Err(stream::Failure::TooLarge) => {
                self.exceed("its streams decode to too many bytes");
                Err(limit_exceeded(format_args!("its streams decode to more than {limit} bytes")))
            }
        }
    }
}
