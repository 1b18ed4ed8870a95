//! The kinds of leaves. Each kind is a type that holds the printed text of a leaf and gives the value of that text.
//!
//! Each kind names a rule of `grammar/value.pest`, which says what a text of the kind may look like.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::dictionary::{self, Dictionary, Word};
use crate::grammar::{self, ValueRule};

/// What masking does with a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Privacy {
    /// A title of the report: kept.
    Title,
    /// A number or a date: kept.
    Public,
    /// A word: kept where a dictionary has it.
    Word,
    /// A text about something else than the person: kept, but for the personal texts in it.
    Visible,
    /// Tells who the person is: masked, here and in other texts.
    Personal,
    /// What is said about the person: masked as a whole.
    Private,
    /// A note in the caption of an account: its numbers and letters are masked.
    CaptionNote,
    /// A date of birth: masked by another date, here and in other texts.
    BirthDate,
}

/// Calls a function with each leaf: the name of its kind and its text.
pub(crate) trait Leaves {
    fn visit_leaves(&mut self, visit: &mut dyn FnMut(&'static str, &mut String));
}

impl<T: Leaves> Leaves for Option<T> {
    fn visit_leaves(&mut self, visit: &mut dyn FnMut(&'static str, &mut String)) {
        self.iter_mut().for_each(|value| value.visit_leaves(visit));
    }
}

impl<T: Leaves> Leaves for Vec<T> {
    fn visit_leaves(&mut self, visit: &mut dyn FnMut(&'static str, &mut String)) {
        self.iter_mut().for_each(|value| value.visit_leaves(visit));
    }
}

impl<D> Leaves for Code<D> {
    fn visit_leaves(&mut self, visit: &mut dyn FnMut(&'static str, &mut String)) {
        visit(CODE, &mut self.text);
    }
}

macro_rules! kind {
    ($(#[$attribute:meta])* $kind:ident, $rule:ident) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $kind(String);

        impl $kind {
            /// What a text of the kind may look like.
            pub(crate) const RULE: ValueRule = ValueRule::$rule;

            /// The text as it is printed.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $kind {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Display for $kind {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl Leaves for $kind {
            fn visit_leaves(&mut self, visit: &mut dyn FnMut(&'static str, &mut String)) {
                visit(stringify!($kind), &mut self.0);
            }
        }
    };
}

/// Defines the kinds: first those that the JSON Schema knows, then those that are one of them to it.
macro_rules! kinds {
    ($( $(#[$doc:meta])* $kind:ident => $rule:ident, $privacy:ident; )* -
     $( $(#[$like_doc:meta])* $like:ident like $base:ident => $like_rule:ident, $like_privacy:ident; )*) => {
        $(
            kind! {
                $(#[$doc])*
                #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
                $kind, $rule
            }
        )*
        $(
            kind! { $(#[$like_doc])* $like, $like_rule }

            #[cfg(feature = "schema")]
            impl schemars::JsonSchema for $like {
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    $base::schema_name()
                }

                fn schema_id() -> std::borrow::Cow<'static, str> {
                    $base::schema_id()
                }

                fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    $base::json_schema(generator)
                }
            }
        )*

        /// The rule that a leaf's text must follow, by the name of the leaf's type.
        pub(crate) fn rule_of(kind: &str) -> Option<ValueRule> {
            match kind {
                $( stringify!($kind) => Some(ValueRule::$rule), )*
                $( stringify!($like) => Some(ValueRule::$like_rule), )*
                CODE => Some(ValueRule::Text),
                _ => None,
            }
        }

        /// What masking does with a leaf, by the name of the leaf's type.
        pub(crate) fn privacy_of(kind: &str) -> Option<Privacy> {
            match kind {
                $( stringify!($kind) => Some(Privacy::$privacy), )*
                $( stringify!($like) => Some(Privacy::$like_privacy), )*
                CODE => Some(Privacy::Word),
                _ => None,
            }
        }
    };
}

kinds! {
    /// Free text.
    Text => Text, Visible;
    /// An amount of money: `1,010,000`.
    Amount => Amount, Public;
    /// A number of things: `12`.
    Count => Count, Public;
    /// A day, also with a time, or a month or year where that is all that is printed: `2015.05.25`.
    Date => Date, Public;
    /// A month: `2015.05`.
    Month => Date, Public;
    /// A month as the JSON gives it, printed in a title as `2015年05月`.
    TitleMonth => Date, Public;
    /// A share in per cent, also as a bound: `12%`, `>18%`.
    Percentage => Percentage, Public;
    -
    /// A title or sentence of the report itself, of a fixed form: `账户1`, `2010年07月—2015年05月的还款记录`.
    Title like Text => Text, Title;
    /// The name of a person.
    Name like Text => Text, Personal;
    /// The number of an identity document.
    IdNumber like Text => Text, Personal;
    /// A telephone number.
    Phone like Text => Text, Personal;
    /// An e-mail address.
    Email like Text => Text, Personal;
    /// Where a person lives or works.
    Address like Text => Text, Personal;
    /// Where a person works.
    Employer like Text => Text, Personal;
    /// The number of a report, account, contract or case.
    Identifier like Text => Text, Personal;
    /// What is said by or about the person: statements, notes, causes, rulings.
    PrivateText like Text => Text, Private;
    /// A note in the caption of an account, perhaps with the last digits of its card.
    CaptionNote like Text => Text, CaptionNote;
    /// A date of birth.
    BirthDate like Date => Date, BirthDate;
}

/// The text of a leaf as the JSON gives it, `None` where it is not of its kind: as printed, but for the months of titles.
pub(crate) fn canonical<'p>(kind: &str, printed: &'p str) -> Option<Cow<'p, str>> {
    let rule = rule_of(kind)?;
    if kind == "TitleMonth"
        && let Some(parts) = grammar::value(rule, printed)?
    {
        return Some(Cow::Owned(format!("{}.{}", parts.text("year"), parts.text("month"))));
    }
    if rule == ValueRule::Date && printed.contains([':', '：']) {
        return with_space_before_clock(printed);
    }
    if !grammar::follows(rule, printed) {
        return None;
    }
    match rule {
        ValueRule::Amount | ValueRule::Count | ValueRule::Percentage | ValueRule::Date => without_space(rule, printed),
        _ => Some(Cow::Borrowed(printed)),
    }
}

/// A number or a date, broken by a line's end with a blank before it. Where each part would be one as well, they are two values.
fn without_space(rule: ValueRule, printed: &str) -> Option<Cow<'_, str>> {
    if !printed.contains(char::is_whitespace) {
        return Some(Cow::Borrowed(printed));
    }
    let are_values = printed.split_whitespace().all(|part| grammar::follows(rule, part));
    (!are_values).then(|| Cow::Owned(printed.split_whitespace().collect()))
}

/// A date and its clock, with one space between them also where a line ends there and nothing is printed. (A clock of ISO 8601
/// begins with its `T`.)
fn with_space_before_clock(printed: &str) -> Option<Cow<'_, str>> {
    let clock = grammar::parts(ValueRule::Date, printed)?.text("clock").chars().count();
    let mut characters = printed.char_indices().rev().filter(|(_, character)| !character.is_whitespace());
    let start = characters.nth(clock.saturating_sub(1)).map_or(0, |(at, _)| at);
    let (date, clock) = printed.split_at(start);
    if !clock.starts_with(|first: char| first.is_ascii_digit()) || date.ends_with(char::is_whitespace) {
        return Some(Cow::Borrowed(printed));
    }
    Some(Cow::Owned(format!("{date} {clock}")))
}

/// `--` (printed: no value) and the empty cell are `None` for every kind.
macro_rules! parts {
    ($self:ident, $rule:ident) => {
        grammar::value(ValueRule::$rule, &$self.0)?
    };
}

macro_rules! texts {
    ($($kind:ident)*) => {$(
        impl $kind {
            /// The text, `None` for `--`.
            ///
            /// ```
            #[doc = concat!("use zhengxin::schema::kind::", stringify!($kind), ";")]
            #[doc = concat!("assert_eq!(", stringify!($kind), "::from(\"A1\").value(), Some(\"A1\"));")]
            #[doc = concat!("assert_eq!(", stringify!($kind), "::from(\"--\").value(), None);")]
            /// ```
            #[must_use]
            pub fn value(&self) -> Option<&str> {
                grammar::value(Self::RULE, &self.0)?.is_some().then_some(&self.0)
            }
        }
    )*};
}

texts! { Text Title Name IdNumber Phone Email Address Employer Identifier PrivateText CaptionNote }

/// A word of a dictionary (证件类型, 五级分类, 币种, …), which the type names. Any text: no list is ever complete.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code<D> {
    text: String,
    dictionary: PhantomData<D>,
}

/// The name of the kind, whatever the dictionary.
const CODE: &str = "Code";

/// A code as serde and the JSON Schema see it: the dictionary makes no difference to either.
mod plain {
    /// A word of a dictionary (证件类型, 五级分类, 币种, …). Any text: no list is ever complete.
    #[derive(serde::Deserialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    pub(super) struct Code(pub(super) String);
}

impl<D> Serialize for Code<D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(CODE, &self.text)
    }
}

impl<'de, D> Deserialize<'de> for Code<D> {
    fn deserialize<S: Deserializer<'de>>(deserializer: S) -> Result<Self, S::Error> {
        plain::Code::deserialize(deserializer).map(|code| Self { text: code.0, dictionary: PhantomData })
    }
}

#[cfg(feature = "schema")]
impl<D> schemars::JsonSchema for Code<D> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        plain::Code::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        plain::Code::schema_id()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        plain::Code::json_schema(generator)
    }
}

impl<D> From<&str> for Code<D> {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), dictionary: PhantomData }
    }
}

