//! How a path is shown.

use std::path::Path;

/// `path` as text. Bytes that are no UTF-8 are shown as `\xNN`, so that two names never look alike
/// unless one of them holds just that.
#[cfg(unix)]
pub fn shown(path: &Path) -> String {
    use std::fmt::Write;
    use std::os::unix::ffi::OsStrExt;

    let mut text = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string does not fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text
}

/// `path` as text; what is no text of Unicode is replaced.
#[cfg(not(unix))]
pub fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
