//! Tools for those who write grammars: what is wrong with them, and what of them reports exercise.

#[cfg(feature = "schema")]
pub mod check;
pub mod coverage;
mod follow;
