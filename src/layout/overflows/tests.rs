use crate::layout::testing::{Draft, SIZE, transcript};
use crate::page::Clipping;
use crate::page::geometry::Rect;

/// A table of four cells of 130 points, from 40 on, whose texts stand in the middle, below a row of labels.
fn centred(texts: [&str; 4]) -> Draft {
    let mut draft = Draft::new(1);
    draft.table(100.0, &[&["", "", "", ""], &["", "", "", ""]]);
    for (row, texts) in [["机构", "标识", "开立", "到期日期"], texts].into_iter().enumerate() {
        for (index, text) in texts.into_iter().enumerate() {
            let middle = 105.0 + 130.0 * index as f32;
            draft.text(middle - width(text) / 2.0, 111.0 + 15.0 * row as f32, text);
        }
    }
    draft
}

fn width(text: &str) -> f32 {
    text.chars().map(|character| if character.is_ascii() { SIZE / 2.0 } else { SIZE }).sum()
}

/// The lower row of the table.
fn row(draft: Draft) -> String {
    transcript(&[draft.page]).swap_remove(1)
}

#[test]
fn a_word_in_the_next_cell_is_of_the_text_in_the_middle_of_its_own() {
    let mut draft = centred(["1", "2022", "", "3"]);
    // From 288.5 to 441.5, the first word before the border at 300.
    let (word, rest) = ("楼", "9".repeat(31));
    draft.text(288.5, 126.0, word).text(288.5 + 1.5 * SIZE, 126.0, &rest);
    assert_eq!(row(draft), format!("│1│2022│{word}{rest}│3│"));
}

#[test]
fn a_word_beside_a_text_over_a_border_stays_in_a_cell_that_would_be_empty_without_it() {
    let mut draft = centred(["1", "", "", "3"]);
    let (word, rest) = ("AB", "9".repeat(31));
    draft.text(288.5, 126.0, word).text(288.5 + 1.5 * SIZE, 126.0, &rest);
    assert_eq!(row(draft), format!("│1│{word}│{rest}│3│"));
}

#[test]
fn a_text_that_shows_beside_the_clip_of_the_next_cell_is_not_of_that() {
    let mut draft = Draft::new(1);
    draft.table(100.0, &[&["1", "", "", "2"]]);
    // An operator for each glyph: nothing but the clip tells where one text ends.
    for (index, character) in "--ETY01".chars().enumerate() {
        draft.text(287.0 + 4.5 * index as f32, 111.0, &character.to_string());
    }
    draft.page.clips.push(Rect::spanning(300.0, 100.0, 430.0, 115.0));
    draft
        .page
        .glyphs
        .iter_mut()
        .filter(|glyph| glyph.character == 'E')
        .for_each(|glyph| glyph.clipping = Clipping::Hidden(0));
    assert_eq!(transcript(&[draft.page]), ["│1│--│ETY01│2│"]);
}

#[test]
fn texts_of_two_cells_with_hardly_a_gap_between_them_are_two() {
    let mut draft = Draft::new(1);
    draft.table(100.0, &[&["机构", "标识", "日期", "金额"], &["北京", "", "", "42"]]);
    // At the left of their cells; the first ends behind the border at 300.
    draft.text(173.0, 126.0, &"8".repeat(26)).text(303.0 + 0.4, 126.0, "2018.03.19");
    assert_eq!(row(draft), format!("│北京│{}│2018.03.19│42│", "8".repeat(26)));
}

#[test]
fn words_that_run_out_of_the_table_are_of_its_last_cell() {
    let mut draft = Draft::new(1);
    draft.table(100.0, &[&["机构", "标识", "日期", "金额"], &["北京", "1", "2", ""]]);
    draft.text(433.0, 126.0, &"9".repeat(28)).text(562.0, 126.0, "日");
    assert_eq!(row(draft), format!("│北京│1│2│{}日│", "9".repeat(28)));
}

#[test]
fn a_label_that_runs_over_both_sides_of_its_cell_is_its_own_below_another_line() {
    let mut draft = centred(["1", "2", "3", "4"]);
    draft.table(130.0, &[&["", "甲", "", "丙", ""]]);
    let label = "最近一次还款日期";
    // Cells of 104 points: the middle of the third is 300.
    draft.text(300.0 - 20.0, 141.0, "乙乙").text(300.0 - 2.0 * width(label) / 2.0, 151.0, &label.repeat(2));
    draft.line(40.0, 160.0, 560.0, 160.0);
    assert!(transcript(&[draft.page])[2].contains(&format!("│乙乙{}│", label.repeat(2))));
}

