//! Suggestions: layouts that are altered at random are read by the overlay that is suggested for them, or it is told what is left.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proptest::prelude::RngExt;
use proptest::test_runner::{RngAlgorithm, TestRng};
use zhengxin::suggest::{Suggestion, suggest};
use zhengxin::transcript::Transcript;
use zhengxin::{Options, Reading, transcribe};
use zhengxin_printer::{Layout, Sample};

/// Labels, and what another bank may print for them.
const RENAMED: [(&str, &str); 24] = [
    ("编号", "序号"),
    ("开立日期", "开户日期"),
    ("到期日期", "到期日"),
    ("借款金额", "放款金额"),
    ("账户授信额度", "授信额度"),
    ("共享授信额度", "共享额度"),
    ("账户币种", "币别"),
    ("币种", "货币"),
    ("最近一次还款日期", "最近还款日期"),
    ("本月应还款", "本月应还款额"),
    ("本月实还款", "本月实还款额"),
    ("剩余还款期数", "剩余期数"),
    ("管理机构", "经办机构"),
    ("发卡机构", "发卡银行"),
    ("手机号码", "手机号"),
    ("信息更新日期", "更新日期"),
    ("居住地址", "家庭地址"),
    ("工作单位", "单位名称"),
    ("查询日期", "查询时间"),
    ("查询机构", "查询单位"),
    ("查询原因", "查询事由"),
    ("销户日期", "注销日期"),
    ("账户关闭日期", "结清日期"),
    ("五级分类", "风险分类"),
];

/// How many layouts are altered.
const LAYOUTS: usize = 10;

/// Labels of columns that no known layout has.
const ADDED: [&str; 6] = ["备注", "经办人", "渠道", "客户经理", "归档号", "数据来源"];

/// What is done with a row of labels.
#[derive(Debug, Clone)]
enum Change {
    Rename(usize, &'static str),
    Move(usize, usize),
    Add(usize, &'static str),
    Drop(usize),
}

/// A table of a transcript: the text of its row of labels, and where it stands: the lines of the labels and of the values.
struct Table {
    labels: Vec<String>,
    places: Vec<(usize, Vec<usize>)>,
}

fn cells(line: &str) -> Option<Vec<&str>> {
    let row = line.strip_prefix('│')?.strip_suffix('│')?;
    (!line.contains('\\')).then(|| row.split('│').collect())
}

/// The tables whose labels are all different and that have plain rows of values, by their row of labels.
fn tables(text: &str) -> Vec<Table> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found: BTreeMap<Vec<String>, Vec<(usize, Vec<usize>)>> = BTreeMap::new();
    let mut unclear: BTreeSet<Vec<String>> = BTreeSet::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(labels) = cells(line).filter(|labels| labels.len() > 2 && labels.iter().all(is_word)) else {
            continue;
        };
        let is_unique = labels.iter().collect::<BTreeSet<_>>().len() == labels.len();
        let values: Vec<usize> = (index + 1..lines.len())
            .take_while(|next| {
                let row = cells(lines[*next]);
                row.is_some_and(|row| row.len() == labels.len() && row[0] != "〃" && !row.iter().all(is_word))
            })
            .collect();
        // A row that may be one of values, too.
        let bars = |line: &str| line.matches('│').count();
        let next = lines.get(index + 1 + values.len());
        let is_unclear = next.is_some_and(|next| next.starts_with('│') && bars(next) >= bars(line));
        let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
        if is_unclear {
            unclear.insert(labels.clone());
        }
        if is_unique && !values.is_empty() {
            found.entry(labels).or_default().push((index, values));
        }
    }
    found.retain(|labels, _| !unclear.contains(labels));
    found.into_iter().map(|(labels, places)| Table { labels, places }).collect()
}

fn is_word(cell: &&str) -> bool {
    cell.chars().any(|character| character.is_alphabetic() && !character.is_ascii())
}

/// A transcript with some of its tables altered, and what must be read of it.
struct Altered {
    text: String,
    /// The altered rows of labels.
    rows: Vec<String>,
    /// The leaves by pointer, without those of columns that are left out.
    leaves: BTreeMap<String, String>,
    /// The texts of added columns.
    added: Vec<String>,
}

