//! Writes pages as a PDF file.

mod around;
mod borders;
mod content;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use self::content::Content;
use crate::font::Fonts;
use crate::page::Page;
use crate::style::Style;

/// The file of the pages.
pub(crate) fn write(pages: &[Page], style: &Style) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let mut fonts = Fonts::new(style);
    let tree = document.new_object_id();
    let resources = document.new_object_id();
    let degrees = i64::from(style.turn.painted) * 90;
    let mut kids = Vec::with_capacity(pages.len());
    for (index, page) in pages.iter().enumerate() {
        let content = Content::of(page, index + 1, pages.len(), style, &mut fonts);
        let mut stream = Stream::new(Dictionary::new(), content.into_bytes());
        if style.compressed {
            stream.compress().expect("memory can be written to");
        }
        let content = document.add_object(stream);
        let page = dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => content, "Rotate" => if style.turn.undone { degrees } else { 0 },
        };
        let page = document.add_object(page);
        kids.push(Object::from(page));
    }
    let fonts = fonts.write(&mut document);
    let states = dictionary! { "Pale" => dictionary! { "Type" => "ExtGState", "ca" => 0.15 } };
    document.objects.insert(resources, Object::from(dictionary! { "Font" => fonts, "ExtGState" => states }));
    let count = i64::try_from(kids.len()).expect("pages are few");
    let (width, height) = if style.turn.painted.is_multiple_of(2) { style.page } else { (style.page.1, style.page.0) };
    let media_box: Vec<Object> = vec![0.into(), 0.into(), width.into(), height.into()];
    let pages = dictionary! {
        "Type" => "Pages", "Kids" => kids, "Count" => count, "MediaBox" => media_box, "Resources" => resources,
    };
    document.objects.insert(tree, Object::from(pages));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut file = Vec::new();
    document.save_to(&mut file).expect("memory can be written to");
    file
}
