//! The command line tool.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod cli;
mod process;
#[cfg(feature = "server")]
mod server;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
