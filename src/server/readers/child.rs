//! The inside of a reader process: files come in on standard input, answers go out on standard output.
//!
//! A file can do no harm outside of the process. The memory of the process is limited, a panic becomes an answer, and
//! anything else that ends the process ends only the reading of that file.

use std::io::{self, BufReader, BufWriter};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;

use zhengxin::ErrorKind;

use super::frame::{Order, Reply, Verdict};
use crate::process::envelope::Envelope;
use crate::process::json::{self, Form};
use crate::process::{confined, frame, grammars, panics};

/// The argument that tells a reader process that it is sent grammars first.
pub const SENT: &str = "--grammars";

/// Reads files until standard input ends. Each may take `memory` bytes at most. If grammars `are_sent`, they come first.
pub fn run(memory: u64, are_sent: bool) -> ExitCode {
    if let Err(error) = confined::limit_memory(memory) {
        eprintln!("zhengxin: a reader cannot start: {error}");
        return ExitCode::FAILURE;
    }
    let panics = panics::without_messages(|place| tracing::error!(place, "panicked"));
    let sent = are_sent.then(|| grammars::of_json(&frame::receive(&mut io::stdin().lock())?)).transpose();
    let grammar = match sent {
        Ok(grammar) => grammar.unwrap_or_default(),
        Err(error) => {
            eprintln!("zhengxin: a reader cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let (sender, orders) = mpsc::channel();
    // This thread waits for the next file even while one is read. So the process ends as soon as the service is gone,
    // whatever it is doing.
    let listener = thread::Builder::new().name("orders".into()).spawn(move || {
        let mut input = BufReader::new(io::stdin().lock());
        while let Ok(Some(order)) = Order::receive(&mut input) {
            if sender.send(order).is_err() {
                break;
            }
        }
        std::process::exit(0);
    });
    if let Err(error) = listener {
        eprintln!("zhengxin: a reader cannot start: {error}");
        return ExitCode::FAILURE;
    }
    let mut output = BufWriter::new(io::stdout().lock());
    for order in orders {
        let reply = guarded(|| grammar.scope(|| read(&order)), || panics.last());
        if reply.send(&mut output).is_err() {
            break;
        }
    }
    ExitCode::SUCCESS
}

fn read(order: &Order) -> Reply {
    match zhengxin::read(&order.file, &order.asked.options()) {
        Ok(reading) => match json::bytes(&Envelope::of(&reading, order.asked), Form::Compact) {
            Ok(payload) => Reply { verdict: Verdict::Read, pages: reading.transcript.page_count(), payload },
            Err(error) => defect(&format!("the result is no JSON: {error}")),
        },
        Err(error) if error.kind() == ErrorKind::Internal => defect(&error.to_string()),
        Err(error) => Reply { verdict: Verdict::Refused, pages: 0, payload: error.to_string().into_bytes() },
    }
}

fn defect(reason: &str) -> Reply {
    Reply { verdict: Verdict::Defect, pages: 0, payload: reason.into() }
}

/// Runs `read`. If it panics, the reply is a defect of the reader, at the place that `place` gives.
fn guarded(read: impl FnOnce() -> Reply, place: impl FnOnce() -> String) -> Reply {
    panic::catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| defect(&format!("the reader panicked at {}", place())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::envelope::Asked;

    #[test]
    fn a_panic_is_an_answer() {
        let reply = guarded(|| panic!("with the text of a report"), || "src/x.rs:1".into());
        assert_eq!(reply, defect("the reader panicked at src/x.rs:1"));
    }

    #[test]
    fn a_file_that_is_no_report_is_refused() {
        let reply = read(&Order { asked: Asked::default(), file: b"hello".to_vec() });
        assert_eq!((reply.verdict, reply.pages), (Verdict::Refused, 0));
        assert!(String::from_utf8_lossy(&reply.payload).starts_with("not a PDF file"));
    }
}
