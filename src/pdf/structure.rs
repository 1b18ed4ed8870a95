//! What the structure tree of a tagged file says about tables (ISO 32000-1, 14.7 and 14.8.4.3.4).
//!
//! The tree is most of a tagged file, and no page needs it: it is read only when it is asked for, on budgets of its own. What is
//! wrong in it is passed over, for a viewer shows the pages all the same.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use lopdf::{Dictionary, Object};

use super::file::File;
use super::limits::{MAX_NESTING, MAX_STRUCTURE_DEPTH};
use super::page_tree::PageNode;

/// The cell of a table that a piece of marked content belongs to: a TD or TH element, whatever pages its parts are on. Tables, rows
/// and cells are numbered in the order of the tree, each over the whole file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct TaggedCell {
    /// The innermost table it is in.
    pub(crate) table: u32,
    /// Its row.
    pub(crate) row: u32,
    /// The cell itself.
    pub(crate) cell: u32,
}

/// The cells of all marked content. Empty for a file that is not tagged.
#[derive(Debug, Clone, Default)]
pub(crate) struct Structure {
    /// By the number of the page and the marked-content identifier.
    cells: HashMap<(u32, u32), TaggedCell, RandomState>,
}

impl Structure {
    /// The structure of a file. One that asks for too much has none: half a tree would tell half a cell.
    pub(super) fn of_file(file: &File<'_>, pages: &[PageNode<'_>]) -> Self {
        let catalog = file.dictionary(file.trailer(), b"Root");
        let Some(root) = catalog.and_then(|catalog| catalog.get(b"StructTreeRoot").ok()) else {
            return Self::default();
        };
        let file = file.aside();
        let cells = file.resolve(root).ok().and_then(|root| root.as_dict().ok()).map(|root| cells(&file, root, pages));
        if file.check().is_err() { Self::default() } else { Self { cells: cells.unwrap_or_default() } }
    }

    /// The cell of a piece of marked content: that of this identifier on the page of this number in the file, from 1.
    #[cfg_attr(not(test), expect(dead_code, reason = "the layout stage is to ask for it"))]
    pub(crate) fn cell_of(&self, page: u32, mcid: u32) -> Option<TaggedCell> {
        self.cells.get(&(page, mcid)).copied()
    }
}

/// The cells of all marked content below the root of the tree.
fn cells<'a>(
    file: &'a File<'_>,
    root: &'a Dictionary,
    pages: &[PageNode<'_>],
) -> HashMap<(u32, u32), TaggedCell, RandomState> {
    let mut numbers = HashMap::default();
    for (page, number) in pages.iter().zip(1..) {
        if let Some(object) = page.object {
            // The content of a page that is there twice is in no one place.
            numbers.entry(object).and_modify(|number| *number = None).or_insert(Some(number));
        }
    }
    let roles = file.dictionary(root, b"RoleMap");
    let mut walk =
        Walk { file, roles, pages: numbers, seen: HashSet::default(), counts: [0; 3], claims: HashMap::default() };
    if let Ok(kids) = root.get(b"K") {
        walk.kid(kids, Around::default(), 0);
    }
    walk.claims.into_iter().filter_map(|(content, cell)| Some((content, cell?))).collect()
}

/// What is around a place of the tree.
#[derive(Clone, Copy, Default)]
struct Around {
    /// Number of the page that elements name.
    page: Option<u32>,
    /// The table, as long as no cell of it is around too.
    table: Option<u32>,
    /// The row, likewise.
    row: Option<u32>,
    cell: Option<TaggedCell>,
}

/// What an element is to a table.
enum Role {
    Table,
    Row,
    Cell,
    Other,
}

/// A walk through the tree, to each object once, so that it takes no longer than the objects are long.
struct Walk<'a> {
    file: &'a File<'a>,
    /// What the names of elements stand for that are not standard ones.
    roles: Option<&'a Dictionary>,
    /// The numbers of the pages, by those of their objects.
    pages: HashMap<u32, Option<u32>, RandomState>,
    /// Numbers of the objects that were walked through.
    seen: HashSet<u32, RandomState>,
    /// How many tables, rows and cells there were.
    counts: [u32; 3],
    /// The cell of each piece of marked content, by page and identifier: none where it is in none, or in two places.
    claims: HashMap<(u32, u32), Option<TaggedCell>, RandomState>,
}

