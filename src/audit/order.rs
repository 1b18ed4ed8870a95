//! Finds amounts and counts that are more than the whole they are a part of, or more than their bound.

use super::accounts::{IN_USE, List};
use super::facts::{Fact, Facts};
use super::range::yuan;
use super::{AuditRule, Findings, Severity};

/// Two leaves of each record of a list, of which the first must not be more than the second. A `*` in a path stands for
/// the key of each state of an account in use.
struct Bound {
    list: &'static str,
    smaller: &'static str,
    greater: &'static str,
    severity: Severity,
}

const DEBT: &str = "infoSummary/creditTransExtensionAndDebtSummary";

/// The bounds. Both leaves are amounts, or both are counts, which are compared like amounts of whole yuan.
const BOUNDS: [Bound; 6] = [
    bound("creditAccount", "bigAmountSpecialPeriodInfo/usedPeriodAmount", "bigAmountSpecialPeriodInfo/periodAmount"),
    // An agreement may share a limit that is greater than its own (授信限额).
    Bound { severity: Severity::Info, ..bound("extensionProtocolInfo", "usedAmount", "extensionAmount") },
    Bound {
        severity: Severity::Info,
        ..bound("acyclicCreditAccount", "accountState/*/surplusPaymentNum", "refundPeriodNum")
    },
    bound("acyclicCreditAccount", "accountState/*/surplusAmount", "refundAmount"),
    bound("cyclicalAmountPerAccount", "accountState/*/surplusAmount", "refundAmount"),
    bound("cyclicalLoanAccount", "accountState/*/surplusAmount", "refundAmount"),
];

const fn bound(list: &'static str, smaller: &'static str, greater: &'static str) -> Bound {
    Bound { list, smaller, greater, severity: Severity::Warning }
}

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    summaries(facts, findings);
    for Bound { list, smaller, greater, severity } in BOUNDS {
        for record in facts.report().at("creditTransInfoDetail").items(list) {
            for state in IN_USE {
                let smaller = smaller.replace('*', state);
                within(severity, record.amount(&smaller), record.amount(greater), findings);
                // A path without `*` is the same for every state, so it is compared once.
                if !smaller.contains(state) {
                    break;
                }
            }
        }
    }
    cards(facts, findings);
}

fn within(severity: Severity, smaller: Option<Fact<'_, i64>>, greater: Option<Fact<'_, i64>>, findings: &mut Findings) {
    let Some((smaller, greater)) = smaller.zip(greater) else { return };
    if smaller.value > greater.value {
        let name = |pointer: &str| pointer.rsplit('/').next().unwrap_or_default().to_owned();
        let message = format!(
            "{} ({}) is more than {} ({})",
            smaller.printed,
            name(smaller.pointer),
            greater.printed,
            name(greater.pointer)
        );
        findings.add(AuditRule::AmountOrder, severity, message, [smaller.pointer, greater.pointer]);
    }
}

/// Compares the numbers in each row of 授信及负债信息概要 with each other.
fn summaries(facts: &Facts, findings: &mut Findings) {
    let debt = facts.report().at(DEBT);
    for table in [
        "acyclicLoanAccountInfoSummary",
        "cyclicalAmountAccountInfoSummary",
        "cyclicalLoanAccountInfoSummary",
        "creditAccountInfoSummary",
        "quasiCreditAccountInfoSummary",
    ] {
        let row = debt.at(table);
        let accounts = row.count("accountNum");
        let institutions = row.count("manageCompanyNum").or_else(|| row.count("companyNum"));
        within(Severity::Error, institutions, accounts, findings);
        let [least, most, total] =
            ["minAmountPerCompany", "maxAmountPerCompany", "extensionAmount"].map(|key| row.amount(key));
        within(Severity::Error, least, most, findings);
        within(Severity::Warning, most, total, findings);
        if let (Some(institutions), Some(most), Some(total)) = (institutions, most, total)
            && institutions.value > 0
            && total.value > most.value.saturating_mul(institutions.value)
        {
            let message = format!(
                "{} institutions with at most {} each cannot give {}",
                institutions.printed,
                yuan(most.value),
                total.printed
            );
            let pointers = [total.pointer, most.pointer, institutions.pointer];
            findings.add(AuditRule::AmountOrder, Severity::Warning, message, pointers);
        }
    }
}

/// Compares what is used of a card with its limit, and with its average and its greatest use. The limit is not compared
/// if it is shared, or if instalments have a limit of their own: then more than it may be used.
fn cards(facts: &Facts, findings: &mut Findings) {
    for account in [List::CreditCard, List::QuasiCreditCard].iter().flat_map(|list| list.accounts(facts)) {
        let Some(figures) = account.in_use() else { continue };
        let has_other_limit = account.record.amount("sharedExtensionAmount").is_some_and(|shared| shared.value > 0)
            || account.record.at("bigAmountSpecialPeriodInfo").is_there();
        let limit = account.record.amount("accountExtensionAmount").filter(|_| !has_other_limit);
        let (used, average, most) = if account.list == List::CreditCard {
            ("usedAmount", "avg6monthPay", "maxUsedAmount")
        } else {
            ("overDraftAmount", "latest6MonthsAvgOverDraftAmount", "maxOverDraftAmount")
        };
        within(Severity::Info, figures.amount(used), limit, findings);
        within(Severity::Warning, figures.amount(used), figures.amount(most), findings);
        within(Severity::Warning, figures.amount(average), figures.amount(most), findings);
        within(Severity::Warning, figures.amount("overDraft180UnpayedAmount"), figures.amount(used), findings);
    }
}
