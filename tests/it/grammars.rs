//! Grammars that are loaded at run time: they give the same answers as the compiled ones, and other answers if they are
//! changed.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use zhengxin::grammar::{Grammar, GrammarError, SourceFile};
use zhengxin::schema::Report;
use zhengxin::transcript::Transcript;
use zhengxin::{Error, Options, Reading, mask, typed};

use crate::corpus::{files, name, transcribe, transcripts};

/// The grammars of the repository, read from their folder.
pub fn loaded() -> &'static Grammar {
    static LOADED: OnceLock<Grammar> = OnceLock::new();
    LOADED.get_or_init(|| {
        Grammar::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar")).expect("the grammars are right")
    })
}

/// The grammars of the repository with a text replaced by another one.
pub fn altered(from: &str, to: &str) -> Grammar {
    try_altered(from, to).unwrap_or_else(|error| panic!("{error}"))
}

fn try_altered(from: &str, to: &str) -> Result<Grammar, GrammarError> {
    let mut files = Grammar::default().files().to_vec();
    assert!(files.iter().any(|file| file.text.contains(from)), "{from}");
    files.iter_mut().for_each(|file| file.text = file.text.replace(from, to));
    Grammar::of_files(files)
}

/// Everything that is read from a transcript and reported about it, in a form that can be compared.
fn answer(transcript: &Transcript, options: &Options) -> Result<(Report, String, String), Vec<String>> {
    let told = |error: Error| {
        let findings = error.diagnostics().iter().map(|finding| format!("{finding:?}"));
        std::iter::once(format!("{:?} {error}", error.kind())).chain(findings).collect::<Vec<_>>()
    };
    let reading = Reading::of_transcript(transcript.clone(), options).map_err(told)?;
    let leaves = format!("{:?} {:?} {:?}", reading.leaves, reading.problems, reading.profile());
    let coverage = reading.coverage().to_string();
    Ok((reading.report, leaves, coverage))
}

/// The transcript with a mistake in it: a line is missing, a line is too many, labels are renamed, a value is changed,
/// or lines are exchanged.
fn with_mistake(transcript: &Transcript, number: usize) -> Transcript {
    let mut lines: Vec<String> = transcript.text().lines().map(str::to_owned).collect();
    let at = lines.len() * (number % 7) / 7;
    match number % 5 {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, "│从未见过│的│一行│".into()),
        2 => lines[at..].iter_mut().for_each(|line| *line = line.replacen('期', "間", 1)),
        3 => lines[at] = lines[at].replacen('│', "│甲", 2),
        _ => lines.swap(at, at.saturating_sub(1)),
    }
    Transcript::from_text(&lines.join("\n"))
}

#[test]
fn loaded_grammars_answer_as_compiled_ones() {
    let prints = files("prints", "pdf").into_iter().map(|path| (name(&path, "prints"), transcribe(&path)));
    let prints: Vec<_> = prints.collect();
    for (number, (name, transcript)) in transcripts().iter().chain(&prints).enumerate() {
        let tree = Grammar::default().parse(transcript).expect("a report");
        assert_eq!(loaded().parse(transcript).expect("a report"), tree, "{name}");
        for (text, is_lenient) in [(transcript, false), (&with_mistake(transcript, number), number % 2 == 0)] {
            let options = Options::default().lenient(is_lenient).classify(!is_lenient);
            let compiled = answer(text, &options);
            assert_eq!(answer(text, &options.grammar(loaded().clone())), compiled, "{name}");
        }
        let masked = |transcript| mask::transcript(transcript).expect("a transcript").text().to_owned();
        assert_eq!(loaded().scope(|| masked(transcript)), masked(transcript), "{name}");
        if let Ok(reading) = Reading::of_transcript(transcript.clone(), &Options::default()) {
            let seen = |report: &Report| {
                let typed = serde_json::to_value(typed::typed(report)).expect("JSON");
                (typed, zhengxin::audit::audit(report))
            };
            assert_eq!(loaded().scope(|| seen(&reading.report)), seen(&reading.report), "{name}");
        }
    }
}

const SUMMARY: &str = "二 信息概要\n（一）公共信息概要\n│信息类型│记录总数│涉及金额│\n│欠税信息│2│80,979│\n";

#[test]
fn a_label_of_a_changed_grammar_is_read() {
    let transcript = Transcript::from_text(SUMMARY);
    let options = Options::default().grammar(altered("│记录数│涉及金额│", "│记录总数│涉及金额│"));
    let reading = Reading::of_transcript(transcript.clone(), &options).expect("a known row of labels");
    let leaf = reading.place("/infoSummary/publicInfoSummary/0/recordNum").expect("a field");
    assert_eq!(leaf.text, "2");
    let error = Reading::of_transcript(transcript, &Options::default()).expect_err("not known to the compiled ones");
    assert_eq!(error.diagnostics()[0].nearest.as_deref(), Some("│信息类型│记录数│涉及金额│"));
}

/// Failures are explained by the grammars in use, and not by the compiled ones.
#[test]
fn failures_are_explained_by_the_grammars_in_use() {
    let transcript = Transcript::from_text(&SUMMARY.replace("记录总数", "记录总和"));
    let options = Options::default().grammar(altered("│记录数│涉及金额│", "│记录总数│涉及金额│"));
    let error = Reading::of_transcript(transcript, &options).expect_err("no known row of labels");
    assert_eq!(error.diagnostics()[0].nearest.as_deref(), Some("│信息类型│记录总数│涉及金额│"));
}

