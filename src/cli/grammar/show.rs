//! Shows mistakes in grammars: a [`GrammarError`] goes in, text for people comes out, with the line of each mistake.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use zhengxin::grammar::{GrammarError, SourcePlace};

/// All mistakes, as text for people.
pub fn mistakes(error: &GrammarError, renderer: &Renderer) -> String {
    let mut text = String::new();
    for mistake in error.mistakes() {
        let source = mistake.place.as_ref().and_then(|place| Some((place, error.text_of(&place.file)?)));
        let _ = match source {
            Some((place, source)) => {
                writeln!(text, "{}", at(place, source, Level::ERROR.primary_title(&mistake.message), renderer))
            }
            None => writeln!(text, "zhengxin: {}", mistake.message),
        };
    }
    text
}

/// A title, and below it the line of a place with the place marked.
fn at(place: &SourcePlace, source: &str, title: annotate_snippets::Title<'_>, renderer: &Renderer) -> String {
    let lines = lines_of(&place.range, source);
    let shown = &source[lines.clone()];
    let marked = marked(&place.range, &lines, shown);
    let snippet = Snippet::source(shown)
        .path(&place.file)
        .line_start(place.line)
        .fold(false)
        .annotation(AnnotationKind::Primary.span(marked));
    renderer.render(&[Group::with_title(title).element(snippet)])
}

/// The line in which a range begins.
fn lines_of(range: &Range<usize>, source: &str) -> Range<usize> {
    let start = source[..range.start.min(source.len())].rfind('\n').map_or(0, |end| end + 1);
    let end = source[start..].find('\n').map_or(source.len(), |end| start + end);
    start..end
}

/// The piece of a line that is marked: the part of the range that is in the line; if that is empty, the character at
/// which it stands.
fn marked(range: &Range<usize>, line: &Range<usize>, shown: &str) -> Range<usize> {
    let start = range.start.saturating_sub(line.start).min(shown.len());
    let end = range.end.saturating_sub(line.start).min(shown.len());
    let next = || shown[start..].chars().next().map_or(start, |character| start + character.len_utf8());
    if end > start { start..end } else { start..next() }
}
