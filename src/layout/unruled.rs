//! Finds rows whose columns have no lines between them. Some programs print a table with lines above and below its rows only;
//! some browsers lose the vertical lines of the last table of a page.
//!
//! The sheet, its lines and its drawn tables go in; further tables come out. A row is what stands between two lines of equal
//! extent that follow each other. Its columns are told by its texts: a row of labels and the rows of values below it leave free the
//! same strips. For example, `编号   日期` above `1   2022` is a table of two columns.
//!
//! Where the strips are found wrongly, a label stands in two cells or two labels in one, and no rule knows such a row. What could
//! go wrong unseen are two rows without a line between them: the digits of both would be joined. So digits on two lines are no
//! row where the second would have had room beside the first ([`has_broken_number`]).

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
struct Band<'g> {
    top: f32,
    bottom: f32,
    from: f32,
    to: f32,
    /// Whether no line is below.
    is_open: bool,
    glyphs: &'g [Glyph],
}

/// The tables of the sheet whose columns have no lines between them, besides its other tables; `em` is the median font size.
pub(super) fn tables(sheet: &Sheet, lines: &Lines, others: &[Table], em: f32, effort: &Effort) -> Vec<Table> {
    let rules = rules(lines, em, effort);
    if rules.len() < 2 {
        return Vec::new();
    }
    let Some(free) = free_glyphs(sheet, others, effort) else { return Vec::new() };
    let mut tables = Vec::new();
    let mut group: Option<Group<'_>> = None;
    for (index, rule) in rules.iter().enumerate() {
        if !effort.spend(free.len() / 16 + lines.vertical.len()) {
            return Vec::new();
        }
        let band = match rules.get(index + 1) {
            Some(next) => between(*rule, *next, &free, em),
            None => below(*rule, &free, em),
        };
        let is_crossed = |band: &Band<'_>| {
            let runs_through = |line: &Segment| {
                band.from - SAME_END * em < line.at
                    && line.at < band.to + SAME_END * em
                    && line.overlap(band.top, band.bottom) > (band.bottom - band.top) / 2.0
            };
            lines.vertical.iter().any(runs_through)
        };
        let band = band.filter(|band| !is_crossed(band));
        let Some(band) = band else {
            tables.extend(group.take().and_then(|group| group.table(em, effort)));
            continue;
        };
        let shared = group.as_ref().and_then(|group| group.strips_with(&band, em));
        if let (Some(group), Some(strips)) = (&mut group, shared) {
            group.strips = strips;
            group.bands.push(band);
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
fn between<'g>(above: Rule, below: Rule, free: &'g [Glyph], em: f32) -> Option<Band<'g>> {
    let same = |a: f32, b: f32| (a - b).abs() <= SAME_END * em;
    if !above.is_whole
        || !below.is_whole
        || below.is_touched
        || !same(above.from, below.from)
        || !same(above.to, below.to)
    {
        return None;
    }
    let glyphs = &free[index_below(free, above.at)..index_below(free, below.at)];
    let Rule { at: top, from, to, .. } = above;
    let band = Band { top, bottom: below.at, from, to, is_open: false, glyphs };
    band.holds_its_glyphs(em).then_some(band)
}

/// The lines of text right below the last line of a sheet.
fn below<'g>(last: Rule, free: &'g [Glyph], em: f32) -> Option<Band<'g>> {
    let first = index_below(free, last.at);
    let (mut end, mut bottom) = (first, last.at);
    while let Some(glyph) = free.get(end).filter(|glyph| glyph.bounds.top - bottom <= LINES_APART * em) {
        bottom = bottom.max(glyph.bounds.bottom);
        end += 1;
    }
    let Rule { at: top, from, to, is_whole, is_touched } = last;
    let band = Band { top, bottom, from, to, is_open: true, glyphs: &free[first..end] };
    (is_whole && !is_touched && band.holds_its_glyphs(em)).then_some(band)
}

fn index_below(free: &[Glyph], height: f32) -> usize {
    free.partition_point(|glyph| glyph.bounds.center().y < height)
}

