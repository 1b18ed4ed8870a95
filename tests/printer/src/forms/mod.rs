//! The printed forms of the report: text files in a small language, and what they say of one report.
//!
//! A form says at once what is printed and what may stand there, so the reports that are drawn have what a form prints
//! and nothing else. A line of a form is one of these:
//!
//! | line | prints |
//! | --- | --- |
//! | `! text` | a title |
//! | `# text`, `## text`, `### text` | a heading of a chapter, a section, a part; the first two are numbered |
//! | `* text` | a line of text |
//! | `│cell│cell│` | a row; a row of labels where all cells are plain text, or with `=` before it; with `-` before it, labels amid the
//! | | rows of a table |
//! | an empty line | the space between two tables |
//! | `@use block` | the lines of another block |
//! | `@in path … @end` | lines about an object; `@in?` where it is there |
//! | `@each path 0-5 … @end` | lines for each record of a list, drawn with so many; `@each?`: left out of the JSON when empty |
//! | `@some path … @else … @end` | lines where one of the lists has a record; `@some?`: in some prints, their headings above `无` where |
//! | | none has |
//! | `@if key … @else … @end` | lines where the key is there |
//! | `@either … @or … @end` | one of them in all of a print; those with a name are chosen alike |
//! | `@state path`, `@key key words … @end` | lines about the state of an account, under the key that goes with its word |
//! | `@value key:kind`, `@values key 0-2:kind` | nothing: what is drawn for a key; with `?` it may be left out |
//! | `@grid 1-60 pool` | nothing: what is drawn for a repayment grid, with amounts where a second pool is named |
//!
//! In a cell or line `{key:kind}` is the leaf of a key, of which a value of that kind is drawn, `{key}` one that is drawn
//! elsewhere, `{a|b}` one of two wordings, `{key?（%）}` a text around each value of a key that is there, `{key*}` all values of a
//! list below each other, and `{month 1-12 state}` twelve cells. `^` goes to the record around. `×2` behind a cell spans two
//! columns; `↓` makes the cells of all records of a list one, `〃` is a cell that goes on from above, `⏎` a line break.
//!
//! A kind is drawn words (`bank`), texts in quotes, `#` (the number of the record) and other leaves (`_start`), joined by `+`;
//! `~"YYYY年MM月"` sets a date.

mod fill;
mod kind;
mod parse;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub(crate) use self::fill::{Cell, Printed, Row, fill};
pub(crate) use self::kind::{Kind, Path, set_date};

/// The text files, in which blocks stand in any order.
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

/// Words that values are drawn from.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// The words.
    pub(crate) words: Vec<String>,
    /// Whether there are no others.
    pub(crate) closed: bool,
}

impl Forms {
    /// The lines of a block, those that it uses in their places.
    ///
    /// # Panics
    /// Where there is no block of that name.
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

    /// The words of a name.
    ///
    /// # Panics
    /// Where there are none of that name.
    pub(crate) fn words(&self, name: &str) -> &Words {
        self.words.get(name).unwrap_or_else(|| panic!("no form has the words {name}"))
    }
}

/// The choices of a print between what is printed in several ways: the first everywhere where all are 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Choices(pub(crate) Vec<u8>);

/// How many choices a print has. Forms with more of them share some.
pub(crate) const CHOICES: usize = 48;

impl Choices {
    /// Which of `count` ways the choice with the number `id` takes.
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
    /// With the number of a choice: whether its headings are printed above `无` where no list has a record.
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

/// A list, or the records of it in which a key has a certain value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ListPath {
    pub(crate) path: Path,
    pub(crate) only: Option<(String, String)>,
}

/// What the labels in a row are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Labels {
    None,
    /// The head of a table, or of a part of one.
    Head,
    /// Labels amid the rows of a table.
    Amid,
    /// A caption in a box, or a heading: what begins a table and is not printed again with its head.
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
    /// Whether it is one with those of the other records of the list.
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
    /// The same with other lines in it.
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
