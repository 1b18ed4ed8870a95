//! Finds rows whose columns have no lines between them. Some programs print a table with lines above and below its rows only;
//! some browsers lose the vertical lines of the last table of a page.
//!
//! The sheet, its lines and its drawn tables go in; further tables come out. A row is what stands between two lines of equal
//! extent that follow each other. Its columns are told by its texts: a row of labels and the rows of values below it leave free the
//! same strips. For example, `编号   日期` above `1   2022` is a table of two columns.
//!
//! Where the strips are found wrongly, a label stands in two cells or two labels in one, and no rule knows such a row. What could
//! go wrong unseen are two rows without a line between them: the digits of both would be joined. So texts on two lines are no row
//! where the second would have had room beside the first ([`is_one_row`]).

mod bands;
mod borders;

use self::bands::{Band, LABELS_APART, above, below, between, free_glyphs, is_one_row, partings, rules};
pub(super) use self::borders::align;
use super::cells::{self, Table};
use super::effort::Effort;
use super::rulings::{Lines, Segment};
use super::sheet::Sheet;

/// Both lines of a row begin and end at the same edges, within this many font sizes.
const SAME_END: f32 = 0.5;

/// The texts of all rows together leave free a strip of this many font sizes between two columns. Where columns are nearer, no
/// table is found.
const STRIP: f32 = 0.15;

/// A border may run this many font sizes into a text beside it: by the side bearing of its letters.
const SLACK: f32 = 0.1;

/// The free part between two columns, from left to right.
type Strip = (f32, f32);

/// The tables of the sheet whose columns have no lines between them, besides its other tables; `em` is the median font size.
pub(super) fn tables(sheet: &Sheet, lines: &Lines, others: &[Table], em: f32, effort: &Effort) -> Vec<Table> {
    let rules = rules(lines, em, effort);
    // Nearly every line is the border of a drawn table.
    if rules.iter().all(|rule| rule.is_touched) {
        return Vec::new();
    }
    let Some(free) = free_glyphs(sheet, others, effort) else { return Vec::new() };
    let mut tables = Vec::new();
    let mut group: Option<Group> =
        rules.first().and_then(|first| above(*first, &free, em)).and_then(|band| Group::of(band, em));
    for (index, rule) in rules.iter().enumerate() {
        let band = match rules.get(index + 1) {
            Some(next) => between(*rule, *next, &free, em),
            None => below(*rule, index.checked_sub(1).map(|above| rules[above]), &free, em),
        };
        let is_crossed = |band: &Band| {
            let runs_through = |line: &Segment| {
                band.from - SAME_END * em < line.at
                    && line.at < band.to + SAME_END * em
                    && line.overlap(band.top, band.bottom) > (band.bottom - band.top) / 2.0
            };
            lines.vertical.iter().any(runs_through)
        };
        if band.is_some() && !effort.spend(lines.vertical.len() + sheet.rulings.len() + sheet.fills.len()) {
            return Vec::new();
        }
        let band = band.filter(|band| !is_crossed(band));
        let Some(band) = band.map(|band| Band { partings: partings(sheet, band.top, band.bottom, em), ..band }) else {
            tables.extend(group.take().and_then(|group| group.table(em, effort)));
            continue;
        };
        let shared = group.as_ref().and_then(|group| group.strips_with(&band, em));
        if let (Some(group), Some(strips)) = (&mut group, shared) {
            group.add(band, strips);
        } else {
            tables.extend(group.take().and_then(|group| group.table(em, effort)));
            group = Group::of(band, em);
        }
    }
    tables.extend(group.and_then(|group| group.table(em, effort)));
    tables
}

/// Rows below each other with the same columns.
struct Group {
    /// Between two columns each. The first is the border of a cell that spans rows, where there are such cells.
    strips: Vec<Strip>,
    /// Whether there are cells at the left that span rows: the year of a calendar beside states and amounts.
    is_indented: bool,
    bands: Vec<Band>,
}

impl Group {
    /// The group that begins with a row of several texts.
    fn of(band: Band, em: f32) -> Option<Self> {
        let is_indented = band.from > band.whole_from;
        let mut strips = band.label_strips(em);
        let is_row = !strips.is_empty() && is_one_row(&band, &edges(&band, band.from, &strips, em), em);
        if is_indented {
            strips.insert(0, (band.from, band.from));
        }
        is_row.then(|| Self { strips, is_indented, bands: vec![band] })
    }

