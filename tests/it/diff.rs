//! The comparison of two reports.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Output};

use proptest::prelude::*;
use serde_json::{Value, json};
use zhengxin::Report;
use zhengxin::diff::{Change, ChangeKind, Diff, LeafChange, PrintedLeaf, diff, masked};
use zhengxin_printer::{Layout, Sample};

use crate::corpus::fixtures;

fn read(name: &str) -> Value {
    serde_json::from_slice(&fs::read(fixtures().join(name)).expect("a fixture")).expect("JSON")
}

fn report(value: &Value) -> Report {
    serde_json::from_value(value.clone()).expect("a report")
}

fn between(old: &Value, new: &Value) -> Diff {
    diff(&report(old), &report(new))
}

/// A random report.
fn sample(seed: u64) -> Value {
    Sample::of_seed(seed, Layout::Org2024, 4).report
}

/// A difference with old and new exchanged. Its changes stay in their order.
fn mirrored(diff: &Diff) -> Vec<Value> {
    let mut diff = diff.clone();
    for change in &mut diff.changes {
        std::mem::swap(&mut change.old, &mut change.new);
        change.kind = match change.kind {
            ChangeKind::Added => ChangeKind::Removed,
            ChangeKind::Removed => ChangeKind::Added,
            ChangeKind::Changed => ChangeKind::Changed,
        };
        if let Some(state) = &mut change.state {
            std::mem::swap(&mut state.old, &mut state.new);
        }
        change.leaves.iter_mut().for_each(|leaf| std::mem::swap(&mut leaf.old, &mut leaf.new));
    }
    sorted(&diff)
}

/// The changes without what depends on which report is the newer one: without their order and the names.
fn sorted(diff: &Diff) -> Vec<Value> {
    let text = |change: &Change| {
        let mut leaves: Vec<_> = change.leaves.iter().map(|leaf| json!([leaf.old, leaf.new]).to_string()).collect();
        leaves.sort();
        json!([change.kind, change.section, change.old, change.new, change.state, leaves])
    };
    let mut changes: Vec<_> = diff.changes.iter().map(text).collect();
    changes.sort_by_key(Value::to_string);
    changes
}

/// The leaves of a report: how often each text stands at each pointer. The pointers are without indices of lists.
fn leaves(value: &Value, path: &str, found: &mut BTreeMap<(String, String), i64>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| leaves(value, &format!("{path}/{key}"), found));
        }
        Value::Array(items) => items.iter().for_each(|item| leaves(item, path, found)),
        leaf => *found.entry((path.to_owned(), leaf.as_str().expect("a text").to_owned())).or_default() += 1,
    }
}

fn without_places(pointer: &str) -> String {
    let keys = pointer.split('/').skip(1).filter(|key| key.parse::<usize>().is_err());
    keys.map(|key| format!("/{key}")).collect()
}

fn all_leaves(diff: &Diff) -> impl Iterator<Item = &LeafChange> {
    diff.changes.iter().flat_map(|change| &change.leaves)
}

/// The leaves of the old report after the changes of a difference. They must be those of the new report.
fn applied(old: &Value, diff: &Diff) -> BTreeMap<(String, String), i64> {
    let mut found = BTreeMap::new();
    leaves(old, "", &mut found);
    let mut count = |leaf: &Option<PrintedLeaf>, by: i64| {
        if let Some(leaf) = leaf {
            *found.entry((without_places(&leaf.pointer), leaf.text.clone())).or_default() += by;
        }
    };
    for leaf in all_leaves(diff) {
        count(&leaf.old, -1);
        count(&leaf.new, 1);
    }
    uncounted(found)
}

/// The leaves without the numbers and captions of records, which are not compared, and without those that are gone.
fn uncounted(mut found: BTreeMap<(String, String), i64>) -> BTreeMap<(String, String), i64> {
    found.retain(|(pointer, _), count| {
        let is_numbering = pointer.ends_with("/name") && !pointer.starts_with("/personBasicInfo")
            || pointer.ends_with("/no") && !pointer.starts_with("/nonFinanceCreditTransInfoDetail");
        *count != 0 && !is_numbering
    });
    found
}

