//! Any text as a transcript: read strictly and leniently, with everything that is made of a reading.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhengxin::transcript::Transcript;
use zhengxin::{Options, Reading, audit, mask};

fuzz_target!(|text: &str| {
    let transcript = Transcript::from_text(text);
    let options = Options::default().classify(false).lenient(true);
    let Ok(reading) = Reading::of_transcript(transcript, &options) else { return };
    for place in reading.places().take(20) {
        assert_eq!(reading.place(&place.pointer).map(|again| again.text), Some(place.text));
    }
    let _ = audit::audit(&reading.report);
    let _ = (mask::report(&reading.report), mask::transcript(&reading.transcript));
    let _ = (reading.coverage(), reading.profile());
});
