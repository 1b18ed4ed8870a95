//! The command `zhengxin batch`: its results, and batches that are killed, stopped and resumed.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use crate::corpus::{files, fixtures};

/// A small report, which is read quickly.
const REPORT: &str = "reports/chromium-2024-minimal.pdf";

/// Pseudorandom numbers, the same in every run of the tests.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// A folder with reports and other files below `in`.
fn folder(copies: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut sources = files("refused", "pdf");
    sources.push(fixtures().join(REPORT));
    for copy in 0..copies {
        let below = folder.path().join(format!("in/{copy}/deeper"));
        fs::create_dir_all(&below).expect("a folder");
        for source in &sources {
            fs::copy(source, below.join(source.file_name().expect("a name"))).expect("a copy");
        }
    }
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxin"));
    command.arg("batch").args(arguments).current_dir(folder).stdin(Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("the program runs")
}

/// Runs a batch that must end with this status, and gives its standard error.
fn ends(folder: &Path, arguments: &[&str], status: i32) -> String {
    let output = run(folder, arguments);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {said}");
    assert!(output.stdout.is_empty());
    said
}

/// The lines of an output, sorted. All of them must be whole.
fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("the output");
    assert!(text.is_empty() || text.ends_with('\n'), "the last line is torn");
    let mut lines: Vec<_> = text.lines().map(String::from).collect();
    lines.sort();
    lines
}

fn answers(path: &Path) -> Vec<Value> {
    lines(path).iter().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Waits until a condition is true.
fn wait_until(mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_secs(60), "it does not happen");
        thread::sleep(Duration::from_millis(1));
    }
}

fn length(path: &Path) -> u64 {
    path.metadata().map_or(0, |metadata| metadata.len())
}

/// The readers of a running batch.
#[cfg(target_os = "linux")]
fn readers(batch: &Child) -> Vec<Pid> {
    let tasks = fs::read_dir(format!("/proc/{}/task", batch.id())).into_iter().flatten().flatten();
    let children = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    let children: Vec<String> = children.collect();
    children.iter().flat_map(|line| line.split_whitespace()).filter_map(|id| Pid::from_raw(id.parse().ok()?)).collect()
}

#[test]
fn a_killed_batch_is_gone_on_with() {
    let folder = folder(6);
    let folder = folder.path();
    ends(folder, &["in", "--out", "whole.jsonl"], 1);
    let whole = lines(&folder.join("whole.jsonl"));
    assert_eq!(whole.len(), 60);
    let size = length(&folder.join("whole.jsonl"));
    let mut random = Random(1);
    for round in 0..4 {
        let name = format!("killed-{round}.jsonl");
        let out = folder.join(&name);
        let mut kills = 0;
        // Each run is killed once it has written some more, until a run ends before that.
        loop {
            let enough = length(&out) + random.below(size / 3);
            let mut batch = command(folder, &["in", "--resume", "--out", &name]);
            let mut batch = batch.stderr(Stdio::null()).spawn().expect("the program starts");
            let mut ended = None;
            wait_until(|| {
                ended = batch.try_wait().expect("a process");
                ended.is_some() || length(&out) >= enough
            });
            if let Some(status) = ended {
                assert_eq!(status.code(), Some(1));
                break;
            }
            // The kill comes at a random point of what the batch is doing.
            thread::sleep(Duration::from_micros(random.below(3000)));
            batch.kill().expect("it runs");
            batch.wait().expect("it ended");
            kills += 1;
        }
        assert!(kills > 0);
        assert!(lines(&out) == whole, "another outcome after {kills} kills");
    }
}

