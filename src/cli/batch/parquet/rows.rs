//! Spreads a report over rows of the tables. A report, or the reason why there is none, goes in; the bytes of [`Rows`]
//! come out, which the process that reads sends to the batch.
//!
//! The values are those of the typed view. One that does not fit the type of its column goes to the column `untyped`,
//! so that no value is lost.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use zhengxin::typed::typed;
use zhengxin::{Reading, Report};

use super::super::answer::{Refusal, Status};
use super::super::name::Name;
use super::columns::{Column, FILE_COLUMN, Kind, Layout, Leaf, Node, REPORT_COLUMN, Table, UNTYPED_COLUMN};

#[cfg(test)]
mod tests;

/// Digits behind the point of an amount and of a share, as they are stored.
pub const AMOUNT_SCALE: usize = 2;
pub const PERCENTAGE_SCALE: usize = 4;

/// The greatest number of 18 digits, which is as many as the decimal columns have.
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

/// All rows about a file, table by table. `file` and `report`, which they have in common, are put into their columns
/// when the rows are written.
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
    // This cannot fail: rows have only strings and numbers, which JSON can hold.
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
    /// The key of the list that the record is in, and its place there, from 1.
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

    /// Fills the columns that say what became of a file.
    fn about(&mut self, name: &Name, status: &Status) {
        if let Some(hex) = name.shown().hex {
            self.text("file_hex", hex);
        }
        self.text("status", status.status.clone());
        if let Some(kind) = &status.kind {
            self.text("kind", kind.clone());
        }
        if let Some(partial) = status.partial {
            self.own("partial", Cell::Number(partial.into()));
        }
    }

    fn text(&mut self, column: &str, text: String) {
        self.own(column, Cell::Text(text));
    }

    /// Fills a column that is not from the report.
    fn own(&mut self, column: &str, cell: Cell) {
        if let Some(column) = Layout::get().column(self.table, column) {
            self.put(column, cell);
        }
    }

    fn put(&mut self, column: usize, cell: Cell) {
        self.cells.push((column, cell));
    }

    fn has(&self, column: usize) -> bool {
        self.cells.iter().any(|(filled, _)| *filled == column)
    }

    /// Fills the columns of this row from a part of the report, whose key is `key`. Entries in it that are rows of
    /// their own go to `rows`.
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
            // A grid is named by the key of the record that it is in, because its own key is the same in all records.
            let key = if matches!(node, Node::Grid(..)) { key } else { field };
            if let Some(value) = value.get(field) {
                self.fill(node, value, key, rows);
            }
        }
    }

    /// Fills the columns that say where in the report the record of the row stands.
    fn place(&mut self) {
        let (category, position) = self.at.clone();
        // The table of queries has no such column, since all queries are in one list. There this does nothing.
        self.text("category", category);
        self.own("position", Cell::Number(position));
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

    /// Fills a column. If the value does not fit its type, or the column is filled already, the value is kept for the
    /// column `untyped`, so that no value is lost.
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
        self.cells.retain(|(column, _)| !common.contains(&Some(*column)));
        self.cells.sort_by_key(|(column, _)| *column);
        self.cells
    }
}

/// A typed value as the cell of a column; `None` if it does not fit the type of the column.
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

/// The number of days from 1970-01-01 to a date; `None` if it is not a whole date.
fn day(date: &str) -> Option<i64> {
    let date: Date = date.parse().ok().filter(|_| date.len() == "2015-05-25".len())?;
    let time = Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?;
    Some(time.as_second().div_euclid(SECONDS_OF_A_DAY))
}

/// A decimal number as a whole number of its smallest units, with `scale` digits behind the point: `12.5` is `125000`
/// with a scale of 4. `None` if it has more digits than that behind the point.
fn scaled(value: &Value, scale: usize) -> Option<i64> {
    let text =
        value.as_str().map_or_else(|| value.as_i64().map(|number| number.to_string()), |text| Some(text.into()))?;
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    if fraction.len() > scale {
        return None;
    }
    format!("{whole}{fraction:0<scale$}").parse().ok()
}
