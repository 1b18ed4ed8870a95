//! Alternatives that can never match: in a choice the first that matches is taken, whatever comes behind.

use std::rc::Rc;

use super::shape::{Shape, Shapes};
use super::{Check, Findings, Rules};
use crate::grammar::syntax::Form;

/// How many texts are looked at that an alternative matches for certain.
const TEXTS: usize = 64;

pub(super) fn check(rules: &Rules<'_>, findings: &mut Findings<'_>) {
    // What is passed over between the parts is not in their shapes.
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

/// Whether one matches wherever another does. (Where that cannot be told: no.)
fn shadows(earlier: &Rc<Shape>, later: &Rc<Shape>) -> bool {
    let (mut earlier, mut later) = (earlier.parts(), later.parts());
    // What both begin with ends at the same place.
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

/// The length of what two texts begin with.
fn common(one: &str, other: &str) -> usize {
    let pairs = one.chars().zip(other.chars()).take_while(|(one, other)| one == other);
    pairs.map(|(character, _)| character.len_utf8()).sum()
}

/// What every text begins with that parts one behind the other match.
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

/// Texts so that the parts, one behind the other, match whatever begins with one of them.
fn matched(parts: &[Rc<Shape>]) -> Vec<String> {
    let Some((first, rest)) = parts.split_first() else { return vec![String::new()] };
    if parts.iter().all(|part| part.always_matches()) {
        return vec![String::new()];
    }
    match &**first {
        Shape::Literal(text) => matched(rest).into_iter().take(TEXTS).map(|behind| format!("{text}{behind}")).collect(),
        // Where a choice or a repetition ends may depend on what follows: nothing may.
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

    /// What is not certain is no finding: the choice takes `a`, and `b` does not follow then.
    #[test]
    fn where_a_choice_ends_is_not_guessed() {
        let choice = any_of(vec![literal("a"), literal("ab")]);
        assert!(!shadows(&behind(vec![choice, literal("c")]), &literal("abc")));
        assert!(!shadows(&behind(vec![repeated(literal("a"), 1), literal("ab")]), &literal("aab")));
        let not_b = Rc::new(Shape::NotAhead(literal("b")));
        assert!(!shadows(&behind(vec![literal("a"), not_b]), &literal("ab")));
    }
}
