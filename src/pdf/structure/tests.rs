//! Looks cells up in structure trees written by hand and in those of reports.

use super::*;
use crate::pdf::budget::{Budget, Limits};
use crate::pdf::open;

/// A file of two pages, 3 and 4. The root of its tree is the first of the objects, which have the numbers from 5 on.
fn file(objects: &[&str]) -> Vec<u8> {
    let pages = [
        "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 5 0 R>>",
        "<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>",
        "<</Type/Page/StructParents 0>>",
        "<</Type/Page/StructParents 1>>",
    ];
    written(pages.iter().chain(objects))
}

/// A file of objects, which have the numbers from 1 on.
fn written<'o>(objects: impl Iterator<Item = &'o &'o str>) -> Vec<u8> {
    let mut file = String::from("%PDF-1.7\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (number, object) in (1..).zip(objects) {
        table += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{number} 0 obj {object} endobj\n");
    }
    let (start, count) = (file.len(), table.lines().count());
    file += &format!("xref\n0 {count}\n{table}trailer <</Root 1 0 R/Size {count}>>\nstartxref\n{start}\n%%EOF");
    file.into_bytes()
}

/// Table, row and cell of a piece of content.
type Numbers = Option<(u32, u32, u32)>;

/// The cells of the first pieces of a page of a file.
fn cells_of(file: &[u8], page: u32, count: u32) -> Vec<Numbers> {
    let numbers = |cell: TaggedCell| (cell.table, cell.row, cell.cell);
    open(file, &Limits::default(), |source| {
        Ok((0..count).map(|mcid| source.tagged_cell(page, mcid).map(numbers)).collect())
    })
    .unwrap()
}

/// The cells of the first pieces of the first page.
fn cells(objects: &[&str], count: u32) -> Vec<Numbers> {
    cells_of(&file(objects), 1, count)
}

/// The cell of the first piece of content in a tree with this number tree and this element 6. Object 7 is a row of the table 8.
fn cell(tree: &str, element: &str) -> Numbers {
    let root = format!("<</ParentTree {tree}>>");
    cells(&[&root, element, "<</S/TR/P 8 0 R>>", "<</S/Table/P 5 0 R>>", "[6 0 R]", "3 0 R"], 1)[0]
}

const TREE: &str = "<</Nums[0[6 0 R]]>>";
const ELEMENT: &str = "<</S/TD/P 7 0 R/Pg 3 0 R/K 0>>";
const CELL: Numbers = Some((8, 7, 6));

#[test]
fn a_file_without_a_tree_has_no_cells() {
    assert_eq!(cells(&["null"], 3), [None; 3]);
    assert_eq!(cells(&["<</K 9 0 R>>"], 3), [None; 3]);
    assert_eq!(cells_of(&file(&["<<>>"]), 0, 1), [None]);
    assert_eq!(cells_of(&file(&["<<>>"]), 3, 1), [None]);
}

#[test]
fn cells_are_those_of_the_elements_around() {
    let file = file(&[
        "<</ParentTree<</Nums[0 6 0 R 1[null 15 0 R]]>>>>",
        "[7 0 R 8 0 R 10 0 R 11 0 R 12 0 R 14 0 R 15 0 R 15 0 R null 99 0 R 0 <</S/TD>>]",
        "<</S/P/Pg 3 0 R/K 0/P 5 0 R>>",
        "<</S/Table/Pg 3 0 R/K[1 9 0 R]/P 5 0 R>>",
        "<</S/TBody/K[10 0 R 13 0 R]/P 8 0 R>>",
        "<</S/TR/Pg 3 0 R/K[2 11 0 R]/P 9 0 R>>",
        "<</S/TH/Pg 3 0 R/K[3 12 0 R <</Type/OBJR/Obj 3 0 R>>]/P 10 0 R>>",
        "<</S/Span/Pg 3 0 R/K<</Type/MCR/MCID 4>>/P 11 0 R>>",
        "<</S/TR/K[14 0 R 15 0 R]/P 9 0 R>>",
        "<</S/TD/Pg 3 0 R/K 16 0 R/P 13 0 R>>",
        "<</S/TD/Pg 3 0 R/K[17 0 R <</MCID 7/Stm 4 0 R>> <</MCID 1/Pg 4 0 R>>]/P 13 0 R>>",
        "[5]",
        "<</Type/MCR/MCID 6/Pg 3 0 R>>",
    ]);
    let (first, second, third) = (Some((8, 10, 11)), Some((8, 13, 14)), Some((8, 13, 15)));
    assert_eq!(cells_of(&file, 1, 8), [None, None, None, first, first, second, third, None]);
    assert_eq!(cells_of(&file, 1, 13)[8..], [None; 5]);
    assert_eq!(cells_of(&file, 2, 3), [None, third, None]);
}

