//! Random values in rows: from rows to a transcript, from there to the JSON, and back.

use proptest::prelude::*;
use zhengxin::geometry::Rect;
use zhengxin::layout::{Cell, Layout, Place, PrintedLine, Text};
use zhengxin::schema::kind::{Amount, Date};
use zhengxin::transcript::Transcript;
use zhengxin::{Options, read_transcript};

/// A value as the layout gives it: without white space at its ends or beside an ideograph.
fn value() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        "[\u{4e00}-\u{9fa5}（）、，。“”—－：]{1,8}",
        "[A-Za-z0-9#*/.,:()\"-]{1,12}",
        Just("│".to_owned()),
        Just("〃".to_owned()),
        Just("\\".to_owned()),
        Just("--".to_owned()),
    ];
    prop::collection::vec(pieces, 0..4).prop_map(|pieces| pieces.concat())
}

fn cell(text: &str, spanned: bool) -> Cell {
    let place = Place { page: 1, bounds: Rect::spanning(0.0, 0.0, 10.0, 10.0) };
    let places = vec![place; text.chars().count()];
    Cell { text: Text { string: text.to_owned(), places }, spanned, page: 1, bounds: place.bounds }
}

fn row<'a>(texts: impl IntoIterator<Item = &'a str>) -> PrintedLine {
    PrintedLine::Row(texts.into_iter().map(|text| cell(text, false)).collect())
}

fn line(text: &str) -> PrintedLine {
    PrintedLine::Text(cell(text, false).text)
}

fn layout(lines: Vec<PrintedLine>) -> Layout {
    Layout { lines, ..Layout::default() }
}

proptest! {
    /// Whatever the cells contain, each value comes back whole, with its place.
    #[test]
    fn rows_come_back_from_the_json(records in prop::collection::vec([value(), value()], 1..6)) {
        let mut lines = vec![line("十一 查询记录"), row(["编号", "查询日期", "查询机构", "查询原因"])];
        for (index, [company, reason]) in records.iter().enumerate() {
            lines.push(row([&*(index + 1).to_string(), "2022.05.17", company, reason]));
        }
        let transcript = Transcript::new(&layout(lines));
        let lowered = read_transcript(&transcript, &Options::default()).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let text = |leaf: Option<String>| leaf.unwrap_or_default();
        let read: Vec<_> = lowered.value.query_record.iter().map(|record| {
            let company = record.query_company.as_ref().map(ToString::to_string);
            let reason = record.query_reason.as_ref().map(ToString::to_string);
            [text(company), text(reason)]
        }).collect();
        prop_assert_eq!(&read, &records);
        for leaf in &lowered.leaves {
            prop_assert!(!transcript.places(leaf.range.clone()).is_empty(), "{} has a place", leaf.pointer);
        }
    }

    /// The grammars parse any text to its end. A line that no rule knows is a finding, and never a failure of the
    /// parser.
    #[test]
    fn any_text_is_taken(text in "[\u{4e00}-\u{4eff}│〃\\\\\n 一（）：0-9-]{0,80}") {
        let transcript = Transcript::from_text(&text);
        let tree = zhengxin::grammar::parse(&transcript).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(tree.root.range, 0..transcript.folded().len());
    }

    /// A transcript that is written as text and read again is the same transcript.
    #[test]
    fn transcripts_are_plain_text(rows in prop::collection::vec(prop::collection::vec((value(), any::<bool>()), 1..5), 0..5)) {
        let lines = rows.iter().map(|cells| PrintedLine::Row(cells.iter().map(|(text, spanned)| cell(text, *spanned)).collect()));
        let transcript = Transcript::new(&layout(lines.collect()));
        let again = Transcript::from_text(transcript.text());
        prop_assert_eq!(again.text(), transcript.text());
        prop_assert_eq!(again.folded(), transcript.folded());
    }

    #[test]
    fn amounts_are_their_digits(yuan in 0_i64..1_000_000_000_000) {
        let mut text = yuan.to_string();
        let mut at = text.len();
        while at > 3 {
            at -= 3;
            text.insert(at, ',');
        }
        prop_assert_eq!(Amount::from(&*text).fen(), Some(yuan * 100));
    }

    #[test]
    fn dates_are_read_in_every_form(year in 1900_u16..2100, month in 1_u8..=12, day in 1_u8..=31) {
        let printed = [
            format!("{year}.{month:02}.{day:02}"),
            format!("{year}年{month:02}月{day:02}日"),
            format!("{year} 年 {month:02} 月 {day:02} 日"),
            format!("{year}-{month:02}-{day:02}T10:05:15"),
            format!("{year}.{month:02}.{day:02} 10:05:15"),
        ];
        for text in printed {
            let date = Date::from(&*text).value().ok_or_else(|| TestCaseError::fail(text))?;
            prop_assert_eq!((date.year, date.month, date.day), (year, Some(month), Some(day)));
        }
    }
}
