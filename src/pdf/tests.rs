//! Reads whole files that are small enough to be written here, to test how operators and fonts work together.

mod clips;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::lexer::Lexer;
use super::object::direct;
use super::read;
use crate::error::{Error, ErrorKind};
use crate::page::geometry::Rect;
use crate::page::{Page, Unmapped};

/// A file of one page, 200 by 100 points.
struct Sample {
    document: Document,
    page: Dictionary,
    fonts: Dictionary,
    resources: Dictionary,
}

impl Sample {
    /// With Helvetica as `/F1`.
    fn new() -> Self {
        let mut fonts = Dictionary::new();
        fonts.set(
            "F1",
            dictionary! {
                "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
            },
        );
        let page = dictionary! { "Type" => "Page", "MediaBox" => vec![0.into(), 0.into(), 200.into(), 100.into()] };
        Self { document: Document::with_version("1.7"), page, fonts, resources: Dictionary::new() }
    }

    fn add(&mut self, object: impl Into<Object>) -> Object {
        Object::Reference(self.document.add_object(object))
    }

    fn stream(&mut self, dictionary: Dictionary, content: &[u8]) -> Object {
        self.add(Stream::new(dictionary, content.to_vec()))
    }

    /// The bytes of the file with this content.
    fn bytes(mut self, content: &[u8]) -> Vec<u8> {
        let content = self.stream(Dictionary::new(), content);
        self.resources.set("Font", self.fonts.clone());
        let pages = self.document.new_object_id();
        let mut page = self.page.clone();
        page.set("Contents", content);
        page.set("Resources", self.resources.clone());
        page.set("Parent", pages);
        let page = self.add(page);
        let tree = dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => vec![page] };
        self.document.objects.insert(pages, Object::Dictionary(tree));
        let catalog = match self.document.trailer.remove(b"OCProperties") {
            Some(properties) => dictionary! { "Type" => "Catalog", "Pages" => pages, "OCProperties" => properties },
            None => dictionary! { "Type" => "Catalog", "Pages" => pages },
        };
        let catalog = self.add(catalog);
        self.document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        self.document.save_to(&mut bytes).unwrap();
        bytes
    }

    fn try_page(self, content: &[u8]) -> Result<Page, Error> {
        read(&self.bytes(content)).map(|mut pages| pages.remove(0))
    }

    fn page(self, content: &[u8]) -> Page {
        self.try_page(content).unwrap()
    }
}

fn text(page: &Page) -> String {
    page.glyphs.iter().map(|glyph| glyph.character).collect()
}

fn near(left: Rect, right: Rect) -> bool {
    [(left.left, right.left), (left.top, right.top), (left.right, right.right), (left.bottom, right.bottom)]
        .iter()
        .all(|(left, right)| (left - right).abs() < 0.01)
}

#[test]
fn glyphs_stand_where_they_are_printed() {
    let page = Sample::new().page(b"BT /F1 10 Tf 20 50 Td (A1) Tj ET");
    assert_eq!(text(&page), "A1");
    assert!(near(page.glyphs[0].bounds, Rect { left: 20.0, top: 41.2, right: 26.67, bottom: 51.2 }));
    assert!(near(page.glyphs[1].bounds, Rect { left: 26.67, top: 41.2, right: 32.23, bottom: 51.2 }));
    assert_eq!((page.glyphs[0].size, page.glyphs[0].direction), (10.0, 0.0));
}

#[test]
fn spacing_scaling_and_offsets_move_the_next_glyph() {
    let page = Sample::new().page(b"BT /F1 10 Tf 1 Tc 2 Tw 50 Tz 10 50 Td [( 1)-1000(1)] TJ ET");
    let lefts: Vec<f32> = page.glyphs.iter().map(|glyph| glyph.bounds.left).collect();
    // The advances are halved by `50 Tz`: (2.78 + 1 + 2) / 2 for the space, (5.56 + 1) / 2 for the figure, and an offset of 10 /
    // 2.
    for (left, expected) in lefts.iter().zip([10.0, 12.89, 21.17]) {
        assert!((left - expected).abs() < 0.01, "{lefts:?}");
    }
}

