//! Joins the pages to one sequence of rows and lines, as if the report were printed on one endless page.
//!
//! The rows and lines of each sheet go in, sheet by sheet. Header rows that are printed again are left out, and a table that goes
//! on from the page before is mended at the cut (see `cuts.rs`). Rows and lines are handed on as soon as no further page can
//! change them.

mod header;

use self::header::{Above, is_captioned, is_new_table, repeated_rows};
use super::body::Item;
use super::cuts;
use super::doubt::Witness;
use super::lost_spans;
use super::rows::{self, Row, RowCell};
use super::seam::Seam;
use super::text::Line;
use super::unruled;
use super::{DiscardReason, Discarded, Discards, Doubt, PrintedLine, Text};
use crate::page::geometry::Rect;

/// Hands on the rows and lines of all pages in reading order. Text that is printed twice goes to `discarded`. Gives the doubts.
pub(super) fn join(
    pages: impl Iterator<Item = Vec<Item>>,
    witness: &Witness<'_>,
    discarded: &mut Discards,
    mut take: impl FnMut(PrintedLine),
) -> Vec<Doubt> {
    let mut joined = Joined::default();
    for page in pages {
        joined.add(page, witness, discarded);
        joined.settled().map(printed).for_each(&mut take);
    }
    joined.items.into_iter().map(printed).for_each(take);
    joined.doubts
}

fn printed(item: Item) -> PrintedLine {
    match item {
        Item::Line(line) => PrintedLine::Text(Text::of_lines([&line])),
        Item::Row(row) => row.finish(),
    }
}

/// The pages joined so far.
#[derive(Default)]
struct Joined {
    /// The rows and lines on them that are not handed on yet.
    items: Vec<Item>,
    /// Where in `items` the last table begins.
    table_start: usize,
    /// Where the table above the last line begins.
    start_above: usize,
    /// How many rows and lines were handed on.
    handed_on: usize,
    /// The doubts so far.
    doubts: Vec<Doubt>,
    /// The seam of the last doubt.
    last: Option<Seam>,
}

impl Joined {
    /// Adds a page.
    fn add(&mut self, mut page: Vec<Item>, witness: &Witness<'_>, discarded: &mut Discards) {
        discarded.extend(self.printed_again(&mut page));
        let first = page.iter().take_while(|item| matches!(item, Item::Row(_))).count();
        let mut rest = page.into_iter();
        let first_table = first_table(rest.by_ref().take(first).filter_map(row_of).collect());
        let after = first_table.1;
        self.continue_table(first_table.0, witness, discarded);
        for item in after.into_iter().map(Item::Row).chain(rest) {
            self.push(item);
        }
    }

    /// Takes away lines outside of tables that both pages show at a page break. In a report no two such lines that follow each
    /// other are equal, and none is equal to the lines of the row beside it, column by column. So an equal one is printed twice.
    fn printed_again(&mut self, page: &mut Vec<Item>) -> Vec<Discarded> {
        let mut lines = Vec::new();
        // The end of a page may cut a line of a row in two, and either half may stand outside of the row.
        let row_above = self.items.iter().rev().take(2).find_map(as_row);
        match (self.items.last(), page.first()) {
            (Some(Item::Line(last)), Some(Item::Line(first))) if last.string() == first.string() => {
                lines.push(page.remove(0));
            }
            (_, Some(Item::Line(first))) if row_above.is_some_and(|row| is_of_row(first, row, <[Line]>::last)) => {
                lines.push(page.remove(0));
            }
            _ => {}
        }
        let row_below = page.iter().take(2).find_map(as_row);
        let is_again = |item: &mut Item| match (item, row_below) {
            (Item::Line(last), Some(row)) => is_of_row(last, row, <[Line]>::first),
            _ => false,
        };
        if let Some(last) = self.items.pop_if(is_again) {
            self.table_start = self.start_above;
            lines.push(last);
        }
        let text = |item: Item| match item {
            Item::Line(line) => Some(Text::of_lines([&line])),
            Item::Row(_) => None,
        };
        let texts = lines.into_iter().filter_map(text);
        texts.map(|text| Discarded { text, reason: DiscardReason::RepeatedRow }).collect()
    }

