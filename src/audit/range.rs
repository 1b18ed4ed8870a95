//! The numbers that the rules compare: a [`Range`] where the printed rules leave room for several numbers, and dates as
//! counts of months. Also writes numbers, amounts and months as the messages of findings have them.

use crate::schema::kind::CalendarDate;

/// The smallest and the greatest number that may be meant. For example, if a list has 3 accounts that a summary must
/// count and one that it may count, the range is 3 to 4.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Range {
    pub low: i64,
    pub high: i64,
}

/// A whole yuan, in fen.
const YUAN: i64 = 100;

impl Range {
    /// The range of a single number.
    pub(super) fn exactly(number: i64) -> Self {
        Self { low: number, high: number }
    }

    /// Adds a number that is certain to count.
    pub(super) fn add(&mut self, number: i64) {
        self.low = self.low.saturating_add(number);
        self.high = self.high.saturating_add(number);
    }

    /// Adds a number that may count or not, so only the upper end changes.
    pub(super) fn add_possible(&mut self, number: i64) {
        self.high = self.high.saturating_add(number);
    }

    /// Takes away the upper end, for lists that do not show everything.
    pub(super) fn open(&mut self) {
        self.high = i64::MAX;
    }

    /// The range of a sum of so many amounts. Each of them may have been rounded to whole yuan, so each end moves
    /// outward by one yuan for each amount.
    pub(super) fn rounded(self, amounts: usize) -> Self {
        let room = YUAN.saturating_mul(i64::try_from(amounts).unwrap_or(i64::MAX));
        Self { low: self.low.saturating_sub(room), high: self.high.saturating_add(room) }
    }

    /// Whether a number is in the range.
    pub(super) fn contains(self, number: i64) -> bool {
        (self.low..=self.high).contains(&number)
    }

    /// The range in words, each end written by `write`.
    pub(super) fn words(self, write: impl Fn(i64) -> String) -> String {
        if self.low == self.high {
            write(self.low)
        } else if self.high == i64::MAX {
            format!("at least {}", write(self.low))
        } else {
            format!("{} to {}", write(self.low), write(self.high))
        }
    }
}

/// A count of things as an `i64`, the type of all numbers of the audit.
pub(super) fn number(things: usize) -> i64 {
    i64::try_from(things).unwrap_or(i64::MAX)
}

/// A number with its noun: `1 account`, `2 queries`.
pub(super) fn counted(count: i64, noun: &str) -> String {
    let plural = match noun.strip_suffix('y') {
        _ if count == 1 => return format!("1 {noun}"),
        Some(stem) => format!("{stem}ies"),
        None => format!("{noun}s"),
    };
    format!("{count} {plural}")
}

/// An amount of fen in yuan, as reports print it: `1,010,000`, `12.50`.
pub(super) fn yuan(fen: i64) -> String {
    let digits = (fen / YUAN).unsigned_abs().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let cents = (fen % YUAN).unsigned_abs();
    let sign = if fen < 0 { "-" } else { "" };
    if cents == 0 { format!("{sign}{text}") } else { format!("{sign}{text}.{cents:02}") }
}

/// The month of a date, counted from the year 0, so that months can be subtracted; `None` if no month is printed.
pub(super) fn month(date: CalendarDate) -> Option<i64> {
    Some(i64::from(date.year) * 12 + i64::from(date.month?) - 1)
}

/// A month as reports print it: `2015.05`.
pub(super) fn month_text(month: i64) -> String {
    format!("{:04}.{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

/// Whether one date is later than another. They are compared only to the precision that both have: `2015.05` is neither
/// later nor earlier than `2015.05.25`.
pub(super) fn is_later(date: CalendarDate, than: CalendarDate) -> bool {
    if date.year != than.year {
        return date.year > than.year;
    }
    match (date.month, than.month) {
        (Some(month), Some(other)) if month != other => month > other,
        (Some(_), Some(_)) => date.day.zip(than.day).is_some_and(|(day, other)| day > other),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_they_are_printed() {
        let written = [0, 99_900, 100_000, 101_000_000, 1250, -1250].map(yuan);
        assert_eq!(written, ["0", "999", "1,000", "1,010,000", "12.50", "-12.50"]);
    }

    #[test]
    fn dates_are_compared_as_far_as_both_are_printed() {
        let date = |month, day| CalendarDate { year: 2015, month, day };
        assert!(is_later(date(Some(5), Some(25)), date(Some(5), Some(24))));
        assert!(is_later(date(Some(6), None), date(Some(5), Some(24))));
        for other in [date(Some(5), None), date(None, None), date(Some(5), Some(25)), date(Some(6), Some(1))] {
            assert!(!is_later(date(Some(5), Some(25)), other), "{other}");
        }
    }

    #[test]
    fn months_are_counted_and_written() {
        let may = CalendarDate { year: 2015, month: Some(5), day: None };
        assert_eq!(month(may).map(month_text).as_deref(), Some("2015.05"));
        assert_eq!(month(may).map(|month| month_text(month - 5)).as_deref(), Some("2014.12"));
        assert_eq!(month(CalendarDate { month: None, ..may }), None);
    }
}
