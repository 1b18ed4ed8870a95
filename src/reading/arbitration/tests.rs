use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;
use crate::error::diagnostic::DiagnosticKind;
use crate::grammar::{Grammar, Pack, SourceFile};
use crate::layout::{Alternative, Cell, DiscardReason, Discarded, Place, PrintedLine, Text};
use crate::page::geometry::Rect;
use crate::reading::{Reading, packs};
use crate::{Printed, parse};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "pdf")).collect();
    files.sort();
    files
}

fn printed(path: &Path) -> Printed {
    Printed::of_file(fs::read(path).unwrap(), &Options::default()).unwrap()
}

fn json(report: &crate::Report) -> serde_json::Value {
    serde_json::to_value(report).unwrap()
}

#[test]
fn what_the_layout_leaves_open_is_settled() {
    for path in files("doubts") {
        let report =
            parse(fs::read(&path).unwrap(), &Options::default()).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        let right: serde_json::Value = serde_json::from_slice(&fs::read(path.with_extension("json")).unwrap()).unwrap();
        assert_eq!(json(&report), right, "{path:?}");
        let settlements = printed(&path).read(&Options::default()).unwrap().settlements;
        assert!(settlements.iter().any(|settlement| settlement.by == SettledBy::Grammar), "{path:?}");
    }
}

/// The report with another reading of one doubt as the likely one, and the likely one among the others.
fn misled(printed: Printed, doubt: usize, reading: usize) -> Option<Printed> {
    let Printed { transcript, mut doubts, .. } = printed;
    let lines = doubts.get(doubt)?.lines.clone();
    let other = doubts[doubt].others.get(reading)?.clone();
    let likely: Vec<PrintedLine> =
        transcript.text()[transcript.range_of_lines(lines.clone())].lines().map(row).collect();
    let transcript = transcript.with_lines(&[(lines.clone(), &other.lines)]);
    let shift = |line: usize| line + other.lines.len() - lines.len();
    doubts.iter_mut().skip(doubt + 1).for_each(|later| later.lines = shift(later.lines.start)..shift(later.lines.end));
    let changed = &mut doubts[doubt];
    changed.lines.end = lines.start + other.lines.len();
    changed.is_clear = false;
    changed.is_row_tagged = None;
    changed.others[reading] = Alternative { reading: changed.reading, lines: likely, discarded: Vec::new() };
    changed.reading = other.reading;
    Some(Printed { transcript, doubts, ..printed })
}

