//! Puts the rows of tables together to records: groups are taken apart, rows of the same number are one record, and columns are turned
//! into records.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Context, Problem};
use crate::grammar::Node;
use crate::transcript::Transcript;

/// The key of the number that tells which rows of several tables are one record.
const ROW_NUMBER: &str = "no";

/// One node, or the rows of several tables that are one record.
#[derive(Clone)]
pub(super) struct Item<'t> {
    pub(super) node: &'t Node,
    /// The fields of the record: the tagged nodes below its node, also those below untagged nodes.
    pub(super) fields: Vec<&'t Node>,
    /// How many rows it was put together from; 0 for column labels that stand in a record around.
    pub(super) rows: usize,
}

impl<'t> Item<'t> {
    pub(super) fn of(node: &'t Node) -> Self {
        fn collect<'t>(node: &'t Node, fields: &mut Vec<&'t Node>) {
            for child in &node.children {
                if child.tag.is_some() { fields.push(child) } else { collect(child, fields) }
            }
        }
        let mut fields = Vec::new();
        collect(node, &mut fields);
        Self { node, fields, rows: 1 }
    }

    fn number(&self, transcript: &Transcript) -> Option<String> {
        let number = self.fields.iter().find(|field| field.tag.as_deref() == Some(ROW_NUMBER))?;
        Some(transcript.printed(number.range.clone()).into_owned())
    }

    /// Whether both have the same fields, in the same order.
    fn has_keys_of(&self, other: &Self) -> bool {
        self.fields.iter().map(|field| &field.tag).eq(other.fields.iter().map(|field| &field.tag))
    }

    /// The keys of its fields, except its number.
    fn keys(&self) -> BTreeSet<&'t str> {
        self.fields.iter().filter_map(|field| field.tag.as_deref()).filter(|tag| *tag != ROW_NUMBER).collect()
    }

    /// The records of a group: a group is a node that holds records of its own tag, and its other fields belong to each
    /// of them. A node that is no group is the only record.
    fn members(self) -> Vec<Self> {
        let is_member = |field: &&'t Node| field.tag == self.node.tag && !Self::of(field).fields.is_empty();
        let (members, shared): (Vec<_>, Vec<_>) = self.fields.iter().copied().partition(is_member);
        if members.is_empty() {
            return vec![self];
        }
        let member = |node| {
            let mut item = Self::of(node);
            item.fields.extend(&shared);
            item
        };
        members.into_iter().map(member).collect()
    }

    /// Whether it is a row that is read by columns: one tag comes again for each cell, so the first two fields have the
    /// same tag.
    pub(super) fn is_columns(&self) -> bool {
        matches!(self.fields.as_slice(), [first, second, ..] if first.tag == second.tag)
    }
}

/// The records of a list: groups taken apart, rows of the same number put together, columns turned into records.
pub(super) fn records<'t>(nodes: Vec<Item<'t>>, context: &mut Context<'t>) -> Vec<Item<'t>> {
    let nodes: Vec<_> = nodes.into_iter().flat_map(Item::members).collect();
    if nodes.iter().any(Item::is_columns) {
        return columns(nodes, context);
    }
    // Rows that all have the same fields are rows of one table, so no two of them are one record.
    if nodes.windows(2).all(|pair| pair[0].has_keys_of(&pair[1])) && nodes.iter().all(|node| node.fields.len() > 1) {
        return nodes;
    }
    let mut records: Vec<Item<'t>> = Vec::with_capacity(nodes.len());
    let mut partners = Partners::default();
    let mut joined = false;
    for item in nodes {
        let number = item.number(context.transcript);
        match number.as_ref().and_then(|number| partners.take(number, &item)) {
            Some(at) => {
                let further = item.fields.into_iter().filter(|field| field.tag.as_deref() != Some(ROW_NUMBER));
                records[at].fields.extend(further);
                records[at].rows += 1;
                partners.add(number, &records[at], at);
                joined = true;
            }
            None => {
                partners.add(number, &item, records.len());
                records.push(item);
            }
        }
    }
    if joined {
        let rows = records.iter().map(|record| record.rows).max().unwrap_or_default();
        for (index, record) in records.iter().enumerate().filter(|(_, record)| record.rows < rows) {
            context.within(index, |context| context.misfit(record.node, Problem::WithoutPartner));
        }
    }
    records
}

/// Records that may be joined with a further row. They are found by the keys of their fields, because a list has
/// thousands of rows, but few kinds of rows.
#[derive(Default)]
struct Partners<'t> {
    /// The indices of the records in the list, by their number and then by the keys of their fields.
    by_number: HashMap<String, BTreeMap<BTreeSet<&'t str>, BTreeSet<usize>>>,
}

impl<'t> Partners<'t> {
    fn add(&mut self, number: Option<String>, record: &Item<'t>, at: usize) {
        if let Some(number) = number {
            self.by_number.entry(number).or_default().entry(record.keys()).or_default().insert(at);
        }
    }

    /// Takes out the first record of this number that has no field in common with the row.
    fn take(&mut self, number: &str, row: &Item<'t>) -> Option<usize> {
        let keys = row.keys();
        let kinds = self.by_number.get_mut(number)?.iter_mut();
        let others = kinds.filter(|kind| kind.0.is_disjoint(&keys)).map(|kind| kind.1);
        others.filter(|records| !records.is_empty()).min_by_key(|records| records.first().copied())?.pop_first()
    }
}

/// Reads rows by columns: each column is a record. A column without text below its label is left out. A column that has
/// text in some rows only is a misfit, because the text of the other rows was lost.
fn columns<'t>(rows: Vec<Item<'t>>, context: &mut Context<'t>) -> Vec<Item<'t>> {
    let width = rows.iter().map(|row| row.fields.len()).max().unwrap_or_default();
    let (labels, cells): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.rows == 0);
    let mut records = Vec::new();
    for column in 0..width {
        let below: Vec<&Node> = cells.iter().filter_map(|row| row.fields.get(column).copied()).collect();
        let is_blank = |cell: &&&Node| context.transcript.printed(cell.range.clone()).is_empty();
        let Some(&node) = below.iter().find(|cell| !is_blank(cell)) else { continue };
        if let Some(&blank) = below.iter().find(is_blank) {
            context.within(records.len(), |context| context.misfit(blank, Problem::WithoutPartner));
        }
        let mut fields: Vec<_> = labels.iter().filter_map(|row| row.fields.get(column).copied()).collect();
        fields.extend(below);
        records.push(Item { node, fields, rows: 1 });
    }
    records
}
