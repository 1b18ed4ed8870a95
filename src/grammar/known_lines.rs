//! Collects the known lines: the rows of labels and the headings that the grammars have word for word.
//!
//! In go the rules as data, out come [`KnownLine`]s, each with the rules that it is a part of and the headings that it
//! may stand below. A walk over the rules, from `report` on, follows every alternative and keeps each line that
//! consists of literals alone. The diagnosis compares a line that was not understood with these lines.

use std::collections::{BTreeSet, HashMap};

use pest_meta::optimizer::OptimizedExpr as Expr;

use super::catch_all::UNKNOWN;
use crate::transcript::BAR;

/// A row of labels, or a heading. It consists of literals alone, so it tells nothing about a person.
#[derive(Debug, PartialEq)]
pub(crate) struct KnownLine {
    /// The line in the folded form; of a heading only its text, without bars and number.
    pub(crate) text: String,
    /// Its cells; a heading is one cell.
    pub(crate) cells: Vec<String>,
    /// The rules that it is a part of.
    pub(crate) rules: BTreeSet<String>,
    /// The headings that it may stand below.
    pub(crate) headings: BTreeSet<String>,
    /// Whether it is a part of the table of an account's state.
    pub(crate) is_account_state: bool,
}

impl KnownLine {
    /// Whether it is a heading: a line of one cell.
    pub(crate) fn is_heading(&self) -> bool {
        self.cells.len() == 1
    }

    /// Whether it begins with one of the literals that were looked for.
    pub(crate) fn is_tried(&self, literals: &[&str]) -> bool {
        let begins = |literal: &&str| {
            let line = literal.split('\n').next().unwrap_or_default();
            line.chars().count() > 1 && self.text.starts_with(line)
        };
        literals.iter().any(begins)
    }
}

/// All known lines of the grammars, in the order in which they stand there.
pub(crate) fn known_lines(rules: &HashMap<String, Expr>) -> Vec<KnownLine> {
    let mut walk = Walk { rules, stack: Vec::new(), account_states: 0, lines: Vec::new(), numbers: HashMap::new() };
    walk.rule(ENTRY, vec![State { line: Some(String::new()), heading: None }]);
    walk.lines
}

/// The rule of a whole report.
const ENTRY: &str = "report";

/// The JSON key of the state of an account, which is printed in a table of its own for each kind of state.
const ACCOUNT_STATE: &str = "accountState";

/// How deep rules are followed. The compiled grammars are not recursive; this bounds the walk over others.
const DEPTH: usize = 40;

/// How many states are kept at one place of a rule.
const WAYS: usize = 256;

/// How far the walk has come in a line.
#[derive(Debug, Clone, PartialEq)]
struct State {
    /// The text of the line so far; `None` behind a value, which may be any text.
    line: Option<String>,
    /// The last heading above.
    heading: Option<String>,
}

/// Walks over the rules and keeps the lines that consist of literals alone.
struct Walk<'g> {
    rules: &'g HashMap<String, Expr>,
    stack: Vec<&'g str>,
    /// How many of the tags around are states of accounts.
    account_states: usize,
    lines: Vec<KnownLine>,
    /// The index in `lines` of each line, by its text.
    numbers: HashMap<String, usize>,
}

impl<'g> Walk<'g> {
    fn rule(&mut self, name: &str, states: Vec<State>) -> Vec<State> {
        let Some((name, expression)) = self.rules.get_key_value(name) else {
            return match name {
                "SOI" | "EOI" => states,
                _ => any_text(states),
            };
        };
        if name.starts_with(UNKNOWN) || self.stack.len() >= DEPTH {
            return states;
        }
        self.stack.push(name);
        let states = self.expression(expression, states);
        self.stack.pop();
        states
    }