impl<D> fmt::Display for Code<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl<D> Code<D> {
    /// The text as it is printed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The word, `None` for `--`.
    ///
    /// ```
    /// use zhengxin::schema::{dictionary::IdType, kind::Code};
    /// assert_eq!(Code::<IdType>::from("身份证").value(), Some("身份证"));
    /// ```
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        grammar::value(ValueRule::Text, &self.text)?.is_some().then_some(&self.text)
    }
}

impl<D: Dictionary> Code<D> {
    /// The word with its official code, `None` for `--`.
    ///
    /// ```
    /// use zhengxin::schema::{dictionary::{IdType, RepaymentState}, kind::Code};
    /// assert_eq!(Code::<IdType>::from("身份证").word().unwrap().code, Some("10"));
    /// assert_eq!(Code::<IdType>::from("学生证").word().unwrap().code, None);
    /// assert_eq!(Code::<RepaymentState>::from("1").word().unwrap().text, "逾期1-30天");
    /// ```
    #[must_use]
    pub fn word(&self) -> Option<Word<'_>> {
        self.value().map(|printed| dictionary::look_up(D::NAME, printed))
    }
}

impl Amount {
    /// The amount in fen (hundredths of the currency unit), `None` for `--`.
    ///
    /// ```
    /// use zhengxin::schema::kind::Amount;
    /// assert_eq!(Amount::from("1,010,000").fen(), Some(101_000_000));
    /// assert_eq!(Amount::from("--").fen(), None);
    /// ```
    #[must_use]
    pub fn fen(&self) -> Option<i64> {
        let parts = parts!(self, Amount)?;
        let yuan: i64 = parts.digits("yuan").parse().ok()?;
        let fen: i64 = match parts.digits("fen").as_str() {
            "" => 0,
            tenths if tenths.len() == 1 => tenths.parse::<i64>().ok()? * 10,
            hundredths => hundredths.parse().ok()?,
        };
        let amount = yuan.checked_mul(100)?.checked_add(fen)?;
        Some(if parts.has("minus") { -amount } else { amount })
    }
}

