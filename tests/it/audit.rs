//! Reports that contradict themselves, rule by rule.

use std::collections::BTreeSet;
use std::fs;

use proptest::prelude::*;
use serde_json::{Value, json};
use zhengxin::Report;
use zhengxin::audit::{AuditRule, Finding, Severity, audit};

use crate::corpus::{files, fixtures, name};

fn findings(report: &Value) -> Vec<Finding> {
    audit(&serde_json::from_value::<Report>(report.clone()).expect("a report"))
}

/// What a rule says of a report; every place that it names is in the report.
fn said(rule: AuditRule, report: &Value) -> Vec<Finding> {
    let found = findings(report);
    check_pointers(report, &found);
    found.into_iter().filter(|finding| finding.rule == rule).collect()
}

fn check_pointers(report: &Value, found: &[Finding]) {
    for finding in found {
        assert!(!finding.pointers.is_empty(), "{finding}");
        let distinct: BTreeSet<_> = finding.pointers.iter().collect();
        assert_eq!(distinct.len(), finding.pointers.len(), "{finding}");
        for pointer in &finding.pointers {
            assert!(report.pointer(pointer).is_some_and(Value::is_string), "{finding}: {pointer} is no leaf");
        }
    }
}

/// Puts a value where a JSON pointer leads, with what is around it.
fn put(report: &mut Value, pointer: &str, value: Value) {
    let mut place = report;
    for part in pointer.split('/').skip(1) {
        place = match part.parse::<usize>() {
            Ok(index) => {
                if place.is_null() {
                    *place = json!([]);
                }
                let list = place.as_array_mut().expect("a list");
                while list.len() <= index {
                    list.push(Value::Null);
                }
                &mut list[index]
            }
            Err(_) => {
                if place.is_null() {
                    *place = json!({});
                }
                place.as_object_mut().expect("an object").entry(part).or_insert(Value::Null)
            }
        };
    }
    *place = value;
}

const DETAIL: &str = "/creditTransInfoDetail";
const LOANS: &str = "/creditTransInfoDetail/acyclicCreditAccount";
const CARDS: &str = "/creditTransInfoDetail/creditAccount";
const HINT: &str = "/infoSummary/creditTransInfoHint";
const BREACH: &str = "/infoSummary/creditTransBreachInfoSummary";
const DEBT: &str = "/infoSummary/creditTransExtensionAndDebtSummary";
const QUERIES: &str = "/infoSummary/queryRecordSummary";

/// A report of leaves, each with its pointer.
fn report(leaves: &[(String, &str)]) -> Value {
    let mut report = json!({});
    for (pointer, text) in leaves {
        put(&mut report, pointer, json!(text));
    }
    report
}

macro_rules! report {
    ($($pointer:expr => $text:expr),* $(,)?) => {
        report(&[$((format!($pointer), $text)),*])
    };
}

fn grid(months: &[(i32, i32, &str, &str)], title: &str) -> Value {
    let mut years: Vec<(i32, Vec<Value>)> = Vec::new();
    for &(year, month, state, amount) in months {
        let cell = json!({ "monthValue": month.to_string(), "state": state, "amount": amount });
        match years.iter_mut().find(|known| known.0 == year) {
            Some(known) => known.1.push(cell),
            None => years.push((year, vec![cell])),
        }
    }
    let detail: Vec<_> =
        years.into_iter().map(|(year, month)| json!({ "year": year.to_string(), "month": month })).collect();
    json!({ "dateRange": title, "detail": detail })
}

/// A loan opened in March 2020 with a grid of three months, the last of which is overdue.
fn overdue_loan(overdue_row: Value) -> Value {
    let mut report = report! {
        "/creditHeader/reportTime" => "2020.06.10 10:00:00",
        "{LOANS}/0/startDate" => "2020.03.05",
        "{LOANS}/0/dueDate" => "截至2020年05月31日",
    };
    let months = [(2020, 3, "N", "0"), (2020, 4, "1", "500"), (2020, 5, "2", "1,000")];
    put(&mut report, &format!("{LOANS}/0/refundRecord"), grid(&months, "2020年03月—2020年05月的还款记录"));
    put(&mut report, &format!("{BREACH}/overdueInfoCollection"), json!([overdue_row]));
    report
}

