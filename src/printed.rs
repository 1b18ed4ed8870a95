//! What is printed in a PDF file: the first three stages, page by page.

use std::panic;
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, Scope, ScopedJoinHandle};

use crate::error::{Error, ErrorKind};
use crate::geometry::Rect;
use crate::layout::{Discarded, Sheets};
use crate::options::Options;
use crate::page::{Glyph, Page};
use crate::pdf::{self, Metadata};
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

impl Printed {
    /// Reads, lays out and writes down a file.
    pub(crate) fn of_file(bytes: &[u8], options: &Options) -> Result<Self, Error> {
        let sheets = Mutex::new(Sheets::new(options.limits.comparisons.of_file(bytes.len())));
        let mut characters = Vec::new();
        let mut text = Ok(());
        let metadata = thread::scope(|scope| {
            let mut beside: Option<Beside<'_>> = None;
            let metadata = pdf::read_each_page(bytes, &options.limits, |page| {
                if text.is_ok() {
                    text = check_text(&page);
                }
                let visible = page.glyphs.iter().filter(|glyph| !glyph.character.is_whitespace());
                characters.push((page.number, visible.count()));
                if options.parallel && characters.len() == FEW {
                    beside = Beside::start(scope, &sheets);
                }
                match &beside {
                    Some(beside) => beside.add(page),
                    None => locked(&sheets).add(page),
                }
            });
            beside.into_iter().for_each(Beside::end);
            metadata
        })?;
        text?;
        let mut transcript = Transcript::with_room_for(characters.iter().map(|page| page.1).sum());
        let sheets = sheets.into_inner().unwrap_or_else(PoisonError::into_inner);
        let discarded = sheets.join(|line| transcript.push_line(&line)).ok_or_else(|| {
            let message = "the PDF file asks for too much: its pages hold more lines and areas than can be told apart; no \
                           credit report does, so check where the file comes from";
            Error::new(ErrorKind::LimitExceeded, message)
        })?;
        Ok(Self { transcript, discarded, metadata, characters })
    }
}

/// With fewer pages than this a thread costs more than it brings.
const FEW: usize = 3;

/// How many pages may wait for their layout.
const WAITING: usize = 4;

/// A thread that lays out pages while further ones are read.
struct Beside<'scope> {
    pages: SyncSender<Page>,
    thread: ScopedJoinHandle<'scope, ()>,
}

impl<'scope> Beside<'scope> {
    /// `None` where there are no more threads.
    fn start<'sheets: 'scope>(scope: &'scope Scope<'scope, '_>, sheets: &'sheets Mutex<Sheets>) -> Option<Self> {
        let (pages, waiting) = mpsc::sync_channel(WAITING);
        let lay_out = move || waiting.into_iter().for_each(|page| locked(sheets).add(page));
        let thread = thread::Builder::new().spawn_scoped(scope, lay_out).ok()?;
        Some(Self { pages, thread })
    }

    fn add(&self, page: Page) {
        // Nobody takes it where the thread panicked, and then the end of it is told.
        let _ = self.pages.send(page);
    }

    /// Waits until all pages are laid out.
    fn end(self) {
        drop(self.pages);
        if let Err(panicked) = self.thread.join() {
            panic::resume_unwind(panicked);
        }
    }
}

fn locked(sheets: &Mutex<Sheets>) -> MutexGuard<'_, Sheets> {
    sheets.lock().unwrap_or_else(PoisonError::into_inner)
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
