//! The settings of the service: command line flags, nearly all of which can be set by an environment variable, too.

use std::net::SocketAddr;
use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::grammars::Layouts;
use super::keys::Location;
use super::readers::Bounds;

#[derive(Args)]
pub struct StoreArgs {
    /// Where the keys are: the path of a SQLite file, made on first use, or postgres://USER:PASSWORD@HOST/DATABASE for several
    /// replicas. [default: zhengxin/keys.sqlite in the folder of the user's data]
    #[arg(long, env = "ZHENGXIN_STORE", hide_env_values = true, value_name = "PATH|URL", global = true)]
    store: Option<Location>,
}

impl StoreArgs {
    /// Where the store is.
    pub fn location(&self) -> Result<Location, String> {
        if let Some(store) = &self.store {
            return Ok(store.clone());
        }
        let folder = dirs::data_dir().ok_or("the user has no folder for data: say with --store where the keys are")?;
        Ok(Location::File(folder.join("zhengxin/keys.sqlite")))
    }
}

#[derive(Args)]
pub struct ServeArgs {
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, env = "ZHENGXIN_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    #[command(flatten)]
    pub store: StoreArgs,
    /// Start with a store that is gone when the service stops, and print a key and a line of curl to try it.
    #[arg(long, conflicts_with = "store")]
    pub dev: bool,
    /// The chain of certificates, PEM; with --tls-key the service speaks HTTPS. SIGHUP reads both files again.
    #[arg(long, env = "ZHENGXIN_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The private key of the certificate, PEM.
    #[arg(long, env = "ZHENGXIN_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    #[command(flatten)]
    pub layouts: Layouts,
    /// Files that are read at once, each in a process of its own. [default: as many as the machine has cores]
    #[arg(long, env = "ZHENGXIN_READERS", value_name = "COUNT")]
    readers: Option<NonZero<usize>>,
    /// Files that may wait for a reader; one more is answered with 503.
    #[arg(long, env = "ZHENGXIN_QUEUE", value_name = "COUNT", default_value = "1024")]
    queue: NonZero<usize>,
    /// Seconds that reading one file may take.
    #[arg(long, env = "ZHENGXIN_FILE_SECONDS", value_name = "SECONDS", default_value = "10")]
    file_seconds: NonZero<u64>,
    /// MiB of memory that reading one file may take.
    #[arg(long, env = "ZHENGXIN_FILE_MEMORY", value_name = "MIB", default_value = "1024")]
    file_memory: NonZero<u64>,
    /// MiB of memory that the files of all requests under way may take; one more is answered with 503.
    #[arg(long, env = "ZHENGXIN_UPLOAD_MEMORY", value_name = "MIB", default_value = "1024")]
    pub upload_memory: NonZero<usize>,
    /// Seconds that a client may take to send a request.
    #[arg(long, env = "ZHENGXIN_UPLOAD_SECONDS", value_name = "SECONDS", default_value = "120")]
    upload_seconds: NonZero<u64>,
    /// Seconds that requests under way are given when the service is told to stop.
    #[arg(long, env = "ZHENGXIN_GRACE_SECONDS", value_name = "SECONDS", default_value = "30")]
    grace_seconds: NonZero<u64>,
    /// How the log on standard error is written. [default: text on a terminal, json elsewhere]
    #[arg(long, env = "ZHENGXIN_LOG_FORMAT", value_enum)]
    pub log_format: Option<LogFormat>,
    /// What is logged.
    #[arg(long, env = "ZHENGXIN_LOG_LEVEL", value_enum, default_value_t = LogLevel::Info)]
    pub log_level: LogLevel,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// An object a line, for programs.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    /// What somebody has to look after.
    Error,
    /// What somebody may have to look after.
    Warn,
    /// Every request.
    Info,
    /// What the parts of the service do.
    Debug,
}

impl ServeArgs {
    /// The bounds of reading.
    pub fn bounds(&self) -> Bounds {
        Bounds {
            readers: self
                .readers
                .unwrap_or_else(|| std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)),
            queue: self.queue,
            time: Duration::from_secs(self.file_seconds.get()),
            memory: self.file_memory.get().saturating_mul(1 << 20),
        }
    }

    /// How long a client may take to send a request.
    pub fn upload_time(&self) -> Duration {
        Duration::from_secs(self.upload_seconds.get())
    }

    /// How long requests under way are given at the end.
    pub fn grace(&self) -> Duration {
        Duration::from_secs(self.grace_seconds.get())
    }
}