#[test]
fn a_batch_goes_on_wherever_its_output_ends() {
    let folder = folder(1);
    let folder = folder.path();
    ends(folder, &["in", "--out", "out.jsonl"], 1);
    let out = folder.join("out.jsonl");
    let (whole, bytes) = (lines(&out), fs::read(&out).expect("the output"));
    let mut random = Random(2);
    for _ in 0..12 {
        let cut = usize::try_from(random.below(bytes.len() as u64)).expect("an index");
        fs::write(&out, &bytes[..cut]).expect("written");
        ends(folder, &["in", "--out", "out.jsonl", "--resume"], 1);
        assert!(lines(&out) == whole, "cut at {cut}");
    }
    // If all files are done already, the outcome is still that of all files.
    let said = ends(folder, &["in", "--out", "out.jsonl", "--resume"], 1);
    assert!(
        said.starts_with("zhengxin: 0 files in ") && said.contains("; 10 of an earlier run, 10 in all\n"),
        "{said}"
    );
    assert_eq!(lines(&out), whole);
}

#[test]
fn every_file_has_a_line_whatever_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::create_dir_all(folder.join("in/folder.pdf")).expect("a folder");
    for name in ["a.pdf", "B.PDF", "folder.pdf/c.pdf", "no.txt"] {
        fs::copy(fixtures().join(REPORT), folder.join("in").join(name)).expect("a copy");
    }
    fs::write(folder.join("in/empty.pdf"), b"").expect("a file");
    symlink("a.pdf", folder.join("in/link.pdf")).expect("a link");
    symlink("nowhere", folder.join("in/dangling.pdf")).expect("a link");
    symlink("folder.pdf", folder.join("in/link-to-folder.pdf")).expect("a link");
    assert!(Command::new("mkfifo").arg(folder.join("in/pipe.pdf")).status().is_ok_and(|status| status.success()));
    // A file that is named twice, a file whose name does not end in .pdf, and a file that is not there.
    let said = ends(folder, &["in", "./in/a.pdf", "in", "in/no.txt", "in/nowhere.pdf", "--out", "out.jsonl"], 1);
    let answers = answers(&folder.join("out.jsonl"));
    let kinds: Vec<(&str, &str)> = answers
        .iter()
        .map(|answer| {
            let what = answer["kind"].as_str().or(answer["status"].as_str());
            (answer["file"].as_str().expect("a name"), what.expect("what became of it"))
        })
        .collect();
    let expected = [
        ("in/B.PDF", "OK"),
        ("in/a.pdf", "OK"),
        ("in/dangling.pdf", "unreadable"),
        ("in/empty.pdf", "empty"),
        ("in/folder.pdf/c.pdf", "OK"),
        ("in/link-to-folder.pdf", "unreadable"),
        ("in/link.pdf", "OK"),
        ("in/no.txt", "OK"),
        ("in/nowhere.pdf", "unreadable"),
        ("in/pipe.pdf", "unreadable"),
    ];
    assert_eq!(kinds, expected);
    assert!(said.lines().any(|line| line.split_whitespace().eq(["OK", "5"])), "{said}");
    assert!(!said.contains("严秀雨"));
}

#[test]
fn files_are_found_by_patterns_and_lists() {
    let folder = folder(3);
    let folder = folder.path();
    let names = |out: &str| -> BTreeSet<String> {
        let answers = answers(&folder.join(out));
        answers.iter().map(|answer| answer["file"].as_str().expect("a name").to_owned()).collect()
    };
    ends(folder, &["in/{0,2}/**/chromium*.pdf", "--out", "a.jsonl"], 0);
    let reports = [0, 2].map(|copy| format!("in/{copy}/deeper/chromium-2024-minimal.pdf"));
    assert_eq!(names("a.jsonl"), BTreeSet::from(reports.clone()));
    fs::write(folder.join("list"), reports.join("\n")).expect("a list");
    ends(folder, &["--files-from", "list", "--out", "b.jsonl"], 0);
    assert_eq!(names("b.jsonl"), names("a.jsonl"));
    let mut batch = command(folder, &["--files-from", "-", "--out", "c.jsonl"]);
    let mut batch = batch.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
    batch.stdin.take().expect("its input").write_all(reports[0].as_bytes()).expect("it reads");
    assert_eq!(batch.wait().expect("it ends").code(), Some(0));
    assert_eq!(names("c.jsonl"), BTreeSet::from([reports[0].clone()]));
    // A pattern that matches no file is reported, and the status is not success.
    let said = ends(folder, &["in/*.pdf", "--out", "d.jsonl"], 1);
    assert!(said.contains("in/*.pdf: no file is there, and none matches this pattern\n"), "{said}");
    assert!(said.lines().any(|line| line.split_whitespace().eq(["not", "listed", "1"])), "{said}");
}

