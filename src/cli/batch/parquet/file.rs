//! Writes one Parquet file, and reads columns of one. The rows that go in are collected by columns, and written as a
//! row group whenever there are enough of them.

use std::fmt::Write as _;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::column::writer::ColumnWriterImpl;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::RowAccessor;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::Type;

use super::columns::{Column, FILE_COLUMN, Kind, Layout, REPORT_COLUMN, Table};
use super::rows::{AMOUNT_SCALE, Cell, PERCENTAGE_SCALE, Row};

/// How many bytes of collected rows make a row group. The bytes are estimated.
const GROUP_BYTES: usize = 8 << 20;

/// How many bytes a cell is taken to need beside its text.
const CELL_BYTES: usize = 16;

/// A file of a table that is being written.
pub struct TableFile {
    table: Table,
    writer: SerializedFileWriter<File>,
    columns: Vec<Collected>,
    rows: usize,
    bytes: usize,
}

/// The cells of a column that are not written yet.
struct Collected {
    /// For each row whether its cell is filled, 1 or 0. Parquet calls these definition levels.
    levels: Vec<i16>,
    values: Values,
}

/// The values of a column, in the type in which Parquet stores them.
enum Values {
    Texts(Vec<ByteArray>),
    Longs(Vec<i64>),
    Days(Vec<i32>),
    Truths(Vec<bool>),
}

