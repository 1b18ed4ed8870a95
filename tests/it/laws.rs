//! The laws of the grammars (`grammar/README.md`), checked on the grammar files and the fixtures.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use pest_meta::ast::RuleType;
use pest_meta::optimizer::{OptimizedExpr as Expr, OptimizedRule};
use pest_vm::Vm;
use zhengxin::transcript::Transcript;

use crate::corpus::transcripts;

/// The rules that a parse may begin with.
const ENTRIES: [&str; 9] =
    ["report", "document", "line_alone", "text", "amount", "count", "date", "percentage", "term"];

/// Lines that may stand in the margin of a page.
const LINES: [&str; 20] = [
    "个人信用报告",
    "（授信机构版）",
    "报告编号：2022",
    "报告时间：2022.06.16",
    "无",
    "账户1（授信协议标识：X）",
    "授信协议1",
    "（卡片尾号：1365）",
    "（由于该类账户的数量过大，本报告中仅展示最新的5个账户。）",
    "截至2015年05月25日",
    "2022年11月10日以后的最新还款记录",
    "2021年03月—2022年03月的还款记录",
    "第1页，共5页",
    "第1页/共5页",
    "第1页",
    "1 / 5",
    "- 1 -",
    "Page 1 of 5",
    "1",
    "中国银行",
];

/// Every word that `term.pest` tells apart, in the folded form.
const TERMS: [&str; 40] = [
    "个人住房贷款",
    "个人住房商业贷款",
    "个人商业住房贷款",
    "个人住房公积金贷款",
    "个人商用房贷款（包括商住两用房）",
    "个人商用房（含商住两用）贷款",
    "其他类贷款",
    "非循环贷账户",
    "循环贷账户一",
    "循环额度下分账户",
    "循环贷账户二",
    "循环贷账户",
    "贷记卡",
    "贷记卡账户",
    "准贷记卡",
    "准贷记卡账户",
    "资产处置",
    "资产处置业务",
    "垫款",
    "垫款业务",
    "欠税信息",
    "民事判决信息",
    "强制执行信息",
    "行政处罚信息",
    "欠缴信息",
    "判决信息",
    "执行信息",
    "惩戒类信息",
    "认定类信息",
    "贷款审批",
    "融资审批",
    "信用卡审批",
    "贷后管理",
    "保后管理",
    "担保资格审查",
    "保前审查",
    "特约商户实名审查",
    "本人查询",
    "本人查询（临柜）",
    "正常",
];

fn grammar_files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the grammars can be listed")
        .map(|entry| entry.expect("the grammars can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "pest"))
        .map(|path| {
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("the grammar can be read"))
        })
        .collect();
    files.sort();
    files
}

fn rules() -> Vec<OptimizedRule> {
    // Comments that begin with `//!` may stand only at the start of the first file.
    let source: String = grammar_files().into_iter().map(|file| file.1.replace("//!", "//")).collect();
    pest_meta::parse_and_optimize(&source).expect("the grammars are right").1
}

