//! Colours for what is printed to people, on a terminal only.
//!
//! A text goes in with its [`Tone`]. On a terminal it comes out between the escape sequences of a colour (ECMA-48,
//! SGR), elsewhere unchanged.

use std::borrow::Cow;
use std::io::IsTerminal;

/// Colours texts, or leaves them as they are.
#[derive(Debug, Clone, Copy)]
pub struct Paint(bool);

/// Whether an output is to have colours: a terminal, unless `NO_COLOR` is set (<https://no-color.org>).
pub fn has_colours(output: &impl IsTerminal) -> bool {
    output.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// What a text is; this decides its colour.
#[derive(Debug, Clone, Copy)]
pub enum Tone {
    Added,
    Removed,
    Heading,
    Strong,
    Faint,
}

impl Paint {
    /// Colours for an output, if it is to have them (see [`has_colours`]).
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
