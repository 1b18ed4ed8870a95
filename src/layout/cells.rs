//! Cuts the lines of a sheet into tables of cells: [`Lines`] go in, [`Table`]s come out.
//!
//! A table is made of lines that touch. It is cut at its *levels* — the heights of its horizontal lines and of the ends of its
//! vertical ones — into bands, and each band at the vertical lines that run through it. Two pieces above each other are one cell
//! where no line is drawn between them. So no special rules are needed for corners that do not meet, for sides that are drawn
//! twice, in dashes or only by the neighbour, or for a table cut by the end of the page.

mod sides;

use self::sides::{missing_sides, reach};
use super::effort::Effort;
use super::rulings::{Lines, Segment};
use crate::page::geometry::{Point, Rect};

/// A cell of one table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct CellBox {
    /// Its box.
    pub(super) bounds: Rect,
    /// The band it begins in.
    pub(super) first_band: usize,
    /// The band it ends in.
    pub(super) last_band: usize,
    /// Whether its upper side is not drawn.
    pub(super) open_top: bool,
    /// Whether its lower side is not drawn.
    pub(super) open_bottom: bool,
    /// Whether its right side is not drawn, while other rows of the table have theirs.
    pub(super) open_right: bool,
}

/// A table on one sheet.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// The heights at which it is cut into bands, from top to bottom.
    pub(super) levels: Vec<f32>,
    /// For each band the cells in it, from left to right, as indices into `cells`.
    pub(super) bands: Vec<Vec<usize>>,
    /// Its cells.
    pub(super) cells: Vec<CellBox>,
    /// Whether it is printed without its outer sides.
    pub(super) is_sideless: bool,
    /// Whether its columns have no lines between them.
    pub(super) is_unruled: bool,
}

impl Table {
    /// A table that is one closed cell.
    pub(super) fn of_one_cell(bounds: Rect) -> Self {
        let cell =
            CellBox { bounds, first_band: 0, last_band: 0, open_top: false, open_bottom: false, open_right: false };
        Self {
            levels: vec![bounds.top, bounds.bottom],
            bands: vec![vec![0]],
            cells: vec![cell],
            is_sideless: true,
            is_unruled: false,
        }
    }

    /// How many cells stand beside a cell in the band that it begins in.
    pub(super) fn cells_beside(&self, cell: usize) -> usize {
        self.cells.get(cell).and_then(|cell| self.bands.get(cell.first_band)).map_or(0, |band| band.len() - 1)
    }

    /// The box around its cells.
    pub(super) fn bounds(&self) -> Rect {
        self.cells.iter().map(|cell| cell.bounds).reduce(|a, b| a.union(&b)).unwrap_or_default()
    }

    /// The box around its cells whose upper and lower sides are drawn, or around all of them if there are none. Lines that run
    /// out into the margin do not count.
    pub(super) fn closed_bounds(&self) -> Rect {
        let closed = self.cells.iter().filter(|cell| !cell.open_top && !cell.open_bottom);
        closed.map(|cell| cell.bounds).reduce(|a, b| a.union(&b)).unwrap_or_else(|| self.bounds())
    }

    /// Whether a cell of it is a frame around another table: the border of the page, or of a box with tables in it.
    fn is_frame(&self, tables: &[Rect]) -> bool {
        let holds = |cell: &Rect, table: &Rect| cell != table && cell.union(table) == *cell;
        self.cells.iter().any(|cell| tables.iter().any(|table| holds(&cell.bounds, table)))
    }

    /// The cell that the point lies in.
    pub(super) fn cell_at(&self, point: Point) -> Option<usize> {
        let band = self.levels.partition_point(|level| *level <= point.y).checked_sub(1)?;
        let cells = self.bands.get(band)?;
        let index = cells.partition_point(|cell| self.cells[*cell].bounds.right <= point.x);
        cells.get(index).copied().filter(|cell| self.cells[*cell].bounds.left <= point.x)
    }
}

/// Lines nearer than this many font sizes are one border: it is drawn twice, is a double line, or its pieces miss each other at a
/// corner. No row is that low.
const SAME_BORDER: f32 = 0.35;

/// Vertical lines nearer than this many font sizes are one border, so that cells with space between them are one table. No column
/// is that narrow. Horizontal lines that near may be of two tables in low boxes.
const SAME_SIDE: f32 = 0.65;

/// A border that is made of several lines is at most this many font sizes thick.
const THICKEST_BORDER: f32 = 0.7;

/// Lines shorter than this many font sizes are no borders of cells.
const SHORTEST: f32 = 0.4;

