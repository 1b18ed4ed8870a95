//! Parses a report and prints one field: `cargo run --example one_field -- report.pdf`.

use std::error::Error;

use zhengxin::Options;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("which file?")?;
    let report = zhengxin::parse(std::fs::read(path)?, &Options::default())?;
    // What is not printed is not there; what is printed is a text as it is printed.
    match report.credit_header.report_time {
        Some(time) => println!("{}", time.as_str()),
        None => println!("no time is printed"),
    }
    Ok(())
}
