//! What is said about reports that follow no known layout.

use zhengxin::diagnostic::DiagnosticKind;
use zhengxin::transcript::Transcript;
use zhengxin::{ErrorKind, Options, read_transcript};

use crate::corpus::transcripts;

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
            let error =
                read_transcript(&Transcript::from_text(&altered.join("\n")), &Options::default().classify(false))
                    .expect_err("an unknown row is an error");
            assert_eq!(error.kind(), ErrorKind::UnknownLayout, "{name}: {error}");
            let is_reported = error.diagnostics().iter().any(|diagnostic| diagnostic.line == at + 1);
            assert!(is_reported, "{name}: the row at line {} is not among\n{error}", at + 1);
        }
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
