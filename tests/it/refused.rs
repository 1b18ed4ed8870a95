//! Files that must be refused, and the reason that is given for each.

use std::collections::BTreeSet;
use std::fs;

use zhengxin::{ErrorKind, Options, parse};

use crate::corpus::{files, fixtures, name};

#[test]
fn every_bad_file_is_refused_for_what_it_is() {
    let reasons = [
        ("brief-edition", ErrorKind::BriefEdition),
        ("empty", ErrorKind::Empty),
        ("enterprise-report", ErrorKind::EnterpriseReport),
        ("no-unicode", ErrorKind::UnmappedText),
        ("not-a-pdf", ErrorKind::NotPdf),
        ("other-document", ErrorKind::NotReport),
        ("password", ErrorKind::PasswordRequired),
        ("scan", ErrorKind::NoText),
        ("truncated", ErrorKind::Damaged),
    ];
    let mut messages = BTreeSet::new();
    let files = files("refused", "pdf");
    assert_eq!(files.iter().map(|path| name(path, "refused")).collect::<Vec<_>>(), reasons.map(|reason| reason.0));
    for (path, (file, kind)) in files.iter().zip(reasons) {
        let error = parse(fs::read(path).expect("the fixture can be read"), &Options::default()).expect_err(file);
        assert_eq!(error.kind(), kind, "{file}: {error}");
        assert_eq!(error.code(), "DETECTION_FAILED");
        assert!(messages.insert(error.to_string()), "{file} has a message of its own");
    }
}

/// A file that is cut off anywhere is refused, and never read in part.
#[test]
fn a_report_cut_anywhere_is_refused() {
    let bytes = fs::read(fixtures().join("reports/chromium-2024-minimal.pdf")).expect("the fixture can be read");
    let whole = parse(&bytes, &Options::default()).expect("a report");
    for tenth in 0..10 {
        let cut = &bytes[..bytes.len() * tenth / 10];
        match parse(cut, &Options::default()) {
            Ok(report) => assert_eq!(report, whole, "cut at {tenth}/10"),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}
