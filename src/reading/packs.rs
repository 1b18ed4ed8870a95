//! The last three stages: from a transcript to a [`Reading`], by the grammars or by one of their packs.
//!
//! A report is read by the grammars if they read it whole. Otherwise each pack is tried. If exactly one outcome comes of that, it
//! is taken. If two packs read the report whole, and not alike, the report is refused, because nothing tells which of them is
//! right. So it is if any of the grammars can read it in two ways: a pack does not settle what is in doubt. If none does, the report is refused (or read leniently) by those grammars of which the fewest lines are not understood.
//!
//! Trying a pack costs about a parse: what is wrong is explained only for the grammars that the answer is about.

use std::collections::HashMap;
use std::panic;
use std::sync::OnceLock;
use std::thread;

use super::arbitration::{self, Settled};
use super::coverage::Coverage;
use super::lenient::{self, Attempt, Faults};
use super::options::Options;
use super::outcome::{Origin, Reading};
use super::printed::Unread;
use crate::error::{Error, ErrorKind};
use crate::grammar::{Grammar, GrammarError, Pack};
use crate::layout::{Discards, Doubt};
use crate::pdf::unmapped::UnmappedText;
use crate::transcript::Transcript;

/// The last three stages.
pub(crate) fn understand(
    transcript: Transcript,
    doubts: &[Doubt],
    unmapped: &UnmappedText,
    origin: Option<Origin>,
    options: &Options,
) -> Result<Reading, Box<Unread>> {
    let grammar = options.grammar_in_use();
    let printed = Transcribed { transcript, doubts, unmapped, origin };
    if grammar.packs().is_empty() {
        return printed.read(options, None);
    }
    let strict = options.clone().lenient(false);
    let mut nearest = match printed.whole(strict.clone(), None) {
        Ok(whole) => return printed.reading(whole, options),
        Err(NotWhole::TwoWays) => return printed.read(options, None),
        Err(NotWhole::Faults(faults)) => (faults, strict.clone(), None),
    };
    let mut found: Vec<Whole<'_>> = Vec::new();
    for (pack, tried) in grammar.packs().iter().zip(printed.tried(grammar.packs(), &strict)) {
        match tried {
            Ok(Ok(whole)) => found.push(whole),
            Ok(Err((NotWhole::TwoWays, by))) => return printed.read(&by.lenient(options.lenient), Some(pack)),
            Ok(Err((NotWhole::Faults(faults), by))) if faults.are_fewer(&nearest.0) => {
                nearest = (faults, by, Some(pack));
            }
            Ok(Err(_)) => {}
            Err(mistakes) => return Err(printed.unread(broken(pack, &mistakes), grammar.clone())),
        }
    }
    let Some(first) = found.first() else {
        let (_, by, pack) = nearest;
        return printed.read(&by.lenient(options.lenient), pack);
    };
    match found.iter().find(|other| other.report() != first.report()) {
        Some(other) => {
            let error = contradicting([first, other], &printed.transcript);
            Err(printed.unread(error, grammar.clone()))
        }
        None => printed.reading(found.swap_remove(0), options),
    }
}

/// A report that is laid out.
struct Transcribed<'d> {
    transcript: Transcript,
    doubts: &'d [Doubt],
    unmapped: &'d UnmappedText,
    /// `None` if only the transcript is there, and no file.
    origin: Option<Origin>,
}

/// A report that some grammars have read.
struct Whole<'p> {
    settled: Settled,
    discarded: Discards,
    grammar: Grammar,
    pack: Option<&'p Pack>,
}

impl Whole<'_> {
    fn report(&self) -> &crate::schema::Report {
        &self.settled.understood.lowered.value
    }
}

/// Why some grammars do not read a report as a whole.
enum NotWhole {
    /// They do not understand these lines.
    Faults(Faults),
    /// They understand it in two ways, and nothing tells which is right.
    TwoWays,
}

impl From<Faults> for NotWhole {
    fn from(faults: Faults) -> Self {
        Self::Faults(faults)
    }
}

/// What a pack makes of a report: the report as a whole, or what it does not understand, with the options it was read by. The error
/// is for a pack that is no grammar.
type Tried<'p> = Result<Result<Whole<'p>, (NotWhole, Options)>, GrammarError>;

