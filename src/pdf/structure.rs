//! Looks up in the structure tree of a tagged file which cell of which table a piece of marked content is in (ISO 32000-1, 14.7
//! and 14.8.4.3.4). A page number and a marked-content identifier come in; a [`TaggedCell`] goes out, or `None`.
//!
//! The tree makes up most of a tagged file, and no page needs it. So only single pieces of content are looked up: the parent tree
//! leads from a piece to its element, and the elements lead up to the table. A damaged tree gives `None` and no error, because a
//! viewer shows the pages all the same.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{iter, slice};

use foldhash::fast::RandomState;
use lopdf::{Dictionary, Object};

use super::file::{File, as_integer};
use super::limits::{MAX_NESTING, MAX_NUMBER_TREE_DEPTH, MAX_STRUCTURE_DEPTH, MAX_STRUCTURE_KIDS};
use super::page_tree::PageNode;
use crate::page::TaggedCell;

/// The structure tree of a file. Several threads may look content up in it.
pub(super) struct StructureTree<'b> {
    /// The file with budgets of its own: a tree that asks for too much is no reason to refuse the pages.
    file: File<'b>,
    /// One for each page of the file; `None` for a page whose content has no place in the tree.
    pages: Vec<Option<TaggedPage>>,
    /// How many steps all lookups of a page may take together. Each page has its own, so that the answers do not depend on which
    /// thread reads which page first.
    step_limit: usize,
}

/// How the tree refers to a page.
struct TaggedPage {
    /// The object number of the page, by which elements refer to it.
    object: u32,
    /// Its key in the parent tree.
    key: i64,
    /// The steps that its lookups took so far.
    steps: AtomicUsize,
}

impl<'b> StructureTree<'b> {
    /// The tree of a file with these pages. Nothing of it is read yet.
    pub(super) fn new(file: &File<'b>, pages: &[PageNode<'_>]) -> Self {
        let step_limit = file.operator_limit() / pages.len().max(1);
        let file = file.aside();
        let mut counts: HashMap<u32, usize, RandomState> = HashMap::default();
        for object in pages.iter().filter_map(|page| page.object) {
            *counts.entry(object).or_default() += 1;
        }
        let tagged = |page: &PageNode<'_>| {
            // The content of a page that stands in the page tree twice has no single place in the structure tree.
            let object = page.object.filter(|object| counts.get(object) == Some(&1))?;
            let key = file.integer(page.dictionary, b"StructParents")?;
            Some(TaggedPage { object, key, steps: AtomicUsize::new(0) })
        };
        let pages = pages.iter().map(tagged).collect();
        Self { file, pages, step_limit }
    }

    /// The cell of the marked content that has this identifier, on the page of this number in the file, from 1.
    pub(super) fn cell(&self, page: u32, mcid: u32) -> Option<TaggedCell> {
        let page = self.pages.get(usize::try_from(page).ok()?.checked_sub(1)?)?.as_ref()?;
        if page.steps.load(Ordering::Relaxed) > self.step_limit {
            return None;
        }
        let catalog = self.file.dictionary(self.file.trailer(), b"Root")?;
        let root = self.file.dictionary(catalog, b"StructTreeRoot")?;
        let lookup = Lookup {
            file: &self.file,
            parents: self.file.dictionary(root, b"ParentTree")?,
            roles: self.file.dictionary(root, b"RoleMap"),
            page,
            steps: Cell::new(0),
        };
        let cell = lookup.cell(mcid);
        page.steps.fetch_add(lookup.steps.get(), Ordering::Relaxed);
        // If a budget ran out, the objects that were not read may have led to another answer.
        self.file.check().ok().and(cell)
    }
}

/// The part that an element has in a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Table,
    Row,
    Cell,
}

/// One lookup of a piece of content.
struct Lookup<'a> {
    file: &'a File<'a>,
    /// The number tree that leads from pages to elements.
    parents: &'a Dictionary,
    /// The role map: for the structure types of the file, the types that they stand for.
    roles: Option<&'a Dictionary>,
    /// The page that the content is on.
    page: &'a TaggedPage,
    /// How many keys, kids and elements were looked at.
    steps: Cell<usize>,
}

