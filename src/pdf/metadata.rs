//! Reads which programs made a file, and when, from its document information dictionary (ISO 32000-2, 14.3.3).

use lopdf::{Dictionary, Object, decode_text_string};
use serde::Serialize;

use super::file::{File, as_dictionary};

/// Which programs made a file, and when. Title, subject and author are left out, because they may name the person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Metadata {
    /// The program that wrote the PDF.
    pub producer: Option<String>,
    /// The program that wrote the document from which the PDF was made.
    pub creator: Option<String>,
    /// When it was made, as `2026-11-23T21:45:29+00:00`; shorter where the file says less.
    pub created: Option<String>,
    /// When it was changed last.
    pub modified: Option<String>,
}

impl Metadata {
    pub(super) fn of(file: &File<'_>) -> Self {
        let Some(information) = file.get(file.trailer(), b"Info").and_then(as_dictionary) else {
            return Self::default();
        };
        let text = |key: &[u8]| text(file, information, key);
        Self {
            producer: text(b"Producer"),
            creator: text(b"Creator"),
            created: text(b"CreationDate").as_deref().and_then(date),
            modified: text(b"ModDate").as_deref().and_then(date),
        }
    }
}

fn text(file: &File<'_>, dictionary: &Dictionary, key: &[u8]) -> Option<String> {
    let object: &Object = file.get(dictionary, key)?;
    let text = decode_text_string(object).ok()?;
    let text = text.trim_matches(|character: char| character.is_whitespace() || character.is_control());
    (!text.is_empty()).then(|| text.to_owned())
}

/// A date (ISO 32000-2, 7.9.4: `D:20261123214529+00'00'`) in the form of ISO 8601, as far as it goes.
fn date(text: &str) -> Option<String> {
    let text = text.strip_prefix("D:").unwrap_or(text);
    let digits = &text[..text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len())];
    if digits.len() < 4 {
        return None;
    }
    let mut date = digits[..4].to_owned();
    for (index, separator) in [(4, '-'), (6, '-'), (8, 'T'), (10, ':'), (12, ':')] {
        let Some(part) = digits.get(index..index + 2) else { break };
        date.push(separator);
        date.push_str(part);
    }
    let zone: String = text[digits.len()..].chars().filter(|character| *character != '\'').collect();
    match zone.as_bytes() {
        [b'Z', ..] if digits.len() >= 10 => date.push('Z'),
        [b'+' | b'-', rest @ ..] if digits.len() >= 10 && rest.len() >= 2 && rest.iter().all(u8::is_ascii_digit) => {
            date.push_str(&zone[..3]);
            date.push(':');
            date.push_str(zone.get(3..5).unwrap_or("00"));
        }
        _ => {}
    }
    Some(date)
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_are_read_as_far_as_they_go() {
        for (printed, expected) in [
            ("D:20261123214529+00'00'", Some("2026-11-23T21:45:29+00:00")),
            ("D:20261123214529+08'00", Some("2026-11-23T21:45:29+08:00")),
            ("D:20261123214529Z00'00'", Some("2026-11-23T21:45:29Z")),
            ("20261123214529", Some("2026-11-23T21:45:29")),
            ("D:202611", Some("2026-11")),
            ("D:2026", Some("2026")),
            ("D:20261123214529+é'", Some("2026-11-23T21:45:29")),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(date(printed).as_deref(), expected, "{printed}");
        }
    }
}
