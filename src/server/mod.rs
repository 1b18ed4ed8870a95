//! The HTTP API as a service: the commands `zhengxin serve` and `zhengxin keys`.
//!
//! ```text
//! connection ─ tls ─▶ service ─┬ keys      who may call what, how often (SQLite, PostgreSQL)
//!                              ├ upload    the request, as it streams in
//!                              ├ readers   files are read in processes of their own
//!                              └ answer    the envelopes of the API
//! ```
//! The reasons for this are in `ARCHITECTURE.md`, under Service.

mod answer;
mod config;
mod credentials;
mod grammars;
mod keys;
mod linger;
mod log;
mod metrics;
mod openapi;
mod readers;
mod service;
mod tls;
mod upload;

use std::fmt::Display;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};

pub use config::ServeArgs;
pub use keys::command::KeysArgs;
use keys::command::KeysError;
use keys::{Endpoint, Endpoints, Key, Location, SecretHash, Store, new_id, new_secret};
use metrics::Metrics;
use readers::Readers;
use service::Service;
use upload::Memory;

use crate::process::panics;

/// How long a client may take to send the head of a request, also that of the next request on a connection that is
/// kept.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// How long a TLS handshake may take.
const HANDSHAKE_TIME: Duration = Duration::from_secs(10);

/// The report that the curl command of [`print_example`] uploads, if the program runs in its own repository.
const SAMPLE: &str = "fixtures/reports/chromium-2024-minimal.pdf";

/// Runs `zhengxin reader`: the inside of a reader process.
pub fn reader(memory: u64, are_grammars_sent: bool) -> ExitCode {
    readers::child::run(memory, are_grammars_sent)
}

/// Runs `zhengxin keys`.
pub fn keys(arguments: &KeysArgs) -> ExitCode {
    let runtime = match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    match runtime.block_on(keys::command::run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(KeysError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(KeysError::Output(error)) => failed(&format_args!("the output cannot be written: {error}")),
        Err(KeysError::Failed(reason)) => failed(&reason),
        Err(KeysError::Wrong(reason)) => {
            eprintln!("zhengxin: {reason}");
            ExitCode::from(2)
        }
    }
}

/// Runs `zhengxin serve`, until a signal stops it.
pub fn serve(arguments: &ServeArgs) -> ExitCode {
    log::start(arguments.log_format, arguments.log_level);
    panics::without_messages(|place| tracing::error!(place, "panicked"));
    let outcome = Runtime::new().and_then(|runtime| runtime.block_on(run(arguments)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(reason: &dyn Display) -> ExitCode {
    eprintln!("zhengxin: {reason}");
    ExitCode::FAILURE
}

async fn run(arguments: &ServeArgs) -> io::Result<()> {
    // The signals are asked for first, so that none is lost. SIGHUP is asked for even without certificates, because it
    // would end the service otherwise.
    let stop = stop_signal()?;
    let hangup = signal(SignalKind::hangup())?;
    let tls = match (&arguments.tls_cert, &arguments.tls_key) {
        (Some(certificates), Some(key)) => Some(tls::configuration(certificates, key)?),
        _ => None,
    };
    let location =
        if arguments.dev { Location::Memory } else { arguments.store.location().map_err(io::Error::other)? };
    let store = Store::open(&location).await.map_err(io::Error::other)?;
    let bounds = arguments.bounds();
    let metrics = Arc::new(Metrics::default());
    let grammars = arguments.layouts.clone().start().await.map_err(io::Error::other)?;
    let readers = Readers::start(bounds, Arc::clone(&metrics), grammars, Readers::command(bounds.memory)?)?;
    let service = Arc::new(Service {
        store: store.clone(),
        readers,
        memory: Memory::new(arguments.upload_memory.get()),
        metrics,
        upload_time: arguments.upload_time(),
        stopping: AtomicBool::new(false),
    });

    let listener = TcpListener::bind(arguments.listen)
        .map_err(|error| io::Error::other(format!("{} cannot be listened on: {error}", arguments.listen)))?;
    let address = listener.local_addr()?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    tracing::info!(url = format!("{scheme}://{address}"), readers = bounds.readers, "listening");
    if arguments.dev {
        print_example(&store, scheme, address).await?;
    }

    let handle = Handle::new();
    tokio::spawn(stop_gracefully(stop, Arc::clone(&service), handle.clone(), arguments.grace()));
    let routes = service::router(service).into_make_service();
    let mut server = axum_server::from_tcp(listener)?.handle(handle).http1_only().first_request_timeout(HEAD_TIME);
    server.http_builder().http1().header_read_timeout(HEAD_TIME);
    match (tls, &arguments.tls_cert, &arguments.tls_key) {
        (Some(tls), Some(certificates), Some(key)) => {
            let tls = RustlsConfig::from_config(tls);
            tokio::spawn(reload_certificates(hangup, tls.clone(), certificates.clone(), key.clone()));
            let acceptor = RustlsAcceptor::new(tls).handshake_timeout(HANDSHAKE_TIME);
            server.acceptor(acceptor).serve(routes).await?;
        }
        _ => server.serve(routes).await?,
    }
    store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// A future that waits for a signal that tells the service to stop: SIGTERM, or SIGINT (Ctrl-C).
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Once `stop` is done, takes no more connections. Requests under way are answered; connections that take longer than
/// `grace` are closed.
async fn stop_gracefully(
    stop: impl Future<Output = ()>,
    service: Arc<Service>,
    handle: Handle<SocketAddr>,
    grace: Duration,
) {
    stop.await;
    tracing::info!(connections = handle.connection_count(), "stopping");
    service.stopping.store(true, Ordering::Relaxed);
    handle.graceful_shutdown(Some(grace));
}

/// Reads the certificates again at each SIGHUP. If they cannot be read, the old ones stay in use.
async fn reload_certificates(
    mut hangup: Signal,
    tls: RustlsConfig,
    certificates: impl AsRef<Path>,
    key: impl AsRef<Path>,
) {
    while hangup.recv().await.is_some() {
        match tls::configuration(certificates.as_ref(), key.as_ref()) {
            Ok(configuration) => {
                tls.reload_from_config(configuration);
                tracing::info!("the certificates were read again");
            }
            Err(error) => tracing::error!(%error, "the certificates cannot be read again"),
        }
    }
}

/// Makes a key, and prints it with a curl command that uses it.
async fn print_example(store: &Store, scheme: &str, address: SocketAddr) -> io::Result<()> {
    let (id, secret) = (new_id()?, new_secret()?);
    let key = Key {
        id: id.clone(),
        secret_hash: SecretHash::of(&secret),
        name: "dev".into(),
        created_at: store.now().await.map_err(io::Error::other)?,
        expires_at: None,
        revoked_at: None,
        endpoints: Endpoints::default(),
        rate: None,
        quotas: Vec::new(),
    };
    store.add(&key).await.map_err(io::Error::other)?;
    let file = if Path::new(SAMPLE).exists() { SAMPLE } else { "report.pdf" };
    let path = Endpoint::PdfCreditReportOrg.path();
    let insecure = if scheme == "https" { " -k" } else { "" };
    let mut output = io::stdout().lock();
    writeln!(output, "X-DF-API-ID: {id}\nX-DF-API-SECRET: {secret}\n")?;
    writeln!(
        output,
        "curl{insecure} -H 'X-DF-API-ID: {id}' -H 'X-DF-API-SECRET: {secret}' -F file=@{file} {scheme}://{address}{path}\n"
    )?;
    writeln!(
        output,
        "The API is described at {scheme}://{address}/docs. Ctrl-C stops the service, and the key is gone."
    )?;
    output.flush()
}
