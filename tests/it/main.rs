//! Tests of the crate from outside: one binary, a module for each thing that must hold.

mod corpus;
mod diagnostics;
mod laws;
mod rows;
mod schema;
mod sections;
