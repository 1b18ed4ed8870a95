//! The log: one line for each event on standard error, as text for people or as JSON for programs.

use std::io::{self, IsTerminal};

use tracing::level_filters::LevelFilter;

use super::config::{LogFormat, LogLevel};

/// Starts the log of the process.
pub fn start(format: Option<LogFormat>, level: LogLevel) {
    let on_terminal = io::stderr().is_terminal();
    let level = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    let log = tracing_subscriber::fmt().with_max_level(level).with_target(false).with_writer(io::stderr);
    match format.unwrap_or(if on_terminal { LogFormat::Text } else { LogFormat::Json }) {
        LogFormat::Text => log.with_ansi(on_terminal).init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
    }
}
