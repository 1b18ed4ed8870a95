//! All stages in a row.

use crate::diagnostic::{Diagnostic, DiagnosticKind};
use crate::error::{Error, ErrorKind};
use crate::findings;
use crate::geometry::Rect;
use crate::grammar::{self, DocumentKind};
use crate::layout::lay_out;
use crate::lower::{Lowered, lower};
use crate::options::Options;
use crate::page::{Glyph, Page};
use crate::pdf;
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
/// understood as a whole is handed out.
pub fn parse(bytes: &[u8], options: &Options) -> Result<Report, Error> {
    read_transcript(&transcribe(bytes)?, options).map(|lowered| lowered.value)
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
    let pages = pdf::read(bytes)?;
    for page in &pages {
        check_text(page)?;
    }
    Ok(Transcript::new(&lay_out(&pages)))
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
/// The kinds of [`ErrorKind`] that are about the document.
pub fn read_transcript(transcript: &Transcript, options: &Options) -> Result<Lowered<Report>, Error> {
    let kind = grammar::document_kind(transcript);
    if options.classify && kind != DocumentKind::Report {
        return Err(other_kind(kind));
    }
    let tree = grammar::parse(transcript)?;
    let lowered = lower::<Report>(&tree, transcript).map_err(|error| {
        Error::new(ErrorKind::Internal, format!("the grammars do not fit the schema: {error}; please report this"))
    })?;
    let mut found = findings::unknown_lines(&tree, transcript, options.classify);
    // Where a row is not understood, its partner is not to blame.
    let has_unknown_lines = !found.is_empty();
    found.extend(
        lowered.misfits.iter().map(|misfit| findings::misfit(misfit, transcript)).filter(|diagnostic| {
            !has_unknown_lines || !matches!(diagnostic.kind, DiagnosticKind::WithoutPartner { .. })
        }),
    );
    // A row of labels taken for values is wrong in several fields.
    found.dedup_by(|next, last| {
        next.line == last.line && next.difference.is_some() && next.difference == last.difference
    });
    if !found.is_empty() {
        return Err(unknown_layout(found));
    }
    // Other kinds of reports have a number and a time too.
    let only_header = lowered.leaves.iter().all(|leaf| leaf.pointer.starts_with(HEADER));
    if only_header && matches!(kind, DocumentKind::Brief | DocumentKind::Enterprise) {
        return Err(other_kind(kind));
    }
    if lowered.leaves.is_empty() {
        return Err(Error::new(ErrorKind::NotReport, "no section of a personal credit report is in the document"));
    }
    Ok(lowered)
}

fn unknown_layout(mut found: Vec<Diagnostic>) -> Error {
    found.sort_by_key(|diagnostic| diagnostic.line);
    let message = format!(
        "the report follows no known layout in {} place{}; nothing of it is handed out",
        found.len(),
        if found.len() == 1 { "" } else { "s" }
    );
    Error::new(ErrorKind::UnknownLayout, message).with_diagnostics(found)
}

/// The JSON pointer of the head of a report (报告头).
const HEADER: &str = "/creditHeader/";

/// The document is not the kind of report that is read: says what it looks like instead.
fn other_kind(kind: DocumentKind) -> Error {
    let (kind, what) = match kind {
        DocumentKind::Brief => (
            ErrorKind::BriefEdition,
            "this is the simplified edition (简版) of the personal credit report; the detailed edition is needed",
        ),
        DocumentKind::Enterprise => (
            ErrorKind::EnterpriseReport,
            "this is a report about an enterprise (企业信用报告); only reports about persons are read",
        ),
        DocumentKind::Report | DocumentKind::Other => {
            (ErrorKind::NotReport, "the document is no credit report: no title or section of one is in it")
        }
    };
    Error::new(kind, what)
}
