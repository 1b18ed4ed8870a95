//! Tools for authors of grammars: `check` finds mistakes that show without any report, and `coverage` tells which rules
//! are used by reports.

#[cfg(feature = "schema")]
pub mod check;
pub mod coverage;
mod follow;
