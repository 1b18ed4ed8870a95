use super::*;

#[test]
fn masks_have_the_form_of_the_text_and_are_numbered() {
    let mut masks = Masks::default();
    for (text, mask) in [
        ("严秀雨", "某某甲"),
        ("王丽洋", "某某乙"),
        ("王伟", "某甲"),
        ("严秀雨", "某某甲"),
        ("990035198101113976", "000000000000000001"),
        ("99003519810111397X", "00000000000000000B"),
        ("Li.Ming68@x.com", "Aa.Aaaa00@a.aab"),
        ("上海市139号 6 楼", "某某某000某 0 甲"),
        ("（２０１８）京01民初12号", "（0000）某00某某00甲"),
        ("--", "--"),
    ] {
        assert_eq!(masks.whole(text), mask, "{text}");
    }
}

#[test]
fn dates_stay_dates() {
    let mut masks = Masks::default();
    for (date, mask) in [
        ("1987.01.16", "1901.02.02"),
        ("1987年1月16日", "1901年2月02日"),
        ("1990-12-31", "1902-03-03"),
        ("1990", "1903"),
        ("2015-06-01T10:05:15", "1904-05-05T00:00:00"),
    ] {
        assert_eq!(masks.date(date), mask, "{date}");
        assert!(grammar::parts(ValueRule::Date, mask).is_some(), "{mask}");
    }
}

#[test]
fn a_mask_shows_no_personal_text_by_chance() {
    let mut masks = Masks::default();
    masks.originals.insert(bare("某甲"));
    assert_eq!(masks.whole("王伟"), "某乙");
    assert_eq!(masks.whole("1"), "2");
}

#[test]
fn a_text_of_another_kind_is_masked() {
    let mut masks = Masks::default();
    assert_eq!(masks.leaf("Amount", "1,010,000"), "1,010,000");
    assert_eq!(masks.leaf("Amount", "严秀雨"), "某某甲");
    assert_eq!(masks.leaf("Count", "--"), "--");
    assert_eq!(masks.leaf("CaptionNote", "卡片尾号：1365"), "卡片尾号：0001");
}

#[test]
fn what_may_be_out_of_place_is_masked() {
    let mut masks = Masks { is_strict: true, ..Masks::default() };
    for (kind, text, mask) in [
        ("Amount", "13912345678", "00000000001"),
        ("Amount", "1,234", "1,234"),
        ("Date", "1981.01.11", "1901.02.02"),
        ("Text", "绿洲餐饮管理有限公司", "某某某某某某某某某甲"),
        ("Code", "已婚", "已婚"),
        ("Code", "王伟", "某甲"),
        ("Title", "截至2015年05月25日", "截至2015年05月25日"),
    ] {
        assert_eq!(masks.leaf(kind, text), mask, "{text}");
    }
}
