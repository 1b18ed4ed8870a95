//! Diagnoses: explains what was not understood, as [`Diagnostic`](crate::error::diagnostic::Diagnostic)s.
//!
//! In go lines that no rule took, and fields that are not of their kind. [`findings`] puts lines with one cause into
//! one finding. [`judge`] says how a line differs from the known line that is most like it: [`nearest`] finds that
//! line, and [`compare`] measures the likeness. [`expect`] says what the grammars looked for at the line.

mod compare;
pub(crate) mod expect;
pub(crate) mod findings;
mod judge;
mod nearest;

#[cfg(feature = "suggest")]
pub(crate) use self::judge::{are_values, cells};
