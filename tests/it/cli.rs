//! The command line, as a shell runs it.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::corpus::fixtures;

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_zhengxin"))
        .args(arguments)
        .current_dir(fixtures())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the tool starts");
    // The program may end before it has read all of its input.
    let _ = child.stdin.take().expect("its input").write_all(input);
    child.wait_with_output().expect("the tool ends")
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("JSON")
}

/// The standard error of a run that must fail.
pub fn failure(arguments: &[&str], input: &[u8]) -> String {
    let output = run(arguments, input);
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).expect("UTF-8")
}

/// With `--format json` a failure is one line of JSON with all findings.
#[test]
fn a_failure_is_json_where_that_is_asked_for() {
    let text = "二 信息概要\n（一）公共信息概要\n│信息类型│记录总数│涉及金额│\n│欠税信息│2│80,979│\n";
    let line = failure(&["parse", "--from-transcript", "--format", "json", "-"], text.as_bytes());
    let answer = json(line.as_bytes());
    assert_eq!((&answer["code"], &answer["kind"]), (&"DETECTION_FAILED".into(), &"unknown_layout".into()));
    let finding = &answer["findings"][0];
    assert_eq!(finding["kind"], "unknown_line");
    assert_eq!(
        finding["difference"],
        serde_json::json!({ "kind": "renamed_label", "expected": "记录数", "found": "记录总数" })
    );
    assert_eq!(finding["section"], serde_json::json!(["二 信息概要", "（一）公共信息概要"]));
    assert_eq!(finding["lines"], serde_json::json!({ "start": 3, "end": 4 }));
    assert_eq!(finding["cells"], serde_json::json!(["信息类型", "记录总数", "涉及金额"]));
    let scan = json(failure(&["transcript", "--format", "json", "refused/scan.pdf"], b"").as_bytes());
    assert_eq!((&scan["kind"], &scan["file"]), (&"no_text".into(), &"refused/scan.pdf".into()));
}

#[test]
fn one_file_gives_its_json() {
    let output = run(&["parse", "reports/chromium-2024-minimal.pdf"], b"");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(json(&output.stdout)["creditHeader"]["idType"], "身份证");
    assert!(output.stderr.is_empty());
}

#[test]
fn standard_input_is_a_file_too() {
    let bytes = std::fs::read(fixtures().join("reports/chromium-2024-minimal.pdf")).expect("the fixture can be read");
    let output = run(&["parse", "--envelope", "-"], &bytes);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(json(&output.stdout)["status"], "OK");
}

#[test]
fn several_files_give_a_line_each() {
    let output = run(&["parse", "reports/chromium-2024-minimal.pdf", "refused/scan.pdf", "nowhere.pdf"], b"");
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<Value> =
        output.stdout.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).map(json).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["file"], "reports/chromium-2024-minimal.pdf");
    assert!(lines[0]["result"].is_object());
    assert!(lines[1]["error"].as_str().is_some_and(|error| error.starts_with("DETECTION_FAILED: ")));
    assert!(lines[2]["error"].as_str().is_some_and(|error| error.starts_with("INVALID_ARGUMENT: ")));
    assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 2);
}

#[test]
fn a_failure_is_one_message_and_status_1() {
    let output = run(&["parse", "refused/scan.pdf"], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.starts_with("refused/scan.pdf: DETECTION_FAILED: "), "{message}");
    let output = run(&["parse", "--envelope", "refused/scan.pdf"], b"");
    assert_eq!((output.status.code(), &json(&output.stdout)["status"]), (Some(1), &Value::from("DETECTION_FAILED")));
}

#[test]
fn places_are_written_beside_the_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("places.json");
    let path = path.to_str().expect("a path");
    let report = "reports/chromium-2024-minimal.pdf";
    let output = run(&["parse", "--places", path, report], b"");
    assert_eq!((output.status.code(), &output.stdout), (Some(0), &run(&["parse", report], b"").stdout));
    let places = json(&std::fs::read(path).expect("the places"));
    assert_eq!(places["profile"]["producer"], "Skia/PDF m156");
    assert_eq!(places["places"][0]["pointer"], "/creditHeader/serialNo");
    assert_eq!(places["places"][0]["boxes"][0]["page"], 1);
}

