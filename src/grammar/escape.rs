//! Resolves the escapes in the literals of grammars, such as `\n` or `\u{4e00}`.

/// A literal with its escapes resolved; `None` if one of them is no character.
pub(super) fn unescaped(literal: &str) -> Option<String> {
    let mut text = String::with_capacity(literal.len());
    let mut characters = literal.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        let escaped = match characters.next()? {
            'r' => '\r',
            'n' => '\n',
            't' => '\t',
            '0' => '\0',
            'x' => {
                let (code, rest) = characters.as_str().split_at_checked(2)?;
                characters = rest.chars();
                char::from(u8::from_str_radix(code, 16).ok()?)
            }
            'u' => {
                let (code, rest) = characters.as_str().strip_prefix('{')?.split_once('}')?;
                characters = rest.chars();
                char::from_u32(u32::from_str_radix(code, 16).ok()?)?
            }
            itself @ ('"' | '\\' | '\'') => itself,
            _ => return None,
        };
        text.push(escaped);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::unescaped;

    #[test]
    fn escapes_are_characters() {
        assert_eq!(unescaped(r#"\"a\\\n\x41\u{4e00}b"#).as_deref(), Some("\"a\\\nA一b"));
        for wrong in [r"\u{d800}", r"\u{110000}", r"\q", r"\x4", "\\"] {
            assert_eq!(unescaped(wrong), None, "{wrong}");
        }
    }
}
