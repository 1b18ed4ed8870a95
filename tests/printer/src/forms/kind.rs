//! Kinds of leaves, and the paths that lead to them.

use serde_json::{Map, Value};

/// Where a leaf, object or list stands, seen from the record that is being printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    /// How many records to go up.
    pub(crate) up: usize,
    /// The keys to go down; none for the record itself.
    pub(crate) keys: Vec<String>,
}

impl Path {
    pub(crate) fn parse(text: &str) -> Self {
        let keys = text.trim_start_matches('^');
        let up = text.len() - keys.len();
        Self { up, keys: keys.split('.').filter(|key| !key.is_empty()).map(str::to_owned).collect() }
    }

    /// What stands there, seen from the last of the records that lie in each other.
    pub(crate) fn find<'a>(&self, scope: &[&'a Value]) -> Option<&'a Value> {
        let record = scope.get(scope.len().checked_sub(self.up + 1)?)?;
        self.keys.iter().try_fold(*record, |value, key| value.get(key))
    }

    /// Where it stands in a record, with the objects on the way there.
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
    /// What is drawn, by the name of a kind of value or of a list of words. A leaf has one such part at most.
    Drawn { name: String, format: Option<String> },
    /// Another leaf.
    Leaf { path: Path, format: Option<String> },
}

impl Kind {
    /// What is drawn for it, if anything.
    pub(crate) fn drawn(&self) -> Option<&str> {
        self.0.iter().find_map(|part| match part {
            Part::Drawn { name, .. } => Some(name.as_str()),
            _ => None,
        })
    }

    /// Whether other leaves are a part of it.
    pub(crate) fn depends(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Leaf { .. }))
    }

    /// The leaf of which `drawn` was drawn, in the record with that number.
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

/// Sets a date given as `2022.10.28` (or the beginning of that) in a format: `YYYY年MM月DD日`. A time, if there is to be one,
/// is always the same.
pub(crate) fn set_date(date: &str, format: &str) -> String {
    let mut parts = date.split('.');
    let mut part = || parts.next().unwrap_or_default();
    let (year, month, day) = (part(), part(), part());
    let times = format.replace("HH", "09").replace("NN", "16").replace("SS", "07");
    times.replace("YYYY", year).replace("MM", month).replace("DD", day)
}
