//! Sets what is printed on pages: headings, lines and tables below each other, and rows that are cut where a page ends.
//!
//! The [`Printed`] things of a form go in, the [`Page`]s come out, with all texts, borders and grounds in their places.

use crate::forms::{Cell, FORMS, Labels, Printed, Row};
use crate::slice::{parted, slice};
use crate::style::{BLACK, Boxes, Color, Cut, ICON, Icon, Numbering, Slices, Spans, Style, Tables};
use crate::table::{Grid, Laid};
use crate::tags::{Block, Tag};
use crate::typeset::{space_out, wrap};

/// What is painted on a page. Places are from its upper left corner, in points.
#[derive(Debug, Default, Clone)]
pub(crate) struct Page {
    pub(crate) texts: Vec<Text>,
    pub(crate) borders: Vec<Border>,
    /// The grounds of labels and rows.
    pub(crate) grounds: Vec<Ground>,
    /// Whether a clip hides whatever reaches into the upper or the lower margin.
    pub(crate) is_clipped: bool,
}

/// A line of text.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) x: f64,
    pub(crate) baseline: f64,
    pub(crate) size: f64,
    /// Whether it is a label, or a heading.
    pub(crate) bold: bool,
    pub(crate) ink: Color,
    /// The clip of the text, if it has one: left, top, right, bottom.
    pub(crate) clip: Option<[f64; 4]>,
    /// Whether the clip hides a part of the text.
    pub(crate) is_hidden: bool,
    /// The element of the structure tree that it is a part of; `None` for text that is printed again.
    pub(crate) tag: Option<Tag>,
}

impl Text {
    /// A black text from a point on.
    pub(crate) fn new(text: &str, (x, baseline): (f64, f64), size: f64) -> Self {
        let text = text.to_owned();
        Self { text, x, baseline, size, bold: false, ink: BLACK, clip: None, is_hidden: false, tag: None }
    }
}

/// An area of one colour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ground {
    /// Left, top, right, bottom.
    pub(crate) area: [f64; 4],
    pub(crate) color: Color,
}

/// A border of a cell, across or down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Border {
    pub(crate) from: (f64, f64),
    pub(crate) to: (f64, f64),
}

/// How far a text reaches above its baseline, in font sizes.
pub(crate) const ASCENT: f64 = 0.88;

/// Baselines of lines of two paragraphs are at least this many font sizes apart.
const PARAGRAPH: f64 = 2.3;

/// The least space between two paragraphs, on top of the leading, in font sizes.
const LOOSE: f64 = 0.7;

/// A title is larger than the text by this factor.
const TITLE: f64 = 1.4;

/// A printed report.
#[derive(Debug)]
pub(crate) struct Print {
    pub(crate) pages: Vec<Page>,
    /// The paragraphs and tables on the pages, in reading order.
    pub(crate) blocks: Vec<Block>,
    /// Whether a page ends between two rows with the same texts. They may also be one row that is printed twice.
    pub(crate) parts_equal_rows: bool,
}

/// Sets what is printed on pages.
pub(crate) fn paginate(printed: Vec<Printed>, style: &Style) -> Print {
    let printed = &arranged(printed, style);
    let is_strip = style.cuts.slices != Slices::None;
    let mut printer = Printer {
        style,
        pages: vec![Page::default()],
        y: style.margins.1,
        numbers: [0; 2],
        is_strip,
        blocks: Vec::new(),
        parts_equal_rows: false,
    };
    let mut index = 0;
    while index < printed.len() {
        match &printed[index] {
            Printed::Heading { level, text } => printer.heading(*level, text),
            Printed::Line(text) => printer.line(text, BLACK),
            Printed::Caption(text) => printer.line(text, style.inks.caption),
            Printed::Gap => printer.y += style.gap * style.size,
            Printed::Row(_) => {
                let rows: Vec<&Row> = printed[index..].iter().map_while(as_row).collect();
                let above = printed[..index].iter().rfind(|printed| **printed != Printed::Gap);
                printer.tables(&rows, above.and_then(as_row).is_none());
                index += rows.len() - 1;
            }
        }
        index += 1;
    }
    let pages = if is_strip { slice(&printer.pages[0], style) } else { printer.pages };
    Print { pages, blocks: printer.blocks, parts_equal_rows: printer.parts_equal_rows }
}