/// A row of the transcript as the layout hands it on, without places.
fn row(line: &str) -> PrintedLine {
    let cell = |text: String| Cell {
        spanned: text == "〃",
        text: if text == "〃" { Text::default() } else { Text { string: text, places: Vec::new() } },
        page: 0,
        bounds: Place { page: 0, bounds: Rect::default() }.bounds,
    };
    PrintedLine::Row(crate::transcript::cells(line).into_iter().map(cell).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_wrong_likely_reading_gives_the_same_report_or_none(file in 0..64_usize, doubt in 0..24_usize, reading in 0..4_usize) {
        let files = [files("doubts"), files("reports")].concat();
        let path = &files[file % files.len()];
        let right = printed(path).read(&Options::default()).unwrap();
        let Some(misled) = misled(printed(path), doubt, reading) else { return Ok(()) };
        if let Ok(read) = misled.read(&Options::default()) {
            prop_assert_eq!(json(&read.report), json(&right.report), "{:?} {} {}", path, doubt, reading);
        }
    }
}

const REPORT: &str =
    "个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n三信贷交易信息明细\n（一）非循环贷账户\n账户1\n";
const ACCOUNT: &str = "│管理机构│账户标识│开立日期│到期日期│借款金额│账户币种│\n│甲│1│2019.03.06│2027.11.20│72,321│人民币元│\n│业务种类│担保方式│还款期数│还款频率│还款方式│共同借款标志│\n│其他│其他│1│月│其他│无│\n│截至2022年10月21日│\n│账户状态│账户关闭日期│\n│结清│2022.10.21│\n";

#[test]
fn a_report_that_can_be_read_in_two_ways_is_refused() {
    let text = format!("{REPORT}{ACCOUNT}│特殊标注│添加日期│\n│--│2022.10.01│\n│--│2022.10.01│\n");
    let transcript = Transcript::from_text(&text);
    let line = text.lines().count() - 2;
    let once =
        Alternative {
            reading: CutReading::PrintedAgain, lines: vec![row("│--│2022.10.01│")], discarded: Vec::new()
        };
    let doubt = Doubt {
        lines: line..line + 2,
        reading: CutReading::Between,
        is_clear: false,
        discarded: Vec::new(),
        others: vec![once],
        is_row_tagged: None,
    };
    let settle = |options: &Options| {
        settle(&transcript, std::slice::from_ref(&doubt), &UnmappedText::default(), &mut Discards::default(), options)
    };
    assert!(Reading::of_transcript(transcript.clone(), &Options::default()).is_ok());
    let Err(failed) = settle(&Options::default()) else { panic!("one of two readings was taken") };
    let error = failed.0;
    assert!(matches!(error.diagnostics()[0].kind, DiagnosticKind::TwoReadings { .. }), "{error}");
    // A pack by which only one of the two counts does not settle it.
    let once = "notes_of_account = _{ special_labels ~ #specialLabel = note }\n";
    let pack = Pack::new("once", vec![SourceFile { name: "once.pest".into(), text: once.into() }]);
    let options = Options::default().grammar(Grammar::default().with_packs(vec![pack.clone()]));
    let understood = |options: &Options| {
        packs::understand(transcript.clone(), std::slice::from_ref(&doubt), &UnmappedText::default(), None, options)
    };
    let alone = Options::default().grammar(pack.grammar().unwrap().clone());
    assert!(understood(&alone).is_ok());
    let unread = understood(&options).expect_err("one of two readings was taken");
    assert!(matches!(unread.error.diagnostics()[0].kind, DiagnosticKind::TwoReadings { .. }), "{}", unread.error);
    let Ok(lenient) = settle(&Options::default().lenient(true)) else { panic!("the rest of the report is not read") };
    assert_eq!(lenient.understood.problems.len(), 1);
    assert!(lenient.understood.lowered.value.credit_trans_info_detail.acyclic_credit_account.is_empty());
}

#[test]
fn what_is_printed_twice_is_told_by_the_reading_that_is_taken() {
    let twice = |text: &str| Discarded {
        text: Text {
            string: text.to_owned(),
            places: vec![Place { page: 1, bounds: Rect::default() }; text.chars().count()],
        },
        reason: DiscardReason::RepeatedRow,
    };
    // The rows of the likely reading, and the texts that are left out in the end.
    let discarded = |likely: &str| {
        let text = format!("{REPORT}{ACCOUNT}│特殊标注│添加日期│\n{likely}");
        let transcript = Transcript::from_text(&text);
        let (start, end) = (text.lines().count() - likely.lines().count(), text.lines().count());
        let other = Alternative {
            reading: CutReading::Through,
            lines: vec![row("│其他│2022.10.01│")],
            discarded: vec![twice("乙")],
        };
        let doubt = Doubt {
            lines: start..end,
            reading: CutReading::Between,
            is_clear: true,
            discarded: vec![twice("甲")],
            others: vec![other],
            is_row_tagged: None,
        };
        let mut discarded = Discards::default();
        let settled = settle(&transcript, &[doubt], &UnmappedText::default(), &mut discarded, &Options::default());
        assert!(settled.is_ok());
        discarded.iter().map(|discarded| discarded.text.string).collect::<Vec<_>>()
    };
    assert_eq!(discarded("│其他│2022.10.01│\n│--│2022.10.02│\n"), ["甲"]);
    assert_eq!(discarded("│其│2022.1│\n│他│0.01│\n"), ["乙"]);
}

/// A line of the transcript as it is printed on a page.
fn on_page(line: &str, page: u32) -> PrintedLine {
    let printed = |string: String| {
        let place = Place { page, bounds: Rect::spanning(40.0, 40.0, 50.0, 50.0) };
        let places = vec![place; string.chars().count()];
        Text { string, places }
    };
    match row(line) {
        PrintedLine::Row(cells) if line.starts_with('│') => {
            let cells = cells.into_iter().map(|cell| Cell { text: printed(cell.text.string), page, ..cell });
            PrintedLine::Row(cells.collect())
        }
        _ => PrintedLine::Text(printed(line.to_owned())),
    }
}

#[test]
fn a_cell_that_only_the_end_of_a_page_leaves_empty_has_lost_its_text() {
    let read = |notes: &str| {
        let text = format!("{REPORT}{ACCOUNT}{notes}");
        let mut lines: Vec<PrintedLine> = text.lines().map(|line| on_page(line, 1)).collect();
        lines.push(on_page("（二）循环贷账户一", 2));
        let transcript = Transcript::of_lines(&lines);
        settle(&transcript, &[], &UnmappedText::default(), &mut Discards::default(), &Options::default())
            .map(|_| ())
            .map_err(|failed| failed.0)
    };
    let error = read("│特殊标注│添加日期│\n││2022.10.01│\n").unwrap_err();
    assert!(matches!(error.diagnostics()[0].kind, DiagnosticKind::LostText { .. }), "{error}");
    // Where another cell is empty, too, this print has empty cells.
    assert!(read("│特殊标注│添加日期│\n││2022.10.01│\n││2022.10.02│\n").is_ok());
    assert!(read("│特殊标注│添加日期│\n│--│2022.10.01│\n").is_ok());
}
