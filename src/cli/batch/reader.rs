//! The hidden command `batch-reader`: the process that reads files for a batch.
//!
//! On standard input come blocks of bytes (see `frame.rs`): the files of the grammars, unless they are the compiled
//! ones, then the name of one file after the other. On standard output goes an empty block when the process is ready,
//! then two blocks for each file: its status, and the bytes for the output.

use std::io::{self, BufReader, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::{self, ExitCode};
use std::sync::mpsc;
use std::thread;

use clap::Args;
use zhengxin::grammar::Grammar;

use super::answer::{Answer, How, Refusal};
use super::name::Name;
use crate::process::{confined, frame, grammars, panics};

#[derive(Args)]
pub struct ReaderArgs {
    /// How files are read, as JSON.
    how: String,
    /// Bytes of memory that a file may take.
    memory: u64,
}

/// Reads files until standard input ends.
pub fn run(arguments: &ReaderArgs) -> ExitCode {
    match serve(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn serve(arguments: &ReaderArgs) -> io::Result<()> {
    let how: How = serde_json::from_str(&arguments.how)?;
    confined::limit_memory(arguments.memory)?;
    let grammar = grammar(how)?;
    let panics = panics::without_messages(|_| {});
    let (sender, names) = mpsc::channel();
    // This thread waits for the next name while a file is read. When the batch is gone, standard input ends, and the
    // thread ends the process, whatever it is doing.
    thread::Builder::new().name("names".into()).spawn(move || {
        let mut input = BufReader::new(io::stdin().lock());
        while let Ok(bytes) = frame::receive(&mut input) {
            if sender.send(Name::from_bytes(bytes)).is_err() {
                break;
            }
        }
        process::exit(0);
    })?;
    let mut output = io::stdout().lock();
    // The process is ready.
    frame::send(&mut output, b"")?;
    output.flush()?;
    for name in names {
        let answer = guarded(how, &name, || grammar.scope(|| how.read(&name)), || panics.last());
        frame::send(&mut output, &serde_json::to_vec(&answer.status)?)?;
        frame::send(&mut output, &answer.payload)?;
        output.flush()?;
    }
    Ok(())
}

/// The grammars that files are read by. If they are not the compiled ones, the batch sends them, since the files in
/// their folder may have changed after it began.
fn grammar(how: How) -> io::Result<Grammar> {
    if how.grammar.is_none() {
        return Ok(Grammar::default());
    }
    grammars::of_json(&frame::receive(&mut io::stdin().lock())?)
}

/// Runs `read`, which may panic. A panic becomes the answer for this file, and names the place in the source code,
/// which `place` gives.
fn guarded(how: How, name: &Name, read: impl FnOnce() -> Answer, place: impl FnOnce() -> String) -> Answer {
    panic::catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        let reason = format!("the reader panicked at {}; please report this", place());
        how.refused(name, &Refusal::new("INTERNAL_ERROR", "panicked", reason))
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::answer::Format;
    use super::*;

    #[test]
    fn a_panic_is_the_answer_for_its_file() {
        let how =
            How { format: Format::Jsonl, typed: false, mask: false, lenient: false, classify: true, grammar: None };
        let name = Name::new(Path::new("a.pdf"));
        let answer = guarded(how, &name, || panic!("with the text of a report"), || "src/x.rs:1".into());
        let line: serde_json::Value = serde_json::from_slice(&answer.payload).expect("JSON");
        assert_eq!((&line["file"], &line["status"]), (&"a.pdf".into(), &"INTERNAL_ERROR".into()));
        assert_eq!(line["message"], "the reader panicked at src/x.rs:1; please report this");
    }
}
