//! Opening a file, and looking things up in it.
//!
//! Objects are read when they are asked for, each once, so that neither the size of a file nor how often its cross references
//! name a place decides how much is done. lopdf gives the objects their types, decrypts and decodes them; it is not asked to
//! load a file, for it then reads all of it, as often as the file says.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::rc::Rc;

use foldhash::fast::RandomState;
use lopdf::encryption::decrypt_object;
use lopdf::{Dictionary, Document, EncryptionState, Object, Stream};
use memchr::memmem;

use super::cross_reference::{self, CrossReferences, Location, Section};
use super::lexer::Lexer;
use super::limits::MAX_REFERENCE_CHAIN;
use super::object::{self, Indirect};
use super::object_stream::ObjectStream;
use super::stream;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

/// What to do about a damaged file: the end of every message about one.
const GET_AGAIN: &str = "get the file again from where it came from";

/// An opened, decrypted file.
#[derive(Debug)]
pub(super) struct File<'b> {
    /// From the header on: offsets count from there.
    bytes: &'b [u8],
    trailer: Dictionary,
    entries: HashMap<u32, Entry, RandomState>,
    encryption: Option<EncryptionState>,
    /// Object streams by their number; nothing where there is none, or where it is just being read.
    object_streams: RefCell<HashMap<u32, Option<Rc<ObjectStream>>>>,
    /// Where objects are by the looks of the file, for cross references that lead elsewhere.
    scanned: OnceCell<HashMap<u32, usize>>,
    limits: Limits,
    /// Bytes decoded so far, against decompression bombs.
    decoded: Cell<usize>,
    /// Bytes looked at for objects so far, against objects that overlap.
    parsed: Cell<usize>,
    /// The limit that was exceeded where nothing could be said of it.
    exceeded: Cell<Option<&'static str>>,
}

/// Where an object is, and the object once it was asked for.
#[derive(Debug)]
struct Entry {
    location: Location,
    object: OnceCell<Option<Object>>,
}

impl Entry {
    fn new(location: Location) -> Self {
        Self { location, object: OnceCell::new() }
    }
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

/// Which objects may be asked for the length of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lookup {
    /// All.
    Anywhere,
    /// Those that are in no object stream.
    InFile,
}

/// An entry of a cross-reference table has so many bytes; one of a stream has fewer.
const ENTRY_LENGTH: usize = 4;

/// How many trailers of a file without cross references are looked at, from the end.
const TRAILERS: usize = 16;

/// How many blanks there may be between data and `endstream`.
const BLANKS: usize = 16;

