//! A file's bytes.
//!
//! Whatever a path led to a moment ago, it may lead elsewhere now. So a file is opened in a way that
//! does not wait for a pipe's other end, and what is open is looked at once more before it is read. A path
//! that nobody has looked at yet is looked at before: opening some devices does something. What a walk has found to
//! be a file is not looked at twice: what took its place since then is opened, and refused.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use super::discover::{Input, Origin};
use super::fault;
use crate::diag::Diagnostic;

/// Why a file has no bytes to give.
#[derive(Debug)]
pub enum Unread {
    /// It is a pipe, a socket, a device or a folder.
    NotAFile,
    /// It cannot be opened or read.
    Failed(io::Error),
}

/// The bytes of `input`: at most one more than `limit`, so that the manifest reader sees that there
/// are too many without their being in memory.
///
/// # Errors
/// What cannot be opened or read, or has turned into a pipe or device since it was found.
pub fn contents(input: &Input, limit: usize) -> Result<Vec<u8>, Diagnostic> {
    match &input.origin {
        Origin::Stdin => {
            let mut bytes = Vec::new();
            let read = io::stdin().lock().take(one_more(limit)).read_to_end(&mut bytes);
            read.map(|_| bytes).map_err(|error| fault::unreadable(input.shown(), None, &error))
        }
        // When it was found, it was a file.
        Origin::File(path) => {
            opened(path).and_then(|open| all_of(open, limit)).map_err(|why| match why {
                Unread::NotAFile => fault::not_a_file(input.shown()),
                Unread::Failed(error) => fault::unreadable(input.shown(), Some(path), &error),
            })
        }
    }
}

/// The bytes of the regular file at `path`: at most one more than `limit`.
///
/// # Errors
/// What cannot be opened or read, or is no regular file: that is never waited for.
pub fn read_file(path: &Path, limit: usize) -> Result<Vec<u8>, Unread> {
    all_of(regular(path)?, limit)
}

/// What a regular file holds, in one read where it has not changed since it was looked at.
fn all_of((mut file, about): (File, Metadata), limit: usize) -> Result<Vec<u8>, Unread> {
    let size = usize::try_from(about.len()).unwrap_or(limit).min(limit);
    // What fills one byte more than it had has grown.
    let mut bytes = vec![0; size.saturating_add(1)];
    let mut read = 0;
    while let Some(room) = bytes.get_mut(read..).filter(|room| !room.is_empty()) {
        match file.read(room) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Unread::Failed(error)),
        }
        if read == size {
            break;
        }
    }
    let grown = read == bytes.len();
    bytes.truncate(read);
    if grown {
        let left = one_more(limit).saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
        file.take(left).read_to_end(&mut bytes).map_err(Unread::Failed)?;
    }
    Ok(bytes)
}

/// The regular file at `path`, opened, and what is known of it.
///
/// # Errors
/// What cannot be opened, or is no regular file.
pub(super) fn regular(path: &Path) -> Result<(File, Metadata), Unread> {
    if !std::fs::metadata(path).map_err(Unread::Failed)?.is_file() {
        return Err(Unread::NotAFile);
    }
    opened(path)
}

/// The same, at a path that has led to a regular file.
fn opened(path: &Path) -> Result<(File, Metadata), Unread> {
    let file = open(path).map_err(Unread::Failed)?;
    let about = file.metadata().map_err(Unread::Failed)?;
    if !about.is_file() {
        return Err(Unread::NotAFile);
    }
    Ok((file, about))
}

fn one_more(limit: usize) -> u64 {
    u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1)
}

/// Opens a file for reading without waiting for anybody.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, NONBLOCK);
    options.open(path)
}

/// `O_NONBLOCK`, which std has no name for, on the systems that we build for: with it, opening a pipe
/// that nobody writes to ends at once, and so does reading a file of the kernel's that has nothing
/// to say yet.
#[cfg(unix)]
const NONBLOCK: i32 = if cfg!(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")
)) {
    0o4000
} else if cfg!(target_vendor = "apple") {
    0x4
} else {
    0
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_to_its_end_and_one_byte_past_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        for size in [0, 1, 7, 8, 9, 10, 100_000] {
            let text = vec![b'x'; size];
            std::fs::write(&path, &text).unwrap();
            for limit in [0, 1, 8, 9, 1_000_000] {
                let read = read_file(&path, limit).unwrap();
                assert_eq!(read.len(), size.min(limit + 1), "{size} of {limit}");
            }
        }
    }

    /// The kernel's own files have no size before they are read.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_that_tells_no_size_is_read() {
        let path = Path::new("/proc/self/status");
        assert!(read_file(path, 1_000_000).unwrap().starts_with(b"Name:"));
        assert_eq!(read_file(path, 3).unwrap(), b"Name");
    }
}
