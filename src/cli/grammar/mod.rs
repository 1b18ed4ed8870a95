//! The grammars that a command reads by (`--grammar`), and the tools for those who write grammars (`zhengxin grammar`).
//!
//! [`check`] looks for mistakes, [`diff`] tells what is changed in the built-in grammars, [`coverage`] counts which rules reports exercise. [`show`] shows grammars that cannot
//! be read, with the line where each mistake is.

mod check;
mod coverage;
mod diff;
mod html;
mod show;
mod suggest;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use zhengxin::grammar::{Grammar, GrammarError};

pub use self::show::mistakes;
pub use self::suggest::Draft;
use crate::process::grammars;

/// The exit status if grammars cannot be read.
pub const UNREADABLE: u8 = 2;

#[derive(Args, Default)]
pub struct GrammarArgs {
    /// Read by the grammars of this folder, all of its files that end in .pest, in place of the built-in ones; if the folder has not
    /// all rules, they are laid over the built-in ones.
    #[arg(id = "grammar", long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Where the grammars do not read a report, try this pack, a folder in that of --packs or a path; may be given several times.
    #[arg(long = "pack", value_name = "NAME")]
    names: Vec<String>,
    /// The folder of packs: all that are in it are tried, unless --pack names some. [default with --pack: packs]
    #[arg(long, value_name = "DIR")]
    packs: Option<PathBuf>,
}

impl GrammarArgs {
    /// Loads the grammars of the folder, the built-in ones if no folder is given; with the packs.
    pub fn load(&self) -> Result<Grammar, GrammarError> {
        grammars::load(self.folder.as_deref(), &self.names, self.packs.as_deref())
    }

    /// The folders whose files are read.
    pub fn folders(&self) -> Vec<PathBuf> {
        let packs = self.packs.as_deref().unwrap_or(Path::new(grammars::PACKS));
        let of_packs: Vec<PathBuf> = if self.names.is_empty() {
            let entries = self.packs.iter().filter_map(|packs| fs::read_dir(packs).ok()).flatten().flatten();
            entries.map(|entry| entry.path()).collect()
        } else {
            self.names.iter().map(|name| grammars::pack_folder(packs, name)).collect()
        };
        self.folder.iter().cloned().chain(of_packs).collect()
    }
}

/// Says on standard error why grammars cannot be read, and returns the exit status for that.
pub fn refused(error: &GrammarError) -> ExitCode {
    eprint!("{}", mistakes(error, &super::report_failure::renderer()));
    ExitCode::from(UNREADABLE)
}

#[derive(Subcommand)]
#[command(defer = true)]
pub enum Tool {
    /// Look for what can be told without any report: rules that nothing leads to, alternatives that never match, tags that
    /// are no keys, keys that no rule gives, and what the laws of the grammars forbid.
    ///
    /// Exit status: 0 nothing was found; 1 something was; 2 the grammars cannot be read.
    Check(check::CheckArgs),
    /// Print what the grammars of a folder change in the built-in ones: the rules that replace one, add a way to one, or are new.
    ///
    /// Exit status: 0 nothing is changed; 1 something is; 2 the grammars cannot be read.
    Diff(diff::DiffArgs),
    /// Print which rules of the grammars the given reports exercise, and how many of the ways through each: the alternatives of
    /// a choice; what may be left out, there and left out.
    ///
    /// Exit status: 0; 1 a file could not be read; 2 the grammars cannot be read.
    Coverage(coverage::CoverageArgs),
    /// Write the first draft of an overlay that reads reports of another layout: for each finding a change of a rule, with which more
    /// is understood. A label gets a known key only if the dictionary has both in one line, or if it has the same characters but for
    /// some more or less; other columns get extension keys made of their labels. A person has to look at each rule.
    ///
    /// Exit status: 0 the reports are read with it; 1 something is left; 2 a file is no report.
    Suggest(suggest::SuggestArgs),
}

impl Tool {
    /// The grammars in whose scope the tool runs, `None` for the built-in ones. `check` and `diff` load
    /// theirs themselves.
    pub fn grammar(&self) -> Option<&GrammarArgs> {
        match self {
            Self::Check(_) | Self::Diff(_) | Self::Suggest(_) => None,
            Self::Coverage(arguments) => Some(&arguments.reading.grammar),
        }
    }
}

/// Runs a tool.
pub fn run(tool: &Tool) -> io::Result<ExitCode> {
    match tool {
        Tool::Check(arguments) => check::run(arguments),
        Tool::Diff(arguments) => diff::run(arguments),
        Tool::Coverage(arguments) => coverage::run(arguments),
        Tool::Suggest(arguments) => suggest::run(arguments),
    }
}
