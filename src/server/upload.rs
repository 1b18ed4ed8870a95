//! Receives the multipart body of a request: the file and the flags beside it.
//!
//! Everything stays in memory. The parts are counted as they stream in, so no request gets more memory than it may
//! have, and all requests together no more than [`Memory`] has.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use multer::{Constraints, Field, Multipart, SizeLimit};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};
use tokio::time::timeout;

use super::answer::{Refusal, Status};
use crate::process::envelope::Asked;

/// The largest file that is taken: 30 MB.
pub const MAX_FILE: u64 = 30 << 20;

/// How many bytes the rest of a request may have: the other parts, and what stands between the parts.
const MAX_REST: u64 = 1 << 20;

/// When another try is worth it after a request found no memory.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// The names of the parts.
pub const FILE: &str = "file";
pub const AUTO_CLASSIFY: &str = "auto_classify";
pub const LENIENT: &str = "lenient";
pub const PLACES: &str = "places";
pub const AUDIT: &str = "audit";

/// What a client has sent.
#[derive(Debug)]
pub struct Upload {
    pub file: Vec<u8>,
    pub asked: Asked,
    /// Gives the memory of the file back when the request is done.
    pub memory: OwnedSemaphorePermit,
}

/// Memory for the files of all requests under way.
#[derive(Debug, Clone)]
pub struct Memory(Arc<Semaphore>);

/// Memory is handed out in pieces of this many bytes, because fewer than 2^32 permits can be taken at a time.
const PIECE: usize = 1 << 10;

impl Memory {
    /// Memory of so many MiB.
    pub fn new(mebibytes: usize) -> Self {
        let pieces = mebibytes.saturating_mul((1 << 20) / PIECE);
        Self(Arc::new(Semaphore::new(pieces.min(Semaphore::MAX_PERMITS))))
    }

    fn none(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        Arc::clone(&self.0).try_acquire_many_owned(0).map_err(|error| no_memory(&error))
    }

    /// Takes more memory until the permit is for `bytes` bytes. If there is not so much, the request is refused.
    fn grow(&self, permit: &mut OwnedSemaphorePermit, bytes: usize) -> Result<(), Refusal> {
        let missing = bytes.div_ceil(PIECE).saturating_sub(permit.num_permits());
        let missing = u32::try_from(missing).unwrap_or(u32::MAX);
        if missing > 0 {
            permit.merge(Arc::clone(&self.0).try_acquire_many_owned(missing).map_err(|error| no_memory(&error))?);
        }
        Ok(())
    }
}

fn no_memory(_: &TryAcquireError) -> Refusal {
    Refusal::unavailable("the service is busy: the files of other requests take all its memory; try again", RETRY_AFTER)
}

/// Receives a request within the given time.
pub async fn receive(headers: &HeaderMap, body: Body, memory: &Memory, time: Duration) -> Result<Upload, Refusal> {
    let Ok(upload) = timeout(time, parts(headers, body, memory)).await else {
        let seconds = time.as_secs();
        return Err(invalid(format!("the request did not arrive within {seconds} seconds; send it again, faster")));
    };
    upload
}

async fn parts(headers: &HeaderMap, body: Body, memory: &Memory) -> Result<Upload, Refusal> {
    let boundary = boundary(headers)?;
    let limits = SizeLimit::new().whole_stream(MAX_FILE + MAX_REST).per_field(MAX_REST).for_field(FILE, MAX_FILE);
    let constraints = Constraints::new().size_limit(limits);
    let mut parts = Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let mut memory_of_file = memory.none()?;
    let mut file: Option<Vec<u8>> = None;
    let mut asked = Asked::default();
    let mut flags = Vec::new();
    while let Some(mut part) = parts.next_field().await.map_err(broken)? {
        match part.name() {
            Some(FILE) => {
                let bytes = file.replace(Vec::new()).map_or_else(|| Ok(Vec::new()), |_| Err(twice(FILE)))?;
                let bytes = collect(&mut part, bytes, memory, &mut memory_of_file).await?;
                file = Some(bytes);
            }
            Some(name @ (AUTO_CLASSIFY | LENIENT | PLACES | AUDIT)) => {
                let name = name.to_owned();
                if flags.contains(&name) {
                    return Err(twice(&name));
                }
                let flag = flag(&name, &part.bytes().await.map_err(broken)?)?;
                match name.as_str() {
                    AUTO_CLASSIFY => asked.classify = flag,
                    LENIENT => asked.lenient = flag,
                    PLACES => asked.places = flag,
                    _ => asked.audit = flag,
                }
                flags.push(name);
            }
            // Parts that the API page does not know are ignored.
            _ => while part.chunk().await.map_err(broken)?.is_some() {},
        }
    }
    let file = file.filter(|file| !file.is_empty()).ok_or_else(missing_file)?;
    Ok(Upload { file, asked, memory: memory_of_file })
}

async fn collect(
    part: &mut Field<'_>,
    mut bytes: Vec<u8>,
    memory: &Memory,
    permit: &mut OwnedSemaphorePermit,
) -> Result<Vec<u8>, Refusal> {
    while let Some(chunk) = part.chunk().await.map_err(broken)? {
        memory.grow(permit, bytes.len() + chunk.len())?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn boundary(headers: &HeaderMap) -> Result<String, Refusal> {
    let Some(content_type) = headers.get(CONTENT_TYPE) else { return Err(missing_file()) };
    let content_type = String::from_utf8_lossy(content_type.as_bytes());
    multer::parse_boundary(&content_type).map_err(|error| match error {
        multer::Error::NoBoundary => {
            invalid("the Content-Type multipart/form-data has no boundary; let the client library set the header")
        }
        _ => {
            invalid(format!("the request has the Content-Type `{content_type}`; send the file as multipart/form-data"))
        }
    })
}

fn flag(name: &str, value: &Bytes) -> Result<bool, Refusal> {
    match value.trim_ascii() {
        b"0" => Ok(false),
        b"1" => Ok(true),
        other => {
            let other = String::from_utf8_lossy(other);
            Err(invalid(format!("{name} is `{other}`; it is 0 or 1")))
        }
    }
}

fn invalid(reason: impl Into<String>) -> Refusal {
    Refusal::new(Status::InvalidArgument, reason)
}

fn missing_file() -> Refusal {
    Refusal::new(Status::ParameterMissing, format!("param is missing or the value is empty: {FILE}"))
}

fn twice(name: &str) -> Refusal {
    invalid(format!("{name} is sent twice; send one a request"))
}

/// The refusal of a request whose body cannot be taken apart.
fn broken(error: multer::Error) -> Refusal {
    match error {
        multer::Error::FieldSizeExceeded { limit: MAX_FILE, .. } => {
            invalid(format!("the file is larger than {MAX_FILE} bytes (30 MB); send a smaller one"))
        }
        multer::Error::FieldSizeExceeded { field_name, limit } => {
            let name = field_name.unwrap_or_default();
            invalid(format!("the part `{name}` is larger than {limit} bytes"))
        }
        multer::Error::StreamSizeExceeded { limit } => {
            invalid(format!("the request is larger than {limit} bytes; a file is {MAX_FILE} bytes (30 MB) at most"))
        }
        multer::Error::StreamReadFailed(error) => {
            invalid(format!("the request broke off: {}; send it again", root(error.as_ref())))
        }
        error => invalid(format!("the multipart body is malformed or cut off: {error}; send it again")),
    }
}

/// The innermost error, which led to the others.
fn root<'e>(mut error: &'e (dyn Error + 'static)) -> &'e (dyn Error + 'static) {
    while let Some(source) = error.source() {
        error = source;
    }
    error
}
