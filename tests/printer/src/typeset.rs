//! Sets texts into lines of a given width.

use crate::style::{Style, Wrap};

/// Whether white space beside the character means nothing: ideographs, and punctuation that is set as wide as they are.
pub(crate) fn is_wide(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}')
        || "—–“”‘’…·".contains(character)
}

/// Whether no line begins with the character, where lines are set with care.
fn closes(character: char) -> bool {
    "，。、；：）”》.,;:)!?%".contains(character)
}

/// Whether no line ends with the character, where lines are set with care.
fn opens(character: char) -> bool {
    "（“《(".contains(character)
}

/// Whether a word may be parted behind the character, but before a digit: there it is a minus, or a part of a number.
fn joins_words(character: char) -> bool {
    matches!(character, '-' | '/')
}

/// Whether a number may be parted behind the character, where lines are set without care.
fn parts_numbers(character: char) -> bool {
    matches!(character, '.' | ',' | '-' | ':' | '/')
}

/// A time broken between its date and its clock, where the space between them falls into the break. Of other spaces nothing tells
/// that they were there.
pub(crate) fn break_time(text: &str) -> String {
    let is_digit = |character: Option<char>| character.is_some_and(|character| character.is_ascii_digit());
    let is_clock = |text: &str| text.len() >= 8 && text.as_bytes()[2] == b':' && text.as_bytes()[5] == b':';
    let at_space = |at: &usize| is_digit(text[..*at].chars().next_back()) && is_clock(&text[at + 1..]);
    match text.match_indices(' ').map(|(at, _)| at).find(at_space) {
        Some(at) => format!("{}\n{}", &text[..at], &text[at + 1..]),
        None => text.to_owned(),
    }
}

/// Puts spaces between ideographs and what is set narrow, as some front ends do.
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

/// The lines of a text in a column so many points wide. A space is printed in the middle of a line only: the reader cannot see
/// one that a line ends with, so no line is broken at a space that means something.
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
        // What falls into the break takes no room on the next line.
        start = end + characters[end..].iter().take_while(|character| **character == ' ').count();
    }
    lines
}

/// Where the line that begins at `start` and has no room for the character at `end` is broken.
fn line_break(characters: &[char], start: usize, end: usize, whole_words: bool, style: &Style) -> usize {
    let at_space = |at: usize| characters[at] == ' ' || characters[at - 1] == ' ';
    // White space that means nothing may fall into the break.
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
    // Words that a space parts would stay together, as no print has them: such a text is broken where its lines are full.
    let has_space = (1..characters.len()).any(|at| characters[at] == ' ' && !is_loose(at));
    let words = if style.wrap != Wrap::Anywhere && !has_space { breaks(&between_words) } else { None };
    if whole_words && !has_space {
        let next_word = || (end + 1..characters.len()).find(|at| between_words(*at));
        return breaks(&between_words).or_else(next_word).unwrap_or(characters.len());
    }
    // A column that is too narrow for a letter, a space and a letter is printed over.
    let later = || (end + 1..characters.len()).find(|at| anywhere(*at));
    words.or_else(|| breaks(&anywhere)).or_else(later).unwrap_or(characters.len())
}

/// Ideographs make words of this many at most.
const LONGEST_WORD: usize = 4;

/// Whether the place is in a word of ideographs, as a dictionary might have it: which are words is drawn from the characters.
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