/// Inside of a scope the kinds of values, the words of the audit and the labels that masking shows follow the grammars,
/// too. Outside of it they do not.
#[test]
fn what_takes_no_options_follows_the_grammars_in_scope() {
    let grammar = altered("\"长期\"", "\"永久\"");
    let query = "八 查询记录\n│编号│查询日期│查询机构│查询原因│\n│1│永久│某银行│贷款审批│\n";
    let read = |options: &Options| Reading::of_transcript(Transcript::from_text(query), options);
    assert!(read(&Options::default().grammar(grammar.clone())).is_ok());
    assert!(grammar.scope(|| read(&Options::default())).is_ok());
    assert!(read(&Options::default()).is_err(), "the scope is over");
    let unknown = Transcript::from_text("个人信用报告\n（本人版）\n│新标签│严秀雨│\n");
    let masked = || mask::transcript(&unknown).expect("a transcript").text().to_owned();
    assert!(!masked().contains("新标签"));
    assert!(altered("│记录数│涉及金额│", "│新标签│涉及金额│").scope(masked).contains("│新标签│"));
    let panicked = std::panic::catch_unwind(|| grammar.scope(|| panic!("in the scope")));
    assert!(panicked.is_err() && Grammar::in_scope().is_built_in());
}

/// The error for a folder with only this file.
fn mistakes(text: &str) -> String {
    let file = SourceFile { name: "mine.pest".into(), text: text.into() };
    Grammar::of_files(vec![file]).expect_err("no grammar").to_string()
}

#[test]
fn a_mistake_is_told_with_file_line_and_column() {
    let line = "// 报告\n";
    for (text, told) in [
        ("a = { \"x\" ", "mine.pest:2:10: expected "),
        ("a = { \"报告\" ~ b }", "mine.pest:2:14: rule b is undefined"),
        ("a = { a ~ \"x\" }", "mine.pest:2:7: rule a is left-recursive"),
        ("a = { (\"x\"?)* }", "mine.pest:2:7: expression inside repetition cannot fail"),
        ("a = { \"x\" }\na = { \"y\" }", "mine.pest:3:1: the rule a is defined already, at mine.pest:2:1"),
        ("a = { \"\\u{d800}\" }", "mine.pest:2:7: the literal has an escape that is no character"),
        ("a = { \"x\"{99999999999} }", "mine.pest:2:10: the number is too large"),
        ("a = { PEEK[99999999999..] }", "mine.pest:2:7: the number is too large"),
    ] {
        let said = mistakes(&format!("{line}{text}\n"));
        assert!(said.starts_with(told), "{text}: {said}");
    }
    // A rule that the reader asks for is that of the built-in grammars, unless the files have it.
    assert!(Grammar::of_files(vec![SourceFile { name: "mine.pest".into(), text: "a = { \"x\" }\n".into() }]).is_ok());
}

#[test]
fn a_rule_that_the_reader_needs_must_be_of_use_to_it() {
    for (from, to, told) in [
        ("\nreport = {", "\nreport = _{", "the rule report is silent"),
        ("\ndate       = {", "\ndate       = @{", "the rule date is atomic"),
        ("\nunknown_part = {", "\nunknown_part = _{", "the rule unknown_part is silent"),
    ] {
        let error = try_altered(from, to).expect_err("of no use");
        assert!(error.to_string().contains(told), "{error}");
        assert!(error.mistakes()[0].place.is_some(), "{error}");
    }
}

/// All files are one parser, but a mistake is reported in its own file and on its own line.
#[test]
fn a_mistake_in_one_of_several_files_is_told_there() {
    let mut files = Grammar::default().files().to_vec();
    files[3].text = files[3].text.trim_end().trim_end_matches('}').to_owned();
    let (name, lines) = (files[3].name.clone(), files[3].text.lines().count());
    let error = Grammar::of_files(files.clone()).expect_err("a brace is missing");
    let place = error.mistakes()[0].place.clone().expect("a place");
    assert_eq!((&place.file, place.line), (&name, lines), "{error}");
    files[3].text.push_str("}\n//! about the file, in the midst of it\n");
    let error = Grammar::of_files(files.clone()).expect_err("a comment in the wrong place");
    assert_eq!(error.mistakes()[0].place.as_ref().map(|place| &place.file), Some(&name), "{error}");
    // A comment may begin with `//!` at the beginning of any file, and may stand on a last line without a line end.
    files[3] = SourceFile {
        text: format!("//! 关于\n{} // 完", Grammar::default().files()[3].text.trim_end()),
        ..files[3].clone()
    };
    assert!(Grammar::of_files(files).is_ok());
}

#[test]
fn folders_and_files_that_cannot_be_read_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = || Grammar::load(folder.path()).expect_err("no grammar").to_string();
    assert!(said().ends_with(": no file of the folder ends in .pest"), "{}", said());
    fs::write(folder.path().join("notes.txt"), "a").expect("a file");
    assert!(said().ends_with(": no file of the folder ends in .pest"), "{}", said());
    fs::write(folder.path().join("a.pest"), b"a = { \"x\" }\n// \xb1\xa8\xb8\xe6\n").expect("a file");
    assert!(said().ends_with("a.pest:2:4: the file is not UTF-8 text: save it in that encoding"), "{}", said());
    let nowhere = Grammar::load(&folder.path().join("nowhere")).expect_err("no folder").to_string();
    assert!(nowhere.contains("nowhere: the folder of grammars cannot be read: "), "{nowhere}");
}
