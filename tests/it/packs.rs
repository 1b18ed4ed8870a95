//! Packs: the layouts of banks beside the built-in one.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;
use zhengxin::grammar::{Grammar, Pack};
use zhengxin::transcript::Transcript;
use zhengxin::{Options, Reading};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn packs() -> Vec<Pack> {
    Pack::read_all(&root().join("packs")).expect("packs")
}

fn run(arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxin"));
    command.args(arguments).current_dir(folder).output().expect("the program ends")
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// A copy of the packs that a test may change.
fn copied() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let copied = Command::new("cp").arg("-R").arg(root().join("packs")).arg(folder.path()).status();
    assert!(copied.expect("cp").success());
    folder
}

fn change(folder: &TempDir, file: &str, change: impl Fn(String) -> String) {
    let path = folder.path().join("packs").join(file);
    let text = fs::read_to_string(&path).expect("a file of a pack");
    fs::write(&path, change(text)).expect("a file of a pack");
}

#[test]
fn the_packs_pass_their_tests() {
    let output = run(&["pack", "test"], root());
    assert_eq!(printed(&output), "changfeng: passed, 1 fixture\nhaitong: passed, 1 fixture\n");
    assert!(output.status.success());
    // By its path, a pack needs no folder of packs.
    assert!(run(&["pack", "test", "packs/haitong"], root()).status.success());
}

#[test]
fn each_report_is_read_by_its_pack_and_no_other() {
    let options = Options::default().grammar(Grammar::default().with_packs(packs()));
    for pack in packs() {
        let fixture = root().join("packs").join(pack.name()).join("fixtures/accounts.txt");
        let transcript = Transcript::from_text(&fs::read_to_string(fixture).expect("a fixture"));
        let reading = Reading::of_transcript(transcript.clone(), &options).expect("a report");
        assert_eq!(reading.pack(), Some(pack.name()));
        assert!(Reading::of_transcript(transcript, &Options::default()).is_err());
    }
    let known = zhengxin::read(fs::read(root().join("fixtures/reports/chromium-2024-full.pdf")).unwrap(), &options);
    assert_eq!(known.expect("a report").pack(), None);
}

#[test]
fn what_is_wrong_with_a_pack_is_told() {
    let folder = copied();
    let wrong = |what: &str| {
        let output = run(&["pack", "test", "haitong"], folder.path());
        assert_eq!(output.status.code(), Some(1));
        let told = printed(&output);
        assert!(told.contains(what), "{told}");
    };
    change(&folder, "haitong/fixtures/accounts.json", |text| text.replace("20,000", "20,001"));
    wrong("/creditTransInfoDetail/creditAccount/1/accountExtensionAmount is 20,000, and not 20,001");
    change(&folder, "haitong/layout.pest", |text| text + "open_end__haitong = _{ \"永久\" }\n");
    wrong("no fixture exercises the rule open_end__haitong");
    change(&folder, "haitong/layout.pest", |text| format!("// suggested\n{text}"));
    wrong("it has suggested rules");
    change(&folder, "haitong/fixtures/accounts.txt", |text| text.replace("查询明细", "查询的明细"));
    wrong("查询的明细");
    change(&folder, "haitong/layout.pest", |text| text.replace("account_name", "account_nome"));
    wrong("rule account_nome is undefined");
}

#[test]
fn accept_stores_what_is_read() {
    let folder = copied();
    fs::remove_file(folder.path().join("packs/haitong/snapshots/accounts.tree.txt")).expect("a snapshot");
    assert!(!run(&["pack", "test"], folder.path()).status.success());
    assert!(run(&["pack", "test", "--accept"], folder.path()).status.success());
    assert!(run(&["pack", "test"], folder.path()).status.success());
}

#[test]
fn packs_are_listed() {
    let told = printed(&run(&["pack", "list"], root()));
    assert!(told.starts_with("changfeng: 0 replaced, 4 ways added, 0 new; 1 fixture; An invented bank"), "{told}");
    let listed: serde_json::Value =
        serde_json::from_slice(&run(&["pack", "list", "--format", "json"], root()).stdout).expect("JSON");
    assert_eq!((&listed["packs"][1]["name"], &listed["packs"][1]["suggested"]), (&"haitong".into(), &false.into()));
}

