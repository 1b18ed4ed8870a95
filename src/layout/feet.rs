//! Gives running feet back to the margin that were taken for rows.
//!
//! A line at the foot of a page may stand below a line across the page, like the last row of a table that is printed without lines
//! between its columns. One page alone does not tell what it is. All pages do: the same text stands at the same height of other
//! pages, outside of tables.
//!
//! The bodies of all sheets go in, before their furniture is cleared. Such rows come out as free lines.

use super::body::Body;
use super::effort::Effort;
use super::furniture::{LEAST, SAME_PLACE, parted};
use super::rows::Row;
use super::text::Line;

/// Frees the last row of a body where it is a running foot.
pub(super) fn free(bodies: &mut [Body], effort: &Effort) {
    let rows: Vec<Option<Foot>> =
        bodies.iter().map(|body| body.open_row().map(|row| Foot::of_row(&row, body))).collect();
    if rows.iter().all(Option::is_none) {
        return;
    }
    let mut feet: Vec<Foot> = rows.iter().flatten().cloned().collect();
    feet.extend(bodies.iter().flat_map(|body| body.free.iter().map(|line| Foot::of_line(line, body))));
    let least = LEAST.min(bodies.len()).max(2);
    for (body, foot) in bodies.iter_mut().zip(rows) {
        let is_repeated =
            |foot: &Foot| effort.spend(feet.len()) && feet.iter().filter(|other| other.is_same(foot)).count() >= least;
        if foot.as_ref().is_some_and(is_repeated) {
            body.free_open_row();
        }
    }
}

/// A text at the foot of a page.
#[derive(Clone)]
struct Foot {
    /// Its characters but for blanks, each number as one `0`.
    text: String,
    /// The distance of its middle from the bottom of the page, in points.
    from_bottom: f32,
}

impl Foot {
    fn of_line(line: &Line, body: &Body) -> Self {
        let text = masked([line]);
        Self { text, from_bottom: body.height - line.bounds.center().y }
    }

    fn of_row(row: &Row, body: &Body) -> Self {
        let lines = || row.cells.iter().flat_map(|cell| &cell.lines);
        let y = lines().next().map_or(row.bottom, |line| line.bounds.center().y);
        Self { text: masked(lines()), from_bottom: body.height - y }
    }

    fn is_same(&self, other: &Self) -> bool {
        self.text == other.text && (self.from_bottom - other.from_bottom).abs() <= SAME_PLACE
    }
}

/// The characters of some lines, but for blanks, with each number as one `0`.
fn masked<'l>(lines: impl IntoIterator<Item = &'l Line>) -> String {
    let characters = lines.into_iter().flat_map(|line| &line.characters).map(|(character, _)| *character);
    parted(characters.filter(|character| *character != ' ')).0
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, rendered};
    use crate::layout::{Layout, LineKind, Sheets};

    #[test]
    fn a_running_foot_below_a_table_without_lines_between_its_columns_is_no_row() {
        let page = |number: u32, top: f32| {
            let mut draft = Draft::new(number);
            for y in [top, top + 15.0, top + 30.0] {
                draft.line(40.0, y, 560.0, y);
            }
            draft.text(50.0, top + 11.0, "编号").text(300.0, top + 11.0, "日期");
            draft.text(50.0, top + 26.0, &number.to_string()).text(300.0, top + 26.0, "2022");
            draft.text(50.0, 791.0, "查询系统").text(300.0, 791.0, &format!("{number}/3"));
            draft.page
        };
        let mut sheets = Sheets::new(usize::MAX);
        // The table ends right above the foot on the second page.
        [page(1, 100.0), page(2, 750.0), page(3, 100.0)].into_iter().for_each(|page| sheets.add(page, &|_, _| None));
        let mut lines = Vec::new();
        assert!(sheets.join(Some(&|_| LineKind::Unknown), &|_, _| None, |line| lines.push(line)).is_some());
        let read = rendered(&Layout { lines, ..Layout::default() });
        assert_eq!(read, ["│编号│日期│", "│1│2022│", "│2│2022│", "│3│2022│"]);
    }
}
