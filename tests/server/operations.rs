//! What operators of the service see (health, metrics, log), and what they must not see: texts of reports.

use std::fs;

use rustix::process::Signal;
use serde_json::Value;

use crate::harness::{Form, Server, Store, fixture, short_report, wait_for};

#[test]
fn probes_tell_whether_the_service_lives_and_answers() {
    let store = Store::new();
    let server = Server::start(&store, &["--readers", "1"]);
    for path in ["/healthz", "/readyz"] {
        let answer = server.get(path);
        assert_eq!((answer.http, answer.text.as_str()), (200, "ok\n"), "{path}");
    }
}

#[test]
fn metrics_count_what_was_done() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&["--quota", "3/day"]));
    let file = fixture("reports/chromium-2024-full.pdf");
    for _ in 0..3 {
        assert!(server.post(&key, &file).is_ok());
    }
    assert_eq!(server.post(&key, &file).http, 403);
    assert_eq!(server.get("/nowhere").http, 404);
    let answer = server.get("/metrics");
    assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
    for line in [
        r#"zhengxin_requests_total{status="OK",http="200"} 3"#,
        r#"zhengxin_requests_total{status="OUT_OF_QUOTA",http="403"} 1"#,
        r#"zhengxin_requests_total{status="NOT_FOUND",http="404"} 1"#,
        "zhengxin_pages_total 108",
        &format!("zhengxin_files_bytes_total {}", 3 * file.len()),
        "zhengxin_parse_seconds_count 3",
        "zhengxin_queue 0",
        "zhengxin_reading 0",
        "zhengxin_readers_lost_total 0",
        "# EOF",
    ] {
        assert!(answer.text.lines().any(|printed| printed == line), "{line} in\n{}", answer.text);
    }
}

#[test]
fn the_description_of_the_api_says_what_is_answered() {
    let store = Store::new();
    let server = Server::start(&store, &[]);
    let answer = server.get("/openapi.json");
    assert_eq!(answer.header("content-type"), "application/json");
    let document = answer.json();
    assert_eq!(document["openapi"], "3.1.0");
    let operation = &document["paths"]["/ocr/v2/pdf_credit_report_org"]["post"];
    let responses: Vec<&String> = operation["responses"].as_object().expect("responses").keys().collect();
    assert_eq!(responses, ["200", "400", "401", "403", "404", "405", "500", "503"]);
    for schema in ["Answer", "Refusal", "Report", "Mobile"] {
        assert!(document["components"]["schemas"][schema].is_object(), "{schema}");
    }
    for (pointer, schema) in references(&document) {
        assert!(document.pointer(schema).is_some(), "{pointer} refers to {schema}");
    }
    let page = server.get("/docs");
    assert!(page.header("content-type").starts_with("text/html") && page.text.contains("/openapi.json"));
    assert_eq!(server.get("/docs/swagger-ui-bundle.js").http, 200);
}

/// All `$ref` of a JSON document, each with its JSON pointer.
fn references(document: &Value) -> Vec<(String, &str)> {
    fn walk<'d>(value: &'d Value, pointer: &str, found: &mut Vec<(String, &'d str)>) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    found.push((pointer.to_owned(), reference.strip_prefix('#').expect("a reference inside")));
                }
                members.iter().for_each(|(name, member)| walk(member, &format!("{pointer}/{name}"), found));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, pointer, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(document, "", &mut found);
    assert!(!found.is_empty());
    found
}

/// Every text of a report that could tell whose it is. Short ASCII texts are left out, because they may be in the log
/// by chance.
fn telling_texts(report: &Value) -> Vec<String> {
    fn walk(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => members.values().for_each(|member| walk(member, found)),
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            Value::String(text) if text.chars().count() > 5 || !text.is_ascii() => found.push(text.clone()),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(report, &mut found);
    found.sort();
    found.dedup();
    assert!(found.len() > 100);
    found
}

#[test]
fn nothing_of_a_report_is_in_the_log_or_on_the_disk() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &["--log-level", "debug"]), store.add(&["--quota", "9/total"]));
    let file = fixture("reports/chromium-2024-full.pdf");
    let answer = server.post(&key, &file);
    assert!(answer.is_ok());
    let mut texts = telling_texts(&answer.json()["result"]);
    // A report with a line that no rule knows. The reason of the refusal quotes the line.
    let lines: Vec<crate::pdf::Line<'_>> =
        ["个人信用报告", "（本人版）", "二 王小明的地址"].map(crate::pdf::Line::Text).into();
    let refused = server.post(&key, &crate::pdf::page(&lines));
    assert!(refused.reason(400, "DETECTION_FAILED").contains("王小明的地址"));
    let named = b"Content-Disposition: form-data; name=\"file\"; filename=\"\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e.pdf\"";
    assert!(server.send(&key, &Form::new().part(named, &short_report())).is_ok());
    server.get("/王小明");
    server.get("/%E7%8E%8B?name=王小明");
    texts.extend(["王小明".to_owned(), "%E7%8E%8B".to_owned(), key.secret.clone()]);
    // A reader that crashes leaves nothing of its file behind, either.
    server.readers().iter().for_each(|reader| reader.signal(Signal::STOP));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| server.post(&key, &file));
        wait_for("the file to be read", || server.get("/metrics").text.contains("zhengxin_reading 1").then_some(()));
        server.readers().iter().for_each(|reader| reader.signal(Signal::ABORT));
        server.readers().iter().for_each(|reader| reader.signal(Signal::CONT));
        waiting.join().expect("an answer").reason(500, "INTERNAL_ERROR");
    });

    let log = server.log();
    assert!(log.lines().count() >= 6, "{log}");
    for text in &texts {
        assert!(!log.contains(text.as_str()), "{text} is in the log");
    }
    assert_eq!(fs::read_dir(server.temporary_folder()).expect("the folder").count(), 0);
    for entry in walk(store.folder()) {
        let bytes = fs::read(&entry).expect("a file of the store");
        for text in &texts {
            assert!(!contains(&bytes, text.as_bytes()), "{text} is in {}", entry.display());
        }
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[test]
fn every_request_has_a_line_in_the_log_and_an_id() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    let answer = server.post(&key, &short_report());
    let id = answer.header("x-request-id").to_owned();
    let line = server.wait_for_log("the line of the request", |line| line["span"]["id"] == *id);
    let span = &line["span"];
    assert_eq!((&line["status"], &line["http"]), (&"OK".into(), &200.into()));
    assert_eq!((&span["method"], &span["route"]), (&"POST".into(), &"/ocr/v2/pdf_credit_report_org".into()));
    assert_eq!((&span["key"], &span["pages"]), (&key.id.into(), &1.into()));
    assert!(line["milliseconds"].is_number() && line["timestamp"].is_string());
    assert_ne!(
        server.post(&crate::harness::Key { id: "x".into(), secret: "y".into() }, b"").header("x-request-id"),
        id
    );
}
