//! Writes masks: a number in the form of a text, with digits for digits, letters for letters, and placeholders for
//! ideographs.
//!
//! For example, the mask with number 1 of `99003519` is `00000001`.

use std::sync::OnceLock;

/// The alphabets, one for each class of characters. A number is written with the characters of an alphabet as its
/// digits, and the first character fills the places before it.
struct Alphabets {
    digits: Vec<char>,
    small: Vec<char>,
    capital: Vec<char>,
    /// For all other letters: the last line of `grammar/mask.txt`.
    wide: Vec<char>,
}

fn alphabets() -> &'static Alphabets {
    static ALPHABETS: OnceLock<Alphabets> = OnceLock::new();
    ALPHABETS.get_or_init(|| Alphabets {
        digits: ('0'..='9').collect(),
        small: ('a'..='z').collect(),
        capital: ('A'..='Z').collect(),
        wide: include_str!("../../grammar/mask.txt").lines().next_back().unwrap_or_default().chars().collect(),
    })
}

/// The alphabet that masks a character; `None` for punctuation, which is kept.
fn alphabet(character: char) -> Option<&'static [char]> {
    let alphabets = alphabets();
    let alphabet = match character {
        '0'..='9' => &alphabets.digits,
        'a'..='z' => &alphabets.small,
        'A'..='Z' => &alphabets.capital,
        _ if character.is_alphanumeric() => &alphabets.wide,
        _ => return None,
    };
    Some(alphabet).filter(|alphabet| !alphabet.is_empty()).map(Vec::as_slice)
}

/// The form of a text: the mask with number 0. The masks of texts of one form differ only in their numbers.
pub(super) fn form(folded: &[char]) -> Vec<char> {
    write(folded, 0)
}

/// The mask of a text: the number is written at its end in the form of the text, as far as there is room.
pub(super) fn write(folded: &[char], mut number: u64) -> Vec<char> {
    let mut mask = folded.to_vec();
    for character in mask.iter_mut().rev() {
        if let Some(alphabet) = alphabet(*character) {
            let base = alphabet.len() as u64;
            let digit = usize::try_from(number % base).unwrap_or_default();
            number /= base;
            *character = alphabet[digit];
        }
    }
    mask
}
