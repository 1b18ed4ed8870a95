//! Takes the glyphs out of a sheet that are no text of the report: those of annotations, and slanted, pale and invisible ones.
//!
//! The glyphs that were taken out are given as runs of text, each with its reason. Pale text is brought back where it may be a
//! heading or a label: it is not too large, not too faint, and does not lie on other text or on a ruling.

use super::discards;
use super::effort::Effort;
use super::outlines;
use super::overlays::core;
use super::sheet::{Sheet, is_straight};
use super::{DiscardReason, Discards};
use crate::page::geometry::Rect;
use crate::page::{Color, Fill, Glyph};

/// Text of at least this luma on white paper (0 black, 1 white) is pale and may be a watermark. Grey text in templates of
/// browsers and banks goes up to `#999` (0.6); watermarks begin at `#aaa` (0.67).
const PALE: f32 = 0.62;

/// Pale text is no watermark where its luma differs from that of its background by at least this much, as white text in a dark
/// cell does.
const CONTRAST: f32 = 0.38;

/// Takes the noise out of the sheet; what remains is straight, visible text.
pub(super) fn sort_out(sheet: &mut Sheet, effort: &Effort) -> Discards {
    let fills = std::mem::take(&mut sheet.fills);
    let mut noise: Vec<(Glyph, DiscardReason)> = Vec::new();
    let mut is_any_pale = false;
    sheet.glyphs.retain(|glyph| match reason(glyph, &fills, effort) {
        Some(reason) => {
            is_any_pale |= reason == DiscardReason::Pale;
            noise.push((*glyph, reason));
            false
        }
        None => true,
    });
    if is_any_pale {
        bring_back(sheet, &mut noise, &fills, effort);
    }
    sheet.fills = fills;
    discards::runs(&noise, sheet.frame)
}

/// Pale text of more than this many times the median font size is a watermark. Titles of reports have up to twice the size of
/// their text.
const LARGEST_HEADING: f32 = 2.6;

/// Text whose luma differs from that of its ground by less than this can hardly be seen, and is never a heading.
const FAINT: f32 = 0.1;

/// Brings back pale text that is no watermark: headings and labels in light colours. A watermark lies under or over text or
/// rulings. All pale text of one colour and size on a page is judged as one: where one of its glyphs collides with something, all
/// of it is a watermark.
fn bring_back(sheet: &mut Sheet, noise: &mut Vec<(Glyph, DiscardReason)>, fills: &[Fill], effort: &Effort) {
    let em = sheet.em();
    let mut styles: Vec<(Glyph, bool)> = Vec::new();
    let is_pale = |noise: &(Glyph, DiscardReason)| noise.1 == DiscardReason::Pale && noise.0.character != ' ';
    for (glyph, _) in noise.iter().filter(|noise| is_pale(noise)) {
        let known = styles.iter().position(|(style, _)| effort.spend(1) && is_set_alike(style, glyph));
        let index = known.unwrap_or_else(|| {
            let may_be_text = glyph.size <= LARGEST_HEADING * em && contrast(glyph, fills, effort) >= FAINT;
            styles.push((*glyph, may_be_text));
            styles.len() - 1
        });
        styles[index].1 = styles[index].1 && !collides(glyph, sheet, effort);
    }
    let is_text = |glyph: &Glyph| styles.iter().any(|(style, is_text)| *is_text && is_set_alike(style, glyph));
    let is_back = |noise: &(Glyph, DiscardReason)| noise.1 == DiscardReason::Pale && is_text(&noise.0);
    sheet.glyphs.extend(noise.extract_if(.., |noise| is_back(noise)).map(|(glyph, _)| glyph));
    sheet.glyphs.sort_by_key(|glyph| glyph.order);
}

/// Whether both are set in one colour and size.
fn is_set_alike(a: &Glyph, b: &Glyph) -> bool {
    a.color == b.color && a.size == b.size
}

/// Whether the glyph lies on other glyphs, or on a ruling that is no stroke of its own.
fn collides(glyph: &Glyph, sheet: &Sheet, effort: &Effort) -> bool {
    let own = core(glyph);
    let hits = |other: &Rect| own.intersection(other).is_some();
    effort.spend(sheet.glyphs.len() + sheet.rulings.len())
        && (sheet.glyphs.iter().any(|other| other.character != ' ' && hits(&core(other)))
            || sheet.rulings.iter().any(|ruling| hits(&ruling.bounds) && !outlines::is_stroke(ruling, glyph)))
}

