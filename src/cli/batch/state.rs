//! The state of a batch, a file beside its results.
//!
//! It says how the batch was begun, so that it is not continued in another way. It is locked while the batch runs, so
//! that no other batch writes to the same output.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Stop;
use super::answer::How;

/// How a batch was begun. The folder is the one that relative paths of files start from.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Begun {
    program: String,
    folder: String,
    #[serde(flatten)]
    how: How,
}

/// What is done with results that are there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// They are left alone, and the batch does not begin.
    Refuse,
    /// The batch goes on behind them.
    Resume,
    /// They are deleted.
    Overwrite,
}

/// The state of a running batch. It is locked for as long as this lives.
pub struct State {
    file: File,
    path: PathBuf,
    begun: Begun,
}

impl State {
    /// Locks the output `out`, whose state is at `path`, and checks or writes the state.
    ///
    /// `remove` deletes the results that are there. The state is on the disk before the first result, so that there are
    /// never results without a state.
    pub fn take(
        path: PathBuf,
        how: How,
        out: &Path,
        existing: Existing,
        has_results: bool,
        remove: impl FnOnce() -> io::Result<()>,
    ) -> Result<Self, Stop> {
        let shown = out.display();
        if has_results && existing == Existing::Refuse {
            let reason = format!("{shown} exists: --resume goes on with it, --overwrite deletes it");
            return Err(Stop::Usage(reason));
        }
        if has_results && existing == Existing::Resume && !path.exists() {
            let reason = format!("{shown} is not the output of a batch: {} is missing", path.display());
            return Err(Stop::Usage(reason));
        }
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Stop::Usage(format!("another batch is writing {shown}")));
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let folder = std::env::current_dir()?.to_string_lossy().into_owned();
        let begun = Begun { program: env!("CARGO_PKG_VERSION").into(), folder, how };
        let mut state = Self { file, path, begun };
        if has_results && existing == Existing::Resume {
            state.check()?;
        } else {
            remove()?;
            state.write()?;
        }
        Ok(state)
    }

    /// Refuses to continue the batch in another way than it was begun.
    fn check(&mut self) -> Result<(), Stop> {
        let mut text = String::new();
        self.file.read_to_string(&mut text)?;
        let before: Begun = serde_json::from_str(&text)
            .map_err(|error| Stop::Usage(format!("{}: not the state of a batch: {error}", self.path.display())))?;
        if before == self.begun {
            return Ok(());
        }
        let reason = format!(
            "the batch was begun in another way: {}; it is continued by the same version of the program, in the same \
             folder and with the same options, or else begun anew with --overwrite",
            text.trim_end()
        );
        Err(Stop::Usage(reason))
    }

    fn write(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        let mut text = serde_json::to_vec(&self.begun)?;
        text.push(b'\n');
        self.file.write_all(&text)?;
        self.file.sync_all()?;
        sync_folder_of(&self.path)
    }
}

/// Synchronises the folder of a file to the disk, so that the names in it outlast a loss of power.
pub fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { fs::metadata(folder).map(|_| ()) }
}
