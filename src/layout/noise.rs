//! Sorts out the glyphs that are not text of the report: slanted, pale and invisible ones.

use super::frame::Frame;
use super::sheet::{Sheet, is_straight};
use super::text::Line;
use super::{DiscardReason, Discarded, Text};
use crate::page::{Color, Fill, Glyph};

/// Text at least this bright on white paper (0 black, 1 white) lies behind the report. Grey text of browsers' and
/// banks' templates goes up to `#999` (0.6); watermarks begin at `#aaa` (0.67).
const PALE: f32 = 0.62;

/// A bright text is no watermark when it stands off its dark background by this much luma.
const CONTRAST: f32 = 0.38;

/// Takes the noise out of the sheet; what remains is straight, dark, visible text.
pub(super) fn sort_out(sheet: &mut Sheet, discarded: &mut Vec<Discarded>) {
    let fills = std::mem::take(&mut sheet.fills);
    let mut noise: Vec<(Glyph, DiscardReason)> = Vec::new();
    sheet.glyphs.retain(|glyph| match reason(glyph, &fills) {
        Some(reason) => {
            noise.push((*glyph, reason));
            false
        }
        None => true,
    });
    sheet.fills = fills;
    discarded.extend(runs(&noise, sheet.frame));
}

/// The second strikes, as runs of text; takes them out of `doubled`.
pub(super) fn double_strikes(doubled: &mut Vec<Glyph>, frame: Frame) -> Vec<Discarded> {
    let strikes: Vec<(Glyph, DiscardReason)> =
        doubled.drain(..).map(|glyph| (glyph, DiscardReason::DoubleStrike)).collect();
    runs(&strikes, frame)
}

/// Why the glyph is not text of the report, if it is not.
fn reason(glyph: &Glyph, fills: &[Fill]) -> Option<DiscardReason> {
    if !is_straight(glyph) {
        Some(DiscardReason::Slanted)
    } else if glyph.invisible {
        Some(DiscardReason::Invisible)
    } else if glyph.color.luma() >= PALE && contrast(glyph, fills) < CONTRAST {
        Some(DiscardReason::Pale)
    } else {
        None
    }
}

/// How much the glyph differs in luma from what is painted below it.
fn contrast(glyph: &Glyph, fills: &[Fill]) -> f32 {
    let center = glyph.bounds.center();
    // Fills are in painting order: what is below comes before.
    let below = &fills[..fills.partition_point(|fill| fill.order < glyph.order)];
    let background = below
        .iter()
        .rev()
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

/// Glyphs follow each other in a run of text when no more than this many font sizes lie between them.
const RUN_GAP: f32 = 2.5;

/// The noise as runs of text, in painting order.
fn runs(noise: &[(Glyph, DiscardReason)], frame: Frame) -> Vec<Discarded> {
    let belongs = |(a, a_reason): &(Glyph, DiscardReason), (b, b_reason): &(Glyph, DiscardReason)| {
        let distance = (a.origin.x - b.origin.x).hypot(a.origin.y - b.origin.y);
        a_reason == b_reason && a.direction == b.direction && distance <= RUN_GAP * a.size.max(b.size)
    };
    noise
        .chunk_by(belongs)
        .map(|run| {
            let characters = run.iter().map(|(glyph, _)| (glyph.character, glyph.bounds)).collect();
            let line = Line::of_characters(characters, frame);
            Discarded { text: Text::of_lines(&[line]), reason: run[0].1 }
        })
        .filter(|discarded| !discarded.text.string.trim().is_empty())
        .collect()
}
