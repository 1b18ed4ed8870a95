//! Collects the operands in front of an operator: of `1 0 0 rg`, the three numbers before `rg`.

use super::lexer::{Span, Token};
use super::object;

/// One operand, or the start or end of a composite one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Operand {
    Number(f64),
    Name(Span),
    String(Span),
    ArrayStart,
    ArrayEnd,
    DictionaryStart,
    DictionaryEnd,
    /// `true`, `false` or `null`: nothing the interpreter looks at.
    Other,
}

/// The operands collected so far. One value serves a whole content stream, so that reading it
/// allocates nothing per operator.
#[derive(Debug, Default)]
pub(super) struct Operands {
    items: Vec<Operand>,
    /// Decoded bytes of names and strings.
    pub(super) decoded: Vec<u8>,
}

impl Operands {
    pub(super) fn clear(&mut self) {
        self.items.clear();
        self.decoded.clear();
    }

    /// Adds a token as an operand. An operator is not added, but returned.
    pub(super) fn push<'a>(&mut self, token: Token<'a>) -> Option<&'a [u8]> {
        self.items.push(match token {
            Token::Number(number) => Operand::Number(number),
            Token::Name(span) => Operand::Name(span),
            Token::String(span) => Operand::String(span),
            Token::ArrayStart => Operand::ArrayStart,
            Token::ArrayEnd => Operand::ArrayEnd,
            Token::DictionaryStart => Operand::DictionaryStart,
            Token::DictionaryEnd => Operand::DictionaryEnd,
            Token::Keyword(b"true" | b"false" | b"null") => Operand::Other,
            Token::Keyword(operator) => return Some(operator),
        });
        None
    }

    pub(super) fn items(&self) -> &[Operand] {
        &self.items
    }

    /// The last `N` operands as numbers; `None` if there are fewer, or if one of them is no number. Viewers take the last ones,
    /// too, where a producer wrote too many.
    pub(super) fn numbers<const N: usize>(&self) -> Option<[f64; N]> {
        let start = self.items.len().checked_sub(N)?;
        let mut numbers = [0.0; N];
        for (number, operand) in numbers.iter_mut().zip(&self.items[start..]) {
            let Operand::Number(value) = operand else { return None };
            *number = *value;
        }
        Some(numbers)
    }

    pub(super) fn number(&self) -> Option<f64> {
        self.numbers::<1>().map(|[number]| number)
    }

    /// All numbers at the start: the components of a colour.
    pub(super) fn leading_numbers(&self) -> impl Iterator<Item = f64> + '_ {
        self.items.iter().map_while(|operand| match operand {
            Operand::Number(number) => Some(*number),
            _ => None,
        })
    }

    /// The first operand that is a name.
    pub(super) fn name(&self) -> Option<&[u8]> {
        self.names().next()
    }

    /// Every operand that is a name, outside and inside of composite ones.
    pub(super) fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.items.iter().filter_map(|operand| match operand {
            Operand::Name(span) => Some(span.of(&self.decoded)),
            _ => None,
        })
    }

    /// The last operand, if it is a string.
    pub(super) fn string(&self) -> Option<&[u8]> {
        match self.items.last() {
            Some(Operand::String(span)) => Some(span.of(&self.decoded)),
            _ => None,
        }
    }

    /// The operand after the name `key`: the value of a key in an inline dictionary.
    pub(super) fn value(&self, key: &[u8]) -> Option<Operand> {
        let at = self.items.iter().position(|operand| match operand {
            Operand::Name(span) => span.of(&self.decoded) == key,
            _ => false,
        })?;
        self.items.get(at + 1).copied()
    }

    /// The string after the name `key`.
    pub(super) fn string_value(&self, key: &[u8]) -> Option<&[u8]> {
        match self.value(key)? {
            Operand::String(span) => Some(span.of(&self.decoded)),
            _ => None,
        }
    }

    /// The integer after the name `key`.
    pub(super) fn integer_value(&self, key: &[u8]) -> Option<i64> {
        match self.value(key)? {
            Operand::Number(number) => object::integer(Token::Number(number)),
            _ => None,
        }
    }

    /// The number after the name `key`.
    pub(super) fn number_value(&self, key: &[u8]) -> Option<f64> {
        match self.value(key)? {
            Operand::Number(number) => Some(number),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexer::Lexer;
    use super::*;

    fn read(content: &[u8]) -> (Operands, Vec<u8>) {
        let mut lexer = Lexer::new(content);
        let mut operands = Operands::default();
        while let Some(token) = lexer.next(&mut operands.decoded) {
            if let Some(operator) = operands.push(token) {
                return (operands, operator.to_vec());
            }
        }
        (operands, Vec::new())
    }

    #[test]
    fn the_last_numbers_count() {
        let (operands, operator) = read(b"9 1 2 3 4 re");
        assert_eq!(operator, b"re");
        assert_eq!(operands.numbers::<4>(), Some([1.0, 2.0, 3.0, 4.0]));
        assert_eq!(operands.numbers::<6>(), None);
        assert_eq!(read(b"/F1 m").0.numbers::<1>(), None);
    }

    #[test]
    fn inline_dictionaries_are_looked_into() {
        let (operands, _) = read(b"/Span<</MCID 3/ActualText(x)>>BDC");
        assert_eq!(operands.name(), Some(&b"Span"[..]));
        assert_eq!(operands.number_value(b"MCID"), Some(3.0));
        assert_eq!(operands.integer_value(b"MCID"), Some(3));
        assert_eq!(operands.integer_value(b"ActualText"), None);
        assert_eq!(operands.string_value(b"ActualText"), Some(&b"x"[..]));
    }
}
