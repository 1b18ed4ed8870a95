//! Compares two reports, an old and a new one, and lists every leaf that differs.
//!
//! Two typed [`Report`]s go in, a [`Diff`] comes out. Records of a list are matched by the fields that identify them,
//! never by their place: accounts by 账户标识, months of a grid by year and month, queries by all of their fields.
//! `docs/workbench.md` has the fields of each list. The numbers and captions that only count the records of a list
//! (编号, 账户1) are not compared, because they change when another record is added.
//!
//! ```
//! let report = |balance: &str| {
//!     serde_json::from_value(serde_json::json!({ "creditTransInfoDetail": { "creditAccount": [{
//!         "name": "账户1", "cardCompany": "某银行", "amountId": "B1", "accountState": { "normal": { "surplusAmount": balance } },
//!     }] } }))
//! };
//! let diff = zhengxin::diff::diff(&report("1,000")?, &report("2,000")?);
//! let leaf = &diff.changes[0].leaves[0];
//! assert_eq!(diff.changes[0].section, "/creditTransInfoDetail/creditAccount");
//! assert_eq!([&leaf.old, &leaf.new].map(|side| side.as_ref().unwrap().text.as_str()), ["1,000", "2,000"]);
//! # Ok::<(), serde_json::Error>(())
//! ```

mod identity;
mod part;

use serde::Serialize;

use self::part::{Part, last_key};
use crate::audit::facts::{Facts, Leaf, known_text};
use crate::mask;
use crate::schema::Report;

/// What is different between an old and a new report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Diff {
    /// Whether the reports are of different persons: their documents have no number in common, or, where no numbers can
    /// be compared, their names differ.
    pub is_other_person: bool,
    /// What changed, in the order of the report.
    pub changes: Vec<Change>,
}

/// What changed in one record of a list, or in a section outside of its lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Change {
    /// Whether the record is in both reports.
    pub kind: ChangeKind,
    /// The JSON pointer of the list or section. There is no index in it: lists inside of a record belong to the change
    /// of the record.
    pub section: String,
    /// The JSON pointer of the record in the old report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// The JSON pointer of the record in the new report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// The texts that name the record to people, as the newer report prints them: its caption, its institution, the
    /// fields that identify it.
    pub names: Vec<String>,
    /// The state of an account in both reports, if it changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<StateChange>,
    /// Every leaf that is not the same.
    pub leaves: Vec<LeafChange>,
}

/// Whether a record is in both reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// In the new one only.
    Added,
    /// In the old one only.
    Removed,
    /// In both, with other leaves.
    Changed,
}

/// How the state of an account (账户状态) changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StateChange {
    /// The state in the old report.
    pub old: State,
    /// The state in the new report.
    pub new: State,
}

/// A state of an account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct State {
    /// The JSON key of the object with its figures, such as `normal` or `clear`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The word that is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A leaf that is not the same in both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LeafChange {
    /// The texts that identify the records around the leaf, inside of the record that changed. For a leaf in a grid
    /// they are the year and the month.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<String>,
    /// The leaf in the old report; `None` if only the new report has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<PrintedLeaf>,
    /// The leaf in the new report; `None` if only the old report has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<PrintedLeaf>,
}

/// A leaf of one of the reports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct PrintedLeaf {
    /// Its JSON pointer (RFC 6901).
    pub pointer: String,
    /// What is printed.
    pub text: String,
}

/// Compares two reports.
///
/// ```
/// let report = serde_json::from_str(r#"{"creditHeader": {"idType": "身份证"}}"#)?;
/// assert!(zhengxin::diff::diff(&report, &report).is_empty());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn diff(old: &Report, new: &Report) -> Diff {
    let [old, new] = [old, new].map(Facts::of);
    Comparison { shown: [&old, &new] }.of(&old, &new)
}

/// Compares two reports and shows the changes without anything personal: the texts are masked by [`mask::both`].
///
/// ```
/// let report = |name: &str| serde_json::from_str(&format!(r#"{{"creditHeader": {{"whoWasChecked": "{name}"}}}}"#));
/// let diff = zhengxin::diff::masked(&report("严秀雨")?, &report("王小明")?);
/// assert!(diff.is_other_person);
/// assert_eq!(diff.changes[0].leaves[0].new.as_ref().unwrap().text, "某某乙");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn masked(old: &Report, new: &Report) -> Diff {
    let shown = mask::both(old, new);
    let shown = [&shown.0, &shown.1].map(Facts::of);
    Comparison { shown: [&shown[0], &shown[1]] }.of(&Facts::of(old), &Facts::of(new))
}