const LISTS: [&str; 4] = [
    "/creditTransInfoDetail/acyclicCreditAccount",
    "/creditTransInfoDetail/creditAccount",
    "/creditTransInfoDetail/extensionProtocolInfo",
    "/queryRecord",
];

/// Alters a report: some items of its lists are removed, put in the reverse order, or get other texts.
fn altered(mut report: Value, choices: &[u8]) -> Value {
    let mut choices = choices.iter().copied().cycle();
    for list in LISTS {
        let Some(Value::Array(items)) = report.pointer_mut(list) else { continue };
        items.retain(|_| choices.next().is_none_or(|choice| choice % 4 != 0));
        if choices.next().is_some_and(|choice| choice % 2 == 0) {
            items.reverse();
        }
        for item in items.iter_mut() {
            for (key, value) in item.as_object_mut().expect("a record") {
                if let (Value::String(text), Some(0..40)) = (value, choices.next())
                    && key != "amountId"
                {
                    text.push('1');
                }
            }
        }
    }
    report
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_report_is_the_same_as_itself_in_any_order(seed in 0_u64..1000, choices in prop::collection::vec(any::<u8>(), 16)) {
        let old = sample(seed);
        prop_assert!(between(&old, &old).is_empty());
        let mut turned = old.clone();
        for (list, choice) in LISTS.iter().zip(&choices) {
            if let Some(Value::Array(items)) = turned.pointer_mut(list) && !items.is_empty() {
                let length = items.len();
                items.rotate_left(usize::from(*choice) % length);
            }
        }
        prop_assert_eq!(between(&old, &turned).changes, []);
    }

    #[test]
    fn the_way_back_is_the_mirror(seed in 0_u64..1000, other in 0_u64..1000, choices in prop::collection::vec(any::<u8>(), 1..200)) {
        let old = sample(seed);
        for new in [altered(old.clone(), &choices), sample(other)] {
            prop_assert_eq!(mirrored(&between(&old, &new)), sorted(&between(&new, &old)));
        }
    }

    #[test]
    fn the_difference_leads_from_one_to_the_other(seed in 0_u64..1000, other in 0_u64..1000, choices in prop::collection::vec(any::<u8>(), 1..200)) {
        let old = sample(seed);
        for new in [altered(old.clone(), &choices), sample(other)] {
            let mut right = BTreeMap::new();
            leaves(&new, "", &mut right);
            prop_assert_eq!(applied(&old, &between(&old, &new)), uncounted(right));
        }
    }

    /// If one account is altered, the difference has exactly the leaves that were altered.
    #[test]
    fn an_altered_account_is_the_difference(at in 0_usize..100, fields in prop::collection::btree_set(0_usize..40, 1..6)) {
        let old = read("reports/itext-2024-full.json");
        let mut new = old.clone();
        let accounts = new.pointer_mut("/creditTransInfoDetail/creditAccount").and_then(Value::as_array_mut).expect("accounts");
        let at = at % accounts.len();
        let mut right = Vec::new();
        let pointer = format!("/creditTransInfoDetail/creditAccount/{at}");
        alter(&mut accounts[at], &pointer, &fields, &mut 0, &mut right);
        accounts.rotate_left(1);
        let places = accounts.len();
        let moved = format!("/creditTransInfoDetail/creditAccount/{}", (at + places - 1) % places);
        let diff = between(&old, &new);
        prop_assert_eq!(diff.changes.len(), 1);
        let change = &diff.changes[0];
        prop_assert_eq!((change.old.as_deref(), change.new.as_deref()), (Some(pointer.as_str()), Some(moved.as_str())));
        let mut told: Vec<_> = all_leaves(&diff)
            .map(|leaf| (leaf.old.clone().expect("in both").pointer, leaf.new.clone().expect("in both").text))
            .collect();
        told.sort();
        right.sort();
        prop_assert_eq!(told, right);
    }
}