/// Why the glyph is not text of the report, if it is not.
fn reason(glyph: &Glyph, fills: &[Fill], effort: &Effort) -> Option<DiscardReason> {
    if glyph.annotation {
        Some(DiscardReason::Annotation)
    } else if !is_straight(glyph) {
        Some(DiscardReason::Slanted)
    } else if glyph.invisible {
        Some(DiscardReason::Invisible)
    } else if glyph.color.luma() >= PALE && contrast(glyph, fills, effort) < CONTRAST {
        Some(DiscardReason::Pale)
    } else {
        None
    }
}

/// How much the glyph differs in luma from what is painted below it.
fn contrast(glyph: &Glyph, fills: &[Fill], effort: &Effort) -> f32 {
    let center = glyph.bounds.center();
    // Fills are in painting order: what is below comes before.
    let below = &fills[..fills.partition_point(|fill| fill.order < glyph.order)];
    let background = below
        .iter()
        .rev()
        .take_while(|_| effort.spend(1))
        .find(|fill| fill.bounds.contains(center) && fill.color.alpha > 0.0)
        .map_or(WHITE, |fill| fill.color.luma());
    (over(glyph.color, background) - background).abs()
}

/// Luma of white paper.
const WHITE: f32 = 1.0;

/// Luma of a colour painted over a background of the given luma.
fn over(color: Color, background: f32) -> f32 {
    let opaque = Color { alpha: 1.0, ..color }.luma();
    background + color.alpha * (opaque - background)
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, transcript};
    use crate::layout::{DiscardReason, lay_out};
    use crate::page::Color;
    use crate::page::geometry::Rect;

    fn grey(luma: f32) -> Color {
        Color { red: luma, green: luma, blue: luma, alpha: 1.0 }
    }

    #[test]
    fn slanted_and_pale_text_is_listed_as_left_out() {
        let mut draft = Draft::new(1);
        draft.text(50.0, 400.0, "账户1");
        draft.direction = -45.0;
        draft.text(50.0, 300.0, "内部资料");
        draft.direction = 0.0;
        draft.color = Color { alpha: 0.2, ..Color::BLACK };
        draft.text(50.0, 398.0, "严禁外传");
        let layout = lay_out(&[draft.page]);
        let discarded: Vec<_> = layout.discarded.iter().map(|d| (d.text.string.as_str(), d.reason)).collect();
        assert_eq!(discarded, [("内部资料", DiscardReason::Slanted), ("严禁外传", DiscardReason::Pale)]);
        assert_eq!(layout.lines.len(), 1);
    }

    #[test]
    fn what_annotations_lay_on_a_page_is_left_out() {
        let mut draft = Draft::new(1);
        draft.text(50.0, 400.0, "账户1");
        let before = draft.page.glyphs.len();
        // It is more than the page itself has, and turned.
        draft.direction = 90.0;
        draft.text(52.0, 400.0, "已核对无误");
        draft.page.glyphs[before..].iter_mut().for_each(|glyph| glyph.annotation = true);
        let layout = lay_out(&[draft.page]);
        assert_eq!(layout.lines.len(), 1);
        assert!(layout.discarded.iter().all(|discarded| discarded.reason == DiscardReason::Annotation));
        assert_eq!(layout.discarded.iter().map(|discarded| discarded.text.string.chars().count()).sum::<usize>(), 5);
    }

    #[test]
    fn white_text_on_a_dark_cell_is_text() {
        let mut draft = Draft::new(1);
        draft.fill(Rect::spanning(40.0, 390.0, 200.0, 410.0), grey(0.3));
        draft.color = grey(1.0);
        draft.text(50.0, 400.0, "账户状态");
        draft.color = grey(0.4);
        draft.text(90.0, 400.0, "余额");
        assert_eq!(transcript(&[draft.page]), ["账户状态余额"]);
    }

    #[test]
    fn a_pale_heading_may_be_made_bold_by_strokes() {
        let page = |strokes: Color| {
            let mut draft = Draft::new(1);
            draft.table(100.0, &[&["账户", "余额"]]);
            draft.color = grey(0.7);
            draft.line_color = strokes;
            draft.text(50.0, 90.0, "身份").rect(51.0, 84.0, 57.0, 90.0).rect(60.0, 84.0, 66.0, 90.0);
            transcript(&[draft.page])
        };
        assert_eq!(page(grey(0.7)), ["身份", "│账户│余额│"]);
        assert_eq!(page(Color::BLACK).last().map(String::as_str), Some("│账户│余额│"));
        assert!(!page(Color::BLACK).contains(&"身份".to_owned()));
    }

    #[test]
    fn all_text_may_be_turned() {
        let mut draft = Draft::new(1);
        draft.direction = 90.0;
        // Characters below each other, each lying on its side.
        for (index, character) in "账户12".chars().enumerate() {
            draft.text(300.0, 100.0 + 9.0 * index as f32, &character.to_string());
        }
        assert_eq!(transcript(&[draft.page]), ["账户12"]);
    }
}
