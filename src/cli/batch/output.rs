//! What the two forms of output, JSON lines and tables, have in common: answers go in, and are on the disk in the end.

use std::io;

use super::answer::Answer;
use super::name::Seen;
use super::summary::Tally;

/// An output, which takes the answers in any order.
pub trait Output {
    /// Takes an answer.
    fn put(&mut self, answer: &Answer) -> io::Result<()>;

    /// Does what is due, such as synchronising to the disk, whether there are new answers or not. Called at least once
    /// a second.
    fn tick(&mut self) -> io::Result<()>;

    /// Has everything written to the disk.
    fn finish(&mut self) -> io::Result<()>;
}

/// An output that was opened, with the names of the files that are done already, and the counts of what became of them.
pub struct Opened {
    pub output: Box<dyn Output>,
    pub done: Seen,
    pub tally: Tally,
}
