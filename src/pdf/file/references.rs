//! Finds out where the objects of a file are and how they are encrypted: reads the cross references, from the newest section to
//! the oldest. Where they are lost, they are rebuilt from everything in the file that looks like an object.

use std::collections::HashSet;

use lopdf::encryption::DecryptionError;
use lopdf::{Dictionary, Document, EncryptionState, Object};

use super::objects::{Lookup, is_direct};
use super::{Entry, File, Missing, as_dictionary, damaged, limit_exceeded, password_required};
use crate::error::Error;
use crate::pdf::cross_reference::{self, CrossReferences, Location, Section};
use crate::pdf::lexer::Lexer;
use crate::pdf::object::{self, Indirect};

/// How many bytes an entry of a section counts for, besides the bytes that it is written in.
const ENTRY_LENGTH: usize = 4;

/// How many trailers of a file without cross references are looked at, from the end.
const TRAILERS: usize = 16;

impl File<'_> {
    /// The cross references as the file has them; `None` where they cannot be read.
    pub(super) fn cross_references(&self) -> Option<CrossReferences> {
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
        // The bytes of a section count where they are read or decoded. Its entries count here: those of a stream may be a byte
        // each, but are as much work as those of a table.
        let charge = |section: Section| {
            self.spend(section.locations.len().saturating_mul(ENTRY_LENGTH))?;
            if section.locations.len() >= limit {
                self.exceed("it has too many objects");
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
    pub(super) fn decrypt(&mut self) -> Result<(), Error> {
        let missing = || damaged("what it says about its encryption is missing");
        let Some(encryption) = self.need(&self.trailer, b"Encrypt").map_err(|_| missing())? else { return Ok(()) };
        let dictionary = as_dictionary(encryption).ok_or_else(missing)?;
        // lopdf takes the key from a document: this one has only the entries that the key is made of.
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
        // This checks the password, too. Checking it beforehand would double the work, and deriving a key is slow on purpose.
        let state = EncryptionState::decode(&document, "").map_err(|error| match error {
            lopdf::Error::Decryption(DecryptionError::IncorrectPassword) => {
                password_required("needs a password to be opened")
            }
            _ => password_required("cannot be opened without a password"),
        })?;
        // Objects that were read so far were read as if the file were not encrypted: they are forgotten.
        let locations: Vec<_> = self.entries.drain().map(|(number, entry)| (number, entry.location)).collect();
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
    pub(super) fn rebuild(&mut self) -> Result<(), Error> {
        let lost = || damaged("its cross-reference table cannot be read or rebuilt");
        self.spend(self.bytes.len());
        let scan = cross_reference::scan(self.bytes);
        if scan.objects.len() > self.limits.objects.of_file(self.bytes.len()) {
            return Err(limit_exceeded("it has too many objects"));
        }
        self.encryption = None;
        self.set_entries(scan.objects.iter().map(|(number, offset)| (*number, Location::At(*offset))));
        let dictionary_at = |offset: usize| match object::direct(&mut Lexer::new(self.bytes.get(offset..)?))? {
            Object::Dictionary(dictionary) => Some(dictionary),
            _ => None,
        };
        let mut trailers = scan.trailers.iter().rev().take(TRAILERS).filter_map(|offset| dictionary_at(*offset));
        let trailer = trailers.find(|trailer| trailer.has(b"Root"));
        // In a file without a cross-reference table the dictionary of a cross-reference stream is the trailer.
        let (mut stream, mut catalog, mut containers) = (None, None, Vec::new());
        for (number, offset) in &scan.objects {
            let Some(Indirect { object: Object::Dictionary(found), .. }) = self.indirect_at(*offset) else { continue };
            match found.get_type() {
                Ok(b"XRef") if found.has(b"Root") => stream = Some(found),
                Ok(b"Catalog") => catalog = Some(*number),
                Ok(b"ObjStm") => containers.push((*number, *offset)),
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
        for (container, offset) in containers {
            let Some(members) = self.object_stream(container) else { continue };
            for number in members.numbers() {
                // Of two objects with one number the one that stands later in the file is newer.
                let is_newer = |entry: &Entry| matches!(entry.location, Location::At(other) if other > offset);
                if !self.entries.get(&number).is_some_and(is_newer) {
                    self.entries.insert(number, Entry::new(Location::In(container)));
                }
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
}
