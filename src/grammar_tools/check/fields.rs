//! Finds where the tags lead: which key of which record each tag gives, by the same rules as lowering.
//!
//! The rules are followed along the JSON Schema, from `report` on. Tags that are no key are findings, and so are keys
//! that no rule gives.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pest_meta::ast::RuleType;

use super::columns::{Columns, Line, add};
use super::records::{Record, Target};
use super::{Check, Findings, Rules};
use crate::grammar::catch_all::{NOTES, UNKNOWN};
use crate::grammar::files::Files;
use crate::grammar::syntax::{Form, Part, RuleSyntax};
use crate::schema::EXTENSION;

/// How deep rules are followed; this bounds the walk over recursive grammars.
const DEPTH: usize = 60;

pub(super) fn check(rules: &Rules<'_>, findings: &mut Findings<'_>) {
    let schema = crate::schema::json_schema();
    let report = Record::report(&schema);
    let around = vec![Around { pointer: String::new(), key: "", record: report }];
    let mut walk = Walk {
        rules,
        findings,
        around,
        depth: 0,
        given: HashSet::new(),
        columns: Columns::default(),
        has_tags: HashMap::new(),
        told: HashSet::new(),
    };
    if let Some(rule) = rules.get("report") {
        walk.part(&rule.body, vec![Line::default()]);
    }
    let Walk { mut given, columns, .. } = walk;
    columns.tell(findings);
    given.extend(not_printed(rules.files));
    not_given(report, &given, &mut HashSet::new(), findings);
}

/// Begins a comment that says which keys of a type no known layout prints: `// Not printed: Type.key, key`.
const NOT_PRINTED: &str = "// Not printed:";

/// The keys that no rule has to give, each with the name of its type.
fn not_printed(files: &Files) -> impl Iterator<Item = (&str, String)> {
    let lines = files.files().iter().flat_map(|file| file.text.lines());
    let comments = lines.filter_map(|line| line.trim_start().strip_prefix(NOT_PRINTED));
    let named = comments.filter_map(|comment| comment.trim().split_once('.'));
    named.flat_map(|(name, keys)| keys.split(',').map(move |key| (name, key.trim().to_owned())))
}

/// Adds a finding for each key that no rule gives. One type may be that of several records, and not all of them print
/// all of its keys. So it is enough if a key is given in one of them.
fn not_given<'s>(
    record: Record<'s>,
    given: &HashSet<(&str, String)>,
    seen: &mut HashSet<&'s str>,
    findings: &mut Findings<'_>,
) {
    if !seen.insert(record.name) {
        return;
    }
    for (key, target) in record.keys() {
        if !given.contains(&(record.name, key.to_owned())) {
            let (name, description) = (record.name, record.description(key));
            let message = format!("no rule gives {key} of {name} ({description}): put the tag #{key} on a rule");
            findings.add_without_place(Check::NotGiven, message);
        } else if let Target::Record(inner) = target {
            not_given(inner, given, seen, findings);
        }
    }
}

/// A record around a part.
struct Around<'g, 's> {
    pointer: String,
    key: &'g str,
    record: Record<'s>,
}

