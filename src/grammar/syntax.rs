//! The syntax trees of the rules, as they are written in the files, with the place of every part.
//!
//! pest's own data are made for parsing and no longer say where a part was written. The checks and the coverage of
//! grammars need the places, so the files are read a second time here. In go the files; out come the rules, or the
//! mistakes in their syntax.

use std::ops::Range;

use pest::iterators::{Pair, Pairs};
use pest_meta::ast::RuleType;
use pest_meta::parser::{self, Rule};

use super::escape::unescaped;
use super::files::Files;
use super::mistake::Mistake;
use super::source::{SourceFile, place};

/// A rule.
#[derive(Debug)]
pub(crate) struct RuleSyntax {
    pub(crate) name: String,
    pub(crate) kind: RuleType,
    /// Its place in the text of all files, from its name to its closing brace.
    pub(crate) range: Range<usize>,
    pub(crate) body: Part,
}

/// A part of a rule.
#[derive(Debug)]
pub(crate) struct Part {
    /// Its number among all parts of all rules.
    pub(crate) id: usize,
    /// Its place in the text of all files.
    pub(crate) range: Range<usize>,
    pub(crate) form: Form,
}

#[derive(Debug)]
pub(crate) enum Form {
    Literal(String),
    /// A literal that matches in any case of its ASCII letters.
    Insensitive(String),
    /// One character in the range from the first to the last.
    Between(char, char),
    Rule(String),
    Ahead(Box<Part>),
    NotAhead(Box<Part>),
    Sequence(Vec<Part>),
    Choice(Vec<Part>),
    Repeated {
        inner: Box<Part>,
        least: u32,
        most: Option<u32>,
    },
    Tagged {
        tag: String,
        inner: Box<Part>,
    },
    /// A use of pest's stack, which the grammars here do not need.
    Stack,
}

impl RuleSyntax {
    /// The place of its name.
    pub(crate) fn name_range(&self) -> Range<usize> {
        self.range.start..self.range.start + self.name.len()
    }
}

impl Part {
    /// The parts it is made of.
    pub(crate) fn inner(&self) -> &[Part] {
        match &self.form {
            Form::Ahead(inner) | Form::NotAhead(inner) | Form::Repeated { inner, .. } | Form::Tagged { inner, .. } => {
                std::slice::from_ref(inner)
            }
            Form::Sequence(parts) | Form::Choice(parts) => parts,
            _ => &[],
        }
    }

    /// Numbers it and all parts in it, from `id` on.
    fn number(&mut self, id: &mut usize) {
        self.id = *id;
        *id += 1;
        match &mut self.form {
            Form::Ahead(inner) | Form::NotAhead(inner) | Form::Repeated { inner, .. } | Form::Tagged { inner, .. } => {
                inner.number(id);
            }
            Form::Sequence(parts) | Form::Choice(parts) => parts.iter_mut().for_each(|part| part.number(id)),
            _ => {}
        }
    }

    /// Calls a function with it and all parts in it.
    #[cfg(feature = "schema")]
    pub(crate) fn visit<'p>(&'p self, see: &mut impl FnMut(&'p Part)) {
        see(self);
        self.inner().iter().for_each(|part| part.visit(see));
    }
}

/// The rules of all files, in their order.
pub(super) fn rules(files: &Files) -> Result<Vec<RuleSyntax>, Vec<Mistake>> {
    let (mut rules, mut mistakes) = (Vec::new(), Vec::new());
    // Each file is parsed alone, so that a mistake is reported where it is, and not where the next file begins.
    for (file, &start) in files.files().iter().zip(files.starts()) {
        match parser::parse(Rule::grammar_rules, &file.text) {
            Ok(pairs) => {
                let mut reader = Reader { file, start, mistakes: &mut mistakes };
                rules.extend(pairs.filter_map(|pair| reader.rule(pair)));
            }
            Err(error) => {
                let error = error.renamed_rules(parser::rename_meta_rule);
                let mut range = range_of(&error.location);
                // If something is missing at the end of a file, the mistake is reported where the last rule ends.
                if file.text.get(range.start..).is_some_and(|rest| rest.trim().is_empty()) {
                    range = file.text.trim_end().len()..range.end;
                }
                mistakes.push(Mistake::at(place(file, range), error.variant.message()));
            }
        }
    }
    let mut id = 0;
    rules.iter_mut().for_each(|rule: &mut RuleSyntax| rule.body.number(&mut id));
    if mistakes.is_empty() { Ok(rules) } else { Err(mistakes) }
}

