//! Lays the rules of a folder over the built-in ones, so that a layout of one's own says only what is different.
//!
//! In go the built-in files and those of the folder; out come the files of the whole grammar, and what was changed. A rule of the
//! folder takes the place of the built-in one of the same name. A rule `NAME__ANYTHING` adds a way to the built-in rule `NAME`,
//! which is tried before its own: `due_date_line__old = _{ … }`. All other rules are new.
//!
//! The built-in files stay as they are but for that: where a rule is replaced, its text is blank, and where a way is added, the
//! body is `NAME__ANYTHING | (…)`. So each rule keeps its line.

use std::collections::HashMap;
use std::ops::Range;

use pest_meta::ast::RuleType;
use serde::Serialize;

use super::files::Files;
use super::mistake::Mistake;
use super::source::{SourceFile, SourcePlace};
use super::syntax::{self, RuleSyntax};

/// Between the name of a built-in rule and that of a way added to it.
const WAY: &str = "__";

/// Before the hash of the built-in rule, in a comment right above the rule that replaces it.
const BASE: &str = "base:";

/// A rule of a folder that is laid over the built-in grammars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The name of the rule; for a way that is added, that of the rule it is added to.
    pub rule: String,
    /// What it does.
    pub kind: ChangeKind,
    /// Where it is written.
    pub place: SourcePlace,
    /// Its text.
    pub text: String,
    /// The built-in rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub built_in: Option<BuiltInRule>,
    /// The hash that a comment `// base: HASH` above the rule names: that of the built-in rule when this one was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
}

/// A built-in rule that is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BuiltInRule {
    /// Where it is written.
    pub place: SourcePlace,
    /// Its text.
    pub text: String,
    /// The hash of its text, in which white space does not count.
    pub hash: String,
}

/// What a rule of an overlay does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// It takes the place of the built-in rule.
    Replaced,
    /// It adds a way to the built-in rule.
    WayAdded,
    /// There is no such rule among the built-in ones.
    New,
    /// It says what the built-in rule says, and could be left out.
    Same,
}

impl Change {
    /// Whether the built-in rule is another one than that which the rule was written to replace, or whether nothing tells.
    ///
    /// ```
    /// use zhengxin::grammar::{Grammar, SourceFile};
    /// let file = SourceFile { name: "mine.pest".into(), text: "nl = _{ \"\\n\" ~ \"\\n\"? }\n".into() };
    /// let grammar = Grammar::of_files(vec![file])?;
    /// assert!(grammar.changes()[0].is_outdated());
    /// # Ok::<(), zhengxin::grammar::GrammarError>(())
    /// ```
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        let hash = self.built_in.as_ref().map(|rule| &rule.hash);
        self.kind == ChangeKind::Replaced && self.base.as_ref() != hash
    }
}

