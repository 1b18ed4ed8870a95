//! Splits the bytes of content streams, objects and CMaps into tokens (ISO 32000-1, 7.2 and 7.3): `/F1 12 Tf` is a name, a number
//! and a keyword.
//!
//! lopdf's own decoder copies every operand and ends silently at the first malformed byte. This lexer copies only names and
//! strings, and skips bytes that it cannot read.

/// A stretch of the bytes that [`Lexer::next`] decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    start: usize,
    end: usize,
}

impl Span {
    pub(super) fn of<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        bytes.get(self.start..self.end).unwrap_or_default()
    }
}

/// One token. The decoded bytes of names and strings stand in the buffer given to [`Lexer::next`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    Number(f64),
    Name(Span),
    String(Span),
    ArrayStart,
    ArrayEnd,
    DictionaryStart,
    DictionaryEnd,
    /// Any other run of regular characters: an operator, `true`, `null` …
    Keyword(&'a [u8]),
}

/// Reads tokens one after the other.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'a> {
    data: &'a [u8],
    position: usize,
    /// Whether the data ended inside a string.
    cut: bool,
}

const fn is_white_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// Which bytes are regular characters. A table, because most bytes of a content stream are tested for it.
static REGULAR: [bool; 256] = {
    let mut regular = [false; 256];
    let mut byte = 0;
    while byte < regular.len() {
        regular[byte] = !is_white_space(byte as u8) && !is_delimiter(byte as u8);
        byte += 1;
    }
    regular
};

fn is_regular(byte: u8) -> bool {
    REGULAR[usize::from(byte)]
}

fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

