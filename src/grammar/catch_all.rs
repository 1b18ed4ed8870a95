//! The names of the catch-all rules, which take lines that no other rule knows, and of the rule for notes.
//!
//! Because of the catch-all rules, a line that is not understood does not make the parse fail: it becomes a node that
//! the later stages recognize by its name.

/// The names of all catch-all rules begin with this.
pub(crate) const UNKNOWN: &str = "unknown";

/// The catch-all rule for lines inside a record with a caption.
pub(crate) const UNKNOWN_PART: &str = "unknown_part";

/// The catch-all rule for lines outside of every section.
pub(crate) const OUTSIDE: &str = "unknown_line";

/// The rule for the lines of the notes behind the report. It takes them whatever they say.
pub(crate) const NOTES: &str = "note_line";
