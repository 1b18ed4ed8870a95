//! Finds the known line that is most like a line that was not understood.

use super::compare::{Comparison, Row};
use crate::grammar::{Definition, KnownLine};

/// The known line that is most like a given line.
#[derive(Debug)]
pub(crate) struct Nearest<'g> {
    pub(crate) line: &'g KnownLine,
    pub(crate) comparison: Comparison,
}

/// Where a line stands. Lines that are known at that place are preferred to lines that are known elsewhere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around<'a> {
    /// The rule around it.
    pub(crate) rule: &'a str,
    /// The literals that were looked for at its beginning.
    pub(crate) tried: &'a [&'a str],
}

/// What a known line gets on top of its likeness if it was looked for at the very place of the given line …
const TRIED: f32 = 0.15;
/// … and if it is only known in the rule around that place.
const IN_RULE: f32 = 0.05;

/// A known line with less likeness than this is simply another line.
const LIKE: f32 = 0.5;

/// The known line that is most like the line of these cells; `None` if no known line is like it.
pub(crate) fn nearest<'g>(grammar: &'g Definition, cells: &[&str], around: Around<'_>) -> Option<Nearest<'g>> {
    let preference = |line: &KnownLine| match () {
        () if line.is_tried(around.tried) => TRIED,
        () if line.rules.contains(around.rule) => IN_RULE,
        () => 0.0,
    };
    most_like(grammar, cells, |line| line.is_heading() == (cells.len() == 1), preference)
}

/// Like [`nearest`], among all known lines with the same number of cells, without any preference.
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
