//! Tests of the HTTP API: the real program on a free port, and a client that talks to it over the network.
//!
//! With `ZHENGXIN_TEST_STORE=postgres://…` the keys of all tests are in that database. Otherwise each store is a file
//! of its own.

mod connections;
mod harness;
mod keys;
mod lifecycle;
mod limits;
mod operations;
mod packs;
mod pdf;
mod statuses;
mod tls;
mod uploads;
