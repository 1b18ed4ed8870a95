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

use super::cells::{self, Table};
use super::effort::Effort;
use super::rows::{Row, SAME_EDGE};
use super::rulings::{Lines, Segment};
use super::sheet::Sheet;
use crate::page::Glyph;
use crate::page::geometry::{Point, Rect};

/// Lines at one height, in font sizes.
const SAME_HEIGHT: f32 = 0.35;

/// Both lines of a row begin and end at the same edges, within this many font sizes.
const SAME_END: f32 = 0.5;

/// The pieces of a line cover this part of its length: it may be broken at the borders of columns.
const WHOLE: f32 = 0.9;

/// Labels are at least this many font sizes apart. Two words of one label are parted by a space, which is narrower.
const LABELS_APART: f32 = 0.6;

/// The texts of all rows together leave free a strip of this many font sizes between two columns. Where columns are nearer, no
/// table is found.
const STRIP: f32 = 0.15;

/// The last row of a page may lack the line below. Its lines of text are at most this many font sizes apart, and so is the first
/// from the line above.
const LINES_APART: f32 = 0.9;

/// A border may run this many font sizes into a text beside it: by the side bearing of its letters.
const SLACK: f32 = 0.1;

/// The free part between two columns, from left to right.
type Strip = (f32, f32);

/// A line from edge to edge.
#[derive(Clone, Copy)]
struct Rule {
    at: f32,
    from: f32,
    to: f32,
    is_whole: bool,
    /// Whether a vertical line touches it: it is a border of a drawn table.
    is_touched: bool,
}

/// What stands between two lines.
struct Band {
    /// Where lines and grounds at the band are parted, from left to right: perhaps at the borders of columns.
    partings: Vec<f32>,
    /// Where the longer of both lines begins. Left of `from` is a cell that spans further rows.
    whole_from: f32,
    /// Where the line below begins.
    lower_from: f32,
    top: f32,
    bottom: f32,
    from: f32,
    to: f32,
    /// Whether no line is above.
    is_open_above: bool,
    /// Whether no line is below.
    is_open: bool,
    glyphs: Vec<Glyph>,
}