/// A vertical line separates the cells of a band where it runs through at least this part of the band's height.
const THROUGH: f32 = 0.6;

/// A horizontal line closes a cell where it runs along at least this part of the cell's width.
const ALONG: f32 = 0.5;

/// Finds the tables of a sheet whose text has the median font size `em`, from top to bottom.
pub(super) fn tables(lines: &Lines, em: f32, effort: &Effort) -> Vec<Table> {
    let is_border = |segment: &&Segment| segment.length() >= SHORTEST * em;
    let horizontal: Vec<Segment> = lines.horizontal.iter().filter(is_border).copied().collect();
    let vertical: Vec<Segment> = lines.vertical.iter().filter(is_border).copied().collect();
    let mut tables: Vec<Table> = components(&horizontal, &vertical, em, effort)
        .into_iter()
        .map(|(horizontal, vertical)| cut(&horizontal, &vertical, em, effort))
        .filter(|table| !table.cells.is_empty())
        .collect();
    let bounds: Vec<Rect> = tables.iter().map(Table::bounds).collect();
    tables.retain(|table| effort.spend(table.cells.len().saturating_mul(bounds.len())) && !table.is_frame(&bounds));
    tables.sort_by(|a, b| a.levels[0].total_cmp(&b.levels[0]));
    tables
}

/// Groups of lines that touch, directly or through others, each with its horizontal and its vertical lines. A group without
/// vertical lines is left out.
fn components(
    horizontal: &[Segment],
    vertical: &[Segment],
    em: f32,
    effort: &Effort,
) -> Vec<(Vec<Segment>, Vec<Segment>)> {
    let reach = SAME_BORDER * em;
    let offset = horizontal.len();
    let mut sets = Sets::new(offset + vertical.len());
    let mut alone = Vec::new();
    for (index, line) in vertical.iter().enumerate() {
        let mut touches = false;
        let first = horizontal.partition_point(|other| other.at < line.from - reach);
        for (crossing, other) in horizontal.iter().enumerate().skip(first) {
            if other.at > line.to + reach || !effort.spend(1) {
                break;
            }
            if other.from - reach <= line.at && line.at <= other.to + reach {
                sets.unite(crossing, offset + index);
                touches = true;
            }
        }
        if !touches {
            alone.push((offset + index, line));
        }
    }
    unite_columns(alone, reach, &mut sets);
    for (lines, offset, beside) in [(horizontal, 0, reach), (vertical, offset, SAME_SIDE * em)] {
        for (index, line) in lines.iter().enumerate() {
            for (other_index, other) in lines.iter().enumerate().skip(index + 1) {
                if other.at > line.at + beside || !effort.spend(1) {
                    break;
                }
                if other.from <= line.to + reach && line.from <= other.to + reach {
                    sets.unite(offset + index, offset + other_index);
                }
            }
        }
    }
    let mut components: Vec<(Vec<Segment>, Vec<Segment>)> = vec![Default::default(); offset + vertical.len()];
    for (index, line) in horizontal.iter().enumerate() {
        components[sets.root(index)].0.push(*line);
    }
    for (index, line) in vertical.iter().enumerate() {
        components[sets.root(offset + index)].1.push(*line);
    }
    components.retain(|(_, vertical)| !vertical.is_empty());
    components
}

/// At least this many vertical lines from one height to another are the borders of columns, even where no horizontal line touches
/// them.
const LEAST_COLUMNS: usize = 3;

/// Unites vertical lines that no horizontal line touches, where they are the borders of columns. A page shows such lines alone
/// where it has the middle of a row that both of its ends cut. Lines are given with their indices.
fn unite_columns(mut alone: Vec<(usize, &Segment)>, reach: f32, sets: &mut Sets) {
    let same = |a: f32, b: f32| (a - b).abs() <= reach;
    alone.sort_by(|(_, a), (_, b)| a.from.total_cmp(&b.from));
    for columns in alone.chunk_by(|(_, a), (_, b)| same(a.from, b.from) && same(a.to, b.to)) {
        if let [(first, _), others @ ..] = columns
            && columns.len() >= LEAST_COLUMNS
        {
            others.iter().for_each(|(other, _)| sets.unite(*first, *other));
        }
    }
}

/// Disjoint sets of indices.
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut index: usize) -> usize {
        while self.0[index] != index {
            self.0[index] = self.0[self.0[index]];
            index = self.0[index];
        }
        index
    }

    fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        // The smaller index is the root, so that components keep the order of their lines.
        self.0[a.max(b)] = a.min(b);
    }
}

