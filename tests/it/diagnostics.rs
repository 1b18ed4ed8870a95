//! Diagnostics: what is reported about reports that follow no known layout.

use std::collections::BTreeSet;
use std::fs;

use zhengxin::diagnostic::{Diagnostic, DiagnosticKind, Difference};
use zhengxin::geometry::Rect;
use zhengxin::layout::{Cell, Place, PrintedLine, Text, lay_out};
use zhengxin::transcript::Transcript;
use zhengxin::{ErrorKind, Options, read_transcript};

use crate::corpus::{fixtures, transcripts, without_lines_of_grammars};

fn whole_reports() -> impl Iterator<Item = &'static (String, Transcript)> {
    transcripts().iter().filter(|(_, transcript)| read_transcript(transcript, &Options::default()).is_ok())
}

/// An unknown row may be put in anywhere: it is reported with its line. Nothing is skipped in silence.
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
            // Between the two lines of a title, the row hides what kind of document it is.
            if error.kind() == ErrorKind::NotReport {
                continue;
            }
            assert_eq!(error.kind(), ErrorKind::UnknownLayout, "{name}: {error}");
            let is_reported = error.diagnostics().iter().any(|diagnostic| diagnostic.lines.contains(&(at + 1)));
            assert!(is_reported, "{name}: the row at line {} is not among\n{error}", at + 1);
        }
    }
}

/// If sections are looked for in any document, lines around the sections are ignored. Lines inside of them are not.
#[test]
fn lines_around_the_sections_of_any_document_are_passed_over() {
    let sections = "一 个人基本信息\n（四）居住信息\n│编号│居住地址│住宅电话│居住状况│信息更新日期│\n│1│某路1号│--│自置│2020.01.01│\n";
    let around = "借款申请书\n│申请人│某人│\n";
    let read =
        |text: String, classify| read_transcript(&Transcript::from_text(&text), &Options::default().classify(classify));
    let whole = read(format!("{around}{sections}"), false).expect("one section");
    assert_eq!(whole.value.person_basic_info.lived_infos.len(), 1);
    let error = read(format!("{around}{sections}"), true).expect_err("lines that are no part of a report");
    assert_eq!((error.kind(), error.diagnostics().len()), (ErrorKind::UnknownLayout, 1), "{error}");
    assert_eq!(error.diagnostics()[0].lines, 1..=2);
    let error =
        read(format!("{around}{sections}│2│某路2号│\n"), false).expect_err("a row that is no part of the section");
    assert_eq!((error.kind(), error.diagnostics().len()), (ErrorKind::UnknownLayout, 1), "{error}");
    assert_eq!(read(around.into(), false).expect_err("no section").kind(), ErrorKind::NotReport);
}

/// If a PDF file is read, the page and the box of the row are reported, too.
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
        let found = error.diagnostics().iter().find(|diagnostic| diagnostic.line == at + 1);
        let found = found.unwrap_or_else(|| panic!("the row at line {} is not among\n{error}", at + 1));
        assert_eq!(found.places, [place], "{found}");
        let json = serde_json::to_value(found).expect("a diagnostic is JSON");
        assert_eq!(json["places"], serde_json::json!([{ "page": page, "box": [10.0, 20.0, 60.0, 30.0] }]));
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

/// The lines of a whole report.
fn report_lines(name: &str) -> Vec<String> {
    let (_, transcript) = transcripts().iter().find(|fixture| fixture.0 == name).expect("a fixture of that name");
    transcript.text().lines().map(str::to_owned).collect()
}

fn findings(lines: &[String]) -> Vec<Diagnostic> {
    let transcript = Transcript::from_text(&lines.join("\n"));
    let error = read_transcript(&transcript, &Options::default()).expect_err("an altered report is an error");
    assert_eq!(error.kind(), ErrorKind::UnknownLayout, "{error}");
    error.diagnostics().to_vec()
}

