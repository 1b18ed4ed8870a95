//! The typed view of a report: the tree of the JSON, with dates, numbers and codes in place of their printed texts.
//!
//! Keys and lists are those of the plain JSON. `docs/typed.md` says what each kind of leaf becomes. A leaf without a
//! value (`--`, an empty cell) is `null`.

use serde::{Serialize, Serializer};

use crate::grammar::{self, ValueParts, ValueRule};
use crate::schema::Report;
use crate::schema::dictionary::Dictionary;
use crate::schema::kind::{
    Address, Amount, BirthDate, CaptionNote, Code, Count, Date, Email, Employer, IdNumber, Identifier, Month, Name,
    Percentage, Phone, PrivateText, Text, Title, TitleMonth,
};

#[cfg(feature = "schema")]
mod schema;
#[cfg(feature = "schema")]
pub use schema::json_schema;

/// Something that is shown as its typed view.
///
/// ```
/// use zhengxin::{schema::kind::Date, typed::Typed};
/// assert_eq!(serde_json::to_value(Typed(&Date::from("2015年05月25日")))?, "2015-05-25");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typed<'a, T: ?Sized>(pub &'a T);

impl<T: TypedValue> Serialize for Typed<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_typed(serializer)
    }
}

/// The typed view of a report.
///
/// ```
/// let report: zhengxin::Report = serde_json::from_str(r#"{"creditHeader": {"idType": "身份证"}}"#)?;
/// let typed = serde_json::to_value(zhengxin::typed::typed(&report))?;
/// assert_eq!(typed["creditHeader"]["idType"], serde_json::json!({ "text": "身份证", "code": "10" }));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn typed(report: &Report) -> Typed<'_, Report> {
    Typed(report)
}

/// What has a typed view: the records and the kinds of leaves of the schema.
pub trait TypedValue {
    /// Serializes the typed view.
    ///
    /// ```
    /// use zhengxin::{schema::kind::Count, typed::TypedValue};
    /// let json = Count::from("1,012").serialize_typed(serde_json::value::Serializer)?;
    /// assert_eq!(json, 1012);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of the serializer.
    fn serialize_typed<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

impl<T: TypedValue> TypedValue for Option<T> {
    fn serialize_typed<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.serialize_typed(serializer),
            None => serializer.serialize_none(),
        }
    }
}

impl<T: TypedValue> TypedValue for Vec<T> {
    fn serialize_typed<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Typed))
    }
}

/// What a leaf becomes.
#[derive(Debug, PartialEq, serde::Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum Form<'a> {
    /// Nothing, or `--`.
    NoValue,
    Number(Number),
    /// A text, also one with a form of its own such as a date.
    Text(String),
    OpenEnded {
        open_ended: bool,
    },
    /// A day of every month.
    DayOfMonth {
        day_of_month: u8,
    },
    Percentage {
        bound: Option<&'static str>,
        percent: Number,
    },
    /// A text that its kind does not allow, or that has no form.
    Untyped {
        text: &'a str,
    },
}

/// A number as exact as it is printed.
#[derive(Debug, PartialEq, serde::Serialize)]
#[serde(untagged)]
enum Number {
    Integer(i64),
    /// With a fraction; as a text, because a floating-point number might not be the one that is printed.
    Decimal(String),
}

impl Number {
    /// `None` where it has too many digits.
    fn new(negative: bool, whole: &str, fraction: Option<&str>) -> Option<Self> {
        let integer: i64 = whole.parse().ok()?;
        let sign = if negative { "-" } else { "" };
        Some(match fraction {
            Some(fraction) => Self::Decimal(format!("{sign}{integer}.{fraction}")),
            None => Self::Integer(if negative { -integer } else { integer }),
        })
    }
}

/// The form of a leaf by the parts of its text.
fn form<'a>(rule: ValueRule, text: &'a str, form_of: fn(&ValueParts) -> Option<Form<'static>>) -> Form<'a> {
    let form = grammar::parts(rule, text)
        .and_then(|parts| if parts.is_no_value() { Some(Form::NoValue) } else { form_of(&parts) });
    form.unwrap_or(Form::Untyped { text })
}

fn amount(parts: &ValueParts) -> Option<Form<'static>> {
    let fraction = parts.digits("fen");
    let fraction = parts.has("fen").then_some(fraction.as_str());
    Number::new(parts.has("minus"), &parts.digits("yuan"), fraction).map(Form::Number)
}