#[test]
fn the_month_of_an_amount_is_told_by_how_the_others_stand() {
    let mut draft = Draft::new(1);
    let empty = [""; 13];
    draft.table(100.0, &[&empty]);
    // Cells of 40 points. At the right of the second, the amount would stand as well.
    for (index, text) in ["2022", "1", "", "", "25", "6,053"].into_iter().enumerate() {
        draft.text(43.0 + 40.0 * index as f32, 111.0, text);
    }
    draft.text(123.0, 111.0, "12,345,678,901.5");
    assert_eq!(transcript(&[draft.page])[0], "│2022│1│12,345,678,901.5││25│6,053││││││││");
}

#[test]
fn a_number_too_long_for_its_cell_stays_in_it() {
    let mut draft = Draft::new(1);
    draft.table(100.0, &[&["", "", "", ""]]);
    // The second is 130.5 points wide, in a cell of 130.
    draft.text(60.0, 111.0, "01234567890123456789").text(189.0, 111.0, "98765432109876543210987654321");
    assert_eq!(transcript(&[draft.page]), ["│01234567890123456789│98765432109876543210987654321│││"]);
}

#[test]
fn an_account_stays_in_its_cell_although_half_of_it_lies_on_the_text_of_the_next() {
    let mut draft = Draft::new(1);
    draft.table(100.0, &[&["", "", "", "长期"]]);
    let account = "A".repeat(50);
    draft.text(173.0, 111.0, &account).text(303.0, 111.0, "2020.01.01").text(43.0, 111.0, "银行");
    assert_eq!(transcript(&[draft.page]), [format!("│银行│{account}│2020.01.01│长期│")]);
}

#[test]
fn a_text_below_another_line_of_its_cell_stays_in_it() {
    let mut draft = Draft::new(1);
    draft.table(100.0, &[&["银行", "个人住房\n商业贷款"]]);
    let account = "A".repeat(90);
    draft.text(43.0, 111.0 + SIZE * 1.2, &account);
    assert_eq!(transcript(&[draft.page]), [format!("│银行{account}│个人住房商业贷款│")]);
}

#[test]
fn a_text_without_padding_is_not_parted_by_the_border_that_it_runs_over() {
    let mut draft = Draft::new(1);
    draft.table(100.0, &[&["", "", "", ""]]);
    let text = "号".repeat(16);
    draft.text(40.0, 111.0, &text).text(200.0, 111.0, "主借款人").text(300.0, 111.0, "无").text(430.0, 111.0, "无");
    assert_eq!(transcript(&[draft.page]), [format!("│{text}│主借款人│无│无│")]);
}

#[test]
fn a_text_that_runs_out_of_the_table_is_of_its_last_cell() {
    let mut draft = Draft::new(1);
    draft.table(100.0, &[&["电子邮箱"]]);
    let mail = format!("{}@example.org", "a".repeat(110));
    draft.rect(40.0, 115.0, 560.0, 130.0).text(43.0, 126.0, &mail);
    assert_eq!(transcript(&[draft.page]), ["│电子邮箱│".to_owned(), format!("│{mail}│")]);
}

#[test]
fn two_texts_in_the_middle_of_their_cells_may_touch() {
    let mut draft = centred(["1", "", "", "3"]);
    // From 160 to 310, over both sides of the second cell, and from 310 to 420.
    draft.text_sized(160.0, 126.0, &"甲".repeat(15), 10.0).text_sized(310.0, 126.0, &"乙".repeat(11), 10.0);
    assert_eq!(row(draft), format!("│1│{}│{}│3│", "甲".repeat(15), "乙".repeat(11)));
}

#[test]
fn texts_that_touch_by_their_blanks_are_two() {
    let mut draft = Draft::new(1);
    draft.table(100.0, &[&["", "", "", ""]]);
    // All begin with a blank, three points behind the border. The second ends where the third begins, behind the border at 300.
    for (x, text) in [(43.0, " 1 "), (173.0, " 123456789012345678901234 "), (303.0, " 人民币 "), (433.0, " 2 ")] {
        draft.text_sized(x, 111.0, text, 10.0);
    }
    assert_eq!(transcript(&[draft.page]), ["│1│123456789012345678901234│人民币│2│"]);
}

