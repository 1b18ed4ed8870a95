//! Finds where a known row of labels stands in the rules, and the row of values behind it.
//!
//! In go the rules as they are written and a row of labels; out come the [`Site`]s: the parts that are the labels, and the columns
//! of the values as they are written, so that they can be written again in another order. Where the values are not plain cells
//! behind each other, a site has no values, and only its labels can be changed.

use std::collections::HashMap;
use std::ops::Range;

use pest_meta::ast::RuleType;

use crate::grammar::Grammar;
use crate::grammar::catch_all::UNKNOWN;
use crate::grammar::syntax::{Form, Part, RuleSyntax};
use crate::transcript::BAR;

/// How many texts a row of labels may have, with all its alternatives.
const TEXTS: usize = 32;

/// How deep silent rules are followed.
const DEPTH: usize = 8;

/// The rules as they are written.
pub(super) struct Rules<'g> {
    pub(super) all: &'g [RuleSyntax],
    by_name: HashMap<&'g str, &'g RuleSyntax>,
    text: &'g str,
}

/// A place at which a row of labels stands.
pub(super) struct Site<'g> {
    pub(super) rule: &'g RuleSyntax,
    /// The parts that are the labels.
    pub(super) labels: Range<usize>,
    /// The literals in them, each with its rule.
    pub(super) literals: Vec<(&'g RuleSyntax, &'g Part)>,
    /// Whether the labels may be printed several times.
    pub(super) is_repeated: bool,
    pub(super) values: Option<Values<'g>>,
}

/// The row of values behind labels.
pub(super) struct Values<'g> {
    /// Where the part with the values ends.
    pub(super) end: usize,
    /// What stands before the first cell: lookaheads, and the bar if that is no part of the labels.
    pub(super) opening: Vec<String>,
    /// Each cell as it is written.
    pub(super) columns: Vec<String>,
    /// The rule that has the cells, if it is not that of the labels.
    pub(super) record: Option<Record<'g>>,
}

/// The rule of the cells of a row.
pub(super) struct Record<'g> {
    pub(super) rule: &'g RuleSyntax,
    /// What it has behind the row.
    pub(super) rest: String,
    /// How it is used: `(#mobile = mobile)+`, or `#value = cell ~ #badDebt = last_repayment`, perhaps as one of several.
    pub(super) usage: String,
    /// Whether the first cell is not in the rule, but before it.
    pub(super) has_cell_before: bool,
}

enum Token {
    Bar,
    End,
    Ahead(String),
    Cell(String),
}

impl<'g> Rules<'g> {
    pub(super) fn of(grammar: &'g Grammar, all: &'g [RuleSyntax]) -> Self {
        Self {
            all,
            by_name: all.iter().map(|rule| (rule.name.as_str(), rule)).collect(),
            text: grammar.sources().joined(),
        }
    }

    pub(super) fn text(&self, range: &Range<usize>) -> &'g str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// A range with the parentheses that it has one side of: those around a part are not in the range of the part.
    pub(super) fn balanced(&self, range: Range<usize>) -> Range<usize> {
        let (mut open, mut lacking) = (0_usize, 0);
        let mut is_literal = false;
        let mut before = ' ';
        for character in self.text(&range).chars() {
            match character {
                '"' if before != '\\' => is_literal = !is_literal,
                '(' if !is_literal => open += 1,
                ')' if !is_literal && open == 0 => lacking += 1,
                ')' if !is_literal => open -= 1,
                _ => {}
            }
            before = character;
        }
        let (mut start, mut end) = (range.start, range.end);
        for _ in 0..lacking {
            start = self.text(&(0..start)).rfind('(').unwrap_or(start);
        }
        for _ in 0..open {
            end += self.text(&(end..self.text.len())).find(')').map_or(0, |at| at + 1);
        }
        start..end
    }

