//! Bounds the work on pages made to keep the comparisons of the layout busy.

use std::cell::Cell;

/// How often the things on all pages may still be compared with each other. Where it runs out, what is left is no longer
/// looked at, and the layout is not handed out.
#[derive(Debug)]
pub(super) struct Effort {
    limit: usize,
    left: Cell<usize>,
}

impl Effort {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, left: Cell::new(limit) }
    }

    /// Takes so many comparisons; whether there were as many left.
    pub(super) fn spend(&self, comparisons: usize) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(comparisons));
        left > comparisons
    }

    /// Takes what was spent elsewhere.
    pub(super) fn merge(&self, other: &Self) {
        self.spend(other.limit - other.left.get());
    }

    /// Whether none are left.
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }
}
