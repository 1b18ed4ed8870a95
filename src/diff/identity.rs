//! Finds the records of a list again in another report, by the fields that identify them.
//!
//! [`pairs`] takes the records of one list in both reports and puts those side by side that are the same record.

use std::collections::HashMap;
use std::iter;

use super::Both;
use super::part::{Part, last_key};
use crate::audit::facts::{Leaf, known_text};

/// The fields that identify the records of a list, by the key of the list. A list may have several sets of fields,
/// which are tried one after the other. Two records are the same if both print all fields of a set, with the same
/// texts. The records of a list that is not in this table are the same only if all of their leaves are.
const IDENTITIES: &[(&[&str], &[&[&str]])] = &[
    // Accounts, agreements and duties.
    (&["recoveryInfo"], &[&["manageCompany", "type", "creditorReceivedDate"]]),
    (
        &["acyclicCreditAccount", "cyclicalAmountPerAccount", "cyclicalLoanAccount"],
        &[&["amountId"], &["manageCompany", "type", "startDate", "refundAmount"], &["manageCompany", "startDate"]],
    ),
    (
        &["creditAccount", "quasiCreditAccount"],
        &[&["amountId"], &["cardCompany", "startDate", "currencyType"], &["cardCompany", "startDate"]],
    ),
    (
        &["concernRefundPersonBorrow", "concernRefundCompanyBorrow"],
        &[
            &["guaranteeContractSerial", "manageCompany", "type", "startDate"],
            &["manageCompany", "type", "startDate", "personDutyType"],
        ],
    ),
    (&["extensionProtocolInfo"], &[&["extensionProtocolId"], &["manageCompany", "effectDate", "extensionAmountScope"]]),
    (&["noncreditTransInfoDetail"], &[&["companyName", "type", "startDate"]]),
    // Records inside of an account or a table.
    (&["detail"], &[&["year"], &["type"]]),
    (&["month"], &[&["monthValue"]]),
    (&["specialTransTypes"], &[&["type", "occurDate"]]),
    (&["companyInfo"], &[&["value"]]),
    // The person, and statements about the person.
    (&["mobile"], &[&["mobile"]]),
    (&["livedInfos"], &[&["address"]]),
    (&["experiences"], &[&["company", "startedAt"], &["company"]]),
    (&["otherIdInfo"], &[&["idType", "idNum"]]),
    (&["selfStatement", "specialLabel"], &[&["value"]]),
    (&["objectionLabel"], &[&["value"], &["labelContent"]]),
    // Rows of summaries.
    (
        &[
            "loan",
            "creditCard",
            "others",
            "overdueInfoCollection",
            "noncreditTransInfoSummary",
            "publicInfoSummary",
            "nonFinanceCreditTransInfoSummary",
            "openInfoSummary",
        ],
        &[&["type"]],
    ),
    // Public records.
    (&["owingTaxRecord"], &[&["chargedTaxOffice", "owingTaxStatsDate"]]),
    (&["civilJudgmentRecord"], &[&["fillingCourt", "fillingDate", "reason"]]),
    (&["forceExecuteRecord"], &[&["executeCourt", "fillingDate", "executeReason"]]),
    (&["administrativePenaltyRecord"], &[&["penaltyOrg", "effectDate", "penaltyContent"]]),
    (
        &["housingProvidentFundContributionRecord"],
        &[&["contributionPlace", "contributionCompany", "firstContributionDate"]],
    ),
    (&["lowSecurityRescueRecord"], &[&["personType", "applyDate"]]),
    (&["executiveQualificationRecord"], &[&["executiveQulificationName", "gotDate"]]),
    (&["administrativeRewardRecord"], &[&["rewardCompany", "effectDate", "rewardContent"]]),
    (&["nonFinanceCreditTransInfoDetail"], &[&["no"]]),
    (&["judgmentInfo"], &[&["caseNumber"]]),
    (&["executionInfo"], &[&["executeNumber"]]),
    (&["confirmInfo"], &[&["confirmationNo"]]),
    (&["punishmentInfo"], &[&["punishmentNo"]]),
    (&["arrearsInfo"], &[&["arrearsNo"]]),
    (&["otherOpenInfo"], &[&["type", "companyName", "content"]]),
    (&["otherNonOpenInfo"], &[&["companyName", "type", "contributionDate"]]),
];

fn identities(list: &str) -> &'static [&'static [&'static str]] {
    let list = last_key(list);
    IDENTITIES.iter().find(|(lists, _)| lists.contains(&list)).map_or(&[], |(_, identities)| identities)
}

/// The leaves of some fields of a record, if all of them are printed with a value.
fn printed<'r>(record: &Part<'r>, fields: &[&str]) -> Option<Vec<&'r Leaf>> {
    let parts = record.by_key();
    let leaf = |field: &&str| parts.get(field)?.leaf().filter(|leaf| known_text(&leaf.text).is_some());
    fields.iter().map(leaf).collect()
}

/// The leaves that identify a record of a list: those of the first set of fields that are all printed. Empty if there
/// is no such set.
pub(super) fn of<'r>(list: &str, record: &Part<'r>) -> Vec<&'r Leaf> {
    identities(list).iter().find_map(|fields| printed(record, fields)).unwrap_or_default()
}

/// Pairs the records of one list in two reports: the same record side by side, and a record that only one of the
/// reports has alone. Records that nothing tells apart are paired in their order: the first with the first, the second
/// with the second.
pub(super) fn pairs<'r>(list: &str, old: &[Part<'r>], new: &[Part<'r>]) -> Vec<Both<'r>> {
    let mut partners: Vec<Option<usize>> = vec![None; old.len()];
    let mut is_taken = vec![false; new.len()];
    // Records that are equal in all of their leaves are paired first, whatever other pairs would be possible.
    for identity in iter::once(None).chain(identities(list).iter().copied().map(Some)) {
        let mut places: HashMap<Vec<&str>, Vec<usize>> = HashMap::new();
        for (at, part) in new.iter().enumerate().rev().filter(|(at, _)| !is_taken[*at]) {
            if let Some(key) = key(part, identity) {
                places.entry(key).or_default().push(at);
            }
        }
        for (part, partner) in old.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
            let found = key(part, identity).and_then(|key| places.get_mut(&key)?.pop());
            if let Some(at) = found {
                is_taken[at] = true;
                *partner = found;
            }
        }
    }
    let matched = old.iter().zip(partners).map(|(part, at)| (Some(*part), at.and_then(|at| new.get(at).copied())));
    let alone = new.iter().zip(is_taken).filter(|(_, is_taken)| !is_taken).map(|(part, _)| (None, Some(*part)));
    matched.chain(alone).collect()
}

fn key<'r>(part: &Part<'r>, identity: Option<&[&str]>) -> Option<Vec<&'r str>> {
    let Some(fields) = identity else { return Some(part.content()) };
    printed(part, fields).map(|leaves| leaves.into_iter().map(|leaf| leaf.text.as_str()).collect())
}
