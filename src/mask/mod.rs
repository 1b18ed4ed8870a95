//! Masks everything personal in a report or a transcript, so that it can be shown to others.
//!
//! The kind of each leaf says whether it is personal (`schema::kind`), and `docs/masking.md` says what becomes of each
//! kind. Within a report the same text always gets the same mask. Texts of one form are numbered in the order in which
//! they first appear, so a mask shows the form of a text and which texts were equal, and nothing else. Masks are made
//! without a key or a hash, so nobody can find a text by trying out others.

use std::collections::{HashMap, HashSet};

use crate::error::{Error, ErrorKind};
use crate::grammar::{self, Grammar, ValueRule};
use crate::lower::{Lowered, lower};
use crate::schema::kind::{self, Leaves, Privacy};
use crate::schema::{Report, dictionary};
use crate::transcript::Transcript;
use crate::transcript::fold::fold;

mod alphabet;
mod segments;

use segments::Segment;

/// The report with everything personal masked.
///
/// ```
/// let report: zhengxin::Report =
///     serde_json::from_str(r#"{"creditHeader": {"whoWasChecked": "严秀雨", "idType": "身份证", "idNum": "99003519"}}"#)?;
/// let masked = zhengxin::mask::report(&report);
/// assert_eq!(masked.credit_header.who_was_checked.unwrap().as_str(), "某某甲");
/// assert_eq!(masked.credit_header.id_type.unwrap().as_str(), "身份证");
/// assert_eq!(masked.credit_header.id_num.unwrap().as_str(), "00000001");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn report(report: &Report) -> Report {
    let mut masks = Masks::of([report]);
    masks.report(report)
}

/// Two reports with everything personal masked by the same masks: what is equal in them stays equal.
///
/// ```
/// let report = |name: &str| serde_json::from_str(&format!(r#"{{"creditHeader": {{"whoWasChecked": "{name}"}}}}"#));
/// let (old, new) = zhengxin::mask::both(&report("严秀雨")?, &report("王小明")?);
/// assert_eq!(old.credit_header.who_was_checked.unwrap().as_str(), "某某甲");
/// assert_eq!(new.credit_header.who_was_checked.unwrap().as_str(), "某某乙");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn both(first: &Report, second: &Report) -> (Report, Report) {
    let mut masks = Masks::of([first, second]);
    (masks.report(first), masks.report(second))
}

/// The transcript with everything personal masked. For a report that is understood, it is the transcript of the masked
/// report.
///
/// In a report that is not understood, the leaves that are found are masked by their kinds. In lines that no rule
/// knows, everything is masked except the labels that the grammars know.
///
/// ```
/// use zhengxin::{mask, transcript::Transcript};
/// let transcript = Transcript::from_text("个人信用报告\n│报告编号：20220616│报告时间：2022.06.16│\n│姓名│严秀雨│\n");
/// let masked = mask::transcript(&transcript)?;
/// assert_eq!(masked.text(), "个人信用报告\n│报告编号：00000001│报告时间：2022.06.16│\n│姓名│某某甲│\n");
/// # Ok::<(), zhengxin::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Internal`], which the laws of the grammars rule out.
pub fn transcript(transcript: &Transcript) -> Result<Transcript, Error> {
    let grammar = Grammar::in_scope().fitting(transcript);
    grammar.scope(|| masked(transcript))
}

/// The transcript with everything personal masked, by the grammars in scope.
fn masked(transcript: &Transcript) -> Result<Transcript, Error> {
    let tree = grammar::parse(transcript)?;
    let lowered: Lowered<Report> = lower(&tree, transcript)
        .map_err(|error| Error::new(ErrorKind::Internal, format!("the grammars do not fit the schema: {error}")))?;
    let mut masks = Masks::of([&lowered.value]);
    masks.is_strict = !lowered.misfits.is_empty() || segments::has_unknown_rows(&tree.root);
    let edits = segments::of(&tree, &lowered.leaves, transcript).into_iter().map(|(range, segment)| {
        let text = &transcript.text()[range.clone()];
        let masked = match segment {
            Segment::Leaf(kind) => segments::each_cell(text, |text| masks.leaf(kind, text)),
            Segment::Unknown => segments::each_cell(text, |text| masks.unknown(text)),
        };
        (range, masked)
    });
    let edits: Vec<_> = edits.collect();
    Ok(transcript.replaced(&edits))
}

