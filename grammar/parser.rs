//! The parser that pest makes of the grammar files in this folder, and the text of these files.
//!
//! This is a crate of its own because it takes long to compile: each of some six hundred rules becomes a function. So it is
//! compiled once for the library and for its tests, and beside the other crates. Nothing but `zhengxin` is meant to use it; the
//! types of pest that it shows go no further than the module `grammar` there.
//!
//! ```
//! use pest::Parser;
//! use zhengxin_grammar::{BuiltIn, FILES, Rule};
//! assert!(BuiltIn::parse(Rule::amount, "1,200.50").is_ok());
//! assert!(FILES.iter().any(|(name, text)| *name == "grammar/value.pest" && text.contains("amount")));
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

macro_rules! grammars {
    ($($file:literal)*) => {
        // The items that the derive makes have no documentation.
        #[allow(missing_docs)]
        mod parser {
            #[derive(pest_derive::Parser)]
            $(#[grammar = $file])*
            pub struct BuiltIn;
        }

        /// The name of each file, as it is told to a user, and its text, in the order in which they are one grammar.
        pub const FILES: &[(&str, &str)] = &[$((concat!("grammar/", $file), include_str!($file))),*];
    };
}

pub use self::parser::{BuiltIn, Rule};

grammars! {
    "value.pest"
    "common.pest"
    "document.pest"
    "report.pest"
    "header.pest"
    "person.pest"
    "summary.pest"
    "credit.pest"
    "account.pest"
    "postpaid.pest"
    "public.pest"
    "non_finance.pest"
    "open.pest"
    "other_non_open.pest"
    "remark.pest"
    "query.pest"
    "notes.pest"
    "lines.pest"
    "term.pest"
}
