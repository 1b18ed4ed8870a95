//! Time and memory that files and transcripts take that were made to exhaust both: `cargo bench --bench hostile`.
//!
//! `cargo bench --bench hostile -- --size BYTES` makes them of another size than a million bytes; a further argument runs
//! those alone that have it in their name. As a test (`cargo test --bench hostile`) they are small.

#[path = "../tests/hostile/mod.rs"]
mod input;

use std::env;
use std::time::Duration;

use input::{files, transcripts};
use peak_alloc::PeakAlloc;
use rustix::time::{ClockId, clock_gettime};
use zhengxin::transcript::Transcript;
use zhengxin::{Error, Options, Reading};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Sizes with and without measuring.
const SIZE: usize = 1_000_000;
const TEST_SIZE: usize = 4_000;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let is_measured = env::args().any(|argument| argument == "--bench");
    let size = match arguments.iter().position(|argument| argument == "--size") {
        Some(at) => arguments.get(at + 1).and_then(|size| size.parse().ok()).expect("--size BYTES"),
        None if is_measured => SIZE,
        None => TEST_SIZE,
    };
    let wanted = arguments.iter().find(|argument| argument.parse::<usize>().is_err() && !argument.starts_with("--"));
    let is_wanted = |name: &str| wanted.is_none_or(|wanted| name.contains(wanted.as_str()));
    println!("{:<50} {:>9} {:>8} {:>8}  answer", "input", "bytes", "CPU ms", "peak MB");
    let strict = Options::default();
    let any = Options::default().classify(false).lenient(true);
    let lenient = Options::default().lenient(true);
    for file in
        if wanted.is_some_and(|wanted| wanted.starts_with("transcripts")) { Vec::new() } else { files::all(size) }
    {
        let name = format!("{}: {}", file.class, file.name);
        if is_wanted(&name) {
            measure(&name, file.bytes.len(), || zhengxin::read(&file.bytes, &any));
        }
    }
    for (name, text) in transcripts::all(size) {
        for (mode, options) in [("strict", &strict), ("lenient", &lenient)] {
            let name = format!("transcripts: {name}, {mode}");
            if is_wanted(&name) {
                measure(&name, text.len(), || Reading::of_transcript(Transcript::from_text(&text), options));
            }
        }
    }
}

/// Runs `read`, and prints what it took.
fn measure(name: &str, bytes: usize, read: impl FnOnce() -> Result<Reading, Error>) {
    let held = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let started = cpu_time();
    let answer = read();
    let time = cpu_time() - started;
    let peak = (ALLOCATOR.peak_usage() - held) as f64 / f64::from(1 << 20);
    let answer = match answer {
        Ok(reading) if reading.is_partial() => format!("a partial report, {} problems", reading.problems.len()),
        Ok(_) => "a report".to_owned(),
        Err(error) => format!("{:?}", error.kind()),
    };
    println!("{name:<50} {bytes:>9} {:>8.1} {peak:>8.1}  {answer}", time.as_secs_f64() * 1_000.0);
}

fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}
