//! What the commands and the service have in common: confined processes that read reports for another process, panics
//! without their messages, JSON, and the envelope of an answer.

pub mod confined;
pub mod envelope;
pub mod json;
pub mod panics;
