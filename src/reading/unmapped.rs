//! Refuses a report with an unmapped character, that is, a code of a font that stands for no known character.
//!
//! Such a character may be anything, so nothing of the report is handed out. Only in the notes behind the report, which
//! are no data, it does no harm.

use std::ops::Range;

use memchr::memmem;

use crate::error::Error;
use crate::grammar::catch_all::NOTES;
use crate::grammar::{Grammar, Node};
use crate::page::UNMAPPED;
use crate::pdf::unmapped::UnmappedText;
use crate::transcript::Transcript;
use crate::transcript::ranges::Ranges;

/// Fails if a character of a transcript is unmapped, unless it is in the notes about reports in general.
pub(super) fn check(unmapped: &UnmappedText, transcript: &Transcript, grammar: &Grammar) -> Result<(), Error> {
    let text = transcript.text();
    let mut buffer = [0; UNMAPPED.len_utf8()];
    let sign = UNMAPPED.encode_utf8(&mut buffer);
    let mut found = memmem::find_iter(text.as_bytes(), sign.as_bytes()).map(|at| at..at + sign.len()).peekable();
    if found.peek().is_none() {
        return Ok(());
    }
    let notes = match grammar.parse(transcript) {
        Ok(tree) => notes(&tree.root, transcript),
        // A text that is not understood at all has no notes.
        Err(_) => Ranges::of(Vec::new()),
    };
    let Some(first) = found.find(|range| !notes.hold(range)) else { return Ok(()) };
    let page = transcript.places(first).first().map(|place| place.page);
    Err(unmapped.error_on(page))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorKind, Options, Reading};

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
}
