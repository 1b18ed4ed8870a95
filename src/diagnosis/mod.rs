//! From what was not understood to what is said about it.
//!
//! In go lines that no rule took and fields that are not of their kind, out come [`Diagnostic`](crate::error::diagnostic::Diagnostic)s:
//! [`findings`] gathers them, [`judge`] says of one line how it differs from the known one that is most like it ([`nearest`], by
//! the likeness of [`compare`]), and [`expect`] what the grammars looked for where it stands.

mod compare;
pub(crate) mod expect;
pub(crate) mod findings;
mod judge;
mod nearest;
