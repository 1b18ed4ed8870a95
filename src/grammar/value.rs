//! Parses the texts of leaves by `value.pest` of the grammars in scope.
//!
//! In go the text of a leaf and the rule of its kind; out come the named parts of the value, such as the year and the
//! month of a date. The answer is `None` if the text does not follow the rule.

use super::Grammar;
use super::compiled::{Rule, name_of};
use crate::transcript::fold::fold;

/// The rules that the texts of leaves have to follow. Several kinds may share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueRule {
    Text,
    Amount,
    Count,
    Date,
    Percentage,
}

/// The rules of parts that the code asks for by their names.
pub(super) const PARTS: &[Rule] = &[
    Rule::no_value,
    Rule::open_end,
    Rule::minus,
    Rule::yuan,
    Rule::fen,
    Rule::number,
    Rule::year,
    Rule::month,
    Rule::day,
    Rule::clock,
    Rule::every_month,
    Rule::bound,
    Rule::share,
];

impl ValueRule {
    /// All of them.
    pub(super) const ALL: [Self; 5] = [Self::Text, Self::Amount, Self::Count, Self::Date, Self::Percentage];

    pub(super) fn rule(self) -> Rule {
        match self {
            Self::Text => Rule::text,
            Self::Amount => Rule::amount,
            Self::Count => Rule::count,
            Self::Date => Rule::date,
            Self::Percentage => Rule::percentage,
        }
    }

    /// The name of the rule.
    pub(crate) fn name(self) -> &'static str {
        name_of(self.rule())
    }
}

/// The named parts of a value, such as `year` and `month`. Parts that the code never asks for have an empty name.
#[derive(Debug, Default)]
pub(crate) struct ValueParts(Vec<(&'static str, String)>);

impl ValueParts {
    /// Whether the text is empty, or says that there is no value.
    pub(crate) fn is_no_value(&self) -> bool {
        self.0.is_empty() || self.has("no_value")
    }

    /// Whether there is a part of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|part| part.0 == name)
    }

    /// The text of the part, empty where there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|part| part.0 == name).map_or("", |part| &part.1)
    }

    /// The digits of the part.
    pub(crate) fn digits(&self, name: &str) -> String {
        self.text(name).chars().filter(char::is_ascii_digit).collect()
    }
}

/// The named parts of the text of a leaf by the rule of its kind, `None` where it does not follow the rule.
pub(crate) fn parts(kind: ValueRule, text: &str) -> Option<ValueParts> {
    let folded: String = text.chars().filter_map(fold).collect();
    let grammar = Grammar::in_scope();
    let value = grammar.run(kind.rule(), &folded).ok()??;
    let known = |name: &str| PARTS.iter().map(|&part| name_of(part)).find(|&part| part == name).unwrap_or_default();
    Some(ValueParts(value.inner().map(|part| (known(part.rule()), part.text().to_owned())).collect()))
}

/// Whether the text of a leaf follows the rule of its kind.
pub(crate) fn follows(kind: ValueRule, text: &str) -> bool {
    let folded: String = text.chars().filter_map(fold).collect();
    Grammar::in_scope().run(kind.rule(), &folded).is_ok_and(|value| value.is_some())
}

/// Reads the text of a leaf by the rule of its kind: `None` where it does not follow the rule, `Some(None)` where it says
/// that there is no value.
pub(crate) fn value(kind: ValueRule, text: &str) -> Option<Option<ValueParts>> {
    let parts = parts(kind, text)?;
    let absent = parts.is_no_value() || parts.has("open_end");
    Some((!absent).then_some(parts))
}
