//! Ctrl-C.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// The exit status of what a signal ends is this and its number.
pub const SIGNALLED: u8 = 128;

/// The signals that end a batch: the first one when the files in hand are read, the next one at once.
pub struct Signals(Arc<AtomicUsize>);

impl Signals {
    /// From now on they are caught.
    pub fn caught() -> io::Result<Self> {
        let (is_second, number) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        for signal in [SIGINT, SIGTERM] {
            flag::register_conditional_shutdown(signal, i32::from(SIGNALLED) + signal, Arc::clone(&is_second))?;
            flag::register(signal, Arc::clone(&is_second))?;
            flag::register_usize(signal, Arc::clone(&number), signal.unsigned_abs() as usize)?;
        }
        Ok(Self(number))
    }

    /// The number of the signal that came.
    pub fn number(&self) -> Option<u8> {
        u8::try_from(self.0.load(Ordering::Relaxed)).ok().filter(|&number| number > 0)
    }
}
