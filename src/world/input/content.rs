//! A file's bytes.
//!
//! Whatever a path led to a moment ago, it may lead elsewhere now. So a file is opened in a way that
//! does not wait for a pipe's other end, and what is open is looked at once more before it is read. A path
//! that nobody has looked at yet is looked at before: opening some devices does something. What a walk has found to
//! be a file is not looked at twice: what took its place since then is opened, and refused.

use std::fs::{File, Metadata};
use std::io::{self, Read};
#[cfg(unix)]
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
#[cfg(unix)]
use std::path::PathBuf;

#[cfg(unix)]
use rustix::fs::{Mode, OFlags};

use super::fault;
use super::found::{Input, Origin};
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
pub fn contents(input: &Input, limit: usize, folder: &mut Folder) -> Result<Vec<u8>, Diagnostic> {
    match &input.origin {
        Origin::Stdin => {
            let mut bytes = Vec::new();
            let read = io::stdin().lock().take(one_more(limit)).read_to_end(&mut bytes);
            read.map(|_| bytes).map_err(|error| fault::unreadable(input.shown(), None, &error))
        }
        // When it was found, it was a file.
        Origin::File(path) => {
            let file = folder.open(path).map_err(Unread::Failed);
            let read = file.and_then(looked_at).and_then(|open| all_of(open, limit));
            read.map_err(|why| match why {
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
fn all_of((file, about): (File, Metadata), limit: usize) -> Result<Vec<u8>, Unread> {
    let size = usize::try_from(about.len()).unwrap_or(limit).min(limit);
    // What fills one byte more than it had has grown.
    let mut bytes = Vec::with_capacity(size.saturating_add(1));
    while bytes.len() <= size {
        let more = read_on(&file, &mut bytes).map_err(Unread::Failed)?;
        if more == 0 || bytes.len() == size {
            return Ok(bytes);
        }
    }
    let left = one_more(limit).saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    file.take(left).read_to_end(&mut bytes).map_err(Unread::Failed)?;
    bytes.truncate(limit.saturating_add(1));
    Ok(bytes)
}

/// Reads what there is, and room for.
#[cfg(unix)]
fn read_on(file: &File, bytes: &mut Vec<u8>) -> io::Result<usize> {
    let read = || rustix::io::read(file, rustix::buffer::spare_capacity(bytes));
    Ok(rustix::io::retry_on_intr(read)?)
}

/// The same; all of it.
#[cfg(not(unix))]
fn read_on(file: &File, bytes: &mut Vec<u8>) -> io::Result<usize> {
    let room = u64::try_from(bytes.capacity() - bytes.len()).unwrap_or(u64::MAX);
    file.take(room).read_to_end(bytes)
}

/// The regular file at `path`, opened, and what is known of it.
///
/// # Errors
/// What cannot be opened, or is no regular file.
pub(super) fn regular(path: &Path) -> Result<(File, Metadata), Unread> {
    if !std::fs::metadata(path).map_err(Unread::Failed)?.is_file() {
        return Err(Unread::NotAFile);
    }
    open(path).map_err(Unread::Failed).and_then(looked_at)
}

/// A file that is open, and what is known of it; it must be a regular one.
fn looked_at(file: File) -> Result<(File, Metadata), Unread> {
    let about = file.metadata().map_err(Unread::Failed)?;
    if !about.is_file() {
        return Err(Unread::NotAFile);
    }
    Ok((file, about))
}

fn one_more(limit: usize) -> u64 {
    u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1)
}

/// Opens a file for reading without waiting for anybody: with `O_NONBLOCK`, opening a pipe that nobody
/// writes to ends at once, and so does reading a file of the kernel's that has nothing to say yet.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    open_in(rustix::fs::CWD, path, OFlags::NONBLOCK).map(File::from)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Opens what is at a path that begins in this folder.
#[cfg(unix)]
fn open_in(folder: impl AsFd, path: &Path, how: OFlags) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | how;
    let open = || rustix::fs::openat(folder.as_fd(), path, flags, Mode::empty());
    Ok(rustix::io::retry_on_intr(open)?)
}

/// The folder that a file was opened in last. Whoever opens many files one after the other has the system
/// look for their folder once; it is not to outlive a run, since another may stand at its path then.
#[derive(Debug, Default)]
pub struct Folder {
    #[cfg(unix)]
    path: Option<PathBuf>,
    #[cfg(unix)]
    open: Option<OwnedFd>,
}

impl Folder {
    /// Opens the file at `path` as [`open`] does.
    fn open(&mut self, path: &Path) -> io::Result<File> {
        match self.file_in(path) {
            Some(file) => Ok(file),
            None => open(path),
        }
    }

    /// The file at `path`, opened in its folder, if it is not the first there. Whatever is wrong with it is
    /// told by who opens it by its path.
    #[cfg(unix)]
    fn file_in(&mut self, path: &Path) -> Option<File> {
        let (folder, name) = (path.parent()?, path.file_name()?);
        if self.path.as_deref().map(Path::as_os_str) != Some(folder.as_os_str()) {
            (self.path, self.open) = (Some(folder.to_owned()), None);
            return None;
        }
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let open = match self.open.take() {
            Some(open) => open,
            None => open_in(rustix::fs::CWD, folder, OFlags::DIRECTORY).ok()?,
        };
        let file = open_in(&open, Path::new(name), OFlags::NONBLOCK);
        self.open = Some(open);
        file.ok().map(File::from)
    }

    #[cfg(not(unix))]
    fn file_in(&mut self, _: &Path) -> Option<File> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each file of a folder is opened, the second and all others through the folder, and what is wrong with
    /// one is told as ever.
    #[test]
    fn a_folder_that_was_met_leads_to_its_files() {
        let place = tempfile::tempdir().unwrap();
        let (one, two) = (place.path().join("one"), place.path().join("two"));
        for (at, folder) in [&one, &two].into_iter().enumerate() {
            std::fs::create_dir(folder).unwrap();
            for name in ["a", "b", "c"] {
                std::fs::write(folder.join(name), format!("{at}{name}")).unwrap();
            }
        }
        let mut folder = Folder::default();
        let mut text = |path: &Path| {
            let mut text = String::new();
            folder.open(path)?.read_to_string(&mut text).map(|_| text)
        };
        for name in ["a", "b", "c", "a"] {
            assert_eq!(text(&one.join(name)).unwrap(), format!("0{name}"));
        }
        for name in ["c", "a", "a"] {
            assert_eq!(text(&two.join(name)).unwrap(), format!("1{name}"));
        }
        assert_eq!(text(&two.join("d")).unwrap_err().kind(), io::ErrorKind::NotFound);
        std::fs::write(two.join("d"), "1d").unwrap();
        assert_eq!(text(&two.join("d")).unwrap(), "1d");
        // The folder was moved, and another stands in its place, without it.
        std::fs::rename(&two, place.path().join("three")).unwrap();
        assert_eq!(text(&two.join("a")).unwrap(), "1a", "it is the folder that was met");
        assert_eq!(text(&place.path().join("three/b")).unwrap(), "1b");
        assert_eq!(text(&two.join("a")).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

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
