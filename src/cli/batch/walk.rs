//! Finds the files of a batch. In go the paths of the command line: files, folders, patterns and lists. Out come the
//! names of files, one after the other.
//!
//! A folder may have millions of files. So no folder is kept in memory, and none is sorted: its files come in the order
//! in which the system lists them.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use walkdir::WalkDir;

use super::name::Name;

/// How many folders are open at once while a tree is walked. If one more must be opened further down, the rest of the
/// list of an upper folder is read into memory.
const OPEN_FOLDERS: usize = 256;

/// Where files come from.
pub enum Source {
    /// A file, whatever its name.
    File(PathBuf),
    /// A folder, which stands for all PDF files below it.
    Folder(PathBuf),
    /// A pattern, which stands for the files that it matches.
    Pattern(Pattern),
    /// A file with a path a line; `-` is standard input.
    List(PathBuf),
}

/// The files below a folder that a pattern matches.
pub struct Pattern {
    text: String,
    folder: PathBuf,
    /// How many levels below the folder a match can be.
    depth: usize,
    matcher: GlobMatcher,
}

/// The name of a file, or the reason why some files could not be found.
pub type Found = Result<Name, String>;

impl Source {
    /// What a path on the command line stands for: a file or folder that is there, or else a pattern. A path that is
    /// neither is taken for a file, which reading will report. The error is that of a pattern that is not valid.
    pub fn of(path: &Path) -> Result<Self, String> {
        if path.is_dir() {
            return Ok(Self::Folder(path.to_owned()));
        }
        match path.to_str() {
            Some(text) if text.contains(is_special) && path.symlink_metadata().is_err() => {
                Pattern::new(text).map(Self::Pattern)
            }
            _ => Ok(Self::File(path.to_owned())),
        }
    }

    /// Whether the files can be listed more than once. Those of standard input cannot.
    pub fn is_lasting(&self) -> bool {
        !matches!(self, Self::List(path) if path == Path::new("-"))
    }

    /// Calls `visit` with every file, until it breaks.
    pub fn each(&self, visit: &mut dyn FnMut(Found) -> ControlFlow<()>) -> ControlFlow<()> {
        match self {
            Self::File(path) => visit(Ok(Name::new(path))),
            Self::Folder(folder) => walk(folder, usize::MAX, &|path| is_pdf(path.path()), visit),
            Self::Pattern(pattern) => pattern.each(visit),
            Self::List(path) => list(path, visit),
        }
    }
}

impl Pattern {
    fn new(text: &str) -> Result<Self, String> {
        let name = Name::new(Path::new(text));
        // With `literal_separator`, `*` and `?` do not match a `/`.
        let glob = GlobBuilder::new(&name.path().to_string_lossy()).literal_separator(true).build();
        let matcher = glob.map_err(|error| format!("{text}: {error}"))?.compile_matcher();
        let is_literal = |component: &Component| !component.as_os_str().to_string_lossy().contains(is_special);
        let folder: PathBuf = name.path().components().take_while(is_literal).collect();
        let below = name.path().components().skip_while(is_literal);
        let depth = if text.contains("**") { usize::MAX } else { below.count() };
        Ok(Self { text: text.to_owned(), folder, depth, matcher })
    }

    fn each(&self, visit: &mut dyn FnMut(Found) -> ControlFlow<()>) -> ControlFlow<()> {
        let folder = if self.folder == Path::new("") { Path::new(".") } else { &self.folder };
        let mut is_empty = true;
        walk(folder, self.depth, &|name| self.matcher.is_match(name.path()), &mut |found| {
            is_empty &= found.is_err();
            visit(found)
        })?;
        if is_empty {
            visit(Err(format!("{}: no file is there, and none matches this pattern", self.text)))
        } else {
            ControlFlow::Continue(())
        }
    }
}

fn is_special(character: char) -> bool {
    matches!(character, '*' | '?' | '[' | '{')
}

/// Whether a file is a PDF by its name.
pub fn is_pdf(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"))
}

