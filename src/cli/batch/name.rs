//! The names of files, which tell one file of a batch from another.
//!
//! A path goes in, a [`Name`] comes out, and [`Seen`] says whether it was there before. `./a//b.pdf` and `a/b.pdf` are
//! one name. `a.pdf` and `/home/me/a.pdf` are two names, because paths are not resolved on the disk.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A path as it was given or found, without what makes no difference (`./`, doubled slashes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(PathBuf);

/// A name in a line of the output.
#[derive(Debug, Serialize, Deserialize)]
pub struct Shown {
    /// The path; bytes in it that are not valid text are shown as `U+FFFD`.
    pub file: String,
    /// The bytes of the path in hexadecimal digits, if the path is not valid text. Without them two such paths could
    /// look the same.
    #[serde(rename = "fileHex", default, skip_serializing_if = "Option::is_none")]
    pub hex: Option<String>,
}

impl Name {
    /// The name of a path.
    pub fn new(path: &Path) -> Self {
        Self(path.components().filter(|component| *component != Component::CurDir).collect())
    }

    /// The path, to be opened.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The bytes of the path.
    #[cfg(unix)]
    pub fn bytes(&self) -> &[u8] {
        std::os::unix::ffi::OsStrExt::as_bytes(self.0.as_os_str())
    }

    /// The bytes of the path.
    #[cfg(not(unix))]
    pub fn bytes(&self) -> &[u8] {
        self.0.as_os_str().as_encoded_bytes()
    }

    /// The name of these bytes.
    #[cfg(unix)]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(PathBuf::from(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes)))
    }

    /// The name of these bytes.
    #[cfg(not(unix))]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(PathBuf::from(String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// The name as the output has it.
    pub fn shown(&self) -> Shown {
        let hex = || self.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        Shown { file: self.0.to_string_lossy().into_owned(), hex: self.0.to_str().is_none().then(hex) }
    }
}

impl Shown {
    /// The name that is shown in this way; `None` if `hex` has something else than hexadecimal digits.
    pub fn name(self) -> Option<Name> {
        let Some(hex) = self.hex else { return Some(Name(self.file.into())) };
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        hex.as_bytes().chunks(2).map(byte).collect::<Option<_>>().map(Name::from_bytes)
    }
}

/// The names that were seen, 16 bytes each: two hashes whose keys are drawn at random for each run. So nobody can
/// choose two names that count as one. Among a million names the chance that two of them count as one is one in 10²⁶.
#[derive(Default)]
pub struct Seen {
    keys: [RandomState; 2],
    names: HashSet<u128, BuildHasherDefault<Hashed>>,
}

impl Seen {
    /// Adds a name; returns whether it is new.
    pub fn insert(&mut self, name: &Name) -> bool {
        let [first, second] = self.keys.each_ref().map(|key| u128::from(key.hash_one(name.bytes())));
        self.names.insert(first << 64 | second)
    }
}

/// A hasher for values that are hashes already, so it only folds their bytes into 64 bits.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = self.0.rotate_left(8) ^ u64::from(byte));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_has_one_name() {
        assert_eq!(Name::new(Path::new("./a//b/./c.pdf")), Name::new(Path::new("a/b/c.pdf")));
        assert_ne!(Name::new(Path::new("/a.pdf")), Name::new(Path::new("a.pdf")));
    }

    #[test]
    fn a_name_is_new_once() {
        let mut seen = Seen::default();
        let names = || (0..1000).map(|number| Name(format!("{number}.pdf").into()));
        assert!(names().all(|name| seen.insert(&name)));
        assert!(!names().any(|name| seen.insert(&name)));
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_no_text_is_kept() {
        let names = [b"\xff.pdf".to_vec(), b"\xfe.pdf".to_vec()].map(Name::from_bytes);
        assert_eq!(names[0].shown().file, names[1].shown().file);
        for name in names {
            assert_eq!(name.shown().name(), Some(name));
        }
        assert_eq!(Shown { file: String::new(), hex: Some("xy".into()) }.name(), None);
    }
}
