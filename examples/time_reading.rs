//! Times the reading of reports by a program that embeds the library and has started: for each path on a line of the standard
//! input it prints the seconds in which the file became JSON.

use std::error::Error;
use std::io::{self, BufRead, Write};
use std::time::Instant;

use zhengxin::Options;

fn main() -> Result<(), Box<dyn Error>> {
    let mut output = io::stdout();
    for path in io::stdin().lock().lines() {
        let path = path?;
        let started = Instant::now();
        let report = zhengxin::parse(std::fs::read(path)?, &Options::default())?;
        let json = serde_json::to_vec(&report)?;
        let seconds = started.elapsed().as_secs_f64();
        drop(json);
        writeln!(output, "{seconds}")?;
        output.flush()?;
    }
    Ok(())
}
