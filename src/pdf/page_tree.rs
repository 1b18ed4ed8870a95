//! Lists the pages of a file in order, with the resources, boxes and rotation that they inherit in the page tree (ISO 32000-1,
//! 7.7.3). Boxes and rotation become the transformation of each page from default user space to page space.

use std::collections::HashSet;

use lopdf::{Dictionary, Object};

use super::file::{File, as_dictionary, as_integer, as_number, damaged, limit_exceeded};
use super::limits::MAX_PAGE_TREE_DEPTH;
use super::matrix::{Area, Matrix};
use crate::error::Error;

/// US Letter: the box that viewers use for a page without a MediaBox.
const DEFAULT_BOX: [f64; 4] = [0.0, 0.0, 612.0, 792.0];

/// One page.
#[derive(Debug)]
pub(super) struct PageNode<'a> {
    pub(super) dictionary: &'a Dictionary,
    /// The number of its object, by which other objects refer to it.
    pub(super) object: Option<u32>,
    pub(super) resources: Option<&'a Dictionary>,
    /// From default user space to page space.
    pub(super) base: Matrix,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl PageNode<'_> {
    /// The visible part of the page, in page space.
    pub(super) fn visible(&self) -> Area {
        Area::new(0.0, 0.0, self.width, self.height)
    }
}

/// The values that pages inherit from the nodes above them.
#[derive(Debug, Clone, Copy, Default)]
struct Inherited<'a> {
    resources: Option<&'a Dictionary>,
    media_box: Option<[f64; 4]>,
    crop_box: Option<[f64; 4]>,
    rotate: i64,
}

impl<'a> Inherited<'a> {
    fn with(mut self, file: &'a File<'a>, node: &'a Dictionary) -> Result<Self, Error> {
        match file.need(node, b"Resources") {
            Ok(Some(object)) => self.resources = as_dictionary(object),
            Ok(None) => {}
            Err(_) => return Err(damaged("the resources of a page are missing")),
        }
        self.media_box = file.numbers(node, b"MediaBox").or(self.media_box);
        self.crop_box = file.numbers(node, b"CropBox").or(self.crop_box);
        self.rotate = file.get(node, b"Rotate").and_then(as_integer).unwrap_or(self.rotate);
        Ok(self)
    }
}

/// Every page in order. A tree that holds fewer pages than it says is damaged.
pub(super) fn pages<'a>(file: &'a File<'_>) -> Result<Vec<PageNode<'a>>, Error> {
    let catalog = file.dictionary(file.trailer(), b"Root").ok_or_else(|| damaged("its catalog is missing"))?;
    let root = file.dictionary(catalog, b"Pages").ok_or_else(|| damaged("the root of its page tree is missing"))?;
    let mut walk = Walk { file, seen: HashSet::new(), pages: Vec::new() };
    walk.node(root, None, Inherited::default(), 0)?;
    let pages = walk.pages;
    let count = file.get(root, b"Count").and_then(as_integer).and_then(|count| usize::try_from(count).ok());
    if let Some(count) = count
        && pages.len() < count
    {
        return Err(damaged(format_args!("it should have {count} pages, but only {} are there", pages.len())));
    }
    if pages.is_empty() {
        return Err(damaged("it has no pages"));
    }
    Ok(pages)
}

struct Walk<'a> {
    file: &'a File<'a>,
    /// Addresses of the inner nodes that were visited, against trees that lead back to themselves.
    seen: HashSet<*const Dictionary>,
    pages: Vec<PageNode<'a>>,
}

