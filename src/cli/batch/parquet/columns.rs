//! Makes the columns of the tables from the JSON Schema of the report, so that a new field of the schema is a new
//! column.
//!
//! The schema goes in, a [`Layout`] comes out: the columns of each table, and a tree of [`Node`]s that says which part
//! of a report fills which columns.
//!
//! - An object is spread over columns whose names say where the field is: `personInfo/gender` is `person_info_gender`.
//! - The entries of a list of accounts, records or queries are the rows of a table. Several lists that go into one
//!   table share its columns.
//! - The months of a repayment record are the rows of a table, too.
//! - Any other list is one column of JSON text.

use std::sync::LazyLock;

use serde_json::Value;

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Reports,
    Accounts,
    RepaymentMonths,
    Queries,
    PublicRecords,
}

impl Table {
    /// All tables. The first one says which files are done.
    pub const ALL: [Self; 5] =
        [Self::Reports, Self::Accounts, Self::RepaymentMonths, Self::Queries, Self::PublicRecords];

    /// The name of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reports => "reports",
            Self::Accounts => "accounts",
            Self::RepaymentMonths => "repayment_months",
            Self::Queries => "queries",
            Self::PublicRecords => "public_records",
        }
    }

    /// The columns that are not from the report: which file the row is about, and where in the report its record stands.
    fn own_columns(self) -> &'static [(&'static str, Kind, &'static str)] {
        const FILE: (&str, Kind, &str) = (FILE_COLUMN, Kind::Text, "the path of the file");
        const REPORT: (&str, Kind, &str) = (REPORT_COLUMN, Kind::Text, "报告编号");
        const CATEGORY: (&str, Kind, &str) = ("category", Kind::Text, "the key of the list that the record is in");
        const POSITION: (&str, Kind, &str) = ("position", Kind::Integer, "its place in the list, from 1");
        match self {
            Self::Reports => &[
                FILE,
                REPORT,
                ("file_hex", Kind::Text, "the bytes of the path, where it is no text"),
                ("status", Kind::Text, "`OK`, or the status of the failure"),
                ("kind", Kind::Text, "the kind of the failure"),
                ("message", Kind::Text, "what is wrong"),
                ("partial", Kind::Boolean, "whether parts were left out (`--lenient`)"),
                ("problems", Kind::Json, "what was left out (`--lenient`)"),
            ],
            Self::Accounts | Self::PublicRecords => &[FILE, REPORT, CATEGORY, POSITION],
            Self::RepaymentMonths => {
                &[FILE, REPORT, CATEGORY, POSITION, ("grid", Kind::Text, "the key of the record of the account")]
            }
            Self::Queries => &[FILE, REPORT, POSITION],
        }
    }

    /// The table for the entries of the lists below a key of the report; `None` if there is no table for them.
    fn of_list(key: &str) -> Option<Self> {
        match key {
            "creditTransInfoDetail" | "noncreditTransInfoDetail" => Some(Self::Accounts),
            "publicInfoDetail" | "nonFinanceCreditTransInfoDetail" | "openInfo" | "otherNonOpenInfo" => {
                Some(Self::PublicRecords)
            }
            "queryRecord" => Some(Self::Queries),
            _ => None,
        }
    }
}

/// The column that says which file a row is about.
pub const FILE_COLUMN: &str = "file";

/// The column that says which report a row is about.
pub const REPORT_COLUMN: &str = "serial_no";

/// The column for values that do not fit the type of their own column.
pub const UNTYPED_COLUMN: &str = "untyped";

/// Keys of the report that are left out of the names of columns, because the names are clear without them.
const UNNAMED: [&str; 6] =
    ["creditHeader", "personBasicInfo", "infoSummary", "creditTransInfoDetail", "publicInfoDetail", "openInfo"];

/// The key of the object that has one object for each state of an account (正常, 呆账, …). These share their columns.
const STATE: &str = "accountState";

/// The key of the list of years in a repayment record, and of the list of months in a year.
const YEARS: &str = "detail";
const MONTHS: &str = "month";

/// The key of the field that has a time and not only a date.
const TIME: &str = "reportTime";

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Json,
    Boolean,
    Integer,
    Amount,
    Percentage,
    Date,
    /// A month, as its first day.
    Month,
    Time,
}