impl<'a> Walk<'a> {
    /// One of the kids of an element (14.7.2, table 323), or all of them.
    fn kid(&mut self, kid: &'a Object, around: Around, depth: usize) {
        if depth > MAX_STRUCTURE_DEPTH {
            return;
        }
        match kid {
            Object::Reference((number, _)) if self.seen.insert(*number) => {
                if let Some(object) = self.file.object(*number) {
                    self.kid(object, around, depth + 1);
                }
            }
            Object::Array(kids) => kids.iter().for_each(|kid| self.kid(kid, around, depth + 1)),
            Object::Integer(mcid) => self.claim(*mcid, around),
            Object::Dictionary(dictionary) => self.dictionary(dictionary, around, depth),
            _ => {}
        }
    }

    /// An element, or a reference to marked content.
    fn dictionary(&mut self, dictionary: &'a Dictionary, around: Around, depth: usize) {
        let page = match dictionary.get(b"Pg") {
            Ok(Object::Reference((number, _))) => self.pages.get(number).copied().flatten(),
            Ok(_) => None,
            Err(_) => around.page,
        };
        let around = Around { page, ..around };
        if dictionary.has(b"S") {
            let inside = self.inside(dictionary, around);
            if let Ok(kids) = dictionary.get(b"K") {
                self.kid(kids, inside, depth + 1);
            }
        } else if !dictionary.has(b"Stm")
            && let Some(mcid) = self.file.integer(dictionary, b"MCID")
        {
            // With a `Stm` it is the content of a form.
            self.claim(mcid, around);
        }
    }

    /// What is around the kids of an element.
    fn inside(&mut self, element: &'a Dictionary, around: Around) -> Around {
        match (self.role(element), around.table, around.row) {
            (Role::Table, ..) => {
                let table = Some(self.next(0));
                Around { table, row: None, cell: None, ..around }
            }
            (Role::Row, Some(_), _) => {
                let row = Some(self.next(1));
                Around { row, cell: None, ..around }
            }
            (Role::Cell, Some(table), Some(row)) => {
                let cell = Some(TaggedCell { table, row, cell: self.next(2) });
                Around { table: None, row: None, cell, ..around }
            }
            // Also rows outside of tables and cells outside of rows.
            _ => around,
        }
    }

    /// The next number of a table, a row or a cell.
    fn next(&mut self, kind: usize) -> u32 {
        let count = &mut self.counts[kind];
        *count += 1;
        *count
    }

    /// What an element is, by its name or by the standard one that this stands for (14.7.3).
    fn role(&self, element: &'a Dictionary) -> Role {
        let mut name = self.file.name(element, b"S");
        for _ in 0..MAX_NESTING {
            match name {
                Some(b"Table") => return Role::Table,
                Some(b"TR") => return Role::Row,
                Some(b"TD" | b"TH") => return Role::Cell,
                Some(other) => name = self.roles.and_then(|roles| self.file.name(roles, other)),
                None => break,
            }
        }
        Role::Other
    }