#[test]
fn a_turned_page_is_turned_back() {
    let mut sample = Sample::new();
    sample.page.set("Rotate", 90);
    let page = sample.page(b"BT /F1 10 Tf 0 1 -1 0 50 20 Tm (A) Tj ET 10 10 100 0.5 re f");
    assert_eq!((page.width, page.height), (100.0, 200.0));
    assert_eq!(page.glyphs[0].direction, 0.0);
    assert!(near(page.glyphs[0].bounds, Rect { left: 20.0, top: 41.2, right: 26.67, bottom: 51.2 }));
    assert!(!page.rulings[0].horizontal);
}

#[test]
fn painting_order_runs_over_everything() {
    let page = Sample::new().page(b"0 0 50 50 re f BT /F1 10 Tf (A) Tj ET 0 20 50 1 re f 1 g BT /F1 9 Tf (B) Tj ET");
    assert_eq!((page.fills[0].order, page.glyphs[0].order, page.rulings[0].order, page.glyphs[1].order), (0, 1, 2, 3));
    assert_eq!(page.glyphs[1].color.luma(), 1.0);
}

#[test]
fn forms_bring_their_matrix_box_and_resources() {
    let mut sample = Sample::new();
    let fonts = sample.fonts.clone();
    let form = dictionary! {
        "Type" => "XObject", "Subtype" => "Form",
        "BBox" => vec![0.into(), 0.into(), 20.into(), 20.into()],
        "Matrix" => vec![2.into(), 0.into(), 0.into(), 2.into(), 10.into(), 10.into()],
        "Resources" => dictionary! { "Font" => fonts },
    };
    // The form leaves a graphics state open, and tries to restore one that the page saved.
    let form = sample.stream(form, b"Q q BT /F1 10 Tf 0 10 Td (A) Tj 300 0 Td (B) Tj ET");
    sample.resources.set("XObject", dictionary! { "X" => form });
    let page = sample.page(b"q 1 0 0 1 5 0 cm /X Do BT /F1 10 Tf 0 10 Td (C) Tj ET Q");
    assert_eq!(text(&page), "AC");
    assert!(page.glyphs[0].in_form && !page.glyphs[1].in_form);
    assert_eq!((page.glyphs[0].size, page.glyphs[0].bounds.left), (20.0, 15.0));
    assert_eq!(page.glyphs[1].bounds.left, 5.0);
}

#[test]
fn forms_inside_themselves_are_refused() {
    let mut sample = Sample::new();
    let id = sample.document.new_object_id();
    let form = dictionary! {
        "Subtype" => "Form", "Resources" => dictionary! { "XObject" => dictionary! { "X" => Object::Reference(id) } },
    };
    sample.document.objects.insert(id, Stream::new(form, b"/X Do".to_vec()).into());
    sample.resources.set("XObject", dictionary! { "X" => Object::Reference(id) });
    assert_eq!(sample.try_page(b"/X Do").unwrap_err().kind(), ErrorKind::LimitExceeded);
}

#[test]
fn hidden_layers_are_not_printed_but_move_on() {
    let mut sample = Sample::new();
    let layer = sample.add(dictionary! { "Type" => "OCG", "Name" => Object::string_literal("draft") });
    sample.document.trailer.set(
        "OCProperties",
        dictionary! {
            "OCGs" => vec![layer.clone()], "D" => dictionary! { "OFF" => vec![layer.clone()] },
        },
    );
    sample.resources.set("Properties", dictionary! { "L" => layer });
    let page = sample.page(b"BT /F1 10 Tf /OC /L BDC (0) Tj EMC (1) Tj ET /OC /L BDC 0 0 90 1 re f EMC");
    assert_eq!(text(&page), "1");
    assert!((page.glyphs[0].bounds.left - 5.56).abs() < 0.01);
    assert!(page.rulings.is_empty());
}

#[test]
fn actual_text_replaces_what_glyphs_say() {
    let page = Sample::new().page(b"BT /F1 10 Tf /Span <</ActualText (xyz)>> BDC (A) Tj EMC (B) Tj ET");
    assert_eq!(text(&page), "xyzB");
}

