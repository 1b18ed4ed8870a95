//! Any bytes as the content of a page.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhengxin::{layout, pdf};

fuzz_target!(|content: &[u8]| {
    let Ok(pages) = pdf::read(&zhengxin_fuzz::page_with(content)) else { return };
    zhengxin_fuzz::assert_all_characters_kept(&pages, &layout::lay_out(&pages));
});
