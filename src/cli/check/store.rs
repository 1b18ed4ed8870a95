//! Stores a file as a whole or not at all: it is written under another name, and renamed when it is on the disk.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::process;

/// Stores bytes at `path`, in place of the file that is there. Whatever happens meanwhile, either the old file or the
/// new one is there, and it is whole.
pub fn store(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut temporary = std::ffi::OsString::from(".");
    temporary.push(name);
    temporary.push(format!(".{}.tmp", process::id()));
    let temporary = path.with_file_name(temporary);
    let file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
    let outcome = write(file, bytes, path).and_then(|()| fs::rename(&temporary, path));
    if outcome.is_err() {
        // The temporary file is of no use now. If it cannot be removed, the first error is still the one that counts.
        let _ = fs::remove_file(&temporary);
    }
    outcome
}

/// Writes to the disk what is to stand at `path`, with the permissions of the file that is there, if there is one.
fn write(mut file: File, bytes: &[u8], path: &Path) -> io::Result<()> {
    if let Ok(replaced) = fs::metadata(path) {
        file.set_permissions(replaced.permissions())?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_or_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.json");
        store(&path, b"one").expect("it is stored");
        store(&path, b"two").expect("it is stored");
        assert_eq!(fs::read(&path).expect("a file"), b"two");
        // A folder stands where the file would go.
        let taken = folder.path().join("b.json");
        fs::create_dir_all(taken.join("full")).expect("a folder");
        assert!(store(&taken, b"three").is_err());
        let names = fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(names, 2, "nothing is left over");
    }
}
