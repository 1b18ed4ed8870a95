//! The PDF file: the only place that knows lopdf.
//!
//! ```text
//! file ─ stream          the objects of the file, decrypted and decoded (cross_reference, object, object_stream)
//!   └ page_tree          the pages and what they inherit
//!       └ interpreter    content streams, operator by operator (lexer, operands, state, color, path)
//!           ├ text       strings ─ font ─▶ glyphs (actual_text)
//!           └ painting   paths ─▶ rulings and fills
//!                └ canvas  the page, in painting order
//! ```

mod actual_text;
mod canvas;
mod color;
mod cross_reference;
mod file;
mod font;
mod interpreter;
mod lexer;
mod limits;
mod matrix;
mod metadata;
mod object;
mod object_stream;
mod operands;
mod optional_content;
mod page_tree;
mod painting;
#[doc(hidden)]
pub mod parts;
mod path;
mod session;
mod state;
mod stream;
#[cfg(test)]
mod tests;
mod text;

use crate::error::Error;
use crate::limits::Limits;
use crate::page::Page;
use file::File;
use interpreter::Interpreter;
pub use metadata::Metadata;
use session::Session;

/// What a PDF file holds.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Document {
    /// Its pages.
    pub pages: Vec<Page>,
    /// What it says about its making.
    pub metadata: Metadata,
}

/// Reads every page of a PDF file (ISO 32000-2), as a viewer would show it.
///
/// ```
/// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
/// let pages = zhengxin::pdf::read(&bytes)?;
/// assert_eq!((pages.len(), pages[0].width.round()), (1, 595.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// See [`crate::ErrorKind`]: the file's own kinds, up to `UnmappedText`, and `LimitExceeded`.
pub fn read(bytes: &[u8]) -> Result<Vec<Page>, Error> {
    read_document(bytes, &Limits::default()).map(|document| document.pages)
}

/// Reads every page of a PDF file, and what it says about its making.
///
/// ```
/// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
/// let document = zhengxin::pdf::read_document(&bytes, &zhengxin::Limits::default())?;
/// assert_eq!(document.metadata.producer.as_deref(), Some("Skia/PDF m156"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of [`read`].
pub fn read_document(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    let mut pages = Vec::new();
    let metadata = read_each_page(bytes, limits, |page| pages.push(page))?;
    Ok(Document { pages, metadata })
}

/// Reads the pages of a PDF file one by one, so that not all of them have to be held; gives what the file says about its making.
///
/// What is made of the pages counts only where no error comes in the end.
pub(crate) fn read_each_page(bytes: &[u8], limits: &Limits, mut take: impl FnMut(Page)) -> Result<Metadata, Error> {
    let file = File::open(bytes, limits)?;
    let metadata = read_pages(&file, &mut take);
    // What seemed to be missing may only have been out of reach.
    file.check().and(metadata)
}

fn read_pages(file: &File<'_>, take: &mut impl FnMut(Page)) -> Result<Metadata, Error> {
    let session = Session::new(file);
    for (node, number) in page_tree::pages(file)?.iter().zip(1..) {
        take(Interpreter::page(&session, node, number)?);
    }
    Ok(Metadata::of(file))
}
