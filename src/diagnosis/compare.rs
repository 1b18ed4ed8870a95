//! Compares two rows of labels, or two headings: how like they are, and what changes make the one of the other.
//!
//! The measure is an edit distance over cells, which may be renamed, added, missing or moved. The cost of a renaming is
//! an edit distance over the characters of the two cells.

use std::collections::HashMap;

use foldhash::fast::RandomState;

/// The differences of two rows, and their likeness.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparison {
    /// The changes that make the other row of the known one, from left to right.
    pub(crate) changes: Vec<Change>,
    /// From 0 (nothing in common) to 1 (the same).
    pub(crate) likeness: f32,
}

/// One change of a row, by the numbers of the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// The cell has another text.
    Renamed { known: usize, found: usize },
    /// The cell is in the other row only.
    Added { found: usize },
    /// The cell is in the known row only; in the other row it would stand before the cell `found`.
    Missing { known: usize, found: usize },
    /// The cell stands elsewhere.
    Moved { found: usize },
}

/// The cost of a cell that is added or missing. One of each together cost more than any renaming, so a renamed cell is
/// never taken for a missing and an added one.
const CELL: f32 = 0.6;

/// The least cost of a renaming, so that two like cells that change places are not taken for two renamings.
const RENAMING: f32 = 0.3;

/// The cost of a cell that stands elsewhere.
const MOVE: f32 = 0.5;

/// A row that is compared with many known rows. They have most of their labels in common, so each label is compared
/// with the cells of the row only once.
pub(crate) struct Row<'r> {
    cells: &'r [&'r str],
    /// How like each label is to each of the cells.
    likenesses: HashMap<&'r str, Vec<f32>, RandomState>,
}

impl<'r> Row<'r> {
    pub(crate) fn new(cells: &'r [&'r str]) -> Self {
        Self { cells, likenesses: HashMap::default() }
    }

    /// Compares the row with a known one.
    pub(crate) fn compare(&mut self, known: &'r [String]) -> Comparison {
        let found = self.cells;
        let cells = known.len().max(found.len()).max(1) as f32;
        if let Some(found) = moved(known, found) {
            return Comparison { changes: vec![Change::Moved { found }], likeness: 1.0 - MOVE / cells };
        }
        // A heading is one cell, which cannot change places with another.
        let slightest = if cells > 1.0 { RENAMING } else { 0.0 };
        for label in known {
            self.likenesses.entry(label).or_insert_with(|| found.iter().map(|cell| likeness(label, cell)).collect());
        }
        let of_label = |label: &String| self.likenesses.get(label.as_str()).map_or(&[][..], Vec::as_slice);
        let likenesses: Vec<&[f32]> = known.iter().map(of_label).collect();
        let renaming = |i: usize, j: usize| match likenesses[i][j] {
            1.0 => 0.0,
            likeness => slightest + (1.0 - slightest) * (1.0 - likeness),
        };
        // `costs[i * width + j]`: the cost of making the first `j` cells of the row from the first `i` cells of the
        // known row.
        let width = found.len() + 1;
        let mut costs = vec![0.0_f32; (known.len() + 1) * width];
        for i in 0..=known.len() {
            for j in 0..=found.len() {
                let missing = if i > 0 { costs[(i - 1) * width + j] + CELL } else { f32::INFINITY };
                let added = if j > 0 { costs[i * width + j - 1] + CELL } else { f32::INFINITY };
                let renamed = if i > 0 && j > 0 {
                    costs[(i - 1) * width + j - 1] + renaming(i - 1, j - 1)
                } else {
                    f32::INFINITY
                };
                costs[i * width + j] = if i + j == 0 { 0.0 } else { missing.min(added).min(renamed) };
            }
        }
        let mut changes = Vec::new();
        let (mut i, mut j) = (known.len(), found.len());
        while i + j > 0 {
            let cost = costs[i * width + j];
            if i > 0 && j > 0 && cost == costs[(i - 1) * width + j - 1] + renaming(i - 1, j - 1) {
                (i, j) = (i - 1, j - 1);
                if known[i] != found[j] {
                    changes.push(Change::Renamed { known: i, found: j });
                }
            } else if j > 0 && cost == costs[i * width + j - 1] + CELL {
                j -= 1;
                changes.push(Change::Added { found: j });
            } else {
                i -= 1;
                changes.push(Change::Missing { known: i, found: j });
            }
        }
        changes.reverse();
        let cost = costs.last().copied().unwrap_or_default();
        Comparison { changes, likeness: (1.0 - cost / cells).max(0.0) }
    }
}

/// The cell of a row that stands elsewhere in the known row, if there is no other difference.
fn moved(known: &[String], found: &[&str]) -> Option<usize> {
    if known.len() != found.len() || known.iter().eq(found) {
        return None;
    }
    (0..found.len()).find(|&at| {
        let rest = || found.iter().enumerate().filter(|cell| cell.0 != at).map(|cell| *cell.1);
        known.iter().enumerate().any(|(from, label)| {
            label == found[at]
                && known.iter().enumerate().filter(|cell| cell.0 != from).map(|cell| cell.1.as_str()).eq(rest())
        })
    })
}

/// How like two texts are, from 0 to 1, by the number of characters to change.
pub(crate) fn likeness(first: &str, second: &str) -> f32 {
    if first == second {
        return 1.0;
    }
    let (long, short) = if first.len() < second.len() { (second, first) } else { (first, second) };
    // A label is never like a text many times as long, and such a text may be very long.
    if long.len() > 3 * short.len() {
        return 0.0;
    }
    let short: Vec<char> = short.chars().collect();
    let mut last: Vec<usize> = (0..=short.len()).collect();
    let mut count = 0;
    for character in long.chars() {
        count += 1;
        let mut corner = last[0];
        last[0] = count;
        for (at, &other) in short.iter().enumerate() {
            let cost = (corner + usize::from(character != other)).min(last[at] + 1).min(last[at + 1] + 1);
            corner = last[at + 1];
            last[at + 1] = cost;
        }
    }
    let longest = count.max(short.len()).max(1);
    1.0 - last[short.len()] as f32 / longest as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(known: &str, found: &str) -> Vec<Change> {
        let known: Vec<String> = known.split(' ').map(str::to_owned).collect();
        Row::new(&found.split(' ').collect::<Vec<_>>()).compare(&known).changes
    }

    #[test]
    fn one_change_is_found_as_what_it_is() {
        assert_eq!(changes("no phone date", "no phone date"), []);
        assert_eq!(changes("no phone date", "no phones date"), [Change::Renamed { known: 1, found: 1 }]);
        assert_eq!(changes("no phone date", "no quite date"), [Change::Renamed { known: 1, found: 1 }]);
        assert_eq!(changes("no phone date", "no state phone date"), [Change::Added { found: 1 }]);
        assert_eq!(changes("no phone date", "no date"), [Change::Missing { known: 1, found: 1 }]);
        assert_eq!(changes("no from until place", "no until from place"), [Change::Moved { found: 1 }]);
        assert_eq!(changes("no from until place", "from until place no"), [Change::Moved { found: 3 }]);
    }

    #[test]
    fn texts_are_as_like_as_their_characters() {
        assert_eq!(likeness("abcd", "abcd"), 1.0);
        assert_eq!(likeness("abcd", "abxd"), 0.75);
        assert_eq!(likeness("abcd", "abcde"), 0.8);
        assert_eq!(likeness("ab", "abcdefgh"), 0.0);
        assert_eq!(likeness("", ""), 1.0);
    }
}
