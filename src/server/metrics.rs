//! The metrics of the service for Prometheus, in the text format of OpenMetrics.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use super::answer::Status;

/// The content type of [`Metrics::text`].
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    status: &'static str,
    http: u16,
}

/// The metrics of the service.
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    /// How long a reader had each file, whether it could be read or not.
    pub parse_seconds: Histogram,
    /// Pages of the reports that were read.
    pub pages: Counter,
    /// Bytes of the files that were uploaded.
    pub file_bytes: Counter,
    /// Files that wait for a reader.
    pub queued: Gauge,
    /// Files that are being read.
    pub reading: Gauge,
    /// Reader processes that crashed or were killed.
    pub readers_lost: Counter<u64, AtomicU64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("zhengxin");
        let requests = Family::<RequestLabels, Counter>::default();
        registry.register("requests", "Requests answered, by the status of the API and of HTTP", requests.clone());
        // 1 ms to 16 s.
        let parse_seconds = Histogram::new(exponential_buckets(0.001, 2.0, 15));
        let help = "Time a reader had a file, read or not";
        registry.register_with_unit("parse", help, Unit::Seconds, parse_seconds.clone());
        let pages = Counter::default();
        registry.register("pages", "Pages of the reports that were read", pages.clone());
        let file_bytes = Counter::default();
        registry.register_with_unit("files", "Size of the files that were uploaded", Unit::Bytes, file_bytes.clone());
        let queued = Gauge::default();
        registry.register("queue", "Files that wait for a reader", queued.clone());
        let reading = Gauge::default();
        registry.register("reading", "Files that are being read", reading.clone());
        let readers_lost = Counter::default();
        registry.register("readers_lost", "Reader processes that ended before their time", readers_lost.clone());
        Self { registry, requests, parse_seconds, pages, file_bytes, queued, reading, readers_lost }
    }
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, status: Status, http: u16) {
        self.requests.get_or_create(&RequestLabels { status: status.word(), http }).inc();
    }

    /// All metrics as text.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