impl Transcribed<'_> {
    /// What each of some packs makes of the report; on two threads if the options allow that.
    fn tried<'p>(&self, packs: &'p [Pack], strict: &Options) -> Vec<Tried<'p>> {
        let try_all = |packs: &'p [Pack]| packs.iter().map(|pack| self.tried_one(pack, strict)).collect::<Vec<_>>();
        let (first, second) = packs.split_at(packs.len().div_ceil(2));
        if !strict.parallel || second.is_empty() {
            return try_all(packs);
        }
        thread::scope(|scope| {
            // If no second thread can be started, this one tries all packs.
            let beside = thread::Builder::new().spawn_scoped(scope, || try_all(second));
            let mut tried = try_all(first);
            tried.extend(match beside {
                Ok(beside) => beside.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked)),
                Err(_) => try_all(second),
            });
            tried
        })
    }

    fn tried_one<'p>(&self, pack: &'p Pack, strict: &Options) -> Tried<'p> {
        let by_pack = strict.clone().grammar(pack.grammar()?.clone());
        Ok(self.whole(by_pack.clone(), Some(pack)).map_err(|why| (why, by_pack)))
    }

    /// The report as a whole, by the grammars of the options.
    fn whole<'p>(&self, options: Options, pack: Option<&'p Pack>) -> Result<Whole<'p>, NotWhole> {
        let grammar = options.grammar_in_use();
        let of_all = |_| Faults::of_all(self.transcript.text().lines().count());
        let tree = grammar.parse(&self.transcript).map_err(of_all)?;
        // Without doubts the parse tells at once that the report is of another layout.
        let unknown = Faults::of_tree(&tree, &self.transcript, options.classify);
        if self.doubts.is_empty() && !unknown.is_empty() {
            return Err(unknown.into());
        }
        lenient::check_kind(&self.transcript, self.unmapped, &options).map_err(of_all)?;
        let attempt = Attempt::of_tree(&grammar, tree, &self.transcript).map_err(of_all)?;
        let heard = arbitration::hear_attempt(attempt, &self.transcript, self.doubts, &options);
        if heard.is_ambiguous() {
            return Err(NotWhole::TwoWays);
        }
        let faults = heard.faults(&options);
        if !faults.is_empty() {
            return Err(faults.into());
        }
        let mut discarded = Discards::default();
        let settled = heard.conclude(&mut discarded, &options).map_err(|_| Faults::of_line(0))?;
        Ok(Whole { settled, discarded, grammar, pack })
    }

    /// Reads the report by the grammars of the options.
    fn read(self, options: &Options, pack: Option<&Pack>) -> Result<Reading, Box<Unread>> {
        let grammar = options.grammar_in_use();
        let mut discarded = Discards::default();
        match arbitration::settle(&self.transcript, self.doubts, self.unmapped, &mut discarded, options) {
            Ok(settled) => self.reading(Whole { settled, discarded, grammar, pack }, options),
            Err(failed) => {
                let (error, other) = *failed;
                Err(Box::new(Unread { error, transcript: other.unwrap_or(self.transcript), grammar }))
            }
        }
    }

    fn reading(self, whole: Whole<'_>, options: &Options) -> Result<Reading, Box<Unread>> {
        let Self { transcript, mut origin, .. } = self;
        let Whole { settled: Settled { other, understood, settlements }, discarded, grammar, pack } = whole;
        if let Some(origin) = &mut origin {
            origin.discarded.append(&discarded);
        }
        let reading = Reading {
            report: understood.lowered.value,
            leaves: understood.lowered.leaves,
            problems: understood.problems,
            settlements,
            transcript: other.unwrap_or(transcript),
            tree: understood.tree,
            origin,
            grammar,
            pack: pack.map(|pack| pack.name().to_owned()),
            any_document: !options.classify,
            leaf_order: OnceLock::new(),
        };
        match Coverage::check(&reading) {
            Ok(()) => Ok(reading),
            Err(error) => Err(Box::new(Unread { error, transcript: reading.transcript, grammar: reading.grammar })),
        }
    }

    fn unread(self, error: Error, grammar: Grammar) -> Box<Unread> {
        Box::new(Unread { error, transcript: self.transcript, grammar })
    }
}

fn broken(pack: &Pack, mistakes: &GrammarError) -> Error {
    let message = format!(
        "the pack {} is no grammar, so nobody can tell whether it reads the report; correct it, or leave it out: {mistakes}",
        pack.name()
    );
    Error::new(ErrorKind::Internal, message)
}

