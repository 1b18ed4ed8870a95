//! Tests of the crate from outside: one binary, a module for each thing that must hold.

mod audit;
mod batch;
mod cli;
mod corpus;
mod diagnostics;
mod grammar_check;
mod grammar_coverage;
mod grammar_tools;
mod grammars;
mod hostile;
mod joining;
mod laws;
mod limits;
mod masking;
mod prints;
mod reader;
mod reading;
mod recovered;
mod refused;
mod reports;
mod rewritten;
mod round_trip;
mod rows;
mod schema;
mod sections;
mod typed;