/// Cuts one table into cells.
fn cut(horizontal: &[Segment], vertical: &[Segment], em: f32, effort: &Effort) -> Table {
    let levels = levels(horizontal, vertical, em, effort);
    let bands = vec![Vec::new(); levels.len().saturating_sub(1)];
    let (left, right) = missing_sides(horizontal, vertical, em);
    let is_sideless = left.is_some() && right.is_some();
    let mut table = Table { bands, levels, cells: Vec::new(), is_sideless, is_unruled: false };
    for band in 0..table.bands.len() {
        let (top, bottom) = (table.levels[band], table.levels[band + 1]);
        if !effort.spend(vertical.len()) {
            break;
        }
        let above = along(horizontal, top, em);
        let below = along(horizontal, bottom, em);
        let mut edges = edges(vertical, (top, bottom), em);
        let mut is_open = false;
        if let (Some(first), Some(last)) = (edges.first(), edges.last()) {
            let reached = reach(&above, &below, (*first, *last), em);
            edges.splice(0..0, left);
            edges.extend(right.or(reached));
            is_open = right.is_none() && reached.is_some();
        }
        // Each cell is compared with the cells above it and with the lines along the band.
        let around = above.len() + below.len() + band.checked_sub(1).map_or(0, |band| table.bands[band].len());
        if !effort.spend(edges.len().saturating_mul(around)) {
            break;
        }
        for (index, pair) in edges.windows(2).enumerate() {
            let (left, right) = (pair[0], pair[1]);
            let open_right = is_open && index + 2 == edges.len();
            let open_top = !covers(&above, left, right);
            let open_bottom = !covers(&below, left, right);
            let same_columns = |cell: &CellBox| {
                (cell.bounds.left - left).abs() <= SAME_SIDE * em && (cell.bounds.right - right).abs() <= SAME_SIDE * em
            };
            let upper = band
                .checked_sub(1)
                .filter(|_| open_top)
                .and_then(|band| table.bands[band].iter().copied().find(|cell| same_columns(&table.cells[*cell])));
            let cell = upper.unwrap_or_else(|| {
                let bounds = Rect { left, top, right, bottom };
                table.cells.push(CellBox {
                    bounds,
                    first_band: band,
                    last_band: band,
                    open_top,
                    open_bottom,
                    open_right,
                });
                table.cells.len() - 1
            });
            let merged = &mut table.cells[cell];
            merged.bounds.bottom = bottom;
            merged.last_band = band;
            merged.open_bottom = open_bottom;
            table.bands[band].push(cell);
        }
    }
    table
}

/// A vertical line that goes on after a gap of up to this many font sizes has a hole; it does not end there.
const HOLE: f32 = 1.0;

/// The heights at which a table is cut.
fn levels(horizontal: &[Segment], vertical: &[Segment], em: f32, effort: &Effort) -> Vec<f32> {
    let drawn = clusters(horizontal.iter().map(|line| (line.at, line.length())).collect(), SAME_BORDER, em);
    let mut levels: Vec<f32> = drawn.iter().map(|cluster| cluster.at).collect();
    // Where several vertical lines end without a horizontal one, the page cuts the table, or two tables that touch
    // have no line between them.
    let reach = SAME_BORDER * em;
    let ends = vertical.iter().enumerate().flat_map(|(index, line)| {
        let neighbours = || {
            vertical[..index]
                .iter()
                .rev()
                .take_while(|other| line.at - other.at <= reach)
                .chain(vertical[index + 1..].iter().take_while(|other| other.at - line.at <= reach))
                .take_while(|_| effort.spend(1))
        };
        let goes_on = neighbours().any(|other| (0.0..HOLE * em).contains(&(other.from - line.to)));
        let went_on = neighbours().any(|other| (0.0..HOLE * em).contains(&(line.from - other.to)));
        [(line.from, went_on), (line.to, goes_on)]
    });
    let ends = ends.filter(|(_, is_hole)| !is_hole).map(|(end, _)| (end, 1.0)).collect();
    for cluster in clusters(ends, SAME_BORDER, em).iter().filter(|cluster| cluster.count > 1) {
        if effort.spend(levels.len()) && levels.iter().all(|level| (level - cluster.at).abs() > SAME_BORDER * em) {
            levels.push(cluster.at);
        }
    }
    levels.sort_by(f32::total_cmp);
    levels
}

/// The horizontal lines at a level, by where they begin.
fn along(horizontal: &[Segment], level: f32, em: f32) -> Vec<Segment> {
    let reach = THICKEST_BORDER * em;
    let first = horizontal.partition_point(|line| line.at < level - reach);
    let mut lines: Vec<Segment> =
        horizontal[first..].iter().take_while(|line| line.at <= level + reach).copied().collect();
    lines.sort_by(|a, b| a.from.total_cmp(&b.from));
    lines
}