/// A personal text is looked for inside of other texts if it has at least this many characters that are not ASCII …
const SOUGHT_WIDE: usize = 2;

/// … or at least this many letters and digits. Shorter texts stand in others by chance.
const SOUGHT_NARROW: usize = 5;

/// How many masks are tried for a text, if they show a personal text by chance. The mask after these is taken as it is.
const TRIES: u32 = 1000;

/// A text as it is compared: its letters and digits, folded and in lower case.
type Bare = Vec<char>;

fn bare(text: &str) -> Bare {
    text.chars().filter_map(fold).filter(|character| character.is_alphanumeric()).map(small).collect()
}

fn small(character: char) -> char {
    character.to_ascii_lowercase()
}

fn is_personal(kind: &str) -> bool {
    kind::privacy_of(kind) == Some(Privacy::Personal)
}

/// Whether a number or date may tell who a person is, as a telephone number or a date of birth does.
fn is_telling(text: &str) -> bool {
    text.chars().filter_map(fold).filter(char::is_ascii_digit).count() >= SOUGHT_NARROW
}

/// Whether a text says that there is no value.
fn has_no_value(text: &str) -> bool {
    matches!(grammar::value(ValueRule::Text, text), Some(None))
}

/// The masks of one report.
#[derive(Default)]
struct Masks {
    /// The mask of each text, both folded.
    known: HashMap<Vec<char>, Vec<char>>,
    /// The last number drawn in each form.
    drawn: HashMap<Vec<char>, u64>,
    /// The mask of each date: year, month, day; 0 for what is not printed.
    dates: HashMap<[u32; 3], [u32; 3]>,
    /// The personal texts that are looked for in other texts, each with its mask; the longest first.
    sought: Vec<(Bare, Vec<char>)>,
    /// The dates of birth.
    births: Vec<[u32; 3]>,
    /// The personal texts that no mask may show by chance.
    originals: HashSet<Bare>,
    /// Whether a part of the report is not understood, so that a text may stand in a field that it does not belong to.
    is_strict: bool,
}

