//! Fills a form: a form and a report go in, the headings, lines and rows that are printed come out.

use serde_json::Value;

use super::{CellForm, Choices, Labels, ListPath, Node, Piece};

/// A printed thing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Printed {
    /// A heading. The level is 0 for the title, 1 for a chapter, 2 for a section, and 3 for a part of a section.
    Heading { level: usize, text: String },
    /// A line of text.
    Line(String),
    /// A line of text above the tables of a record.
    Caption(String),
    /// A row of a table, which touches the row before it.
    Row(Row),
    /// The space between two tables.
    Gap,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    /// Whether it is a row of labels.
    pub(crate) labels: Labels,
    pub(crate) cells: Vec<Cell>,
}

/// A cell of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    /// Its text, with those line breaks that are the same in all prints.
    pub(crate) text: String,
    /// How many columns it spans.
    pub(crate) span: usize,
    /// Whether it is one cell with the cell above it.
    pub(crate) joined: bool,
}

/// What the lines of a form print for a report.
pub(crate) fn fill(nodes: &[Node], report: &Value, choices: &Choices) -> Vec<Printed> {
    let mut filler = Filler { choices, printed: Vec::new(), index: 0, in_record: false };
    filler.nodes(nodes, &[report]);
    filler.printed
}

struct Filler<'c> {
    choices: &'c Choices,
    printed: Vec<Printed>,
    /// The place of the record in its list.
    index: usize,
    /// Whether there is a record around.
    in_record: bool,
}

impl Filler<'_> {
    fn nodes(&mut self, nodes: &[Node], scope: &[&Value]) {
        nodes.iter().for_each(|node| self.node(node, scope));
    }

    fn within(&mut self, nodes: &[Node], scope: &[&Value], inner: &Value) {
        let mut scope: Vec<&Value> = scope.to_vec();
        scope.push(inner);
        self.nodes(nodes, &scope);
    }

    fn node(&mut self, node: &Node, scope: &[&Value]) {
        match node {
            Node::Heading { level, text } => {
                let text = self.text(text, scope);
                self.printed.push(Printed::Heading { level: *level, text });
            }
            Node::Line(text) => {
                let text = self.text(text, scope);
                self.printed.push(if self.in_record { Printed::Caption(text) } else { Printed::Line(text) });
            }
            Node::Row { labels, cells } => {
                let cells = cells.iter().map(|cell| self.cell(cell, scope)).collect();
                self.printed.push(Printed::Row(Row { labels: *labels, cells }));
            }
            Node::Gap => self.printed.push(Printed::Gap),
            Node::Object { path, body, .. } => {
                if let Some(inner) = path.find(scope) {
                    self.within(body, scope, inner);
                }
            }
            Node::Each { list, body, .. } => {
                let outer = (self.index, self.in_record);
                self.in_record = true;
                for (index, record) in list.records(scope).into_iter().enumerate() {
                    self.index = index;
                    self.within(body, scope, record);
                }
                (self.index, self.in_record) = outer;
            }
            Node::Some { lists, then, otherwise, nothing } => {
                let some = lists.iter().any(|list| !list.records(scope).is_empty());
                self.nodes(if some { then } else { otherwise }, scope);
                if !some && nothing.is_some_and(|id| self.choices.pick(id, 2) == 1) {
                    let headings = then.iter().filter(|node| matches!(node, Node::Heading { .. }));
                    headings.for_each(|heading| self.node(heading, scope));
                    self.printed.push(Printed::Line("无".to_owned()));
                }
            }
            Node::If { key, then, otherwise } => {
                let there = scope.last().is_some_and(|record| record.get(key).is_some());
                self.nodes(if there { then } else { otherwise }, scope);
            }
            Node::Either { id, branches } => {
                self.nodes(&branches[self.choices.pick(*id, branches.len())], scope);
            }
            Node::State { path, branches } => {
                let Some(state) = path.find(scope) else { return };
                if let Some(branch) = branches.iter().find(|branch| state.get(&branch.key).is_some()) {
                    let mut scope: Vec<&Value> = scope.to_vec();
                    scope.push(state);
                    self.within(&branch.body, &scope, &state[&branch.key]);
                }
            }
            Node::Value { .. } | Node::Values { .. } | Node::Grid { .. } => {}
            Node::Use(name) => unreachable!("the block {name} stands in the place of its use"),
        }
    }

    fn cell(&self, cell: &CellForm, scope: &[&Value]) -> Cell {
        let joined = cell.continues || cell.down && self.index > 0;
        let text = if joined { String::new() } else { self.text(&cell.pieces, scope) };
        Cell { text, span: cell.span, joined }
    }

    fn text(&self, pieces: &[Piece], scope: &[&Value]) -> String {
        pieces.iter().map(|piece| self.piece(piece, scope)).collect()
    }

    fn piece(&self, piece: &Piece, scope: &[&Value]) -> String {
        let texts = |value: Option<&Value>| match value {
            Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(text)) => vec![text.clone()],
            _ => Vec::new(),
        };
        match piece {
            Piece::Text(text) => text.clone(),
            Piece::Choice { id, texts } => texts[self.choices.pick(*id, texts.len())].clone(),
            Piece::Field { path, .. } => {
                let leaf = path.find(scope).and_then(Value::as_str);
                leaf.unwrap_or_else(|| panic!("a report without the leaf {path:?} has no such form")).to_owned()
            }
            Piece::Wrapped { path, before, after } => {
                texts(path.find(scope)).iter().map(|text| format!("{before}{text}{after}")).collect()
            }
            Piece::Joined { path } => texts(path.find(scope)).join("\n"),
            Piece::Month { list, number, field } => {
                let months = scope.last().and_then(|year| year.get(list)).and_then(Value::as_array);
                let is_month = |month: &&Value| month["monthValue"].as_str() == Some(&number.to_string());
                let month = months.and_then(|months| months.iter().find(is_month));
                month.and_then(|month| month[field].as_str()).unwrap_or_default().to_owned()
            }
        }
    }
}

impl ListPath {
    /// The records of the list.
    fn records<'a>(&self, scope: &[&'a Value]) -> Vec<&'a Value> {
        let records = self.path.find(scope).and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
        let is_one = |record: &&Value| {
            self.only.as_ref().is_none_or(|(key, value)| record.get(key).and_then(Value::as_str) == Some(value))
        };
        records.iter().filter(is_one).collect()
    }
}