/// What is printed, with captions in boxes and with the years of grids beside the amounts, if the style has them there.
fn arranged(mut printed: Vec<Printed>, style: &Style) -> Vec<Printed> {
    if style.boxes == Boxes::Captions {
        for printed in &mut printed {
            // A caption without a number is the same in each record. In a box it would look like a row that is printed
            // again.
            if let Printed::Caption(text) = printed
                && text.contains(|character: char| character.is_ascii_digit())
            {
                *printed = Printed::Row(boxed(std::mem::take(text)));
            }
        }
        // Without the gap above its caption, a record is in one table with the record before it.
        let is_caption = |printed: &Printed| as_row(printed).is_some_and(|row| row.labels == Labels::Caption);
        let captions: Vec<bool> = printed.iter().map(is_caption).collect();
        let mut below = captions.into_iter().skip(1);
        printed.retain(|printed| !(below.next() == Some(true) && *printed == Printed::Gap));
    }
    if style.low_years {
        for index in 1..printed.len() {
            let (upper, lower) = printed.split_at_mut(index);
            if let (Some(Printed::Row(codes)), Printed::Row(amounts)) = (upper.last_mut(), &mut lower[0])
                && columns(amounts) == YEAR_COLUMNS
                && amounts.cells[0].joined
            {
                std::mem::swap(&mut codes.cells[0].text, &mut amounts.cells[0].text);
            }
        }
    }
    printed
}

/// The number of columns of a row with a year and its months.
pub(crate) const YEAR_COLUMNS: usize = 13;

/// A row of one cell.
fn boxed(text: String) -> Row {
    Row { labels: Labels::Caption, cells: vec![Cell { text, span: 1, joined: false }] }
}

fn as_row(printed: &Printed) -> Option<&Row> {
    match printed {
        Printed::Row(row) => Some(row),
        _ => None,
    }
}

struct Printer<'s> {
    style: &'s Style,
    pages: Vec<Page>,
    /// Where the next thing is printed.
    y: f64,
    /// How many chapters there are so far, and how many sections in the last of them.
    numbers: [usize; 2],
    /// Whether everything is set on one page without an end, which is cut into pages later.
    is_strip: bool,
    /// The paragraphs and tables so far.
    blocks: Vec<Block>,
    parts_equal_rows: bool,
}

