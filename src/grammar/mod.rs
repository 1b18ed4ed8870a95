//! The grammars: from a transcript to a tree of rules and tags.
//!
//! The grammars of the folder `grammar/` are compiled in. [`Grammar::load`] reads other grammars from a folder, or an overlay: the
//! rules that are different. They are used in place of the compiled ones: with [`Options::grammar`](crate::Options::grammar) for one report, or with
//! [`Grammar::scope`] for functions that take no options.
//!
//! The grammars are PEGs (parsing expression grammars), run by pest. No type of pest reaches the later stages: they get
//! a [`Tree`] of plain [`Node`]s.

pub(crate) mod catch_all;
mod compiled;
mod definition;
mod escape;
pub(crate) mod files;
mod known_lines;
mod labels;
pub(crate) mod load;
mod matched;
mod mistake;
mod overlay;
mod pack;
pub(crate) mod source;
pub(crate) mod syntax;
mod term;
pub(crate) mod tree;
mod value;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use pest::Parser;

use self::compiled::{BuiltIn, Rule, name_of};
use self::files::Files;
use self::load::Loaded;
use self::matched::{Matched, Parts};
use self::tree::Names;
use crate::error::{Error, ErrorKind};
use crate::page::LineKind;
use crate::transcript::Transcript;
use crate::transcript::fold::fold;

pub(crate) use self::definition::Definition;
pub(crate) use self::known_lines::KnownLine;
pub(crate) use self::labels::is_label;
pub use self::mistake::{GrammarError, Mistake};
pub use self::overlay::{BuiltInRule, Change, ChangeKind};
pub use self::pack::Pack;
#[cfg(feature = "suggest")]
pub(crate) use self::pack::SUGGESTED;
pub use self::source::{SourceFile, SourcePlace};
pub(crate) use self::term::{Term, term};
pub use self::tree::{Node, Tree};
pub(crate) use self::value::{ValueParts, ValueRule, follows, parts, value};

/// The grammars by which reports are read. A copy costs next to nothing.
///
/// ```
/// use zhengxin::{Options, Reading, grammar::Grammar, transcript::Transcript};
/// let grammar = Grammar::load("grammar".as_ref())?;
/// let transcript = Transcript::from_text("个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n");
/// let reading = Reading::of_transcript(transcript, &Options::default().grammar(grammar))?;
/// assert_eq!(reading.report.credit_header.serial_no.unwrap().as_str(), "2022");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct Grammar {
    /// `None` for the grammars that are compiled in.
    loaded: Option<Arc<Loaded>>,
    /// The packs that are tried where these grammars do not read a report; `None` if there are none.
    packs: Option<Arc<[Pack]>>,
}

thread_local! {
    static SCOPE: RefCell<Grammar> = const { RefCell::new(Grammar { loaded: None, packs: None }) };
}

impl Grammar {
    /// Reads the grammars of a folder. All of its files that end in `.pest` together are one parser. If they lack rules with which
    /// the reader begins, they are an overlay of the built-in grammars: a rule takes the place of the built-in one of the same name,
    /// a rule `NAME__ANYTHING` adds a way to the built-in rule `NAME`, and the others are new.
    ///
    /// ```
    /// use zhengxin::grammar::Grammar;
    /// let error = Grammar::load("src".as_ref()).unwrap_err();
    /// assert_eq!(error.to_string(), "src: no file of the folder ends in .pest");
    /// ```
    ///
    /// # Errors
    /// Files that cannot be read, that are no grammar, or that lack a rule that others need.
    pub fn load(folder: &Path) -> Result<Self, GrammarError> {
        Files::read(folder).and_then(Self::of)
    }

    /// Like [`Self::load`], for files that are in memory already.
    ///
    /// ```
    /// use zhengxin::grammar::{Grammar, SourceFile};
    /// let file = SourceFile { name: "mine.pest".into(), text: "report = { SOI ~ lines* ~ EOI }\n".into() };
    /// let error = Grammar::of_files(vec![file]).unwrap_err();
    /// assert_eq!(error.to_string(), "mine.pest:1:18: rule lines is undefined");
    /// ```
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn of_files(files: Vec<SourceFile>) -> Result<Self, GrammarError> {
        Self::of(Files::new(files))
    }

    fn of(files: Files) -> Result<Self, GrammarError> {
        Loaded::new(files, Self::default().sources()).map(|loaded| Self { loaded: Some(Arc::new(loaded)), packs: None })
    }

