//! Quotas and rates, which hold exactly however many requests come at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::harness::{Form, Key, Server, Store, short_report};

/// Sends the short report `count` times at once, to the servers in turn. Gives how often each status came back.
fn at_once(servers: &[&Server], key: &Key, count: usize) -> Vec<((u16, String), usize)> {
    let file = short_report();
    let mut statuses: Vec<(u16, String)> = thread::scope(|scope| {
        let requests: Vec<_> = (0..count)
            .map(|index| {
                let (server, file) = (servers[index % servers.len()], &file);
                let request = thread::Builder::new().stack_size(256 << 10);
                request.spawn_scoped(scope, move || server.post(key, file).status()).expect("a thread")
            })
            .collect();
        requests.into_iter().map(|request| request.join().expect("an answer")).collect()
    });
    statuses.sort();
    statuses.chunk_by(|a, b| a == b).map(|same| (same[0].clone(), same.len())).collect()
}

#[test]
fn a_quota_holds_exactly_over_two_processes() {
    let store = Store::new();
    let (first, second) = (Server::start(&store, &[]), Server::start(&store, &[]));
    let key = store.add(&["--quota", "500/day"]);
    let statuses = at_once(&[&first, &second], &key, 1_000);
    assert_eq!(statuses, [((200, "OK".into()), 500), ((403, "OUT_OF_QUOTA".into()), 500)]);
    assert_eq!(store.entry(&key.id)["quotas"]["day"], serde_json::json!({ "count": 500, "used": 500 }));
}

#[test]
fn a_rate_holds_exactly_over_two_processes() {
    let store = Store::new();
    let (first, second) = (Server::start(&store, &[]), Server::start(&store, &[]));
    let key = store.add(&["--rate", "30/hour"]);
    let statuses = at_once(&[&first, &second], &key, 200);
    assert_eq!(statuses, [((200, "OK".into()), 30), ((403, "RATE_LIMIT_EXCEEDED".into()), 170)]);
}

#[test]
fn a_rate_is_free_again_when_it_says_so() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&["--rate", "2/second"]));
    let file = short_report();
    let answered = AtomicUsize::new(0);
    let refused = loop {
        let answer = server.post(&key, &file);
        if !answer.is_ok() {
            break answer;
        }
        assert!(answered.fetch_add(1, Ordering::Relaxed) < 1_000, "the rate is never reached");
    };
    refused.reason(403, "RATE_LIMIT_EXCEEDED");
    let seconds = refused.header("retry-after").parse().expect("seconds");
    thread::sleep(std::time::Duration::from_secs(seconds));
    assert!(server.post(&key, &file).is_ok());
}

#[test]
fn a_refused_request_costs_no_quota() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&["--quota", "1/total", "--quota", "5/month"]));
    for form in [Form::new(), Form::new().file(b"no report"), Form::new().field("auto_classify", "x")] {
        assert_eq!(server.send(&key, &form).http, 400);
    }
    assert!(server.post(&key, &short_report()).is_ok());
    assert!(server.post(&key, &short_report()).reason(403, "OUT_OF_QUOTA").contains("1/total"));
    let quotas = &store.entry(&key.id)["quotas"];
    assert_eq!((&quotas["total"]["used"], &quotas["month"]["used"]), (&1.into(), &1.into()));
}

#[test]
fn limits_can_be_changed_while_the_service_runs() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&["--quota", "1/total", "--rate", "1/hour"]));
    assert!(server.post(&key, &short_report()).is_ok());
    server.post(&key, &short_report()).reason(403, "RATE_LIMIT_EXCEEDED");
    assert!(store.keys(&["renew", &key.id, "--rate", "none"]).status.success());
    server.post(&key, &short_report()).reason(403, "OUT_OF_QUOTA");
    assert!(store.keys(&["renew", &key.id, "--quota", "2/total"]).status.success());
    assert!(server.post(&key, &short_report()).is_ok());
    server.post(&key, &short_report()).reason(403, "OUT_OF_QUOTA");
}
