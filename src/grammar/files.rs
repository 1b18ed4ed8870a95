//! Joins the files of a grammar into one text, and finds the way back from a place in it to file, line and column.
//!
//! All files together are one parser, so pest gets them as one text. Mistakes are still reported in the file they are
//! in.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::mistake::{GrammarError, Mistake};
use super::source::{SourceFile, SourcePlace, place};

/// The ending of a file of rules.
pub(super) const ENDING: &str = "pest";

/// All files of a grammar, as one text.
#[derive(Debug)]
pub(crate) struct Files {
    files: Vec<SourceFile>,
    /// Where each file begins in the joined text.
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
                // pest allows `//!` comments only before all rules. In the joined text those of a later file would
                // stand behind rules, so they become plain comments of the same length.
                match line.trim_start().strip_prefix("//!") {
                    Some(comment) => {
                        joined.push_str(&line[..line.len() - comment.len() - 1]);
                        joined.push(' ');
                        joined.push_str(comment);
                    }
                    None => joined.push_str(line),
                }
            }
            // If the last line of a file is a comment without a line end, it must not run on into the next file.
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

    pub(super) fn into_files(self) -> Vec<SourceFile> {
        self.files
    }

    /// The joined text of all files.
    pub(crate) fn joined(&self) -> &str {
        &self.joined
    }

    /// Where each file begins in the joined text.
    pub(crate) fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// The place of a range of the joined text.
    pub(crate) fn place(&self, range: &Range<usize>) -> SourcePlace {
        let number = self.starts.partition_point(|&start| start <= range.start).saturating_sub(1);
        let Some((file, &start)) = self.files.get(number).zip(self.starts.get(number)) else {
            return SourcePlace { file: String::new(), line: 1, column: 1, range: 0..0 };
        };
        place(file, range.start.saturating_sub(start)..range.end.saturating_sub(start))
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
    // Some editors put a byte order mark before the text.
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(SourceFile { name, text })
}