/// A column.
#[derive(Debug)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
    /// What it means; for a field of the report, its description in the schema.
    pub meaning: String,
}

/// How a part of a report is spread over columns. The numbers are indices of columns.
#[derive(Debug)]
pub enum Node {
    Leaf(Leaf),
    /// The fields by their keys.
    Object(Vec<(String, Node)>),
    /// The state of an account. The column gets the key of the state that is there; the fields have an object for each
    /// state.
    State(usize, Vec<(String, Node)>),
    /// A list whose entries are the rows of a table.
    Rows(Table, Box<Node>),
    /// A repayment record, whose months are rows: how a year is spread, and how a month is.
    Grid(Box<Node>, Box<Node>),
    /// A list that is one column of JSON text.
    Json(usize),
}

/// The columns that a leaf fills, by their indices.
#[derive(Debug)]
pub enum Leaf {
    One(usize),
    /// A word and its code.
    Code(usize, usize),
    /// A share, and the sign that says which bound it is, if it is one.
    Percentage(usize, usize),
}

/// The columns of all tables, and how a report is spread over them.
pub struct Layout {
    columns: [Vec<Column>; Table::ALL.len()],
    pub report: Node,
}

impl Layout {
    /// The layout for the schema of the report, which is made when it is first asked for.
    pub fn get() -> &'static Self {
        static LAYOUT: LazyLock<Layout> = LazyLock::new(|| Layout::of(&zhengxin::schema::json_schema()));
        &LAYOUT
    }

    fn of(schema: &Value) -> Self {
        let columns = Table::ALL.map(|table| {
            let own = table.own_columns().iter();
            own.map(|&(name, kind, meaning)| Column { name: name.into(), kind, meaning: meaning.into() }).collect()
        });
        let mut spread = Spread { schema, columns };
        let report = spread.object(Table::Reports, schema, &Way::default());
        for columns in &mut spread.columns {
            let meaning = "what has no form of the type of its column, by column: `{\"deadline_date\": \"长期\"}`";
            columns.push(Column { name: UNTYPED_COLUMN.into(), kind: Kind::Json, meaning: meaning.into() });
        }
        Self { columns: spread.columns, report }
    }

    /// The columns of a table.
    pub fn columns(&self, table: Table) -> &[Column] {
        &self.columns[table as usize]
    }

    /// The index of the column of this name.
    pub fn column(&self, table: Table, name: &str) -> Option<usize> {
        self.columns(table).iter().position(|column| column.name == name)
    }
}

/// The way from the root of the report to a part of it.
#[derive(Clone, Default)]
struct Way {
    /// The first key of the way, which decides the table that lists go to.
    top: String,
    /// What the names of columns for this part begin with.
    prefix: String,
}

impl Way {
    /// The way to a field of this part.
    fn on(&self, key: &str) -> Self {
        let top = if self.top.is_empty() { key.to_owned() } else { self.top.clone() };
        let prefix = match (UNNAMED.contains(&key) || key == "value", self.prefix.as_str()) {
            (true, prefix) => prefix.to_owned(),
            (false, "") => snake_case(key),
            (false, prefix) => format!("{prefix}_{}", snake_case(key)),
        };
        Self { top, prefix }
    }

    /// The way to the fields of an entry that is a row. The names of its columns do not begin with that of the list.
    fn entry(&self) -> Self {
        Self { top: self.top.clone(), prefix: String::new() }
    }
}

/// Spreads the schema over columns.
struct Spread<'s> {
    schema: &'s Value,
    columns: [Vec<Column>; Table::ALL.len()],
}

impl<'s> Spread<'s> {
    fn object(&mut self, table: Table, schema: &'s Value, way: &Way) -> Node {
        Node::Object(self.fields(table, schema, way))
    }

    fn fields(&mut self, table: Table, schema: &'s Value, way: &Way) -> Vec<(String, Node)> {
        let fields = schema["properties"].as_object().into_iter().flatten();
        fields.map(|(key, field)| (key.clone(), self.field(table, key, field, way))).collect()
    }

