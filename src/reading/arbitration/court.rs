//! Tries the readings of doubts. In go a transcript and its doubts; each question about some readings is answered by parsing them:
//! the record around a doubt if that is enough, else the whole report.

use std::ops::Range;

use super::findings::{Ambiguous, lost_text};
use super::numbering::{is_better_numbered, numbered_lists};
use super::{SettledBy, Settlement};
use crate::grammar::{Grammar, Node, Tree};
use crate::layout::{CutReading, Doubt};
use crate::reading::lenient::{Attempt, Faults, Values};
use crate::reading::options::Options;
use crate::transcript::Transcript;

/// How many bytes of text may be read again in search of readings that count: this many …
const EFFORT: usize = 8 << 20;
/// … and this many times the size of the report. If that is not enough, the doubts stay open and the report is refused.
const EFFORT_FACTOR: usize = 24;

/// A doubt is near a line that is not understood if no more lines than this are between them: the labels of a table and its last
/// row, or the rows of an account.
const NEAR: usize = 40;

/// A transcript, its doubts, and what is known of their readings.
pub(super) struct Court<'d> {
    grammar: Grammar,
    options: &'d Options,
    /// The transcript with the likely readings.
    first: &'d Transcript,
    doubts: &'d [Doubt],
    /// The text of each reading of each doubt: the likely one first.
    texts: Vec<Vec<String>>,
    /// How many bytes may still be read again.
    effort: usize,
    /// Of each doubt, whether two of its readings count and the structure tree tells the right one.
    is_tied: Vec<bool>,
}

impl<'d> Court<'d> {
    pub(super) fn new(first: &'d Transcript, doubts: &'d [Doubt], options: &'d Options) -> Self {
        let text = |doubt: &Doubt| {
            let likely = first.text()[first.range_of_lines(doubt.lines.clone())].to_owned();
            let others = doubt.others.iter().map(|other| Transcript::of_lines(&other.lines).text().to_owned());
            std::iter::once(likely).chain(others).collect()
        };
        let texts = doubts.iter().map(text).collect();
        let effort = EFFORT.saturating_add(first.text().len().saturating_mul(EFFORT_FACTOR));
        let grammar = options.grammar_in_use();
        Self { grammar, options, first, doubts, texts, effort, is_tied: vec![false; doubts.len()] }
    }

    fn text(&self, doubt: usize, reading: usize) -> &str {
        &self.texts[doubt][reading]
    }

    /// The lines of a doubt in the transcript with the given readings, by their numbers from 0.
    fn lines(&self, choice: &[usize], doubt: usize) -> Range<usize> {
        let count = |index: usize, reading: usize| self.text(index, reading).matches('\n').count();
        let likely = |index: usize| self.doubts[index].lines.len();
        let before = (0..doubt).map(|index| count(index, choice[index])).sum::<usize>();
        let likely_before = (0..doubt).map(likely).sum::<usize>();
        let start = self.doubts[doubt].lines.start + before - likely_before;
        start..start + count(doubt, choice[doubt])
    }

    /// The transcript with the given readings.
    pub(super) fn transcript(&self, choice: &[usize]) -> Transcript {
        let chosen = self.doubts.iter().zip(choice);
        let edits: Vec<_> = chosen
            .filter_map(|(doubt, reading)| {
                let other = doubt.others.get(reading.checked_sub(1)?)?;
                Some((doubt.lines.clone(), other.lines.as_slice()))
            })
            .collect();
        self.first.with_lines(&edits)
    }

    /// The text with the given readings.
    fn whole_text(&self, choice: &[usize]) -> String {
        let printed = self.first.text();
        let mut text = String::with_capacity(printed.len());
        let mut at = 0;
        for (index, doubt) in self.doubts.iter().enumerate() {
            let range = self.first.range_of_lines(doubt.lines.clone());
            text.push_str(&printed[at..range.start]);
            text.push_str(self.text(index, choice[index]));
            at = range.end;
        }
        text.push_str(&printed[at..]);
        text
    }

