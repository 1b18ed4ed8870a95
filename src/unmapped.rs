//! Characters that are printed, but that no font of the file tells. They stand as [`UNMAPPED`] on the pages and in the transcript,
//! and no report is handed out that has one: which it was is anybody's guess.

use std::ops::Range;

use memchr::memmem;

use crate::error::{Error, ErrorKind};
use crate::expect::NOTES;
use crate::grammar::{Grammar, Node};
use crate::page::{Page, UNMAPPED, Unmapped};
use crate::ranges::Ranges;
use crate::transcript::Transcript;

/// What is known of the unmapped characters of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct UnmappedText {
    /// The first one of each page that has any, with the number of the page, in the order of the pages.
    pages: Vec<(u32, Unmapped)>,
    /// Whether any other character can be seen.
    has_mapped: bool,
}

impl UnmappedText {
    /// Adds what is on a page.
    pub(crate) fn add(&mut self, page: &Page) {
        self.pages.extend(page.unmapped.iter().map(|unmapped| (page.number, unmapped.clone())));
        self.has_mapped = self.has_mapped
            || page
                .glyphs
                .iter()
                .any(|glyph| !glyph.invisible && !glyph.annotation && ![' ', UNMAPPED].contains(&glyph.character));
    }

    /// Adds what is on other pages.
    pub(crate) fn merge(&mut self, others: Self) {
        self.pages.extend(others.pages);
        self.pages.sort_by_key(|page| page.0);
        self.has_mapped |= others.has_mapped;
    }

    /// Fails where no text at all can be read.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self.pages.first() {
            Some((page, unmapped)) if !self.has_mapped => Err(error(Some(*page), Some(unmapped))),
            _ => Ok(()),
        }
    }

    /// Fails where a character of a transcript is unmapped, unless it is in the notes about reports in general.
    pub(crate) fn check_transcript(&self, transcript: &Transcript, grammar: &Grammar) -> Result<(), Error> {
        let text = transcript.text();
        let mut buffer = [0; UNMAPPED.len_utf8()];
        let sign = UNMAPPED.encode_utf8(&mut buffer);
        let mut found = memmem::find_iter(text.as_bytes(), sign.as_bytes()).map(|at| at..at + sign.len()).peekable();
        if found.peek().is_none() {
            return Ok(());
        }
        let notes = match grammar.parse(transcript) {
            Ok(tree) => notes(&tree.root, transcript),
            // What is not understood at all has none.
            Err(_) => Ranges::of(Vec::new()),
        };
        let Some(first) = found.find(|range| !notes.hold(range)) else { return Ok(()) };
        let page = transcript.places(first).first().map(|place| place.page);
        let known = self.pages.iter().find(|known| Some(known.0) == page).map(|known| &known.1);
        Err(error(page, known))
    }
}

/// The lines of notes, as they are printed.
fn notes(root: &Node, transcript: &Transcript) -> Ranges {
    fn walk(node: &Node, transcript: &Transcript, found: &mut Vec<Range<usize>>) {
        if &*node.rule == NOTES {
            found.push(transcript.printed_range(node.range.clone()));
        }
        node.children.iter().for_each(|child| walk(child, transcript, found));
    }
    let mut found = Vec::new();
    walk(root, transcript, &mut found);
    Ranges::of(found)
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
    use crate::{Options, Reading};

    const REPORT: &str = "个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n";

    fn reading(after: &str, options: &Options) -> Result<Reading, Error> {
        Reading::of_transcript(Transcript::from_text(&format!("{REPORT}{after}")), options)
    }

    #[test]
    fn a_report_with_a_character_that_nobody_knows_is_not_read() {
        let options = Options::default();
        assert!(reading("", &options).is_ok());
        for options in [options.clone(), options.clone().lenient(true), options.classify(false)] {
            for text in ["\u{fffd}\n", "从未见过\n\u{fffd}│\n", "│被查询者姓名│\n│严秀\u{fffd}│\n"]
            {
                let error = reading(text, &options).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::UnmappedText, "{text}: {error}");
            }
        }
    }

    #[test]
    fn so_is_one_that_is_no_report() {
        let error = Reading::of_transcript(Transcript::from_text("Hello \u{fffd}\n"), &Options::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnmappedText, "{error}");
    }

    #[test]
    fn notes_are_no_text_of_the_report() {
        assert!(reading("报告说明\n1.\u{fffd}本报告由征信中心出具\n", &Options::default()).is_ok());
    }

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
