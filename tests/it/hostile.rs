//! Files that are meant to kill the reader. On a small stack, each must be answered with a report or an error, and
//! never with a panic.

#[path = "../hostile/mod.rs"]
mod input;

use std::fmt::Write as _;
use std::fs;
use std::thread;

use proptest::prelude::*;
use zhengxin::transcript::Transcript;
use zhengxin::{Error, ErrorKind, Options, Reading};

pub use self::input::assembly;
use self::input::{files, transcripts};
use crate::corpus::files as fixtures;

/// The size of the hostile files here, in bytes. `cargo bench --bench hostile` measures large ones.
const SIZE: usize = 12_000;

/// The size of the stack on which everything must be read, in bytes: half of what Rust gives a thread.
const STACK: usize = 1 << 20;

fn on_a_small_stack<T: Send + 'static>(read: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = thread::Builder::new().stack_size(STACK).spawn(read).expect("a thread can be started");
    thread.join().unwrap_or_else(|_| panic!("it panicked, or its stack was too small"))
}

fn answer(reading: &Result<Reading, Error>) -> String {
    match reading {
        Ok(reading) if reading.is_partial() => format!("a partial report, {} problems", reading.problems.len()),
        Ok(_) => "a report".to_owned(),
        Err(error) => format!("{:?}", error.kind()),
    }
}

fn in_folder() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots/hostile");
    settings.set_prepend_module_to_snapshot(false);
    settings
}

/// The answers to the hostile files are those of the snapshot, in the build profile of the tests as in any other.
#[test]
fn hostile_files_are_answered() {
    let files = files::all(SIZE);
    let mut answers = String::new();
    for file in files {
        let reading =
            on_a_small_stack(move || zhengxin::read(&file.bytes, &Options::default().classify(false).lenient(true)));
        let _ = writeln!(answers, "{}: {}: {}", file.class, file.name, answer(&reading));
    }
    assert!(!answers.contains("Internal"), "{answers}");
    in_folder().bind(|| insta::assert_snapshot!("files", answers));
}

#[test]
fn hostile_transcripts_are_answered() {
    let mut answers = String::new();
    for (name, text) in transcripts::all(SIZE) {
        for lenient in [false, true] {
            let text = text.clone();
            let reading = on_a_small_stack(move || {
                Reading::of_transcript(Transcript::from_text(&text), &Options::default().lenient(lenient))
            });
            let mode = if lenient { "lenient" } else { "strict" };
            let _ = writeln!(answers, "{name}, {mode}: {}", answer(&reading));
        }
    }
    assert!(!answers.contains("Internal"), "{answers}");
    in_folder().bind(|| insta::assert_snapshot!("transcripts", answers));
}

/// A change to the bytes of a file.
#[derive(Debug, Clone)]
enum Mutation {
    Flip { at: prop::sample::Index, bits: u8 },
    Replace { at: prop::sample::Index, with: Vec<u8> },
    Remove { at: prop::sample::Index, length: usize },
    Repeat { from: prop::sample::Index, length: usize, at: prop::sample::Index },
    CutOff { at: prop::sample::Index },
}

fn mutation() -> impl Strategy<Value = Mutation> {
    // Pieces of PDF syntax do more damage than random bytes.
    let words: Vec<&'static [u8]> = vec![
        b"0",
        b"-1",
        b"99999999999",
        b"1e9",
        b"endobj",
        b"endstream",
        b"stream\n",
        b" 0 R",
        b"<<",
        b">>",
        b"[",
        b"]",
        b"/",
        b"(",
        b")",
        b"%",
        b"trailer",
        b"xref",
        b"startxref",
        b"/Length",
        b"/Kids",
        b"/Filter",
        b"null",
        b"\0",
        b" ",
    ];
    let index = any::<prop::sample::Index>;
    prop_oneof![
        4 => (index(), 1..=255_u8).prop_map(|(at, bits)| Mutation::Flip { at, bits }),
        4 => (index(), prop::sample::select(words)).prop_map(|(at, word)| Mutation::Replace { at, with: word.to_vec() }),
        2 => (index(), 1_usize..2_000).prop_map(|(at, length)| Mutation::Remove { at, length }),
        2 => (index(), 1_usize..2_000, index()).prop_map(|(from, length, at)| Mutation::Repeat { from, length, at }),
        1 => index().prop_map(|at| Mutation::CutOff { at }),
    ]
}

impl Mutation {
    fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let length = bytes.len();
        match self {
            Self::Flip { at, bits } => bytes[at.index(length)] ^= bits,
            Self::Replace { at, with } => {
                let start = at.index(length);
                let end = (start + with.len()).min(length);
                bytes.splice(start..end, with.iter().copied());
            }
            Self::Remove { at, length: removed } => {
                let start = at.index(length);
                bytes.drain(start..(start + removed).min(length));
            }
            Self::Repeat { from, length: repeated, at } => {
                let start = from.index(length);
                let piece = bytes[start..(start + repeated).min(length)].to_vec();
                let at = at.index(length);
                bytes.splice(at..at, piece);
            }
            Self::CutOff { at } => bytes.truncate(at.index(length)),
        }
    }
}

/// Short files of every kind.
fn samples() -> Vec<Vec<u8>> {
    const LONGEST: usize = 60_000;
    let mut samples: Vec<Vec<u8>> = ["reports", "prints", "reader", "refused"]
        .iter()
        .flat_map(|folder| fixtures(folder, "pdf"))
        .map(|path| fs::read(path).expect("the fixture can be read"))
        .filter(|bytes| bytes.len() <= LONGEST)
        .collect();
    samples.extend(files::all(400).into_iter().map(|file| file.bytes));
    samples
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 200, ..ProptestConfig::default() })]

    /// However a file is damaged, it is read or refused. If it is read strictly, a lenient reading gives the same.
    #[test]
    fn damaged_files_are_answered(
        sample in any::<prop::sample::Index>(),
        mutations in prop::collection::vec(mutation(), 1..6),
    ) {
        static SAMPLES: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();
        let mut bytes = sample.get(SAMPLES.get_or_init(samples)).clone();
        mutations.iter().for_each(|mutation| mutation.apply(&mut bytes));
        let (strict, lenient) = on_a_small_stack(move || {
            let read = |lenient| zhengxin::read(&bytes, &Options::default().lenient(lenient));
            (read(false), read(true))
        });
        for reading in [&strict, &lenient] {
            prop_assert!(reading.as_ref().err().is_none_or(|error| error.kind() != ErrorKind::Internal), "{:?}", reading.as_ref().err());
        }
        if let Ok(strict) = strict {
            let lenient = lenient.expect("what is whole is not too broken");
            prop_assert!(!lenient.is_partial());
            prop_assert_eq!(strict.report, lenient.report);
        }
    }
}
