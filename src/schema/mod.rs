//! The report as typed data, which is the schema of the JSON: a struct for each object, and a field for each key.
//!
//! Every leaf keeps its printed text, which is what the JSON shows; its type gives the value (see [`kind`]). Keys,
//! nesting and spelling are those of the API page, including its typos. Fields marked *(extension)* carry printed
//! information that the page has no key for.
//!
//! ```
//! use zhengxin::schema::Report;
//! let report: Report = serde_json::from_str(
//!     r#"{"queryRecord": [{"no": "1", "date": "2015.05.25", "queryCompany": "某银行", "queryReason": "贷款审批"}]}"#,
//! )?;
//! let date = report.query_record[0].date.as_ref().and_then(|date| date.value());
//! assert_eq!(date.map(|date| date.to_string()).as_deref(), Some("2015-05-25"));
//! # Ok::<(), serde_json::Error>(())
//! ```

mod account;
mod credit;
pub mod dictionary;
mod header;
pub mod kind;
mod person;
mod public;
mod record;
mod remark;
mod report;
mod summary;
pub mod typed;

pub use account::*;
pub use credit::*;
pub use header::*;
pub use person::*;
pub use public::*;
pub use remark::*;
pub use report::Report;
pub use summary::*;

/// The JSON Schema (2020-12) of [`Report`], with the Chinese terms as descriptions.
///
/// ```
/// let schema = zhengxin::schema::json_schema();
/// assert_eq!(schema["$defs"]["Mobile"]["properties"]["mobile"]["description"], "手机号码");
/// ```
#[cfg(feature = "schema")]
#[must_use]
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(Report).to_value()
}
