//! Lowering: from the tree to typed data, by the tags of the nodes.
//!
//! This is a serde `Deserializer` over a [`Tree`], without code for any single field. The tag of a node is the key of a
//! field. Each leaf is checked by the rule of its kind, and recorded with its pointer and its range in the transcript.
//! A leaf that is not of its kind is no error here but a [`Misfit`].
//!
//! `ARCHITECTURE.md`, "Lowering", has the rules by which tags become fields.

mod pointer;
mod records;

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::fmt::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

pub use self::pointer::Pointer;
use self::records::{Item, records};
use crate::grammar::{Node, Tree};
use crate::schema::{EXTENSION, Extension, kind};
use crate::transcript::Transcript;

/// A leaf of the JSON and where its text stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Leaf {
    /// Where it stands in the JSON.
    pub pointer: Pointer,
    /// The range in the printed transcript.
    pub range: Range<usize>,
    /// The rule that matched it.
    pub rule: Arc<str>,
    /// The name of its type in [`kind`].
    pub kind: &'static str,
}

/// A leaf or record that does not fit its field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Misfit {
    /// The JSON pointer of the field.
    pub pointer: String,
    /// The range in the folded transcript.
    pub range: Range<usize>,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What may be wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The text is not of the kind of the leaf. The value is the name of the kind's rule in `grammar/value.pest`.
    WrongKind(&'static str),
    /// A leaf is printed twice in one record.
    PrintedTwice,
    /// A record is printed as rows of several tables with the same number, and one of these rows is missing. Or it is
    /// printed as a column, and one of the cells in the column is empty while another is not.
    WithoutPartner,
}

/// What lowering a tree gives.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lowered<T> {
    /// The typed data.
    pub value: T,
    /// Every leaf, in the order of the fields.
    pub leaves: Vec<Leaf>,
    /// What is wrong with them.
    pub misfits: Vec<Misfit>,
    /// The values for which the type has no key, and a tag that begins with [`EXTENSION`]. Their leaves are the last of the leaves.
    pub extensions: Vec<Extension>,
}

/// The grammars and the type do not fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LowerError(String);

impl fmt::Display for LowerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for LowerError {}

impl de::Error for LowerError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Lowers the tree of a transcript into a type by its tags.
///
/// ```
/// use zhengxin::{grammar, lower, schema::Report, transcript::Transcript};
/// let transcript = Transcript::from_text("个人信用报告\n│报告编号：20220616│报告时间：2022.06.16│\n");
/// let tree = grammar::parse(&transcript)?;
/// let lowered = lower::lower::<Report>(&tree, &transcript)?;
/// assert_eq!(lowered.value.credit_header.serial_no.unwrap().as_str(), "20220616");
/// assert_eq!(lowered.leaves[0].pointer.to_string(), "/creditHeader/serialNo");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where a tag is no field of the type: a mistake in the grammars.
pub fn lower<T: DeserializeOwned>(tree: &Tree, transcript: &Transcript) -> Result<Lowered<T>, LowerError> {
    let mut context = Context {
        transcript,
        path: String::new(),
        leaves: Vec::with_capacity(tagged(&tree.root)),
        misfits: Vec::new(),
        inherited: Vec::new(),
        hoisted: Vec::new(),
        extensions: Vec::new(),
        canonical: HashMap::default(),
    };
    let value = T::deserialize(Field { nodes: vec![Item::of(&tree.root)], context: &mut context })?;
    match context.hoisted.first() {
        Some(node) => Err(unknown_tag(node)),
        None => {
            let extensions = context.take_extensions();
            Ok(Lowered { value, leaves: context.leaves, misfits: context.misfits, extensions })
        }
    }
}

/// How many nodes have a tag. There are hardly ever more leaves than that, so the vector of leaves gets this capacity:
/// a vector that grows takes up to twice the room.
fn tagged(node: &Node) -> usize {
    usize::from(node.tag.is_some()) + node.children.iter().map(tagged).sum::<usize>()
}

/// The key under which extensions are in the report, and the kind of their texts.
const EXTENSIONS: &str = "extensions";
const EXTENSION_KIND: &str = "PrivateText";

