//! Compares 授信协议标识 of the accounts with the agreements in 授信协议信息.

use super::accounts::{List, Usage};
use super::facts::Facts;
use super::{AuditRule, Findings, Severity};

/// Adds a finding for each account in use that names an agreement that is not listed. Other accounts are not checked:
/// an agreement that has ended may be left out, while the accounts that were under it are still listed.
pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    let detail = facts.report().at("creditTransInfoDetail");
    let protocols = detail.items("extensionProtocolInfo");
    let known: Option<Vec<_>> = protocols.iter().map(|protocol| protocol.text("extensionProtocolId")).collect();
    let Some(known) = known.filter(|_| !detail.prints("extensionProtocolInfoNote")) else { return };
    for account in List::ALL.iter().flat_map(|list| list.accounts(facts)) {
        let Some(id) = account.record.text("extensionProtocolId") else { continue };
        let is_in_use = matches!(account.usage(), Usage::InUse(_));
        if is_in_use && known.iter().all(|protocol| protocol.value != id.value) {
            let message = format!(
                "the account is under the agreement `{}`, which is none of the {} listed",
                id.printed,
                known.len()
            );
            let pointers = std::iter::once(id.pointer).chain(known.iter().map(|protocol| protocol.pointer));
            findings.add(AuditRule::Protocol, Severity::Warning, message, pointers);
        }
    }
}
