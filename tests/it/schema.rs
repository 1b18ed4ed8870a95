//! The schema, compared with the API page, with the files that are checked in, and with the transcripts.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use zhengxin::{Options, read_transcript};

use crate::corpus::{fixtures, transcripts};

/// The paths of all leaves, with `*` for the indices of lists.
fn leaf_paths(json: &Value, path: &str, found: &mut BTreeSet<String>) {
    match json {
        Value::Object(members) => {
            members.iter().for_each(|(key, member)| leaf_paths(member, &format!("{path}/{key}"), found));
        }
        Value::Array(items) => items.iter().for_each(|item| leaf_paths(item, &format!("{path}/*"), found)),
        _ => {
            found.insert(path.to_owned());
        }
    }
}

fn page() -> BTreeSet<String> {
    let text = fs::read_to_string(fixtures().join("api/result-example.json")).expect("the page's example");
    let mut paths = BTreeSet::new();
    leaf_paths(&serde_json::from_str(&text).expect("the page's example is JSON"), "", &mut paths);
    paths
}

#[test]
fn every_leaf_of_the_page_is_filled_by_some_fixture() {
    let page = page();
    assert_eq!(page.len(), 615);
    let mut filled = BTreeSet::new();
    for (_, transcript) in transcripts() {
        if let Ok(lowered) = read_transcript(transcript, &Options::default().classify(false)) {
            leaf_paths(&serde_json::to_value(&lowered.value).expect("a report is JSON"), "", &mut filled);
        }
    }
    let missing: Vec<_> = page.difference(&filled).collect();
    assert!(missing.is_empty(), "no fixture fills {missing:#?}");
}

/// `schema.json` is what `zhengxin schema` prints, and `schema-typed.json` what it prints with `--typed`.
/// `UPDATE_SCHEMA=1 cargo test` writes both files anew.
#[test]
fn the_schemas_are_those_checked_in() {
    is_checked_in("schema.json", &zhengxin::schema::json_schema());
    is_checked_in("schema-typed.json", &zhengxin::typed::json_schema());
}

fn is_checked_in(file: &str, schema: &Value) {
    let path = fixtures().join("..").join(file);
    let schema = serde_json::to_string_pretty(schema).expect("a schema is JSON") + "\n";
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(&path, &schema).expect("the schema can be written");
    }
    let checked_in = fs::read_to_string(&path).expect("the schema is checked in");
    assert!(checked_in == schema, "{file} is out of date: UPDATE_SCHEMA=1 cargo test writes it anew");
}

#[test]
fn what_is_printed_is_read_back_from_the_json() {
    for (name, transcript) in transcripts() {
        if let Ok(lowered) = read_transcript(transcript, &Options::default().classify(false)) {
            let json = serde_json::to_value(&lowered.value).expect("a report is JSON");
            let back: zhengxin::Report = serde_json::from_value(json).expect("a report's JSON is a report");
            assert!(back == lowered.value, "{name}");
        }
    }
}

/// Every leaf of the JSON has a range in the transcript, and its text is the text of that range.
#[test]
fn every_leaf_is_the_text_of_its_place() {
    for (name, transcript) in transcripts() {
        let Ok(lowered) = read_transcript(transcript, &Options::default().classify(false)) else { continue };
        let json = serde_json::to_value(&lowered.value).expect("a report is JSON");
        let mut paths = BTreeSet::new();
        leaf_paths(&json, "", &mut paths);
        for leaf in &lowered.leaves {
            let value = json.pointer(&leaf.pointer.to_string()).and_then(Value::as_str);
            let value = value.unwrap_or_else(|| panic!("{name}: {} is no leaf", leaf.pointer));
            let printed = transcript.text()[leaf.range.clone()].replace('\\', "");
            // Only the months of a title are in another form in the JSON than in print.
            let is_title_month = leaf.pointer.key() == "startDate" && leaf.pointer.record().contains("Record")
                || leaf.pointer.key() == "endDate";
            assert!(printed == value || is_title_month, "{name}: {} is {value:?}, printed {printed:?}", leaf.pointer);
        }
        assert!(lowered.leaves.len() >= paths.len(), "{name}: every path has a leaf");
    }
}