impl Masks {
    /// Draws the masks of reports, in the order of the schema.
    fn of<'r>(reports: impl IntoIterator<Item = &'r Report>) -> Self {
        let mut masks = Self::default();
        let mut reports: Vec<Report> = reports.into_iter().cloned().collect();
        let mut each = |visit: &mut dyn FnMut(&'static str, &mut String)| {
            reports.iter_mut().for_each(|report| report.visit_leaves(visit));
        };
        each(&mut |kind, text| masks.note(kind, text));
        let mut sought = Vec::new();
        each(&mut |kind, text| {
            let masked = masks.leaf(kind, text);
            if is_personal(kind) && masks.originals.contains(&bare(text)) {
                let mask = masked.chars().filter_map(fold).filter(|character| character.is_alphanumeric());
                sought.push((bare(text), mask.collect::<Vec<_>>()));
            }
        });
        // Longer texts are looked for first, because a shorter one may be a part of them.
        sought.sort_by(|first, second| second.0.len().cmp(&first.0.len()).then_with(|| first.cmp(second)));
        sought.dedup();
        masks.sought = sought;
        masks
    }

    /// Masks every leaf of a report.
    fn report(&mut self, report: &Report) -> Report {
        let mut masked = report.clone();
        masked.visit_leaves(&mut |kind, text| *text = self.leaf(kind, text));
        masked
    }

    /// Remembers a personal text that will be looked for in other texts.
    fn note(&mut self, kind: &str, text: &str) {
        let original = bare(text);
        if kind::privacy_of(kind) == Some(Privacy::BirthDate) {
            if let [year, month, day, ..] = numbers(text)[..] {
                self.births.push([year, month, day]);
                self.originals.insert(original);
            }
        } else if is_personal(kind) && !dictionary::is_word(text) {
            let wide = original.iter().filter(|character| !character.is_ascii()).count();
            if wide >= SOUGHT_WIDE || original.len() >= SOUGHT_NARROW {
                self.originals.insert(original);
            }
        }
    }

    /// Masks a leaf.
    fn leaf(&mut self, kind: &str, text: &str) -> String {
        if has_no_value(text) {
            return text.to_owned();
        }
        match kind::privacy_of(kind) {
            Some(Privacy::Title) => text.to_owned(),
            Some(Privacy::Public) if kind::canonical(kind, text).is_some() && !(self.is_strict && is_telling(text)) => {
                text.to_owned()
            }
            Some(Privacy::BirthDate) if kind::canonical(kind, text).is_some() => self.date(text),
            Some(Privacy::Word) if dictionary::is_word(text) => text.to_owned(),
            Some(Privacy::Word | Privacy::Visible) if self.is_strict => self.unknown(text),
            Some(Privacy::Word | Privacy::Visible) => self.within(text),
            Some(Privacy::CaptionNote) => {
                let masked = self.pieces(text, char::is_ascii_alphanumeric, |_| false);
                self.within(&masked)
            }
            Some(Privacy::Personal | Privacy::Private) => self.whole(text),
            // A text that is not of its kind, or not where it belongs, may be anything.
            Some(Privacy::Public | Privacy::BirthDate) | None => self.unknown(text),
        }
    }

    /// Masks a text of which nothing is known: keeps the labels of the grammars.
    fn unknown(&mut self, text: &str) -> String {
        if grammar::parts(ValueRule::Date, text).is_some_and(|parts| parts.has("year")) {
            return self.date(text);
        }
        self.pieces(text, |character| character.is_alphanumeric(), grammar::is_label)
    }

    /// Masks a text as a whole.
    fn whole(&mut self, text: &str) -> String {
        let mask = self.drawn(&text.chars().filter_map(fold).collect::<Vec<_>>());
        overlay(text, mask.into_iter().map(Some))
    }

    /// Masks each run of characters of which `is_such` is true, unless `keep` says to keep the run.
    fn pieces(&mut self, text: &str, is_such: fn(&char) -> bool, keep: fn(&str) -> bool) -> String {
        let folded: Vec<char> = text.chars().filter_map(fold).collect();
        let mut masked = Vec::with_capacity(folded.len());
        for piece in folded.chunk_by(|first, second| is_such(first) == is_such(second)) {
            let is_kept = !is_such(&piece[0]) || keep(&piece.iter().collect::<String>());
            if is_kept {
                masked.extend(piece.iter().map(|_| None));
            } else {
                masked.extend(self.drawn(piece).into_iter().map(Some));
            }
        }
        overlay(text, masked.into_iter())
    }

    /// The mask of a folded text: the mask that it has already, or the next one of its form.
    fn drawn(&mut self, folded: &[char]) -> Vec<char> {
        if let Some(mask) = self.known.get(folded) {
            return mask.clone();
        }
        let form = alphabet::form(folded);
        let mut number = self.drawn.get(&form).copied().unwrap_or_default();
        let mut mask;
        let mut tries = 0;
        loop {
            number += 1;
            tries += 1;
            mask = alphabet::write(folded, number);
            // A form of one or two characters may have no other masks left.
            if tries > TRIES || mask != folded && !self.shows_an_original(&mask) {
                break;
            }
        }
        self.drawn.insert(form, number);
        self.known.insert(folded.to_vec(), mask.clone());
        mask
    }

    fn shows_an_original(&self, mask: &[char]) -> bool {
        let mask: Bare = mask.iter().copied().filter(|character| character.is_alphanumeric()).map(small).collect();
        self.originals.iter().any(|original| mask.windows(original.len()).any(|part| part == original))
    }

    /// Masks a date by another date.
    fn date(&mut self, text: &str) -> String {
        let mut date = [0; 3];
        date.iter_mut().zip(numbers(text)).for_each(|(part, number)| *part = number);
        let mask = self.date_mask(date);
        write_date(text, &mask)
    }

    fn date_mask(&mut self, date: [u32; 3]) -> [u32; 3] {
        if let Some(mask) = self.dates.get(&date) {
            return *mask;
        }
        let mut number = self.dates.len();
        let mask = loop {
            number += 1;
            let part = |from: usize, count: usize| u32::try_from(from + number % count).unwrap_or_default();
            let mask = [part(1900, 100), part(1, 12), part(1, 28)];
            if !self.births.contains(&mask) && mask != date {
                break mask;
            }
        };
        self.dates.insert(date, mask);
        mask
    }

    /// Masks the personal texts inside of a text, and keeps the rest of it.
    fn within(&self, text: &str) -> String {
        let mut masked: Vec<char> = text.chars().collect();
        let letters: Vec<(usize, char)> = text
            .chars()
            .enumerate()
            .filter_map(|(at, character)| Some((at, small(fold(character)?))))
            .filter(|(_, character)| character.is_alphanumeric())
            .collect();
        let mut is_masked = vec![false; letters.len()];
        for (original, mask) in &self.sought {
            for start in 0..(letters.len() + 1).saturating_sub(original.len()) {
                let range = start..start + original.len();
                let is_here = letters[range.clone()].iter().map(|letter| &letter.1).eq(original);
                if is_here && !is_masked[range.clone()].contains(&true) {
                    is_masked[range.clone()].fill(true);
                    letters[range].iter().zip(mask).for_each(|(letter, character)| masked[letter.0] = *character);
                }
            }
        }
        self.births.iter().for_each(|birth| self.birth_within(*birth, &mut masked));
        masked.into_iter().collect()
    }

    /// Masks a date of birth where it stands in a text, however it is written.
    fn birth_within(&self, birth: [u32; 3], text: &mut [char]) {
        let Some(mask) = self.dates.get(&birth) else { return };
        let digits = digits(text);
        let runs: Vec<&[(usize, u32)]> = digits.chunk_by(|first, second| second.0 == first.0 + 1).collect();
        let mut places: Vec<(usize, u32)> = Vec::new();
        for run in &runs {
            let [year, month, day] = birth;
            if run.len() == 8 && value(run) == year * 10_000 + month * 100 + day {
                places.extend(
                    run.iter().map(|digit| digit.0).zip(digits_of(mask[0] * 10_000 + mask[1] * 100 + mask[2], 8)),
                );
            }
        }
        for date in runs.windows(3) {
            let gap = |first: &[(usize, u32)], second: &[(usize, u32)]| second[0].0 - first[first.len() - 1].0;
            if date.iter().map(|run| value(run)).eq(birth) && gap(date[0], date[1]) < 4 && gap(date[1], date[2]) < 4 {
                for (run, part) in date.iter().zip(mask) {
                    places.extend(run.iter().map(|digit| digit.0).zip(digits_of(*part, run.len())));
                }
            }
        }
        for (at, digit) in places {
            text[at] = char::from_digit(digit, 10).unwrap_or('0');
        }
    }
}

