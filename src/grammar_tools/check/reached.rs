//! Finds rules that nothing leads to, and headings that the rule `heading` does not lead to: the section before such a
//! heading would not end there.

use std::collections::{BTreeSet, HashSet};

use super::{Check, Findings, Rules};
use crate::grammar::catch_all::{UNKNOWN, UNKNOWN_PART};
use crate::grammar::syntax::{Form, Part};

/// The rule that leads to all headings: at what it matches, the section before ends.
const HEADING: &str = "heading";

/// What a heading begins and ends with.
const OPENING: &str = "opening";
const CLOSING: &str = "closing";

pub(super) fn check(rules: &Rules<'_>, entries: impl Iterator<Item = &'static str>, findings: &mut Findings<'_>) {
    let reached = reached(rules, entries);
    for rule in rules.all.iter().filter(|rule| !reached.contains(rule.name.as_str())) {
        let message =
            format!("no rule that the reader begins with leads to {}: use it in a rule, or delete it", rule.name);
        findings.add(Check::Unreachable, &rule.name_range(), message);
    }
    let listed = self::reached(rules, [HEADING].into_iter());
    for name in sections(rules).into_iter().filter(|name| !listed.contains(name)) {
        let Some(rule) = rules.get(name) else { continue };
        let message = format!(
            "the section before {name} does not end there, for {HEADING} does not lead to it: add {name} to {HEADING}"
        );
        findings.add(Check::UnlistedHeading, &rule.name_range(), message);
    }
}

/// The headings with which sections begin. They are alternatives in a choice that also has a catch-all rule.
fn sections<'g>(rules: &Rules<'g>) -> BTreeSet<&'g str> {
    let is_unknown =
        |part: &Part| matches!(&part.form, Form::Rule(name) if name.starts_with(UNKNOWN) && name != UNKNOWN_PART);
    let mut headings = BTreeSet::new();
    for rule in rules.all {
        rule.body.visit(&mut |part| {
            if let Form::Choice(alternatives) = &part.form
                && alternatives.iter().any(is_unknown)
            {
                let mut seen = HashSet::new();
                alternatives.iter().for_each(|part| beginnings(rules, part, &mut seen, &mut headings));
            }
        });
    }
    headings
}

/// The headings with which a part begins.
fn beginnings<'g>(rules: &Rules<'g>, part: &'g Part, seen: &mut HashSet<&'g str>, headings: &mut BTreeSet<&'g str>) {
    match &part.form {
        Form::Rule(name) => {
            if let Some(rule) = rules.get(name).filter(|rule| seen.insert(&rule.name)) {
                if is_heading(&rule.body) {
                    headings.insert(&rule.name);
                }
                beginnings(rules, &rule.body, seen, headings);
            }
        }
        Form::Sequence(parts) => parts.iter().take(1).for_each(|part| beginnings(rules, part, seen, headings)),
        _ => part.inner().iter().for_each(|part| beginnings(rules, part, seen, headings)),
    }
}

/// The rules that can be reached from some rules, with these rules.
fn reached<'g>(rules: &Rules<'g>, from: impl Iterator<Item = &'static str>) -> HashSet<&'g str> {
    let mut reached: HashSet<&str> = HashSet::new();
    let mut next: Vec<&str> = from.collect();
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
    reached
}

/// Whether a rule is a heading and nothing else.
fn is_heading(body: &Part) -> bool {
    let is = |part: Option<&Part>, wanted: &str| matches!(part.map(|part| &part.form), Some(Form::Rule(name)) if name == wanted);
    let Form::Sequence(parts) = &body.form else { return false };
    parts.len() > 2 && is(parts.first(), OPENING) && is(parts.last(), CLOSING)
}
