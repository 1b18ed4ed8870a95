//! Checks totals and the numbers of rows, and compares 信贷交易信息提示 with the accounts.

use super::accounts::{Account, List, places};
use super::facts::{Fact, Facts, Record, row_of};
use super::range::{Range, counted, is_later, month, number, yuan};
use super::{AuditRule, Findings, Severity};
use crate::grammar::Term;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    let hint = facts.report().at("infoSummary/creditTransInfoHint");
    totals(facts, &hint, findings);
    numbering(facts, findings);
    shown_accounts(facts, findings);
    hint_rows(facts, &hint, findings);
}

/// The records that a summary counts, as the report shows them one by one.
pub(super) struct Comparison<'a> {
    pub rule: AuditRule,
    /// The severity if the report shows more records than the summary counts. If it shows fewer, the severity is
    /// `Warning`.
    pub when_more: Severity,
    /// What is counted: `account`, `record`.
    pub noun: &'a str,
    /// How many of them the report shows.
    pub shown: Range,
    /// Where the report shows them.
    pub places: Vec<&'a str>,
}

/// Compares a count of a summary with what is shown.
pub(super) fn compare(count: Fact<'_, i64>, comparison: Comparison<'_>, findings: &mut Findings) {
    let Comparison { rule, when_more, noun, shown, places } = comparison;
    if shown.contains(count.value) {
        return;
    }
    let severity = if count.value < shown.low { when_more } else { Severity::Warning };
    let message = format!(
        "the summary counts {}, the report shows {}",
        counted(count.value, noun),
        shown.words(|count| count.to_string())
    );
    findings.add(rule, severity, message, std::iter::once(count.pointer).chain(places));
}

fn totals(facts: &Facts, hint: &Record<'_>, findings: &mut Findings) {
    let rows: Vec<_> =
        ["loan", "creditCard", "others"].iter().flat_map(|group| hint.at("detail").items(group)).collect();
    total(hint.count("totalAccountNum"), &rows, |row| row.count("accountNum"), i64::to_string, findings);
    let recovery = facts.report().at("infoSummary/creditTransBreachInfoSummary/recourseInfoSummary");
    let rows = recovery.items("detail");
    total(recovery.count("totalAccountNum"), &rows, |row| row.count("accountNum"), i64::to_string, findings);
    total(recovery.amount("surplusAmount"), &rows, |row| row.amount("surplusAmount"), |&fen| yuan(fen), findings);
}

/// Adds a finding if a total is not the sum of its rows. Silent if the total or a number of a row is not known.
fn total<'f>(
    total: Option<Fact<'f, i64>>,
    rows: &[Record<'f>],
    part: impl Fn(&Record<'f>) -> Option<Fact<'f, i64>>,
    write: impl Fn(&i64) -> String,
    findings: &mut Findings,
) {
    let parts: Option<Vec<_>> = rows.iter().map(part).collect();
    let Some((total, parts)) = total.zip(parts.filter(|parts| !parts.is_empty())) else { return };
    let sum = parts.iter().fold(0_i64, |sum, part| sum.saturating_add(part.value));
    if sum != total.value {
        let message = format!("the total is {}, the rows above it make {}", total.printed, write(&sum));
        let pointers = std::iter::once(total.pointer).chain(parts.iter().map(|part| part.pointer));
        findings.add(AuditRule::Total, Severity::Error, message, pointers);
    }
}

/// The lists whose records have a number, in their caption or in 编号. The second value says whether the report may
/// show only the newest records of the list.
const NUMBERED: [(&str, bool); 30] = [
    ("personBasicInfo/personInfo/mobile", false),
    ("personBasicInfo/livedInfos", false),
    ("personBasicInfo/experiences", false),
    ("creditTransInfoDetail/recoveryInfo", true),
    ("creditTransInfoDetail/acyclicCreditAccount", true),
    ("creditTransInfoDetail/cyclicalAmountPerAccount", true),
    ("creditTransInfoDetail/cyclicalLoanAccount", true),
    ("creditTransInfoDetail/creditAccount", true),
    ("creditTransInfoDetail/quasiCreditAccount", true),
    ("creditTransInfoDetail/concernedRefundDutyInfo/concernRefundPersonBorrow", true),
    ("creditTransInfoDetail/concernedRefundDutyInfo/concernRefundCompanyBorrow", true),
    ("creditTransInfoDetail/extensionProtocolInfo", true),
    ("publicInfoDetail/owingTaxRecord", false),
    ("publicInfoDetail/civilJudgmentRecord", false),
    ("publicInfoDetail/forceExecuteRecord", false),
    ("publicInfoDetail/administrativePenaltyRecord", false),
    ("publicInfoDetail/lowSecurityRescueRecord", false),
    ("publicInfoDetail/executiveQualificationRecord", false),
    ("publicInfoDetail/administrativeRewardRecord", false),
    ("nonFinanceCreditTransInfoDetail", false),
    ("openInfo/judgmentInfo", false),
    ("openInfo/executionInfo", false),
    ("openInfo/confirmInfo", false),
    ("openInfo/punishmentInfo", false),
    ("openInfo/arrearsInfo", false),
    ("openInfo/otherOpenInfo", false),
    ("otherNonOpenInfo", false),
    ("selfStatement", false),
    ("objectionLabel", false),
    ("queryRecord", false),
];

/// The number of a record: the one in its caption (账户12), or else its 编号.
fn row_number<'f>(record: &Record<'f>) -> Option<Fact<'f, i64>> {
    let of_caption = |name: Fact<'f, &'f str>| {
        let digits = name.value.trim_start_matches(|character: char| !character.is_ascii_digit());
        Some(Fact { pointer: name.pointer, printed: name.printed, value: digits.parse().ok()? })
    };
    record.text("name").and_then(of_caption).or_else(|| record.count("no"))
}

