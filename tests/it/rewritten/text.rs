//! Shows the same glyphs in the same places by other text operators (ISO 32000-2, 9.4).

use std::collections::HashMap;

use lopdf::content::Operation;
use lopdf::{Dictionary, Document, Object, StringFormat};

use super::content::{operation, resolve, rewrite_all};
use super::{altered, originals};

/// How many bytes the codes of a font have.
#[derive(Debug, Clone, Copy)]
enum Codes {
    One,
    Two,
    /// Two bytes, four for a pair of surrogates.
    Utf16,
    /// One byte for ASCII, else two.
    Euc,
}

impl Codes {
    /// `None` if only a CMap in the file says it.
    fn of(document: &Document, font: &Dictionary) -> Option<Self> {
        let name = |key: &[u8]| font.get(key).ok().and_then(|value| resolve(document, value).as_name().ok());
        if name(b"Subtype") != Some(b"Type0") {
            return Some(Self::One);
        }
        match name(b"Encoding")? {
            b"Identity-H" | b"Identity-V" | b"UniGB-UCS2-H" => Some(Self::Two),
            b"UniGB-UTF16-H" => Some(Self::Utf16),
            b"GB-EUC-H" | b"GBK-EUC-H" => Some(Self::Euc),
            _ => None,
        }
    }

    fn length_of_next(self, string: &[u8]) -> usize {
        let length = match (self, string[0]) {
            (Self::One, _) | (Self::Euc, ..=0x7f) => 1,
            (Self::Utf16, 0xd8..=0xdb) => 4,
            (Self::Two | Self::Utf16 | Self::Euc, _) => 2,
        };
        length.min(string.len())
    }
}

/// The part of the graphics state that rewriting looks at.
#[derive(Clone)]
struct State {
    codes: Option<Codes>,
    leading: Object,
    word_spacing: Object,
    character_spacing: Object,
}

/// Follows the graphics state through a content stream.
struct Follower {
    fonts: HashMap<Vec<u8>, Option<Codes>>,
    state: State,
    saved: Vec<State>,
}

impl Follower {
    fn new(document: &Document, resources: &Dictionary) -> Self {
        let fonts = resources.get(b"Font").ok().and_then(|fonts| resolve(document, fonts).as_dict().ok());
        let fonts = fonts.into_iter().flatten().map(|(name, font)| {
            let font = resolve(document, font).as_dict().expect("a font is a dictionary");
            (name.clone(), Codes::of(document, font))
        });
        let zero = || Object::Integer(0);
        let state = State { codes: None, leading: zero(), word_spacing: zero(), character_spacing: zero() };
        Self { fonts: fonts.collect(), state, saved: Vec::new() }
    }

    fn follow(&mut self, operation: &Operation) {
        let operands = &operation.operands;
        match operation.operator.as_str() {
            "q" => self.saved.push(self.state.clone()),
            "Q" => self.state = self.saved.pop().unwrap_or_else(|| self.state.clone()),
            "Tf" => self.state.codes = self.fonts.get(operands[0].as_name().expect("a name")).copied().flatten(),
            "TL" => self.state.leading = operands[0].clone(),
            "TD" => self.state.leading = Object::Real(-operands[1].as_float().expect("a number")),
            "Tw" => self.state.word_spacing = operands[0].clone(),
            "Tc" => self.state.character_spacing = operands[0].clone(),
            "\"" => {
                self.state.word_spacing = operands[0].clone();
                self.state.character_spacing = operands[1].clone();
            }
            _ => {}
        }
    }
}

/// The strings and offsets that a text-showing operator shows.
fn shown(operation: &Operation) -> Option<&[Object]> {
    match (operation.operator.as_str(), operation.operands.as_slice()) {
        ("TJ", [Object::Array(elements)]) => Some(elements),
        ("Tj", strings @ [Object::String(..)]) => Some(strings),
        _ => None,
    }
}

fn show(elements: Vec<Object>) -> Operation {
    operation("TJ", vec![Object::Array(elements)])
}

/// Rewrites each operation on every page and in every form. `rewrite` gets the state in which it runs.
fn each(document: &mut Document, rewrite: impl Fn(&State, Operation, &mut Vec<Operation>) -> bool) -> usize {
    rewrite_all(document, |document, resources, operations| {
        let mut follower = Follower::new(document, resources);
        let (mut rewritten, mut places) = (Vec::with_capacity(operations.len()), 0);
        for operation in operations {
            follower.follow(&operation);
            places += usize::from(rewrite(&follower.state, operation, &mut rewritten));
        }
        (rewritten, places)
    })
}

