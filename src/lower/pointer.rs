//! JSON Pointers (RFC 6901) of leaves, stored so that the leaves of one record share a part.

use std::fmt;
use std::sync::Arc;

/// A JSON Pointer (RFC 6901) in two parts: the pointer of the record, which its leaves share, and the key.
///
/// ```
/// use zhengxin::{grammar, lower, schema::Report, transcript::Transcript};
/// let transcript = Transcript::from_text("个人信用报告\n│报告编号：20220616│报告时间：2022.06.16│\n");
/// let lowered = lower::lower::<Report>(&grammar::parse(&transcript)?, &transcript)?;
/// let pointer = &lowered.leaves[0].pointer;
/// assert_eq!((pointer.record(), pointer.key()), ("/creditHeader", "serialNo"));
/// assert_eq!(pointer.to_string(), "/creditHeader/serialNo");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pointer {
    record: Arc<str>,
    key: Arc<str>,
}

impl Pointer {
    /// The pointer of a path. Its record is shared with the pointer of the leaf before, and its key with the tag, where
    /// they are equal.
    pub(super) fn new(path: &str, before: Option<&Self>, tag: Option<&Arc<str>>) -> Self {
        let (record, key) = path.rsplit_once('/').unwrap_or_default();
        let before = before.filter(|before| &*before.record == record);
        let tag = tag.filter(|tag| &***tag == key);
        Self {
            record: before.map_or_else(|| record.into(), |before| Arc::clone(&before.record)),
            key: tag.map_or_else(|| key.into(), Arc::clone),
        }
    }

    /// The pointer of the record or list that the leaf is in.
    #[must_use]
    pub fn record(&self) -> &str {
        &self.record
    }

    /// Its key or, in a list, its index there.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The bytes of the pointer as a whole.
    pub(crate) fn bytes(&self) -> impl Iterator<Item = u8> {
        self.record.bytes().chain([b'/']).chain(self.key.bytes())
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.record, self.key)
    }
}
