//! Proposes changes of rules for a finding. In go the finding and the rules; out come [`Edit`]s, the likeliest first. Whether one
//! helps is found out by reading the reports with it.

use std::collections::{BTreeSet, HashSet};

use super::draft::Edit;
use super::row::{Record, Rules, Site, Values};
use super::words;
use crate::diagnosis::{self, are_values};
use crate::error::diagnostic::{Diagnostic, Difference};
use crate::grammar::Grammar;
use crate::grammar::syntax::{Form, Part, RuleSyntax};
use crate::transcript::{BAR, ESCAPE, Transcript};

/// At most so many proposals are tried for a finding.
const PROPOSALS: usize = 24;

/// At most so many known rows are looked at for a row that is like none.
const LIKE: usize = 4;

/// The rule for the number of a heading.
const NUMBERING: &str = "numbering";

/// A new table is proposed for at most so many rules.
const SECTIONS: usize = 12;

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
    let suffix = format!("{name}_{number}");
    let mut edits = match &finding.difference {
        Some(Difference::RenamedHeading { expected, found }) => {
            let renamed = headings(&rules, grammar, expected, found).into_iter();
            renamed.chain(new_section(grammar, finding, transcript, &suffix)).collect()
        }
        Some(Difference::NewSection) => new_section(grammar, finding, transcript, &suffix).into_iter().collect(),
        Some(Difference::MissingValues) => {
            let known = finding.nearest.iter().flat_map(|line| rules.sites(line));
            known.filter_map(|site| without_values(&rules, &site, finding.nearest.as_deref()?)).collect()
        }
        Some(
            Difference::RenamedLabel { .. }
            | Difference::AddedColumn { .. }
            | Difference::MissingColumn { .. }
            | Difference::MovedColumn { .. }
            | Difference::SeveralColumns { .. }
            | Difference::NewTable,
        ) => {
            // The row that explains most of the labels comes first, whatever the finding took it for.
            let alike = alike(grammar, &row_of(finding.line, transcript));
            let nearest = finding.nearest.as_deref().filter(|nearest| !alike.contains(nearest));
            let known = alike.iter().copied().chain(nearest);
            let edits = known.flat_map(|known| rows(&rules, finding, known, transcript, &suffix));
            let is_new = finding.difference == Some(Difference::NewTable);
            let new = is_new.then(|| new_table(&rules, grammar, finding, transcript, &suffix));
            edits.chain(new.into_iter().flatten()).collect()
        }
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

/// A heading beside the known one, if it means that one and no other.
fn headings(rules: &Rules<'_>, grammar: &Grammar, expected: &str, found: &str) -> Vec<Edit> {
    let known = grammar.definition().known_lines().iter().filter(|line| line.is_heading());
    let known: Vec<&str> = known.map(|line| line.text.as_str()).collect();
    if words::meaning(&known, found) != Some(expected) {
        return Vec::new();
    }
    let literals = rules.literals();
    let known = literals.iter().filter(|(_, part)| matches!(&part.form, Form::Literal(text) if text == expected));
    known.map(|(rule, part)| edit(rules, vec![(rule, part, beside(rules, part, found))])).collect()
}

/// A row of labels alone, beside the row with its values.
fn without_values(rules: &Rules<'_>, site: &Site<'_>, labels: &str) -> Option<Edit> {
    let range = rules.balanced(site.labels.start..site.values.as_ref()?.end);
    let text = format!("({} | {})", rules.text(&range), literal(&format!("{labels}\n")));
    Some(Edit { rules: vec![(site.rule.name.clone(), rules.edited(site.rule, vec![(range, text)]))] })
}

/// The cells of the row in a line, by its number from 1; none for a line of text.
fn row_of(line: usize, transcript: &Transcript) -> Vec<&str> {
    let printed = transcript.folded().lines().nth(line.saturating_sub(1)).unwrap_or_default();
    cells(printed).filter(|_| !printed.contains(ESCAPE)).unwrap_or_default()
}

/// The known rows of which at least half of the labels are in a row, and that are at least half of its labels: the likeliest first.
fn alike<'g>(grammar: &'g Grammar, found: &[&str]) -> Vec<&'g str> {
    let lines = grammar.definition().known_lines().iter().filter(|line| !line.is_heading());
    // Each with the labels that it lacks, and those of its own that the row lacks.
    let mut alike: Vec<((usize, usize), &str)> = lines
        .filter_map(|line| {
            let known: Vec<&str> = line.cells.iter().map(String::as_str).collect();
            let meanings: HashSet<&str> = found.iter().filter_map(|label| words::meaning(&known, label)).collect();
            let is_alike = 2 * meanings.len() >= known.len().max(found.len());
            is_alike.then_some(((found.len() - meanings.len(), known.len() - meanings.len()), line.text.as_str()))
        })
        .collect();
    alike.sort_by_key(|(lacking, _)| *lacking);
    alike.into_iter().map(|(_, line)| line).take(LIKE).collect()
}