/// The tables of the sheet whose columns have no lines between them, besides its other tables; `em` is the median font size.
pub(super) fn tables(sheet: &Sheet, lines: &Lines, others: &[Table], em: f32, effort: &Effort) -> Vec<Table> {
    let rules = rules(lines, em, effort);
    if rules.len() < 2 {
        return Vec::new();
    }
    let Some(free) = free_glyphs(sheet, others, effort) else { return Vec::new() };
    let mut tables = Vec::new();
    let mut group: Option<Group> =
        rules.first().and_then(|first| above(*first, &free, em)).and_then(|band| Group::of(band, em));
    for (index, rule) in rules.iter().enumerate() {
        if !effort.spend(lines.vertical.len() + sheet.rulings.len() + sheet.fills.len()) {
            return Vec::new();
        }
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

/// The lines of a sheet by their height; pieces at one height are one line.
fn rules(lines: &Lines, em: f32, effort: &Effort) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    let mut rest = lines.horizontal.as_slice();
    while let [first, ..] = rest {
        let (level, after) = rest.split_at(rest.partition_point(|line| line.at <= first.at + SAME_HEIGHT * em));
        let from = level.iter().map(|line| line.from).fold(f32::INFINITY, f32::min);
        let to = level.iter().map(|line| line.to).fold(f32::NEG_INFINITY, f32::max);
        let mut pieces: Vec<&Segment> = level.iter().collect();
        pieces.sort_by(|a, b| a.from.total_cmp(&b.from));
        let (mut covered, mut reached) = (0.0, from);
        for piece in pieces {
            covered += piece.overlap(reached, to);
            reached = reached.max(piece.to);
        }
        if !effort.spend(lines.vertical.len()) {
            break;
        }
        let reach = SAME_HEIGHT * em;
        let touches = |line: &Segment| {
            (from - reach..=to + reach).contains(&line.at)
                && line.from - reach <= first.at
                && first.at <= line.to + reach
        };
        let (is_whole, is_touched) = (covered >= WHOLE * (to - from), lines.vertical.iter().any(touches));
        rules.push(Rule { at: first.at, from, to, is_whole, is_touched });
        rest = after;
    }
    rules
}

/// The glyphs in no table, by their height; `None` if the effort is spent.
fn free_glyphs(sheet: &Sheet, tables: &[Table], effort: &Effort) -> Option<Vec<Glyph>> {
    let bounds: Vec<Rect> = tables.iter().map(Table::bounds).collect();
    if !effort.spend(sheet.glyphs.len().saturating_mul(bounds.len() + 1)) {
        return None;
    }
    let is_in_table = |point: Point| {
        tables.iter().zip(&bounds).any(|(table, bounds)| bounds.contains(point) && table.cell_at(point).is_some())
    };
    let is_free = |glyph: &&Glyph| glyph.character != ' ' && !is_in_table(glyph.bounds.center());
    let mut free: Vec<Glyph> = sheet.glyphs.iter().filter(is_free).copied().collect();
    free.sort_by(|a, b| a.bounds.center().y.total_cmp(&b.bounds.center().y));
    Some(free)
}

/// What stands between two lines of equal extent. (What stands above a drawn table is a heading or a caption.)
fn between(above: Rule, below: Rule, free: &[Glyph], em: f32) -> Option<Band> {
    let same = |a: f32, b: f32| (a - b).abs() <= SAME_END * em;
    if !above.is_whole || !below.is_whole || below.is_touched || !same(above.to, below.to) {
        return None;
    }
    let (whole_from, from) = (above.from.min(below.from), above.from.max(below.from));
    let from = if same(whole_from, from) { whole_from } else { from };
    let within = &free[index_below(free, above.at)..index_below(free, below.at)];
    let glyphs: Vec<Glyph> =
        within.iter().filter(|glyph| from == whole_from || glyph.bounds.center().x > from).copied().collect();
    let (top, bottom, to) = (above.at, below.at, above.to);
    let band = Band {
        partings: Vec::new(),
        whole_from,
        lower_from: below.from,
        top,
        bottom,
        from,
        to,
        is_open_above: false,
        is_open: false,
        glyphs,
    };
    band.holds_its_glyphs(em).then_some(band)
}

/// The lines of text right above the first line of a sheet: a row that is printed on from the page before.
fn above(first: Rule, free: &[Glyph], em: f32) -> Option<Band> {
    let end = index_below(free, first.at);
    let (mut start, mut top) = (end, first.at);
    while let Some(glyph) = start.checked_sub(1).map(|above| free[above]) {
        if top - glyph.bounds.bottom > LINES_APART * em {
            break;
        }
        top = top.min(glyph.bounds.top);
        start -= 1;
    }
    let Rule { at: bottom, from, to, is_whole, is_touched } = first;
    let glyphs = free[start..end].to_vec();
    let band = Band {
        partings: Vec::new(),
        whole_from: from,
        lower_from: from,
        top,
        bottom,
        from,
        to,
        is_open_above: true,
        is_open: false,
        glyphs,
    };
    (is_whole && !is_touched && band.holds_its_glyphs(em)).then_some(band)
}

/// The lines of text right below the last line of a sheet.
fn below(last: Rule, before: Option<Rule>, free: &[Glyph], em: f32) -> Option<Band> {
    let first = index_below(free, last.at);
    let (mut end, mut bottom) = (first, last.at);
    while let Some(glyph) = free.get(end).filter(|glyph| glyph.bounds.top - bottom <= LINES_APART * em) {
        bottom = bottom.max(glyph.bounds.bottom);
        end += 1;
    }
    let Rule { at: top, from, to, is_whole, is_touched } = last;
    let same = |a: f32, b: f32| (a - b).abs() <= SAME_END * em;
    let whole = before.filter(|rule| same(rule.to, to) && rule.from < from && !same(rule.from, from));
    let whole_from = whole.map_or(from, |rule| rule.from);
    let is_beside = |glyph: &&Glyph| from == whole_from || glyph.bounds.center().x > from;
    let glyphs = free[first..end].iter().filter(is_beside).copied().collect();
    let band = Band {
        partings: Vec::new(),
        whole_from,
        lower_from: from,
        top,
        bottom,
        from,
        to,
        is_open_above: false,
        is_open: true,
        glyphs,
    };
    (is_whole && !is_touched && band.holds_its_glyphs(em)).then_some(band)
}

/// Where the pieces of lines above and below a band begin and end, and the grounds in it.
fn partings(sheet: &Sheet, top: f32, bottom: f32, em: f32) -> Vec<f32> {
    let near = |y: f32| (y - top).abs() <= SAME_HEIGHT * em || (y - bottom).abs() <= SAME_HEIGHT * em;
    let pieces = sheet.rulings.iter().filter(|ruling| ruling.horizontal && near(ruling.bounds.center().y));
    let is_in_band = |fill: &Rect| (top..bottom).contains(&fill.center().y) && fill.height() <= bottom - top + em;
    let grounds = sheet.fills.iter().filter(|fill| is_in_band(&fill.bounds));
    let bounds = pieces.map(|ruling| ruling.bounds).chain(grounds.map(|fill| fill.bounds));
    bounds.flat_map(|bounds| [bounds.left, bounds.right]).collect()
}

fn index_below(free: &[Glyph], height: f32) -> usize {
    free.partition_point(|glyph| glyph.bounds.center().y < height)
}

impl Band {
    /// Whether there is text in the band, none of it beyond the ends of the lines.
    fn holds_its_glyphs(&self, em: f32) -> bool {
        let out = SAME_END * em;
        let is_inside = |glyph: &Glyph| self.from - out <= glyph.bounds.left && glyph.bounds.right <= self.to + out;
        !self.glyphs.is_empty() && self.glyphs.iter().all(is_inside)
    }

    /// What its texts leave free, also left and right of them.
    fn free(&self, least: f32) -> Vec<Strip> {
        let left = self.glyphs.iter().map(|glyph| glyph.bounds.left).fold(f32::INFINITY, f32::min);
        let right = self.glyphs.iter().map(|glyph| glyph.bounds.right).fold(f32::NEG_INFINITY, f32::max);
        let mut free = vec![(self.from, left)];
        free.extend(self.strips(least));
        free.push((right, self.to));
        free
    }

    /// The strips between its texts that part columns, as far as this row alone tells: wide ones, and with them those in which lines
    /// or grounds are parted.
    fn label_strips(&self, em: f32) -> Vec<Strip> {
        let is_parted = |(left, right): Strip| self.partings.iter().any(|at| left <= *at && *at <= right);
        let strips = self.strips(STRIP * em);
        let is_wide = |strip: &Strip| strip.1 - strip.0 >= LABELS_APART * em;
        if !strips.iter().any(is_wide) {
            return Vec::new();
        }
        strips.into_iter().filter(|strip| is_wide(strip) || is_parted(*strip)).collect()
    }

    /// The strips between its texts that are at least so wide.
    fn strips(&self, least: f32) -> Vec<Strip> {
        let mut texts: Vec<(f32, f32)> =
            self.glyphs.iter().map(|glyph| (glyph.bounds.left, glyph.bounds.right)).collect();
        texts.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut strips = Vec::new();
        let mut reached = texts.first().map_or(self.from, |text| text.1);
        for (left, right) in texts {
            if left - reached >= least {
                strips.push((reached, left));
            }
            reached = reached.max(right);
        }
        strips
    }
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
            let leaves_free = |above: &Band| above.free(0.0).iter().any(|free| (free.0..=free.1).contains(&band.from));
            if !self.bands.iter().all(leaves_free) {
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
        if self.bands.len() == 1 && first.is_open_above {
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
        let near = band.partings.iter().filter(|at| left - SLACK * em <= **at && **at <= right + SLACK * em);
        let (first, last) = near.fold((f32::INFINITY, f32::NEG_INFINITY), |(a, b), at| (a.min(*at), b.max(*at)));
        let is_one = (0.0..=SAME_END * em).contains(&(last - first));
        if is_one { f32::midpoint(first, last) } else { f32::midpoint(left, right) }
    };
    let mut edges = vec![from];
    edges.extend(strips.iter().map(border));
    edges.push(band.to);
    edges
}

/// Whether the texts of a band with the given borders are one row of cells. Rows without a line between them are not: their texts
/// would be joined. Neither are headings below each other.
fn is_one_row(band: &Band, edges: &[f32], em: f32) -> bool {
    let columns: Vec<Vec<Vec<&Glyph>>> =
        edges.windows(2).map(|pair| lines_between(band, pair[0], pair[1], em)).collect();
    let height = |lines: &[Vec<&Glyph>]| {
        let bounds = lines.iter().flatten().map(|glyph| glyph.bounds).reduce(|a, b| a.union(&b)).unwrap_or_default();
        (bounds.top, bounds.bottom)
    };
    let heights: Vec<(f32, f32)> =
        columns.iter().filter(|lines| !lines.is_empty()).map(|lines| height(lines)).collect();
    let Some(tallest) = heights.iter().copied().max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0))) else {
        return false;
    };
    let out = BESIDE * em;
    let is_beside = |(top, bottom): &(f32, f32)| tallest.0 - out <= *top && *bottom <= tallest.1 + out;
    let is_broken = |(lines, pair): (&Vec<Vec<&Glyph>>, &[f32])| {
        lines.iter().zip(lines.iter().skip(1)).all(|(upper, lower)| is_full(upper, lower, pair[1] - pair[0], em))
    };
    heights.iter().all(is_beside) && columns.iter().zip(edges.windows(2)).all(is_broken)
}