    fn field(&mut self, table: Table, key: &str, field: &'s Value, way: &Way) -> Node {
        let meaning = field["description"].as_str().unwrap_or_default();
        let on = way.on(key);
        if let Some(entry) = field["items"]["$ref"].as_str() {
            let entry = self.definition(entry);
            let is_record = entry["properties"].is_object();
            return match Table::of_list(&on.top) {
                Some(rows) if is_record && table == Table::Reports => {
                    Node::Rows(rows, Box::new(self.object(rows, entry, &on.entry())))
                }
                Some(_) if key == YEARS => self.grid(entry),
                _ => Node::Json(self.column(table, on.prefix, Kind::Json, meaning)),
            };
        }
        let kind = field["$ref"].as_str().or(field["anyOf"][0]["$ref"].as_str()).unwrap_or_default();
        let definition = self.definition(kind);
        if key == STATE {
            return self.state(table, definition, &on);
        }
        if definition["properties"].is_object() {
            return self.object(table, definition, &on);
        }
        let kind = kind.rsplit('/').next().unwrap_or_default();
        Node::Leaf(self.leaf(table, key, kind, on.prefix, meaning))
    }

    fn leaf(&mut self, table: Table, key: &str, kind: &str, name: String, meaning: &str) -> Leaf {
        let kind = match kind {
            "Code" => {
                let code = format!("{name}_code");
                let text = self.column(table, name, Kind::Text, meaning);
                return Leaf::Code(text, self.column(table, code, Kind::Text, &format!("{meaning}: the code")));
            }
            "Percentage" => {
                let bound = format!("{name}_bound");
                let share = self.column(table, name, Kind::Percentage, meaning);
                let bound_meaning = format!("{meaning}: `<`, `<=`, `>` or `>=`");
                return Leaf::Percentage(share, self.column(table, bound, Kind::Text, &bound_meaning));
            }
            "Amount" => Kind::Amount,
            "Count" => Kind::Integer,
            "Date" if key == TIME => Kind::Time,
            "Date" => Kind::Date,
            "Month" | "TitleMonth" => Kind::Month,
            _ => Kind::Text,
        };
        Leaf::One(self.column(table, name, kind, meaning))
    }

    fn state(&mut self, table: Table, schema: &'s Value, way: &Way) -> Node {
        let fields = schema["properties"].as_object().into_iter().flatten();
        let meaning = "the key of the state whose columns are filled";
        let which = self.column(table, format!("{}_key", way.prefix), Kind::Text, meaning);
        let fields = fields.map(|(key, field)| {
            let is_state = field["anyOf"][0]["$ref"].as_str().map(|name| self.definition(name));
            let node = match is_state.filter(|definition| definition["properties"].is_object()) {
                Some(definition) => self.object(table, definition, way),
                None => self.field(table, key, field, way),
            };
            (key.clone(), node)
        });
        let fields = fields.collect();
        Node::State(which, fields)
    }

    fn grid(&mut self, year: &'s Value) -> Node {
        let table = Table::RepaymentMonths;
        let fields = year["properties"].as_object().into_iter().flatten().filter(|(key, _)| *key != MONTHS);
        let fields = fields.map(|(key, field)| (key.clone(), self.field(table, key, field, &Way::default()))).collect();
        let month = self.definition(year["properties"][MONTHS]["items"]["$ref"].as_str().unwrap_or_default());
        Node::Grid(Box::new(Node::Object(fields)), Box::new(self.object(table, month, &Way::default())))
    }

    fn definition(&self, reference: &str) -> &'s Value {
        &self.schema["$defs"][reference.rsplit('/').next().unwrap_or_default()]
    }

    /// The index of the column of this name, which is added if it is not there. If two records have values of different
    /// kinds for it, it holds texts.
    fn column(&mut self, table: Table, name: String, kind: Kind, meaning: &str) -> usize {
        let columns = &mut self.columns[table as usize];
        let Some(number) = columns.iter().position(|column| column.name == name) else {
            columns.push(Column { name, kind, meaning: meaning.into() });
            return columns.len() - 1;
        };
        let column = &mut columns[number];
        if column.kind != kind {
            column.kind = Kind::Text;
        }
        number
    }
}

/// A key in snake case: `refundAmount` is `refund_amount`.
fn snake_case(key: &str) -> String {
    let mut name = String::new();
    for character in key.chars() {
        if character.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(character.to_ascii_lowercase());
    }
    name
}