    /// The lines that are not understood with the given readings; `None` if too little effort is left to find out.
    fn faults(&mut self, choice: &[usize]) -> Option<Faults> {
        let (attempt, transcript) = self.attempt(choice)?;
        Some(self.faults_of(&attempt, &transcript, choice))
    }

    fn attempt(&mut self, choice: &[usize]) -> Option<(Attempt, Transcript)> {
        self.effort = self.effort.checked_sub(self.first.text().len())?;
        let transcript = Transcript::from_text(&self.whole_text(choice));
        Some((Attempt::of(&self.grammar, &transcript).ok()?, transcript))
    }

    /// The lines of a reading that are not understood. Where all are, that of a cell whose text may be lost, so that another reading
    /// is looked for. (A transcript of readings that are tried knows no pages; [`settle`] looks for lost text again at the end.)
    pub(super) fn faults_of(&self, attempt: &Attempt, transcript: &Transcript, choice: &[usize]) -> Faults {
        let in_doubt: Vec<Range<usize>> = (0..self.doubts.len()).map(|index| self.lines(choice, index)).collect();
        let faults = attempt.faults(transcript, &in_doubt, self.options.classify);
        if !faults.is_empty() {
            return faults;
        }
        lost_text(attempt, transcript).map_or_else(Faults::default, |lost| Faults::of_line(lost.line - 1))
    }

    /// Other readings with which more lines are understood: of one doubt near the first line that is not understood, or
    /// of two neighbouring doubts. With them come the lines that are still not understood.
    pub(super) fn improve(&mut self, choice: &[usize], faults: &Faults) -> Option<(Vec<usize>, Faults)> {
        let first = *faults.lines.first()?;
        let distance =
            |lines: &Range<usize>| lines.start.saturating_sub(first).max((first + 1).saturating_sub(lines.end));
        let mut near: Vec<(usize, usize)> =
            (0..self.doubts.len()).map(|doubt| (distance(&self.lines(choice, doubt)), doubt)).collect();
        near.retain(|(distance, _)| *distance <= NEAR);
        let pairs: Vec<Vec<usize>> = near.windows(2).map(|pair| vec![pair[0].1, pair[1].1]).collect();
        near.sort_unstable();
        let singles = near.into_iter().map(|(_, doubt)| vec![doubt]);
        for doubts in singles.chain(pairs) {
            let mut best: Option<(Vec<usize>, Faults)> = None;
            for tried in self.others(choice, &doubts) {
                let found = self.faults(&tried)?;
                if found.are_fewer(best.as_ref().map_or(faults, |best| &best.1)) {
                    best = Some((tried, found));
                }
            }
            if best.is_some() {
                return best;
            }
        }
        None
    }

    /// The choices that differ from the given one in all of these doubts, and in no other.
    fn others(&self, choice: &[usize], doubts: &[usize]) -> Vec<Vec<usize>> {
        let mut choices = vec![choice.to_vec()];
        for &doubt in doubts {
            let readings = (0..=self.doubts[doubt].others.len()).filter(|reading| *reading != choice[doubt]);
            let with = |reading: usize| {
                choices.iter().map(move |choice| {
                    let mut choice = choice.clone();
                    choice[doubt] = reading;
                    choice
                })
            };
            choices = readings.flat_map(with).collect();
        }
        choices
    }

