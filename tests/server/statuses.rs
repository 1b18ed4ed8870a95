//! Every status of the API page.

use std::thread;

use rustix::process::Signal;

use crate::harness::{Answer, Form, Key, PATH, Server, Store, agent, fixture, short_report, wait_for};
use crate::pdf::{Line, bomb, page};

#[test]
fn a_report_is_answered_with_what_the_library_reads() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    for report in ["chromium-2024-minimal", "itext-2020-typical", "weasyprint-2024-personal-full"] {
        let answer = server.post(&key, &fixture(&format!("reports/{report}.pdf")));
        assert_eq!(answer.status(), (200, "OK".into()), "{report}");
        let expected: serde_json::Value =
            serde_json::from_slice(&fixture(&format!("reports/{report}.json"))).expect("the right JSON");
        assert_eq!(answer.json(), serde_json::json!({ "status": "OK", "result": expected }), "{report}");
    }
}

#[test]
fn a_file_that_is_missing_or_empty_is_told_in_the_words_of_the_page() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    let words = "param is missing or the value is empty: file";
    for form in [Form::new().field("auto_classify", "1"), Form::new().file(b"")] {
        assert_eq!(server.send(&key, &form).reason(400, "PARAMETER_MISSING"), words);
    }
    let bare = agent().post(server.url(PATH)).header("X-DF-API-ID", &key.id).header("X-DF-API-SECRET", &key.secret);
    assert_eq!(Answer::of(bare.send_empty().expect("an answer")).reason(400, "PARAMETER_MISSING"), words);
}

#[test]
fn a_request_of_a_wrong_form_is_told_what_is_wrong() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    let file = Form::new().file(&short_report());
    for value in ["2", "", "true", "-1", "01"] {
        let reason = server.send(&key, &file.clone().field("auto_classify", value)).reason(400, "INVALID_ARGUMENT");
        assert_eq!(reason, format!("auto_classify is `{value}`; it is 0 or 1"));
    }
    for twice in [file.clone().file(b"x"), file.clone().field("auto_classify", "1").field("auto_classify", "1")] {
        assert!(server.send(&key, &twice).reason(400, "INVALID_ARGUMENT").contains("is sent twice"));
    }
    for (content_type, wanted) in [
        ("application/json", "send the file as multipart/form-data"),
        ("application/pdf", "send the file as multipart/form-data"),
        ("application/x-www-form-urlencoded", "send the file as multipart/form-data"),
        ("nonsense", "send the file as multipart/form-data"),
        ("multipart/form-data", "has no boundary"),
        ("multipart/form-data; boundary=another", "malformed or cut off"),
    ] {
        let request =
            agent().post(server.url(PATH)).header("X-DF-API-ID", &key.id).header("X-DF-API-SECRET", &key.secret);
        let answer = Answer::of(request.content_type(content_type).send(&file.body()[..]).expect("an answer"));
        let reason = answer.reason(400, "INVALID_ARGUMENT");
        assert!(reason.contains(wanted), "{content_type}: {reason}");
    }
}

#[test]
fn a_file_that_is_no_report_is_told_what_it_looks_like() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    for (file, wanted) in [
        ("scan", "is a picture"),
        ("brief-edition", "简版"),
        ("enterprise-report", "企业信用报告"),
        ("other-document", "is no credit report"),
        ("password", "needs a password"),
        ("truncated", "is damaged or cut off"),
        ("not-a-pdf", "not a PDF file"),
        ("no-unicode", "does not say which character"),
    ] {
        let reason = server.post(&key, &fixture(&format!("refused/{file}.pdf"))).reason(400, "DETECTION_FAILED");
        assert!(reason.contains(wanted), "{file}: {reason}");
    }
}

