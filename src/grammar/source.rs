//! The source files of grammars, and places in them by file, line and column.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A file of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Its name in messages: the path of the file.
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
    /// The number of the character in the line, from 1.
    pub column: usize,
    /// The range in the text of the file, in bytes.
    #[serde(skip)]
    pub range: Range<usize>,
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

impl SourcePlace {
    /// A sort key: first the name of the file, then the place in it.
    pub(crate) fn order(&self) -> (String, usize) {
        (self.file.clone(), self.range.start)
    }
}

impl fmt::Display for SourcePlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.file, self.line, self.column)
    }
}
