//! Finds the files of the folder: reports, and JSON that has lost its report. A folder goes in, a sorted list comes
//! out.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::cli::batch::walk::{is_pdf, walk};

/// A file of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum File {
    /// A PDF file.
    Report(PathBuf),
    /// A PDF file whose name differs from that of another one only in the ending, such as `a.pdf` and `a.PDF`. Both
    /// would have the same JSON.
    Ambiguous(PathBuf),
    /// JSON without a PDF file.
    Orphan(PathBuf),
}

/// The files of the folder, sorted by name.
pub struct Files {
    pub files: Vec<File>,
    /// Why some files could not be found.
    pub unlisted: Vec<String>,
}

impl File {
    /// Its path.
    pub fn path(&self) -> &Path {
        match self {
            Self::Report(path) | Self::Ambiguous(path) | Self::Orphan(path) => path,
        }
    }

    /// The path of the JSON that is stored beside a report.
    pub fn json(&self) -> PathBuf {
        self.path().with_extension("json")
    }
}

impl Files {
    /// Finds all files below a folder.
    pub fn below(folder: &Path) -> Self {
        let (mut paths, mut unlisted) = (Vec::new(), Vec::new());
        let _ = walk(folder, usize::MAX, &|name| is_pdf(name.path()) || is_json(name.path()), &mut |found| {
            match found {
                Ok(name) => paths.push(name.path().to_owned()),
                Err(reason) => unlisted.push(reason),
            }
            ControlFlow::Continue(())
        });
        paths.sort();
        let mut reports: HashMap<PathBuf, usize> = HashMap::new();
        for path in paths.iter().filter(|path| is_pdf(path)) {
            *reports.entry(path.with_extension("")).or_default() += 1;
        }
        let file = |path: PathBuf| match (is_pdf(&path), reports.get(&path.with_extension(""))) {
            (true, Some(1)) => Some(File::Report(path)),
            (true, _) => Some(File::Ambiguous(path)),
            (false, None) => Some(File::Orphan(path)),
            (false, Some(_)) => None,
        };
        Self { files: paths.into_iter().filter_map(file).collect(), unlisted }
    }
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "json")
}
