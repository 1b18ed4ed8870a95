//! Tells whether two labels mean the same, and makes keys of labels that mean nothing known.
//!
//! Two labels mean the same if a line of `grammar/synonyms.txt` has both, or if one has all characters of the other in their order,
//! and few more: `本月应还款额` is `本月应还款`. A label in which one character is another one may mean the contrary (最大, 最小), so it is
//! not taken for the same.

use std::sync::OnceLock;

use pinyin::ToPinyin;

use crate::schema::EXTENSION;

/// One label has at least this part of the characters of the other. Tried on the altered layouts of `tests/it/suggest.rs`. Where a
/// label that is so like a known one means something else, a wrong key is proposed, and the person who looks at the rule sees both.
const SHARED: f32 = 0.6;

/// The lines of `grammar/synonyms.txt`.
fn synonyms() -> &'static [Vec<&'static str>] {
    static SYNONYMS: OnceLock<Vec<Vec<&str>>> = OnceLock::new();
    let lines = include_str!("../../grammar/synonyms.txt").lines().filter(|line| !line.starts_with("//"));
    SYNONYMS.get_or_init(|| lines.map(|line| line.split_whitespace().collect()).collect())
}

fn are_synonyms(known: &str, found: &str) -> bool {
    synonyms().iter().any(|line| line.contains(&known) && line.contains(&found))
}

fn are_forms(known: &str, found: &str) -> bool {
    is_longer_form(known, found) || is_longer_form(found, known)
}

/// Whether the long label has all characters of the short one, in their order, and few more.
fn is_longer_form(long: &str, short: &str) -> bool {
    let (count, shared) = (long.chars().count(), short.chars().count());
    let mut characters = long.chars();
    shared < count
        && shared as f32 >= SHARED * count as f32
        && short.chars().all(|wanted| characters.any(|character| character == wanted))
}

/// The one of some known labels that a label has the meaning of; `None` if it may mean several, or none.
pub(super) fn meaning<'k>(known: &[&'k str], found: &str) -> Option<&'k str> {
    let only = |is_it: fn(&str, &str) -> bool| {
        let mut alike = known.iter().copied().filter(|known| is_it(known, found));
        let first = alike.next();
        (first, alike.all(|other| Some(other) == first))
    };
    // What the dictionary says comes before what the characters say.
    let ways: [fn(&str, &str) -> bool; 3] = [|known, found| known == found, are_synonyms, are_forms];
    let (first, is_only) = ways.into_iter().map(only).find(|(first, _)| first.is_some())?;
    first.filter(|_| is_only)
}

/// The tag for a value that no key of the schema is for, made of its label: `备注` is `x_bei_zhu`.
pub(super) fn extension_key(label: &str) -> String {
    let mut key = EXTENSION.trim_end_matches('_').to_owned();
    let mut is_word = false;
    for character in label.chars() {
        if character.is_ascii_alphanumeric() {
            if !is_word {
                key.push('_');
            }
            key.push(character.to_ascii_lowercase());
            is_word = true;
        } else {
            is_word = false;
            if let Some(sound) = character.to_pinyin() {
                key.push('_');
                key.push_str(sound.plain());
            }
        }
    }
    if key.len() < EXTENSION.len() { format!("{EXTENSION}column") } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_mean_the_same_by_the_dictionary_or_by_their_characters() {
        assert_eq!(meaning(&["开立日期"], "开户日期"), Some("开立日期"));
        assert_eq!(meaning(&["本月应还款"], "本月应还款额"), Some("本月应还款"));
        // One character is another one: the contrary.
        assert_eq!(meaning(&["最大使用额度"], "最小使用额度"), None);
        assert_eq!(meaning(&["本月应还款"], "本月实还款"), None);
        assert_eq!(meaning(&["余额"], "贷款余额合计数"), None);
        assert_eq!(meaning(&["本月应还款", "本月实还款"], "本月应还款额"), Some("本月应还款"));
        assert_eq!(meaning(&["账户授信额度", "共享授信额度"], "授信额度"), Some("账户授信额度"));
        // It may be either.
        assert_eq!(meaning(&["本月应还款", "本月实还款"], "本月还款"), None);
    }

    #[test]
    fn a_key_is_made_of_the_sounds_of_a_label() {
        assert_eq!(extension_key("备注"), "x_bei_zhu");
        assert_eq!(extension_key("近24期次数（次）"), "x_jin_24_qi_ci_shu_ci");
        assert_eq!(extension_key("（）"), "x_column");
    }

    #[test]
    fn the_dictionary_is_in_the_folded_form() {
        let folded = |word: &str| word.chars().filter_map(crate::transcript::fold::fold).collect::<String>();
        assert!(synonyms().iter().flatten().all(|word| folded(word) == *word));
        assert!(synonyms().iter().all(|line| line.is_empty() || line.len() > 1));
    }
}
