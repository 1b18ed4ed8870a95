//! The keys of the API: which endpoints a key opens, until when and how often, and how much of its limits is used.

pub mod command;
mod key;
mod limits;
mod secret;
mod store;

pub use key::{Endpoint, Endpoints, Key, KeyState};
pub use limits::{Quota, Rate, time_zone};
pub use secret::{SecretHash, new_id, new_secret};
pub use store::{Found, Location, Renewal, Store, StoreError};
