//! Where the results go.

use std::io;

use super::answer::Answer;
use super::name::Seen;
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
