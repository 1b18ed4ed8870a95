//! Masking: nothing personal is left in masked reports and transcripts, and what is not personal stays.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;
use zhengxin::lower::Lowered;
use zhengxin::transcript::Transcript;
use zhengxin::{ErrorKind, Options, Report, mask, read_transcript};

use crate::corpus::transcripts;

/// The kinds of leaves whose text must not be seen anywhere.
const PERSONAL: [&str; 8] = ["Name", "IdNumber", "Phone", "Email", "Address", "Employer", "Identifier", "BirthDate"];

/// The kind of leaves whose text must not be seen in its place.
const PRIVATE: &str = "PrivateText";

fn read(transcript: &Transcript) -> Option<Lowered<Report>> {
    read_transcript(transcript, &Options::default().classify(false)).ok()
}

fn json(report: &Report) -> String {
    value(report).to_string()
}

/// The texts of personal leaves that are too long to stand in other texts by chance.
fn personal(lowered: &Lowered<Report>) -> BTreeSet<String> {
    let report = serde_json::to_value(&lowered.value).expect("a report is JSON");
    let leaves = lowered.leaves.iter().filter(|leaf| PERSONAL.contains(&leaf.kind));
    let texts = leaves.filter_map(|leaf| report.pointer(&leaf.pointer.to_string()).and_then(Value::as_str));
    let is_long = |text: &&str| {
        let letters = text.chars().filter(|character| character.is_alphanumeric());
        let (narrow, wide): (Vec<_>, Vec<_>) = letters.partition(char::is_ascii);
        wide.len() >= 2 || narrow.len() >= 5
    };
    texts.filter(is_long).map(str::to_owned).collect()
}

/// Checks everything that must be true of the masked transcript of a report that is understood.
fn check(name: &str, transcript: &Transcript) {
    let masked = mask::transcript(transcript).expect("the grammars take every transcript");
    assert_eq!(masked.text().chars().count(), transcript.text().chars().count(), "{name}: the form stays");
    let Some(lowered) = read(transcript) else { return };
    let report = mask::report(&lowered.value);
    let again =
        read(&masked).unwrap_or_else(|| panic!("{name}: the masked transcript is not understood:\n{}", masked.text()));
    let (left, right) = (json(&again.value), json(&report));
    assert!(left == right, "{name}: {}", first_difference(&left, &right));
    for original in personal(&lowered) {
        assert!(!masked.text().contains(&original), "{name}: {original} is in the transcript");
        assert!(!right.contains(&original), "{name}: {original} is in the JSON");
    }
    let (before, after) = (value(&lowered.value), value(&report));
    for leaf in &lowered.leaves {
        let text = |report: &Value| {
            report.pointer(&leaf.pointer.to_string()).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let (before, after) = (text(&before), text(&after));
        if (leaf.kind == PRIVATE || PERSONAL.contains(&leaf.kind)) && before.contains(char::is_alphanumeric) {
            assert_ne!(before, after, "{name}: {}", leaf.pointer);
        } else if ["Amount", "Count", "Date", "Month", "TitleMonth", "Percentage", "Title"].contains(&leaf.kind) {
            assert_eq!(before, after, "{name}: {}", leaf.pointer);
        }
    }
}

fn value(report: &Report) -> Value {
    serde_json::to_value(report).expect("a report is JSON")
}

fn first_difference(left: &str, right: &str) -> String {
    let at = left.chars().zip(right.chars()).take_while(|(left, right)| left == right).count();
    let around = |text: &str| text.chars().skip(at.saturating_sub(60)).take(120).collect::<String>();
    format!("{} / {}", around(left), around(right))
}

#[test]
fn fixtures_are_masked() {
    for (name, transcript) in transcripts() {
        check(name, transcript);
    }
}

#[test]
fn the_same_text_has_the_same_mask() {
    for (name, transcript) in transcripts() {
        let Some(lowered) = read(transcript) else { continue };
        let (before, after) = (value(&lowered.value), value(&mask::report(&lowered.value)));
        let mut masks: BTreeMap<String, String> = BTreeMap::new();
        for leaf in lowered.leaves.iter().filter(|leaf| PERSONAL.contains(&leaf.kind) || leaf.kind == PRIVATE) {
            let text = |report: &Value| {
                report.pointer(&leaf.pointer.to_string()).and_then(Value::as_str).unwrap_or_default().to_owned()
            };
            let mask = masks.entry(text(&before)).or_insert_with(|| text(&after));
            assert_eq!(*mask, text(&after), "{name}: {}", leaf.pointer);
        }
    }
}

/// Masks whole reports in which other names, numbers and addresses take the place of those of the fixtures.
#[test]
fn reports_with_other_people_are_masked() {
    let reports: Vec<_> = transcripts()
        .iter()
        .filter(|(name, _)| name.contains("typical") || name.contains("minimal") || name.contains("__"))
        .filter_map(|(name, transcript)| Some((name, transcript, read(transcript)?)))
        .collect();
    let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    let strategy = (0..reports.len(), proptest::collection::vec(text(), 12));
    runner
        .run(&strategy, |(index, texts)| {
            let (name, transcript, lowered) = &reports[index];
            let mut leaves: Vec<_> = lowered.leaves.iter().filter(|leaf| PERSONAL.contains(&leaf.kind)).collect();
            leaves.sort_by_key(|leaf| std::cmp::Reverse(leaf.range.start));
            leaves.dedup_by_key(|leaf| leaf.range.clone());
            let mut altered = transcript.text().to_owned();
            let mut texts = texts.iter().cycle();
            for leaf in leaves.iter().filter(|leaf| !["BirthDate", "Identifier"].contains(&leaf.kind)) {
                if altered[leaf.range.clone()].contains(char::is_alphanumeric) {
                    altered.replace_range(leaf.range.clone(), texts.next().expect("texts without end"));
                }
            }
            check(name, &Transcript::from_text(&altered));
            Ok(())
        })
        .expect("every altered report is masked");
}

/// A name, a number, an address, an e-mail address.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[\u{4e00}-\u{9fa5}]{2,4}",
        "[1-9][0-9]{7,17}",
        "[\u{4e00}-\u{9fa5}]{6,12}[0-9]{1,3}号",
        "[a-z]{3,8}[0-9]{2,4}@[a-z]{4}[.]com"
    ]
}

