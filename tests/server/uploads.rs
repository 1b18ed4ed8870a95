//! Requests that arrive slowly, are broken off, are too large, or have an unusual form.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use crate::harness::{Form, Key, PATH, PATIENCE, Server, Store, short_report};

const MIB: usize = 1 << 20;

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address()).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
    stream.set_write_timeout(Some(PATIENCE)).expect("a time-out");
    stream
}

/// Reads all that comes until the connection ends.
fn read_all(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Err(error) if error.kind() != ErrorKind::ConnectionReset => panic!("no answer: {error}"),
        _ => String::from_utf8_lossy(&bytes).into_owned(),
    }
}

fn head(key: &Key, more: &str) -> String {
    let content_type = Form::new().content_type();
    format!(
        "POST {PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-DF-API-ID: {}\r\nX-DF-API-SECRET: {}\r\nContent-Type: {content_type}\r\n{more}\r\n",
        key.id, key.secret
    )
}

#[test]
fn a_slow_upload_is_answered() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    let body = Form::new().file(&short_report()).body();
    let mut stream = connect(&server);
    stream.write_all(head(&key, &format!("Content-Length: {}\r\n", body.len())).as_bytes()).expect("sent");
    // The pieces are cut in the middle of the first boundary, of the head of the part, of the file and of the last
    // boundary.
    for piece in body.chunks(body.len() / 20).flat_map(|piece| [&piece[..7], &piece[7..]]) {
        stream.write_all(piece).expect("sent");
        thread::sleep(Duration::from_millis(20));
    }
    assert!(read_all(&mut stream).contains(r#"{"status":"OK","#));
}

#[test]
fn an_upload_that_takes_too_long_is_given_up() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &["--upload-seconds", "1"]), store.add(&[]));
    let body = Form::new().file(&short_report()).body();
    let mut stream = connect(&server);
    stream.write_all(head(&key, &format!("Content-Length: {}\r\n", body.len())).as_bytes()).expect("sent");
    stream.write_all(&body[..1_000]).expect("sent");
    let answer = read_all(&mut stream);
    assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("did not arrive within 1 seconds"), "{answer}");
}

#[test]
fn an_upload_that_breaks_off_harms_nobody() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&["--quota", "1/total"]));
    let body = Form::new().file(&short_report()).body();
    for kept in [0, 10, 60, 1_000, body.len() - 10] {
        let mut stream = connect(&server);
        stream.write_all(head(&key, &format!("Content-Length: {}\r\n", body.len())).as_bytes()).expect("sent");
        stream.write_all(&body[..kept]).expect("sent");
    }
    server.wait_for_log("the broken upload", |line| line["status"] == "INVALID_ARGUMENT");
    assert!(server.post(&key, &short_report()).is_ok(), "it cost no quota");
}

/// Here the request is whole, but the form in it is not.
#[test]
fn a_form_that_is_cut_off_is_told() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    let body = Form::new().file(&short_report()).body();
    for kept in [10, 60, 1_000, body.len() - 10] {
        let mut stream = connect(&server);
        stream.write_all(head(&key, &format!("Content-Length: {kept}\r\n")).as_bytes()).expect("sent");
        stream.write_all(&body[..kept]).expect("sent");
        let answer = read_all(&mut stream);
        assert!(
            answer.contains(r#""status":"INVALID_ARGUMENT""#) && answer.contains("malformed or cut off"),
            "{answer}"
        );
    }
}

#[test]
fn a_file_may_have_30_mb_and_not_a_byte_more() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    // A report stays the same report if much is appended to it that does not belong to it.
    let mut file = short_report();
    file.resize(30 * MIB, b' ');
    file.extend_from_slice(b"\n");
    let end = file.len();
    let tail = short_report();
    let tail = &tail[tail.len() - 32..];
    file[end - 1 - tail.len()..end - 1].copy_from_slice(tail);
    let largest = server.post(&key, &file[..30 * MIB]);
    assert!(largest.is_ok(), "{}", largest.text);
    let reason = server.post(&key, &file).reason(400, "INVALID_ARGUMENT");
    assert!(reason.contains("larger than 31457280 bytes (30 MB)"), "{reason}");
}

