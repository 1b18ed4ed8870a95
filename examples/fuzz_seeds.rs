//! Writes the seeds of the fuzz targets, from the fixtures and the grammars, into `fuzz/corpus` and `fuzz/dictionaries`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use lopdf::content::Content;
use lopdf::{Document, Object};

/// Bytes of a seed: a fuzzer gets nowhere with long ones, and what repeats teaches it nothing.
const MAX_FILE: usize = 24 << 10;
const MAX_PIECE: usize = 3 << 10;

fn main() -> io::Result<()> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = repository.join("fuzz");
    let fixtures = repository.join("fixtures");
    let corpus = |target: &str| root.join("corpus").join(target);
    for target in ["file", "content", "cmap", "table", "transcript", "lenient"] {
        fs::create_dir_all(corpus(target))?;
    }
    let mut count = 0;
    let mut seed = |target: &str, bytes: &[u8]| {
        count += 1;
        fs::write(corpus(target).join(format!("seed-{count:05}")), bytes)
    };
    for path in files_below(&fixtures)? {
        let bytes = fs::read(&path)?;
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("pdf") => {
                if bytes.len() <= MAX_FILE {
                    seed("file", &bytes)?;
                }
                if let Ok(document) = Document::load_mem(&bytes) {
                    streams(&document, &mut seed)?;
                }
                if let Ok(transcript) = zhengxin::transcribe(&bytes) {
                    for piece in pieces(transcript.text()) {
                        seed("transcript", piece.as_bytes())?;
                        seed("lenient", piece.as_bytes())?;
                    }
                }
            }
            Some("txt") if path.starts_with(fixtures.join("sections")) => {
                seed("transcript", &bytes)?;
                seed("lenient", &bytes)?;
            }
            _ => {}
        }
    }
    fs::create_dir_all(root.join("dictionaries"))?;
    let mut literals = BTreeSet::new();
    for path in files_below(&repository.join("grammar"))? {
        if path.extension().is_some_and(|extension| extension == "pest") {
            // Literals of the grammars are written in double quotes.
            literals.extend(fs::read_to_string(&path)?.split('"').skip(1).step_by(2).map(str::to_owned));
        }
    }
    let mut dictionary = String::new();
    for literal in literals.iter().filter(|literal| !literal.is_empty()) {
        let escaped: String = literal.replace("\\n", "\n").bytes().map(|byte| format!("\\x{byte:02x}")).collect();
        let _ = writeln!(dictionary, "\"{escaped}\"");
    }
    fs::write(root.join("dictionaries/transcript.dict"), dictionary)?;
    println!("{count} seeds, {} literals", literals.len());
    Ok(())
}

/// The streams of a file: contents of pages, and CMaps.
fn streams(document: &Document, seed: &mut impl FnMut(&str, &[u8]) -> io::Result<()>) -> io::Result<()> {
    for page in document.page_iter().take(2) {
        let content = document.get_page_content(page);
        if Content::decode(&content).is_ok() {
            // Its beginning is enough: the rest is more of the same.
            seed("content", content.get(..content.len().min(MAX_PIECE)).unwrap_or_default())?;
        }
    }
    for object in document.objects.values() {
        let Object::Stream(stream) = object else { continue };
        if let Ok(data) = stream.get_plain_content()
            && data.windows(9).take(4 << 10).any(|window| window == b"begincmap")
        {
            let mut data = data.get(..data.len().min(MAX_PIECE)).unwrap_or_default().to_vec();
            data.extend(b"\x00\x01\x00\x02\x00\x03\x00\x04");
            seed("cmap", &data)?;
        }
    }
    Ok(())
}

/// A transcript in pieces that begin where a line does, each below the title of a report.
fn pieces(text: &str) -> Vec<String> {
    const TITLE: &str = "个人信用报告\n（授信机构版）\n";
    let mut pieces = vec![TITLE.to_owned()];
    for line in text.lines() {
        match pieces.last_mut() {
            Some(piece) if piece.len() + line.len() < MAX_PIECE => {
                piece.push_str(line);
                piece.push('\n');
            }
            _ => pieces.push(format!("{TITLE}{line}\n")),
        }
    }
    pieces
}

fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { files.extend(files_below(&path)?) } else { files.push(path) }
    }
    files.sort();
    Ok(files)
}
