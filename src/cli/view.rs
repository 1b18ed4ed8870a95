//! The forms in which a report is shown: as it is printed or typed, as it is or masked.
//!
//! Here are the options `--typed` and `--mask`, which several commands have, and what these commands do for them. A
//! report is masked before it is read wherever that is possible, so that messages about it cannot quote anything
//! personal.

use std::path::Path;

use clap::Args;
use serde::Serialize;
use serde_json::Value;
use zhengxin::transcript::Transcript;
use zhengxin::typed::Typed;
use zhengxin::{Error, Options, Report, mask, typed};

use super::{Failure, Reading};

#[derive(Args)]
pub struct View {
    /// Show dates, numbers and codes as such, not as they are printed.
    #[arg(long)]
    pub typed: bool,
    #[command(flatten)]
    pub masking: Masking,
}

// Whether personal text is masked. (This is no doc comment, because clap would print it as the help of each command
// that has the option.)
#[derive(Args)]
pub struct Masking {
    /// Mask names, numbers, addresses and whatever else is personal, so that the output can be shown to others.
    #[arg(long)]
    pub mask: bool,
}

impl Masking {
    pub fn transcript(&self, transcript: Transcript) -> Result<Transcript, Error> {
        if self.mask { mask::transcript(&transcript) } else { Ok(transcript) }
    }

    /// Reads a file. With `--mask` its transcript is masked first and the masked one is read, so that messages are
    /// about the masked text, too.
    pub fn read(&self, reading: &Reading, bytes: Vec<u8>, options: &Options) -> Result<zhengxin::Reading, Failure> {
        if !self.mask {
            return reading.read_bytes(bytes, options);
        }
        let transcript = self.transcript(reading.transcript_of(bytes)?)?;
        zhengxin::Reading::of_transcript(transcript.clone(), options)
            .map_err(|error| Failure::of_report(error, transcript))
    }

    /// Reads a file as it is, for a command that masks its output later. If that fails, then with `--mask` the file is
    /// read once more, masked, so that the message is about the masked text. If the masked text can be read, the
    /// message does not say what is wrong.
    pub fn read_plainly(
        &self,
        reading: &Reading,
        bytes: Vec<u8>,
        options: &Options,
    ) -> Result<zhengxin::Reading, Failure> {
        let again = self.mask.then(|| bytes.clone());
        reading.read_bytes(bytes, options).map_err(|failure| match again {
            Some(bytes) => self
                .read(reading, bytes, options)
                .err()
                .unwrap_or_else(|| Failure::new(failure.code(), "it is not understood; without --mask it is told why")),
            None => failure,
        })
    }
}

impl View {
    /// Reads the file at a path, masked if that is wanted: see [`Masking::read`].
    pub fn read(&self, reading: &Reading, file: &Path, options: &Options) -> Result<zhengxin::Reading, Failure> {
        self.masking.read(reading, super::read(file)?, options)
    }

    pub fn of<'r>(&self, report: &'r Report) -> Shown<'r> {
        Shown::of(report, self.typed)
    }
}

/// A report in the form in which it is shown: with texts as they are printed, or with typed values.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Shown<'r> {
    Printed(&'r Report),
    Typed(Typed<'r, Report>),
}

impl<'r> Shown<'r> {
    pub fn of(report: &'r Report, is_typed: bool) -> Self {
        if is_typed { Self::Typed(typed::typed(report)) } else { Self::Printed(report) }
    }
}

#[derive(Args)]
pub struct SchemaArgs {
    /// The schema of `parse --typed`.
    #[arg(long)]
    typed: bool,
}

impl SchemaArgs {
    pub fn schema(&self) -> Value {
        if self.typed { typed::json_schema() } else { zhengxin::schema::json_schema() }
    }
}