#[test]
fn a_partial_report_says_so_and_is_status_1() {
    let transcript = "个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n从未见过\n";
    let arguments = ["parse", "--from-transcript", "--lenient", "-"];
    let output = run(&arguments, transcript.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    let answer = json(&output.stdout);
    assert_eq!((&answer["partial"], &answer["problems"][0]["rows"][0][0]), (&true.into(), &"从未见过".into()));
    assert_eq!(answer["result"]["creditHeader"]["serialNo"], "2022");
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("standard input: left out: "));
    let whole = transcript.replace("从未见过\n", "");
    let output = run(&arguments, whole.as_bytes());
    assert_eq!((output.status.code(), &json(&output.stdout)["partial"]), (Some(0), &false.into()));
}

#[test]
fn the_account_of_the_characters_is_printed() {
    let output = run(&["parse", "--coverage", "reports/chromium-2024-minimal.pdf"], b"");
    let account = String::from_utf8_lossy(&output.stdout).into_owned();
    let total = account.lines().find(|line| line.trim_start().starts_with("all")).expect("a total");
    assert!(total.ends_with(" 0"), "{account}");
}

#[test]
fn wrong_usage_is_status_2() {
    for arguments in [&["parse"][..], &["parse", "--nonsense", "x.pdf"], &["read"], &[]] {
        assert_eq!(run(arguments, b"").status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn the_stages_can_be_printed() {
    let transcript = run(&["transcript", "reports/chromium-2024-minimal.pdf"], b"");
    assert!(String::from_utf8_lossy(&transcript.stdout).contains("│性别│出生日期│婚姻状况│"));
    let tree = run(&["tree", "reports/chromium-2024-minimal.pdf"], b"");
    assert!(String::from_utf8_lossy(&tree.stdout).contains("#idType = cell \"身份证\""));
    let from_transcript = run(&["parse", "--from-transcript", "-"], &transcript.stdout);
    let from_pdf = run(&["parse", "reports/chromium-2024-minimal.pdf"], b"");
    assert_eq!(json(&from_transcript.stdout), json(&from_pdf.stdout));
    let schema: PathBuf = fixtures().join("../schema.json");
    assert_eq!(json(&run(&["schema"], b"").stdout), json(&std::fs::read(schema).expect("the schema is checked in")));
}

#[test]
fn the_typed_view_can_be_printed() {
    let output = run(&["parse", "--typed", "reports/chromium-2024-minimal.pdf"], b"");
    assert_eq!(output.status.code(), Some(0));
    let typed = json(&output.stdout);
    assert_eq!(typed["creditHeader"]["reportTime"], "2022-06-16T11:25:26");
    assert_eq!(typed["creditHeader"]["idType"]["code"], "10");
    let schema = std::fs::read(fixtures().join("../schema-typed.json")).expect("the schema is checked in");
    assert_eq!(json(&run(&["schema", "--typed"], b"").stdout), json(&schema));
}

#[test]
fn what_is_personal_can_be_masked() {
    let report = "reports/chromium-2024-minimal.pdf";
    let masked = json(&run(&["parse", "--mask", report], b"").stdout);
    assert_eq!(masked["creditHeader"]["whoWasChecked"], "某某甲");
    assert_eq!(
        json(&run(&["parse", "--mask", "--typed", report], b"").stdout)["creditHeader"]["whoWasChecked"],
        "某某甲"
    );
    let transcript = run(&["transcript", "--mask", report], b"").stdout;
    assert_eq!(json(&run(&["parse", "--from-transcript", "-"], &transcript).stdout), masked);
    // The values are masked in a lenient reading, too, and in the envelope of the API.
    let lenient = json(&run(&["parse", "--mask", "--lenient", "--envelope", report], b"").stdout);
    assert_eq!((&lenient["result"], &lenient["partial"]), (&masked, &Value::from(false)));
    // Messages quote the masked text.
    let unknown = "个人信用报告\n（本人版）\n│客户姓名│严秀雨│\n";
    let output = run(&["parse", "--mask", "--from-transcript", "-"], unknown.as_bytes());
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains("某某甲") && !message.contains("严秀雨"), "{message}");
}

/// The help of each command begins with the text that the list of commands has for it.
#[test]
fn every_command_has_its_help() {
    let list = String::from_utf8(run(&["--help"], b"").stdout).expect("help is text");
    let (_, commands) = list.split_once("Commands:\n").expect("a list of commands");
    let named = commands.lines().take_while(|line| !line.is_empty()).filter_map(|line| {
        // A text that goes on in the next line has no name there.
        line.strip_prefix("  ").filter(|line| !line.starts_with(' '))?.split_once(' ')
    });
    let mut held = Vec::new();
    for (command, summary) in named.filter(|(command, _)| *command != "help") {
        let output = run(&[command, "--help"], b"");
        assert_eq!(output.status.code(), Some(0), "{command}");
        let help = String::from_utf8(output.stdout).expect("help is text");
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.starts_with(summary.trim()), "{command}: {help}");
        held.push(command);
    }
    for command in
        ["parse", "audit", "batch", "check", "diff", "inspect", "transcript", "tree", "watch", "grammar", "schema"]
    {
        assert!(held.contains(&command), "{command} is not in the list");
    }
}

#[test]
fn an_audit_tells_contradictions_with_page_and_box() {
    let sound = run(&["audit", "reports/chromium-2024-minimal.pdf"], b"");
    assert_eq!((sound.status.code(), sound.stderr.len()), (Some(0), 0));
    let output = run(&["audit", "reports/itext-2020-typical.pdf"], b"");
    assert_eq!(output.status.code(), Some(3));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("error: date-after-report: "), "{text}");
    assert!(text.contains(" on page 1, box ("), "{text}");
    let output = run(&["audit", "--format", "json", "reports/itext-2020-typical.pdf"], b"");
    assert_eq!(output.status.code(), Some(3));
    let findings = json(&output.stdout);
    let place = &findings[0]["places"][0];
    assert!(
        findings[0]["rule"].is_string() && findings[0]["severity"].is_string() && findings[0]["message"].is_string()
    );
    assert!(place["pointer"].is_string() && place["text"].is_string());
    assert!(place["boxes"][0]["page"].is_number() && place["boxes"][0]["box"].is_array());
}

