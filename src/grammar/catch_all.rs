//! The rules that take what no other rule knows, by their names.

/// Rules whose name begins so take what no other rule knows.
pub(crate) const UNKNOWN: &str = "unknown";

/// The one of them that takes what stands in a record with a caption.
pub(crate) const UNKNOWN_PART: &str = "unknown_part";

/// The one of them that takes what stands outside of every section.
pub(crate) const OUTSIDE: &str = "unknown_line";

/// The rule that takes the lines behind the report, whatever they say.
pub(crate) const NOTES: &str = "note_line";
