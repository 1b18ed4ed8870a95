//! Collects every leaf of a report with its JSON pointer. The rules of the audit and the comparison of two reports look
//! at these leaves.
//!
//! A [`Report`] goes in, [`Facts`] come out. The leaves are found by a serde `Serializer`, so there is no code for any
//! single field, and a new field of the schema needs no change here.

use std::collections::HashMap;
use std::fmt;

use serde::ser::{Impossible, Serialize, SerializeSeq, SerializeStruct, Serializer};

use crate::grammar::{self, Term};
use crate::schema::Report;
use crate::schema::kind::{Amount, CalendarDate, Count, Date, Text};

/// A leaf of the report.
#[derive(Debug)]
pub(crate) struct Leaf {
    /// Its JSON pointer.
    pub pointer: String,
    /// The name of its kind in `schema/kind.rs`.
    pub kind: &'static str,
    /// What is printed.
    pub text: String,
}

/// The leaves of a report, in the order of the JSON.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    leaves: Vec<Leaf>,
    by_pointer: HashMap<String, usize>,
    /// The number of items of each list, by its pointer.
    lists: HashMap<String, usize>,
    /// For each record, by its pointer, the number of leaves before it: the index of its first leaf, if it has any.
    records: HashMap<String, usize>,
}

/// A leaf whose text was read as a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fact<'f, T> {
    /// Its JSON pointer.
    pub pointer: &'f str,
    /// What is printed.
    pub printed: &'f str,
    /// The value that the text was read as.
    pub value: T,
}

impl Facts {
    /// Collects the leaves of a report.
    pub(crate) fn of(report: &Report) -> Self {
        let mut walk = Walk { facts: Self::default(), path: String::new(), kind: "" };
        // A report is made only of records, lists and leaves, and none of these fails.
        let _ = report.serialize(&mut walk);
        let mut facts = walk.facts;
        facts.by_pointer = facts.leaves.iter().enumerate().map(|(index, leaf)| (leaf.pointer.clone(), index)).collect();
        facts
    }

    /// All leaves.
    pub(crate) fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// The report as a record.
    pub(super) fn report(&self) -> Record<'_> {
        Record { facts: self, pointer: String::new() }
    }

    /// The leaf at a JSON pointer.
    pub(crate) fn leaf(&self, pointer: &str) -> Option<&Leaf> {
        self.by_pointer.get(pointer).and_then(|&index| self.leaves.get(index))
    }
}

/// A record at a pointer. The report may have no record there: then nothing is printed in it.
#[derive(Debug, Clone)]
pub(super) struct Record<'f> {
    facts: &'f Facts,
    pointer: String,
}

impl<'f> Record<'f> {
    /// The record below this one at a path: a JSON pointer without its first `/`.
    pub(super) fn at(&self, path: &str) -> Self {
        Self { facts: self.facts, pointer: format!("{}/{path}", self.pointer) }
    }

    /// The JSON pointer.
    pub(super) fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Whether the report has it.
    pub(super) fn is_there(&self) -> bool {
        self.facts.records.contains_key(&self.pointer)
    }

    /// The records of a list below this record; none if there is no such list.
    pub(super) fn items(&self, list: &str) -> Vec<Self> {
        let list = self.at(list);
        let length = self.facts.lists.get(&list.pointer).copied().unwrap_or_default();
        (0..length).map(|index| list.at(&index.to_string())).collect()
    }

