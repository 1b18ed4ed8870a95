//! Limits on the work and memory that a file may ask for: [`Limits`] has one for each kind of work. Most of them are a
//! [`Budget`], which grows with the size of the file.

/// An amount that a file may ask for: a fixed part, and a part that grows with the file.
///
/// ```
/// use zhengxin::Budget;
/// let budget = Budget::fixed(1_000).and_per_byte(2);
/// assert_eq!(budget.of_file(500), 2_000);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Budget {
    fixed: usize,
    per_byte: usize,
}

impl Budget {
    /// The same amount for every file.
    #[must_use]
    pub const fn fixed(amount: usize) -> Self {
        Self { fixed: amount, per_byte: 0 }
    }

    /// The same, and an amount for every byte of the file.
    #[must_use]
    pub const fn and_per_byte(self, amount: usize) -> Self {
        Self { per_byte: amount, ..self }
    }

    /// The amount for a file of so many bytes.
    #[must_use]
    pub const fn of_file(&self, bytes: usize) -> usize {
        self.fixed.saturating_add(self.per_byte.saturating_mul(bytes))
    }
}

/// How much a file may ask for before it is refused with [`crate::ErrorKind::LimitExceeded`].
///
/// A report of a thousand pages stays far below the defaults; a file made to exhaust memory or time does not. The defaults bound
/// both in proportion to the size of the file; `docs/robustness.md` has the measurements.
///
/// ```
/// use zhengxin::{Budget, ErrorKind, Limits, Options};
/// let bytes = std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?;
/// let options = Options::default().limits(Limits::default().marks(Budget::fixed(100)));
/// assert_eq!(zhengxin::parse(&bytes, &options).unwrap_err().kind(), ErrorKind::LimitExceeded);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limits {
    pub(crate) file_bytes: usize,
    pub(crate) objects: Budget,
    pub(crate) decoded_bytes: Budget,
    pub(crate) pages: usize,
    pub(crate) operators: Budget,
    pub(crate) marks: Budget,
    pub(crate) comparisons: Budget,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 1 << 30,
            objects: Budget::fixed(100_000).and_per_byte(1),
            decoded_bytes: Budget::fixed(16 << 20).and_per_byte(64),
            pages: 10_000,
            operators: Budget::fixed(4_000_000).and_per_byte(16),
            marks: Budget::fixed(500_000).and_per_byte(2),
            comparisons: Budget::fixed(50_000_000).and_per_byte(300),
        }
    }
}

impl Limits {
    /// Bytes of a file (default 1 GiB).
    #[must_use]
    pub const fn file_bytes(self, bytes: usize) -> Self {
        Self { file_bytes: bytes, ..self }
    }

    /// Objects that a file may list in its cross references (default 100,000 and one for each byte).
    #[must_use]
    pub const fn objects(self, objects: Budget) -> Self {
        Self { objects, ..self }
    }

    /// Bytes that all streams of a file together may decode to (default 16 MiB and 64 for each byte).
    #[must_use]
    pub const fn decoded_bytes(self, bytes: Budget) -> Self {
        Self { decoded_bytes: bytes, ..self }
    }

    /// Pages of a file (default 10,000).
    #[must_use]
    pub const fn pages(self, pages: usize) -> Self {
        Self { pages, ..self }
    }

    /// Operators of all pages, those of a form XObject counted every time it is painted (default 4,000,000 and 16 for each
    /// byte).
    #[must_use]
    pub const fn operators(self, operators: Budget) -> Self {
        Self { operators, ..self }
    }

    /// Characters, lines, areas and images painted on all pages (default 500,000 and 2 for each byte).
    #[must_use]
    pub const fn marks(self, marks: Budget) -> Self {
        Self { marks, ..self }
    }

    /// How often characters, lines and areas may be compared with each other in looking for tables (default 50,000,000 and 300
    /// for each byte).
    #[must_use]
    pub const fn comparisons(self, comparisons: Budget) -> Self {
        Self { comparisons, ..self }
    }
}