fn percentage(parts: &ValueParts) -> Option<Form<'static>> {
    let bound = match parts.text("bound") {
        "" => None,
        "<" => Some("<"),
        ">" => Some(">"),
        bound if bound.starts_with(['<', '≤']) => Some("<="),
        _ => Some(">="),
    };
    let share = parts.text("share");
    let (whole, fraction) = share.split_once('.').map_or((share, None), |(whole, fraction)| (whole, Some(fraction)));
    Some(Form::Percentage { bound, percent: Number::new(false, whole, fraction)? })
}

/// A date as far as it is printed, in the forms of ISO 8601.
fn date(parts: &ValueParts) -> Option<Form<'static>> {
    if parts.has("open_end") {
        return Some(Form::OpenEnded { open_ended: true });
    }
    if parts.has("every_month") {
        return Some(Form::DayOfMonth { day_of_month: parts.digits("every_month").parse().ok()? });
    }
    let mut date = parts.digits("year");
    for part in ["month", "day"] {
        if parts.has(part) {
            date += &format!("-{:0>2}", parts.digits(part));
        }
    }
    if parts.has("clock") {
        // A time without a day has no typed form.
        parts.has("day").then_some(())?;
        let clock = parts.text("clock").split(|character: char| !character.is_ascii_digit());
        let clock: Vec<_> = clock.filter(|digits| !digits.is_empty()).map(|digits| format!("{digits:0>2}")).collect();
        date += &format!("T{}", clock.join(":"));
    }
    Some(Form::Text(date))
}

fn count(parts: &ValueParts) -> Option<Form<'static>> {
    Number::new(false, &parts.digits("number"), None).map(Form::Number)
}

macro_rules! typed_kinds {
    ($( $($kind:ident)+ => $form:expr; )*) => {$($(
        impl TypedValue for $kind {
            fn serialize_typed<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                form(Self::RULE, self.as_str(), $form).serialize(serializer)
            }
        }
    )+)*};
}

typed_kinds! {
    Amount => amount;
    Count => count;
    Date BirthDate Month TitleMonth => date;
    Percentage => percentage;
}

macro_rules! typed_texts {
    ($($kind:ident)*) => {$(
        impl TypedValue for $kind {
            fn serialize_typed<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.value().serialize(serializer)
            }
        }
    )*};
}

typed_texts! { Text Title Name IdNumber Phone Email Address Employer Identifier PrivateText CaptionNote }

impl<D: Dictionary> TypedValue for Code<D> {
    fn serialize_typed<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.word().serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(value: &impl TypedValue) -> String {
        serde_json::to_string(&Typed(value)).expect("a typed value is JSON")
    }

    #[test]
    fn dates() {
        for (printed, typed) in [
            ("2015.05.25", r#""2015-05-25""#),
            ("2015年5月25日", r#""2015-05-25""#),
            ("2015.05", r#""2015-05""#),
            ("2011", r#""2011""#),
            ("2015-06-01T10:05:15", r#""2015-06-01T10:05:15""#),
            ("2015.06.01 9:05", r#""2015-06-01T09:05""#),
            ("长期", r#"{"openEnded":true}"#),
            ("25", r#"{"dayOfMonth":25}"#),
            ("5日", r#"{"dayOfMonth":5}"#),
            ("--", "null"),
            ("", "null"),
            ("2015.06 10:05", r#"{"text":"2015.06 10:05"}"#),
            ("昨天", r#"{"text":"昨天"}"#),
        ] {
            assert_eq!(json(&Date::from(printed)), typed, "{printed}");
        }
    }

    #[test]
    fn numbers() {
        for (printed, typed) in [
            ("1,010,000", "1010000"),
            ("-12", "-12"),
            ("0", "0"),
            ("345,678.90", r#""345678.90""#),
            ("-0.5", r#""-0.5""#),
            ("--", "null"),
            ("9,999,999,999,999,999,999,999", r#"{"text":"9,999,999,999,999,999,999,999"}"#),
            ("x", r#"{"text":"x"}"#),
        ] {
            assert_eq!(json(&Amount::from(printed)), typed, "{printed}");
        }
        assert_eq!(json(&Count::from("1,012")), "1012");
        assert_eq!(json(&Count::from("")), "null");
    }

    #[test]
    fn percentages() {
        for (printed, typed) in [
            ("12%", r#"{"bound":null,"percent":12}"#),
            (">18%", r#"{"bound":">","percent":18}"#),
            ("＜1％", r#"{"bound":"<","percent":1}"#),
            ("≥90%", r#"{"bound":">=","percent":90}"#),
            ("<=10%", r#"{"bound":"<=","percent":10}"#),
            ("12.50%", r#"{"bound":null,"percent":"12.50"}"#),
            ("--", "null"),
        ] {
            assert_eq!(json(&Percentage::from(printed)), typed, "{printed}");
        }
    }
}
