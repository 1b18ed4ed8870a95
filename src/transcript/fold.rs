//! Folds characters: reports print one label in several ways, and the folded form makes them the same.
//!
//! Labels are printed with full-width or ASCII letters, with different dashes and brackets, and with white space in
//! them. The grammars match the folded text, so a label needs to be written only once.

/// The folded form of one character, `None` for white space. Full-width letters, digits and signs become ASCII, every
/// dash `-`, every double quotation mark `"` and every single one `'`. Round brackets, colons and semicolons become
/// full-width.
pub(crate) fn fold(character: char) -> Option<char> {
    Some(match character {
        _ if character.is_whitespace() => return None,
        '(' | '（' | '﹙' => '（',
        ')' | '）' | '﹚' => '）',
        ':' | '：' | '︰' | '﹕' => '：',
        ';' | '；' | '﹔' => '；',
        '“' | '”' | '„' | '‟' | '〝' | '〞' | '＂' => '"',
        '‘' | '’' | '‚' | '‛' | '＇' => '\'',
        // (A hyphen U+2010 stays. The layout leaves it where a line is broken: it may not be of the text.)
        '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' | '－' | '﹣' | '﹘' => '-',
        // The full-width forms stand in the order of ASCII.
        '！'..='～' => char::from_u32(character as u32 - '！' as u32 + '!' as u32)?,
        _ => character,
    })
}

#[cfg(test)]
mod tests {
    use super::fold;

    fn folded(text: &str) -> String {
        text.chars().filter_map(fold).collect()
    }

    #[test]
    fn label_variants_fold_to_one() {
        for label in ["逾期31－60天", "逾期31 — 60 天", "逾期３１-60天"] {
            assert_eq!(folded(label), "逾期31-60天");
        }
        assert_eq!(folded("(授信机构版)"), folded("（授信机构版）"));
        assert_eq!(folded("“未激活”"), "\"未激活\"");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for character in (0..0x3_0000).filter_map(char::from_u32) {
            if let Some(once) = fold(character) {
                assert_eq!(fold(once), Some(once), "{character:?}");
            }
        }
    }
}
