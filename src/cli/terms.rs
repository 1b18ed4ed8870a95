//! The Chinese terms of the fields, taken from the descriptions in the JSON Schema of the report.
//!
//! In goes a JSON pointer, out comes a term: `/creditTransInfoDetail/creditAccount` is 贷记卡账户. All entries of a list
//! have the same terms, so the indices of entries in a pointer do not matter.

use std::collections::BTreeMap;

use serde_json::Value;

/// The terms of all fields, by their JSON pointers without the indices of list entries.
pub struct Terms(BTreeMap<String, String>);

impl Terms {
    /// The terms of the schema.
    pub fn of_schema() -> Self {
        let schema = zhengxin::schema::json_schema();
        let mut terms = BTreeMap::new();
        collect(&schema, &schema, "", &mut terms);
        Self(terms)
    }

    /// The term of the field at a JSON pointer; `None` if the schema has no term for it.
    pub fn of(&self, pointer: &str) -> Option<&str> {
        self.0.get(&without_places(pointer)).map(String::as_str)
    }

    /// The terms of the fields on the way from `outer` down to `pointer`, outermost first. A field without a term is
    /// named by its key.
    pub fn below<'a>(&'a self, outer: &str, pointer: &'a str) -> Vec<&'a str> {
        let ends = pointer.match_indices('/').map(|(at, _)| at).filter(|&at| at > outer.len()).chain([pointer.len()]);
        let steps = ends.map(|end| &pointer[..end]).filter(|step| !is_place(last(step)));
        steps.map(|step| self.of(step).unwrap_or(last(step))).collect()
    }

    /// All terms by their pointers.
    pub fn all(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}

fn last(pointer: &str) -> &str {
    pointer.rsplit('/').next().unwrap_or_default()
}

/// Whether a key of a pointer is the index of a list entry.
fn is_place(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}

/// A pointer without the indices of list entries.
fn without_places(pointer: &str) -> String {
    pointer.split('/').skip(1).filter(|key| !is_place(key)).flat_map(|key| ["/", key]).collect()
}

fn collect(root: &Value, schema: &Value, path: &str, terms: &mut BTreeMap<String, String>) {
    let schema = resolved(root, schema);
    if let Some(items) = schema.get("items") {
        return collect(root, items, path, terms);
    }
    for (key, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let path = format!("{path}/{key}");
        if let Some(description) = field["description"].as_str() {
            // A description begins with the term. What follows, if anything, explains the term.
            let end = description.find([' ', ',', ':']).unwrap_or(description.len());
            terms.insert(path.clone(), description[..end].to_owned());
        }
        collect(root, field, &path, terms);
    }
}

/// The definition that a schema refers to, either by `$ref` itself or by an alternative to `null`; any other schema as
/// it is.
fn resolved<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    let reference = schema.get("$ref").or_else(|| schema["anyOf"].as_array()?.iter().find_map(|any| any.get("$ref")));
    let target = reference.and_then(Value::as_str).and_then(|name| root.pointer(name.strip_prefix('#')?));
    target.unwrap_or(schema)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_the_term_of_the_schema() {
        let terms = Terms::of_schema();
        let pointer = "/creditTransInfoDetail/creditAccount/3/refundRecord/detail/0/month/11/state";
        assert_eq!(terms.of(pointer), Some("状态"));
        assert_eq!(
            terms.below("/creditTransInfoDetail/creditAccount/3", pointer),
            ["还款记录", "明细", "月份", "状态"]
        );
        assert_eq!(terms.of("/creditTransInfoDetail/creditAccount"), Some("贷记卡账户"));
        assert_eq!(terms.below("", "/nowhere/0/new"), ["nowhere", "new"]);
    }
}
