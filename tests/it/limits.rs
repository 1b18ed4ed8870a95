//! Each limit refuses a file that needs more, and the error names it. The default limits are far above what reports
//! need.

use std::fs;

use zhengxin::{Budget, ErrorKind, Limits, Options, parse};

use crate::corpus::{files, fixtures};

#[test]
fn each_limit_is_enforced_and_named() {
    let bytes = fs::read(fixtures().join("reports/itext-2024-aes256-typical.pdf")).expect("the fixture can be read");
    assert!(parse(&bytes, &Options::default()).is_ok());
    let few = Budget::fixed(3);
    let defaults = Limits::default;
    for (limits, words) in [
        (defaults().file_bytes(1_000), "it has more than 1000 bytes"),
        (defaults().objects(few), "it has too many objects"),
        (defaults().decoded_bytes(Budget::fixed(2_000)), "its streams decode to"),
        (defaults().pages(2), "it has more than 2 pages"),
        (defaults().operators(few), "its pages run more than 3 operators"),
        (defaults().marks(few), "it paints more than 3 characters, lines and areas"),
        (defaults().comparisons(few), "its pages hold more lines and areas than can be told apart"),
    ] {
        let error = parse(&bytes, &Options::default().limits(limits)).expect_err(words);
        assert_eq!(error.kind(), ErrorKind::LimitExceeded, "{words}: {error}");
        assert!(error.to_string().contains(words), "{words}: {error}");
        assert!(error.to_string().contains("no credit report does"), "what to make of it: {error}");
    }
}

/// Reports need only a small part of what the default limits allow.
#[test]
fn reports_stay_far_below_the_limits() {
    let tenth = |fixed: usize, per_byte: usize| Budget::fixed(fixed / 10).and_per_byte(per_byte.div_ceil(10));
    let limits = Limits::default()
        .objects(tenth(100_000, 1))
        .decoded_bytes(tenth(16 << 20, 64))
        .pages(1_000)
        .operators(tenth(4_000_000, 16))
        .marks(tenth(500_000, 2))
        .comparisons(tenth(50_000_000, 300));
    for path in files("reports", "pdf").into_iter().chain(files("prints", "pdf")) {
        let bytes = fs::read(&path).expect("the fixture can be read");
        let read = zhengxin::read(&bytes, &Options::default().classify(false).lenient(true).limits(limits));
        assert!(read.is_ok(), "{}: {}", path.display(), read.err().map(|error| error.to_string()).unwrap_or_default());
    }
}
