//! Sets pages upright, and parts two pages that are printed side by side.
//!
//! A [`Page`] goes in, one [`Sheet`] or two come out. The page is turned so that most of its text runs from left to right. A page
//! that is wider than high, with an empty strip (the *gutter*) near its middle, is two sheets.

use super::frame::{Frame, Turn};
use crate::page::geometry::Rect;
use crate::page::{Clipping, Fill, Glyph, Page, Ruling};

/// The content of one printed page in its upright space.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    /// The way back to page space.
    pub(super) frame: Frame,
    /// Width of the sheet, in points.
    pub(super) width: f32,
    /// Height of the sheet, in points.
    pub(super) height: f32,
    /// The glyphs in painting order. Their directions are relative to the sheet: 0 is from left to right.
    pub(super) glyphs: Vec<Glyph>,
    /// The rulings.
    pub(super) rulings: Vec<Ruling>,
    /// Filled areas.
    pub(super) fills: Vec<Fill>,
    /// Clips that cut or hide characters.
    pub(super) clips: Vec<Rect>,
}

/// The font size, in points, to measure with where a page has no text at all.
const DEFAULT_SIZE: f32 = 9.0;

impl Sheet {
    /// The page with most of its text upright.
    pub(super) fn upright(page: Page) -> Self {
        let turn = dominant_turn(&page.glyphs);
        let frame = Frame::new(page.number, turn, page.width, page.height);
        let (width, height) = frame.upright_size();
        let Page { glyphs, rulings, fills, clips, .. } = page;
        let mut sheet = Self { frame, width, height, glyphs, rulings, fills, clips };
        if turn != Turn::None {
            for glyph in &mut sheet.glyphs {
                glyph.bounds = frame.to_upright(&glyph.bounds);
                glyph.origin = frame.point_to_upright(glyph.origin);
                glyph.direction = relative(glyph.direction, turn);
            }
            for ruling in &mut sheet.rulings {
                ruling.bounds = frame.to_upright(&ruling.bounds);
                ruling.horizontal ^= turn != Turn::Half;
            }
            for fill in &mut sheet.fills {
                fill.bounds = frame.to_upright(&fill.bounds);
            }
            for clip in &mut sheet.clips {
                *clip = frame.to_upright(clip);
            }
        }
        sheet.cut_to_what_shows();
        sheet
    }

    /// Limits the height of each glyph that a clip cuts or hides to the clip, so that the glyph counts as standing where it
    /// shows. Such a cut runs along the border of a cell or of the head of the page.
    fn cut_to_what_shows(&mut self) {
        for glyph in &mut self.glyphs {
            let (Clipping::Cut(index) | Clipping::Hidden(index)) = glyph.clipping else { continue };
            let Some(clip) = self.clips.get(index as usize) else { continue };
            let (top, bottom) = (glyph.bounds.top.max(clip.top), glyph.bounds.bottom.min(clip.bottom));
            if top < bottom {
                (glyph.bounds.top, glyph.bounds.bottom) = (top, bottom);
            }
        }
    }

    /// The median font size of the text: the unit in which distances are judged.
    pub(super) fn em(&self) -> f32 {
        let mut sizes: Vec<f32> = self.glyphs.iter().filter(|g| g.character != ' ').map(|g| g.size).collect();
        if sizes.is_empty() {
            return DEFAULT_SIZE;
        }
        let middle = sizes.len() / 2;
        *sizes.select_nth_unstable_by(middle, f32::total_cmp).1
    }

    /// The sheet, or its two halves where two pages are printed side by side. Watermarks must be gone already, since one across
    /// the middle would close the gutter.
    pub(super) fn pages(self) -> Vec<Self> {
        let Some(gutter) = gutter(&self) else { return vec![self] };
        let frame = self.frame.right_of(gutter);
        let shift = |rect: &Rect| Rect { left: rect.left - gutter, right: rect.right - gutter, ..*rect };
        let is_left = |rect: &Rect| rect.center().x < gutter;
        let (left_glyphs, mut glyphs): (Vec<_>, Vec<_>) = self.glyphs.into_iter().partition(|g| is_left(&g.bounds));
        let (left_rulings, mut rulings): (Vec<_>, Vec<_>) = self.rulings.into_iter().partition(|r| is_left(&r.bounds));
        let (left_fills, mut fills): (Vec<_>, Vec<_>) = self.fills.into_iter().partition(|f| is_left(&f.bounds));
        for glyph in &mut glyphs {
            glyph.bounds = shift(&glyph.bounds);
            glyph.origin.x -= gutter;
        }
        for ruling in &mut rulings {
            ruling.bounds = shift(&ruling.bounds);
        }
        for fill in &mut fills {
            fill.bounds = shift(&fill.bounds);
        }
        // Glyphs refer to clips by their index on the page, so both halves keep all of them in order.
        let clips = self.clips.iter().map(shift).collect();
        vec![
            Self { width: gutter, glyphs: left_glyphs, rulings: left_rulings, fills: left_fills, ..self },
            Self { frame, width: self.width - gutter, height: self.height, glyphs, rulings, fills, clips },
        ]
    }
}

/// The turn of most of the text.
fn dominant_turn(glyphs: &[Glyph]) -> Turn {
    const TURNS: [Turn; 4] = [Turn::None, Turn::Quarter, Turn::Half, Turn::ThreeQuarters];
    let mut counts = [0_usize; TURNS.len()];
    for glyph in glyphs.iter().filter(|g| !g.invisible && !g.annotation) {
        let turn = Turn::nearest(glyph.direction);
        if is_along(glyph.direction, turn) {
            counts[TURNS.iter().position(|t| *t == turn).unwrap_or_default()] += 1;
        }
    }
    // The first of equals wins, so that a page without text stays as it is.
    let most = counts.iter().copied().max().unwrap_or_default();
    counts.iter().position(|count| *count == most).map_or(Turn::None, |index| TURNS[index])
}