#[test]
fn invisible_text_is_marked() {
    let page = Sample::new().page(b"BT /F1 10 Tf 3 Tr (A) Tj 0 Tr (B) Tj ET");
    assert_eq!(page.glyphs.iter().map(|glyph| glyph.invisible).collect::<Vec<_>>(), [true, false]);
}

/// A Type 0 font without a program.
fn type0(encoding: &str, ordering: &str) -> Dictionary {
    dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "STSong-Light", "Encoding" => encoding,
        "DescendantFonts" => vec![Object::Dictionary(dictionary! {
            "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => "STSong-Light",
            "CIDSystemInfo" => dictionary! {
                "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal(ordering),
                "Supplement" => 4,
            },
        })],
    }
}

#[test]
fn vertical_writing_runs_down() {
    let mut sample = Sample::new();
    sample.fonts.set("F2", type0("UniGB-UCS2-V", "GB1"));
    let page = sample.page(b"BT /F2 10 Tf 50 90 Td <4e004e8c> Tj ET");
    assert_eq!(text(&page), "一二");
    assert_eq!(page.glyphs[0].direction, 90.0);
    assert!(near(page.glyphs[0].bounds, Rect { left: 45.0, top: 10.0, right: 55.0, bottom: 20.0 }));
    assert!(near(page.glyphs[1].bounds, Rect { left: 45.0, top: 20.0, right: 55.0, bottom: 30.0 }));
}

#[test]
fn text_without_characters_is_marked_where_it_is_seen() {
    let sample = || {
        let mut sample = Sample::new();
        sample.fonts.set("F2", type0("Identity-H", "Identity"));
        sample
    };
    let error = sample().try_page(b"BT /F2 10 Tf 50 50 Td <12ab> Tj ET").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnmappedText);
    let message = error.to_string();
    assert!(["page 1", "STSong-Light", "12AB"].iter().all(|part| message.contains(part)), "{message}");

    let page = sample().page(b"BT /F2 10 Tf 50 50 Td <12ab00cd> Tj /F1 10 Tf (A) Tj ET");
    assert_eq!(text(&page), "\u{fffd}\u{fffd}A");
    assert_eq!(page.glyphs[1].bounds.left, 60.0);
    assert_eq!(page.unmapped, Some(Unmapped { font: "STSong-Light".to_owned(), code: "12AB".to_owned() }));

    let unseen = sample().page(b"BT /F2 10 Tf 3 Tr 50 50 Td <12ab> Tj 900 0 Td 0 Tr <12ab> Tj ET");
    assert_eq!((text(&unseen).as_str(), unseen.unmapped), ("", None));
}

#[test]
fn an_actual_text_tells_what_fonts_do_not() {
    let sample = || {
        let mut sample = Sample::new();
        sample.fonts.set("F2", type0("Identity-H", "Identity"));
        sample
    };
    let explained: &[u8] = b"BT /F2 10 Tf 50 50 Td /Span <</ActualText <feff4e2d>>> BDC <12ab> Tj EMC";
    let page = sample().page(&[explained, b" ET"].concat());
    assert_eq!((text(&page).as_str(), page.unmapped), ("中", None));
    let page = sample().page(&[explained, b"<00cd> Tj ET"].concat());
    assert_eq!((text(&page).as_str(), page.unmapped.unwrap().code.as_str()), ("中\u{fffd}", "00CD"));
    // An ActualText of another length does not replace glyphs on several lines.
    let lines = b"BT /F1 10 Tf (A) Tj /F2 10 Tf /Span <</ActualText (xyz)>> BDC <12ab> Tj 0 30 Td <00cd> Tj EMC ET";
    let page = sample().page(lines);
    assert_eq!((text(&page).as_str(), page.unmapped.unwrap().code.as_str()), ("A\u{fffd}\u{fffd}", "12AB"));
}

#[test]
fn codes_of_a_cmap_that_is_not_known_are_no_cids() {
    let mut sample = Sample::new();
    sample.fonts.set("F2", type0("Nobody-Knows-H", "GB1"));
    let page = sample.page(b"BT /F2 10 Tf 50 50 Td <0f3b> Tj /F1 10 Tf (A) Tj ET");
    assert_eq!(text(&page), "\u{fffd}A");
}

