//! Reads many files in threads, and tells of each whether it was read: `cargo run --example many_files -- reports/*.pdf`.
//!
//! A file that is made to kill the reader is an error within [`zhengxin::Limits`]; who wants each file in a process of its own takes
//! `zhengxin batch`.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use zhengxin::Options;

fn main() {
    let files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    // All cores have a file each already.
    let options = Options::default().parallel(false);
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            match std::fs::read(file).map_err(Into::into).and_then(|bytes| read(bytes, &options)) {
                Ok(name) => println!("{}: {name}", file.display()),
                Err(error) => println!("{}: {error}", file.display()),
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
}

fn read(bytes: Vec<u8>, options: &Options) -> Result<String, Box<dyn std::error::Error>> {
    let report = zhengxin::parse(bytes, options)?;
    Ok(report.credit_header.serial_no.map_or_else(|| "no number".to_owned(), |number| number.as_str().to_owned()))
}