#[test]
fn the_profile_and_the_envelope_name_the_pack() {
    let file = "packs/haitong/fixtures/accounts.txt";
    let places = tempfile::NamedTempFile::new().expect("a file");
    let path = places.path().to_str().expect("UTF-8");
    let arguments = ["parse", "--from-transcript", "--pack", "haitong", "--places", path, file];
    assert!(run(&arguments, root()).status.success());
    let told: serde_json::Value = serde_json::from_slice(&fs::read(path).expect("places")).expect("JSON");
    assert_eq!(told["profile"]["pack"], "haitong");
    // A masked report is read by the pack, too, and so is its tree.
    let masked = printed(&run(&["parse", "--from-transcript", "--packs", "packs", "--mask", file], root()));
    assert!(masked.contains("\"whoWasChecked\":\"某某甲\"") && masked.contains("\"date\":\"2022.05.17\""), "{masked}");
    let tree = printed(&run(&["tree", "--from-transcript", "--packs", "packs", file], root()));
    assert!(tree.contains("#extensionProtocolId = cell \"HT0001\"") && !tree.contains("unknown"), "{tree}");
    // Without it, it is refused, and the finding is about the built-in rules.
    let refused = run(&["parse", "--from-transcript", file], root());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("信贷交易明细"));
}

#[test]
fn a_batch_reads_by_packs() {
    let folder = tempfile::tempdir().expect("a folder");
    let printer = root().join("fixtures/reports/chromium-2024-minimal.pdf");
    fs::copy(printer, folder.path().join("a.pdf")).expect("a copy");
    let packs = root().join("packs");
    let arguments = ["batch", "a.pdf", "--packs", packs.to_str().expect("UTF-8"), "--out", "out.jsonl"];
    let output = run(&arguments, folder.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // With other packs it is another batch.
    let arguments = ["batch", "a.pdf", "--out", "out.jsonl", "--resume"];
    assert_eq!(run(&arguments, folder.path()).status.code(), Some(2));
}

#[test]
fn a_pack_that_is_not_there_is_wrong_usage() {
    let output = run(&["parse", "--pack", "nobody", "fixtures/reports/chromium-2024-minimal.pdf"], root());
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("packs/nobody"));
}

#[test]
fn a_pack_is_begun_from_a_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = "个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n│被查询者姓名│被查询者证件类型│被查询者证件号码│查询机构│查询原因│\n│严秀雨│身份证│990035198101113976│某银行│贷款审批│\n十一 查询明细\n│序号│查询机构│查询日期│备注│查询原因│\n│1│某银行│2022.05.17│张三来访│贷款审批│\n";
    fs::write(folder.path().join("report.txt"), report).expect("a report");
    let new = |name: &str| run(&["pack", "new", name, "--from", "report.txt", "--from-transcript"], folder.path());
    let output = new("ours");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // Nothing personal is written, and nobody has looked at the rules yet.
    let pack = folder.path().join("packs/ours");
    let fixture = fs::read_to_string(pack.join("fixtures/1.txt")).expect("a fixture");
    assert!(fixture.contains("│序号│查询机构│查询日期│备注│查询原因│"), "{fixture}");
    assert!(
        !fixture.contains("严秀雨") && !fixture.contains("张三来访") && !fixture.contains("9900351981"),
        "{fixture}"
    );
    let told = printed(&run(&["pack", "test", "--accept"], folder.path()));
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(told.contains("it has suggested rules"));
    // It is not written over.
    assert_eq!(new("ours").status.code(), Some(2));
    // Once somebody has looked at them, it passes, and reads the report.
    let rules = fs::read_to_string(pack.join("ours.pest")).expect("rules");
    let looked_at: Vec<&str> = rules.lines().filter(|line| !line.starts_with("// suggested")).collect();
    fs::write(pack.join("ours.pest"), looked_at.join("\n") + "\n").expect("rules");
    assert!(run(&["pack", "test"], folder.path()).status.success());
    let arguments = ["parse", "--from-transcript", "--packs", "packs", "report.txt"];
    let read: serde_json::Value = serde_json::from_slice(&run(&arguments, folder.path()).stdout).expect("JSON");
    assert_eq!(read["queryRecord"][0]["date"], "2022.05.17");
    let extension = serde_json::json!([{ "record": "/queryRecord/0", "key": "x_bei_zhu", "text": "张三来访" }]);
    assert_eq!(read["extensions"], extension);
}

#[test]
fn a_report_of_the_built_in_layout_needs_no_pack() {
    let report = root().join("fixtures/reports/chromium-2024-minimal.pdf");
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(&["pack", "new", "ours", "--from", report.to_str().expect("UTF-8")], folder.path());
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("they need no pack"));
    assert!(!folder.path().join("packs").exists());
}
