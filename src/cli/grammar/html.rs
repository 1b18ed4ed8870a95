//! Makes the HTML page of `grammar coverage --html`: the text of the grammars, in colours for what was matched and what
//! was not.
//!
//! In go the counts and the text of each file, out comes the page as one text that loads nothing else.

use std::fmt::Write;

use zhengxin::grammar::SourceFile;
use zhengxin::grammar_tools::coverage::{FileCoverage, RuleCoverage, WayKind};

/// How a character of a grammar is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// Outside of all rules.
    Plain,
    Matched,
    /// The sign (`?`, `*`) of an optional part that was never left out.
    NeverLeftOut,
    Never,
    /// In a rule that no match can go through (see [`RuleCoverage::is_looked_for_only`]).
    LookedFor,
}

const STYLE: &str = "\
:root{color-scheme:light dark;--back:#fff;--text:#24292f;--faint:#6e7781;--matched:#dafbe1;--always:#fff8c5;--never:#ffd7d5;--asked:#eaeef2}
@media(prefers-color-scheme:dark){:root{--back:#0d1117;--text:#e6edf3;--faint:#8b949e;--matched:#12361f;--always:#3d3200;--never:#5d1a1d;--asked:#21262d}}
body{background:var(--back);color:var(--text);font:14px/1.5 system-ui,sans-serif;margin:2em}
table{border-collapse:collapse;font:13px/1.5 ui-monospace,monospace}
td{padding:0 .6em;white-space:pre-wrap;vertical-align:top}
td.times,td.line{color:var(--faint);text-align:right;white-space:nowrap;user-select:none}
.matched{background:var(--matched)}.always{background:var(--always)}.never{background:var(--never)}.asked{background:var(--asked)}
";

/// The HTML page for the counts of files and their text.
pub fn page(files: &[FileCoverage], sources: &[SourceFile]) -> String {
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>Coverage of the grammars</title>\n<style>\n{STYLE}</style>\n<h1>Coverage of the grammars</h1>\n\
         <p><span class=\"matched\">matched</span> <span class=\"never\">never matched</span> \
         <span class=\"always\">never left out</span> <span class=\"asked\">only looked for where it must not be</span>. \
         In the margin: how often the rule or the ways that begin on the line were taken.</p>\n"
    );
    for file in files {
        let (matched, counted) = counts(file);
        let name = escaped(&file.name);
        let _ = writeln!(page, "<h2 id=\"{name}\">{name}: {matched} of {counted} rules</h2>\n<table>");
        if let Some(source) = sources.iter().find(|source| source.name == file.name) {
            lines(file, &source.text, &mut page);
        }
        page.push_str("</table>\n");
    }
    page
}

fn counts(file: &FileCoverage) -> (usize, usize) {
    let counted = || file.rules.iter().filter(|rule| !rule.is_looked_for_only);
    (counted().filter(|rule| rule.times > 0).count(), counted().count())
}

fn lines(file: &FileCoverage, text: &str, page: &mut String) {
    let shown = shown(file, text);
    let mut start = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let end = start + line.len();
        let times = times(file, start, end);
        let _ = write!(page, "<tr><td class=\"times\">{times}<td class=\"line\">{}<td>", number + 1);
        let mut at = start;
        while at < end {
            let class = shown[at];
            let length = shown[at..end].iter().take_while(|&&other| other == class).count();
            let piece = escaped(text[at..at + length].trim_end_matches('\n'));
            match class.name() {
                Some(name) if !piece.trim().is_empty() => {
                    let _ = write!(page, "<span class=\"{name}\">{piece}</span>");
                }
                _ => page.push_str(&piece),
            }
            at += length;
        }
        page.push('\n');
        start = end;
    }
}

/// The margin of the line from `start` to `end`: how often the rules and alternatives that begin on it were taken.
fn times(file: &FileCoverage, start: usize, end: usize) -> String {
    let is_here = |at: usize| (start..end).contains(&at);
    let mut times = Vec::new();
    for rule in file.rules.iter().filter(|rule| rule.place.range.start < end && rule.place.range.end > start) {
        if is_here(rule.place.range.start) {
            times.push(rule.times);
        }
        let ways = rule.ways.iter().filter(|way| way.kind == WayKind::Alternative && is_here(way.place.range.start));
        times.extend(ways.map(|way| way.times));
    }
    times.iter().map(u64::to_string).collect::<Vec<_>>().join(" · ")
}

/// How each byte of a file is shown; all bytes of a character are shown alike.
fn shown(file: &FileCoverage, text: &str) -> Vec<Shown> {
    let mut shown = vec![Shown::Plain; text.len()];
    for rule in &file.rules {
        paint(rule, &mut shown);
    }
    shown
}

fn paint(rule: &RuleCoverage, shown: &mut [Shown]) {
    let whole = match rule {
        RuleCoverage { is_looked_for_only: true, .. } => Shown::LookedFor,
        RuleCoverage { times: 0, .. } => Shown::Never,
        _ => Shown::Matched,
    };
    let mut fill = |range: &std::ops::Range<usize>, class| {
        if let Some(part) = shown.get_mut(range.clone()) {
            part.fill(class);
        }
    };
    fill(&rule.place.range, whole);
    if whole != Shown::Matched {
        return;
    }
    // A way inside of another comes behind it in the list, and so is painted over it.
    for way in &rule.ways {
        match (way.kind, way.times) {
            (WayKind::Alternative | WayKind::There, 0) => fill(&way.place.range, Shown::Never),
            // The last character is the sign that the part may be left out.
            (WayKind::LeftOut, 0) => fill(&(way.place.range.end - 1..way.place.range.end), Shown::NeverLeftOut),
            _ => {}
        }
    }
}

impl Shown {
    fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Matched => Some("matched"),
            Self::NeverLeftOut => Some("always"),
            Self::Never => Some("never"),
            Self::LookedFor => Some("asked"),
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