fn overdue_row(changed: &str, value: &str) -> Value {
    let mut row = json!({
        "type": "非循环贷账户", "accountNum": "1", "monthNum": "2", "maxAmountPerMonth": "1,000", "maxOverdueMonthNum": "2",
    });
    row[changed] = json!(value);
    row
}

/// A loan in use, with figures of its own and the given grid.
fn loan_with_grid(title: &str, months: &[(i32, i32, &str, &str)]) -> Value {
    let mut report = report! {
        "/creditHeader/reportTime" => "2020.06.10 10:00:00",
        "{LOANS}/0/startDate" => "2020.03.05",
        "{LOANS}/0/dueDate" => "截至2020年05月31日",
        "{LOANS}/0/accountState/value" => "正常",
        "{LOANS}/0/accountState/normal/currOverduePeriods" => "0",
        "{LOANS}/0/accountState/normal/currOverdueAmount" => "0",
    };
    put(&mut report, &format!("{LOANS}/0/refundRecord"), grid(months, title));
    report
}

fn debt_report(key: &str, value: &str) -> Value {
    report! {
        "{LOANS}/0/manageCompany" => "某银行",
        "{LOANS}/0/refundAmount" => "1,000",
        "{LOANS}/0/accountState/normal/surplusAmount" => "400",
        "{LOANS}/1/manageCompany" => "某银行",
        "{LOANS}/1/refundAmount" => "9,000",
        "{LOANS}/1/accountState/clear/accountClosedDate" => "2020.01.01",
        "{LOANS}/2/manageCompany" => "另一银行",
        "{LOANS}/2/refundAmount" => "50",
        "{LOANS}/2/accountState/badDebt/surplusAmount" => "40",
        "{DEBT}/acyclicLoanAccountInfoSummary/{key}" => value,
    }
}

fn query_report(key: &str, value: &str) -> Value {
    report! {
        "/creditHeader/reportTime" => "2022.10.28 09:16:07",
        "/queryRecord/0/date" => "2022.10.20",
        "/queryRecord/0/queryCompany" => "某银行",
        "/queryRecord/0/queryReason" => "贷款审批",
        "/queryRecord/1/date" => "2022.10.18",
        "/queryRecord/1/queryCompany" => "某银行",
        "/queryRecord/1/queryReason" => "贷款审批",
        "/queryRecord/2/date" => "2021.01.05",
        "/queryRecord/2/queryReason" => "贷后管理",
        "{QUERIES}/{key}" => value,
    }
}