#[test]
fn a_to_unicode_that_says_nothing_is_passed_over() {
    let mut sample = Sample::new();
    let map = sample.stream(Dictionary::new(), b"1 beginbfrange <0000><ffff><e000> endbfrange");
    let mut font = type0("GBK-EUC-H", "GB1");
    font.set("ToUnicode", map);
    sample.fonts.set("F2", font);
    assert_eq!(text(&sample.page(b"BT /F2 10 Tf 10 50 Td <d6d041> Tj ET")), "中A");
}

#[test]
fn a_to_unicode_of_everything_to_itself_is_no_mapping_of_glyph_numbers() {
    let sample = |embedded: bool| {
        let mut sample = Sample::new();
        let map = sample.stream(Dictionary::new(), b"1 beginbfrange <0000><ffff><0000> endbfrange");
        let program = sample.stream(Dictionary::new(), b"no font");
        let mut font = type0("Identity-H", "Identity");
        font.set("ToUnicode", map);
        if embedded {
            let fonts = font.get_mut(b"DescendantFonts").and_then(Object::as_array_mut).unwrap();
            fonts[0].as_dict_mut().unwrap().set("FontDescriptor", dictionary! { "FontFile2" => program });
        }
        sample.fonts.set("F2", font);
        sample.try_page(b"BT /F2 10 Tf 10 50 Td <4e2d> Tj ET")
    };
    assert_eq!(text(&sample(false).unwrap()), "中");
    assert_eq!(sample(true).unwrap_err().kind(), ErrorKind::UnmappedText);
}

#[test]
fn differences_name_glyphs() {
    let mut sample = Sample::new();
    let encoding = dictionary! {
        "Differences" => vec![65.into(), Object::Name(b"uni4E2D".to_vec()), Object::Name(b"fi".to_vec())],
    };
    sample.fonts.set(
        "F1",
        dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Custom", "FirstChar" => 65,
            "Widths" => vec![1000.into(), 500.into()], "Encoding" => encoding,
        },
    );
    let page = sample.page(b"BT /F1 10 Tf 10 50 Td (AB) Tj ET");
    assert_eq!(text(&page), "中fi");
    assert!(near(page.glyphs[2].bounds, Rect { left: 22.5, top: 41.2, right: 25.0, bottom: 51.2 }));
}

#[test]
fn inline_images_are_stepped_over() {
    let page = Sample::new().page(b"q 20 0 0 20 10 10 cm BI /W 2 /H 2 /CS /G /BPC 8 ID (EI EI Q BT /F1 9 Tf (A) Tj ET");
    assert_eq!(text(&page), "A");
    assert_eq!(page.images, [Rect { left: 10.0, top: 70.0, right: 30.0, bottom: 90.0 }]);
}

#[test]
fn what_is_missing_is_damage() {
    let mut sample = Sample::new();
    sample.resources.set("XObject", dictionary! { "X" => Object::Reference((99, 0)) });
    assert_eq!(sample.try_page(b"/X Do").unwrap_err().kind(), ErrorKind::Damaged);

    let mut sample = Sample::new();
    sample.fonts.set("F2", Object::Reference((99, 0)));
    assert_eq!(sample.try_page(b"BT /F2 10 Tf ET").unwrap_err().kind(), ErrorKind::Damaged);

    let whole = Sample::new().bytes(b"BT /F1 10 Tf (A) Tj ET");
    assert_eq!(read(&whole[..whole.len() / 2]).unwrap_err().kind(), ErrorKind::Damaged);
    let garbage = Sample::new().try_page(b"BT \x91\x80\xff ET");
    assert_eq!(garbage.unwrap_err().kind(), ErrorKind::Damaged);
}

#[test]
fn what_is_no_pdf() {
    assert_eq!(read(b"").unwrap_err().kind(), ErrorKind::Empty);
    assert_eq!(read(b"hello").unwrap_err().kind(), ErrorKind::NotPdf);
    assert_eq!(read(b"%PDF-1.7\n").unwrap_err().kind(), ErrorKind::Damaged);
}

