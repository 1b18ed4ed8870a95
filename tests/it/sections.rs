//! Pieces of transcripts, and the JSON that is read from them. A new layout is tested here without a PDF file.

use std::fs;

use zhengxin::transcript::Transcript;
use zhengxin::{Options, read_transcript};

use crate::corpus::{files, name};

#[test]
fn sections_are_read() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots/sections");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for path in files("sections", "txt") {
        let text = fs::read_to_string(&path).expect("the fixture can be read");
        let name = name(&path, "sections");
        // A piece of a report does not show what kind of document it is from.
        let options = Options::default().classify(name.starts_with("document__"));
        let read = read_transcript(&Transcript::from_text(&text), &options);
        let shown = match read {
            Ok(lowered) => {
                let mut json = serde_json::to_value(&lowered.value).expect("a report is JSON");
                drop_empty(&mut json);
                serde_json::to_string_pretty(&json).expect("a report is JSON")
            }
            Err(error) => error.to_string(),
        };
        settings.bind(|| insta::assert_snapshot!(name, shown));
    }
}

/// Leaves out empty objects and lists, for the parts that a piece of a report does not have.
fn drop_empty(json: &mut serde_json::Value) {
    if let serde_json::Value::Object(members) = json {
        members.values_mut().for_each(drop_empty);
        members.retain(|_, member| {
            member.as_object().is_none_or(|object| !object.is_empty())
                && member.as_array().is_none_or(|array| !array.is_empty())
        });
    }
    if let serde_json::Value::Array(items) = json {
        items.iter_mut().for_each(drop_empty);
    }
}