/// Lays files over the built-in ones: the files of the whole grammar, and what is changed, in the order of the overlay.
pub(super) fn lay_over(built_in: &Files, overlay: &Files) -> Result<(Vec<SourceFile>, Vec<Change>), Vec<Mistake>> {
    let base = syntax::rules(built_in)?;
    let rules = syntax::rules(overlay)?;
    let known: HashMap<&str, &RuleSyntax> = base.iter().map(|rule| (rule.name.as_str(), rule)).collect();
    let mut edits: HashMap<&str, Edit> = HashMap::new();
    let (mut changes, mut mistakes) = (Vec::new(), Vec::new());
    for rule in &rules {
        let place = || overlay.place(&rule.name_range());
        let target = rule.name.split_once(WAY).map(|(target, _)| target);
        let name = target.unwrap_or(&rule.name);
        let replaced = known.get(name).copied();
        let kind = match (target, replaced) {
            (Some(_), None) => {
                let message = format!("there is no built-in rule {name} that {} could add a way to", rule.name);
                mistakes.push(Mistake::at(place(), message));
                continue;
            }
            (Some(_), Some(_)) if rule.kind != RuleType::Silent => {
                let message = format!(
                    "the way {} is no node of its own in the tree, so it is written with `_`: {} = _{{ … }}",
                    rule.name, rule.name
                );
                mistakes.push(Mistake::at(place(), message));
                continue;
            }
            (Some(_), Some(_)) => ChangeKind::WayAdded,
            (None, None) => ChangeKind::New,
            (None, Some(other)) if squeezed(built_in, other) == squeezed(overlay, rule) => ChangeKind::Same,
            (None, Some(_)) => ChangeKind::Replaced,
        };
        if let Some(replaced) = replaced {
            let edit =
                edits.entry(name).or_insert_with(|| Edit { rule: replaced, is_replaced: false, ways: Vec::new() });
            match kind {
                ChangeKind::WayAdded => edit.ways.push(&rule.name),
                _ => edit.is_replaced = true,
            }
            if edit.is_replaced && !edit.ways.is_empty() {
                let message =
                    format!("the built-in rule {name} gets a way here and is replaced elsewhere: do one of both");
                mistakes.push(Mistake::at(place(), message));
            }
        }
        changes.push(change(kind, name, (overlay, rule), (built_in, replaced)));
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let mut files = edited(built_in, edits.into_values().collect());
    files.extend_from_slice(overlay.files());
    Ok((files, changes))
}

/// What the rules of files that stand alone change in the built-in ones, in the order of the files.
pub(super) fn compare(built_in: &Files, files: &Files) -> Vec<Change> {
    // Neither has mistakes, or they would not have been loaded.
    let [base, rules] = [built_in, files].map(|files| syntax::rules(files).unwrap_or_default());
    let known: HashMap<&str, &RuleSyntax> = base.iter().map(|rule| (rule.name.as_str(), rule)).collect();
    let change = |rule: &RuleSyntax| {
        let other = known.get(rule.name.as_str()).copied();
        let kind = match other {
            None => ChangeKind::New,
            Some(other) if squeezed(built_in, other) == squeezed(files, rule) => ChangeKind::Same,
            Some(_) => ChangeKind::Replaced,
        };
        change(kind, &rule.name, (files, rule), (built_in, other))
    };
    rules.iter().map(change).collect()
}

/// A change by a rule of a file.
fn change(
    kind: ChangeKind,
    name: &str,
    (files, rule): (&Files, &RuleSyntax),
    (built_in, other): (&Files, Option<&RuleSyntax>),
) -> Change {
    Change {
        rule: name.to_owned(),
        kind,
        place: files.place(&rule.name_range()),
        text: text(files, &rule.range).to_owned(),
        built_in: other.map(|rule| BuiltInRule {
            place: built_in.place(&rule.name_range()),
            text: text(built_in, &rule.range).to_owned(),
            hash: hash(&squeezed(built_in, rule)),
        }),
        base: base_of(files, rule),
    }
}

/// What is changed in a built-in rule.
struct Edit<'r> {
    rule: &'r RuleSyntax,
    is_replaced: bool,
    ways: Vec<&'r str>,
}

/// The built-in files with the edits.
fn edited(built_in: &Files, mut edits: Vec<Edit<'_>>) -> Vec<SourceFile> {
    edits.sort_by_key(|edit| edit.rule.range.start);
    let mut files = built_in.files().to_vec();
    // From the end, so that the places of the edits before stay right.
    for Edit { rule, is_replaced, ways } in edits.into_iter().rev() {
        let number = built_in.starts().partition_point(|start| *start <= rule.range.start).saturating_sub(1);
        let (Some(file), Some(start)) = (files.get_mut(number), built_in.starts().get(number)) else { continue };
        let in_file = |range: &Range<usize>| range.start - start..range.end - start;
        if is_replaced {
            let range = in_file(&rule.range);
            let blank = file.text[range.clone()].chars().map(|character| if character == '\n' { '\n' } else { ' ' });
            let blank: String = blank.collect();
            file.text.replace_range(range, &blank);
        } else {
            let body = in_file(&rule.body.range);
            file.text.insert(body.end, ')');
            file.text.insert_str(body.start, &format!("{} | (", ways.join(" | ")));
        }
    }
    files
}