    /// The strips that the group and the row below it leave free, if that row has the same columns, each with a text.
    fn strips_with(&self, band: &Band, em: f32) -> Option<Vec<Strip>> {
        let last = self.bands.last()?;
        let same = |a: f32, b: f32| (a - b).abs() <= SAME_END * em;
        let is_below = same(last.whole_from, band.whole_from) && same(last.to, band.to) && same(last.bottom, band.top);
        let is_indented = band.from > band.whole_from;
        let mut strips = self.strips.clone();
        if is_indented && !self.is_indented {
            // A label above may stand over both the cell that spans rows and the next one.
            if self.bands.iter().any(|above| self.stands_over(above, band.from, em)) {
                return None;
            }
            strips.insert(0, (band.from, band.from));
        }
        if !is_below || band.strips(LABELS_APART * em).len() > strips.len() {
            return None;
        }
        let free = band.free(STRIP * em);
        let shared = |strip: &Strip| {
            let parts = free.iter().map(|free| (free.0.max(strip.0), free.1.min(strip.1)));
            let widest = parts.max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
            let least = if strip.0 == strip.1 { 0.0 } else { STRIP * em };
            widest.filter(|(left, right)| right - left >= least)
        };
        let strips: Option<Vec<Strip>> = strips.iter().map(shared).collect();
        // A calendar has months without a text. Elsewhere a row with fewer texts has other columns.
        let is_calendar = is_indented || self.is_indented && band.is_open;
        strips.filter(|strips| {
            let starts = std::iter::once(band.from).chain(strips.iter().map(|strip| strip.1));
            let ends = strips.iter().map(|strip| strip.0).chain([band.to]);
            let has_text =
                |(from, to): (f32, f32)| band.glyphs.iter().any(|glyph| (from..to).contains(&glyph.bounds.center().x));
            is_calendar || starts.zip(ends).all(has_text)
        })
    }

    /// Whether the first text of a row is that of a cell on both sides of a border, and not of the cell behind it.
    fn stands_over(&self, band: &Band, border: f32, em: f32) -> bool {
        let Some(end) = self.strips.first().map(|strip| f32::midpoint(strip.0, strip.1)) else { return true };
        let first = band.glyphs.iter().map(|glyph| glyph.bounds).filter(|bounds| bounds.right <= end);
        let Some(text) = first.reduce(|a, b| a.union(&b)) else { return true };
        let off = |from: f32| (text.center().x - f32::midpoint(from, end)).abs();
        text.left < border || text.left - border > LABELS_APART * em && off(band.from) < off(border)
    }

    /// Adds the row below, which with the group leaves free these strips.
    fn add(&mut self, band: Band, strips: Vec<Strip>) {
        self.is_indented |= band.from > band.whole_from;
        self.strips = strips;
        self.bands.push(band);
    }

    /// The table of the rows, if each of them is one row.
    fn table(&self, em: f32, effort: &Effort) -> Option<Table> {
        let (first, last) = (self.bands.first()?, self.bands.last()?);
        let edges = edges(first, first.whole_from, &self.strips, em);
        let is_row = |band: &Band| {
            let first = edges.iter().position(|edge| band.from - *edge <= SAME_END * em).unwrap_or_default();
            is_one_row(band, &edges[first..], em)
        };
        if !self.bands.iter().all(is_row) {
            return None;
        }
        // One row alone may be a running head or foot above or below a line across the page, unless the line is parted like its
        // texts, or the row stands right below another one.
        let is_parted = || self.strips.iter().all(|strip| first.is_parted_in(*strip, em));
        if self.bands.len() == 1 && (first.is_open_above || !first.is_below_row && !is_parted()) {
            return None;
        }
        let mut lines = Lines::default();
        for (index, band) in self.bands.iter().enumerate().filter(|(_, band)| !band.is_open_above) {
            // The line above an indented row is that of the row above it, if it begins farther left.
            let above = index.checked_sub(1).map_or(band.whole_from, |above| self.bands[above].lower_from);
            lines.horizontal.push(Segment { at: band.top, from: above, to: first.to });
        }
        if !last.is_open {
            lines.horizontal.push(Segment { at: last.bottom, from: last.lower_from, to: first.to });
        }
        lines.vertical.extend(edges.into_iter().map(|at| Segment { at, from: first.top, to: last.bottom }));
        let mut tables = cells::tables(&lines, em, effort);
        let table = tables.pop()?;
        Some(Table { is_sideless: true, is_unruled: true, ..table })
    }
}

