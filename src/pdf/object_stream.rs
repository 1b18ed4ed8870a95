//! Object streams, which hold other objects (ISO 32000-2, 7.5.7): the decoded data of such a stream come in, and the objects go
//! out by their numbers. An object is parsed each time it is asked for, because `file/objects.rs` keeps those that were read.

use std::collections::HashMap;

use lopdf::{Dictionary, Object};

use super::lexer::Lexer;
use super::object;

/// The decoded data of an object stream, and where its objects are.
#[derive(Debug)]
pub(super) struct ObjectStream {
    data: Vec<u8>,
    /// Where in the data the object of a number is.
    offsets: HashMap<u32, usize>,
}

impl ObjectStream {
    /// `None` if the dictionary is not that of an object stream.
    pub(super) fn new(dictionary: &Dictionary, data: Vec<u8>) -> Option<Self> {
        let entry = |key: &[u8]| usize::try_from(dictionary.get(key).ok()?.as_i64().ok()?).ok();
        let (count, first) = (entry(b"N")?, entry(b"First")?);
        let mut lexer = Lexer::new(data.get(..first)?);
        let mut next = || object::integer(lexer.next(&mut Vec::new())?);
        let mut offsets = HashMap::new();
        for _ in 0..count {
            let (Some(number), Some(offset)) = (next(), next()) else { break };
            if let (Ok(number), Ok(offset)) = (u32::try_from(number), usize::try_from(offset)) {
                offsets.entry(number).or_insert(first.saturating_add(offset));
            }
        }
        Some(Self { data, offsets })
    }

    /// The numbers of its objects.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.offsets.keys().copied()
    }

    /// The object of a number, and how many bytes were looked at.
    pub(super) fn object(&self, number: u32) -> (Option<Object>, usize) {
        let data = self.offsets.get(&number).and_then(|offset| self.data.get(*offset..));
        let mut lexer = Lexer::new(data.unwrap_or_default());
        (object::direct(&mut lexer), lexer.position())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_read_by_their_numbers() {
        let mut dictionary = Dictionary::new();
        dictionary.set("N", 3);
        dictionary.set("First", 14);
        let members = ObjectStream::new(&dictionary, b"7 0 9 4 11 99 (a) <</B 7 0 R>>".to_vec()).unwrap();
        assert_eq!(members.object(7).0.unwrap().as_str().unwrap(), b"a");
        assert_eq!(members.object(9).0.unwrap().as_dict().unwrap().get(b"B").unwrap(), &Object::Reference((7, 0)));
        assert!(members.object(11).0.is_none() && members.object(8).0.is_none());
        dictionary.set("First", 999);
        assert!(ObjectStream::new(&dictionary, b"7 0 (a)".to_vec()).is_none());
    }
}