/// What the API page calls 分类功能. With it, a document that is no report is refused. Without it, the sections of any
/// document are read.
#[test]
fn sections_of_any_document_are_read_without_classification() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    let application = [
        Line::Text("借款申请书"),
        Line::Row(&["申请人", "某人"]),
        Line::Text("一 个人基本信息"),
        Line::Text("（四）居住信息"),
        Line::Row(&["编号", "居住地址", "住宅电话", "居住状况", "信息更新日期"]),
        Line::Row(&["1", "某市某路1号", "--", "自置", "2020.01.01"]),
    ];
    let file = page(&application);
    let with = |value: &str, file: &[u8]| server.send(&key, &Form::new().field("auto_classify", value).file(file));
    let answer = with("0", &file);
    assert_eq!(answer.status(), (200, "OK".into()), "{}", answer.text);
    assert_eq!(answer.json()["result"]["personBasicInfo"]["livedInfos"][0]["address"], "某市某路1号");
    with("1", &file).reason(400, "DETECTION_FAILED");
    server.post(&key, &file).reason(400, "DETECTION_FAILED");

    let report = with("0", &short_report()).json();
    assert_eq!(report, with("1", &short_report()).json());
    for refused in ["other-document", "brief-edition", "enterprise-report", "scan"] {
        let file = fixture(&format!("refused/{refused}.pdf"));
        with("0", &file).reason(400, "DETECTION_FAILED");
    }
    let none = page(&application[..2]);
    assert!(with("0", &none).reason(400, "DETECTION_FAILED").contains("no section"));
}

#[test]
fn credentials_are_checked() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    let form = Form::new().file(&short_report());
    let with = |headers: &[(&str, &str)]| {
        let request = agent().post(server.url(PATH)).content_type(form.content_type());
        let request = headers.iter().fold(request, |request, header| request.header(header.0, header.1));
        Answer::of(request.send(&form.body()[..]).expect("an answer")).reason(401, "UNAUTHORIZED")
    };
    let (id, secret) = ("X-DF-API-ID", "X-DF-API-SECRET");
    let right = key.secret.as_str();
    for headers in [&[][..], &[(id, key.id.as_str())], &[(secret, right)], &[(id, ""), (secret, right)]] {
        assert!(with(headers).contains("is missing or empty"));
    }
    let wrong = with(&[(id, &key.id), (secret, "0")]);
    assert_eq!(wrong, with(&[(id, "0"), (secret, &key.secret)]), "no word on which of them is wrong");

    assert!(store.keys(&["revoke", &key.id]).status.success());
    assert!(with(&[(id, &key.id), (secret, &key.secret)]).contains("revoked"));
    assert_eq!(with(&[(id, &key.id), (secret, "0")]), wrong, "nothing is said to who has no secret");
}

#[test]
fn a_key_expires() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&["--expires", "1s"]));
    let file = short_report();
    wait_for("the key to expire", || (!server.post(&key, &file).is_ok()).then_some(()));
    assert!(server.post(&key, &file).reason(401, "KEY_EXPIRED").contains("expired at"));
    assert_eq!(store.entry(&key.id)["state"], "expired");
    assert!(store.keys(&["renew", &key.id, "--expires", "1d"]).status.success());
    assert!(server.post(&key, &file).is_ok());
}

#[test]
fn there_is_nothing_elsewhere_and_nothing_for_other_methods() {
    let store = Store::new();
    let server = Server::start(&store, &[]);
    for path in ["/", "/ocr", "/ocr/v2/pdf_credit_report", "/ocr/v2/pdf_credit_report_org/"] {
        let request = agent().post(server.url(path)).send_empty().expect("an answer");
        let answer = Answer::of(request);
        if path == "/" {
            answer.reason(405, "NOT_FOUND");
        } else {
            answer.reason(404, "NOT_FOUND");
        }
    }
    let answer = server.get(PATH);
    answer.reason(405, "NOT_FOUND");
    assert_eq!(answer.header("allow"), "POST");
    let put = agent().put(server.url(PATH)).send(&b"x"[..]).expect("an answer");
    Answer::of(put).reason(405, "NOT_FOUND");
}

/// Sends the short report in the background.
fn in_background<'scope>(
    scope: &'scope thread::Scope<'scope, '_>,
    server: &'scope Server,
    key: &'scope Key,
) -> thread::ScopedJoinHandle<'scope, Answer> {
    scope.spawn(|| server.post(key, &short_report()))
}

/// Waits until readers have `reading` files, and the queue has `queued` files.
fn wait_for_files(server: &Server, reading: usize, queued: usize) {
    wait_for("the files to be there", || {
        let metrics = server.get("/metrics").text;
        let has = |name: &str, count: usize| metrics.lines().any(|line| line == format!("zhengxin_{name} {count}"));
        (has("reading", reading) && has("queue", queued)).then_some(())
    });
}

