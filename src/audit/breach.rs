//! Compares 信贷交易违约信息概要 with the accounts and their grids: 被追偿信息汇总 and 呆账信息汇总 here,
//! 逾期（透支）信息汇总 in `overdue.rs`.

use super::accounts::{List, places};
use super::counts::{Comparison, compare};
use super::facts::{Fact, Facts, Record};
use super::overdue;
use super::range::{Range, number, yuan};
use super::{AuditRule, Findings, Severity};
use crate::grammar::Term;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    let summary = facts.report().at("infoSummary/creditTransBreachInfoSummary");
    recovery(facts, &summary.at("recourseInfoSummary"), findings);
    bad_debts(facts, &summary.at("badDebtsSummary"), findings);
    overdue::check(facts, findings);
}

/// Compares 被追偿信息汇总 with 被追偿信息, by row and in total. The report does not say whether accounts that have
/// ended are counted, so they may be counted or not.
fn recovery(facts: &Facts, table: &Record<'_>, findings: &mut Findings) {
    let detail = facts.report().at("creditTransInfoDetail");
    let accounts = detail.items("recoveryInfo");
    let is_complete = !detail.prints("recoveryInfoNote");
    let of_kind = |term: Term| {
        let is_kind = |account: &&Record<'_>| account.term("type").is_none_or(|kind| kind.value == term);
        accounts.iter().filter(is_kind).cloned().collect::<Vec<_>>()
    };
    let mut rows = vec![(table.clone(), "totalAccountNum", accounts.clone())];
    for row in table.items("detail") {
        if let Some(term) = row.term("type") {
            rows.push((row, "accountNum", of_kind(term.value)));
        }
    }
    for (row, count, accounts) in rows {
        let mut shown = Range::default();
        let mut balance = Some(Range::default());
        let mut balances = Vec::new();
        for account in &accounts {
            let is_certain = account.at("accountState/debtCollection").is_there() && account.term("type").is_some();
            let amount = account.amount("accountState/debtCollection/surplusAmount");
            if is_certain {
                shown.add(1)
            } else {
                shown.add_possible(1)
            }
            balance = match (balance, amount) {
                (Some(mut balance), Some(amount)) => {
                    if is_certain {
                        balance.add(amount.value)
                    } else {
                        balance.add_possible(amount.value)
                    }
                    balances.push(amount.pointer);
                    Some(balance)
                }
                (balance, _) => balance.filter(|_| !account.at("accountState/debtCollection").is_there()),
            };
        }
        if !is_complete {
            shown.open();
            balance.iter_mut().for_each(Range::open);
        }
        if let Some(count) = row.count(count) {
            let places = accounts.iter().filter_map(Record::place).collect();
            let rule = AuditRule::Recovery;
            compare(count, Comparison { rule, when_more: Severity::Warning, noun: "account", shown, places }, findings);
        }
        if let Some((printed, balance)) = row.amount("surplusAmount").zip(balance) {
            compare_balance(AuditRule::Recovery, printed, balance, &balances, findings);
        }
    }
}

/// Compares 呆账信息汇总 with the accounts of all lists that are 呆账.
fn bad_debts(facts: &Facts, table: &Record<'_>, findings: &mut Findings) {
    let all: Vec<_> = List::ALL.iter().flat_map(|list| list.accounts(facts)).collect();
    let has_no_state = all.iter().filter(|account| !account.record.at("accountState").is_there()).count();
    let bad: Vec<_> = all.iter().filter(|account| account.record.at("accountState/badDebt").is_there()).collect();
    let mut shown = Range::exactly(number(bad.len()));
    shown.add_possible(number(has_no_state));
    let amounts: Option<Vec<_>> =
        bad.iter().map(|account| account.record.amount("accountState/badDebt/surplusAmount")).collect();
    let mut balance = amounts.as_deref().map(|amounts| {
        let mut sum = Range::default();
        amounts.iter().for_each(|amount| sum.add(amount.value));
        sum
    });
    if has_no_state > 0 || !List::ALL.iter().all(|list| list.is_complete(facts)) {
        shown.open();
        balance.iter_mut().for_each(Range::open);
    }
    if let Some(count) = table.count("accountNum") {
        let (rule, places) = (AuditRule::BadDebt, places(bad.iter().copied()));
        compare(count, Comparison { rule, when_more: Severity::Error, noun: "account", shown, places }, findings);
    }
    if let Some((printed, balance)) = table.amount("surplusAmount").zip(balance) {
        let pointers: Vec<_> = amounts.iter().flatten().map(|amount| amount.pointer).collect();
        compare_balance(AuditRule::BadDebt, printed, balance, &pointers, findings);
    }
}

fn compare_balance(
    rule: AuditRule,
    printed: Fact<'_, i64>,
    balance: Range,
    balances: &[&str],
    findings: &mut Findings,
) {
    if !balance.rounded(balances.len()).contains(printed.value) {
        let message = format!("the summary gives {}, the balances shown make {}", printed.printed, balance.words(yuan));
        let pointers = std::iter::once(printed.pointer).chain(balances.iter().copied());
        findings.add(rule, Severity::Warning, message, pointers);
    }
}
