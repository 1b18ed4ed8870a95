//! Compares 查询记录概要 with 查询记录.
//!
//! The numbers of the summary count the queries in a window of time before the report. The report does not say whether
//! a window of a month is 30 days or a calendar month, whether the first and the last day belong to it, and whether the
//! query that made this report is counted. All of these are taken as right.

use std::collections::BTreeSet;

use super::facts::{Fact, Facts, Record};
use super::range::{Range, counted, is_later, month, number};
use super::{AuditRule, Findings, Severity};
use crate::grammar::Term;
use crate::schema::kind::CalendarDate;

/// The days of a month. Every month is taken to have 31, which keeps days in their order.
const MONTH: i64 = 31;
const TWO_YEARS: i64 = 24 * MONTH;

/// By how many days a window may begin earlier than its length says, because months have different lengths.
const POSSIBLE_DAYS: i64 = 3;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    let summary = facts.report().at("infoSummary/queryRecordSummary");
    let queries = facts.report().items("queryRecord");
    // Some reports print the summary without the list.
    if queries.is_empty() {
        return;
    }
    if let Some(now) = facts.report().date("creditHeader/reportTime").and_then(|time| day(time.value)) {
        query_counts(facts, &summary, &queries, now, findings);
    }
    last_query(facts, &summary.at("lastQueryRecord"), &queries, findings);
}

/// The number of a day, by which days are ordered and subtracted.
fn day(date: CalendarDate) -> Option<i64> {
    Some(month(date)? * MONTH + i64::from(date.day?))
}

/// A number of the summary and the queries that it counts.
struct Window {
    key: &'static str,
    length: i64,
    reason: Term,
    /// Another reason whose queries may be counted, too.
    possible_reason: Option<Term>,
    counts_institutions: bool,
}

const fn window(key: &'static str, length: i64, reason: Term, possible_reason: Option<Term>) -> Window {
    Window { key, length, reason, possible_reason, counts_institutions: false }
}

const WINDOWS: [Window; 8] = [
    Window {
        counts_institutions: true,
        ..window("last1MonthQueryCompanyNum/loanApproval", MONTH, Term::LoanApproval, Some(Term::FinancingApproval))
    },
    Window {
        counts_institutions: true,
        ..window("last1MonthQueryCompanyNum/creditApproval", MONTH, Term::CreditCardApproval, None)
    },
    window("last1MonthQueryNum/loanApproval", MONTH, Term::LoanApproval, Some(Term::FinancingApproval)),
    window("last1MonthQueryNum/creditApproval", MONTH, Term::CreditCardApproval, None),
    window("last1MonthQueryNum/selfQuery", MONTH, Term::SelfQuery, None),
    window("last2YearQueryNum/managerAfterLoan", TWO_YEARS, Term::AfterLoan, Some(Term::AfterGuarantee)),
    window("last2YearQueryNum/guaranteeInvestigate", TWO_YEARS, Term::GuaranteeReview, Some(Term::BeforeGuarantee)),
    window("last2YearQueryNum/bespokeMerchantsRealNameInvestigate", TWO_YEARS, Term::MerchantReview, None),
];

fn query_counts(facts: &Facts, summary: &Record<'_>, queries: &[Record<'_>], now: i64, findings: &mut Findings) {
    let header_reason = facts.report().term("creditHeader/reason").map(|reason| reason.value);
    for Window { key, length, reason, possible_reason, counts_institutions } in WINDOWS {
        let Some(printed) = summary.count(key) else { continue };
        let (mut certain, mut possible) = (Vec::new(), Vec::new());
        for query in queries {
            let age = query.date("date").and_then(|date| day(date.value)).map(|date| now - date);
            // A query without a date may have been made at any time, and one without a reason for any reason.
            let may_be_in_time = age.is_none_or(|age| (0..=length + POSSIBLE_DAYS).contains(&age));
            let of_query = query.term("queryReason").map(|term| term.value);
            let may_be_counted = of_query == Some(reason)
                || of_query.is_some() && of_query == possible_reason
                || query.text("queryReason").is_none();
            if !may_be_in_time || !may_be_counted {
                continue;
            }
            if of_query == Some(reason) && age.is_some_and(|age| (1..length - 1).contains(&age)) {
                certain.push(query);
            } else {
                possible.push(query);
            }
        }
        // A report that a bank prints need not list the queries of the person.
        if reason == Term::SelfQuery && certain.is_empty() && possible.is_empty() {
            continue;
        }
        let institutions = |queries: &[&Record<'_>]| {
            queries
                .iter()
                .filter_map(|query| query.text("queryCompany"))
                .map(|name| name.value)
                .collect::<BTreeSet<_>>()
                .len()
        };
        let all: Vec<_> = certain.iter().chain(&possible).copied().collect();
        let mut shown = if counts_institutions {
            // At most each query is of another institution: one that prints none may be of any.
            Range { low: number(institutions(&certain)), high: number(all.len()) }
        } else {
            Range { low: number(certain.len()), high: number(all.len()) }
        };
        if header_reason == Some(reason) || header_reason.is_some() && header_reason == possible_reason {
            shown.add_possible(1);
        }
        tell(printed, shown, counts_institutions, &all, findings);
    }
}

fn tell(
    printed: Fact<'_, i64>,
    shown: Range,
    counts_institutions: bool,
    queries: &[&Record<'_>],
    findings: &mut Findings,
) {
    if shown.contains(printed.value) {
        return;
    }
    let noun = if counts_institutions { "institution" } else { "query" };
    let message = format!(
        "the summary counts {}, the list shows {}",
        counted(printed.value, noun),
        shown.words(|count| count.to_string())
    );
    let places =
        queries.iter().filter_map(|query| query.text("date").map(|date| date.pointer).or_else(|| query.place()));
    findings.add(AuditRule::QueryCounts, Severity::Warning, message, std::iter::once(printed.pointer).chain(places));
}

/// Compares 上一次查询记录 with the list. No query of the list is later, except those on the day of the report, because
/// one of them may have made this report; and one query has that date.
fn last_query(facts: &Facts, last: &Record<'_>, queries: &[Record<'_>], findings: &mut Findings) {
    let Some(date) = last.date("date") else { return };
    let dates: Vec<_> = queries.iter().filter_map(|query| query.date("date")).collect();
    let Some(now) = facts.report().date("creditHeader/reportTime") else { return };
    let before_now = dates.iter().filter(|query| is_later(now.value, query.value));
    if let Some(latest) = before_now.max_by_key(|query| query.value)
        && is_later(latest.value, date.value)
    {
        let message =
            format!("the last query is said to be of {}, the list has one of {}", date.printed, latest.printed);
        findings.add(AuditRule::LastQuery, Severity::Warning, message, [date.pointer, latest.pointer]);
    }
    if dates.len() == queries.len() && dates.iter().all(|query| query.value != date.value) {
        let message = format!("the list has no query of {}, the date of the last query", date.printed);
        let pointers = std::iter::once(date.pointer).chain(dates.iter().map(|date| date.pointer));
        findings.add(AuditRule::LastQuery, Severity::Info, message, pointers);
    }
}
