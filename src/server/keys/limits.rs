//! How much a key may do: rates and quotas, as they are written on the command line and in the store.

use std::fmt;
use std::num::NonZero;
use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// The time zone in which days and months begin: that of Beijing, which has no summer time.
pub fn time_zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

/// The most requests in any stretch of time of a given length, for example 10 in any second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub count: NonZero<u32>,
    pub period: RatePeriod,
}

/// The length of time that a rate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RatePeriod {
    Second,
    Minute,
    Hour,
}

/// The most reports in a day, in a month or altogether.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    pub count: NonZero<u32>,
    pub period: QuotaPeriod,
}

/// The period that a quota is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuotaPeriod {
    Day,
    Month,
    Total,
}

impl RatePeriod {
    const ALL: [Self; 3] = [Self::Second, Self::Minute, Self::Hour];

    pub fn name(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
        }
    }

    pub fn length(self) -> Duration {
        Duration::from_secs(match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3_600,
        })
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.name() == name)
    }
}

impl QuotaPeriod {
    pub const ALL: [Self; 3] = [Self::Day, Self::Month, Self::Total];

    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Total => "total",
        }
    }

    /// The name of the period that `now` is in: `2026-11-24`, `2026-11`, `total`.
    pub fn around(self, now: Timestamp) -> String {
        let date = now.to_zoned_datetime(time_zone()).date();
        match self {
            Self::Day => date.to_string(),
            Self::Month => format!("{:04}-{:02}", date.year(), date.month()),
            Self::Total => self.name().into(),
        }
    }
}

/// The greatest count of a rate. It is bounded because the store has a row for each request that a rate allows.
const MAX_RATE: u32 = 100_000;

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = "a rate is written as 10/second, 600/minute or 5000/hour";
        let (count, period) = split(text).ok_or(wanted)?;
        if count.get() > MAX_RATE {
            return Err(format!("a rate is at most {MAX_RATE}; take a shorter period"));
        }
        Ok(Self { count, period: RatePeriod::from_name(period).ok_or(wanted)? })
    }
}

impl FromStr for Quota {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = "a quota is written as 500/day, 10000/month or 100000/total";
        let (count, period) = split(text).ok_or(wanted)?;
        let period = QuotaPeriod::ALL.into_iter().find(|known| known.name() == period).ok_or(wanted)?;
        Ok(Self { count, period })
    }
}

fn split(text: &str) -> Option<(NonZero<u32>, &str)> {
    let (count, period) = text.split_once('/')?;
    Some((count.parse().ok()?, period))
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.count, self.period.name())
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.count, self.period.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_they_are_written() {
        for text in ["10/second", "600/minute", "100000/hour"] {
            assert_eq!(text.parse::<Rate>().expect("a rate").to_string(), text);
        }
        for text in ["500/day", "10000/month", "1/total"] {
            assert_eq!(text.parse::<Quota>().expect("a quota").to_string(), text);
        }
        for text in ["", "10", "0/second", "-1/hour", "10/day", "100001/second", "10 /second"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
        for text in ["", "500", "0/day", "5/week", "5/hour"] {
            assert!(text.parse::<Quota>().is_err(), "{text}");
        }
    }

    #[test]
    fn days_and_months_begin_at_midnight_in_beijing() {
        let periods = |instant: &str| {
            let now: Timestamp = instant.parse().expect("an instant");
            QuotaPeriod::ALL.map(|period| period.around(now))
        };
        assert_eq!(periods("2026-11-30T15:59:59Z"), ["2026-11-30", "2026-11", "total"]);
        assert_eq!(periods("2026-11-30T16:00:00Z"), ["2026-12-01", "2026-12", "total"]);
    }
}