/// For every rule a report that breaks it, how much that weighs, and one that does not.
fn examples() -> Vec<(AuditRule, Severity, Value, Value)> {
    use AuditRule as Rule;
    use Severity::{Error, Info, Warning};
    let total = |total: &str| {
        report! {
            "{HINT}/totalAccountNum" => total,
            "{HINT}/detail/loan/0/accountNum" => "3",
            "{HINT}/detail/others/0/accountNum" => "1",
        }
    };
    let numbered = |third: &str| {
        report! { "{CARDS}/0/name" => "账户1", "{CARDS}/1/name" => "账户2", "{CARDS}/2/name" => third }
    };
    let shown = |note: &str| report! { "{DETAIL}/creditAccountNote" => note, "{CARDS}/0/name" => "账户1" };
    let hint = |count: &str, first: &str| {
        report! {
            "{HINT}/detail/loan/0/type" => "个人住房贷款",
            "{HINT}/detail/loan/0/accountNum" => count,
            "{HINT}/detail/loan/0/firstGotAt" => first,
            "{LOANS}/0/type" => "个人住房商业贷款",
            "{LOANS}/0/startDate" => "2017.11.18",
            "{DETAIL}/cyclicalLoanAccount/0/type" => "个人住房公积金贷款",
            "{DETAIL}/cyclicalLoanAccount/0/startDate" => "2018.01.02",
        }
    };
    let duty = |count: &str| {
        let table = format!("{DEBT}/concernedRefundDutyInfoSummary/forPerson");
        report! {
            "{table}/guaranteeDuty/accountNum" => count,
            "{table}/otherRefundDuty/accountNum" => "0",
            "{DETAIL}/concernedRefundDutyInfo/concernRefundPersonBorrow/0/name" => "账户1",
        }
    };
    let recovery = |balance: &str| {
        report! {
            "{BREACH}/recourseInfoSummary/detail/0/type" => "垫款业务",
            "{BREACH}/recourseInfoSummary/detail/0/accountNum" => "1",
            "{BREACH}/recourseInfoSummary/detail/0/surplusAmount" => balance,
            "{DETAIL}/recoveryInfo/0/type" => "垫款",
            "{DETAIL}/recoveryInfo/0/accountState/debtCollection/surplusAmount" => "11,501",
        }
    };
    let bad_debt = |count: &str| {
        report! {
            "{BREACH}/badDebtsSummary/accountNum" => count,
            "{CARDS}/0/accountState/badDebt/surplusAmount" => "507,920",
            "{LOANS}/0/accountState/badDebt/surplusAmount" => "--",
        }
    };
    let period = |title| loan_with_grid(title, &[]);
    let months = [(2020, 4, "N", "0"), (2020, 5, "N", "0")];
    let two_grids = |state| {
        let mut report = loan_with_grid("2020年04月—2020年05月的还款记录", &months);
        put(&mut report, &format!("{LOANS}/0/refundStateRecord"), grid(&[(2020, 4, state, "")], ""));
        report
    };
    let current = |state, amount| {
        loan_with_grid("2020年04月—2020年05月的还款记录", &[(2020, 4, "N", "0"), (2020, 5, state, amount)])
    };
    let state = |overdue: &str| {
        report! {
            "{LOANS}/0/accountState/value" => "正常",
            "{LOANS}/0/accountState/normal/currOverdueAmount" => overdue,
        }
    };
    let principal = |balance: &str| {
        report! {
            "{LOANS}/0/accountState/overdue/surplusAmount" => balance,
            "{LOANS}/0/accountState/overdue/overdue31Tp60" => "6,056",
            "{LOANS}/0/accountState/overdue/overdue180" => "4",
        }
    };
    let protocol = |id: &str| {
        report! {
            "{CARDS}/0/extensionProtocolId" => id,
            "{CARDS}/0/accountState/normal/usedAmount" => "1",
            "{CARDS}/1/extensionProtocolId" => "ENDED",
            "{CARDS}/1/accountState/accountCanceled/canceledDate" => "2020.01.01",
            "{DETAIL}/extensionProtocolInfo/0/extensionProtocolId" => "ZF1",
        }
    };
    let postpaid = |debt: &str| {
        report! {
            "/infoSummary/noncreditTransInfoSummary/0/accountNum" => "1",
            "/infoSummary/noncreditTransInfoSummary/0/debtAmount" => debt,
            "/noncreditTransInfoDetail/0/currOverdueAmount" => "44",
            "/noncreditTransInfoDetail/1/currOverdueAmount" => "0",
        }
    };
    let public = |count: &str| {
        report! {
            "/infoSummary/publicInfoSummary/0/type" => "欠税信息",
            "/infoSummary/publicInfoSummary/0/recordNum" => count,
            "/infoSummary/publicInfoSummary/0/referenceAmount" => "26",
            "/publicInfoDetail/owingTaxRecord/0/owingTaxAmount" => "26",
        }
    };
    let open = |count: &str| {
        report! {
            "/infoSummary/openInfoSummary/0/type" => "判决信息",
            "/infoSummary/openInfoSummary/0/recordNum" => count,
            "/openInfo/judgmentInfo/0/name" => "记录1",
        }
    };
    let repeated = |court: &str| {
        report! {
            "/publicInfoDetail/civilJudgmentRecord/0/fillingCourt" => "某法院",
            "/publicInfoDetail/civilJudgmentRecord/0/fillingDate" => "2019.08.12",
            "/publicInfoDetail/civilJudgmentRecord/0/reason" => "借款合同纠纷",
            "/publicInfoDetail/civilJudgmentRecord/0/litigationAmount" => "100",
            "/openInfo/judgmentInfo/0/fillingCourt" => court,
            "/openInfo/judgmentInfo/0/fillingDate" => "2019年08月12日",
            "/openInfo/judgmentInfo/0/caseReason" => "借款合同纠纷",
            "/openInfo/judgmentInfo/0/litigationAmount" => "100",
        }
    };
    let number = |time: &str| {
        report! { "/creditHeader/serialNo" => "2022102809160777763170", "/creditHeader/reportTime" => time }
    };
    let dated = |date: &str| report! { "/creditHeader/reportTime" => "2022.10.28", "/queryRecord/0/date" => date };
    let due = |date: &str| report! { "{LOANS}/0/startDate" => "2018.12.22", "{LOANS}/0/deadlineDate" => date };
    let balance = |balance: &str| {
        report! { "{LOANS}/0/refundAmount" => "55,911", "{LOANS}/0/accountState/normal/surplusAmount" => balance }
    };
    let ended = "2020年04月—2020年05月的还款记录";
    let without_row = {
        let mut report = overdue_loan(overdue_row("type", "贷记卡账户"));
        put(&mut report, &format!("{BREACH}/overdueInfoCollection/0/accountNum"), json!("--"));
        report
    };
    vec![
        (Rule::Total, Error, total("5"), total("4")),
        (Rule::Numbering, Error, numbered("账户4"), numbered("账户3")),
        (
            Rule::ShownAccounts,
            Warning,
            shown("由于数量过大，仅展示最新的2个账户。"),
            shown("由于数量过大，仅展示最新的1个账户。"),
        ),
        (Rule::AccountCount, Error, hint("1", "--"), hint("2", "--")),
        (Rule::FirstMonth, Error, hint("2", "2017.12"), hint("2", "2017.11")),
        (Rule::DebtAccounts, Warning, debt_report("accountNum", "3"), debt_report("accountNum", "2")),
        (Rule::DebtLimit, Warning, debt_report("extensionAmount", "10,000"), debt_report("extensionAmount", "1,050")),
        (Rule::DebtBalance, Warning, debt_report("surplusAmount", "300"), debt_report("surplusAmount", "440")),
        (Rule::Institutions, Info, debt_report("manageCompanyNum", "3"), debt_report("manageCompanyNum", "1")),
        (Rule::RefundDuty, Warning, duty("2"), duty("1")),
        (Rule::Recovery, Warning, recovery("11,000"), recovery("11,501")),
        (Rule::BadDebt, Error, bad_debt("1"), bad_debt("2")),
        (Rule::OverdueMissing, Warning, without_row, overdue_loan(overdue_row("accountNum", "1"))),
        (
            Rule::OverdueAccounts,
            Warning,
            overdue_loan(overdue_row("accountNum", "2")),
            overdue_loan(overdue_row("accountNum", "1")),
        ),
        (
            Rule::OverdueMonths,
            Warning,
            overdue_loan(overdue_row("monthNum", "5")),
            overdue_loan(overdue_row("monthNum", "2")),
        ),
        (
            Rule::OverduePeak,
            Warning,
            overdue_loan(overdue_row("maxAmountPerMonth", "700")),
            overdue_loan(overdue_row("maxAmountPerMonth", "1,000")),
        ),
        (
            Rule::OverdueLongest,
            Warning,
            overdue_loan(overdue_row("maxOverdueMonthNum", "4")),
            overdue_loan(overdue_row("maxOverdueMonthNum", "2")),
        ),
        (
            Rule::GridMonths,
            Error,
            loan_with_grid("2020年05月—2020年05月的还款记录", &months),
            loan_with_grid(ended, &months),
        ),
        (Rule::GridPeriod, Error, period("2020年04月—2020年07月的还款记录"), period("2020年03月—2020年05月的还款记录")),
        (Rule::GridStates, Warning, two_grids("1"), two_grids("N")),
        (Rule::CurrentOverdue, Warning, current("1", "20"), current("N", "0")),
        (Rule::AccountState, Warning, state("20"), state("0")),
        (Rule::OverduePrincipal, Warning, principal("6,000"), principal("6,060")),
        (Rule::Protocol, Warning, protocol("ZF2"), protocol("ZF1")),
        (Rule::Postpaid, Warning, postpaid("90"), postpaid("44")),
        (Rule::PublicRecords, Error, public("0"), public("1")),
        (Rule::OpenRecords, Warning, open("3"), open("1")),
        (Rule::RepeatedRecord, Info, repeated("某法院"), repeated("另一法院")),
        (
            Rule::QueryCounts,
            Warning,
            query_report("last1MonthQueryNum/loanApproval", "1"),
            query_report("last1MonthQueryNum/loanApproval", "2"),
        ),
        (
            Rule::LastQuery,
            Warning,
            query_report("lastQueryRecord/date", "2022.10.18"),
            query_report("lastQueryRecord/date", "2022.10.20"),
        ),
        (Rule::ReportNumber, Warning, number("2022.10.29 09:16:07"), number("2022-10-28T09:16:07")),
        (Rule::DateAfterReport, Error, dated("2022.10.29"), dated("2022.10.28")),
        (Rule::DateOrder, Error, due("2018.12.21"), due("长期")),
        (Rule::AmountOrder, Warning, balance("55,912"), balance("55,911")),
    ]
}

