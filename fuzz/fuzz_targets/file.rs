//! Any bytes as a file: all stages, and the text that is made of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhengxin::Options;

fuzz_target!(|bytes: &[u8]| {
    let _ = zhengxin::transcribe(bytes);
    let _ = zhengxin::read(bytes, &Options::default().classify(false).lenient(true));
});