    /// Gives the rows and lines that the next page cannot change: all but the last table, which may go on, and a line below it.
    fn settled(&mut self) -> impl Iterator<Item = Item> {
        let ends_in_line = matches!(self.items.last(), Some(Item::Line(_)));
        let end = if ends_in_line { self.start_above } else { self.table_start };
        self.handed_on += end;
        self.table_start -= end;
        self.start_above = 0;
        self.items.drain(..end)
    }

    /// Adds an item of the page that holds the item before it.
    fn push(&mut self, item: Item) {
        let touches = match (self.items.last(), &item) {
            (Some(Item::Row(above)), Item::Row(row)) => touch(above, row),
            _ => false,
        };
        if !touches {
            self.start_above = self.table_start;
            self.table_start = self.items.len();
        }
        self.items.push(item);
    }

    /// Adds the table that a page begins with, which may go on with the last one of the page before.
    fn continue_table(&mut self, mut rows: Vec<Row>, witness: &Witness<'_>, discarded: &mut Discards) {
        let mut last_rows: Vec<&mut Row> = self.items[self.table_start..].iter_mut().filter_map(as_row_mut).collect();
        unruled::align(&mut last_rows, &mut rows);
        let above = Above::of(&self.items[self.table_start..], &rows);
        let is_lost = lost_spans::restore(&above.last, &mut rows);
        let mut is_apart = above.last.last().is_some_and(|last| rows::complete(last, &mut rows)) || is_lost;
        let goes_on = match (above.last.last(), rows.first()) {
            (Some(last), Some(first)) => cuts::same_width(last, first),
            _ => false,
        };
        if !goes_on {
            self.table_start = self.items.len();
            self.items.extend(rows.into_iter().map(Item::Row));
            return;
        }
        let repeated = repeated_rows(&above, &rows);
        let parted = &above.last[above.last.len().saturating_sub(repeated)..];
        let is_parted = parted.iter().zip(&rows).all(|(above, row)| cuts::same_row(above, row));
        let is_own = || is_new_table(&above.first, &rows, repeated) || is_captioned(&above.last, &rows, repeated);
        if repeated > 0 && !is_parted && is_own() {
            self.table_start = self.items.len();
            self.items.extend(rows.into_iter().map(Item::Row));
            return;
        }
        for row in rows.drain(..repeated) {
            discarded.extend(row.cells.iter().filter(|cell| !cell.is_empty()).map(repeated_row));
        }
        if repeated > 0 {
            is_apart = above.last.last().is_some_and(|last| rows::complete(last, &mut rows));
        }
        if repeated > 0 && is_parted {
            // The page before ends with the header itself, so no row is cut.
            self.items.extend(rows.into_iter().map(Item::Row));
            return;
        }
        if repeated > 0 {
            // The border above the row is that of the header, and tells nothing of the row itself.
            rows.iter_mut().take(1).flat_map(|row| &mut row.cells).for_each(|cell| cell.open_top = true);
        }
        let above = above.last;
        let sparse = above.split_last().is_some_and(|(last, above)| cuts::is_sparse(last, above));
        if above.last().zip(rows.first()).is_some_and(|(last, first)| cuts::is_printed_again(last, first)) {
            let row = rows.remove(0);
            discarded.extend(row.cells.iter().filter(|cell| !cell.is_empty()).map(repeated_row));
        }
        let above_count = above.len();
        if rows.is_empty() {
            return;
        }
        let mut table: Vec<Row> = self.items.drain(self.items.len() - above_count..).filter_map(row_of).collect();
        let at = self.handed_on + self.items.len();
        // Two ends of pages may cut one row. Then the readings at the second depend on how the first is read.
        let before = self.last.take_if(|last| last.lines.start >= at && last.lines.end + NEAR_CUT >= at + table.len());
        let before = before.map(|last| (last, table.clone(), rows.clone()));
        let mut printed_twice = Vec::new();
        if let Some(readings) = cuts::mend(&mut table, &mut rows, is_apart, sparse, witness, &mut printed_twice) {
            let mut seam = Seam::new(at, &table, readings);
            if let Some((last, table_before, rows_before)) =
                before.filter(|(last, ..)| seam.lines.start < last.lines.end)
            {
                self.doubts.pop();
                seam.merge(at, &table, &last, &|alternative| {
                    let (start, end) = (last.lines.start - at, last.lines.end - at);
                    let mut table = [&table_before[..start], &alternative.rows, &table_before[end..]].concat();
                    let (mut rows, mut lost) = (rows_before.clone(), Vec::new());
                    let readings = cuts::mend(&mut table, &mut rows, is_apart, sparse, witness, &mut lost);
                    if readings.is_none() && !rows.is_empty() {
                        table.push(rows.remove(0));
                    }
                    (table, lost, readings)
                });
            }
            self.doubts.push(seam.doubt());
            self.last = Some(seam);
        }
        discarded.extend(printed_twice);
        self.items.extend(table.into_iter().chain(rows).map(Item::Row));
    }
}

