//! What a caller can choose.

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
    /// `None`: those in scope.
    grammar: Option<Grammar>,
}

impl Default for Options {
    fn default() -> Self {
        Self { classify: true, lenient: false, limits: Limits::default(), parallel: true, grammar: None }
    }
}

impl Options {
    /// Whether a document that is no second-generation report is refused for what it looks like instead (the default), or
    /// whatever sections are found in it are read. Then lines outside of every section are no error; inside of one, what no
    /// rule knows is an error as ever.
    #[must_use]
    pub fn classify(mut self, classify: bool) -> Self {
        self.classify = classify;
        self
    }

    /// Whether a broken part of a report, a section or one account among many, is left out and listed in
    /// [`crate::Reading::problems`], or is an error (the default).
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

    /// Whether the pages of a file, if they are more than a few, are read by two threads (the default). Whoever reads as many files
    /// at a time as there are processors gains nothing by that.
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

    /// The grammars by which the report is read. If it is not said: those of [`Grammar::scope`], which are the ones that are
    /// compiled in where no such scope is.
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
