//! Checks dates: the date in the number of the report, events dated later than the report, and pairs of dates that are
//! in the wrong order.

use super::accounts::IN_USE;
use super::facts::{Facts, Leaf, Record, date};
use super::range::is_later;
use super::{AuditRule, Findings, Severity};
use crate::schema::kind::CalendarDate;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    report_number(&facts.report().at("creditHeader"), findings);
    after_report(facts, findings);
    order(facts, findings);
}

/// The number of digits of the date and time with which a report number begins.
const TIME_DIGITS: usize = 14;
/// A number with fewer digits than this has another form.
const SHORTEST_NUMBER: usize = 18;

/// Compares 报告编号 with 报告时间. A number that does not begin with a date has another form and is not checked.
fn report_number(header: &Record<'_>, findings: &mut Findings) {
    let Some((serial, time)) = header.text("serialNo").zip(header.date("reportTime")) else { return };
    if serial.value.len() < SHORTEST_NUMBER || !serial.value.bytes().all(|byte| byte.is_ascii_digit()) {
        return;
    }
    let (day, clock) = (&serial.value[..8], &serial.value[8..TIME_DIGITS]);
    let Some(of_number) = date(&format!("{}.{}.{}", &day[..4], &day[4..6], &day[6..])) else { return };
    let pointers = [serial.pointer, time.pointer];
    let digits: String = time.printed.chars().filter(char::is_ascii_digit).collect();
    if is_later(of_number, time.value) || is_later(time.value, of_number) {
        let message = format!("the number begins with the day {day}, the report is of {}", time.printed);
        findings.add(AuditRule::ReportNumber, Severity::Warning, message, pointers);
    } else if digits.len() == TIME_DIGITS && !digits.ends_with(clock) {
        let message = format!("the number has the time {clock}, the report is of {}", time.printed);
        findings.add(AuditRule::ReportNumber, Severity::Info, message, pointers);
    }
}

/// The keys of the dates of events. Due dates, and dates from which something takes effect, are not among them: they
/// may be later than the report.
const PAST: [&str; 25] = [
    "accountClosedDate",
    "accountDate",
    "addDate",
    "agreeDate",
    "applyDate",
    "birthday",
    "canceledDate",
    "closingDate",
    "contributionDate",
    "creditorReceivedDate",
    "date",
    "fillingDate",
    "firstContributionDate",
    "firstGotAt",
    "gotDate",
    "latestPaidDate",
    "latestRepayDate",
    "occurDate",
    "owingTaxStatsDate",
    "realPayedDate",
    "refundDate",
    "revocationDate",
    "startDate",
    "transferDate",
    "updateAt",
];

/// The section in which `dueDate` is 截至…, the date of an account's figures. In other sections it is the date on which
/// something ends.
const CREDIT: &str = "/creditTransInfoDetail/";

fn after_report(facts: &Facts, findings: &mut Findings) {
    let Some(now) = facts.report().date("creditHeader/reportTime") else { return };
    for leaf in facts.leaves() {
        let key = leaf.pointer.rsplit('/').next().unwrap_or_default();
        let is_past = PAST.contains(&key) || key == "dueDate" && leaf.pointer.starts_with(CREDIT);
        if is_past && date_of(leaf).is_some_and(|date| is_later(date, now.value)) {
            let message = format!("`{}` is later than the report, {}", leaf.text, now.printed);
            findings.add(AuditRule::DateAfterReport, Severity::Error, message, [leaf.pointer.as_str(), now.pointer]);
        }
    }
}

/// The date in a leaf that is a date, or a sentence that ends with one.
fn date_of(leaf: &Leaf) -> Option<CalendarDate> {
    matches!(leaf.kind, "Date" | "BirthDate" | "Month" | "TitleMonth" | "Text" | "Title")
        .then(|| date(&leaf.text))
        .flatten()
}

/// Pairs of dates of one record: the path of the date that comes first, the path of the later one, and the severity if
/// they are in the other order.
const ORDER: [(&str, &str, Severity); 30] = [
    // Accounts and agreements
    ("startDate", "deadlineDate", Severity::Error),
    ("startDate", "dueDate", Severity::Error),
    ("startDate", "accountState/clear/accountClosedDate", Severity::Error),
    ("startDate", "accountState/accountCanceled/canceledDate", Severity::Error),
    ("startDate", "accountState/transfer/transferDate", Severity::Error),
    ("startDate", "accountState/badDebt/latestRepayDate", Severity::Warning),
    ("startDate", "beforeDeadlineDate/refundDate", Severity::Warning),
    ("startDate", "beforeDueDate/refundDate", Severity::Warning),
    ("creditorReceivedDate", "accountState/debtFinish/accountClosedDate", Severity::Error),
    ("creditorReceivedDate", "dueDate", Severity::Error),
    ("accountState/clear/accountClosedDate", "dueDate", Severity::Warning),
    ("accountState/accountCanceled/canceledDate", "dueDate", Severity::Warning),
    ("accountState/transfer/transferDate", "dueDate", Severity::Warning),
    ("accountState/debtFinish/accountClosedDate", "dueDate", Severity::Warning),
    ("accountState/debtCollection/latestRepayDate", "dueDate", Severity::Warning),
    ("accountState/badDebt/latestRepayDate", "dueDate", Severity::Warning),
    (
        "bigAmountSpecialPeriodInfo/periodAmountEffectiveDate",
        "bigAmountSpecialPeriodInfo/periodAmountDueDate",
        Severity::Error,
    ),
    ("effectDate", "deadlineDate", Severity::Error),
    // Postpaid services
    ("startDate", "accountDate", Severity::Warning),
    // Public records and open information
    ("fillingDate", "closingDate", Severity::Error),
    ("fillingDate", "closingEffectDate", Severity::Error),
    ("effectDate", "dueDate", Severity::Error),
    ("effectDate", "revocationDate", Severity::Error),
    ("gotDate", "deadlineDate", Severity::Error),
    ("gotDate", "revocationDate", Severity::Error),
    ("applyDate", "agreeDate", Severity::Error),
    ("firstContributionDate", "contributionDueDate", Severity::Error),
    ("restrictionOutboundStartDate", "restrictionOutboundEndDate", Severity::Error),
    ("startDate", "realPayedDate", Severity::Warning),
    ("fillingDate", "updateAt", Severity::Warning),
];

fn order(facts: &Facts, findings: &mut Findings) {
    let mut rows: Vec<(&str, String, Severity)> =
        ORDER.iter().map(|&(first, later, severity)| (first, later.to_owned(), severity)).collect();
    for state in IN_USE {
        rows.push(("startDate", format!("accountState/{state}/latestRepayDate"), Severity::Warning));
    }
    for leaf in facts.leaves() {
        for (first, later, severity) in &rows {
            let Some(record) = leaf.pointer.strip_suffix(first).and_then(|record| record.strip_suffix('/')) else {
                continue;
            };
            let record = facts.report().at(record.trim_start_matches('/'));
            let Some((earlier, other)) = date_of(leaf).zip(record.date(later)) else { continue };
            // Notes in the caption may say that another institution handed the account on. Then a payment may be older
            // than the account.
            let is_handed_on = *severity == Severity::Warning && record.prints("captionNotes/0");
            if is_later(earlier, other.value) && !is_handed_on {
                let message = format!("`{}` ({first}) is later than `{}` ({later})", leaf.text, other.printed);
                findings.add(AuditRule::DateOrder, *severity, message, [leaf.pointer.as_str(), other.pointer]);
            }
        }
    }
}
