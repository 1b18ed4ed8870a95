//! Cuts rows at the end of a page, and changes rows as some programs do at the top of the next one.

use super::{Laid, LaidLine};
use crate::page::YEAR_COLUMNS;
use crate::style::{Cut, Style};

impl Laid {
    /// Cuts the row at `room` points below its upper edge: the part that fits on the page, and the rest. `None` if no
    /// line fits, or all lines do.
    ///
    /// Some rows would look like two rows if they were cut with borders at the cut: a row with text in all cells on
    /// both sides, a row beside cells that span rows, and a row of labels, whose lines break early. Such a row is cut
    /// only if it `must` be, and then without borders. Labels can be told by their words, so some styles cut them like
    /// other rows.
    pub(crate) fn cut(&self, room: f64, must: bool, style: &Style) -> Option<(Self, Self)> {
        let leading = style.leading * style.size;
        let padding = style.padding.1 * style.size;
        let fits = |line: &LaidLine| line.top + leading <= room;
        let lines = || self.cells.iter().flat_map(|cell| &cell.lines);
        let first_left = lines().filter(|line| !fits(line)).map(|line| line.top).min_by(f64::total_cmp)?;
        lines().find(|line| fits(line))?;
        let mut upper = self.clone();
        let mut lower = self.clone();
        let shift = first_left - padding;
        for (upper, lower) in upper.cells.iter_mut().zip(&mut lower.cells) {
            upper.lines.retain(fits);
            lower.lines.retain(|line| !fits(line));
            lower.lines.iter_mut().for_each(|line| line.top -= shift);
        }
        let is_full = |row: &Self| row.cells.iter().all(|cell| !cell.lines.is_empty());
        let spans = self.cells.iter().any(|cell| cell.joined.0 || cell.joined.1);
        let is_bound = if self.labels { !style.cuts.labels } else { is_full(&upper) && is_full(&lower) };
        let looks_like_two = spans || is_bound;
        let closed = style.cut != Cut::Open && !looks_like_two;
        if looks_like_two && !must && style.cut != Cut::Open {
            return None;
        }
        upper.height = room;
        upper.closed.1 = closed;
        lower.height = self.height - shift;
        lower.closed.0 = closed;
        lower.is_rest = true;
        Some((upper, lower))
    }

    /// Whether cells go on in it from above.
    pub(crate) fn goes_on(&self) -> bool {
        self.cells.iter().any(|cell| cell.joined.0)
    }

    /// The row without the cells that go on from above, which some programs forget at the top of a page. Cells whose
    /// text begins only here stay.
    pub(crate) fn severed(&self) -> Self {
        let mut row = self.clone();
        row.cells.retain(|cell| !cell.joined.0 || !cell.lines.is_empty());
        row
    }

    /// Takes the elements from the cells, because they are printed once more.
    pub(crate) fn untag(&mut self) {
        self.cells.iter_mut().for_each(|cell| cell.tag = None);
    }

    /// The row that ends a page, as it is printed once more on the next page beside a cell that spans rows. `None` if
    /// nothing would tell it from another row with the same texts.
    pub(crate) fn again(&self, style: &Style) -> Option<Self> {
        let begins = self.cells.first()?;
        if self.cells.len() != YEAR_COLUMNS || self.labels || self.is_rest || !(begins.joined.0 || begins.joined.1) {
            return None;
        }
        let mut row = self.clone();
        row.cells[0].lines.clear();
        row.cells[0].joined.0 = true;
        row.untag();
        let most = row.cells.iter().map(|cell| cell.lines.len()).max()?;
        row.height = (most as f64 * style.leading + 2.0 * style.padding.1) * style.size;
        Some(row)
    }
}
