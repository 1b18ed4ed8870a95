//! The proptest strategies for reports: for each key that a form prints, the values that may stand there.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::strategy::Union;

use super::schema::{Entry, StateEntries};
use super::value;

/// What was drawn for an entry. [`super::complete()`] makes JSON of it.
#[derive(Debug, Clone)]
pub(crate) enum Draw {
    /// For a leaf; `None` if it is left out.
    Leaf(Option<String>),
    /// For a list of leaves.
    Leaves(Vec<String>),
    /// For an object; `None` if it is left out.
    Object(Option<Vec<Draw>>),
    /// For a list of records.
    List(Vec<Vec<Draw>>),
    /// For a group: whether its key is there, and what is drawn with it and without it.
    Group(bool, Vec<Draw>, Vec<Draw>),
    /// For each branch of `@either`.
    Either(Vec<Vec<Draw>>),
    /// The index of the state, that of its word, and what is drawn for it.
    State(usize, usize, Vec<Draw>),
    Grid(Grid),
}

/// A repayment grid.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    /// The first month, counted from the year 0.
    pub(crate) first: usize,
    /// For each month its code and its amount; `None` for a blank month.
    pub(crate) months: Vec<Option<(String, String)>>,
}

/// How large the reports are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// Lists of no more records than this.
    UpTo(usize),
    /// Everything is printed, and so many accounts in each of the long lists.
    Full(usize),
}

/// A list that may have at least this many records is a list of accounts.
const LONG_LIST: usize = 20;

/// The share of reports in which a part that may be missing is printed.
const PRINTED: f64 = 0.6;

/// The strategy for the entries of a record.
pub(crate) fn draws(entries: &[Entry], size: Size) -> BoxedStrategy<Vec<Draw>> {
    entries.iter().map(|entry| draw(entry, size)).collect::<Vec<_>>().boxed()
}

fn draw(entry: &Entry, size: Size) -> BoxedStrategy<Draw> {
    match entry {
        Entry::Leaf { optional, kind, .. } => {
            let drawn = kind.drawn().map_or_else(|| Just(String::new()).boxed(), value::of_kind);
            if *optional {
                option::weighted(PRINTED, drawn).prop_map(Draw::Leaf).boxed()
            } else {
                drawn.prop_map(|drawn| Draw::Leaf(Some(drawn))).boxed()
            }
        }
        Entry::Leaves { range, kind, .. } => {
            let drawn = kind.drawn().map_or_else(|| Just(String::new()).boxed(), value::of_kind);
            vec(drawn, range.0..=range.1).prop_map(Draw::Leaves).boxed()
        }
        Entry::Object { optional, entries, .. } => {
            let inner = draws(entries, size);
            if *optional && !matches!(size, Size::Full(_)) {
                option::weighted(PRINTED, inner).prop_map(Draw::Object).boxed()
            } else {
                inner.prop_map(|inner| Draw::Object(Some(inner))).boxed()
            }
        }
        Entry::List { range, entries, .. } => list(draws(entries, size), *range, size),
        Entry::Group { then, otherwise } => (any::<bool>(), draws(then, size), draws(otherwise, size))
            .prop_map(|(there, then, otherwise)| Draw::Group(there, then, otherwise))
            .boxed(),
        Entry::Either { branches, .. } => {
            branches.iter().map(|branch| draws(branch, size)).collect::<Vec<_>>().prop_map(Draw::Either).boxed()
        }
        Entry::State { branches, .. } => {
            let of = |(index, state): (usize, &StateEntries)| {
                (0..state.words.len(), draws(&state.entries, size))
                    .prop_map(move |(word, draws)| Draw::State(index, word, draws))
                    .boxed()
            };
            Union::new(branches.iter().enumerate().map(of)).boxed()
        }
        Entry::Grid { months, codes, no_amount } => grid(*months, codes, no_amount.as_deref()),
    }
}

/// The strategy for the records of a list. There are mostly few of them, and seldom as many as there may be.
fn list(record: BoxedStrategy<Vec<Draw>>, (least, most): (usize, usize), size: Size) -> BoxedStrategy<Draw> {
    let longest = match size {
        Size::UpTo(limit) => most.min(limit),
        Size::Full(accounts) if most >= LONG_LIST => return vec(record, accounts).prop_map(Draw::List).boxed(),
        Size::Full(_) => most,
    };
    let few = longest.min(2);
    prop_oneof![3 => vec(record.clone(), least..=few), 1 => vec(record, least..=longest)].prop_map(Draw::List).boxed()
}

/// The first year of a grid.
const FIRST_YEAR: usize = 2001;

/// So many months of a grid have a state for each one that is blank.
const BLANK: u32 = 12;

fn grid((least, most): (usize, usize), codes: &str, no_amount: Option<&str>) -> BoxedStrategy<Draw> {
    let amount = match no_amount {
        Some(words) => prop_oneof![4 => value::of_kind("amount"), 1 => value::of_kind(words)].boxed(),
        None => Just(String::new()).boxed(),
    };
    let month = (value::of_kind(codes), amount);
    let month = prop_oneof![BLANK => month.prop_map(Some), 1 => Just(None)];
    let lengths = prop_oneof![3 => vec(month.clone(), least..=most.min(14)), 1 => vec(month, least..=most)];
    (FIRST_YEAR * 12..(FIRST_YEAR + 24) * 12, lengths)
        .prop_map(|(first, months)| Draw::Grid(Grid { first, months }))
        .boxed()
}
