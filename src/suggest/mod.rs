//! Suggests how the grammars would read reports of another layout: writes the first draft of an overlay.
//!
//! In go transcripts that the grammars do not read. For each finding about them a change of a rule is proposed: a label beside the
//! known one, a row with its columns as they are printed, a heading beside the known one. A change is kept if more of the reports
//! is understood with it. Out come the text of the overlay, in which every change names the finding that led to it, and the
//! findings for which there is no proposal.
//!
//! Nothing here decides what a value means. A label gets a known key only if the dictionary has both in one line, or if its
//! characters are those of the known label but for a few more or less; any other column gets an extension key made of its label.
//! And a person has to look at each rule before a pack with it passes its test.

mod draft;
mod edits;
mod row;
mod words;

use self::draft::Draft;
use crate::error::diagnostic::Diagnostic;
use crate::error::{Error, ErrorKind};
use crate::grammar::{Grammar, SourceFile};
use crate::reading::Reading;
use crate::reading::options::Options;
use crate::transcript::Transcript;

/// A draft of an overlay.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Suggestion {
    /// Its file.
    pub file: SourceFile,
    /// What was found and is read with it, in the order in which it was written.
    pub settled: Vec<String>,
    /// For each transcript what is left of it: no change was found with which more of it is understood. `None` where it is read.
    pub left: Vec<Option<Error>>,
    /// The grammars with the overlay.
    pub grammar: Grammar,
}

/// At most so many changes are written: more are another report rather than another layout.
const CHANGES: usize = 100;

/// Suggests the overlay by which transcripts would be read. `name` is that of the file, and part of the names of new rules.
///
/// ```
/// use zhengxin::{suggest::suggest, transcript::Transcript};
/// let text = "个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n十一 查询记录\n\
///             │序号│查询日期│查询机构│查询原因│\n│1│2022.05.17│某银行│贷款审批│\n";
/// let suggestion = suggest(&[Transcript::from_text(text)], "ours")?;
/// assert!(suggestion.left[0].is_none());
/// assert!(suggestion.file.text.contains("│序号│查询日期│查询机构│查询原因│"));
/// # Ok::<(), zhengxin::Error>(())
/// ```
///
/// # Errors
/// A transcript that is no report, and [`ErrorKind::Internal`].
pub fn suggest(transcripts: &[Transcript], name: &str) -> Result<Suggestion, Error> {
    let name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    let mut draft = Draft::default();
    let mut state = State::of(transcripts, &Grammar::default())?;
    let mut settled = Vec::new();
    // Findings for which nothing was found.
    let mut passed_over: Vec<Key> = Vec::new();
    while settled.len() < CHANGES {
        let Some((index, finding)) = state.findings().find(|(_, finding)| !passed_over.contains(&key(finding))) else {
            break;
        };
        let reason = format!("line {}: {}", finding.line, edits::told(finding));
        let proposals = edits::propose(finding, &transcripts[index], &state.grammar, &name, settled.len() + 1);
        let mut better = None;
        for edit in proposals {
            let next = draft.with(&edit, &reason);
            // A proposal that is no grammar, or by which nothing is a report, is none.
            let Ok(grammar) = next.grammar() else { continue };
            let Ok(outcome) = State::of(transcripts, &grammar) else { continue };
            if outcome.score() < state.score() {
                better = Some((next, outcome));
                break;
            }
        }
        match better {
            Some((next, outcome)) => {
                settled.push(reason);
                (draft, state) = (next, outcome);
            }
            None => passed_over.push(key(finding)),
        }
    }
    draft.note_bases(&state.grammar);
    let grammar = draft.grammar().map_err(|error| Error::new(ErrorKind::Internal, error.to_string()))?;
    let State { errors, .. } = state;
    Ok(Suggestion { file: draft.file(&format!("{name}.pest")), settled, left: errors, grammar })
}

/// What tells a finding from others: its kind, and the text of its line.
type Key = (String, String);

fn key(finding: &Diagnostic) -> Key {
    (edits::told(finding), finding.text.clone())
}

/// What some grammars make of the transcripts.
struct State {
    grammar: Grammar,
    /// The error for each transcript that is not read.
    errors: Vec<Option<Error>>,
}

impl State {
    fn of(transcripts: &[Transcript], grammar: &Grammar) -> Result<Self, Error> {
        let error = |transcript: &Transcript| {
            let options = Options::default().grammar(grammar.clone());
            match Reading::of_transcript(transcript.clone(), &options) {
                Ok(_) => Ok(None),
                Err(error) if error.kind() == ErrorKind::UnknownLayout => Ok(Some(error)),
                Err(error) => Err(error),
            }
        };
        let errors = transcripts.iter().map(error).collect::<Result<_, _>>()?;
        Ok(Self { grammar: grammar.clone(), errors })
    }

    /// The findings, each with the index of its transcript.
    fn findings(&self) -> impl Iterator<Item = (usize, &Diagnostic)> {
        let errors = self.errors.iter().enumerate();
        errors.flat_map(|(index, error)| error.iter().flat_map(Error::diagnostics).map(move |finding| (index, finding)))
    }

    /// How much is not understood: the lines first, then the findings.
    fn score(&self) -> (usize, usize) {
        let lines = |finding: &Diagnostic| finding.lines.end() - finding.lines.start() + 1;
        let all = || self.findings().map(|(_, finding)| finding);
        (all().map(lines).sum(), all().count())
    }
}