#[test]
fn a_reader_that_dies_is_an_error_of_the_service_and_is_replaced() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &["--readers", "1"]), store.add(&["--quota", "1/total"]));
    let reader = server.readers()[0];
    reader.signal(Signal::STOP);
    thread::scope(|scope| {
        let waiting = in_background(scope, &server, &key);
        wait_for_files(&server, 1, 0);
        reader.signal(Signal::KILL);
        let answer = waiting.join().expect("an answer");
        assert!(answer.reason(500, "INTERNAL_ERROR").contains("X-Request-Id"));
        // The operator finds the cause in the log under this id.
        let id = answer.header("x-request-id").to_owned();
        server.wait_for_log("the defect", |line| {
            line["what"] == "the reader ended: signal: 9 (SIGKILL)" && line["span"]["id"] == *id
        });
    });
    assert!(server.post(&key, &short_report()).is_ok(), "another reader reads, and the failure cost no quota");
    assert!(!server.readers().contains(&reader));
    assert!(server.get("/metrics").text.contains("zhengxin_readers_lost_total 1"));
}

#[test]
fn a_reader_killed_between_files_costs_nobody_an_answer() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &["--readers", "1"]), store.add(&[]));
    for _ in 0..3 {
        let reader = server.readers()[0];
        reader.signal(Signal::KILL);
        wait_for("the reader to be gone", || (!reader.is_running()).then_some(()));
        assert!(server.post(&key, &short_report()).is_ok());
    }
}

#[test]
fn a_full_queue_is_answered_with_503() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &["--readers", "1", "--queue", "1"]), store.add(&[]));
    let reader = server.readers()[0];
    reader.signal(Signal::STOP);
    thread::scope(|scope| {
        let first = in_background(scope, &server, &key);
        wait_for_files(&server, 1, 0);
        let second = in_background(scope, &server, &key);
        wait_for_files(&server, 1, 1);
        let third = server.post(&key, &short_report());
        assert!(third.reason(503, "INTERNAL_ERROR").contains("busy"));
        assert_eq!(third.header("retry-after"), "1");
        reader.signal(Signal::CONT);
        for answer in [first, second] {
            assert!(answer.join().expect("an answer").is_ok());
        }
    });
}

#[test]
fn a_file_that_takes_too_long_is_given_up() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &["--readers", "1", "--file-seconds", "1"]), store.add(&[]));
    server.readers()[0].signal(Signal::STOP);
    let reason = server.post(&key, &short_report()).reason(400, "DETECTION_FAILED");
    assert!(reason.contains("than the 1 s a file may take"), "{reason}");
    assert!(server.post(&key, &short_report()).is_ok());
}

#[test]
fn a_file_that_takes_too_much_memory_is_given_up() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &["--readers", "1", "--file-memory", "32"]), store.add(&[]));
    let reason = server.post(&key, &bomb(250 << 20)).reason(400, "DETECTION_FAILED");
    assert!(reason.contains("than the 32 MiB a file may take"), "{reason}");
    assert!(server.post(&key, &short_report()).is_ok());
}

/// The checks are made in this order: credentials, permission, rate, quota, request, file. The first one that fails
/// gives the answer.
#[test]
fn the_checks_run_in_their_order() {
    let store = Store::new();
    let server = Server::start(&store, &[]);
    let wrong_request = Form::new().field("auto_classify", "9");
    let wrong_file = Form::new().file(b"no report");

    let mut forbidden = store.add(&["--endpoints", "none", "--rate", "1/hour"]);
    for _ in 0..3 {
        server.send(&forbidden, &wrong_request).reason(403, "NO_PERMISSION");
    }
    forbidden.secret.push('0');
    server.send(&forbidden, &wrong_request).reason(401, "UNAUTHORIZED");

    let limited = store.add(&["--rate", "2/hour", "--quota", "1/total"]);
    assert!(server.post(&limited, &short_report()).is_ok());
    server.send(&limited, &wrong_request).reason(403, "OUT_OF_QUOTA");
    let answer = server.send(&limited, &wrong_request);
    answer.reason(403, "RATE_LIMIT_EXCEEDED");
    let seconds: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((3_500..=3_600).contains(&seconds), "{seconds}");

    let key = store.add(&[]);
    server.send(&key, &wrong_request.clone().file(b"no report")).reason(400, "INVALID_ARGUMENT");
    server.send(&key, &wrong_file).reason(400, "DETECTION_FAILED");
}

