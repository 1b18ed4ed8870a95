//! The grammars that a command reads by (`--grammar`), and the tools for those who write grammars (`zhengxin grammar`).
//!
//! [`check`] looks for mistakes, [`diff`] tells what is changed in the built-in grammars, [`coverage`] counts which rules reports exercise. [`show`] shows grammars that cannot
//! be read, with the line where each mistake is.

mod check;
mod coverage;
mod diff;
mod html;
mod show;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use zhengxin::grammar::{Grammar, GrammarError};

pub use self::show::mistakes;

/// The exit status if grammars cannot be read.
pub const UNREADABLE: u8 = 2;

#[derive(Args)]
pub struct GrammarArgs {
    /// Read by the grammars of this folder, all of its files that end in .pest, in place of the built-in ones; if the folder has not
    /// all rules, they are laid over the built-in ones.
    #[arg(id = "grammar", long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl GrammarArgs {
    /// Loads the grammars of the folder; the built-in ones if no folder is given.
    pub fn load(&self) -> Result<Grammar, GrammarError> {
        self.folder.as_deref().map_or_else(|| Ok(Grammar::default()), Grammar::load)
    }

    /// The folder of the grammars, if one is given.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
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
}

impl Tool {
    /// The folder of the grammars in whose scope the tool runs, `None` for the built-in ones. `check` and `diff` load
    /// theirs themselves.
    pub fn grammar(&self) -> Option<&Path> {
        match self {
            Self::Check(_) | Self::Diff(_) => None,
            Self::Coverage(arguments) => arguments.reading.grammar.folder(),
        }
    }
}

/// Runs a tool.
pub fn run(tool: &Tool) -> io::Result<ExitCode> {
    match tool {
        Tool::Check(arguments) => check::run(arguments),
        Tool::Diff(arguments) => diff::run(arguments),
        Tool::Coverage(arguments) => coverage::run(arguments),
    }
}
