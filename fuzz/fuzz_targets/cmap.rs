//! Any bytes as an embedded CMap, and the codes that are looked up in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhengxin::pdf;

/// How many bytes at the end are the codes.
const CODES: usize = 8;

fuzz_target!(|bytes: &[u8]| {
    let (cmap, codes) = bytes.split_at(bytes.len().saturating_sub(CODES));
    let _ = pdf::read(&zhengxin_fuzz::assembly::page_with_cmap(cmap, codes));
});