    /// The first doubt with two readings that count, for a choice that makes a report. `attempt` is what the likely
    /// readings make. If the structure tree of a tagged file tells the two readings apart, `choice` is changed to what
    /// it says instead.
    pub(super) fn ambiguous(&mut self, choice: &mut [usize], attempt: &Attempt) -> Option<Ambiguous> {
        let is_open = |index: usize| !self.doubts[index].is_clear || choice[index] != 0;
        let open: Vec<usize> = (0..self.doubts.len()).filter(|index| is_open(*index)).collect();
        if open.is_empty() {
            return None;
        }
        let first = self.first;
        let is_changed = choice.iter().any(|reading| *reading != 0);
        let own = is_changed.then(|| Transcript::from_text(&self.whole_text(choice)));
        let own_tree = own.as_ref().map(|own| self.grammar.parse(own));
        let own_tree = own_tree.transpose().ok()?;
        let (transcript, tree) = (own.as_ref().unwrap_or(first), own_tree.as_ref().unwrap_or(&attempt.tree));
        let mut chosen = choice.to_vec();
        for index in open {
            let own = self.in_record(tree, transcript, choice, index, choice[index]);
            for rival in (0..self.texts[index].len()).filter(|reading| *reading != choice[index]) {
                let other = self.in_record(tree, transcript, choice, index, rival);
                let whole = |court: &mut Self, reading| court.in_report(choice, index, reading);
                let (own, other) = match (&own, other) {
                    (Some(Some(own)), Some(other)) => (Some(Some(own.clone())), Some(other)),
                    _ => (whole(self, choice[index]), whole(self, rival)),
                };
                // If it cannot be found out, the doubt is not settled.
                let counts = match (&own, &other) {
                    (Some(own), Some(other)) => other.is_some() && other != own,
                    _ => true,
                };
                if !counts {
                    continue;
                }
                let [own, other] = [&own, &other].map(|values| values.as_ref()?.as_ref().map(numbered_lists));
                if let (Some(own), Some(other)) = (own, other) {
                    match (is_better_numbered(&own, &other), is_better_numbered(&other, &own)) {
                        (true, false) => continue,
                        (false, true) => {
                            chosen[index] = rival;
                            continue;
                        }
                        _ => {}
                    }
                }
                match self.tagged(index, [choice[index], rival]) {
                    Some(reading) => {
                        chosen[index] = reading;
                        self.is_tied[index] = true;
                    }
                    None => {
                        return Some(Ambiguous {
                            lines: self.lines(choice, index),
                            other: self.text(index, rival).to_owned(),
                        });
                    }
                }
            }
        }
        choice.copy_from_slice(&chosen);
        None
    }

    /// The one of two readings that the structure tree speaks for; `None` if it speaks for both or for neither.
    fn tagged(&mut self, doubt: usize, readings: [usize; 2]) -> Option<usize> {
        let is_row = self.doubts[doubt].is_row_tagged?;
        let goes_through = |reading| matches!(reading, CutReading::Through | CutReading::ThroughSameLines);
        let speaks_for = |reading: &usize| goes_through(self.reading(doubt, *reading)) == is_row;
        let [first, second] = readings;
        match [&first, &second].map(speaks_for) {
            [true, false] => Some(first),
            [false, true] => Some(second),
            _ => None,
        }
    }

    /// The fields and texts of the whole report with another reading of one doubt: `Some(None)` if the reading does not
    /// count, and `None` if too little effort is left.
    fn in_report(&mut self, choice: &[usize], doubt: usize, reading: usize) -> Option<Option<Values>> {
        let mut choice = choice.to_vec();
        choice[doubt] = reading;
        let (attempt, transcript) = self.attempt(&choice)?;
        let counts = self.faults_of(&attempt, &transcript, &choice).is_empty();
        Some(counts.then(|| attempt.values(&transcript)))
    }

    /// The fields and texts of the record around a doubt, with one of its readings: `Some(None)` if the reading does
    /// not count, and `None` if there is no such record or too little effort is left.
    fn in_record(
        &mut self,
        tree: &Tree,
        transcript: &Transcript,
        choice: &[usize],
        doubt: usize,
        reading: usize,
    ) -> Option<Option<Values>> {
        let printed = transcript.range_of_lines(self.lines(choice, doubt));
        let mut chain = chain_to(&tree.root, &transcript.folded_range(printed.clone()));
        // The smallest node is not enough: with the other reading, the nodes beside it may be others, too.
        chain.pop();
        let (record, around) = chain.split_last().filter(|(_, around)| !around.is_empty())?;
        let (before, behind) = around_in(record, transcript, &printed);
        let text = [&before, self.text(doubt, reading), &behind].concat();
        self.effort = self.effort.checked_sub(text.len())?;
        let part = Transcript::from_text(&text);
        let first_line = before.matches('\n').count();
        let in_doubt = first_line..first_line + self.text(doubt, reading).matches('\n').count();
        let Some(found) = self.grammar.parse_rule(&record.rule, &part) else { return Some(None) };
        if found.range.end < part.folded().len() || found.has_unknown() {
            return Some(None);
        }
        let mut root = Node { tag: record.tag.clone(), ..found };
        for outer in around.iter().rev() {
            let (rule, tag) = (outer.rule.clone(), outer.tag.clone());
            root = Node { rule, tag, range: root.range.clone(), children: Box::new([root]) };
        }
        let attempt = Attempt::of_tree(&self.grammar, Tree { root }, &part).ok()?;
        let counts = attempt.faults(&part, &[in_doubt], self.options.classify).is_empty();
        Some(counts.then(|| attempt.values(&part)))
    }

