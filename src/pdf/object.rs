//! Parses objects as they are written in a file, such as `<</Length 7 0 R>>`, into the types of lopdf (ISO 32000-2, 7.3).
//!
//! An object that is not complete, or that nests too deep, is no object: the result is `None`. References are not followed.

use std::vec::Drain;

use lopdf::{Dictionary, Object, StringFormat};

use super::lexer::{Lexer, Token};
use super::limits::MAX_OBJECT_DEPTH;

/// An indirect object (7.3.10). Of a stream it has the dictionary, not the data.
#[derive(Debug)]
pub(super) struct Indirect {
    pub(super) number: u32,
    pub(super) generation: u16,
    pub(super) object: Object,
    /// Where the data of a stream start, counted from the start of the object.
    pub(super) data: Option<usize>,
}

/// Reads the indirect object at the start of `bytes`. Also gives how many bytes were looked at, even if there is no object.
pub(super) fn indirect(bytes: &[u8]) -> (Option<Indirect>, usize) {
    let mut lexer = Lexer::new(bytes);
    let mut read = || {
        let (number, generation) = header(&mut lexer)?;
        let object = direct(&mut lexer)?;
        let is_stream =
            matches!(object, Object::Dictionary(_)) && lexer.next(&mut Vec::new()) == Some(Token::Keyword(b"stream"));
        let data = is_stream.then(|| start_of_data(bytes, lexer.position()));
        Some(Indirect { number, generation, object, data })
    };
    (read(), lexer.position())
}

/// The number and generation in front of an object: `12 0 obj`.
pub(super) fn header(lexer: &mut Lexer<'_>) -> Option<(u32, u16)> {
    let mut names = Vec::new();
    let number = integer(lexer.next(&mut names)?).and_then(|number| u32::try_from(number).ok())?;
    let generation = integer(lexer.next(&mut names)?).and_then(|number| u16::try_from(number).ok())?;
    (lexer.next(&mut names)? == Token::Keyword(b"obj")).then_some((number, generation))
}

/// The data of a stream begin behind the end of line that follows the keyword `stream` (7.3.8.1). Some producers write blanks
/// before that end of line, some write a carriage return alone.
fn start_of_data(bytes: &[u8], keyword_end: usize) -> usize {
    let rest = &bytes[keyword_end..];
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    match rest.get(blanks..) {
        Some([b'\r', b'\n', ..]) => keyword_end + blanks + 2,
        Some([b'\r' | b'\n', ..]) => keyword_end + blanks + 1,
        _ => keyword_end,
    }
}

/// Reads one object. A reference is not followed.
pub(super) fn direct(lexer: &mut Lexer<'_>) -> Option<Object> {
    let mut room = Room::default();
    let token = lexer.next(&mut room.text)?;
    let object = value(lexer, token, &mut room, MAX_OBJECT_DEPTH)?;
    room.items.push(object);
    let mut ahead = lexer.clone();
    if matches!(token, Token::Number(_))
        && let Some(generation) = ahead.next(&mut room.text).and_then(number)
        && ahead.next(&mut room.text) == Some(Token::Keyword(b"R"))
    {
        room.items.push(generation);
        fold_reference(&mut room.items, 0)?;
        *lexer = ahead;
    }
    room.items.pop()
}

/// Buffers that all parts of an object share while it is read, so that each array is allocated once, in its final size.
#[derive(Default)]
struct Room {
    /// The text of a token.
    text: Vec<u8>,
    /// The items read so far of all arrays and dictionaries that are still open, those of the innermost at the end.
    items: Vec<Object>,
}

/// The object that begins with `token`, whose text is in the room.
fn value(lexer: &mut Lexer<'_>, token: Token<'_>, room: &mut Room, depth: usize) -> Option<Object> {
    Some(match token {
        Token::Number(_) => number(token)?,
        Token::Name(span) => Object::Name(span.of(&room.text).to_vec()),
        // The data end inside this string: the rest of it is missing.
        Token::String(_) if lexer.is_cut() => return None,
        Token::String(span) => Object::String(span.of(&room.text).to_vec(), StringFormat::Literal),
        Token::ArrayStart => {
            let items = sequence(lexer, Token::ArrayEnd, room, depth.checked_sub(1)?)?;
            Object::Array(items.collect())
        }
        Token::DictionaryStart => {
            let items = sequence(lexer, Token::DictionaryEnd, room, depth.checked_sub(1)?)?;
            Object::Dictionary(dictionary(items))
        }
        Token::Keyword(b"true") => Object::Boolean(true),
        Token::Keyword(b"false") => Object::Boolean(false),
        Token::Keyword(b"obj" | b"endobj" | b"stream" | b"endstream" | b"xref" | b"trailer" | b"startxref")
        | Token::ArrayEnd
        | Token::DictionaryEnd => return None,
        // `null`, and keywords that are not known.
        Token::Keyword(_) => Object::Null,
    })
}

