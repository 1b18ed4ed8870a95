//! Counts how often reports go through each rule of the grammars, and through each of the ways in it.
//!
//! In go transcripts; out come counts for each rule of each file. A way is an alternative of a choice, or an optional
//! part that is there or left out.
//!
//! ```
//! use zhengxin::grammar::Grammar;
//! use zhengxin::grammar_tools::coverage::GrammarCoverage;
//! use zhengxin::transcript::Transcript;
//! let mut coverage = GrammarCoverage::of(&Grammar::default());
//! coverage.add(&Transcript::from_text("个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n"))?;
//! let files = coverage.files();
//! let header = files.iter().find(|file| file.name == "grammar/header.pest").unwrap();
//! let edition = header.rules.iter().find(|rule| rule.name == "edition").unwrap();
//! let ways: Vec<u64> = edition.ways.iter().map(|way| way.times).collect();
//! assert_eq!((edition.times, ways), (3, vec![0, 3]));
//! # Ok::<(), zhengxin::Error>(())
//! ```

use std::collections::{HashMap, HashSet};

use super::follow::{Step, follow};
use crate::error::{Error, ErrorKind};
use crate::grammar::source::SourcePlace;
use crate::grammar::syntax::{Form, Part, RuleSyntax};
use crate::grammar::{Grammar, load};
use crate::lower::{Lowered, lower};
use crate::schema::{Report, kind};
use crate::transcript::Transcript;
use crate::transcript::fold::fold;

/// How often each part of the grammars matched in the reports that were added.
///
/// A part behind a negative lookahead (`!`) is never in a match, so it is not counted.
pub struct GrammarCoverage {
    grammar: Grammar,
    rules: Vec<RuleSyntax>,
    /// The rules that may be in a match.
    matching: HashSet<String>,
    matched: HashMap<usize, u64>,
    left_out: HashMap<usize, u64>,
}

/// The rules of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileCoverage {
    /// The name of the file.
    pub name: String,
    /// Its rules, in their order.
    pub rules: Vec<RuleCoverage>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleCoverage {
    /// The name of the rule.
    pub name: String,
    /// The whole rule.
    pub place: SourcePlace,
    /// How often it matched.
    pub times: u64,
    /// Whether no match can go through it: it is only used in negative lookaheads (`!`), or to explain what does not
    /// match.
    pub is_looked_for_only: bool,
    /// The ways through it, in their order; ways inside of others follow behind them.
    pub ways: Vec<Way>,
}

/// A way through a rule: one of several that exclude each other.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Way {
    /// What kind of way it is.
    pub kind: WayKind,
    /// The part of the rule.
    pub place: SourcePlace,
    /// How often it was taken.
    pub times: u64,
}

/// What kinds of ways there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WayKind {
    /// One of the alternatives of a choice.
    Alternative,
    /// An optional part (`?`, `*`) is there.
    There,
    /// An optional part is left out.
    LeftOut,
}

impl GrammarCoverage {
    /// The coverage of grammars before any report is added.
    #[must_use]
    pub fn of(grammar: &Grammar) -> Self {
        let rules = grammar.syntax();
        let matching = matching(&rules);
        Self { grammar: grammar.clone(), rules, matching, matched: HashMap::new(), left_out: HashMap::new() }
    }