/// Texts of one row lie beside the tallest of them, but for this many font sizes.
const BESIDE: f32 = 0.3;

/// A line is broken where the cell has no room for the next character, but for its padding, in font sizes.
const PADDING: f32 = 2.0;

/// A label may be broken anywhere. It leaves free less than this many font sizes.
const LABEL_ROOM: f32 = 3.5;

/// Whether the upper of two lines of a cell so wide has no room for the first character of the lower one.
fn is_full(upper: &[&Glyph], lower: &[&Glyph], width: f32, em: f32) -> bool {
    let (Some(first), Some(last), Some(next)) = (upper.first(), upper.last(), lower.first()) else { return true };
    let taken = last.bounds.right - first.bounds.left + next.bounds.width();
    let is_number = last.character.is_ascii() || next.character.is_ascii();
    taken + if is_number { PADDING } else { LABEL_ROOM } * em >= width
}

/// The lines of text of a band between two borders, from top to bottom.
fn lines_between(band: &Band, left: f32, right: f32, em: f32) -> Vec<Vec<&Glyph>> {
    let mut lines: Vec<Vec<&Glyph>> = Vec::new();
    for glyph in band.glyphs.iter().filter(|glyph| (left..right).contains(&glyph.bounds.center().x)) {
        match lines.last_mut() {
            Some(line) if glyph.bounds.center().y - line[0].bounds.center().y <= em / 2.0 => line.push(glyph),
            _ => lines.push(vec![glyph]),
        }
    }
    lines.iter_mut().for_each(|line| line.sort_by(|a, b| a.bounds.left.total_cmp(&b.bounds.left)));
    lines
}