/// Whether a line outside of tables says the same, column by column, as the lines that `end` takes from the cells of a row beside
/// it. Then the end of a page has cut these lines, and both pages show them.
fn is_of_row(line: &Line, row: &Row, end: impl Fn(&[Line]) -> Option<&Line>) -> bool {
    let inked = |line: &Line| {
        let characters = line.characters.iter().filter(|(character, _)| *character != ' ');
        characters.copied().collect::<Vec<_>>()
    };
    let characters = inked(line);
    let mut rest = characters.as_slice();
    for cell in &row.cells {
        let is_inside = |(_, bounds): &(char, Rect)| bounds.center().x < cell.bounds.right;
        let (piece, after) = rest.split_at(rest.iter().take_while(|character| is_inside(character)).count());
        rest = after;
        let held = end(&cell.lines).map(inked).unwrap_or_default();
        if !piece.is_empty()
            && !piece.iter().map(|(character, _)| character).eq(held.iter().map(|(character, _)| character))
        {
            return false;
        }
    }
    rest.is_empty() && !characters.is_empty()
}

/// The rows of the first table, which touch each other, and the rest.
fn first_table(mut rows: Vec<Row>) -> (Vec<Row>, Vec<Row>) {
    let count = rows.windows(2).take_while(|pair| touch(&pair[0], &pair[1])).count() + 1;
    let rest = rows.split_off(count.min(rows.len()));
    (rows, rest)
}

/// A cut may concern this many rows before the last one: those beside a cell that spans rows.
const NEAR_CUT: usize = 3;

/// Rows of one table are at most this far apart, in points. Two tables are farther apart.
const TOUCH: f32 = 1.5;

/// Whether two rows that follow each other on a page belong to one table.
fn touch(above: &Row, below: &Row) -> bool {
    below.top - above.bottom <= TOUCH
}

fn row_of(item: Item) -> Option<Row> {
    match item {
        Item::Row(row) => Some(row),
        Item::Line(_) => None,
    }
}

fn as_row(item: &Item) -> Option<&Row> {
    match item {
        Item::Row(row) => Some(row),
        Item::Line(_) => None,
    }
}

fn as_row_mut(item: &mut Item) -> Option<&mut Row> {
    match item {
        Item::Row(row) => Some(row),
        Item::Line(_) => None,
    }
}