fn is_ideograph(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

fn visit(expression: &Expr, seen: &mut impl FnMut(&Expr)) {
    seen(expression);
    match expression {
        Expr::PosPred(inner)
        | Expr::NegPred(inner)
        | Expr::Opt(inner)
        | Expr::Rep(inner)
        | Expr::RepOnce(inner)
        | Expr::Push(inner)
        | Expr::NodeTag(inner, _)
        | Expr::RestoreOnErr(inner) => visit(inner, seen),
        Expr::Seq(first, second) | Expr::Choice(first, second) => {
            visit(first, seen);
            visit(second, seen);
        }
        _ => {}
    }
}

/// The rows of two or more labels that are one literal in the grammars.
pub fn label_rows() -> BTreeSet<String> {
    let mut rows = BTreeSet::new();
    for rule in rules() {
        visit(&rule.expr, &mut |expression| {
            if let Expr::Str(literal) = expression {
                let ends = literal.matches('\n').count();
                let whole = literal.split('\n').take(ends);
                let is_row =
                    |line: &&str| line.starts_with('│') && line.ends_with('│') && line.matches('│').count() > 2;
                rows.extend(whole.filter(is_row).map(str::to_owned));
            }
        });
    }
    rows
}

#[test]
fn every_file_ends_its_last_line() {
    for (name, text) in grammar_files() {
        assert!(text.ends_with('\n'), "{name}: a comment at its end would swallow the first line of the next file");
    }
}

/// A literal that is not in the folded form can never match.
#[test]
fn every_literal_is_in_the_folded_form() {
    for rule in rules() {
        visit(&rule.expr, &mut |expression| {
            if let Expr::Str(literal) = expression
                && !literal.ends_with('\n')
            {
                assert_eq!(Transcript::from_text(literal).folded().trim_end(), literal, "in the rule {}", rule.name);
            }
        });
    }
}

#[test]
fn the_grammars_use_no_stack_and_no_implicit_white_space() {
    for rule in rules() {
        assert!(!["WHITESPACE", "COMMENT"].contains(&rule.name.as_str()));
        visit(&rule.expr, &mut |expression| {
            assert!(
                !matches!(expression, Expr::Push(_) | Expr::PushLiteral(_) | Expr::PeekSlice(..)),
                "{} uses the stack",
                rule.name
            );
        });
    }
}

/// A tag must be on a single rule that makes a node. Any other tag would get to another node, or be lost.
#[test]
fn every_tag_is_on_one_rule_that_makes_a_node() {
    let rules = rules();
    let types: BTreeMap<_, _> = rules.iter().map(|rule| (rule.name.as_str(), rule.ty)).collect();
    for rule in &rules {
        visit(&rule.expr, &mut |expression| {
            if let Expr::NodeTag(inner, tag) = expression {
                let Expr::Ident(name) = inner.as_ref() else { panic!("#{tag} in {} is not on a rule", rule.name) };
                assert_ne!(types[name.as_str()], RuleType::Silent, "#{tag} in {} is on a silent rule", rule.name);
                assert_ne!(rule.ty, RuleType::Atomic, "#{tag} vanishes in the atomic rule {}", rule.name);
            }
        });
    }
}

/// Text outside of leaves is literals. So masking has to mask only the leaves and the lines that no rule knows. Only
/// the rules `unknown…` and `note_line` may take any text without a tag.
#[test]
fn no_text_is_passed_over() {
    fn passes(expression: &Expr, rules: &BTreeMap<String, Expr>) -> bool {
        match expression {
            Expr::Ident(name) if name.starts_with("unknown") || name == "note_line" => false,
            Expr::Ident(name) => {
                rules.get(name).map_or(name == "ANY" || name == "ASCII_ALPHANUMERIC", |rule| passes(rule, rules))
            }
            Expr::Seq(first, second) | Expr::Choice(first, second) => passes(first, rules) || passes(second, rules),
            Expr::Opt(inner) | Expr::Rep(inner) | Expr::RepOnce(inner) | Expr::RestoreOnErr(inner) => {
                passes(inner, rules)
            }
            _ => false,
        }
    }
    fn holds_tags(expression: &Expr, rules: &BTreeMap<String, Expr>) -> bool {
        let mut holds = false;
        visit(expression, &mut |inner| {
            holds |= match inner {
                Expr::NodeTag(..) => true,
                Expr::Ident(name) => rules.get(name).is_some_and(|rule| holds_tags(rule, rules)),
                _ => false,
            };
        });
        holds
    }
    let rules: BTreeMap<_, _> = rules().into_iter().map(|rule| (rule.name, rule.expr)).collect();
    let mut records = BTreeSet::from(["report".to_owned()]);
    for expression in rules.values() {
        visit(expression, &mut |expression| {
            // A tagged rule without tags in it is a leaf.
            if let Expr::NodeTag(inner, _) = expression
                && let Expr::Ident(name) = inner.as_ref()
                && holds_tags(&rules[name], &rules)
            {
                records.insert(name.clone());
            }
        });
    }
    for record in records {
        assert!(!passes(&rules[&record], &rules), "{record} passes over text that is in no leaf");
    }
}

/// The parse of a transcript as text: its nodes with their tags and ranges.
fn reading(vm: &Vm, transcript: &Transcript) -> Option<String> {
    vm.parse("report", transcript.folded()).ok().map(|pairs| {
        let nodes = pairs.flatten().map(|pair| {
            let span = pair.as_span();
            format!("{} {:?} {} {}\n", pair.as_rule(), pair.as_node_tag(), span.start(), span.end())
        });
        nodes.collect()
    })
}

/// How some texts are parsed as each kind of value, how the words of `term.pest` and the lines of margins are parsed,
/// and which kinds of documents the fixtures are.
fn kinds(vm: &Vm) -> String {
    let texts = [
        "--",
        "",
        "1,010,000",
        "-12",
        "345,678.90",
        "12",
        "2015.05.25",
        "2015年05月25日",
        "2015-06-01T10:05:15",
        "2015.06.01 10:05:15",
        "2015.05",
        "2015/05",
        "2011",
        "长期",
        "25",
        "25日",
        "5日",
        "2015年5月5日",
        "2015.5.25",
        "12%",
        ">18%",
        "<1%",
        "≥90%",
        "≤10%",
        "12.5%",
        "x",
    ];
    let mut found = String::new();
    for rule in ["text", "amount", "count", "date", "percentage"] {
        for text in texts {
            let folded = Transcript::from_text(text);
            let pairs = vm.parse(rule, folded.folded().trim_end());
            found += &format!("{rule} {text} {:?}\n", pairs.ok().map(|pairs| pairs.to_string()));
        }
    }
    for word in TERMS.into_iter().chain(["x"]) {
        let pairs = vm.parse("term", word);
        found += &format!("term {word} {:?}\n", pairs.ok().map(|pairs| pairs.to_string()));
    }
    for line in LINES {
        let transcript = Transcript::from_text(line);
        let pairs = vm.parse("line_alone", transcript.folded());
        found += &format!("line {line} {:?}\n", pairs.ok().map(|pairs| pairs.to_string()));
    }
    for (_, transcript) in transcripts() {
        let pairs = vm.parse("document", transcript.folded());
        found += &format!("{:?}\n", pairs.ok().map(|pairs| pairs.to_string()));
    }
    found
}

/// The rules that are used only in lookaheads, so that they never make a node.
fn only_looked_for(rules: &[OptimizedRule]) -> BTreeSet<String> {
    fn walk(expression: &Expr, names: &mut Vec<String>) {
        match expression {
            Expr::Ident(name) => names.push(name.clone()),
            Expr::Seq(first, second) | Expr::Choice(first, second) => {
                walk(first, names);
                walk(second, names);
            }
            Expr::Opt(inner)
            | Expr::Rep(inner)
            | Expr::RepOnce(inner)
            | Expr::NodeTag(inner, _)
            | Expr::RestoreOnErr(inner) => {
                walk(inner, names);
            }
            _ => {}
        }
    }
    let by_name: BTreeMap<_, _> = rules.iter().map(|rule| (rule.name.clone(), rule)).collect();
    let mut consuming = BTreeSet::new();
    let mut next: Vec<String> = ENTRIES.iter().map(|&entry| entry.to_owned()).collect();
    while let Some(name) = next.pop() {
        if let Some(rule) = by_name.get(&name)
            && consuming.insert(name)
            // What is inside an atomic rule makes no nodes either.
            && rule.ty != RuleType::Atomic
        {
            walk(&rule.expr, &mut next);
        }
    }
    by_name.keys().filter(|name| !consuming.contains(*name)).cloned().collect()
}

#[test]
fn every_rule_is_reached_by_some_fixture() {
    let rules = rules();
    let looked_for = only_looked_for(&rules);
    // Silent rules are changed to rules that make a node, so that a parse shows them.
    let shown = rules.iter().cloned().map(|mut rule| {
        if rule.ty == RuleType::Silent {
            rule.ty = RuleType::Normal;
        }
        rule
    });
    let attempted = Arc::new(Mutex::new(BTreeSet::new()));
    let listener = Arc::clone(&attempted);
    let vm = Vm::new_with_listener(
        shown.collect(),
        Box::new(move |rule, _| {
            listener.lock().expect("one thread").insert(rule);
            false
        }),
    );
    let mut matched = BTreeSet::new();
    for (_, transcript) in transcripts() {
        for entry in ["report", "document"] {
            if let Ok(pairs) = vm.parse(entry, transcript.folded()) {
                matched.extend(pairs.flatten().map(|pair| pair.as_rule().to_owned()));
            }
        }
    }
    for (rule, text) in [
        ("text", "x"),
        ("text", "--"),
        ("amount", "-1.50"),
        ("count", "1"),
        ("date", "2015.05.25"),
        ("date", "2015年05月25日"),
        ("date", "2015-06-01T10：05"),
        ("date", "长期"),
        ("date", "25"),
        ("percentage", ">18%"),
    ] {
        let pairs = vm.parse(rule, text).expect("a value of that kind");
        matched.extend(pairs.flatten().map(|pair| pair.as_rule().to_owned()));
    }
    for word in TERMS {
        let pairs = vm.parse("term", word).expect("a word that is told apart");
        matched.extend(pairs.flatten().map(|pair| pair.as_rule().to_owned()));
    }
    for line in LINES {
        let transcript = Transcript::from_text(line);
        let pairs = vm.parse("line_alone", transcript.folded());
        matched.extend(pairs.into_iter().flat_map(|pairs| pairs.flatten()).map(|pair| pair.as_rule().to_owned()));
    }
    let attempted = attempted.lock().expect("one thread");
    let is_reached = |name: &str| matched.contains(name) || looked_for.contains(name) && attempted.contains(name);
    let unreached: Vec<_> = rules.iter().map(|rule| rule.name.as_str()).filter(|name| !is_reached(name)).collect();
    assert!(unreached.is_empty(), "no fixture reaches {unreached:?}");
}

/// For each label in the literals of a rule, the rule with this label changed.
fn altered(rule: &OptimizedRule) -> Vec<(String, OptimizedRule)> {
    let mut labels = Vec::new();
    visit(&rule.expr, &mut |expression| {
        if let Expr::Str(literal) = expression {
            let words = literal.split(|character: char| !is_ideograph(character)).filter(|word| !word.is_empty());
            let mut from = 0;
            for word in words {
                let at = from + literal[from..].find(word).expect("a part of it");
                from = at + word.len();
                labels.push((literal.clone(), at + word.len(), word.to_owned()));
            }
        }
    });
    labels.sort();
    labels.dedup();
    let alter = |(literal, at, word): (String, usize, String)| {
        let changed = format!("{}變{}", &literal[..at], &literal[at..]);
        let expr = rule.expr.clone().map_top_down(|expression| match expression {
            Expr::Str(text) if text == literal => Expr::Str(changed.clone()),
            other => other,
        });
        (format!("`{word}` of {:?} in {}", literal, rule.name), OptimizedRule { expr, ..rule.clone() })
    };
    labels.into_iter().map(alter).collect()
}

/// Every label of every alternative is in some fixture, so a typing error in any label changes what is read.
#[test]
fn changing_any_label_changes_what_is_read() {
    let rules = rules();
    let vm = Vm::new(rules.clone());
    let readings: Vec<_> = transcripts().iter().map(|(_, transcript)| reading(&vm, transcript)).collect();
    let kinds_before = kinds(&vm);
    let changes: Vec<(usize, String, OptimizedRule)> = rules
        .iter()
        .enumerate()
        .flat_map(|(index, rule)| altered(rule).into_iter().map(move |(label, rule)| (index, label, rule)))
        .collect();
    assert!(changes.len() > 500, "the labels were found: {}", changes.len());
    let next = AtomicUsize::new(0);
    let unnoticed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some((index, label, changed)) = changes.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut rules = rules.clone();
                    rules[*index] = changed.clone();
                    let vm = Vm::new(rules);
                    let noticed = transcripts()
                        .iter()
                        .zip(&readings)
                        .any(|((_, transcript), before)| reading(&vm, transcript) != *before)
                        || kinds(&vm) != kinds_before;
                    if !noticed {
                        unnoticed.lock().expect("no thread panics").push(label.clone());
                    }
                }
            });
        }
    });
    let mut unnoticed = unnoticed.into_inner().expect("no thread panics");
    unnoticed.sort();
    assert!(unnoticed.is_empty(), "no fixture has\n{}", unnoticed.join("\n"));
}
