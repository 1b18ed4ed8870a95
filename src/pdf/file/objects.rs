//! Reads an object of a file by its number, from the place that the cross references give, and decrypts it.
//!
//! The data of a stream stay in the file unless they are encrypted. All bytes that are looked at count against a budget, because
//! the objects of a hostile file may overlap.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use lopdf::encryption::decrypt_object;
use lopdf::{Dictionary, Object, Stream};
use memchr::memmem;

use super::{File, as_integer};
use crate::pdf::cross_reference::{self, Location};
use crate::pdf::lexer::Lexer;
use crate::pdf::object::{self, Indirect};
use crate::pdf::object_stream::ObjectStream;

/// Where the length of a stream may be looked up, if the dictionary of the stream refers to another object for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lookup {
    /// In any object.
    Anywhere,
    /// Only in an object that is not in an object stream.
    InFile,
}

/// How many blanks there may be between data and `endstream`.
const BLANKS: usize = 16;

/// How many bytes may be looked at for objects, for each byte of the file.
const PARSED_PER_BYTE: usize = 10;
/// The fixed part of that budget, in bytes.
const PARSED_FIXED: usize = 1 << 20;

impl<'b> File<'b> {
    /// The object of a number; `None` where the file has none.
    pub(in crate::pdf) fn object(&self, number: u32) -> Option<&Object> {
        let entry = self.entries.get(&number)?;
        if entry.object.get().is_none() {
            // Not `get_or_init`, which must not be entered twice: reading an object may ask for others, in a hostile file for
            // itself.
            let _ = entry.object.set(self.read(number, entry.location, Lookup::Anywhere).map(Box::new));
        }
        entry.object.get()?.as_deref()
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
                    // Errors are ignored: a string that cannot be decrypted stays as it is, and wrong data of a stream are
                    // noticed when its filters run.
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

    /// The object of a number, without the data of a stream, and its offset. If something else is at the given offset, the object
    /// is taken from the place where a scan of the file found it.
    fn indirect_of(&self, number: u32, offset: usize) -> Option<(Indirect, usize)> {
        let at = |offset: usize| {
            self.indirect_at(offset).filter(|found| found.number == number).map(|found| (found, offset))
        };
        at(offset).or_else(|| at(*self.scanned().get(&number)?))
    }

    pub(super) fn indirect_at(&self, offset: usize) -> Option<Indirect> {
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

    /// The object, with its data if it is a stream. The data stay in the file unless they are encrypted. A stream whose end
    /// cannot be found has no data.
    pub(super) fn with_data(&self, found: Indirect, offset: usize, lengths: Lookup) -> Option<Object> {
        let Some(data) = found.data else { return Some(found.object) };
        let Object::Dictionary(mut dictionary) = found.object else { return None };
        let start = offset + data;
        let data = self.data(&dictionary, start, lengths)?;
        let mut stays = None;
        if self.encryption.is_none() && !data.is_empty() {
            dictionary.set("Length", i64::try_from(data.len()).ok()?);
            stays = Some(start);
        }
        let content = if stays.is_some() { Vec::new() } else { data.to_vec() };
        // Not `Stream::new`, which writes the length of the data into the dictionary.
        Some(Object::Stream(Stream { dict: dictionary, content, allows_compression: true, start_position: stays }))
    }

    /// The data of a stream that was read.
    pub(in crate::pdf) fn data_of<'s>(&'s self, stream: &'s Stream) -> &'s [u8] {
        let in_file = |start: usize| {
            let length = stream.dict.get(b"Length").ok().and_then(as_integer)?;
            self.bytes.get(start..)?.get(..usize::try_from(length).ok()?)
        };
        stream.start_position.and_then(in_file).unwrap_or(&stream.content)
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
        // The length is wrong: the data end where the next `endstream` stands, without the end of line before it.
        let length = memmem::find(rest, b"endstream").unwrap_or(0);
        self.spend(if length == 0 { rest.len() } else { length })?;
        let data = &rest[..length];
        let data = data.strip_suffix(b"\n").unwrap_or(data);
        Some(data.strip_suffix(b"\r").unwrap_or(data))
    }

    /// The length of a stream, which its dictionary holds or refers to.
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

    pub(super) fn object_stream(&self, number: u32) -> Option<Arc<ObjectStream>> {
        let known = || self.object_streams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known().get(&number) {
            return known.clone();
        }
        let location = self.entries.get(&number)?.location;
        // The length of an object stream may not be in an object stream (ISO 32000-2, 7.5.7): the lookup could run in circles.
        // For the same reason a stream without data is not decoded, as this would look its length up again.
        let read = matches!(location, Location::At(_)).then(|| self.read(number, location, Lookup::InFile)).flatten();
        let members = read.and_then(|object| match object {
            Object::Stream(stream) if is_direct(&stream.dict) && !self.data_of(&stream).is_empty() => {
                let data = self.decode(&stream, "an object stream").ok()?;
                ObjectStream::new(&stream.dict, data).map(Arc::new)
            }
            _ => None,
        });
        known().insert(number, members.clone());
        members
    }

    /// Counts bytes that were looked at. Gives `None` once there are too many, from then on even for 0 bytes.
    pub(super) fn spend(&self, bytes: usize) -> Option<()> {
        let parsed = self.parsed.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        if parsed > self.bytes.len().saturating_mul(PARSED_PER_BYTE).saturating_add(PARSED_FIXED) {
            self.exceed("its objects overlap, so that reading it means reading it many times over");
            return None;
        }
        Some(())
    }
}

/// Whether the filters of a stream can be known without reading another object, which might be in this very stream.
pub(super) fn is_direct(dictionary: &Dictionary) -> bool {
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
