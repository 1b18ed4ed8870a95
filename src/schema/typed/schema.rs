//! Makes the JSON Schema of the typed view: the schema of the plain JSON, with other definitions of the kinds of
//! leaves.

use serde_json::{Value, json};

/// A date as far as it is printed, perhaps with a time.
const DATE: &str = r"^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?)?)?)?$";

/// A decimal number that is no whole number.
const DECIMAL: &str = r"^-?\d+\.\d+$";

/// The JSON Schema (2020-12) of the typed view.
///
/// ```
/// let schema = zhengxin::typed::json_schema();
/// assert_eq!(schema["$defs"]["Count"]["anyOf"][0]["type"], "integer");
/// ```
#[must_use]
pub fn json_schema() -> Value {
    let mut schema = crate::schema::json_schema();
    schema["title"] = json!("TypedReport");
    for (kind, typed) in kinds() {
        schema["$defs"][kind] = typed;
    }
    schema
}

fn kinds() -> [(&'static str, Value); 8] {
    let text = |description: &str| object(description, &[("text", json!({ "type": "string" }))]);
    let untyped = text("A text that has no typed form.");
    let number = json!({ "anyOf": [
        { "type": "integer" },
        { "type": "string", "pattern": DECIMAL, "description": "With a fraction, as exact as it is printed." },
    ] });
    let date = |description: &str| {
        json!({ "description": description, "anyOf": [
            { "type": "string", "pattern": DATE },
            object("No end.", &[("openEnded", json!({ "const": true }))]),
            object("A day of every month.", &[("dayOfMonth", json!({ "type": "integer", "minimum": 1, "maximum": 31 }))]),
            untyped,
            { "type": "null" },
        ] })
    };
    let code = object(
        "A word, and its official code where it is known.",
        &[("text", json!({ "type": "string" })), ("code", json!({ "type": ["string", "null"] }))],
    );
    let percentage = object(
        "A share in per cent, perhaps a bound of it.",
        &[("bound", json!({ "enum": [null, "<", "<=", ">", ">="] })), ("percent", number.clone())],
    );
    [
        ("Text", json!({ "type": ["string", "null"], "description": "Free text." })),
        ("Code", json!({ "description": "A word of a dictionary.", "anyOf": [code, { "type": "null" }] })),
        ("Amount", json!({ "description": "An amount of money.", "anyOf": [number, untyped, { "type": "null" }] })),
        (
            "Count",
            json!({ "description": "A number of things.", "anyOf": [{ "type": "integer" }, untyped, { "type": "null" }] }),
        ),
        ("Date", date("A day, also with a time, or a month or year where that is all that is printed.")),
        ("Month", date("A month.")),
        ("TitleMonth", date("A month.")),
        ("Percentage", json!({ "description": "A share.", "anyOf": [percentage, untyped, { "type": "null" }] })),
    ]
}

/// An object with exactly these members.
fn object(description: &str, members: &[(&str, Value)]) -> Value {
    let names: Vec<_> = members.iter().map(|member| member.0).collect();
    let mut properties = serde_json::Map::new();
    properties.extend(members.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())));
    json!({
        "type": "object", "description": description, "properties": properties, "required": names,
        "additionalProperties": false,
    })
}
