//! The routes of the service, and the checks that a request goes through before its file is read.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state, map_request};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::field::Empty;
use tracing::{Instrument, Span};

use super::answer::{Answer, Refusal, Status};
use super::credentials::{API_ID, API_SECRET};
use super::keys::{Endpoint, Found, KeyState, SecretHash, Store, StoreError, new_id};
use super::linger::lingering;
use super::metrics::{self, Metrics};
use super::openapi;
use super::readers::{Failure, Readers};
use super::upload::{self, Memory, Upload};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// When another try is worth it after a request found the queue full.
const RETRY_WHEN_BUSY: Duration = Duration::from_secs(1);

/// When another try is worth it after the store could not be reached.
const RETRY_WITHOUT_STORE: Duration = Duration::from_secs(5);

/// What all requests share.
pub struct Service {
    pub store: Store,
    pub readers: Readers,
    pub memory: Memory,
    pub metrics: Arc<Metrics>,
    pub upload_time: Duration,
    /// Whether the service has been told to stop.
    pub stopping: AtomicBool,
}

/// All routes.
pub fn router(service: Arc<Service>) -> Router {
    let documentation = swagger_ui_dist::generate_routes(swagger_ui_dist::ApiDefinition {
        uri_prefix: "/docs",
        api_definition: swagger_ui_dist::OpenApiSource::Uri("/openapi.json"),
        title: Some(openapi::TITLE),
    });
    Router::new()
        .route(Endpoint::PdfCreditReportOrg.path(), post(pdf_credit_report_org))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readyz))
        .route("/metrics", get(prometheus))
        .route("/openapi.json", get(async || json(openapi::document().to_string())))
        .route("/", get(async || Redirect::to("/docs")))
        .with_state(Arc::clone(&service))
        .merge(documentation)
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(|_| panicked()))
        .layer(map_request(lingering))
        .layer(from_fn_with_state(service, observe))
}

/// Logs and counts a request.
async fn observe(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = new_id().unwrap_or_default();
    // The path of a request may contain anything, even a name. So the log has the route that it matched.
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    let method = request.method().as_str();
    let span = tracing::info_span!("request", id, method, route, key = Empty, bytes = Empty, pages = Empty);
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    let http = response.status().as_u16();
    let milliseconds = started.elapsed().as_secs_f64() * 1_000.0;
    if let Some(&status) = response.extensions().get::<Status>() {
        service.metrics.answered(status, http);
        tracing::info!(parent: &span, status = status.word(), http, milliseconds, "answered");
    } else {
        tracing::debug!(parent: &span, http, milliseconds, "answered");
    }
    response
}

/// Reads a report. The checks are made in the order that the description of the API promises.
async fn pdf_credit_report_org(State(service): State<Arc<Service>>, request: Request) -> Result<Answer, Refusal> {
    let (head, body) = request.into_parts();
    let found = service.identify(&head.headers).await?;
    Span::current().record("key", &found.key.id);
    permit(&found, Endpoint::PdfCreditReportOrg)?;
    service.take_rate(&found).await?;
    service.check_quota(&found).await?;
    if service.readers.are_busy() {
        return Err(busy());
    }
    let Upload { file, asked, memory } =
        upload::receive(&head.headers, body, &service.memory, service.upload_time).await?;
    Span::current().record("bytes", file.len());
    service.metrics.file_bytes.inc_by(file.len() as u64);
    let answered = service.readers.read(file, asked).await;
    // The file was dropped by now, so its memory is free for another one.
    drop(memory);
    let answered = answered.map_err(unread)?;
    Span::current().record("pages", answered.pages);
    // Only an answer counts against the quota, so one is taken here and not before.
    service.take_quota(&found).await?;
    Ok(Answer { envelope: answered.envelope })
}

impl Service {
    /// Finds the key that a request names, and checks that its secret is right and that it is active.
    async fn identify(&self, headers: &HeaderMap) -> Result<Found, Refusal> {
        let credential =
            |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (id, secret) = (credential(&API_ID), credential(&API_SECRET));
        if id.is_empty() || secret.is_empty() {
            return Err(unauthorized(
                "the headers X-DF-API-ID and X-DF-API-SECRET are needed; one is missing or empty",
            ));
        }
        let found = self.store.find(id).await.map_err(|error| unreachable(&error))?;
        let wrong = "there is no such key: X-DF-API-ID or X-DF-API-SECRET is wrong";
        let Some(found) = found else {
            // Hashes the secret all the same, so that the time of the answer does not tell whether the id exists.
            SecretHash::of("").fits(secret);
            return Err(unauthorized(wrong));
        };
        if !found.key.secret_hash.fits(secret) {
            return Err(unauthorized(wrong));
        }
        match found.key.state(found.now) {
            KeyState::Active => Ok(found),
            KeyState::Revoked => Err(unauthorized("the key is revoked; ask whoever runs the service for another")),
            KeyState::Expired => {
                let when = found.key.expires_at.map(|at| at.to_string()).unwrap_or_default();
                let reason = format!("the key expired at {when}; ask whoever runs the service to renew it");
                Err(Refusal::new(Status::KeyExpired, reason))
            }
        }
    }