fn altered(original: &Reading, rng: &mut TestRng) -> Altered {
    let text = original.transcript.text().to_owned();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut leaves: BTreeMap<String, String> =
        original.places().map(|place| (place.pointer.clone(), place.text.clone())).collect();
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let mut tables = tables(&text);
    let count = rng.random_range(3..=15_usize).min(tables.len());
    let (mut rows, mut added) = (Vec::new(), Vec::new());
    for number in 0..count {
        let table = tables.swap_remove(rng.random_range(0..tables.len()));
        let change = change(&table.labels, rng);
        for (labels, values) in &table.places {
            lines[*labels] = changed(&lines[*labels], &change, None);
            for &line in values {
                if let Change::Drop(column) = change {
                    // What stood there is not printed.
                    let row = &text[starts[line]..];
                    let start = starts[line] + row.match_indices('│').nth(column).map_or(0, |(at, bar)| at + bar.len());
                    let end = start + text[start..].find('│').unwrap_or_default();
                    let gone = original.leaves.iter().filter(|leaf| leaf.range.start == start && leaf.range.end == end);
                    gone.for_each(|leaf| drop(leaves.remove(&leaf.pointer.to_string())));
                }
                let value = format!("附{number}-{line}");
                if matches!(change, Change::Add(..)) {
                    added.push(value.clone());
                }
                lines[line] = changed(&lines[line], &change, Some(&value));
            }
        }
        rows.push(lines[table.places[0].0].clone());
    }
    Altered { text: lines.join("\n") + "\n", rows, leaves, added }
}

