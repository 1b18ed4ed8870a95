//! `zhengxin pack`: tools for packs, the layouts of banks and systems that are kept beside the built-in one.
//!
//! A pack is a folder: files of rules, mostly an overlay of the built-in grammars; `README.md`, which says whose layout it is;
//! `fixtures/`, reports of invented people as PDF or transcript, each with its JSON; and `snapshots/`, the trees of these. In go such
//! folders; out come a list of them, or what is wrong with them.

mod list;
mod new;
mod test;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use zhengxin::grammar::{GrammarError, Pack};

use crate::process::grammars;

#[derive(Subcommand)]
#[command(defer = true)]
pub enum Tool {
    /// Begin a pack from reports of its layout: the rules that are suggested for them, and their masked transcripts as fixtures.
    ///
    /// Exit status: 0 the reports are read with it; 1 something is left; 2 wrong usage, files that are no reports, or reports that
    /// need no pack.
    New(new::NewArgs),
    /// Test packs: their rules as `zhengxin grammar check` does; each fixture against its JSON and its tree, read as it would be with all
    /// packs of the folder; that fixtures exercise every rule; and that no suggestion is left that nobody has looked at.
    ///
    /// Exit status: 0 all is well; 1 something is not; 2 wrong usage, or grammars that are none.
    Test(test::TestArgs),
    /// List the packs of a folder: what they change, how many fixtures they have, and whose layouts they are.
    List(list::ListArgs),
}

/// The packs that a tool is about.
#[derive(Args)]
pub struct Chosen {
    /// Packs, by their names in the folder or by their paths; all of the folder if none is named.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// The folder of packs.
    #[arg(long, value_name = "DIR", default_value = grammars::PACKS)]
    packs: PathBuf,
}

/// A pack and its folder.
struct Opened {
    folder: PathBuf,
    pack: Pack,
}

impl Chosen {
    /// The packs that are named, or all of the folder.
    fn open(&self) -> Result<Vec<Opened>, GrammarError> {
        if self.names.is_empty() {
            let packs = Pack::read_all(&self.packs)?.into_iter();
            return Ok(packs.map(|pack| Opened { folder: self.packs.join(pack.name()), pack }).collect());
        }
        let open = |name: &String| {
            let folder = grammars::pack_folder(&self.packs, name);
            Pack::read(&folder).map(|pack| Opened { folder, pack })
        };
        self.names.iter().map(open).collect()
    }
}

impl Opened {
    /// The fixtures: PDF files and transcripts, in the order of their names.
    fn fixtures(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder.join("fixtures")).into_iter().flatten().flatten();
        let is_fixture = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "pdf" || ending == "txt");
        let mut fixtures: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_fixture).collect();
        fixtures.sort();
        fixtures
    }

    fn readme(&self) -> Option<String> {
        std::fs::read_to_string(self.folder.join("README.md")).ok()
    }
}

/// Whether a file is a transcript, and no PDF.
fn is_transcript(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "txt")
}

/// Runs a tool.
pub fn run(tool: &Tool) -> io::Result<ExitCode> {
    match tool {
        Tool::New(arguments) => new::run(arguments),
        Tool::Test(arguments) => test::run(arguments),
        Tool::List(arguments) => list::run(arguments),
    }
}
