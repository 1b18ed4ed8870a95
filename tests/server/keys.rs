//! The command `zhengxin keys`.

use crate::harness::{Server, Store, short_report};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_secret_is_shown_once_and_kept_as_a_hash() {
    let store = Store::new();
    let added = store.keys(&["add", "--name", "某银行"]);
    assert!(added.status.success());
    let shown = text(&added.stdout);
    let value =
        |header: &str| shown.lines().find_map(|line| line.strip_prefix(header)).expect("a line").trim().to_owned();
    let (id, secret) = (value("X-DF-API-ID:"), value("X-DF-API-SECRET:"));
    let listed = text(&store.keys(&["list"]).stdout);
    let line = listed.lines().find(|line| line.starts_with(&id)).expect("a line of the key");
    assert!(line.contains("active") && line.ends_with("某银行"), "{line}");
    assert!(!listed.contains(&secret));
    let entry = store.entry(&id).to_string();
    assert!(!entry.contains(&secret), "{entry}");
}

#[test]
fn a_key_is_listed_with_its_limits() {
    let store = Store::new();
    let limits = [
        "--expires",
        "2099-12-31",
        "--quota",
        "7/month",
        "--quota",
        "5/day",
        "--rate",
        "3/minute",
        "--endpoints",
        "none",
    ];
    let key = store.add(&limits);
    let entry = store.entry(&key.id);
    assert_eq!(entry["expiresAt"], "2099-12-31T16:00:00Z");
    assert_eq!((&entry["rate"], &entry["endpoints"]), (&"3/minute".into(), &"none".into()));
    assert_eq!(
        entry["quotas"],
        serde_json::json!({ "day": { "count": 5, "used": 0 }, "month": { "count": 7, "used": 0 } })
    );
    let renewed = store.keys(&["renew", &key.id, "--expires", "never", "--quota", "none", "--rate", "none"]);
    assert!(renewed.status.success());
    let entry = store.entry(&key.id);
    assert!(entry["expiresAt"].is_null() && entry["rate"].is_null());
    assert_eq!((&entry["quotas"], &entry["endpoints"]), (&serde_json::json!({}), &"none".into()));
}

#[test]
fn a_new_secret_ends_the_old_one() {
    let store = Store::new();
    let (server, old) = (Server::start(&store, &[]), store.add(&[]));
    assert!(server.post(&old, &short_report()).is_ok());
    let renewed = store.keys(&["renew", &old.id, "--new-secret", "--format", "json"]);
    let shown: serde_json::Value = serde_json::from_slice(&renewed.stdout).expect("JSON");
    let new = crate::harness::Key { id: old.id.clone(), secret: shown["secret"].as_str().expect("a secret").into() };
    server.post(&old, &short_report()).reason(401, "UNAUTHORIZED");
    assert!(server.post(&new, &short_report()).is_ok());
}

#[test]
fn a_revoked_key_stays_revoked() {
    let store = Store::new();
    let (server, key) = (Server::start(&store, &[]), store.add(&[]));
    for _ in 0..2 {
        assert!(store.keys(&["revoke", &key.id]).status.success());
    }
    let renewed = store.keys(&["renew", &key.id, "--expires", "1y"]);
    assert!(text(&renewed.stderr).contains("is revoked and stays so"));
    assert_eq!(store.entry(&key.id)["state"], "revoked");
    server.post(&key, &short_report()).reason(401, "UNAUTHORIZED");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let store = Store::new();
    for arguments in [
        &["add", "--quota", "5/week"][..],
        &["add", "--quota", "5/day", "--quota", "6/day"],
        &["add", "--quota", "5/day", "--quota", "none"],
        &["add", "--rate", "0/second"],
        &["add", "--expires", "yesterday"],
        &["add", "--expires", "2020-01-01"],
        &["add", "--endpoints", "/nowhere"],
        &["revoke"],
        &[],
    ] {
        let output = store.keys(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(!output.stderr.is_empty() && output.stdout.is_empty());
    }
    for arguments in [&["revoke", "nobody"][..], &["renew", "nobody", "--expires", "1y"]] {
        let output = store.keys(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(text(&output.stderr).contains("there is no key `nobody`"));
    }
}