#[test]
fn an_audit_reads_transcripts_and_several_files() {
    let transcript = run(&["transcript", "reports/itext-2020-typical.pdf"], b"");
    let output = run(&["audit", "--from-transcript", "-"], &transcript.stdout);
    assert_eq!(output.status.code(), Some(3));
    assert!(!String::from_utf8_lossy(&output.stdout).contains("on page"));
    let output = run(&["audit", "--format", "json", "reports/chromium-2024-minimal.pdf", "nowhere.pdf"], b"");
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<Value> =
        output.stdout.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).map(json).collect();
    assert!(lines[0]["findings"].is_array() && lines[1]["error"].is_string(), "{lines:?}");
}

/// Every command that reads reports takes `--grammar`, and reports a folder without grammars as wrong usage.
#[test]
fn every_command_that_reads_takes_grammars() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");
    let report = "chromium-2024-minimal.pdf";
    let commands: [&[&str]; 9] = [
        &["parse", report],
        &["audit", report],
        &["batch", report, "--out", "nowhere.jsonl"],
        &["check", fixtures],
        &["diff", report, report],
        &["inspect", report, "-o", "nowhere.html"],
        &["transcript", report],
        &["tree", report],
        &["grammar", "check"],
    ];
    for command in commands {
        let grammar: &[&str] = if command[0] == "grammar" { &[fixtures] } else { &["--grammar", fixtures] };
        let output = run(&[command, grammar].concat(), b"");
        assert_eq!(output.status.code(), Some(2), "{command:?}");
        let told = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(told.contains("no file of the folder ends in .pest"), "{command:?}: {told}");
    }
}
