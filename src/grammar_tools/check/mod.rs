//! Checks grammars without any report: finds alternatives that can never match, tags that lead nowhere, and the like.
//!
//! In go grammars, out come [`Finding`]s with file, line and column. `grammar/README.md` describes each check, and the
//! laws that can be tested only with reports.

mod columns;
mod fields;
mod laws;
mod reached;
mod records;
mod shadowed;
mod shape;

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use serde::Serialize;

use crate::grammar::files::Files;
use crate::grammar::source::SourcePlace;
use crate::grammar::syntax::{Form, Part, RuleSyntax};
use crate::grammar::{Change, Grammar, load};

/// The kinds of mistakes that are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Check {
    /// A rule that cannot be reached from the rules with which the reader begins.
    Unreachable,
    /// A heading at which the section before does not end.
    UnlistedHeading,
    /// An alternative that can never match, because an earlier one matches wherever it would.
    Shadowed,
    /// A tag that is no key of the record around it.
    UnknownKey,
    /// A key of the report that no rule gives.
    NotGiven,
    /// A label that stands for two keys of one record.
    TwoKeys,
    /// A literal that is not in the folded form, so that no text can have it.
    NotFolded,
    /// A tag that makes no field where it stands.
    LostTag,
    /// A part that takes any text without a tag, so that the text gets lost.
    PassedOver,
    /// pest's stack, implicit white space or comments, which the tools do not follow.
    Unsupported,
    /// A file whose last line has no line end.
    LineEnd,
    /// A rule that replaces a built-in one of which nothing tells that it is still the one it was made for.
    Outdated,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The kind of mistake.
    pub check: Check,
    /// Where it is, if it is in a file.
    #[serde(flatten)]
    pub place: Option<SourcePlace>,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Check {
    /// The name, as in the JSON.
    ///
    /// ```
    /// assert_eq!(zhengxin::grammar_tools::check::Check::UnknownKey.name(), "unknown-key");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::UnlistedHeading => "unlisted-heading",
            Self::Shadowed => "shadowed",
            Self::UnknownKey => "unknown-key",
            Self::NotGiven => "not-given",
            Self::TwoKeys => "two-keys",
            Self::NotFolded => "not-folded",
            Self::LostTag => "lost-tag",
            Self::PassedOver => "passed-over",
            Self::Unsupported => "unsupported",
            Self::LineEnd => "line-end",
            Self::Outdated => "outdated",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(formatter, "{place}: ")?;
        }
        write!(formatter, "{}: {}", self.check.name(), self.message)
    }
}

/// Finds what is wrong with grammars; the findings are in the order of the files. The compiled grammars have none.
///
/// ```
/// use zhengxin::grammar::Grammar;
/// use zhengxin::grammar_tools::check::{Check, check};
/// assert_eq!(check(&Grammar::default()), []);
/// let mut files = Grammar::default().files().to_vec();
/// files[0].text.push_str("spare = { \"x\" }\n");
/// let findings = check(&Grammar::of_files(files)?);
/// assert_eq!(findings[0].check, Check::Unreachable);
/// # Ok::<(), zhengxin::grammar::GrammarError>(())
/// ```
#[must_use]
pub fn check(grammar: &Grammar) -> Vec<Finding> {
    let rules = grammar.syntax();
    let rules = Rules::of(&rules, grammar.sources());
    let mut findings = Findings { files: grammar.sources(), found: Vec::new() };
    reached::check(&rules, load::entries(), &mut findings);
    laws::check(&rules, &mut findings);
    shadowed::check(&rules, &mut findings);
    fields::check(&rules, &mut findings);
    let mut found = findings.found;
    if let Some(changes) = grammar.overlay() {
        // Built-in rules that the overlay has no more use for are no mistakes of it.
        let is_own = |place: &SourcePlace| changes.iter().any(|change| change.place.file == place.file);
        found.retain(|finding| finding.check != Check::Unreachable || finding.place.as_ref().is_none_or(is_own));
        found.extend(changes.iter().filter_map(outdated));
    }
    found.sort_by_key(|finding| (finding.place.is_none(), finding.place.as_ref().map(SourcePlace::order)));
    found.dedup();
    found
}

/// That nothing tells whether the built-in rule that a change replaces is still the one that it was made for.
fn outdated(change: &Change) -> Option<Finding> {
    let built_in = change.built_in.as_ref().filter(|_| change.is_outdated())?;
    let (rule, hash) = (&change.rule, &built_in.hash);
    let message = match &change.base {
        Some(_) => format!(
            "the built-in rule {rule} has changed since this one was made to replace it: compare both, then write `// base: {hash}` above this one"
        ),
        None => format!(
            "nothing tells which built-in rule {rule} this one was made to replace: if it is that of {}, write `// base: {hash}` above this one",
            built_in.place
        ),
    };
    Some(Finding { check: Check::Outdated, place: Some(change.place.clone()), message })
}

/// What was found.
struct Findings<'g> {
    files: &'g Files,
    found: Vec<Finding>,
}

impl Findings<'_> {
    fn add(&mut self, check: Check, range: &Range<usize>, message: String) {
        self.found.push(Finding { check, place: Some(self.files.place(range)), message });
    }

    fn add_without_place(&mut self, check: Check, message: String) {
        self.found.push(Finding { check, place: None, message });
    }

    /// A place as a message names it.
    fn at(&self, range: &Range<usize>) -> SourcePlace {
        self.files.place(range)
    }
}

/// The rules, in their order and by their names.
struct Rules<'g> {
    all: &'g [RuleSyntax],
    by_name: HashMap<&'g str, &'g RuleSyntax>,
    files: &'g Files,
}

impl<'g> Rules<'g> {
    fn of(all: &'g [RuleSyntax], files: &'g Files) -> Self {
        Self { all, by_name: all.iter().map(|rule| (rule.name.as_str(), rule)).collect(), files }
    }

    fn get(&self, name: &str) -> Option<&'g RuleSyntax> {
        self.by_name.get(name).copied()
    }

    /// Whether `is` is true of a part, of a part inside of it, or of a part in a rule that it leads to.
    fn any(&self, part: &'g Part, is: &impl Fn(&'g Part) -> bool) -> bool {
        fn walk<'g>(
            rules: &Rules<'g>,
            part: &'g Part,
            is: &impl Fn(&'g Part) -> bool,
            around: &mut Vec<&'g str>,
        ) -> bool {
            if is(part) {
                return true;
            }
            if let Form::Rule(name) = &part.form
                && let Some(rule) = rules.get(name)
                && !around.contains(&rule.name.as_str())
            {
                around.push(&rule.name);
                let found = walk(rules, &rule.body, is, around);
                around.pop();
                return found;
            }
            part.inner().iter().any(|inner| walk(rules, inner, is, around))
        }
        walk(self, part, is, &mut Vec::new())
    }

    /// Whether a part, or a rule that it leads to, has tags.
    fn has_tags(&self, part: &'g Part) -> bool {
        self.any(part, &|part| matches!(part.form, Form::Tagged { .. }))
    }
}