/// Two cells side by side. The blanks behind the text of the first touch those before the first line of the second.
fn touching(first: (f32, &str), second: (f32, &str)) -> Vec<String> {
    let mut draft = Draft::new(1);
    draft.table(100.0, &[&["", "\n乙"]]);
    draft.text(first.0, 111.0, first.1).text(second.0, 111.0, second.1);
    transcript(&[draft.page])
}

#[test]
fn texts_that_only_blanks_join_are_of_the_cells_in_which_they_stand() {
    assert_eq!(touching((256.8, "甲甲甲甲 "), (297.3, "    乙乙")), ["│甲甲甲甲│乙乙乙│"]);
}

#[test]
fn a_blank_at_a_border_is_no_proof_of_one_text() {
    // The words are as near as those of one text. They are in no cell, so that the report is refused.
    assert_eq!(touching((262.0, "甲甲甲甲 "), (302.5, "乙乙")), ["││乙│", "甲甲甲甲乙乙"]);
}

#[test]
fn no_part_of_a_text_is_of_a_cell_with_a_line_beside_it() {
    let mut draft = Draft::new(1);
    draft.table(100.0, &[&["1", "2", " \n ", ""]]);
    // The border at 430 runs through the blank; the line of the third cell is half a line lower.
    draft.text(360.0, 116.5, "33%").text(430.0 - 2.0 * SIZE, 111.0, "因素").text(430.0, 111.0, " ");
    draft.text(430.0 + SIZE / 2.0, 111.0, "1日元").text(433.0, 121.8, "2");
    // It is in no cell, so that the report is refused.
    assert_eq!(read(draft), ["│1│2│33%│2│", "因素1日元"]);
}

/// All that is read of a page, rows first.
fn read(draft: Draft) -> Vec<String> {
    let mut lines = transcript(&[draft.page]);
    lines.sort_by_key(|line| !line.starts_with('│'));
    lines
}

#[test]
fn a_letter_near_the_side_of_the_next_cell_is_no_text_of_that_cell() {
    let width = |text: &str| text.chars().map(|c| if c.is_ascii() { 5.5 } else { 11.0 }).sum::<f32>();
    let mut draft = Draft::new(1);
    draft.table(100.0, &[&["", "", ""], &["", " \n ", " \n "]]);
    // All texts end three points before the right side of their cells.
    for (right, y, text) in [
        (210.3, 111.0, "机构"),
        (383.7, 111.0, "标的价值"),
        (557.0, 111.0, "标的"),
        (210.3, 126.0, "一"),
        (383.7, 126.0, "9,268"),
        (557.0, 126.0, "甲乙"),
    ] {
        draft.text_sized(right - width(text), y, text, 11.0);
    }
    // So does the second line of the last cell. Its first letter, which is shown by itself, lies in the cell before, nearly where
    // a text of that ends.
    let rest = "9".repeat(31);
    let left = 557.0 - width(&rest);
    draft.text_sized(left - 11.0, 137.0, "丙", 11.0).text_sized(left, 137.0, &rest, 11.0);
    assert!(!row(draft).contains("9,268丙"));
}

#[test]
fn a_text_set_letter_by_letter_is_not_parted_where_no_text_of_the_next_cell_would_begin() {
    let mut draft = Draft::new(1);
    draft.table(100.0, &[&["", "", "", ""], &["", "", "", " \n "]]);
    for (index, text) in ["机构", "标识", "日期", "最后的金额"].into_iter().enumerate() {
        draft.text_sized(43.0 + 130.0 * index as f32, 111.0, text, 11.0);
    }
    // This one ends right before the side of its cell, by chance.
    draft.text_sized(433.4, 126.0, &"9".repeat(23), 11.0);
    // The border at 300 runs between two digits of the second line.
    draft.text_sized(173.0, 126.0, "甲", 11.0);
    for index in 0..35u8 {
        draft.text_sized(173.0 + 5.5 * f32::from(index), 137.0, &(index % 10).to_string(), 11.0);
    }
    let account: String = (0..35).map(|index| char::from(b'0' + index % 10)).collect();
    assert_eq!(row(draft), format!("││甲{account}││{}│", "9".repeat(23)));
}
