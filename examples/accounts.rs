//! Walks over all accounts of a report: `cargo run --example accounts -- report.pdf`.
//!
//! The kinds of accounts are lists of their own, with fields of their own. What they have in common is most easily told by the keys of
//! the JSON.

use std::error::Error;

use zhengxin::Options;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("which file?")?;
    let report = zhengxin::parse(std::fs::read(path)?, &Options::default())?;
    let details = serde_json::to_value(&report.credit_trans_info_detail)?;
    for (kind, accounts) in details.as_object().into_iter().flatten() {
        for account in accounts.as_array().into_iter().flatten() {
            // Cards are of a company of cards, all others of one that manages them.
            let text = |keys: &[&str]| keys.iter().find_map(|key| account.get(key)?.as_str()).unwrap_or("-");
            let company = text(&["cardCompany", "manageCompany"]);
            println!("{kind}\t{company}\t{}\t{}", text(&["amountId"]), text(&["startDate"]));
        }
    }
    Ok(())
}
