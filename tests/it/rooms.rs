//! The rooms of the source are those that ARCHITECTURE.md lists, and each uses only those that the list allows it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The rooms in the order of ARCHITECTURE.md, each with those that it may use.
fn rooms() -> Vec<(String, BTreeSet<String>)> {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let section = page.split("\n## ").find(|section| section.starts_with("Rooms\n")).expect("a section of rooms");
    let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let room = names(cells.get(1)?).into_iter().next()?;
        Some((room, names(cells[2]).into_iter().collect()))
    };
    section.lines().filter(|line| line.starts_with("| `")).filter_map(row).collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files(&path, found),
            false if path.extension().is_some_and(|extension| extension == "rs") => found.push(path),
            false => {}
        }
    }
}

/// The code of a file, without comments and unit tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a source file");
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().map(|line| line.split("//").next().unwrap_or_default().to_owned() + "\n").collect()
}

/// The name behind each place at which a word stands in the code.
fn behind<'c>(code: &'c str, word: &str) -> impl Iterator<Item = &'c str> {
    code.match_indices(word).map(move |(at, _)| {
        let rest = &code[at + word.len()..];
        let end = rest.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

#[test]
fn every_folder_is_a_room_and_nothing_else_is_at_the_root() {
    let listed: BTreeSet<String> = rooms().into_iter().map(|(room, _)| room).collect();
    let entries = fs::read_dir(root().join("src")).expect("src").map(|entry| entry.expect("an entry"));
    let (folders, loose): (Vec<_>, Vec<_>) = entries.partition(|entry| entry.path().is_dir());
    let names = |entries: Vec<fs::DirEntry>| -> BTreeSet<String> {
        entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    };
    assert_eq!(names(folders), listed);
    assert_eq!(names(loose), BTreeSet::from(["lib.rs".to_owned(), "main.rs".to_owned()]));
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let mut above = BTreeSet::new();
    for (room, uses) in rooms() {
        assert!(uses.is_subset(&above), "`{room}` uses a room that is not above it: {:?}", &uses - &above);
        above.insert(room);
    }
}

#[test]
fn every_use_of_a_room_by_another_one_is_on_the_page_and_every_one_on_the_page_is_made() {
    let rooms: BTreeMap<String, BTreeSet<String>> = rooms().into_iter().collect();
    let mut made: BTreeMap<&str, BTreeSet<String>> =
        rooms.keys().map(|room| (room.as_str(), BTreeSet::new())).collect();
    let mut wrong = Vec::new();
    for (room, uses) in &rooms {
        let mut found = Vec::new();
        files(&root().join("src").join(room), &mut found);
        let is_test = |path: &PathBuf| {
            path.iter().any(|part| part == "tests") || path.ends_with("tests.rs") || path.ends_with("testing.rs")
        };
        for path in found.into_iter().filter(|path| !is_test(path)) {
            let code = code(&path);
            let inside = path.strip_prefix(root().join("src")).expect("a path in src").with_extension("");
            let depth = inside.iter().filter(|part| *part != "mod").count();
            let out = "super::".repeat(depth);
            let outside = behind(&code, &out).map(|name| (out.as_str(), name));
            for (start, name) in behind(&code, "crate::").map(|name| ("crate::", name)).chain(outside) {
                // `pub(in crate::room)` and the like name the room itself.
                if name == room {
                    continue;
                }
                made.entry(room).or_default().insert(name.to_owned());
                if !uses.contains(name) {
                    wrong.push(format!("{}: {start}{name}, which `{room}` does not use", inside.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (room, uses) in &rooms {
        assert_eq!(uses, &made[room.as_str()], "what `{room}` uses");
    }
}
