//! Changes coordinates (ISO 32000-2, 8.3): pages that look the same with another default user space, and pages that are
//! shown turned or larger.

use lopdf::{Document, Object, ObjectId, dictionary};
use zhengxin::geometry::Rect;

use super::content::{add_resources, attribute, page_content, page_mut, pages, set_page_content};
use super::{altered, originals, saved};

/// A transformation of user space, as in `cm`.
type Matrix = [f32; 6];

fn apply([a, b, c, d, e, f]: Matrix, x: f32, y: f32) -> [f32; 2] {
    [a * x + c * y + e, b * x + d * y + f]
}

fn rectangle(object: &Object) -> [f32; 4] {
    let sides: Vec<_> =
        object.as_array().expect("a rectangle").iter().map(|side| side.as_float().expect("a number")).collect();
    sides.try_into().expect("four sides")
}

fn numbers(numbers: &[f32]) -> Vec<Object> {
    numbers.iter().map(|number| Object::Real(*number)).collect()
}

fn number_of(document: &Document, page: ObjectId, key: &[u8]) -> Option<f32> {
    attribute(document, page, key)?.as_float().ok()
}

/// Puts operators before the content of a page.
fn prepend(document: &mut Document, page: ObjectId, first: &[u8]) {
    let content = [first, &page_content(document, page)].concat();
    set_page_content(document, page, content);
}

/// Transforms everything on every page, and the boxes of the page with it.
fn transform_pages(document: &mut Document, matrix: Matrix) -> usize {
    let pages = pages(document);
    let [a, b, c, d, e, f] = matrix;
    for page in &pages {
        prepend(document, *page, format!("{a} {b} {c} {d} {e} {f} cm\n").as_bytes());
        for key in ["MediaBox", "CropBox"] {
            let Some(sides) = attribute(document, *page, key.as_bytes()) else { continue };
            let [x0, y0, x1, y1] = rectangle(&sides);
            let (from, to) = (apply(matrix, x0, y0), apply(matrix, x1, y1));
            page_mut(document, *page).set(key, numbers(&[from, to].concat()));
        }
    }
    pages.len()
}

/// Turns every page clockwise, by a multiple of 90 degrees.
fn rotate_pages(document: &mut Document, degrees: i64) -> usize {
    let pages = pages(document);
    for page in &pages {
        let rotate = attribute(document, *page, b"Rotate").and_then(|rotate| rotate.as_i64().ok()).unwrap_or(0);
        page_mut(document, *page).set("Rotate", rotate + degrees);
    }
    pages.len()
}

fn enlarge_pages(document: &mut Document, factor: f32) -> usize {
    let pages = pages(document);
    for page in &pages {
        let unit = number_of(document, *page, b"UserUnit").unwrap_or(1.0);
        page_mut(document, *page).set("UserUnit", unit * factor);
    }
    pages.len()
}

/// How far a mark may be from its place and still count as unmoved, in points: coordinates have single precision here.
const STILL: f32 = 0.02;