/// The objects up to `end`.
fn sequence<'r>(lexer: &mut Lexer<'_>, end: Token<'_>, room: &'r mut Room, depth: usize) -> Option<Drain<'r, Object>> {
    let start = room.items.len();
    loop {
        room.text.clear();
        match lexer.next(&mut room.text)? {
            token if token == end => return Some(room.items.drain(start..)),
            Token::Keyword(b"R") => fold_reference(&mut room.items, start)?,
            token => {
                let item = value(lexer, token, room, depth)?;
                room.items.push(item);
            }
        }
    }
}

/// Replaces the last two numbers by a reference. Both must belong to the sequence that begins at `start`.
fn fold_reference(items: &mut Vec<Object>, start: usize) -> Option<()> {
    let [.., number, generation] = &items[start..] else { return None };
    let (number, generation) = (number.as_i64().ok()?, generation.as_i64().ok()?);
    items.truncate(items.len() - 2);
    // An impossible generation does no harm: references are followed by the object number alone.
    items.push(Object::Reference((u32::try_from(number).ok()?, u16::try_from(generation).unwrap_or(0))));
    Some(())
}

fn dictionary(mut items: impl Iterator<Item = Object>) -> Dictionary {
    let mut dictionary = Dictionary::new();
    while let Some(key) = items.next() {
        // An object that is no name cannot be a key: it is skipped.
        let Object::Name(key) = key else { continue };
        let Some(value) = items.next() else { break };
        dictionary.set(key, value);
    }
    dictionary
}

fn number(token: Token<'_>) -> Option<Object> {
    let Token::Number(number) = token else { return None };
    Some(match integer(token) {
        Some(integer) => Object::Integer(integer),
        #[expect(clippy::cast_possible_truncation, reason = "PDF asks for no more than the precision of f32")]
        None => Object::Real(number as f32),
    })
}

/// The value of a token that is an integer. A real number without a fraction counts as an integer, too.
pub(super) fn integer(token: Token<'_>) -> Option<i64> {
    /// 2^53: an `f64` holds every integer up to here exactly.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match token {
        #[expect(clippy::cast_possible_truncation, reason = "it is an integer in range")]
        Token::Number(number) if number.fract() == 0.0 && number.abs() <= EXACT => Some(number as i64),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Option<Object> {
        direct(&mut Lexer::new(text))
    }

    #[test]
    fn objects_of_every_type() {
        let object = read(b"<</A[1 2 0 R -.5(s)<41>]/B<</C/D#20e>>/E null/F true/G 7 0 R/H 8>>").unwrap();
        let dictionary = object.as_dict().unwrap();
        let array = dictionary.get(b"A").unwrap().as_array().unwrap();
        assert_eq!(array[1], Object::Reference((2, 0)));
        assert_eq!(array[2], Object::Real(-0.5));
        assert_eq!(array[4].as_str().unwrap(), b"A");
        assert_eq!(array.len(), 5);
        let inner = dictionary.get(b"B").unwrap().as_dict().unwrap();
        assert_eq!(inner.get(b"C").unwrap().as_name().unwrap(), b"D e");
        assert_eq!(dictionary.get(b"G").unwrap(), &Object::Reference((7, 0)));
        assert_eq!(dictionary.get(b"H").unwrap(), &Object::Integer(8));
        assert_eq!(read(b"3 0 R"), Some(Object::Reference((3, 0))));
        assert_eq!(read(b"3 0 obj"), Some(Object::Integer(3)));
    }

    #[test]
    fn what_is_not_whole_is_nothing() {
        for text in [&b"<</A 1"[..], b"[1 2", b"(open", b"<</A 1 endobj", b"", b">>", b"endobj", b"[1 R]"] {
            assert_eq!(read(text), None, "{}", String::from_utf8_lossy(text));
        }
        assert_eq!(read(&b"[".repeat(100_000)), None);
    }

    #[test]
    fn indirect_objects_and_the_data_of_streams() {
        let read = |text: &[u8]| indirect(text).0.map(|object| (object.number, object.generation, object.data));
        assert_eq!(read(b"12 1 obj<</A 1>>endobj"), Some((12, 1, None)));
        for (text, data) in
            [(&b"1 0 obj <<>> stream\r\nX"[..], 21), (b"1 0 obj <<>>stream\nX", 19), (b"1 0 obj <<>>stream \rX", 20)]
        {
            assert_eq!(read(text), Some((1, 0, Some(data))));
            assert_eq!(text[data], b'X');
        }
        assert_eq!(read(b"12 obj 1"), None);
    }
}
