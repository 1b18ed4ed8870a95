//! The kinds of leaves (what a leaf is put together from), and paths to leaves.

use serde_json::{Map, Value};

/// The path to a leaf, object or list from the record that is being printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    /// How many records to go up.
    pub(crate) up: usize,
    /// The keys to go down; empty for the record itself.
    pub(crate) keys: Vec<String>,
}

impl Path {
    pub(crate) fn parse(text: &str) -> Self {
        let keys = text.trim_start_matches('^');
        let up = text.len() - keys.len();
        Self { up, keys: keys.split('.').filter(|key| !key.is_empty()).map(str::to_owned).collect() }
    }

    /// The value at the path. `scope` has the records around, the innermost last.
    pub(crate) fn find<'a>(&self, scope: &[&'a Value]) -> Option<&'a Value> {
        let record = scope.get(scope.len().checked_sub(self.up + 1)?)?;
        self.keys.iter().try_fold(*record, |value, key| value.get(key))
    }

    /// The object in a record that the path leads to, and the last key. Objects on the way are made if they are
    /// missing.
    pub(crate) fn entry<'a>(&self, record: &'a mut Map<String, Value>) -> (&'a mut Map<String, Value>, &str) {
        let (last, objects) = self.keys.split_last().expect("what is written has a key");
        let inner = objects.iter().fold(record, |record, key| {
            let object = record.entry(key).or_insert_with(|| Value::Object(Map::new()));
            object.as_object_mut().expect("a path leads through objects")
        });
        (inner, last)
    }
}

/// What a leaf is put together from.
#[derive(Debug, Clone)]
pub(crate) struct Kind(pub(crate) Vec<Part>);

/// A part of a leaf.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// A text that is always the same.
    Text(String),
    /// The number of the record, from 1.
    Number,
    /// A drawn value, by the name of its kind or of a list of words. A leaf has at most one such part.
    Drawn { name: String, format: Option<String> },
    /// Another leaf.
    Leaf { path: Path, format: Option<String> },
}

impl Kind {
    /// The name of what is to be drawn for it, if anything is.
    pub(crate) fn drawn(&self) -> Option<&str> {
        self.0.iter().find_map(|part| match part {
            Part::Drawn { name, .. } => Some(name.as_str()),
            _ => None,
        })
    }

    /// Whether another leaf is a part of it.
    pub(crate) fn depends(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Leaf { .. }))
    }

    /// The text of the leaf for which `drawn` was drawn, in the record with this number.
    pub(crate) fn compose(&self, drawn: &str, number: usize, scope: &[&Value]) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Number => number.to_string(),
            Part::Drawn { format: None, .. } => drawn.to_owned(),
            Part::Drawn { format: Some(format), .. } => set_date(drawn, format),
            Part::Leaf { path, format } => {
                let leaf = path.find(scope).and_then(Value::as_str).expect("a leaf that is drawn before");
                format.as_ref().map_or_else(|| leaf.to_owned(), |format| set_date(leaf, format))
            }
        };
        self.0.iter().map(part).collect()
    }
}

/// Writes a date like `2022.10.28`, or the beginning of one, in a format like `YYYY年MM月DD日`. If the format has a
/// time, it is always the same one.
pub(crate) fn set_date(date: &str, format: &str) -> String {
    let mut parts = date.split('.');
    let mut part = || parts.next().unwrap_or_default();
    let (year, month, day) = (part(), part(), part());
    let times = format.replace("HH", "09").replace("NN", "16").replace("SS", "07");
    times.replace("YYYY", year).replace("MM", month).replace("DD", day)
}
