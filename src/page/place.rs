//! Where a character is printed: a page and a box on it.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::geometry::Rect;

/// The page and the box of a character.
///
/// As JSON: `{"page": 1, "box": [left, top, right, bottom]}`, in points, rounded to hundredths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Number of the page, from 1.
    pub page: u32,
    /// Its box in page space.
    pub bounds: Rect,
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Rect { left, top, right, bottom } = self.bounds;
        let rounded = [left, top, right, bottom].map(|edge| (f64::from(edge) * 100.0).round() / 100.0);
        let mut place = serializer.serialize_struct("Place", 2)?;
        place.serialize_field("page", &self.page)?;
        place.serialize_field("box", &rounded)?;
        place.end()
    }
}
