//! What is said about reports that follow no known layout.

use std::fs;

use zhengxin::diagnostic::DiagnosticKind;
use zhengxin::geometry::Rect;
use zhengxin::layout::{Cell, Place, PrintedLine, Text, lay_out};
use zhengxin::transcript::Transcript;
use zhengxin::{ErrorKind, Options, read_transcript};

use crate::corpus::{fixtures, transcripts};

fn whole_reports() -> impl Iterator<Item = &'static (String, Transcript)> {
    transcripts().iter().filter(|(_, transcript)| read_transcript(transcript, &Options::default()).is_ok())
}

/// A row put in anywhere is reported with its line; nothing is skipped in silence.
#[test]
fn an_unknown_row_anywhere_is_reported_with_its_line() {
    for (name, transcript) in whole_reports() {
        let lines: Vec<&str> = transcript.text().lines().collect();
        let notes = lines.iter().position(|line| line.ends_with("说明") && !line.contains('│'));
        let end = notes.unwrap_or(lines.len());
        for at in (0..=end).step_by(end / 40 + 1) {
            let mut altered = lines.clone();
            altered.insert(at, "│从未见过│的│一行│表格│里│有│九│个│格│");
            let error = read_transcript(&Transcript::from_text(&altered.join("\n")), &Options::default())
                .expect_err("an unknown row is an error");
            // Between the two lines of a title it hides what the document is.
            if error.kind() == ErrorKind::NotReport {
                continue;
            }
            assert_eq!(error.kind(), ErrorKind::UnknownLayout, "{name}: {error}");
            let is_reported = error.diagnostics().iter().any(|diagnostic| diagnostic.line == at + 1);
            assert!(is_reported, "{name}: the row at line {} is not among\n{error}", at + 1);
        }
    }
}

/// Where sections are looked for in any document, what stands around them is none of our business; what stands in them is.
#[test]
fn lines_around_the_sections_of_any_document_are_passed_over() {
    let sections = "一 个人基本信息\n（四）居住信息\n│编号│居住地址│住宅电话│居住状况│信息更新日期│\n│1│某路1号│--│自置│2020.01.01│\n";
    let around = "借款申请书\n│申请人│某人│\n";
    let read =
        |text: String, classify| read_transcript(&Transcript::from_text(&text), &Options::default().classify(classify));
    let whole = read(format!("{around}{sections}"), false).expect("one section");
    assert_eq!(whole.value.person_basic_info.lived_infos.len(), 1);
    let error = read(format!("{around}{sections}"), true).expect_err("lines that are no part of a report");
    assert_eq!((error.kind(), error.diagnostics().len()), (ErrorKind::UnknownLayout, 2), "{error}");
    let error =
        read(format!("{around}{sections}│2│某路2号│\n"), false).expect_err("a row that is no part of the section");
    assert_eq!((error.kind(), error.diagnostics().len()), (ErrorKind::UnknownLayout, 1), "{error}");
    assert_eq!(read(around.into(), false).expect_err("no section").kind(), ErrorKind::NotReport);
}

/// On a PDF the page and the box of the row are told too.
#[test]
fn an_unknown_row_is_reported_with_its_page_and_box() {
    let path = fixtures().join("reports/itext-2020-typical.pdf");
    let pages = zhengxin::pdf::read(&fs::read(path).expect("the fixture can be read")).expect("a sound file");
    let printed = lay_out(&pages);
    for page in 1..=5 {
        let on_page =
            |line: &PrintedLine| matches!(line, PrintedLine::Row(cells) if cells.iter().any(|cell| cell.page == page));
        let at = printed.lines.iter().position(on_page).expect("a row on that page");
        let place = Place { page, bounds: Rect::spanning(10.0, 20.0, 60.0, 30.0) };
        let text = Text { string: "从未见过".to_owned(), places: vec![place; 4] };
        let cell = Cell { text, spanned: false, page, bounds: place.bounds };
        let mut altered = printed.clone();
        altered.lines.insert(at, PrintedLine::Row(vec![cell.clone(), cell]));
        let error = read_transcript(&Transcript::new(&altered), &Options::default()).expect_err("an unknown row");
        let found = error.diagnostics().iter().find(|diagnostic| diagnostic.line == at + 1).expect("the row's line");
        assert_eq!(found.places, [place], "{found}");
        assert!(error.to_string().contains(&format!("page {page}, box (10, 20, 60, 30)")), "{error}");
    }
}

#[test]
fn a_renamed_label_is_told_with_the_label_expected() {
    let text = "二 信息概要\n（一）公共信息概要\n│公共信息汇总│\n│信息类型│记录总数│涉及金额│\n│欠税信息│2│80,979│\n";
    let error = read_transcript(&Transcript::from_text(text), &Options::default()).expect_err("an unknown label");
    insta::with_settings!({ snapshot_path => "../../snapshots/diagnostics", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("renamed_label", error);
    });
}

#[test]
fn a_value_of_another_kind_is_told_with_its_field() {
    let text =
        "八 查询记录\n│编号│查询日期│查询机构│查询原因│\n│1│昨天│某银行│贷款审批│\n│2│2022.13.01│某银行│贷款审批│\n";
    let error = read_transcript(&Transcript::from_text(text), &Options::default()).expect_err("no date");
    let kinds: Vec<_> = error.diagnostics().iter().map(|diagnostic| diagnostic.kind.clone()).collect();
    let wrong = |index| DiagnosticKind::WrongKind { pointer: format!("/queryRecord/{index}/date") };
    assert_eq!(kinds, [wrong(0), wrong(1)]);
}

#[test]
fn a_row_without_its_partner_is_told() {
    let text = "一 个人基本信息\n（一）职业信息\n│编号│工作单位│单位性质│单位地址│单位电话│\n│1│甲│--│--│--│\n│2│乙│--│--│--│\n\
                │编号│职业│行业│职务│职称│进入本单位年份│信息更新日期│\n│1│--│--│--│--│2011│2016.08.04│\n";
    let error = read_transcript(&Transcript::from_text(text), &Options::default()).expect_err("a lost row");
    let pointer = "/personBasicInfo/experiences/1".to_owned();
    assert_eq!(error.diagnostics()[0].kind, DiagnosticKind::WithoutPartner { pointer });
}

#[test]
fn a_field_printed_twice_is_told() {
    let text = "个人信用报告\n│报告编号：1│报告时间：2019.07.08│\n│报告编号：2│报告时间：2019.07.08│\n";
    let error =
        read_transcript(&Transcript::from_text(text), &Options::default().classify(false)).expect_err("two numbers");
    let kinds: Vec<_> = error.diagnostics().iter().map(|diagnostic| &diagnostic.kind).collect();
    assert!(
        matches!(kinds[0], DiagnosticKind::PrintedTwice { pointer } if pointer == "/creditHeader/serialNo"),
        "{kinds:?}"
    );
}
