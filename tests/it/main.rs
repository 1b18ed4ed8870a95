//! Tests of the crate from outside, in one binary. Each module tests one thing that must hold; `ARCHITECTURE.md` lists
//! them under Tests.

mod audit;
mod batch;
mod check;
mod cli;
mod corpus;
mod diagnostics;
mod diff;
mod grammar_check;
mod grammar_coverage;
mod grammar_tools;
mod grammars;
mod hostile;
mod inspect;
mod joining;
mod laws;
mod limits;
mod masking;
mod overlays;
mod packs;
mod prints;
mod reader;
mod reading;
mod recovered;
mod refused;
mod reports;
mod rewritten;
mod rooms;
mod round_trip;
mod rows;
mod schema;
mod sections;
mod story;
mod suggest;
mod typed;
