//! What a `Reading` has beside the report: the account of its characters, the places of its leaves, the parts that were
//! left out, and its profile.

use std::fs;

use serde_json::Value;
use zhengxin::transcript::Transcript;
use zhengxin::{ErrorKind, Options, Reading, read};

use crate::corpus::{files, fixtures, name, transcripts};

fn lenient() -> Options {
    Options::default().lenient(true)
}

/// Every report of the fixtures, with its name.
fn readings() -> impl Iterator<Item = (String, Reading)> {
    files("reports", "pdf").into_iter().map(|path| {
        let bytes = fs::read(&path).expect("the fixture can be read");
        (name(&path, "reports"), read(&bytes, &Options::default()).expect("a report"))
    })
}

#[test]
fn two_threads_read_what_one_does() {
    let one = Options::default().parallel(false);
    for path in files("reports", "pdf") {
        let bytes = fs::read(&path).expect("the fixture can be read");
        let [by_one, by_two] = [&one, &Options::default()].map(|options| read(&bytes, options).expect("a report"));
        assert_eq!(by_two.transcript, by_one.transcript, "{}", path.display());
        assert_eq!(by_two.leaves, by_one.leaves, "{}", path.display());
        assert!(by_two.discarded().eq(by_one.discarded()), "{}", path.display());
    }
}

#[test]
fn the_error_of_two_threads_is_that_of_one() {
    let bytes = fs::read(fixtures().join("reports/itext-2024-full.pdf")).expect("the fixture can be read");
    let one = Options::default().parallel(false);
    let errors = (1..40).map(|part| {
        let mut damaged = bytes.clone();
        let at = damaged.len() * part / 40;
        damaged[at..at + 64].fill(b'!');
        [&one, &Options::default()].map(|options| read(&damaged, options).err().map(|error| error.to_string()))
    });
    let errors: Vec<_> = errors.inspect(|[by_one, by_two]| assert_eq!(by_two, by_one)).collect();
    assert!(errors.iter().filter(|error| error[0].is_some()).count() > 10, "most damage is noticed");
}

#[test]
fn every_character_of_every_page_is_accounted_for() {
    for (name, reading) in readings() {
        let coverage = reading.coverage();
        assert_eq!(coverage.unread, [], "{name}");
        assert_eq!(coverage.pages.len(), reading.profile().pages as usize, "{name}");
        for page in &coverage.pages {
            assert!(page.characters > 0, "{name}: page {}", page.page);
            let accounted = page.fields + page.labels + page.notes + page.furniture;
            assert_eq!((accounted, page.outside, page.problems, page.unread), (page.characters, 0, 0, 0), "{name}");
        }
        let labels: usize = coverage.pages.iter().map(|page| page.labels).sum();
        assert_eq!(labels, coverage.labels.values().sum::<usize>(), "{name}");
    }
}

/// The characters that count as fields are those of the texts of the JSON, and no others.
#[test]
fn the_characters_of_fields_are_those_of_the_json() {
    for (name, reading) in readings() {
        let counted: usize = reading.coverage().pages.iter().map(|page| page.fields).sum();
        let visible = |text: &str| text.chars().filter(|character| !character.is_whitespace()).count();
        // A text inside another one, as the months in a title, is printed once. A number that joins two rows is printed
        // twice.
        let mut ranges: Vec<_> = reading.leaves.iter().map(|leaf| leaf.range.clone()).collect();
        ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut end = 0;
        ranges.retain(|range| {
            let is_new = range.end > end;
            end = end.max(range.end);
            is_new
        });
        let printed: usize = ranges.into_iter().map(|range| visible(&reading.transcript.unescaped(range))).sum();
        let again: usize = reading
            .report
            .person_basic_info
            .experiences
            .iter()
            .filter_map(|entry| entry.no.as_ref())
            .map(|no| visible(no.as_str()))
            .sum();
        assert!(
            (printed..=printed + 2 * again + 40).contains(&counted),
            "{name}: {counted} counted, {printed} printed"
        );
    }
}

#[test]
fn the_account_is_printed_as_a_table() {
    let bytes = fs::read(fixtures().join("reports/weasyprint-2024-typical.pdf")).expect("the fixture can be read");
    let coverage = read(&bytes, &Options::default()).expect("a report").coverage();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots/reading");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("coverage", coverage.to_string()));
}

