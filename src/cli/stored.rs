//! Reports that were stored as JSON.

use serde_json::Value;
use zhengxin::Report;

use super::Failure;

/// Whether a file is JSON and no PDF, whatever its name.
pub fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// The report that `parse` printed: plain, in the envelope of the API, or in a line with the file's name.
pub fn value(bytes: &[u8]) -> Result<Value, Failure> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value: Value = serde_json::from_slice(bytes).map_err(|error| unreadable(&error))?;
    match value {
        Value::Object(mut object) if object.contains_key("result") => Ok(object.remove("result").unwrap_or_default()),
        value => Ok(value),
    }
}

/// The same as a report; keys that are not those of the schema are an error.
pub fn report(bytes: &[u8]) -> Result<Report, Failure> {
    serde_json::from_value(value(bytes)?).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_json::Error) -> Failure {
    // The message quotes what it found, be it personal.
    let reason = match error.classify() {
        serde_json::error::Category::Data => {
            "it has keys or values that no report has; `zhengxin parse` prints what is taken"
        }
        _ => "it is no whole JSON",
    };
    Failure::new("INVALID_ARGUMENT", format!("the JSON is not that of a report: {reason}"))
}