#[test]
fn elements_are_on_the_page_of_those_around() {
    assert_eq!(cell(TREE, "<</S/TD/P 7 0 R/K 0>>"), None);
    let objects =
        ["<</ParentTree<</Nums[0[6 0 R]]>>>>", "<</S/TD/P 7 0 R/K 0>>", "<</S/TR/P 8 0 R>>", "<</S/Table/Pg 3 0 R>>"];
    assert_eq!(cells(&objects, 1), [CELL]);
}

#[test]
fn names_stand_for_others() {
    let objects = [
        "<</RoleMap<</Grid/Raster/Raster/Table/Line/TR/Field/TD/A/B/B/A/TH/P/TD/TD>>/ParentTree 6 0 R>>",
        "<</Nums[0[9 0 R 10 0 R 11 0 R 12 0 R]]>>",
        "<</S/Grid/Pg 3 0 R/P 5 0 R>>",
        "<</S/Line/P 7 0 R>>",
        "<</S/Field/K 0/P 8 0 R>>",
        "<</S/A/K 1/P 8 0 R>>",
        "<</S/TH/K 2/P 8 0 R>>",
        "<</S/TD/K 3/P 8 0 R>>",
    ];
    assert_eq!(cells(&objects, 4), [Some((7, 8, 9)), None, None, Some((7, 8, 12))]);
}

#[test]
fn the_innermost_cell_is_the_one() {
    let objects = [
        "<</ParentTree<</Nums[0[8 0 R 9 0 R 10 0 R 11 0 R 12 0 R 8 0 R]]>>>>",
        "<</S/Table/Pg 3 0 R/P 5 0 R>>",
        "<</S/TR/P 6 0 R>>",
        "<</S/TD/P 7 0 R/K[0 9 0 R 5]>>",
        "<</S/Table/P 8 0 R/K[1 10 0 R]>>",
        "<</S/TR/P 9 0 R/K[2 11 0 R]>>",
        "<</S/TD/P 10 0 R/K[3 12 0 R]>>",
        "<</S/P/P 11 0 R/K 4>>",
    ];
    let (outer, inner) = (Some((6, 7, 8)), Some((9, 10, 11)));
    assert_eq!(cells(&objects, 6), [outer, None, None, inner, inner, outer]);
}

#[test]
fn rows_and_cells_out_of_place_are_none() {
    let objects = [
        "<</ParentTree<</Nums[0[7 0 R 9 0 R 10 0 R]]>>>>",
        "<</S/TR/Pg 3 0 R/P 5 0 R>>",
        "<</S/TD/P 6 0 R/K 0>>",
        "<</S/Table/Pg 3 0 R/P 5 0 R>>",
        "<</S/TD/P 8 0 R/K 1>>",
        "<</S/TD/P 7 0 R/K 2>>",
    ];
    assert_eq!(cells(&objects, 3), [None; 3]);
}

#[test]
fn what_the_element_does_not_list_is_in_no_cell() {
    assert_eq!(cell(TREE, ELEMENT), CELL);
    for kids in ["", "/K 1", "/K[]", "/K[1 2 -1]", "/K[[0]]", "/K(0)", "/K 0/Pg 4 0 R", "/K<</MCID 0/Pg 4 0 R>>"] {
        let page = if kids.contains("/K 0") { "" } else { "/Pg 3 0 R" };
        assert_eq!(cell(TREE, &format!("<</S/TD/P 7 0 R{page}{kids}>>")), None, "{kids}");
    }
    let many = |count: usize| format!("<</S/TD/P 7 0 R/Pg 3 0 R/K[{}0]>>", "1 ".repeat(count));
    assert_eq!(cell(TREE, &many(MAX_STRUCTURE_KIDS - 1)), CELL);
    assert_eq!(cell(TREE, &many(MAX_STRUCTURE_KIDS)), None);
}

