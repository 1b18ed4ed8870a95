//! How many rules of the grammars, and ways through them, the fixtures exercise. The share must not fall.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use zhengxin::grammar::Grammar;
use zhengxin::grammar_tools::coverage::{GrammarCoverage, RuleCoverage, WayKind};
use zhengxin::transcript::Transcript;

use crate::corpus::{files, transcribe, transcripts};

/// The file with the figures.
const FIGURES: &str = "snapshots/grammar-coverage.txt";

/// One line for each grammar file: its name, the rules that matched of all rules, and the ways of all ways.
fn figures(coverage: &GrammarCoverage) -> String {
    let mut text = String::new();
    for file in coverage.files() {
        let rules: Vec<&RuleCoverage> = file.rules.iter().filter(|rule| !rule.is_looked_for_only).collect();
        let matched = rules.iter().filter(|rule| rule.times > 0).count();
        let taken: usize = rules.iter().map(|rule| rule.taken()).sum();
        let ways: usize = rules.iter().map(|rule| rule.ways.len()).sum();
        let name = file.name.rsplit('/').next().expect("a name");
        writeln!(text, "{name} rules {matched}/{} ways {taken}/{ways}", rules.len()).expect("memory");
    }
    text
}

/// The shares of rules and ways, by the name of the grammar file.
fn shares(figures: &str) -> BTreeMap<&str, [f64; 2]> {
    let share = |part: &str| {
        let (matched, all) = part.split_once('/').expect("m/n");
        let number = |text: &str| text.parse::<u32>().expect("a number");
        f64::from(number(matched)) / f64::from(number(all).max(1))
    };
    let line = |line| match str::split(line, ' ').collect::<Vec<_>>()[..] {
        [name, "rules", rules, "ways", ways] => (name, [share(rules), share(ways)]),
        _ => panic!("{line}"),
    };
    figures.lines().map(line).collect()
}

/// Adding a transcript also checks that its parse is followed node by node.
#[test]
fn the_share_of_the_grammars_that_fixtures_exercise_does_not_fall() {
    let mut coverage = GrammarCoverage::of(&Grammar::default());
    let prints: Vec<Transcript> = files("prints", "pdf").iter().map(|path| transcribe(path)).collect();
    for transcript in transcripts().iter().map(|(_, transcript)| transcript).chain(&prints) {
        coverage.add(transcript).expect("a parse that can be followed");
    }
    let now = figures(&coverage);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FIGURES);
    let before = fs::read_to_string(path).expect("the figures are checked in");
    let (now_shares, before_shares) = (shares(&now), shares(&before));
    for (name, before) in &before_shares {
        let now = now_shares.get(name).unwrap_or(before);
        let fell = now.iter().zip(before).any(|(now, before)| now < before);
        assert!(
            !fell,
            "{name}: fixtures exercise less of it than before: put one with what is new into fixtures/sections"
        );
    }
    assert!(now == before, "write what fixtures exercise now into {FIGURES}, so that it does not fall again:\n{now}");
}

#[test]
fn ways_are_counted_on_the_match_alone() {
    let grammar = Grammar::default();
    let mut coverage = GrammarCoverage::of(&grammar);
    let text = "个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n从未见过\n";
    coverage.add(&Transcript::from_text(text)).expect("a parse that can be followed");
    let files = coverage.files();
    let rule = |name: &str| {
        let rules = files.iter().flat_map(|file| &file.rules);
        rules.into_iter().find(|rule| rule.name == name).unwrap_or_else(|| panic!("no rule {name}"))
    };
    // `query_record_chapter` is tried at every line, and is in no match.
    assert_eq!(
        (rule("query_record_chapter").times, rule("report_number").times, rule("unknown_line").times),
        (0, 1, 1)
    );
    // The optional parts of the rule: each is there or left out.
    let ways = |name: &str, kind| {
        let ways = rule(name).ways.iter().filter(|way| way.kind == kind);
        ways.map(|way| way.times).collect::<Vec<_>>()
    };
    assert_eq!(ways("report_number", WayKind::There), [1, 1, 0, 0, 1]);
    assert_eq!(ways("report_number", WayKind::LeftOut), [0, 0, 1, 1, 0]);
    // The title is parsed three times: for the kind of the document, for the report, and as a line alone.
    assert_eq!(ways("edition", WayKind::Alternative), [0, 3]);
    let text_of = |place: &zhengxin::grammar::SourcePlace| {
        let source = grammar.files().iter().find(|file| file.name == place.file).expect("a file");
        source.text[place.range.clone()].to_owned()
    };
    assert_eq!(text_of(&rule("edition").ways[1].place), "edition_personal");
}
