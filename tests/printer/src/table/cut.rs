//! Rows that the end of a page cuts.

use super::{Laid, LaidLine};
use crate::page::YEAR_COLUMNS;
use crate::style::{Cut, Style};

impl Laid {
    /// What of the row has room on a page that ends so far below its upper edge, and what is left; `None` where no line of it
    /// has room, or all have.
    ///
    /// With borders at the cut, a row with text in all cells on both sides looks like two rows, and labels, whose lines break
    /// early, look like two rows with cells that span both, as does a row beside such cells: it is cut only where it `must` be,
    /// and then without borders. Of labels their words tell what they are, so that some styles cut them as other rows.
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

    /// The row without the cells that go on from above, but for those whose text comes only now: some programs forget them at the top of
    /// a page.
    pub(crate) fn severed(&self) -> Self {
        let mut row = self.clone();
        row.cells.retain(|cell| !cell.joined.0 || !cell.lines.is_empty());
        row
    }

    /// Tells the cells that they are printed once more.
    pub(crate) fn untag(&mut self) {
        self.cells.iter_mut().for_each(|cell| cell.tag = None);
    }

    /// The row as it is printed once more on the page after the one it ends, beside a cell that spans rows; `None` where nothing
    /// would tell it from an equal row.
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