    pub(super) fn settlement(&self, choice: &[usize], index: usize) -> Settlement {
        let doubt = &self.doubts[index];
        let chosen = choice[index];
        let reading_of = |reading: usize| self.reading(index, reading);
        let range = self.first.range_of_lines(doubt.lines.clone());
        Settlement {
            line: self.lines(choice, index).start + 1,
            page: self.first.places(range).last().map_or(0, |place| place.page),
            reading: reading_of(chosen),
            others: (0..=doubt.others.len()).filter(|reading| *reading != chosen).map(reading_of).collect(),
            by: match self.is_tied.get(index) {
                Some(true) => SettledBy::Structure,
                _ if doubt.is_clear && chosen == 0 => SettledBy::Geometry,
                _ => SettledBy::Grammar,
            },
        }
    }

    /// What a reading of a doubt is.
    fn reading(&self, doubt: usize, reading: usize) -> CutReading {
        let other = reading.checked_sub(1).and_then(|other| self.doubts[doubt].others.get(other));
        other.map_or(self.doubts[doubt].reading, |other| other.reading)
    }
}

/// A record of at least so many lines is an account or the like.
const BLOCK: usize = 4;

/// The text of a record before and behind a printed range in it. Records in it that are neither around the range nor beside it are
/// left out, since no reading of the range changes them: a report may have hundreds of accounts. (If the record needs one of them,
/// no reading counts, and the whole report is read instead.)
fn around_in(record: &Node, transcript: &Transcript, printed: &Range<usize>) -> (String, String) {
    let range_of = |node: &Node| {
        let start = transcript.printed_range(node.range.clone()).start;
        start..transcript.printed_end(node.range.end)
    };
    let whole = range_of(record);
    let children: Vec<Range<usize>> = record.children.iter().map(range_of).collect();
    let first = children.partition_point(|range| range.end <= printed.start);
    let end = children.partition_point(|range| range.start < printed.end);
    let near = first.saturating_sub(1)..end.max(first + 1) + 1;
    let text = transcript.text();
    // (Rows of one line stay: they are read at once, and their numbers count.)
    let is_block = |range: &Range<usize>| {
        let stands_alone = text[..range.start].ends_with('\n') && text[..range.end].ends_with('\n');
        stands_alone && text.get(range.clone()).is_some_and(|text| text.lines().count() >= BLOCK)
    };
    let left_out = children.iter().enumerate().filter(|(index, range)| !near.contains(index) && is_block(range));
    let left_out: Vec<&Range<usize>> = left_out.map(|(_, range)| range).collect();
    let rest_of = |part: Range<usize>| {
        let mut rest = String::with_capacity(part.len());
        let mut at = part.start;
        for range in left_out.iter().filter(|range| part.start <= range.start && range.end <= part.end) {
            rest.push_str(&text[at..range.start]);
            at = range.end;
        }
        rest + &text[at..part.end]
    };
    (rest_of(whole.start..printed.start), rest_of(printed.end..whole.end))
}

/// The nodes from the root to the smallest one around the range that begins before it.
fn chain_to<'t>(root: &'t Node, range: &Range<usize>) -> Vec<&'t Node> {
    let mut chain = vec![root];
    let mut node = root;
    while let Some(child) =
        node.children.iter().find(|child| child.range.start < range.start && child.range.end >= range.end)
    {
        chain.push(child);
        node = child;
    }
    chain
}
