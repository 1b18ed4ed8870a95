//! Bounds how often things on the pages are compared with each other, so that a page made for that purpose cannot keep the layout
//! busy.
//!
//! All steps share one [`Effort`] and ask [`Effort::spend`] before they compare. Where it refuses, they skip the rest.

use std::cell::Cell;

/// How often things on the pages may still be compared with each other. Once it runs out the rest is no longer looked at, and the
/// layout is not handed out.
#[derive(Debug)]
pub(super) struct Effort {
    limit: usize,
    left: Cell<usize>,
}

impl Effort {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, left: Cell::new(limit) }
    }

    /// Takes so many comparisons. Whether more than that were left: a budget used up to the last one is spent.
    pub(super) fn spend(&self, comparisons: usize) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(comparisons));
        left > comparisons
    }

    /// Takes as many comparisons as `other` has spent.
    pub(super) fn merge(&self, other: &Self) {
        self.spend(other.limit - other.left.get());
    }

    /// Whether none are left.
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }
}
