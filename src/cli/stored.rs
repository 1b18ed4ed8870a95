//! Reads reports that were stored as JSON: the bytes of what `parse` printed go in, the JSON value or the [`Report`]
//! comes out.
//!
//! What was stored is the report itself, or an object that has the report in `result`, such as the envelope of the API.

use serde_json::Value;
use zhengxin::Report;

use super::Failure;

/// Whether a file is JSON and not a PDF. Its first character that is no white space tells, not its name.
pub fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// The JSON of the report that `parse` printed: plain, in the envelope of the API, or in a line with the name of the
/// file.
pub fn value(bytes: &[u8]) -> Result<Value, Failure> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value: Value = serde_json::from_slice(bytes).map_err(|error| unreadable(&error))?;
    match value {
        Value::Object(mut object) if object.contains_key("result") => Ok(object.remove("result").unwrap_or_default()),
        value => Ok(value),
    }
}

/// Like [`value`], as a [`Report`]. A key that the schema does not have is an error.
pub fn report(bytes: &[u8]) -> Result<Report, Failure> {
    serde_json::from_value(value(bytes)?).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_json::Error) -> Failure {
    // The message of serde_json may quote what it found, and that may be personal. So it is not shown.
    let reason = match error.classify() {
        serde_json::error::Category::Data => {
            "it has keys or values that no report has; `zhengxin parse` prints what is taken"
        }
        _ => "it is no whole JSON",
    };
    Failure::new("INVALID_ARGUMENT", format!("the JSON is not that of a report: {reason}"))
}