    /// What the grammars change in the built-in ones, in the order of their files.
    ///
    /// ```
    /// use zhengxin::grammar::{ChangeKind, Grammar, SourceFile};
    /// let file = SourceFile { name: "mine.pest".into(), text: "open_end__ours = _{ \"永久\" }\n".into() };
    /// let grammar = Grammar::of_files(vec![file])?;
    /// assert_eq!(grammar.changes()[0].kind, ChangeKind::WayAdded);
    /// # Ok::<(), zhengxin::grammar::GrammarError>(())
    /// ```
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        match (&self.loaded, self.overlay()) {
            (_, Some(changes)) => changes.to_vec(),
            (Some(loaded), None) => overlay::compare(Self::default().sources(), &loaded.files),
            (None, None) => Vec::new(),
        }
    }

    /// What they change in the built-in ones, if they are an overlay of these.
    pub(crate) fn overlay(&self) -> Option<&[Change]> {
        self.loaded.as_ref()?.overlay.as_deref()
    }

    /// The same grammars with packs. Where these grammars do not read a report as a whole, the packs are tried: exactly one outcome
    /// of theirs is taken. [`Reading::pack`](crate::Reading::pack) names the pack.
    ///
    /// ```
    /// use zhengxin::grammar::{Grammar, Pack};
    /// let grammar = Grammar::default().with_packs(vec![Pack::new("ours", Vec::new())]);
    /// assert_eq!(grammar.packs()[0].name(), "ours");
    /// ```
    #[must_use]
    pub fn with_packs(mut self, packs: Vec<Pack>) -> Self {
        self.packs = Some(packs).filter(|packs| !packs.is_empty()).map(Arc::from);
        self
    }

    /// The packs that are tried where these grammars do not read a report.
    #[must_use]
    pub fn packs(&self) -> &[Pack] {
        self.packs.as_deref().unwrap_or_default()
    }

    /// These grammars, or those of the first pack that takes all lines of a transcript if these do not.
    ///
    /// ```
    /// use zhengxin::{grammar::Grammar, transcript::Transcript};
    /// let grammar = Grammar::default();
    /// assert!(grammar.fitting(&Transcript::from_text("个人信用报告\n")).is_built_in());
    /// ```
    #[must_use]
    pub fn fitting(&self, transcript: &Transcript) -> Self {
        let takes = |grammar: &Self| grammar.parse(transcript).is_ok_and(|tree| !tree.root.has_unknown());
        if self.packs.is_none() || takes(self) {
            return self.clone();
        }
        let mut packs = self.packs().iter().filter_map(|pack| pack.grammar().ok().cloned());
        packs.find(|grammar| takes(grammar)).unwrap_or_else(|| self.clone())
    }

    /// Whether these are the grammars that are compiled in.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        self.loaded.is_none()
    }

    /// The files of the grammars.
    ///
    /// ```
    /// use zhengxin::grammar::Grammar;
    /// assert!(Grammar::default().files().iter().any(|file| file.name == "grammar/report.pest"));
    /// ```
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        self.sources().files()
    }

    /// Where each rule is written, by its name.
    ///
    /// ```
    /// let places = zhengxin::grammar::Grammar::default().places();
    /// assert!(places["query_table"].to_string().starts_with("grammar/query.pest:"));
    /// ```
    #[must_use]
    pub fn places(&self) -> BTreeMap<String, SourcePlace> {
        let place = |rule: syntax::RuleSyntax| (rule.name.clone(), self.sources().place(&rule.name_range()));
        self.syntax().into_iter().map(place).collect()
    }

    /// Runs a function with these grammars in place of the compiled ones, on this thread. Everything in it that takes
    /// no options uses these grammars: [`parse`], the values of leaves ([`crate::schema::kind`]), the typed view,
    /// masking and the audit.
    ///
    /// ```
    /// use zhengxin::{grammar::{Grammar, SourceFile}, schema::kind::Date};
    /// let mut files = Grammar::default().files().to_vec();
    /// files.iter_mut().for_each(|file| file.text = file.text.replace("\"长期\"", "\"永久\""));
    /// let grammar = Grammar::of_files(files)?;
    /// let kind = |text: &str| serde_json::to_string(&zhengxin::typed::Typed(&Date::from(text)));
    /// assert_eq!(grammar.scope(|| kind("永久"))?, r#"{"openEnded":true}"#);
    /// assert_eq!(kind("永久")?, r#"{"text":"永久"}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn scope<T>(&self, run: impl FnOnce() -> T) -> T {
        /// Puts back the grammars that were in scope before, even if the function panics.
        struct Restored(Grammar);
        impl Drop for Restored {
            fn drop(&mut self) {
                SCOPE.replace(std::mem::take(&mut self.0));
            }
        }
        let _before = Restored(SCOPE.replace(self.clone()));
        run()
    }

    /// The grammars that this thread uses where none are passed on: those of the innermost [`Self::scope`], or the
    /// compiled ones outside of every scope.
    ///
    /// ```
    /// assert!(zhengxin::grammar::Grammar::in_scope().is_built_in());
    /// ```
    #[must_use]
    pub fn in_scope() -> Self {
        SCOPE.with_borrow(Self::clone)
    }

    /// Reads a transcript, from the rule `report`; see [`parse`].
    ///
    /// # Errors
    /// As [`parse`].
    pub fn parse(&self, transcript: &Transcript) -> Result<Tree, Error> {
        let internal = |what: String| {
            Error::new(ErrorKind::Internal, format!("the grammars do not take the transcript as a report: {what}"))
        };
        let report = self.run(Rule::report, transcript.folded()).map_err(internal)?;
        let report = report.ok_or_else(|| internal("no rule matched".into()))?;
        Ok(Tree { root: Names::default().node(report) })
    }

    /// Matches the rule of a name against the beginning of a transcript. `None` if it does not match, or if the
    /// compiled grammars have no rule of this name.
    pub(crate) fn parse_rule(&self, name: &str, transcript: &Transcript) -> Option<Node> {
        let rule = *Rule::all_rules().iter().find(|&&rule| name_of(rule) == name)?;
        let matched = self.run(rule, transcript.folded()).ok()??;
        Some(Names::default().node(matched))
    }

    /// Matches a rule against the beginning of a text. If it does not match, the error is the message of pest.
    fn run<'i>(&'i self, rule: Rule, folded: &'i str) -> Result<Option<Matched<'i>>, String> {
        let mut parts = match &self.loaded {
            None => {
                Parts::Compiled(BuiltIn::parse(rule, folded).map_err(|error| error.variant.message().into_owned())?)
            }
            Some(loaded) => Parts::Loaded(
                loaded.machine.parse(name_of(rule), folded).map_err(|error| error.variant.message().into_owned())?,
            ),
        };
        Ok(parts.next())
    }

    /// The grammars as data.
    pub(crate) fn definition(&self) -> &Definition {
        static BUILT_IN: OnceLock<Definition> = OnceLock::new();
        match &self.loaded {
            None => BUILT_IN.get_or_init(|| Definition::of(load::optimized(self.sources()).unwrap_or_default())),
            Some(loaded) => &loaded.definition,
        }
    }

    /// The rules as they are written.
    pub(crate) fn syntax(&self) -> Vec<syntax::RuleSyntax> {
        // Grammars with mistakes are refused when they are loaded, so this does not fail.
        syntax::rules(self.sources()).unwrap_or_default()
    }

    pub(crate) fn sources(&self) -> &Files {
        static BUILT_IN: OnceLock<Files> = OnceLock::new();
        let of_crate = || {
            let file = |&(name, text): &(&str, &str)| SourceFile { name: name.into(), text: text.into() };
            Files::new(compiled::FILES.iter().map(file).collect())
        };
        match &self.loaded {
            None => BUILT_IN.get_or_init(of_crate),
            Some(loaded) => &loaded.files,
        }
    }

    /// What a line outside of tables may be, by `lines.pest`; that of a pack where only a pack knows the line.
    pub(crate) fn line_kind(&self, text: &str) -> LineKind {
        let of_packs =
            self.packs().iter().filter_map(|pack| pack.grammar().ok().map(|grammar| grammar.own_line_kind(text)));
        let mut kinds = std::iter::once_with(|| self.own_line_kind(text)).chain(of_packs);
        kinds.find(|kind| *kind != LineKind::Unknown).unwrap_or(LineKind::Unknown)
    }

    fn own_line_kind(&self, text: &str) -> LineKind {
        let folded: String = text.chars().filter_map(fold).chain(['\n']).collect();
        let line = self.run(Rule::line_alone, &folded).ok().flatten();
        match line.and_then(|line| line.inner().next()).map(|told| told.rule()) {
            Some(rule) if rule == name_of(Rule::printed_line) => LineKind::Report,
            Some(rule) if rule == name_of(Rule::page_number) => LineKind::PageNumber,
            _ => LineKind::Unknown,
        }
    }

    /// What kind of document it is, by `document.pest`.
    pub(crate) fn document_kind(&self, transcript: &Transcript) -> DocumentKind {
        let document = self.run(Rule::document, transcript.folded()).ok().flatten();
        match document.and_then(|document| document.inner().next()).map(|told| told.rule()) {
            Some(rule) if rule == name_of(Rule::second_generation) => DocumentKind::Report,
            Some(rule) if rule == name_of(Rule::brief_edition) => DocumentKind::Brief,
            Some(rule) if rule == name_of(Rule::enterprise_report) => DocumentKind::Enterprise,
            _ => DocumentKind::Other,
        }
    }
}

