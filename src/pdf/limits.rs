//! How deep and how long single things in a file may be, whatever [`crate::Limits`] say. Real reports stay far below; a file
//! made to exhaust memory or time does not, and is refused with [`crate::ErrorKind::LimitExceeded`].

/// Arrays and dictionaries inside each other.
pub(super) const MAX_OBJECT_DEPTH: usize = 64;

/// Depth of the page tree.
pub(super) const MAX_PAGE_TREE_DEPTH: usize = 64;

/// Elements of the structure tree from a piece of content up to its table. What is deeper is in none.
pub(super) const MAX_STRUCTURE_DEPTH: usize = 64;

/// Kids of an element of the structure tree among which a piece of content is looked for. It is not there if it comes after them.
pub(super) const MAX_STRUCTURE_KIDS: usize = 1_024;

/// Depth of a number tree. What is deeper is not there.
pub(super) const MAX_NUMBER_TREE_DEPTH: usize = 16;

/// Form XObjects inside each other.
pub(super) const MAX_FORM_DEPTH: usize = 16;

/// Saved graphics states.
pub(super) const MAX_STATE_DEPTH: usize = 4_096;

/// References that lead to references.
pub(super) const MAX_REFERENCE_CHAIN: usize = 16;

/// Points of the current path.
pub(super) const MAX_PATH_POINTS: usize = 1_000_000;

/// CMaps and colour spaces that are made of others.
pub(super) const MAX_NESTING: usize = 8;

/// Codespace ranges of a CMap.
pub(super) const MAX_CODESPACES: usize = 256;

/// Operands of one operator: strings and offsets of a `TJ`.
pub(super) const MAX_OPERANDS: usize = 100_000;

/// Bytes of an ActualText that is looked at.
pub(super) const MAX_ACTUAL_TEXT: usize = 4_096;
