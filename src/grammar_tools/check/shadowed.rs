//! Finds alternatives that can never match. A choice of a PEG takes the first alternative that matches: with `"a"`
//! before `"ab"`, the second one never does.
//!
//! Only what is certain is a finding. In doubt an alternative counts as one that can match.

use std::rc::Rc;

use super::shape::{Shape, Shapes};
use super::{Check, Findings, Rules};
use crate::grammar::syntax::Form;

/// At most this many texts that an alternative is certain to match are looked at.
const TEXTS: usize = 64;

pub(super) fn check(rules: &Rules<'_>, findings: &mut Findings<'_>) {
    // Implicit white space and comments between parts are not in the shapes of the parts.
    if rules.get("WHITESPACE").is_some() || rules.get("COMMENT").is_some() {
        return;
    }
    let shapes = Shapes::of(rules);
    for rule in rules.all {
        rule.body.visit(&mut |part| {
            let Form::Choice(alternatives) = &part.form else { return };
            let known: Vec<_> = alternatives.iter().map(|alternative| shapes.shape(alternative)).collect();
            for (number, later) in known.iter().enumerate() {
                let Some(earlier) = known[..number].iter().position(|earlier| shadows(earlier, later)) else { continue };
                let message = format!(
                    "this alternative of {} never matches: wherever it would, the one at {} does, and comes first; put it \
                     before that one, or delete it",
                    rule.name,
                    findings.at(&alternatives[earlier].range)
                );
                findings.add(Check::Shadowed, &alternatives[number].range, message);
            }
        });
    }
}

/// Whether the earlier alternative matches wherever the later one does; `false` if that is not certain.
fn shadows(earlier: &Rc<Shape>, later: &Rc<Shape>) -> bool {
    let (mut earlier, mut later) = (earlier.parts(), later.parts());
    // Parts with which both begin end at the same place, so only what follows them is compared.
    let equal = earlier.iter().zip(&later).take_while(|(one, other)| one == other).count();
    earlier.drain(..equal);
    later.drain(..equal);
    if let (Some(one), Some(other)) = (earlier.first().cloned(), later.first().cloned())
        && let (Shape::Literal(one), Shape::Literal(other)) = (&*one, &*other)
    {
        let common = common(one, other);
        earlier[0] = Rc::new(Shape::Literal(one[common..].to_owned()));
        later[0] = Rc::new(Shape::Literal(other[common..].to_owned()));
    }
    if earlier.iter().all(|part| part.always_matches()) {
        return true;
    }
    let begin = beginning(&later);
    let is_one_of = |shape: &Rc<Shape>| begin.chars().next().is_some_and(|first| shape.is_one_of(first));
    if let [one] = &earlier[..]
        && is_one_of(one)
    {
        return true;
    }
    matched(&earlier).iter().any(|text| begin.starts_with(text.as_str()))
}

/// The length in bytes of the common beginning of two texts.
fn common(one: &str, other: &str) -> usize {
    let pairs = one.chars().zip(other.chars()).take_while(|(one, other)| one == other);
    pairs.map(|(character, _)| character.len_utf8()).sum()
}

/// The beginning that is common to all texts that a sequence of parts matches.
fn beginning(parts: &[Rc<Shape>]) -> String {
    let mut begin = String::new();
    for part in parts {
        match &**part {
            Shape::Literal(text) => begin.push_str(text),
            Shape::Ahead(_) | Shape::NotAhead(_) => {}
            Shape::Choice(alternatives) => {
                let mut begins = alternatives.iter().map(|alternative| beginning(&alternative.parts()));
                let first = begins.next().unwrap_or_default();
                begin.push_str(&begins.fold(first, |all, one| all[..common(&all, &one)].to_owned()));
                return begin;
            }
            Shape::Repeated(inner, 1.., _) => {
                begin.push_str(&beginning(&inner.parts()));
                return begin;
            }
            _ => return begin,
        }
    }
    begin
}

/// Texts that are certain to match: a sequence of parts matches whatever begins with one of them.
fn matched(parts: &[Rc<Shape>]) -> Vec<String> {
    let Some((first, rest)) = parts.split_first() else { return vec![String::new()] };
    if parts.iter().all(|part| part.always_matches()) {
        return vec![String::new()];
    }
    match &**first {
        Shape::Literal(text) => matched(rest).into_iter().take(TEXTS).map(|behind| format!("{text}{behind}")).collect(),
        // Where a choice or a repetition ends may depend on the text behind it, so nothing behind it may fail.
        Shape::Choice(alternatives) if rest.iter().all(|part| part.always_matches()) => {
            alternatives.iter().flat_map(|alternative| matched(&alternative.parts())).take(TEXTS).collect()
        }
        Shape::Repeated(inner, 1, _) if rest.iter().all(|part| part.always_matches()) => matched(&inner.parts()),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> Rc<Shape> {
        Rc::new(Shape::Literal(text.into()))
    }

    fn any_of(shapes: Vec<Rc<Shape>>) -> Rc<Shape> {
        Rc::new(Shape::Choice(shapes))
    }

    fn behind(shapes: Vec<Rc<Shape>>) -> Rc<Shape> {
        Rc::new(Shape::Sequence(shapes))
    }

    fn repeated(shape: Rc<Shape>, least: u32) -> Rc<Shape> {
        Rc::new(Shape::Repeated(shape, least, None))
    }

    #[test]
    fn a_beginning_comes_first() {
        assert!(shadows(&literal("a"), &literal("ab")));
        assert!(!shadows(&literal("ab"), &literal("a")));
        assert!(shadows(
            &any_of(vec![literal("x"), literal("a")]),
            &behind(vec![literal("ab"), repeated(literal("c"), 0)])
        ));
        assert!(shadows(&repeated(literal("a"), 1), &literal("aab")));
        assert!(shadows(&repeated(literal("a"), 0), &literal("b")));
        let digit = Rc::new(Shape::Named("ASCII_DIGIT".into()));
        assert!(shadows(&digit, &literal("1号")));
        assert!(!shadows(&digit, &literal("号1")));
        assert!(shadows(&behind(vec![digit.clone(), literal("a")]), &behind(vec![digit, literal("ab")])));
    }

    /// What is not certain is no finding: in `abc` the choice takes `a`, and then `c` does not follow.
    #[test]
    fn where_a_choice_ends_is_not_guessed() {
        let choice = any_of(vec![literal("a"), literal("ab")]);
        assert!(!shadows(&behind(vec![choice, literal("c")]), &literal("abc")));
        assert!(!shadows(&behind(vec![repeated(literal("a"), 1), literal("ab")]), &literal("aab")));
        let not_b = Rc::new(Shape::NotAhead(literal("b")));
        assert!(!shadows(&behind(vec![literal("a"), not_b]), &literal("ab")));
    }
}
