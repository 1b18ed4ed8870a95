//! Joins rulings, which are often painted in pieces, to whole lines that may be borders of cells.
//!
//! The rulings of a sheet go in, [`Lines`] come out. For example, the dots of a dotted border become one [`Segment`]. Rulings
//! that do not show by their colour, and strokes of characters, are left out.

use super::effort::Effort;
use super::outlines;
use super::sheet::Sheet;
use crate::page::geometry::{Point, Rect};
use crate::page::{Color, Fill, Ruling};

/// A horizontal or vertical line: one ruling, or several joined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Segment {
    /// Where it lies across its direction: y of a horizontal line, x of a vertical one.
    pub(super) at: f32,
    /// Where it begins along its direction.
    pub(super) from: f32,
    /// Where it ends along its direction.
    pub(super) to: f32,
}

impl Segment {
    /// Its length.
    pub(super) fn length(&self) -> f32 {
        self.to - self.from
    }

    /// How much of `from..to` it covers.
    pub(super) fn overlap(&self, from: f32, to: f32) -> f32 {
        (self.to.min(to) - self.from.max(from)).max(0.0)
    }
}

/// The lines of a sheet.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines {
    /// From left to right, ordered by y.
    pub(super) horizontal: Vec<Segment>,
    /// From top to bottom, ordered by x.
    pub(super) vertical: Vec<Segment>,
}

/// The lines of the sheet that may be borders of cells, pieces joined; `em` is its median font size.
pub(super) fn lines(sheet: &Sheet, em: f32, effort: &Effort) -> Lines {
    let mut pieces = Pieces { dot: outlines::dot(em), ..Pieces::default() };
    let mut colors: Vec<Color> = vec![WHITE];
    for fill in &sheet.fills {
        if effort.spend(colors.len()) && !colors.contains(&fill.color) {
            colors.push(fill.color);
        }
    }
    let outlines = outlines::find(&sheet.glyphs, &sheet.rulings, em, effort);
    let mut seen: Vec<&Ruling> = Vec::new();
    let mut sunk: Vec<&Ruling> = Vec::new();
    for (ruling, is_outline) in sheet.rulings.iter().zip(outlines) {
        if is_outline {
            continue;
        }
        // A shortcut: a line shows everywhere if neither paper nor any fill has its colour.
        if !(effort.spend(colors.len()) && colors.iter().any(|color| hides(color, ruling))) {
            pieces.push(ruling);
            continue;
        }
        match sight(ruling, &sheet.fills, effort) {
            Sight::Plain => {
                if effort.spend(seen.len()) && !seen.iter().any(|other| is_drawn_alike(other, ruling)) {
                    seen.push(ruling);
                }
                pieces.push(ruling);
            }
            Sight::Edge => pieces.push(ruling),
            Sight::Sunk => sunk.push(ruling),
            Sight::Hidden => {}
        }
    }
    // Labels may have a ground of the colour of the borders, which hides the borders between them. These count where borders
    // drawn alike show elsewhere, as between the values. (Where a ground is painted in strips, no line drawn like its strips
    // shows.)
    for ruling in sunk {
        if effort.spend(seen.len()) && seen.iter().any(|other| is_drawn_alike(other, ruling)) {
            pieces.push(ruling);
        }
    }
    Lines { horizontal: join(pieces.horizontal, em), vertical: join(pieces.vertical, em) }
}

/// Half of the thickness of a thin line, in points.
const THIN: f32 = 0.5;

/// Pieces of lines.
#[derive(Debug, Default)]
struct Pieces {
    horizontal: Vec<Segment>,
    vertical: Vec<Segment>,
    /// A ruling no longer than this, in points, is a dot.
    dot: f32,
}

impl Pieces {
    /// Adds a ruling. A dot is added in both directions, since it may be part of a line of either.
    fn push(&mut self, ruling: &Ruling) {
        let Rect { left, top, right, bottom } = ruling.bounds;
        // Where thick lines meet, each ends at the edge of the other, and not at its middle.
        let cap = (f32::min(right - left, bottom - top) / 2.0 - THIN).max(0.0);
        let along_x = Segment { at: (top + bottom) / 2.0, from: left - cap, to: right + cap };
        let along_y = Segment { at: (left + right) / 2.0, from: top - cap, to: bottom + cap };
        let is_dot = along_x.length().max(along_y.length()) <= self.dot;
        if ruling.horizontal || is_dot {
            self.horizontal.push(along_x);
        }
        if !ruling.horizontal || is_dot {
            self.vertical.push(along_y);
        }
    }
}

/// Lines whose thickness differs by less than this, in points, are drawn with one pen.
const SAME_PEN: f32 = 0.05;

