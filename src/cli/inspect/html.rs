//! Puts the HTML page together into one file: the title, style, script and data go into their places in
//! `page/page.html`.
//!
//! The data have texts of a report, and whoever made the report may have written HTML into it. So titles and data are
//! escaped, and a content security policy lets the page run nothing but its own script.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::process::json::{self, Form};

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = concat!(
    "\"use strict\";\n",
    include_str!("page/model.js"),
    include_str!("page/sheets.js"),
    include_str!("page/fields.js"),
    include_str!("page/issues.js"),
    include_str!("page/grids.js"),
    include_str!("page/search.js"),
    include_str!("page/main.js"),
);

/// Writes the HTML page that shows the data.
pub fn write(output: &mut impl Write, title: &str, data: &impl Serialize) -> io::Result<()> {
    // A name between double braces is a place to be filled. Everything else is written as it is.
    for (index, part) in PAGE.split("{{").enumerate() {
        let Some((place, rest)) = part.split_once("}}").filter(|_| index > 0) else {
            output.write_all(part.as_bytes())?;
            continue;
        };
        match place {
            "policy" => output.write_all(policy().as_bytes())?,
            "title" => output.write_all(text(title).as_bytes())?,
            "style" => output.write_all(STYLE.as_bytes())?,
            "script" => output.write_all(SCRIPT.as_bytes())?,
            _ => output.write_all(json(data)?.as_bytes())?,
        }
        output.write_all(rest.as_bytes())?;
    }
    output.flush()
}

/// The content security policy of the page. The page may run its one script and use its one style, which are named by
/// their hashes; it may load nothing and send nothing.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    )
}

/// A text, escaped so that it stands in HTML as text.
fn text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// JSON for a `script` element, escaped so that it can neither end the element nor begin a comment. The escaped
/// characters occur only inside of its strings, where an escape has the same meaning as the character.
fn json(data: &impl Serialize) -> io::Result<String> {
    let json = json::bytes(data, Form::Compact)?;
    let json = String::from_utf8(json).map_err(io::Error::other)?;
    Ok(json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_taken_for_html() {
        let hostile = "</script><img src=x onerror=alert(1)><!-- {{script}} & \u{2028}";
        let mut page = Vec::new();
        write(&mut page, hostile, &[hostile]).expect("memory");
        let page = String::from_utf8(page).expect("UTF-8");
        assert!(!page.contains("<img") && !page.contains("<!-- "));
        assert_eq!(page.matches("</script>").count(), 2, "the data and the script");
        let data = page.split("type=\"application/json\">").nth(1).and_then(|rest| rest.split("</script>").next());
        let data: Vec<String> = serde_json::from_str(data.expect("the data")).expect("JSON");
        assert_eq!(data, [hostile]);
    }
}
