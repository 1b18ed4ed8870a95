//! Proposes changes of rules for a finding. In go the finding and the rules; out come [`Edit`]s, the likeliest first. Whether one
//! helps is found out by reading the reports with it.

use std::collections::HashSet;

use super::draft::Edit;
use super::row::{Rules, Site, Values};
use super::words;
use crate::error::diagnostic::{Diagnostic, Difference};
use crate::grammar::Grammar;
use crate::grammar::syntax::{Form, Part, RuleSyntax};
use crate::transcript::{BAR, ESCAPE, Transcript};

/// At most so many proposals are tried for a finding.
const PROPOSALS: usize = 24;

/// What was found, in a few words.
pub(super) fn told(finding: &Diagnostic) -> String {
    match &finding.difference {
        Some(difference) => difference.to_string(),
        None => format!("no rule knows `{}`", finding.text.trim_end()),
    }
}

/// The changes that may settle a finding.
pub(super) fn propose(
    finding: &Diagnostic,
    transcript: &Transcript,
    grammar: &Grammar,
    name: &str,
    number: usize,
) -> Vec<Edit> {
    let all = grammar.syntax();
    let rules = Rules::of(grammar, &all);
    let mut edits = match &finding.difference {
        Some(Difference::RenamedHeading { expected, found }) => headings(&rules, expected, found),
        Some(Difference::MissingValues) => {
            let known = finding.nearest.iter().flat_map(|line| rules.sites(line));
            known.filter_map(|site| without_values(&rules, &site, finding.nearest.as_deref()?)).collect()
        }
        Some(
            Difference::RenamedLabel { .. }
            | Difference::AddedColumn { .. }
            | Difference::MissingColumn { .. }
            | Difference::MovedColumn { .. }
            | Difference::SeveralColumns { .. },
        ) => rows(&rules, finding, transcript, &format!("{name}_{number}")),
        _ => Vec::new(),
    };
    edits.truncate(PROPOSALS);
    edits
}

