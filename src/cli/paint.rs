//! Colours for what is printed to people, on a terminal only.

use std::borrow::Cow;
use std::io::IsTerminal;

/// Whether there are colours.
#[derive(Debug, Clone, Copy)]
pub struct Paint(bool);

/// Whether an output is to have colours: a terminal, unless `NO_COLOR` is set (<https://no-color.org>).
pub fn has_colours(output: &impl IsTerminal) -> bool {
    output.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// What a text is.
#[derive(Debug, Clone, Copy)]
pub enum Tone {
    Added,
    Removed,
    Heading,
    Strong,
    Faint,
}

impl Paint {
    /// Colours where they are wanted.
    pub fn of(output: &impl IsTerminal) -> Self {
        Self(has_colours(output))
    }

    /// The text in the colour of a tone.
    pub fn of_text<'t>(self, tone: Tone, text: &'t str) -> Cow<'t, str> {
        if !self.0 {
            return Cow::Borrowed(text);
        }
        let code = match tone {
            Tone::Added => "32",
            Tone::Removed => "31",
            Tone::Heading => "1;36",
            Tone::Strong => "1",
            Tone::Faint => "2",
        };
        Cow::Owned(format!("\x1b[{code}m{text}\x1b[0m"))
    }
}
