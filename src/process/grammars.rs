//! Loads the grammars and packs that are asked for, and sends them to the processes that read: the texts of their files, as JSON.
//! (The files in the folders may have changed since the first process read them.)
//!
//! A [`Grammar`] goes in at one end of a pipe, an equal one comes out at the other. The grammars of packs are made only when a
//! report needs them.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zhengxin::grammar::{Grammar, GrammarError, Pack, SourceFile};

/// The folder of packs, where none is given.
pub const PACKS: &str = "packs";

/// The grammars of a folder, or the built-in ones, with packs: those of these names, which may be paths; without names all of the
/// folder of packs; without that none.
pub fn load(grammar: Option<&Path>, names: &[String], packs: Option<&Path>) -> Result<Grammar, GrammarError> {
    let grammar = grammar.map_or_else(|| Ok(Grammar::default()), Grammar::load)?;
    Ok(grammar.with_packs(packs_of(names, packs)?))
}

fn packs_of(names: &[String], folder: Option<&Path>) -> Result<Vec<Pack>, GrammarError> {
    if names.is_empty() {
        return folder.map_or_else(|| Ok(Vec::new()), Pack::read_all);
    }
    let folder = folder.unwrap_or(Path::new(PACKS));
    names.iter().map(|name| Pack::read(&pack_folder(folder, name))).collect()
}

/// The folder of a pack: the one of this name in the folder of packs, or the one at this path.
pub fn pack_folder(packs: &Path, name: &str) -> PathBuf {
    if Path::new(name).components().count() > 1 { PathBuf::from(name) } else { packs.join(name) }
}

#[derive(Serialize, Deserialize)]
struct Sent {
    /// The files of the grammars; `None` for the built-in ones.
    files: Option<Vec<SourceFile>>,
    packs: Vec<SentPack>,
}

#[derive(Serialize, Deserialize)]
struct SentPack {
    name: String,
    files: Vec<SourceFile>,
}

/// The grammars as JSON; `None` if they are the built-in ones, without packs.
pub fn to_json(grammar: &Grammar) -> serde_json::Result<Option<Vec<u8>>> {
    if grammar.is_built_in() && grammar.packs().is_empty() {
        return Ok(None);
    }
    let pack = |pack: &Pack| SentPack { name: pack.name().to_owned(), files: pack.files().to_vec() };
    let files = (!grammar.is_built_in()).then(|| grammar.files().to_vec());
    serde_json::to_vec(&Sent { files, packs: grammar.packs().iter().map(pack).collect() }).map(Some)
}

/// The grammars that [`to_json`] wrote.
///
/// # Errors
/// Bytes that it did not write.
pub fn of_json(json: &[u8]) -> io::Result<Grammar> {
    let Sent { files, packs } = serde_json::from_slice(json)?;
    let grammar = files.map_or_else(|| Ok(Grammar::default()), Grammar::of_files).map_err(io::Error::other)?;
    Ok(grammar.with_packs(packs.into_iter().map(|pack| Pack::new(pack.name, pack.files)).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_are_received_as_sent() {
        let file = SourceFile { name: "ours.pest".into(), text: "open_end__ours = _{ \"永久\" }\n".into() };
        let grammar = Grammar::default().with_packs(vec![Pack::new("ours", vec![file.clone()])]);
        let json = to_json(&grammar).expect("JSON").expect("a pack");
        let received = of_json(&json).expect("grammars");
        assert!(received.is_built_in());
        assert_eq!((received.packs()[0].name(), received.packs()[0].files()), ("ours", &[file][..]));
        assert!(to_json(&Grammar::default()).expect("JSON").is_none());
    }
}