/// Gives some leaves of an account another text, except those that identify a record or only count it.
fn alter(
    value: &mut Value,
    pointer: &str,
    fields: &std::collections::BTreeSet<usize>,
    count: &mut usize,
    right: &mut Vec<(String, String)>,
) {
    const KEPT: [&str; 7] = ["name", "amountId", "year", "monthValue", "type", "occurDate", "captionNotes"];
    match value {
        Value::Object(record) => {
            let kept = |key: &str| KEPT.contains(&key) || key == "value" && record_is_a_note(pointer);
            for (key, value) in record.iter_mut().filter(|(key, _)| !kept(key)) {
                alter(value, &format!("{pointer}/{key}"), fields, count, right);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                alter(item, &format!("{pointer}/{at}"), fields, count, right);
            }
        }
        Value::String(text) => {
            // The first leaf is always among them.
            if *count == 0 || fields.contains(count) {
                text.push('改');
                right.push((pointer.to_owned(), text.clone()));
            }
            *count += 1;
        }
        _ => unreachable!("a report holds texts"),
    }
}

fn record_is_a_note(pointer: &str) -> bool {
    ["companyInfo", "selfStatement", "objectionLabel", "specialLabel"].iter().any(|list| pointer.contains(list))
}

/// Two reports of one person, the second a month after the first.
fn a_month_later() -> [Value; 2] {
    let old = read("reports/chromium-2024-full.json");
    let mut new = old.clone();
    new["creditHeader"]["reportTime"] = "2022.07.20 10:00:00".into();
    let detail = &mut new["creditTransInfoDetail"];
    // A loan is paid back, and comes after a new one.
    let mut loans = detail["acyclicCreditAccount"].as_array().expect("loans").clone();
    loans[0]["accountState"] = json!({ "value": "结清", "clear": { "accountClosedDate": "2022.07.01" } });
    let mut opened = loans[0].clone();
    opened["amountId"] = "NEW0000000000000001".into();
    opened["manageCompany"] = "新开银行".into();
    opened.as_object_mut().expect("a record").retain(|_, value| value.is_string());
    loans.insert(0, opened);
    detail["acyclicCreditAccount"] = loans.into();
    // The grid of a card has a new month and a corrected one, and loses its oldest.
    let card = &mut detail["creditAccount"][0];
    let years = card["refundRecord"]["detail"].as_array_mut().expect("a grid");
    let months = years[0]["month"].as_array_mut().expect("months");
    months[0]["state"] = "2".into();
    months.pop();
    years.insert(0, json!({ "year": "2030", "month": [{ "monthValue": "1", "amount": "0", "state": "N" }] }));
    let queries = new["queryRecord"].as_array_mut().expect("queries");
    queries
        .insert(0, json!({ "no": "1", "date": "2022.07.19", "queryCompany": "新开银行", "queryReason": "贷款审批" }));
    queries.pop();
    [old, new]
}

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxin"));
    command.arg("diff").args(arguments).current_dir(fixtures()).output().expect("the program runs")
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn the_difference_of_a_month() {
    let reports = a_month_later();
    let folder = tempfile::tempdir().expect("a folder");
    let files = ["old", "new.pdf"].map(|name| folder.path().join(name));
    for (file, report) in files.iter().zip(&reports) {
        fs::write(file, report.to_string()).expect("a file");
    }
    let [old, new] = files.each_ref().map(|file| file.to_str().expect("a path"));
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots/diff");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        let output = run(&[old, new]);
        assert_eq!((output.status.code(), output.stderr.len()), (Some(1), 0));
        insta::assert_snapshot!("text", text(output.stdout));
        let output = run(&["--mask", old, new]);
        assert_eq!((output.status.code(), output.stderr.len()), (Some(1), 0));
        insta::assert_snapshot!("masked", text(output.stdout));
        let output = run(&["--format", "json", old, new]);
        let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        insta::assert_json_snapshot!("json", json);
    });
}

#[test]
fn a_pdf_is_compared_with_its_json() {
    let [pdf, json] = ["pdf", "json"].map(|ending| format!("reports/chromium-2024-minimal.{ending}"));
    let output = run(&[&pdf, &json]);
    assert_eq!((output.status.code(), text(output.stdout).as_str()), (Some(0), "no difference\n"));
    let folder = tempfile::tempdir().expect("a folder");
    let envelope = folder.path().join("answer");
    fs::write(&envelope, json!({ "status": "OK", "result": read(&json) }).to_string()).expect("a file");
    assert_eq!(run(&[&pdf, envelope.to_str().expect("a path")]).status.code(), Some(0));
}

