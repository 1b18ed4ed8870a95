//! How much work a file may ask for. Real reports stay far below; a file made to exhaust memory or
//! time does not, and is refused with [`crate::ErrorKind::LimitExceeded`].

/// Bytes that all streams of a file together may decode to.
pub(super) const MAX_DECODED_BYTES: usize = 256 << 20;

/// Pages of a file.
pub(super) const MAX_PAGES: usize = 5_000;

/// Depth of the page tree.
pub(super) const MAX_PAGE_TREE_DEPTH: usize = 64;

/// Glyphs, rulings, fills and images of a file together.
pub(super) const MAX_MARKS: usize = 2_000_000;

/// Operators of a file, those of form XObjects counted every time they are painted.
pub(super) const MAX_OPERATORS: usize = 20_000_000;

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

/// Operands of one operator: strings and offsets of a `TJ`.
pub(super) const MAX_OPERANDS: usize = 100_000;

/// Bytes of an ActualText that is looked at.
pub(super) const MAX_ACTUAL_TEXT: usize = 4_096;