/// A text as a literal of pest.
fn literal(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// A part of a rule beside the same with another text.
fn beside(rules: &Rules<'_>, part: &Part, other: &str) -> String {
    format!("({} | {})", rules.text(&part.range), literal(other))
}

/// The rules with edits in them, each rule once.
fn edit(rules: &Rules<'_>, edits: Vec<(&RuleSyntax, &Part, String)>) -> Edit {
    let mut named: Vec<(&RuleSyntax, Vec<_>)> = Vec::new();
    for (rule, part, text) in edits {
        match named.iter_mut().find(|(other, _)| other.name == rule.name) {
            Some((_, edits)) => edits.push((part.range.clone(), text)),
            None => named.push((rule, vec![(part.range.clone(), text)])),
        }
    }
    let text = |(rule, edits): (&RuleSyntax, Vec<_>)| (rule.name.clone(), rules.edited(rule, edits));
    Edit { rules: named.into_iter().map(text).collect() }
}

/// A heading beside the known one, if both mean the same.
fn headings(rules: &Rules<'_>, expected: &str, found: &str) -> Vec<Edit> {
    if !words::mean_the_same(expected, found) {
        return Vec::new();
    }
    let literals = rules.literals();
    let known = literals.iter().filter(|(_, part)| matches!(&part.form, Form::Literal(text) if text == expected));
    known.map(|(rule, part)| edit(rules, vec![(rule, part, beside(rules, part, found))])).collect()
}

/// A row of labels alone, beside the row with its values.
fn without_values(rules: &Rules<'_>, site: &Site<'_>, labels: &str) -> Option<Edit> {
    let range = site.labels.start..site.values.as_ref()?.end;
    let text = format!("({} | {})", rules.text(&range), literal(&format!("{labels}\n")));
    Some(Edit { rules: vec![(site.rule.name.clone(), rules.edited(site.rule, vec![(range, text)]))] })
}

/// Changes for a row of labels that is a known row with something changed.
fn rows(rules: &Rules<'_>, finding: &Diagnostic, transcript: &Transcript, suffix: &str) -> Vec<Edit> {
    let printed = transcript.folded().lines().nth(finding.line.saturating_sub(1)).unwrap_or_default();
    let (Some(nearest), Some(found)) = (finding.nearest.as_deref(), cells(printed)) else { return Vec::new() };
    let Some(known) = cells(nearest) else { return Vec::new() };
    if printed.contains(ESCAPE) {
        return Vec::new();
    }
    let sites = rules.sites(nearest);
    let is_renamed = |(known_label, label): (&&str, &&str)| {
        known_label == label || words::meaning(&known, label) == Some(known_label)
    };
    let mut edits = Vec::new();
    if known.len() == found.len() && known.iter().zip(&found).all(is_renamed) {
        let pairs: Vec<(&str, &str)> =
            known.iter().copied().zip(found.iter().copied()).filter(|(known, found)| known != found).collect();
        edits.extend(sites.iter().map(|site| renamed(rules, &site.literals, &pairs)));
        // Where the labels do not stand side by side in one rule, a literal with such a label may be anywhere.
        let literals = rules.literals();
        edits.extend(literals.iter().map(|literal| renamed(rules, std::slice::from_ref(literal), &pairs)));
        edits.retain(|edit: &Edit| !edit.rules.is_empty());
    }
    edits.extend(sites.iter().filter_map(|site| arranged(rules, site, &known, &found, suffix)));
    edits
}

/// The cells of a row; `None` for a line of text.
fn cells(line: &str) -> Option<Vec<&str>> {
    Some(line.strip_prefix(BAR)?.strip_suffix(BAR)?.split(BAR).collect())
}

/// Literals beside the same with other labels.
fn renamed(rules: &Rules<'_>, literals: &[(&RuleSyntax, &Part)], pairs: &[(&str, &str)]) -> Edit {
    let edits = literals.iter().filter_map(|(rule, part)| {
        let Form::Literal(text) = &part.form else { return None };
        let cell = |cell: &str| {
            let word = cell.trim_end_matches('\n');
            let other = pairs.iter().find(|(known, _)| *known == word).map_or(word, |(_, found)| *found);
            cell.replacen(word, other, usize::from(!word.is_empty()))
        };
        let other = text.split(BAR).map(cell).collect::<Vec<_>>().join(&BAR.to_string());
        (other != *text).then(|| (*rule, *part, beside(rules, part, &other)))
    });
    edit(rules, edits.collect())
}

/// The row as it is printed, beside the known one: its columns in another order, some missing, some with extension keys.
fn arranged(rules: &Rules<'_>, site: &Site<'_>, known: &[&str], found: &[&str], suffix: &str) -> Option<Edit> {
    let values = site.values.as_ref()?;
    // Of two labels that are equal, nobody could tell which is which in another order.
    let is_unique = |labels: &[&str]| labels.iter().collect::<HashSet<_>>().len() == labels.len();
    if values.columns.len() != known.len() || !is_unique(known) || !is_unique(found) {
        return None;
    }
    let mut given = HashSet::new();
    let columns = found.iter().map(|label| {
        let meaning = words::meaning(known, label).filter(|meaning| given.insert(*meaning));
        match meaning.and_then(|meaning| known.iter().position(|label| *label == meaning)) {
            Some(column) => values.columns[column].clone(),
            None => format!("#{} = cell", words::extension_key(label)),
        }
    });
    let columns: Vec<String> = columns.collect();
    // A row of which nothing is known is another table.
    if given.is_empty() || columns.iter().collect::<HashSet<_>>().len() != columns.len() {
        return None;
    }
    let labels = literal(&format!("{BAR}{}{BAR}\n", found.join(&BAR.to_string())));
    let labels = if site.is_repeated { format!("({labels})+") } else { labels };
    let row = row(values, &columns);
    let range = site.labels.start..values.end;
    let old = rules.text(&range);
    let (text, further) = match &values.list {
        Some((tag, record, rest)) => {
            let name = format!("{}_{suffix}", record.name);
            let rest = if rest.is_empty() { String::new() } else { format!(" ~ {rest}") };
            let rule = format!("{name} = {{ {row}{rest} }}");
            (format!("({old} | {labels} ~ (#{tag} = {name})+)"), Some((name, rule)))
        }
        None => {
            let bar = if values.opening.iter().any(|part| part.contains(BAR)) { "" } else { "\"│\" ~ " };
            (format!("({old} | {labels} ~ {bar}{row})"), None)
        }
    };
    let changed = (site.rule.name.clone(), rules.edited(site.rule, vec![(range, text)]));
    Some(Edit { rules: std::iter::once(changed).chain(further).collect() })
}

/// A row of values with these columns, as a rule has it.
fn row(values: &Values<'_>, columns: &[String]) -> String {
    let opening = values.opening.iter().map(|part| format!("{part} ~ ")).collect::<String>();
    format!("{opening}{} ~ \"{BAR}\\n\"", columns.join(&format!(" ~ \"{BAR}\" ~ ")))
}