    async fn take_rate(&self, found: &Found) -> Result<(), Refusal> {
        let Some(wait) = self.store.take_rate(found).await.map_err(|error| unreachable(&error))? else { return Ok(()) };
        let rate = found.key.rate.map(|rate| rate.to_string()).unwrap_or_default();
        let reason = format!("the key may call {rate}; call again in {:.1} s", wait.as_secs_f64());
        Err(Refusal::new(Status::RateLimitExceeded, reason).retry_after(wait))
    }

    async fn check_quota(&self, found: &Found) -> Result<(), Refusal> {
        self.within_quota(self.store.exhausted_quota(found).await)
    }

    async fn take_quota(&self, found: &Found) -> Result<(), Refusal> {
        self.within_quota(self.store.take_quota(found).await)
    }

    fn within_quota(&self, exhausted: Result<Option<super::keys::Quota>, StoreError>) -> Result<(), Refusal> {
        match exhausted.map_err(|error| unreachable(&error))? {
            None => Ok(()),
            Some(quota) => {
                let reason = format!("the quota of the key, {quota} (Beijing time), is used up");
                Err(Refusal::new(Status::OutOfQuota, reason))
            }
        }
    }
}

fn permit(found: &Found, endpoint: Endpoint) -> Result<(), Refusal> {
    if found.key.endpoints.contain(endpoint) {
        return Ok(());
    }
    let reason = format!("the key may not call {}; ask whoever runs the service", endpoint.path());
    Err(Refusal::new(Status::NoPermission, reason))
}

fn unauthorized(reason: &str) -> Refusal {
    Refusal::new(Status::Unauthorized, reason)
}

fn busy() -> Refusal {
    Refusal::unavailable("the service is busy: as many files as may wait are waiting; try again", RETRY_WHEN_BUSY)
}

fn unreachable(error: &StoreError) -> Refusal {
    tracing::error!(%error, "the store failed");
    Refusal::unavailable("the service cannot reach its store of keys; try again", RETRY_WITHOUT_STORE)
}

/// The refusal that tells a client why its file was not read.
fn unread(failure: Failure) -> Refusal {
    match failure {
        Failure::Refused(reason) => Refusal::new(Status::DetectionFailed, reason),
        Failure::TooSlow(time) => {
            let reason = format!(
                "the file takes longer to read than the {} s a file may take; no credit report does, so check where the file comes from",
                time.as_secs()
            );
            Refusal::new(Status::DetectionFailed, reason)
        }
        Failure::TooLarge(memory) => {
            let reason = format!(
                "the file takes more memory to read than the {} MiB a file may take; no credit report does, so check where the file comes from",
                memory >> 20
            );
            Refusal::new(Status::DetectionFailed, reason)
        }
        Failure::Busy => busy(),
        Failure::Defect(what) => {
            tracing::error!(what, "a reader failed");
            internal()
        }
    }
}

fn internal() -> Refusal {
    Refusal::new(
        Status::InternalError,
        "the service failed on this request; its log says where, under the X-Request-Id of this answer",
    )
}

fn panicked() -> Response {
    internal().into_response()
}

async fn not_found() -> Refusal {
    let known = Endpoint::ALL.map(Endpoint::path).join(", ");
    Refusal::new(
        Status::NotFound,
        format!("there is nothing at this path; the API is at {known}, its description at /docs"),
    )
}

async fn wrong_method(request: Request) -> Refusal {
    let method = request.method();
    Refusal::wrong_method(format!("{method} is not answered here; the description of the API at /docs says what is"))
}

/// Answers whether requests would be answered now.
async fn readyz(State(service): State<Arc<Service>>) -> Response {
    let problem = if service.stopping.load(Ordering::Relaxed) {
        Some("the service is stopping".to_owned())
    } else if !service.readers.are_ready() {
        Some("a reader is being started".to_owned())
    } else {
        service.store.now().await.err().map(|error| {
            tracing::error!(%error, "the store failed");
            "the store of the keys cannot be reached".to_owned()
        })
    };
    match problem {
        None => "ok\n".into_response(),
        Some(problem) => (StatusCode::SERVICE_UNAVAILABLE, format!("{problem}\n")).into_response(),
    }
}

async fn prometheus(State(service): State<Arc<Service>>) -> Response {
    match service.metrics.text() {
        Ok(text) => ([(CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response(),
        Err(_) => internal().into_response(),
    }
}

fn json(text: String) -> Response {
    ([(CONTENT_TYPE, "application/json")], Body::from(text)).into_response()
}
