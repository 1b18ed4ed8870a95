//! Rules that nothing leads to.

use std::collections::HashSet;

use super::{Check, Findings, Rules};
use crate::grammar::syntax::Form;

pub(super) fn check(rules: &Rules<'_>, entries: impl Iterator<Item = &'static str>, findings: &mut Findings<'_>) {
    let mut reached: HashSet<&str> = HashSet::new();
    let mut next: Vec<&str> = entries.collect();
    while let Some(name) = next.pop() {
        if let Some(rule) = rules.get(name)
            && reached.insert(&rule.name)
        {
            rule.body.visit(&mut |part| {
                if let Form::Rule(name) = &part.form {
                    next.push(name);
                }
            });
        }
    }
    for rule in rules.all.iter().filter(|rule| !reached.contains(rule.name.as_str())) {
        let message =
            format!("no rule that the reader begins with leads to {}: use it in a rule, or delete it", rule.name);
        findings.add(Check::Unreachable, &rule.name_range(), message);
    }
}