    /// The states behind an expression, made from the states before it.
    fn expression(&mut self, expression: &'g Expr, states: Vec<State>) -> Vec<State> {
        match expression {
            Expr::Str(literal) => {
                let mut behind = Vec::new();
                for state in states {
                    add(&mut behind, self.literal(literal, state));
                }
                behind
            }
            Expr::Ident(name) => self.rule(name, states),
            Expr::Seq(first, second) => {
                let middle = self.expression(first, states);
                self.expression(second, middle)
            }
            Expr::Choice(first, second) => {
                let mut behind = self.expression(first, states.clone());
                self.expression(second, states).into_iter().for_each(|state| add(&mut behind, state));
                behind
            }
            // An optional part that is not known word for word, such as the number of a heading, is taken as left out.
            Expr::Opt(inner) => {
                let mut behind = states.clone();
                let with = self.expression(inner, states);
                with.into_iter().filter(|state| state.line.is_some()).for_each(|state| add(&mut behind, state));
                behind
            }
            // A repetition of whole lines is followed once. A repetition inside a line is part of a value.
            Expr::Rep(inner) if self.has_line_end(inner, 0) => {
                let mut behind = states.clone();
                self.expression(inner, states).into_iter().for_each(|state| add(&mut behind, state));
                behind
            }
            Expr::RepOnce(inner) if self.has_line_end(inner, 0) => self.expression(inner, states),
            Expr::NodeTag(inner, tag) => {
                let is_state = usize::from(tag == ACCOUNT_STATE);
                self.account_states += is_state;
                let behind = self.expression(inner, states);
                self.account_states -= is_state;
                behind
            }
            Expr::RestoreOnErr(inner) | Expr::Push(inner) => self.expression(inner, states),
            Expr::PosPred(_) | Expr::NegPred(_) => states,
            _ => any_text(states),
        }
    }

    fn has_line_end(&self, expression: &Expr, depth: usize) -> bool {
        let has = |inner: &Expr| self.has_line_end(inner, depth);
        match expression {
            Expr::Str(literal) => literal.contains('\n'),
            Expr::Ident(name) => {
                depth < DEPTH && self.rules.get(name).is_some_and(|inner| self.has_line_end(inner, depth + 1))
            }
            Expr::Seq(first, second) | Expr::Choice(first, second) => has(first) || has(second),
            Expr::Opt(inner) | Expr::Rep(inner) | Expr::RepOnce(inner) | Expr::NodeTag(inner, _) => has(inner),
            Expr::RestoreOnErr(inner) | Expr::Push(inner) => has(inner),
            _ => false,
        }
    }

    fn literal(&mut self, literal: &str, mut state: State) -> State {
        let mut pieces = literal.split('\n');
        if let (Some(line), Some(piece)) = (&mut state.line, pieces.next()) {
            line.push_str(piece);
        }
        for piece in pieces {
            if let Some(line) = state.line.replace(piece.to_owned())
                && let Some(heading) = self.known(&line, state.heading.as_deref())
            {
                state.heading = Some(heading);
            }
        }
        state
    }

    /// Keeps a line; returns its text if it is a heading.
    fn known(&mut self, line: &str, heading: Option<&str>) -> Option<String> {
        let inner = line.trim_matches(BAR);
        let cells: Vec<&str> = match line.strip_prefix(BAR).and_then(|line| line.strip_suffix(BAR)) {
            Some(row) if inner.contains(BAR) => row.split(BAR).collect(),
            _ if inner.contains(BAR) => return None,
            _ => vec![inner],
        };
        // A line of a single character is no heading.
        if inner.chars().count() < 2 {
            return None;
        }
        let text = if cells.len() == 1 { inner } else { line };
        let number = *self.numbers.entry(text.to_owned()).or_insert_with(|| {
            self.lines.push(KnownLine {
                text: text.to_owned(),
                cells: cells.iter().map(|&cell| cell.to_owned()).collect(),
                rules: BTreeSet::new(),
                headings: BTreeSet::new(),
                is_account_state: false,
            });
            self.lines.len() - 1
        });
        let known = &mut self.lines[number];
        known.rules.extend(self.stack.iter().map(|&rule| rule.to_owned()));
        known.headings.extend(heading.map(str::to_owned));
        known.is_account_state |= self.account_states > 0;
        known.is_heading().then(|| inner.to_owned())
    }
}

/// The states behind a value.
fn any_text(states: Vec<State>) -> Vec<State> {
    let mut behind = Vec::new();
    states.into_iter().for_each(|state| add(&mut behind, State { line: None, ..state }));
    behind
}

fn add(states: &mut Vec<State>, state: State) {
    if states.len() < WAYS && !states.contains(&state) {
        states.push(state);
    }
}
