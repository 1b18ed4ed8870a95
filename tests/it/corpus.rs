//! The fixtures, for all tests: whole reports as PDF files and pieces of transcripts as text.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;
use zhengxin::transcript::Transcript;

/// The folder of the fixtures.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The files with the given ending below a folder of the fixtures, in a fixed order.
pub fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    fn walk(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for path in entries.map(|entry| entry.expect("the folder can be read").path()) {
            if path.is_dir() {
                walk(&path, ending, found);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&fixtures().join(folder), ending, &mut found);
    found.sort();
    found
}

/// The name of a fixture: its path below `folder`, without the ending.
pub fn name(path: &Path, folder: &str) -> String {
    let below = path.strip_prefix(fixtures().join(folder)).expect("a path of that folder");
    below.with_extension("").to_string_lossy().replace('/', "__")
}

/// The transcript of a report in `fixtures/reports/`.
pub fn transcribe(path: &Path) -> Transcript {
    let bytes = fs::read(path).expect("the fixture can be read");
    zhengxin::transcribe(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The transcripts of all fixtures, each with its name.
pub fn transcripts() -> &'static [(String, Transcript)] {
    static TRANSCRIPTS: OnceLock<Vec<(String, Transcript)>> = OnceLock::new();
    TRANSCRIPTS.get_or_init(|| {
        let reports = files("reports", "pdf").into_iter().map(|path| (name(&path, "reports"), transcribe(&path)));
        let sections = files("sections", "txt").into_iter().map(|path| {
            let text = fs::read_to_string(&path).expect("the fixture can be read");
            (name(&path, "sections"), Transcript::from_text(&text))
        });
        sections.chain(reports).collect()
    })
}

/// A text without the lines and columns of places in grammars, because these change with every edit of the grammars.
pub fn without_lines_of_grammars(text: &str) -> String {
    const ENDING: &str = ".pest:";
    let mut pieces = text.split(ENDING);
    let mut told = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let place = piece.trim_start_matches(|character: char| character.is_ascii_digit() || character == ':');
        told += &format!("{ENDING}{}{place}", if place.len() < piece.len() { "LINE" } else { "" });
    }
    told
}

/// The first place where two JSON values differ; the order of keys does not matter.
pub fn difference(right: &Value, read: &Value, path: &str) -> Option<String> {
    match (right, read) {
        (Value::Object(right), Value::Object(read)) => {
            let extra = read.keys().find(|key| !right.contains_key(*key));
            let missing = right.keys().find(|key| !read.contains_key(*key));
            extra
                .map(|key| format!("{path}/{key} is too many"))
                .or(missing.map(|key| format!("{path}/{key} is missing")))
                .or_else(|| {
                    right.iter().find_map(|(key, value)| difference(value, &read[key], &format!("{path}/{key}")))
                })
        }
        (Value::Array(right), Value::Array(read)) if right.len() == read.len() => right
            .iter()
            .zip(read)
            .enumerate()
            .find_map(|(index, (right, read))| difference(right, read, &format!("{path}/{index}"))),
        _ => (right != read).then(|| format!("{path} is {read}, right is {right}")),
    }
}