impl Printer<'_> {
    fn page(&mut self) -> &mut Page {
        self.pages.last_mut().expect("there is a page")
    }

    fn bottom(&self) -> f64 {
        if self.is_strip { f64::INFINITY } else { self.style.page.1 - self.style.margins.1 }
    }

    fn new_page(&mut self) {
        self.pages.push(Page::default());
        self.y = self.style.margins.1;
    }

    fn heading(&mut self, level: usize, text: &str) {
        let style = self.style;
        let number = match level {
            1 => {
                self.numbers = [self.numbers[0] + 1, 0];
                FORMS.words("chapter-numbers").words[self.numbers[0] - 1].clone()
            }
            2 => {
                self.numbers[1] += 1;
                FORMS.words("section-numbers").words[self.numbers[1] - 1].clone()
            }
            _ => String::new(),
        };
        let text = match style.numbering {
            Numbering::Spaced => format!("{number} {text}").trim().to_owned(),
            Numbering::Tight => format!("{number}{text}"),
            Numbering::None => text.to_owned(),
        };
        self.y += style.gap * style.size / 2.0;
        if level > 0 && style.boxes == Boxes::Headings {
            self.tables(&[&boxed(text)], true);
            return;
        }
        let text = if style.icon == Icon::Headings { format!("{ICON}{text}") } else { text };
        let size = if level == 0 { style.size * TITLE } else { style.size };
        self.blocks.push(Block::Paragraph { heading: true });
        self.paragraph(&text, size, style.inks.heading, style.inks.heading_ground);
    }

    fn line(&mut self, text: &str, ink: Color) {
        self.blocks.push(Block::Paragraph { heading: false });
        self.paragraph(text, self.style.size, ink, None);
    }

    /// Sets the text of the last block as lines over the whole width. They stay on one page, because the reader joins
    /// only lines of one page. The last line may be full, so there is more space below it than between the lines.
    /// Otherwise the next line would belong to the paragraph.
    fn paragraph(&mut self, text: &str, size: f64, ink: Color, ground: Option<Color>) {
        let style = self.style;
        let tag = Some(Tag { block: self.blocks.len().saturating_sub(1), row: 0, cell: 0 });
        let text = if style.spaced { space_out(text) } else { text.to_owned() };
        let lines = wrap(&text, style.width() * style.size / size, style);
        let leading = style.leading * size;
        if self.y + leading * lines.len() as f64 > self.bottom() {
            self.new_page();
        }
        if self.is_strip {
            self.y += parted(self.y, leading, lines.len(), size, style);
        }
        for line in lines {
            let baseline = self.y + (leading - size) / 2.0 + ASCENT * size;
            let text = Text::new(&line, (style.margins.0, baseline), size);
            let area = [style.margins.0, self.y, style.page.0 - style.margins.0, self.y + leading];
            self.page().grounds.extend(ground.map(|color| Ground { area, color }));
            self.page().texts.push(Text { bold: size > style.size, ink, tag, ..text });
            self.y += leading;
        }
        self.y += (PARAGRAPH - style.leading).max(LOOSE) * size;
    }

    /// Sets rows as one table or as several, as the style has it. `caption` says whether a caption stands above them.
    ///
    /// If a table without a caption begins a page, it looks like the rest of the table above, with its labels printed
    /// again. Only the second row of labels in it shows that it is another table. So that row is set on the same page,
    /// if a page has room for it.
    fn tables(&mut self, rows: &[&Row], caption: bool) {
        let style = self.style;
        if !caption {
            let grid = Grid::new(rows, style);
            let second = (1..rows.len()).find(|index| rows[*index].labels != Labels::None).unwrap_or(0);
            let kept: f64 = grid.rows[..=second].iter().map(|row| row.height).sum();
            if self.y + kept > self.bottom() && style.margins.1 + kept <= self.bottom() {
                self.new_page();
            }
        }
        let is_head = |index: usize| matches!(rows[index].labels, Labels::Head | Labels::Caption);
        let begins_part = |index: &usize| *index == 0 || is_head(*index) && !is_head(*index - 1);
        let starts: Vec<usize> = match style.tables {
            Tables::Common => vec![0],
            Tables::Touching | Tables::Apart => (0..rows.len()).filter(begins_part).collect(),
        };
        for (number, start) in starts.iter().enumerate() {
            let end = starts.get(number + 1).copied().unwrap_or(rows.len());
            if number > 0 && style.tables == Tables::Apart {
                self.y += style.gap * style.size;
            }
            self.table(&rows[*start..end]);
        }
        self.y += style.size / 2.0;
    }

    fn table(&mut self, rows: &[&Row]) {
        let style = self.style;
        let mut grid = Grid::new(rows, style);
        let elements = grid.tag(self.blocks.len());
        self.blocks.push(Block::Table(elements));
        let labels = rows.iter().take_while(|row| row.labels == Labels::Head).count();
        let header: f64 = grid.rows[..labels].iter().map(|row| row.height).sum();
        // With labels amid its rows a table looks like two tables, and nothing tells which labels are printed again.
        let is_plain = rows.iter().all(|row| row.labels != Labels::Amid);
        let repeats = style.repeated_labels && is_plain && header < (self.bottom() - style.margins.1) / 3.0;
        let mut waiting: Vec<Laid> = grid.rows.iter().rev().cloned().collect();
        // How many rows are done, the last of them, and whether the next one is the first of the table on its page.
        let mut done = 0;
        let mut above: Option<Laid> = None;
        let mut first = true;
        // Whether all rows of the page so far have cells that go on from the page before.
        let mut severed = false;
        while let Some(row) = waiting.pop() {
            let room = self.bottom() - self.y;
            let top = style.margins.1 + if repeats && done >= labels { header } else { 0.0 };
            let is_fresh = self.y <= top;
            severed &= row.goes_on();
            let row = if severed && style.cuts.spans == Spans::Missing { row.severed() } else { row };
            // Labels that are printed again on the next page are not cut.
            let is_kept = style.cut == Cut::Whole || repeats && done < labels;
            let mut again = None;
            let parts = if is_kept && !is_fresh { None } else { row.cut(room, is_fresh, style) };
            // A row that is higher than the page and not to be cut is printed over the margin.
            if row.height <= room || is_fresh && parts.is_none() {
                self.paint(&row, first);
                done += usize::from(!row.is_rest);
                above = Some(row);
                first = false;
                continue;
            }
            match parts {
                Some((upper, lower)) => {
                    done += usize::from(!row.is_rest);
                    self.paint(&upper, first);
                    waiting.push(lower);
                }
                None => {
                    let y = self.y;
                    let above = above.take().filter(|_| !first);
                    if let Some(above) = &above {
                        above.close(y, style, self.page());
                        self.parts_equal_rows |= above.says(&row);
                    }
                    let next =
                        if style.cuts.spans == Spans::Text && !row.is_rest { grid.retold(done, style) } else { row };
                    waiting.push(next);
                    if style.cuts.spans == Spans::RowAgain {
                        again = above.and_then(|above| above.again(style));
                    }
                }
            }
            severed = true;
            self.new_page();
            first = true;
            if repeats && done >= labels {
                for mut row in grid.rows[..labels].iter().cloned() {
                    row.untag();
                    self.paint(&row, first);
                    first = false;
                }
            }
            if let Some(again) = again {
                self.paint(&again, first);
                first = false;
            }
        }
    }

    fn paint(&mut self, row: &Laid, first: bool) {
        let page = self.pages.last_mut().expect("there is a page");
        self.y = row.paint(self.y, first, self.style, page);
    }
}

/// How many columns the row has.
pub(crate) fn columns(row: &Row) -> usize {
    row.cells.iter().map(|cell: &Cell| cell.span).sum()
}