fn repeated_row(cell: &RowCell) -> Discarded {
    Discarded { text: Text::of_lines(&cell.lines), reason: DiscardReason::RepeatedRow }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, transcript};

    fn pages(tables: &[&[&[&str]]]) -> Vec<String> {
        let draw = |(index, rows): (usize, &&[&[&str]])| {
            let mut draft = Draft::new(index as u32 + 1);
            draft.table(if index == 0 { 700.0 } else { 40.0 }, rows);
            draft.page
        };
        transcript(&tables.iter().enumerate().map(draw).collect::<Vec<_>>())
    }

    #[test]
    fn a_header_printed_again_goes() {
        let read = pages(&[&[&["编号", "日期"], &["1", "2022"]], &[&["编号", "日期"], &["2", "2023"]]]);
        assert_eq!(read, ["│编号│日期│", "│1│2022│", "│2│2023│"]);
    }

    #[test]
    fn a_header_of_a_very_long_list_printed_again_goes() {
        let numbers: Vec<String> = (0..880).map(|number| number.to_string()).collect();
        let rows: Vec<[&str; 2]> = numbers.iter().map(|number| [number.as_str(), "2022"]).collect();
        let header: &[&str] = &["编号", "日期"];
        let mut tables: Vec<Vec<&[&str]>> = vec![vec![header]; 20];
        rows.chunks(44).zip(&mut tables).for_each(|(rows, table)| table.extend(rows.iter().map(|row| &row[..])));
        assert_eq!(pages(&tables.iter().map(Vec::as_slice).collect::<Vec<_>>()).len(), 1 + 880);
    }

    #[test]
    fn a_new_table_of_the_same_form_keeps_its_header() {
        let first: &[&[&str]] =
            &[&["参缴地", "日期"], &["北京", "2022"], &["单位", "更新", "额"], &["医院", "2022", "1"]];
        let second: &[&[&str]] =
            &[&["参缴地", "日期"], &["上海", "2021"], &["单位", "更新", "额"], &["学校", "2020", "2"]];
        assert_eq!(pages(&[first, second]).len(), 8);
    }

    #[test]
    fn a_new_table_of_the_same_form_may_be_shorter() {
        let first: &[&[&str]] =
            &[&["参缴地", "日期"], &["北京", "2022"], &["单位"], &["医院"], &["标注", "日期"], &["异议", "2021"]];
        let second: &[&[&str]] = &[&["参缴地", "日期"], &["上海", "2021"], &["单位"], &["学校"]];
        assert_eq!(pages(&[first, second]).len(), 10);
    }

    #[test]
    fn an_equal_row_below_a_header_printed_again_stays() {
        let rows: &[&[&str]] = &[&["特殊标注", "添加日期"], &["--", "长期"]];
        assert_eq!(pages(&[rows, rows]), ["│特殊标注│添加日期│", "│--│长期│", "│--│长期│"]);
    }

    #[test]
    fn equal_rows_on_both_sides_of_a_page_break_are_two() {
        let first: &[&[&str]] = &[&["本人声明", "日期"], &["甲", "乙"], &["特殊标注", "日期"], &["--", "长期"]];
        let read = pages(&[first, &[&["--", "长期"]]]);
        assert_eq!(read[2..], ["│特殊标注│日期│", "│--│长期│", "│--│长期│"]);
    }

    #[test]
    fn a_title_printed_again_goes_with_its_labels_although_it_is_below_a_row_of_one_cell() {
        let first: &[&[&str]] = &[&["特殊事件"], &["销卡"], &["分期信息"], &["额度", "日期"], &["1", "2022"]];
        let read = pages(&[first, &[&["分期信息"], &["额度", "日期"], &["2", "2023"]]]);
        assert_eq!(read[2..], ["│分期信息│", "│额度│日期│", "│1│2022│", "│2│2023│"]);
    }

    #[test]
    fn a_header_printed_again_goes_although_the_upper_part_of_its_row_has_the_empty_cell() {
        let upper = "号".repeat(28);
        let first: &[&[&str]] = &[&["本人声明", "日期"], &["甲", "乙"], &["特殊标注", "日期"], &[&upper, ""]];
        let read = pages(&[first, &[&["特殊标注", "日期"], &["楼", "2022"]]]);
        assert_eq!(read[2..], ["│特殊标注│日期│".to_owned(), format!("│{upper}楼│2022│")]);
    }

    #[test]
    fn a_row_cut_through_its_text_is_one() {
        let upper = "号".repeat(28);
        let read = pages(&[&[&["1", &upper]], &[&["", "楼"]]]);
        assert_eq!(read, [format!("│1│{upper}楼│")]);
    }

    #[test]
    fn a_row_is_one_although_its_line_broke_before_a_letter_and_a_space() {
        let upper = "号".repeat(26) + "QQ";
        let read = pages(&[&[&["北京", &upper]], &[&["", "3 0LQ"]]]);
        assert_eq!(read, [format!("│北京│{upper}3 0LQ│")]);
    }

    #[test]
    fn a_row_is_one_although_its_line_broke_early() {
        let read = pages(&[&[&["商业贸易", "2021.09.15", "5,938", "--"]], &[&["信用交易", "", "", ""]]]);
        assert_eq!(read, ["│商业贸易信用交易│2021.09.15│5,938│--│"]);
    }

    #[test]
    fn a_row_is_one_although_its_line_broke_before_a_word_that_begins_with_a_sign() {
        let read = pages(&[&[&["2", "2012", "--", "贷款审批"]], &[&["", "", "", "#30AP73H9S5EY1P801X3E"]]]);
        assert_eq!(read, ["│2│2012│--│贷款审批#30AP73H9S5EY1P801X3E│"]);
    }

    #[test]
    fn a_row_without_borders_at_the_page_break_is_one_although_its_lines_broke_early() {
        let mut pages = [Draft::new(1), Draft::new(2)];
        let [first, second] = &mut pages;
        for x in [40.0, 300.0, 560.0] {
            first.line(x, 700.0, x, 715.0);
            second.line(x, 40.0, x, 55.0);
        }
        first.line(40.0, 700.0, 560.0, 700.0).text(43.0, 711.0, "商业").text(303.0, 711.0, "2021.");
        second.line(40.0, 55.0, 560.0, 55.0).text(43.0, 51.0, "贸易").text(303.0, 51.0, "09");
        assert_eq!(transcript(&pages.map(|draft| draft.page)), ["│商业贸易│2021.09│"]);
    }

    #[test]
    fn an_empty_cell_alone_does_not_make_two_rows_one() {
        assert_eq!(pages(&[&[&["1", "2022", "北京"]], &[&["2", "2023", ""]]]).len(), 2);
    }

    #[test]
    fn labels_below_a_caption_are_its_own() {
        let labels: &[&str] = &["机构", "日期", "金额"];
        let first: &[&[&str]] = &[&["记录1"], labels, &["一", "2022", "1"], &["记录2"]];
        let read = pages(&[first, &[labels, &["二", "2023", "2"]]]);
        assert_eq!(read[3..], ["│记录2│", "│机构│日期│金额│", "│二│2023│2│"]);
    }

    #[test]
    fn a_header_parted_from_its_rows_goes_once() {
        let first: &[&[&str]] = &[&["甲"], &["1"], &["乙"], &["机构", "日期"]];
        let read = pages(&[first, &[&["乙"], &["机构", "日期"], &["一", "2022"]]]);
        assert_eq!(read[2..], ["│乙│", "│机构│日期│", "│一│2022│"]);
    }

    #[test]
    fn a_heading_in_a_box_parted_from_its_table_is_no_part_of_its_header() {
        let header: &[&str] = &["编号", "日期"];
        let read = pages(&[&[&["查询记录"]], &[header, &["1", "2022"]], &[header, &["2", "2023"]]]);
        assert_eq!(read, ["│查询记录│", "│编号│日期│", "│1│2022│", "│2│2023│"]);
    }

    #[test]
    fn a_heading_in_a_box_parted_from_its_table_may_be_printed_again_with_its_labels() {
        let labels: &[&str] = &["年", "状态"];
        let read = pages(&[&[&["还款记录"]], &[labels, &["2013", "N"]], &[&["还款记录"], labels, &["2012", "N"]]]);
        assert_eq!(read, ["│还款记录│", "│年│状态│", "│2013│N│", "│2012│N│"]);
    }

    #[test]
    fn a_title_printed_again_over_the_rest_of_its_text_goes() {
        let mut pages = [Draft::new(1), Draft::new(2)];
        let [first, second] = &mut pages;
        for (draft, top, text) in [(first, 800.0, "号"), (second, 40.0, "楼")] {
            draft.rect(40.0, top, 560.0, top + 15.0).text(43.0, top + 11.0, "特殊事件");
            draft.line(40.0, top, 40.0, top + 30.0).line(560.0, top, 560.0, top + 30.0).text(43.0, top + 26.0, text);
        }
        second.line(40.0, 70.0, 560.0, 70.0);
        assert_eq!(transcript(&pages.map(|draft| draft.page)), ["│特殊事件│", "│号楼│"]);
    }

    #[test]
    fn a_header_printed_again_over_the_rest_of_its_row_goes() {
        let upper = "号".repeat(28);
        let first: &[&[&str]] = &[&["管理", "标识"], &["甲", "乙"], &["业务", "担保"], &["一", &upper]];
        let read = pages(&[first, &[&["业务", "担保"], &["", "楼"]]]);
        assert_eq!(read[2..], ["│业务│担保│".to_owned(), format!("│一│{upper}楼│")]);
    }

    #[test]
    fn a_line_printed_on_both_sides_of_a_cut_is_one() {
        let upper = "号".repeat(28);
        assert_eq!(pages(&[&[&["1", &upper]], &[&["", &upper]]]), [format!("│1│{upper}│")]);
    }

    #[test]
    fn short_lines_printed_on_both_sides_of_a_cut_are_one() {
        let read = pages(&[&[&["卡中心", "17", "5", "港元", "保证"]], &[&["卡中心", "17", "", "", ""]]]);
        assert_eq!(read, ["│卡中心│17│5│港元│保证│"]);
    }

    #[test]
    fn rows_that_are_whole_stay_apart() {
        assert_eq!(pages(&[&[&["账户数", "余额"]], &[&["3", "75,284"]]]), ["│账户数│余额│", "│3│75,284│"]);
    }

    #[test]
    fn the_year_spans_its_amounts_on_the_next_page() {
        let codes: &[&str] = &["2022", "N", "3", "", "", "", "", "", "", "", "", "", ""];
        let amounts: &[&str] = &["", "0", "20", "", "", "", "", "", "", "", "", "", ""];
        let read = pages(&[&[codes], &[amounts]]);
        assert_eq!(read, ["│2022│N│3│││││││││││", "│〃│0│20│││││││││││"]);
    }

    #[test]
    fn amounts_printed_again_go() {
        let codes: &[&str] = &["2022", "N", "3", "", "", "", "", "", "", "", "", "", ""];
        let amounts: &[&str] = &["", "0", "20", "", "", "", "", "", "", "", "", "", ""];
        let earlier: &[&str] = &["2021", "", "", "", "", "", "", "", "", "", "", "", "N"];
        let read = pages(&[&[codes], &[amounts], &[amounts, earlier]]);
        assert_eq!(read, ["│2022│N│3│││││││││││", "│〃│0│20│││││││││││", "│2021││││││││││││N│"]);
    }

    #[test]
    fn the_year_may_stand_beside_its_amounts_alone() {
        let labels: &[&str] = &["", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];
        let codes: &[&str] = &["", "N", "3", "", "", "", "", "", "", "", "", "", ""];
        let amounts: &[&str] = &["2022", "0", "20", "", "", "", "", "", "", "", "", "", ""];
        assert_eq!(pages(&[&[codes], &[amounts]]), ["│2022│N│3│││││││││││", "│〃│0│20│││││││││││"]);
        assert_eq!(pages(&[&[labels], &[amounts]])[1], "│2022│0│20│││││││││││");
    }

    #[test]
    fn a_spanning_cell_cut_between_rows_spans_on() {
        let read = pages(&[&[&["信用卡", "贷记卡", "1"]], &[&["", "准贷记卡", "5"]]]);
        assert_eq!(read, ["│信用卡│贷记卡│1│", "│〃│准贷记卡│5│"]);
    }
}
