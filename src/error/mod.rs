//! The one error type of the library. An [`Error`] has a kind for programs and a message for people. For a report with an unknown
//! layout it also has a [`Diagnostic`] for each finding.

pub mod diagnostic;

use std::fmt;

use self::diagnostic::Diagnostic;

/// Why a report could not be read.
///
/// The message says what is wrong, where, and what to do. [`Error::kind`] is for programs; [`Error::code`] is the word of the
/// commercial API for the failure.
///
/// ```
/// let error = zhengxin::parse(b"hello", &zhengxin::Options::default()).unwrap_err();
/// assert_eq!(error.kind(), zhengxin::ErrorKind::NotPdf);
/// assert_eq!(error.code(), "DETECTION_FAILED");
/// ```
#[derive(Debug, Clone)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    diagnostics: Vec<Diagnostic>,
}

/// The kinds of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input has no bytes.
    Empty,
    /// The input is no PDF file.
    NotPdf,
    /// The file needs a password to be opened.
    PasswordRequired,
    /// The file is cut off or damaged in a way that may have lost a part of the report.
    Damaged,
    /// A page is a picture: there is no text to read.
    NoText,
    /// The file has text, but its fonts do not say which characters the codes are: not for a single code, or not for one that is
    /// printed in the report.
    UnmappedText,
    /// The simplified edition (简版) of the personal report.
    BriefEdition,
    /// A report about an enterprise (企业信用报告).
    EnterpriseReport,
    /// Some other document.
    NotReport,
    /// A report, but a part of it follows no known layout: see [`Error::diagnostics`].
    UnknownLayout,
    /// The file asks for more than [`crate::Options`] allow.
    LimitExceeded,
    /// A defect of this library: the grammars and the schema do not fit together.
    Internal,
}

impl Error {
    /// An error of the given kind; the message says what, where and what to do.
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), diagnostics: Vec::new() }
    }

    /// The same error with the findings that led to it.
    pub(crate) fn with_diagnostics(mut self, diagnostics: Vec<Diagnostic>) -> Self {
        self.diagnostics = diagnostics;
        self
    }

    /// What went wrong, for programs.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The message alone, without the findings that [`Display`](fmt::Display) adds to it.
    ///
    /// ```
    /// let error = zhengxin::parse(b"", &zhengxin::Options::default()).unwrap_err();
    /// assert_eq!(error.message(), error.to_string());
    /// ```
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The status of the commercial API for this failure (`DETECTION_FAILED` or `INTERNAL_ERROR`).
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.kind {
            ErrorKind::Internal => "INTERNAL_ERROR",
            _ => "DETECTION_FAILED",
        }
    }

    /// The findings, place by place. Empty unless the kind is [`ErrorKind::UnknownLayout`].
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        for diagnostic in &self.diagnostics {
            write!(formatter, "\n{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
