//! What a caller can choose.

/// How a report is read.
///
/// ```
/// use zhengxin::Options;
/// let options = Options::default().classify(false);
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    pub(crate) classify: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { classify: true }
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
}
