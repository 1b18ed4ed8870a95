//! What the grammars expected at a line that no rule took.
//!
//! pest tells the position of a failed parse, but not the literals that were looked for there. And to pest a line that
//! a catch-all rule takes is no failure at all. So the rule around such a line is followed once more, on the grammars
//! as data, up to the place where the catch-all rule took over. The literals that were tried there are the answer.

use std::collections::HashMap;

use pest_meta::optimizer::OptimizedExpr as Expr;

use crate::grammar::Definition;
use crate::grammar::catch_all::UNKNOWN;
use crate::transcript::BAR;

/// What was expected at a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Expected<'g> {
    /// The rule that came furthest.
    pub(crate) rule: String,
    /// How far it came, as an offset of the folded transcript.
    pub(crate) offset: usize,
    /// The labels or titles with which it would have gone on there, in the folded form.
    pub(crate) labels: Vec<String>,
    /// The literals that were looked for from the line on, each with the offset it was looked for at.
    pub(crate) tried: Vec<(usize, &'g str)>,
}

/// What the rule `rule`, which begins at `start` of the folded text, expected at `offset`, where a catch-all rule took
/// over. The work is taken from `steps`; if they run out, the answer is what was found so far.
pub(crate) fn expected<'g>(
    grammar: &'g Definition,
    rule: &str,
    text: &str,
    start: usize,
    offset: usize,
    steps: &mut usize,
) -> Expected<'g> {
    let rules = grammar.rules();
    let allowed = STEPS.min(*steps);
    let mut tracer =
        Tracer { rules, text, offset, stack: Vec::new(), attempts: Vec::new(), done: false, steps: allowed };
    tracer.rule(rule, start);
    *steps -= allowed - tracer.steps;
    let furthest = tracer.attempts.iter().map(|attempt| attempt.reached).max().unwrap_or(offset);
    let tried = tracer.attempts.iter().map(|attempt| (attempt.reached - attempt.matched, attempt.literal)).collect();
    let mut found = Expected { rule: rule.to_owned(), offset: furthest, labels: Vec::new(), tried };
    for attempt in tracer.attempts.iter().filter(|attempt| attempt.reached == furthest) {
        if found.labels.is_empty() {
            found.rule.clone_from(&attempt.rule);
        }
        if let Some(label) = attempt.label().filter(|label| !found.labels.contains(label)) {
            found.labels.push(label);
        }
    }
    found
}

/// The offset behind what the rule `rule` takes at `at` of the folded text; `at` if it takes nothing.
pub(crate) fn skip(grammar: &Definition, rule: &str, text: &str, at: usize) -> usize {
    let rules = grammar.rules();
    let offset = usize::MAX;
    let mut tracer = Tracer { rules, text, offset, stack: Vec::new(), attempts: Vec::new(), done: false, steps: STEPS };
    tracer.rule(rule, at).unwrap_or(at)
}

/// The bound of the work for one line: a text may be made so that the grammars backtrack a lot.
const STEPS: usize = 1_000_000;

/// The bound of the work for all lines of a text.
pub(crate) const ALL_STEPS: usize = 4_000_000;

/// A literal that was looked for, and how much of it was there.
struct Attempt<'g> {
    rule: String,
    literal: &'g str,
    /// How much of the literal was there.
    matched: usize,
    /// The offset in the text up to which the literal was there.
    reached: usize,
}

impl Attempt<'_> {
    /// The label in the literal at which the text begins to differ from it; `None` if the whole literal was there.
    fn label(&self) -> Option<String> {
        if self.matched == self.literal.len() {
            return None;
        }
        let is_edge = |character: char| character == BAR || character == '\n';
        let begin = self.literal[..self.matched]
            .rfind(is_edge)
            .map_or(0, |edge| edge + self.literal[edge..].chars().next().map_or(0, char::len_utf8));
        let rest = &self.literal[begin..];
        let label = rest.split(is_edge).next().unwrap_or(rest);
        // A single character, such as a bracket or a numeral, may stand before anything, so it tells nothing.
        (label.chars().count() > 1).then(|| label.to_owned())
    }
}

struct Tracer<'g, 't> {
    rules: &'g HashMap<String, Expr>,
    text: &'t str,
    offset: usize,
    stack: Vec<&'g str>,
    attempts: Vec<Attempt<'g>>,
    /// The catch-all rule took over at the offset: nothing after it matters.
    done: bool,
    steps: usize,
}

