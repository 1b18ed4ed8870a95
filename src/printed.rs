//! What is printed in a PDF file: the first three stages, page by page.

use std::iter;
use std::ops::Range;
use std::panic;
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::error::{Error, ErrorKind};
use crate::geometry::Rect;
use crate::layout::{Discarded, Sheets};
use crate::options::Options;
use crate::page::{Glyph, Page};
use crate::pdf::{self, Metadata, Source, Work};
use crate::transcript::Transcript;

/// What is printed in a PDF file.
pub(crate) struct Printed {
    pub(crate) transcript: Transcript,
    /// What was left out of it.
    pub(crate) discarded: Vec<Discarded>,
    pub(crate) metadata: Metadata,
    /// How many characters that are no spaces are on each page: its number, and the count.
    pub(crate) characters: Vec<(u32, usize)>,
}

/// With fewer pages than this a thread costs more than it brings.
const FEW: usize = 3;

impl Printed {
    /// Reads, lays out and writes down a file.
    pub(crate) fn of_file(bytes: &[u8], options: &Options) -> Result<Self, Error> {
        let comparisons = options.limits.comparisons.of_file(bytes.len());
        let mut is_parted = false;
        let gathered = pdf::open(bytes, &options.limits, |source| {
            is_parted = options.parallel && source.page_count() >= FEW;
            let gathered =
                if is_parted { Gathered::by_two(source, comparisons)? } else { Gathered::by_one(source, comparisons)? };
            Ok((gathered, source.metadata()))
        });
        match gathered {
            Ok((gathered, metadata)) => gathered.join(metadata),
            // Which of two errors two threads come upon first is a matter of chance. One alone says what is wrong.
            Err(_) if is_parted => Self::of_file(bytes, &options.clone().parallel(false)),
            Err(error) => Err(error),
        }
    }
}

/// Pages that were read and laid out, each for itself.
struct Gathered {
    sheets: Sheets,
    /// How many characters that are no spaces are on each page: its number, and the count.
    characters: Vec<(u32, usize)>,
}

impl Gathered {
    /// All pages of a file.
    fn by_one(source: &Source<'_>, comparisons: usize) -> Result<Self, Error> {
        Self::of_pages(source, 0..source.page_count(), comparisons).map(|(gathered, _)| gathered)
    }

    /// All pages of a file, read by two threads: one begins at its beginning, the other at its end, and they meet where it may be.
    fn by_two(source: &Source<'_>, comparisons: usize) -> Result<Self, Error> {
        let left = Mutex::new(0..source.page_count());
        let left = || left.lock().unwrap_or_else(PoisonError::into_inner);
        let gather = |next: fn(&mut Range<usize>) -> Option<usize>| {
            let gathered = Self::of_pages(source, iter::from_fn(|| next(&mut left())), comparisons);
            // After an error what is left is of no use.
            gathered.inspect_err(|_| *left() = 0..0)
        };
        let (own, others) = thread::scope(|scope| {
            // Where there are no more threads, this one reads all.
            let beside = thread::Builder::new().spawn_scoped(scope, || gather(DoubleEndedIterator::next_back));
            let own = gather(Iterator::next);
            let others =
                beside.ok().map(|beside| beside.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked)));
            (own, others)
        });
        let (mut gathered, work) = own?;
        if let Some((others, more_work)) = others.transpose()? {
            if !source.allows(&[work, more_work]) {
                return Err(Error::new(ErrorKind::LimitExceeded, "its pages ask for too much together"));
            }
            gathered.sheets.merge(others.sheets);
            gathered.characters.extend(others.characters.into_iter().rev());
        }
        Ok(gathered)
    }

    /// Reads the pages of these indices.
    fn of_pages(
        source: &Source<'_>,
        indices: impl Iterator<Item = usize>,
        comparisons: usize,
    ) -> Result<(Self, Work), Error> {
        let mut gathered = Self { sheets: Sheets::new(comparisons), characters: Vec::new() };
        let mut text = Ok(());
        let work = source.read(indices, |page| {
            if text.is_ok() {
                text = check_text(&page);
            }
            let visible = page.glyphs.iter().filter(|glyph| !glyph.character.is_whitespace());
            gathered.characters.push((page.number, visible.count()));
            gathered.sheets.add(page);
        })?;
        text.map(|()| (gathered, work))
    }

    /// Joins the pages and writes them down.
    fn join(self, metadata: Metadata) -> Result<Printed, Error> {
        let Self { sheets, characters } = self;
        let mut transcript = Transcript::with_room_for(characters.iter().map(|page| page.1).sum());
        let discarded = sheets.join(|line| transcript.push_line(&line)).ok_or_else(|| {
            let message = "the PDF file asks for too much: its pages hold more lines and areas than can be told apart; no \
                           credit report does, so check where the file comes from";
            Error::new(ErrorKind::LimitExceeded, message)
        })?;
        Ok(Printed { transcript, discarded, metadata, characters })
    }
}

/// A picture without visible text that covers more of a page than this share is a scan.
const SCANNED_SHARE: f32 = 0.4;

/// A page that is a picture would be a hole in the report.
fn check_text(page: &Page) -> Result<(), Error> {
    let is_text = |glyph: &Glyph| !glyph.invisible && glyph.character != ' ';
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
