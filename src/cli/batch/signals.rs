//! The signals that end a batch: SIGINT, which Ctrl-C sends, and SIGTERM.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// The exit status of a process that a signal ends is this plus the number of the signal.
pub const SIGNALLED: u8 = 128;

/// The signal that came, if any. The first one ends the batch when the files in hand are read, the next one at once.
pub struct Signals(Arc<AtomicUsize>);

impl Signals {
    /// Catches the signals from now on.
    pub fn caught() -> io::Result<Self> {
        let (is_second, number) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        for signal in [SIGINT, SIGTERM] {
            flag::register_conditional_shutdown(signal, i32::from(SIGNALLED) + signal, Arc::clone(&is_second))?;
            flag::register(signal, Arc::clone(&is_second))?;
            flag::register_usize(signal, Arc::clone(&number), signal.unsigned_abs() as usize)?;
        }
        Ok(Self(number))
    }

    /// The number of the signal that came, if one did.
    pub fn number(&self) -> Option<u8> {
        u8::try_from(self.0.load(Ordering::Relaxed)).ok().filter(|&number| number > 0)
    }
}