    /// The text of a rule with other texts in some places.
    pub(super) fn edited(&self, rule: &RuleSyntax, mut edits: Vec<(Range<usize>, String)>) -> String {
        let mut text = self.text(&rule.range).to_owned();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.0.start));
        for (range, new) in edits {
            text.replace_range(range.start - rule.range.start..range.end - rule.range.start, &new);
        }
        text
    }

    /// The part of a rule that takes a line that no rule knows.
    pub(super) fn unknown(&self, rule: &'g RuleSyntax) -> Option<&'g Part> {
        let mut found = None;
        each_part(&rule.body, &mut |part| {
            if matches!(&part.form, Form::Rule(name) if name.starts_with(UNKNOWN)) {
                found = Some(part);
            }
        });
        found
    }

    /// All literals with their rules.
    pub(super) fn literals(&self) -> Vec<(&'g RuleSyntax, &'g Part)> {
        let mut found = Vec::new();
        for rule in self.all {
            each_part(&rule.body, &mut |part| {
                if matches!(part.form, Form::Literal(_)) {
                    found.push((rule, part));
                }
            });
        }
        found
    }

    /// The places at which a row of labels stands.
    pub(super) fn sites(&self, labels: &str) -> Vec<Site<'g>> {
        let mut sites = Vec::new();
        for rule in self.all.iter().filter(|rule| rule.kind != RuleType::Atomic) {
            each_part(&rule.body, &mut |part| {
                let alone = std::slice::from_ref(part);
                let parts = match &part.form {
                    Form::Sequence(parts) => parts,
                    Form::Literal(_) if std::ptr::eq(part, &rule.body) => alone,
                    _ => return,
                };
                for first in 0..parts.len() {
                    sites.extend(self.site(rule, &parts[first..], labels));
                }
            });
        }
        // A row that has values comes first.
        sites.sort_by_key(|site| site.values.is_none());
        sites
    }

    /// The site of labels with which these parts begin.
    fn site(&self, rule: &'g RuleSyntax, parts: &'g [Part], labels: &str) -> Option<Site<'g>> {
        let line = format!("{labels}\n");
        let with_bar = format!("{line}{BAR}");
        let mut texts = vec![String::new()];
        for (index, part) in parts.iter().enumerate() {
            let further = self.texts(part, DEPTH)?;
            texts = texts.iter().flat_map(|text| further.iter().map(move |more| format!("{text}{more}"))).collect();
            texts.retain(|text| with_bar.starts_with(text.as_str()));
            if texts.is_empty() || texts.len() > TEXTS {
                return None;
            }
            let ends_in_bar = texts.contains(&with_bar);
            if ends_in_bar || texts.contains(&line) {
                let window = &parts[..=index];
                let mut literals = Vec::new();
                window.iter().for_each(|part| self.literals_in(rule, part, &mut literals, DEPTH));
                return Some(Site {
                    rule,
                    labels: window.first()?.range.start..part.range.end,
                    literals,
                    is_repeated: window.iter().any(|part| matches!(part.form, Form::Repeated { most: None, .. })),
                    values: self.values(&parts[index + 1..], ends_in_bar),
                });
            }
        }
        None
    }

    /// The texts of a part that is nothing but literals.
    fn texts(&self, part: &Part, depth: usize) -> Option<Vec<String>> {
        let depth = depth.checked_sub(1)?;
        match &part.form {
            Form::Literal(text) => Some(vec![text.clone()]),
            Form::Choice(parts) => {
                let texts = parts.iter().map(|part| self.texts(part, depth)).collect::<Option<Vec<_>>>()?;
                Some(texts.concat()).filter(|texts| texts.len() <= TEXTS)
            }
            Form::Sequence(parts) => parts.iter().try_fold(vec![String::new()], |texts, part| {
                let further = self.texts(part, depth)?;
                let all = texts.iter().flat_map(|text| further.iter().map(move |more| format!("{text}{more}")));
                Some(all.collect::<Vec<_>>()).filter(|texts| texts.len() <= TEXTS)
            }),
            Form::Rule(name) => {
                let rule = self.by_name.get(name.as_str()).filter(|rule| rule.kind == RuleType::Silent)?;
                self.texts(&rule.body, depth)
            }
            Form::Repeated { inner, least: 1, most: None } | Form::Repeated { inner, least: 0, most: Some(1) } => {
                self.texts(inner, depth)
            }
            _ => None,
        }
    }

    fn literals_in(
        &self,
        rule: &'g RuleSyntax,
        part: &'g Part,
        found: &mut Vec<(&'g RuleSyntax, &'g Part)>,
        depth: usize,
    ) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match &part.form {
            Form::Literal(_) => found.push((rule, part)),
            Form::Rule(name) => {
                if let Some(rule) = self.by_name.get(name.as_str()) {
                    self.literals_in(rule, &rule.body, found, depth);
                }
            }
            _ => part.inner().iter().for_each(|part| self.literals_in(rule, part, found, depth)),
        }
    }

    /// The row of values with which these parts begin.
    fn values(&self, parts: &'g [Part], is_behind_bar: bool) -> Option<Values<'g>> {
        let first = parts.first()?;
        if let Form::Repeated { inner, least: 1, most: None } = &first.form
            && let Form::Tagged { tag, inner } = &inner.form
            && let Form::Rule(name) = &inner.form
        {
            let record = self.by_name.get(name.as_str())?;
            let Form::Sequence(cells) = &record.body.form else { return None };
            let (opening, columns, end) = self.columns(cells, is_behind_bar)?;
            let usage = format!("(#{tag} = {name})+");
            let record = Record { rule: record, rest: self.rest(record, cells, end), usage, has_cell_before: false };
            return Some(Values { end: first.range.end, opening, columns, record: Some(record) });
        }
        if let Some(values) = self.values_in_record(parts, is_behind_bar) {
            return Some(values);
        }
        let (opening, columns, end) = self.columns(parts, is_behind_bar)?;
        Some(Values { end: parts.get(end.checked_sub(1)?)?.range.end, opening, columns, record: None })
    }

    /// What a rule has behind the first parts of its sequence.
    fn rest(&self, rule: &RuleSyntax, parts: &[Part], end: usize) -> String {
        parts.get(end).map(|part| self.text(&(part.range.start..rule.body.range.end)).to_owned()).unwrap_or_default()
    }

    /// A row whose first cell says which record the other cells are: `#value = cell ~ #badDebt = last_repayment`, or several such
    /// ways with one rule for the record.
    fn values_in_record(&self, parts: &'g [Part], is_behind_bar: bool) -> Option<Values<'g>> {
        let bars =
            parts.iter().take_while(|part| matches!(&part.form, Form::Literal(text) if *text == BAR.to_string()));
        let bars = bars.count();
        if bars + usize::from(is_behind_bar) != 1 {
            return None;
        }
        let parts = parts.get(bars..)?;
        let (ways, end): (Vec<&[Part]>, usize) = match &parts.first()?.form {
            Form::Choice(ways) => {
                let pair =
                    |way: &'g Part| if let Form::Sequence(pair) = &way.form { Some(pair.as_slice()) } else { None };
                (ways.iter().map(pair).collect::<Option<_>>()?, parts[0].range.end)
            }
            _ => (vec![parts.get(..2)?], parts.get(1)?.range.end),
        };
        let mut records = ways.iter().map(|way| {
            let [first, second] = way else { return None };
            self.is_cell(first).then_some(())?;
            let Form::Tagged { inner, .. } = &second.form else { return None };
            let Form::Rule(name) = &inner.form else { return None };
            self.by_name.get(name.as_str()).copied()
        });
        let rule = records.next()??;
        records.all(|other| other.is_some_and(|other| other.name == rule.name)).then_some(())?;
        let Form::Sequence(cells) = &rule.body.form else { return None };
        let (opening, inner, count) = self.columns(cells, false)?;
        matches!(&opening[..], [_]).then_some(())?;
        // A choice is in parentheses already.
        let start = parts.first()?.range.start;
        let usage = self.text(&(start..end)).to_owned();
        let usage = if ways.len() > 1 && !usage.starts_with('(') { format!("({usage})") } else { usage };
        let columns = std::iter::once(String::new()).chain(inner).collect();
        let record = Record { rule, rest: self.rest(rule, cells, count), usage, has_cell_before: true };
        Some(Values { end, opening, columns, record: Some(record) })
    }

    fn is_cell(&self, part: &Part) -> bool {
        let Form::Tagged { inner, .. } = &part.form else { return false };
        let Form::Rule(name) = &inner.form else { return false };
        self.by_name.get(name.as_str()).is_some_and(|rule| rule.kind == RuleType::Atomic)
    }

    /// What stands before the first cell of a row, its cells, and how many of the parts are the row.
    fn columns(&self, parts: &'g [Part], is_behind_bar: bool) -> Option<(Vec<String>, Vec<String>, usize)> {
        let mut tokens = Vec::new();
        let mut end = None;
        for (index, part) in parts.iter().enumerate() {
            self.tokens(part, &mut tokens, DEPTH)?;
            if let Some(at) = tokens.iter().position(|token| matches!(token, Token::End)) {
                // Nothing of the part stands behind the row.
                end = Some(index + 1).filter(|_| at + 1 == tokens.len());
                break;
            }
        }
        let end = end?;
        let mut tokens = tokens.into_iter().peekable();
        let mut opening = Vec::new();
        while let Some(Token::Ahead(_)) = tokens.peek() {
            let Some(Token::Ahead(text)) = tokens.next() else { break };
            opening.push(text);
        }
        if !is_behind_bar {
            matches!(tokens.next()?, Token::Bar).then_some(())?;
            opening.push(format!("\"{BAR}\""));
        }
        let mut columns = Vec::new();
        loop {
            let Token::Cell(cell) = tokens.next()? else { return None };
            columns.push(cell);
            matches!(tokens.next()?, Token::Bar).then_some(())?;
            if let Some(Token::End) = tokens.peek() {
                return Some((opening, columns, end));
            }
        }
    }

    /// The bars, cells and lookaheads of a part; `None` if there is anything else in it.
    fn tokens(&self, part: &'g Part, tokens: &mut Vec<Token>, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match &part.form {
            Form::Literal(text) => {
                for character in text.chars() {
                    tokens.push(match character {
                        BAR => Token::Bar,
                        '\n' => Token::End,
                        _ => return None,
                    });
                }
            }
            Form::NotAhead(_) => tokens.push(Token::Ahead(self.text(&part.range).to_owned())),
            Form::Sequence(parts) => parts.iter().try_for_each(|part| self.tokens(part, tokens, depth))?,
            Form::Rule(name) => {
                let rule = self.by_name.get(name.as_str()).filter(|rule| rule.kind == RuleType::Silent)?;
                self.tokens(&rule.body, tokens, depth)?;
            }
            Form::Tagged { .. } if self.is_cell(part) => tokens.push(Token::Cell(self.text(&part.range).to_owned())),
            _ => return None,
        }
        Some(())
    }
}

/// Calls a function with a part and all parts in it.
fn each_part<'g>(part: &'g Part, see: &mut impl FnMut(&'g Part)) {
    see(part);
    part.inner().iter().for_each(|inner| each_part(inner, see));
}