#[test]
fn every_rule_finds_what_breaks_it_and_nothing_else() {
    let examples = examples();
    for (rule, severity, broken, sound) in &examples {
        let found = said(*rule, broken);
        assert_eq!(found.first().map(|finding| finding.severity), Some(*severity), "{rule}: {found:?}");
        assert_eq!(said(*rule, sound), [], "{rule} on what is sound");
    }
    let rules: Vec<_> = examples.iter().map(|example| example.0).collect();
    assert_eq!(rules, AuditRule::ALL, "every rule has its example, in their order");
}

fn sound() -> Value {
    let text = fs::read_to_string(fixtures().join("audit/sound.json")).expect("the fixture can be read");
    serde_json::from_str(&text).expect("the fixture is JSON")
}

/// A report whose parts agree, with everything that could look like a contradiction: a settled loan, a card whose limit is
/// shared, one not yet active, a bad debt, an overdraft below 60 days, unknown months, a newer repayment.
#[test]
fn a_sound_report_has_no_finding() {
    let report = sound();
    let found = findings(&report);
    assert!(found.is_empty(), "{found:#?}");
}

/// The pointers of all leaves.
fn leaves(json: &Value, path: &str, found: &mut Vec<String>) {
    match json {
        Value::Object(members) => {
            members.iter().for_each(|(key, member)| leaves(member, &format!("{path}/{key}"), found))
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| leaves(item, &format!("{path}/{index}"), found));
        }
        _ => found.push(path.to_owned()),
    }
}