impl Diff {
    /// Whether both reports say the same.
    ///
    /// ```
    /// let report = |number: &str| serde_json::from_str(&format!(r#"{{"queryRecord": [{{"no": "{number}", "date": "2020.01.01"}}]}}"#));
    /// assert!(zhengxin::diff::diff(&report("1")?, &report("7")?).is_empty());
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// The keys whose texts come first in the names of a record, in this order. The fields that identify it come after
/// them.
const NAMES: [&str; 3] = ["name", "manageCompany", "cardCompany"];

/// The key of the state of an account, and below it the key of the word that is printed for the state.
const STATE: &str = "accountState";
const STATE_WORD: &str = "value";

/// A comparison of two reports. The texts that it shows may be those of other reports, the masked ones.
struct Comparison<'s> {
    /// The reports whose texts are shown: the old one and the new one.
    shown: [&'s Facts; 2],
}

/// The indices of the two reports.
const OLD: usize = 0;
const NEW: usize = 1;

/// A part of the report, in the old report and in the new one; at least one of them has it.
type Both<'r> = (Option<Part<'r>>, Option<Part<'r>>);

impl Comparison<'_> {
    fn of(&self, old: &Facts, new: &Facts) -> Diff {
        let leaves = [part::compared(old), part::compared(new)];
        let mut changes = Vec::new();
        self.section((Part::whole(&leaves[OLD]), Part::whole(&leaves[NEW])), &mut changes);
        Diff { is_other_person: is_other_person(old, new), changes }
    }

    /// Compares a section. Leaves of the section itself are one change; sections in it and records of its lists have
    /// changes of their own.
    fn section(&self, both: Both, changes: &mut Vec<Change>) {
        let pointer = pointer_of(&both);
        let mut own = Vec::new();
        let mut lists = Vec::new();
        for both in fields(&both) {
            if is_list_of_records(&both) {
                self.list(&both, &mut lists);
            } else if is_a(&both, |part| part.leaf().is_some() || part.is_list()) {
                self.leaves(&both, &mut Vec::new(), &mut own);
            } else {
                self.section(both, &mut lists);
            }
        }
        if !own.is_empty() {
            let side = |part: Option<Part>| part.map(|part| part.pointer().to_owned());
            changes.push(Change {
                kind: ChangeKind::Changed,
                section: pointer.to_owned(),
                old: side(both.0),
                new: side(both.1),
                names: Vec::new(),
                state: None,
                leaves: own,
            });
        }
        changes.append(&mut lists);
    }

    fn list(&self, both: &Both, changes: &mut Vec<Change>) {
        let list = pointer_of(both);
        for (old, new) in identity::pairs(list, &items(both.0), &items(both.1)) {
            let mut leaves = Vec::new();
            self.leaves(&(old, new), &mut Vec::new(), &mut leaves);
            if leaves.is_empty() {
                continue;
            }
            let (side, newer) = match (&new, &old) {
                (Some(new), _) => (NEW, new),
                (None, Some(old)) => (OLD, old),
                (None, None) => continue,
            };
            changes.push(Change {
                kind: match (old, new) {
                    (None, _) => ChangeKind::Added,
                    (_, None) => ChangeKind::Removed,
                    _ => ChangeKind::Changed,
                },
                section: list.to_owned(),
                old: old.map(|part| part.pointer().to_owned()),
                new: new.map(|part| part.pointer().to_owned()),
                names: self.names(side, list, newer),
                state: old.zip(new).and_then(|(old, new)| self.state(&old, &new)),
                leaves,
            });
        }
    }

    /// Adds each leaf of a part that differs. `within` has the texts that identify the records around it.
    fn leaves(&self, both: &Both, within: &mut Vec<String>, changes: &mut Vec<LeafChange>) {
        if is_a(both, |part| part.leaf().is_some()) {
            let leaf =
                |side, part: Option<Part>| part.and_then(|part| part.leaf()).map(|leaf| self.printed(side, leaf));
            if both.0.and_then(|part| part.leaf()).map(|leaf| &leaf.text)
                != both.1.and_then(|part| part.leaf()).map(|leaf| &leaf.text)
            {
                let (old, new) = (leaf(OLD, both.0), leaf(NEW, both.1));
                changes.push(LeafChange { within: within.clone(), old, new });
            }
        } else if is_a(both, |part| part.is_list()) {
            let list = pointer_of(both);
            for both in identity::pairs(list, &items(both.0), &items(both.1)) {
                let depth = within.len();
                let (side, part) = if both.1.is_some() { (NEW, both.1) } else { (OLD, both.0) };
                let names = part.map(|part| identity::of(list, &part)).unwrap_or_default();
                within.extend(names.into_iter().map(|leaf| self.printed(side, leaf).text));
                self.leaves(&both, within, changes);
                within.truncate(depth);
            }
        } else {
            fields(both).iter().for_each(|both| self.leaves(both, within, changes));
        }
    }

