//! Writing over a file: afterwards it holds the whole new text or the whole old one.
//!
//! The text goes into a new file beside the old one, which is then renamed.

use std::fs::{self, OpenOptions, Permissions};
use std::io;
use std::path::{Path, PathBuf};

use super::page::{Compose, pour};

/// Replaces what the file at `path` holds. Its permissions stay, and a link goes on leading where it
/// leads: what is replaced is the file at its end.
///
/// # Errors
/// Of a file that may not be written, and of one that can't be, which then is as it was.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let real = fs::canonicalize(path)?;
    let permissions = fs::metadata(&real)?.permissions();
    // Renaming asks the folder alone whether it may.
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    write_beside(&real, &|page| page.write_str(text), Some(permissions))
}

/// Writes a page to the file at `path`, which may be there or not; a device or pipe is written in place, and so is
/// what the system names as open, such as `/dev/stdout`: it may be a file, and its name must stay.
///
/// # Errors
/// What hinders.
pub(super) fn write_whole(path: &Path, page: Compose<'_>) -> io::Result<()> {
    let is_open = ["/dev", "/proc"].iter().any(|system| path.starts_with(system));
    match fs::metadata(path) {
        Ok(there) if is_open || !there.is_file() => {
            pour(OpenOptions::new().append(true).open(path)?, page)
        }
        _ => write_beside(path, page, None),
    }
}

/// Writes the file at `path`, which may be there or not, and is no link that matters.
fn write_beside(
    path: &Path,
    page: Compose<'_>,
    permissions: Option<Permissions>,
) -> io::Result<()> {
    let beside = beside(path);
    let written = write_new(&beside, page, permissions);
    written.and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        // What is half written is of no use to anybody.
        let _ = fs::remove_file(&beside);
    })
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    PathBuf::from(name)
}

/// Writes a file that is new: whoever has put a link there does not choose what is written over.
fn write_new(path: &Path, page: Compose<'_>, permissions: Option<Permissions>) -> io::Result<()> {
    // Left by a run that was killed, or that link.
    let _ = fs::remove_file(path);
    let file = OpenOptions::new().write(true).create_new(true).open(path)?;
    if let Some(permissions) = permissions {
        // Before there is anything to read in it.
        file.set_permissions(permissions)?;
    }
    pour(file, page)
}
