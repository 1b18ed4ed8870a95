//! The grammars of the folder `grammar/`: as the parser that pest makes of them at compile time, and as text.

use std::fmt::Write;
use std::ops::Range;
use std::sync::OnceLock;

pub(super) use self::parser::{BuiltIn, Rule};

macro_rules! grammars {
    ($($file:literal)*) => {
        // The items that the derive makes have no documentation.
        #[allow(missing_docs)]
        mod parser {
            #[derive(pest_derive::Parser)]
            $(#[grammar = $file])*
            pub struct BuiltIn;
        }

        /// The name and the text of each file, in their order.
        pub(super) const FILES: &[(&str, &str)] = &[$(($file, include_str!(concat!("../../", $file)))),*];
    };
}

grammars! {
    "grammar/value.pest"
    "grammar/common.pest"
    "grammar/document.pest"
    "grammar/report.pest"
    "grammar/header.pest"
    "grammar/person.pest"
    "grammar/summary.pest"
    "grammar/credit.pest"
    "grammar/account.pest"
    "grammar/postpaid.pest"
    "grammar/public.pest"
    "grammar/non_finance.pest"
    "grammar/open.pest"
    "grammar/other_non_open.pest"
    "grammar/remark.pest"
    "grammar/query.pest"
    "grammar/notes.pest"
    "grammar/lines.pest"
    "grammar/term.pest"
}

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
