//! The headers in which a client sends the id and the secret of its key.

use axum::http::HeaderName;

/// The headers of the credentials.
pub const API_ID: HeaderName = HeaderName::from_static("x-df-api-id");
pub const API_SECRET: HeaderName = HeaderName::from_static("x-df-api-secret");