#[test]
fn results_are_those_of_parse() {
    let folder = folder(1);
    let folder = folder.path();
    let report = "in/0/deeper/chromium-2024-minimal.pdf";
    for (name, options) in [("a", &[][..]), ("b", &["--typed"]), ("c", &["--mask", "--typed"]), ("d", &["--lenient"])] {
        let out = format!("{name}.jsonl");
        ends(folder, &[&[report, "--out", &out][..], options].concat(), 0);
        let parse = Command::new(env!("CARGO_BIN_EXE_zhengxin"))
            .args([&["parse", "--envelope", report][..], options].concat())
            .current_dir(folder)
            .output()
            .expect("the program runs");
        let mut expected: Value = serde_json::from_slice(&parse.stdout).expect("JSON");
        expected["file"] = report.into();
        assert_eq!(answers(&folder.join(out)), [expected], "{options:?}");
    }
    // A failure has the same fields as with `parse --format json`.
    ends(folder, &["in/0/deeper/scan.pdf", "--out", "e.jsonl"], 1);
    let answer = &answers(&folder.join("e.jsonl"))[0];
    assert_eq!((&answer["status"], &answer["kind"]), (&"DETECTION_FAILED".into(), &"no_text".into()));
    assert!(answer["message"].as_str().is_some_and(|message| message.starts_with("page 1 is a picture")));
}

#[test]
fn what_is_there_is_neither_overwritten_nor_gone_on_with_unasked() {
    let folder = folder(1);
    let folder = folder.path();
    let usage = |arguments: &[&str]| ends(folder, &[&["in", "--out", "out.jsonl"][..], arguments].concat(), 2);
    fs::write(folder.join("out.jsonl"), "notes\n").expect("a file");
    assert!(usage(&[]).contains("out.jsonl exists"));
    assert!(usage(&["--resume"]).contains("not the output of a batch"));
    ends(folder, &["in", "--out", "out.jsonl", "--overwrite"], 1);
    let whole = fs::read(folder.join("out.jsonl")).expect("the output");
    assert!(usage(&["--resume", "--typed"]).contains("begun in another way"));
    assert!(usage(&["out.jsonl", "--resume"]).contains("is to be read and written"));
    usage(&["--resume", "--overwrite"]);
    usage(&["--timeout", "0"]);
    usage(&["--jobs", "0"]);
    assert!(usage(&["a[.pdf", "--overwrite"]).contains("a[.pdf: "));
    assert_eq!(fs::read(folder.join("out.jsonl")).expect("the output"), whole);
    // Lines that no batch has written are not cut off.
    fs::write(folder.join("out.jsonl"), [b"notes\n", &whole[..]].concat()).expect("written");
    assert!(usage(&["--resume"]).contains("line 1 is not the result of a batch"));
}

#[test]
fn one_output_has_one_batch() {
    let folder = folder(12);
    let folder = folder.path();
    let mut first = command(folder, &["in", "--out", "out.jsonl"]).stderr(Stdio::null()).spawn().expect("it starts");
    wait_until(|| length(&folder.join("out.jsonl")) > 0);
    assert!(ends(folder, &["in", "--out", "out.jsonl", "--resume"], 2).contains("another batch is writing"));
    assert_eq!(first.wait().expect("it ends").code(), Some(1));
    assert_eq!(lines(&folder.join("out.jsonl")).len(), 120);
}

