//! Panics without their messages: a message may quote the text of a report, and nothing of a report goes to a log.

use std::panic;
use std::sync::{Arc, Mutex, PoisonError};

/// Where the process panicked last.
#[derive(Clone)]
pub struct Panics(Arc<Mutex<String>>);

impl Panics {
    /// The source file and line of the last panic.
    pub fn last(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// From now on a panic leaves its place behind, and nothing else; `tell` is called with it.
pub fn without_messages(tell: impl Fn(&str) + Send + Sync + 'static) -> Panics {
    let last = Panics(Arc::default());
    let panics = last.clone();
    panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map_or_else(|| "an unknown place".into(), ToString::to_string);
        tell(&place);
        *panics.0.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
    last
}
