//! The records of the report and their keys, as the JSON Schema has them.

use serde_json::Value;

/// What a key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target<'s> {
    /// An object, or a list of objects.
    Record(Record<'s>),
    Leaf,
}

/// An object of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record<'s> {
    /// The name of its type.
    pub(super) name: &'s str,
    schema: &'s Value,
    whole: &'s Value,
}

impl<'s> Record<'s> {
    /// The report itself.
    pub(super) fn report(schema: &'s Value) -> Self {
        Self { name: "Report", schema, whole: schema }
    }

    /// What a key of it stands for.
    pub(super) fn key(self, key: &str) -> Option<Target<'s>> {
        self.target(self.schema.get("properties")?.get(key)?)
    }

    /// Its keys.
    pub(super) fn keys(self) -> impl Iterator<Item = (&'s str, Target<'s>)> {
        let keys = self.schema.get("properties").and_then(Value::as_object);
        keys.into_iter().flatten().filter_map(move |(key, value)| Some((key.as_str(), self.target(value)?)))
    }

    /// The description of a key in the schema: its term in the report.
    pub(super) fn description(self, key: &str) -> &'s str {
        let description = self.schema["properties"][key].get("description");
        description.and_then(Value::as_str).unwrap_or_default()
    }

    fn target(self, mut value: &'s Value) -> Option<Target<'s>> {
        let mut record = self;
        loop {
            value = if let Some(name) = value.get("$ref").and_then(Value::as_str) {
                record.name = name.rsplit('/').next().unwrap_or_default();
                self.whole.pointer(name.trim_start_matches('#'))?
            } else if let Some(either) = value.get("anyOf").and_then(Value::as_array) {
                either.first()?
            } else if let Some(items) = value.get("items") {
                items
            } else {
                break;
            };
        }
        let is_record = value.get("properties").is_some();
        Some(if is_record { Target::Record(Self { schema: value, ..record }) } else { Target::Leaf })
    }
}