#[test]
fn hostile_numbers_do_no_harm() {
    let content: &[u8] = b"9e9 99999999999999999999999999999999999999999 0 0 1 0 0 cm \
        1e40 0 0 0 0 0 cm BT /F1 999999999999999999999999999999999999 Tf (A) Tj 0 0 0 0 0 0 Tm (B) Tj ET \
        0 0 m 99999999999999999999999999999999999999999999 0 l S -1 -1 -1 -1 re f Q Q Q EMC EMC (x) TJ [ 5 ( a";
    let page = Sample::new().try_page(content);
    assert_eq!(page.unwrap_err().kind(), ErrorKind::Damaged, "the last string is cut off");
}

#[test]
fn glyphs_have_the_identifier_of_their_marked_content() {
    let mut sample = Sample::new();
    let fonts = sample.fonts.clone();
    let form = dictionary! { "Subtype" => "Form", "Resources" => dictionary! { "Font" => fonts } };
    let form = sample.stream(form, b"BT /F1 10 Tf (x) Tj /P <</MCID 7>> BDC (y) Tj ET");
    sample.resources.set("XObject", dictionary! { "X" => form });
    sample.resources.set("Properties", dictionary! { "N" => dictionary! { "MCID" => 5 } });
    let page = sample.page(
        b"BT /F1 10 Tf (a) Tj /P <</MCID 3>> BDC (b) Tj /Span <</Lang (zh)>> BDC (c) Tj /Span /N BDC (d) Tj EMC EMC ET /X Do \
          BT (e) Tj EMC (f) Tj /P <</MCID -1>> BDC (g) Tj EMC /P <</MCID 1.5>> BDC (h) Tj EMC EMC EMC (i) Tj ET",
    );
    let found: Vec<_> = page.glyphs.iter().map(|glyph| (glyph.character, glyph.mcid)).collect();
    let marked = [('b', 3), ('c', 3), ('d', 5), ('e', 3)];
    assert_eq!(found.len(), 11);
    for (character, mcid) in found {
        let expected = marked.iter().find(|marked| marked.0 == character).map(|marked| marked.1);
        assert_eq!(mcid, expected, "{character}");
    }
}

#[test]
fn artifacts_are_told() {
    let mut sample = Sample::new();
    let fonts = sample.fonts.clone();
    let form = dictionary! { "Subtype" => "Form", "Resources" => dictionary! { "Font" => fonts } };
    let form = sample.stream(form, b"BT /F1 10 Tf (x) Tj ET");
    sample.resources.set("XObject", dictionary! { "X" => form });
    let page = sample.page(
        b"BT /F1 10 Tf /Artifact BMC (a) Tj /Span BMC (b) Tj EMC ET /X Do BT EMC (c) Tj \
          /Artifact <</Type/Pagination>> BDC (d) Tj EMC /P BMC (e) Tj EMC ET",
    );
    let artifacts: String = page.glyphs.iter().filter(|glyph| glyph.artifact).map(|glyph| glyph.character).collect();
    assert_eq!((artifacts.as_str(), text(&page).as_str()), ("abxd", "abxcde"));
}

/// A page with annotations: the entries of each, and its appearance, which is 50 by 10 units large.
fn annotated(annotations: &[(&str, &[u8])]) -> Sample {
    let mut sample = Sample::new();
    let resources = dictionary! { "Font" => sample.fonts.clone() };
    let mut list = Vec::new();
    for (entries, content) in annotations {
        let form = dictionary! {
            "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 50.into(), 10.into()], "Resources" => resources.clone(),
        };
        let form = sample.stream(form, content);
        let Some(Object::Dictionary(mut annotation)) = direct(&mut Lexer::new(entries.as_bytes())) else {
            panic!("{entries}");
        };
        let states = dictionary! { "Off" => Object::Null, "On" => form.clone() };
        let normal = if annotation.has(b"AS") { states.into() } else { form };
        annotation.set("AP", dictionary! { "N" => normal });
        list.push(sample.add(annotation));
    }
    sample.page.set("Annots", list);
    sample
}

const APPEARANCE: &[u8] = b"/Tx BMC q 0 0 50 10 re f 0 5 50 0.2 re f BT /F1 5 Tf 5 2.5 Td (A) Tj 60 0 Td (B) Tj ET";