struct Walk<'w, 'g, 's, 'f> {
    rules: &'w Rules<'g>,
    findings: &'w mut Findings<'f>,
    /// The records around, outermost first.
    around: Vec<Around<'g, 's>>,
    depth: usize,
    /// The keys that are given, each with the name of its type.
    given: HashSet<(&'s str, String)>,
    columns: Columns,
    /// Whether a rule has tags, for the rules that were asked about.
    has_tags: HashMap<&'g str, bool>,
    /// The places that have a finding already.
    told: HashSet<usize>,
}

/// Where a tag leads.
enum Lead<'s> {
    /// To a key of a type, and there to a record.
    Record(&'s str, String, Record<'s>),
    /// To a key of a type, and there to a leaf.
    Leaf(&'s str),
    /// To the record around, again: the rule is a record of a group.
    Again(String, Record<'s>),
    Nowhere,
}

impl<'g, 's> Walk<'_, 'g, 's, '_> {
    /// Follows a part: in go the lines as they may be before it, out come the lines as they may be behind it.
    fn part(&mut self, part: &'g Part, lines: Vec<Line>) -> Vec<Line> {
        match &part.form {
            Form::Literal(text) => {
                let pointer = self.around.last().map_or("", |around| &around.pointer);
                lines.into_iter().map(|line| line.text(text, pointer, &mut self.columns)).collect()
            }
            Form::Sequence(parts) => parts.iter().fold(lines, |lines, part| self.part(part, lines)),
            Form::Choice(alternatives) => {
                let mut behind = Vec::new();
                for alternative in alternatives {
                    add(&mut behind, self.part(alternative, lines.clone()));
                }
                behind
            }
            Form::Repeated { inner, least, .. } => {
                let mut behind = self.part(inner, lines.clone());
                if *least == 0 {
                    add(&mut behind, lines);
                }
                behind
            }
            Form::Ahead(_) | Form::NotAhead(_) => lines,
            Form::Tagged { tag, inner } => self.tagged(tag, inner, &part.range, lines),
            Form::Rule(name) => match self.rules.get(name) {
                Some(_) if name.starts_with(UNKNOWN) || name == NOTES => lines,
                // A value, or the number of a heading.
                Some(rule) if rule.kind == RuleType::Atomic => lines.into_iter().map(Line::any).collect(),
                Some(rule) if self.depth < DEPTH => {
                    self.depth += 1;
                    let behind = self.part(&rule.body, lines);
                    self.depth -= 1;
                    behind
                }
                None if matches!(name.as_str(), "SOI" | "EOI") => lines,
                _ => lines.into_iter().map(Line::any).collect(),
            },
            Form::Insensitive(_) | Form::Between(..) | Form::Stack => lines.into_iter().map(Line::any).collect(),
        }
    }

    fn tagged(&mut self, tag: &'g str, inner: &'g Part, range: &Range<usize>, lines: Vec<Line>) -> Vec<Line> {
        // A tag on anything but a rule makes no field; `laws.rs` has a finding for that.
        let Form::Rule(name) = &inner.form else { return self.part(inner, lines) };
        let Some(rule) = self.rules.get(name) else { return lines };
        let has_tags = self.has_tags(rule);
        match self.lead(tag, rule) {
            // A value for which the schema has no key.
            Lead::Nowhere if tag.starts_with(EXTENSION) && !has_tags => {
                lines.into_iter().map(|line| line.value(tag, range)).collect()
            }
            Lead::Nowhere => {
                let record = self.around.last().map_or("", |around| &around.pointer);
                let record = if record.is_empty() { "the report" } else { record };
                let message =
                    format!("#{tag} is no key of {record}, nor of a record around it: write a key of the schema");
                self.tell(Check::UnknownKey, range, message);
                self.part(inner, lines)
            }
            Lead::Leaf(owner) => {
                self.given.insert((owner, tag.to_owned()));
                if has_tags {
                    // Tags inside of a leaf belong to the record around.
                    let _ = self.part(inner, vec![Line::default()]);
                }
                lines.into_iter().map(|line| line.value(tag, range)).collect()
            }
            Lead::Record(owner, pointer, record) => {
                self.given.insert((owner, tag.to_owned()));
                if !has_tags {
                    let message =
                        format!("#{tag} is an object, but {name} has no tags: give its keys, or use another tag");
                    self.tell(Check::UnknownKey, range, message);
                }
                self.record(Around { pointer, key: tag, record }, inner, lines)
            }
            Lead::Again(pointer, record) => self.record(Around { pointer, key: tag, record }, inner, lines),
        }
    }

    fn record(&mut self, around: Around<'g, 's>, inner: &'g Part, lines: Vec<Line>) -> Vec<Line> {
        self.around.push(around);
        let behind = self.part(inner, lines);
        self.around.pop();
        behind
    }

    /// The field that a tag gives, by the same rules as in `lower/mod.rs`.
    fn lead(&self, tag: &str, rule: &'g RuleSyntax) -> Lead<'s> {
        let Some(nearest) = self.around.last() else { return Lead::Nowhere };
        let to = |owner: Record<'s>, pointer: String, target| match target {
            Target::Record(record) => Lead::Record(owner.name, pointer, record),
            Target::Leaf => Lead::Leaf(owner.name),
        };
        let pointer = &nearest.pointer;
        if let Some(target) = nearest.record.key(tag) {
            return to(nearest.record, format!("{pointer}/{tag}"), target);
        }
        // A group holds records of its own tag.
        if nearest.key == tag {
            return Lead::Again(pointer.clone(), nearest.record);
        }
        // Labels of columns are given to the records below.
        let labels = nearest.record.keys().find_map(|(key, target)| match target {
            Target::Record(below) if repeats_a_tag(&rule.body) => Some((key, below, below.key(tag)?)),
            _ => None,
        });
        if let Some((key, below, target)) = labels {
            return to(below, format!("{pointer}/{key}/{tag}"), target);
        }
        // A tag inside of a leaf belongs to the nearest record that has such a field.
        let further = self.around.iter().rev().skip(1).find_map(|around| Some((around, around.record.key(tag)?)));
        match further {
            Some((around, Target::Leaf)) => Lead::Leaf(around.record.name),
            _ => Lead::Nowhere,
        }
    }

    fn has_tags(&mut self, rule: &'g RuleSyntax) -> bool {
        let rules = self.rules;
        *self.has_tags.entry(&rule.name).or_insert_with(|| rules.has_tags(&rule.body))
    }

    fn tell(&mut self, check: Check, range: &Range<usize>, message: String) {
        if self.told.insert(range.start) {
            self.findings.add(check, range, message);
        }
    }
}

/// Whether a row is read by columns: it has one tag several times.
fn repeats_a_tag(part: &Part) -> bool {
    let mut tags: Vec<&str> = Vec::new();
    part.visit(&mut |part| {
        if let Form::Tagged { tag, .. } = &part.form {
            tags.push(tag);
        }
    });
    let is_again = (1..tags.len()).any(|number| tags[..number].contains(&tags[number]));
    let mut is_repeated = false;
    part.visit(&mut |part| is_repeated |= matches!(part.form, Form::Repeated { least: 2.., .. }));
    is_again || is_repeated && !tags.is_empty()
}
