use serde::Deserialize;

use super::*;
use crate::schema::kind::{Amount, Text};

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Root {
    no: Option<Text>,
    name: Option<Text>,
    sum: Option<Amount>,
    inner: Option<Box<Root>>,
    list: Vec<Root>,
    words: Vec<Text>,
}

fn node(rule: &str, tag: &str, range: Range<usize>, children: Vec<Node>) -> Node {
    let tag = (!tag.is_empty()).then(|| Arc::from(tag));
    Node { rule: Arc::from(rule), tag, range, children: children.into() }
}

fn leaf(tag: &str, word: &str, text: &str) -> Node {
    let start = text.find(word).expect("a word of the text");
    node("cell", tag, start..start + word.len(), Vec::new())
}

fn lowered(text: &str, children: Vec<Node>) -> Result<Lowered<Root>, LowerError> {
    let tree = Tree { root: node("report", "", 0..text.len(), children) };
    lower(&tree, &Transcript::from_text(text))
}

fn word(text: &str) -> Option<Text> {
    Some(Text::from(text))
}

#[test]
fn untagged_nodes_are_scaffolding() {
    let text = "a,b";
    let scaffold = node("row", "", 0..3, vec![leaf("name", "a", text), leaf("words", "b", text)]);
    let lowered = lowered(text, vec![scaffold]).expect("known tags");
    assert_eq!(lowered.value, Root { name: word("a"), words: vec![Text::from("b")], ..Root::default() });
    let pointers: Vec<_> = lowered.leaves.iter().map(|leaf| leaf.pointer.to_string()).collect();
    assert_eq!(pointers, ["/name", "/words/0"]);
}

#[test]
fn an_object_printed_in_several_tables_is_one() {
    let text = "a,1";
    let parts = vec![
        node("first", "inner", 0..1, vec![leaf("name", "a", text)]),
        node("second", "inner", 2..3, vec![leaf("sum", "1", text)]),
    ];
    let inner = lowered(text, parts).expect("known tags").value.inner.expect("an object");
    assert_eq!((inner.name, inner.sum), (word("a"), Some(Amount::from("1"))));
}

#[test]
fn rows_of_one_number_are_one_record() {
    let text = "1,a,2,b";
    let row = |number, tag, value| node("row", "list", 0..7, vec![leaf("no", number, text), leaf(tag, value, text)]);
    let lowered =
        lowered(text, vec![row("1", "name", "a"), row("2", "name", "b"), row("1", "words", "a")]).expect("known tags");
    assert_eq!(lowered.value.list.len(), 2);
    assert_eq!(lowered.value.list[0].words, [Text::from("a")]);
    let problems: Vec<_> = lowered.misfits.iter().map(|misfit| (misfit.pointer.as_str(), &misfit.problem)).collect();
    assert_eq!(problems, [("/list/1", &Problem::WithoutPartner)]);
}

#[test]
fn rows_that_repeat_a_tag_are_read_by_columns() {
    let text = "1,2,a,b";
    let labels = node("labels", "list", 0..3, vec![leaf("no", "1", text), leaf("no", "2", text)]);
    let blank = node("cell", "name", 7..7, Vec::new());
    let cells = node("cells", "list", 4..5, vec![leaf("name", "a", text), blank]);
    let year = node("year", "part", 4..7, vec![cells]);
    let grid = node("grid", "parts", 0..7, vec![labels, year]);

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Outer {
        parts: Option<Grid>,
    }
    // The labels stand in the grid, which has no list of its own: they belong to the list of its part.
    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Grid {
        part: Option<Root>,
    }
    let tree = Tree { root: node("report", "", 0..7, vec![grid]) };
    let outer: Outer = lower(&tree, &Transcript::from_text(text)).expect("known tags").value;
    let list = outer.parts.and_then(|grid| grid.part).map(|part| part.list).unwrap_or_default();
    assert_eq!(list, [Root { no: word("1"), name: word("a"), ..Root::default() }]);
}

#[test]
fn a_column_with_text_in_some_of_its_rows_has_lost_the_rest() {
    let text = "1,2,a,b,3";
    let blank = node("cell", "sum", 9..9, Vec::new());
    let labels = node("labels", "list", 0..3, vec![leaf("no", "1", text), leaf("no", "2", text)]);
    let states = node("states", "list", 4..7, vec![leaf("name", "a", text), leaf("name", "b", text)]);
    let amounts = node("amounts", "list", 8..9, vec![leaf("sum", "3", text), blank]);
    let year = node("year", "inner", 0..9, vec![labels, states, amounts]);
    let lowered = lowered(text, vec![year]).expect("known tags");
    let problems: Vec<_> = lowered.misfits.iter().map(|misfit| (misfit.pointer.as_str(), &misfit.problem)).collect();
    assert_eq!(problems, [("/inner/list/1", &Problem::WithoutPartner)]);
}

#[test]
fn tags_inside_a_leaf_belong_to_a_record_around_it() {
    let text = "from,a,on";
    let sentence = node("sentence", "words", 0..9, vec![leaf("name", "a", text)]);
    let lowered = lowered(text, vec![node("record", "inner", 0..9, vec![sentence])]).expect("known tags");
    let inner = lowered.value.inner.expect("an object");
    assert_eq!((inner.words, inner.name), (vec![Text::from("from,a,on")], word("a")));
}

#[test]
fn a_tag_that_is_no_field_is_an_error() {
    let error = lowered("a", vec![leaf("nmae", "a", "a")]).expect_err("an unknown tag");
    assert!(error.to_string().contains("nmae"), "{error}");
}