#[test]
fn what_is_filled_in_in_a_form_is_text_of_the_page() {
    let sample = annotated(&[("<</Subtype/Widget/FT/Tx/Rect[110 40 10 20]>>", APPEARANCE)]);
    let page = sample.page(b"q 2 0 0 2 0 0 cm /P <</MCID 1>> BDC BT /F1 10 Tf 5 30 Td (x) Tj ET 0 0 1 1 re W n");
    assert_eq!(text(&page), "xA");
    let glyph = page.glyphs[1];
    assert!(near(glyph.bounds, Rect { left: 20.0, top: 66.2, right: 26.67, bottom: 76.2 }), "{:?}", glyph.bounds);
    assert_eq!((glyph.in_form, glyph.annotation, glyph.mcid), (false, false, None));
    assert_eq!((page.fills.len(), page.rulings.len()), (1, 1));
}

#[test]
fn what_annotations_lay_on_a_page_is_told_from_its_text() {
    let shown = [
        "<</Subtype/Stamp/Rect[10 20 110 40]>>",
        "<</Subtype/FreeText/F 4/Rect[10 20 110 40]>>",
        "<</Subtype/Widget/FT/Sig/Rect[10 20 110 40]>>",
        "<</Subtype/Widget/Rect[10 20 110 40]/Parent<</FT/Btn/Ff 65536>>>>",
        "<</Subtype/Ink/AS/On/Rect[10 20 110 40]>>",
    ];
    for entries in shown {
        let page = annotated(&[(entries, APPEARANCE)]).page(b"");
        assert_eq!((text(&page).as_str(), page.glyphs[0].annotation), ("A", true), "{entries}");
        assert_eq!((page.fills.len(), page.rulings.len()), (0, 0), "{entries}");
    }
    let not_shown = [
        "<</Subtype/Stamp/F 2/Rect[10 20 110 40]>>",
        "<</Subtype/Stamp/F 32/Rect[10 20 110 40]>>",
        "<</Subtype/Popup/Rect[10 20 110 40]>>",
        "<</Subtype/Stamp/AS/Off/Rect[10 20 110 40]>>",
        "<</Subtype/Stamp/Rect[10 20 10 40]>>",
        "<</Subtype/Stamp>>",
    ];
    for entries in not_shown {
        assert_eq!(text(&annotated(&[(entries, APPEARANCE)]).page(b"")), "", "{entries}");
    }
    let check_box = annotated(&[("<</Subtype/Widget/FT/Btn/AS/On/Rect[10 20 110 40]>>", APPEARANCE)]).page(b"");
    assert!(!check_box.glyphs[0].annotation);
}

#[test]
fn the_matrix_of_an_appearance_turns_it_into_its_rectangle() {
    let mut sample = annotated(&[("<</Subtype/Stamp/Rect[10 20 30 120]>>", APPEARANCE)]);
    sample.page.set("MediaBox", vec![0.into(), 0.into(), 200.into(), 200.into()]);
    for object in sample.document.objects.values_mut() {
        if let Object::Stream(form) = object {
            form.dict.set("Matrix", vec![0.into(), 1.into(), (-1).into(), 0.into(), 7.into(), 7.into()]);
        }
    }
    let glyph = sample.page(b"").glyphs[0];
    // Upwards, from a tenth of the height on, the baseline a quarter from the right edge.
    assert_eq!((glyph.direction, glyph.size), (-90.0, 10.0));
    assert_eq!((glyph.origin.x, glyph.origin.y), (25.0, 170.0));
}

#[test]
fn a_broken_annotation_takes_nothing_with_it() {
    let stamp = "<</Subtype/Stamp/Rect[10 20 110 40]>>";
    let broken: &[u8] = b"q q /P BMC BT /F1 5 Tf 5 2.5 Td (y) Tj /F9 1 Tf (B) Tj \x91\x80 (";
    let page = annotated(&[(stamp, broken), (stamp, APPEARANCE)]).page(b"BT /F1 10 Tf 5 30 Td (x) Tj ET");
    assert_eq!((text(&page).as_str(), page.glyphs[2].bounds.left), ("xyA", 20.0));
    let field = annotated(&[("<</Subtype/Widget/Rect[10 20 110 40]>>", broken)]);
    assert_eq!(field.try_page(b"").unwrap_err().kind(), ErrorKind::Damaged);
}
