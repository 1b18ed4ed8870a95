//! What the processes have in common that read files for another one, for a batch or for the service.

use std::io;
use std::path::PathBuf;

/// Bytes that such a process needs before it has read anything: its program, the predefined CMaps, two stacks.
#[cfg(unix)]
const OWN_MEMORY: u64 = 96 << 20;

/// Bounds the memory of this process by what it needs itself and `memory` bytes for a file.
#[cfg(unix)]
pub fn limit_memory(memory: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let bound = Some(memory.saturating_add(OWN_MEMORY));
    setrlimit(Resource::As, Rlimit { current: bound, maximum: bound })
        .map_err(|error| io::Error::other(format!("its memory cannot be limited to {memory} bytes: {error}")))
}

/// Nothing bounds the memory of a process here.
#[cfg(not(unix))]
pub fn limit_memory(_: u64) -> io::Result<()> {
    Ok(())
}

/// This program, to be started as another process.
pub fn program() -> io::Result<PathBuf> {
    // On Linux this is the running program even when its file has been replaced by a newer one.
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() { Ok(running) } else { std::env::current_exe() }
}
