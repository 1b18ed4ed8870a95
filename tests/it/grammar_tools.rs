//! The commands with grammars of a folder, and the commands for those who write grammars, such as `watch`.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use zhengxin::grammar::Grammar;

use crate::corpus::fixtures;

/// How long something may take before the test gives up on it.
const PATIENCE: Duration = Duration::from_secs(60);

const SUMMARY: &str = "个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n二 信息概要\n（一）公共信息概要\n│信息类型│记录总数│涉及金额│\n│欠税信息│2│80,979│\n";

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxin"));
    command.args(arguments).current_dir(fixtures());
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).stdin(Stdio::null()).output().expect("the tool ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// A folder with the grammars of the repository, and a transcript that they do not know.
struct Workshop {
    folder: TempDir,
}

impl Workshop {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("grammar")).expect("a folder");
        fs::write(folder.path().join("summary.txt"), SUMMARY).expect("a file");
        let workshop = Self { folder };
        for file in Grammar::default().files() {
            let name = Path::new(&file.name).file_name().expect("a name");
            fs::write(workshop.grammar().join(name), &file.text).expect("a file");
        }
        workshop
    }

    fn grammar(&self) -> PathBuf {
        self.folder.path().join("grammar")
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("UTF-8").to_owned()
    }

    /// Saves a grammar with a text replaced by another one, as editors do: a new file renamed over the old one.
    fn change(&self, name: &str, from: &str, to: &str) {
        let path = self.grammar().join(name);
        let text = fs::read_to_string(&path).expect("a file");
        assert!(text.contains(from), "{from}");
        let new = self.grammar().join(format!("{name}~"));
        fs::write(&new, text.replace(from, to)).expect("a file");
        fs::rename(new, path).expect("a file");
    }
}

#[test]
fn every_command_that_reads_reports_takes_grammars() {
    let workshop = Workshop::new();
    let (grammar, summary) = (workshop.path("grammar"), workshop.path("summary.txt"));
    let read = |command: &[&str]| {
        let arguments = [command, &["--from-transcript", "--grammar", &grammar, &summary]].concat();
        run(&arguments)
    };
    assert_eq!(read(&["parse"]).status.code(), Some(1));
    workshop.change("summary.pest", "│记录数│涉及金额│", "│记录总数│涉及金额│");
    let parsed = read(&["parse"]);
    let report: Value = serde_json::from_slice(&parsed.stdout).expect("JSON");
    assert_eq!(report["infoSummary"]["publicInfoSummary"][0]["recordNum"], "2", "{}", text(&parsed.stderr));
    assert_eq!(read(&["audit"]).status.code(), Some(0));
    assert!(text(&read(&["tree"]).stdout).contains("#recordNum = cell \"2\""));
    assert!(text(&read(&["transcript", "--mask"]).stdout).contains("│信息类型│记录总数│涉及金额│"));
    assert_eq!(
        run(&["parse", "--from-transcript", &summary]).status.code(),
        Some(1),
        "the built-in ones do not know it"
    );
}

/// The processes of a batch use its grammars, and the batch cannot be resumed with others.
#[test]
fn a_batch_reads_by_its_grammars() {
    let workshop = Workshop::new();
    let (grammar, out) = (workshop.path("grammar"), workshop.path("out.jsonl"));
    let batch = |how: &[&str]| {
        run(&[
            &["batch", "--jobs", "1", "--out", &out, "--grammar", &grammar],
            how,
            &["reports/chromium-2024-minimal.pdf"],
        ]
        .concat())
    };
    workshop.change("value.pest", "year       = @{ ASCII_DIGIT{4} }", "year       = @{ ASCII_DIGIT{5} }");
    let output = batch(&[]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let line: Value = serde_json::from_slice(&fs::read(&out).expect("the output")).expect("JSON");
    assert_eq!(line["kind"], "unknown_layout");
    assert_eq!(line["findings"][0]["rules"][0], "date");
    assert_eq!(batch(&["--resume"]).status.code(), Some(1));
    workshop.change("value.pest", "ASCII_DIGIT{5}", "ASCII_DIGIT{4}");
    let other = batch(&["--resume"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(text(&other.stderr).contains("the batch was begun in another way"), "{}", text(&other.stderr));
    assert_eq!(batch(&["--overwrite"]).status.code(), Some(0));
}

#[test]
fn grammars_that_are_none_are_shown_with_their_line() {
    let workshop = Workshop::new();
    workshop.change("notes.pest", "note_line     = {", "note_line     = { nowhere ~");
    let grammar = workshop.path("grammar");
    for arguments in [&["parse", "--grammar", &grammar, "x.pdf"][..], &["grammar", "check", &grammar]] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2));
        let said = text(&output.stderr).replace(&grammar, "DIR");
        insta::with_settings!({ snapshot_path => "../../snapshots/grammar", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("undefined_rule", said);
        });
    }
    let json = run(&["grammar", "check", "--format", "json", &grammar]);
    let answer: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!((json.status.code(), &answer["mistakes"][0]["place"]["column"]), (Some(2), &19.into()));
}