fn is_extension(node: &Node) -> bool {
    node.tag.as_deref().is_some_and(|tag| tag.starts_with(EXTENSION))
}

fn unknown_tag(node: &Node) -> LowerError {
    let tag = node.tag.as_deref().unwrap_or_default();
    LowerError(format!("no record around the rule `{}` has a field `{tag}`", node.rule))
}

struct Context<'t> {
    transcript: &'t Transcript,
    /// The JSON pointer of what is being read.
    path: String,
    leaves: Vec<Leaf>,
    misfits: Vec<Misfit>,
    /// Labels of columns in the records around, kept for the records below.
    inherited: Vec<&'t Node>,
    /// Tagged nodes found inside leaves, not yet claimed by a record.
    hoisted: Vec<&'t Node>,
    /// Tagged nodes for which the type has no key, each with the pointer of the record it is printed in.
    extensions: Vec<(String, &'t Node)>,
    /// The verdicts on short texts, by kind and text. A report has the same texts hundreds of times.
    canonical: HashMap<&'static str, HashMap<String, Verdict, RandomState>, RandomState>,
}

/// `None` if the text is not of its kind, `Some(None)` if the JSON has the text as it is printed, and
/// `Some(Some(text))` if it has another text instead.
type Verdict = Option<Option<String>>;

/// Verdicts are kept only for texts of at most this many bytes …
const SHORT: usize = 24;
/// … and for at most this many texts of a kind.
const KEPT: usize = 1000;

impl Context<'_> {
    fn misfit(&mut self, node: &Node, problem: Problem) {
        self.misfits.push(Misfit { pointer: self.path.clone(), range: node.range.clone(), problem });
    }

    /// The text of a leaf as the JSON gives it, `None` where it is not of the kind.
    fn canonical<'p>(&mut self, kind: &'static str, printed: &'p str) -> Option<Cow<'p, str>> {
        if printed.len() > SHORT {
            return kind::canonical(kind, printed);
        }
        let known = self.canonical.entry(kind).or_default();
        if let Some(seen) = known.get(printed) {
            return seen.clone().map(|other| other.map_or(Cow::Borrowed(printed), Cow::Owned));
        }
        let text = kind::canonical(kind, printed);
        if known.len() < KEPT {
            let other = text.clone().map(|text| if let Cow::Owned(other) = text { Some(other) } else { None });
            known.insert(printed.to_owned(), other);
        }
        text
    }

    /// The values for which the type has no key. A leaf of each is added.
    fn take_extensions(&mut self) -> Vec<Extension> {
        let nodes = std::mem::take(&mut self.extensions);
        let extension = |(index, (record, node)): (usize, (String, &Node))| {
            let range = self.transcript.printed_range(node.range.clone());
            let text = self.transcript.unescaped(range.clone()).into_owned();
            let key = node.tag.as_deref().unwrap_or_default();
            let before = self.leaves.last().map(|leaf| &leaf.pointer);
            let pointer = Pointer::new(&format!("/{EXTENSIONS}/{index}/text"), before, None);
            self.leaves.push(Leaf { pointer, range, rule: Arc::clone(&node.rule), kind: EXTENSION_KIND });
            Extension { record: Some(record.as_str().into()), key: Some(key.into()), text: Some(text.as_str().into()) }
        };
        nodes.into_iter().enumerate().map(extension).collect()
    }

    /// Runs a step one level deeper in the JSON.
    fn within<T>(&mut self, key: impl fmt::Display, step: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        // Writing to a string never fails.
        let _ = write!(self.path, "/{key}");
        let result = step(self);
        self.path.truncate(length);
        result
    }
}

/// The nodes of one tag in one record.
struct Field<'c, 't> {
    nodes: Vec<Item<'t>>,
    context: &'c mut Context<'t>,
}

