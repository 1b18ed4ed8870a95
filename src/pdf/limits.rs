//! Fixed bounds on how deep the parts of a file may nest and how long single parts may be, whatever [`crate::Limits`] say.
//!
//! Real reports stay far below. A file that exceeds a bound is refused with [`crate::ErrorKind::LimitExceeded`], or the part
//! beyond the bound counts as not there.

/// Arrays and dictionaries inside each other.
pub(super) const MAX_OBJECT_DEPTH: usize = 64;

/// Depth of the page tree.
pub(super) const MAX_PAGE_TREE_DEPTH: usize = 64;

/// Elements of the structure tree from a piece of content up to its table. Content that is deeper counts as in no table.
pub(super) const MAX_STRUCTURE_DEPTH: usize = 64;

/// Kids of an element of the structure tree among which a piece of content is looked for. Further kids are not looked at.
pub(super) const MAX_STRUCTURE_KIDS: usize = 1_024;

/// Depth of a number tree. Keys that are deeper are not found.
pub(super) const MAX_NUMBER_TREE_DEPTH: usize = 16;

/// Form XObjects inside each other.
pub(super) const MAX_FORM_DEPTH: usize = 16;

/// Saved graphics states.
pub(super) const MAX_STATE_DEPTH: usize = 4_096;

/// References that lead to references.
pub(super) const MAX_REFERENCE_CHAIN: usize = 16;

/// Points of the current path.
pub(super) const MAX_PATH_POINTS: usize = 1_000_000;

/// Levels of CMaps, colour spaces and form fields that build on one another, and steps through a role map.
pub(super) const MAX_NESTING: usize = 8;

/// Codespace ranges of a CMap.
pub(super) const MAX_CODESPACES: usize = 256;

/// Operands of one operator: strings and offsets of a `TJ`.
pub(super) const MAX_OPERANDS: usize = 100_000;

/// Bytes of an ActualText. A longer one is ignored.
pub(super) const MAX_ACTUAL_TEXT: usize = 4_096;