/// Whether both are of one colour and thickness.
fn is_drawn_alike(a: &Ruling, b: &Ruling) -> bool {
    let thickness = |ruling: &Ruling| ruling.bounds.width().min(ruling.bounds.height());
    hides(&a.color, b) && (thickness(a) - thickness(b)).abs() <= SAME_PEN
}

/// A line does not show where each part of its colour (red, green, blue: 0 to 1) differs by at most this from what is below it,
/// nor where its opacity is at most this.
const SAME_COLOR: f32 = 0.03;

/// Whether the line cannot be seen on a ground of the colour.
fn hides(ground: &Color, ruling: &Ruling) -> bool {
    let same = |a: f32, b: f32| (a - b).abs() <= SAME_COLOR;
    let color = &ruling.color;
    color.alpha <= SAME_COLOR
        || same(color.red, ground.red) && same(color.green, ground.green) && same(color.blue, ground.blue)
}

/// Whether and how a line shows.
enum Sight {
    /// It shows by its own colour.
    Plain,
    /// It has the colour of its ground, and shows as the edge of another ground beside it.
    Edge,
    /// It does not show, in a ground of its colour.
    Sunk,
    /// It does not show, for it is white or transparent.
    Hidden,
}

/// The ground beside a line is looked up this far from it, in points.
const BESIDE: f32 = 0.75;

/// How a line shows on what it is painted on.
fn sight(ruling: &Ruling, fills: &[Fill], effort: &Effort) -> Sight {
    let below = &fills[..fills.partition_point(|fill| fill.order < ruling.order)];
    let is_lost = |x: f32, y: f32| {
        let mut from_top = below.iter().rev().take_while(|_| effort.spend(1));
        let ground = from_top.find(|fill| fill.bounds.contains(Point { x, y })).map_or(WHITE, |fill| fill.color);
        hides(&ground, ruling)
    };
    let Point { x, y } = ruling.bounds.center();
    let (across, down) = match ruling.horizontal {
        true => (0.0, ruling.bounds.height() / 2.0 + BESIDE),
        false => (ruling.bounds.width() / 2.0 + BESIDE, 0.0),
    };
    if !is_lost(x, y) {
        Sight::Plain
    } else if !is_lost(x - across, y - down) || !is_lost(x + across, y + down) {
        Sight::Edge
    } else if hides(&WHITE, ruling) {
        Sight::Hidden
    } else {
        Sight::Sunk
    }
}

/// The colour of paper.
const WHITE: Color = Color { red: 1.0, green: 1.0, blue: 1.0, alpha: 1.0 };

/// Pieces this far apart across their direction, in points, belong to one line.
const COLLINEAR: f32 = 0.75;

/// Gaps up to this, in points, are bridged in any line: corners of cells miss each other by 1–2 points, on either side.
const GAP: f32 = 3.0;

/// In small print gaps are bridged up to this part of the font size: rows are never that low.
const GAP_SIZE: f32 = 0.35;

/// Pieces up to this long, in points, may be dashes.
const DASH: f32 = 12.0;

/// The gap after a dash is at most this many times as long as the dash.
const DASH_GAP: f32 = 1.5;

/// Gaps between dashes are bridged up to this, in points.
const LONGEST_DASH_GAP: f32 = 6.0;

/// In small print gaps between dashes are bridged up to this part of the font size.
const DASH_GAP_SIZE: f32 = 0.7;

/// Joins pieces that lie on one line and touch, overlap, or follow each other as dashes.
fn join(mut pieces: Vec<Segment>, em: f32) -> Vec<Segment> {
    pieces.sort_unstable_by(|a, b| a.at.total_cmp(&b.at));
    let mut joined = Vec::new();
    let mut rest = pieces.as_mut_slice();
    while let [first, ..] = rest {
        let reach = first.at + COLLINEAR;
        let (line, below) = rest.split_at_mut(rest.partition_point(|piece| piece.at <= reach));
        join_line(line, em, &mut joined);
        rest = below;
    }
    joined
}

