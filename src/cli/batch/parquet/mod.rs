//! Writes results as tables. Each table is a folder of Parquet files, which are called parts.
//!
//! Answers go in, each with the rows of one file for all tables. A part has the rows of the same files in every table.
//! It is written under another name, and renamed when it is on the disk. The part of the table of reports, which has a
//! row for every file, is renamed last. So this table is the journal: a file that has a row there has all its rows in
//! the other tables. A part that is missing there is deleted from the other tables before the batch goes on.

mod columns;
#[cfg(test)]
mod docs;
mod file;
pub mod rows;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use parquet::data_type::ByteArray;

use self::columns::{FILE_COLUMN, Table};
use self::file::TableFile;
use self::rows::Rows;
use super::Stop;
use super::answer::{Answer, How, Status};
use super::name::{Seen, Shown};
use super::output::{Opened, Output};
use super::state::{Existing, State, sync_folder_of};
use super::summary::Tally;

/// A part is ended after this time, however few files are in it.
const PART_TIME: Duration = Duration::from_secs(60);

/// The name of the file with the state of the batch, in the folder of the tables.
const STATE: &str = "batch.json";

/// A folder of tables that is being written.
pub struct Tables {
    folder: PathBuf,
    /// How many files have their rows in one part.
    part_files: usize,
    /// The number of the next part.
    next: u64,
    part: Option<Part>,
    _state: State,
}

/// A part that is being written.
struct Part {
    files: [TableFile; Table::ALL.len()],
    reports: usize,
    begun: Instant,
}

impl Tables {
    /// Opens the folder at `out`, for parts of `part_files` files, and finds out which files are done.
    pub fn open(out: &Path, how: How, existing: Existing, part_files: usize) -> Result<Opened, Stop> {
        if out.try_exists()? && !out.is_dir() {
            return Err(Stop::Usage(format!("{} is no folder", out.display())));
        }
        let folders = Table::ALL.map(|table| out.join(table.name()));
        let has_results = folders.iter().any(|folder| folder.exists());
        if existing != Existing::Resume || !has_results {
            fs::create_dir_all(out)?;
        }
        let state = State::take(out.join(STATE), how, out, existing, has_results, || {
            folders.iter().filter(|folder| folder.exists()).try_for_each(fs::remove_dir_all)
        })?;
        folders.iter().try_for_each(fs::create_dir_all)?;
        let mut tables = Self { folder: out.to_owned(), part_files, next: 1, part: None, _state: state };
        let (mut done, mut tally) = (Seen::default(), Tally::default());
        for part in tables.settled()? {
            let columns = [FILE_COLUMN, "file_hex", "status", "kind", "partial"];
            file::read(&tables.path(Table::Reports, part), &columns, |row| {
                let [file, hex, status, kind, partial] = row else { return };
                let shown = Shown { file: file.clone().unwrap_or_default(), hex: hex.clone() };
                if shown.name().is_some_and(|name| done.insert(&name)) {
                    let partial = partial.as_ref().map(|partial| partial == "true");
                    tally.count_earlier(Status {
                        status: status.clone().unwrap_or_default(),
                        kind: kind.clone(),
                        partial,
                    });
                }
            })?;
        }
        Ok(Opened { output: Box::new(tables), done, tally })
    }

    /// The numbers of the parts that are whole. The table of reports, which comes first here, has their numbers; the
    /// files of all other parts are deleted.
    fn settled(&mut self) -> io::Result<BTreeSet<u64>> {
        let mut whole = BTreeSet::new();
        for table in Table::ALL {
            for entry in fs::read_dir(self.folder.join(table.name()))? {
                let entry = entry?;
                let part = number(&entry.file_name().to_string_lossy());
                match part {
                    Some(part) if table == Table::Reports => _ = whole.insert(part),
                    Some(part) if whole.contains(&part) => {}
                    _ => fs::remove_file(entry.path())?,
                }
            }
        }
        self.next = whole.last().map_or(1, |last| last + 1);
        Ok(whole)
    }

    fn path(&self, table: Table, part: u64) -> PathBuf {
        self.folder.join(table.name()).join(format!("part-{part:06}.parquet"))
    }

    /// Where a part is while it is written. Programs that read folders of Parquet files pass over such a name.
    fn path_of_unfinished(&self, table: Table) -> PathBuf {
        self.folder.join(table.name()).join(".unfinished")
    }

    fn begin(&self) -> io::Result<Part> {
        let mut files = Vec::new();
        for table in Table::ALL {
            files.push(TableFile::create(&self.path_of_unfinished(table), table)?);
        }
        let files = files.try_into().map_err(|_| io::Error::other("a table has no file"))?;
        Ok(Part { files, reports: 0, begun: Instant::now() })
    }

    fn end(&mut self) -> io::Result<()> {
        let Some(part) = self.part.take() else { return Ok(()) };
        part.files.into_iter().try_for_each(TableFile::finish)?;
        // The table of reports says which files are done. So it is the last, when the names of the others are on the
        // disk.
        for table in Table::ALL.into_iter().rev() {
            let path = self.path(table, self.next);
            fs::rename(self.path_of_unfinished(table), &path)?;
            sync_folder_of(&path)?;
        }
        self.next += 1;
        Ok(())
    }
}

impl Output for Tables {
    fn put(&mut self, answer: &Answer) -> io::Result<()> {
        let rows: Rows = serde_json::from_slice(&answer.payload)?;
        let mut part = match self.part.take() {
            Some(part) => part,
            None => self.begin()?,
        };
        let text = |text: String| ByteArray::from(text.into_bytes());
        let (file, report) = (text(rows.file), rows.report.map(text));
        for (table, rows) in part.files.iter_mut().zip(rows.tables) {
            rows.into_iter().try_for_each(|row| table.add(&file, report.as_ref(), row))?;
        }
        part.reports += 1;
        self.part = Some(part);
        self.tick()
    }

    fn tick(&mut self) -> io::Result<()> {
        let is_due = |part: &Part| part.reports >= self.part_files || part.begun.elapsed() >= PART_TIME;
        if self.part.as_ref().is_some_and(is_due) { self.end() } else { Ok(()) }
    }

    fn finish(&mut self) -> io::Result<()> {
        self.end()
    }
}

/// The number of a part, from the name of its file; `None` if that is not the name of a part.
fn number(name: &str) -> Option<u64> {
    name.strip_prefix("part-")?.strip_suffix(".parquet")?.parse().ok()
}