/// The borders of the columns: in the strips, where lines or grounds are parted if they are, and at the ends of the lines.
fn edges(band: &Band, from: f32, strips: &[Strip], em: f32) -> Vec<f32> {
    let border = |&(left, right): &Strip| {
        let near = band.partings_in((left, right), em);
        let (first, last) = near.fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), at| (a.min(*at), b.max(*at)));
        let is_one = (0.0..=SAME_END * em).contains(&(last - first));
        if is_one { f32::midpoint(first, last) } else { f32::midpoint(left, right) }
    };
    let mut edges = vec![from];
    edges.extend(strips.iter().map(border));
    edges.push(band.to);
    edges
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, transcript};

    /// A page with lines from edge to edge at these heights.
    fn ruled(heights: &[f32]) -> Draft {
        let mut draft = Draft::new(1);
        for y in heights {
            draft.line(40.0, *y, 560.0, *y);
        }
        draft
    }

    #[test]
    fn texts_between_lines_are_cells() {
        let mut draft = ruled(&[100.0, 115.0, 130.0]);
        draft.text(50.0, 111.0, "编号").text(200.0, 111.0, "手机号码").text(400.0, 111.0, "信息更新日期");
        draft.text(50.0, 126.0, "1").text(200.0, 126.0, "19990717154").text(400.0, 126.0, "2019.09.24");
        // The last row of a page may lack the line below.
        draft.text(50.0, 141.0, "2").text(200.0, 141.0, "19975805642").text(400.0, 141.0, "2015.08.04");
        let rows = ["│编号│手机号码│信息更新日期│", "│1│19990717154│2019.09.24│", "│2│19975805642│2015.08.04│"];
        assert_eq!(transcript(&[draft.page]), rows);
    }

    #[test]
    fn a_running_foot_below_a_line_is_no_row() {
        let mut draft = Draft::new(1);
        draft.table(100.0, &[&["a", "b"]]);
        draft.line(40.0, 780.0, 560.0, 780.0).text(50.0, 791.0, "内部资料").text(500.0, 791.0, "第1页");
        let read = transcript(&[draft.page]);
        assert_eq!(
            (read[0].as_str(), read.iter().filter(|line| line.starts_with('│')).count()),
            ("│a│b│", 1),
            "{read:?}"
        );
    }

    #[test]
    fn a_year_beside_two_rows_spans_them() {
        let mut draft = ruled(&[100.0, 115.0, 145.0]);
        draft.line(100.0, 130.0, 560.0, 130.0);
        for (month, x) in ["1", "2", "3"].into_iter().zip([104.0, 254.0, 404.0]) {
            draft.text(x, 111.0, month).text(x, 126.0, "N");
        }
        draft.text(50.0, 134.0, "2022").text(104.0, 141.0, "0").text(404.0, 141.0, "0");
        assert_eq!(transcript(&[draft.page]), ["││1│2│3│", "│2022│N│N│N│", "│〃│0││0│"]);
    }

    #[test]
    fn rows_without_a_line_between_them_are_not_joined() {
        let mut draft = ruled(&[100.0, 115.0, 145.0]);
        draft.text(50.0, 111.0, "业务类型").text(300.0, 111.0, "账户数");
        draft.text(50.0, 126.0, "贷款").text(300.0, 126.0, "5").text(50.0, 141.0, "其他").text(300.0, 141.0, "3");
        let read = transcript(&[draft.page]);
        assert!(read.iter().all(|line| !line.contains("53")), "{read:?}");
    }

    #[test]
    fn headings_between_drawn_tables_are_no_rows() {
        let mut draft = Draft::new(1);
        draft.table(100.0, &[&["a", "b"]]);
        draft.text(300.0, 128.0, "（二）账户").text(43.0, 140.0, "账户1");
        draft.table(145.0, &[&["c", "d"]]);
        assert_eq!(transcript(&[draft.page]), ["│a│b│", "（二）账户", "账户1", "│c│d│"]);
    }

    #[test]
    fn a_table_that_goes_on_has_the_columns_of_both_pages() {
        let mut first = ruled(&[740.0, 755.0]);
        first.text(50.0, 751.0, "编号").text(300.0, 751.0, "日期").text(50.0, 766.0, "1").text(300.0, 766.0, "2022");
        let mut second = Draft::new(2);
        second.table(40.0, &[&["2", "2023"]]);
        assert_eq!(transcript(&[first.page, second.page]), ["│编号│日期│", "│1│2022│", "│2│2023│"]);
    }
}
