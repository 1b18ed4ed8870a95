//! The grammars in `grammar/`, compiled, and the same files as text.

use std::sync::OnceLock;

pub(super) use self::parser::{BuiltIn, Rule};

macro_rules! grammars {
    ($($file:literal)*) => {
        // The derive documents nothing of what it makes.
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
    "grammar/term.pest"
}

/// The name of a rule.
#[inline]
pub(super) fn name_of(rule: Rule) -> &'static str {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let mut rules: Vec<Rule> = Rule::all_rules().to_vec();
        rules.push(Rule::EOI);
        let count = rules.iter().map(|&rule| rule as usize + 1).max().unwrap_or_default();
        let mut names = vec![String::new(); count];
        rules.into_iter().for_each(|rule| names[rule as usize] = format!("{rule:?}"));
        names
    });
    names.get(rule as usize).map_or("", String::as_str)
}
