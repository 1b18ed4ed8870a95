//! The checks of grammars without any report, with an altered grammar for each kind of finding.

use zhengxin::grammar::{Grammar, SourceFile};
use zhengxin::grammar_tools::check::{Check, Finding, check};

use crate::grammars::altered;

/// The findings in the grammars with a text replaced by another one.
fn found(from: &str, to: &str) -> Vec<Finding> {
    check(&altered(from, to))
}

/// The findings of one kind in such grammars, each with its line and message.
fn told(kind: Check, from: &str, to: &str) -> Vec<String> {
    let found = found(from, to).into_iter().filter(|finding| finding.check == kind);
    found.map(|finding| finding.to_string()).collect()
}

/// Asserts that there is exactly one finding of this kind, in this file, with this message.
fn is_told(kind: Check, file: &str, says: &str, from: &str, to: &str) {
    let told = told(kind, from, to);
    let [one] = &told[..] else { panic!("{from}: {told:?}") };
    assert!(one.starts_with(&format!("grammar/{file}:")) && one.contains(says), "{one}");
}

#[test]
fn nothing_is_found_in_the_grammars_of_the_repository() {
    assert_eq!(check(&Grammar::default()), []);
}

#[test]
fn a_rule_that_nothing_leads_to_is_told() {
    let says = "no rule that the reader begins with leads to spare";
    is_told(
        Check::Unreachable,
        "notes.pest",
        says,
        "note_line     = { line }\n",
        "note_line     = { line }\nspare = { nl }\n",
    );
    // A rule that only leads to itself is not reached.
    is_told(
        Check::Unreachable,
        "notes.pest",
        says,
        "note_line     = { line }\n",
        "note_line     = { line }\nspare = { \"x\" ~ spare? }\n",
    );
}

#[test]
fn a_heading_at_which_no_section_ends_is_told() {
    let says = "does not end there, for heading does not lead to it: add other_non_open_heading to heading";
    is_told(Check::UnlistedHeading, "other_non_open.pest", says, " | other_non_open_heading |", " |");
    // A heading of a section within a chapter.
    is_told(Check::UnlistedHeading, "public.pest", "add reward_heading", "| reward_heading }", "}");
    // A title within a record ends only what is before it in the record, so there is no finding.
    assert_eq!(told(Check::UnlistedHeading, "special_event_title+", "special_event_title"), Vec::<String>::new());
}

#[test]
fn an_alternative_that_an_earlier_one_hides_is_told() {
    let hidden = |to: &str| told(Check::Shadowed, "(\"呆账信息汇总\" | \"呆帐信息汇总\")", to);
    for hiding in [
        "(\"呆账\" | \"呆账信息汇总\")",
        "(\"呆账信息汇总\" | \"呆帐信息汇总\" | \"呆账信息汇总\")",
        "(ANY | \"呆帐信息汇总\")",
        "((\"呆账\" | \"呆帐\") ~ nl? | \"呆帐信息汇总\")",
        "(opening ~ \"呆账\" | opening ~ \"呆账信息汇总\" ~ closing)",
        "(nl ~ (\"呆账\" | \"坏账\") | nl ~ \"坏账\" ~ ANY)",
    ] {
        let hidden = hidden(hiding);
        assert_eq!(hidden.len(), 1, "{hiding}: {hidden:?}");
        assert!(hidden[0].starts_with("grammar/summary.pest:"), "{hidden:?}");
        assert!(
            hidden[0].contains("of bad_debts_summary never matches") && hidden[0].contains("summary.pest:"),
            "{hidden:?}"
        );
    }
    for sound in [
        "(\"呆账信息汇总\" | \"呆账\")",
        "(\"呆账\" ~ !\"信\" | \"呆账信息汇总\")",
        "((\"呆账\" | \"呆\") ~ \"账息\" | \"呆账息\")",
        "(ASCII_DIGIT | \"呆\")",
    ] {
        assert_eq!(hidden(sound), Vec::<String>::new(), "{sound}");
    }
}