#[test]
fn every_value_has_its_place() {
    for (name, reading) in readings() {
        let json = serde_json::to_value(&reading.report).expect("a report is JSON");
        let mut places = 0;
        for place in reading.places() {
            places += 1;
            let value = json.pointer(&place.pointer).and_then(Value::as_str);
            assert!(value.is_some(), "{name}: {} is in the JSON", place.pointer);
            // Only the months of a title are in another form in the JSON than in print.
            let is_month = place.rule == "title_month";
            assert!(is_month || value == Some(place.text.as_str()), "{name}: {}", place.pointer);
            assert!(!place.places.is_empty(), "{name}: {} stands somewhere", place.pointer);
            for at in &place.places {
                assert!(
                    at.page >= 1 && at.bounds.width() > 0.0 && at.bounds.height() > 0.0,
                    "{name}: {}",
                    place.pointer
                );
            }
        }
        assert_eq!(places, leaves(&json), "{name}: every leaf has one");
    }
}

fn leaves(json: &Value) -> usize {
    match json {
        Value::Object(members) => members.values().map(leaves).sum(),
        Value::Array(items) => items.iter().map(leaves).sum(),
        _ => 1,
    }
}

#[test]
fn a_profile_tells_the_kinds_of_report_apart() {
    for (name, reading) in readings() {
        let profile = reading.profile();
        let layout = if name.contains("2020") { "2020" } else { "2024" };
        let edition = if name.contains("personal") { "personal" } else { "org" };
        // The shortest report has nothing that tells its layout.
        let expected = (!name.contains("minimal")).then_some(layout);
        assert_eq!((profile.layout.as_deref(), profile.edition.as_deref()), (expected, Some(edition)), "{name}");
        assert!(profile.file.producer.is_some(), "{name}");
        assert_eq!(profile.sections[0], "/creditHeader", "{name}");
    }
}

#[test]
fn a_profile_says_which_alternatives_matched() {
    let transcript = "个人信用报告\n（本人版）\n四 公共信息明细\n（一）欠税记录\n│编号│主管税务机关│欠税总额│欠税统计日期│\n│1│某局│5│2020.01.01│\n";
    let reading = Reading::of_transcript(Transcript::from_text(transcript), &Options::default()).expect("a report");
    let profile = reading.profile();
    let section = &profile.alternatives["public_info_detail"];
    assert!(
        section.contains("│编号│主管税务机关│欠税总额│欠税统计日期│") && section.contains("欠税记录"),
        "{section:?}"
    );
    assert_eq!(profile.sections, ["/publicInfoDetail/owingTaxRecord"]);
}

/// A report that can be read as a whole is read the same strictly and leniently.
#[test]
fn lenience_changes_nothing_where_nothing_is_broken() {
    for (name, transcript) in transcripts() {
        let Ok(strict) = Reading::of_transcript(transcript.clone(), &Options::default()) else { continue };
        let lenient = Reading::of_transcript(transcript.clone(), &lenient()).expect("a report");
        assert_eq!(strict.report, lenient.report, "{name}");
        assert!(!lenient.is_partial(), "{name}");
    }
}

/// If one account of several is broken, it is left out with all of its rows. The others stay as they were.
#[test]
fn a_broken_account_is_left_out_alone() {
    let bytes = fs::read(fixtures().join("reports/itext-2024-full.pdf")).expect("the fixture can be read");
    let whole = read(&bytes, &Options::default()).expect("a report");
    let accounts = whole.report.credit_trans_info_detail.credit_account.len();
    assert!(accounts > 2);
    let text = whole.transcript.text();
    let second = whole.place("/creditTransInfoDetail/creditAccount/1/amountId").expect("a second card").text;
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.contains(&second)).expect("its row");
    // In a row below those that name the account, its state gets a column that no rule knows.
    let state = (at..).find(|&line| lines[line].starts_with("│账户状态│")).expect("its state");
    let altered: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(index, line)| if index == state { format!("{line}从未见过│") } else { (*line).to_owned() })
        .collect();
    let transcript = Transcript::from_text(&altered.join("\n"));

    let error = Reading::of_transcript(transcript.clone(), &Options::default()).expect_err("a broken account");
    assert_eq!(error.kind(), ErrorKind::UnknownLayout);
    let partial = Reading::of_transcript(transcript, &lenient()).expect("the rest of it");
    assert!(partial.is_partial());
    let mut expected = whole.report.clone();
    expected.credit_trans_info_detail.credit_account.remove(1);
    assert_eq!(partial.report, expected);
    let [problem] = partial.problems.as_slice() else { panic!("one problem: {:?}", partial.problems) };
    assert!(problem.rows.iter().flatten().any(|cell| *cell == second), "the rows of the account are told");
    assert!(problem.rows.iter().flatten().any(|cell| cell == "从未见过"));
    assert_eq!(partial.coverage().unread, []);
}

