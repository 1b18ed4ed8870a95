//! The printed forms of the report: text files in a small language, which describe the print of each layout.
//!
//! A form says both what is printed and which values may stand there. So the reports that are drawn have exactly what
//! their form prints. For example, `│{no:#}│{value:remark}│` is a row of two cells: the number of the record, and a
//! value that is drawn from the words `remark`. A line of a form is one of these:
//!
//! | line | prints |
//! | --- | --- |
//! | `! text` | a title |
//! | `# text`, `## text`, `### text` | a heading of a chapter, a section, a part; the first two are numbered |
//! | `* text` | a line of text |
//! | `│cell│cell│` | a row; a row of labels if all cells are plain text, or with `=` before it; with `-` before it, labels amid |
//! | | the rows of a table |
//! | an empty line | the space between two tables |
//! | `@use block` | the lines of another block |
//! | `@in path … @end` | lines about an object; `@in?`: the object may be missing |
//! | `@each path 0-5 … @end` | lines for each record of a list, which has so many; `@each?`: an empty list is left out of the JSON |
//! | `@some path … @else … @end` | lines if one of the lists has a record; `@some?`: if none has one, some prints have the headings |
//! | | of these lines above `无` |
//! | `@if key … @else … @end` | lines if the key is there |
//! | `@either … @or … @end` | lines of one branch, the same one in all of a print; all `@either` of one name take the same branch |
//! | `@state path`, `@key key words … @end` | lines about the state of an account, under the key that goes with its word |
//! | `@value key:kind`, `@values key 0-2:kind` | nothing: says what is drawn for a key; with `?` the key may be left out |
//! | `@grid 1-60 pool` | nothing: says what is drawn for a repayment grid; it has amounts if a second list of words is named |
//!
//! In a cell or line
//!
//! - `{key:kind}` is the leaf of a key, for which a value of that kind is drawn;
//! - `{key}` is a leaf that is drawn elsewhere;
//! - `{a|b}` is one of two wordings;
//! - `{key?（%）}` is a text around each value of a key, if it is there;
//! - `{key*}` is all values of a list below each other;
//! - `{month 1-12 state}` is twelve cells, one for each month;
//! - `^` before a key goes to the record around;
//! - `×2` behind a cell makes it span two columns;
//! - `↓` behind a cell makes it one cell with those of the other records of the list;
//! - `〃` is a cell that goes on from above;
//! - `⏎` is a line break.
//!
//! A kind is one part or several parts joined by `+`: the name of a kind of value or of a list of words (`bank`), a
//! text in quotes, `#` (the number of the record), or another leaf (`_start`). `~"YYYY年MM月"` behind a part writes it
//! as a date.

mod fill;
mod kind;
mod parse;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub(crate) use self::fill::{Cell, Printed, Row, fill};
pub(crate) use self::kind::{Kind, Path, set_date};

/// The text files. The order of blocks in them makes no difference.
const FILES: [&str; 6] = [
    include_str!("../../forms/words.txt"),
    include_str!("../../forms/head.txt"),
    include_str!("../../forms/summary.txt"),
    include_str!("../../forms/credit.txt"),
    include_str!("../../forms/public.txt"),
    include_str!("../../forms/report.txt"),
];

/// All forms.
pub(crate) static FORMS: LazyLock<Forms> = LazyLock::new(|| Forms::parse(&FILES));

/// The blocks of all files.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    blocks: BTreeMap<String, Vec<Node>>,
    words: BTreeMap<String, Words>,
}

/// A list of words from which values are drawn.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// The words.
    pub(crate) words: Vec<String>,
    /// Whether only these words are drawn, and no other texts.
    pub(crate) closed: bool,
}

impl Forms {
    /// The lines of a block, with the lines of other blocks in the place of each `@use`.
    ///
    /// # Panics If there is no block of that name.
    pub(crate) fn block(&self, name: &str) -> Vec<Node> {
        let nodes = self.blocks.get(name).unwrap_or_else(|| panic!("no form has the block {name}"));
        nodes.iter().flat_map(|node| self.expand(node)).collect()
    }

    fn expand(&self, node: &Node) -> Vec<Node> {
        match node {
            Node::Use(name) => self.block(name),
            other => vec![other.with_bodies(&|body| body.iter().flat_map(|node| self.expand(node)).collect())],
        }
    }