fn numbering(facts: &Facts, findings: &mut Findings) {
    for (list, may_be_cut) in NUMBERED {
        let mut last: Option<Fact<'_, i64>> = None;
        let mut last_type = None;
        for record in facts.report().items(list) {
            // 机构查询记录明细 and 本人查询记录明细 are numbered separately.
            let query_type = record.text("queryType").map(|kind| kind.value);
            if query_type != last_type {
                last = None;
            }
            last_type = query_type;
            let Some(row) = row_number(&record) else {
                last = None;
                continue;
            };
            match last {
                Some(last) if row.value != last.value.saturating_add(1) => {
                    let message = format!("`{}` follows upon `{}`", row.printed, last.printed);
                    findings.add(AuditRule::Numbering, Severity::Error, message, [last.pointer, row.pointer]);
                }
                None if record.pointer().ends_with("/0") && row.value != 1 && !may_be_cut => {
                    let message = format!("the first of its list is `{}`", row.printed);
                    findings.add(AuditRule::Numbering, Severity::Error, message, [row.pointer]);
                }
                _ => {}
            }
            last = Some(row);
        }
    }
}

/// The lists under whose heading a note may say that only the newest records are shown.
const CUT: [&str; 10] = [
    "creditTransInfoDetail/recoveryInfo",
    "creditTransInfoDetail/acyclicCreditAccount",
    "creditTransInfoDetail/cyclicalAmountPerAccount",
    "creditTransInfoDetail/cyclicalLoanAccount",
    "creditTransInfoDetail/creditAccount",
    "creditTransInfoDetail/quasiCreditAccount",
    "creditTransInfoDetail/concernedRefundDutyInfo/concernRefundPersonBorrow",
    "creditTransInfoDetail/concernedRefundDutyInfo/concernRefundCompanyBorrow",
    "creditTransInfoDetail/extensionProtocolInfo",
    "creditTransInfoDetail/concernedRefundDutyInfo",
];

fn shown_accounts(facts: &Facts, findings: &mut Findings) {
    for list in CUT {
        let Some(note) = facts.report().text(&format!("{list}Note")) else { continue };
        let mut numbers = note.value.split(|character: char| !character.is_ascii_digit()).filter(|run| !run.is_empty());
        let (Some(announced), None) = (numbers.next().and_then(|run| run.parse::<i64>().ok()), numbers.next()) else {
            continue;
        };
        let mut records = facts.report().items(list);
        if records.is_empty() {
            let both = ["concernRefundPersonBorrow", "concernRefundCompanyBorrow"];
            records = both.iter().flat_map(|part| facts.report().at(list).items(part)).collect();
        }
        if number(records.len()) != announced {
            let message = format!(
                "`{}` announces {}, the report shows {}",
                note.printed,
                counted(announced, "account"),
                records.len()
            );
            let pointers = std::iter::once(note.pointer).chain(records.iter().filter_map(Record::place));
            findings.add(AuditRule::ShownAccounts, Severity::Warning, message, pointers);
        }
    }
}

/// The accounts that a row of 信贷交易信息提示 counts, as far as their list, state and 业务种类 tell.
struct Group<'f> {
    accounts: Vec<Account<'f>>,
    /// Accounts that the row may count or not. They have no 业务种类, or they are 转出: then the institution that has
    /// them now shows them, too.
    possible: Vec<Account<'f>>,
    is_complete: bool,
}

