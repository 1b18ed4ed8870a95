//! The shape of a part of a rule: what it matches, regardless of how it is written. Tags and the names of rules are
//! left out, and literals that follow each other are joined.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::Rules;
use crate::grammar::syntax::{Form, Part};

/// Two parts of the same shape match the same texts.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Literal(String),
    Insensitive(String),
    Between(char, char),
    /// A rule of pest's own, or a recursive one.
    Named(String),
    Ahead(Rc<Shape>),
    NotAhead(Rc<Shape>),
    Sequence(Vec<Rc<Shape>>),
    Choice(Vec<Rc<Shape>>),
    Repeated(Rc<Shape>, u32, Option<u32>),
    /// A use of pest's stack at this place, which is equal to nothing else.
    Stack(usize),
}

/// The shapes of the rules, each made when it is first asked for.
pub(super) struct Shapes<'g> {
    rules: &'g Rules<'g>,
    known: RefCell<HashMap<&'g str, Rc<Shape>>>,
    around: RefCell<Vec<&'g str>>,
}

impl<'g> Shapes<'g> {
    pub(super) fn of(rules: &'g Rules<'g>) -> Self {
        Self { rules, known: RefCell::default(), around: RefCell::default() }
    }

    pub(super) fn shape(&self, part: &'g Part) -> Rc<Shape> {
        let each = |parts: &'g [Part]| parts.iter().map(|part| self.shape(part)).collect::<Vec<_>>();
        match &part.form {
            Form::Rule(name) => self.rule(name),
            Form::Tagged { inner, .. } => self.shape(inner),
            Form::Sequence(parts) => sequence(each(parts)),
            Form::Literal(text) => Rc::new(Shape::Literal(text.clone())),
            Form::Insensitive(text) => Rc::new(Shape::Insensitive(text.clone())),
            &Form::Between(first, last) => Rc::new(Shape::Between(first, last)),
            Form::Ahead(inner) => Rc::new(Shape::Ahead(self.shape(inner))),
            Form::NotAhead(inner) => Rc::new(Shape::NotAhead(self.shape(inner))),
            Form::Choice(parts) => Rc::new(Shape::Choice(each(parts))),
            Form::Repeated { inner, least, most } => Rc::new(Shape::Repeated(self.shape(inner), *least, *most)),
            Form::Stack => Rc::new(Shape::Stack(part.range.start)),
        }
    }

    fn rule(&self, name: &str) -> Rc<Shape> {
        let named = || Rc::new(Shape::Named(name.to_owned()));
        let Some(rule) = self.rules.get(name) else { return named() };
        if let Some(shape) = self.known.borrow().get(name) {
            return Rc::clone(shape);
        }
        if self.around.borrow().contains(&rule.name.as_str()) {
            return named();
        }
        self.around.borrow_mut().push(&rule.name);
        let shape = self.shape(&rule.body);
        self.around.borrow_mut().pop();
        // Inside of a recursive rule, the shape of a rule may be another one than outside, so it is not kept.
        if self.around.borrow().is_empty() || !self.rules.any(&rule.body, &|part| self.leads_around(part)) {
            self.known.borrow_mut().insert(&rule.name, Rc::clone(&shape));
        }
        shape
    }

    fn leads_around(&self, part: &Part) -> bool {
        matches!(&part.form, Form::Rule(name) if self.around.borrow().contains(&name.as_str()))
    }
}

/// A sequence of parts. Sequences inside of it are taken apart, and literals that follow each other are joined.
fn sequence(parts: Vec<Rc<Shape>>) -> Rc<Shape> {
    fn add(part: &Rc<Shape>, flat: &mut Vec<Rc<Shape>>) {
        match (&**part, flat.last().map(|last| &**last)) {
            (Shape::Sequence(inner), _) => inner.iter().for_each(|part| add(part, flat)),
            (Shape::Literal(text), Some(Shape::Literal(before))) => {
                let joined = format!("{before}{text}");
                flat.pop();
                flat.push(Rc::new(Shape::Literal(joined)));
            }
            _ => flat.push(Rc::clone(part)),
        }
    }
    let mut flat = Vec::new();
    parts.iter().for_each(|part| add(part, &mut flat));
    match &flat[..] {
        [one] => Rc::clone(one),
        _ => Rc::new(Shape::Sequence(flat)),
    }
}

impl Shape {
    /// Its parts in their order; a shape that is no sequence is its own only part.
    pub(super) fn parts(self: &Rc<Self>) -> Vec<Rc<Shape>> {
        match &**self {
            Self::Sequence(parts) => parts.clone(),
            _ => vec![Rc::clone(self)],
        }
    }

    /// Whether it matches at any place of any text.
    pub(super) fn always_matches(&self) -> bool {
        match self {
            Self::Literal(text) | Self::Insensitive(text) => text.is_empty(),
            Self::Repeated(inner, least, _) => *least == 0 || inner.always_matches(),
            Self::Sequence(parts) => parts.iter().all(|part| part.always_matches()),
            Self::Choice(alternatives) => alternatives.iter().any(|alternative| alternative.always_matches()),
            Self::Ahead(inner) => inner.always_matches(),
            _ => false,
        }
    }

    /// Whether it matches exactly one character, and this character is one that it matches.
    pub(super) fn is_one_of(&self, character: char) -> bool {
        match self {
            Self::Between(first, last) => (*first..=*last).contains(&character),
            Self::Named(name) => match name.as_str() {
                "ANY" => true,
                "ASCII_DIGIT" => character.is_ascii_digit(),
                "ASCII_ALPHANUMERIC" => character.is_ascii_alphanumeric(),
                _ => false,
            },
            Self::Choice(alternatives) => alternatives.iter().any(|alternative| alternative.is_one_of(character)),
            _ => false,
        }
    }
}
