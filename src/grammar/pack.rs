//! A pack: the grammars of another layout, such as a bank's own print, that are tried where the built-in ones do not read a report.
//!
//! In go a name and the files of a folder, mostly an overlay (see `overlay.rs`). They are made into a grammar when it is first
//! asked for: that takes longer than reading a report, and most reports need no pack.

use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::Grammar;
use super::files::{ENDING, Files};
use super::mistake::{GrammarError, Mistake};
use super::source::SourceFile;

/// The beginning of the line above rules that nobody has looked at yet.
pub(crate) const SUGGESTED: &str = "// suggested";

/// The grammars of another layout, with a name. A copy costs next to nothing.
///
/// ```
/// use zhengxin::{Options, Reading, grammar::{Grammar, Pack, SourceFile}, transcript::Transcript};
/// let pack = Pack::new("ours", vec![SourceFile { name: "ours.pest".into(), text: "open_end__ours = _{ \"永久\" }\n".into() }]);
/// let options = Options::default().grammar(Grammar::default().with_packs(vec![pack]));
/// let transcript = Transcript::from_text("个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n");
/// // The built-in grammars read this one.
/// assert_eq!(Reading::of_transcript(transcript, &options)?.pack(), None);
/// # Ok::<(), zhengxin::Error>(())
/// ```
#[derive(Clone)]
pub struct Pack(Arc<Inner>);

struct Inner {
    name: String,
    files: Vec<SourceFile>,
    grammar: OnceLock<Result<Grammar, GrammarError>>,
}

impl Pack {
    /// A pack of files that are in memory already. Whether they are a grammar is found out by [`Self::grammar`].
    #[must_use]
    pub fn new(name: impl Into<String>, files: Vec<SourceFile>) -> Self {
        Self(Arc::new(Inner { name: name.into(), files, grammar: OnceLock::new() }))
    }

    /// Reads the files of a folder, which gives the pack its name: all that end in `.pest`.
    ///
    /// ```
    /// use zhengxin::grammar::Pack;
    /// let error = Pack::read("src".as_ref()).unwrap_err();
    /// assert_eq!(error.to_string(), "src: no file of the folder ends in .pest");
    /// ```
    ///
    /// # Errors
    /// Files that cannot be read, or a folder without such files. Whether they are a grammar is found out by [`Self::grammar`].
    pub fn read(folder: &Path) -> Result<Self, GrammarError> {
        let files = Files::read(folder)?.into_files();
        let whole = folder.canonicalize().ok();
        let name = folder.file_name().or_else(|| whole.as_ref()?.file_name());
        Ok(Self::new(name.unwrap_or(folder.as_os_str()).to_string_lossy(), files))
    }

    /// Reads the packs of a folder, in the order of their names: each folder in it that has files of rules.
    ///
    /// ```
    /// use zhengxin::grammar::Pack;
    /// let packs = Pack::read_all("packs".as_ref())?;
    /// assert_eq!(packs.iter().map(Pack::name).collect::<Vec<_>>(), ["changfeng", "haitong"]);
    /// # Ok::<(), zhengxin::grammar::GrammarError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Self::read`], and if the folder has no pack.
    pub fn read_all(folder: &Path) -> Result<Vec<Self>, GrammarError> {
        let cannot = |error: std::io::Error| {
            GrammarError::from(Mistake::new(format!(
                "{}: the folder of packs cannot be read: {error}",
                folder.display()
            )))
        };
        let mut folders = Vec::new();
        for entry in fs::read_dir(folder).map_err(cannot)? {
            folders.push(entry.map_err(cannot)?.path());
        }
        folders.retain(|folder| has_rules(folder));
        folders.sort();
        if folders.is_empty() {
            let message = format!("{}: no folder in it has a file that ends in .{ENDING}", folder.display());
            return Err(Mistake::new(message).into());
        }
        folders.iter().map(|folder| Self::read(folder)).collect()
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Its files as they are written.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.0.files
    }

    /// Whether it has rules that were suggested by the program, and that nobody has looked at yet: a line of it begins with
    /// `// suggested`.
    ///
    /// ```
    /// use zhengxin::grammar::{Pack, SourceFile};
    /// let file = SourceFile { name: "a.pest".into(), text: "// suggested\nopen_end__a = _{ \"永久\" }\n".into() };
    /// assert!(Pack::new("a", vec![file]).is_suggested());
    /// ```
    #[must_use]
    pub fn is_suggested(&self) -> bool {
        self.files().iter().any(|file| file.text.lines().any(|line| line.starts_with(SUGGESTED)))
    }

    /// Its grammars, which are made when they are first asked for.
    ///
    /// ```
    /// use zhengxin::grammar::Pack;
    /// let pack = Pack::read("packs/haitong".as_ref())?;
    /// assert!(pack.grammar()?.places().contains_key("caption_start__haitong"));
    /// # Ok::<(), zhengxin::grammar::GrammarError>(())
    /// ```
    ///
    /// # Errors
    /// Files that are no grammar: see [`Grammar::of_files`].
    pub fn grammar(&self) -> Result<&Grammar, GrammarError> {
        let grammar = self.0.grammar.get_or_init(|| Grammar::of_files(self.0.files.clone()));
        grammar.as_ref().map_err(Clone::clone)
    }
}

/// Whether a path is a folder with a file of rules in it.
fn has_rules(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.path().extension().is_some_and(|ending| ending == ENDING))
}

impl fmt::Debug for Pack {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Pack").field(&self.name()).finish()
    }
}