impl Count {
    /// The number, `None` for `--`.
    ///
    /// ```
    /// use zhengxin::schema::kind::Count;
    /// assert_eq!(Count::from("12").value(), Some(12));
    /// ```
    #[must_use]
    pub fn value(&self) -> Option<u32> {
        parts!(self, Count)?.digits("number").parse().ok()
    }
}

impl Date {
    /// The date, `None` for `--` and for a date that names no day (`长期`).
    ///
    /// ```
    /// use zhengxin::schema::kind::Date;
    /// let date = Date::from("2022年05月28日").value().unwrap();
    /// assert_eq!((date.year, date.month, date.day), (2022, Some(5), Some(28)));
    /// ```
    #[must_use]
    pub fn value(&self) -> Option<CalendarDate> {
        CalendarDate::read(&self.0)
    }
}

impl BirthDate {
    /// The date, `None` for `--`.
    ///
    /// ```
    /// use zhengxin::schema::kind::BirthDate;
    /// assert_eq!(BirthDate::from("1987.01.16").value().unwrap().year, 1987);
    /// ```
    #[must_use]
    pub fn value(&self) -> Option<CalendarDate> {
        CalendarDate::read(&self.0)
    }
}

impl Month {
    /// The month, `None` for `--`.
    ///
    /// ```
    /// use zhengxin::schema::kind::Month;
    /// assert_eq!(Month::from("2015.05").value().unwrap().to_string(), "2015-05");
    /// ```
    #[must_use]
    pub fn value(&self) -> Option<CalendarDate> {
        CalendarDate::read(&self.0)
    }
}