    /// Adds a report: the parse of the report, of its kind of document, of each line alone, and of each value in it. Each value is
    /// also parsed as a word of the audit (`term`).
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] if the grammars do not take the transcript, have a tag that is no key, or use pest's
    /// stack or implicit white space, which cannot be followed here.
    pub fn add(&mut self, transcript: &Transcript) -> Result<(), Error> {
        let internal = |what: String| Error::new(ErrorKind::Internal, what);
        let grammar = self.grammar.clone();
        let tree = grammar.parse(transcript)?;
        if self.follow("report", transcript.folded()).is_none_or(|nodes| nodes != [tree.root.clone()]) {
            return Err(internal(
                "the ways through the grammars cannot be told: they use the stack of pest, implicit white space, or rules \
                 too deep in each other; see `zhengxin grammar check`"
                    .into(),
            ));
        }
        self.follow("document", transcript.folded());
        // Each line is asked for alone where it may be page furniture.
        for line in transcript.folded().split_inclusive('\n') {
            self.follow("line_alone", line);
        }
        let lowered: Lowered<Report> = grammar
            .scope(|| lower(&tree, transcript))
            .map_err(|error| internal(format!("the grammars do not fit the schema: {error}")))?;
        for leaf in &lowered.leaves {
            let printed = &transcript.text()[leaf.range.clone()];
            let folded: String = printed.chars().filter_map(fold).collect();
            if let Some(rule) = kind::rule_of(leaf.kind) {
                self.follow(rule.name(), &folded);
            }
            self.follow("term", &folded);
        }
        Ok(())
    }

    /// Follows a match and counts its parts; returns its nodes, or `None` if there is no match.
    fn follow(&mut self, rule: &str, text: &str) -> Option<Vec<crate::grammar::Node>> {
        let rules: HashMap<&str, &RuleSyntax> = self.rules.iter().map(|rule| (rule.name.as_str(), rule)).collect();
        let followed = follow(&rules, rule, text)?;
        for step in followed.steps {
            match step {
                Step::Matched(part) => *self.matched.entry(part).or_default() += 1,
                Step::LeftOut(part) => *self.left_out.entry(part).or_default() += 1,
            }
        }
        Some(followed.nodes)
    }

    /// What was found, file by file.
    #[must_use]
    pub fn files(&self) -> Vec<FileCoverage> {
        let sources = self.grammar.sources();
        let mut files: Vec<FileCoverage> =
            sources.files().iter().map(|file| FileCoverage { name: file.name.clone(), rules: Vec::new() }).collect();
        for rule in &self.rules {
            let place = sources.place(&rule.range);
            if let Some(file) = files.iter_mut().find(|file| file.name == place.file) {
                file.rules.push(self.rule(rule, place));
            }
        }
        files
    }

    fn rule(&self, rule: &RuleSyntax, place: SourcePlace) -> RuleCoverage {
        let mut ways = Vec::new();
        let is_looked_for_only = !self.matching.contains(&rule.name);
        if !is_looked_for_only {
            self.ways(&rule.body, &mut ways);
        }
        RuleCoverage { name: rule.name.clone(), place, times: self.times(rule.body.id), is_looked_for_only, ways }
    }

    fn ways(&self, part: &Part, ways: &mut Vec<Way>) {
        let mut add = |kind, part: &Part, times| {
            ways.push(Way { kind, place: self.grammar.sources().place(&part.range), times });
        };
        match &part.form {
            Form::NotAhead(_) => return,
            Form::Choice(alternatives) => {
                for alternative in alternatives {
                    add(WayKind::Alternative, alternative, self.times(alternative.id));
                }
            }
            Form::Repeated { inner, least: 0, .. } => {
                add(WayKind::There, inner, self.times(inner.id));
                add(WayKind::LeftOut, part, self.left_out.get(&part.id).copied().unwrap_or_default());
            }
            _ => {}
        }
        part.inner().iter().for_each(|inner| self.ways(inner, ways));
    }

    fn times(&self, part: usize) -> u64 {
        self.matched.get(&part).copied().unwrap_or_default()
    }
}

impl RuleCoverage {
    /// How many of its ways were taken.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.ways.iter().filter(|way| way.times > 0).count()
    }
}

/// The rules that a match may go through: those that can be reached without a negative lookahead.
fn matching(rules: &[RuleSyntax]) -> HashSet<String> {
    fn walk<'g>(part: &'g Part, next: &mut Vec<&'g str>) {
        match &part.form {
            Form::Rule(name) => next.push(name),
            Form::NotAhead(_) => {}
            _ => part.inner().iter().for_each(|inner| walk(inner, next)),
        }
    }
    let by_name: HashMap<&str, &RuleSyntax> = rules.iter().map(|rule| (rule.name.as_str(), rule)).collect();
    let mut found = HashSet::new();
    // The rules that are only used to explain what does not match (beginnings of captions, numbers of headings) are no
    // entries.
    let mut next: Vec<&str> = load::matched_entries().collect();
    while let Some(name) = next.pop() {
        if let Some(rule) = by_name.get(name)
            && found.insert(name.to_owned())
        {
            walk(&rule.body, &mut next);
        }
    }
    found
}