fn text<'f>(files: &'f Files, range: &Range<usize>) -> &'f str {
    files.joined().get(range.clone()).unwrap_or_default()
}

/// The text of a rule with white space as one space.
fn squeezed(files: &Files, rule: &RuleSyntax) -> String {
    text(files, &rule.range).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The hash that a comment above a rule names.
fn base_of(overlay: &Files, rule: &RuleSyntax) -> Option<String> {
    let above = text(overlay, &(0..rule.range.start));
    let comments = above.lines().rev().map_while(|line| line.trim().strip_prefix("//"));
    let named = comments.filter_map(|comment| comment.trim_start_matches('/').trim().strip_prefix(BASE));
    named.map(|hash| hash.trim().to_owned()).next()
}

/// A hash that stays the same on all machines and in all versions: FNV-1a, of 32 bits. It tells texts of people apart, and is no
/// protection.
fn hash(text: &str) -> String {
    let (offset, prime) = (0x811c_9dc5_u32, 0x0100_0193);
    let hash = text.bytes().fold(offset, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(prime));
    format!("{hash:08x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::Grammar;

    fn overlay(text: &str) -> Result<Grammar, crate::grammar::GrammarError> {
        Grammar::of_files(vec![SourceFile { name: "mine.pest".into(), text: text.into() }])
    }

    #[test]
    fn a_rule_takes_the_place_of_the_built_in_one() {
        let grammar = overlay("open_end = @{ \"永久\" }\n").unwrap();
        assert!(grammar.scope(|| crate::grammar::follows(crate::grammar::ValueRule::Date, "永久")));
        assert!(!grammar.scope(|| crate::grammar::follows(crate::grammar::ValueRule::Date, "长期")));
        let changes = grammar.changes();
        let [change] = &changes[..] else { panic!("{changes:?}") };
        assert_eq!((change.rule.as_str(), change.kind), ("open_end", ChangeKind::Replaced));
        // Every rule is on the line on which it was.
        let lines = |grammar: &Grammar| grammar.places()["year"].line;
        assert_eq!(lines(&grammar), lines(&Grammar::default()));
    }

    #[test]
    fn a_way_is_tried_before_the_built_in_ones() {
        let grammar = overlay("open_end__ours = _{ \"永久\" }\nopen_end__theirs = _{ \"无限期\" }\n").unwrap();
        for text in ["永久", "无限期", "长期"] {
            assert!(grammar.scope(|| crate::grammar::follows(crate::grammar::ValueRule::Date, text)), "{text}");
        }
        assert!(grammar.changes().iter().all(|change| change.kind == ChangeKind::WayAdded));
    }

    #[test]
    fn a_rule_that_replaces_another_than_it_names_is_told() {
        let text = "open_end = @{ \"永久\" }\n";
        let first = overlay(text).unwrap().changes();
        let hash = &first[0].built_in.as_ref().unwrap().hash;
        assert!(first[0].is_outdated());
        assert!(!overlay(&format!("// base: {hash}\n{text}")).unwrap().changes()[0].is_outdated());
        assert!(overlay(&format!("// base: 00000000\n{text}")).unwrap().changes()[0].is_outdated());
    }

    #[test]
    fn what_an_overlay_may_not_do_is_said() {
        let mistake = |text: &str| overlay(text).unwrap_err().to_string();
        assert!(mistake("nobody__knows = _{ \"x\" }\n").contains("there is no built-in rule nobody"));
        assert!(mistake("open_end__ours = { \"永久\" }\n").contains("open_end__ours = _{ … }"));
        let both = mistake("open_end__ours = _{ \"永久\" }\nopen_end = @{ \"永久\" }\n");
        assert!(both.contains("is replaced elsewhere"), "{both}");
    }

    #[test]
    fn no_built_in_rule_is_named_like_a_way() {
        assert!(Grammar::default().places().keys().all(|name| !name.contains(WAY)));
    }
}
