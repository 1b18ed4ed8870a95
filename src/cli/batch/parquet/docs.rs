//! Makes `docs/batch-columns.md`, which lists the columns of all tables, from the columns themselves. A test fails if
//! the page is out of date.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::columns::{Column, Kind, Layout, Table};

fn type_of(column: &Column) -> &'static str {
    match column.kind {
        Kind::Text => "text",
        Kind::Json => "text: JSON",
        Kind::Boolean => "boolean",
        Kind::Integer => "integer",
        Kind::Amount => "decimal(18, 2)",
        Kind::Percentage => "decimal(18, 4), per cent",
        Kind::Date => "date",
        Kind::Month => "date: the first of the month",
        Kind::Time => "timestamp without zone",
    }
}

fn page() -> String {
    let mut page = String::from(
        "# The columns of `zhengxin batch --format parquet`\n\nMade from the schema of the report: \
         `UPDATE_DOCS=1 cargo test --features parquet` writes this page anew. [batch.md](batch.md) tells how the\ntables \
         are to be read.\n",
    );
    for table in Table::ALL {
        let _ = write!(page, "\n## {}\n\n| column | type | meaning |\n| --- | --- | --- |\n", table.name());
        for column in Layout::get().columns(table) {
            let _ = writeln!(page, "| `{}` | {} | {} |", column.name, type_of(column), column.meaning);
        }
    }
    page
}

#[test]
fn the_page_of_the_columns_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/batch-columns.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).expect("the page can be written");
    }
    let checked_in = fs::read_to_string(&path).unwrap_or_default();
    assert!(checked_in == page, "docs/batch-columns.md is out of date: UPDATE_DOCS=1 cargo test --features parquet");
}
