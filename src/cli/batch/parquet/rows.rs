//! A report as rows of the tables.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use zhengxin::typed::typed;
use zhengxin::{Reading, Report};

use super::super::answer::{Refusal, Status};
use super::super::name::Name;
use super::columns::{Column, FILE_COLUMN, Kind, Layout, Leaf, Node, REPORT_COLUMN, Table, UNTYPED_COLUMN};

/// Digits behind the point of an amount and of a share, as they are stored.
pub const AMOUNT_SCALE: usize = 2;
pub const PERCENTAGE_SCALE: usize = 4;

/// The greatest number of that many digits (18) that fits.
const MOST: i64 = 999_999_999_999_999_999;

const SECONDS_OF_A_DAY: i64 = 86_400;

/// What a cell holds: the number that is stored, or a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    Number(i64),
    Text(String),
}

/// The cells of a row that are not empty, with the numbers of their columns.
pub type Row = Vec<(usize, Cell)>;

/// All rows about a file, table by table. The columns that they have in common are filled when they are written.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Rows {
    pub file: String,
    pub report: Option<String>,
    pub tables: [Vec<Row>; Table::ALL.len()],
}

/// The rows of a report, as bytes.
pub fn of_report(name: &Name, status: &Status, reading: &Reading) -> Vec<u8> {
    let problems = status.partial.map(|_| json!(reading.problems));
    bytes(&report_rows(name, status, &reading.report, problems))
}

/// The row of a file that was not read, as bytes.
pub fn of_refusal(name: &Name, status: &Status, refusal: &Refusal) -> Vec<u8> {
    let findings = refusal.findings.iter().map(|finding| format!("\n{finding}"));
    let message = refusal.message.clone() + &findings.collect::<String>();
    let mut row = RowOf::new(Table::Reports);
    row.about(name, status);
    row.text("message", message);
    let mut rows = Rows { file: name.shown().file, ..Rows::default() };
    rows.tables[Table::Reports as usize].push(row.finished());
    bytes(&rows)
}

fn bytes(rows: &Rows) -> Vec<u8> {
    // Strings and numbers are JSON.
    serde_json::to_vec(rows).unwrap_or_default()
}

fn report_rows(name: &Name, status: &Status, report: &Report, problems: Option<Value>) -> Rows {
    let json = serde_json::to_value(typed(report)).unwrap_or_default();
    let mut row = RowOf::new(Table::Reports);
    row.about(name, status);
    if let Some(problems) = problems {
        row.text("problems", problems.to_string());
    }
    let mut rows = Rows { file: name.shown().file, ..Rows::default() };
    row.fill(&Layout::get().report, &json, "", &mut rows);
    rows.report = json["creditHeader"]["serialNo"].as_str().map(Into::into);
    rows.tables[Table::Reports as usize].push(row.finished());
    rows
}

/// A row that is being filled.
#[derive(Clone)]
struct RowOf {
    table: Table,
    /// The list that the record is in, and its place there.
    at: (String, i64),
    cells: Row,
    untyped: Map<String, Value>,
}

impl RowOf {
    fn new(table: Table) -> Self {
        Self { table, at: Default::default(), cells: Row::new(), untyped: Map::new() }
    }

