//! What the service answers: the statuses of the API page and the two envelopes.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use zhengxin::Report;

/// The `status` of an answer: `OK`, or a word from the table of errors on the API page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    Ok,
    ParameterMissing,
    InvalidArgument,
    DetectionFailed,
    Unauthorized,
    KeyExpired,
    NoPermission,
    OutOfQuota,
    RateLimitExceeded,
    NotFound,
    InternalError,
}

impl Status {
    /// All of them, in the order of the API page.
    pub const ALL: [Self; 11] = [
        Self::Ok,
        Self::ParameterMissing,
        Self::InvalidArgument,
        Self::DetectionFailed,
        Self::Unauthorized,
        Self::KeyExpired,
        Self::NoPermission,
        Self::OutOfQuota,
        Self::RateLimitExceeded,
        Self::NotFound,
        Self::InternalError,
    ];

    /// The word as clients compare it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::ParameterMissing => "PARAMETER_MISSING",
            Self::InvalidArgument => "INVALID_ARGUMENT",
            Self::DetectionFailed => "DETECTION_FAILED",
            Self::Unauthorized => "UNAUTHORIZED",
            Self::KeyExpired => "KEY_EXPIRED",
            Self::NoPermission => "NO_PERMISSION",
            Self::OutOfQuota => "OUT_OF_QUOTA",
            Self::RateLimitExceeded => "RATE_LIMIT_EXCEEDED",
            Self::NotFound => "NOT_FOUND",
            Self::InternalError => "INTERNAL_ERROR",
        }
    }

    /// The HTTP status that goes with it.
    pub fn http(self) -> StatusCode {
        match self {
            Self::Ok => StatusCode::OK,
            Self::ParameterMissing | Self::InvalidArgument | Self::DetectionFailed => StatusCode::BAD_REQUEST,
            Self::Unauthorized | Self::KeyExpired => StatusCode::UNAUTHORIZED,
            Self::NoPermission | Self::OutOfQuota | Self::RateLimitExceeded => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::InternalError => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What it means, for the description of the API.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Ok => "the report was read",
            Self::ParameterMissing => "a parameter is missing or its value is empty",
            Self::InvalidArgument => "a parameter or the form of the request is wrong",
            Self::DetectionFailed => "the file cannot be read as a credit report",
            Self::Unauthorized => "the credentials are missing, unknown, wrong or revoked",
            Self::KeyExpired => "the credentials were right, but have expired",
            Self::NoPermission => "the key may not call this endpoint",
            Self::OutOfQuota => "the quota of the key is used up",
            Self::RateLimitExceeded => "the key calls more often than it may",
            Self::NotFound => "there is nothing at this path",
            Self::InternalError => "the service failed",
        }
    }
}

/// The envelope of a report: `{"status": "OK", "result": {…}}`.
#[derive(JsonSchema)]
#[schemars(rename = "Answer")]
#[expect(dead_code, reason = "describes what `Answer` writes")]
pub struct AnswerSchema {
    /// `OK`
    status: String,
    /// The report.
    result: Report,
    /// With `lenient=1`: whether something was left out.
    partial: Option<bool>,
    /// With `lenient=1`: what was left out, with section, rules, what was expected, pages, boxes and raw cells.
    problems: Option<Vec<serde_json::Map<String, serde_json::Value>>>,
    /// With `places=1`: edition, layout, sections, alternatives of the grammars, producer and dates of the file.
    profile: Option<serde_json::Map<String, serde_json::Value>>,
    /// With `places=1`: for every value its JSON pointer, printed text, rule, pages and boxes in points.
    places: Option<Vec<serde_json::Map<String, serde_json::Value>>>,
    /// With `audit=1`: where the report contradicts itself, with rule, severity, message and places.
    audit: Option<Vec<serde_json::Map<String, serde_json::Value>>>,
}

/// The envelope of a failure.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Refusal")]
pub struct RefusalBody<'a> {
    /// What kind of failure it is.
    status: &'a str,
    /// What is wrong, where, and what to do about it.
    reason: &'a str,
}

/// The envelope of a report, as a reader wrote it.
pub struct Answer {
    pub envelope: Bytes,
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        json(Status::Ok, StatusCode::OK, self.envelope)
    }
}

/// A request that gets no report.
#[derive(Debug)]
pub struct Refusal {
    status: Status,
    http: StatusCode,
    reason: String,
    retry_after: Option<Duration>,
}

impl Refusal {
    pub fn new(status: Status, reason: impl Into<String>) -> Self {
        Self { status, http: status.http(), reason: reason.into(), retry_after: None }
    }

    /// The service cannot take the request now (503). The API page has no word for that, so the word is
    /// `INTERNAL_ERROR`, after which a client that follows the page tries again.
    pub fn unavailable(reason: impl Into<String>, retry_after: Duration) -> Self {
        let http = StatusCode::SERVICE_UNAVAILABLE;
        Self { http, ..Self::new(Status::InternalError, reason).retry_after(retry_after) }
    }

    /// There is something at this path, but not for this method (405).
    pub fn wrong_method(reason: impl Into<String>) -> Self {
        Self { http: StatusCode::METHOD_NOT_ALLOWED, ..Self::new(Status::NotFound, reason) }
    }

    /// The same with the time after which another try may succeed.
    pub fn retry_after(self, retry_after: Duration) -> Self {
        Self { retry_after: Some(retry_after), ..self }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = RefusalBody { status: self.status.word(), reason: &self.reason };
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = json(self.status, self.http, body);
        if let Some(retry_after) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, whole_seconds(retry_after).into());
        }
        response
    }
}

/// Seconds as `Retry-After` has them (RFC 9110, 10.2.3): whole, and never too few.
fn whole_seconds(duration: Duration) -> u64 {
    (duration.as_secs() + u64::from(duration.subsec_nanos() > 0)).max(1)
}

fn json(status: Status, http: StatusCode, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = http;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    // From here the log and the metrics take the status.
    response.extensions_mut().insert(status);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_is_rounded_up() {
        let cases = [(0, 1), (1, 1), (1_000, 1), (1_001, 2), (59_999, 60)];
        for (milliseconds, seconds) in cases {
            assert_eq!(whole_seconds(Duration::from_millis(milliseconds)), seconds, "{milliseconds} ms");
        }
    }
}
