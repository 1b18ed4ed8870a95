//! Paints what is no part of the report: watermarks, and the texts in the margins.

use std::fmt::Write;

use super::content::{Content, put};
use crate::forms::FORMS;
use crate::page::{ASCENT, Text};
use crate::style::ICON;

/// The font size of page furniture, in font sizes of the text. It stands in the middle of the margin.
const FURNITURE: f64 = 0.8;

impl Content<'_> {
    pub(super) fn watermark(&mut self, words: usize, color: &str, angle: f64) {
        let text = &FORMS.words("watermark").words[words];
        let (width, height) = self.style.page;
        put!(self, "q {color}");
        self.run(text, width * 0.2, height * 0.4, self.style.size * 3.0, (angle.cos(), angle.sin()));
        put!(self, "Q");
    }

    pub(super) fn furniture(&mut self, number: usize, count: usize) {
        let size = self.style.size * FURNITURE;
        let middle = self.style.margins.1 / 2.0;
        if let Some(head) = self.style.furniture.head {
            let text = FORMS.words("running-head").words[head].clone();
            self.text(&Text::new(&text, (self.style.margins.0, middle), size));
        }
        if let Some(form) = self.style.furniture.number {
            let form = &FORMS.words("page-number").words[form];
            let text = form.replace('%', &number.to_string()).replace('&', &count.to_string());
            let baseline = self.style.page.1 - middle + size;
            self.text(&Text::new(&text, (self.style.page.0 / 2.0, baseline), size));
        }
    }

    /// Many small watermarks all over the page.
    pub(super) fn watermarks(&mut self, words: usize) {
        let text = &FORMS.words("watermark").words[words];
        let (width, height) = self.style.page;
        put!(self, "q 0.88 g");
        for (row, column) in (0..4).flat_map(|row| (0..3).map(move |column| (row, column))) {
            let (x, y) = (width * (0.1 + 0.3 * f64::from(column)), height * (0.1 + 0.25 * f64::from(row)));
            self.run(text, x, y, self.style.size * 1.2, (0.5_f64.cos(), 0.5_f64.sin()));
        }
        put!(self, "Q");
    }

    /// The sign that is no character, in the upper left corner.
    pub(super) fn icon(&mut self) {
        let size = self.style.size;
        let place = ((self.style.margins.0 - 2.0 * size).max(0.0), self.style.margins.1 / 2.0);
        self.text(&Text::new(&ICON.to_string(), place, size));
    }

    /// The notices in the margins, near to the body or far from it.
    pub(super) fn notices(&mut self, number: usize, count: usize) {
        let style = self.style;
        for (index, notices) in style.notices.iter().enumerate() {
            let size = style.size * notices.size;
            let distance = notices.distance * style.size;
            let margin = style.margins.1;
            // Their em boxes have this distance from the body, unless they would leave the page.
            let baseline = if index == 0 {
                (margin - distance - (1.0 - ASCENT) * size).max(size)
            } else {
                (style.page.1 - margin + distance + ASCENT * size).min(style.page.1 - size)
            };
            for (place, words) in notices.words.iter().enumerate() {
                let Some(words) = words else { continue };
                let form = FORMS.words("notice").words[*words].replace('_', " ");
                let text = form.replace('%', &number.to_string()).replace('&', &count.to_string());
                let width = style.measure(&text) * size;
                let x = style.margins.0 + (style.width() - width) * place as f64 / 2.0;
                self.text(&Text::new(&text, (x, baseline), size));
            }
        }
    }
}
