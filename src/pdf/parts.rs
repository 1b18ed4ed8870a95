//! The first steps of this stage, before content streams are run, for the benchmark `benches/stages.rs`. Each function does
//! everything that the function above it does, and one step more.

use super::budget::Limits;
use super::file::{File, as_dictionary};
use super::interpreter;
use super::page_tree::{self, PageNode};
use super::session::Session;
use crate::error::Error;

/// Finds the objects and the pages; gives how many pages there are.
///
/// ```
/// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
/// assert!(zhengxin::pdf::parts::load(&bytes)? == 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of [`super::read`].
pub fn load(bytes: &[u8]) -> Result<usize, Error> {
    with_pages(bytes, |_, pages| Ok(pages.len()))
}

/// Also decrypts and decodes the contents of all pages; gives how many bytes they have.
///
/// ```
/// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
/// assert!(zhengxin::pdf::parts::decode(&bytes)? > 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of [`super::read`].
pub fn decode(bytes: &[u8]) -> Result<usize, Error> {
    with_pages(bytes, contents)
}

/// Also loads each font that the pages name, once; gives how many bytes of content and how many fonts there are.
///
/// ```
/// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
/// assert!(zhengxin::pdf::parts::fonts(&bytes)?.1 > 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of [`super::read`].
pub fn fonts(bytes: &[u8]) -> Result<(usize, usize), Error> {
    with_pages(bytes, |file, pages| {
        let session = Session::new(file);
        let decoded = contents(file, pages)?;
        for page in pages {
            let named = page.resources.and_then(|resources| file.dictionary(resources, b"Font"));
            for (_, font) in named.into_iter().flatten() {
                if let Some(font) = file.resolve(font).ok().and_then(as_dictionary) {
                    session.font(font)?;
                }
            }
        }
        Ok((decoded, session.font_count()))
    })
}

fn with_pages<T>(bytes: &[u8], part: impl FnOnce(&File<'_>, &[PageNode<'_>]) -> Result<T, Error>) -> Result<T, Error> {
    let file = File::open(bytes, &Limits::default())?;
    let pages = page_tree::pages(&file)?;
    part(&file, &pages)
}

fn contents(file: &File<'_>, pages: &[PageNode<'_>]) -> Result<usize, Error> {
    let mut content = Vec::new();
    pages.iter().zip(1..).try_fold(0, |bytes, (page, number)| {
        content = interpreter::content(file, page, number, std::mem::take(&mut content))?;
        Ok(bytes + content.len())
    })
}