impl<'a> Lookup<'a> {
    /// The cell of the content of this identifier.
    fn cell(&self, mcid: u32) -> Option<TaggedCell> {
        // The parent tree has an array for each page: the elements of its content, indexed by marked-content identifier
        // (14.7.4.4).
        let owners = self.value(self.page.key)?.as_array().ok()?;
        let (owner, _) = owners.get(usize::try_from(mcid).ok()?)?.as_reference().ok()?;
        // From the inside out, a cell, a row and a table must follow each other. Elements of other types, as TBody, may be in
        // between.
        let mut parts = self.elements(owner).filter_map(|(number, element)| Some((number, self.role(element)?)));
        let mut next = |role| parts.next().filter(|part| part.1 == role).map(|part| part.0);
        let cell = next(Role::Cell)?;
        let row = next(Role::Row)?;
        let table = next(Role::Table)?;
        // If the element does not have the content among its kids, the parent tree is damaged or falsified.
        self.has_kid(owner, mcid).then_some(TaggedCell { table, row, cell })
    }

    /// Counts a key, a kid or an element that was looked at.
    fn step(&self) {
        self.steps.set(self.steps.get() + 1);
    }

    /// The value of a key in the parent tree, which is a number tree: its keys ascend (7.9.7).
    fn value(&self, key: i64) -> Option<&'a Object> {
        let mut node = self.parents;
        for _ in 0..MAX_NUMBER_TREE_DEPTH {
            if let Some(pairs) = self.file.array(node, b"Nums") {
                let (pairs, _) = pairs.as_chunks::<2>();
                let index = pairs.binary_search_by_key(&Some(key), |pair| self.key(&pair[0])).ok()?;
                return self.file.resolve(&pairs[index][1]).ok();
            }
            let kids = self.file.array(node, b"Kids")?;
            let kid = kids.get(kids.partition_point(|kid| self.greatest_key(kid) < Some(key)))?;
            node = self.file.resolve(kid).ok()?.as_dict().ok()?;
        }
        None
    }

    /// A key of a number tree.
    fn key(&self, key: &Object) -> Option<i64> {
        self.step();
        self.file.resolve(key).ok().and_then(as_integer)
    }

    /// The greatest key of a part of a number tree.
    fn greatest_key(&self, node: &Object) -> Option<i64> {
        self.step();
        let node = self.file.resolve(node).ok()?.as_dict().ok()?;
        self.key(self.file.array(node, b"Limits")?.get(1)?)
    }

    /// An element and the elements around it, from the innermost on, with their object numbers.
    fn elements(&self, number: u32) -> impl Iterator<Item = (u32, &'a Dictionary)> {
        let element = |number| {
            self.step();
            Some((number, self.file.object(number)?.as_dict().ok()?))
        };
        let parent = move |(_, child): &(u32, &'a Dictionary)| element(child.get(b"P").ok()?.as_reference().ok()?.0);
        iter::successors(element(number), parent).take(MAX_STRUCTURE_DEPTH)
    }

    /// The role of an element by its structure type. The role map may replace a type by another one, even a standard type
    /// (14.7.3).
    fn role(&self, element: &'a Dictionary) -> Option<Role> {
        let mut name = self.file.name(element, b"S")?;
        if let Some(roles) = self.roles {
            for _ in 0..MAX_NESTING {
                match self.file.name(roles, name) {
                    Some(other) if other != name => name = other,
                    _ => break,
                }
            }
        }
        match name {
            b"Table" => Some(Role::Table),
            b"TR" => Some(Role::Row),
            b"TD" | b"TH" => Some(Role::Cell),
            _ => None,
        }
    }

    /// Whether the content of this identifier is among the kids of an element (14.7.2, table 323).
    fn has_kid(&self, number: u32, mcid: u32) -> bool {
        let Some((_, element)) = self.elements(number).next() else { return false };
        let Some(kids) = self.file.get(element, b"K") else { return false };
        let kids = if let Object::Array(kids) = kids { kids } else { slice::from_ref(kids) };
        let is_page = |page: &Object| page.as_reference().is_ok_and(|id| id.0 == self.page.object);
        let pages = self.elements(number).find_map(|(_, element)| element.get(b"Pg").ok());
        let is_on_page = pages.is_some_and(is_page);
        let is_content = |kid| {
            self.step();
            match self.file.resolve(kid) {
                Ok(Object::Integer(kid)) => is_on_page && *kid == i64::from(mcid),
                // A marked-content reference; with a `Stm` the content is that of a form XObject.
                Ok(Object::Dictionary(kid)) => {
                    !kid.has(b"S")
                        && !kid.has(b"Stm")
                        && self.file.integer(kid, b"MCID") == Some(i64::from(mcid))
                        && kid.get(b"Pg").map_or(is_on_page, is_page)
                }
                _ => false,
            }
        };
        kids.iter().take(MAX_STRUCTURE_KIDS).any(is_content)
    }
}

#[cfg(test)]
mod tests;
