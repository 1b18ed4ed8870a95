//! The PDF file: the only place that knows lopdf.
//!
//! ```text
//! file ─ stream          the objects of the file, decrypted and decoded
//!   └ page_tree          the pages and what they inherit
//!       └ interpreter    content streams, operator by operator (lexer, operands, state, color, path)
//!           ├ text       strings ─ font ─▶ glyphs (actual_text)
//!           └ painting   paths ─▶ rulings and fills
//!                └ canvas  the page, in painting order
//! ```

mod actual_text;
mod canvas;
mod color;
mod file;
mod font;
mod interpreter;
mod lexer;
mod limits;
mod matrix;
mod operands;
mod optional_content;
mod page_tree;
mod painting;
mod path;
mod session;
mod state;
mod stream;
mod structure;
#[cfg(test)]
mod tests;
mod text;

use crate::error::Error;
use crate::page::Page;
use file::File;
use interpreter::Interpreter;
use session::Session;

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
    let file = File::open(bytes)?;
    let session = Session::new(&file);
    let nodes = page_tree::pages(&file)?;
    nodes.iter().zip(1..).map(|(node, number)| Interpreter::page(&session, node, number)).collect()
}
