//! Which files were saved, told by looking at them again and again.
//!
//! Not by asking the system: that tells of a file that is renamed over another as many editors save it, of folders on other
//! machines and of mounted ones in as many ways as there are systems. To look at some twenty files takes no time.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

/// How often it is looked.
const EVERY: Duration = Duration::from_millis(150);

/// What changes when a file is saved; nothing where there is none.
type Stamp = Option<(SystemTime, u64)>;

/// The files as they were last seen.
pub struct Saved {
    files: Vec<PathBuf>,
    folder: Option<PathBuf>,
    seen: BTreeMap<PathBuf, Stamp>,
}

impl Saved {
    pub fn of(files: &[PathBuf], folder: Option<&Path>) -> Self {
        let mut saved = Self { files: files.to_vec(), folder: folder.map(Path::to_owned), seen: BTreeMap::new() };
        saved.seen = saved.look();
        saved
    }

    /// Waits until files were saved, and gives their names; nothing once it is over.
    pub fn next(&mut self, is_over: &dyn Fn() -> bool) -> Option<Vec<PathBuf>> {
        let mut last = self.seen.clone();
        loop {
            // What was saved last is still told when it is over.
            let was_over = is_over();
            let now = self.look();
            // An editor may be in the midst of it: what is still changing is waited for.
            if now != self.seen && now == last {
                let names = now.keys().chain(self.seen.keys());
                let mut names: Vec<_> = names.filter(|&name| now.get(name) != self.seen.get(name)).cloned().collect();
                names.sort();
                names.dedup();
                self.seen = now;
                return Some(names);
            }
            if was_over && now == self.seen {
                return None;
            }
            last = now;
            thread::sleep(EVERY);
        }
    }

    fn look(&self) -> BTreeMap<PathBuf, Stamp> {
        let mut paths = self.files.clone();
        if let Some(entries) = self.folder.as_ref().and_then(|folder| fs::read_dir(folder).ok()) {
            let entries = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
            paths.extend(entries.filter(|path| path.extension().is_some_and(|ending| ending == "pest")));
        }
        paths.into_iter().map(|path| (path.clone(), stamp(&path))).collect()
    }
}

fn stamp(path: &Path) -> Stamp {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