    fn columns(&self) -> &'static [Column] {
        Layout::get().columns(self.table)
    }

    /// Fills what is said of a file.
    fn about(&mut self, name: &Name, status: &Status) {
        if let Some(hex) = name.shown().hex {
            self.text("file_hex", hex);
        }
        self.text("status", status.status.clone());
        if let Some(kind) = &status.kind {
            self.text("kind", kind.clone());
        }
        if let Some(partial) = status.partial {
            self.put(Layout::get().column(self.table, "partial"), Cell::Number(partial.into()));
        }
    }

    fn text(&mut self, column: &str, text: String) {
        self.put(Layout::get().column(self.table, column), Cell::Text(text));
    }

    fn put(&mut self, column: usize, cell: Cell) {
        self.cells.push((column, cell));
    }

    fn has(&self, column: usize) -> bool {
        self.cells.iter().any(|(filled, _)| *filled == column)
    }

    /// Fills the columns of a part of the report that is not a row of its own; rows below it go to `rows`.
    fn fill(&mut self, node: &Node, value: &Value, key: &str, rows: &mut Rows) {
        match node {
            Node::Leaf(leaf) => self.leaf(leaf, value),
            Node::Object(fields) => self.fields(fields, value, key, rows),
            Node::State(which, fields) => {
                let states =
                    fields.iter().filter(|(key, node)| matches!(node, Node::Object(_)) && value[key].is_object());
                for (state, _) in states {
                    self.value(*which, &json!(state));
                }
                self.fields(fields, value, key, rows);
            }
            Node::Json(column) => {
                if value.as_array().is_some_and(|list| !list.is_empty()) {
                    self.put(*column, Cell::Text(value.to_string()));
                }
            }
            Node::Rows(table, node) => {
                for (place, entry) in value.as_array().into_iter().flatten().enumerate() {
                    let mut row = Self::new(*table);
                    row.at = (key.to_owned(), i64::try_from(place).unwrap_or(i64::MAX).saturating_add(1));
                    row.place();
                    row.fill(node, entry, key, rows);
                    rows.tables[*table as usize].push(row.finished());
                }
            }
            Node::Grid(year, month) => self.grid((year, month), value, key, rows),
        }
    }

    fn fields(&mut self, fields: &[(String, Node)], value: &Value, key: &str, rows: &mut Rows) {
        for (field, node) in fields {
            // A grid is told by the record that it is in.
            let key = if matches!(node, Node::Grid(..)) { key } else { field };
            if let Some(value) = value.get(field) {
                self.fill(node, value, key, rows);
            }
        }
    }

    /// Where the record of the row stands.
    fn place(&mut self) {
        let (category, position) = self.at.clone();
        if self.table != Table::Queries {
            self.text("category", category);
        }
        self.put(Layout::get().column(self.table, "position"), Cell::Number(position));
    }

    fn grid(&self, (year, month): (&Node, &Node), years: &Value, key: &str, rows: &mut Rows) {
        for of_year in years.as_array().into_iter().flatten() {
            let mut row = Self { at: self.at.clone(), ..Self::new(Table::RepaymentMonths) };
            row.place();
            row.text("grid", key.to_owned());
            row.fill(year, of_year, "", rows);
            let months = of_year["month"].as_array().map(Vec::as_slice).unwrap_or_default();
            for of_month in months {
                let mut row = row.clone();
                row.fill(month, of_month, "", rows);
                rows.tables[Table::RepaymentMonths as usize].push(row.finished());
            }
            if months.is_empty() {
                rows.tables[Table::RepaymentMonths as usize].push(row.finished());
            }
        }
    }

    fn leaf(&mut self, leaf: &Leaf, value: &Value) {
        match leaf {
            Leaf::One(column) => self.value(*column, value),
            Leaf::Code(text, code) => {
                self.value(*text, &value["text"]);
                self.value(*code, &value["code"]);
            }
            Leaf::Percentage(share, bound) if value.get("percent").is_some() => {
                self.value(*share, &value["percent"]);
                self.value(*bound, &value["bound"]);
            }
            Leaf::Percentage(share, _) => self.value(*share, value),
        }
    }

    /// Fills a column, or notes the value as one that has no form of its type. No value is lost.
    fn value(&mut self, column: usize, value: &Value) {
        if value.is_null() {
            return;
        }
        let is_free = !self.has(column);
        match cell(self.columns()[column].kind, value) {
            Some(cell) if is_free => self.put(column, cell),
            _ => {
                let mut name = self.columns()[column].name.clone();
                while self.untyped.contains_key(&name) {
                    name.push('+');
                }
                self.untyped.insert(name, value.clone());
            }
        }
    }

    fn finished(mut self) -> Row {
        if !self.untyped.is_empty() {
            let untyped = Value::Object(std::mem::take(&mut self.untyped)).to_string();
            self.text(UNTYPED_COLUMN, untyped);
        }
        let common = [FILE_COLUMN, REPORT_COLUMN].map(|name| Layout::get().column(self.table, name));
        self.cells.retain(|(column, _)| !common.contains(column));
        self.cells.sort_by_key(|(column, _)| *column);
        self.cells
    }
}

/// A typed value as the cell of a column; `None` where it has no form of its type.
fn cell(kind: Kind, value: &Value) -> Option<Cell> {
    let number = |number: Option<i64>| number.filter(|number| (-MOST..=MOST).contains(number)).map(Cell::Number);
    match kind {
        Kind::Text | Kind::Json => Some(Cell::Text(value.as_str().map_or_else(|| value.to_string(), Into::into))),
        Kind::Boolean => value.as_bool().map(|value| Cell::Number(value.into())),
        Kind::Integer => number(value.as_i64()),
        Kind::Amount => number(scaled(value, AMOUNT_SCALE)),
        Kind::Percentage => number(scaled(value, PERCENTAGE_SCALE)),
        Kind::Date => number(day(value.as_str()?)),
        Kind::Month => {
            let month = value.as_str().filter(|month| month.len() == "2015-05".len())?;
            number(day(&format!("{month}-01")))
        }
        Kind::Time => {
            let time = value.as_str().filter(|time| time.contains('T'))?.parse::<DateTime>().ok()?;
            number(Offset::UTC.to_timestamp(time).ok().map(|time| time.as_millisecond()))
        }
    }
}

/// The number of days from 1970-01-01.
fn day(date: &str) -> Option<i64> {
    let date: Date = date.parse().ok().filter(|_| date.len() == "2015-05-25".len())?;
    let time = Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?;
    Some(time.as_second().div_euclid(SECONDS_OF_A_DAY))
}

