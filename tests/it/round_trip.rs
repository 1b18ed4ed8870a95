//! Reports that nobody thought of, printed in every way, and read again.

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use zhengxin::{Options, parse};
use zhengxin_printer::{Sample, samples};

use crate::corpus::difference;

/// How many reports are printed and read, unless `PROPTEST_CASES` says more: about a minute of a machine with two cores.
const CASES: u32 = 200;

/// What is read of a print that is not what was printed, if anything.
fn misreading(sample: &Sample) -> Option<String> {
    let file = sample.print();
    match parse(&file, &Options::default()) {
        Ok(report) => {
            let read = serde_json::to_value(&report).expect("a report is JSON");
            difference(&sample.report, &read, "")
        }
        Err(error) => Some(error.to_string()),
    }
}

fn config(share: u32) -> ProptestConfig {
    let regressions = concat!(env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/round_trip.txt");
    let config = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { config.cases } else { CASES };
    ProptestConfig {
        cases: cases / share,
        max_shrink_time: 60_000,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(regressions))),
        ..config
    }
}

proptest! {
    #![proptest_config(config(1))]

    #[test]
    fn short_reports_are_read_as_they_are_printed(sample in samples(3)) {
        prop_assert_eq!(misreading(&sample), None);
    }
}

proptest! {
    #![proptest_config(config(10))]

    #[test]
    fn long_reports_are_read_as_they_are_printed(sample in samples(60)) {
        prop_assert_eq!(misreading(&sample), None);
    }
}