/// Whether lines run along enough of `left..right`.
fn covers(lines: &[Segment], left: f32, right: f32) -> bool {
    covered(lines, left, right) >= ALONG * (right - left)
}

/// How much of `left..right` lines run along, which are given by where they begin.
pub(super) fn covered(lines: &[Segment], left: f32, right: f32) -> f32 {
    let (mut covered, mut reached) = (0.0, left);
    for line in lines {
        covered += line.overlap(reached, right);
        reached = reached.max(line.to.min(right));
    }
    covered
}

/// The dashes of one line are at most this many font sizes apart across its direction.
const SAME_DASHES: f32 = 0.1;

/// The borders between the cells of a band, from left to right.
fn edges(vertical: &[Segment], (top, bottom): (f32, f32), em: f32) -> Vec<f32> {
    // Lines of the bands above and below may reach into this one by the thickness of a border. They do not count, unless they are the
    // ends of a dashed line that runs through the band.
    let least = (SAME_BORDER * em).min((bottom - top) / 2.0);
    let through = vertical.iter().map(|line| (line.at, line.overlap(top, bottom)));
    let (lines, ends): (Vec<_>, Vec<_>) =
        through.filter(|(_, length)| *length > 0.0).partition(|(_, length)| *length > least);
    let weight = |cluster: &Cluster| {
        let ends = ends.iter().filter(|(at, _)| (at - cluster.at).abs() <= SAME_DASHES * em);
        cluster.weight + ends.map(|(_, length)| length).sum::<f32>()
    };
    let mut edges: Vec<f32> = clusters(lines, SAME_SIDE, em)
        .iter()
        .filter(|cluster| weight(cluster) >= THROUGH * (bottom - top))
        .map(|cluster| cluster.at)
        .collect();
    // No character has room between borders that are nearer.
    edges.dedup_by(|next, edge| *next - *edge <= SAME_BORDER * em);
    edges
}

/// Values that stand for one border.
struct Cluster {
    /// Their mean, weighted.
    at: f32,
    /// Their weight together.
    weight: f32,
    /// How many there are.
    count: usize,
}

