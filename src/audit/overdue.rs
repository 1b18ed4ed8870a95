//! Compares 逾期（透支）信息汇总 with the repayment grids.
//!
//! The report does not say in full how the summary counts. So every number is compared with the smallest and the
//! greatest number that may be meant. It is not known
//!
//! - whether a month in which two accounts are overdue counts once or twice;
//! - whether the longest time is the length of a run of overdue months, or the number that the grid prints;
//! - whether the states B, D, G, M and Z are overdue.

use std::collections::{BTreeMap, BTreeSet};

use super::accounts::{Account, ENDS, List};
use super::facts::{Fact, Facts, Record, row_of};
use super::grid::{Grid, GridMonth};
use super::range::{Range, counted, month, month_text, number, yuan};
use super::{AuditRule, Findings, Severity};

/// The summary covers 5 years. Months less old than this are certain to be in it, and months older than
/// `POSSIBLE_MONTHS` are certain not to be.
const CERTAIN_MONTHS: i64 = 59;
const POSSIBLE_MONTHS: i64 = 61;

/// States that may be counted as overdue.
const POSSIBLE_STATES: [&str; 5] = ["B", "D", "G", "M", "Z"];

/// The greatest number of a month in a grid; it stands for any greater one, too.
const GREATEST_CODE: i64 = 7;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    let Some(now) = facts.report().date("creditHeader/reportTime").and_then(|time| month(time.value)) else { return };
    let summary = facts.report().at("infoSummary/creditTransBreachInfoSummary");
    let rows = summary.items("overdueInfoCollection");
    let all_rows_are_known = rows.iter().all(|row| row.term("type").is_some());
    for list in List::ALL {
        let history = History::of(list, facts, now);
        match row_of(&rows, list.term()) {
            Some(row) => history.compare(row, findings),
            None if all_rows_are_known && facts.report().at("infoSummary").place().is_some() => {
                history.miss(list, findings);
            }
            None => {}
        }
    }
}

/// An overdue month of an account.
struct OverdueMonth<'f> {
    account: usize,
    month: i64,
    is_certain: bool,
    /// The number that the state is; 0 if it is a letter.
    code: i64,
    amount: Option<Fact<'f, i64>>,
    pointer: &'f str,
}

/// The overdue months in the grids of one list.
struct History<'f> {
    months: Vec<OverdueMonth<'f>>,
    /// Whether the grids show everything that the summary may count: all accounts are shown, all grids reach back as
    /// far as the summary, every state is known, and no 最新还款记录 is newer than its grid.
    is_complete: bool,
}

impl<'f> History<'f> {
    fn of(list: List, facts: &'f Facts, now: i64) -> Self {
        let mut history = Self { months: Vec::new(), is_complete: list.is_complete(facts) };
        for (index, account) in list.accounts(facts).iter().enumerate() {
            history.add(index, account, now);
        }
        history
    }

    fn add(&mut self, index: usize, account: &Account<'f>, now: i64) {
        let ended = ENDS.iter().find_map(|end| account.record.date(end)).and_then(|end| month(end.value));
        let is_long_ended = ended.is_some_and(|ended| now - ended > POSSIBLE_MONTHS);
        if is_long_ended || account.record.at("accountState/inactive").is_there() {
            return;
        }
        let grids: Vec<_> = ["refundRecord", "refundStateRecord"]
            .iter()
            .filter_map(|grid| Grid::of(&account.record.at(grid)))
            .collect();
        let opened = account.record.date("startDate").and_then(|date| month(date.value));
        let from = opened.map_or(now - CERTAIN_MONTHS, |opened| opened.max(now - CERTAIN_MONTHS));
        let reaches_back = grids.iter().filter_map(|grid| grid.range).any(|range| range.value.0 <= from + 1);
        // A month without a state may have been overdue.
        let all_known = grids.iter().flat_map(|grid| &grid.months).all(|month| month.state.is_some());
        let latest = ["beforeDeadlineDate/currRefundState", "beforeDueDate/currRefundState"];
        let has_newer_state = latest.iter().any(|state| account.record.prints(state));
        self.is_complete &= reaches_back && all_known && !has_newer_state;
        let mut seen = BTreeSet::new();
        for grid in grids {
            for month in grid.months {
                let age = now - month.month;
                if (0..=POSSIBLE_MONTHS).contains(&age) && seen.insert(month.month) {
                    let is_certain = age < CERTAIN_MONTHS && !account.is_handed_on();
                    self.months.extend(overdue_month(index, account.list, &month, is_certain));
                }
            }
        }
    }

