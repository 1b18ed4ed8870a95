//! Writes objects in odd ways that mean the same (ISO 32000-2, 7.2 and 7.3).

use lopdf::content::Operation;
use lopdf::{Document, Object};

use super::assembly::Assembly;
use super::content::{encode, page_operations, pages, set_page_content};
use super::random::Random;
use super::{altered, originals, read_again};

/// What may stand between two tokens.
const SEPARATORS: [&str; 9] = [" ", "\n", "\r\n", "\r", "\t", "\0", "\x0c \t", "%\n", "% ) >> ] endstream (\r"];

/// Writes objects, each time in another way.
pub struct Spelling(Random);

impl Spelling {
    pub fn new() -> Self {
        Self(Random::new(7))
    }

    fn tokens(&mut self, object: &Object, tokens: &mut Vec<Vec<u8>>) {
        let token = match object {
            Object::Integer(integer) => self.integer(*integer),
            Object::Real(real) => self.real(*real),
            Object::Name(name) => self.name(name),
            Object::String(string, _) if self.0.below(2) == 0 => self.literal(string),
            Object::String(string, _) => self.hexadecimal(string),
            Object::Reference((number, generation)) => {
                tokens.push(number.to_string().into_bytes());
                tokens.push(generation.to_string().into_bytes());
                b"R".to_vec()
            }
            Object::Array(elements) => {
                tokens.push(b"[".to_vec());
                for element in elements {
                    self.tokens(element, tokens);
                }
                b"]".to_vec()
            }
            Object::Dictionary(dictionary) => {
                tokens.push(b"<<".to_vec());
                for (key, value) in dictionary {
                    tokens.push(self.name(key));
                    self.tokens(value, tokens);
                }
                b">>".to_vec()
            }
            Object::Null => b"null".to_vec(),
            Object::Boolean(value) => value.to_string().into_bytes(),
            Object::Stream(_) => unreachable!("a stream is more than tokens"),
        };
        tokens.push(token);
    }

    /// An integer, with a sign that need not be there, and with zeros in front.
    fn integer(&mut self, integer: i64) -> Vec<u8> {
        let sign = if integer < 0 { "-" } else { self.0.pick(&["", "+"]) };
        format!("{sign}{}{}", self.0.pick(&["", "0", "000"]), integer.unsigned_abs()).into_bytes()
    }

    /// A real number, without the zero before the point, with zeros in front or at the end, or with nothing behind the
    /// point.
    fn real(&mut self, real: f32) -> Vec<u8> {
        let sign = if real < 0.0 { "-" } else { self.0.pick(&["", "+"]) };
        let digits = real.abs().to_string();
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let whole = if whole == "0" && !fraction.is_empty() { self.0.pick(&["", "0", "00"]) } else { whole };
        format!("{sign}{whole}.{fraction}{}", self.0.pick(&["", "0", "00"])).into_bytes()
    }

    fn name(&mut self, name: &[u8]) -> Vec<u8> {
        let mut token = b"/".to_vec();
        for byte in name {
            let regular = byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte);
            if regular && self.0.below(4) > 0 {
                token.push(*byte);
            } else {
                token.extend(format!("#{byte:02x}").bytes());
            }
        }
        token
    }

    fn literal(&mut self, string: &[u8]) -> Vec<u8> {
        let mut token = b"(".to_vec();
        for byte in string {
            match (byte, self.0.below(6)) {
                (_, 0) => token.extend(format!("\\{byte:03o}").bytes()),
                (b'(' | b')' | b'\\', _) => token.extend([b'\\', *byte]),
                (b'\r', _) => token.extend(b"\\r"),
                // A backslash before a line end continues the line.
                (_, 1) => token.extend([b'\\', b'\r', b'\n', *byte]),
                _ => token.push(*byte),
            }
        }
        token.push(b')');
        token
    }

    fn hexadecimal(&mut self, string: &[u8]) -> Vec<u8> {
        let mut digits: String = string.iter().map(|byte| format!("{byte:02x}")).collect();
        if digits.ends_with('0') {
            // If the last digit is missing, it is 0.
            digits.pop();
        }
        let at = self.0.below(digits.len() + 1);
        digits.insert_str(at, self.0.pick(&["", " ", "\r\n"]));
        format!("<{}>", if self.0.below(2) == 0 { digits } else { digits.to_uppercase() }).into_bytes()
    }

    /// Appends tokens, with separators between them where they are needed, and seldom elsewhere.
    fn join(&mut self, joined: &mut Vec<u8>, tokens: &[Vec<u8>]) {
        for token in tokens {
            let delimited = |byte: &u8| b"()<>[]{}/%".contains(byte);
            let apart = joined.last().is_none_or(delimited) || token.first().is_some_and(delimited);
            if !apart || self.0.below(8) == 0 {
                joined.extend(self.0.pick(&SEPARATORS).bytes());
            }
            joined.extend(token);
        }
    }

    /// The value of an indirect object.
    pub fn object(&mut self, object: &Object) -> Vec<u8> {
        let (mut written, mut tokens) = (Vec::new(), Vec::new());
        match object {
            Object::Stream(stream) => {
                self.tokens(&Object::Dictionary(stream.dict.clone()), &mut tokens);
                self.join(&mut written, &tokens);
                written.extend(self.0.pick(&["\nstream\n", " stream\r\n"]).bytes());
                written.extend(&stream.content);
                written.extend(b"\rendstream");
            }
            object => {
                self.tokens(object, &mut tokens);
                self.join(&mut written, &tokens);
            }
        }
        written
    }

    fn content(&mut self, operations: &[Operation]) -> Vec<u8> {
        let mut content = Vec::new();
        for operation in operations {
            if operation.operator == "BI" {
                content.extend([b"\n", encode(std::slice::from_ref(operation)).as_slice(), b"\n"].concat());
                continue;
            }
            let mut tokens = Vec::new();
            for operand in &operation.operands {
                self.tokens(&as_real(operation, operand), &mut tokens);
            }
            tokens.push(operation.operator.clone().into_bytes());
            self.join(&mut content, &tokens);
        }
        content
    }
}

/// An operand, as a real number if the operator takes real numbers.
fn as_real(operation: &Operation, operand: &Object) -> Object {
    let takes_reals =
        matches!(operation.operator.as_str(), "m" | "l" | "c" | "re" | "Td" | "Tm" | "cm" | "w" | "rg" | "RG");
    match operand {
        Object::Integer(_) if takes_reals => Object::Real(operand.as_float().expect("a number")),
        operand => operand.clone(),
    }
}

#[test]
fn content_oddly_spelt() {
    altered(originals().len(), |document| {
        let pages = pages(document);
        let mut spelling = Spelling::new();
        for page in &pages {
            let operations = page_operations(document, *page);
            let content = spelling.content(&operations);
            set_page_content(document, *page, content);
        }
        pages.len()
    });
}

fn oddly_spelt(document: &Document) -> Vec<u8> {
    let mut spelling = Spelling::new();
    let mut file = Assembly::new();
    // The objects are written in the reverse order.
    for (id, object) in document.objects.iter().rev() {
        file.object(*id, &spelling.object(object));
    }
    let trailer = |size| {
        let mut trailer = document.trailer.clone();
        trailer.set("Size", size);
        spelling.object(&Object::Dictionary(trailer))
    };
    file.end(&[], trailer)
}

#[test]
fn objects_oddly_spelt() {
    read_again(originals().len(), |original| Some(oddly_spelt(&original.document)));
}
