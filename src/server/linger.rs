//! Reads the rest of a request that was answered before all of it had arrived.
//!
//! If the service closed a connection on which the client is still sending, the system of the client could throw the
//! answer away (RFC 9112, 9.6). So the rest of the request is still read for a while, and dropped.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Error;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header::EXPECT;
use futures_util::StreamExt;
use http_body::{Frame, SizeHint};
use tokio::time::timeout;

/// How long the rest is read at most.
const TIME: Duration = Duration::from_secs(30);

/// How long a client may pause meanwhile.
const PAUSE: Duration = Duration::from_secs(5);

/// How many bytes of the rest are read at most.
const SIZE: usize = 64 << 20;

/// A body that reads itself to its end when it is dropped.
struct Lingering {
    body: Body,
    ended: bool,
    /// Whether the client sends the body only once somebody reads it (`Expect: 100-continue`), and nobody has so far.
    waiting: bool,
}

/// Makes sure that the rest of the request is read, however early the request is answered.
pub async fn lingering(request: Request) -> Request {
    let waiting = request.headers().contains_key(EXPECT);
    request.map(|body| Body::new(Lingering { ended: body.is_end_stream(), body, waiting }))
}

impl HttpBody for Lingering {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        self.waiting = false;
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(None | Some(Err(_))) = frame {
            self.ended = true;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        if self.ended || self.waiting {
            return;
        }
        let rest = std::mem::take(&mut self.body);
        tokio::spawn(timeout(TIME, read_to_end(rest)));
    }
}

async fn read_to_end(body: Body) {
    let mut size = 0;
    let mut body = body.into_data_stream();
    while let Ok(Some(Ok(chunk))) = timeout(PAUSE, body.next()).await {
        size += chunk.len();
        if size > SIZE {
            break;
        }
    }
}
