//! The line that the grammars know word for word and that is most like another one.

use super::compare::{Comparison, Row};
use crate::grammar::{Definition, KnownLine};

/// The known line that is most like another one.
#[derive(Debug)]
pub(crate) struct Nearest<'g> {
    pub(crate) line: &'g KnownLine,
    pub(crate) comparison: Comparison,
}

/// Where a line stands: what is known there is preferred to what is known elsewhere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around<'a> {
    /// The rule around it.
    pub(crate) rule: &'a str,
    /// The literals that were looked for at its beginning.
    pub(crate) tried: &'a [&'a str],
}

/// How much likeness makes up for being known at another place of the rule around, and outside of it.
const TRIED: f32 = 0.15;
const IN_RULE: f32 = 0.05;

/// The likeness of what is nothing but another line.
const LIKE: f32 = 0.5;

/// The known line that is most like the one of these cells; none where there is no likeness.
pub(crate) fn nearest<'g>(grammar: &'g Definition, cells: &[&str], around: Around<'_>) -> Option<Nearest<'g>> {
    let preference = |line: &KnownLine| match () {
        () if line.is_tried(around.tried) => TRIED,
        () if line.rules.contains(around.rule) => IN_RULE,
        () => 0.0,
    };
    most_like(grammar, cells, |line| line.is_heading() == (cells.len() == 1), preference)
}

/// The known line of as many cells that is most like the one of these; none where there is no likeness.
pub(crate) fn nearest_of_as_many_cells<'g>(grammar: &'g Definition, cells: &[&str]) -> Option<Nearest<'g>> {
    most_like(grammar, cells, |line| line.cells.len() == cells.len(), |_| 0.0)
}

fn most_like<'g>(
    grammar: &'g Definition,
    cells: &[&str],
    is_eligible: impl Fn(&KnownLine) -> bool,
    preference: impl Fn(&KnownLine) -> f32,
) -> Option<Nearest<'g>> {
    let mut best: Option<(f32, Nearest<'g>)> = None;
    let mut row = Row::new(cells);
    for line in grammar.known_lines().iter().filter(|line| is_eligible(line)) {
        let (more, less) = (line.cells.len().max(cells.len()), line.cells.len().min(cells.len()));
        if less * 2 < more {
            continue;
        }
        let comparison = row.compare(&line.cells);
        if comparison.likeness < LIKE {
            continue;
        }
        let rank = comparison.likeness + preference(line);
        if best.as_ref().is_none_or(|best| best.0 < rank) {
            best = Some((rank, Nearest { line, comparison }));
        }
    }
    best.map(|best| best.1)
}

/// The known line of exactly these cells.
pub(crate) fn known<'g>(grammar: &'g Definition, cells: &[&str]) -> Option<&'g KnownLine> {
    grammar.known_lines().iter().find(|line| line.cells == cells)
}