#[test]
fn a_signal_lets_the_files_in_hand_be_read() {
    let folder = folder(12);
    let folder = folder.path();
    let out = folder.join("out.jsonl");
    for (signal, status) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let mut batch = command(folder, &["in", "--out", "out.jsonl", "--resume", "--jobs", "1"]);
        let batch = batch.stderr(Stdio::piped()).spawn().expect("it starts");
        let enough = length(&out) + 1;
        wait_until(|| length(&out) >= enough);
        kill_process(Pid::from_child(&batch), signal).expect("it runs");
        let output = batch.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(status));
        assert!(String::from_utf8_lossy(&output.stderr).contains(" files in "));
        assert!(lines(&out).len() < 120);
    }
    ends(folder, &["in", "--out", "out.jsonl", "--resume"], 1);
    assert_eq!(lines(&out).len(), 120);
}

#[test]
fn a_file_that_takes_too_long_is_one_line() {
    let folder = folder(1);
    let folder = folder.path();
    fs::copy(fixtures().join("reports/chromium-2024-full.pdf"), folder.join("in/full.pdf")).expect("a copy");
    ends(folder, &["in/full.pdf", "in", "--out", "out.jsonl", "--timeout", "0.01"], 1);
    let answers = answers(&folder.join("out.jsonl"));
    assert_eq!(answers.len(), 11);
    let slow = answers.iter().find(|answer| answer["file"] == "in/full.pdf").expect("its line");
    assert_eq!((&slow["status"], &slow["kind"]), (&"INTERNAL_ERROR".into(), &"too_slow".into()));
    assert_eq!(slow["message"], "reading took longer than 0.01 s");
}

/// If a system runs out of memory it may kill a reader, which is not the fault of the file.
#[cfg(target_os = "linux")]
#[test]
fn a_reader_that_is_killed_costs_nothing() {
    let folder = folder(6);
    let folder = folder.path();
    ends(folder, &["in", "--out", "whole.jsonl"], 1);
    let mut batch =
        command(folder, &["in", "--out", "out.jsonl", "--jobs", "1"]).stderr(Stdio::null()).spawn().expect("it starts");
    let out = folder.join("out.jsonl");
    let mut last = None;
    for enough in [1, 5000, 20_000] {
        wait_until(|| length(&out) >= enough);
        wait_until(|| readers(&batch).first().is_some_and(|&reader| last.replace(reader) != Some(reader)));
        let _ = kill_process(last.expect("a reader"), Signal::KILL);
    }
    assert_eq!(batch.wait().expect("it ends").code(), Some(1));
    assert!(lines(&out) == lines(&folder.join("whole.jsonl")));
}

#[cfg(target_os = "linux")]
#[test]
fn no_reader_outlives_its_batch() {
    let folder = folder(12);
    let folder = folder.path();
    let mut batch = command(folder, &["in", "--out", "out.jsonl"]).stderr(Stdio::null()).spawn().expect("it starts");
    wait_until(|| length(&folder.join("out.jsonl")) > 0);
    let readers = readers(&batch);
    assert!(!readers.is_empty());
    batch.kill().expect("it runs");
    batch.wait().expect("it ended");
    // The readers have lost their parent then. Whoever adopts them may leave them as zombies.
    let is_gone = |reader: &Pid| {
        let state = fs::read_to_string(format!("/proc/{}/stat", reader.as_raw_nonzero()));
        state.map_or(true, |state| state.contains(") Z "))
    };
    wait_until(|| readers.iter().all(is_gone));
}

#[test]
fn an_output_that_cannot_be_written_is_told_apart() {
    let folder = folder(1);
    let folder = folder.path();
    let script = "ulimit -f 1; trap '' XFSZ; exec \"$0\" batch in --out out.jsonl";
    let output = Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_zhengxin")]).current_dir(folder).output();
    assert_eq!(output.expect("a shell").status.code(), Some(4));
    ends(folder, &["in", "--out", "nowhere/out.jsonl"], 4);
    ends(folder, &["in", "--out", "out.jsonl", "--resume"], 1);
    assert_eq!(lines(&folder.join("out.jsonl")).len(), 10);
}

