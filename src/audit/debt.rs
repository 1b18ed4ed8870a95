//! Compares 信贷交易授信及负债信息概要 with the accounts that have not ended.
//!
//! The summary covers the accounts that are 未结清 and 未销户. The report does not say whether it counts an account
//! that is 呆账 or 未激活, or that has no state. So the summary is right with such an account and without it.

use std::collections::BTreeSet;

use super::accounts::{Account, List, Usage, places};
use super::counts::{Comparison, compare};
use super::facts::{Fact, Facts, Record};
use super::range::{Range, counted, number, yuan};
use super::{AuditRule, Findings, Severity};

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    let summary = facts.report().at("infoSummary/creditTransExtensionAndDebtSummary");
    for (list, key) in [
        (List::Acyclic, "acyclicLoanAccountInfoSummary"),
        (List::CyclicalOne, "cyclicalAmountAccountInfoSummary"),
        (List::CyclicalTwo, "cyclicalLoanAccountInfoSummary"),
        (List::CreditCard, "creditAccountInfoSummary"),
        (List::QuasiCreditCard, "quasiCreditAccountInfoSummary"),
    ] {
        let table = summary.at(key);
        let accounts = Accounts::of(list, facts);
        if table.is_there() {
            accounts.compare_count(&table, findings);
            accounts.compare_institutions(&table, findings);
            accounts.compare_sum(&table, AuditRule::DebtLimit, findings);
            accounts.compare_sum(&table, AuditRule::DebtBalance, findings);
        } else if summary.is_there() && !accounts.in_use.is_empty() {
            let shown = counted(number(accounts.in_use.len()), list.noun());
            let message = format!("the summary of debt has no table for {shown} in use");
            findings.add(AuditRule::DebtAccounts, Severity::Warning, message, places(&accounts.in_use));
        }
    }
    refund_duties(facts, findings);
}

/// The accounts of one list that have not ended.
struct Accounts<'f> {
    list: List,
    in_use: Vec<Account<'f>>,
    /// The accounts that are 呆账 or 未激活, or that have no state.
    unclear: Vec<Account<'f>>,
    is_complete: bool,
}

impl<'f> Accounts<'f> {
    fn of(list: List, facts: &'f Facts) -> Self {
        let (mut in_use, mut unclear) = (Vec::new(), Vec::new());
        for account in list.accounts(facts) {
            match account.usage() {
                Usage::InUse(_) => in_use.push(account),
                Usage::Unclear => unclear.push(account),
                Usage::Ended => {}
            }
        }
        Self { list, in_use, unclear, is_complete: list.is_complete(facts) }
    }

    fn compare_count(&self, table: &Record<'_>, findings: &mut Findings) {
        let Some(count) = table.count("accountNum") else { return };
        let mut shown = Range::exactly(number(self.in_use.len()));
        shown.add_possible(number(self.unclear.len()));
        if !self.is_complete {
            shown.open();
        }
        let comparison = Comparison {
            rule: AuditRule::DebtAccounts,
            when_more: Severity::Warning,
            noun: "account",
            shown,
            places: places(&self.in_use),
        };
        compare(count, comparison, findings);
    }

    /// Adds a finding if the summary counts more institutions than the accounts name. Fewer are no contradiction,
    /// because one institution may be printed by the names of several branches.
    fn compare_institutions(&self, table: &Record<'_>, findings: &mut Findings) {
        let (in_table, in_account) =
            if self.list.is_loan() { ("manageCompanyNum", "manageCompany") } else { ("companyNum", "cardCompany") };
        let all = || self.in_use.iter().chain(&self.unclear);
        let names: Option<Vec<_>> = all().map(|account| account.record.text(in_account)).collect();
        let Some((count, names)) =
            table.count(in_table).zip(names.filter(|names| self.is_complete && !names.is_empty()))
        else {
            return;
        };
        let distinct = number(names.iter().map(|name| name.value).collect::<BTreeSet<_>>().len());
        if count.value > distinct {
            let message = format!(
                "the summary counts {}, the accounts that are not ended name {distinct}",
                counted(count.value, "institution")
            );
            let pointers = std::iter::once(count.pointer).chain(names.iter().map(|name| name.pointer));
            findings.add(AuditRule::Institutions, Severity::Info, message, pointers);
        }
    }