impl Band<'_> {
    /// Whether there is text in the band, none of it beyond the ends of the lines.
    fn holds_its_glyphs(&self, em: f32) -> bool {
        let out = SAME_END * em;
        let is_inside = |glyph: &Glyph| self.from - out <= glyph.bounds.left && glyph.bounds.right <= self.to + out;
        !self.glyphs.is_empty() && self.glyphs.iter().all(is_inside)
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
struct Group<'g> {
    strips: Vec<Strip>,
    bands: Vec<Band<'g>>,
}

impl<'g> Group<'g> {
    /// The group that begins with a row of several texts.
    fn of(band: Band<'g>, em: f32) -> Option<Self> {
        let strips = band.strips(LABELS_APART * em);
        (!strips.is_empty()).then(|| Self { strips, bands: vec![band] })
    }

    /// The strips that the group and the row below it leave free, if that row has the same columns, each with a text.
    fn strips_with(&self, band: &Band<'_>, em: f32) -> Option<Vec<Strip>> {
        let last = self.bands.last()?;
        let same = |a: f32, b: f32| (a - b).abs() <= SAME_END * em;
        let is_below = same(last.from, band.from) && same(last.to, band.to) && same(last.bottom, band.top);
        if !is_below || band.strips(LABELS_APART * em).len() > self.strips.len() {
            return None;
        }
        let free = band.strips(STRIP * em);
        let shared = |strip: &Strip| {
            let parts = free.iter().map(|free| (free.0.max(strip.0), free.1.min(strip.1)));
            let widest = parts.max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
            widest.filter(|(left, right)| right - left >= STRIP * em)
        };
        let strips: Option<Vec<Strip>> = self.strips.iter().map(shared).collect();
        // A strip of the row that is shared by two strips of the group has no text in the column between them.
        strips.filter(|strips| {
            strips
                .windows(2)
                .all(|pair| band.glyphs.iter().any(|glyph| (pair[0].1..pair[1].0).contains(&glyph.bounds.center().x)))
        })
    }

    /// The table of the rows, unless digits tell that it lacks lines between its rows.
    fn table(&self, em: f32, effort: &Effort) -> Option<Table> {
        let (first, last) = (self.bands.first()?, self.bands.last()?);
        let mut edges = vec![first.from];
        edges.extend(self.strips.iter().map(|(left, right)| (left + right) / 2.0));
        edges.push(first.to);
        if self.bands.iter().any(|band| has_broken_number(band, &edges, em)) {
            return None;
        }
        let mut lines = Lines::default();
        let levels = self.bands.iter().map(|band| band.top).chain((!last.is_open).then_some(last.bottom));
        lines.horizontal.extend(levels.map(|at| Segment { at, from: first.from, to: first.to }));
        lines.vertical.extend(edges.into_iter().map(|at| Segment { at, from: first.top, to: last.bottom }));
        let mut tables = cells::tables(&lines, em, effort);
        let table = tables.pop()?;
        Some(Table { is_sideless: true, is_unruled: true, ..table })
    }
}

/// Whether a cell has digits at the end of a line and at the beginning of the next, which would have had room beside them.
fn has_broken_number(band: &Band<'_>, edges: &[f32], em: f32) -> bool {
    edges.windows(2).any(|pair| {
        let inside = |glyph: &&Glyph| (pair[0]..pair[1]).contains(&glyph.bounds.center().x);
        let mut lines: Vec<Vec<&Glyph>> = Vec::new();
        for glyph in band.glyphs.iter().filter(inside) {
            match lines.last_mut() {
                Some(line) if glyph.origin.y - line[0].origin.y <= em / 2.0 => line.push(glyph),
                _ => lines.push(vec![glyph]),
            }
        }
        lines.iter_mut().for_each(|line| line.sort_by(|a, b| a.bounds.left.total_cmp(&b.bounds.left)));
        let is_broken = |(upper, lower): (&Vec<&Glyph>, &Vec<&Glyph>)| {
            let (Some(first), Some(last), Some(next)) = (upper.first(), upper.last(), lower.first()) else {
                return false;
            };
            let width = last.bounds.right - first.bounds.left + next.bounds.width();
            last.character.is_ascii_digit() && next.character.is_ascii_digit() && width + em < pair[1] - pair[0]
        };
        lines.iter().zip(lines.iter().skip(1)).any(is_broken)
    })
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
