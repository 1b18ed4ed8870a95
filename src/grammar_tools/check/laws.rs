//! Checks the laws of `grammar/README.md` that show in the rules alone, without reports.

use std::collections::BTreeSet;
use std::ops::Range;

use pest_meta::ast::RuleType;

use super::{Check, Findings, Rules};
use crate::grammar::catch_all::{NOTES, UNKNOWN};
use crate::grammar::syntax::{Form, Part, RuleSyntax};
use crate::transcript::fold::fold;

/// pest's rules that take any text, or most of it.
const ANY_TEXT: [&str; 4] = ["ANY", "ASCII", "ASCII_ALPHANUMERIC", "ASCII_ALPHA"];

pub(super) fn check(rules: &Rules<'_>, findings: &mut Findings<'_>) {
    for rule in rules.all {
        if ["WHITESPACE", "COMMENT"].contains(&rule.name.as_str()) {
            let message =
                format!("{} would be passed over between all parts of rules: write out what is there", rule.name);
            findings.add(Check::Unsupported, &rule.name_range(), message);
        }
        rule.body.visit(&mut |part| {
            check_part(rule, part, findings);
        });
    }
    for (file, &start) in rules.files.files().iter().zip(rules.files.starts()) {
        if !file.text.is_empty() && !file.text.ends_with('\n') {
            let end = start + file.text.len();
            findings.add(Check::LineEnd, &(end..end), "the last line of the file has no end: end it".to_owned());
        }
    }
    check_passed_over(rules, findings);
}

fn check_part(rule: &RuleSyntax, part: &Part, findings: &mut Findings<'_>) {
    match &part.form {
        Form::Literal(literal) | Form::Insensitive(literal) => {
            let folded = folded(literal);
            if folded != *literal {
                let message =
                    format!("the text never has {literal:?}, for it is folded before it is read: write {folded:?}");
                findings.add(Check::NotFolded, &part.range, message);
            }
        }
        &Form::Between(first, last) if [first, last].map(fold) != [Some(first), Some(last)] => {
            let message = "the text is folded before it is read: write the ends of the range in that form".to_owned();
            findings.add(Check::NotFolded, &part.range, message);
        }
        Form::Stack => {
            let message =
                "the stack of pest is not followed when a failure is explained: write out the rules".to_owned();
            findings.add(Check::Unsupported, &part.range, message);
        }
        Form::Tagged { tag, inner } => {
            // pest itself refuses a tag on a silent rule.
            if !matches!(inner.form, Form::Rule(_)) {
                let message = format!("#{tag} is not on one rule: give what it is on a rule of its own");
                findings.add(Check::LostTag, &part.range, message);
            }
            if rule.kind == RuleType::Atomic {
                let message = format!("#{tag} is lost, for {} is atomic: write it without `@`", rule.name);
                findings.add(Check::LostTag, &part.range, message);
            }
        }
        _ => {}
    }
}

/// A literal in the folded form; line ends stay.
fn folded(literal: &str) -> String {
    literal.chars().filter_map(|character| if character == '\n' { Some('\n') } else { fold(character) }).collect()
}

/// Text outside of leaves must be literals, because masking shows it.
fn check_passed_over(rules: &Rules<'_>, findings: &mut Findings<'_>) {
    let mut records = BTreeSet::from(["report"]);
    for rule in rules.all {
        rule.body.visit(&mut |part| {
            if let Form::Tagged { inner, .. } = &part.form
                && let Form::Rule(name) = &inner.form
                && rules.get(name).is_some_and(|rule| rules.has_tags(&rule.body))
            {
                records.insert(name);
            }
        });
    }
    let mut places: Vec<Range<usize>> = Vec::new();
    for record in records {
        if let Some(rule) = rules.get(record)
            && let Some(range) = passed_over(&rule.body, rules, &mut vec![record])
            && !places.contains(&range)
        {
            let message = format!(
                "any text is taken here in {record} and given to no key: put a tag on it, or write out its text"
            );
            findings.add(Check::PassedOver, &range, message);
            places.push(range);
        }
    }
}

/// Where a part takes any text without a tag.
fn passed_over<'g>(part: &'g Part, rules: &Rules<'g>, around: &mut Vec<&'g str>) -> Option<Range<usize>> {
    match &part.form {
        Form::Rule(name) if name.starts_with(UNKNOWN) || name == NOTES || around.contains(&name.as_str()) => None,
        Form::Rule(name) => match rules.get(name) {
            Some(rule) => {
                around.push(&rule.name);
                let found = passed_over(&rule.body, rules, around);
                around.pop();
                found
            }
            None => ANY_TEXT.contains(&name.as_str()).then(|| part.range.clone()),
        },
        Form::Tagged { .. } | Form::Ahead(_) | Form::NotAhead(_) => None,
        _ => part.inner().iter().find_map(|inner| passed_over(inner, rules, around)),
    }
}