/// Whatever is not printed contradicts nothing: each leaf of the sound report, and any chapter of it, may be unknown.
#[test]
fn what_is_unknown_contradicts_nothing() {
    let report = sound();
    let mut pointers = Vec::new();
    leaves(&report, "", &mut pointers);
    // Of a grid the newest year is enough.
    pointers.retain(|pointer| {
        !pointer.contains("/detail/") || pointer.contains("/detail/0/") || !pointer.contains("Record")
    });
    let mut contradicted = Vec::new();
    for pointer in &pointers {
        for unknown in ["--", ""] {
            let mut altered = report.clone();
            *altered.pointer_mut(pointer).expect("a leaf") = json!(unknown);
            // A year or month of a grid that is not printed leaves its months blank.
            let is_of_grid = pointer.ends_with("/year") || pointer.ends_with("/monthValue");
            let weighs = |finding: &Finding| finding.severity > Severity::Info && !is_of_grid;
            let found = findings(&altered).into_iter().filter(weighs);
            contradicted.extend(found.map(|finding| format!("{pointer} unknown: {finding}")));
        }
    }
    assert!(contradicted.is_empty(), "{contradicted:#?}");
    for (chapter, _) in report.as_object().expect("an object") {
        if !["creditTransInfoDetail", "publicInfoDetail", "openInfo"].contains(&chapter.as_str()) {
            let mut altered = report.clone();
            altered.as_object_mut().expect("an object").remove(chapter);
            let found: Vec<_> =
                findings(&altered).into_iter().filter(|finding| finding.severity == Severity::Error).collect();
            assert!(found.is_empty(), "without {chapter}: {found:#?}");
        }
    }
}