/// The rules of a table of which nothing is known: the name of the first, and each with its text. Each cell of the table gets an
/// extension key made of its label, behind `prefix`. `None` if it is not clear what the labels and the values are.
fn table(
    grammar: &Grammar,
    transcript: &Transcript,
    line: usize,
    prefix: &str,
    suffix: &str,
) -> Option<(String, Vec<(String, String)>)> {
    let labels = row_of(line, transcript);
    let below = transcript.folded().lines().skip(line).map_while(cells);
    let below: Vec<Vec<&str>> = below.take_while(|row| row.len() == labels.len()).collect();
    // A row that begins like a known one of as many labels is that.
    let known = grammar.definition().known_lines().iter().filter(|line| line.cells.len() == labels.len());
    let known = known.filter(|line| !line.is_heading()).filter_map(|line| line.cells.first().map(String::as_str));
    let known: BTreeSet<&str> = known.collect();
    let values: Vec<_> = below.into_iter().take_while(|row| !known.contains(row[0])).collect();
    // Words alone may be the labels of one more table.
    let keys: Vec<String> = labels.iter().map(|label| words::extension_key(&format!("{prefix}{label}"))).collect();
    let is_unique = keys.iter().collect::<HashSet<_>>().len() == keys.len();
    if labels.len() < 2
        || values.is_empty()
        || !is_unique
        || are_values(&labels)
        || !values.iter().all(|row| are_values(row))
    {
        return None;
    }
    let (table, row) = (format!("table_{suffix}"), format!("row_of_table_{suffix}"));
    let cells = keys.iter().map(|key| format!("#{key} = cell")).collect::<Vec<_>>().join(" ~ \"│\" ~ ");
    let others: Vec<String> = known.iter().map(|label| literal(&format!("{BAR}{label}{BAR}"))).collect();
    let others = if others.is_empty() { String::new() } else { format!("!({}) ~ ", others.join(" | ")) };
    let labels = literal(&format!("{BAR}{}{BAR}\n", labels.join(&BAR.to_string())));
    let rules = vec![
        (table.clone(), format!("{table} = _{{ {labels} ~ {row}+ }}")),
        (row.clone(), format!("{row} = _{{ {others}\"│\" ~ {cells} ~ \"│\\n\" }}")),
    ];
    Some((table, rules))
}

/// A table of which nothing is known. It is proposed for the rules that may be of the section it stands in: those that pass over
/// lines, the nearest to the rule that was tried first.
fn new_table(
    rules: &Rules<'_>,
    grammar: &Grammar,
    finding: &Diagnostic,
    transcript: &Transcript,
    suffix: &str,
) -> Vec<Edit> {
    let Some((name, further)) = table(grammar, transcript, finding.line, "", suffix) else { return Vec::new() };
    let tried = rules.all.iter().find(|rule| finding.rules.last() == Some(&rule.name));
    let tried = tried.map_or(0, |rule| rule.range.start);
    let mut sections: Vec<(&RuleSyntax, &Part)> =
        rules.all.iter().filter_map(|rule| Some((rule, rules.unknown(rule)?))).collect();
    sections.sort_by_key(|(rule, _)| rule.range.start.abs_diff(tried));
    let edit = |(rule, unknown): (&RuleSyntax, &Part)| {
        let text = format!("({name} | {})", rules.text(&unknown.range));
        let changed = (rule.name.clone(), rules.edited(rule, vec![(unknown.range.clone(), text)]));
        Edit { rules: std::iter::once(changed).chain(further.iter().cloned()).collect() }
    };
    sections.into_iter().take(SECTIONS).map(edit).collect()
}