#[test]
fn elements_without_a_number_are_none() {
    assert_eq!(cell("<</Nums[0[<</S/TD/P 7 0 R/Pg 3 0 R/K 0>>]]>>", ELEMENT), None);
    assert_eq!(cell(TREE, "<</S/TD/P<</S/TR/P 8 0 R>>/Pg 3 0 R/K 0>>"), None);
}

#[test]
fn a_page_that_is_there_twice_has_no_cells() {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 5 0 R>>",
        "<</Type/Pages/Count 3/Kids[3 0 R 4 0 R 3 0 R]>>",
        "<</Type/Page/StructParents 0>>",
        "<</Type/Page/StructParents 1>>",
        "<</ParentTree<</Nums[0[8 0 R] 1[9 0 R]]>>>>",
        "<</S/Table>>",
        "<</S/TR/P 6 0 R>>",
        "<</S/TD/P 7 0 R/Pg 3 0 R/K 0>>",
        "<</S/TD/P 7 0 R/Pg 4 0 R/K 0>>",
    ];
    let file = written(objects.iter());
    let cells: Vec<_> = (1..4).flat_map(|page| cells_of(&file, page, 1)).collect();
    assert_eq!(cells, [None, Some((6, 7, 9)), None]);
}

#[test]
fn number_trees_are_read_by_their_limits() {
    let leaf = |least: i64, greatest: i64, numbers: &str| format!("<</Limits[{least} {greatest}]/Nums[{numbers}]>>");
    let (low, high) = (leaf(-7, -2, "-7[] -2[]"), leaf(3, 9, "3[] 9[]"));
    let found = leaf(-1, 2, "-1[] 0 9 0 R 2[]");
    assert_eq!(cell(&found, ELEMENT), CELL);
    assert_eq!(cell(&format!("<</Kids[{low}{found}{high}]>>"), ELEMENT), CELL);
    let inner = format!("<</Limits[-1 9]/Kids[{found}{high}]>>");
    assert_eq!(cell(&format!("<</Kids[{low}{inner}]>>"), ELEMENT), CELL);
    assert_eq!(cell(&format!("<</Kids[{low}{high}]>>"), ELEMENT), None);
    for odd in [
        "null",
        "<<>>",
        "[]",
        "<</Nums[]>>",
        "<</Nums[0]>>",
        "<</Nums[(0)[6 0 R]]>>",
        "<</Nums[0 6 0 R]>>",
        "<</Nums[0 99 0 R]>>",
        "<</Nums 0>>",
        "<</Kids[]>>",
        "<</Kids[null 0 99 0 R]>>",
        "<</Kids[<</Limits[0]>>]>>",
    ] {
        assert_eq!(cell(odd, ELEMENT), None, "{odd}");
    }
}

#[test]
fn trees_that_bite_their_tail_come_to_an_end() {
    // An element in itself or among its own kids, a number tree that is its own kid, an element that is the array it is in.
    assert_eq!(cell(TREE, "<</S/P/P 6 0 R/Pg 3 0 R/K 0>>"), None);
    assert_eq!(cell(TREE, "<</S/TD/P 7 0 R/Pg 3 0 R/K[6 0 R 7 0 R 0]>>"), CELL);
    assert_eq!(cell("6 0 R", "<</Limits[0 0]/Kids[6 0 R 6 0 R]>>"), None);
    assert_eq!(cell("<</Nums[0 6 0 R]>>", "6 0 R"), None);
    let round = ["<</ParentTree<</Nums[0[6 0 R]]>>>>", ELEMENT, "<</S/P/P 8 0 R>>", "<</S/P/P 7 0 R>>"];
    assert_eq!(cells(&round, 1), [None]);
}