/// Gives rows whose columns were found by their texts the borders of the rows on the other side of a page break, if both have as
/// many columns and the borders run between the texts. `above` and `below` are the rows of one table.
pub(super) fn align(above: &mut [&mut Row], below: &mut [Row]) {
    let (Some(last), Some(first)) = (above.last(), below.first()) else { return };
    let ((Some((left, _)), Some((below_left, _))), count) = ((last.extent(), first.extent()), last.cells.len()) else {
        return;
    };
    if (!last.is_unruled && !first.is_unruled) || first.cells.len() != count {
        return;
    }
    let (last_unruled, first_unruled) = (last.is_unruled, first.is_unruled);
    let shift = below_left - left;
    let mut above: Vec<&mut Row> = above
        .iter_mut()
        .rev()
        .map_while(|row| (row.cells.len() == count && row.is_unruled == last_unruled).then_some(&mut **row))
        .collect();
    let mut below: Vec<&mut Row> = below
        .iter_mut()
        .map_while(|row| (row.cells.len() == count && row.is_unruled == first_unruled).then_some(row))
        .collect();
    let mut borders = Vec::new();
    for index in 1..count {
        let ruled = |rows: &[&mut Row]| rows.first().map(|row| row.cells[index].bounds.left);
        let free = |rows: &[&mut Row]| {
            let right = |row: &&mut Row| {
                row.cells[index - 1]
                    .lines
                    .iter()
                    .map(|line| line.bounds.right)
                    .fold(row.cells[index - 1].bounds.left, f32::max)
            };
            let left = |row: &&mut Row| {
                row.cells[index].lines.iter().map(|line| line.bounds.left).fold(row.cells[index].bounds.right, f32::min)
            };
            (
                rows.iter().map(right).fold(f32::NEG_INFINITY, f32::max),
                rows.iter().map(left).fold(f32::INFINITY, f32::min),
            )
        };
        let upper =
            if last_unruled { Some(free(&above)) } else { ruled(&above).map(|at| (at - SAME_EDGE, at + SAME_EDGE)) };
        let lower =
            if first_unruled { Some(free(&below)) } else { ruled(&below).map(|at| (at - SAME_EDGE, at + SAME_EDGE)) };
        let (Some(upper), Some(lower)) = (upper, lower) else { return };
        let (from, to) = (upper.0.max(lower.0 - shift), upper.1.min(lower.1 - shift));
        if from > to {
            return;
        }
        let at = match (last_unruled, first_unruled) {
            (false, _) => (upper.0 + upper.1) / 2.0,
            (true, false) => (lower.0 + lower.1) / 2.0 - shift,
            (true, true) => (from + to) / 2.0,
        };
        borders.push(at);
    }
    let set = |row: &mut Row, shift: f32| {
        for (index, at) in borders.iter().enumerate() {
            row.cells[index].bounds.right = at + shift;
            row.cells[index + 1].bounds.left = at + shift;
        }
    };
    above.iter_mut().filter(|row| row.is_unruled).for_each(|row| set(row, 0.0));
    below.iter_mut().filter(|row| row.is_unruled).for_each(|row| set(row, shift));
}
