//! Reports from many programs. What is printed on their pages comes out row by row, and is read to its end.

use std::fs;

use zhengxin::{Options, read_transcript};

use crate::corpus::{files, name, transcribe};

/// The lines of a text without white space. The notes at the end are one line, because they are printed in paragraphs.
fn lines(text: &str) -> Vec<String> {
    let packed = |line: &str| line.chars().filter(|character| !character.is_whitespace()).collect::<String>();
    let mut lines: Vec<_> = text.lines().map(packed).filter(|line| !line.is_empty()).collect();
    if let Some(notes) = lines.iter().position(|line| line == "报告说明") {
        let note = lines.split_off(notes + 1).concat();
        lines.push(note);
    }
    lines
}

#[test]
fn rows_come_out_as_they_are_printed() {
    for path in files("prints", "pdf") {
        let name = name(&path, "prints");
        let printed = lines(&fs::read_to_string(path.with_extension("txt")).expect("the printed rows"));
        let read = lines(transcribe(&path).text());
        for (index, (printed, read)) in printed.iter().zip(&read).enumerate() {
            assert_eq!(read, printed, "{name}: line {}", index + 1);
        }
        assert_eq!(read.len(), printed.len(), "{name}");
    }
}

#[test]
fn every_print_is_read_to_its_end() {
    for path in files("prints", "pdf") {
        let transcript = transcribe(&path);
        if let Err(error) = read_transcript(&transcript, &Options::default()) {
            panic!("{}: {error}", path.display());
        }
    }
}
