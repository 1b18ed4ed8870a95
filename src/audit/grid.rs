//! Reads a repayment grid: the record of the grid goes in, its months come out.

use super::facts::{Fact, Record};
use super::range::month;
use crate::schema::kind::CalendarDate;

/// A month of a grid.
#[derive(Debug, Clone)]
pub(super) struct GridMonth<'f> {
    /// Months since the year 0.
    pub month: i64,
    /// The state, which is printed above; `None` for `#`, which is unknown.
    pub state: Option<Fact<'f, &'f str>>,
    /// The amount, which is printed below.
    pub amount: Option<Fact<'f, i64>>,
}

impl GridMonth<'_> {
    /// The state as a number, if it is one: `1` to `7`, each for 30 more days or one more payment.
    pub(super) fn overdue_code(&self) -> Option<i64> {
        let mut characters = self.state?.value.chars();
        let code = i64::from(characters.next()?.to_digit(10)?);
        (characters.next().is_none() && code > 0).then_some(code)
    }

    /// Whether the state is one of some letters or signs.
    pub(super) fn state_is(&self, letters: &[&str]) -> bool {
        self.state.is_some_and(|state| letters.contains(&state.value))
    }
}

/// A grid with its title.
#[derive(Debug)]
pub(super) struct Grid<'f> {
    /// The title, with its first and last month as the value; `None` if the title does not have two months.
    pub range: Option<Fact<'f, (i64, i64)>>,
    /// The months in printed order.
    pub months: Vec<GridMonth<'f>>,
}

impl<'f> Grid<'f> {
    /// Reads the grid at a record; `None` if the report has no such record.
    pub(super) fn of(record: &Record<'f>) -> Option<Self> {
        if !record.is_there() {
            return None;
        }
        let mut months = Vec::new();
        for row in record.items("detail") {
            let Some(year) = row.count("year") else { continue };
            for cell in row.items("month") {
                let Some(number) = cell.count("monthValue").filter(|number| (1..=12).contains(&number.value)) else {
                    continue;
                };
                months.push(GridMonth {
                    month: year.value * 12 + number.value - 1,
                    state: cell.text("state").filter(|state| state.value != "#"),
                    amount: cell.amount("amount"),
                });
            }
        }
        let range = record.text("dateRange").and_then(|title| {
            Some(Fact { pointer: title.pointer, printed: title.printed, value: title_months(title.value)? })
        });
        Some(Self { range, months })
    }

    /// The months in the order of time.
    pub(super) fn in_order(&self) -> Vec<&GridMonth<'f>> {
        let mut months: Vec<_> = self.months.iter().collect();
        months.sort_by_key(|month| month.month);
        months
    }
}

/// The two months in a title like 2010年07月—2015年05月的还款记录.
fn title_months(title: &str) -> Option<(i64, i64)> {
    let runs: Vec<u16> = title
        .split(|character: char| !character.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .map(|run| run.parse().ok())
        .collect::<Option<_>>()?;
    let [first_year, first_month, last_year, last_month] = runs.as_slice().try_into().ok()?;
    let read = |year, number: u16| {
        let number = u8::try_from(number).ok().filter(|number| (1..=12).contains(number))?;
        month(CalendarDate { year, month: Some(number), day: None })
    };
    Some((read(first_year, first_month)?, read(last_year, last_month)?))
}
