//! The grammars as data: the rules by their names, with the known lines and the labels that are derived from them.
//!
//! A parser cannot tell what it would have matched. The diagnosis and the masks need to know that for texts that the
//! grammars do not match, and look it up here.

use std::collections::HashMap;
use std::sync::OnceLock;

use pest_meta::optimizer::{OptimizedExpr as Expr, OptimizedRule};

use super::known_lines::{KnownLine, known_lines};
use super::labels::Labels;

/// The rules by their names, and what is derived from them when it is first asked for.
pub(crate) struct Definition {
    rules: HashMap<String, Expr>,
    lines: OnceLock<Vec<KnownLine>>,
    labels: OnceLock<Labels>,
}

impl Definition {
    pub(super) fn of(rules: Vec<OptimizedRule>) -> Self {
        let rules = rules.into_iter().map(|OptimizedRule { name, expr, .. }| (name, expr)).collect();
        Self { rules, lines: OnceLock::new(), labels: OnceLock::new() }
    }

    /// The rules by their names.
    pub(crate) fn rules(&self) -> &HashMap<String, Expr> {
        &self.rules
    }

    /// All known lines, in the order in which they stand in the grammars.
    pub(crate) fn known_lines(&self) -> &[KnownLine] {
        self.lines.get_or_init(|| known_lines(&self.rules))
    }

    /// The labels: what may be shown of a line that no rule knows.
    pub(crate) fn labels(&self) -> &Labels {
        self.labels.get_or_init(|| Labels::of(&literals(&self.rules)))
    }
}

/// The literals of the rules.
fn literals(rules: &HashMap<String, Expr>) -> Vec<&str> {
    fn walk<'g>(expression: &'g Expr, found: &mut Vec<&'g str>) {
        match expression {
            Expr::Str(text) => found.push(text),
            Expr::Seq(first, second) | Expr::Choice(first, second) => {
                walk(first, found);
                walk(second, found);
            }
            Expr::PosPred(inner)
            | Expr::NegPred(inner)
            | Expr::Opt(inner)
            | Expr::Rep(inner)
            | Expr::RepOnce(inner)
            | Expr::NodeTag(inner, _)
            | Expr::RestoreOnErr(inner) => walk(inner, found),
            _ => {}
        }
    }
    let mut found = Vec::new();
    rules.values().for_each(|expression| walk(expression, &mut found));
    found
}
