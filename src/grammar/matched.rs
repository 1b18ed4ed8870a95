//! Matches of rules, in one form for both parsers: the compiled one, and the machine that runs loaded grammars.
//!
//! The code behind it does not know which of the two parsers it was.

use std::ops::Range;

use pest::iterators::{Pair, Pairs};

use super::compiled::{self, Rule};

/// The name of pest's own rule for the end of the text. It matches no text, so it is left out of the parts.
const END: &str = "EOI";

/// A part of the text that a rule matched.
pub(super) enum Matched<'i> {
    Compiled(Pair<'i, Rule>),
    Loaded(Pair<'i, &'i str>),
}

/// Parts that follow each other.
pub(super) enum Parts<'i> {
    Compiled(Pairs<'i, Rule>),
    Loaded(Pairs<'i, &'i str>),
}

impl<'i> Matched<'i> {
    /// The name of the rule.
    #[inline]
    pub(super) fn rule(&self) -> &'i str {
        match self {
            Self::Compiled(pair) => compiled::name_of(pair.as_rule()),
            Self::Loaded(pair) => pair.as_rule(),
        }
    }

    /// The tag that stands before it.
    #[inline]
    pub(super) fn tag(&self) -> Option<&str> {
        match self {
            Self::Compiled(pair) => pair.as_node_tag(),
            Self::Loaded(pair) => pair.as_node_tag(),
        }
    }

    /// The text.
    #[inline]
    pub(super) fn text(&self) -> &'i str {
        match self {
            Self::Compiled(pair) => pair.as_str(),
            Self::Loaded(pair) => pair.as_str(),
        }
    }

    /// Where it stands.
    #[inline]
    pub(super) fn range(&self) -> Range<usize> {
        let span = match self {
            Self::Compiled(pair) => pair.as_span(),
            Self::Loaded(pair) => pair.as_span(),
        };
        span.start()..span.end()
    }

    /// What the rules inside of it matched.
    #[inline]
    pub(super) fn inner(self) -> Parts<'i> {
        match self {
            Self::Compiled(pair) => Parts::Compiled(pair.into_inner()),
            Self::Loaded(pair) => Parts::Loaded(pair.into_inner()),
        }
    }
}

impl Parts<'_> {
    /// How many there are at most.
    #[inline]
    pub(super) fn most(&self) -> usize {
        match self {
            Self::Compiled(pairs) => pairs.len(),
            Self::Loaded(pairs) => pairs.len(),
        }
    }
}

impl<'i> Iterator for Parts<'i> {
    type Item = Matched<'i>;

    #[inline]
    fn next(&mut self) -> Option<Matched<'i>> {
        match self {
            Self::Compiled(pairs) => pairs.find(|pair| pair.as_rule() != Rule::EOI).map(Matched::Compiled),
            Self::Loaded(pairs) => pairs.find(|pair| pair.as_rule() != END).map(Matched::Loaded),
        }
    }
}
