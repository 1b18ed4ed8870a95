//! Compares the repayment grids with their titles, with their accounts, and with each other.

use super::accounts::{Account, ENDS, List, Usage};
use super::facts::{Fact, Facts, Record};
use super::grid::{Grid, GridMonth};
use super::range::{counted, month, month_text, number};
use super::{AuditRule, Findings, Severity};

/// The most months that a grid has: 5 years.
const LONGEST_GRID: i64 = 60;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    let now = facts.report().date("creditHeader/reportTime");
    let now = now.and_then(|now| Some(Fact { pointer: now.pointer, printed: now.printed, value: month(now.value)? }));
    for account in List::ALL.iter().flat_map(|list| list.accounts(facts)) {
        let record = &account.record;
        let [payments, states] = ["refundRecord", "refundStateRecord"].map(|grid| Grid::of(&record.at(grid)));
        for grid in [&payments, &states].into_iter().flatten() {
            months(grid, findings);
            period(grid, record, now, findings);
            as_of(grid, &account, findings);
        }
        if let Some((payments, states)) = payments.zip(states) {
            both(&payments, &states, findings);
        }
    }
    for record in facts.report().items("noncreditTransInfoDetail") {
        if let Some(grid) = Grid::of(&record.at("refundRecord")) {
            months(&grid, findings);
            period(&grid, &record, now, findings);
        }
    }
}

fn months(grid: &Grid<'_>, findings: &mut Findings) {
    let Some(range) = grid.range else { return };
    let (first, last) = range.value;
    let mut tell = |severity, what: String, months: &[&GridMonth<'_>]| {
        let places = months.iter().filter_map(|month| {
            month.state.map(|state| state.pointer).or_else(|| month.amount.map(|amount| amount.pointer))
        });
        let pointers = std::iter::once(range.pointer).chain(places);
        findings.add(AuditRule::GridMonths, severity, format!("`{}` {what}", range.printed), pointers);
    };
    if first > last {
        return tell(Severity::Error, "ends before it begins".into(), &[]);
    }
    if last - first >= LONGEST_GRID {
        tell(Severity::Warning, format!("names {} months, a grid holds {LONGEST_GRID}", last - first + 1), &[]);
    }
    let in_order = grid.in_order();
    let outside: Vec<_> = in_order.iter().copied().filter(|month| !(first..=last).contains(&month.month)).collect();
    if let [one, ..] = outside.as_slice() {
        let shown = counted(number(outside.len()), "month");
        tell(Severity::Error, format!("has {shown} outside of it, the first is {}", month_text(one.month)), &outside);
    }
    let twice: Vec<_> = in_order.windows(2).filter(|pair| pair[0].month == pair[1].month).flatten().copied().collect();
    if let [one, ..] = twice.as_slice() {
        tell(Severity::Error, format!("has {} twice", month_text(one.month)), &twice);
    }
    let (mut missing, mut next) = (Vec::new(), first);
    for month in in_order.iter().filter(|month| (first..=last).contains(&month.month)) {
        // No more months than a grid has: the title may name any two years.
        missing.extend((next..month.month).take(LONGEST_GRID as usize));
        next = next.max(month.month + 1);
    }
    missing.extend((next..=last).take(LONGEST_GRID as usize));
    if let [one, ..] = missing.as_slice() {
        let (blank, first) = (counted(number(missing.len()), "month"), month_text(*one));
        tell(Severity::Warning, format!("has {blank} blank, the first is {first}"), &[]);
    }
}

/// Compares the period in the title with 报告时间, and with the dates on which the account was opened and ended.
fn period(grid: &Grid<'_>, record: &Record<'_>, now: Option<Fact<'_, i64>>, findings: &mut Findings) {
    let Some(range) = grid.range else { return };
    let (first, last) = range.value;
    let mut tell = |severity, what: String, other: &str| {
        let message = format!("`{}` {what}", range.printed);
        findings.add(AuditRule::GridPeriod, severity, message, [range.pointer, other]);
    };
    if let Some(now) = now.filter(|now| last > now.value) {
        tell(Severity::Error, format!("ends after the report was made, {}", now.printed), now.pointer);
    }
    // Notes in the caption may say that another institution handed the account on. Then the history may be older than
    // the account.
    let is_handed_on = record.prints("captionNotes/0");
    if let Some(start) = record.date("startDate")
        && month(start.value).is_some_and(|start| first < start && !is_handed_on)
    {
        tell(Severity::Warning, format!("begins before the account was opened, {}", start.printed), start.pointer);
    }
    for end in ENDS.iter().filter_map(|end| record.date(end)) {
        if month(end.value).is_some_and(|end| last > end) {
            tell(Severity::Warning, format!("goes on after the account ended, {}", end.printed), end.pointer);
        }
    }
}

/// Compares the end of the period in the title with 截至.
fn as_of(grid: &Grid<'_>, account: &Account<'_>, findings: &mut Findings) {
    let Some((range, date)) = grid.range.zip(account.record.date("dueDate")) else { return };
    let Some(as_of) = month(date.value) else { return };
    let (severity, what) = if range.value.1 > as_of {
        (Severity::Warning, "ends after")
    } else if range.value.1 < as_of && matches!(account.usage(), Usage::InUse(_)) {
        (Severity::Info, "ends before")
    } else {
        return;
    };
    let message = format!("`{}` {what} the date of the account's figures, `{}`", range.printed, date.printed);
    findings.add(AuditRule::GridPeriod, severity, message, [range.pointer, date.pointer]);
}

/// Compares the months that both grids of an account have.
fn both(payments: &Grid<'_>, states: &Grid<'_>, findings: &mut Findings) {
    for month in &states.months {
        let same = payments.months.iter().find(|other| other.month == month.month);
        let pair = same.and_then(|other| other.state).zip(month.state);
        // `/`: the account was not yet opened, or nothing was reported.
        let differ = pair.filter(|(one, other)| one.value != other.value && ![one.value, other.value].contains(&"/"));
        if let Some((one, other)) = differ {
            let message = format!(
                "{} is `{}` in one grid and `{}` in the other",
                month_text(month.month),
                one.printed,
                other.printed
            );
            findings.add(AuditRule::GridStates, Severity::Warning, message, [one.pointer, other.pointer]);
        }
    }
}