impl TitleMonth {
    /// The month, `None` for `--`.
    ///
    /// ```
    /// use zhengxin::schema::kind::TitleMonth;
    /// assert_eq!(TitleMonth::from("2015.05").value().unwrap().month, Some(5));
    /// ```
    #[must_use]
    pub fn value(&self) -> Option<CalendarDate> {
        CalendarDate::read(&self.0)
    }
}

impl Percentage {
    /// The number before the sign, without the `>` or `<` of a bound; `None` for `--`.
    ///
    /// ```
    /// use zhengxin::schema::kind::Percentage;
    /// assert_eq!(Percentage::from(">18%").value(), Some(18.0));
    /// ```
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        parts!(self, Percentage)?.text("share").parse().ok()
    }
}

/// A date as far as it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CalendarDate {
    /// The year.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: Option<u8>,
    /// The day of the month, 1 to 31.
    pub day: Option<u8>,
}

impl CalendarDate {
    fn read(text: &str) -> Option<Self> {
        let parts = grammar::value(ValueRule::Date, text)??;
        Some(Self {
            year: parts.digits("year").parse().ok()?,
            month: parts.digits("month").parse().ok(),
            day: parts.digits("day").parse().ok(),
        })
    }
}

/// ISO 8601, as far as the date is printed.
impl fmt::Display for CalendarDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(formatter, "-{month:02}")?;
            if let Some(day) = self.day {
                write!(formatter, "-{day:02}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn a_number_broken_at_a_blank_is_one_where_its_parts_are_none() {
        assert_eq!(canonical("Amount", "718,64 4").as_deref(), Some("718,644"));
        assert_eq!(canonical("Date", "2019.01.2 4").as_deref(), Some("2019.01.24"));
        assert_eq!(canonical("Amount", "718,644 4"), None);
        assert_eq!(canonical("Count", "12 34"), None);
    }

    #[test]
    fn a_date_and_its_clock_have_a_space_between_them() {
        assert_eq!(canonical("Date", "2022.06.1913:41:24").as_deref(), Some("2022.06.19 13:41:24"));
    }
}
