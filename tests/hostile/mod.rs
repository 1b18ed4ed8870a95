//! Input made to exhaust time, memory or the stack of a reader, for the test that it is answered and the bench that measures it.

#[allow(dead_code, reason = "other users need other parts")]
pub mod assembly;
mod contents;
pub mod files;
mod marks;
pub mod transcripts;
