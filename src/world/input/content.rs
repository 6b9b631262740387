//! A file's bytes.

use std::fs::File;
use std::io::{self, Read};

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
            let size = usize::try_from(about.len()).unwrap_or(limit).min(limit);
            bytes.reserve_exact(size.saturating_add(1));
            let file = File::open(path).map_err(unreadable)?;
            file.take(most).read_to_end(&mut bytes).map_err(unreadable)?;
        }
    }
    Ok(bytes)
}
