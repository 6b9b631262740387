//! Writing over a file: afterwards it holds the whole new text or the whole old one.
//!
//! The text goes into a new file beside the old one, which is then renamed.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

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
    write_beside(&real, |file| file.write_all(text.as_bytes()), Some(permissions))
}

/// Writes the file at `path`, which may be there or not; a device or pipe is written in place, and so is
/// what the system names as open, such as `/dev/stdout`: it may be a file, and its name must stay.
///
/// # Errors
/// What hinders.
pub(super) fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    write_by(path, |file| file.write_all(text.as_bytes()))
}

/// The same, of what `put` writes.
///
/// # Errors
/// What hinders, `put`'s own errors among it.
pub(super) fn write_by(
    path: &Path,
    put: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let is_open = ["/dev", "/proc"].iter().any(|system| path.starts_with(system));
    match fs::metadata(path) {
        Ok(there) if is_open || !there.is_file() => {
            put(&mut OpenOptions::new().append(true).open(path)?)
        }
        _ => write_beside(path, put, None),
    }
}

/// Writes the file at `path`, which may be there or not, and is no link that matters.
fn write_beside(
    path: &Path,
    put: impl FnOnce(&mut File) -> io::Result<()>,
    permissions: Option<Permissions>,
) -> io::Result<()> {
    let beside = beside(path);
    let written = write_new(&beside, put, permissions);
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
fn write_new(
    path: &Path,
    put: impl FnOnce(&mut File) -> io::Result<()>,
    permissions: Option<Permissions>,
) -> io::Result<()> {
    // Left by a run that was killed, or that link.
    let _ = fs::remove_file(path);
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    if let Some(permissions) = permissions {
        // Before there is anything to read in it.
        file.set_permissions(permissions)?;
    }
    put(&mut file)
}