    fn compare_sum(&self, table: &Record<'_>, rule: AuditRule, findings: &mut Findings) {
        let key = match (rule, self.list) {
            (AuditRule::DebtLimit, _) => "extensionAmount",
            (_, List::CreditCard) => "usedAmount",
            _ => "surplusAmount",
        };
        // Without accounts there is a finding about the count already.
        if self.is_complete && self.in_use.is_empty() && self.unclear.is_empty() {
            return;
        }
        let sum = if rule == AuditRule::DebtLimit { self.limits() } else { self.balances() };
        let Some((printed, Sum { range, pointers, .. })) = table.amount(key).zip(sum) else { return };
        let room = range.rounded(self.in_use.len() + self.unclear.len());
        if !room.contains(printed.value) {
            let what = if rule == AuditRule::DebtLimit { "limits" } else { "balances" };
            let message =
                format!("the summary gives {}, the {what} of the accounts make {}", printed.printed, range.words(yuan));
            findings.add(rule, Severity::Warning, message, std::iter::once(printed.pointer).chain(pointers));
        }
    }

    /// What 授信总额 is compared with: the sum of the limits. A limit that several accounts share may be counted only
    /// once. Accounts under a revolving limit (循环额度下分账户) print no limit of their own, so for them there is no
    /// sum.
    fn limits(&self) -> Option<Sum<'f>> {
        let key = match self.list {
            List::CyclicalOne => return None,
            List::Acyclic | List::CyclicalTwo => "refundAmount",
            List::CreditCard | List::QuasiCreditCard => "accountExtensionAmount",
        };
        let mut sum = Sum::default();
        let mut largest = 0;
        let mut is_shared = false;
        let mut protocols = BTreeSet::new();
        for account in &self.in_use {
            let limit = account.record.amount(key)?;
            let shared = account.record.amount("sharedExtensionAmount").map_or(0, |shared| shared.value);
            sum.add(limit);
            sum.range.add_possible(shared.saturating_sub(limit.value).max(0));
            largest = largest.max(limit.value);
            let protocol = account.record.text("extensionProtocolId").map(|protocol| protocol.value);
            is_shared |= shared > 0 || protocol.is_some_and(|protocol| !protocols.insert(protocol));
        }
        for account in &self.unclear {
            let possible = account.record.amount(key)?;
            let shared = account.record.amount("sharedExtensionAmount").map_or(0, |shared| shared.value);
            sum.range.add_possible(possible.value.max(shared));
        }
        if is_shared && self.list != List::Acyclic {
            sum.range.low = largest;
        }
        self.finished(sum)
    }

    /// What 余额, 已用额度 or 透支余额 is compared with: the sum of the balances. For a loan with a 最新还款记录 either
    /// the balance of its state or the newer one may be meant. 未出单的大额专项分期余额 may be included.
    fn balances(&self) -> Option<Sum<'f>> {
        let key = match self.list {
            List::CreditCard => "usedAmount",
            List::QuasiCreditCard => "overDraftAmount",
            _ => "surplusAmount",
        };
        let mut sum = Sum::default();
        for account in &self.in_use {
            let figures = account.in_use()?;
            let balance = figures.amount(key)?;
            sum.add(balance);
            let latest = account.record.amount("beforeDeadlineDate/surplusAmount");
            if let Some(latest) = latest.filter(|_| self.list.is_loan()) {
                let difference = latest.value.saturating_sub(balance.value);
                sum.range.low = sum.range.low.saturating_add(difference.min(0));
                sum.range.add_possible(difference.max(0));
                sum.pointers.push(latest.pointer);
            }
            let instalments = figures.amount("unspecifiedLargeAmountSpecificPeriodAmount");
            sum.range.add_possible(instalments.map_or(0, |instalments| instalments.value));
        }
        for account in &self.unclear {
            let bad_debt = account.record.amount("accountState/badDebt/surplusAmount");
            if account.record.at("accountState/badDebt").is_there() {
                sum.range.add_possible(bad_debt?.value);
            }
        }
        self.finished(sum)
    }

    fn finished(&self, mut sum: Sum<'f>) -> Option<Sum<'f>> {
        if !self.is_complete {
            sum.range.open();
        }
        Some(sum)
    }
}

