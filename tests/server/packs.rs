//! Packs: what is saved in their folder is in use without a restart, once it has passed its test.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::harness::{Form, Server, Store, wait_for};
use crate::pdf::{Line, page};

/// Copies a pack of the repository into a folder.
fn copy(pack: &str, folder: &TempDir) {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("packs").join(pack);
    assert!(Command::new("cp").arg("-R").arg(pack).arg(folder.path()).status().expect("cp").success());
}

#[test]
fn new_packs_are_in_use_once_they_have_passed_their_test() {
    let folder = tempfile::tempdir().expect("a folder");
    copy("changfeng", &folder);
    let store = Store::new();
    let key = store.add(&[]);
    let server = Server::start(&store, &["--readers", "1", "--packs", folder.path().to_str().expect("UTF-8")]);
    // The heading is one that only the pack knows.
    let file = page(&[
        Line::Text("个人信用报告"),
        Line::Text("（授信机构版）"),
        Line::Row(&["报告编号：20220616", "报告时间：2022.06.16 11:25:26"]),
        Line::Text("查询明细"),
        Line::Row(&["编号", "查询日期", "查询机构", "查询原因"]),
        Line::Row(&["1", "2022.05.17", "海通银行", "信用卡审批"]),
    ]);
    server.post(&key, &file).reason(400, "DETECTION_FAILED");

    // A pack that does not pass its test is not taken.
    copy("haitong", &folder);
    let fixture = folder.path().join("haitong/fixtures/accounts.json");
    let right = fs::read_to_string(&fixture).expect("JSON");
    fs::write(&fixture, right.replace("20,000", "20,001")).expect("JSON");
    server.wait_for_log("a refusal of the packs", |line| line.to_string().contains("new packs are not taken"));
    server.post(&key, &file).reason(400, "DETECTION_FAILED");

    fs::write(&fixture, right).expect("JSON");
    let answer = wait_for("the new pack", || {
        let answer = server.send(&key, &Form::new().field("places", "1").file(&file));
        answer.is_ok().then(|| answer.json())
    });
    assert_eq!(answer["profile"]["pack"], "haitong");
    assert_eq!(answer["result"]["queryRecord"][0]["queryCompany"], "海通银行");
    // Reports of the built-in layout are read as before.
    assert!(server.post(&key, &crate::harness::short_report()).is_ok());
}

#[test]
fn the_service_does_not_start_with_packs_that_do_not_pass() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("bad")).expect("a folder");
    fs::write(folder.path().join("bad/bad.pest"), "nobody__knows = _{ \"x\" }\n").expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxin"));
    let output = command.args(["serve", "--dev", "--listen", "127.0.0.1:0", "--packs"]).arg(folder.path()).output();
    let output = output.expect("it ends");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("the packs do not pass"));
}
