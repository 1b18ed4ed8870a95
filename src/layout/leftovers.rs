//! Lengthens the rest of a spanning cell at the beginning of a page, where it is lower than the row beside it.
//!
//! Programs that lay out tables in a browser's way end the rest of a spanning cell where it would have ended on an endless page, but
//! push the row beside it to the next page as a whole:
//!
//! ```text
//! │    │    │    │  (begin of the page)  │    │    │    │
//! ├────┘ 0  │ 85 │      stands for       │    │ 0  │ 85 │
//! │    ┌────┼────┤                       ├────┼────┼────┤
//! │2019│ N  │ N  │                       │2019│ N  │ N  │
//! ```
//!
//! Otherwise the cell beside it would be no rectangle. The lines of a sheet are changed in place.

use super::effort::Effort;
use super::rulings::{Lines, Segment};

/// Lines nearer than this many font sizes meet.
const MEETS: f32 = 0.35;

/// Pieces of one vertical line agree within this, in points.
const COLLINEAR: f32 = 0.75;

/// The rest of a cell is lower than this many font sizes: no text stands in it.
const LOW: f32 = 1.0;

/// Lengthens the low rests of cells on a sheet whose text has the median font size `em`.
pub(super) fn lengthen(lines: &mut Lines, em: f32, effort: &Effort) {
    for index in 0..lines.vertical.len() {
        let side = lines.vertical[index];
        if side.length() >= LOW * em {
            continue;
        }
        let Some(rest) = Rest::of(&side, lines, em, effort) else { continue };
        if !effort.spend(lines.horizontal.len() + lines.vertical.len()) {
            return;
        }
        let is_bottom =
            |line: &Segment| (side.from - MEETS * em..=side.to + MEETS * em).contains(&line.at) && rest.spans(line);
        for bottom in lines.horizontal.iter_mut().filter(|line| is_bottom(line)) {
            bottom.at = rest.row_bottom;
        }
        lines.horizontal.sort_by(|a, b| a.at.total_cmp(&b.at));
        // Other sides of the same rest, of a double border or of a cell beside it that spans rows, too.
        for side in &mut lines.vertical {
            let is_alike = (side.to - rest.bottom).abs() <= MEETS * em && (rest.from..=rest.to).contains(&side.at);
            if is_alike {
                side.to = rest.row_bottom;
            }
        }
    }
}

/// The rest of a cell that spans rows.
struct Rest {
    /// The left end of its lower side, and a little before.
    from: f32,
    /// The right end of its lower side, and a little behind.
    to: f32,
    /// Where its lower side is.
    bottom: f32,
    /// Where the row beside it ends.
    row_bottom: f32,
}

impl Rest {
    /// The rest of which `side` is the left or the right side, if it is one.
    fn of(side: &Segment, lines: &Lines, em: f32, effort: &Effort) -> Option<Self> {
        let near = |a: f32, b: f32| (a - b).abs() <= MEETS * em;
        let goes_on = |line: &&Segment| line.from > side.to + MEETS * em;
        let collinear = around(&lines.vertical, side.at, COLLINEAR, effort)?;
        let row_bottom = collinear.iter().filter(goes_on).map(|line| line.from).min_by(f32::total_cmp)?;
        let ends = around(&lines.horizontal, side.to, MEETS * em, effort)?;
        let below = around(&lines.horizontal, row_bottom, MEETS * em, effort)?;
        let is_left = |line: &&Segment| near(line.to, side.at) && line.length() > em;
        let is_right = |line: &&Segment| near(line.from, side.at) && line.length() > em;
        let runs_through = ends.iter().any(|line| line.from < side.at - em && line.to > side.at + em);
        let bottom = match (ends.iter().find(is_left), ends.iter().find(is_right)) {
            (Some(left), None) if below.iter().any(|line| is_right(&line)) => left,
            (None, Some(right)) if below.iter().any(|line| is_left(&line)) => right,
            _ => return None,
        };
        let (from, to) = (bottom.from - MEETS * em, bottom.to + MEETS * em);
        (!runs_through).then_some(Self { from, to, bottom: side.to, row_bottom })
    }

    /// Whether a horizontal line lies between both ends.
    fn spans(&self, line: &Segment) -> bool {
        line.from >= self.from && line.to <= self.to
    }
}

/// The lines that lie within `reach` of a place; `None` where the effort does not allow for them.
fn around<'l>(lines: &'l [Segment], at: f32, reach: f32, effort: &Effort) -> Option<&'l [Segment]> {
    let first = lines.partition_point(|line| line.at < at - reach);
    let count = lines[first..].partition_point(|line| line.at <= at + reach);
    effort.spend(count).then_some(&lines[first..first + count])
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, transcript};

    #[test]
    fn the_row_beside_a_low_rest_is_one() {
        let mut pages = [Draft::new(1), Draft::new(2)];
        let draft = &mut pages[0];
        draft.line(40.0, 740.0, 40.0, 800.0).line(40.0, 740.0, 240.0, 740.0).line(240.0, 740.0, 240.0, 780.0);
        draft.line(100.0, 740.0, 100.0, 800.0).line(170.0, 740.0, 170.0, 780.0).line(100.0, 760.0, 240.0, 760.0);
        draft.line(100.0, 780.0, 240.0, 780.0);
        draft.text(43.0, 755.0, "2017").text(103.0, 755.0, "a").text(173.0, 755.0, "b");
        draft.text(103.0, 775.0, "c").text(173.0, 775.0, "d");
        let draft = &mut pages[1];
        draft.line(40.0, 20.0, 40.0, 60.0).line(170.0, 20.0, 170.0, 60.0).line(240.0, 20.0, 240.0, 60.0);
        draft.line(100.0, 20.0, 100.0, 24.0).line(40.0, 24.0, 100.0, 24.0).line(100.0, 40.0, 240.0, 40.0);
        draft.line(100.0, 40.0, 100.0, 60.0).line(40.0, 60.0, 240.0, 60.0);
        draft.text(103.0, 33.0, "e").text(173.0, 33.0, "f");
        draft.text(43.0, 55.0, "2016").text(103.0, 55.0, "g").text(173.0, 55.0, "h");
        let read = transcript(&pages.map(|draft| draft.page));
        assert_eq!(read, ["│2017│a│b│", "│〃│c│d│", "│〃│e│f│", "│2016│g│h│"]);
    }
}
