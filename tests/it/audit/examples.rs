//! Small reports for the rules of the audit, with only those leaves that a rule looks at: for each rule one report that
//! breaks it and one that does not.

use serde_json::{Value, json};
use zhengxin::audit::{AuditRule, Severity};

/// Puts a value at a JSON pointer. Objects and lists on the way are made if they are missing.
pub fn put(report: &mut Value, pointer: &str, value: Value) {
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

pub const DETAIL: &str = "/creditTransInfoDetail";
const LOANS: &str = "/creditTransInfoDetail/acyclicCreditAccount";
const CARDS: &str = "/creditTransInfoDetail/creditAccount";
pub const HINT: &str = "/infoSummary/creditTransInfoHint";
const BREACH: &str = "/infoSummary/creditTransBreachInfoSummary";
const DEBT: &str = "/infoSummary/creditTransExtensionAndDebtSummary";
const QUERIES: &str = "/infoSummary/queryRecordSummary";

/// A report with some leaves, each given with its pointer.
pub fn of_leaves(leaves: &[(String, &str)]) -> Value {
    let mut report = json!({});
    for (pointer, text) in leaves {
        put(&mut report, pointer, json!(text));
    }
    report
}

macro_rules! report {
    ($($pointer:expr => $text:expr),* $(,)?) => {
        $crate::audit::examples::of_leaves(&[$((format!($pointer), $text)),*])
    };
}
pub(crate) use report;

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

/// A loan in use with the given grid, and nothing overdue in its figures.
pub fn loan_with_grid(title: &str, months: &[(i32, i32, &str, &str)]) -> Value {
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

/// For every rule: the severity of its finding, a report that breaks it, and a report that does not.
pub fn examples() -> Vec<(AuditRule, Severity, Value, Value)> {
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
