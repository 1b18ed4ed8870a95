//! Gathers what the HTML page shows. In go the pages of a file, and what was read of it or why it was not read. Out
//! comes [`Data`], which the scripts of the HTML page get as JSON.

use std::collections::{BTreeMap, HashMap};
use std::iter;

use serde::Serialize;
use serde_json::Value;
use zhengxin::layout::Place;
use zhengxin::page::Page;
use zhengxin::profile::Profile;
use zhengxin::transcript::Transcript;
use zhengxin::{LeafPlace, Reading, Report};

use super::drawing::{Drawing, Palette};
use super::grids::Grids;
use super::issues::{self, Issue};
use crate::cli::report_failure::Failure;
use crate::cli::terms::Terms;

/// The data of the HTML page.
#[derive(Serialize)]
pub struct Data<'r> {
    title: String,
    masked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Told>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<Profile>,
    pages: Vec<Drawing>,
    palette: Palette,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<&'r Report>,
    /// Where each leaf stands, by its pointer.
    places: BTreeMap<String, Spot>,
    /// The lists of rules around leaves. Many leaves have the same list, so each list is here once, and a [`Spot`] has
    /// its index.
    rules: Vec<Vec<&'r str>>,
    terms: BTreeMap<String, String>,
    issues: Vec<Issue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grids: Option<Grids>,
}

/// Why no report was read.
#[derive(Serialize)]
struct Told {
    code: &'static str,
    message: String,
}

/// Where a leaf stands: the boxes on the pages, and the rules around it as an index into [`Data::rules`].
#[derive(Serialize)]
struct Spot {
    /// The text that is printed, if the JSON has another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    rules: usize,
    boxes: Vec<Place>,
}

/// The pages of a file, and whether they are shown masked.
pub struct Paper<'p> {
    pub title: String,
    pub masked: bool,
    pub pages: &'p [Page],
}

impl<'r> Data<'r> {
    /// The data of a report that was read, as a whole or in part.
    pub fn of_reading(paper: Paper<'_>, reading: &'r Reading) -> Self {
        let mut palette = Palette::default();
        let pages = if paper.masked {
            palette.draw_masked(paper.pages, &reading.transcript)
        } else {
            palette.draw(paper.pages, reading.discarded())
        };
        let mut numbers: HashMap<Vec<&str>, usize> = HashMap::new();
        let mut rules = Vec::new();
        let mut places = BTreeMap::new();
        let json = serde_json::to_value(&reading.report).unwrap_or_default();
        for (leaf, around) in reading.places().zip(reading.rules()) {
            let LeafPlace { pointer, text, places: boxes, .. } = leaf;
            let rules = *numbers.entry(around).or_insert_with_key(|around| {
                rules.push(around.clone());
                rules.len() - 1
            });
            let text = Some(text).filter(|text| json.pointer(&pointer).and_then(Value::as_str) != Some(text));
            places.insert(pointer, Spot { text, rules, boxes });
        }
        Self {
            profile: Some(reading.profile()),
            pages,
            palette,
            report: Some(&reading.report),
            places,
            rules,
            terms: Terms::of_schema().all().clone(),
            issues: issues::of(reading),
            grids: Grids::of(&reading.report),
            ..Self::empty(paper)
        }
    }

    /// The data of a file that was not read as a report. If it is masked, its pages show nothing but `transcript`.
    pub fn of_failure(paper: Paper<'_>, failure: &Failure, transcript: &Transcript) -> Self {
        let mut palette = Palette::default();
        let pages = if paper.masked {
            palette.draw_masked(paper.pages, transcript)
        } else {
            palette.draw(paper.pages, iter::empty())
        };
        Self {
            failure: Some(Told { code: failure.code(), message: failure.message() }),
            pages,
            palette,
            issues: issues::of_findings(failure.findings()),
            ..Self::empty(paper)
        }
    }

    fn empty(paper: Paper<'_>) -> Self {
        Self {
            title: paper.title,
            masked: paper.masked,
            failure: None,
            profile: None,
            pages: Vec::new(),
            palette: Palette::default(),
            report: None,
            places: BTreeMap::new(),
            rules: Vec::new(),
            terms: BTreeMap::new(),
            issues: Vec::new(),
            grids: None,
        }
    }
}