    fn certain(&self) -> impl Iterator<Item = &OverdueMonth<'f>> {
        self.months.iter().filter(|month| month.is_certain)
    }

    /// Adds a finding if there are overdue months, for a list that has no row in the summary.
    fn miss(&self, list: List, findings: &mut Findings) {
        let Some(first) = self.certain().min_by_key(|month| month.month) else { return };
        let accounts: BTreeSet<_> = self.certain().map(|month| month.account).collect();
        let message = format!(
            "the summary of overdue accounts has no row for {} with overdue months, the first of {}",
            counted(number(accounts.len()), list.noun()),
            month_text(first.month)
        );
        let pointers = self.certain().map(|month| month.pointer);
        findings.add(AuditRule::OverdueMissing, Severity::Warning, message, pointers);
    }

    fn compare(&self, row: &Record<'_>, findings: &mut Findings) {
        let numbers = [
            (AuditRule::OverdueAccounts, row.count("accountNum"), self.accounts(), "account"),
            (AuditRule::OverdueMonths, row.count("monthNum"), self.count(), "month"),
            (AuditRule::OverdueLongest, row.count("maxOverdueMonthNum"), self.longest(), "month"),
        ];
        for (rule, printed, mut range, noun) in numbers {
            let Some(printed) = printed else { continue };
            if !self.is_complete {
                range.open();
            }
            if !range.contains(printed.value) {
                let message = format!(
                    "the summary gives {}, the grids show {}",
                    counted(printed.value, noun),
                    range.words(|number| number.to_string())
                );
                self.tell(rule, printed.pointer, message, findings);
            }
        }
        let (peak, amounts) = self.peak();
        if let Some(printed) = row.amount("maxAmountPerMonth")
            && !peak.rounded(amounts).contains(printed.value)
        {
            let message = format!("the summary gives {}, the grids show {}", printed.printed, peak.words(yuan));
            self.tell(AuditRule::OverduePeak, printed.pointer, message, findings);
        }
    }

    fn tell(&self, rule: AuditRule, pointer: &str, message: String, findings: &mut Findings) {
        let of_amounts = rule == AuditRule::OverduePeak;
        let months = self.months.iter().map(|month| match month.amount {
            Some(amount) if of_amounts => amount.pointer,
            _ => month.pointer,
        });
        findings.add(rule, Severity::Warning, message, std::iter::once(pointer).chain(months));
    }

    fn accounts(&self) -> Range {
        let accounts = |months: &mut dyn Iterator<Item = &OverdueMonth<'f>>| {
            number(months.map(|month| month.account).collect::<BTreeSet<_>>().len())
        };
        Range { low: accounts(&mut self.certain()), high: accounts(&mut self.months.iter()) }
    }

    fn count(&self) -> Range {
        let distinct: BTreeSet<_> = self.certain().map(|month| month.month).collect();
        Range { low: number(distinct.len()), high: number(self.months.len()) }
    }

    /// The range of the longest time overdue. Either the longest run of overdue months or the greatest number in the
    /// grids may be meant.
    fn longest(&self) -> Range {
        let greatest = self.certain().map(|month| month.code).max().unwrap_or_default();
        let of_all = self.months.iter().map(|month| month.code).max().unwrap_or_default();
        let low = self.longest_run(|month| month.is_certain, |_| 0).min(greatest);
        // A run whose first number is greater than 1 began earlier than its first overdue month in the grid.
        let high = self.longest_run(|_| true, |first| (first.code - 1).max(0)).max(of_all);
        Range { low, high: if of_all >= GREATEST_CODE { i64::MAX } else { high } }
    }

    fn longest_run(&self, is_counted: fn(&OverdueMonth<'f>) -> bool, before: fn(&OverdueMonth<'f>) -> i64) -> i64 {
        let mut months: Vec<_> = self.months.iter().filter(|month| is_counted(month)).collect();
        months.sort_by_key(|month| (month.account, month.month));
        let (mut longest, mut length, mut last) = (0, 0, None);
        for month in months {
            length = if last == Some((month.account, month.month - 1)) { length + 1 } else { 1 + before(month) };
            longest = longest.max(length);
            last = Some((month.account, month.month));
        }
        longest
    }

    /// The range of the greatest amount in a month, and how many amounts may have been rounded in it. The lower end is
    /// the greatest amount of one account, the upper end the greatest sum of all accounts in one month.
    fn peak(&self) -> (Range, usize) {
        let low = self.certain().filter_map(|month| month.amount).map(|amount| amount.value).max().unwrap_or_default();
        let mut sums: BTreeMap<i64, i64> = BTreeMap::new();
        for month in &self.months {
            let sum = sums.entry(month.month).or_default();
            *sum = sum.saturating_add(month.amount.map_or(0, |amount| amount.value));
        }
        let mut peak = Range { low, high: sums.into_values().max().unwrap_or_default().max(low) };
        if !self.is_complete || self.months.iter().any(|month| month.amount.is_none()) {
            peak.open();
        }
        (peak, self.months.len())
    }
}

/// The month of a grid as an overdue month; `None` if it does not count as one. A month of a 准贷记卡 counts from `3`
/// on, because its 透支 counts from 60 days on.
fn overdue_month<'f>(account: usize, list: List, month: &GridMonth<'f>, is_certain: bool) -> Option<OverdueMonth<'f>> {
    let first_code = if list == List::QuasiCreditCard { 3 } else { 1 };
    let code = month.overdue_code().filter(|&code| code >= first_code);
    if code.is_none() && !month.state_is(&POSSIBLE_STATES) {
        return None;
    }
    Some(OverdueMonth {
        account,
        month: month.month,
        is_certain: is_certain && code.is_some(),
        code: code.unwrap_or_default(),
        amount: month.amount,
        pointer: month.state?.pointer,
    })
}