    /// Notes where a piece of marked content belongs.
    fn claim(&mut self, mcid: i64, around: Around) {
        if let (Some(page), Ok(mcid)) = (around.page, u32::try_from(mcid)) {
            self.claims.entry((page, mcid)).and_modify(|cell| *cell = None).or_insert(around.cell);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::pdf::open;

    /// A file of two pages whose tree begins with the first of the objects, which have the numbers from 5 on.
    fn file(objects: &[&str]) -> Vec<u8> {
        let pages = [
            "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 5 0 R>>",
            "<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>",
            "<</Type/Page>>",
            "<</Type/Page>>",
        ];
        let mut file = String::from("%PDF-1.7\n");
        let mut table = String::from("0000000000 65535 f \n");
        for (number, object) in (1..).zip(pages.iter().chain(objects)) {
            table += &format!("{:010} 00000 n \n", file.len());
            file += &format!("{number} 0 obj {object} endobj\n");
        }
        let (start, count) = (file.len(), table.lines().count());
        file += &format!("xref\n0 {count}\n{table}trailer <</Root 1 0 R/Size {count}>>\nstartxref\n{start}\n%%EOF");
        file.into_bytes()
    }

    fn structure(objects: &[&str]) -> Structure {
        open(&file(objects), &Limits::default(), |source| Ok(source.structure())).unwrap()
    }

    /// Table, row and cell of the first pieces of the first page.
    fn cells(structure: &Structure, count: u32) -> Vec<Option<(u32, u32, u32)>> {
        let cell = |mcid| structure.cell_of(1, mcid).map(|cell| (cell.table, cell.row, cell.cell));
        (0..count).map(cell).collect()
    }

    #[test]
    fn a_file_without_a_tree_has_no_cells() {
        assert_eq!(cells(&structure(&["null"]), 3), [None; 3]);
        assert_eq!(cells(&structure(&["<</K 9 0 R>>"]), 3), [None; 3]);
    }

    #[test]
    fn cells_are_numbered_in_the_order_of_the_tree() {
        let structure = structure(&[
            "<</K 6 0 R>>",
            "<</S/Document/Pg 3 0 R/K[7 0 R <</S/Table/K[1 8 0 R]>>]>>",
            "<</S/P/K 0>>",
            "<</S/TBody/K[<</S/TR/K[2 9 0 R 10 0 R]>> <</S/TR/K 11 0 R>>]>>",
            "<</S/TH/K[<</S/P/K[3 <</S/Span/K 4>>]>> <</Type/OBJR/Obj 3 0 R>>]>>",
            "<</S/TD/K<</Type/MCR/MCID 5>>>>",
            "<</S/TD/K[<</S/NonStruct/K 6>> <</Type/MCR/MCID 6/Pg 4 0 R>> <</Type/MCR/MCID 7/Stm 4 0 R>>]>>",
        ]);
        let (first, second, third) = (Some((1, 1, 1)), Some((1, 1, 2)), Some((1, 2, 3)));
        assert_eq!(cells(&structure, 8), [None, None, None, first, first, second, third, None]);
        assert_eq!(structure.cell_of(2, 6), Some(TaggedCell { table: 1, row: 2, cell: 3 }));
        assert_eq!(structure.cell_of(2, 5), None);
    }

    #[test]
    fn names_stand_for_others() {
        let structure = structure(&[
            "<</RoleMap<</Grid/Raster/Raster/Table/Line/TR/Field/TD/A/B/B/A>>/K 6 0 R>>",
            "<</S/Grid/Pg 3 0 R/K<</S/Line/K[<</S/Field/K 0>> <</S/A/K 1>>]>>>>",
        ]);
        assert_eq!(cells(&structure, 2), [Some((1, 1, 1)), None]);
    }

    #[test]
    fn the_innermost_cell_is_the_one() {
        let structure = structure(&[
            "<</K<</S/Table/Pg 3 0 R/K<</S/TR/K[6 0 R <</S/TD/K 5>>]>>>>>>",
            "<</S/TD/K[0 <</S/Table/K[1 <</S/TR/K[2 <</S/TD/K[3 <</S/TD/K 4>>]>>]>>]>> 6]>>",
        ]);
        let (outer, inner, next) = (Some((1, 1, 1)), Some((2, 2, 2)), Some((1, 1, 3)));
        assert_eq!(cells(&structure, 7), [outer, None, None, inner, inner, next, outer]);
    }

    #[test]
    fn rows_and_cells_out_of_place_are_none() {
        let structure = structure(&["<</K[<</S/TR/Pg 3 0 R/K<</S/TD/K 0>>>> <</S/Table/Pg 3 0 R/K<</S/TD/K 1>>>>]>>"]);
        assert_eq!(cells(&structure, 2), [None; 2]);
    }

    #[test]
    fn what_is_claimed_twice_is_in_no_cell() {
        let structure = structure(&[
            "<</K[<</S/Table/Pg 3 0 R/K<</S/TR/K[<</S/TD/K[0 1 2]>> <</S/TD/K[1 3]>>]>>>> <</S/P/K 2/Pg 3 0 R>>]>>",
        ]);
        assert_eq!(cells(&structure, 4), [Some((1, 1, 1)), None, None, Some((1, 1, 2))]);
    }

    #[test]
    fn trees_that_bite_their_tail_come_to_an_end() {
        let structure = structure(&[
            "<</K[6 0 R 6 0 R 5 0 R 8 0 R]>>",
            "<</S/Table/Pg 3 0 R/K<</S/TR/K[7 0 R 6 0 R 7 0 R]>>>>",
            "<</S/TD/K[0 7 0 R 8 0 R]>>",
            "[8 0 R 9 0 R]",
            "8 0 R",
        ]);
        assert_eq!(cells(&structure, 1), [Some((1, 1, 1))]);
    }

    #[test]
    fn what_nests_too_deep_is_left_out() {
        let mut objects = vec!["<</K 6 0 R>>".to_owned(), "<</S/Table/Pg 3 0 R/K<</S/TR/K 7 0 R>>>>".to_owned()];
        objects.push("<</S/TD/K[0 8 0 R]>>".to_owned());
        objects.extend((9..100_000).map(|next| format!("<</S/P/K[1 {next} 0 R]>>")));
        let structure = structure(&objects.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(structure.cell_of(1, 0), Some(TaggedCell { table: 1, row: 1, cell: 1 }));
    }

    #[test]
    fn a_tree_that_asks_for_too_much_is_none_and_the_pages_are_read_all_the_same() {
        let count = 400;
        let kids: String = (6..6 + count).map(|number| format!(" {number} 0 R")).collect();
        let root = format!("<</K[<</S/Table/Pg 3 0 R/K<</S/TR/K<</S/TD/K 0>>>>>>{kids}]>>");
        // A string that is never closed is looked at up to the end of the file, each time.
        let objects: Vec<&str> = std::iter::once(root.as_str()).chain(std::iter::repeat_n("(", count)).collect();
        let file = file(&objects);
        let (structure, pages) = open(&file, &Limits::default(), |source| {
            let mut pages = 0;
            let structure = source.structure();
            source.read(0..source.page_count(), |_| pages += 1)?;
            Ok((structure, pages))
        })
        .unwrap();
        assert_eq!((structure.cell_of(1, 0), pages), (None, 2));
    }

    /// The texts of the cells of a table in a real file, by rows.
    #[test]
    fn labels_and_values_of_a_report_are_in_cells_of_rows() {
        let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf").unwrap();
        let mut rows: Vec<(u32, Vec<(u32, String)>)> = Vec::new();
        open(&bytes, &Limits::default(), |source| {
            let structure = source.structure();
            source.read(0..source.page_count(), |page| {
                for glyph in &page.glyphs {
                    let Some(cell) = glyph.mcid.and_then(|mcid| structure.cell_of(page.number, mcid)) else { continue };
                    if rows.last().is_none_or(|row| row.0 != cell.row) {
                        rows.push((cell.row, Vec::new()));
                    }
                    let cells = &mut rows.last_mut().unwrap().1;
                    if cells.last().is_none_or(|last| last.0 != cell.cell) {
                        cells.push((cell.cell, String::new()));
                    }
                    cells.last_mut().unwrap().1.push(glyph.character);
                }
            })
        })
        .unwrap();
        assert!(rows.is_sorted_by(|one, other| one.0 < other.0), "{rows:?}");
        let texts: Vec<Vec<&str>> = rows.iter().map(|row| row.1.iter().map(|cell| cell.1.as_str()).collect()).collect();
        assert_eq!(texts[0], ["报告编号：2022061611252692368327", "报告时间：2022.06.16 11:25:26"]);
        assert_eq!(texts[3], ["性别", "出生日期", "婚姻状况", "学历", "学位", "就业状况", "国籍", "电子邮箱"]);
        assert_eq!(texts[4][..4], ["男", "1971.04.17", "未婚", "研究生"]);
        assert_eq!(texts.len(), 15);
    }
}