/// Joins the pieces of one line.
fn join_line(pieces: &mut [Segment], em: f32, joined: &mut Vec<Segment>) {
    let gap_of_lines = GAP.min(GAP_SIZE * em);
    let gap_of_dashes = LONGEST_DASH_GAP.min(DASH_GAP_SIZE * em);
    pieces.sort_unstable_by(|a, b| a.from.total_cmp(&b.from));
    let at = pieces.iter().map(|piece| piece.at).sum::<f32>() / pieces.len() as f32;
    let mut current: Option<Segment> = None;
    let mut last_length = 0.0_f32;
    for piece in pieces.iter() {
        if let Some(line) = &mut current {
            let gap = piece.from - line.to;
            let dash = piece.length().max(last_length);
            let bridged = if dash <= DASH { (DASH_GAP * dash).min(gap_of_dashes) } else { 0.0 };
            if gap <= bridged.max(gap_of_lines) {
                line.to = line.to.max(piece.to);
                last_length = piece.length();
                continue;
            }
            joined.push(*line);
        }
        current = Some(Segment { at, ..*piece });
        last_length = piece.length();
    }
    joined.extend(current);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::testing::{Draft, SIZE, transcript};

    fn dash(from: f32, to: f32) -> Segment {
        Segment { at: 10.0, from, to }
    }

    #[test]
    fn pieces_that_miss_by_a_point_are_one_line() {
        let joined = join(vec![dash(0.0, 50.0), dash(51.5, 100.0), Segment { at: 10.4, from: 99.0, to: 120.0 }], SIZE);
        assert_eq!(joined.len(), 1);
        assert_eq!((joined[0].from, joined[0].to), (0.0, 120.0));
    }

    #[test]
    fn dashes_and_dots_are_one_line() {
        let dashes = (0..20).map(|i| dash(i as f32 * 6.0, i as f32 * 6.0 + 3.0)).collect();
        assert_eq!(join(dashes, SIZE).len(), 1);
        let dots = (0..20).map(|i| dash(i as f32 * 1.5, i as f32 * 1.5 + 0.75)).collect();
        assert_eq!(join(dots, SIZE).len(), 1);
    }

    #[test]
    fn dots_are_lines_in_either_direction() {
        let mut draft = Draft::new(1);
        for step in 0..=100 {
            let at = 40.0 + step as f32 * 1.5;
            for (x, y) in [(at, 40.0), (at, 190.0), (40.0, at), (190.0, at)] {
                draft.line(x, y, x + 0.5, y);
            }
        }
        draft.text(60.0, 100.0, "a");
        assert_eq!(transcript(&[draft.page]), ["│a│"]);
    }

    const GREY: Color = Color { red: 0.9, green: 0.9, blue: 0.9, alpha: 1.0 };

    fn bounds(left: f32, top: f32, right: f32, bottom: f32) -> Rect {
        Rect { left, top, right, bottom }
    }

    #[test]
    fn white_lines_are_the_edges_of_grey_cells() {
        let mut draft = Draft::new(1);
        draft.line_color = WHITE;
        for (top, texts) in [(40.0, ["a", "b"]), (57.0, ["c", "d"])] {
            for (left, text) in [40.0, 140.0].into_iter().zip(texts) {
                draft.fill(bounds(left, top, left + 100.0, top + 15.0), GREY);
                draft.rect(left, top, left + 100.0, top + 15.0).text(left + 3.0, top + 11.0, text);
            }
        }
        assert_eq!(transcript(&[draft.page]), ["│a│b│", "│c│d│"]);
    }

    #[test]
    fn white_lines_on_paper_are_no_borders() {
        let mut draft = Draft::new(1);
        draft.line_color = WHITE;
        draft.rect(40.0, 40.0, 240.0, 55.0).line(140.0, 40.0, 140.0, 55.0).text(43.0, 51.0, "a").text(143.0, 51.0, "b");
        assert_eq!(transcript(&[draft.page]), ["a b"]);
    }

    #[test]
    fn borders_of_the_colour_of_the_labels_tell_them_apart() {
        let mut draft = Draft::new(1);
        draft.line_color = GREY;
        draft.fill(bounds(40.0, 40.0, 240.0, 70.0), GREY);
        draft.rect(40.0, 40.0, 240.0, 55.0).rect(40.0, 55.0, 140.0, 70.0).rect(140.0, 55.0, 240.0, 70.0);
        draft.rect(40.0, 70.0, 140.0, 85.0).rect(140.0, 70.0, 240.0, 85.0);
        draft.text(43.0, 51.0, "head").text(43.0, 66.0, "a").text(143.0, 66.0, "b");
        draft.text(43.0, 81.0, "c").text(143.0, 81.0, "d");
        assert_eq!(transcript(&[draft.page]), ["│head│", "│a│b│", "│c│d│"]);
    }

    #[test]
    fn strips_of_a_ground_are_no_borders() {
        let mut draft = Draft::new(1);
        draft.rect(40.0, 40.0, 240.0, 70.0).fill(bounds(40.0, 40.0, 240.0, 70.0), GREY);
        draft.line_color = GREY;
        draft.line(40.0, 55.0, 240.0, 55.0).line(140.0, 40.0, 140.0, 70.0).line(40.0, 40.0, 240.0, 40.0);
        draft.text(43.0, 51.0, "a").text(43.0, 66.0, "b");
        assert_eq!(transcript(&[draft.page]), ["│ab│"]);
    }

    #[test]
    fn lines_of_two_tables_stay_apart() {
        assert_eq!(join(vec![dash(0.0, 100.0), dash(104.0, 200.0)], SIZE).len(), 2);
        assert_eq!(join(vec![dash(0.0, 100.0), Segment { at: 12.0, from: 0.0, to: 100.0 }], SIZE).len(), 2);
    }
}