/// The range of an error of pest.
pub(super) fn range_of(location: &pest::error::InputLocation) -> Range<usize> {
    match *location {
        pest::error::InputLocation::Pos(at) => at..at,
        pest::error::InputLocation::Span((start, end)) => start..end,
    }
}

struct Reader<'f> {
    file: &'f SourceFile,
    /// Where the file begins in the text of all.
    start: usize,
    mistakes: &'f mut Vec<Mistake>,
}

impl Reader<'_> {
    fn range(&self, pair: &Pair<'_, Rule>) -> Range<usize> {
        let span = pair.as_span();
        self.start + span.start()..self.start + span.end()
    }

    fn rule(&mut self, pair: Pair<'_, Rule>) -> Option<RuleSyntax> {
        if pair.as_rule() != Rule::grammar_rule {
            return None;
        }
        let range = self.range(&pair);
        let mut parts = pair.into_inner().peekable();
        let name = parts.next().filter(|name| name.as_rule() == Rule::identifier)?.as_str().to_owned();
        let mut kind = RuleType::Normal;
        for part in parts {
            match part.as_rule() {
                Rule::silent_modifier => kind = RuleType::Silent,
                Rule::atomic_modifier => kind = RuleType::Atomic,
                Rule::compound_atomic_modifier => kind = RuleType::CompoundAtomic,
                Rule::non_atomic_modifier => kind = RuleType::NonAtomic,
                Rule::expression => return Some(RuleSyntax { name, kind, range, body: self.expression(part) }),
                _ => {}
            }
        }
        None
    }

    /// An expression: one alternative or more, each a sequence of terms.
    fn expression(&mut self, pair: Pair<'_, Rule>) -> Part {
        let mut alternatives: Vec<Vec<Part>> = vec![Vec::new()];
        for part in pair.into_inner() {
            match (part.as_rule(), alternatives.last_mut()) {
                (Rule::choice_operator, Some(last)) if !last.is_empty() => alternatives.push(Vec::new()),
                (Rule::term, Some(last)) => last.push(self.term(part.into_inner())),
                _ => {}
            }
        }
        joined(alternatives.into_iter().map(|parts| joined(parts, Form::Sequence)).collect(), Form::Choice)
    }

    fn term(&mut self, pairs: Pairs<'_, Rule>) -> Part {
        let (mut tag, mut prefixes, mut part) = (None, Vec::new(), None);
        for pair in pairs {
            let range = self.range(&pair);
            part = match (pair.as_rule(), part) {
                (Rule::tag_id, _) => {
                    tag = Some((range.start, pair.as_str().trim_start_matches('#').to_owned()));
                    None
                }
                (Rule::positive_predicate_operator | Rule::negative_predicate_operator, _) => {
                    prefixes.push((range.start, pair.as_rule()));
                    None
                }
                (Rule::expression, _) => Some(self.expression(pair)),
                (_, None) => self.terminal(pair),
                // The expression in parentheses is the part; nothing is added at their end.
                (Rule::closing_paren, part) => part,
                (_, Some(inner)) => Some(self.repeated(inner, pair)),
            };
        }
        let mut part = part.unwrap_or(Part { id: 0, range: self.start..self.start, form: Form::Sequence(Vec::new()) });
        for (start, prefix) in prefixes.into_iter().rev() {
            let range = start..part.range.end;
            let inner = Box::new(part);
            let is_positive = prefix == Rule::positive_predicate_operator;
            part = Part { id: 0, range, form: if is_positive { Form::Ahead(inner) } else { Form::NotAhead(inner) } };
        }
        match tag {
            Some((start, tag)) => {
                Part { id: 0, range: start..part.range.end, form: Form::Tagged { tag, inner: Box::new(part) } }
            }
            None => part,
        }
    }

    fn terminal(&mut self, pair: Pair<'_, Rule>) -> Option<Part> {
        let range = self.range(&pair);
        let form = match pair.as_rule() {
            Rule::identifier => Form::Rule(pair.as_str().to_owned()),
            Rule::string => Form::Literal(self.literal(&pair, pair.as_str())),
            Rule::insensitive_string => {
                Form::Insensitive(self.literal(&pair, pair.as_str().trim_start_matches('^').trim_start()))
            }
            Rule::range => {
                let mut ends = pair.clone().into_inner().filter(|end| end.as_rule() == Rule::character);
                let mut end = || {
                    let end = ends.next()?;
                    self.literal(&end, end.as_str()).chars().next()
                };
                Form::Between(end().unwrap_or_default(), end().unwrap_or_default())
            }
            Rule::peek_slice => {
                let numbers = pair.clone().into_inner().filter(|part| part.as_rule() == Rule::integer);
                if numbers.into_iter().any(|number| number.as_str().parse::<i32>().is_err()) {
                    self.mistake(&pair, "the number is too large");
                }
                Form::Stack
            }
            Rule::_push => {
                // The expression inside is read only to find the mistakes in it.
                let inner = pair.into_inner().filter(|part| part.as_rule() == Rule::expression);
                inner.for_each(|part| drop(self.expression(part)));
                Form::Stack
            }
            Rule::_push_literal => {
                let text = pair.clone().into_inner().filter(|part| part.as_rule() == Rule::string);
                text.for_each(|text| drop(self.literal(&text, text.as_str())));
                Form::Stack
            }
            _ => return None,
        };
        Some(Part { id: 0, range, form })
    }

    /// A part and the operator behind it: `?`, `*`, `+` or braces.
    fn repeated(&mut self, inner: Part, operator: Pair<'_, Rule>) -> Part {
        let range = inner.range.start..self.range(&operator).end;
        let numbers = operator.clone().into_inner().filter(|part| part.as_rule() == Rule::number);
        let numbers: Vec<u32> = numbers.filter_map(|number| number.as_str().parse().ok()).collect();
        let (least, most) = match (operator.as_rule(), &numbers[..]) {
            (Rule::optional_operator, _) => (0, Some(1)),
            (Rule::repeat_operator, _) => (0, None),
            (Rule::repeat_once_operator, _) => (1, None),
            (Rule::repeat_exact, &[exactly]) => (exactly, Some(exactly)),
            (Rule::repeat_min, &[least]) => (least, None),
            (Rule::repeat_max, &[most]) => (0, Some(most)),
            (Rule::repeat_min_max, &[least, most]) => (least, Some(most)),
            _ => {
                self.mistake(&operator, "the number is too large");
                (1, Some(1))
            }
        };
        Part { id: 0, range, form: Form::Repeated { inner: Box::new(inner), least, most } }
    }

    /// A literal between its quotation marks.
    fn literal(&mut self, pair: &Pair<'_, Rule>, quoted: &str) -> String {
        let literal = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
        unescaped(literal).unwrap_or_else(|| {
            self.mistake(pair, "the literal has an escape that is no character");
            String::new()
        })
    }

    fn mistake(&mut self, pair: &Pair<'_, Rule>, message: &str) {
        let span = pair.as_span();
        self.mistakes.push(Mistake::at(place(self.file, span.start()..span.end()), message));
    }
}

/// Joins several parts into one; a single part stays as it is.
fn joined(mut parts: Vec<Part>, form: fn(Vec<Part>) -> Form) -> Part {
    if parts.len() == 1
        && let Some(part) = parts.pop()
    {
        return part;
    }
    let start = parts.first().map_or(0, |part| part.range.start);
    let end = parts.last().map_or(start, |part| part.range.end);
    Part { id: 0, range: start..end, form: form(parts) }
}
