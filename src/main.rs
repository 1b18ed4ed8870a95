//! The program `zhengxin`: the command line, and with the feature `server` the service.
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
