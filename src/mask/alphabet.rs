//! What masks are written in: digits for digits, letters for letters, placeholders for ideographs.

use std::sync::OnceLock;

/// The characters for one class of characters: the first fills, all of them count.
struct Alphabets {
    digits: Vec<char>,
    small: Vec<char>,
    capital: Vec<char>,
    /// The last line of the file.
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

/// The alphabet that masks a character, `None` where it is kept: punctuation.
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

/// The form of a text: its masks differ only by their number.
pub(super) fn form(folded: &[char]) -> Vec<char> {
    write(folded, 0)
}

/// The mask of a number in the form of a text: the number is written at its end, as far as there is room.
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
