//! Tests that the rows of a report have all of its values and no others.

use std::collections::BTreeMap;
use std::fs;

use super::*;

/// Adds `by` to the count of each value, as a text, as often as it stands in the leaves of some JSON.
fn count(json: &Value, counts: &mut BTreeMap<String, i64>, by: i64) {
    match json {
        Value::Object(members) => members.values().for_each(|member| count(member, counts, by)),
        Value::Array(items) => items.iter().for_each(|item| count(item, counts, by)),
        Value::Null => {}
        Value::String(text) => *counts.entry(text.clone()).or_default() += by,
        other => *counts.entry(other.to_string()).or_default() += by,
    }
}

/// A cell as the typed view has it.
fn value(kind: Kind, cell: &Cell) -> Value {
    let date = |days: i64| Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(days)).expect("a date");
    let decimal = |number: i64, scale: u32| {
        let unit = 10_i64.pow(scale);
        if number % unit == 0 { json!(number / unit) } else { json!(format!("{:.1$}", number as f64 / unit as f64, 2)) }
    };
    match (kind, cell) {
        (Kind::Json, Cell::Text(text)) => serde_json::from_str(text).expect("JSON"),
        (_, Cell::Text(text)) => json!(text),
        (Kind::Amount, Cell::Number(number)) => decimal(*number, 2),
        (Kind::Percentage, Cell::Number(number)) => decimal(*number, 4),
        (Kind::Date, Cell::Number(days)) => json!(date(*days).to_string()),
        (Kind::Month, Cell::Number(days)) => json!(date(*days).to_string()[.."2015-05".len()]),
        (Kind::Time, Cell::Number(milliseconds)) => {
            let time = jiff::Timestamp::from_millisecond(*milliseconds).expect("a time");
            json!(time.to_string().trim_end_matches('Z'))
        }
        (_, Cell::Number(number)) => json!(number),
    }
}

/// Every value of the typed view is in a cell. Every cell has one of them, except in the columns that are not from the
/// report.
#[test]
fn no_value_is_lost_and_none_is_added() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/reports");
    let mut columns = std::collections::BTreeSet::new();
    let files = fs::read_dir(folder).expect("the fixtures").map(|entry| entry.expect("an entry").path());
    for path in files.filter(|path| path.extension().is_some_and(|ending| ending == "json")) {
        let json: Value = serde_json::from_slice(&fs::read(&path).expect("a fixture")).expect("JSON");
        let report: Report = serde_json::from_value(json).expect("a report");
        let status = Status { status: "OK".into(), kind: None, partial: None };
        let rows = report_rows(&Name::new(&path), &status, &report, None);
        let mut counts = BTreeMap::new();
        let mut typed = serde_json::to_value(typed(&report)).expect("JSON");
        // The number of the report is not in a cell but beside the rows.
        assert_eq!(typed["creditHeader"]["serialNo"].take(), json!(rows.report));
        count(&typed, &mut counts, 1);
        for table in Table::ALL {
            for (column, cell) in rows.tables[table as usize].iter().flatten() {
                let column = &Layout::get().columns(table)[*column];
                columns.insert((table as usize, column.name.clone()));
                let is_own = ["status", "category", "position", "grid"].contains(&column.name.as_str());
                if !is_own && !column.name.ends_with("_key") {
                    count(&value(column.kind, cell), &mut counts, -1);
                }
            }
        }
        // The view has a year once, but the rows of all its months have it.
        counts.retain(|text, count| *count != 0 && !(*count < 0 && text.len() == 4 && text.starts_with("20")));
        assert!(counts.is_empty(), "{}: {counts:#?}", path.display());
    }
    assert!(columns.len() > 300, "{} columns are filled", columns.len());
}

#[test]
fn values_without_a_form_are_no_cells() {
    let cases = [
        (Kind::Date, json!("2015-02-30")),
        (Kind::Date, json!("2015-02")),
        (Kind::Date, json!("2015-02-03T10:00")),
        (Kind::Date, json!({ "openEnded": true })),
        (Kind::Month, json!("2015-02-03")),
        (Kind::Time, json!("2015-02-03")),
        (Kind::Amount, json!("1.234")),
        (Kind::Amount, json!(i64::MAX)),
        (Kind::Integer, json!({ "text": "x" })),
    ];
    for (kind, value) in cases {
        assert_eq!(cell(kind, &value), None, "{kind:?} {value}");
    }
    let cases = [
        (Kind::Date, json!("1969-12-31"), -1),
        (Kind::Month, json!("1970-02"), 31),
        (Kind::Time, json!("1970-01-02T00:00:01"), 86_401_000),
        (Kind::Amount, json!(-12), -1200),
        (Kind::Amount, json!("-0.5"), -50),
        (Kind::Percentage, json!("12.5"), 125_000),
    ];
    for (kind, value, number) in cases {
        assert_eq!(cell(kind, &value), Some(Cell::Number(number)), "{kind:?} {value}");
    }
}