    /// The pointer of its first leaf, with which findings say where the record stands.
    pub(super) fn place(&self) -> Option<&'f str> {
        let leaf = self.facts.leaves.get(*self.facts.records.get(&self.pointer)?)?;
        let below = leaf.pointer.strip_prefix(&self.pointer)?;
        below.starts_with('/').then_some(&leaf.pointer)
    }

    /// Whether a leaf is printed, whatever its text is.
    pub(super) fn prints(&self, path: &str) -> bool {
        self.facts.leaf(&self.at(path).pointer).is_some()
    }

    fn read<T>(&self, path: &str, value: impl FnOnce(&'f str) -> Option<T>) -> Option<Fact<'f, T>> {
        let Leaf { pointer, text, .. } = self.facts.leaf(&self.at(path).pointer)?;
        Some(Fact { pointer, printed: text, value: value(text)? })
    }

    /// The text of a leaf; `None` for `--` and an empty cell.
    pub(super) fn text(&self, path: &str) -> Option<Fact<'f, &'f str>> {
        self.read(path, known_text)
    }

    /// An amount in fen.
    pub(super) fn amount(&self, path: &str) -> Option<Fact<'f, i64>> {
        self.read(path, |text| Amount::from(text).fen())
    }

    /// A count of things.
    pub(super) fn count(&self, path: &str) -> Option<Fact<'f, i64>> {
        self.read(path, |text| Count::from(text).value().map(i64::from))
    }

    /// A date. It may also stand at the end of a sentence like 截至2015年05月25日.
    pub(super) fn date(&self, path: &str) -> Option<Fact<'f, CalendarDate>> {
        self.read(path, date)
    }

    /// One of the words that the rules of the audit tell apart; they are in `grammar/term.pest`.
    pub(super) fn term(&self, path: &str) -> Option<Fact<'f, Term>> {
        self.read(path, grammar::term)
    }
}

/// The row of a summary whose 业务类型, 账户类型 or 信息类型 is the given one.
pub(super) fn row_of<'r, 'f>(rows: &'r [Record<'f>], term: Term) -> Option<&'r Record<'f>> {
    rows.iter().find(|row| row.term("type").is_some_and(|found| found.value == term))
}

/// The text; `None` if it is empty, or says that there is no value.
pub(crate) fn known_text(text: &str) -> Option<&str> {
    (!text.is_empty() && Text::from(text).value().is_some()).then_some(text)
}

/// The date in a cell or at the end of a sentence.
pub(super) fn date(text: &str) -> Option<CalendarDate> {
    let date = text.find(|character: char| character.is_ascii_digit()).map(|at| &text[at..])?;
    Date::from(date).value()
}

/// Follows the report down to its leaves.
struct Walk {
    facts: Facts,
    /// The JSON pointer of what is being visited.
    path: String,
    /// The kind of the leaf that is being visited.
    kind: &'static str,
}

impl Walk {
    fn within(&mut self, key: &str, step: impl FnOnce(&mut Self) -> fmt::Result) -> fmt::Result {
        let length = self.path.len();
        self.path.push('/');
        self.path.push_str(key);
        let result = step(self);
        self.path.truncate(length);
        result
    }
}

/// The types that no part of a report has. Serializing one of them is an error.
macro_rules! no_part_of_a_report {
    ($($method:ident($($type:ty),*);)*) => {$(
        fn $method(self, $(_: $type),*) -> fmt::Result {
            Err(fmt::Error)
        }
    )*};
}

impl<'w> Serializer for &'w mut Walk {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Items<'w>;
    type SerializeTuple = Impossible<(), fmt::Error>;
    type SerializeTupleStruct = Impossible<(), fmt::Error>;
    type SerializeTupleVariant = Impossible<(), fmt::Error>;
    type SerializeMap = Impossible<(), fmt::Error>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), fmt::Error>;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, fmt::Error> {
        self.facts.records.insert(self.path.clone(), self.facts.leaves.len());
        Ok(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'w>, fmt::Error> {
        Ok(Items { walk: self, length: 0 })
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> fmt::Result {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> fmt::Result {
        self.kind = name;
        value.serialize(self)
    }

    fn serialize_str(self, text: &str) -> fmt::Result {
        let leaf = Leaf { pointer: self.path.clone(), kind: self.kind, text: text.to_owned() };
        self.facts.leaves.push(leaf);
        Ok(())
    }

    no_part_of_a_report! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_bytes(&[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> fmt::Result {
        Err(fmt::Error)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, fmt::Error> {
        Err(fmt::Error)
    }
}

impl SerializeStruct for &mut Walk {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> fmt::Result {
        self.within(key, |walk| value.serialize(walk))
    }

    fn end(self) -> fmt::Result {
        Ok(())
    }
}

/// The items of a list.
struct Items<'w> {
    walk: &'w mut Walk,
    length: usize,
}

impl SerializeSeq for Items<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> fmt::Result {
        let index = self.length.to_string();
        self.length += 1;
        self.walk.within(&index, |walk| value.serialize(walk))
    }

    fn end(self) -> fmt::Result {
        self.walk.facts.lists.insert(self.walk.path.clone(), self.length);
        Ok(())
    }
}
