//! Reports that nobody thought of, printed in every way, and read again.

use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, RngSeed};
use zhengxin::{Options, parse};
use zhengxin_printer::{Sample, Way, samples, samples_of_way};

use crate::corpus::difference;

/// How many reports are printed and read, unless `PROPTEST_CASES` says more: about two minutes of a machine with two cores. They are
/// the same each time, unless `PROPTEST_RNG_SEED` says which.
const CASES: u32 = 400;

/// What is read of a print that is not what was printed, if anything.
fn misreading(sample: &Sample) -> Option<String> {
    let file = sample.print();
    match parse(&file, &Options::default()) {
        Ok(report) => {
            let read = serde_json::to_value(&report).expect("a report is JSON");
            difference(&sample.report, &read, "")
        }
        Err(_) if sample.may_be_refused() => None,
        Err(error) => Some(error.to_string()),
    }
}

/// One in `share` of the cases.
fn config(share: u32) -> ProptestConfig {
    let regressions = concat!(env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/round_trip.txt");
    let config = ProptestConfig::default();
    ProptestConfig {
        cases: if std::env::var_os("PROPTEST_CASES").is_some() { config.cases } else { CASES } / share,
        rng_seed: if config.rng_seed == RngSeed::Random { RngSeed::Fixed(1) } else { config.rng_seed },
        max_shrink_time: SHRINKING,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(regressions))),
        ..config
    }
}

/// How long a report that is misread is made smaller, in milliseconds.
const SHRINKING: u32 = 120_000;

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

/// Reports printed in one way that only some programs have, which has a test of its own.
macro_rules! ways {
    ($($name:ident: $way:ident,)*) => {
        proptest! {
            #![proptest_config(config(16))]

            $(
                #[test]
                fn $name(sample in samples_of_way(3, Way::$way)) {
                    prop_assert_eq!(misreading(&sample), None);
                }
            )*
        }
    };
}

ways! {
    pages_cut_through_lines_and_cells: Cuts,
    notices_anywhere_in_the_margins: Margins,
    texts_that_run_over_borders: Overflow,
    cells_with_clips: Clips,
    blanks_around_texts: Blanks,
    coloured_texts: Inks,
    borders_of_all_kinds: Lines,
    values_broken_at_odd_places: Breaks,
    measures_of_all_kinds: Measures,
    tagged_files: Tags,
    falsely_tagged_files: FalseTags,
    signs_that_are_no_characters: Icons,
}
