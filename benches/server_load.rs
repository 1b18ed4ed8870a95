//! What the service adds to the reading of a report: requests per second and their times, against the bare library on the
//! same files in the same run.
//!
//! ```console
//! cargo bench --features server --bench server_load
//! ```
//! Clients, service and library share the cores of the machine. As a test (`cargo test`) it runs with tiny sizes.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use zhengxin::Options;

const REPORTS: [&str; 4] =
    ["chromium-2024-minimal", "weasyprint-2024-typical", "itext-2024-full", "chromium-2024-full"];

const PATH: &str = "/ocr/v2/pdf_credit_report_org";

const BOUNDARY: &str = "----a-boundary-7d0c";

/// How much is measured.
#[derive(Clone, Copy)]
struct Size {
    /// Files that the library reads, on each thread.
    files: usize,
    /// Requests to the service.
    requests: usize,
    /// Clients that send them.
    clients: usize,
}

fn main() {
    // `cargo bench` says so.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let size = if is_bench {
        Size { files: 100, requests: 2_000, clients: 8 }
    } else {
        Size { files: 2, requests: 8, clients: 2 }
    };
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("keys.sqlite");
    let service = Service::start(&store);
    let plain = add_key(&store, &[]);
    let limited = add_key(&store, &["--quota", "1000000/day", "--rate", "100000/second"]);

    println!(
        "{:<24} {:>9} {:>9}  {:<8} {:>7} {:>10} {:>6} {:>9} {:>9}",
        "", "library", "library", "key", "clients", "service", "share", "p50", "p99"
    );
    println!(
        "{:<24} {:>9} {:>9}  {:<8} {:>7} {:>10} {:>6} {:>9} {:>9}",
        "file", "ms", "files/s", "", "", "requests/s", "", "ms", "ms"
    );
    for report in REPORTS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reports").join(report).with_extension("pdf");
        let file = fs::read(path).expect("the fixture can be read");
        let (library, files_per_second) = library(&file, size);
        for (key, name, clients) in
            [(&plain, "plain", 1), (&plain, "plain", size.clients), (&limited, "limited", size.clients)]
        {
            let (times, requests_per_second) = service.load(key, &file, Size { clients, ..size });
            println!(
                "{report:<24} {:>9.2} {files_per_second:>9.0}  {name:<8} {clients:>7} {requests_per_second:>10.0} {:>6.2} {:>9.2} {:>9.2}",
                milliseconds(library),
                requests_per_second / files_per_second,
                milliseconds(quantile(&times, 0.5)),
                milliseconds(quantile(&times, 0.99)),
            );
        }
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn quantile(sorted: &[Duration], share: f64) -> Duration {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in a short list"
    )]
    let index = ((sorted.len() - 1) as f64 * share).round() as usize;
    sorted[index]
}

/// The median time of one file on one thread, and the files per second on all cores.
fn library(file: &[u8], size: Size) -> (Duration, f64) {
    let read = || {
        let report = zhengxin::parse(file, &Options::default()).expect("the fixture is a report");
        serde_json::to_vec(&report).expect("a report is JSON")
    };
    let mut times: Vec<Duration> = (0..size.files)
        .map(|_| {
            let started = Instant::now();
            std::hint::black_box(read());
            started.elapsed()
        })
        .collect();
    times.sort();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let started = Instant::now();
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| (0..size.files).for_each(|_| drop(std::hint::black_box(read()))));
        }
    });
    #[expect(clippy::cast_precision_loss, reason = "a count of files")]
    let files = (cores * size.files) as f64;
    (quantile(&times, 0.5), files / started.elapsed().as_secs_f64())
}

struct Key {
    id: String,
    secret: String,
}

fn add_key(store: &Path, limits: &[&str]) -> Key {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxin"));
    let output = command.args(["keys", "add", "--format", "json", "--store"]).arg(store).args(limits).output();
    let key: serde_json::Value = serde_json::from_slice(&output.expect("the program runs").stdout).expect("a key");
    let text = |name: &str| key[name].as_str().expect("a string").to_owned();
    Key { id: text("id"), secret: text("secret") }
}

/// A running service; it ends with this value.
struct Service {
    child: Child,
    url: String,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Service {
    fn start(store: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxin"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--store"]).arg(store);
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut log = BufReader::new(child.stderr.take().expect("its log"));
        let mut line = String::new();
        log.read_line(&mut line).expect("a line");
        let listening: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let url = listening["url"].as_str().expect("a URL").to_owned();
        // The log is written, and read, as in earnest.
        thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        Self { child, url }
    }

    /// The times of all requests, sorted, and how many were answered in a second.
    fn load(&self, key: &Key, file: &[u8], size: Size) -> (Vec<Duration>, f64) {
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"report.pdf\"\r\n\r\n");
        let body = [head.as_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
        let sent = AtomicUsize::new(0);
        let url = format!("{}{PATH}", self.url);
        let request = || {
            // Each client keeps its connection.
            let agent = ureq::Agent::new_with_defaults();
            let mut times = Vec::new();
            while sent.fetch_add(1, Ordering::Relaxed) < size.requests {
                let started = Instant::now();
                let request = agent.post(&url).header("X-DF-API-ID", &key.id).header("X-DF-API-SECRET", &key.secret);
                let request = request.content_type(format!("multipart/form-data; boundary={BOUNDARY}"));
                let mut answer = request.send(&body[..]).expect("an answer of OK");
                answer.body_mut().as_reader().read_to_end(&mut Vec::new()).expect("the whole answer");
                times.push(started.elapsed());
            }
            times
        };
        let started = Instant::now();
        let mut times: Vec<Duration> = thread::scope(|scope| {
            let clients: Vec<_> = (0..size.clients).map(|_| scope.spawn(request)).collect();
            clients.into_iter().flat_map(|client| client.join().expect("the client")).collect()
        });
        #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
        let requests = times.len() as f64;
        let rate = requests / started.elapsed().as_secs_f64();
        times.sort();
        (times, rate)
    }
}