/// A section of which nothing is known: its heading, and the table below that. Its keys begin with its heading.
fn new_section(grammar: &Grammar, finding: &Diagnostic, transcript: &Transcript, suffix: &str) -> Option<Edit> {
    let printed = transcript.folded().lines().nth(finding.line.checked_sub(1)?)?.trim_matches(BAR);
    let number = grammar.parse_rule(NUMBERING, &Transcript::from_text(printed)).map_or(0, |number| number.range.end);
    let heading = printed.get(number..).filter(|heading| !heading.is_empty() && !heading.contains([BAR, ESCAPE]))?;
    let (table, further) = table(grammar, transcript, finding.line + 1, heading, suffix)?;
    let (section, title) = (format!("section_{suffix}"), format!("heading_{suffix}"));
    let own = [
        (format!("chapter__{suffix}"), format!("chapter__{suffix} = _{{ {section} }}")),
        (format!("heading__{suffix}"), format!("heading__{suffix} = _{{ {title} }}")),
        (section.clone(), format!("{section} = _{{ {title} ~ ({table} | nothing | unknown)* }}")),
        (title.clone(), format!("{title} = _{{ opening ~ {} ~ closing }}", literal(heading))),
    ];
    Some(Edit { rules: own.into_iter().chain(further).collect() })
}

/// Changes for a row of labels that is a known row with something changed.
fn rows(rules: &Rules<'_>, finding: &Diagnostic, nearest: &str, transcript: &Transcript, suffix: &str) -> Vec<Edit> {
    let found = row_of(finding.line, transcript);
    let Some(known) = cells(nearest).filter(|_| found.len() > 1) else { return Vec::new() };
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
    line.starts_with(BAR).then(|| diagnosis::cells(line))
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
    // Of two labels that mean the same, the known one has the meaning; if neither is known, nobody can tell which has it.
    let meanings: Vec<Option<&str>> = found.iter().map(|label| words::meaning(known, label)).collect();
    let has_meaning = |label: &str, meaning: &str| {
        label == meaning
            || !found.contains(&meaning) && meanings.iter().filter(|other| **other == Some(meaning)).count() == 1
    };
    let given = found.iter().zip(&meanings).map(|(label, meaning)| {
        let meaning = meaning.filter(|meaning| has_meaning(label, meaning))?;
        known.iter().position(|label| *label == meaning)
    });
    let given: Vec<Option<usize>> = given.collect();
    let column = |(label, column): (&&str, &Option<usize>)| match column {
        Some(column) => values.columns[*column].clone(),
        None => format!("#{} = cell", words::extension_key(label)),
    };
    let columns: Vec<String> = found.iter().zip(&given).map(column).collect();
    // A row of which nothing is known is another table.
    if given.iter().all(Option::is_none) || columns.iter().collect::<HashSet<_>>().len() != columns.len() {
        return None;
    }
    let labels = literal(&format!("{BAR}{}{BAR}\n", found.join(&BAR.to_string())));
    let labels = if site.is_repeated { format!("({labels})+") } else { labels };
    let range = rules.balanced(site.labels.start..values.end);
    let old = rules.text(&range);
    let (text, further) = match &values.record {
        Some(Record { rule, rest, usage, has_cell_before }) => {
            // A cell that stands before the record stays there.
            let columns = columns.strip_prefix(&[String::new()][..usize::from(*has_cell_before)])?;
            if columns.is_empty() || columns.contains(&String::new()) {
                return None;
            }
            let name = format!("{}_{suffix}", rule.name);
            let rest = if rest.is_empty() { String::new() } else { format!(" ~ {rest}") };
            let (row, bar) = (row(values, columns), if *has_cell_before { "\"│\" ~ " } else { "" });
            let usage = with_rule(usage, &rule.name, &name);
            (format!("({labels} ~ {bar}{usage} | {old})"), Some((name.clone(), format!("{name} = {{ {row}{rest} }}"))))
        }
        None => {
            let bar = if values.opening.iter().any(|part| part.contains(BAR)) { "" } else { "\"│\" ~ " };
            (format!("({labels} ~ {bar}{} | {old})", row(values, &columns)), None)
        }
    };
    let changed = (site.rule.name.clone(), rules.edited(site.rule, vec![(range, text)]));
    Some(Edit { rules: std::iter::once(changed).chain(further).collect() })
}

/// A part of a rule with another rule in place of one. (A tag may have the name of the rule.)
fn with_rule(text: &str, old: &str, new: &str) -> String {
    let is_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let mut is_tag = false;
    let mut changed = String::new();
    for word in text.split_inclusive(|character| !is_name(character)) {
        match word.trim_end_matches(|character| !is_name(character)) == old && !is_tag {
            true => changed += &word.replacen(old, new, 1),
            false => changed += word,
        }
        is_tag = word.ends_with('#');
    }
    changed
}

/// A row of values with these columns, as a rule has it.
fn row(values: &Values<'_>, columns: &[String]) -> String {
    let opening = values.opening.iter().map(|part| format!("{part} ~ ")).collect::<String>();
    format!("{opening}{} ~ \"{BAR}\\n\"", columns.join(&format!(" ~ \"{BAR}\" ~ ")))
}
