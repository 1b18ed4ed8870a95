//! Where a transcript is read strictly, it is read leniently to the same report, whole; where it is not, the lenient report
//! is partial.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhengxin::transcript::Transcript;
use zhengxin::{ErrorKind, Options, Reading};

fuzz_target!(|text: &str| {
    let read = |lenient| Reading::of_transcript(Transcript::from_text(text), &Options::default().lenient(lenient));
    match (read(false), read(true)) {
        (Ok(strict), Ok(lenient)) => {
            assert_eq!(strict.report, lenient.report);
            assert_eq!(strict.leaves, lenient.leaves);
            assert!(!lenient.is_partial());
        }
        (Err(error), Ok(lenient)) => {
            assert_eq!(error.kind(), ErrorKind::UnknownLayout);
            assert!(lenient.is_partial());
        }
        (Ok(_), Err(error)) => panic!("read strictly, but not leniently: {error}"),
        (Err(strict), Err(lenient)) => assert_eq!(strict.kind(), lenient.kind()),
    }
});