#[test]
fn what_nests_too_deep_is_in_no_cell() {
    let nested = |count: usize| {
        let mut objects = vec![format!("<</ParentTree<</Nums[0[{} 0 R]]>>>>", 8 + count)];
        objects.extend(["<</S/Table>>".to_owned(), "<</S/TR/P 6 0 R>>".to_owned(), "<</S/TD/P 7 0 R>>".to_owned()]);
        objects.extend((8..8 + count).map(|around| format!("<</S/Span/Pg 3 0 R/K 0/P {around} 0 R>>")));
        cells(&objects.iter().map(String::as_str).collect::<Vec<_>>(), 1)[0]
    };
    assert_eq!(nested(MAX_STRUCTURE_DEPTH - 3), Some((6, 7, 8)));
    assert_eq!(nested(MAX_STRUCTURE_DEPTH - 2), None);
}

#[test]
fn a_tree_that_asks_for_too_much_is_none_and_the_pages_are_read_all_the_same() {
    let count = 400;
    let kids: String = (9..9 + count).map(|number| format!(" {number} 0 R")).collect();
    let element = format!("<</S/TD/P 7 0 R/Pg 3 0 R/K[0{kids} 1]>>");
    let root = "<</ParentTree<</Nums[0[6 0 R 6 0 R]]>>>>";
    // A string that is never closed is looked at up to the end of the file, each time.
    let objects: Vec<&str> = [root, &element, "<</S/TR/P 8 0 R>>", "<</S/Table>>"]
        .into_iter()
        .chain(std::iter::repeat_n("(", count))
        .collect();
    let (cells, pages) = open(&file(&objects), &Limits::default(), |source| {
        let mut pages = 0;
        let cells = [0, 1, 0].map(|mcid| source.tagged_cell(1, mcid).is_some());
        source.read(0..source.page_count(), |_| pages += 1)?;
        Ok((cells, pages))
    })
    .unwrap();
    assert_eq!((cells, pages), ([true, false, false], 2));
}

#[test]
fn each_page_has_its_own_bound() {
    let objects = [
        "<</ParentTree<</Nums[0[6 0 R] 1[9 0 R]]>>>>",
        ELEMENT,
        "<</S/TR/P 8 0 R>>",
        "<</S/Table>>",
        "<</S/TD/P 7 0 R/Pg 4 0 R/K 0>>",
    ];
    let limits = Limits::default().operators(Budget::fixed(200));
    let found = open(&file(&objects), &limits, |source| {
        let count = |page| (0..100).take_while(|_| source.tagged_cell(page, 0).is_some()).count();
        Ok([1, 2, 1].map(count))
    })
    .unwrap();
    assert!(found[0] > 0 && found[0] < 100 && found[2] == 0, "{found:?}");
    assert_eq!(found[0], found[1]);
}

/// The texts of the cells of tables in a real file, by rows.
#[test]
fn labels_and_values_of_a_report_are_in_cells_of_rows() {
    let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf").unwrap();
    let mut rows: Vec<(u32, Vec<(u32, String)>)> = Vec::new();
    open(&bytes, &Limits::default(), |source| {
        source.read(0..source.page_count(), |page| {
            for glyph in &page.glyphs {
                let cell = glyph.mcid.and_then(|mcid| source.tagged_cell(page.number, mcid));
                let Some(cell) = cell else { continue };
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
    // No row and no cell comes twice.
    let mut numbers: Vec<u32> = rows.iter().map(|row| row.0).collect();
    let mut cells: Vec<u32> = rows.iter().flat_map(|row| row.1.iter().map(|cell| cell.0)).collect();
    let counts = (numbers.len(), cells.len());
    numbers.sort_unstable();
    numbers.dedup();
    cells.sort_unstable();
    cells.dedup();
    assert_eq!((numbers.len(), cells.len()), counts, "{rows:?}");
    let texts: Vec<Vec<&str>> = rows.iter().map(|row| row.1.iter().map(|cell| cell.1.as_str()).collect()).collect();
    assert_eq!(texts[0], ["报告编号：2022061611252692368327", "报告时间：2022.06.16 11:25:26"]);
    assert_eq!(texts[3], ["性别", "出生日期", "婚姻状况", "学历", "学位", "就业状况", "国籍", "电子邮箱"]);
    assert_eq!(texts[4][..4], ["男", "1971.04.17", "未婚", "研究生"]);
    assert_eq!(texts.len(), 15);
}
