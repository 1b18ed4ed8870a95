//! Finds in a form the keys of the reports that it prints, with what is to be drawn for each of them.

use crate::forms::{Kind, ListPath, Node, Path, Piece};

/// What is to be drawn for a key, or for several keys that go together.
#[derive(Debug, Clone)]
pub(crate) enum Entry {
    Leaf {
        path: Path,
        optional: bool,
        kind: Kind,
    },
    Leaves {
        path: Path,
        optional: bool,
        range: (usize, usize),
        kind: Kind,
    },
    Object {
        path: Path,
        optional: bool,
        entries: Vec<Entry>,
    },
    List {
        list: ListPath,
        optional: bool,
        range: (usize, usize),
        entries: Vec<Entry>,
    },
    /// All entries of `then`, if the key is there, or all of `otherwise`.
    Group {
        then: Vec<Entry>,
        otherwise: Vec<Entry>,
    },
    /// The entries of the branch that the print takes.
    Either {
        id: usize,
        branches: Vec<Vec<Entry>>,
    },
    State {
        path: Path,
        branches: Vec<StateEntries>,
    },
    Grid {
        months: (usize, usize),
        codes: String,
        no_amount: Option<String>,
    },
}

/// One of the states of an account.
#[derive(Debug, Clone)]
pub(crate) struct StateEntries {
    pub(crate) key: String,
    pub(crate) words: Vec<String>,
    pub(crate) entries: Vec<Entry>,
}

/// The entries for the lines of a form.
pub(crate) fn entries(nodes: &[Node]) -> Vec<Entry> {
    let mut entries = Vec::new();
    nodes.iter().for_each(|node| add(node, &mut entries));
    entries
}

fn add(node: &Node, found: &mut Vec<Entry>) {
    match node {
        Node::Heading { text, .. } | Node::Line(text) => add_fields(text, found),
        Node::Row { cells, .. } => cells.iter().for_each(|cell| add_fields(&cell.pieces, found)),
        Node::Object { path, optional, body } => {
            let inner = entries(body);
            // An object that is printed in several tables is one entry.
            let known = found.iter_mut().find_map(|entry| match entry {
                Entry::Object { path: known, entries, .. } if known == path => Some(entries),
                _ => None,
            });
            match known {
                Some(known) => known.extend(inner),
                None => found.push(Entry::Object { path: path.clone(), optional: *optional, entries: inner }),
            }
        }
        Node::Each { list, range, optional, body } => {
            let inner = entries(body);
            let known = found.iter_mut().find_map(|entry| match entry {
                Entry::List { list: known, entries, .. } if known == list => Some(entries),
                _ => None,
            });
            match (known, range) {
                (Some(known), _) => known.extend(inner),
                (None, Some(range)) => {
                    let list = list.clone();
                    found.push(Entry::List { list, optional: *optional, range: *range, entries: inner });
                }
                (None, None) => assert!(inner.is_empty(), "{list:?} is drawn elsewhere"),
            }
        }
        Node::Some { then, otherwise, .. } => then.iter().chain(otherwise).for_each(|node| add(node, found)),
        Node::If { then, otherwise, .. } => {
            found.push(Entry::Group { then: entries(then), otherwise: entries(otherwise) });
        }
        Node::Either { id, branches } => {
            let branches: Vec<_> = branches.iter().map(|branch| entries(branch)).collect();
            if branches.iter().any(|branch| !branch.is_empty()) {
                found.push(Entry::Either { id: *id, branches });
            }
        }
        Node::State { path, branches } => {
            let of = |state: &crate::forms::State| StateEntries {
                key: state.key.clone(),
                words: state.words.clone(),
                entries: entries(&state.body),
            };
            found.push(Entry::State { path: path.clone(), branches: branches.iter().map(of).collect() });
        }
        Node::Value { path, optional, kind } => {
            found.push(Entry::Leaf { path: path.clone(), optional: *optional, kind: kind.clone() });
        }
        Node::Values { path, optional, range, kind } => {
            let (path, kind) = (path.clone(), kind.clone());
            found.push(Entry::Leaves { path, optional: *optional, range: *range, kind });
        }
        Node::Grid { months, codes, no_amount } => {
            found.push(Entry::Grid { months: *months, codes: codes.clone(), no_amount: no_amount.clone() });
        }
        Node::Gap => {}
        Node::Use(name) => unreachable!("the block {name} stands in the place of its use"),
    }
}

fn add_fields(pieces: &[Piece], found: &mut Vec<Entry>) {
    for piece in pieces {
        if let Piece::Field { path, kind: Some(kind) } = piece {
            found.push(Entry::Leaf { path: path.clone(), optional: false, kind: kind.clone() });
        }
    }
}
