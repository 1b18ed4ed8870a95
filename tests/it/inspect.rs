//! The command `zhengxin inspect`: the data in its HTML pages. `tests/browser.py` tests the pages in a browser.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use zhengxin::{Options, Reading, read, transcribe};

use crate::corpus::{files, fixtures};

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxin"));
    command.arg("inspect").args(arguments).current_dir(fixtures()).output().expect("the program runs")
}

/// The HTML page of a fixture, and the data in it.
fn page(arguments: &[&str], status: i32) -> (String, Value) {
    let output = run(&[arguments, &["-o", "-"]].concat());
    assert_eq!(output.status.code(), Some(status), "{}", String::from_utf8_lossy(&output.stderr));
    let page = String::from_utf8(output.stdout).expect("UTF-8");
    let data = page.split("type=\"application/json\">").nth(1).and_then(|rest| rest.split("</script>").next());
    let data = serde_json::from_str(data.expect("the data")).expect("JSON");
    (page, data)
}

fn reading(file: &Path) -> Reading {
    read(fs::read(file).expect("a fixture"), &Options::default()).expect("a report")
}

/// The texts that are drawn on all pages: those that are a part of the report, and those that were left out.
fn drawn(data: &Value) -> (String, String) {
    let (mut kept, mut left_out) = (String::new(), String::new());
    for page in data["pages"].as_array().expect("pages") {
        for item in page["items"].as_array().expect("items") {
            let text = item.get(6).and_then(Value::as_str).unwrap_or_default();
            if item.get(7).is_some() { left_out.push_str(text) } else { kept.push_str(text) }
        }
    }
    (kept, left_out)
}

/// The characters of a text that are no white space, in some order.
fn characters<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<char> {
    let mut characters: Vec<char> =
        texts.into_iter().flat_map(str::chars).filter(|character| !character.is_whitespace()).collect();
    characters.sort_unstable();
    characters
}

#[test]
fn every_leaf_has_its_place_and_every_character_is_drawn() {
    // Turned pages, pages with two pages side by side, another unit, tables without sides, watermarks, text that is
    // struck twice.
    let prints = ["2up-rotate90", "rotate270-turned", "userunit", "docx-libreoffice-dotted-cut", "wkhtmltopdf-sep"];
    let prints = prints.iter().map(|name| fixtures().join(format!("prints/{name}.pdf")));
    for file in prints.chain([fixtures().join("reports/chromium-2020-full.pdf")]) {
        let reading = reading(&file);
        let (_, data) = page(&[file.to_str().expect("a path")], 0);
        let places = data["places"].as_object().expect("places");
        assert_eq!(places.len(), reading.leaves.len(), "{}", file.display());
        for place in reading.places() {
            let told = &places[&place.pointer];
            assert_eq!(told["boxes"], serde_json::to_value(&place.places).expect("JSON"), "{}", place.pointer);
            let text = told["text"].as_str().or_else(|| data["report"].pointer(&place.pointer)?.as_str());
            assert_eq!(text, Some(place.text.as_str()), "{}", place.pointer);
            let rules = &data["rules"][usize::try_from(told["rules"].as_u64().expect("a number")).expect("a number")];
            assert_eq!(
                (&rules[0], rules.as_array().and_then(|rules| rules.last())),
                (&"report".into(), Some(&place.rule.into()))
            );
        }
        let (kept, left_out) = drawn(&data);
        let furniture: String = reading.discarded().map(|discarded| discarded.text.string).collect();
        assert_eq!(characters([left_out.as_str()]), characters([furniture.as_str()]), "{}", file.display());
        let glyphs: String = reading.transcript.glyphs().map(|glyph| glyph.0).collect();
        // Rows that are printed again are among the texts that were left out.
        assert_eq!(characters([kept.as_str()]), characters([glyphs.as_str()]), "{}", file.display());
    }
}

#[test]
fn a_long_report_is_a_small_page() {
    let longest =
        files("reports", "pdf").into_iter().max_by_key(|file| reading(file).profile().pages).expect("reports");
    let (text, data) = page(&[longest.to_str().expect("a path")], 0);
    let pages = data["pages"].as_array().expect("pages").len();
    assert!(pages >= 30 && text.len() < pages * 50_000, "{} bytes for {pages} pages", text.len());
}

#[test]
fn a_page_is_one_file_under_a_policy() {
    let (page, data) = page(&["reports/chromium-2024-minimal.pdf"], 0);
    assert!(page.contains("content=\"default-src 'none'; script-src 'sha256-"), "a policy");
    for loads in ["src=", "@import", "url(", "<link", "http-equiv=\"refresh\""] {
        assert!(!page.contains(loads), "{loads}");
    }
    // The only address in the page is the name of the XML namespace of SVG.
    assert_eq!(
        page.matches("http").count(),
        page.matches("http-equiv").count() + page.matches("http://www.w3.org/2000/svg").count()
    );
    assert_eq!(data["title"], "chromium-2024-minimal.pdf");
    assert_eq!(data["terms"]["/creditHeader/idNum"], "被查询者证件号码");
}

