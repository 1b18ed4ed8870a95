//! What the commands and the service have in common: processes that read reports for another one, and what they answer.

pub mod confined;
pub mod envelope;
pub mod json;
pub mod panics;