impl<'f> Group<'f> {
    /// The accounts of some lists that have the given 业务种类; with `None`, all of them.
    fn of(facts: &'f Facts, lists: &[List], kind: Option<Term>) -> Self {
        let is_kind = |account: &Account<'_>| {
            kind.is_none()
                || account.record.text("type").is_none()
                || account.record.term("type").map(|found| found.value) == kind
        };
        let is_certain = |account: &Account<'_>| {
            let is_kind_known = kind.is_none() || account.record.text("type").is_some();
            is_kind_known && !account.is_handed_on()
        };
        let all = lists.iter().flat_map(|list| list.accounts(facts)).filter(is_kind);
        let (accounts, possible) = all.partition(is_certain);
        Self { accounts, possible, is_complete: lists.iter().all(|list| list.is_complete(facts)) }
    }

    fn shown(&self) -> Range {
        let mut shown = Range::exactly(number(self.accounts.len()));
        shown.add_possible(number(self.possible.len()));
        if !self.is_complete {
            shown.open();
        }
        shown
    }
}

const LOANS: [List; 3] = [List::Acyclic, List::CyclicalOne, List::CyclicalTwo];

fn hint_rows(facts: &Facts, hint: &Record<'_>, findings: &mut Findings) {
    let detail = hint.at("detail");
    let [loans, cards, others] = ["loan", "creditCard", "others"].map(|group| detail.items(group));
    for (rows, lists, term, of_kind) in [
        (&loans, &LOANS[..], Term::HousingLoan, true),
        (&loans, &LOANS[..], Term::CommercialProperty, true),
        (&cards, &[List::CreditCard][..], Term::CreditCard, false),
        (&cards, &[List::QuasiCreditCard][..], Term::QuasiCreditCard, false),
    ] {
        let group = Group::of(facts, lists, of_kind.then_some(term));
        if let Some(row) = row_of(rows, term) {
            hint_count(row.count("accountNum"), &group, findings);
            first_month(row, &group, findings);
        } else if hint.prints("totalAccountNum")
            && rows.iter().all(|row| row.term("type").is_some())
            && !group.accounts.is_empty()
        {
            let message = format!("the hint has no row for {}", counted(number(group.accounts.len()), "account"));
            let total = format!("{}/totalAccountNum", hint.pointer());
            let pointers = std::iter::once(total.as_str()).chain(places(&group.accounts));
            findings.add(AuditRule::AccountCount, Severity::Error, message, pointers);
        }
    }
    hint_count(hint.count("totalAccountNum"), &Group::of(facts, &List::ALL, None), findings);
    // 其他 counts some accounts of the loan lists, too, and the report does not say which. Together with the rows of
    // loans it counts all of them.
    let counts: Option<Vec<_>> = loans.iter().chain(&others).map(|row| row.count("accountNum")).collect();
    if let Some(counts) = counts.filter(|counts| !counts.is_empty()) {
        let group = Group::of(facts, &LOANS, None);
        let sum = counts.iter().fold(0_i64, |sum, count| sum.saturating_add(count.value));
        if !group.shown().contains(sum) {
            let severity = if sum < group.shown().low { Severity::Error } else { Severity::Warning };
            let message = format!(
                "the hint counts {} of loans and others, the report shows {}",
                counted(sum, "account"),
                group.shown().words(|count| count.to_string())
            );
            let pointers = counts.iter().map(|count| count.pointer).chain(places(&group.accounts));
            findings.add(AuditRule::AccountCount, severity, message, pointers);
        }
    }
}

fn hint_count(count: Option<Fact<'_, i64>>, group: &Group<'_>, findings: &mut Findings) {
    let Some(count) = count else { return };
    let comparison = Comparison {
        rule: AuditRule::AccountCount,
        when_more: Severity::Error,
        noun: "account",
        shown: group.shown(),
        places: places(&group.accounts),
    };
    compare(count, comparison, findings);
}

fn first_month(row: &Record<'_>, group: &Group<'_>, findings: &mut Findings) {
    let Some(first) = row.date("firstGotAt") else { return };
    let known: Vec<_> = group.accounts.iter().filter_map(|account| account.record.date("startDate")).collect();
    let Some(earliest) = known.iter().min_by_key(|start| start.value) else { return };
    let everything_is_known = group.is_complete && group.possible.is_empty() && known.len() == group.accounts.len();
    let severity = if is_later(first.value, earliest.value) {
        Severity::Error
    } else if everything_is_known && month(first.value) < month(earliest.value) {
        Severity::Warning
    } else {
        return;
    };
    let message = format!(
        "the first business is said to be of {}, the earliest account shown was opened on {}",
        first.printed, earliest.printed
    );
    findings.add(AuditRule::FirstMonth, severity, message, [first.pointer, earliest.pointer]);
}