#[test]
fn findings_are_told_to_people_and_programs() {
    let workshop = Workshop::new();
    let grammar = workshop.path("grammar");
    let sound = run(&["grammar", "check", &grammar]);
    assert_eq!((sound.status.code(), text(&sound.stdout)), (Some(0), "nothing was found\n".to_owned()));
    assert_eq!(run(&["grammar", "check"]).status.code(), Some(0));
    workshop.change("notes.pest", "note_line     = { line }\n", "note_line     = { line }\nspare = { nl }\n");
    let output = run(&["grammar", "check", &grammar]);
    assert_eq!(output.status.code(), Some(1));
    let said = "DIR/notes.pest:6:1: unreachable: no rule that the reader begins with leads to spare: use it in a rule, or delete it\n1 finding\n";
    assert_eq!(text(&output.stdout).replace(&grammar, "DIR"), said);
    let output = run(&["grammar", "check", "--format", "json", &grammar]);
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let finding = &answer["findings"][0];
    assert_eq!(
        (output.status.code(), &finding["check"], &finding["line"]),
        (Some(1), &"unreachable".into(), &6.into())
    );
}

#[test]
fn coverage_is_a_table_and_a_page() {
    let workshop = Workshop::new();
    let (grammar, page) = (workshop.path("grammar"), workshop.path("page.html"));
    let report = "reports/chromium-2024-minimal.pdf";
    let output = run(&["grammar", "coverage", "--grammar", &grammar, "--html", &page, report]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let table = text(&output.stdout).replace(&grammar, "DIR");
    let header: Vec<&str> = table.lines().skip_while(|line| !line.starts_with("DIR/header.pest: ")).take(5).collect();
    insta::with_settings!({ snapshot_path => "../../snapshots/grammar", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("coverage", header.join("\n"));
    });
    assert!(table.lines().last().is_some_and(|line| line.starts_with("all: ") && line.ends_with(" ways")), "{table}");
    let page = fs::read_to_string(page).expect("the page");
    assert!(page.contains("<span class=\"matched\">report = { SOI ~ "), "the rule of the report matched");
    assert!(
        page.contains("<span class=\"never\">query_table</span>") || page.contains("class=\"never\""),
        "something did not"
    );
    for outside in ["http:", "https:", "src=", "<script"] {
        assert!(!page.contains(outside), "{outside}");
    }
    let output = run(&["grammar", "coverage", "refused/scan.pdf", report]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with("refused/scan.pdf: DETECTION_FAILED: "));
}

#[test]
fn coverage_is_told_of_what_was_changed_alone() {
    let workshop = Workshop::new();
    let (grammar, summary) = (workshop.path("grammar"), workshop.path("summary.txt"));
    let changed = ["grammar", "coverage", "--changed", "--from-transcript", &summary];
    let told = || text(&run(&[&changed[..], &["--grammar", &grammar]].concat()).stdout).replace(&grammar, "DIR");
    assert_eq!(told(), "all: 0 of 0 rules, 0 of 0 ways\n");
    workshop.change("summary.pest", "│记录数│涉及金额│\\n\"", "│\" ~ (\"记录数\" | \"记录总数\") ~ \"│涉及金额│\\n\"");
    let told = told();
    let told: Vec<&str> = told.lines().collect();
    let rule = told.iter().position(|line| line.starts_with("         1  public_summary ")).expect("the rule");
    assert!(told[0].starts_with("DIR/summary.pest: 1 of 1 rules, "), "{told:?}");
    assert!(told[rule + 1].starts_with("            DIR/summary.pest:"), "{told:?}");
    assert!(told[rule + 1].ends_with(": never matched: \"记录数\""), "{told:?}");
    assert!(!told.iter().any(|line| line.contains("记录总数")), "it matched: {told:?}");
    assert_eq!(run(&changed).status.code(), Some(2), "there is nothing to compare the built-in ones with");
}

/// A running `zhengxin watch`, and what it says.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn of(workshop: &Workshop, arguments: &[&str]) -> Self {
        let (grammar, summary) = (workshop.path("grammar"), workshop.path("summary.txt"));
        let mut child = command(&["watch", "--from-transcript", "--grammar", &grammar, &summary])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the tool starts");
        let lines = lines_of(child.stdout.take().expect("its output"));
        Self { child, lines }
    }

    /// Waits for a line that contains `end`, and gives all lines up to it.
    fn until(&self, end: &str) -> String {
        let mut said = String::new();
        while !said.lines().last().is_some_and(|line| line.contains(end)) {
            let line = self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("{end} is not said, but\n{said}"));
            said += &line;
            said.push('\n');
        }
        said
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines_of(output: ChildStdout) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