/// Alters the objects of every fixture. Every glyph and every line must stay in its place on the page. This says more
/// than an equal transcript, which a page that is moved as a whole would have, too.
fn unmoved(alter: impl Fn(&mut Document) -> usize) {
    for original in originals() {
        let name = &original.name;
        let mut document = original.document.clone();
        let count = alter(&mut document);
        let pages = zhengxin::pdf::read(&saved(&mut document)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((count, pages.len()), (original.pages.len(), original.pages.len()), "{name}");
        for (page, before) in pages.iter().zip(&original.pages) {
            let place = format!("{name}, page {}", page.number);
            let sizes = [page.width - before.width, page.height - before.height];
            assert!(sizes.iter().all(|difference| difference.abs() <= STILL), "{place}: {sizes:?}");
            assert_eq!(page.glyphs.len(), before.glyphs.len(), "{place}");
            for (glyph, before) in page.glyphs.iter().zip(&before.glyphs) {
                assert_eq!(glyph.character, before.character, "{place}");
                assert!(is_still(&glyph.bounds, &before.bounds), "{place}: {glyph:?}, was {before:?}");
            }
            assert_eq!(page.rulings.len(), before.rulings.len(), "{place}");
            for (ruling, before) in page.rulings.iter().zip(&before.rulings) {
                assert_eq!(ruling.horizontal, before.horizontal, "{place}");
                assert!(is_still(&ruling.bounds, &before.bounds), "{place}: {ruling:?}, was {before:?}");
            }
        }
    }
}

fn is_still(after: &Rect, before: &Rect) -> bool {
    let sides = |rect: &Rect| [rect.left, rect.top, rect.right, rect.bottom];
    sides(after).iter().zip(sides(before)).all(|(after, before)| (after - before).abs() <= STILL)
}

/// Turns the page, and its content the other way.
fn turned_and_turned_back(degrees: i64, matrix: Matrix) {
    unmoved(|document| {
        transform_pages(document, matrix);
        rotate_pages(document, degrees)
    });
}

#[test]
fn turned_right_and_content_turned_left() {
    turned_and_turned_back(90, [0.0, 1.0, -1.0, 0.0, 0.0, 0.0]);
}

#[test]
fn turned_over_and_content_turned_over() {
    turned_and_turned_back(180, [-1.0, 0.0, 0.0, -1.0, 700.0, 900.0]);
}

#[test]
fn turned_left_and_content_turned_right() {
    turned_and_turned_back(-90, [0.0, -1.0, 1.0, 0.0, -50.0, 1000.0]);
}

/// Pages that are shown on their side or upside down, as if they had been scanned the wrong way round.
#[test]
fn shown_on_the_side() {
    for degrees in [-90, 180, 450] {
        altered(originals().len(), |document| rotate_pages(document, degrees));
    }
}

#[test]
fn another_origin() {
    unmoved(|document| transform_pages(document, [1.0, 0.0, 0.0, 1.0, -1234.5, 678.25]));
}

/// A rectangle may be given by any two opposite corners (7.9.5).
#[test]
fn corners_the_other_way_round() {
    unmoved(|document| {
        let pages = pages(document);
        for page in &pages {
            for key in ["MediaBox", "CropBox"] {
                let Some(sides) = attribute(document, *page, key.as_bytes()) else { continue };
                let [x0, y0, x1, y1] = rectangle(&sides);
                page_mut(document, *page).set(key, numbers(&[x1, y0, x0, y1]));
            }
        }
        pages.len()
    });
}

/// A larger page with text beside the original page, which the CropBox hides.
#[test]
fn cropped_from_a_larger_sheet() {
    const MARGIN: f32 = 40.0;
    unmoved(|document| {
        let helvetica = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
        let helvetica = document.add_object(helvetica);
        let pages = pages(document);
        for page in &pages {
            let media = rectangle(&attribute(document, *page, b"MediaBox").expect("a page has a MediaBox"));
            let crop = attribute(document, *page, b"CropBox").map_or(media, |sides| rectangle(&sides));
            let [left, bottom, right, top] = media;
            let sheet = [left - MARGIN, bottom - MARGIN, right + MARGIN, top + MARGIN];
            page_mut(document, *page).set("MediaBox", numbers(&sheet));
            page_mut(document, *page).set("CropBox", numbers(&crop));
            add_resources(document, *page, "Font", &[("CropMarks".to_owned(), helvetica)]);
            let marks = format!(
                "q BT /CropMarks 9 Tf {left} {} Td (Cut here) Tj ET {} {bottom} m {} {top} l S Q\n",
                top + MARGIN / 2.0,
                left - MARGIN / 2.0,
                left - MARGIN / 2.0
            );
            prepend(document, *page, marks.as_bytes());
        }
        pages.len()
    });
}

#[test]
fn scaled_down_in_larger_units() {
    unmoved(|document| {
        transform_pages(document, [0.4, 0.0, 0.0, 0.4, 0.0, 0.0]);
        enlarge_pages(document, 2.5)
    });
}

/// Paper of another size: one step larger and one step smaller in the series of ISO paper sizes.
#[test]
fn larger_and_smaller() {
    for factor in [std::f32::consts::FRAC_1_SQRT_2, std::f32::consts::SQRT_2] {
        altered(originals().len(), |document| enlarge_pages(document, factor));
    }
}
