//! Writes any value as JSON, on one line or indented.
//!
//! There is only one type of writer and one type of formatter. For each further one, the code of every type of the
//! schema would be compiled once more.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

/// How JSON is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// On one line.
    Compact,
    /// On several lines, a line for each value.
    Indented,
}

/// Writes a value.
pub fn write(output: &mut dyn Write, value: &impl Serialize, form: Form) -> serde_json::Result<()> {
    let formatter = match form {
        Form::Compact => Either::Compact(CompactFormatter),
        Form::Indented => Either::Indented(PrettyFormatter::new()),
    };
    value.serialize(&mut Serializer::with_formatter(output, formatter))
}

/// The bytes of a value.
pub fn bytes(value: &impl Serialize, form: Form) -> serde_json::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write(&mut bytes, value, form)?;
    Ok(bytes)
}

/// The formatter of a form.
enum Either {
    Compact(CompactFormatter),
    Indented(PrettyFormatter<'static>),
}

/// Writes the methods of [`Either`], which call those of the formatter that it is.
macro_rules! of_either {
    ($($method:ident($($argument:ident: $type:ty)?))*) => {$(
        #[inline]
        fn $method<W: Write + ?Sized>(&mut self, writer: &mut W $(, $argument: $type)?) -> io::Result<()> {
            match self {
                Self::Compact(formatter) => formatter.$method(writer $(, $argument)?),
                Self::Indented(formatter) => formatter.$method(writer $(, $argument)?),
            }
        }
    )*};
}

impl Formatter for Either {
    of_either! {
        begin_array()
        end_array()
        begin_array_value(first: bool)
        end_array_value()
        begin_object()
        end_object()
        begin_object_key(first: bool)
        end_object_key()
        begin_object_value()
        end_object_value()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_forms_are_those_of_serde_json() {
        let value = json!({ "list": [1, [], {}, [null]], "object": { "text": "一\n二", "none": null }, "yes": true });
        assert_eq!(bytes(&value, Form::Compact).ok(), serde_json::to_vec(&value).ok());
        assert_eq!(bytes(&value, Form::Indented).ok(), serde_json::to_vec_pretty(&value).ok());
    }
}
