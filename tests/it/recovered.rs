//! Files with wrong cross references, lengths or ends, but with all of their objects. They must be read all the same.

use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, SaveOptions, StringFormat};
use zhengxin::pdf;

use crate::hostile::assembly::{FONTS, fonts, page_of, stream_of};

/// The text of a file.
fn text(bytes: &[u8]) -> String {
    let pages = pdf::read(bytes).unwrap_or_else(|error| panic!("{error}"));
    pages.iter().flat_map(|page| &page.glyphs).map(|glyph| glyph.character).collect()
}

const CONTENT: &[u8] = b"BT /F2 9 Tf 9 9 Td (whole) Tj ET";

/// A file with the text `whole`.
fn whole() -> Vec<u8> {
    page_of(FONTS, stream_of("", CONTENT), fonts())
}

/// The file with a part of it replaced.
fn with(bytes: &[u8], part: &[u8], by: &[u8]) -> Vec<u8> {
    let at = bytes.windows(part.len()).rposition(|window| window == part).expect("the part is there");
    [&bytes[..at], by, &bytes[at + part.len()..]].concat()
}

fn document() -> Document {
    Document::load_mem(&whole()).expect("a sound file")
}

fn saved(document: &mut Document, options: SaveOptions) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_with_options(&mut bytes, options).expect("memory takes everything");
    bytes
}

#[test]
fn an_entry_that_leads_elsewhere_is_found_by_its_number() {
    let bytes = whole();
    assert_eq!(text(&bytes), "whole");
    for number in 1..=7 {
        let header = format!("\n{number} 0 obj");
        let at = bytes.windows(header.len()).position(|window| window == header.as_bytes()).expect("an object") + 1;
        let entry = format!("{at:010} 00000 n");
        for wrong in [0, 3, at + 1, at - 1, bytes.len() - 9, 9_999_999] {
            let wrong = with(&bytes, entry.as_bytes(), format!("{wrong:010} 00000 n").as_bytes());
            // An offset of 0 is that of a free object, which is not looked for.
            if !wrong.windows(20).any(|window| window == b"0000000000 00000 n \n") {
                assert_eq!(text(&wrong), "whole", "object {number}");
            }
        }
    }
}

#[test]
fn a_wrong_length_is_found_out_by_the_end_of_the_data() {
    for length in ["0", "5", "99999999", "-1", "null", "(x)", "9 0 R", "4 0 R", ".5"] {
        let wrong =
            with(&whole(), format!("/Length {}", CONTENT.len()).as_bytes(), format!("/Length {length}").as_bytes());
        assert_eq!(text(&wrong), "whole", "/Length {length}");
    }
}

#[test]
fn cross_references_that_are_lost_are_rebuilt() {
    let bytes = whole();
    let table = bytes.windows(6).rposition(|window| window == b"\nxref\n").expect("a table");
    assert_eq!(text(&bytes[..table]), "whole");
    assert_eq!(text(&with(&bytes, b"startxref", b"startxxxx")), "whole");
    assert_eq!(text(&[b"junk\n".as_slice(), &bytes].concat()), "whole");
    let mut document = document();
    let compressed =
        saved(&mut document, SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build());
    assert_eq!(text(&compressed), "whole");
    assert_eq!(text(&with(&compressed, b"startxref", b"startxxxx")), "whole");
}

/// If cross references are lost and an object is in the file several times, the last one counts, in object streams or
/// outside of them.
#[test]
fn of_objects_that_were_changed_the_last_one_counts() {
    let page =
        |text: &str| page_of(FONTS, stream_of("", format!("BT /F2 9 Tf 9 9 Td ({text}) Tj ET").as_bytes()), fonts());
    let contents = |number: u32| {
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {number} 0 R/Resources<<{FONTS}>>>>")
    };
    let member = |container: u32, object: &str| {
        let data = format!("3 0 {object}");
        let stream = stream_of("/Type/ObjStm/N 1/First 4", data.as_bytes());
        [format!("{container} 0 obj\n").into_bytes(), stream, b"\nendobj\n".to_vec()].concat()
    };
    let streamed = |number: u32, text: &str| {
        let stream = stream_of("", format!("BT /F2 9 Tf 9 9 Td ({text}) Tj ET").as_bytes());
        [format!("{number} 0 obj\n").into_bytes(), stream, b"\nendobj\n".to_vec()].concat()
    };
    let direct = |object: &str| format!("3 0 obj\n{object}\nendobj\n").into_bytes();
    let lost = page("first");
    let lost = &lost[..lost.windows(6).rposition(|window| window == b"\nxref\n").expect("a table") + 1];
    let second = [lost, &streamed(8, "second"), &member(10, &contents(8))].concat();
    assert_eq!(text(&second), "second");
    let third = [second.as_slice(), &streamed(9, "third"), &member(11, &contents(9))].concat();
    assert_eq!(text(&third), "third");
    let again = [third.as_slice(), &direct(&contents(4))].concat();
    assert_eq!(text(&again), "first");
}

#[test]
fn an_encryption_dictionary_may_stand_in_the_trailer() {
    let mut document = document();
    let identifier = || Object::String(b"0123456789abcdef".to_vec(), StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![identifier(), identifier()]);
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: "",
        key_length: 128,
        permissions: Permissions::empty(),
    };
    let state = EncryptionState::try_from(version).expect("a key");
    document.encrypt(&state).expect("a file that can be encrypted");
    let reference = document.trailer.get(b"Encrypt").and_then(Object::as_reference).expect("an object of its own");
    let dictionary = document.objects.remove(&reference).expect("the dictionary");
    document.trailer.set("Encrypt", dictionary);
    assert_eq!(text(&saved(&mut document, SaveOptions::default())), "whole");
}
