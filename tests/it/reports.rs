//! Whole reports, from the PDF to the JSON.

use std::fs;

use serde_json::Value;
use zhengxin::{Options, parse};

use crate::corpus::{difference, files, name, transcribe};

fn settings(folder: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../../snapshots/{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

#[test]
fn every_report_is_read_right() {
    for path in files("reports", "pdf") {
        let bytes = fs::read(&path).expect("the fixture can be read");
        let report = parse(&bytes, &Options::default()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let read = serde_json::to_value(&report).expect("a report is JSON");
        let right = fs::read_to_string(path.with_extension("json")).expect("the right JSON");
        let right: Value = serde_json::from_str(&right).expect("the right JSON is JSON");
        if let Some(difference) = difference(&right, &read, "") {
            panic!("{}: {difference}", path.display());
        }
    }
}

#[test]
fn transcripts_of_the_reports() {
    for path in files("reports", "pdf") {
        let transcript = transcribe(&path);
        settings("transcripts").bind(|| insta::assert_snapshot!(name(&path, "reports"), transcript.text()));
    }
}

#[test]
fn json_of_the_reports() {
    for folder in ["reports", "prints"] {
        for path in files(folder, "pdf") {
            let bytes = fs::read(&path).expect("the fixture can be read");
            let report =
                parse(&bytes, &Options::default()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let json = serde_json::to_value(&report).expect("a report is JSON");
            settings(&format!("json/{folder}")).bind(|| insta::assert_json_snapshot!(name(&path, folder), json));
        }
    }
}

/// A snapshot without a fixture would never fail again.
#[test]
fn every_snapshot_has_its_fixture() {
    let snapshots = |folder: &str| {
        let folder = crate::corpus::fixtures().join("../snapshots").join(folder);
        let entries = fs::read_dir(folder).expect("the snapshots can be listed");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("the snapshots can be listed").file_name().to_string_lossy().into_owned())
            .filter_map(|file| file.strip_suffix(".snap").map(str::to_owned))
            .collect();
        names.sort();
        names
    };
    let reports: Vec<_> = files("reports", "pdf").iter().map(|path| name(path, "reports")).collect();
    assert_eq!(snapshots("transcripts"), reports);
    assert_eq!(snapshots("json/reports"), reports);
    assert_eq!(
        snapshots("json/prints"),
        files("prints", "pdf").iter().map(|path| name(path, "prints")).collect::<Vec<_>>()
    );
    let sections: Vec<_> = files("sections", "txt").iter().map(|path| name(path, "sections")).collect();
    let mut sorted = sections.clone();
    sorted.sort();
    assert_eq!(snapshots("sections"), sorted);
}
