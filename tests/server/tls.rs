//! The service over HTTPS, and certificates that are read again.

use std::fs;
use std::path::Path;

use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustix::process::Signal;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::harness::{PATIENCE, Server, Store, wait_for};

/// Writes a certificate and its key to a folder.
fn write_certificate(folder: &Path) -> CertifiedKey<KeyPair> {
    let certificate = generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    fs::write(folder.join("cert.pem"), certificate.cert.pem()).expect("written");
    fs::write(folder.join("key.pem"), certificate.signing_key.serialize_pem()).expect("written");
    certificate
}

/// Whether a client that trusts only this certificate gets an answer.
fn is_trusted(server: &Server, certificate: &CertifiedKey<KeyPair>) -> bool {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let certificate = Certificate::from_pem(certificate.cert.pem().as_bytes()).expect("a certificate");
    let tls = TlsConfig::builder().root_certs(RootCerts::new_with_certs(&[certificate])).build();
    let agent: ureq::Agent =
        ureq::Agent::config_builder().tls_config(tls).timeout_global(Some(PATIENCE)).build().into();
    agent.get(server.url("/healthz")).call().is_ok()
}

#[test]
fn certificates_come_from_files_and_are_read_again() {
    let store = Store::new();
    let folder = tempfile::tempdir().expect("a folder");
    let first = write_certificate(folder.path());
    let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let server = Server::start(&store, &["--tls-cert", &file("cert.pem"), "--tls-key", &file("key.pem")]);
    assert!(server.url("").starts_with("https://"));
    assert!(is_trusted(&server, &first));

    let second = write_certificate(folder.path());
    assert!(!is_trusted(&server, &second));
    server.signal(Signal::HUP);
    wait_for("the new certificate", || is_trusted(&server, &second).then_some(()));
    assert!(!is_trusted(&server, &first));

    // A file that cannot be read changes nothing.
    fs::write(folder.path().join("key.pem"), "no key").expect("written");
    server.signal(Signal::HUP);
    server.wait_for_log("the complaint", |line| line["level"] == "ERROR");
    assert!(is_trusted(&server, &second));
}
