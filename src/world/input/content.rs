//! A file's bytes.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::discover::{Input, Origin};
use super::fault;
use crate::diag::Diagnostic;

/// The bytes of `input`: at most one more than `limit`, so that the manifest reader sees that there
/// are too many without their being in memory.
///
/// # Errors
/// What cannot be opened or read, or has turned into a pipe or device since it was found.
pub fn contents(input: &Input, limit: usize) -> Result<Vec<u8>, Diagnostic> {
    let unreadable = |error: io::Error| fault::unreadable(&input.shown, &error);
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    match &input.origin {
        Origin::Stdin => {
            io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(unreadable)?;
        }
        Origin::File(path) => {
            // Opening a pipe would wait for its other end.
            let about = std::fs::metadata(path).map_err(unreadable)?;
            if !about.is_file() {
                return Err(fault::not_a_file(&input.shown));
            }
            return bytes_of(path, limit).map_err(unreadable);
        }
    }
    Ok(bytes)
}

/// The bytes of the file at `path`, whatever it is: at most one more than `limit`.
///
/// # Errors
/// What cannot be opened or read.
pub fn bytes_of(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let file = File::open(path)?;
    let size = file.metadata().map_or(0, |about| about.len()).min(most - 1);
    let mut bytes = Vec::new();
    bytes.reserve_exact(usize::try_from(size).unwrap_or(limit).saturating_add(1));
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