    /// The list of words of a name.
    ///
    /// # Panics If there is no list of that name.
    pub(crate) fn words(&self, name: &str) -> &Words {
        self.words.get(name).unwrap_or_else(|| panic!("no form has the words {name}"))
    }
}

/// The choices that a print makes wherever a form has several ways. If all are 0, it takes the first way everywhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Choices(pub(crate) Vec<u8>);

/// How many choices a print has. If the forms have more, some of them are made alike.
pub(crate) const CHOICES: usize = 48;

impl Choices {
    /// Which of `count` ways is taken by the choice with the number `id`.
    pub(crate) fn pick(&self, id: usize, count: usize) -> usize {
        self.0.get(id % CHOICES).map_or(0, |choice| usize::from(*choice) % count)
    }
}

/// A line of a form with the lines in it.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Use(String),
    Heading {
        level: usize,
        text: Vec<Piece>,
    },
    Line(Vec<Piece>),
    Row {
        labels: Labels,
        cells: Vec<CellForm>,
    },
    Gap,
    Object {
        path: Path,
        optional: bool,
        body: Vec<Node>,
    },
    Each {
        list: ListPath,
        range: Option<(usize, usize)>,
        optional: bool,
        body: Vec<Node>,
    },
    /// `nothing` is the number of a choice: whether the headings are printed above `无` if no list has a record.
    Some {
        lists: Vec<ListPath>,
        then: Vec<Node>,
        otherwise: Vec<Node>,
        nothing: Option<usize>,
    },
    If {
        key: String,
        then: Vec<Node>,
        otherwise: Vec<Node>,
    },
    Either {
        id: usize,
        branches: Vec<Vec<Node>>,
    },
    State {
        path: Path,
        branches: Vec<State>,
    },
    Value {
        path: Path,
        optional: bool,
        kind: Kind,
    },
    Values {
        path: Path,
        optional: bool,
        range: (usize, usize),
        kind: Kind,
    },
    Grid {
        months: (usize, usize),
        codes: String,
        no_amount: Option<String>,
    },
}

/// One of the states of an account.
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// The key of its object.
    pub(crate) key: String,
    /// The words that are printed for it.
    pub(crate) words: Vec<String>,
    pub(crate) body: Vec<Node>,
}

/// A list, or only those of its records in which a key has a certain value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ListPath {
    pub(crate) path: Path,
    pub(crate) only: Option<(String, String)>,
}

/// What kind of labels are in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Labels {
    None,
    /// The head of a table, or of a part of one.
    Head,
    /// Labels amid the rows of a table.
    Amid,
    /// A caption or heading in a box. It begins a table, and is not printed again with the head of the table.
    Caption,
}

/// A cell of a row.
#[derive(Debug, Clone)]
pub(crate) struct CellForm {
    pub(crate) pieces: Vec<Piece>,
    /// How many columns it spans.
    pub(crate) span: usize,
    /// Whether it goes on from the row above.
    pub(crate) continues: bool,
    /// Whether it is one cell with those of the other records of the list.
    pub(crate) down: bool,
}

/// A piece of a text.
#[derive(Debug, Clone)]
pub(crate) enum Piece {
    Text(String),
    Choice { id: usize, texts: Vec<String> },
    Field { path: Path, kind: Option<Kind> },
    Wrapped { path: Path, before: String, after: String },
    Joined { path: Path },
    Month { list: String, number: usize, field: String },
}

impl Node {
    /// The node with the lines inside of it changed.
    fn with_bodies(&self, change: &dyn Fn(&[Self]) -> Vec<Self>) -> Self {
        let mut node = self.clone();
        match &mut node {
            Self::Object { body, .. } | Self::Each { body, .. } => *body = change(body),
            Self::Some { then, otherwise, .. } | Self::If { then, otherwise, .. } => {
                *then = change(then);
                *otherwise = change(otherwise);
            }
            Self::Either { branches, .. } => branches.iter_mut().for_each(|body| *body = change(body)),
            Self::State { branches, .. } => branches.iter_mut().for_each(|state| state.body = change(&state.body)),
            _ => {}
        }
        node
    }
}
