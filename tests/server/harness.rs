//! The tools of these tests: a store of keys, a running service, and requests to it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

/// The path of the API.
pub const PATH: &str = "/ocr/v2/pdf_credit_report_org";

/// How long anything may take before a test gives up on it.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The shortest report of the fixtures.
pub fn short_report() -> Vec<u8> {
    fixture("reports/chromium-2024-minimal.pdf")
}

/// A file of the fixtures.
pub fn fixture(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A store of keys.
pub struct Store {
    folder: TempDir,
    location: String,
}

/// The two halves of a key.
#[derive(Clone)]
pub struct Key {
    pub id: String,
    pub secret: String,
}

impl Store {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("new/keys.sqlite");
        let location = std::env::var("ZHENGXIN_TEST_STORE").unwrap_or_else(|_| file.to_string_lossy().into_owned());
        Self { folder, location }
    }

    /// The folder of the store, if the store is a file.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs `zhengxin keys` on the store.
    pub fn keys(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhengxin"));
        command.arg("keys").args(arguments).args(["--store", &self.location]);
        command.output().expect("the program starts")
    }

    /// Adds a key.
    pub fn add(&self, arguments: &[&str]) -> Key {
        let output = self.keys(&[&["add", "--format", "json"], arguments].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let key: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let text = |name: &str| key[name].as_str().expect("a string").to_owned();
        Key { id: text("id"), secret: text("secret") }
    }

    /// The entry of a key in the list of keys.
    pub fn entry(&self, id: &str) -> Value {
        let output = self.keys(&["list", "--format", "json"]);
        let entries = output.stdout.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
        let entry =
            entries.map(|line| serde_json::from_slice::<Value>(line).expect("JSON")).find(|entry| entry["id"] == id);
        entry.expect("the key is listed")
    }
}

/// A running service. It is killed when it is dropped.
pub struct Server {
    child: Child,
    url: String,
    log: Arc<Mutex<Vec<String>>>,
    folder: TempDir,
}

impl Server {
    pub fn start(store: &Store, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut child = Command::new(env!("CARGO_BIN_EXE_zhengxin"))
            .args(["serve", "--listen", "127.0.0.1:0", "--store", &store.location])
            .args(arguments)
            .env("TMPDIR", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let errors = BufReader::new(child.stderr.take().expect("its log"));
        let log = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::clone(&log);
        thread::spawn(move || {
            for line in errors.lines().map_while(Result::ok) {
                lines.lock().expect("the log").push(line);
            }
        });
        let mut server = Self { child, url: String::new(), log, folder };
        let listening = server.wait_for_log("the address", |line| line["message"] == "listening");
        server.url = listening["url"].as_str().expect("a URL").to_owned();
        server
    }

    /// Waits for a line of the log that is as wanted, and gives the first one.
    pub fn wait_for_log(&self, what: &str, is_wanted: impl Fn(&Value) -> bool) -> Value {
        wait_for(what, || {
            let log = self.log.lock().expect("the log");
            let lines = log.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
            lines.into_iter().find(&is_wanted)
        })
    }

    /// All of the log so far.
    pub fn log(&self) -> String {
        self.log.lock().expect("the log").join("\n")
    }

    /// The folder for temporary files of the service.
    pub fn temporary_folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// `host:port`
    pub fn address(&self) -> &str {
        self.url.split_once("://").expect("a URL").1
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("the service runs");
    }

    /// Waits for the end of the service.
    pub fn wait(mut self) -> ExitStatus {
        wait_for("the end of the service", || self.child.try_wait().expect("a child"))
    }

    /// The reader processes of the service.
    pub fn readers(&self) -> Vec<Reader> {
        processes_of(self.child.id())
    }

    /// Sends a file.
    pub fn post(&self, key: &Key, file: &[u8]) -> Answer {
        self.send(key, &Form::new().file(file))
    }

    /// Sends a form.
    pub fn send(&self, key: &Key, form: &Form) -> Answer {
        let request =
            agent().post(self.url(PATH)).header("X-DF-API-ID", &key.id).header("X-DF-API-SECRET", &key.secret);
        Answer::of(request.content_type(form.content_type()).send(&form.body()[..]).expect("an answer"))
    }

    /// Gets a page.
    pub fn get(&self, path: &str) -> Answer {
        Answer::of(agent().get(self.url(path)).call().expect("an answer"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A process that reads files for the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader(u32);

impl Reader {
    pub fn signal(self, signal: Signal) {
        let pid = Pid::from_raw(self.0.cast_signed()).expect("a process");
        kill_process(pid, signal).expect("the reader runs");
    }

    pub fn is_running(self) -> bool {
        stat(&PathBuf::from(format!("/proc/{}", self.0))).is_some_and(|(_, state)| state != 'Z')
    }
}

/// The parent and the state of a process.
fn stat(process: &Path) -> Option<(u32, char)> {
    let stat = std::fs::read_to_string(process.join("stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?.chars().next()?;
    Some((fields.next()?.parse().ok()?, state))
}

fn processes_of(parent: u32) -> Vec<Reader> {
    let processes = std::fs::read_dir("/proc").expect("Linux").filter_map(Result::ok);
    let children = processes.filter_map(|entry| {
        let id = entry.file_name().to_str()?.parse().ok()?;
        stat(&entry.path()).filter(|&(of, state)| of == parent && state != 'Z').map(|_| Reader(id))
    });
    children.collect()
}

/// Repeats an attempt until it gives something.
pub fn wait_for<T>(what: &str, mut attempt: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = attempt() {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "waited too long for {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// A client that keeps its connections, and to which no HTTP status is an error.
pub fn agent() -> ureq::Agent {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let configuration = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE));
    configuration.build().into()
}

/// A `multipart/form-data` body.
#[derive(Clone, Default)]
pub struct Form(Vec<u8>);

impl Form {
    const BOUNDARY: &str = "----a-boundary-7d0c";

    pub fn new() -> Self {
        Self::default()
    }

    /// A part with the given header lines.
    pub fn part(mut self, headers: &[u8], value: &[u8]) -> Self {
        for piece in [b"--", Self::BOUNDARY.as_bytes(), b"\r\n", headers, b"\r\n\r\n", value, b"\r\n"] {
            self.0.extend_from_slice(piece);
        }
        self
    }

    pub fn field(self, name: &str, value: &str) -> Self {
        self.part(format!("Content-Disposition: form-data; name=\"{name}\"").as_bytes(), value.as_bytes())
    }

    pub fn file(self, bytes: &[u8]) -> Self {
        let headers =
            b"Content-Disposition: form-data; name=\"file\"; filename=\"report.pdf\"\r\nContent-Type: application/pdf";
        self.part(headers, bytes)
    }

    pub fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", Self::BOUNDARY)
    }

    pub fn body(&self) -> Vec<u8> {
        [&self.0[..], b"--", Self::BOUNDARY.as_bytes(), b"--\r\n"].concat()
    }

    /// The whole request, head and body.
    pub fn request(&self, key: &Key) -> Vec<u8> {
        let body = self.body();
        let head = format!(
            "POST {PATH} HTTP/1.1\r\nHost: localhost\r\nX-DF-API-ID: {}\r\nX-DF-API-SECRET: {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n",
            key.id,
            key.secret,
            self.content_type(),
            body.len()
        );
        [head.as_bytes(), &body].concat()
    }
}

/// The answer of the service.
#[derive(Debug)]
pub struct Answer {
    pub http: u16,
    pub headers: ureq::http::HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn of(response: ureq::http::Response<ureq::Body>) -> Self {
        let (head, mut body) = response.into_parts();
        let text = body.with_config().limit(64 << 20).read_to_string().expect("UTF-8 text");
        Self { http: head.status.as_u16(), headers: head.headers, text }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The HTTP status and the word of the API.
    pub fn status(&self) -> (u16, String) {
        (self.http, self.json()["status"].as_str().expect("a status").to_owned())
    }

    /// Asserts that the answer is a refusal of this kind, and gives its reason.
    pub fn reason(&self, http: u16, status: &str) -> String {
        assert_eq!(self.status(), (http, status.to_owned()), "{}", self.text);
        let json = self.json();
        assert_eq!(json.as_object().map(serde_json::Map::len), Some(2), "{json}");
        assert!(self.header("content-type").starts_with("application/json"));
        let reason = json["reason"].as_str().expect("a reason").to_owned();
        assert!(!reason.is_empty());
        reason
    }

    pub fn is_ok(&self) -> bool {
        self.status() == (200, "OK".into())
    }
}