#[test]
fn a_tag_that_is_no_key_is_told() {
    let says = "#gendre is no key of /personBasicInfo/personInfo, nor of a record around it";
    is_told(
        Check::UnknownKey,
        "person.pest",
        says,
        "identity = _{ \"│性别│出生日期│婚姻状况│学历│学位│就业状况│国籍│电子邮箱│\\n\" ~\n              \"│\" ~ #gender",
        "identity = _{ \"│性别│出生日期│婚姻状况│学历│学位│就业状况│国籍│电子邮箱│\\n\" ~\n              \"│\" ~ #gendre",
    );
    let says = "#debtCollection is an object, but cell has no tags";
    is_told(Check::UnknownKey, "credit.pest", says, "#debtCollection = last_repayment", "#debtCollection = cell");
}

#[test]
fn a_key_that_no_rule_gives_is_told() {
    let told = told(Check::NotGiven, "#homeTel = cell", "cell");
    assert_eq!(told, ["not-given: no rule gives homeTel of LivedInfo (住宅电话): put the tag #homeTel on a rule"]);
}

#[test]
fn a_label_that_stands_for_two_keys_is_told() {
    // The same label in the other table of the same account.
    let says = "the label 业务种类 stands for #guaranteeType here and for #type at grammar/credit.pest:";
    let told = told(Check::TwoKeys, "还款方式│共同借款标志│\\n", "还款方式│管理机构│\\n");
    assert!(!told.is_empty() && told.iter().all(|told| told.contains("the label 管理机构 stands for #")), "{told:?}");
    let swapped = found(
        "#type = cell ~ \"│\" ~ #guaranteeType = cell ~ \"│\" ~ #refundPeriodNum",
        "#guaranteeType = cell ~ \"│\" ~ #type = cell ~ \"│\" ~ #refundPeriodNum",
    );
    // Within one table alone, nobody can tell that two keys are exchanged.
    assert!(!swapped.iter().any(|finding| finding.message.contains(says)), "{swapped:?}");
}

#[test]
fn what_the_laws_forbid_is_told() {
    let says = "never has \"低保(救助)记录\", for it is folded before it is read: write \"低保（救助）记录\"";
    is_told(Check::NotFolded, "public.pest", says, "\"低保救助记录\"", "\"低保(救助)记录\"");
    is_told(
        Check::LostTag,
        "open.pest",
        "#confirmInfo is not on one rule",
        "#confirmInfo = confirm_info",
        "#confirmInfo = (confirm_info ~ nl?)",
    );
    is_told(
        Check::LostTag,
        "query.pest",
        "#queryType is lost, for by_person_heading is atomic",
        "by_person_heading      = _{",
        "by_person_heading      = @{",
    );
    is_told(
        Check::PassedOver,
        "common.pest",
        "any text is taken here in postpaid_account",
        "~ #accountDate = cell ~",
        "~ cell ~",
    );
    is_told(
        Check::Unsupported,
        "header.pest",
        "the stack of pest",
        "#reason = cell ~ \"│\\n\" }",
        "#reason = cell ~ PUSH(\"│\\n\") }",
    );
    let white = "no_value   = @{";
    is_told(
        Check::Unsupported,
        "value.pest",
        "WHITESPACE would be passed over",
        white,
        &format!("WHITESPACE = _{{ \"x\" }}\n{white}"),
    );
    is_told(
        Check::LineEnd,
        "notes.pest",
        "the last line of the file has no end",
        "note_line     = { line }\n",
        "note_line     = { line }",
    );
}

/// Places count the lines of their own file, although all files are one parser.
#[test]
fn a_finding_has_its_line_and_column() {
    let mut files: Vec<SourceFile> = Grammar::default().files().to_vec();
    files[5].text.push_str("// 多余的规则\nspare = { \"报(\" }\n");
    let line = files[5].text.lines().count();
    let findings = check(&Grammar::of_files(files.clone()).expect("a grammar"));
    let places: Vec<_> = findings.iter().filter_map(|finding| finding.place.clone()).collect();
    let places: Vec<_> = places.iter().map(|place| (place.file.as_str(), place.line, place.column)).collect();
    assert_eq!(places, [(files[5].name.as_str(), line, 1), (files[5].name.as_str(), line, 11)]);
}
