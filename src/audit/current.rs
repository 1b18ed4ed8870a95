//! Checks what an account in use owes now: its state, its overdue figures and the last month of its grid must agree.

use super::accounts::{Account, List, Usage};
use super::facts::{Fact, Facts, Record};
use super::grid::Grid;
use super::range::{month, month_text, yuan};
use super::{AuditRule, Findings, Severity};
use crate::grammar::Term;

/// The greatest number of a month in a grid; it stands for any greater one, too.
const GREATEST_CODE: i64 = 7;

/// The states of a month in which nothing is overdue: paid as agreed, or nothing to pay.
const NOT_OVERDUE: [&str; 2] = ["N", "*"];

/// The keys of 逾期31-60天未还本金 and the like.
const PRINCIPALS: [&str; 4] = ["overdue31Tp60", "overdue61Tp90", "overdue91Tp180", "overdue180"];

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    for account in List::ALL.iter().flat_map(|list| list.accounts(facts)) {
        let Some(figures) = account.in_use() else { continue };
        let periods = figures.count("currOverduePeriods");
        let amount = figures.amount("currOverdueAmount");
        // The grid of a 准贷记卡 shows its 透支, whether that is overdue or not.
        if account.list != List::QuasiCreditCard {
            against_grid(&account, periods, amount, findings);
        }
        if account.list.is_loan() {
            against_state(&account, periods, amount, findings);
            principals(&figures, amount, findings);
        }
    }
}

fn against_grid(
    account: &Account<'_>,
    periods: Option<Fact<'_, i64>>,
    amount: Option<Fact<'_, i64>>,
    findings: &mut Findings,
) {
    let Some(grid) = Grid::of(&account.record.at("refundRecord")) else { return };
    let Some(as_of) = account.record.date("dueDate").and_then(|date| month(date.value)) else { return };
    // A grid that ends in another month is about another time than the figures.
    let Some(last) = grid.months.iter().find(|last| last.month == as_of) else { return };
    let Some(state) = last.state.filter(|_| grid.range.is_none_or(|range| range.value.1 == as_of)) else { return };
    let mut wrong: Vec<(String, &str)> = Vec::new();
    if last.state_is(&NOT_OVERDUE) {
        let owed = periods.into_iter().map(|periods| (periods, "periods")).chain(amount.map(|amount| (amount, "yuan")));
        for (figure, unit) in owed.filter(|(figure, _)| figure.value > 0) {
            wrong.push((format!("{} overdue {unit}", figure.printed), figure.pointer));
        }
    } else if let Some(code) = last.overdue_code() {
        // In the grid of a loan the number counts days. Only in that of a card it is the number of periods.
        let is_same = |periods: i64| match account.list {
            List::CreditCard if code >= GREATEST_CODE => periods >= code,
            List::CreditCard => periods == code,
            _ => periods > 0,
        };
        if let Some(periods) = periods.filter(|periods| !is_same(periods.value)) {
            wrong.push((format!("{} overdue periods", periods.printed), periods.pointer));
        }
        if let Some((amount, of_month)) = amount.zip(last.amount)
            && amount.value != of_month.value
        {
            wrong.push((format!("{} overdue yuan", amount.printed), amount.pointer));
            wrong.push((format!("{} in the grid", yuan(of_month.value)), of_month.pointer));
        }
    }
    if !wrong.is_empty() {
        let figures: Vec<_> = wrong.iter().map(|figure| figure.0.as_str()).collect();
        let message =
            format!("{} is `{}` in the grid, beside {}", month_text(as_of), state.printed, figures.join(", "));
        let pointers = std::iter::once(state.pointer).chain(wrong.iter().map(|figure| figure.1));
        findings.add(AuditRule::CurrentOverdue, Severity::Warning, message, pointers);
    }
}

fn against_state(
    account: &Account<'_>,
    periods: Option<Fact<'_, i64>>,
    amount: Option<Fact<'_, i64>>,
    findings: &mut Findings,
) {
    let Some(state) = account.record.text("accountState/value") else { return };
    let figures: Vec<_> = [periods, amount].into_iter().flatten().collect();
    let is_normal = account.record.term("accountState/value").map(|term| term.value) == Some(Term::Normal);
    let wrong: Vec<_> = if account.usage() == Usage::InUse("overdue") {
        let nothing_is_owed = figures.len() == 2 && figures.iter().all(|figure| figure.value == 0);
        if nothing_is_owed { figures } else { Vec::new() }
    } else if is_normal {
        figures.into_iter().filter(|figure| figure.value > 0).collect()
    } else {
        Vec::new()
    };
    if !wrong.is_empty() {
        let printed: Vec<_> = wrong.iter().map(|figure| figure.printed).collect();
        let message = format!("the state is `{}`, overdue are {}", state.printed, printed.join(" and "));
        let pointers = std::iter::once(state.pointer).chain(wrong.iter().map(|figure| figure.pointer));
        findings.add(AuditRule::AccountState, Severity::Warning, message, pointers);
    }
}

/// Adds a finding if the overdue principal is more than the balance or than the overdue amount, which both include it.
fn principals(figures: &Record<'_>, overdue: Option<Fact<'_, i64>>, findings: &mut Findings) {
    let parts: Vec<_> = PRINCIPALS.iter().filter_map(|part| figures.amount(part)).collect();
    let sum = parts.iter().fold(0_i64, |sum, part| sum.saturating_add(part.value));
    let balance = figures.amount("surplusAmount").map(|balance| (balance, "the balance"));
    for (whole, name) in balance.into_iter().chain(overdue.map(|overdue| (overdue, "the overdue amount"))) {
        if sum > whole.value {
            let message = format!("overdue principal of {} is more than {name} of {}", yuan(sum), whole.printed);
            let pointers = std::iter::once(whole.pointer)
                .chain(parts.iter().filter(|part| part.value > 0).map(|part| part.pointer));
            findings.add(AuditRule::OverduePrincipal, Severity::Warning, message, pointers);
        }
    }
}
