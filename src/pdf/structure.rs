//! Leaving the structure tree out of a file before lopdf reads it.
//!
//! A tagged file has an object for every cell and every line, nine tenths of all its objects, and none
//! is needed to read a page. lopdf parses every object when it opens a file; for a report printed by a
//! browser that took most of the time of the whole library. So the structure elements become `null`,
//! byte for byte in their places, so that no offset changes.

use std::borrow::Cow;

use memchr::memmem;

/// The file with its structure elements blanked; the same bytes where there are none.
///
/// Only what reads `obj << /Type /StructElem … endobj` is blanked. Elements written in another order
/// or inside an object stream are merely parsed.
pub(super) fn without_elements(bytes: &[u8]) -> Cow<'_, [u8]> {
    const REPLACEMENT: &[u8] = b" null";
    let end_of_object = memmem::Finder::new(b"endobj");
    let mut blanked = Cow::Borrowed(bytes);
    let mut done = 0;
    for at in memmem::find_iter(bytes, b"/StructElem") {
        let Some(start) = start_of_element(bytes, at).filter(|start| *start >= done) else { continue };
        let Some(length) = end_of_object.find(&bytes[start..]) else { break };
        done = start + length;
        let element = &mut blanked.to_mut()[start..done];
        element.fill(b' ');
        element[..REPLACEMENT.len()].copy_from_slice(REPLACEMENT);
    }
    blanked
}

/// Where the dictionary starts whose type stands at `at`, if it is an object of its own.
fn start_of_element(bytes: &[u8], at: usize) -> Option<usize> {
    let before = |end: usize, word: &[u8]| Some(bytes[..end].trim_ascii_end().strip_suffix(word)?.len());
    let start = before(before(at, b"/Type")?, b"<<")?;
    before(start, b"obj")?;
    Some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_blanked_in_place() {
        let file =
            b"1 0 obj\n<</Type /StructElem\n/S /TD /K [<</Type /MCR>>]>>\nendobj\n2 0 obj<</Type/StructElem>>endobj";
        let blanked = without_elements(file);
        assert_eq!(blanked.len(), file.len());
        let words: Vec<&[u8]> = blanked.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
        let expected: [&[u8]; 10] = [b"1", b"0", b"obj", b"null", b"endobj", b"2", b"0", b"obj", b"null", b"endobj"];
        assert_eq!(words, expected);
    }

    #[test]
    fn everything_else_stays() {
        for file in [
            &b"<</Type /StructElem>> endobj"[..],
            b"1 0 obj (/StructElem) endobj",
            b"1 0 obj <</Type /StructElem /S /P",
            b"1 0 obj <</S /P /Type /StructElem>> endobj",
        ] {
            assert!(matches!(without_elements(file), Cow::Borrowed(_)));
        }
    }
}
