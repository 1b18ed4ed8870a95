//! Breaks texts into lines of a given width.

use crate::style::{Style, Wrap};

/// Whether white space beside the character means nothing. It is so for ideographs, and for punctuation that is as wide
/// as an ideograph.
pub(crate) fn is_wide(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}')
        || "—–“”‘’…·".contains(character)
}

/// Whether careful programs begin no line with the character.
fn closes(character: char) -> bool {
    "，。、；：）”》.,;:)!?%".contains(character)
}

/// Whether careful programs end no line with the character.
fn opens(character: char) -> bool {
    "（“《(".contains(character)
}

/// Whether a word may be broken behind the character, if a letter follows. Before a digit the character is a minus sign
/// or a part of a number.
fn joins_words(character: char) -> bool {
    matches!(character, '-' | '/')
}

/// Whether careless programs break a number behind the character.
fn parts_numbers(character: char) -> bool {
    matches!(character, '.' | ',' | '-' | ':' | '/')
}

/// A text with a date and a time, broken between the two. The space between them falls into the break. It is the only
/// space that may do so, because the reader knows that it was there.
pub(crate) fn break_time(text: &str) -> String {
    let is_digit = |character: Option<char>| character.is_some_and(|character| character.is_ascii_digit());
    let is_clock = |text: &str| text.len() >= 8 && text.as_bytes()[2] == b':' && text.as_bytes()[5] == b':';
    let at_space = |at: &usize| is_digit(text[..*at].chars().next_back()) && is_clock(&text[at + 1..]);
    match text.match_indices(' ').map(|(at, _)| at).find(at_space) {
        Some(at) => format!("{}\n{}", &text[..at], &text[at + 1..]),
        None => text.to_owned(),
    }
}

/// Puts spaces between ideographs and narrow letters or digits, as some front ends do.
pub(crate) fn space_out(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    let mut before = None;
    for character in text.chars() {
        let is_text = |c: char| c.is_alphanumeric();
        if before.is_some_and(|b: char| is_wide(b) != is_wide(character) && is_text(b) && is_text(character)) {
            spaced.push(' ');
        }
        spaced.push(character);
        before = Some(character);
    }
    spaced
}

/// The lines of a text in a column of a width in points. The reader cannot see a space at the end of a line. So no line
/// is broken at a space that means something.
pub(crate) fn wrap(text: &str, width: f64, style: &Style) -> Vec<String> {
    text.split('\n').flat_map(|line| wrap_line(line, width / style.size, false, style)).collect()
}

/// The lines of a text in which no word is broken, however wide it is.
pub(crate) fn wrap_words(text: &str, width: f64, style: &Style) -> Vec<String> {
    text.split('\n').flat_map(|line| wrap_line(line, width / style.size, true, style)).collect()
}

fn wrap_line(text: &str, width: f64, whole_words: bool, style: &Style) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let advance = |range: &[char]| range.iter().map(|character| style.advance(*character)).sum::<f64>();
    let mut lines = Vec::new();
    let mut start = 0;
    while start < characters.len() {
        let mut end = start + 1;
        while end < characters.len() && advance(&characters[start..=end]) <= width {
            end += 1;
        }
        if end < characters.len() {
            end = line_break(&characters, start, end, whole_words, style);
        }
        let line: String = characters[start..end].iter().collect();
        lines.push(line.trim().to_owned());
        // Spaces that fall into the break take no room on the next line.
        start = end + characters[end..].iter().take_while(|character| **character == ' ').count();
    }
    lines
}

/// Where to break a line that begins at `start` and has no room for the character at `end`.
fn line_break(characters: &[char], start: usize, end: usize, whole_words: bool, style: &Style) -> usize {
    let at_space = |at: usize| characters[at] == ' ' || characters[at - 1] == ' ';
    // A space that means nothing may fall into the break.
    let is_loose = |at: usize| {
        let space = if characters[at] == ' ' { at } else { at - 1 };
        let beside = [space.checked_sub(1), space.checked_add(1)].into_iter().flatten();
        at_space(at) && beside.filter_map(|at| characters.get(at)).any(|character| is_wide(*character))
    };
    let anywhere = |at: usize| !at_space(at) || is_loose(at);
    let between_words = |at: usize| {
        let (before, after) = (characters[at - 1], characters[at]);
        let is_sign = style.wrap == Wrap::Signs && parts_numbers(before) && after.is_ascii_digit();
        let ends_word = is_wide(before)
            || is_wide(after)
            || is_loose(at)
            || is_sign
            || joins_words(before) && after.is_alphabetic();
        let is_in_word = style.wrap == Wrap::Dictionary && is_in_word(characters, at);
        anywhere(at) && ends_word && !is_in_word && !closes(after) && !opens(before)
    };
    let breaks = |may: &dyn Fn(usize) -> bool| (start + 1..=end).rev().find(|at| may(*at));
    // Two words with a space between them could not be broken apart, which no program does. So a text with such a space
    // is broken where its lines are full.
    let has_space = (1..characters.len()).any(|at| characters[at] == ' ' && !is_loose(at));
    let words = if style.wrap != Wrap::Anywhere && !has_space { breaks(&between_words) } else { None };
    if whole_words && !has_space {
        let next_word = || (end + 1..characters.len()).find(|at| between_words(*at));
        return breaks(&between_words).or_else(next_word).unwrap_or(characters.len());
    }
    // In a column that is too narrow for a letter, a space and a letter, the line runs over the border.
    let later = || (end + 1..characters.len()).find(|at| anywhere(*at));
    words.or_else(|| breaks(&anywhere)).or_else(later).unwrap_or(characters.len())
}

/// The most ideographs in a word.
const LONGEST_WORD: usize = 4;

/// Whether a place is inside of a word of ideographs. There is no dictionary: the characters themselves decide, in an
/// arbitrary but fixed way, which of them are a word.
fn is_in_word(characters: &[char], at: usize) -> bool {
    let is_ideograph = |at: usize| ('\u{4e00}'..='\u{9fff}').contains(&characters[at]);
    let mut from = at;
    while from > 0 && is_ideograph(from - 1) {
        from -= 1;
    }
    let mut length = 0;
    for place in from..=at {
        let ends = |at: usize| (u32::from(characters[at - 1]) + u32::from(characters[at])) % 5 < 2;
        if !is_ideograph(place) || length == LONGEST_WORD || length > 0 && ends(place) {
            length = 0;
        }
        length += 1;
    }
    length > 1
}
