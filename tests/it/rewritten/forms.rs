//! Moves content into form XObjects (ISO 32000-2, 8.10).

use lopdf::content::Operation;
use lopdf::{Document, Object, ObjectId, Stream, dictionary};

use super::content::{
    add_resources, attribute, encode, operation, page_content, page_mut, page_operations, pages, resources,
    set_page_content,
};
use super::{altered, originals};

fn paint(name: &str) -> Operation {
    operation("Do", vec![Object::from(name)])
}

/// A form without resources.
fn form(bounds: impl Into<Object>, content: Vec<u8>) -> Stream {
    let dictionary = dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => bounds.into() };
    Stream::new(dictionary, content)
}

/// A form over the whole of a page, in the page's own coordinates.
fn form_of_page(document: &Document, page: ObjectId, content: Vec<u8>) -> Stream {
    form(attribute(document, page, b"MediaBox").expect("a page has a MediaBox"), content)
}

/// Replaces the content of a page with a form. The operation `before` comes before the form.
fn paint_instead(document: &mut Document, page: ObjectId, form: Stream, before: Option<Operation>) {
    let form = document.add_object(form);
    add_resources(document, page, "XObject", &[("Whole".to_owned(), form)]);
    let operations: Vec<_> = before.into_iter().chain([paint("Whole")]).collect();
    set_page_content(document, page, encode(&operations));
}

#[test]
fn pages_in_forms() {
    altered(originals().len(), |document| {
        let pages = pages(document);
        for page in &pages {
            let mut form = form_of_page(document, *page, page_content(document, *page));
            form.dict.set("Resources", resources(document, *page));
            // The page itself has no resources left.
            page_mut(document, *page).set("Resources", dictionary! {});
            paint_instead(document, *page, form, None);
        }
        pages.len()
    });
}

/// What is filled in in a field of a form is text of the page (12.5.5), so the whole content of a page may be a field.
#[test]
fn pages_in_fields_of_a_form() {
    altered(originals().len(), |document| {
        let pages = pages(document);
        for page in &pages {
            let mut form = form_of_page(document, *page, page_content(document, *page));
            form.dict.set("Resources", resources(document, *page));
            let form = document.add_object(form);
            let field = dictionary! {
                "Type" => "Annot", "Subtype" => "Widget", "FT" => "Tx", "F" => 4, "AP" => dictionary! { "N" => form },
                "Rect" => attribute(document, *page, b"MediaBox").expect("a page has a MediaBox"),
            };
            let field = document.add_object(field);
            page_mut(document, *page).set("Annots", vec![Object::from(field)]);
            set_page_content(document, *page, Vec::new());
        }
        pages.len()
    });
}

/// A form without resources uses those of the page (7.8.3). The matrix of the form undoes that of the page.
#[test]
fn pages_in_forms_with_a_matrix_and_the_resources_of_the_page() {
    altered(originals().len(), |document| {
        let pages = pages(document);
        for page in &pages {
            let mut form = form_of_page(document, *page, page_content(document, *page));
            let matrix = |numbers: [f32; 6]| numbers.into_iter().map(Object::Real).collect::<Vec<_>>();
            form.dict.set("Matrix", matrix([0.0, 2.0, -2.0, 0.0, 100.0, -20.0]));
            let undo = operation("cm", matrix([0.0, -0.5, 0.5, 0.0, 10.0, 50.0]));
            paint_instead(document, *page, form, Some(undo));
        }
        pages.len()
    });
}

#[test]
fn pages_in_forms_in_forms() {
    altered(originals().len(), |document| {
        let pages = pages(document);
        for page in &pages {
            let mut form = form_of_page(document, *page, page_content(document, *page));
            form.dict.set("Resources", resources(document, *page));
            for _ in 0..5 {
                let inner = document.add_object(form);
                form = form_of_page(document, *page, encode(&[paint("Inner")]));
                form.dict.set("Resources", dictionary! { "XObject" => dictionary! { "Inner" => inner } });
            }
            paint_instead(document, *page, form, None);
        }
        pages.len()
    });
}

/// How many graphics states, text objects and marked-content sequences are open.
#[derive(Clone, Copy, PartialEq, Default)]
struct Depth {
    states: i32,
    texts: i32,
    marks: i32,
}

impl Depth {
    fn after(mut self, operator: &str) -> Self {
        match operator {
            "q" => self.states += 1,
            "Q" => self.states -= 1,
            "BT" => self.texts += 1,
            "ET" => self.texts -= 1,
            "BMC" | "BDC" => self.marks += 1,
            "EMC" => self.marks -= 1,
            _ => {}
        }
        self
    }
}

/// The end of the block that begins with the first operation: the place where everything that was opened in it is
/// closed.
fn end_of_block(operations: &[Operation]) -> Option<usize> {
    let mut depth = Depth::default();
    for (index, operation) in operations.iter().enumerate() {
        depth = depth.after(&operation.operator);
        if depth.states == 0 {
            return (depth == Depth::default()).then_some(index + 1);
        }
        if depth.marks < 0 || depth.texts < 0 {
            return None;
        }
    }
    None
}

/// Every block between `q` and its `Q` becomes a form. A form begins with the graphics state of the page and does not
/// change it (8.10.1), and the same is true of the block. A block that is most of a page stays, and the blocks in it
/// become forms.
#[test]
fn blocks_in_forms() {
    altered(25, |document| {
        let mut blocks = 0;
        for page in pages(document) {
            let operations = page_operations(document, page);
            let (mut left, mut forms) = (Vec::new(), Vec::new());
            let mut rest = operations.as_slice();
            while let Some((first, others)) = rest.split_first() {
                let end = if first.operator == "q" { end_of_block(rest) } else { None };
                let Some(end) = end.filter(|end| *end < operations.len() / 2) else {
                    left.push(first.clone());
                    rest = others;
                    continue;
                };
                let name = format!("Block{}", forms.len());
                let everywhere = [-30_000, -30_000, 30_000, 30_000].map(Object::from).to_vec();
                let form = document.add_object(form(everywhere, encode(&rest[..end])));
                left.push(paint(&name));
                forms.push((name, form));
                rest = &rest[end..];
            }
            blocks += forms.len();
            add_resources(document, page, "XObject", &forms);
            set_page_content(document, page, encode(&left));
        }
        blocks
    });
}