/// Makes each code a string of its own, in turn a literal and a hexadecimal one.
fn glyphs(codes: Codes, elements: &[Object]) -> Vec<Object> {
    let mut glyphs = Vec::new();
    for element in elements {
        let Object::String(string, _) = element else {
            glyphs.push(element.clone());
            continue;
        };
        let mut rest = string.as_slice();
        while !rest.is_empty() {
            let (code, others) = rest.split_at(codes.length_of_next(rest));
            let format = if glyphs.len() % 2 == 0 { StringFormat::Hexadecimal } else { StringFormat::Literal };
            glyphs.push(Object::String(code.to_vec(), format));
            rest = others;
        }
    }
    glyphs
}

#[test]
fn an_operator_for_every_glyph() {
    altered(57, |document| {
        each(document, |state, operation, rewritten| {
            let (Some(codes), Some(elements)) = (state.codes, shown(&operation)) else {
                rewritten.push(operation);
                return false;
            };
            rewritten.extend(glyphs(codes, elements).into_iter().map(|element| match element {
                Object::String(..) => Operation::new("Tj", vec![element]),
                offset => show(vec![offset]),
            }));
            true
        })
    });
}

#[test]
fn a_string_for_every_glyph() {
    altered(57, |document| {
        each(document, |state, operation, rewritten| {
            let (Some(codes), Some(elements)) = (state.codes, shown(&operation)) else {
                rewritten.push(operation);
                return false;
            };
            // Each glyph is between an offset of 0 and an empty string.
            let parts = glyphs(codes, elements)
                .into_iter()
                .flat_map(|glyph| [Object::Integer(0), glyph, Object::String(Vec::new(), StringFormat::Literal)]);
            rewritten.push(show(parts.collect()));
            true
        })
    });
}

/// Texts that are shown one behind the other are shown by one operator, with strings as long as possible.
#[test]
fn one_operator_for_all_in_a_row() {
    altered(originals().len(), |document| {
        each(document, |_, operation, rewritten| {
            let Some(elements) = shown(&operation) else {
                rewritten.push(operation);
                return false;
            };
            let before = match rewritten
                .pop_if(|operation| operation.operator == "TJ")
                .map(|mut last| last.operands.remove(0))
            {
                Some(Object::Array(before)) => before,
                _ => Vec::new(),
            };
            let mut joined: Vec<Object> = Vec::new();
            for element in before.into_iter().chain(elements.iter().cloned()) {
                match (joined.last_mut(), element) {
                    (Some(Object::String(last, _)), Object::String(string, _)) => last.extend(string),
                    (_, element) => joined.push(element),
                }
            }
            rewritten.push(show(joined));
            true
        })
    });
}

/// If a text is shown at the start of a line, `'` or `"` moves to the line and shows it. The distance to the line
/// becomes the leading, which is set back afterwards.
#[test]
fn operators_that_move_to_the_next_line() {
    altered(40, |document| {
        each(document, |state, operation, rewritten| {
            let Some([Object::String(string, format), rest @ ..]) = shown(&operation) else {
                rewritten.push(operation);
                return false;
            };
            let moved = rewritten.last().map(|before| (before.operator.as_str(), before.operands.as_slice()));
            let down = match moved {
                Some(("Td", [x, y])) => Some((x.clone(), -y.as_float().expect("a number"))),
                // The matrix says where the line starts, so the leading is 0.
                Some(("Tm", _)) => None,
                _ => {
                    rewritten.push(operation);
                    return false;
                }
            };
            let leading = match down {
                Some((x, leading)) => {
                    rewritten.pop();
                    rewritten.push(Operation::new("Td", vec![x, Object::Integer(0)]));
                    leading
                }
                None => 0.0,
            };
            let string = Object::String(string.clone(), *format);
            rewritten.push(Operation::new("TL", vec![Object::Real(leading)]));
            rewritten.push(if rewritten.len() % 2 == 0 {
                Operation::new("'", vec![string])
            } else {
                Operation::new("\"", vec![state.word_spacing.clone(), state.character_spacing.clone(), string])
            });
            if !rest.is_empty() {
                rewritten.push(show(rest.to_vec()));
            }
            rewritten.push(Operation::new("TL", vec![state.leading.clone()]));
            true
        })
    });
}

/// `TD` in place of `Td`, and `T*` in place of a `Td` straight down.
#[test]
fn other_operators_to_move() {
    altered(25, |document| {
        each(document, |state, operation, rewritten| {
            let ("Td", [x, y]) = (operation.operator.as_str(), operation.operands.as_slice()) else {
                rewritten.push(operation);
                return false;
            };
            let leading = Object::Real(-y.as_float().expect("a number"));
            if x.as_float().expect("a number") == 0.0 {
                rewritten.push(Operation::new("TL", vec![leading]));
                rewritten.push(Operation::new("T*", Vec::new()));
            } else {
                rewritten.push(Operation::new("TD", operation.operands));
            }
            rewritten.push(Operation::new("TL", vec![state.leading.clone()]));
            true
        })
    });
}
