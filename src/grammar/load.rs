//! Loads grammars at run time: checks files of rules, and makes the machine of pest that runs them.
//!
//! Out comes a [`Loaded`] grammar or a list of mistakes: in the syntax, rules that are defined twice, or rules that make no nodes
//! although the code asks for these. Where rules are missing that the code asks for, the files are laid over the built-in ones.

use std::collections::HashMap;

use pest_meta::ast::RuleType;
use pest_meta::optimizer::OptimizedRule;
use pest_meta::parser;
use pest_vm::Vm;

use super::compiled::{Rule, name_of};
use super::definition::Definition;
use super::files::Files;
use super::mistake::{GrammarError, Mistake};
use super::overlay::{self, Change};
use super::syntax::{self, RuleSyntax, range_of};
use super::term;
use super::value::{PARTS, ValueRule};

/// Grammars that were loaded, with the machine that runs them.
pub(super) struct Loaded {
    pub(super) files: Files,
    pub(super) machine: Vm,
    pub(super) definition: Definition,
    /// What they change in the built-in ones, if they are an overlay of these.
    pub(super) overlay: Option<Vec<Change>>,
}

impl Loaded {
    pub(super) fn new(files: Files, built_in: &Files) -> Result<Self, GrammarError> {
        let mut files = files;
        let mut overlay = None;
        if syntax::rules(&files).is_ok_and(|rules| is_overlay(&rules)) {
            let whole = overlay::lay_over(built_in, &files);
            let (whole, changes) = whole.map_err(|mistakes| GrammarError::new(mistakes, files.files().to_vec()))?;
            (files, overlay) = (Files::new(whole), Some(changes));
        }
        let rules = match checked(&files) {
            Ok(rules) => rules,
            Err(mistakes) => return Err(GrammarError::new(mistakes, files.files().to_vec())),
        };
        let machine = Vm::new(rules.clone());
        Ok(Self { files, machine, definition: Definition::of(rules), overlay })
    }
}

/// Whether some rules are laid over the built-in ones: they are not all that the reader asks for.
fn is_overlay(rules: &[RuleSyntax]) -> bool {
    needed().any(|(needed, _)| rules.iter().all(|rule| rule.name != name_of(needed)))
}

/// The rules, if nothing is wrong with them.
fn checked(files: &Files) -> Result<Vec<OptimizedRule>, Vec<Mistake>> {
    let syntax = syntax::rules(files)?;
    let mut mistakes = defined_twice(&syntax, files);
    if mistakes.is_empty() {
        match optimized(files) {
            Ok(rules) => {
                mistakes = without_nodes(&syntax, files);
                if mistakes.is_empty() {
                    return Ok(rules);
                }
            }
            Err(wrong) => mistakes = wrong,
        }
    }
    Err(mistakes)
}

/// The rules in the optimized form in which pest runs them.
pub(super) fn optimized(files: &Files) -> Result<Vec<OptimizedRule>, Vec<Mistake>> {
    let (_, rules) = pest_meta::parse_and_optimize(files.joined()).map_err(|errors| {
        let mistake = |error: pest::error::Error<parser::Rule>| {
            let error = error.renamed_rules(parser::rename_meta_rule);
            Mistake::at(files.place(&range_of(&error.location)), error.variant.message())
        };
        errors.into_iter().map(mistake).collect::<Vec<_>>()
    })?;
    Ok(rules)
}

/// Rules that are defined twice. pest finds them as well, but names only the second place.
fn defined_twice(rules: &[RuleSyntax], files: &Files) -> Vec<Mistake> {
    let mut known: HashMap<&str, &RuleSyntax> = HashMap::new();
    let mut mistakes = Vec::new();
    for rule in rules {
        if let Some(first) = known.get(rule.name.as_str()) {
            let message = format!("the rule {} is defined already, at {}", rule.name, files.place(&first.name_range()));
            mistakes.push(Mistake::at(files.place(&rule.name_range()), message));
        } else {
            known.insert(&rule.name, rule);
        }
    }
    mistakes
}

/// What the code needs of a rule that it asks for by name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// The rule is defined.
    Any,
    /// The rule also makes a node: it is not silent.
    Node,
    /// The rules inside of it make nodes as well: it is neither silent nor atomic.
    Parts,
}

/// The rules that the code asks for by name.
fn needed() -> impl Iterator<Item = (Rule, Need)> {
    let entries = [Rule::report, Rule::document, Rule::line_alone, Rule::term].into_iter();
    let entries = entries.chain(ValueRule::ALL.map(ValueRule::rule)).map(|rule| (rule, Need::Parts));
    const NODES: [Rule; 9] = [
        Rule::second_generation,
        Rule::brief_edition,
        Rule::enterprise_report,
        Rule::printed_line,
        Rule::page_number,
        Rule::unknown_part,
        Rule::unknown_line,
        Rule::note_line,
        Rule::cell,
    ];
    let nodes = NODES.iter().chain(PARTS).chain(term::RULES).map(|&rule| (rule, Need::Node));
    entries.chain(nodes).chain([Rule::opening, Rule::caption_start].map(|rule| (rule, Need::Any)))
}

/// The names of the rules with which a parse begins.
#[cfg(feature = "schema")]
pub(crate) fn entries() -> impl Iterator<Item = &'static str> {
    needed().filter(|(_, need)| *need != Need::Node).map(|(rule, _)| name_of(rule))
}

/// Of the rules with which a parse begins, the names of those whose tree is used.
pub(crate) fn matched_entries() -> impl Iterator<Item = &'static str> {
    needed().filter(|(_, need)| *need == Need::Parts).map(|(rule, _)| name_of(rule))
}

/// The mistakes about rules that the code asks for by name and that make no nodes although they are needed.
fn without_nodes(rules: &[RuleSyntax], files: &Files) -> Vec<Mistake> {
    let known: HashMap<&str, &RuleSyntax> = rules.iter().map(|rule| (rule.name.as_str(), rule)).collect();
    let mut mistakes = Vec::new();
    for (rule, need) in needed() {
        let name = name_of(rule);
        let Some(rule) = known.get(name) else { continue };
        let message = match (need, rule.kind) {
            (Need::Node | Need::Parts, RuleType::Silent) => {
                format!("the rule {name} is silent: the reader asks for what it matches, so it is written without `_`")
            }
            (Need::Parts, RuleType::Atomic) => {
                format!("the rule {name} is atomic: the reader asks for its parts, so it is written without `@`")
            }
            _ => continue,
        };
        mistakes.push(Mistake::at(files.place(&rule.name_range()), message));
    }
    mistakes
}
