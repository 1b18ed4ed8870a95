//! Where the results go.

use std::io;
use std::path::Path;

use super::Stop;
use super::answer::{Answer, Format, How};
use super::jsonl::Jsonl;
use super::name::Seen;
#[cfg(feature = "parquet")]
use super::parquet::Tables;
use super::state::Existing;
use super::summary::Tally;

/// Takes the results, in any order.
pub trait Output {
    /// Takes an answer.
    fn put(&mut self, answer: &Answer) -> io::Result<()>;

    /// Does what is due, whether there are new results or not. Called at least once a second.
    fn tick(&mut self) -> io::Result<()>;

    /// Has everything written to the disk.
    fn finish(&mut self) -> io::Result<()>;
}

/// An output with what is in it already.
pub struct Opened {
    pub output: Box<dyn Output>,
    pub done: Seen,
    pub tally: Tally,
}

/// Opens the output, which nothing else writes to from now on.
pub fn open(out: &Path, how: How, existing: Existing) -> Result<Opened, Stop> {
    match how.format {
        Format::Jsonl => Jsonl::open(out, how, existing),
        #[cfg(feature = "parquet")]
        Format::Parquet => Tables::open(out, how, existing),
    }
}
