//! Keeps account of printed codes for which their fonts name no character, and makes the error for them.
//!
//! Such a character stands as [`UNMAPPED`] on the pages and in the transcript. A report that has one outside of page furniture
//! and notes is refused, because the character could only be guessed.

use crate::error::{Error, ErrorKind};
use crate::page::{Page, UNMAPPED, Unmapped};

/// The unmapped characters of a file, as far as the error has to name them.
#[derive(Debug, Clone, Default)]
pub(crate) struct UnmappedText {
    /// The first unmapped code of each page that has any, with the number of the page, in the order of the pages.
    pages: Vec<(u32, Unmapped)>,
    /// Whether any other character is visible.
    has_mapped: bool,
}

impl UnmappedText {
    /// Adds the characters of a page.
    pub(crate) fn add(&mut self, page: &Page) {
        self.pages.extend(page.unmapped.iter().map(|unmapped| (page.number, unmapped.clone())));
        self.has_mapped = self.has_mapped
            || page
                .glyphs
                .iter()
                .any(|glyph| !glyph.invisible && !glyph.annotation && ![' ', UNMAPPED].contains(&glyph.character));
    }

    /// Adds the account of other pages.
    pub(crate) fn merge(&mut self, others: Self) {
        self.pages.extend(others.pages);
        self.pages.sort_by_key(|page| page.0);
        self.has_mapped |= others.has_mapped;
    }

    /// Fails if there are unmapped characters and no others: then no text can be read at all.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self.pages.first() {
            Some((page, unmapped)) if !self.has_mapped => Err(error(Some(*page), Some(unmapped))),
            _ => Ok(()),
        }
    }

    /// The error for an unmapped character, with the number of its page where it is known.
    pub(crate) fn error_on(&self, page: Option<u32>) -> Error {
        let known = self.pages.iter().find(|known| Some(known.0) == page).map(|known| &known.1);
        error(page, known)
    }
}

fn error(page: Option<u32>, unmapped: Option<&Unmapped>) -> Error {
    let place = page.map_or_else(String::new, |page| format!(" on page {page}"));
    let reason = match unmapped {
        Some(Unmapped { font, code }) => format!("the font {font} does not say which character its code {code} is"),
        None => format!("it has the sign {UNMAPPED} in place of a character that a font does not tell"),
    };
    Error::new(
        ErrorKind::UnmappedText,
        format!(
            "the text{place} cannot be read: {reason}; print the report to PDF again, with text and not with glyph numbers alone"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_that_has_it_is_told() {
        let unmapped = |font: &str| Unmapped { font: font.to_owned(), code: "12AB".to_owned() };
        let mut text = UnmappedText { pages: vec![(7, unmapped("last"))], has_mapped: false };
        text.merge(UnmappedText { pages: vec![(3, unmapped("first"))], has_mapped: false });
        let message = text.check().unwrap_err().to_string();
        assert!(
            message.contains("page 3") && message.contains("the font first") && message.contains("12AB"),
            "{message}"
        );
        text.merge(UnmappedText { pages: Vec::new(), has_mapped: true });
        assert!(text.check().is_ok());
    }
}