/// The answer comes long before the client has sent everything.
#[test]
fn a_file_that_is_too_large_is_refused_while_it_streams_in() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    let mut stream = connect(&server);
    stream.write_all(head(&key, "Transfer-Encoding: chunked\r\n").as_bytes()).expect("sent");
    let start = b"------a-boundary-7d0c\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n";
    let chunk = |bytes: &[u8]| [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
    stream.write_all(&chunk(start)).expect("sent");
    let mebibyte = chunk(&vec![b'x'; MIB]);
    stream.set_nonblocking(false).expect("a blocking stream");
    let mut sent = 0;
    let answer = loop {
        stream.write_all(&mebibyte).expect("the connection stays open for the answer");
        sent += 1;
        assert!(sent < 64, "no end of it");
        stream.set_read_timeout(Some(Duration::from_millis(1))).expect("a time-out");
        let mut bytes = [0; 1_000];
        match stream.read(&mut bytes) {
            Ok(count) => break String::from_utf8_lossy(&bytes[..count]).into_owned(),
            Err(error) => assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}"),
        }
    };
    assert!(sent > 30, "{sent} MiB");
    assert!(answer.contains(r#""status":"INVALID_ARGUMENT""#) && answer.contains("30 MB"), "{answer}");
}

/// A client that reads no answer before it has sent everything still gets one.
#[test]
fn who_is_refused_early_can_send_to_the_end() {
    let store = Store::new();
    let server = Server::start(&store, &[]);
    let nobody = Key { id: "nobody".into(), secret: "nothing".into() };
    let body = Form::new().file(&vec![b'x'; 20 * MIB]).body();
    let mut stream = connect(&server);
    stream.write_all(head(&nobody, &format!("Content-Length: {}\r\n", body.len())).as_bytes()).expect("sent");
    for piece in body.chunks(MIB) {
        stream.write_all(piece).expect("sent");
        thread::sleep(Duration::from_millis(5));
    }
    assert!(read_all(&mut stream).contains(r#""status":"UNAUTHORIZED""#));
}

#[test]
fn who_asks_first_need_not_send_in_vain() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    let body = Form::new().file(&short_report()).body();
    let expecting = format!("Content-Length: {}\r\nExpect: 100-continue\r\n", body.len());
    let nobody = Key { id: "nobody".into(), secret: "nothing".into() };
    let mut stream = connect(&server);
    stream.write_all(head(&nobody, &expecting).as_bytes()).expect("sent");
    let started = Instant::now();
    assert!(read_all(&mut stream).starts_with("HTTP/1.1 401 "));
    assert!(started.elapsed() < PATIENCE);

    let mut stream = connect(&server);
    stream.write_all(head(&key, &expecting).as_bytes()).expect("sent");
    let mut first = [0; 25];
    stream.read_exact(&mut first).expect("an answer");
    assert_eq!(&first, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(&body).expect("sent");
    assert!(read_all(&mut stream).contains(r#"{"status":"OK","#));
}

#[test]
fn the_bytes_of_the_file_decide_and_not_what_is_said_of_them() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    let file = short_report();
    let gbk_name =
        [&b"Content-Disposition: form-data; name=\"file\"; filename=\""[..], &[0xb1, 0xa8, 0xb8, 0xe6], b".pdf\""]
            .concat();
    for headers in [
        &b"Content-Disposition: form-data; name=\"file\""[..],
        b"Content-Disposition: form-data; name=file; filename=report",
        b"Content-Disposition: form-data; filename=\"\"; name=\"file\"",
        b"content-disposition: form-data; name=\"file\"; filename=\"x.exe\"\r\ncontent-type: application/x-msdownload",
        b"Content-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Type: nonsense",
        b"Content-Type: text/html\r\nContent-Disposition: form-data; name=\"file\"; filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf",
        "Content-Disposition: form-data; name=\"file\"; filename=\"报告.pdf\"".as_bytes(),
        &gbk_name,
    ] {
        let answer = server.send(&key, &Form::new().part(headers, &file));
        assert!(answer.is_ok(), "{}: {}", String::from_utf8_lossy(headers), answer.text);
    }
    // Parts in any order, and parts that the API page does not know.
    for form in [
        Form::new().field("auto_classify", "1").field("other", "x").file(&file),
        Form::new().file(&file).field("auto_classify", " 1 ").field("file_name", "x"),
    ] {
        assert!(server.send(&key, &form).is_ok());
    }
    server.send(&key, &Form::new().file(&file).field("other", &"x".repeat(2 * MIB))).reason(400, "INVALID_ARGUMENT");
}

#[test]
fn files_under_way_take_no_more_memory_than_they_may() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &["--upload-memory", "2"]), store.add(&[]));
    let answer = server.post(&key, &vec![b'x'; 3 * MIB]);
    assert!(answer.reason(503, "INTERNAL_ERROR").contains("memory"));
    assert_eq!(answer.header("retry-after"), "1");
    for _ in 0..5 {
        assert_eq!(server.post(&key, &vec![b'x'; 3 * MIB / 2]).http, 400, "the memory was given back");
    }
}
