//! Prints random reports in random styles, and reads them again: the JSON must come back.

use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, RngSeed};
use zhengxin::{Options, parse};
use zhengxin_printer::{Sample, Way, samples, samples_of_way};

use crate::corpus::difference;

/// How many reports are printed and read, unless `PROPTEST_CASES` has another number. They take about two minutes on a
/// machine with two cores. The reports are the same each time, unless `PROPTEST_RNG_SEED` has another seed.
const CASES: u32 = 400;

/// What is wrong with the reading of a sample, if anything: the first difference from the report that was printed, or
/// the reason of a refusal. A sample that may be refused is not wrong if it is.
fn misreading(sample: &Sample) -> Option<String> {
    read(sample).unwrap_or_else(|error| Some(error).filter(|_| !sample.may_be_refused()))
}

/// The first difference from the report that was printed, if there is one. A refusal is never wrong here.
fn wrong_reading(sample: &Sample) -> Option<String> {
    read(sample).unwrap_or_default()
}

/// The first difference between the report that was printed and the one that is read. The error is the reason of a
/// refusal.
fn read(sample: &Sample) -> Result<Option<String>, String> {
    let report = parse(sample.print(), &Options::default()).map_err(|error| error.to_string())?;
    let read = serde_json::to_value(&report).expect("a report is JSON");
    Ok(difference(&sample.report, &read, ""))
}

/// The configuration of a test with one in `share` of the cases.
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

/// How long proptest shrinks a report that is misread, in milliseconds.
const SHRINKING: u32 = 120_000;

proptest! {
    #![proptest_config(config(2))]

    #[test]
    fn reports_are_read_as_they_are_printed(sample in samples_of_way(3, Way::Tags)) {
        prop_assert_eq!(misreading(&sample), None);
    }
}

// Several ways of printing together. Some of these reports may be refused, but none may be misread.
proptest! {
    #![proptest_config(config(4))]

    #[test]
    fn short_reports_are_never_misread(sample in samples(3)) {
        prop_assert_eq!(wrong_reading(&sample), None);
    }
}

proptest! {
    #![proptest_config(config(20))]

    #[test]
    fn long_reports_are_never_misread(sample in samples(60)) {
        prop_assert_eq!(wrong_reading(&sample), None);
    }
}

/// A test for each way of printing that only some programs have.
macro_rules! ways {
    ($($name:ident: $way:ident, $wrong:ident;)*) => {
        proptest! {
            #![proptest_config(config(16))]

            $(
                #[test]
                fn $name(sample in samples_of_way(3, Way::$way)) {
                    prop_assert_eq!($wrong(&sample), None);
                }
            )*
        }
    };
}

ways! {
    notices_anywhere_in_the_margins: Margins, misreading;
    coloured_texts: Inks, misreading;
    borders_of_all_kinds: Lines, misreading;
    values_broken_at_odd_places: Breaks, misreading;
    measures_of_all_kinds: Measures, misreading;
    falsely_tagged_files: FalseTags, misreading;
    pages_cut_through_lines_and_cells: Cuts, misreading;
    blanks_around_texts: Blanks, misreading;
    signs_that_are_no_characters: Icons, misreading;
    cells_with_clips: Clips, misreading;
    // Some of these are refused although a person could read them.
    texts_that_run_over_borders: Overflow, wrong_reading;
}