#[test]
fn what_cannot_be_compared_is_status_2() {
    let report = "reports/chromium-2024-minimal.json";
    for (other, reason) in [
        ("nowhere.pdf", "the file cannot be opened"),
        ("refused/scan.pdf", "DETECTION_FAILED"),
        ("../schema.json", "INVALID_ARGUMENT"),
    ] {
        let output = run(&[report, other]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{other}");
        let said = text(output.stderr);
        assert!(said.starts_with(other) && said.contains(reason), "{said}");
    }
    assert_eq!(run(&[report]).status.code(), Some(2));
}

#[test]
fn other_persons_are_told() {
    let output = run(&["reports/chromium-2024-minimal.json", "reports/itext-2024-full.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(output.stderr), "warning: the two reports are of different persons\n");
    let person =
        |name: &str, number: &str| report(&json!({ "creditHeader": { "whoWasChecked": name, "idNum": number } }));
    let is_other =
        |old: [&str; 2], new: [&str; 2]| diff(&person(old[0], old[1]), &person(new[0], new[1])).is_other_person;
    assert!(!is_other(["严秀雨", "1x"], ["严秀玉", "1X"]), "a name may change");
    assert!(is_other(["严秀雨", "1"], ["严秀雨", "2"]));
    assert!(is_other(["严秀雨", "--"], ["严秀玉", "2"]), "without numbers the names decide");
    assert!(!is_other(["严秀雨", "--"], ["--", "2"]), "nothing can be compared");
}

/// An account without 账户标识 is matched by its institution, its date and more. Accounts that nothing tells apart are
/// matched in their order.
#[test]
fn accounts_without_numbers_are_matched() {
    let account = |company: &str, date: &str, balance: &str| {
        let state = json!({ "normal": { "surplusAmount": balance } });
        json!({ "manageCompany": company, "startDate": date, "amountId": "--", "accountState": state })
    };
    let loans = |accounts: &[Value]| json!({ "creditTransInfoDetail": { "acyclicCreditAccount": accounts } });
    let old =
        loans(&[account("甲", "2020.01.01", "1"), account("乙", "2020.01.01", "2"), account("乙", "2020.01.01", "3")]);
    let new =
        loans(&[account("乙", "2020.01.01", "3"), account("乙", "2020.01.01", "4"), account("丙", "2020.01.01", "1")]);
    let diff = between(&old, &new);
    let told: Vec<_> =
        diff.changes.iter().map(|change| (change.kind, change.names.join(" "), change.leaves.len())).collect();
    assert_eq!(
        told,
        [
            (ChangeKind::Removed, "甲 2020.01.01".to_owned(), 4),
            (ChangeKind::Changed, "乙 2020.01.01".to_owned(), 1),
            (ChangeKind::Added, "丙 2020.01.01".to_owned(), 4),
        ]
    );
    let leaf = &diff.changes[1].leaves[0];
    assert_eq!([&leaf.old, &leaf.new].map(|side| side.as_ref().map(|leaf| leaf.text.as_str())), [Some("2"), Some("4")]);
}

/// A masked difference has the same pointers as the plain one, and none of its personal texts.
#[test]
fn a_masked_difference_tells_the_same_changes() {
    let [old, new] = a_month_later().map(|value| report(&value));
    let (plain, masked) = (diff(&old, &new), masked(&old, &new));
    let pointers = |diff: &Diff| -> Vec<_> {
        let pointer = |leaf: &Option<PrintedLeaf>| leaf.as_ref().map(|leaf| leaf.pointer.clone());
        all_leaves(diff).map(|leaf| [pointer(&leaf.old), pointer(&leaf.new)]).collect()
    };
    assert_eq!(pointers(&plain), pointers(&masked));
    let shown = serde_json::to_string(&masked).expect("JSON");
    assert!(!shown.contains("NEW0000000000000001") && shown.contains("新开银行"));
}
