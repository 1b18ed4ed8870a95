//! How a service stops, is killed, and starts again.

use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use rustix::process::Signal;

use crate::harness::{Form, PATH, Server, Store, agent, short_report, wait_for};

#[test]
fn requests_under_way_are_answered_when_the_service_stops() {
    for signal in [Signal::TERM, Signal::INT] {
        let store = Store::new();
        let (server, key) = (Server::start(&store, &["--readers", "1"]), store.add(&[]));
        // SIGHUP asks only for certificates to be read again, and here there are none.
        server.signal(Signal::HUP);
        let reader = server.readers()[0];
        reader.signal(Signal::STOP);
        thread::scope(|scope| {
            let waiting: Vec<_> = (0..5).map(|_| scope.spawn(|| server.post(&key, &short_report()))).collect();
            wait_for("the requests to be there", || {
                server.get("/metrics").text.contains("zhengxin_queue 4").then_some(())
            });
            server.signal(signal);
            server.wait_for_log("the service to stop", |line| line["message"] == "stopping");
            wait_for("the door to be closed", || TcpStream::connect(server.address()).is_err().then_some(()));
            reader.signal(Signal::CONT);
            for request in waiting {
                assert!(request.join().expect("an answer").is_ok());
            }
        });
        assert_eq!(server.wait().code(), Some(0), "{signal:?}");
        wait_for("the reader to end", || (!reader.is_running()).then_some(()));
    }
}

#[test]
fn requests_that_take_too_long_do_not_hold_the_end_up() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &["--readers", "1", "--grace-seconds", "1"]), store.add(&[]));
    server.readers()[0].signal(Signal::STOP);
    thread::scope(|scope| {
        let (url, key) = (server.url(PATH), &key);
        let waiting = scope.spawn(move || {
            let form = Form::new().file(&short_report());
            let request = agent().post(url).header("X-DF-API-ID", &key.id).header("X-DF-API-SECRET", &key.secret);
            request.content_type(form.content_type()).send(&form.body()[..]).is_err()
        });
        wait_for("the request to be there", || {
            server.get("/metrics").text.contains("zhengxin_reading 1").then_some(())
        });
        server.signal(Signal::TERM);
        assert_eq!(server.wait().code(), Some(0));
        assert!(waiting.join().expect("an outcome"), "the connection was closed");
    });
}

/// If the service is killed while it answers, every answer that it gave is counted when it starts again.
#[test]
fn a_killed_service_comes_back_with_its_counts() {
    let store = Store::new();
    let key = store.add(&["--quota", "100000/total"]);
    let (answered, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    let clients = 8;
    for _ in 0..3 {
        let server = Server::start(&store, &[]);
        let readers = server.readers();
        assert!(!readers.is_empty());
        stopped.store(false, Ordering::Relaxed);
        let enough = answered.load(Ordering::Relaxed) + 50;
        thread::scope(|scope| {
            for _ in 0..clients {
                scope.spawn(|| {
                    let form = Form::new().file(&short_report());
                    while !stopped.load(Ordering::Relaxed) {
                        let request = agent().post(server.url(PATH)).content_type(form.content_type());
                        let request = request.header("X-DF-API-ID", &key.id).header("X-DF-API-SECRET", &key.secret);
                        // The service may be killed before it answers.
                        let Ok(answer) = request.send(&form.body()[..]) else { continue };
                        assert_eq!(answer.status(), 200);
                        answered.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
            wait_for("some answers", || (answered.load(Ordering::Relaxed) > enough).then_some(()));
            server.signal(Signal::KILL);
            stopped.store(true, Ordering::Relaxed);
        });
        for reader in readers {
            wait_for("the readers to end", || (!reader.is_running()).then_some(()));
        }
        let used = store.entry(&key.id)["quotas"]["total"]["used"].as_u64().expect("a count");
        let answered = answered.load(Ordering::Relaxed) as u64;
        // With each kill, each client may have lost one answer that was counted already.
        assert!((answered..=answered + 3 * clients).contains(&used), "{used} counted, {answered} answered");
    }
}

#[test]
fn a_start_that_fails_says_why() {
    let store = Store::new();
    let server = Server::start(&store, &[]);
    let folder = store.folder().to_string_lossy().into_owned();
    let missing = format!("{folder}/missing.pem");
    for (arguments, wanted, code) in [
        (&["--listen", server.address()][..], "cannot be listened on", 1),
        (&["--listen", "127.0.0.1:0", "--store", &folder], "the store of the keys", 1),
        (&["--listen", "127.0.0.1:0", "--store", "mysql://x"], "begins with postgres://", 2),
        (&["--listen", "127.0.0.1:0", "--tls-cert", &missing, "--tls-key", &missing], "missing.pem", 1),
        (&["--tls-cert", &missing], "--tls-key", 2),
        (&["--dev", "--store", "x"], "cannot be used with", 2),
        (&["--listen", "nowhere"], "--listen", 2),
        (&["--queue", "0"], "--queue", 2),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxin"));
        let output =
            command.arg("serve").args(arguments).env("XDG_DATA_HOME", store.folder()).stdout(Stdio::null()).output();
        let output = output.expect("the program starts");
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {message}");
        assert!(message.contains(wanted), "{arguments:?}: {message}");
    }
}
