//! Cuts one long strip into pages. Each page shows its part of the strip, so a line of text may be on two pages.

use crate::page::{ASCENT, Border, Ground, Page};
use crate::style::{Cut, Slices, Style};

/// The height of the part of a page that shows the strip.
fn body(style: &Style) -> f64 {
    style.page.1 - 2.0 * style.margins.1
}

/// How far the lines of a paragraph are moved down, so that no page ends between them: nothing would tell whether the
/// next line is of the same paragraph. A page may end within a line, because then both pages show a part of the line.
/// But if both pages show the whole line, the paragraph is moved, too: without borders beside it, such a line looks
/// like two lines with the same text.
pub(crate) fn parted(y: f64, leading: f64, lines: usize, size: f64, style: &Style) -> f64 {
    let from_top = y - style.margins.1;
    let cut = (from_top / body(style)).floor() * body(style) + body(style);
    let within = (cut - from_top) / leading;
    let free = ((leading - size) / 2.0 + SEEN * size) / leading;
    let is_through = (free..=1.0 - free).contains(&within.fract());
    if within < lines as f64 && (!is_through || style.cuts.slices == Slices::Shown) { cut - from_top } else { 0.0 }
}

/// The pages of a strip, which begins at the upper margin of the first.
pub(crate) fn slice(strip: &Page, style: &Style) -> Vec<Page> {
    let (top, body) = (style.margins.1, body(style));
    // What only touches the end of a page is not on the next page.
    let first = |y: f64| ((y - top + TOUCH) / body).floor().max(0.0) as usize;
    let last = |y: f64| ((y - top - TOUCH) / body).floor().max(0.0) as usize;
    let texts = strip.texts.iter().map(|text| text.baseline + (1.0 - ASCENT) * text.size);
    let ends = texts.chain(strip.borders.iter().map(|border| border.to.1));
    let count = ends.map(last).max().unwrap_or(0) + 1;
    let mut pages = vec![Page { is_clipped: style.cuts.slices == Slices::Hidden, ..Page::default() }; count];
    let mut is_cut = vec![false; count];
    // The part of a range of heights that is on a page, in the heights of that page.
    let part = |from: f64, to: f64, page: usize| {
        let shift = page as f64 * body;
        ((from - shift).max(top), (to - shift).min(top + body))
    };
    for text in &strip.texts {
        let upper = text.baseline - ASCENT * text.size;
        let on = first(upper)..=last(upper + text.size);
        for page in on.clone() {
            let mut text = text.clone();
            text.baseline -= page as f64 * body;
            text.clip = text.clip.map(|[left, upper, right, lower]| {
                let (upper, lower) = part(upper, lower, page);
                [left, upper, right, lower]
            });
            let cut = (top + page as f64 * body - upper) / text.size;
            pages[page].texts.push(text);
            is_cut[page] |= page > *on.start() && (SEEN..=1.0 - SEEN).contains(&cut);
        }
    }
    for border in &strip.borders {
        let (from, to) = (border.from.1, border.to.1);
        let on = if from == to { last(from)..=last(to) } else { first(from)..=last(to) };
        for page in on {
            let (y0, y1) = part(from, to, page);
            pages[page].borders.push(Border { from: (border.from.0, y0), to: (border.to.0, y1) });
        }
    }
    for Ground { area: [left, from, right, to], color } in &strip.grounds {
        for (index, page) in pages.iter_mut().enumerate().take(last(*to) + 1).skip(first(*from)) {
            let (y0, y1) = part(*from, *to, index);
            page.grounds.push(Ground { area: [*left, y0, *right, y1], color: *color });
        }
    }
    // Borders at a cut are painted only if the cut shows in a line. Otherwise the row would look like two rows.
    for page in (1..count).filter(|page| style.cut != Cut::Open && is_cut[*page]) {
        close(&mut pages[page - 1], top + body);
        close(&mut pages[page], top);
    }
    pages
}

/// A cut shows in letters if it is at least so many font sizes away from their upper and their lower edge.
const SEEN: f64 = 0.25;

/// What is no farther than this from the end of a page touches it, in points.
const TOUCH: f64 = 0.01;

/// Adds the border of the cells that are cut at a height.
fn close(page: &mut Page, y: f64) {
    let cut: Vec<f64> = page
        .borders
        .iter()
        .filter(|border| border.from.0 == border.to.0 && (border.from.1 == y || border.to.1 == y))
        .map(|border| border.from.0)
        .collect();
    let (left, right) = cut.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
    if left < right {
        page.borders.push(Border { from: (left, y), to: (right, y) });
    }
}
