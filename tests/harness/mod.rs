//! What the areas share: running the program, and expected output that stands in files.

mod console;
mod errors;
mod run;
mod watching;

pub(crate) use console::{fenced, replay};
pub(crate) use errors::{expect_errors, folder};
pub(crate) use run::{Ran, folder_of, report, seaworthy, seaworthy_in};
pub(crate) use watching::Watching;

use std::fs;
use std::path::{Path, PathBuf};

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of data that is too large for the repository, if this machine has it.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("SEAWORTHY_SHARED")
        .map_or_else(|| root().join("../shared"), PathBuf::from);
    let path = folder.join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

/// What real projects ship, unpacked, if this machine has it.
pub(crate) fn real_corpus() -> Option<tempfile::TempDir> {
    let archive = shared("corpus/real.tar.xz")?;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut tar = std::process::Command::new("tar");
    let tar = tar.arg("xJf").arg(&archive).arg("-C").arg(folder.path()).status();
    if tar.is_ok_and(|status| status.success()) {
        return Some(folder);
    }
    eprintln!("skipped: tar can't unpack {}", archive.display());
    None
}

/// True if expected output is to be written anew rather than compared.
pub(crate) fn bless() -> bool {
    std::env::var_os("SEAWORTHY_BLESS").is_some_and(|value| value == "1")
}

/// Compares a file of the repository with what it should be, or writes it.
pub(crate) fn expect_file(path: &str, actual: &str) {
    let file = root().join(path);
    if bless() {
        fs::write(&file, actual).unwrap();
        return;
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    if let Some((number, (old, new))) =
        (1..).zip(padded(&expected, actual)).find(|(_, (old, new))| old != new)
    {
        panic!(
            "{path} is not what the program prints, from line {number} on:\n- {old}\n+ {new}\n\n\
             all of it:\n{actual}\nSEAWORTHY_BLESS=1 writes it anew"
        );
    }
}

/// The lines of both, side by side, as far as the longer one goes.
fn padded<'t>(old: &'t str, new: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
    let count = old.split('\n').count().max(new.split('\n').count());
    let fill = |text: &'t str| text.split('\n').chain(std::iter::repeat("‹end of file›"));
    fill(old).zip(fill(new)).take(count)
}