/// Places, problems and contradictions stand beside the report in the answer, and only if they were asked for.
#[test]
fn places_problems_and_contradictions_stand_beside_the_report() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    let file = fixture("reports/itext-2020-typical.pdf");
    let plain = server.post(&key, &file).json();
    assert_eq!(plain.as_object().map(serde_json::Map::len), Some(2));
    let form = Form::new().field("places", "1").field("audit", "1").field("lenient", "1").file(&file);
    let full = server.send(&key, &form).json();
    assert_eq!(full["result"], plain["result"]);
    assert_eq!((&full["partial"], &full["problems"]), (&false.into(), &serde_json::json!([])));
    assert_eq!((&full["profile"]["layout"], &full["profile"]["edition"]), (&"2020".into(), &"org".into()));
    for place in full["places"].as_array().expect("places") {
        let pointer = place["pointer"].as_str().expect("a pointer");
        assert!(full["result"].pointer(pointer).is_some(), "{pointer}");
        assert!(place["boxes"][0]["page"].is_u64() && place["boxes"][0]["box"][3].is_number(), "{place}");
    }
    let finding = &full["audit"][0];
    assert!(finding["rule"].is_string() && finding["severity"].is_string(), "{finding}");
    assert!(finding["places"][0]["pointer"].is_string(), "{finding}");
    for name in ["places", "audit", "lenient"] {
        let wrong = Form::new().field(name, "yes").file(&file);
        assert_eq!(server.send(&key, &wrong).reason(400, "INVALID_ARGUMENT"), format!("{name} is `yes`; it is 0 or 1"));
    }
}

#[test]
fn a_broken_part_is_left_out_where_lenience_is_asked_for() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    let file = page(&[
        Line::Text("个人信用报告"),
        Line::Text("（本人版）"),
        Line::Text("一 个人基本信息"),
        Line::Text("（四）居住信息"),
        Line::Row(&["编号", "居住地址", "住宅电话", "居住状况", "信息更新日期"]),
        Line::Row(&["1", "某市某路1号", "--", "自置", "2020.01.01"]),
        Line::Row(&["2", "某市某路2号", "--", "自置", "昨天"]),
    ]);
    server.post(&key, &file).reason(400, "DETECTION_FAILED");
    let answer = server.send(&key, &Form::new().field("lenient", "1").file(&file)).json();
    assert_eq!((&answer["status"], &answer["partial"]), (&"OK".into(), &true.into()));
    assert_eq!(answer["result"]["personBasicInfo"]["livedInfos"].as_array().map(Vec::len), Some(1));
    let problem = &answer["problems"][0];
    assert_eq!(problem["rows"], serde_json::json!([["2", "某市某路2号", "--", "自置", "昨天"]]));
    assert_eq!((&problem["places"][0]["page"], &problem["piece"]), (&1.into(), &"昨天".into()));
    assert_eq!(problem["kind"], "wrong_kind");
}

/// The readers use the grammars that the service is given, although they are processes of their own.
#[test]
fn files_are_read_by_the_grammars_of_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    for file in zhengxin::grammar::Grammar::default().files() {
        let name = std::path::Path::new(&file.name).file_name().expect("a name");
        // With this grammar a year has five digits, so no report can be read.
        let text = file.text.replace("year       = @{ ASCII_DIGIT{4} }", "year       = @{ ASCII_DIGIT{5} }");
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let store = Store::new();
    let grammar = folder.path().to_str().expect("UTF-8");
    let server = Server::start(&store, &["--readers", "1", "--grammar", grammar]);
    let reason = server.post(&store.add(&[]), &short_report()).reason(400, "DETECTION_FAILED");
    assert!(reason.contains("is not what /creditHeader/reportTime may hold"), "{reason}");
}
