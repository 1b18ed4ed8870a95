//! Finds out which files were saved, by looking at them again and again.
//!
//! In go the paths of files, and folders whose `.pest` files are looked at, too. Out come the paths of those files
//! whose time or size has changed, or that are new or gone.
//!
//! The system is not asked to report changes. Many editors save a file by renaming another over it. How a system
//! reports that, and changes in folders on other machines or in mounted folders, differs from system to system. To look
//! at some twenty files takes almost no time.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

/// The time between two looks at the files.
const EVERY: Duration = Duration::from_millis(150);

/// The time of the last change and the size of a file, which change when it is saved; `None` if there is no such file.
type Stamp = Option<(SystemTime, u64)>;

/// The files that are watched, as they were last seen.
pub struct Saved {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
    seen: BTreeMap<PathBuf, Stamp>,
}

impl Saved {
    pub fn of(files: &[PathBuf], folders: Vec<PathBuf>) -> Self {
        let mut saved = Self { files: files.to_vec(), folders, seen: BTreeMap::new() };
        saved.seen = saved.look();
        saved
    }

    /// Waits until files were saved, and returns their paths; `None` once `is_over` returns true and nothing is left to
    /// report.
    pub fn next(&mut self, is_over: &dyn Fn() -> bool) -> Option<Vec<PathBuf>> {
        let mut last = self.seen.clone();
        loop {
            // This is asked before looking, so that files that were saved just before the end are still reported.
            let was_over = is_over();
            let now = self.look();
            // An editor may still be writing, so a change is reported only if the next look finds the files the same.
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
        for entries in self.folders.iter().filter_map(|folder| fs::read_dir(folder).ok()) {
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