/// A number without its point, which is so many digits from the right.
fn scaled(value: &Value, scale: usize) -> Option<i64> {
    let text =
        value.as_str().map_or_else(|| value.as_i64().map(|number| number.to_string()), |text| Some(text.into()))?;
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    if fraction.len() > scale {
        return None;
    }
    format!("{whole}{fraction:0<scale$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use super::*;

    /// How often each value stands in the leaves of some JSON, as a text.
    fn count(json: &Value, counts: &mut BTreeMap<String, i64>, by: i64) {
        match json {
            Value::Object(members) => members.values().for_each(|member| count(member, counts, by)),
            Value::Array(items) => items.iter().for_each(|item| count(item, counts, by)),
            Value::Null => {}
            Value::String(text) => *counts.entry(text.clone()).or_default() += by,
            other => *counts.entry(other.to_string()).or_default() += by,
        }
    }

    /// A cell as the typed view has it.
    fn value(kind: Kind, cell: &Cell) -> Value {
        let date = |days: i64| Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(days)).expect("a date");
        let decimal = |number: i64, scale: u32| {
            let unit = 10_i64.pow(scale);
            if number % unit == 0 {
                json!(number / unit)
            } else {
                json!(format!("{:.1$}", number as f64 / unit as f64, 2))
            }
        };
        match (kind, cell) {
            (Kind::Json, Cell::Text(text)) => serde_json::from_str(text).expect("JSON"),
            (_, Cell::Text(text)) => json!(text),
            (Kind::Amount, Cell::Number(number)) => decimal(*number, 2),
            (Kind::Percentage, Cell::Number(number)) => decimal(*number, 4),
            (Kind::Date, Cell::Number(days)) => json!(date(*days).to_string()),
            (Kind::Month, Cell::Number(days)) => json!(date(*days).to_string()[.."2015-05".len()]),
            (Kind::Time, Cell::Number(milliseconds)) => {
                let time = jiff::Timestamp::from_millisecond(*milliseconds).expect("a time");
                json!(time.to_string().trim_end_matches('Z'))
            }
            (_, Cell::Number(number)) => json!(number),
        }
    }

    /// Every value of the typed view is in a cell, and every cell that is not a row's own is one of them.
    #[test]
    fn no_value_is_lost_and_none_is_added() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/reports");
        let mut columns = std::collections::BTreeSet::new();
        let files = fs::read_dir(folder).expect("the fixtures").map(|entry| entry.expect("an entry").path());
        for path in files.filter(|path| path.extension().is_some_and(|ending| ending == "json")) {
            let report: Report = serde_json::from_slice(&fs::read(&path).expect("a fixture")).expect("a report");
            let status = Status { status: "OK".into(), kind: None, partial: None };
            let rows = report_rows(&Name::new(&path), &status, &report, None);
            let mut counts = BTreeMap::new();
            let mut typed = serde_json::to_value(typed(&report)).expect("JSON");
            // It is not in a cell but beside the rows.
            assert_eq!(typed["creditHeader"]["serialNo"].take(), json!(rows.report));
            count(&typed, &mut counts, 1);
            for table in Table::ALL {
                for (column, cell) in rows.tables[table as usize].iter().flatten() {
                    let column = &Layout::get().columns(table)[*column];
                    columns.insert((table as usize, column.name.clone()));
                    let is_own = ["status", "category", "position", "grid"].contains(&column.name.as_str());
                    if !is_own && !column.name.ends_with("_key") {
                        count(&value(column.kind, cell), &mut counts, -1);
                    }
                }
            }
            // The year of a month is in each of its rows.
            counts.retain(|text, count| *count != 0 && !(*count < 0 && text.len() == 4 && text.starts_with("20")));
            assert!(counts.is_empty(), "{}: {counts:#?}", path.display());
        }
        assert!(columns.len() > 300, "{} columns are filled", columns.len());
    }

    #[test]
    fn values_without_a_form_are_no_cells() {
        let cases = [
            (Kind::Date, json!("2015-02-30")),
            (Kind::Date, json!("2015-02")),
            (Kind::Date, json!("2015-02-03T10:00")),
            (Kind::Date, json!({ "openEnded": true })),
            (Kind::Month, json!("2015-02-03")),
            (Kind::Time, json!("2015-02-03")),
            (Kind::Amount, json!("1.234")),
            (Kind::Amount, json!(i64::MAX)),
            (Kind::Integer, json!({ "text": "x" })),
        ];
        for (kind, value) in cases {
            assert_eq!(cell(kind, &value), None, "{kind:?} {value}");
        }
        let cases = [
            (Kind::Date, json!("1969-12-31"), -1),
            (Kind::Month, json!("1970-02"), 31),
            (Kind::Time, json!("1970-01-02T00:00:01"), 86_401_000),
            (Kind::Amount, json!(-12), -1200),
            (Kind::Amount, json!("-0.5"), -50),
            (Kind::Percentage, json!("12.5"), 125_000),
        ];
        for (kind, value, number) in cases {
            assert_eq!(cell(kind, &value), Some(Cell::Number(number)), "{kind:?} {value}");
        }
    }
}
