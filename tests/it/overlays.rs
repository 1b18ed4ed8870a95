//! Folders that hold only what differs from the built-in grammars.

use std::fs;
use std::process::{Command, Output};

use tempfile::TempDir;
use zhengxin::grammar::{ChangeKind, Grammar, SourceFile};
use zhengxin::grammar_tools::check::{Check, check};
use zhengxin::transcript::Transcript;
use zhengxin::{Options, Reading};

/// A report with a label of another bank: 记录总数 for 记录数.
const REPORT: &str = "个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n二 信息概要\n（一）公共信息概要\n│信息类型│记录总数│涉及金额│\n│欠税信息│2│80,979│\n";

/// The way to read it.
const WAY: &str = "// 记录总数\npublic_summary__ours = _{ \"│信息类型│记录总数│涉及金额│\\n\" ~ (#publicInfoSummary = public_kind)+ }\n";

fn overlay(text: &str) -> Grammar {
    let file = SourceFile { name: "ours.pest".into(), text: text.into() };
    Grammar::of_files(vec![file]).unwrap_or_else(|error| panic!("{error}"))
}

fn read(report: &str, grammar: Grammar) -> Result<Reading, zhengxin::Error> {
    Reading::of_transcript(Transcript::from_text(report), &Options::default().grammar(grammar))
}

fn folder(text: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("ours.pest"), text).expect("a file");
    folder
}

fn run(tool: &str, folder: &TempDir) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxin"));
    command.args(["grammar", tool, "."]).current_dir(folder.path()).output().expect("the tool ends")
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

#[test]
fn a_way_reads_what_the_built_in_rule_does_not_know() {
    assert!(read(REPORT, Grammar::default()).is_err());
    let reading = read(REPORT, overlay(WAY)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        reading.report.info_summary.public_info_summary[0].record_num.as_ref().map(|text| text.as_str()),
        Some("2")
    );
    // The built-in words are read as before.
    let known = REPORT.replace("记录总数", "记录数");
    let [ours, built_in] = [overlay(WAY), Grammar::default()].map(|grammar| read(&known, grammar).unwrap().report);
    assert_eq!(serde_json::to_value(ours).unwrap(), serde_json::to_value(built_in).unwrap());
}

#[test]
fn a_mistake_in_a_way_is_told_where_it_is() {
    let error = Grammar::of_files(vec![SourceFile {
        name: "ours.pest".into(),
        text: WAY.replace("public_kind", "public_sort"),
    }]);
    let error = error.expect_err("there is no such rule");
    assert_eq!(error.to_string(), "ours.pest:2:72: rule public_sort is undefined");
}

#[test]
fn an_overlay_has_no_findings_for_what_it_leaves_alone() {
    assert_eq!(check(&overlay(WAY)), []);
    // The rule that it replaces was the only one that led to another.
    let lonely = "public_summary = _{ \"│信息类型│记录总数│涉及金额│\\n\" ~ public_kind+ }\n";
    let kinds: Vec<Check> = check(&overlay(lonely)).into_iter().map(|finding| finding.check).collect();
    assert!(kinds.contains(&Check::Outdated) && !kinds.contains(&Check::Unreachable), "{kinds:?}");
}

#[test]
fn diff_shows_what_is_changed() {
    let text = format!(
        "{WAY}\n// base: 00000000\nopen_end = @{{ \"永久\" }}\n\nour_words = {{ \"甲\" }}\nnl = _{{ \"\\n\" }}\n"
    );
    let output = run("diff", &folder(&text));
    assert_eq!(output.status.code(), Some(1));
    insta::with_settings!({ snapshot_path => "../../snapshots/grammar", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("overlay-diff", printed(&output));
    });
    assert_eq!(run("diff", &folder("nl = _{ \"\\n\" }\n")).status.code(), Some(0));
}

#[test]
fn check_tells_how_a_rule_says_what_it_replaces() {
    let rule = "open_end = @{ \"永久\" }\n";
    let output = run("check", &folder(rule));
    assert_eq!(output.status.code(), Some(1));
    let said = printed(&output);
    let hash = said.split("`// base: ").nth(1).and_then(|rest| rest.split('`').next()).expect("a hash");
    let output = run("check", &folder(&format!("// base: {hash}\n{rule}")));
    assert_eq!((output.status.code(), printed(&output).as_str()), (Some(0), "nothing was found\n"));
}

#[test]
fn a_whole_grammar_is_compared_with_the_built_in_one() {
    let mut files = Grammar::default().files().to_vec();
    files.iter_mut().for_each(|file| file.text = file.text.replace("\"长期\"", "\"永久\""));
    let changes = Grammar::of_files(files).unwrap().changes();
    let changed: Vec<_> = changes.iter().filter(|change| change.kind != ChangeKind::Same).collect();
    assert_eq!(changed.iter().map(|change| change.rule.as_str()).collect::<Vec<_>>(), ["open_end"]);
}