/// Text that is off by more than this many degrees is slanted.
const STRAIGHT: f32 = 4.0;

/// Whether text of the direction runs along the turn.
fn is_along(direction: f32, turn: Turn) -> bool {
    relative(direction, turn).abs() <= STRAIGHT
}

/// Whether text of a sheet runs from left to right.
pub(super) fn is_straight(glyph: &Glyph) -> bool {
    is_along(glyph.direction, Turn::None)
}

/// A direction as seen from a turn, in (-180, 180].
fn relative(direction: f32, turn: Turn) -> f32 {
    // A shortcut: nearly all text is not turned, and computing a remainder is slow.
    if direction == turn.degrees() {
        return 0.0;
    }
    let relative = (direction - turn.degrees()).rem_euclid(360.0);
    if relative > 180.0 { relative - 360.0 } else { relative }
}

/// How far from the middle the gutter between two pages may lie, as a share of the sheet's width: the pages may be
/// set off for binding.
const GUTTER_OFF_CENTER: f32 = 0.06;

/// The gutter is at least as wide as this share of the sheet.
const GUTTER_WIDTH: f32 = 0.02;

/// Each of two pages holds at least this share of the glyphs. With less, it is a narrow last column of one landscape page.
const LEAST_SHARE: f32 = 0.02;

/// The share of the sheet's height, at its top and at its bottom, that may hold a head or a foot of the whole sheet. Text there
/// does not block the gutter.
const MARGIN: f32 = 0.07;

/// A vertical ruling of at least this share of the sheet's height parts two pages. It does not block the gutter.
const DIVIDER: f32 = 0.9;

/// The middle of the empty strip between two pages on a sheet, where there is one.
fn gutter(sheet: &Sheet) -> Option<f32> {
    if sheet.width <= sheet.height {
        return None;
    }
    let middle = sheet.width / 2.0;
    let (mut left, mut right) = (0.0_f32, sheet.width);
    let (mut left_count, mut right_count) = (0_usize, 0_usize);
    let mut blocked = false;
    let mut see = |bounds: &Rect, weight: usize| {
        if bounds.right <= middle {
            left = left.max(bounds.right);
            left_count += weight;
        } else if bounds.left >= middle {
            right = right.min(bounds.left);
            right_count += weight;
        } else if bounds.center().x < middle && middle - bounds.left > bounds.right - middle {
            // Reaches over the middle: the gutter, if any, lies right of it.
            left = left.max(bounds.right);
            left_count += weight;
        } else {
            right = right.min(bounds.left);
            right_count += weight;
        }
        blocked |= left >= right;
    };
    // What may stand in the gutter does not count: a ruling that parts the pages, and a head or foot of the whole sheet.
    let margin = MARGIN * sheet.height;
    let in_margin = |bounds: &Rect| bounds.bottom < margin || bounds.top > sheet.height - margin;
    let parts = |ruling: &Ruling| !ruling.horizontal && ruling.bounds.height() >= DIVIDER * sheet.height;
    sheet.glyphs.iter().filter(|g| g.character != ' ' && !in_margin(&g.bounds)).for_each(|g| see(&g.bounds, 1));
    sheet.rulings.iter().filter(|r| !parts(r)).for_each(|r| see(&r.bounds, 0));
    let text = (left_count + right_count) as f32;
    let share = left_count.min(right_count) as f32 / text.max(1.0);
    // The very middle where it is free, so that the right pages of all sheets are shifted alike.
    let gutter = if (left..=right).contains(&middle) { middle } else { (left + right) / 2.0 };
    let central = (gutter - middle).abs() <= GUTTER_OFF_CENTER * sheet.width;
    (!blocked && right - left >= GUTTER_WIDTH * sheet.width && share >= LEAST_SHARE && central).then_some(gutter)
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, transcript};
    use crate::page::Page;

    #[test]
    fn two_pages_on_a_sheet_are_read_one_after_the_other() {
        let mut draft = Draft::new(1);
        (draft.page.width, draft.page.height) = (842.0, 595.0);
        for (x, name) in [(30.0, "a"), (450.0, "b")] {
            for y in [100.0, 200.0] {
                draft.rect(x, y, x + 360.0, y + 20.0).text(x + 3.0, y + 14.0, name);
            }
        }
        assert_eq!(transcript(&[draft.page]), ["│a│", "│a│", "│b│", "│b│"]);
    }

    #[test]
    fn a_table_across_a_landscape_page_is_one() {
        let mut draft = Draft::new(1);
        (draft.page.width, draft.page.height) = (842.0, 595.0);
        draft.rect(30.0, 100.0, 810.0, 120.0).line(421.0, 100.0, 421.0, 120.0);
        draft.text(33.0, 114.0, "a").text(700.0, 114.0, "b");
        assert_eq!(transcript(&[draft.page]), ["│a│b│"]);
    }

    #[test]
    fn a_page_number_is_no_page_of_its_own() {
        let pages: Vec<Page> = ["异议标注", "本人声明", "查询记录"]
            .iter()
            .zip(1..)
            .map(|(heading, number)| {
                let mut draft = Draft::new(number);
                (draft.page.width, draft.page.height) = (842.0, 595.0);
                draft.text(40.0, 80.0, heading).text_sized(421.0, 565.0, &format!("第{number}页"), 7.0);
                draft.page
            })
            .collect();
        assert_eq!(transcript(&pages), ["异议标注", "本人声明", "查询记录"]);
    }
}
