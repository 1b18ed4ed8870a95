//! The command `zhengxin check`, which compares a folder of reports with the JSON files beside them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::corpus::fixtures;

/// A folder with two reports, the JSON of one of them, a file that is no report, and JSON without a report.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = |from: &str, to: &str| {
        let to = folder.path().join(to);
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::copy(fixtures().join(from), to).expect("a copy");
    };
    copy("reports/chromium-2024-minimal.pdf", "a/stored.pdf");
    copy("reports/chromium-2024-minimal.json", "a/stored.json");
    copy("reports/chromium-2024-minimal.pdf", "b/严秀雨.PDF");
    copy("refused/scan.pdf", "scan.pdf");
    copy("reports/chromium-2024-minimal.json", "lost.json");
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxin"));
    command.args(["check", "."]).args(arguments).current_dir(folder).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn alter(path: &Path, change: impl FnOnce(&mut Value)) {
    let mut report: Value = serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON");
    change(&mut report);
    fs::write(path, report.to_string()).expect("a file");
}

#[test]
fn everything_that_is_not_as_stored_is_told() {
    let folder = folder();
    alter(&folder.path().join("a/stored.json"), |report| {
        report["creditHeader"]["idType"] = "护照".into();
        report["creditHeader"]["gone"] = "x".into();
        report["creditHeader"].as_object_mut().expect("a record").remove("reason");
    });
    let output = run(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stdout),
        "a/stored.pdf: changed: 3 leaves\n  \
         ~ /creditHeader/idType: 护照 -> 身份证\n  \
         - /creditHeader/gone: x\n  \
         + /creditHeader/reason: 法人代表、负责人、高管等资信审查\n\
         b/严秀雨.PDF: new: there is no JSON beside it\n\
         lost.json: there is no PDF file beside it\n\
         scan.pdf: not read\n\
         0 as stored, 1 changed (3 leaves), 1 new, 1 not read, 1 JSON without a PDF file\n"
    );
    assert!(text(&output.stderr).starts_with("scan.pdf: DETECTION_FAILED: "));
    let output = run(folder.path(), &["--format", "json", "--jobs", "1"]);
    let lines: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let statuses: Vec<_> = lines.iter().filter_map(|line| line["status"].as_str()).collect();
    assert_eq!(statuses, ["changed", "new", "orphan", "failed"]);
    assert_eq!(lines[0]["leaves"][0], json!({ "pointer": "/creditHeader/idType", "stored": "护照", "read": "身份证" }));
    assert_eq!(lines[4]["summary"]["leaves"], 3);
}

#[test]
fn what_is_accepted_is_as_stored_from_then_on() {
    let folder = folder();
    let stored = folder.path().join("a/stored.json");
    let right: Value = serde_json::from_slice(&fs::read(&stored).expect("a file")).expect("JSON");
    alter(&stored, |report| report["creditHeader"]["idType"] = "护照".into());
    let output = run(folder.path(), &["--accept"]);
    assert_eq!(output.status.code(), Some(1), "what cannot be read is not accepted");
    assert!(text(&output.stdout).contains("a/stored.pdf: changed: 1 leaf, stored\n"));
    assert!(text(&output.stdout).ends_with("0 as stored, 2 stored now, 1 not read, 1 JSON without a PDF file\n"));
    for name in ["a/stored.json", "b/严秀雨.json"] {
        let now: Value = serde_json::from_slice(&fs::read(folder.path().join(name)).expect("a file")).expect("JSON");
        assert_eq!(now, right, "{name}");
    }
    assert!(!folder.path().join("scan.json").exists());
    fs::remove_file(folder.path().join("scan.pdf")).expect("a file");
    fs::remove_file(folder.path().join("lost.json")).expect("a file");
    let output = run(folder.path(), &[]);
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(0), "2 as stored\n"));
    // No other file was left in the folders.
    let names = |below: &str| fs::read_dir(folder.path().join(below)).expect("a folder").count();
    assert_eq!((names("."), names("a"), names("b")), (2, 2, 2));
}

/// With `--mask` nothing personal is printed: no values, and no names of files.
#[test]
fn what_is_told_can_be_masked() {
    let folder = folder();
    alter(&folder.path().join("a/stored.json"), |report| {
        report["creditHeader"]["whoWasChecked"] = "王小明".into();
        report["creditHeader"]["idType"] = "护照".into();
    });
    let output = run(folder.path(), &["--mask"]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stdout) + &text(&output.stderr);
    for personal in ["王小明", "严秀雨", "lost"] {
        assert!(!told.contains(personal), "{told}");
    }
    assert!(told.contains("file 1: changed: 2 leaves\n"), "{told}");
    assert!(told.contains("  ~ /creditHeader/whoWasChecked: 某某甲 -> 某某乙\n"), "{told}");
    assert!(told.contains("  ~ /creditHeader/idType: 护照 -> 身份证\n"), "{told}");
    assert!(told.contains("file 4: DETECTION_FAILED: "), "{told}");
}

#[test]
fn an_answer_of_the_api_is_stored_json_too() {
    let folder = folder();
    let stored = folder.path().join("a/stored.json");
    alter(&stored, |report| *report = json!({ "status": "OK", "result": report.take() }));
    assert!(text(&run(folder.path(), &[]).stdout).contains("1 as stored"));
    // A file that is no JSON is not overwritten.
    fs::write(&stored, "{").expect("a file");
    let output = run(folder.path(), &["--accept"]);
    assert!(text(&output.stderr).contains("a/stored.pdf: INVALID_ARGUMENT: the JSON is not that of a report"));
    assert_eq!(fs::read(&stored).expect("a file"), b"{");
}

#[test]
fn wrong_usage_is_status_2() {
    let folder = folder();
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxin"));
    let output = command.args(["check", "scan.pdf"]).current_dir(folder.path()).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(run(folder.path(), &["--jobs", "0"]).status.code(), Some(2));
}

#[test]
fn two_files_of_one_json_are_told() {
    let folder = folder();
    fs::copy(folder.path().join("a/stored.pdf"), folder.path().join("a/stored.PDF")).expect("a copy");
    // Only on file systems that distinguish upper and lower case.
    if fs::read_dir(folder.path().join("a")).expect("a folder").count() == 3 {
        let output = run(folder.path(), &["--accept"]);
        assert_eq!(text(&output.stderr).matches("one JSON would be of both").count(), 2);
    }
}