#[test]
fn the_grids_of_all_accounts_are_over_the_same_months() {
    let (_, data) = page(&["reports/chromium-2024-full.pdf"], 0);
    let report = &data["report"];
    let grids = &data["grids"];
    let first = grids["first"].as_i64().expect("a month");
    assert_eq!(grids["meanings"]["credit"]["N"], "正常");
    let mut newest = 0;
    for row in grids["rows"].as_array().expect("rows") {
        assert_eq!(
            report.pointer(row["pointer"].as_str().expect("a pointer")).expect("an account")["name"],
            row["label"][0]
        );
        for cell in row["cells"].as_array().expect("cells") {
            let [at, letter, amount, pointer] = cell.as_array().expect("a cell").as_slice() else { panic!("{cell}") };
            let pointer = pointer.as_str().expect("a pointer");
            let month = report.pointer(pointer.trim_end_matches("/state")).expect("a month");
            let year = report.pointer(&pointer[..pointer.find("/month").expect("a month")]).expect("a year");
            let number = |value: &Value| value.as_str().and_then(|text| text.parse::<i64>().ok()).expect("a number");
            let place = number(&year["year"]) * 12 + number(&month["monthValue"]) - 1 - first;
            assert_eq!((at.as_i64(), letter), (Some(place), &month["state"]));
            assert_eq!(amount.as_str(), month["amount"].as_str().or(Some("")));
            assert!((0..60).contains(&place));
            newest = newest.max(place);
        }
    }
    assert_eq!(newest, 59, "the newest month is the last");
}

#[test]
fn what_is_wrong_is_told_and_has_its_places() {
    let (_, data) = page(&["reports/itext-2020-typical.pdf"], 0);
    let findings = zhengxin::audit::audit(&reading(&fixtures().join("reports/itext-2020-typical.pdf")).report);
    let issues = data["issues"].as_array().expect("issues");
    assert_eq!(issues.iter().filter(|issue| issue["kind"] == "audit").count(), findings.len());
    let weight = |issue: &Value| ["error", "warning", "info"].iter().position(|name| issue["severity"] == *name);
    assert!(issues.is_sorted_by_key(weight), "the worst come first");
    for pointer in issues.iter().flat_map(|issue| issue["pointers"].as_array().expect("pointers")) {
        let pointer = pointer.as_str().expect("a pointer");
        assert!(data["report"].pointer(pointer).is_some(), "{pointer}");
    }
}

#[test]
fn what_the_page_does_not_tell_is_shown_with_its_place() {
    let (_, data) = page(&["doubts/year-below-its-states.pdf"], 0);
    let issues = data["issues"].as_array().expect("issues");
    let doubts: Vec<&Value> = issues.iter().filter(|issue| issue["kind"] == "doubt").collect();
    let settled = reading(&fixtures().join("doubts/year-below-its-states.pdf")).settlements;
    assert_eq!(doubts.len(), settled.iter().filter(|doubt| doubt.by == zhengxin::SettledBy::Grammar).count());
    assert!(!doubts.is_empty());
    for doubt in doubts {
        assert!(doubt["message"].as_str().is_some_and(|text| text.contains("as the grammar tells")), "{doubt}");
        assert!(doubt["places"].as_array().is_some_and(|places| !places.is_empty()), "{doubt}");
    }
}

#[test]
fn what_is_not_read_is_shown_and_is_status_1() {
    let (_, data) = page(&["refused/brief-edition.pdf"], 1);
    assert_eq!(data["failure"]["code"], "DETECTION_FAILED");
    assert!(data.get("report").is_none() && drawn(&data).0.contains("个人信用报告"));
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("page.html");
    // If there is nothing to show, nothing is written.
    for file in ["refused/not-a-pdf.pdf", "nowhere.pdf"] {
        let output = run(&[file, "-o", out.to_str().expect("a path")]);
        assert_eq!(output.status.code(), Some(1));
        assert!(!out.exists() && String::from_utf8_lossy(&output.stderr).starts_with(file));
    }
    assert_eq!(run(&["refused/brief-edition.pdf"]).status.code(), Some(2), "where to?");
    // The report itself is not overwritten.
    let copy = folder.path().join("copy.pdf");
    fs::copy(fixtures().join("reports/chromium-2024-minimal.pdf"), &copy).expect("a copy");
    let path = copy.to_str().expect("a path");
    assert_eq!(run(&[path, "-o", path]).status.code(), Some(2));
    assert!(fs::read(&copy).expect("a file").starts_with(b"%PDF"));
}

/// A masked page shows only what is in the masked report, besides labels and the texts of the program.
#[test]
fn a_masked_page_holds_nothing_personal() {
    let file = "reports/weasyprint-2024-typical.pdf";
    let plain = reading(&fixtures().join(file));
    let masked = transcribe(fs::read(fixtures().join(file)).expect("a fixture")).expect("a report");
    let masked = zhengxin::mask::transcript(&masked).expect("a report");
    let (text, data) = page(&["--mask", file], 0);
    let glyphs: String = masked.glyphs().map(|glyph| glyph.0).collect();
    assert_eq!(characters([drawn(&data).0.as_str()]), characters([glyphs.as_str()]));
    let header = &plain.report.credit_header;
    for personal in [
        header.who_was_checked.as_ref().map(ToString::to_string),
        header.id_num.as_ref().map(ToString::to_string),
        header.serial_no.as_ref().map(ToString::to_string),
    ] {
        let personal = personal.expect("it is printed");
        assert!(!text.contains(&personal), "{personal}");
    }
    assert!(!text.contains("weasyprint-2024-typical") && data["profile"]["producer"].is_null());
    let (text, data) = page(&["--mask", "refused/brief-edition.pdf"], 1);
    assert!(!text.contains("王小明") && drawn(&data).0.contains('某'), "a report that is not read is masked too");
}
