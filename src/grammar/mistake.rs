//! The mistakes because of which files are no valid grammar, each with file, line and column.

use std::fmt;

use serde::Serialize;

use super::source::{SourceFile, SourcePlace};

/// Why files are no valid grammar: all mistakes that were found, with file, line and column.
///
/// ```
/// use zhengxin::grammar::{Grammar, SourceFile};
/// let file = SourceFile { name: "mine.pest".into(), text: "report = { SOI ~ }\n".into() };
/// let error = Grammar::of_files(vec![file]).unwrap_err();
/// let place = error.mistakes()[0].place.as_ref().unwrap();
/// assert_eq!((place.file.as_str(), place.line, place.column), ("mine.pest", 1, 18));
/// ```
#[derive(Debug, Clone)]
pub struct GrammarError {
    mistakes: Vec<Mistake>,
    files: Vec<SourceFile>,
}

/// One mistake in a grammar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Mistake {
    /// Where it is, if it is in a file.
    pub place: Option<SourcePlace>,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Mistake {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { place: None, message: message.into() }
    }

    pub(super) fn at(place: SourcePlace, message: impl Into<String>) -> Self {
        Self { place: Some(place), message: message.into() }
    }
}

impl GrammarError {
    pub(super) fn new(mut mistakes: Vec<Mistake>, files: Vec<SourceFile>) -> Self {
        mistakes.sort_by_key(|mistake| mistake.place.as_ref().map(SourcePlace::order));
        mistakes.dedup();
        Self { mistakes, files }
    }

    /// What is wrong, in the order of the files.
    #[must_use]
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// The text of a file that a mistake is in.
    #[must_use]
    pub fn text_of(&self, file: &str) -> Option<&str> {
        self.files.iter().find(|source| source.name == file).map(|source| source.text.as_str())
    }
}

impl From<Mistake> for GrammarError {
    fn from(mistake: Mistake) -> Self {
        Self::new(vec![mistake], Vec::new())
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(formatter, "{place}: {}", self.message),
            None => formatter.write_str(&self.message),
        }
    }
}

impl fmt::Display for GrammarError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, mistake) in self.mistakes.iter().enumerate() {
            write!(formatter, "{}{mistake}", if number == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for GrammarError {}