impl fmt::Debug for Grammar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: Vec<&str> = self.files().iter().map(|file| file.name.as_str()).collect();
        let mut shown = formatter.debug_struct("Grammar");
        shown.field("built_in", &self.is_built_in()).field("files", &files).field("packs", &self.packs()).finish()
    }
}

/// Reads a transcript by the grammars in scope, from the rule `report`: those that are compiled in, unless
/// [`Grammar::scope`] says otherwise.
///
/// A line that no rule knows does not make the parse fail. It becomes a node of a rule whose name begins with
/// `unknown`.
///
/// ```
/// use zhengxin::transcript::Transcript;
/// let transcript = Transcript::from_text("个人信用报告\n（授信机构版）\n");
/// let tree = zhengxin::grammar::parse(&transcript)?;
/// assert_eq!(&*tree.root.rule, "report");
/// # Ok::<(), zhengxin::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Internal`] where the grammars do not take a line at all, which their laws rule out.
pub fn parse(transcript: &Transcript) -> Result<Tree, Error> {
    Grammar::in_scope().parse(transcript)
}

/// The kind of a document, as its titles tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentKind {
    /// A second-generation report about a person.
    Report,
    /// The simplified edition of it.
    Brief,
    /// A report about an enterprise.
    Enterprise,
    /// Anything else.
    Other,
}
