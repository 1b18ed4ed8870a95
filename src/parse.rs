//! All stages in a row.

use crate::error::{Error, ErrorKind};
use crate::geometry::Rect;
use crate::layout::{Discarded, Sheets};
use crate::lenient;
use crate::limits::Limits;
use crate::lower::Lowered;
use crate::options::Options;
use crate::page::{Glyph, Page};
use crate::pdf::{self, Metadata};
use crate::reading::read;
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
/// Every [`ErrorKind`]. With [`ErrorKind::UnknownLayout`] all findings are listed: nothing of a report that is not
/// understood as a whole is handed out, whatever [`Options::lenient`] says: a partial report is for [`read`], which can say
/// that it is one.
pub fn parse(bytes: &[u8], options: &Options) -> Result<Report, Error> {
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
/// The kinds of [`ErrorKind`] that are about the file.
pub fn transcribe(bytes: &[u8]) -> Result<Transcript, Error> {
    print(bytes, &Limits::default()).map(|printed| printed.transcript)
}

/// What is printed in a PDF file.
pub(crate) struct Printed {
    pub(crate) transcript: Transcript,
    /// What was left out of it.
    pub(crate) discarded: Vec<Discarded>,
    pub(crate) metadata: Metadata,
    /// How many characters that are no spaces are on each page: its number, and the count.
    pub(crate) characters: Vec<(u32, usize)>,
}

/// Reads, lays out and writes down a file: the first three stages, page by page.
pub(crate) fn print(bytes: &[u8], limits: &Limits) -> Result<Printed, Error> {
    let mut sheets = Sheets::new(limits.comparisons.of_file(bytes.len()));
    let mut characters = Vec::new();
    let mut text = Ok(());
    let metadata = pdf::read_each_page(bytes, limits, |page| {
        if text.is_ok() {
            text = check_text(&page);
        }
        let visible = page.glyphs.iter().filter(|glyph| !glyph.character.is_whitespace());
        characters.push((page.number, visible.count()));
        sheets.add(page);
    })?;
    text?;
    let mut transcript = Transcript::with_room_for(characters.iter().map(|page| page.1).sum());
    let discarded = sheets.join(|line| transcript.push_line(&line)).ok_or_else(|| {
        let message = "the PDF file asks for too much: its pages hold more lines and areas than can be told apart; no credit \
                       report does, so check where the file comes from";
        Error::new(ErrorKind::LimitExceeded, message)
    })?;
    Ok(Printed { transcript, discarded, metadata, characters })
}

/// A picture without visible text that covers more of a page than this share is a scan.
const SCANNED_SHARE: f32 = 0.4;

/// A page that is a picture would be a hole in the report.
fn check_text(page: &Page) -> Result<(), Error> {
    let is_text = |glyph: &Glyph| !glyph.invisible && glyph.character != ' ';
    let area = page.width * page.height;
    let covers = |image: &Rect| image.width() * image.height() > SCANNED_SHARE * area;
    if page.glyphs.iter().any(is_text) || !page.images.iter().any(covers) {
        return Ok(());
    }
    let message = format!(
        "page {} is a picture, a scan or photograph: there is no text to read; only reports whose text can be selected are read",
        page.number
    );
    Err(Error::new(ErrorKind::NoText, message))
}

/// Reads a report from its transcript: the last three stages, with the place of every leaf.
///
/// ```
/// use zhengxin::{Options, transcript::Transcript};
/// let transcript = Transcript::from_text("个人信用报告\n（本人版）\n│报告编号：20220616│报告时间：2022.06.16│\n");
/// let lowered = zhengxin::read_transcript(&transcript, &Options::default())?;
/// assert_eq!(lowered.leaves[1].pointer, "/creditHeader/reportTime");
/// # Ok::<(), zhengxin::Error>(())
/// ```
///
/// # Errors
/// The kinds of [`ErrorKind`] that are about the document. What is broken is an error here, whatever
/// [`Options::lenient`] says: use [`crate::Reading::of_transcript`] for what is not.
pub fn read_transcript(transcript: &Transcript, options: &Options) -> Result<Lowered<Report>, Error> {
    lenient::understand(transcript, &options.clone().lenient(false)).map(|understood| understood.lowered)
}
