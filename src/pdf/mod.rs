//! Reads a PDF file (ISO 32000-2): the bytes come in, and each page goes out as a [`Page`] of glyphs, rulings and filled areas in
//! page space.
//!
//! This is the only room that knows lopdf, which gives objects their types, decrypts them and decodes their streams. The modules,
//! from the file to the page:
//!
//! ```text
//! file ─ stream          the objects of the file, decrypted and decoded (cross_reference, object, object_stream)
//!   ├ structure          the cells of tables that a tagged file tells
//!   └ page_tree          the pages and what they inherit
//!       └ interpreter    content streams, operator by operator (lexer, operands, state, color, path)
//!           ├ text       strings ─ font ─▶ glyphs (actual_text)
//!           └ painting   paths ─▶ rulings and fills
//!                └ canvas  the page, in painting order
//! ```

mod actual_text;
pub(crate) mod budget;
mod canvas;
mod color;
mod conversions;
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
mod structure;
#[cfg(test)]
mod tests;
mod text;
pub(crate) mod unmapped;

use std::sync::OnceLock;

use self::budget::Limits;
use self::unmapped::UnmappedText;
use crate::error::Error;
use crate::page::{Page, TaggedCell};
use file::{File, limit_exceeded};
use interpreter::Interpreter;
pub use metadata::Metadata;
use page_tree::PageNode;
use session::Session;
pub(crate) use session::Work;
use structure::StructureTree;

/// The pages and the metadata of a PDF file.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Document {
    /// Its pages.
    pub pages: Vec<Page>,
    /// Which programs made it, and when.
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
/// The kinds `Empty`, `NotPdf`, `PasswordRequired`, `Damaged` and `LimitExceeded` of [`crate::ErrorKind`], and `UnmappedText` if
/// the fonts name not a single character of the file.
pub fn read(bytes: &[u8]) -> Result<Vec<Page>, Error> {
    read_document(bytes, &Limits::default()).map(|document| document.pages)
}

/// Reads every page of a PDF file, and which programs made it.
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
    let metadata = open(bytes, limits, |source| {
        let mut unmapped = UnmappedText::default();
        source.read(0..source.page_count(), |page| {
            unmapped.add(&page);
            pages.push(page);
        })?;
        unmapped.check()?;
        Ok(source.metadata())
    })?;
    Ok(Document { pages, metadata })
}

/// Opens a PDF file and calls `read` with its pages. The result of `read` counts only if no limit was exceeded by the end.
pub(crate) fn open<T>(
    bytes: &[u8],
    limits: &Limits,
    read: impl FnOnce(&Source<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let file = File::open(bytes, limits)?;
    let result =
        page_tree::pages(&file).and_then(|pages| read(&Source { file: &file, pages, structure_tree: OnceLock::new() }));
    // An object that seemed to be missing may only have been out of reach because a limit was exceeded: that error comes first.
    file.check().and(result)
}

/// The pages of an opened file. They are read one by one, so that not all of them have to be held in memory, and by several
/// threads.
pub(crate) struct Source<'a> {
    file: &'a File<'a>,
    pages: Vec<PageNode<'a>>,
    /// The structure tree of the file, created at the first lookup.
    structure_tree: OnceLock<StructureTree<'a>>,
}

impl Source<'_> {
    pub(crate) fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// Which programs made the file, and when.
    pub(crate) fn metadata(&self) -> Metadata {
        Metadata::of(self.file)
    }

    /// The cell of a table that a piece of marked content is in, according to the structure tree. The content is given by its
    /// identifier and the number of its page in the file, from 1.
    pub(crate) fn tagged_cell(&self, page: u32, mcid: u32) -> Option<TaggedCell> {
        self.structure_tree.get_or_init(|| StructureTree::new(self.file, &self.pages)).cell(page, mcid)
    }

    /// Reads the pages of these indices, from 0, and stops at the first index that the file does not have.
    pub(crate) fn read(&self, indices: impl Iterator<Item = usize>, mut take: impl FnMut(Page)) -> Result<Work, Error> {
        let session = Session::new(self.file);
        for index in indices {
            let Some(node) = self.pages.get(index) else { break };
            let number = u32::try_from(index + 1).map_err(|_| limit_exceeded("it has too many pages"))?;
            take(Interpreter::page(&session, node, number)?);
        }
        Ok(session.work())
    }

    /// Whether the work of several readers together is within the limits of the file.
    pub(crate) fn allows(&self, work: &[Work]) -> bool {
        let operators = work.iter().fold(0, |sum: usize, part| sum.saturating_add(part.operators));
        let marks = work.iter().fold(0, |sum: usize, part| sum.saturating_add(part.marks));
        operators <= self.file.operator_limit() && marks <= self.file.mark_limit()
    }
}
