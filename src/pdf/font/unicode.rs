//! Turns the characters that a font gives for a code into printed text. White space of every kind becomes a space, radicals and
//! compatibility ideographs become the ideographs they look like, ligatures come apart, and characters that print nothing are
//! dropped.
//!
//! Control characters, private use characters and U+FFFD are no text: a mapping to one of them counts as no mapping.

use std::rc::Rc;

use unicode_normalization::char::decompose_compatible;

use crate::page::HYPHENATION;

/// What a code of a font stands for.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::pdf) enum Text {
    /// One character.
    Character(char),
    /// Several, side by side in one glyph.
    Characters(Rc<[char]>),
    /// Nothing that is printed: a zero-width space.
    Nothing,
    /// There is no way from the code to a character.
    Unmapped,
}

/// The ideographs of the radicals U+2E80 to U+2EF3, in order: Equivalent_Unified_Ideograph of the
/// Unicode Character Database. (Two that have none stand for themselves.) For the Kangxi radicals
/// U+2F00 to U+2FD5 the property is the same as their compatibility decomposition.
const RADICALS: &str = "\
    ⺀厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵⺚旡日月歺母民氵氺灬爫爫丬牛\
    犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑\
    钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟";

/// Makes printed text of the characters that a font maps a code to. `None` if they are no text (private use, U+FFFD, control
/// characters), or if there are none.
pub(in crate::pdf) fn printed(characters: impl Iterator<Item = char>) -> Option<Text> {
    let mut text = Vec::new();
    let mut any = false;
    for character in characters {
        fold(character, &mut text)?;
        any = true;
    }
    match text.as_slice() {
        [] if any => Some(Text::Nothing),
        [] => None,
        [character] => Some(Text::Character(*character)),
        several => Some(Text::Characters(several.into())),
    }
}

/// Appends the characters as which a character is printed; `None` if it is no text.
pub(in crate::pdf) fn fold(character: char, text: &mut Vec<char>) -> Option<()> {
    match character {
        '\t'..='\r' | '\u{85}' => text.push(' '),
        '\u{a0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}' => {
            text.push(' ');
        }
        // Fonts draw several hyphens and dashes with one glyph, and some programs name another of them than the text had.
        '\u{ad}' | HYPHENATION => text.push(HYPHENATION),
        '\u{2011}' => text.push('-'),
        '\u{2015}' => text.push('—'),
        // Joiners, directions, byte order mark, variation selectors.
        '\u{34f}'
        | '\u{61c}'
        | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{e0100}'..='\u{e01ef}' => {}
        _ if is_no_text(character) => return None,
        '\u{2e80}'..='\u{2ef3}' => {
            let index = (u32::from(character) - 0x2e80) as usize;
            text.push(RADICALS.chars().nth(index).unwrap_or(character));
        }
        // The only Kangxi radical whose simplified form has a code point of its own that fonts for
        // simplified Chinese draw with the same glyph.
        '\u{2f3e}' => text.push('户'),
        '\u{2f00}'..='\u{2fd5}' | '\u{f900}'..='\u{faff}' | '\u{fb00}'..='\u{fb06}' | '\u{2f800}'..='\u{2fa1f}' => {
            decompose_compatible(character, |part| text.push(part));
        }
        _ => text.push(character),
    }
    Some(())
}

/// Control characters, private use, U+FFFD, noncharacters.
fn is_no_text(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{fffd}' | '\u{fdd0}'..='\u{fdef}' | '\u{f0000}'..)
        || u32::from(character) & 0xfffe == 0xfffe
}

/// How well a character fits where a font has several characters for one glyph: smaller is better. Ideographs come before
/// radicals and compatibility ideographs, which only look the same.
pub(super) fn preference(character: char) -> (u8, char) {
    let rank = match character {
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2f7ff}' | '\u{30000}'..='\u{323af}' => 0,
        '\u{2e80}'..='\u{2fd5}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}' => 3,
        _ if is_no_text(character) => 4,
        '\u{ad}' | '\u{a0}' | '\u{2000}'..='\u{200f}' => 2,
        _ => 1,
    };
    (rank, character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(characters: &str) -> Option<Text> {
        printed(characters.chars())
    }

    #[test]
    fn radicals_become_ideographs() {
        for (radical, ideograph) in [
            ('⼀', '一'),
            ('⼈', '人'),
            ('⽤', '用'),
            ('⼾', '户'),
            ('⿊', '黑'),
            ('⻓', '长'),
            ('⻔', '门'),
            ('⻢', '马'),
            ('⻳', '龟'),
            ('金', '金'),
        ] {
            assert_eq!(printed([radical].into_iter()), Some(Text::Character(ideograph)), "{radical}");
        }
        assert_eq!(RADICALS.chars().count(), 0x2ef4 - 0x2e80);
        assert_eq!(text("戶"), Some(Text::Character('戶')), "a printed 戶 is none of our business");
    }

    #[test]
    fn spaces_and_what_is_not_printed() {
        assert_eq!(text("\u{a0}"), Some(Text::Character(' ')));
        assert_eq!(text("\u{3000}"), Some(Text::Character(' ')));
        assert_eq!(text("\t"), Some(Text::Character(' ')));
        assert_eq!(text("\u{200b}"), Some(Text::Nothing));
        assert_eq!(text("一\u{fe00}"), Some(Text::Character('一')));
    }

    #[test]
    fn glyphs_of_several_hyphens_and_dashes() {
        assert_eq!(text("\u{2011}"), Some(Text::Character('-')));
        assert_eq!(text("―"), Some(Text::Character('—')));
        assert_eq!(text("\u{ad}"), Some(Text::Character(HYPHENATION)));
    }

    #[test]
    fn ligatures_come_apart() {
        assert_eq!(text("ﬃ"), Some(Text::Characters(['f', 'f', 'i'].into())));
    }

    #[test]
    fn what_is_no_text() {
        for no_text in ["", "\0", "\u{fffd}", "\u{e000}", "\u{f0001}", "\u{ffff}", "\u{1}", "a\u{fffd}"] {
            assert_eq!(text(no_text), None, "{no_text:?}");
        }
    }

    #[test]
    fn ideographs_are_preferred() {
        let best = ['\u{2f08}', '人', '\u{f9ff}'].into_iter().min_by_key(|&character| preference(character));
        assert_eq!(best, Some('人'));
        assert_eq!(['\u{a0}', ' '].into_iter().min_by_key(|&character| preference(character)), Some(' '));
    }
}