/// A value that is not of its kind makes its record be left out, and nothing else.
#[test]
fn a_record_with_a_broken_value_is_left_out_alone() {
    let header = "个人信用报告\n（本人版）\n│报告编号：20220616│报告时间：2022.06.16│\n";
    let queries = "七 查询记录\n│编号│查询日期│查询机构│查询原因│\n│1│2020.01.01│甲│贷后管理│\n│2│昨天│乙│贷后管理│\n│3│2020.01.03│丙│贷后管理│\n";
    let transcript = Transcript::from_text(&format!("{header}{queries}"));
    let partial = Reading::of_transcript(transcript, &lenient()).expect("the rest of it");
    let numbers: Vec<_> =
        partial.report.query_record.iter().filter_map(|query| query.no.as_ref()).map(ToString::to_string).collect();
    assert_eq!(numbers, ["1", "3"]);
    assert_eq!(partial.problems[0].rows, [["2", "昨天", "乙", "贷后管理"]]);
    assert!(partial.problems[0].finding.to_string().contains("/queryRecord/1/date"));
}

#[test]
fn a_row_without_its_partner_is_left_out() {
    let text = "个人信用报告\n一 个人基本信息\n（五）职业信息\n│编号│工作单位│单位性质│单位地址│单位电话│\n│1│甲│--│--│--│\n│2│乙│--│--│--│\n│编号│职业│行业│职务│职称│进入本单位年份│信息更新日期│\n│1│--│--│--│--│2011│2020.01.01│\n";
    let strict = Reading::of_transcript(Transcript::from_text(text), &Options::default());
    assert_eq!(strict.expect_err("a row without a partner").kind(), ErrorKind::UnknownLayout);
    let partial = Reading::of_transcript(Transcript::from_text(text), &lenient()).expect("the rest of it");
    assert_eq!(partial.report.person_basic_info.experiences.len(), 1);
    assert_eq!(partial.problems.len(), 1);
}

/// Only a `Reading` can be partial: the other functions give no report then, even with lenient options.
#[test]
fn only_a_reading_can_be_partial() {
    let text = "个人信用报告\n（本人版）\n│报告编号：20220616│报告时间：2022.06.16│\n从未见过\n";
    let transcript = Transcript::from_text(text);
    assert!(zhengxin::read_transcript(&transcript, &lenient()).is_err());
    assert!(Reading::of_transcript(transcript, &lenient()).expect("the rest of it").is_partial());
    let nothing = Reading::of_transcript(Transcript::from_text("个人信用报告\n（本人版）\n从未见过\n"), &lenient());
    assert_eq!(nothing.expect_err("nothing of it").kind(), ErrorKind::UnknownLayout);
}

/// Any line may be broken in a lenient reading. All values that are given are in the whole report, too, and every line
/// that was left out is reported.
#[test]
fn what_is_delivered_in_part_is_right() {
    let bytes = fs::read(fixtures().join("reports/libreoffice-2020-typical.pdf")).expect("the fixture can be read");
    let whole = read(&bytes, &Options::default()).expect("a report");
    let right: std::collections::HashSet<String> = texts(&whole);
    let lines: Vec<&str> = whole.transcript.text().lines().collect();
    for at in (0..lines.len()).step_by(7) {
        let mut altered = lines.clone();
        altered[at] = "│从未见过│的│一行│";
        let transcript = Transcript::from_text(&altered.join("\n"));
        let Ok(partial) = Reading::of_transcript(transcript, &lenient()) else { continue };
        let wrong: Vec<_> = texts(&partial).difference(&right).cloned().collect();
        assert!(wrong.is_empty(), "without line {}: {wrong:?}", at + 1);
        assert_eq!(partial.coverage().unread, [], "without line {}", at + 1);
    }
}

/// Every value with its key.
fn texts(reading: &Reading) -> std::collections::HashSet<String> {
    reading
        .places()
        .map(|place| format!("{}={}", place.pointer.rsplit('/').next().unwrap_or_default(), place.text))
        .collect()
}
