//! Writes pages as a PDF file.

mod around;
mod borders;
mod content;
mod tree;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use self::content::Content;
use crate::font::Fonts;
use crate::page::Print;
use crate::style::{Style, Tags};

/// The file of the pages.
pub(crate) fn write(print: &Print, style: &Style) -> Vec<u8> {
    let pages = &print.pages;
    let mut document = Document::with_version("1.5");
    let mut fonts = Fonts::new(style);
    let tree = document.new_object_id();
    let resources = document.new_object_id();
    let degrees = i64::from(style.turn.painted) * 90;
    let mut kids = Vec::with_capacity(pages.len());
    let mut marks = Vec::new();
    for index in 0..pages.len() {
        let (content, marked) = Content::of(print, index, style, &mut fonts);
        marks.extend(marked);
        let mut stream = Stream::new(Dictionary::new(), content.into_bytes());
        if style.compressed {
            stream.compress().expect("memory can be written to");
        }
        let content = document.add_object(stream);
        let mut page = dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => content, "Rotate" => if style.turn.undone { degrees } else { 0 },
        };
        if style.tags != Tags::None {
            page.set("StructParents", i64::try_from(index).expect("pages are few"));
        }
        kids.push(document.add_object(page));
    }
    let fonts = fonts.write(&mut document);
    let states = dictionary! { "Pale" => dictionary! { "Type" => "ExtGState", "ca" => 0.15 } };
    document.objects.insert(resources, Object::from(dictionary! { "Font" => fonts, "ExtGState" => states }));
    let structure = tree::write(&print.blocks, &marks, &kids, style.tags, &mut document);
    let kids: Vec<Object> = kids.into_iter().map(Object::from).collect();
    let count = i64::try_from(kids.len()).expect("pages are few");
    let (width, height) = if style.turn.painted.is_multiple_of(2) { style.page } else { (style.page.1, style.page.0) };
    let media_box: Vec<Object> = vec![0.into(), 0.into(), width.into(), height.into()];
    let pages = dictionary! {
        "Type" => "Pages", "Kids" => kids, "Count" => count, "MediaBox" => media_box, "Resources" => resources,
    };
    document.objects.insert(tree, Object::from(pages));
    let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => tree };
    if let Some(structure) = structure {
        catalog.set("MarkInfo", dictionary! { "Marked" => true });
        catalog.set("StructTreeRoot", structure);
    }
    let catalog = document.add_object(catalog);
    document.trailer.set("Root", catalog);
    let mut file = Vec::new();
    document.save_to(&mut file).expect("memory can be written to");
    file
}
