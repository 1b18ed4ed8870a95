//! Gathers the repayment grids of all accounts, a row for each account, over the last five years.
//!
//! A [`Report`] goes in, [`Grids`] come out. All rows have the same months as columns; the last column is the last
//! month that any account has. A cell is a list such as `[59, "N", "0", "/…/month/11/state"]`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use zhengxin::Report;
use zhengxin::schema::dictionary::Dictionary;
use zhengxin::schema::kind::{Code, Count};
use zhengxin::schema::{PaymentRecord, RefundRecord};

/// How many months are shown.
const SHOWN: i32 = 60;

/// The grids of all accounts.
#[derive(Serialize)]
pub struct Grids {
    /// The first month that is shown, counted in months from January of the year 0.
    first: i32,
    months: i32,
    rows: Vec<Row>,
    /// What the letters of the grids mean, for credit and for postpaid services.
    meanings: BTreeMap<&'static str, BTreeMap<String, String>>,
}

/// An account with its grid.
#[derive(Serialize)]
struct Row {
    /// The names of the account: its caption, its institution, and its number or, for postpaid services, its kind.
    label: Vec<String>,
    pointer: String,
    kind: &'static str,
    cells: Vec<Cell>,
}

/// A month of an account: its column in the grid, the letter of its state, the amount, and the JSON pointer of the
/// state.
#[derive(Serialize)]
struct Cell(i32, String, String, String);

const CREDIT: &str = "credit";
const POSTPAID: &str = "postpaid";

impl Grids {
    /// The grids of a report; `None` where it has none.
    pub fn of(report: &Report) -> Option<Self> {
        let mut found = Found::default();
        let detail = &report.credit_trans_info_detail;
        macro_rules! accounts {
            ($kind:expr, $path:literal, $list:expr, $institution:ident, $number:ident) => {
                for (index, account) in $list.iter().enumerate() {
                    let names = [
                        account.name.as_ref().map(ToString::to_string),
                        account.$institution.as_ref().map(ToString::to_string),
                        account.$number.as_ref().map(ToString::to_string),
                    ];
                    let label = names.into_iter().flatten().collect();
                    let months = account.refund_record.as_ref().map(Grid::months);
                    found.row(label, format!("{}/{index}", $path), $kind, months);
                }
            };
        }
        macro_rules! credit {
            ($path:literal, $list:ident, $institution:ident) => {
                accounts!(CREDIT, $path, detail.$list, $institution, amount_id);
            };
        }
        credit!("/creditTransInfoDetail/acyclicCreditAccount", acyclic_credit_account, manage_company);
        credit!("/creditTransInfoDetail/cyclicalAmountPerAccount", cyclical_amount_per_account, manage_company);
        credit!("/creditTransInfoDetail/cyclicalLoanAccount", cyclical_loan_account, manage_company);
        credit!("/creditTransInfoDetail/creditAccount", credit_account, card_company);
        credit!("/creditTransInfoDetail/quasiCreditAccount", quasi_credit_account, card_company);
        accounts!(POSTPAID, "/noncreditTransInfoDetail", report.noncredit_trans_info_detail, company_name, kind);
        found.close()
    }
}

/// A month as the report prints it.
struct Month {
    month: i32,
    letter: String,
    meaning: Option<String>,
    amount: String,
    /// The pointer of the state, relative to the account.
    pointer: String,
}

/// The repayment record of an account of either kind.
trait Grid {
    fn months(&self) -> Vec<Month>;
}

macro_rules! grid {
    ($record:ident) => {
        impl Grid for $record {
            fn months(&self) -> Vec<Month> {
                let mut months = Vec::new();
                for (row, year) in self.detail.iter().enumerate() {
                    for (column, month) in year.month.iter().enumerate() {
                        let Some(number) = month_number(year.year.as_ref(), month.month_value.as_ref()) else {
                            continue;
                        };
                        let Some(state) = &month.state else { continue };
                        months.push(Month {
                            month: number,
                            letter: state.to_string(),
                            meaning: meaning(state),
                            amount: month.amount.as_ref().map(ToString::to_string).unwrap_or_default(),
                            pointer: format!("/refundRecord/detail/{row}/month/{column}/state"),
                        });
                    }
                }
                months
            }
        }
    };
}

grid!(RefundRecord);
grid!(PaymentRecord);

fn month_number(year: Option<&Count>, month: Option<&Count>) -> Option<i32> {
    let number = |count: Option<&Count>| i32::try_from(count?.value()?).ok();
    let (year, month) = (number(year)?, number(month)?);
    ((1900..3000).contains(&year) && (1..=12).contains(&month)).then(|| year * 12 + month - 1)
}

/// What a letter means; `None` if the dictionary does not have it.
fn meaning<D: Dictionary>(state: &Code<D>) -> Option<String> {
    let word = state.word()?;
    word.code.map(|_| word.text.to_owned())
}

#[derive(Default)]
struct Found {
    rows: Vec<(Vec<String>, String, &'static str, Vec<Month>)>,
}

impl Found {
    fn row(&mut self, label: Vec<String>, pointer: String, kind: &'static str, months: Option<Vec<Month>>) {
        if let Some(months) = months.filter(|months| !months.is_empty()) {
            self.rows.push((label, pointer, kind, months));
        }
    }

    fn close(self) -> Option<Grids> {
        let all: BTreeSet<i32> = self.rows.iter().flat_map(|row| &row.3).map(|month| month.month).collect();
        let first = all.last()? + 1 - SHOWN;
        let mut meanings: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
        let row = |(label, pointer, kind, months): (Vec<String>, String, &'static str, Vec<Month>)| {
            let mut cells = Vec::new();
            for month in months.into_iter().filter(|month| month.month >= first) {
                if let Some(meaning) = month.meaning {
                    meanings.entry(kind).or_default().insert(month.letter.clone(), meaning);
                }
                cells.push(Cell(month.month - first, month.letter, month.amount, pointer.clone() + &month.pointer));
            }
            Row { label, pointer, kind, cells }
        };
        let rows = self.rows.into_iter().map(row).collect();
        Some(Grids { first, months: SHOWN, rows, meanings })
    }
}