/// The digits of a text with their places.
fn digits(text: &[char]) -> Vec<(usize, u32)> {
    let digit = |(at, character): (usize, &char)| Some((at, fold(*character)?.to_digit(10)?));
    text.iter().enumerate().filter_map(digit).collect()
}

/// The number that a run of digits is. A run that is too long for a date is `u32::MAX`, which is no part of any date.
fn value(run: &[(usize, u32)]) -> u32 {
    if run.len() > 8 { u32::MAX } else { run.iter().fold(0, |value, digit| value * 10 + digit.1) }
}

/// The numbers in a text.
fn numbers(text: &str) -> Vec<u32> {
    let text: Vec<char> = text.chars().collect();
    digits(&text).chunk_by(|first, second| second.0 == first.0 + 1).map(value).collect()
}

/// The last `width` digits of a number. If there is room for one digit only, a number above 9 becomes one from 1 to 9,
/// so that a month or day is never 0.
fn digits_of(number: u32, width: usize) -> Vec<u32> {
    let number = if width == 1 && number > 9 { number % 9 + 1 } else { number };
    (0..width).rev().map(|place| number / 10_u32.saturating_pow(u32::try_from(place).unwrap_or(9)) % 10).collect()
}

/// Writes a date in the form of the printed one. Further digits, such as those of a time, become zeros.
fn write_date(text: &str, date: &[u32; 3]) -> String {
    let mut text: Vec<char> = text.chars().collect();
    let digits = digits(&text);
    for (index, run) in digits.chunk_by(|first, second| second.0 == first.0 + 1).enumerate() {
        let part = date.get(index).copied().unwrap_or_default();
        for (place, digit) in run.iter().zip(digits_of(part, run.len())) {
            text[place.0] = char::from_digit(digit, 10).unwrap_or('0');
        }
    }
    text.into_iter().collect()
}

/// Lays a mask over a text. For each character that is not white space the mask has a character, or `None` to keep what
/// is printed. Punctuation always stays. A masked character never stays: even if its mask is the same letter or digit
/// in another width, the mask is written.
fn overlay(text: &str, mut mask: impl Iterator<Item = Option<char>>) -> String {
    let masked = |character: char| match fold(character) {
        Some(folded) => mask.next().flatten().filter(|_| folded.is_alphanumeric()).unwrap_or(character),
        None => character,
    };
    text.chars().map(masked).collect()
}

#[cfg(test)]
mod tests;
