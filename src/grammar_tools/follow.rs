//! Follows a match over the rules as they are written, and records which parts of them it went through.
//!
//! pest tells which rules matched, but not which alternatives in them. So the match is made once more here. If an
//! attempt fails, its records are removed, so that in the end only those of the match itself are left.

use std::collections::HashMap;

use pest::unicode;
use pest_meta::ast::RuleType;

use crate::grammar::syntax::{Form, Part, RuleSyntax};
use crate::grammar::tree::{Names, Node};

/// How deep rules may be nested in each other.
const DEPTH: usize = 1000;

/// A part that was gone through.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// The part of this number matched.
    Matched(usize),
    /// The optional part of this number was left out.
    LeftOut(usize),
}

/// A match of a rule.
pub(super) struct Followed {
    pub(super) nodes: Vec<Node>,
    pub(super) steps: Vec<Step>,
}

/// Follows the match of a rule at the beginning of a text; `None` where it does not match.
pub(super) fn follow(rules: &HashMap<&str, &RuleSyntax>, rule: &str, text: &str) -> Option<Followed> {
    let mut follower = Follower {
        rules,
        text,
        steps: Vec::new(),
        nodes: Vec::new(),
        names: Names::default(),
        makes_nodes: true,
        looks_ahead: false,
        depth: 0,
    };
    follower.rule(rule, 0)?;
    Some(Followed { nodes: follower.nodes, steps: follower.steps })
}

struct Follower<'g, 't> {
    rules: &'g HashMap<&'g str, &'g RuleSyntax>,
    text: &'t str,
    steps: Vec<Step>,
    nodes: Vec<Node>,
    names: Names,
    /// Whether rules make nodes here: inside of atomic rules they do not.
    makes_nodes: bool,
    looks_ahead: bool,
    depth: usize,
}

impl<'g> Follower<'g, '_> {
    /// The offset behind a rule, `None` where it does not match.
    fn rule(&mut self, name: &str, at: usize) -> Option<usize> {
        let Some(&rule) = self.rules.get(name) else { return self.of_pest(name, at) };
        self.depth += 1;
        let end = if self.depth < DEPTH { self.of_grammar(rule, at) } else { None };
        self.depth -= 1;
        end
    }

    fn of_grammar(&mut self, rule: &'g RuleSyntax, at: usize) -> Option<usize> {
        let before = self.makes_nodes;
        let makes_node = match rule.kind {
            RuleType::Silent => false,
            RuleType::Normal | RuleType::Atomic => before,
            RuleType::CompoundAtomic | RuleType::NonAtomic => true,
        };
        self.makes_nodes = match rule.kind {
            RuleType::Atomic => false,
            RuleType::CompoundAtomic | RuleType::NonAtomic => true,
            RuleType::Silent | RuleType::Normal => before,
        };
        let first = self.nodes.len();
        let end = self.part(&rule.body, at);
        self.makes_nodes = before;
        let end = end?;
        if makes_node && !self.looks_ahead {
            let children = self.nodes.split_off(first).into_boxed_slice();
            self.nodes.push(Node { rule: self.names.shared(&rule.name), tag: None, range: at..end, children });
        }
        Some(end)
    }

    /// The offset behind a part, `None` if it does not match. Then no record of the attempt is left.
    fn part(&mut self, part: &'g Part, at: usize) -> Option<usize> {
        let (steps, nodes) = (self.steps.len(), self.nodes.len());
        let end = self.form(part, at);
        if end.is_none() {
            self.steps.truncate(steps);
            self.nodes.truncate(nodes);
        } else {
            self.steps.push(Step::Matched(part.id));
        }
        end
    }

    fn form(&mut self, part: &'g Part, at: usize) -> Option<usize> {
        let rest = self.text.get(at..)?;
        match &part.form {
            Form::Literal(text) => rest.starts_with(text.as_str()).then_some(at + text.len()),
            Form::Insensitive(text) => {
                rest.get(..text.len()).filter(|found| found.eq_ignore_ascii_case(text)).map(|_| at + text.len())
            }
            &Form::Between(first, last) => {
                rest.chars().next().filter(|next| (first..=last).contains(next)).map(|next| at + next.len_utf8())
            }
            Form::Rule(name) => self.rule(name, at),
            Form::Sequence(parts) => parts.iter().try_fold(at, |at, part| self.part(part, at)),
            Form::Choice(alternatives) => alternatives.iter().find_map(|alternative| self.part(alternative, at)),
            Form::Ahead(inner) => self.ahead(inner, at).then_some(at),
            Form::NotAhead(inner) => {
                let steps = self.steps.len();
                let is_there = self.ahead(inner, at);
                self.steps.truncate(steps);
                (!is_there).then_some(at)
            }
            Form::Repeated { inner, least, most } => self.repeated(part, inner, *least, *most, at),
            Form::Tagged { tag, inner } => {
                let end = self.part(inner, at)?;
                if !self.looks_ahead
                    && let Some(node) = self.nodes.last_mut()
                {
                    node.tag = Some(self.names.shared(tag));
                }
                Some(end)
            }
            Form::Stack => None,
        }
    }

    fn repeated(
        &mut self,
        part: &Part,
        inner: &'g Part,
        least: u32,
        most: Option<u32>,
        mut at: usize,
    ) -> Option<usize> {
        let mut times = 0;
        while most.is_none_or(|most| times < most) {
            let Some(end) = self.part(inner, at) else { break };
            times += 1;
            if end == at && most.is_none() {
                break;
            }
            at = end;
        }
        if times == 0 && least == 0 {
            self.steps.push(Step::LeftOut(part.id));
        }
        (times >= least).then_some(at)
    }

    fn ahead(&mut self, inner: &'g Part, at: usize) -> bool {
        let before = std::mem::replace(&mut self.looks_ahead, true);
        let is_there = self.part(inner, at).is_some();
        self.looks_ahead = before;
        is_there
    }

    fn of_pest(&self, name: &str, at: usize) -> Option<usize> {
        let rest = self.text.get(at..)?;
        match name {
            "SOI" => return (at == 0).then_some(at),
            "EOI" => return rest.is_empty().then_some(at),
            "NEWLINE" => {
                let end = ["\n", "\r\n", "\r"].into_iter().find(|end| rest.starts_with(end))?;
                return Some(at + end.len());
            }
            _ => {}
        }
        let next = rest.chars().next()?;
        let is_one = match name {
            "ANY" => true,
            "ASCII_DIGIT" => next.is_ascii_digit(),
            "ASCII_NONZERO_DIGIT" => next.is_ascii_digit() && next != '0',
            "ASCII_BIN_DIGIT" => matches!(next, '0' | '1'),
            "ASCII_OCT_DIGIT" => matches!(next, '0'..='7'),
            "ASCII_HEX_DIGIT" => next.is_ascii_hexdigit(),
            "ASCII_ALPHA_LOWER" => next.is_ascii_lowercase(),
            "ASCII_ALPHA_UPPER" => next.is_ascii_uppercase(),
            "ASCII_ALPHA" => next.is_ascii_alphabetic(),
            "ASCII_ALPHANUMERIC" => next.is_ascii_alphanumeric(),
            "ASCII" => next.is_ascii(),
            _ => unicode::by_name(name).is_some_and(|is_one| is_one(next)),
        };
        is_one.then(|| at + next.len_utf8())
    }
}