    /// A leaf with the text that is shown for it.
    fn printed(&self, side: usize, leaf: &Leaf) -> PrintedLeaf {
        let text = self.shown[side].leaf(&leaf.pointer).map(|leaf| leaf.text.clone()).unwrap_or_default();
        PrintedLeaf { pointer: leaf.pointer.clone(), text }
    }

    fn names(&self, side: usize, list: &str, record: &Part) -> Vec<String> {
        let shown = |pointer: &str| {
            let leaf = self.shown[side].leaf(pointer).filter(|leaf| known_text(&leaf.text).is_some());
            leaf.map(|leaf| leaf.text.clone())
        };
        let named = NAMES.iter().filter_map(|key| shown(&format!("{}/{key}", record.pointer())));
        let identity = identity::of(list, record);
        let identity = identity.iter().filter(|leaf| !NAMES.contains(&last_key(&leaf.pointer)));
        let mut names: Vec<String> = named.chain(identity.filter_map(|leaf| shown(&leaf.pointer))).collect();
        if names.is_empty() {
            let leaves = record.leaves().iter().filter(|leaf| leaf.pointer.rfind('/') == Some(record.pointer().len()));
            names = leaves.filter_map(|leaf| shown(&leaf.pointer)).collect();
        }
        names
    }

    fn state(&self, old: &Part, new: &Part) -> Option<StateChange> {
        let state = |side, account: &Part| {
            let mut state = State::default();
            let parts = account.by_key().get(STATE).map(Part::children).unwrap_or_default();
            for (key, part) in parts {
                match part.leaf().filter(|_| key == STATE_WORD) {
                    Some(leaf) => state.text = Some(self.printed(side, leaf).text),
                    None => state.key = Some(key.to_owned()),
                }
            }
            state
        };
        let change = StateChange { old: state(OLD, old), new: state(NEW, new) };
        (change.old != change.new).then_some(change)
    }
}

fn is_a(both: &Both, what: impl Fn(&Part) -> bool) -> bool {
    both.0.is_some_and(|part| what(&part)) || both.1.is_some_and(|part| what(&part))
}

fn is_list_of_records(both: &Both) -> bool {
    is_a(both, |part| part.is_list() && items(Some(*part)).iter().any(|item| item.leaf().is_none()))
}

/// The items of a list; none if there is no list.
fn items(list: Option<Part<'_>>) -> Vec<Part<'_>> {
    list.map(|list| list.children().into_iter().map(|child| child.1).collect()).unwrap_or_default()
}

/// The JSON pointer of a part: that in the new report, or else that in the old one.
fn pointer_of<'r>(both: &Both<'r>) -> &'r str {
    both.1.or(both.0).map_or("", |part| part.pointer())
}

/// The fields of a record in both reports: first those of the old report, in its order, then those that only the new
/// report has.
fn fields<'r>(both: &Both<'r>) -> Vec<Both<'r>> {
    let old = both.0.map(|part| part.children()).unwrap_or_default();
    let new = both.1.map(|part| part.children()).unwrap_or_default();
    let partner = |key: &str| new.iter().find(|(other, _)| *other == key).map(|(_, part)| *part);
    let of_old = old.iter().map(|(key, part)| (Some(*part), partner(key)));
    let is_new = |key: &str| !old.iter().any(|(other, _)| *other == key);
    let of_new = new.iter().filter(|(key, _)| is_new(key)).map(|(_, part)| (None, Some(*part)));
    of_old.chain(of_new).collect()
}

/// Whether the reports are of different persons. The numbers of documents decide; where a report has none, the names
/// do.
fn is_other_person(old: &Facts, new: &Facts) -> bool {
    let numbers = |facts: &'_ Facts| {
        let is_number = |leaf: &&Leaf| {
            let section = leaf.pointer.split('/').nth(1).unwrap_or_default();
            last_key(&leaf.pointer) == "idNum" && matches!(section, "creditHeader" | "otherIdInfo")
        };
        let known = |leaf: &Leaf| known_text(&leaf.text).map(str::to_ascii_uppercase);
        facts.leaves().iter().filter(is_number).filter_map(known).collect::<Vec<_>>()
    };
    let (of_old, of_new) = (numbers(old), numbers(new));
    if !of_old.is_empty() && !of_new.is_empty() {
        return !of_old.iter().any(|number| of_new.contains(number));
    }
    let name = |facts: &'_ Facts| {
        let leaf = facts.leaf("/creditHeader/whoWasChecked")?;
        known_text(&leaf.text).map(str::to_owned)
    };
    name(old).zip(name(new)).is_some_and(|(old, new)| old != new)
}