#[test]
fn a_watch_tells_what_a_save_changed() {
    let workshop = Workshop::new();
    let mut watching = Watching::of(&workshop, &[]);
    let said = watching.until("are not understood for this");
    assert!(said.contains("summary.txt: DETECTION_FAILED: "), "{said}");
    assert!(said.contains("a label is renamed: `记录数` is `记录总数` here"), "{said}");
    // The label is added to the grammar: now the report is read.
    workshop.change("summary.pest", "│记录数│涉及金额│", "│记录总数│涉及金额│");
    let said = watching.until("first matched: public_summary (");
    assert!(said.starts_with("saved: ") && said.contains("summary.txt: now read, 5 values"), "{said}");
    assert!(said.contains("  new: /infoSummary/publicInfoSummary/0/recordNum: \"2\""), "{said}");
    assert!(said.contains("  first matched: public_kind ("), "{said}");
    // A mistake in the grammar: the last result stays.
    workshop.change("summary.pest", "public_kind    = {", "public_kind    = { nowhere ~");
    let said = watching.until("the grammars are not used");
    assert!(said.contains("error: rule nowhere is undefined"), "{said}");
    // The mistake is corrected, and then two tags are exchanged.
    workshop.change("summary.pest", "{ nowhere ~", "{");
    assert!(watching.until("nothing is different").contains("summary.txt: read, nothing is different"));
    workshop.change(
        "summary.pest",
        "#recordNum = cell ~ \"│\" ~ #referenceAmount",
        "#referenceAmount = cell ~ \"│\" ~ #recordNum",
    );
    let said = watching.until("/referenceAmount");
    assert!(said.contains("  changed: /infoSummary/publicInfoSummary/0/recordNum: \"2\" → \"80,979\""), "{said}");
    // The report is saved with another value.
    fs::write(workshop.path("summary.txt"), SUMMARY.replace("│80,979│", "│81,000│")).expect("a file");
    let said = watching.until("changed: ");
    assert!(said.contains("/recordNum: \"80,979\" → \"81,000\""), "{said}");
    // The report is saved with a line that no rule knows.
    fs::write(workshop.path("summary.txt"), format!("{SUMMARY}│从未见过│\n")).expect("a file");
    assert!(watching.until("rule:").contains("summary.txt: now failing"));
    drop(watching.child.stdin.take());
    assert_eq!(watching.child.wait().expect("it ends with its input").code(), Some(1));
}

#[test]
fn a_watch_says_it_once_where_that_is_wanted() {
    let workshop = Workshop::new();
    let (grammar, summary) = (workshop.path("grammar"), workshop.path("summary.txt"));
    let once = || run(&["watch", "--once", "--mask", "--from-transcript", "--grammar", &grammar, &summary]);
    assert_eq!(once().status.code(), Some(1));
    workshop.change("summary.pest", "│记录数│涉及金额│", "│记录总数│涉及金额│");
    let output = once();
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), format!("{summary}: read, 5 values\n")));
    fs::write(workshop.grammar().join("mine.pest"), "a = {\n").expect("a file");
    assert_eq!(once().status.code(), Some(2));
}
