//! Follows `docs/adding-a-layout.md`: runs its commands, makes its edits, and compares the output with what the page
//! shows.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use zhengxin::grammar::Grammar;
use zhengxin::grammar_tools::check::check;
use zhengxin::transcript::Transcript;
use zhengxin::{Options, Reading};

use crate::corpus::{difference, files, fixtures, name, transcribe, transcripts, without_lines_of_grammars};

/// How long the test waits for each line of the watch.
const PATIENCE: Duration = Duration::from_secs(60);

/// Stands in the page for lines that are left out, or for the rest of a line.
const LEFT_OUT: &str = "…";

/// The folder with the report of the page.
fn layout() -> PathBuf {
    fixtures().join("layouts/renamed-moved-added")
}

/// A block of the page: its language, and its lines.
struct Block {
    language: String,
    lines: Vec<String>,
}

fn blocks() -> Vec<Block> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/adding-a-layout.md");
    let page = fs::read_to_string(path).expect("the page");
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in page.lines() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(""), Some(block)) => blocks.push(block),
            (Some(language), None) => open = Some(Block { language: language.to_owned(), lines: Vec::new() }),
            (_, Some(mut block)) => {
                block.lines.push(line.to_owned());
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    blocks
}

/// Whether a line is the one that the page shows. The page may leave out its end; places in grammars may differ.
fn is_line(shown: &str, line: &str) -> bool {
    let (shown, line) = (without_lines_of_grammars(shown), without_lines_of_grammars(line));
    shown.strip_suffix(LEFT_OUT).map_or(shown == line, |begin| line.starts_with(begin))
}

/// Whether lines are those that the page shows. The page may leave out some of them.
fn is_shown(shown: &[String], lines: &[&str]) -> bool {
    match (shown.split_first(), lines.split_first()) {
        (None, None) => true,
        (Some((first, rest)), _) if first == LEFT_OUT => (0..=lines.len()).any(|from| is_shown(rest, &lines[from..])),
        (Some((first, shown)), Some((line, lines))) => is_line(first, line) && is_shown(shown, lines),
        _ => false,
    }
}

/// A temporary folder in which the page is followed. It has those parts of the repository that the page needs.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
        // These are copies, so that nothing that the page does can change the repository.
        for name in ["grammar", "fixtures/reports", "fixtures/layouts"] {
            let copy = folder.path().join(name);
            fs::create_dir_all(copy.parent().expect("a folder")).expect("a folder");
            let copied = Command::new("cp").arg("-R").arg(repository.join(name)).arg(copy).status().expect("cp");
            assert!(copied.success(), "{name} cannot be copied");
        }
        Self { folder }
    }

    /// A command of the page, as a shell runs it.
    fn command(&self, line: &str) -> Command {
        let program = Path::new(env!("CARGO_BIN_EXE_zhengxin")).parent().expect("a folder");
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("sh");
        command.args(["-c", &format!("exec 2>&1; {line}")]).current_dir(self.folder.path());
        command.env("PATH", format!("{}:{path}", program.display()));
        command
    }

    /// Runs the commands of a block, and compares the output of each with what the page shows below it.
    fn run(&self, lines: &[String]) {
        for chunk in lines.chunk_by(|_, next| !next.starts_with("$ ")) {
            let (line, shown) = chunk.split_first().expect("a command");
            let line = line.strip_prefix("$ ").expect("a command");
            let output = self.command(line).stdin(Stdio::null()).output().expect("a shell");
            let printed = String::from_utf8(output.stdout).expect("UTF-8");
            let printed = printed.trim_end_matches('\n');
            let printed: Vec<&str> = printed.lines().collect();
            assert!(
                is_shown(shown, &printed),
                "`{line}` does not print what the page shows, but\n{}",
                printed.join("\n")
            );
        }
    }

    /// Makes the changes of a block. Each hunk replaces the old lines that it has.
    fn edit(&self, lines: &[String]) {
        let (file, hunks) = lines.split_first().expect("the name of a file");
        let path = self.folder.path().join(file.strip_prefix("--- ").expect("the name of a file"));
        // A file that is not there yet has nothing but new lines.
        if !path.exists() {
            fs::write(&path, "").expect("the file");
        }
        let mut text = fs::read_to_string(&path).expect("the file");
        for hunk in hunks.split(|line| line == "@@") {
            let side = |left_out: char| {
                let lines = hunk.iter().filter(|line| !line.starts_with(left_out));
                lines.map(|line| format!("{}\n", line.get(1..).unwrap_or_default())).collect::<String>()
            };
            let (before, after) = (side('+'), side('-'));
            let is_new = text.is_empty() && before.is_empty();
            assert!(is_new || text.matches(&before).count() == 1, "{file}: this is not there once:\n{before}");
            text = text.replacen(&before, &after, 1);
        }
        fs::write(path, text).expect("the file");
    }
}

