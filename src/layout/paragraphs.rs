//! Joins the lines of a paragraph that wraps.
//!
//! The lines outside of tables go in, from top to bottom; one line for each paragraph comes out. A line goes on in the one below
//! where it was full, and where the one below has the same size, stands close by and begins no further to the right. It goes on there
//! even if it was not full, where a bracket is open that the line below closes.

use super::text::Line;

/// A line goes on in one that begins at most this many font sizes to the right of its own left edge.
const SAME_EDGE: f32 = 0.5;

/// A line is full also where the next word would have ended up to this many font sizes before the edge: some text is set without
/// stretching, and some punctuation may not begin a line.
const SLACK: f32 = 0.75;

/// Lines of a paragraph are at most this many font sizes apart, from baseline to baseline.
const LEADING: f32 = 2.2;

/// Font sizes that differ by less than this part are one size.
const SAME_SIZE: f32 = 0.05;

/// Joins a line that was full to the one below it, where that goes on at the left edge. `right` is how far text
/// reaches on the sheet.
pub(super) fn join(lines: Vec<Line>, right: f32) -> Vec<Line> {
    let mut joined: Vec<(Line, Line)> = Vec::with_capacity(lines.len());
    for line in lines {
        match joined.last_mut() {
            Some((paragraph, last))
                if is_below(last, &line)
                    && (is_full(last, &line, right) || closes_bracket(&line, paragraph))
                    && !is_numbered(&line, paragraph) =>
            {
                paragraph.characters.extend(line.characters.iter().copied());
                *last = line;
            }
            _ => joined.push((line.clone(), line)),
        }
    }
    joined.into_iter().map(|(paragraph, _)| paragraph).collect()
}

/// Whether `next` stands where it would if it went on with the text of `line`.
fn is_below(line: &Line, next: &Line) -> bool {
    let size = line.size;
    (line.size - next.size).abs() <= SAME_SIZE * size
        && next.bounds.left <= line.bounds.left + SAME_EDGE * size
        && next.baseline - line.baseline <= LEADING * size
}

/// Whether a line has no room for the first word of `next`.
fn is_full(line: &Line, next: &Line, right: f32) -> bool {
    line.bounds.right + line.unbroken(next) > right - SLACK * line.size
}

/// Whether a bracket is open in the paragraph above, and the line closes it.
fn closes_bracket(line: &Line, above: &Line) -> bool {
    let first =
        line.characters.iter().find(|(character, _)| OPENING.contains(character) || CLOSING.contains(character));
    has_open_bracket(above) && first.is_some_and(|(character, _)| CLOSING.contains(character))
}

fn has_open_bracket(line: &Line) -> bool {
    let count = |signs: [char; 2]| line.characters.iter().filter(|(character, _)| signs.contains(character)).count();
    count(OPENING) > count(CLOSING)
}

const OPENING: [char; 2] = ['(', '（'];
const CLOSING: [char; 2] = [')', '）'];

/// Whether the line begins with the number of an item: `2.`, `3、`, `4）`. A number and a bracket are none where the paragraph
/// above has an open bracket, which they close.
fn is_numbered(line: &Line, above: &Line) -> bool {
    let is_digit = |(character, _): &(char, _)| character.is_ascii_digit();
    let digits = line.characters.iter().take_while(|character| is_digit(character)).count();
    let ends_number = |(character, _): &(char, _)| matches!(character, '.' | '．' | '、' | ')' | '）');
    let mut after = line.characters[digits..].iter();
    let closes = after.clone().next().is_some_and(|(character, _)| CLOSING.contains(character));
    let in_brackets = closes && has_open_bracket(above);
    (1..=2).contains(&digits)
        && after.next().is_some_and(ends_number)
        && !after.next().is_some_and(is_digit)
        && !in_brackets
}

#[cfg(test)]
mod tests {
    use crate::layout::testing::{Draft, transcript};

    #[test]
    fn a_line_goes_on_in_one_that_closes_its_bracket() {
        let read = |second: &str| {
            let mut draft = Draft::new(1);
            draft.table(300.0, &[&["a", "b"]]);
            draft.text(40.0, 400.0, "账户1（卡片尾号：1365）（其他机构").text(40.0, 412.0, second);
            transcript(&[draft.page])[1..].to_vec()
        };
        assert_eq!(read("转入）"), ["账户1（卡片尾号：1365）（其他机构转入）"]);
        assert_eq!(read("账户2（卡）").len(), 2);
    }

    #[test]
    fn a_full_line_goes_on_in_the_next() {
        let mut draft = Draft::new(1);
        draft.table(300.0, &[&["a", "b"]]);
        let full = "账".repeat(57);
        draft.text(40.0, 400.0, &full).text(40.0, 412.0, "户。").text(40.0, 424.0, "二");
        assert_eq!(transcript(&[draft.page])[1..], [full + "户。", "二".to_owned()]);
    }

    #[test]
    fn short_lines_alone_on_a_page_are_not_full() {
        let mut first = Draft::new(1);
        first.table(300.0, &[&["a", "b"]]);
        let mut second = Draft::new(2);
        second.text(40.0, 400.0, "查询记录").text(40.0, 412.0, "无");
        assert_eq!(transcript(&[first.page, second.page])[1..], ["查询记录", "无"]);
    }

    #[test]
    fn the_end_of_a_bracket_is_no_number_of_an_item() {
        let mut draft = Draft::new(1);
        draft.table(300.0, &[&["a", "b"]]);
        let full = format!("{}（卡片尾号：136", "账".repeat(49));
        draft.text(40.0, 400.0, &full).text(40.0, 412.0, "5）");
        assert_eq!(transcript(&[draft.page])[1..], [full + "5）"]);
    }
}
