//! All stages in a row.

use super::lenient;
use super::options::Options;
use super::printed::Printed;
use super::read;
use crate::error::Error;
use crate::lower::Lowered;
use crate::pdf::unmapped::UnmappedText;
use crate::schema::Report;
use crate::transcript::Transcript;

/// Reads a report from the bytes of a PDF file.
///
/// ```
/// use zhengxin::{ErrorKind, Options};
/// let error = zhengxin::parse(b"", &Options::default()).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Empty);
/// ```
///
/// # Errors
/// Every [`crate::ErrorKind`]. With [`crate::ErrorKind::UnknownLayout`] all findings are listed: nothing of a report that is not
/// understood as a whole is handed out, whatever [`Options::lenient`] says: a partial report is for [`read`], which can say
/// that it is one.
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
/// The kinds of [`crate::ErrorKind`] that are about the document. What is broken is an error here, whatever
/// [`Options::lenient`] says: use [`crate::Reading::of_transcript`] for what is not.
pub fn read_transcript(transcript: &Transcript, options: &Options) -> Result<Lowered<Report>, Error> {
    lenient::understand(transcript, &UnmappedText::default(), &options.clone().lenient(false))
        .map(|understood| understood.lowered)
}