impl<'de, 't> Deserializer<'de> for Field<'_, 't> {
    type Error = LowerError;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, LowerError> {
        Err(LowerError(format!("{}: a field is a record, a list or a leaf of a kind", self.context.path)))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, LowerError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, LowerError> {
        let Self { nodes, context } = self;
        let (Some(Item { node, fields, .. }), Some(rule)) = (nodes.first(), kind::rule_of(name)) else {
            return Err(LowerError(format!("{}: `{name}` is no kind of leaf", context.path)));
        };
        if let Some(second) = nodes.get(1) {
            context.misfit(second.node, Problem::PrintedTwice);
        }
        let range = context.transcript.printed_range(node.range.clone());
        let printed = context.transcript.unescaped(range.clone());
        let text = context.canonical(name, &printed).unwrap_or_else(|| {
            context.misfit(node, Problem::WrongKind(rule.name()));
            Cow::Borrowed(&printed)
        });
        let before = context.leaves.last().map(|leaf| &leaf.pointer);
        let pointer = Pointer::new(&context.path, before, node.tag.as_ref());
        context.leaves.push(Leaf { pointer, range, rule: Arc::clone(&node.rule), kind: name });
        context.hoisted.extend(fields);
        visitor.visit_newtype_struct(StrDeserializer::new(&text))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, LowerError> {
        let items = records(self.nodes, self.context).into_iter();
        visitor.visit_seq(List { items, index: 0, context: self.context })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, LowerError> {
        let Self { nodes, context } = self;
        let inherited = context.inherited.len();
        let mut record = Record { known, groups: VecDeque::new(), field: None, context };
        let above: Vec<_> = record.context.inherited.iter().copied().filter(|node| record.knows(node)).collect();
        for node in above {
            record.add(Item { rows: 0, ..Item::of(node) });
        }
        for field in nodes.into_iter().flat_map(|item| item.fields) {
            if record.knows(field) {
                record.add(Item::of(field));
            } else if Item::of(field).is_columns() {
                record.context.inherited.push(field);
            } else if is_extension(field) {
                let path = record.context.path.clone();
                record.context.extensions.push((path, field));
            } else {
                return Err(unknown_tag(field));
            }
        }
        let value = visitor.visit_map(&mut record)?;
        context.inherited.truncate(inherited);
        Ok(value)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct tuple tuple_struct map enum identifier ignored_any
    }
}

struct List<'c, 't> {
    items: std::vec::IntoIter<Item<'t>>,
    index: usize,
    context: &'c mut Context<'t>,
}

impl<'de> SeqAccess<'de> for List<'_, '_> {
    type Error = LowerError;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, LowerError> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        self.context.within(index, |context| seed.deserialize(Field { nodes: vec![item], context })).map(Some)
    }
}

struct Record<'c, 't> {
    known: &'static [&'static str],
    /// The fields still to be read, in printed order.
    groups: VecDeque<(Arc<str>, Vec<Item<'t>>)>,
    field: Option<(Arc<str>, Vec<Item<'t>>)>,
    context: &'c mut Context<'t>,
}

impl<'t> Record<'_, 't> {
    fn knows(&self, node: &Node) -> bool {
        node.tag.as_deref().is_some_and(|tag| self.known.contains(&tag))
    }

    fn add(&mut self, item: Item<'t>) {
        let Some(tag) = &item.node.tag else { return };
        match self.groups.iter_mut().find(|group| group.0 == *tag) {
            Some(group) => group.1.push(item),
            None => self.groups.push_back((Arc::clone(tag), vec![item])),
        }
    }

    /// Takes the tagged nodes that were found inside leaves, if they are fields of this record.
    fn claim(&mut self) {
        let (own, others) = std::mem::take(&mut self.context.hoisted).into_iter().partition(|node| self.knows(node));
        self.context.hoisted = others;
        let own: Vec<&Node> = own;
        own.into_iter().for_each(|node| self.add(Item::of(node)));
    }
}

impl<'de> MapAccess<'de> for &mut Record<'_, '_> {
    type Error = LowerError;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, LowerError> {
        self.claim();
        self.field = self.groups.pop_front();
        self.field.as_ref().map(|(tag, _)| seed.deserialize(StrDeserializer::new(tag))).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, LowerError> {
        let Some((tag, nodes)) = self.field.take() else {
            return Err(LowerError("a value was asked for before its key".into()));
        };
        self.context.within(tag, |context| seed.deserialize(Field { nodes, context }))
    }
}

#[cfg(test)]
mod tests;
