//! Drives the first three stages: from the bytes of a PDF file to its transcript, page by page.
//!
//! Two threads read and lay out the pages, from both ends of the file until they meet. Then the pages are joined and
//! written as a transcript. Out comes a [`Printed`], with the doubts and the discarded text.

use std::ops::Range;
use std::panic;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::{iter, mem};

use super::options::Options;
use crate::error::{Error, ErrorKind};
use crate::grammar::Grammar;
use crate::layout::{Discards, Doubt, Laid, Sheets};
use crate::page::geometry::Rect;
use crate::page::{Glyph, Page};
use crate::pdf::unmapped::UnmappedText;
use crate::pdf::{self, Metadata, Source, Work};
use crate::transcript::Transcript;

/// The transcript of a PDF file and all else that the first three stages give. [`crate::read`] goes on with it at once.
///
/// ```
/// use zhengxin::{Options, Printed};
/// let options = Options::default();
/// let printed = Printed::of_file(std::fs::read("fixtures/reports/chromium-2024-minimal.pdf")?, &options)?;
/// assert_eq!(printed.transcript().page_count(), 1);
/// let reading = printed.read(&options).map_err(|unread| unread.error)?;
/// assert_eq!(reading.report.credit_header.id_type.unwrap().as_str(), "身份证");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Printed {
    pub(crate) transcript: Transcript,
    /// The text that was left out of the transcript.
    pub(crate) discarded: Discards,
    pub(crate) metadata: Metadata,
    /// How many characters that are no spaces are on each page: its number, and the count.
    pub(crate) characters: Vec<(u32, usize)>,
    /// The doubts about the transcript.
    pub(crate) doubts: Vec<Doubt>,
    /// The characters that no font tells.
    pub(crate) unmapped: UnmappedText,
}

/// A document that is not read as a report.
///
/// ```
/// use zhengxin::{ErrorKind, Options, Printed};
/// let options = Options::default();
/// let printed = Printed::of_file(std::fs::read("fixtures/refused/other-document.pdf")?, &options)?;
/// let unread = printed.read(&options).unwrap_err();
/// assert_eq!(unread.error.kind(), ErrorKind::NotReport);
/// assert!(!unread.transcript.text().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Unread {
    /// Why it is not read as a report.
    pub error: Error,
    /// Its transcript, to which the places of the error belong.
    pub transcript: Transcript,
    /// The grammars that the error is about: where there are packs, those that understand most of the report.
    pub grammar: Grammar,
}

impl Printed {
    /// Reads, lays out and writes down a file.
    ///
    /// Bytes that are passed by value are freed when this returns.
    ///
    /// # Errors
    /// The kinds of [`ErrorKind`] that are about the file.
    pub fn of_file(bytes: impl AsRef<[u8]>, options: &Options) -> Result<Self, Error> {
        Gathered::of_file(bytes.as_ref(), options)
    }

    /// What is printed, as plain text.
    #[must_use]
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }
}

/// With fewer pages than this, a second thread costs more than it saves.
const FEW: usize = 3;

/// The sheets of some pages, and the numbers of characters on these pages.
type Pages = (Vec<Laid>, Vec<(u32, usize)>);

/// Pages that were read and laid out one by one, and are not joined yet.
struct Gathered {
    sheets: Sheets,
    /// How many characters that are no spaces are on each page: its number, and the count.
    characters: Vec<(u32, usize)>,
    /// The characters on them that no font tells.
    unmapped: UnmappedText,
}

impl Gathered {
    /// All pages of a file, joined.
    fn of_file(bytes: &[u8], options: &Options) -> Result<Printed, Error> {
        let comparisons = options.limits.comparisons.of_file(bytes.len());
        let mut is_parted = false;
        let gathered = pdf::open(bytes, &options.limits, |source| {
            is_parted = options.parallel && source.page_count() >= FEW;
            let mut gathered =
                if is_parted { Self::by_two(source, comparisons)? } else { Self::by_one(source, comparisons)? };
            gathered.unmapped.check()?;
            gathered.read_again(source)?;
            gathered.join(source, &options.grammar_in_use())
        });
        match gathered {
            // With two threads, chance decides which of several errors comes first. One thread always finds the same
            // error.
            Err(_) if is_parted => Self::of_file(bytes, &options.clone().parallel(false)),
            gathered => gathered,
        }
    }

    /// All pages of a file, read by this thread.
    fn by_one(source: &Source<'_>, comparisons: usize) -> Result<Self, Error> {
        Self::of_pages(source, 0..source.page_count(), comparisons, |_| ()).map(|(gathered, _)| gathered)
    }

