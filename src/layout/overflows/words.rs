//! Words beside a text that runs over a border.
//!
//! A text with spaces runs over the left border of its cell, so that its first word lies in the cell before as a whole. That word
//! alone is not astray, and would stay where it lies. But it stood beside the rest of the text before that was put into its cell.

use std::ops::Range;

use super::CellIndex;
use super::content::{Content, cells_of};
use crate::page::Glyph;

/// Brings home the words of a line that lay beside a run which was put into another cell. `runs` are the words, and `before` are
/// the places of their glyphs as they lay. Words stay that are all their cell holds, since in print no cell is empty, and so do
/// those that stand there as the texts beside it do. They go with the run if both together stand so in the cell of the run. Where
/// both or neither is so, nothing tells, and both are in no cell.
pub(super) fn follow(
    glyphs: &[Glyph],
    places: &mut [Option<CellIndex>],
    runs: &[Range<usize>],
    before: &[Option<CellIndex>],
    content: &mut Content<'_>,
) {
    let Some(start) = runs.first().map(|run| run.start) else { return };
    let cells = cells_of(before);
    let pairs = (1..runs.len()).map(|index| (index - 1, index));
    let pairs: Vec<(usize, usize)> = pairs.clone().chain(pairs.rev()).collect();
    for (left, right) in pairs {
        let (last, first) = (runs[left].end - 1, runs[right].start);
        let lay_together = before[last - start].is_some() && before[last - start] == before[first - start];
        if !lay_together || places[last] == places[first] {
            continue;
        }
        let stays = |glyph: usize| places[glyph] == before[glyph - start];
        let is_left = match (stays(last), stays(first)) {
            (true, false) => true,
            (false, true) => false,
            _ => continue,
        };
        // The words on either side that are in one cell.
        let is_in = |run: &Range<usize>, place| places[run.clone()].iter().all(|at| *at == place);
        let (upto, from) = (&runs[..=left], &runs[right..]);
        let left_from =
            upto.iter().rev().take_while(|run| is_in(run, places[last])).last().map_or(last, |run| run.start);
        let right_to = from.iter().take_while(|run| is_in(run, places[first])).last().map_or(first + 1, |run| run.end);
        let (word, home) = if is_left { (left_from..last + 1, places[first]) } else { (first..right_to, places[last]) };
        let own = places[word.start];
        let stands_in = |text: Range<usize>, cell: Option<CellIndex>| {
            cell.is_some_and(|cell| content.is_exactly_aligned(&glyphs[text], cell, &cells))
        };
        let is_all = own.is_some_and(|cell| content.is_filled_by(cell, &places[word.clone()]));
        match (is_all || stands_in(word.clone(), own), stands_in(left_from..right_to, home)) {
            (true, false) => {}
            (false, true) => content.move_to(home, &mut places[word]),
            _ if is_all => {}
            _ => content.move_to(None, &mut places[left_from..right_to]),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, SIZE, transcript};

    /// A table of four cells of 130 points, from 40 on, whose texts stand at the right. In the lower row the texts of the last two
    /// cells are `first`, which begins in the third cell, and `rest`, which ends at the right of the last one.
    fn row(first: &str, rest: &str) -> String {
        let width = |text: &str| text.chars().map(|c| if c.is_ascii() { SIZE / 2.0 } else { SIZE }).sum::<f32>();
        let mut draft = Draft::new(1);
        draft.table(100.0, &[&["", "", "", ""], &["", "", " \n ", ""]]);
        for (right, label) in [(167.0, "机构"), (297.0, "账户标识"), (427.0, "日期"), (557.0, "说明")] {
            draft.text(right - width(label), 111.0, label);
        }
        draft.text(167.0 - width("北京"), 126.0, "北京").text(297.0 - width("1"), 126.0, "1");
        draft.text(427.0 - width("2022"), 137.0, "2022");
        let left = 557.0 - width(rest);
        draft.text(left - width(first), 126.0, first).text(left, 126.0, rest);
        transcript(&[draft.page]).swap_remove(1)
    }

    #[test]
    fn the_first_word_goes_with_the_text_that_runs_over_the_border() {
        let rest = "9".repeat(32);
        assert_eq!(row("因素 ", &rest), format!("│北京│1│2022│因素{rest}│"));
    }
}