/// Nothing personal is shown of lines that no rule knows, nor of notes.
#[test]
fn lines_that_no_rule_knows_show_nothing() {
    let people = [
        "│客户姓名│严秀雨│证件号码│990035198101113976│手机号│13912345678│",
        "打印人：王伟 上海市高新区创业大道139号 zhang.san@example.com 1981年01月11日",
        "│2│13912345678│王伟│1981.01.11│",
        "│2│13912345678│1981.01.11│王伟│19810111│13912345678│",
        "│王│欧阳娜娜│020-12345678│绿洲餐饮管理有限公司│AB-1234567│",
    ];
    let values = [
        "严秀雨",
        "990035198101113976",
        "13912345678",
        "王伟",
        "创业大道",
        "139号",
        "zhang",
        "example",
        "1981.01.11",
        "19810111",
        "1981年",
        "欧阳",
        "娜娜",
        "12345678",
        "绿洲",
        "餐饮",
        "1234567",
    ];
    for (name, transcript) in
        transcripts().iter().filter(|(name, _)| name.contains("minimal") || name.contains("typical"))
    {
        let lines: Vec<&str> = transcript.text().lines().collect();
        let original = read(transcript).expect("a whole report");
        for at in (0..=lines.len()).step_by(lines.len() / 12 + 1) {
            let mut altered = lines.clone();
            people.iter().for_each(|line| altered.insert(at, line));
            let altered = Transcript::from_text(&altered.join("\n"));
            let masked = mask::transcript(&altered).expect("the grammars take every transcript");
            let shown: Vec<&str> = masked.text().lines().skip(at).take(people.len()).collect();
            for value in values {
                assert!(!shown.concat().contains(value), "{name}: {value} is in {shown:#?}");
            }
            for label in ["证件号码", "手机号"] {
                assert!(shown.concat().contains(label), "{name}: {label} is not in {shown:#?}");
            }
            for value in personal(&original) {
                assert!(!masked.text().contains(&value), "{name}: {value} with strange lines at {at}");
            }
            if let Err(error) = read_transcript(&masked, &Options::default()) {
                assert!(matches!(error.kind(), ErrorKind::UnknownLayout | ErrorKind::NotReport), "{name}: {error}");
                values.iter().for_each(|value| assert!(!error.to_string().contains(value), "{name}: {error}"));
            }
        }
    }
}

#[test]
fn a_personal_text_is_masked_wherever_it_stands() {
    let transcript = Transcript::from_text(
        "个人信用报告\n（授信机构版）\n│被查询者姓名│被查询者证件类型│被查询者证件号码│查询机构│查询原因│\n\
         │严秀雨│身份证│99003519810111397X│中国银行（严 秀雨专户 99003519810111397x）│贷款审批│\n一 个人基本信息\n（一）身份信息\n\
         │性别│出生日期│婚姻状况│学历│学位│就业状况│国籍│电子邮箱│\n│男│1981.01.11│未婚│研究生│无│--│--│--│\n\
         八 查询记录\n│编号│查询日期│查询机构│查询原因│\n│1│2022.05.17│某机构1981年1月11日、19810111│严秀雨本人│\n",
    );
    let masked = mask::transcript(&transcript).expect("the grammars take every transcript");
    insta::assert_snapshot!(masked.text(), @"
    个人信用报告
    （授信机构版）
    │被查询者姓名│被查询者证件类型│被查询者证件号码│查询机构│查询原因│
    │某某甲│身份证│00000000000000000B│中国银行（某 某甲专户 00000000000000000B）│贷款审批│
    一 个人基本信息
    （一）身份信息
    │性别│出生日期│婚姻状况│学历│学位│就业状况│国籍│电子邮箱│
    │男│1901.02.02│未婚│研究生│无│--│--│--│
    八 查询记录
    │编号│查询日期│查询机构│查询原因│
    │1│2022.05.17│某机构1901年2月02日、19010202│某某甲本人│
    ");
}

/// A masked leaf has the place of the leaf that it masks.
#[test]
fn a_masked_transcript_keeps_its_places() {
    let (name, transcript) =
        transcripts().iter().find(|(name, _)| name == "chromium-2024-minimal").expect("the fixture of that name");
    let masked = mask::transcript(transcript).expect("the grammars take every transcript");
    let (before, after) = (read(transcript).expect("a report"), read(&masked).expect("a report"));
    for (before, after) in before.leaves.iter().zip(&after.leaves) {
        assert_eq!(before.pointer, after.pointer, "{name}");
        assert_eq!(
            transcript.places(before.range.clone()),
            masked.places(after.range.clone()),
            "{name}: {}",
            before.pointer
        );
    }
}