/// Where only the newest accounts are shown, the summaries may count more of them, but not fewer.
#[test]
fn lists_of_the_newest_accounts_are_compared_one_way() {
    let count = format!("{HINT}/detail/creditCard/0/accountNum");
    let mut report = sound();
    put(
        &mut report,
        &format!("{DETAIL}/creditAccountNote"),
        json!("由于该类账户的数量过大，本报告中仅展示最新的3个账户。"),
    );
    for (printed, of_total, expected) in [("30", "34", 0), ("2", "6", 2)] {
        put(&mut report, &count, json!(printed));
        put(&mut report, &format!("{HINT}/totalAccountNum"), json!(of_total));
        let found = said(AuditRule::AccountCount, &report);
        assert_eq!(found.len(), expected, "{found:#?}");
        assert!(found.iter().all(|finding| finding.severity == Severity::Error));
    }
}

/// An overdraft counts as overdue from 60 days on, a loan from the first.
#[test]
fn an_overdraft_is_overdue_from_60_days_on() {
    let state = format!("{DETAIL}/quasiCreditAccount/0/refundRecord/detail/0/month/8/state");
    let mut report = sound();
    for (code, expected) in [("2", 0), ("3", 1)] {
        assert!(report.pointer(&state).is_some());
        put(&mut report, &state, json!(code));
        assert_eq!(said(AuditRule::OverdueMissing, &report).len(), expected, "{code}");
    }
}

#[test]
fn a_grid_has_each_month_of_its_title_once() {
    let title = "2020年04月—2020年06月的还款记录";
    let said_of = |months: &[(i32, i32, &str, &str)]| said(AuditRule::GridMonths, &loan_with_grid(title, months));
    let whole = [(2020, 4, "N", "0"), (2020, 5, "N", "0"), (2020, 6, "#", "--")];
    assert_eq!(said_of(&whole), []);
    let blank = said_of(&[whole[0], whole[2]]);
    assert_eq!((blank.len(), blank[0].severity), (1, Severity::Warning), "{blank:?}");
    assert!(blank[0].message.contains("1 month blank, the first is 2020.05"), "{}", blank[0]);
    let twice = said_of(&[whole[0], whole[1], whole[1], whole[2]]);
    assert_eq!((twice.len(), twice[0].severity), (1, Severity::Error), "{twice:?}");
    let reversed = said(AuditRule::GridMonths, &loan_with_grid("2020年06月—2020年04月的还款记录", &whole));
    assert_eq!((reversed.len(), reversed[0].severity), (1, Severity::Error), "{reversed:?}");
    let long = said(AuditRule::GridMonths, &loan_with_grid("2010年06月—2020年06月的还款记录", &whole));
    assert!(long.iter().any(|finding| finding.message.contains("names 121 months")), "{long:?}");
}