impl<'a> Lexer<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, position: 0, cut: false }
    }

    /// Whether the data ended inside a string, which shows that they are cut off.
    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }

    /// How many bytes were read.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    fn peek(&self) -> Option<u8> {
        self.data.get(self.position).copied()
    }

    fn bump(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.position += 1;
        Some(byte)
    }

    /// The next token, `None` at the end. Decoded bytes are appended to `decoded`.
    pub(super) fn next(&mut self, decoded: &mut Vec<u8>) -> Option<Token<'a>> {
        loop {
            let byte = self.peek()?;
            match byte {
                _ if is_white_space(byte) => self.position += 1,
                b'0'..=b'9' | b'+' | b'-' | b'.' => {
                    return Some(self.plain_number().unwrap_or_else(|| self.number_or_keyword()));
                }
                b'%' => self.skip_comment(),
                b'/' => return Some(self.name(decoded)),
                b'(' => return Some(self.literal_string(decoded)),
                b'<' if self.data.get(self.position + 1) == Some(&b'<') => {
                    self.position += 2;
                    return Some(Token::DictionaryStart);
                }
                b'<' => return Some(self.hexadecimal_string(decoded)),
                b'>' if self.data.get(self.position + 1) == Some(&b'>') => {
                    self.position += 2;
                    return Some(Token::DictionaryEnd);
                }
                b'[' => {
                    self.position += 1;
                    return Some(Token::ArrayStart);
                }
                b']' => {
                    self.position += 1;
                    return Some(Token::ArrayEnd);
                }
                b'>' | b')' | b'{' | b'}' => self.position += 1,
                _ => return Some(Token::Keyword(self.regular_run())),
            }
        }
    }

    /// Skips the data of an inline image, from behind its `ID` to behind its `EI`.
    ///
    /// The data can hold the letters `EI` themselves. These end the image only if they stand between white space and if the bytes
    /// that follow are text. The first `length` bytes are skipped without a search.
    pub(super) fn skip_inline_image(&mut self, length: usize) {
        /// How many bytes after `EI` must be printable ASCII or white space.
        const LOOKAHEAD: usize = 12;
        let mut at = self.position.saturating_add(length).min(self.data.len());
        while let Some(found) = self.data[at..].windows(2).position(|window| window == b"EI") {
            let start = at + found;
            let after = &self.data[start + 2..];
            let opened = start == self.position || is_white_space(self.data[start - 1]);
            let closed = after.first().is_none_or(|&byte| is_white_space(byte));
            let text = after.iter().take(LOOKAHEAD).all(|&byte| is_white_space(byte) || (0x20..0x7f).contains(&byte));
            if opened && closed && text {
                self.position = start + 2;
                return;
            }
            at = start + 2;
        }
        self.position = self.data.len();
    }

    fn skip_comment(&mut self) {
        while self.bump().is_some_and(|byte| byte != b'\n' && byte != b'\r') {}
    }

    fn regular_run(&mut self) -> &'a [u8] {
        let rest = &self.data[self.position..];
        let length = rest.iter().position(|&byte| !is_regular(byte)).unwrap_or(rest.len());
        self.position += length;
        &rest[..length]
    }

    /// Reads a number of the form that nearly all numbers have, with few digits and at most a minus sign: `-12.5`. Gives `None`,
    /// and reads nothing, for any other form.
    fn plain_number(&mut self) -> Option<Token<'a>> {
        /// Integers of fewer than ten digits are exact as `f64`, and so are these powers of ten. Their quotient is therefore the
        /// `f64` that is nearest to the number as it is written.
        const POWERS: [f64; 10] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
        let (is_negative, rest) = match self.data.get(self.position..)? {
            [b'-', rest @ ..] => (true, rest),
            rest => (false, rest),
        };
        let mut value = 0_u32;
        let mut digits = |from: usize| {
            let mut count = 0;
            while let Some(digit) =
                rest.get(from + count).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10)
            {
                // May overflow: the value of a number with too many digits is not used.
                value = value.wrapping_mul(10).wrapping_add(u32::from(digit));
                count += 1;
            }
            count
        };
        let whole = digits(0);
        let has_point = rest.get(whole) == Some(&b'.');
        let fraction = if has_point { digits(whole + 1) } else { 0 };
        let length = whole + usize::from(has_point) + fraction;
        if whole + fraction >= POWERS.len() || rest.get(length).copied().is_some_and(is_regular) {
            return None;
        }
        let value = f64::from(value) / POWERS[fraction];
        self.position += usize::from(is_negative) + length;
        Some(Token::Number(if is_negative { -value } else { value }))
    }

    /// A number, read as leniently as viewers do: `--5` is −5, `0.00-35` is 0, `.` is 0. A run that
    /// starts like a number but goes on with letters is a keyword.
    fn number_or_keyword(&mut self) -> Token<'a> {
        let run = self.regular_run();
        let mut digits = run;
        let mut negative = false;
        while let Some((&sign, rest)) = digits.split_first()
            && matches!(sign, b'+' | b'-')
        {
            negative |= sign == b'-';
            digits = rest;
        }
        let (mut value, mut scale, mut fraction) = (0.0_f64, 1.0_f64, false);
        for &byte in digits {
            match byte {
                b'0'..=b'9' => {
                    value = value * 10.0 + f64::from(byte - b'0');
                    if fraction {
                        scale *= 10.0;
                    }
                }
                b'.' if !fraction => fraction = true,
                b'.' | b'-' => break,
                _ => return Token::Keyword(run),
            }
        }
        let value = value / scale;
        let value = if value.is_finite() { value } else { 0.0 };
        Token::Number(if negative { -value } else { value })
    }

    fn name(&mut self, decoded: &mut Vec<u8>) -> Token<'a> {
        self.position += 1;
        let mut rest = self.regular_run();
        let start = decoded.len();
        if memchr::memchr(b'#', rest).is_none() {
            decoded.extend_from_slice(rest);
            return Token::Name(Span { start, end: decoded.len() });
        }
        while let Some((&byte, tail)) = rest.split_first() {
            let escape = match tail {
                [high, low, ..] if byte == b'#' => hex_digit(*high).zip(hex_digit(*low)),
                _ => None,
            };
            if let Some((high, low)) = escape {
                decoded.push(high << 4 | low);
                rest = &tail[2..];
            } else {
                decoded.push(byte);
                rest = tail;
            }
        }
        Token::Name(Span { start, end: decoded.len() })
    }

    fn hexadecimal_string(&mut self, decoded: &mut Vec<u8>) -> Token<'a> {
        self.position += 1;
        let start = decoded.len();
        let mut high = None;
        loop {
            let Some(byte) = self.bump() else {
                self.cut = true;
                break;
            };
            if byte == b'>' {
                break;
            }
            let Some(digit) = hex_digit(byte) else { continue };
            match high.take() {
                Some(high) => decoded.push(high << 4 | digit),
                None => high = Some(digit),
            }
        }
        if let Some(high) = high {
            decoded.push(high << 4);
        }
        Token::String(Span { start, end: decoded.len() })
    }

    fn literal_string(&mut self, decoded: &mut Vec<u8>) -> Token<'a> {
        self.position += 1;
        let start = decoded.len();
        let mut depth = 1_usize;
        loop {
            let Some(byte) = self.bump() else {
                self.cut = true;
                break;
            };
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(decoded);
                    continue;
                }
                b'\r' => {
                    // Any end of line in a string is one line feed.
                    if self.peek() == Some(b'\n') {
                        self.position += 1;
                    }
                    decoded.push(b'\n');
                    continue;
                }
                _ => {}
            }
            decoded.push(byte);
        }
        Token::String(Span { start, end: decoded.len() })
    }

    fn escape(&mut self, decoded: &mut Vec<u8>) {
        let Some(byte) = self.bump() else { return };
        match byte {
            b'n' => decoded.push(b'\n'),
            b'r' => decoded.push(b'\r'),
            b't' => decoded.push(b'\t'),
            b'b' => decoded.push(0x08),
            b'f' => decoded.push(0x0c),
            b'0'..=b'7' => {
                let mut value = u16::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    value = value << 3 | u16::from(digit - b'0');
                    self.position += 1;
                }
                // High-order overflow is ignored (7.3.4.2).
                decoded.push((value & 0xff) as u8);
            }
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.position += 1;
                }
            }
            b'\n' => {}
            _ => decoded.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of `input`, each written so that it can be compared.
    fn tokens(input: &[u8]) -> Vec<String> {
        let mut lexer = Lexer::new(input);
        let mut decoded = Vec::new();
        let mut tokens = Vec::new();
        while let Some(token) = lexer.next(&mut decoded) {
            tokens.push(match token {
                Token::Number(number) => format!("{number}"),
                Token::Name(span) => format!("/{}", String::from_utf8_lossy(span.of(&decoded))),
                Token::String(span) => format!("{:?}", String::from_utf8_lossy(span.of(&decoded))),
                Token::ArrayStart => "[".to_owned(),
                Token::ArrayEnd => "]".to_owned(),
                Token::DictionaryStart => "<<".to_owned(),
                Token::DictionaryEnd => ">>".to_owned(),
                Token::Keyword(keyword) => String::from_utf8_lossy(keyword).into_owned(),
            });
        }
        tokens
    }

    #[test]
    fn operators_and_operands() {
        assert_eq!(
            tokens(b"BT/F1 12 Tf[(A)-20.5<4243>]TJ T*% end\nET"),
            ["BT", "/F1", "12", "Tf", "[", "\"A\"", "-20.5", "\"BC\"", "]", "TJ", "T*", "ET"]
        );
    }

    #[test]
    fn numbers_are_read_leniently() {
        assert_eq!(tokens(b"--5 +.5 4. 0.00-35 1.2.3 . -"), ["-5", "0.5", "4", "0", "1.2", "0", "-0"]);
        assert_eq!(tokens(b"1e5"), ["1e5"]);
    }

    #[test]
    fn plain_numbers_are_what_they_are_when_read_leniently() {
        for number in
            ["0", "-0", "7", "595.276", "-12.5", ".5", "-.5", "4.", ".", "-", "123456789", "0.12345678", "999999.999"]
        {
            let plain = Lexer::new(number.as_bytes()).plain_number();
            assert_eq!(plain, Some(Lexer::new(number.as_bytes()).number_or_keyword()), "{number}");
        }
        for other in ["+1", "--5", "0.00-35", "1.2.3", "1e5", "1234567890", "0.123456789"] {
            let mut lexer = Lexer::new(other.as_bytes());
            assert_eq!((lexer.plain_number(), lexer.position()), (None, 0), "{other}");
        }
    }

    #[test]
    fn strings_nest_and_escape() {
        assert_eq!(
            tokens(
                br"(a(b)c\)\101\n\
d)"
            ),
            ["\"a(b)c)A\\nd\""]
        );
        assert_eq!(tokens(b"<4 1 5>"), ["\"AP\""]);
        assert_eq!(tokens(b"(open"), ["\"open\""]);
    }

    #[test]
    fn cut_strings_are_noticed() {
        for (content, cut) in [(&b"(a)"[..], false), (b"<41>", false), (b"(a", true), (b"<41", true)] {
            let mut lexer = Lexer::new(content);
            while lexer.next(&mut Vec::new()).is_some() {}
            assert_eq!(lexer.is_cut(), cut);
        }
    }

    #[test]
    fn names_decode_their_escapes() {
        assert_eq!(tokens(b"/A#20B /#zz /"), ["/A B", "/#zz", "/"]);
    }

    #[test]
    fn stray_delimiters_are_stepped_over() {
        assert_eq!(tokens(b") 1 } > 2 ]"), ["1", "2", "]"]);
    }

    #[test]
    fn inline_images_end_at_their_own_end() {
        let content = b"ID \x00\xffEI\x01 EI\xff\n\xfe EI Q";
        let mut lexer = Lexer::new(content);
        let mut decoded = Vec::new();
        assert_eq!(lexer.next(&mut decoded), Some(Token::Keyword(b"ID")));
        lexer.skip_inline_image(0);
        assert_eq!(lexer.next(&mut decoded), Some(Token::Keyword(b"Q")));
    }
}
