//! Connections that are kept for several requests, many connections at once, and idle ones.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::thread;

use crate::harness::{Form, PATIENCE, Server, Store, fixture, short_report};

/// Reads one answer from a connection that stays open.
fn read_answer(stream: &mut BufReader<TcpStream>) -> String {
    let mut length = 0;
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        assert!(stream.read_line(&mut line).expect("a line of the head") > 0, "the connection was closed");
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("the body");
    String::from_utf8(body).expect("UTF-8")
}

#[test]
fn a_connection_serves_many_requests() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    let stream = TcpStream::connect(server.address()).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
    let mut answers = BufReader::new(stream.try_clone().expect("the same connection"));
    let mut requests = stream;
    for round in 0..5 {
        requests.write_all(&Form::new().file(&short_report()).request(&key)).expect("sent");
        assert!(read_answer(&mut answers).starts_with(r#"{"status":"OK","#), "round {round}");
        // If the request was read to its end, a refusal does not close the connection.
        requests.write_all(&Form::new().file(b"no report").request(&key)).expect("sent");
        assert!(read_answer(&mut answers).starts_with(r#"{"status":"DETECTION_FAILED","#), "round {round}");
        requests.write_all(b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
        assert!(read_answer(&mut answers).starts_with(r#"{"status":"NOT_FOUND","#), "round {round}");
    }
}

#[test]
fn two_hundred_clients_at_once_are_all_answered() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    let reports = ["chromium-2024-minimal", "itext-2020-typical", "wkhtmltopdf-2024-typical"];
    let files = reports.map(|report| {
        let right: serde_json::Value =
            serde_json::from_slice(&fixture(&format!("reports/{report}.json"))).expect("the right JSON");
        (fixture(&format!("reports/{report}.pdf")), right)
    });
    thread::scope(|scope| {
        for client in 0..200 {
            let (server, key, (file, right)) = (&server, &key, &files[client % files.len()]);
            let client = thread::Builder::new().stack_size(512 << 10);
            let requests = move || {
                for _ in 0..2 {
                    let answer = server.post(key, file);
                    assert!(answer.is_ok(), "{}", answer.text);
                    assert_eq!(&answer.json()["result"], right);
                }
            };
            client.spawn_scoped(scope, requests).expect("a thread");
        }
    });
}

#[test]
fn what_is_no_http_is_not_answered_with_a_panic() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    for bytes in [&b"\x16\x03\x01\x02\x00"[..], b"GET\r\n\r\n", b"POST / HTTP/9.9\r\n\r\n", &[0xff; 1_000]] {
        let mut stream = TcpStream::connect(server.address()).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        stream.write_all(bytes).expect("sent");
        stream.shutdown(std::net::Shutdown::Write).expect("half closed");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 400 ") || answer.starts_with("HTTP/1.1 505 "),
            "{answer}"
        );
    }
    assert!(server.post(&key, &short_report()).is_ok());
    assert!(!server.log().contains("panicked"));
}
