//! Writes results as a file of JSON lines, a line for each file. The output is its own journal: a file is done if its
//! line is there.
//!
//! A line is written by one call, together with its line end. So a batch that was killed leaves whole lines and at most
//! a piece of one at the end, which the next run cuts off. Lines are synchronised to the disk every few seconds: after
//! a loss of power the files of the last seconds are read once more.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::Stop;
use super::answer::{Answer, How, Status};
use super::name::{Seen, Shown};
use super::output::{Opened, Output};
use super::state::{Existing, State, sync_folder_of};
use super::summary::Tally;

/// The time after which lines are synchronised to the disk.
const SYNC_EVERY: Duration = Duration::from_secs(5);

/// How many bytes of the file are read at once.
const READ_AT_ONCE: usize = 1 << 20;

/// A file of JSON lines that is being written.
pub struct Jsonl {
    file: File,
    synced: Instant,
    is_synced: bool,
    _state: State,
}

/// The fields that are read of a line of an earlier run.
#[derive(Deserialize)]
struct Written {
    #[serde(flatten)]
    name: Shown,
    #[serde(flatten)]
    status: Status,
}

impl Jsonl {
    /// Opens the file at `out`, and finds out which files are done.
    pub fn open(out: &Path, how: How, existing: Existing) -> Result<Opened, Stop> {
        let has_results = out.try_exists()?;
        if has_results && !out.is_file() {
            return Err(Stop::Usage(format!("{} is no file", out.display())));
        }
        let state = State::take(state_of(out), how, out, existing, has_results, || {
            if has_results { fs::remove_file(out) } else { Ok(()) }
        })?;
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(out)?;
        let (mut done, mut tally) = (Seen::default(), Tally::default());
        let end = scan(&file, |written| {
            let name = written.name.name().ok_or("its fileHex is no name")?;
            if !done.insert(&name) {
                return Err("its file has a line before");
            }
            tally.count_earlier(written.status);
            Ok(())
        })
        .map_err(|damage| damage.told(out))?;
        file.set_len(end)?;
        file.seek(SeekFrom::Start(end))?;
        sync_folder_of(out)?;
        let output = Box::new(Self { file, synced: Instant::now(), is_synced: false, _state: state });
        Ok(Opened { output, done, tally })
    }

    fn sync(&mut self) -> io::Result<()> {
        if !self.is_synced {
            self.file.sync_data()?;
            self.is_synced = true;
        }
        self.synced = Instant::now();
        Ok(())
    }
}

impl Output for Jsonl {
    fn put(&mut self, answer: &Answer) -> io::Result<()> {
        self.file.write_all(&answer.payload)?;
        self.is_synced = false;
        self.tick()
    }

    fn tick(&mut self) -> io::Result<()> {
        if self.synced.elapsed() >= SYNC_EVERY { self.sync() } else { Ok(()) }
    }

    fn finish(&mut self) -> io::Result<()> {
        self.sync()
    }
}

/// The path of the state of a batch, which is beside its results.
fn state_of(out: &Path) -> PathBuf {
    let mut path = OsString::from(out);
    path.push(".batch");
    path.into()
}

/// Why a batch cannot go on behind the lines of a file.
#[derive(Debug)]
enum Damage {
    Unreadable(io::Error),
    /// The line of this number is not the result of a batch, for this reason.
    Line(u64, String),
}

impl From<io::Error> for Damage {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

impl Damage {
    fn told(self, out: &Path) -> Stop {
        match self {
            Self::Unreadable(error) => error.into(),
            Self::Line(number, reason) => {
                Stop::Usage(format!("{}: line {number} is not the result of a batch: {reason}", out.display()))
            }
        }
    }
}

/// Calls `visit` with each line; returns the number of bytes up to the end of the last whole line.
///
/// Behind that line there may be what a kill or a loss of power has left: a piece of a line, or blocks of the disk that
/// were never written. A broken line with a whole line below it was not left by that, and is an error.
fn scan(file: &File, mut visit: impl FnMut(Written) -> Result<(), &'static str>) -> Result<u64, Damage> {
    let mut lines = BufReader::with_capacity(READ_AT_ONCE, file);
    let (mut line, mut number, mut end) = (Vec::new(), 0, 0);
    let mut broken: Option<Damage> = None;
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 || line.last() != Some(&b'\n') {
            return Ok(end);
        }
        number += 1;
        match (serde_json::from_slice(&line), broken.take()) {
            (Ok(_), Some(damage)) => return Err(damage),
            (Ok(written), None) => {
                visit(written).map_err(|reason| Damage::Line(number, reason.into()))?;
                end += line.len() as u64;
            }
            (Err(_), Some(damage)) => broken = Some(damage),
            (Err(error), None) => broken = Some(Damage::Line(number, error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "{\"file\":\"a.pdf\",\"status\":\"OK\",\"result\":{}}\n";

    fn scanned(text: &str) -> Result<u64, Damage> {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(text.as_bytes()).and_then(|()| file.rewind()).expect("written");
        scan(&file, |_| Ok(()))
    }

    #[test]
    fn what_is_torn_is_cut_off() {
        let length = LINE.len() as u64;
        assert_eq!(scanned("").expect("nothing"), 0);
        assert_eq!(scanned(LINE).expect("a line"), length);
        for cut in 1..LINE.len() {
            assert_eq!(scanned(&(LINE.to_owned() + &LINE[..cut])).expect("a line and a piece"), length);
        }
        assert_eq!(scanned(&format!("{LINE}\0\0\n\0\n\0")).expect("lost blocks"), length);
    }

    #[test]
    fn another_file_is_not_cut() {
        let reason = scanned(&format!("notes\n{LINE}")).expect_err("no result");
        assert!(matches!(reason, Damage::Line(1, _)));
    }
}
