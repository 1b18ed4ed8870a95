//! The functions that read a report, from a file or from a transcript: they call all stages in a row.

use super::lenient;
use super::options::Options;
use super::outcome::{Origin, Reading};
use super::packs;
use super::printed::{Printed, Unread};
use crate::error::Error;
use crate::lower::Lowered;
use crate::pdf::unmapped::UnmappedText;
use crate::schema::Report;
use crate::transcript::Transcript;

/// Reads a report from the bytes of a PDF file, with the place of everything.
///
/// With [`Options::lenient`] a broken part is left out and listed in [`Reading::problems`]; otherwise it is an error.
/// Bytes that are passed by value are freed before the grammars run, which saves memory for a long report.
///
/// ```
/// use zhengxin::{ErrorKind, Options};
/// let error = zhengxin::read(b"", &Options::default()).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Empty);
/// ```
///
/// # Errors
/// Every [`crate::ErrorKind`].
pub fn read(bytes: impl AsRef<[u8]>, options: &Options) -> Result<Reading, Error> {
    Printed::of_file(bytes, options)?.read(options).map_err(|unread| unread.error)
}

/// Reads a report from the bytes of a PDF file.
///
/// ```
/// use zhengxin::{ErrorKind, Options};
/// let error = zhengxin::parse(b"", &Options::default()).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Empty);
/// ```
///
/// # Errors
/// Every [`crate::ErrorKind`]. With [`crate::ErrorKind::UnknownLayout`] all findings are listed. A report that is not
/// understood as a whole is refused, even with [`Options::lenient`]: only [`read`] can say that a report is partial.
pub fn parse(bytes: impl AsRef<[u8]>, options: &Options) -> Result<Report, Error> {
    read(bytes, &options.clone().lenient(false)).map(|reading| reading.report)
}

/// Writes down what is printed in a PDF file: the first three stages.
///
/// ```
/// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
/// assert!(zhengxin::transcribe(&bytes)?.text().starts_with("个人信用报告\n（授信机构版）\n│报告编号："));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The kinds of [`crate::ErrorKind`] that are about the file.
pub fn transcribe(bytes: impl AsRef<[u8]>) -> Result<Transcript, Error> {
    Printed::of_file(bytes, &Options::default()).map(|printed| printed.transcript)
}

/// Reads a report from its transcript: the last three stages, with the place of every leaf.
///
/// ```
/// use zhengxin::{Options, transcript::Transcript};
/// let transcript = Transcript::from_text("个人信用报告\n（本人版）\n│报告编号：20220616│报告时间：2022.06.16│\n");
/// let lowered = zhengxin::read_transcript(&transcript, &Options::default())?;
/// assert_eq!(lowered.leaves[1].pointer.to_string(), "/creditHeader/reportTime");
/// # Ok::<(), zhengxin::Error>(())
/// ```
///
/// # Errors
/// The kinds of [`crate::ErrorKind`] that are about the document. A broken part is an error here, even with
/// [`Options::lenient`]: [`crate::Reading::of_transcript`] reads leniently.
pub fn read_transcript(transcript: &Transcript, options: &Options) -> Result<Lowered<Report>, Error> {
    lenient::understand(transcript, &UnmappedText::default(), &options.clone().lenient(false))
        .map(|understood| understood.lowered)
}

impl Reading {
    /// Reads a report from its transcript.
    ///
    /// ```
    /// use zhengxin::{Options, Reading, transcript::Transcript};
    /// let transcript = Transcript::from_text("个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n从未见过\n");
    /// let reading = Reading::of_transcript(transcript, &Options::default().lenient(true))?;
    /// assert_eq!(reading.problems[0].rows, [["从未见过"]]);
    /// # Ok::<(), zhengxin::Error>(())
    /// ```
    ///
    /// # Errors
    /// The kinds of [`crate::ErrorKind`] that are about the document.
    pub fn of_transcript(transcript: Transcript, options: &Options) -> Result<Self, Error> {
        packs::understand(transcript, &[], &UnmappedText::default(), None, options).map_err(|unread| unread.error)
    }
}

impl Printed {
    /// Reads the report that is printed: the last three stages.
    ///
    /// # Errors
    /// The kinds of [`crate::ErrorKind`] that are about the document.
    pub fn read(self, options: &Options) -> Result<Reading, Box<Unread>> {
        let Self { transcript, discarded, metadata, characters, doubts, unmapped } = self;
        let pages = u32::try_from(characters.len()).unwrap_or(u32::MAX);
        let origin = Origin { metadata, pages, characters, discarded };
        packs::understand(transcript, &doubts, &unmapped, Some(origin), options)
    }
}
