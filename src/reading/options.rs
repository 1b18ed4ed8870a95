//! The options that a caller can choose: how strictly a report is read, by which grammars, and within which limits.

use crate::grammar::Grammar;
use crate::pdf::budget::Limits;

/// How a report is read.
///
/// ```
/// use zhengxin::Options;
/// let options = Options::default().classify(false);
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    pub(crate) classify: bool,
    pub(crate) lenient: bool,
    pub(crate) limits: Limits,
    pub(crate) parallel: bool,
    /// `None` for the grammars in scope.
    grammar: Option<Grammar>,
}

impl Default for Options {
    fn default() -> Self {
        Self { classify: true, lenient: false, limits: Limits::default(), parallel: true, grammar: None }
    }
}

impl Options {
    /// Whether a document is refused if it is no second-generation report (the default); the error says what it looks
    /// like instead. Otherwise all sections that are found in it are read. Then lines outside of every section are no
    /// error, but a line in a section that no rule knows still is.
    #[must_use]
    pub fn classify(mut self, classify: bool) -> Self {
        self.classify = classify;
        self
    }

    /// Whether a broken part of a report, such as a section or one account among many, is left out and listed in
    /// [`crate::Reading::problems`]. Otherwise it is an error (the default).
    ///
    /// ```
    /// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
    /// let reading = zhengxin::read(&bytes, &zhengxin::Options::default().lenient(true))?;
    /// assert_eq!(reading.problems, []);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn lenient(mut self, lenient: bool) -> Self {
        self.lenient = lenient;
        self
    }

    /// How much a file may ask for before it is refused.
    ///
    /// ```
    /// use zhengxin::{Limits, Options};
    /// let options = Options::default().limits(Limits::default().pages(100));
    /// ```
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Whether the pages of a file, if they are more than a few, are read by two threads (the default). A program that
    /// already reads as many files at a time as there are processors gains nothing by it.
    ///
    /// ```
    /// use zhengxin::Options;
    /// let options = Options::default().parallel(false);
    /// ```
    #[must_use]
    pub fn parallel(mut self, parallel: bool) -> Self {
        self.parallel = parallel;
        self
    }

    /// The grammars by which the report is read. Without this option they are those of [`Grammar::scope`], or the
    /// compiled ones outside of every scope.
    ///
    /// ```
    /// use zhengxin::{Options, grammar::Grammar};
    /// let options = Options::default().grammar(Grammar::load("grammar".as_ref())?);
    /// # Ok::<(), zhengxin::grammar::GrammarError>(())
    /// ```
    #[must_use]
    pub fn grammar(mut self, grammar: Grammar) -> Self {
        self.grammar = Some(grammar);
        self
    }

    pub(crate) fn grammar_in_use(&self) -> Grammar {
        self.grammar.clone().unwrap_or_else(Grammar::in_scope)
    }
}