impl TableFile {
    /// Begins a file. Its metadata tell what its columns mean.
    pub fn create(path: &Path, table: Table) -> io::Result<Self> {
        let meaning = |column: &Column| KeyValue::new(column.name.clone(), column.meaning.clone());
        let meanings = Layout::get().columns(table).iter().map(meaning).collect();
        let properties = WriterProperties::builder()
            .set_key_value_metadata(Some(meanings))
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("zhengxin ", env!("CARGO_PKG_VERSION")).into());
        let schema = Arc::new(schema(table).map_err(told)?);
        let writer = SerializedFileWriter::new(File::create(path)?, schema, Arc::new(properties.build()));
        let columns = Layout::get().columns(table).iter().map(Collected::new).collect();
        Ok(Self { table, writer: writer.map_err(told)?, columns, rows: 0, bytes: 0 })
    }

    /// Adds a row. `file` and `report` go into the columns that say which file and report the row is about.
    pub fn add(&mut self, file: &ByteArray, report: Option<&ByteArray>, row: Row) -> io::Result<()> {
        let layout = Layout::get();
        let common = [(FILE_COLUMN, Some(file)), (REPORT_COLUMN, report)];
        for (name, text) in common {
            if let (Some(column), Some(text)) = (layout.column(self.table, name), text) {
                self.columns[column].put(Filled::Text(text.clone()))?;
            }
        }
        for (column, cell) in row {
            self.bytes += CELL_BYTES;
            let filled = match cell {
                Cell::Number(number) => Filled::Number(number),
                Cell::Text(text) => {
                    self.bytes += text.len();
                    Filled::Text(text.into_bytes().into())
                }
            };
            let column = self.columns.get_mut(column).ok_or_else(misfit)?;
            column.put(filled)?;
        }
        self.rows += 1;
        self.bytes += self.columns.len() * size_of::<i16>();
        for column in &mut self.columns {
            column.levels.resize(self.rows, 0);
        }
        if self.bytes >= GROUP_BYTES { self.write_group().map_err(told) } else { Ok(()) }
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        let mut columns = self.columns.iter_mut();
        while let (Some(mut writer), Some(column)) = (group.next_column()?, columns.next()) {
            match &mut column.values {
                Values::Texts(values) => write(writer.typed::<ByteArrayType>(), values, &column.levels)?,
                Values::Longs(values) => write(writer.typed::<Int64Type>(), values, &column.levels)?,
                Values::Days(values) => write(writer.typed::<Int32Type>(), values, &column.levels)?,
                Values::Truths(values) => write(writer.typed::<BoolType>(), values, &column.levels)?,
            }
            column.levels.clear();
            writer.close()?;
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    /// Ends the file, and has it written to the disk.
    pub fn finish(mut self) -> io::Result<()> {
        self.write_group().map_err(told)?;
        self.writer.finish().map_err(told)?;
        self.writer.inner().sync_all()
    }
}

fn write<T: DataType>(
    writer: &mut ColumnWriterImpl<'_, T>,
    values: &mut Vec<T::T>,
    levels: &[i16],
) -> Result<(), ParquetError> {
    writer.write_batch(values, Some(levels), None)?;
    values.clear();
    Ok(())
}

/// The content of a cell. Copies of a `ByteArray` share their bytes, so texts that all rows of a file have are in
/// memory only once.
enum Filled {
    Text(ByteArray),
    Number(i64),
}

impl Collected {
    fn new(column: &Column) -> Self {
        let values = match column.kind {
            Kind::Text | Kind::Json => Values::Texts(Vec::new()),
            Kind::Date | Kind::Month => Values::Days(Vec::new()),
            Kind::Boolean => Values::Truths(Vec::new()),
            Kind::Integer | Kind::Amount | Kind::Percentage | Kind::Time => Values::Longs(Vec::new()),
        };
        Self { levels: Vec::new(), values }
    }

    /// Fills the cell of the row that is being added.
    fn put(&mut self, cell: Filled) -> io::Result<()> {
        match (&mut self.values, cell) {
            (Values::Texts(values), Filled::Text(text)) => values.push(text),
            (Values::Longs(values), Filled::Number(number)) => values.push(number),
            (Values::Days(values), Filled::Number(day)) => values.push(i32::try_from(day).map_err(|_| misfit())?),
            (Values::Truths(values), Filled::Number(number)) => values.push(number != 0),
            _ => return Err(misfit()),
        }
        self.levels.push(1);
        Ok(())
    }
}

/// The error for a row that does not fit the columns of its table. It should never be seen, because the same program
/// makes both from the same schema.
fn misfit() -> io::Error {
    io::Error::other("a row does not fit its table")
}

/// The physical and the logical type of a column, in the language of Parquet schemas.
fn type_of(kind: Kind) -> (&'static str, String) {
    match kind {
        Kind::Text | Kind::Json => ("binary", "STRING".into()),
        Kind::Boolean => ("boolean", String::new()),
        Kind::Integer => ("int64", String::new()),
        Kind::Amount => ("int64", format!("DECIMAL(18,{AMOUNT_SCALE})")),
        Kind::Percentage => ("int64", format!("DECIMAL(18,{PERCENTAGE_SCALE})")),
        Kind::Date | Kind::Month => ("int32", "DATE".into()),
        Kind::Time => ("int64", "TIMESTAMP(MILLIS,false)".into()),
    }
}

fn schema(table: Table) -> Result<Type, ParquetError> {
    let mut text = format!("message {} {{\n", table.name());
    for column in Layout::get().columns(table) {
        let (physical, logical) = type_of(column.kind);
        let logical = if logical.is_empty() { logical } else { format!(" ({logical})") };
        let _ = writeln!(text, "optional {physical} {}{logical};", column.name);
    }
    parse_message_type(&(text + "}"))
}

/// Calls `visit` with the given columns of every row of a file. Texts are given as they are, booleans as `true` or
/// `false`, empty cells as `None`.
pub fn read(path: &Path, columns: &[&str], mut visit: impl FnMut(&[Option<String>])) -> io::Result<()> {
    let file = SerializedFileReader::new(File::open(path)?).map_err(told)?;
    let schema = file.metadata().file_metadata().schema();
    let wanted: Vec<_> = schema.get_fields().iter().filter(|field| columns.contains(&field.name())).cloned().collect();
    let names: Vec<String> = wanted.iter().map(|field| field.name().to_owned()).collect();
    let wanted = Type::group_type_builder(schema.name()).with_fields(wanted).build().map_err(told)?;
    for row in file.get_row_iter(Some(wanted)).map_err(told)? {
        let row = row.map_err(told)?;
        let cell = |column: &&str| {
            let place = names.iter().position(|name| name == column)?;
            let text = row.get_string(place).ok().cloned();
            text.or_else(|| row.get_bool(place).ok().map(|truth| truth.to_string()))
        };
        visit(&columns.iter().map(cell).collect::<Vec<_>>());
    }
    Ok(())
}

fn told(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}