/// The watch that the page starts.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn begin(place: &Place, line: &str) -> Self {
        let mut command = place.command(&format!("exec {line}"));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a shell");
        let output = child.stdout.take().expect("its output");
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            use std::io::{BufRead, BufReader};
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self { child, lines }
    }

    /// Waits for the first line that the page shows, and then for all others.
    fn says(&self, shown: &[String]) {
        let mut said: Vec<String> = Vec::new();
        let end = if shown.last().is_some_and(|line| line == LEFT_OUT) { shown.len() - 1 } else { shown.len() };
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line
                .unwrap_or_else(|_| panic!("the watch does not say\n{}\nbut\n{}", shown.join("\n"), said.join("\n")));
            if said.is_empty() && line != shown[0] {
                continue;
            }
            said.push(line);
            let lines: Vec<&str> = said.iter().map(String::as_str).collect();
            if is_shown(&shown[..end], &lines) {
                return;
            }
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Does everything that the page says, and gives the grammars as they are in the end.
fn follow(blocks: &[Block]) -> (Place, Grammar) {
    let place = Place::new();
    let mut watching = None;
    for block in blocks {
        match (block.language.as_str(), block.lines.first()) {
            ("console", Some(first)) if first.starts_with("$ zhengxin watch ") => {
                let begun = Watching::begin(&place, first.trim_start_matches("$ "));
                begun.says(&block.lines[1..]);
                watching = Some(begun);
            }
            ("console", _) => place.run(&block.lines),
            ("diff", _) => place.edit(&block.lines),
            ("text", _) => watching.as_ref().expect("a watch before").says(&block.lines),
            ("sh", _) => {}
            (language, _) => panic!("a block in {language}"),
        }
    }
    let grammar = Grammar::load(&place.folder.path().join("packs/fang")).expect("grammars");
    (place, grammar)
}

/// What the page shows is what is printed. The report of the page is read rightly in the end, and all fixtures are
/// still read as before.
#[test]
fn the_story_is_what_happens() {
    let blocks = blocks();
    let count = |language: &str| blocks.iter().filter(|block| block.language == language).count();
    assert!(count("console") > 8 && count("diff") > 1 && count("text") > 0, "the page has lost its blocks");
    let (_place, grammar) = follow(&blocks);

    let bytes = fs::read(layout().join("report.pdf")).expect("the report");
    let error = zhengxin::read(&bytes, &Options::default()).expect_err("the built-in grammars do not know it");
    assert_eq!(error.diagnostics().len(), 5, "{error}");
    let options = Options::default().grammar(grammar.clone());
    let reading = zhengxin::read(&bytes, &options).expect("it is read by the changed grammars");
    let read = serde_json::to_value(&reading.report).expect("JSON");
    let right = fs::read(layout().join("report.json")).expect("the right JSON");
    let right: Value = serde_json::from_slice(&right).expect("JSON");
    assert_eq!(difference(&right, &read, ""), None);
    assert_eq!(check(&grammar), []);
    all_others_are_read_as_before(&grammar);
}

fn all_others_are_read_as_before(grammar: &Grammar) {
    let prints: Vec<_> = files("prints", "pdf").iter().map(|path| (name(path, "prints"), transcribe(path))).collect();
    for (name, transcript) in transcripts().iter().chain(&prints) {
        let answer = |transcript: &Transcript, options: &Options| {
            let reading = Reading::of_transcript(transcript.clone(), options).map_err(|error| error.to_string())?;
            Ok::<_, String>((reading.report, reading.problems))
        };
        let options = Options::default().classify(false).lenient(true);
        let before = answer(transcript, &options);
        assert_eq!(answer(transcript, &options.grammar(grammar.clone())), before, "{name}");
    }
}
