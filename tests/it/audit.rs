//! The audit: reports that contradict themselves, rule by rule.

mod examples;

use std::collections::BTreeSet;
use std::fs;

use proptest::prelude::*;
use serde_json::{Value, json};
use zhengxin::Report;
use zhengxin::audit::{AuditRule, Finding, Severity, audit};

use self::examples::{DETAIL, HINT, examples, loan_with_grid, put, report};
use crate::corpus::{files, fixtures, name};

fn findings(report: &Value) -> Vec<Finding> {
    audit(&serde_json::from_value::<Report>(report.clone()).expect("a report"))
}

/// The findings of a rule in a report. All places that they name must be in the report.
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

/// A report without a contradiction has no finding, although it has everything that may look like one: a settled loan,
/// a card with a shared limit, a card that is not yet active, a bad debt, an overdraft of less than 60 days, unknown
/// months, a newer repayment.
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

/// A value that is not printed contradicts nothing. In the sound report any single leaf may be unknown, and any chapter
/// may be missing.
#[test]
fn what_is_unknown_contradicts_nothing() {
    let report = sound();
    let mut pointers = Vec::new();
    leaves(&report, "", &mut pointers);
    // Of each grid only the newest year is tried.
    pointers.retain(|pointer| {
        !pointer.contains("/detail/") || pointer.contains("/detail/0/") || !pointer.contains("Record")
    });
    let mut contradicted = Vec::new();
    for pointer in &pointers {
        for unknown in ["--", ""] {
            let mut altered = report.clone();
            *altered.pointer_mut(pointer).expect("a leaf") = json!(unknown);
            // Without its year or its number, a month of a grid is blank, which is a finding.
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

/// If only the newest accounts are shown, the summaries may count more accounts, but not fewer.
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

/// An overdraft counts as overdue from 60 days on, a loan from the first day on.
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

/// If a record is printed in two places, both should say the same.
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

/// Changes a leaf of the sound report, and checks the severity of the findings of a rule.
#[test]
fn a_finding_weighs_as_much_as_it_is_certain() {
    use AuditRule as Rule;
    use Severity::{Error, Info, Warning};
    const CARD: &str = "/creditTransInfoDetail/creditAccount/0";
    const LOAN: &str = "/creditTransInfoDetail/acyclicCreditAccount/0";
    const SUMMARY: &str = "/infoSummary";
    for (pointer, text, rule, severity) in [
        // Fewer accounts are shown than counted, and then more.
        (format!("{HINT}/detail/creditCard/1/accountNum"), "2", Rule::AccountCount, Warning),
        (format!("{HINT}/detail/creditCard/1/accountNum"), "0", Rule::AccountCount, Error),
        // If a row is of another kind, its accounts have no row.
        (format!("{HINT}/detail/creditCard/1/type"), "贷记卡", Rule::AccountCount, Error),
        (format!("{HINT}/detail/creditCard/0/firstGotAt"), "2015.05", Rule::FirstMonth, Warning),
        (format!("{HINT}/detail/creditCard/0/firstGotAt"), "2015.07", Rule::FirstMonth, Error),
        (format!("{SUMMARY}/publicInfoSummary/0/recordNum"), "2", Rule::PublicRecords, Warning),
        (format!("{SUMMARY}/publicInfoSummary/0/type"), "行政处罚信息", Rule::PublicRecords, Warning),
        (format!("{SUMMARY}/openInfoSummary/0/type"), "欠缴信息", Rule::OpenRecords, Warning),
        ("/creditHeader/serialNo".to_owned(), "2022102809160877763170", Rule::ReportNumber, Info),
        ("/queryRecord/1/date".to_owned(), "2022.10.21", Rule::LastQuery, Warning),
        (format!("{CARD}/dueDate"), "截至2022年10月20日", Rule::GridPeriod, Info),
        (format!("{CARD}/dueDate"), "截至2022年08月20日", Rule::GridPeriod, Warning),
        (format!("{CARD}/startDate"), "2018.06.01", Rule::GridPeriod, Warning),
        (format!("{CARD}/extensionProtocolId"), "ZF3", Rule::Protocol, Warning),
        (format!("{CARD}/accountState/normal/maxUsedAmount"), "8,500", Rule::AmountOrder, Warning),
        (format!("{CARD}/accountState/normal/currOverduePeriods"), "1", Rule::CurrentOverdue, Warning),
        (format!("{LOAN}/accountState/overdue/overdue31Tp60"), "2,101", Rule::OverduePrincipal, Warning),
        (format!("{LOAN}/accountState/overdue/latestRepayDate"), "2019.03.11", Rule::DateOrder, Warning),
        (format!("{LOAN}/beforeDeadlineDate/refundDate"), "2022.10.29", Rule::DateAfterReport, Error),
    ] {
        let mut report = sound();
        assert!(report.pointer(&pointer).is_some(), "{pointer} is in the report");
        put(&mut report, &pointer, json!(text));
        let found = said(rule, &report);
        assert_eq!(found.first().map(|finding| finding.severity), Some(severity), "{pointer} `{text}`: {found:#?}");
    }
}

/// Accounts in use without a table in the summary are a finding.
#[test]
fn a_missing_table_is_told() {
    let mut report = sound();
    let tables = "/infoSummary/creditTransExtensionAndDebtSummary";
    let removed = report.pointer_mut(tables).and_then(Value::as_object_mut).expect("the tables");
    removed.remove("creditAccountInfoSummary").expect("a table");
    assert_eq!(said(AuditRule::DebtAccounts, &report).len(), 1);
    report["infoSummary"].as_object_mut().expect("the summary").remove("creditTransExtensionAndDebtSummary");
    assert_eq!(said(AuditRule::DebtAccounts, &report), []);
}

/// An account that an institution has handed on may be counted or not, and its history may be older than the account.
#[test]
fn accounts_handed_on_leave_room() {
    let mut report = sound();
    let card = format!("{DETAIL}/creditAccount/2");
    put(
        &mut report,
        &format!("{card}/accountState"),
        json!({ "value": "转出", "transfer": { "transferDate": "2020.01" } }),
    );
    for (cards, total) in [("2", "6"), ("3", "7")] {
        put(&mut report, &format!("{HINT}/detail/creditCard/0/accountNum"), json!(cards));
        put(&mut report, &format!("{HINT}/totalAccountNum"), json!(total));
        assert_eq!(said(AuditRule::AccountCount, &report), [], "{cards}");
    }
    let mut report = sound();
    let loan = format!("{DETAIL}/acyclicCreditAccount/0");
    put(&mut report, &format!("{loan}/startDate"), json!("2020.03.12"));
    assert_eq!(said(AuditRule::GridPeriod, &report).len(), 1);
    put(&mut report, &format!("{loan}/captionNotes"), json!(["其他机构转入"]));
    assert_eq!(said(AuditRule::GridPeriod, &report), []);
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

/// The texts that leaves are changed to: values of every kind, some of them absurdly large.
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

    /// Whatever the leaves say, the audit ends, and it names only places that are in the report.
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
