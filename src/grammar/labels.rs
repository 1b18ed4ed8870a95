//! Tells labels from other words: what may be shown of a line that no rule knows when a report is masked.
//!
//! In goes a run of letters and digits; out comes whether it is a label by the literals of the grammars. Every other
//! run may be personal.

use std::collections::HashSet;

use super::Grammar;

/// A text of up to this many characters may be a name. So it has to be a label as a whole or, if it has exactly this
/// many characters, the beginning or the end of one.
const NAME: usize = 3;

/// The labels of the grammars, cut into words.
pub(crate) struct Labels {
    /// The words of two characters or more: the runs of letters and digits in the literals of the grammars.
    words: Vec<Vec<char>>,
    /// All pairs of characters that follow each other in these words.
    pairs: HashSet<[char; 2]>,
    /// The words of one character, such as the numerals of headings.
    single: HashSet<char>,
}

impl Labels {
    /// Collects the labels from the literals of the grammars.
    pub(crate) fn of(literals: &[&str]) -> Self {
        let mut labels = Self { words: Vec::new(), pairs: HashSet::new(), single: HashSet::new() };
        for literal in literals {
            for word in literal.split(|character: char| !character.is_alphanumeric()) {
                let word: Vec<char> = word.chars().collect();
                labels.pairs.extend(word.windows(2).map(|pair| [pair[0], pair[1]]));
                match word[..] {
                    [] => {}
                    [character] => drop(labels.single.insert(character)),
                    _ => labels.words.push(word),
                }
            }
        }
        labels
    }
}

/// Whether a run of letters and digits is a label, the beginning or end of one, or put together from parts of labels.
pub(crate) fn is_label(piece: &str) -> bool {
    let piece: Vec<char> = piece.chars().collect();
    let grammar = Grammar::in_scope();
    let labels = grammar.definition().labels();
    if labels.words.contains(&piece) {
        return true;
    }
    // A run with an ASCII character may be a number, a name or an address: it is a label only as a whole word.
    if piece.iter().any(|character| character.is_ascii()) {
        return false;
    }
    let rest = match piece.split_first() {
        Some((first, rest)) if labels.single.contains(first) => rest,
        _ => &piece[..],
    };
    rest.is_empty() || is_put_together(&piece, labels) || is_put_together(rest, labels)
}

fn is_put_together(piece: &[char], labels: &Labels) -> bool {
    if piece.len() <= NAME {
        let is_end = |word: &Vec<char>| word.starts_with(piece) || word.ends_with(piece);
        return labels.words.iter().any(|word| word == piece || piece.len() == NAME && is_end(word));
    }
    // `is_cut[n]`: whether the first `n` characters can be cut into parts of labels, each of two characters or more.
    let mut is_cut = vec![false; piece.len() + 1];
    is_cut[0] = true;
    for start in 0..piece.len() {
        if !is_cut[start] {
            continue;
        }
        for end in start + 2..=piece.len() {
            let part = &piece[start..end];
            if !labels.pairs.contains(&[part[part.len() - 2], part[part.len() - 1]]) {
                break;
            }
            if labels.words.iter().any(|word| word.windows(part.len()).any(|window| window == part)) {
                is_cut[end] = true;
            }
        }
    }
    is_cut[piece.len()]
}

#[cfg(test)]
mod tests {
    use super::is_label;

    #[test]
    fn labels_are_kept_and_values_are_not() {
        for label in ["手机号码", "手机号", "逾期31", "账户状态", "一", "八查询记录", "缴费记录账户状态", "编号"]
        {
            assert!(is_label(label), "{label}");
        }
        for value in [
            "严秀雨",
            "王伟",
            "欧阳娜娜",
            "上海市高新区创业大道139号",
            "2015",
            "zhang",
            "绿洲餐饮管理有限公司",
            "信用",
            "1",
        ] {
            assert!(!is_label(value), "{value}");
        }
    }
}