/// How many bytes may be looked at for objects, for each byte of the file.
const PARSED_PER_BYTE: usize = 10;
/// And how many more.
const PARSED_FIXED: usize = 1 << 20;

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
            object_streams: RefCell::default(),
            scanned: OnceCell::new(),
            limits: *limits,
            decoded: Cell::new(0),
            parsed: Cell::new(0),
            exceeded: Cell::new(None),
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

    fn set_entries(&mut self, locations: HashMap<u32, Location>) {
        self.entries = locations.into_iter().map(|(number, location)| (number, Entry::new(location))).collect();
        self.object_streams.get_mut().clear();
    }

    /// Fails if a limit was exceeded while looking something up that then seemed not to be there.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.exceeded.get().map_or(Ok(()), |what| Err(limit_exceeded(what)))
    }

    /// Whether the catalog leads to the root of a page tree.
    fn has_pages(&self) -> bool {
        let catalog = self.dictionary(&self.trailer, b"Root");
        catalog.and_then(|catalog| self.dictionary(catalog, b"Pages")).is_some_and(|root| root.has(b"Kids"))
    }

    /// The cross references as the file has them; `None` where they cannot be read.
    fn cross_references(&self) -> Option<CrossReferences> {
        let mut references = CrossReferences::default();
        let mut seen = HashSet::new();
        let mut next = cross_reference::start(self.bytes);
        while let Some(start) = next.filter(|start| seen.insert(*start)) {
            let mut section = self.section(start)?;
            let offset = |key: &[u8]| usize::try_from(section.trailer.get(key).ok()?.as_i64().ok()?).ok();
            next = offset(b"Prev");
            if let Some(hidden) = offset(b"XRefStm").and_then(|start| self.section(start)) {
                section.merge_hidden(hidden);
            }
            references.merge(section);
        }
        (!references.trailer.is_empty()).then_some(references)
    }

    fn section(&self, start: usize) -> Option<Section> {
        self.spend(0)?;
        let bytes = self.bytes.get(start..)?;
        let limit = self.limits.objects.of_file(self.bytes.len());
        // What is decoded of a stream is counted as decoded; its entries are as much work as those of a table.
        let charge = |section: Section| {
            self.spend(section.locations.len().saturating_mul(ENTRY_LENGTH))?;
            if section.locations.len() >= limit {
                self.exceeded.set(Some("its cross references list too many objects"));
                return None;
            }
            Some(section)
        };
        let (table, length) = cross_reference::table(bytes, limit);
        self.spend(length)?;
        if let Some(section) = table {
            return charge(section);
        }
        let found = self.indirect_at(start)?;
        let Object::Stream(stream) = self.with_data(found, start, Lookup::InFile)? else { return None };
        if !is_direct(&stream.dict) {
            return None;
        }
        let data = self.decode(&stream, "the cross-reference stream").ok()?;
        cross_reference::stream(stream.dict, &data, limit).and_then(charge)
    }

    /// Sets up decryption where the file is encrypted (ISO 32000-2, 7.6), without asking for a password.
    fn decrypt(&mut self) -> Result<(), Error> {
        let Some(encryption) = self.get(&self.trailer, b"Encrypt") else { return Ok(()) };
        let Some(dictionary) = as_dictionary(encryption) else {
            return Err(damaged("what it says about its encryption is missing"));
        };
        // A document of nothing but what the key is made of.
        let mut document = Document::new();
        let id = document.add_object(self.resolved(dictionary));
        document.trailer.set("Encrypt", Object::Reference(id));
        if let Some(identifier) = self.array(&self.trailer, b"ID") {
            document.trailer.set("ID", identifier.to_vec());
        }
        let filter = self.name(dictionary, b"Filter");
        if filter.is_some_and(|filter| filter != b"Standard") {
            return Err(password_required("opens only with a certificate or a program of its own"));
        }
        if document.authenticate_password("").is_err() {
            return Err(password_required("needs a password to be opened"));
        }
        let state = EncryptionState::decode(&document, "")
            .map_err(|_| password_required("cannot be opened without a password"))?;
        // What was read so far was read as if it were not encrypted.
        let locations = self.entries.drain().map(|(number, entry)| (number, entry.location)).collect();
        self.encryption = Some(state);
        self.set_entries(locations);
        Ok(())
    }

    /// The dictionary with its references replaced by what they lead to, as deep as it goes.
    fn resolved(&self, dictionary: &Dictionary) -> Dictionary {
        let mut resolved = Dictionary::new();
        for (key, value) in dictionary {
            match self.resolve(value) {
                Ok(Object::Dictionary(inner)) if matches!(value, Object::Dictionary(_)) => {
                    resolved.set(key.clone(), self.resolved(inner));
                }
                Ok(value) => resolved.set(key.clone(), value.clone()),
                Err(Missing) => {}
            }
        }
        resolved
    }

    /// Rebuilds the cross references from what looks like an object.
    fn rebuild(&mut self) -> Result<(), Error> {
        let lost = || damaged("its cross-reference table cannot be read or rebuilt");
        self.spend(self.bytes.len());
        let scan = cross_reference::scan(self.bytes);
        if scan.objects.len() > self.limits.objects.of_file(self.bytes.len()) {
            return Err(limit_exceeded("it has too many objects"));
        }
        self.encryption = None;
        self.set_entries(scan.objects.iter().map(|(number, offset)| (*number, Location::At(*offset))).collect());
        let dictionary_at = |offset: usize| match object::direct(&mut Lexer::new(self.bytes.get(offset..)?))? {
            Object::Dictionary(dictionary) => Some(dictionary),
            _ => None,
        };
        let trailers = scan.trailers.iter().rev().take(TRAILERS).filter_map(|offset| dictionary_at(*offset));
        let trailer = trailers.into_iter().find(|trailer| trailer.has(b"Root"));
        // Files without a table have no trailer but the dictionary of a cross-reference stream.
        let (mut stream, mut catalog, mut containers) = (None, None, Vec::new());
        for (number, offset) in &scan.objects {
            let Some(Indirect { object: Object::Dictionary(found), .. }) = self.indirect_at(*offset) else { continue };
            match found.get_type() {
                Ok(b"XRef") if found.has(b"Root") => stream = Some(found),
                Ok(b"Catalog") => catalog = Some(*number),
                Ok(b"ObjStm") => containers.push(*number),
                _ => {}
            }
        }
        let of_catalog = |number: u32| {
            let mut trailer = Dictionary::new();
            trailer.set("Root", Object::Reference((number, 0)));
            trailer
        };
        let trailer = trailer.or(stream).or_else(|| catalog.map(of_catalog));
        self.trailer = trailer.unwrap_or_default();
        self.decrypt()?;
        for container in containers {
            let Some(members) = self.object_stream(container) else { continue };
            for number in members.numbers() {
                self.entries.entry(number).or_insert_with(|| Entry::new(Location::In(container)));
            }
        }
        if !self.trailer.has(b"Root") {
            let mut numbers: Vec<u32> = self.entries.keys().copied().collect();
            numbers.sort_unstable();
            let is_catalog = |number: &u32| {
                self.object(*number).and_then(as_dictionary).is_some_and(|object| object.has_type(b"Catalog"))
            };
            self.trailer = of_catalog(numbers.into_iter().rfind(is_catalog).ok_or_else(lost)?);
        }
        if self.has_pages() { Ok(()) } else { self.check().and(Err(lost())) }
    }

    /// The object of a number; `None` where the file has none.
    fn object(&self, number: u32) -> Option<&Object> {
        let entry = self.entries.get(&number)?;
        if entry.object.get().is_none() {
            // Not `get_or_init`: reading an object may ask for another one, and in a made-up file for itself.
            let _ = entry.object.set(self.read(number, entry.location, Lookup::Anywhere));
        }
        entry.object.get()?.as_ref()
    }

    /// Reads an object.
    fn read(&self, number: u32, location: Location, lengths: Lookup) -> Option<Object> {
        match location {
            Location::Free => None,
            Location::At(offset) => {
                let (found, offset) = self.indirect_of(number, offset)?;
                let id = (found.number, found.generation);
                let mut object = self.with_data(found, offset, lengths)?;
                if let Some(encryption) = &self.encryption {
                    // A string that is not what it should be is left as it is; the data of a stream are found out by
                    // their filter.
                    let _ = decrypt_object(encryption, id, &mut object);
                }
                Some(object)
            }
            Location::In(container) => {
                self.spend(0)?;
                let (object, length) = self.object_stream(container)?.object(number);
                self.spend(length)?;
                object
            }
        }
    }

    /// The object of a number, without the data of a stream, and where it is: at the offset, or, where something else is
    /// there, where the file looks like it.
    fn indirect_of(&self, number: u32, offset: usize) -> Option<(Indirect, usize)> {
        let at = |offset: usize| {
            self.indirect_at(offset).filter(|found| found.number == number).map(|found| (found, offset))
        };
        at(offset).or_else(|| at(*self.scanned().get(&number)?))
    }

    fn indirect_at(&self, offset: usize) -> Option<Indirect> {
        self.spend(0)?;
        let (found, length) = object::indirect(self.bytes.get(offset..)?);
        self.spend(length)?;
        found
    }

    fn scanned(&self) -> &HashMap<u32, usize> {
        self.scanned.get_or_init(|| {
            self.spend(self.bytes.len());
            cross_reference::scan(self.bytes).objects.into_iter().collect()
        })
    }

    /// The object with the data of a stream. A stream whose end cannot be found has no data.
    fn with_data(&self, found: Indirect, offset: usize, lengths: Lookup) -> Option<Object> {
        let Some(data) = found.data else { return Some(found.object) };
        let Object::Dictionary(dictionary) = found.object else { return None };
        let data = self.data(&dictionary, offset + data, lengths)?.to_vec();
        // Not `Stream::new`, which writes the length of the data into the dictionary.
        Some(Object::Stream(Stream { dict: dictionary, content: data, allows_compression: true, start_position: None }))
    }

    /// The data of a stream, from `start` on (ISO 32000-2, 7.3.8).
    fn data(&self, dictionary: &Dictionary, start: usize, lengths: Lookup) -> Option<&'b [u8]> {
        let rest = self.bytes.get(start..)?;
        let is_end = |rest: &[u8]| {
            let rest = &rest[rest.iter().take(BLANKS).take_while(|byte| byte.is_ascii_whitespace()).count()..];
            rest.starts_with(b"endstream")
        };
        if let Some(length) = self.length(dictionary, lengths)
            && let Some(after) = rest.get(length..)
            && is_end(after)
        {
            self.spend(length)?;
            return Some(&rest[..length]);
        }
        // The length is wrong: the data end before `endstream` and the end of the line there.
        let length = memmem::find(rest, b"endstream").unwrap_or(0);
        self.spend(if length == 0 { rest.len() } else { length })?;
        let data = &rest[..length];
        let data = data.strip_suffix(b"\n").unwrap_or(data);
        Some(data.strip_suffix(b"\r").unwrap_or(data))
    }

    /// The length that the dictionary of a stream has, or refers to.
    fn length(&self, dictionary: &Dictionary, lengths: Lookup) -> Option<usize> {
        let length = match dictionary.get(b"Length").ok()? {
            Object::Reference((number, _)) => match self.entries.get(number)?.location {
                Location::At(offset) => {
                    let mut lexer = Lexer::new(self.bytes.get(offset..)?);
                    object::header(&mut lexer).filter(|header| header.0 == *number)?;
                    lexer.next(&mut Vec::new()).and_then(object::integer)?
                }
                Location::In(container) if lengths == Lookup::Anywhere => {
                    as_integer(&self.object_stream(container)?.object(*number).0?)?
                }
                Location::In(_) | Location::Free => return None,
            },
            length => as_integer(length)?,
        };
        usize::try_from(length).ok()
    }

    fn object_stream(&self, number: u32) -> Option<Rc<ObjectStream>> {
        if let Some(known) = self.object_streams.borrow().get(&number) {
            return known.clone();
        }
        self.object_streams.borrow_mut().insert(number, None);
        let location = self.entries.get(&number)?.location;
        // Its own length cannot be in an object stream (ISO 32000-2, 7.5.7): such a file could lead in circles.
        let read = matches!(location, Location::At(_)).then(|| self.read(number, location, Lookup::InFile)).flatten();
        let members = read.and_then(|object| match object {
            Object::Stream(stream) if is_direct(&stream.dict) => {
                let data = self.decode(&stream, "an object stream").ok()?;
                ObjectStream::new(&stream.dict, data).map(Rc::new)
            }
            _ => None,
        });
        self.object_streams.borrow_mut().insert(number, members.clone());
        members
    }

    /// Counts bytes that were looked at; `None` where they are too many, from then on for none at all too.
    fn spend(&self, bytes: usize) -> Option<()> {
        let parsed = self.parsed.get().saturating_add(bytes);
        self.parsed.set(parsed);
        if parsed > self.bytes.len().saturating_mul(PARSED_PER_BYTE).saturating_add(PARSED_FIXED) {
            self.exceeded.set(Some("its objects overlap, so that reading it means reading it many times over"));
            return None;
        }
        Some(())
    }

    pub(super) fn trailer(&self) -> &Dictionary {
        &self.trailer
    }

    /// The object itself, or what the reference leads to. A reference to nothing is [`Missing`].
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
        let limit = self.limits.decoded_bytes.of_file(self.bytes.len());
        match stream::decode(self, stream, limit.saturating_sub(self.decoded.get())) {
            Ok(bytes) => {
                self.decoded.set(self.decoded.get().saturating_add(bytes.len()));
                Ok(bytes)
            }
            Err(stream::Failure::Damaged(reason)) => Err(damaged(format_args!("{what} {reason}"))),
            Err(stream::Failure::TooLarge) => {
                self.exceeded.set(Some("its streams decode to too many bytes"));
                Err(limit_exceeded(format_args!("its streams decode to more than {limit} bytes")))
            }
        }
    }
}

/// Whether the filters of a stream can be known without asking for another object, which might be in the stream itself.
fn is_direct(dictionary: &Dictionary) -> bool {
    fn has_reference(object: &Object) -> bool {
        match object {
            Object::Reference(_) => true,
            Object::Array(items) => items.iter().any(has_reference),
            Object::Dictionary(dictionary) => dictionary.iter().any(|(_, value)| has_reference(value)),
            _ => false,
        }
    }
    let keys: [&[u8]; 3] = [b"Filter", b"DecodeParms", b"DP"];
    !keys.iter().filter_map(|key| dictionary.get(key).ok()).any(has_reference)
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
