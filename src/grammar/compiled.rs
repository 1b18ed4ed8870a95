//! The grammars of the folder `grammar/`: as the parser that pest makes of them at compile time, and as text. Both are in a
//! crate of their own, which lies in that folder.

use std::fmt::Write;
use std::ops::Range;
use std::sync::OnceLock;

pub(super) use zhengxin_grammar::{BuiltIn, FILES, Rule};

/// The name of a rule.
#[inline]
pub(super) fn name_of(rule: Rule) -> &'static str {
    static NAMES: OnceLock<RuleNames> = OnceLock::new();
    NAMES.get_or_init(RuleNames::new).of(rule)
}

/// The names of all rules, joined in one text. Making a string for each would take a process that reads one short
/// report as long as reading a page.
struct RuleNames {
    text: String,
    /// Where each name stands, by the number of its rule.
    places: Vec<Range<usize>>,
}

impl RuleNames {
    fn new() -> Self {
        let mut names = Self { text: String::new(), places: Vec::new() };
        for &rule in Rule::all_rules().iter().chain(&[Rule::EOI]) {
            let start = names.text.len();
            // Writing to a string never fails.
            let _ = write!(names.text, "{rule:?}");
            let number = rule as usize;
            names.places.resize(names.places.len().max(number + 1), 0..0);
            names.places[number] = start..names.text.len();
        }
        names
    }

    #[inline]
    fn of(&self, rule: Rule) -> &str {
        let place = self.places.get(rule as usize).cloned();
        place.and_then(|place| self.text.get(place)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_named_as_they_are_written() {
        assert!(Rule::all_rules().iter().all(|rule| name_of(*rule) == format!("{rule:?}")));
        assert_eq!(name_of(Rule::EOI), "EOI");
    }
}