/// The sum of some amounts, and the pointers of these amounts.
#[derive(Debug, Default)]
struct Sum<'f> {
    range: Range,
    pointers: Vec<&'f str>,
}

impl<'f> Sum<'f> {
    fn add(&mut self, amount: Fact<'f, i64>) {
        self.range.add(amount.value);
        self.pointers.push(amount.pointer);
    }
}

/// Compares 相关还款责任信息汇总 with the accounts. The report does not say which 责任人类型 counts as 担保责任, so
/// 担保责任 and 其他相关还款责任 are taken together.
fn refund_duties(facts: &Facts, findings: &mut Findings) {
    let summary = facts.report().at("infoSummary/creditTransExtensionAndDebtSummary/concernedRefundDutyInfoSummary");
    let detail = facts.report().at("creditTransInfoDetail/concernedRefundDutyInfo");
    let all_shown = !facts.report().at("creditTransInfoDetail").prints("concernedRefundDutyInfoNote");
    for (half, list) in [("forPerson", "concernRefundPersonBorrow"), ("forCompany", "concernRefundCompanyBorrow")] {
        let table = summary.at(half);
        let (guarantee, other) = (table.at("guaranteeDuty"), table.at("otherRefundDuty"));
        let duties = detail.items(list);
        let is_complete = all_shown && !detail.prints(&format!("{list}Note"));
        let counts = guarantee.count("accountNum").zip(other.count("accountNum"));
        if let Some((guaranteed, others)) = counts {
            let sum = guaranteed.value.saturating_add(others.value);
            let shown = number(duties.len());
            if sum < shown || sum > shown && is_complete {
                let message = format!("the summary counts {}, the report shows {shown}", counted(sum, "account"));
                let pointers =
                    [guaranteed.pointer, others.pointer].into_iter().chain(duties.iter().filter_map(Record::place));
                findings.add(AuditRule::RefundDuty, Severity::Warning, message, pointers);
            }
        }
        for (what, of_guarantee, of_others, of_duty) in [
            ("amounts of duty", "guaranteeAmount", "refundDutyAmount", "refundDutyAmount"),
            ("balances", "surplusAmount", "surplusAmount", "surplusAmount"),
        ] {
            let summed = guarantee.amount(of_guarantee).zip(other.amount(of_others));
            let parts: Option<Vec<_>> = duties.iter().map(|duty| duty.amount(of_duty)).collect();
            let Some(((guaranteed, others), parts)) = summed.zip(parts) else { continue };
            let printed = guaranteed.value.saturating_add(others.value);
            let mut sum = Sum::default();
            parts.into_iter().for_each(|part| sum.add(part));
            if !is_complete {
                sum.range.open();
            }
            if !sum.range.rounded(duties.len()).contains(printed) {
                let message = format!(
                    "the summary gives {} and {}, the {what} shown make {}",
                    guaranteed.printed,
                    others.printed,
                    sum.range.words(yuan)
                );
                let pointers = [guaranteed.pointer, others.pointer].into_iter().chain(sum.pointers);
                findings.add(AuditRule::RefundDuty, Severity::Warning, message, pointers);
            }
        }
    }
}
