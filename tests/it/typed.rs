//! The typed view of reports, compared with the printed one.

use serde_json::Value;
use zhengxin::typed::{json_schema, typed};
use zhengxin::{Options, Report, read_transcript};

use crate::corpus::transcripts;

/// The reports of all fixtures that are read, each with the name of its fixture.
fn reports() -> impl Iterator<Item = (&'static str, Report)> {
    transcripts().iter().filter_map(|(name, transcript)| {
        let lowered = read_transcript(transcript, &Options::default().classify(false)).ok()?;
        Some((name.as_str(), lowered.value))
    })
}

fn json(value: impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("it is JSON")
}

#[test]
fn typed_reports() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots/typed");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (name, report) in reports() {
        if ["chromium-2024-minimal", "weasyprint-2024-typical"].contains(&name) {
            settings.bind(|| insta::assert_json_snapshot!(name, json(typed(&report))));
        }
    }
}

/// The typed view has the same keys, lists of the same lengths, and for every printed leaf the value that it stands
/// for.
#[test]
fn every_typed_value_is_that_of_the_printed_leaf() {
    for (name, report) in reports() {
        compare(&json(&report), &json(typed(&report)), name);
    }
}

fn compare(printed: &Value, typed: &Value, path: &str) {
    match (printed, typed) {
        (Value::Object(printed), Value::Object(typed)) => {
            let keys = |object: &serde_json::Map<String, Value>| object.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(printed), keys(typed), "{path}");
            printed.iter().for_each(|(key, value)| compare(value, &typed[key], &format!("{path}/{key}")));
        }
        (Value::Array(printed), Value::Array(typed)) => {
            assert_eq!(printed.len(), typed.len(), "{path}");
            printed.iter().zip(typed).enumerate().for_each(|(index, (printed, typed))| {
                compare(printed, typed, &format!("{path}/{index}"));
            });
        }
        (Value::String(printed), typed) => {
            assert!(stands_for(printed, typed), "{path}: {typed} stands for {printed:?}");
        }
        _ => panic!("{path}: a leaf is a string"),
    }
}

fn numbers(text: &str) -> Vec<u64> {
    let digits = text.split(|character: char| !character.is_ascii_digit()).filter(|digits| !digits.is_empty());
    digits.map(|digits| digits.parse().expect("a number")).collect()
}

fn stands_for(printed: &str, typed: &Value) -> bool {
    match typed {
        Value::Null => printed.is_empty() || printed == "--",
        Value::Number(number) => printed.replace(',', "") == number.to_string(),
        // The same text, or the same date in another form.
        Value::String(text) => text == printed || !numbers(text).is_empty() && numbers(text) == numbers(printed),
        Value::Object(members) => match (members.get("text"), members.get("code"), members.get("percent")) {
            (Some(text), Some(code), None) => text == printed || code == printed,
            (None, None, Some(percent)) => {
                let number = percent.as_str().map_or_else(|| percent.to_string(), str::to_owned);
                printed.trim_start_matches(['<', '>', '≤', '≥', '=']).trim_end_matches('%') == number
                    && members["bound"].is_null() == printed.starts_with(|first: char| first.is_ascii_digit())
            }
            (None, None, None) => {
                members.contains_key("openEnded") || numbers(printed) == [members["dayOfMonth"].as_u64().unwrap_or(0)]
            }
            _ => false,
        },
        _ => false,
    }
}

#[test]
fn every_typed_report_follows_its_schema() {
    let schema = json_schema();
    for (name, report) in reports() {
        if let Err(problem) = follows(&json(typed(&report)), &schema, &schema, "") {
            panic!("{name}: {problem}");
        }
    }
    for (path, wrong) in [
        ("/creditHeader/reportTime", Value::from("2015.05.25")),
        ("/creditHeader/idType", Value::from("身份证")),
        ("/queryRecord", Value::Null),
        ("/creditHeader/unknown", Value::Null),
    ] {
        let mut report = json(typed(&Report::default()));
        let (object, key) = path.rsplit_once('/').expect("a path");
        report.pointer_mut(object).expect("an object")[key] = wrong;
        assert!(follows(&report, &schema, &schema, "").is_err(), "{path}");
    }
}

/// Whether a value follows a JSON Schema. Only the keywords that our schema uses are known.
fn follows(value: &Value, schema: &Value, root: &Value, path: &str) -> Result<(), String> {
    let problem = |what: &str| Err(format!("{path}: {value} {what}"));
    for (keyword, wanted) in schema.as_object().expect("a schema") {
        let text = wanted.as_str().unwrap_or_default();
        match keyword.as_str() {
            "$ref" => follows(value, root.pointer(&text[1..]).expect("a definition"), root, path)?,
            "anyOf" => {
                let choices = wanted.as_array().expect("choices");
                if choices.iter().all(|choice| follows(value, choice, root, path).is_err()) {
                    return problem("follows none of the choices");
                }
            }
            "type" => {
                let types = wanted.as_array().cloned().unwrap_or_else(|| vec![wanted.clone()]);
                let own = match value {
                    Value::Null => "null",
                    Value::Bool(_) => "boolean",
                    Value::Number(number) if number.is_f64() => "number",
                    Value::Number(_) => "integer",
                    Value::String(_) => "string",
                    Value::Array(_) => "array",
                    Value::Object(_) => "object",
                };
                if !types.iter().any(|type_name| type_name == own) {
                    return problem("is of another type");
                }
            }
            "properties" => {
                for (key, member) in value.as_object().into_iter().flatten() {
                    match wanted.get(key) {
                        Some(schema) => follows(member, schema, root, &format!("{path}/{key}"))?,
                        None => return problem("has an unknown member"),
                    }
                }
            }
            "required" => {
                if wanted
                    .as_array()
                    .expect("names")
                    .iter()
                    .any(|name| value.get(name.as_str().expect("a name")).is_none())
                {
                    return problem("lacks a member");
                }
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    follows(item, wanted, root, &format!("{path}/{index}"))?;
                }
            }
            "const" if value != wanted => return problem("is not the constant"),
            "enum" if !wanted.as_array().expect("values").contains(value) => return problem("is none of the values"),
            "pattern" => {
                // The schema has two patterns. That of decimal numbers begins with a sign.
                let is_decimal = text.starts_with("^-?");
                let printed = value.as_str().unwrap_or_default();
                let is_allowed = |character: char| character.is_ascii_digit() || "-T:.".contains(character);
                if !printed.chars().all(is_allowed) || printed.contains('.') != is_decimal {
                    return problem("does not follow the pattern");
                }
            }
            "minimum"
            | "maximum"
            | "const"
            | "enum"
            | "additionalProperties"
            | "description"
            | "title"
            | "$schema"
            | "$defs"
            | "default" => {}
            other => panic!("{other} is not checked"),
        }
    }
    Ok(())
}
