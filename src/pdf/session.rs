//! The state that the pages read by one thread share: fonts and form XObjects, so that each is loaded once, and the count of the
//! work done so far.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use lopdf::{Dictionary, Stream};

use super::file::{File, limit_exceeded};
use super::font::Font;
use super::optional_content::OptionalContent;
use crate::error::Error;

/// About how many characters a page of a report has.
const USUAL_GLYPHS: usize = 1000;

/// Caches are keyed by the address of the object, which does not move while the file is borrowed.
pub(super) struct Session<'a> {
    pub(super) file: &'a File<'a>,
    pub(super) optional_content: OptionalContent,
    /// Marks painted so far.
    pub(super) marks: Cell<usize>,
    operators: Cell<usize>,
    /// How many operators there may be.
    operator_limit: usize,
    /// The buffer that held the content of the page before. The next page, which has about as much, reuses it.
    pub(super) room: Cell<Vec<u8>>,
    /// How many characters the page before has: the next one has about as many.
    pub(super) glyph_count: Cell<usize>,
    fonts: RefCell<HashMap<*const Dictionary, Rc<Font<'a>>>>,
    forms: RefCell<HashMap<*const Stream, Rc<[u8]>>>,
}

/// How much work was done, of the kinds of work that have limits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work {
    pub(super) operators: usize,
    pub(super) marks: usize,
}

impl<'a> Session<'a> {
    pub(super) fn new(file: &'a File<'a>) -> Self {
        Self {
            file,
            optional_content: OptionalContent::of_file(file),
            marks: Cell::new(0),
            operators: Cell::new(0),
            operator_limit: file.operator_limit(),
            room: Cell::default(),
            glyph_count: Cell::new(USUAL_GLYPHS),
            fonts: RefCell::default(),
            forms: RefCell::default(),
        }
    }

    pub(super) fn font(&self, dictionary: &'a Dictionary) -> Result<Rc<Font<'a>>, Error> {
        let key = std::ptr::from_ref(dictionary);
        if let Some(font) = self.fonts.borrow().get(&key) {
            return Ok(Rc::clone(font));
        }
        let font = Rc::new(Font::load(self.file, dictionary)?);
        self.fonts.borrow_mut().insert(key, Rc::clone(&font));
        Ok(font)
    }

    pub(super) fn work(&self) -> Work {
        Work { operators: self.operators.get(), marks: self.marks.get() }
    }

    /// How many fonts are loaded.
    pub(super) fn font_count(&self) -> usize {
        self.fonts.borrow().len()
    }

    /// The content of a form XObject: the same watermark is painted on every page.
    pub(super) fn form(&self, stream: &'a Stream, page: u32) -> Result<Rc<[u8]>, Error> {
        let key = std::ptr::from_ref(stream);
        if let Some(content) = self.forms.borrow().get(&key) {
            return Ok(Rc::clone(content));
        }
        let content: Rc<[u8]> = self.file.decode(stream, format_args!("a form on page {page}"))?.into();
        self.forms.borrow_mut().insert(key, Rc::clone(&content));
        Ok(content)
    }

    pub(super) fn count_operator(&self) -> Result<(), Error> {
        let operators = self.operators.get() + 1;
        if operators > self.operator_limit {
            let limit = self.operator_limit;
            return Err(limit_exceeded(format_args!("its pages run more than {limit} operators")));
        }
        self.operators.set(operators);
        Ok(())
    }
}