impl<'g> Tracer<'g, '_> {
    fn rule(&mut self, name: &str, at: usize) -> Option<usize> {
        let (name, expression) = self.rules.get_key_value(name)?;
        if name.starts_with(UNKNOWN) && at == self.offset {
            // A catch-all rule that stops at captions or headings does not match there; then the rules around go on.
            self.done = self.silently(expression, at).is_some();
            return None;
        }
        self.stack.push(name);
        let end = self.matches(expression, at);
        self.stack.pop();
        end
    }

    /// The offset after the match of an expression, `None` where it does not match.
    fn matches(&mut self, expression: &'g Expr, at: usize) -> Option<usize> {
        self.steps = self.steps.checked_sub(1)?;
        if self.done {
            return None;
        }
        match expression {
            Expr::Str(literal) => self.literal(literal, at),
            Expr::Insens(literal) => {
                let end = at + literal.len();
                self.text.get(at..end).filter(|text| text.eq_ignore_ascii_case(literal)).map(|_| end)
            }
            Expr::Range(first, last) => {
                let next = self.text.get(at..)?.chars().next()?;
                let within = first.chars().next()? <= next && next <= last.chars().next()?;
                within.then(|| at + next.len_utf8())
            }
            Expr::Ident(name) => self.named(name, at),
            Expr::PosPred(inner) => self.silently(inner, at).map(|_| at),
            Expr::NegPred(inner) => self.silently(inner, at).is_none().then_some(at).filter(|_| !self.done),
            Expr::Seq(first, second) => {
                let middle = self.matches(first, at)?;
                self.matches(second, middle)
            }
            Expr::Choice(first, second) => self.matches(first, at).or_else(|| self.matches(second, at)),
            Expr::Opt(inner) => self.matches(inner, at).or(Some(at)).filter(|_| !self.done),
            Expr::Rep(inner) => self.repeated(inner, at),
            Expr::RepOnce(inner) => {
                let first = self.matches(inner, at)?;
                self.repeated(inner, first)
            }
            Expr::Skip(stops) => {
                let rest = self.text.get(at..)?;
                // All stops are looked for together, character by character: a stop that is nowhere would be looked for
                // to the end of the text if each were looked for alone.
                let is_stop = |here: &str| stops.iter().any(|stop| here.starts_with(stop.as_str()));
                let stop = rest.char_indices().map(|(skipped, _)| skipped).find(|&skipped| is_stop(&rest[skipped..]));
                Some(at + stop.unwrap_or(rest.len()))
            }
            Expr::NodeTag(inner, _) | Expr::RestoreOnErr(inner) | Expr::Push(inner) => self.matches(inner, at),
            // The grammars use no stack: see the laws in grammar/README.md.
            Expr::PeekSlice(..) | Expr::PushLiteral(_) => None,
        }
    }

    fn named(&mut self, name: &'g str, at: usize) -> Option<usize> {
        let next = || self.text.get(at..)?.chars().next();
        let one = |wanted: fn(&char) -> bool| next().filter(wanted).map(|character| at + character.len_utf8());
        match name {
            "ANY" => one(|_| true),
            "ASCII_DIGIT" => one(char::is_ascii_digit),
            "ASCII_ALPHANUMERIC" => one(char::is_ascii_alphanumeric),
            "SOI" => (at == 0).then_some(at),
            "EOI" => (at == self.text.len()).then_some(at),
            _ => self.rule(name, at),
        }
    }

    fn repeated(&mut self, inner: &'g Expr, mut at: usize) -> Option<usize> {
        while let Some(end) = self.matches(inner, at).filter(|&end| end > at) {
            at = end;
        }
        (!self.done).then_some(at)
    }

    /// Follows a lookahead. Its literals are not recorded, because they are not expected to be printed.
    fn silently(&mut self, inner: &'g Expr, at: usize) -> Option<usize> {
        let attempts = self.attempts.len();
        let end = self.matches(inner, at);
        self.attempts.truncate(attempts);
        end
    }

    fn literal(&mut self, literal: &'g str, at: usize) -> Option<usize> {
        let rest = self.text.get(at..)?;
        let pairs = literal.chars().zip(rest.chars()).take_while(|(wanted, found)| wanted == found);
        let matched = pairs.map(|(character, _)| character.len_utf8()).sum();
        if at >= self.offset {
            let rule = self.stack.last().copied().unwrap_or_default().to_owned();
            self.attempts.push(Attempt { rule, literal, matched, reached: at + matched });
        }
        (matched == literal.len()).then_some(at + matched)
    }
}