/// The tables of a folder, from all parts that are there. The rows of each table are sorted.
#[cfg(feature = "parquet")]
fn tables(folder: &Path) -> Vec<Vec<String>> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let tables = ["reports", "accounts", "repayment_months", "queries", "public_records"];
    let rows_of = |table: &str| {
        let parts = fs::read_dir(folder.join(table)).expect("a table").map(|part| part.expect("a part").path());
        let rows = parts.flat_map(|part| {
            let file = SerializedFileReader::new(fs::File::open(part).expect("a part")).expect("a Parquet file");
            file.get_row_iter(None).expect("rows").map(|row| row.expect("a row").to_string()).collect::<Vec<_>>()
        });
        let mut rows: Vec<String> = rows.collect();
        rows.sort();
        rows
    };
    tables.map(rows_of).into()
}

#[cfg(feature = "parquet")]
#[test]
fn killed_tables_are_gone_on_with() {
    let folder = folder(6);
    let folder = folder.path();
    fs::copy(fixtures().join("reports/weasyprint-2024-typical.pdf"), folder.join("in/typical.pdf")).expect("a copy");
    let options = ["in", "--format", "parquet", "--part-files", "5", "--resume", "--out"];
    ends(folder, &[&options[..], &["whole"]].concat(), 1);
    let whole = tables(&folder.join("whole"));
    assert_eq!(whole[0].len(), 61);
    assert!(whole.iter().all(|rows| !rows.is_empty()));
    let bytes = |out: &Path| -> u64 {
        let parts = fs::read_dir(out.join("accounts")).into_iter().flatten().flatten();
        parts.map(|part| length(&part.path())).sum()
    };
    let size = bytes(&folder.join("whole"));
    let mut random = Random(3);
    for round in 0..3 {
        let name = format!("killed-{round}");
        let out = folder.join(&name);
        let mut kills = 0;
        loop {
            // Each kill may lose a part. So after some kills the batch is left to end, in case they all came too early
            // for a part.
            let enough = if kills < 8 { bytes(&out) + random.below(size / 3) } else { u64::MAX };
            let mut batch = command(folder, &[&options[..], &[&name]].concat());
            let mut batch = batch.stderr(Stdio::null()).spawn().expect("the program starts");
            let mut ended = None;
            wait_until(|| {
                ended = batch.try_wait().expect("a process");
                ended.is_some() || bytes(&out) >= enough
            });
            if let Some(status) = ended {
                assert_eq!(status.code(), Some(1));
                break;
            }
            thread::sleep(Duration::from_micros(random.below(20_000)));
            batch.kill().expect("it runs");
            batch.wait().expect("it ended");
            kills += 1;
        }
        assert!(kills > 0);
        assert!(tables(&out) == whole, "another outcome after {kills} kills");
    }
    // A part that is not in the table `reports` does not count.
    fs::remove_file(folder.join("whole/reports/part-000003.parquet")).expect("a part");
    ends(folder, &[&options[..], &["whole"]].concat(), 1);
    assert!(tables(&folder.join("whole")) == whole);
    ends(folder, &["in", "--format", "parquet", "--out", "whole"], 2);
    ends(folder, &["in", "--format", "parquet", "--typed", "--out", "whole", "--resume"], 2);
}

#[cfg(feature = "parquet")]
#[test]
fn failures_are_rows_of_the_reports() {
    let folder = folder(1);
    let folder = folder.path();
    ends(folder, &["in", "--format", "parquet", "--out", "out"], 1);
    let rows = &tables(&folder.join("out"))[0];
    assert_eq!(rows.len(), 10);
    assert_eq!(rows.iter().filter(|row| row.contains("status: \"OK\"")).count(), 1);
    let scan = rows.iter().find(|row| row.contains("scan.pdf")).expect("its row");
    assert!(scan.contains("kind: \"no_text\", message: \"page 1 is a picture"), "{scan}");
}
