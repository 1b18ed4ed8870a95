//! The files of a grammar as one text, and the way back from a place in it to file, line and column.

use std::fmt;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::mistake::{GrammarError, Mistake};

/// The ending of a file of rules.
const ENDING: &str = "pest";

/// A file of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// The name by which it is told, its path.
    pub name: String,
    /// The rules.
    pub text: String,
}

/// A place in a file of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SourcePlace {
    /// The name of the file.
    pub file: String,
    /// The number of the line, from 1.
    pub line: usize,
    /// The number of the character in it, from 1.
    pub column: usize,
    /// The range in the text of the file, in bytes.
    #[serde(skip)]
    pub range: Range<usize>,
}

/// All files of a grammar, as one text.
#[derive(Debug)]
pub(crate) struct Files {
    files: Vec<SourceFile>,
    /// Where each begins in the text.
    starts: Vec<usize>,
    joined: String,
}

impl Files {
    pub(super) fn new(files: Vec<SourceFile>) -> Self {
        let mut joined = String::new();
        let mut starts = Vec::with_capacity(files.len());
        for file in &files {
            starts.push(joined.len());
            for line in file.text.split_inclusive('\n') {
                // pest wants comments about a whole file before all rules; to the other files they are plain ones.
                match line.trim_start().strip_prefix("//!") {
                    Some(comment) => {
                        joined.push_str(&line[..line.len() - comment.len() - 1]);
                        joined.push(' ');
                        joined.push_str(comment);
                    }
                    None => joined.push_str(line),
                }
            }
            // A comment on a last line without an end must not take in the next file.
            joined.push('\n');
        }
        Self { files, starts, joined }
    }

    /// Reads the files of a folder, in the order of their names.
    pub(super) fn read(folder: &Path) -> Result<Self, GrammarError> {
        let name = folder.display();
        let cannot = |error: std::io::Error| {
            GrammarError::from(Mistake::new(format!("{name}: the folder of grammars cannot be read: {error}")))
        };
        let mut paths: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(folder).map_err(cannot)? {
            paths.push(entry.map_err(cannot)?.path());
        }
        paths.retain(|path| path.extension().is_some_and(|ending| ending == ENDING));
        paths.sort();
        if paths.is_empty() {
            return Err(Mistake::new(format!("{name}: no file of the folder ends in .{ENDING}")).into());
        }
        let files = paths.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self::new(files))
    }

    pub(crate) fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The text of all files.
    pub(crate) fn joined(&self) -> &str {
        &self.joined
    }

    /// Where each file begins in the text of all.
    pub(crate) fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// The place of a range of the text of all files.
    pub(crate) fn place(&self, range: &Range<usize>) -> SourcePlace {
        let number = self.starts.partition_point(|&start| start <= range.start).saturating_sub(1);
        let Some((file, &start)) = self.files.get(number).zip(self.starts.get(number)) else {
            return SourcePlace { file: String::new(), line: 1, column: 1, range: 0..0 };
        };
        place(file, range.start.saturating_sub(start)..range.end.saturating_sub(start))
    }
}

/// The place of a range of one file.
pub(super) fn place(file: &SourceFile, range: Range<usize>) -> SourcePlace {
    let end = range.end.min(file.text.len());
    let start = range.start.min(end);
    let before = file.text.get(..start).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    SourcePlace {
        file: file.name.clone(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        range: start..end,
    }
}

fn read(path: &Path) -> Result<SourceFile, GrammarError> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|error| Mistake::new(format!("{name}: the file cannot be read: {error}")))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let file = SourceFile { name: name.clone(), text };
        let message = "the file is not UTF-8 text: save it in that encoding";
        GrammarError::new(vec![Mistake::at(place(&file, valid..valid), message)], vec![file])
    })?;
    // What some editors put before a text says nothing.
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(SourceFile { name, text })
}

impl SourcePlace {
    /// By this, places are in the order of their files.
    pub(crate) fn order(&self) -> (String, usize) {
        (self.file.clone(), self.range.start)
    }
}

impl fmt::Display for SourcePlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.file, self.line, self.column)
    }
}
