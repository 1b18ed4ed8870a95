//! The rows between the lines of a sheet, as far as they are told by these lines and by the texts between them.
//!
//! Horizontal lines become [`Rule`]s, one for each height. Two rules that follow each other, with the texts between them, are a
//! [`Band`]: perhaps a row of cells, perhaps a heading.

use super::{SAME_END, SLACK, STRIP, Strip};
use crate::layout::cells::{Table, covered};
use crate::layout::effort::Effort;
use crate::layout::rulings::{Lines, Segment};
use crate::layout::sheet::Sheet;
use crate::page::Glyph;
use crate::page::geometry::{Point, Rect};

/// Lines at one height, in font sizes.
const SAME_HEIGHT: f32 = 0.35;

/// The pieces of a line cover this part of its length: it may be broken at the borders of columns.
const WHOLE: f32 = 0.9;

/// Labels are at least this many font sizes apart. Two words of one label are parted by a space, which is narrower.
pub(super) const LABELS_APART: f32 = 0.6;

/// The last row of a page may lack the line below. Its lines of text are at most this many font sizes apart, and so is the first
/// from the line above.
const LINES_APART: f32 = 0.9;

/// A row with more texts than this is none of a table.
const MOST_COLUMNS: usize = 40;

/// The title of a table, in a row of one cell, is at most this many font sizes high.
const HIGHEST: f32 = 3.0;

/// A line from edge to edge.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    /// Its height.
    pub(super) at: f32,
    /// Where it begins.
    pub(super) from: f32,
    /// Where it ends.
    pub(super) to: f32,
    /// Whether it has no gaps but those at the borders of columns.
    pub(super) is_whole: bool,
    /// Whether a vertical line touches it: it is a border of a drawn table.
    pub(super) is_touched: bool,
}

/// What stands between two lines.
#[derive(Default)]
pub(super) struct Band {
    /// Where lines and grounds at the band are parted, from left to right: perhaps at the borders of columns.
    pub(super) partings: Vec<f32>,
    /// Where the longer of both lines begins. Left of `from` is a cell that spans further rows.
    pub(super) whole_from: f32,
    /// Where the line below begins.
    pub(super) lower_from: f32,
    /// The height of the line above, or the upper edge of the text where there is none.
    pub(super) top: f32,
    /// The height of the line below, or the lower edge of the text where there is none.
    pub(super) bottom: f32,
    /// Where the shorter of both lines begins.
    pub(super) from: f32,
    /// Where both lines end.
    pub(super) to: f32,
    /// Whether it is told that this is a row of a table even if no other row is like it: it stands right below another one.
    pub(super) is_below_row: bool,
    /// Whether no line is above.
    pub(super) is_open_above: bool,
    /// Whether no line is below.
    pub(super) is_open: bool,
    /// Its glyphs but for blanks, from top to bottom.
    pub(super) glyphs: Vec<Glyph>,
}