/// The error for a report that two packs read as two different ones.
fn contradicting(both: [&Whole<'_>; 2], transcript: &Transcript) -> Error {
    let texts = both.map(|whole| {
        let transcript = whole.settled.other.as_ref().unwrap_or(transcript);
        let leaves = whole.settled.understood.lowered.leaves.iter();
        let text = leaves.map(|leaf| (leaf.pointer.to_string(), transcript.unescaped(leaf.range.clone()).into_owned()));
        text.collect::<HashMap<_, _>>()
    });
    let differs = |pointer: &&String| texts[0].get(*pointer) != texts[1].get(*pointer);
    let place = texts.iter().flat_map(HashMap::keys).filter(differs).min();
    let place = place.map(|pointer| format!(" ({pointer})")).unwrap_or_default();
    let [one, other] = both.map(|whole| whole.pack.map_or("", Pack::name));
    let message = format!(
        "the packs {one} and {other} both read the report, and not alike{place}; nothing of it is handed out: use only the pack \
         that it is of"
    );
    Error::new(ErrorKind::UnknownLayout, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::{Grammar, SourceFile};

    /// A report with a label that the built-in grammars do not know: 记录总数 for 记录数.
    const REPORT: &str = "个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n二 信息概要\n（一）公共信息概要\n│信息类型│记录总数│涉及金额│\n│欠税信息│2│80│\n";

    const HEAD: &str = "public_summary__ours = _{ \"│信息类型│记录总数│涉及金额│\\n\" ~ (#publicInfoSummary = ";

    fn pack(name: &str, kind: &str) -> Pack {
        let swapped = "swapped = { \"│\" ~ #type = cell ~ \"│\" ~ #referenceAmount = cell ~ \"│\" ~ #recordNum = cell ~ \"│\\n\" }\n";
        let text = format!("{HEAD}{kind})+ }}\n{}", if kind == "swapped" { swapped } else { "" });
        Pack::new(name, vec![SourceFile { name: format!("{name}.pest"), text }])
    }

    fn read(packs: Vec<Pack>, report: &str, options: Options) -> Result<Reading, Error> {
        let options = options.grammar(Grammar::default().with_packs(packs));
        Reading::of_transcript(Transcript::from_text(report), &options)
    }

    #[test]
    fn the_pack_that_reads_a_report_is_named() {
        let packs = || vec![Pack::new("other", Vec::new()), pack("ours", "public_kind")];
        let reading = read(packs(), REPORT, Options::default()).unwrap();
        assert_eq!((reading.pack(), reading.profile().pack.as_deref()), (Some("ours"), Some("ours")));
        assert!(!reading.grammar().is_built_in());
        let known = read(packs(), &REPORT.replace("记录总数", "记录数"), Options::default()).unwrap();
        assert_eq!((known.pack(), known.grammar().is_built_in()), (None, true));
    }

    #[test]
    fn packs_that_read_a_report_alike_agree_and_others_contradict_each_other() {
        let alike = vec![pack("one", "public_kind"), pack("two", "public_kind")];
        assert_eq!(read(alike, REPORT, Options::default()).unwrap().pack(), Some("one"));
        let unlike = vec![pack("one", "public_kind"), pack("two", "swapped")];
        let error = read(unlike, REPORT, Options::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnknownLayout);
        assert!(error.message().contains("the packs one and two") && error.message().contains("/recordNum"), "{error}");
    }

    #[test]
    fn what_no_pack_reads_is_told_of_the_nearest() {
        let report = REPORT.to_owned() + "从未见过\n";
        let packs = || vec![Pack::new("other", Vec::new()), pack("ours", "public_kind")];
        let error = read(packs(), &report, Options::default()).unwrap_err();
        assert_eq!(error.diagnostics().len(), 1, "{error}");
        assert_eq!(error.diagnostics()[0].text, "从未见过");
        let lenient = read(packs(), &report, Options::default().lenient(true)).unwrap();
        assert_eq!((lenient.pack(), lenient.problems.len()), (Some("ours"), 1));
    }

    #[test]
    fn a_pack_with_a_mistake_is_told_where_it_is_needed() {
        let broken = || {
            let file = SourceFile { name: "bad.pest".into(), text: "nobody__knows = _{ \"x\" }\n".into() };
            vec![Pack::new("bad", vec![file])]
        };
        let error = read(broken(), REPORT, Options::default()).unwrap_err();
        assert!(error.message().contains("the pack bad is no grammar") && error.message().contains("bad.pest:1:1"));
        assert!(read(broken(), &REPORT.replace("记录总数", "记录数"), Options::default()).is_ok());
    }
}
