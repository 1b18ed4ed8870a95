//! Makes the JSON of a report from what was drawn for the keys of a form. Of keys that only some wordings have, those
//! of the wording that the print takes are kept. Leaves that other leaves are a part of are put together.

use serde_json::{Map, Value, json};

use super::draw::{Draw, Grid};
use super::schema::Entry;
use crate::forms::{Choices, Kind, Path};

/// Keys that begin with this are not in the report. Other leaves refer to them.
const HIDDEN: char = '_';

/// The report for which `draws` was drawn.
pub(crate) fn complete(entries: &[Entry], draws: &[Draw], choices: &Choices) -> Value {
    let mut report = Completer { choices }.record(entries, draws, 0, &[]);
    drop_hidden(&mut report);
    report
}

struct Completer<'c> {
    choices: &'c Choices,
}

impl Completer<'_> {
    fn record(&self, entries: &[Entry], draws: &[Draw], number: usize, around: &[&Value]) -> Value {
        let mut record = Value::Object(Map::new());
        // Leaves that depend on other leaves are added after these.
        for last in [false, true] {
            self.fields(entries, draws, number, around, last, &mut record);
        }
        record
    }

    /// Adds the fields of a record: with `last` the leaves that depend on other leaves, without it everything else.
    fn fields(
        &self,
        entries: &[Entry],
        draws: &[Draw],
        number: usize,
        around: &[&Value],
        last: bool,
        record: &mut Value,
    ) {
        assert_eq!(entries.len(), draws.len(), "each entry is drawn");
        for (entry, draw) in entries.iter().zip(draws) {
            let value = match (entry, draw) {
                (Entry::Group { then, otherwise }, Draw::Group(there, with, without)) => {
                    let (entries, draws) = if *there { (then, with) } else { (otherwise, without) };
                    self.fields(entries, draws, number, around, last, record);
                    continue;
                }
                (Entry::Either { id, branches }, Draw::Either(drawn)) => {
                    let way = self.choices.pick(*id, branches.len());
                    self.fields(&branches[way], &drawn[way], number, around, last, record);
                    continue;
                }
                (Entry::Leaf { path, kind, .. }, Draw::Leaf(Some(drawn))) if kind.depends() == last => {
                    (path, leaf(kind, drawn, number, around, record))
                }
                _ if last => continue,
                (Entry::Leaves { path, optional, kind, .. }, Draw::Leaves(drawn)) => {
                    let leaves = drawn.iter().enumerate();
                    let leaves = leaves.map(|(index, drawn)| leaf(kind, drawn, index + 1, around, record)).collect();
                    if *optional && drawn.is_empty() {
                        continue;
                    }
                    (path, Value::Array(leaves))
                }
                (Entry::Object { path, entries, .. }, Draw::Object(Some(draws))) => {
                    (path, self.inner(entries, draws, number, around, record))
                }
                (Entry::List { list, optional, entries, .. }, Draw::List(drawn)) => {
                    self.add_records(list.only.as_ref(), entries, drawn, around, record, &list.path);
                    if *optional && drawn.is_empty() {
                        let (object, key) = list.path.entry(as_map(record));
                        object.shift_remove(key);
                    }
                    continue;
                }
                (Entry::State { path, branches }, Draw::State(index, word, draws)) => {
                    let branch = &branches[*index];
                    let word = json!({ "value": branch.words[*word] });
                    let mut scope = around.to_vec();
                    scope.extend([&*record, &word]);
                    let inner = self.record(&branch.entries, draws, number, &scope);
                    let mut state = word.clone();
                    state[&branch.key] = inner;
                    (path, state)
                }
                (Entry::Grid { no_amount, .. }, Draw::Grid(grid)) => {
                    as_map(record).extend(grid.fields(no_amount.is_some()));
                    continue;
                }
                (Entry::Leaf { .. }, Draw::Leaf(_)) | (Entry::Object { .. }, Draw::Object(None)) => continue,
                _ => unreachable!("{draw:?} is drawn for {entry:?}"),
            };
            let (object, key) = value.0.entry(as_map(record));
            object.insert(key.to_owned(), value.1);
        }
    }

    fn inner(&self, entries: &[Entry], draws: &[Draw], number: usize, around: &[&Value], record: &Value) -> Value {
        let mut scope = around.to_vec();
        scope.push(record);
        self.record(entries, draws, number, &scope)
    }

    fn add_records(
        &self,
        only: Option<&(String, String)>,
        entries: &[Entry],
        drawn: &[Vec<Draw>],
        around: &[&Value],
        record: &mut Value,
        path: &Path,
    ) {
        let inner = |(index, draws): (usize, &Vec<Draw>)| {
            let mut inner = self.inner(entries, draws, index + 1, around, record);
            if let Some((key, value)) = only {
                inner[key] = Value::String(value.clone());
            }
            inner
        };
        let records: Vec<Value> = drawn.iter().enumerate().map(inner).collect();
        let (object, key) = path.entry(as_map(record));
        let list = object.entry(key).or_insert_with(|| Value::Array(Vec::new()));
        list.as_array_mut().expect("a list").extend(records);
    }
}

fn leaf(kind: &Kind, drawn: &str, number: usize, around: &[&Value], record: &Value) -> Value {
    let mut scope = around.to_vec();
    scope.push(record);
    Value::String(kind.compose(drawn, number, &scope))
}

fn as_map(value: &mut Value) -> &mut Map<String, Value> {
    value.as_object_mut().expect("a record")
}

fn drop_hidden(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|key, _| !key.starts_with(HIDDEN));
            members.values_mut().for_each(drop_hidden);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_hidden),
        _ => {}
    }
}

impl Grid {
    /// The fields of a grid: its first and its last month for the title, and its years, the newest first. Blank months
    /// are left out, and so is a year without any month, for which nobody prints a row.
    fn fields(&self, amounts: bool) -> Vec<(String, Value)> {
        let month = |month: usize| format!("{}.{:02}", month / 12, month % 12 + 1);
        let last = self.first + self.months.len() - 1;
        let mut years = Vec::new();
        for year in (self.first / 12..=last / 12).rev() {
            let months: Vec<Value> = (year * 12..(year + 1) * 12)
                .filter_map(|month| {
                    let (state, amount) = self.months.get(month.checked_sub(self.first)?)?.as_ref()?;
                    let number = (month % 12 + 1).to_string();
                    Some(if amounts {
                        json!({ "monthValue": number, "state": state, "amount": amount })
                    } else {
                        json!({ "monthValue": number, "state": state })
                    })
                })
                .collect();
            if !months.is_empty() {
                years.push(json!({ "year": year.to_string(), "month": months }));
            }
        }
        let years = if years.is_empty() { vec![self.only_month(amounts)] } else { years };
        vec![
            ("_start".to_owned(), month(self.first).into()),
            ("_end".to_owned(), month(last).into()),
            ("detail".to_owned(), years.into()),
        ]
    }

    /// A year with one month, for a grid whose months are all blank.
    fn only_month(&self, amounts: bool) -> Value {
        let number = (self.first % 12 + 1).to_string();
        let mut month = json!({ "monthValue": number, "state": "N" });
        if amounts {
            month["amount"] = "0".into();
        }
        json!({ "year": (self.first / 12).to_string(), "month": [month] })
    }
}