    /// All pages of a file, read by two threads: one begins with the first page, the other with the last, until they
    /// meet. The other thread hands over its pages one by one.
    fn by_two(source: &Source<'_>, comparisons: usize) -> Result<Self, Error> {
        let left = Mutex::new(0..source.page_count());
        let left = || left.lock().unwrap_or_else(PoisonError::into_inner);
        let gather = |next: fn(&mut Range<usize>) -> Option<usize>, after_page: &dyn Fn(&mut Self)| {
            let gathered = Self::of_pages(source, iter::from_fn(|| next(&mut left())), comparisons, after_page);
            // After an error the remaining pages are not needed.
            gathered.inspect_err(|_| *left() = 0..0)
        };
        // Pages that were copied are sent back, because memory is best freed by the thread that allocated it.
        let (sender, receiver) = mpsc::channel();
        let (back, returned) = mpsc::channel();
        let hand_over = move |gathered: &mut Self| {
            drop(sender.send(gathered.hand_over()));
            returned.try_iter().for_each(drop);
        };
        let receive = |gathered: &mut Self| {
            for pages in receiver.try_iter() {
                gathered.copy(&pages);
                drop(back.send(pages));
            }
        };
        let (own, others) = thread::scope(|scope| {
            let gather_last = move || gather(DoubleEndedIterator::next_back, &hand_over);
            // If no second thread can be started, this one reads all pages.
            let beside = thread::Builder::new().spawn_scoped(scope, gather_last);
            let own = gather(Iterator::next, &receive);
            let others =
                beside.ok().map(|beside| beside.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked)));
            (own, others)
        });
        let (mut gathered, work) = own?;
        if let Some((others, more_work)) = others.transpose()? {
            if !source.allows(&[work, more_work]) {
                return Err(Error::new(ErrorKind::LimitExceeded, "its pages ask for too much together"));
            }
            receive(&mut gathered);
            gathered.sheets.merge(&others.sheets);
            gathered.unmapped.merge(others.unmapped);
            gathered.characters.sort_by_key(|page| page.0);
        }
        Ok(gathered)
    }

    /// Reads those pages once more that turned out to have overlays.
    fn read_again(&mut self, source: &Source<'_>) -> Result<(), Error> {
        let numbers = self.sheets.take_overlaid();
        if !numbers.is_empty() {
            let indices = numbers.into_iter().map(|number| number as usize - 1);
            source.read(indices, |page| self.sheets.add(page, &|page, mcid| source.tagged_cell(page, mcid)))?;
        }
        Ok(())
    }

    /// Gives away the pages.
    fn hand_over(&mut self) -> Pages {
        (self.sheets.hand_over(), mem::take(&mut self.characters))
    }

    /// Adds pages that another thread has handed over.
    fn copy(&mut self, (sheets, characters): &Pages) {
        self.sheets.copy(sheets);
        self.characters.extend(characters);
    }

    /// Reads the pages of these indices; something may be done after each.
    fn of_pages(
        source: &Source<'_>,
        indices: impl Iterator<Item = usize>,
        comparisons: usize,
        after_page: impl Fn(&mut Self),
    ) -> Result<(Self, Work), Error> {
        let mut gathered =
            Self { sheets: Sheets::new(comparisons), characters: Vec::new(), unmapped: UnmappedText::default() };
        let mut text = Ok(());
        let work = source.read(indices, |page| {
            if text.is_ok() {
                text = check_text(&page);
            }
            let visible = page.glyphs.iter().filter(|glyph| !glyph.character.is_whitespace());
            gathered.characters.push((page.number, visible.count()));
            gathered.unmapped.add(&page);
            gathered.sheets.add(page, &|page, mcid| source.tagged_cell(page, mcid));
            after_page(&mut gathered);
        })?;
        text.map(|()| (gathered, work))
    }

    /// Joins the pages and writes them down.
    fn join(self, source: &Source<'_>, grammar: &Grammar) -> Result<Printed, Error> {
        let Self { sheets, characters, unmapped } = self;
        let mut transcript = Transcript::default();
        let line_kind = |line: &str| grammar.line_kind(line);
        let (discarded, doubts) = sheets.join(Some(&line_kind), &|page, mcid| source.tagged_cell(page, mcid), |line| transcript.push_line(&line)).ok_or_else(|| {
            let message = "the PDF file asks for too much: its pages hold more lines and areas than can be told apart; no \
                           credit report does, so check where the file comes from";
            Error::new(ErrorKind::LimitExceeded, message)
        })?;
        Ok(Printed { transcript, discarded, metadata: source.metadata(), characters, doubts, unmapped })
    }
}

/// A picture without visible text that covers more of a page than this share is a scan.
const SCANNED_SHARE: f32 = 0.4;

/// Fails if the page is a picture without text: that would be a hole in the report.
fn check_text(page: &Page) -> Result<(), Error> {
    let is_text = |glyph: &Glyph| !glyph.invisible && !glyph.annotation && glyph.character != ' ';
    let area = page.width * page.height;
    let covers = |image: &Rect| image.width() * image.height() > SCANNED_SHARE * area;
    if page.glyphs.iter().any(is_text) || !page.images.iter().any(covers) {
        return Ok(());
    }
    let message = format!(
        "page {} is a picture, a scan or photograph: there is no text to read; only reports whose text can be selected are read",
        page.number
    );
    Err(Error::new(ErrorKind::NoText, message))
}