/// Each kind of difference from the layout is reported once, as what it is. The message, with the lines around, is that
/// of the snapshot.
#[test]
fn a_difference_is_told_as_what_it_is() {
    let difference = |name: &str, alter: &dyn Fn(&mut Vec<String>), expected: Difference| {
        let mut lines = report_lines("itext-2024-full");
        alter(&mut lines);
        let found = findings(&lines);
        let differences: Vec<_> = found.iter().map(|finding| finding.difference.clone()).collect();
        assert_eq!(differences, [Some(expected)], "{name}: {found:#?}");
        let shown = crate::cli::failure(&["parse", "--from-transcript", "-"], lines.join("\n").as_bytes());
        let shown = without_lines_of_grammars(&shown);
        insta::with_settings!({ snapshot_path => "../../snapshots/diagnostics", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, shown);
        });
    };
    let at = |lines: &[String], text: &str| lines.iter().position(|line| line.contains(text)).expect("a line of it");
    let replaced = |from: &'static str, to: &'static str| {
        move |lines: &mut Vec<String>| {
            let at = at(lines, from);
            lines[at] = lines[at].replacen(from, to, 1);
        }
    };
    let removed = |above: &'static str, below: usize| {
        move |lines: &mut Vec<String>| {
            let at = at(lines, above) + below;
            lines.remove(at);
        }
    };
    let text = str::to_owned;
    difference(
        "label_renamed",
        &replaced("│手机号码│", "│移动电话号码│"),
        Difference::RenamedLabel { expected: text("手机号码"), found: text("移动电话号码") },
    );
    difference(
        "column_added",
        &replaced("│五级分类│余额│剩余还款期数│", "│五级分类│币种│余额│剩余还款期数│"),
        Difference::AddedColumn { found: text("币种") },
    );
    difference(
        "column_missing",
        &replaced("│共享授信额度│币种│业务种类│担保方式│", "│共享授信额度│币种│担保方式│"),
        Difference::MissingColumn { expected: text("业务种类") },
    );
    difference(
        "column_moved",
        &replaced("│借款金额│账户币种│", "│账户币种│借款金额│"),
        Difference::MovedColumn { label: text("账户币种") },
    );
    difference(
        "labels_missing",
        &removed("│当前逾期期数│当前逾期总额│逾期31", 0),
        Difference::MissingLabels {
            expected: text(
                "│当前逾期期数│当前逾期总额│逾期31-60天未还本金│逾期61-90天未还本金│逾期91-180天未还本金│逾期180天以上未还本金│",
            ),
        },
    );
    difference("values_missing", &removed("│姓名│证件类型│证件号码│工作单位│", 1), Difference::MissingValues);
    difference(
        "values_missing_in_an_account",
        &removed("│当前逾期期数│当前逾期总额│逾期31", 1),
        Difference::MissingValues,
    );
    difference(
        "heading_renamed",
        &replaced("公共信息明细", "公共记录明细"),
        Difference::RenamedHeading { expected: text("公共信息明细"), found: text("公共记录明细") },
    );
    difference(
        "heading_of_accounts_renamed",
        &replaced("（二）非循环贷账户", "（二）非循环类贷款账户"),
        Difference::RenamedHeading { expected: text("非循环贷账户"), found: text("非循环类贷款账户") },
    );
    difference("heading_missing", &removed("身份信息", 0), Difference::MissingHeading { expected: text("身份信息") });
    difference(
        "cell_missing_in_a_row_of_values",
        &|lines| {
            let at = at(lines, "│姓名│证件类型│证件号码│工作单位│") + 1;
            let end = lines[at].trim_end_matches('│').rfind('│').expect("a cell") + '│'.len_utf8();
            lines[at].truncate(end);
        },
        Difference::CellCount { expected: 5, found: 4 },
    );
    let inserted = |new: &'static [&'static str]| {
        move |lines: &mut Vec<String>| {
            let at = at(lines, "居住信息");
            lines.splice(at..at, new.iter().map(|line| text(line)));
        }
    };
    difference(
        "section_new",
        &inserted(&["（三）车辆登记情况", "│车牌│颜色│购置年份│", "│京A12345│黑│2019│"]),
        Difference::NewSection,
    );
    difference("table_new", &inserted(&["│车牌│颜色│购置年份│", "│京A12345│黑│2019│"]), Difference::NewTable);
    difference(
        "account_state_unknown",
        &|lines| {
            let at = at(lines, "│账户状态│账户关闭日期│");
            lines[at] = text("│账户状态│核销金额│核销原因│");
            lines[at + 1] = text("│核销│1,234│政策性核销│");
        },
        Difference::UnknownAccountState,
    );
}

/// Renamed labels that the table above takes for values are still reported as renamed labels.
#[test]
fn a_renamed_label_is_told_where_it_is_read_as_a_value() {
    let text = "八 查询记录\n│编号│查询日期│查询机构│查询原因│\n│1│2022.05.17│某银行│贷款审批│\n\
                │序号│查询日期│查询机构│查询原因│\n│2│2022.05.18│某银行│贷款审批│\n";
    let error = read_transcript(&Transcript::from_text(text), &Options::default()).expect_err("no date");
    let renamed = Difference::RenamedLabel { expected: "编号".to_owned(), found: "序号".to_owned() };
    assert_eq!(error.diagnostics()[0].difference, Some(renamed), "{error}");
    assert!(matches!(error.diagnostics(), [Diagnostic { kind: DiagnosticKind::WrongKind { .. }, .. }]), "{error}");
}

/// Whichever label is renamed, the first finding says so, with the label that is known.
#[test]
fn a_renamed_label_is_told_wherever_it_stands() {
    let labels = crate::laws::label_rows();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut count = 0;
    for (name, transcript) in whole_reports() {
        let lines: Vec<String> = transcript.text().lines().map(str::to_owned).collect();
        for (at, line) in lines.iter().enumerate() {
            let folded = Transcript::from_text(line).folded().trim_end().to_owned();
            if !labels.contains(&folded) || !seen.insert(folded.clone()) {
                continue;
            }
            let cells = folded.trim_matches('│').split('│').count();
            let renamed = count % cells;
            count += 1;
            let expected = folded.trim_matches('│').split('│').nth(renamed).expect("a cell").to_owned();
            let mut altered = lines.clone();
            let bar = line.match_indices('│').nth(renamed + 1).expect("a bar behind it").0;
            altered[at].insert(bar, '们');
            let error = read_transcript(&Transcript::from_text(&altered.join("\n")), &Options::default())
                .expect_err("an altered report is an error");
            // Without this row of labels the document is not known as a report.
            if error.kind() == ErrorKind::NotReport {
                continue;
            }
            let found = error.diagnostics();
            assert!(
                matches!(&found[0].difference, Some(Difference::RenamedLabel { expected: label, .. }) if *label == expected),
                "{name}, line {}, `{expected}`: {found:#?}",
                at + 1
            );
        }
    }
    assert!(count > 60, "only {count} rows of labels are in the fixtures");
}
