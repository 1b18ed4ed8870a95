//! The overlay as far as it is written: the rules that are changed, and those that are new.
//!
//! In go rules with their reasons; out comes the text of the file, in which each rule stands below the reasons for it.

use crate::grammar::{Grammar, GrammarError, SourceFile};

/// A rule of the overlay.
#[derive(Debug, Clone)]
struct Rule {
    name: String,
    text: String,
    /// Why it is there: a line for each change of it.
    reasons: Vec<String>,
    /// The hash of the built-in rule that it replaces.
    base: Option<String>,
}

/// The rules of the overlay, in the order in which they were written.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    rules: Vec<Rule>,
}

/// A change of the overlay: rules with their names and texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) rules: Vec<(String, String)>,
}

impl Draft {
    pub(super) fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The draft with a change.
    pub(super) fn with(&self, edit: &Edit, reason: &str) -> Self {
        let mut draft = self.clone();
        for (name, text) in &edit.rules {
            match draft.rules.iter_mut().find(|rule| rule.name == *name) {
                Some(rule) => {
                    rule.text.clone_from(text);
                    rule.reasons.push(reason.to_owned());
                }
                None => draft.rules.push(Rule {
                    name: name.clone(),
                    text: text.clone(),
                    reasons: vec![reason.to_owned()],
                    base: None,
                }),
            }
        }
        draft
    }

    /// The grammars with the draft laid over the built-in ones.
    pub(super) fn grammar(&self) -> Result<Grammar, GrammarError> {
        if self.is_empty() { Ok(Grammar::default()) } else { Grammar::of_files(vec![self.file("suggested.pest")]) }
    }

    /// Notes for each rule the built-in one that it replaces.
    pub(super) fn note_bases(&mut self, grammar: &Grammar) {
        for change in grammar.changes() {
            let rule = self.rules.iter_mut().find(|rule| rule.name == change.rule);
            if let (Some(rule), Some(built_in)) = (rule, change.built_in) {
                rule.base = Some(built_in.hash);
            }
        }
    }

    /// The file of the overlay.
    pub(super) fn file(&self, name: &str) -> SourceFile {
        let mut text = String::new();
        for rule in &self.rules {
            for reason in &rule.reasons {
                text += &format!("{}: {reason}\n", crate::grammar::SUGGESTED);
            }
            if let Some(hash) = &rule.base {
                text += &format!("// base: {hash}\n");
            }
            text += &format!("{}\n\n", rule.text);
        }
        // One line end is enough for the last rule.
        text.truncate(text.trim_end().len() + usize::from(!text.is_empty()));
        SourceFile { name: name.to_owned(), text }
    }
}
