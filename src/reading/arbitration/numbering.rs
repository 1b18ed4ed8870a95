//! The numbers that the rows of a list have in print: 1, 2, 3, … in a column 编号.
//!
//! In go the fields of a report by two readings. Out comes which of them has its lists numbered without gaps.

use std::collections::BTreeMap;

use crate::reading::lenient::Values;

/// The lists with a column 编号, by their pointers, and whether their rows have the numbers 1, 2, 3, … in it. In print they are counted
/// without gaps. Where two rows are read as one, or one as two, they are not.
pub(super) fn numbered_lists(values: &Values) -> BTreeMap<&str, bool> {
    let mut lists = BTreeMap::new();
    for (pointer, text) in values {
        let record = pointer.strip_suffix("/no").and_then(|record| record.rsplit_once('/'));
        let Some((list, index)) = record.and_then(|(list, index)| Some((list, index.parse::<usize>().ok()?))) else {
            continue;
        };
        *lists.entry(list).or_insert(true) &= text.parse() == Ok(index + 1);
    }
    lists
}

/// Whether a list is numbered in the one reading and not in the other.
pub(super) fn is_better_numbered(one: &BTreeMap<&str, bool>, other: &BTreeMap<&str, bool>) -> bool {
    one.iter().any(|(list, is_numbered)| *is_numbered && other.get(list) == Some(&false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_numbered_speaks_for_a_reading_whatever_other_lists_have() {
        let values = |rows: &[&str]| -> Values {
            let of_list = |list: &str, rows: &[&str]| -> Vec<_> {
                let row = |(index, no): (usize, &&str)| (format!("/{list}/{index}/no"), (*no).to_owned());
                rows.iter().enumerate().map(row).collect()
            };
            // The other list goes on with the numbers of one that the report does not show.
            [of_list("others", &["7", "8"]), of_list("homes", rows)].concat()
        };
        let (two, one) = (values(&["1", "2"]), values(&["12"]));
        let (two, one) = (numbered_lists(&two), numbered_lists(&one));
        assert!(is_better_numbered(&two, &one) && !is_better_numbered(&one, &two));
    }
}