/// Calls `visit` with everything below a folder, down to `depth` levels, that is wanted and is no folder itself. Links
/// to folders are not followed.
pub fn walk(
    folder: &Path,
    depth: usize,
    is_wanted: &dyn Fn(&Name) -> bool,
    visit: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> ControlFlow<()> {
    for entry in WalkDir::new(folder).min_depth(1).max_depth(depth).max_open(OPEN_FOLDERS) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                let name = Name::new(entry.path());
                if is_wanted(&name) {
                    visit(Ok(name))?;
                }
            }
            Err(error) => visit(Err(error.to_string()))?,
        }
    }
    ControlFlow::Continue(())
}

/// Calls `visit` with each path of a list, which has one path a line.
fn list(path: &Path, visit: &mut dyn FnMut(Found) -> ControlFlow<()>) -> ControlFlow<()> {
    let lines: io::Result<Box<dyn BufRead>> = if path == Path::new("-") {
        Ok(Box::new(io::stdin().lock()))
    } else {
        File::open(path).map(|file| Box::new(BufReader::new(file)) as Box<dyn BufRead>)
    };
    let unreadable = |error: io::Error| Err(format!("{}: the list of files cannot be read: {error}", path.display()));
    let mut lines = match lines {
        Ok(lines) => lines,
        Err(error) => return visit(unreadable(error)),
    };
    let mut line = Vec::new();
    loop {
        line.clear();
        match lines.read_until(b'\n', &mut line) {
            Ok(0) => return ControlFlow::Continue(()),
            Ok(_) => {
                let line = line.strip_suffix(b"\n").unwrap_or(&line);
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                if !line.is_empty() {
                    visit(Ok(Name::new(Name::from_bytes(line.to_vec()).path())))?;
                }
            }
            Err(error) => return visit(unreadable(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn found(source: &Source, root: &Path) -> Vec<String> {
        let mut names = Vec::new();
        let _ = source.each(&mut |found| {
            names.push(found.map_or_else(
                |error| error,
                |name| name.path().strip_prefix(root).expect("below the root").display().to_string(),
            ));
            ControlFlow::Continue(())
        });
        names.sort();
        names
    }

    #[test]
    fn folders_and_patterns_are_walked() {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path();
        for file in ["a.pdf", "b.PDF", "c.txt", "x/d.pdf", "x/y/e.pdf", "x/y/f[1].pdf", "z.pdf/g.pdf"] {
            let path = root.join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, b"").expect("a file");
        }
        let of = |path: &str| found(&Source::of(&root.join(path)).expect("a source"), root);
        assert_eq!(of(""), ["a.pdf", "b.PDF", "x/d.pdf", "x/y/e.pdf", "x/y/f[1].pdf", "z.pdf/g.pdf"]);
        assert_eq!(of("*"), ["a.pdf", "b.PDF", "c.txt"]);
        assert_eq!(of("*/*.pdf"), ["x/d.pdf", "z.pdf/g.pdf"]);
        assert_eq!(of("x/**/*.pdf"), ["x/d.pdf", "x/y/e.pdf", "x/y/f[1].pdf"]);
        assert_eq!(of("{a,c}.*"), ["a.pdf", "c.txt"]);
        assert_eq!(of("x/y/f[1].pdf"), ["x/y/f[1].pdf"], "what is there is no pattern");
        assert_eq!(of("nowhere.pdf"), ["nowhere.pdf"], "to be told as a file that cannot be opened");
        let none = of("n*.pdf");
        assert!(none.len() == 1 && none[0].ends_with("none matches this pattern"), "{none:?}");
        assert!(Source::of(Path::new("a[.pdf")).is_err());
    }

    #[test]
    fn a_list_has_a_path_a_line() {
        let root = tempfile::tempdir().expect("a folder");
        let list = root.path().join("list");
        fs::write(&list, b"a.pdf\r\n\n./b c.pdf\n*.pdf").expect("a list");
        assert_eq!(found(&Source::List(list), Path::new("")), ["*.pdf", "a.pdf", "b c.pdf"]);
    }
}
