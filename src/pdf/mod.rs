//! The PDF file: the only place that knows lopdf.

use crate::error::{Error, ErrorKind};
use crate::page::Page;

/// Reads every page of a PDF file.
///
/// # Errors
/// See [`ErrorKind`]: the file's own kinds.
pub fn read(bytes: &[u8]) -> Result<Vec<Page>, Error> {
    if bytes.is_empty() {
        return Err(Error::new(ErrorKind::Empty, "the file is empty"));
    }
    Err(Error::new(ErrorKind::NotPdf, "not a PDF file"))
}
