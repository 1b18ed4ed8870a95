//! Writes the structure tree of a tagged file (ISO 32000-2, 14.7).

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::content::Mark;
use crate::style::Tags;
use crate::tags::{Block, CellElement, Tag};

/// Adds the structure tree to a file, and gives its root; `None` if the style has no tree.
pub(super) fn write(
    blocks: &[Block],
    marks: &[Mark],
    pages: &[ObjectId],
    tags: Tags,
    document: &mut Document,
) -> Option<ObjectId> {
    if matches!(tags, Tags::None | Tags::TakenOut) {
        return None;
    }
    let mut texts: BTreeMap<Tag, Vec<&Mark>> = BTreeMap::new();
    for (number, mark) in marks.iter().enumerate() {
        if !matches!(tags, Tags::Lost(each) if number % each == each - 1) {
            texts.entry(mark.tag).or_default().push(mark);
        }
    }
    if let Tags::Swapped(number) = tags {
        swap(number, blocks, &mut texts);
    }
    let nested = tags == Tags::True { nested: true };
    let root = document.new_object_id();
    let mut tree = Tree { texts, pages, document, parents: BTreeMap::new(), nested };
    let whole = tree.document.new_object_id();
    let kids: Vec<Object> = blocks.iter().enumerate().map(|(index, block)| tree.block(index, block, whole)).collect();
    let parents: Vec<Object> = tree.parents.iter().flat_map(|(page, owners)| owned(*page, owners)).collect();
    document.objects.insert(whole, element("Document", root, kids).into());
    let structure = dictionary! {
        "Type" => "StructTreeRoot", "K" => whole, "ParentTree" => dictionary! { "Nums" => parents },
        "ParentTreeNextKey" => integer(pages.len()),
    };
    document.objects.insert(root, structure.into());
    Some(root)
}

struct Tree<'t> {
    /// The marked content of each element.
    texts: BTreeMap<Tag, Vec<&'t Mark>>,
    pages: &'t [ObjectId],
    document: &'t mut Document,
    /// For each page, the element of each marked-content identifier.
    parents: BTreeMap<usize, BTreeMap<usize, ObjectId>>,
    nested: bool,
}

impl Tree<'_> {
    fn block(&mut self, index: usize, block: &Block, parent: ObjectId) -> Object {
        match block {
            Block::Paragraph { heading } => {
                let tag = Tag { block: index, row: 0, cell: 0 };
                self.text(if *heading { "H2" } else { "P" }, tag, parent, Dictionary::new()).into()
            }
            Block::Table(rows) => self.table(index, rows, parent).into(),
        }
    }

    fn table(&mut self, block: usize, rows: &[Vec<CellElement>], parent: ObjectId) -> ObjectId {
        let table = self.document.new_object_id();
        let body = if self.nested { self.document.new_object_id() } else { table };
        let mut kids: Vec<Object> = Vec::with_capacity(rows.len());
        for (row, cells) in rows.iter().enumerate() {
            let id = self.document.new_object_id();
            let cells = cells.iter().map(|cell| self.cell(Tag { block, row, cell: cell.index }, *cell, id).into());
            let cells: Vec<Object> = cells.collect();
            self.document.objects.insert(id, element("TR", body, cells).into());
            kids.push(id.into());
        }
        if self.nested {
            self.document.objects.insert(body, element("TBody", table, kids).into());
            kids = vec![body.into()];
        }
        self.document.objects.insert(table, element("Table", parent, kids).into());
        table
    }

    fn cell(&mut self, tag: Tag, cell: CellElement, parent: ObjectId) -> ObjectId {
        let mut attributes = Dictionary::new();
        for (key, span) in [("ColSpan", cell.spans.0), ("RowSpan", cell.spans.1)] {
            if span > 1 {
                attributes.set("O", "Table");
                attributes.set(key, integer(span));
            }
        }
        let kind = if cell.label { "TH" } else { "TD" };
        if !self.nested {
            return self.text(kind, tag, parent, attributes);
        }
        let id = self.document.new_object_id();
        let text = self.text("P", tag, id, Dictionary::new());
        let mut cell = element(kind, parent, vec![text.into()]);
        if !attributes.is_empty() {
            cell.set("A", attributes);
        }
        self.document.objects.insert(id, cell.into());
        id
    }

    /// Adds an element with its marked content.
    fn text(&mut self, kind: &str, tag: Tag, parent: ObjectId, attributes: Dictionary) -> ObjectId {
        let id = self.document.new_object_id();
        let marks = self.texts.remove(&tag).unwrap_or_default();
        let mut kids: Vec<Object> = Vec::with_capacity(marks.len());
        for mark in marks {
            self.parents.entry(mark.page).or_default().insert(mark.id, id);
            let page = self.pages[mark.page];
            kids.push(dictionary! { "Type" => "MCR", "Pg" => page, "MCID" => integer(mark.id) }.into());
        }
        let mut element = element(kind, parent, kids);
        if !attributes.is_empty() {
            element.set("A", attributes);
        }
        self.document.objects.insert(id, element.into());
        id
    }
}

fn element(kind: &str, parent: ObjectId, kids: Vec<Object>) -> Dictionary {
    dictionary! { "Type" => "StructElem", "S" => kind, "P" => parent, "K" => kids }
}

/// The entry of the parent tree for a page: the element of each marked-content identifier.
fn owned(page: usize, owners: &BTreeMap<usize, ObjectId>) -> [Object; 2] {
    let last = owners.keys().next_back().copied().unwrap_or(0);
    let owner = |id: usize| owners.get(&id).map_or(Object::Null, |owner| (*owner).into());
    [integer(page), Object::Array((0..=last).map(owner).collect())]
}

fn integer(number: usize) -> Object {
    i64::try_from(number).expect("a report is small").into()
}

/// Gives two neighbouring cells of a table each other's text. `number` says which pair of cells, counted round.
fn swap(number: usize, blocks: &[Block], texts: &mut BTreeMap<Tag, Vec<&Mark>>) {
    let is_cell = |tag: &&Tag| matches!(blocks[tag.block], Block::Table(_));
    let cells: Vec<Tag> = texts.keys().filter(is_cell).copied().collect();
    let pairs: Vec<&[Tag]> = cells.windows(2).filter(|pair| pair[0].block == pair[1].block).collect();
    let Some([first, second]) = pairs.get(number % pairs.len().max(1)).copied() else { return };
    if let (Some(one), Some(other)) = (texts.remove(first), texts.remove(second)) {
        texts.insert(*first, other);
        texts.insert(*second, one);
    }
}