impl<'a> Walk<'a> {
    fn node(
        &mut self,
        node: &'a Dictionary,
        object: Option<u32>,
        inherited: Inherited<'a>,
        depth: usize,
    ) -> Result<(), Error> {
        if depth > MAX_PAGE_TREE_DEPTH {
            return Err(limit_exceeded(format_args!("its page tree is more than {MAX_PAGE_TREE_DEPTH} levels deep")));
        }
        let inherited = inherited.with(self.file, node)?;
        let Some(kids) = self.file.array(node, b"Kids") else {
            if self.file.name(node, b"Type") == Some(b"Pages") {
                return Err(damaged("a part of its page tree is missing"));
            }
            return self.page(node, object, inherited);
        };
        // A page may stand in the tree twice, but an inner node may not.
        if !self.seen.insert(std::ptr::from_ref(node)) {
            return Err(damaged("its page tree leads back to itself"));
        }
        for kid in kids {
            match self.file.resolve(kid) {
                Ok(Object::Dictionary(node)) => {
                    self.node(node, kid.as_reference().ok().map(|id| id.0), inherited, depth + 1)?;
                }
                _ => return Err(damaged(format_args!("page {} is missing", self.pages.len() + 1))),
            }
        }
        Ok(())
    }

    fn page(&mut self, node: &'a Dictionary, object: Option<u32>, inherited: Inherited<'a>) -> Result<(), Error> {
        let limit = self.file.page_limit();
        if self.pages.len() >= limit {
            return Err(limit_exceeded(format_args!("it has more than {limit} pages")));
        }
        let unit = self.file.get(node, b"UserUnit").and_then(as_number).filter(|unit| *unit > 0.0).unwrap_or(1.0);
        let visible = visible_box(inherited);
        let (base, width, height) = page_space(visible, inherited.rotate, unit);
        self.pages.push(PageNode { dictionary: node, object, resources: inherited.resources, base, width, height });
        Ok(())
    }
}

/// The part of the CropBox that lies within the MediaBox.
fn visible_box(inherited: Inherited<'_>) -> Area {
    let area = |[x0, y0, x1, y1]: [f64; 4]| Area::new(x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1));
    let usable = |area: &Area| area.width() > 0.0 && area.height() > 0.0;
    let media = inherited.media_box.map(area).filter(usable).unwrap_or_else(|| area(DEFAULT_BOX));
    inherited.crop_box.map(|crop| area(crop).intersection(&media)).filter(usable).unwrap_or(media)
}

/// The transformation from default user space, and the size of the page as shown.
fn page_space(visible: Area, rotate: i64, unit: f64) -> (Matrix, f64, f64) {
    let (width, height) = (visible.width() * unit, visible.height() * unit);
    let upright =
        Matrix::translation(-visible.left, -visible.bottom).then(&Matrix::new(unit, 0.0, 0.0, -unit, 0.0, 0.0));
    // Each turn is clockwise about the top left corner, moved back onto the page.
    match rotate.rem_euclid(360) {
        90 => (upright.then(&Matrix::new(0.0, 1.0, -1.0, 0.0, height, 0.0)), height, width),
        180 => (upright.then(&Matrix::new(-1.0, 0.0, 0.0, -1.0, width, height)), width, height),
        270 => (upright.then(&Matrix::new(0.0, -1.0, 1.0, 0.0, 0.0, width)), height, width),
        _ => (upright, width, height),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_space_starts_top_left_in_every_rotation() {
        // The corner of the page that is shown top left, in default user space.
        for (rotate, corner) in [(0, (10.0, 220.0)), (90, (10.0, 20.0)), (180, (110.0, 20.0)), (270, (110.0, 220.0))] {
            let (base, width, height) = page_space(Area::new(10.0, 20.0, 110.0, 220.0), rotate, 2.0);
            assert_eq!(base.apply(corner.0, corner.1), (0.0, 0.0), "rotated by {rotate}");
            assert_eq!((width, height), if rotate % 180 == 0 { (200.0, 400.0) } else { (400.0, 200.0) });
        }
    }

    #[test]
    fn the_crop_box_ends_at_the_media_box() {
        let inherited = Inherited {
            media_box: Some([0.0, 0.0, 100.0, 100.0]),
            crop_box: Some([-10.0, 50.0, 60.0, 500.0]),
            ..Inherited::default()
        };
        assert_eq!(visible_box(inherited), Area::new(0.0, 50.0, 60.0, 100.0));
    }
}