/// A record that is told twice should be told alike.
#[test]
fn repeated_records_are_compared() {
    let report = report! {
        "/publicInfoDetail/owingTaxRecord/0/chargedTaxOffice" => "某税务局",
        "/publicInfoDetail/owingTaxRecord/0/owingTaxAmount" => "1,026",
        "/openInfo/arrearsInfo/0/arrearsCompany" => "某税务局",
        "/openInfo/arrearsInfo/0/owingTaxAmount" => "1026",
        "/publicInfoDetail/forceExecuteRecord/0/executeCourt" => "某法院",
        "/publicInfoDetail/forceExecuteRecord/0/fillingDate" => "2018.08.24",
        "/publicInfoDetail/forceExecuteRecord/0/executeReason" => "借款合同纠纷",
        "/publicInfoDetail/forceExecuteRecord/0/executedSubjectAmount" => "10",
        "/openInfo/executionInfo/0/executeCourt" => "某法院",
        "/openInfo/executionInfo/0/fillingDate" => "2018.08",
        "/openInfo/executionInfo/0/executeReason" => "借款合同纠纷",
        "/openInfo/executionInfo/0/executedSubjectAmount" => "12",
    };
    let found = said(AuditRule::RepeatedRecord, &report);
    let severities: Vec<_> = found.iter().map(|finding| finding.severity).collect();
    assert_eq!(severities, [Severity::Info, Severity::Warning, Severity::Info], "{found:#?}");
}

#[test]
fn every_rule_is_told_in_the_documentation() {
    let text = fs::read_to_string(fixtures().join("../docs/audit.md")).expect("the documentation can be read");
    let told: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`')).collect();
    let rules: Vec<_> = AuditRule::ALL.iter().map(|rule| rule.name()).collect();
    assert_eq!(told, rules);
}

fn whole_reports() -> Vec<(String, Value)> {
    let read = |path: std::path::PathBuf| {
        let text = fs::read_to_string(&path).expect("the fixture can be read");
        (name(&path, "reports"), serde_json::from_str(&text).expect("the fixture is JSON"))
    };
    files("reports", "json").into_iter().map(read).chain([("sound".to_owned(), sound())]).collect()
}

#[test]
fn findings_of_whole_reports() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots/audit");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (name, report) in whole_reports() {
        let found = findings(&report);
        check_pointers(&report, &found);
        if ["weasyprint-2024-typical", "itext-2020-typical"].contains(&name.as_str()) {
            settings.bind(|| insta::assert_json_snapshot!(name, found));
        }
    }
}

/// Texts that leaves are altered to: values of every kind, some out of all proportion.
const TEXTS: [&str; 24] = [
    "",
    "--",
    "#",
    "0",
    "1",
    "7",
    "4294967295",
    "999,999,999",
    "-1",
    "999,999,999,999,999",
    "2022.10",
    "0000.01",
    "9999.12.31",
    "2022.02.31",
    "截至2030年01月01日",
    "0001年01月—9999年12月的还款记录",
    "2022年13月—2022年01月的还款记录",
    "账户999999999999999999999",
    "贷记卡",
    "正常",
    "贷款审批",
    "长期",
    "99991231235959999999",
    "本报告中仅展示最新的99999999999999999999个账户",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever the leaves say, the audit ends, and names places that are there.
    #[test]
    fn altered_reports_are_audited(
        report in prop::sample::select(whole_reports()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&TEXTS[..])), 1..60),
        removed in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let (_, mut report) = report;
        let mut pointers = Vec::new();
        leaves(&report, "", &mut pointers);
        for (index, text) in changes {
            *report.pointer_mut(index.get::<String>(&pointers)).expect("a leaf") = json!(text);
        }
        for index in removed {
            let (record, key) = index.get::<String>(&pointers).rsplit_once('/').expect("a pointer");
            if let Some(Value::Object(record)) = report.pointer_mut(record) {
                record.remove(key);
            }
        }
        check_pointers(&report, &findings(&report));
    }
}