/// Groups values that lie within the thickness of one border: those `near` each other, in font sizes.
fn clusters(mut values: Vec<(f32, f32)>, near: f32, em: f32) -> Vec<Cluster> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut clusters = Vec::new();
    let mut rest = values.as_slice();
    while let [first, ..] = rest {
        let mut end = 1;
        while end < rest.len()
            && rest[end].0 - rest[end - 1].0 <= near * em
            && rest[end].0 - first.0 <= THICKEST_BORDER * em
        {
            end += 1;
        }
        let (group, after) = rest.split_at(end);
        let weight = group.iter().map(|(_, weight)| weight).sum::<f32>();
        let at = group.iter().map(|(at, weight)| at * weight).sum::<f32>() / weight;
        clusters.push(Cluster { at, weight, count: group.len() });
        rest = after;
    }
    clusters
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, transcript};

    #[test]
    fn a_row_may_lack_the_side_that_the_others_have() {
        let mut draft = Draft::new(1);
        draft.rect(40.0, 100.0, 560.0, 115.0).text(43.0, 111.0, "a");
        draft.line(40.0, 115.0, 40.0, 130.0).line(300.0, 115.0, 300.0, 130.0).line(40.0, 130.0, 563.0, 130.0);
        draft.text(43.0, 126.0, "b").text(303.0, 126.0, "c");
        assert_eq!(transcript(&[draft.page]), ["│a│", "│b│c│"]);
    }

    #[test]
    fn a_side_drawn_by_the_neighbour_alone_closes_both() {
        let mut draft = Draft::new(1);
        draft.rect(40.0, 40.0, 240.0, 70.0).line(40.0, 55.0, 240.0, 55.0).line(140.0, 40.0, 140.0, 70.0);
        draft.text(43.0, 51.0, "a").text(143.0, 51.0, "b").text(43.0, 66.0, "c").text(143.0, 66.0, "d");
        assert_eq!(transcript(&[draft.page]), ["│a│b│", "│c│d│"]);
    }

    #[test]
    fn corners_may_miss_by_a_point() {
        let mut draft = Draft::new(1);
        draft.line(40.0, 40.0, 238.8, 40.0).line(40.0, 70.0, 240.0, 70.0);
        draft.line(40.0, 41.2, 40.0, 69.0).line(140.0, 41.3, 140.0, 70.5).line(240.0, 40.0, 240.0, 68.9);
        draft.text(43.0, 51.0, "a").text(143.0, 51.0, "b");
        assert_eq!(transcript(&[draft.page]), ["│a│b│"]);
    }

    #[test]
    fn cells_merge_where_no_line_is_drawn() {
        let mut draft = Draft::new(1);
        draft.rect(40.0, 40.0, 240.0, 70.0).line(140.0, 55.0, 240.0, 55.0).line(140.0, 40.0, 140.0, 70.0);
        draft.text(43.0, 58.0, "a").text(143.0, 51.0, "b").text(143.0, 66.0, "c");
        assert_eq!(transcript(&[draft.page]), ["│a│b│", "│〃│c│"]);
    }

    #[test]
    fn tables_that_touch_without_a_line_come_apart_at_the_ends_of_their_columns() {
        let mut draft = Draft::new(1);
        draft.line(40.0, 40.0, 240.0, 40.0).line(40.0, 70.0, 240.0, 70.0);
        draft.line(40.0, 40.0, 40.0, 70.0).line(240.0, 40.0, 240.0, 70.0);
        draft.line(140.0, 40.0, 140.0, 55.0).line(100.0, 55.0, 100.0, 70.0).line(180.0, 55.0, 180.0, 70.0);
        draft.text(43.0, 51.0, "a").text(143.0, 51.0, "b");
        draft.text(43.0, 66.0, "c").text(103.0, 66.0, "d").text(183.0, 66.0, "e");
        assert_eq!(transcript(&[draft.page]), ["│a│b│", "│c│d│e│"]);
    }

    #[test]
    fn missing_outer_sides_are_closed_at_the_ends_of_the_lines() {
        let mut draft = Draft::new(1);
        for y in [40.0, 55.0, 70.0] {
            draft.line(40.0, y, 240.0, y);
        }
        draft.line(100.0, 40.0, 100.0, 70.0).line(180.0, 40.0, 180.0, 70.0);
        draft.text(43.0, 51.0, "a").text(103.0, 51.0, "b").text(183.0, 51.0, "c");
        draft.text(43.0, 66.0, "d").text(103.0, 66.0, "e").text(183.0, 66.0, "f");
        assert_eq!(transcript(&[draft.page]), ["│a│b│c│", "│d│e│f│"]);
    }

    #[test]
    fn columns_without_a_beginning_and_an_end_are_cells() {
        let mut draft = Draft::new(1);
        draft.line(40.0, 40.0, 40.0, 800.0).line(140.0, 40.0, 140.0, 800.0).line(240.0, 40.0, 240.0, 800.0);
        draft.text(43.0, 51.0, "a").text(143.0, 51.0, "b").text(43.0, 66.0, "c");
        assert_eq!(transcript(&[draft.page]), ["│ac│b│"]);
    }

    #[test]
    fn cells_with_space_between_them_are_one_table() {
        let mut draft = Draft::new(1);
        // `border=1 cellspacing=2`: a box around the table, a box around each cell, 1.5 points between them.
        draft.rect(40.0, 40.0, 243.5, 74.5);
        for (row, names) in [(0.0, ["a", "b"]), (16.5, ["c", "d"])] {
            draft.rect(42.0, 42.0 + row, 140.0, 56.5 + row).rect(142.0, 42.0 + row, 241.5, 56.5 + row);
            draft.text(46.0, 52.5 + row, names[0]).text(146.0, 52.5 + row, names[1]);
        }
        assert_eq!(transcript(&[draft.page]), ["│a│b│", "│c│d│"]);
    }

    #[test]
    fn a_border_around_the_page_is_no_cell() {
        let mut draft = Draft::new(1);
        draft.rect(20.0, 20.0, 575.0, 820.0).text(40.0, 90.0, "caption");
        draft.table(100.0, &[&["a", "b"]]);
        assert_eq!(transcript(&[draft.page]), ["caption", "│a│b│"]);
    }

    #[test]
    fn double_borders_are_one() {
        let mut draft = Draft::new(1);
        for shift in [0.0, 1.5] {
            draft.rect(40.0 + shift, 40.0 + shift, 139.0 - shift, 69.0 - shift);
            draft.rect(140.0 + shift, 40.0 + shift, 240.0 - shift, 69.0 - shift);
        }
        draft.text(45.0, 57.0, "a").text(145.0, 57.0, "b");
        assert_eq!(transcript(&[draft.page]), ["│a│b│"]);
    }
}
