//! Joins the painted pieces of lines to whole lines.

use super::effort::Effort;
use super::outlines;
use super::sheet::Sheet;
use crate::geometry::Rect;
use crate::page::{Color, Fill, Ruling};

/// A whole line, horizontal or vertical.
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

/// The visible lines of the sheet, pieces joined; `em` is its median font size.
pub(super) fn lines(sheet: &Sheet, em: f32, effort: &Effort) -> Lines {
    let mut horizontal = Vec::new();
    let mut vertical = Vec::new();
    let mut colors: Vec<Color> = vec![WHITE];
    for fill in &sheet.fills {
        if effort.spend(colors.len()) && !colors.contains(&fill.color) {
            colors.push(fill.color);
        }
    }
    let outlines = outlines::find(&sheet.glyphs, &sheet.rulings, em, effort);
    let dot = outlines::dot(em);
    for (ruling, is_outline) in sheet.rulings.iter().zip(outlines) {
        // Nothing can hide a line of a colour that no fill and no paper has.
        let may_be_hidden = effort.spend(colors.len()) && colors.iter().any(|color| hides(color, ruling));
        if is_outline || may_be_hidden && is_hidden(ruling, &sheet.fills, effort) {
            continue;
        }
        let Rect { left, top, right, bottom } = ruling.bounds;
        let along_x = Segment { at: (top + bottom) / 2.0, from: left, to: right };
        let along_y = Segment { at: (left + right) / 2.0, from: top, to: bottom };
        let is_dot = along_x.length().max(along_y.length()) <= dot;
        if ruling.horizontal || is_dot {
            horizontal.push(along_x);
        }
        if !ruling.horizontal || is_dot {
            vertical.push(along_y);
        }
    }
    Lines { horizontal: join(horizontal, em), vertical: join(vertical, em) }
}

/// A line is no border when its colour differs from what is below it by less than this in each part.
const SAME_COLOR: f32 = 0.03;

/// Whether the line cannot be seen on a ground of the colour.
fn hides(ground: &Color, ruling: &Ruling) -> bool {
    let same = |a: f32, b: f32| (a - b).abs() <= SAME_COLOR;
    let color = &ruling.color;
    color.alpha <= SAME_COLOR
        || same(color.red, ground.red) && same(color.green, ground.green) && same(color.blue, ground.blue)
}

/// Whether the line cannot be told from what it is painted on.
fn is_hidden(ruling: &Ruling, fills: &[Fill], effort: &Effort) -> bool {
    let center = ruling.bounds.center();
    let below = &fills[..fills.partition_point(|fill| fill.order < ruling.order)];
    let mut from_top = below.iter().rev().take_while(|_| effort.spend(1));
    let ground = from_top.find(|fill| fill.bounds.contains(center)).map_or(WHITE, |fill| fill.color);
    hides(&ground, ruling)
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

    #[test]
    fn lines_of_two_tables_stay_apart() {
        assert_eq!(join(vec![dash(0.0, 100.0), dash(104.0, 200.0)], SIZE).len(), 2);
        assert_eq!(join(vec![dash(0.0, 100.0), Segment { at: 12.0, from: 0.0, to: 100.0 }], SIZE).len(), 2);
    }
}