/// The lines of a sheet by their height; pieces at one height are one line.
pub(super) fn rules(lines: &Lines, em: f32, effort: &Effort) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    let mut rest = lines.horizontal.as_slice();
    while let [first, ..] = rest {
        let (level, after) = rest.split_at(rest.partition_point(|line| line.at <= first.at + SAME_HEIGHT * em));
        let from = level.iter().map(|line| line.from).fold(f32::INFINITY, f32::min);
        let to = level.iter().map(|line| line.to).fold(f32::NEG_INFINITY, f32::max);
        let mut pieces = level.to_vec();
        pieces.sort_by(|a, b| a.from.total_cmp(&b.from));
        let covered = covered(&pieces, from, to);
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
pub(super) fn free_glyphs(sheet: &Sheet, tables: &[Table], effort: &Effort) -> Option<Vec<Glyph>> {
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
pub(super) fn between(above: Rule, below: Rule, free: &[Glyph], em: f32) -> Option<Band> {
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
    let band = Band { whole_from, lower_from: below.from, top, bottom, from, to, glyphs, ..Band::default() };
    band.holds_its_glyphs(em).then_some(band)
}

/// The lines of text right above the first line of a sheet: a row that is printed on from the page before.
pub(super) fn above(first: Rule, free: &[Glyph], em: f32) -> Option<Band> {
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
        whole_from: from,
        lower_from: from,
        top,
        bottom,
        from,
        to,
        is_open_above: true,
        glyphs,
        ..Band::default()
    };
    (is_whole && !is_touched && band.holds_its_glyphs(em)).then_some(band)
}

/// The lines of text right below the last line of a sheet.
pub(super) fn below(last: Rule, before: Option<Rule>, free: &[Glyph], em: f32) -> Option<Band> {
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
    let is_row = |rule: &Rule| {
        let is_alike = same(rule.from, from) && same(rule.to, to);
        is_alike && top - rule.at <= HIGHEST * em && index_below(free, rule.at) < first
    };
    let is_below_row = before.as_ref().is_some_and(is_row);
    let is_beside = |glyph: &&Glyph| from == whole_from || glyph.bounds.center().x > from;
    let glyphs = free[first..end].iter().filter(is_beside).copied().collect();
    let band = Band {
        whole_from,
        lower_from: from,
        top,
        bottom,
        from,
        to,
        is_below_row,
        is_open: true,
        glyphs,
        ..Band::default()
    };
    (is_whole && !is_touched && band.holds_its_glyphs(em)).then_some(band)
}

/// Where the pieces of lines above and below a band begin and end, and the grounds in it.
pub(super) fn partings(sheet: &Sheet, top: f32, bottom: f32, em: f32) -> Vec<f32> {
    let near = |y: f32| (y - top).abs() <= SAME_HEIGHT * em || (y - bottom).abs() <= SAME_HEIGHT * em;
    let pieces = sheet.rulings.iter().filter(|ruling| ruling.horizontal && near(ruling.bounds.center().y));
    let is_in_band = |fill: &Rect| (top..bottom).contains(&fill.center().y) && fill.height() <= bottom - top + em;
    let grounds = sheet.fills.iter().filter(|fill| is_in_band(&fill.bounds));
    let bounds = pieces.map(|ruling| ruling.bounds).chain(grounds.map(|fill| fill.bounds));
    let mut partings: Vec<f32> = bounds.flat_map(|bounds| [bounds.left, bounds.right]).collect();
    partings.sort_by(f32::total_cmp);
    partings
}

/// How many of the glyphs, which are ordered by height, lie above a height.
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
    pub(super) fn free(&self, least: f32) -> Vec<Strip> {
        let left = self.glyphs.iter().map(|glyph| glyph.bounds.left).fold(f32::INFINITY, f32::min);
        let right = self.glyphs.iter().map(|glyph| glyph.bounds.right).fold(f32::NEG_INFINITY, f32::max);
        let mut free = vec![(self.from, left)];
        free.extend(self.strips(least));
        free.push((right, self.to));
        free
    }

    /// The strips between its texts that part columns, as far as this row alone tells: wide ones, and with them those in which lines
    /// or grounds are parted.
    pub(super) fn label_strips(&self, em: f32) -> Vec<Strip> {
        let is_parted = |strip: Strip| !self.partings_from(strip).is_empty();
        let strips = self.strips(STRIP * em);
        let is_wide = |strip: &Strip| strip.1 - strip.0 >= LABELS_APART * em;
        if !strips.iter().any(is_wide) {
            return Vec::new();
        }
        let strips: Vec<Strip> = strips.into_iter().filter(|strip| is_wide(strip) || is_parted(*strip)).collect();
        if strips.len() < MOST_COLUMNS { strips } else { Vec::new() }
    }

    /// The partings in a strip.
    fn partings_from(&self, (left, right): Strip) -> &[f32] {
        let first = self.partings.partition_point(|at| *at < left);
        let end = self.partings.partition_point(|at| *at <= right);
        self.partings.get(first..end).unwrap_or_default()
    }

    /// The partings in a strip, or within the side bearing of a letter beside it.
    pub(super) fn partings_in(&self, (left, right): Strip, em: f32) -> impl Iterator<Item = &f32> {
        self.partings_from((left - SLACK * em, right + SLACK * em)).iter()
    }

    /// Whether lines or grounds are parted in a strip.
    pub(super) fn is_parted_in(&self, strip: Strip, em: f32) -> bool {
        self.partings_in(strip, em).next().is_some()
    }

    /// The strips between its texts that are at least so wide.
    pub(super) fn strips(&self, least: f32) -> Vec<Strip> {
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

/// Whether the texts of a band with the given borders are one row of cells. Rows without a line between them are not: their texts
/// would be joined. Neither are headings below each other.
pub(super) fn is_one_row(band: &Band, edges: &[f32], em: f32) -> bool {
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

/// A number or a Latin word is broken where the cell has no room for the next character, but for its padding, in font sizes.
const PADDING: f32 = 2.0;

/// Ideographs may be broken anywhere, as labels are. A line of them leaves free less than this many font sizes.
const LABEL_ROOM: f32 = 3.5;

/// Whether the upper of two lines of a cell so wide has no room for the first character of the lower one.
fn is_full(upper: &[&Glyph], lower: &[&Glyph], width: f32, em: f32) -> bool {
    let (Some(first), Some(last), Some(next)) = (upper.first(), upper.last(), lower.first()) else { return true };
    let taken = last.bounds.right - first.bounds.left + next.bounds.width();
    let is_latin = last.character.is_ascii() || next.character.is_ascii();
    taken + if is_latin { PADDING } else { LABEL_ROOM } * em >= width
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