/// A change of a row of labels, drawn at random.
fn change(labels: &[String], rng: &mut TestRng) -> Change {
    let renames: Vec<(usize, &'static str)> = RENAMED
        .iter()
        .filter_map(|(known, other)| Some((labels.iter().position(|label| label == known)?, *other)))
        .filter(|(_, other)| !labels.iter().any(|label| label == other))
        .collect();
    let column = rng.random_range(1..labels.len());
    match rng.random_range(0..4) {
        0 | 1 if !renames.is_empty() => {
            let (column, other) = renames[rng.random_range(0..renames.len())];
            Change::Rename(column, other)
        }
        2 => Change::Add(rng.random_range(1..=labels.len()), ADDED[rng.random_range(0..ADDED.len())]),
        3 => Change::Drop(column),
        _ => Change::Move(column, 1 + column % (labels.len() - 1)),
    }
}

/// A row with the change. `value` is the text of an added column; for a row of labels there is none.
fn changed(line: &str, change: &Change, value: Option<&str>) -> String {
    let mut row: Vec<&str> = cells(line).expect("a row");
    match change {
        Change::Rename(column, other) if value.is_none() => row[*column] = other,
        Change::Rename(..) => {}
        Change::Move(from, to) => {
            let cell = row.remove(*from);
            row.insert(*to, cell);
        }
        Change::Add(column, label) => row.insert(*column, value.unwrap_or(label)),
        Change::Drop(column) => drop(row.remove(*column)),
    }
    format!("│{}│", row.join("│"))
}

fn text_of(extension: &zhengxin::schema::Extension) -> Option<&str> {
    extension.text.as_ref().map(|text| text.as_str())
}

/// The key of a pointer: without the places in lists.
fn key(pointer: &str) -> String {
    pointer
        .split('/')
        .filter(|key| !key.bytes().all(|byte| byte.is_ascii_digit()) || key.is_empty())
        .collect::<Vec<_>>()
        .join("/")
}

#[test]
fn altered_layouts_are_read_by_what_is_suggested_for_them() {
    let (mut right, mut all) = (0, 0);
    // (Some samples may be refused as they are.)
    let original = |seed: u64| {
        let layout = if seed.is_multiple_of(2) { Layout::Org2024 } else { Layout::Org2020 };
        let transcript = transcribe(Sample::of_seed(seed, layout, 4).print()).ok()?;
        Some((seed, Reading::of_transcript(transcript, &Options::default()).ok()?))
    };
    for (seed, original) in (0..).filter_map(original).take(LAYOUTS) {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let altered = altered(&original, &mut rng);
        let transcript = Transcript::from_text(&altered.text);
        let Suggestion { grammar, left, file, .. } =
            suggest(std::slice::from_ref(&transcript), "test").expect("a report");
        let options = Options::default().grammar(grammar).lenient(true);
        let reading = Reading::of_transcript(transcript, &options).expect("most of it");

        // A change is read right if nothing is found where its row stands.
        let findings = left[0].iter().flat_map(|error| error.diagnostics());
        let wrong: BTreeSet<&str> = findings.map(|finding| finding.text.trim_end()).collect();
        let of_row = |row: &&String| !wrong.contains(row.as_str());
        right += altered.rows.iter().filter(of_row).count();
        all += altered.rows.len();

        // Whatever is read stands under its key.
        let mut printed: HashMap<(String, String), usize> = HashMap::new();
        for (pointer, text) in &altered.leaves {
            *printed.entry((key(pointer), text.clone())).or_default() += 1;
        }
        for place in reading.places().filter(|place| !place.pointer.starts_with("/extensions")) {
            let count = printed.get_mut(&(key(&place.pointer), place.text.clone()));
            let count = count.unwrap_or_else(|| panic!("{seed}: {place:?} is under a wrong key\n{}", file.text));
            assert!(*count > 0, "{seed}: {place:?} is read twice\n{}", file.text);
            *count -= 1;
        }
        // A column whose label means nothing known, or may mean several things, has an extension key: that is not wrong, and not
        // right where it was there before.
        let extensions = reading.report.extensions.iter().flatten();
        let unnamed =
            extensions.filter(|found| !altered.added.iter().any(|text| Some(text.as_str()) == text_of(found)));
        let unnamed: Vec<(&str, &str)> =
            unnamed.filter_map(|found| Some((found.key.as_ref()?.as_str(), text_of(found)?))).collect();
        let keys: BTreeSet<&str> = unnamed.iter().map(|(key, _)| *key).collect();
        right -= keys.len();
        // Where nothing is left, the whole report is read.
        if left[0].is_none() {
            assert!(!reading.is_partial());
            let missing = printed
                .into_iter()
                .filter(|((_, text), count)| *count > 0 && !unnamed.iter().any(|(_, other)| other == text));
            assert_eq!(missing.collect::<Vec<_>>(), [], "{seed}\n{}", file.text);
        }
    }
    assert!(right * 10 >= all * 9, "{right} of {all} changes are read");
}

/// A report with these lines.
fn with(lines: &str) -> Transcript {
    Transcript::from_text(&format!("个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n{lines}"))
}

fn suggested(lines: &str) -> Suggestion {
    suggest(&[with(lines)], "ours").expect("a report")
}

/// The JSON of a report by the grammars of a suggestion.
fn read(suggestion: &Suggestion, lines: &str) -> serde_json::Value {
    let options = Options::default().grammar(suggestion.grammar.clone());
    let reading = Reading::of_transcript(with(lines), &options).unwrap_or_else(|error| panic!("{error}"));
    serde_json::to_value(reading.report).expect("JSON")
}

#[test]
fn each_change_has_its_finding_and_the_rule_that_it_replaces() {
    let lines = "八 查询记录\n│编号│查询时间│查询机构│查询原因│\n│1│2022.05.17│某银行│贷款审批│\n";
    let suggestion = suggested(lines);
    let text = &suggestion.file.text;
    assert!(
        text.starts_with("// suggested: line 5: a label is renamed: `查询日期` is `查询时间` here\n// base: "),
        "{text}"
    );
    assert!(suggestion.grammar.changes().iter().all(|change| !change.is_outdated()));
    assert_eq!(read(&suggestion, lines)["queryRecord"][0]["date"], "2022.05.17");
    // The known label is read as before.
    assert_eq!(read(&suggestion, &lines.replace("查询时间", "查询日期"))["queryRecord"][0]["date"], "2022.05.17");
}

#[test]
fn headings_and_labels_without_values_are_read() {
    let lines = "八 查询明细\n│编号│查询日期│查询机构│查询原因│\n│1│2022.05.17│某银行│贷款审批│\n";
    assert_eq!(read(&suggested(lines), lines)["queryRecord"][0]["queryCompany"], "某银行");
    let lines = "八 查询记录\n│编号│查询日期│查询机构│查询原因│\n";
    assert_eq!(read(&suggested(lines), lines)["queryRecord"], serde_json::json!([]));
}

#[test]
fn a_new_table_is_read_under_keys_made_of_its_labels() {
    let lines = "八 查询记录\n│编号│查询日期│查询机构│查询原因│\n│1│2022.05.17│某银行│贷款审批│\n│承办日期│承办金额│承办部门│\n│2020.01.01│300│某部│\n│2020.01.02│400│某部│\n";
    let suggestion = suggested(lines);
    let read = read(&suggestion, lines);
    let keys: Vec<&str> = read["extensions"]
        .as_array()
        .expect("extensions")
        .iter()
        .map(|found| found["key"].as_str().expect("a key"))
        .collect();
    assert_eq!(keys[..3], ["x_cheng_ban_ri_qi", "x_cheng_ban_jin_e", "x_cheng_ban_bu_men"]);
    assert_eq!(keys.len(), 6);
}

#[test]
fn what_a_label_means_is_not_guessed() {
    // 最小 is not 最大, although one character is all that differs: the value gets a key of its own.
    let lines = "三 信贷交易信息明细\n（一）贷记卡账户\n账户1\n│发卡机构│账户标识│开立日期│账户授信额度│共享授信额度│币种│业务种类│担保方式│\n│某银行│A1│2019.07.01│30,000│30,000│人民币元│贷记卡│无│\n│截至2022年05月31日│\n│账户状态│余额│已用额度│未出单的大额专项分期余额│剩余分期期数│最近6个月平均使用额度│最小使用额度│\n│正常│1│2│3│4│5│6│\n│账单日│本月应还款│本月实还款│最近一次还款日期│当前逾期期数│当前逾期总额│\n│2022.11.28│29,087│345│2022.05.27│4│647│\n";
    let read = read(&suggested(lines), lines);
    assert_eq!(read.pointer("/creditTransInfoDetail/creditAccount/0/accountState/normal/maxUsedAmount"), None);
    assert_eq!(read["extensions"][0]["key"], "x_zui_xiao_shi_yong_e_du");
    assert_eq!(read["extensions"][0]["text"], "6");
}

#[test]
fn what_cannot_be_suggested_is_left_as_a_finding() {
    let suggestion = suggested("八 查询记录\n从未见过的一行\n");
    let [Some(error)] = &suggestion.left[..] else { panic!("it is read") };
    assert_eq!(error.diagnostics()[0].text.trim_end(), "从未见过的一行");
    assert_eq!(suggestion.file.text, "");
}

#[test]
fn a_new_section_is_read_under_keys_made_of_its_heading_and_labels() {
    let lines = "九 承诺信息\n│承诺日期│金额│\n│2020.01.01│300│\n│2020.01.02│400│\n八 查询记录\n│编号│查询日期│查询机构│查询原因│\n│1│2022.05.17│某银行│贷款审批│\n";
    let suggestion = suggested(lines);
    let read = read(&suggestion, lines);
    assert_eq!(read["extensions"][3]["key"], "x_cheng_nuo_xin_xi_jin_e");
    assert_eq!(read["extensions"][3]["text"], "400");
    assert_eq!(read["queryRecord"][0]["date"], "2022.05.17");
    // The grammars that come of it have no findings, but for the keys that no schema has.
    assert_eq!(zhengxin::grammar_tools::check::check(&suggestion.grammar), []);
}

#[test]
fn of_two_labels_that_may_mean_a_key_neither_or_the_known_one_has_it() {
    let table = |labels: &str| format!("八 查询记录\n{labels}\n│1│2022.05.17│2022.05.18│某银行│贷款审批│\n");
    // 查询时间 is 查询日期 in the dictionary, but that is printed, too.
    let lines = table("│编号│查询时间│查询日期│查询机构│查询原因│");
    let known = read(&suggested(&lines), &lines);
    assert_eq!(
        (&known["queryRecord"][0]["date"], &known["extensions"][0]["text"]),
        (&"2022.05.18".into(), &"2022.05.17".into())
    );
    // 查询日期间 has its characters and one more: both may be it.
    let lines = table("│编号│查询时间│查询日期间│查询机构│查询原因│");
    let unknown = read(&suggested(&lines), &lines);
    assert_eq!(unknown["queryRecord"][0].get("date"), None);
    assert_eq!(unknown["extensions"].as_array().map(Vec::len), Some(2));
}
