//! Compares the leaves of two JSON values, pointer by pointer. In go the stored JSON and the JSON that is read now, out
//! come the leaves that differ.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;
use zhengxin::{Report, mask};

use crate::cli::terms::Terms;

/// A leaf in which what is read differs from what is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Its JSON pointer (RFC 6901).
    pub pointer: String,
    /// What is stored; `None` where the leaf is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stored: Option<String>,
    /// What is read; `None` where the leaf is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<String>,
}

/// What stands for a text that may be personal.
const HIDDEN: &str = "***";

/// The leaves that differ: first those that are stored, in their order, then those that are new. An empty list or
/// object is a leaf, too.
pub fn differences(stored: &Value, read: &Value) -> Vec<Difference> {
    let [stored, read] = [stored, read].map(leaves);
    let [was, is] = [&stored, &read].map(|leaves| leaves.iter().cloned().collect::<HashMap<_, _>>());
    let difference = |pointer: &String| Difference {
        pointer: pointer.clone(),
        stored: was.get(pointer).map(|leaf| text(leaf)),
        read: is.get(pointer).map(|leaf| text(leaf)),
    };
    let of_stored = stored.iter().filter(|(pointer, leaf)| is.get(pointer) != Some(leaf));
    let of_read = read.iter().filter(|(pointer, _)| !was.contains_key(pointer));
    of_stored.chain(of_read).map(|(pointer, _)| difference(pointer)).collect()
}

/// The same differences with masked texts. If the stored JSON is not that of a report, all texts are hidden. A pointer
/// that the schema has no field for is hidden, too, because its keys may be personal.
pub fn masked(differences: Vec<Difference>, stored: &Value, read: &Report) -> Vec<Difference> {
    let both = serde_json::from_value::<Report>(stored.clone()).ok().map(|stored| mask::both(&stored, read));
    let shown = both.and_then(|(stored, read)| serde_json::to_value(stored).ok().zip(serde_json::to_value(read).ok()));
    let terms = Terms::of_schema();
    let of = |value: Option<&Value>, pointer: &str| {
        value.and_then(|value| value.pointer(pointer)).map_or_else(|| HIDDEN.to_owned(), text)
    };
    let mask = |Difference { pointer, stored, read }: Difference| Difference {
        stored: stored.map(|_| of(shown.as_ref().map(|shown| &shown.0), &pointer)),
        read: read.map(|_| of(shown.as_ref().map(|shown| &shown.1), &pointer)),
        pointer: if terms.of(&pointer).is_some() { pointer } else { HIDDEN.to_owned() },
    };
    differences.into_iter().map(mask).collect()
}

fn text(leaf: &Value) -> String {
    leaf.as_str().map_or_else(|| leaf.to_string(), str::to_owned)
}

/// The leaves of a value with their pointers.
fn leaves(value: &Value) -> Vec<(String, &Value)> {
    fn collect<'v>(value: &'v Value, pointer: &str, leaves: &mut Vec<(String, &'v Value)>) {
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                for (key, field) in fields {
                    let key = key.replace('~', "~0").replace('/', "~1");
                    collect(field, &format!("{pointer}/{key}"), leaves);
                }
            }
            Value::Array(items) if !items.is_empty() => {
                for (index, item) in items.iter().enumerate() {
                    collect(item, &format!("{pointer}/{index}"), leaves);
                }
            }
            leaf => leaves.push((pointer.to_owned(), leaf)),
        }
    }
    let mut found = Vec::new();
    collect(value, "", &mut found);
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn leaves_are_compared_place_by_place() {
        let stored = json!({ "a": "1", "b": [], "c": [{ "d": "2" }, { "d": "3" }], "e/f": "4", "g": "[]" });
        let read = json!({ "c": [{ "d": "2" }], "a": "x", "b": ["5"], "g": [], "h": null });
        let told: Vec<_> = differences(&stored, &read)
            .into_iter()
            .map(|leaf| format!("{} {:?} {:?}", leaf.pointer, leaf.stored, leaf.read))
            .collect();
        assert_eq!(
            told,
            [
                "/a Some(\"1\") Some(\"x\")",
                "/b Some(\"[]\") None",
                "/c/1/d Some(\"3\") None",
                "/e~1f Some(\"4\") None",
                "/g Some(\"[]\") Some(\"[]\")",
                "/b/0 None Some(\"5\")",
                "/h None Some(\"null\")",
            ]
        );
        assert_eq!(differences(&stored, &stored), []);
    }

    #[test]
    fn what_may_be_personal_is_not_told() {
        let report = |name: &str| json!({ "creditHeader": { "whoWasChecked": name, "idType": "身份证" } });
        let read: Report = serde_json::from_value(report("严秀雨")).expect("a report");
        let told = |stored: &Value| {
            let differences = differences(stored, &report("严秀雨"));
            serde_json::to_string(&masked(differences, stored, &read)).expect("JSON")
        };
        assert_eq!(
            told(&report("王小明")),
            r#"[{"pointer":"/creditHeader/whoWasChecked","stored":"某某甲","read":"某某乙"}]"#
        );
        let foreign = told(&json!({ "王小明": "王小明", "creditHeader": { "whoWasChecked": "王小明" } }));
        assert!(!foreign.contains("王小明") && foreign.contains(HIDDEN), "{foreign}");
    }
}
