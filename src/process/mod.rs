//! What the commands and the service have in common: confined processes that read reports for another process, the
//! blocks of bytes and the grammars that are sent to these, panics without their messages, JSON, and the envelope of an answer.

pub mod confined;
pub mod envelope;
pub mod frame;
pub mod grammars;
pub mod json;
pub mod panics;
