//! Compares the summaries of postpaid services (后付费业务), public records (公共信息), open information (公开信息) and
//! non-financial credit (非金融信用交易) with the records that the report shows.

use super::counts::{Comparison, compare};
use super::facts::{Facts, Record, row_of};
use super::range::{Range, number, yuan};
use super::{AuditRule, Findings, Severity};
use crate::grammar::Term;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    postpaid(facts, findings);
    public(facts, findings);
    open(facts, findings);
}

/// Compares 后付费业务欠费信息汇总 with 后付费记录. An account prints its 业务类型 in other words than the rows of the
/// summary do, so all rows are taken together.
fn postpaid(facts: &Facts, findings: &mut Findings) {
    let rows = facts.report().at("infoSummary").items("noncreditTransInfoSummary");
    let accounts = facts.report().items("noncreditTransInfoDetail");
    if rows.is_empty() {
        return;
    }
    let amounts: Option<Vec<_>> = accounts.iter().map(|account| account.amount("currOverdueAmount")).collect();
    let counts: Option<Vec<_>> = rows.iter().map(|row| row.count("accountNum")).collect();
    if let Some(counts) = counts {
        let sum = counts.iter().fold(0_i64, |sum, count| sum.saturating_add(count.value));
        // By its label, the summary counts all accounts or only those in arrears. Both are taken as right.
        let owing =
            accounts.iter().filter(|account| account.amount("currOverdueAmount").is_some_and(|owed| owed.value > 0));
        let shown = Range { low: number(owing.count()), high: number(accounts.len()) };
        if !shown.contains(sum) {
            let message = format!(
                "the summary counts {sum} postpaid accounts, the report shows {}",
                shown.words(|count| count.to_string())
            );
            let pointers = counts.iter().map(|count| count.pointer).chain(accounts.iter().filter_map(Record::place));
            findings.add(AuditRule::Postpaid, Severity::Warning, message, pointers);
        }
    }
    let debts: Option<Vec<_>> = rows.iter().map(|row| row.amount("debtAmount")).collect();
    if let Some((debts, amounts)) = debts.zip(amounts) {
        let printed = debts.iter().fold(0_i64, |sum, debt| sum.saturating_add(debt.value));
        let sum = amounts.iter().fold(0_i64, |sum, amount| sum.saturating_add(amount.value));
        if !Range::exactly(sum).rounded(amounts.len()).contains(printed) {
            let message = format!("the summary gives arrears of {}, the accounts make {}", yuan(printed), yuan(sum));
            let pointers = debts.iter().chain(&amounts).map(|amount| amount.pointer);
            findings.add(AuditRule::Postpaid, Severity::Warning, message, pointers);
        }
    }
}

/// Compares 公共信息汇总 with the records of each kind: their number, and the sum of their amounts.
fn public(facts: &Facts, findings: &mut Findings) {
    let rows = facts.report().at("infoSummary").items("publicInfoSummary");
    for (term, list, key) in [
        (Term::OwingTax, "owingTaxRecord", Some("owingTaxAmount")),
        (Term::CivilJudgment, "civilJudgmentRecord", Some("litigationAmount")),
        // Its 涉及金额 may be the amount that was applied for or the one that was executed, so it is not compared.
        (Term::ForceExecution, "forceExecuteRecord", None),
        (Term::Penalty, "administrativePenaltyRecord", Some("penaltyAmount")),
    ] {
        let records = facts.report().at("publicInfoDetail").items(list);
        let Some(row) = row_of(&rows, term) else {
            missing_row(AuditRule::PublicRecords, &rows, &records, findings);
            continue;
        };
        if let Some(count) = row.count("recordNum") {
            compare(count, shown(AuditRule::PublicRecords, &records), findings);
        }
        // Without records there is a finding about the count already.
        let Some(key) = key.filter(|_| !records.is_empty()) else { continue };
        let amounts: Option<Vec<_>> = records.iter().map(|record| record.amount(key)).collect();
        let Some((printed, amounts)) = row.amount("referenceAmount").zip(amounts) else { continue };
        let sum = amounts.iter().fold(0_i64, |sum, amount| sum.saturating_add(amount.value));
        if !Range::exactly(sum).rounded(amounts.len()).contains(printed.value) {
            let message = format!("the summary gives {}, the records make {}", printed.printed, yuan(sum));
            let pointers = std::iter::once(printed.pointer).chain(amounts.iter().map(|amount| amount.pointer));
            findings.add(AuditRule::PublicRecords, Severity::Warning, message, pointers);
        }
    }
}

/// Compares 公开信息汇总 and 非金融信用交易信息概要 with the number of their records.
fn open(facts: &Facts, findings: &mut Findings) {
    let rows = facts.report().at("infoSummary").items("openInfoSummary");
    for (term, list) in [
        (Term::Arrears, "arrearsInfo"),
        (Term::Judgment, "judgmentInfo"),
        (Term::Execution, "executionInfo"),
        (Term::Punishment, "punishmentInfo"),
        (Term::Confirmation, "confirmInfo"),
    ] {
        let records = facts.report().at("openInfo").items(list);
        match row_of(&rows, term) {
            Some(row) => {
                if let Some(count) = row.count("recordNum") {
                    compare(count, shown(AuditRule::OpenRecords, &records), findings);
                }
            }
            None => missing_row(AuditRule::OpenRecords, &rows, &records, findings),
        }
    }
    // Only a single row is compared: of several rows it is not known which records each of them counts.
    let rows = facts.report().at("infoSummary").items("nonFinanceCreditTransInfoSummary");
    if let [row] = rows.as_slice()
        && let Some(count) = row.count("number")
    {
        let records = facts.report().items("nonFinanceCreditTransInfoDetail");
        compare(count, shown(AuditRule::OpenRecords, &records), findings);
    }
}

fn shown<'f>(rule: AuditRule, records: &[Record<'f>]) -> Comparison<'f> {
    Comparison {
        rule,
        when_more: Severity::Error,
        noun: "record",
        shown: Range::exactly(number(records.len())),
        places: records.iter().filter_map(Record::place).collect(),
    }
}

/// Adds a finding if there are records of a kind that has no row in the summary. Silent if the summary has no rows, or
/// a row of an unknown kind, which may be the row of these records.
fn missing_row(rule: AuditRule, rows: &[Record<'_>], records: &[Record<'_>], findings: &mut Findings) {
    let places: Vec<_> = records.iter().filter_map(Record::place).collect();
    let kinds: Option<Vec<_>> = rows.iter().map(|row| row.term("type").and_then(|_| row.text("type"))).collect();
    let Some(kinds) = kinds.filter(|kinds| !kinds.is_empty() && !places.is_empty()) else { return };
    let message = format!("the summary has no row for {} that the report shows", number(places.len()));
    findings.add(rule, Severity::Warning, message, kinds.iter().map(|kind| kind.pointer).chain(places));
}
