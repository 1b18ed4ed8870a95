//! Starts and confines the processes that read files for another process, for a batch or for the service.
//!
//! [`program`] is the program to start them with. Each of them calls [`limit_memory`] before it reads anything.

use std::io;
use std::path::PathBuf;

/// Bytes that such a process needs for itself, before it reads a file: for the program, the predefined CMaps, two
/// stacks.
#[cfg(unix)]
const OWN_MEMORY: u64 = 96 << 20;

/// Limits the address space of this process to what it needs for itself and `memory` bytes for a file.
#[cfg(unix)]
pub fn limit_memory(memory: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let bound = Some(memory.saturating_add(OWN_MEMORY));
    setrlimit(Resource::As, Rlimit { current: bound, maximum: bound })
        .map_err(|error| io::Error::other(format!("its memory cannot be limited to {memory} bytes: {error}")))
}

/// Does nothing: memory is limited on Unix only.
#[cfg(not(unix))]
pub fn limit_memory(_: u64) -> io::Result<()> {
    Ok(())
}

/// The path of this program, to start it as another process.
pub fn program() -> io::Result<PathBuf> {
    // On Linux this is the running program, even if its file was replaced by a newer one.
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() { Ok(running) } else { std::env::current_exe() }
}
