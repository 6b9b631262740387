//! What is wrong with a path: one constructor a fault.

use std::io;
use std::path::Path;

use super::discover::is_link;
use crate::diag::{Code, Diagnostic};

/// A named path that does not exist.
pub(super) fn missing(shown: &str) -> Diagnostic {
    let help =
        if is_pattern(shown) { PATTERNS } else { "check the spelling and the working directory" };
    Diagnostic::new(Code::E0550, format!("`{shown}` does not exist")).help(help)
}

/// True for what a shell would have taken for a pattern.
pub(super) fn is_pattern(shown: &str) -> bool {
    shown.contains(['*', '?', '['])
}

const PATTERNS: &str = "patterns are the shell's to expand, and this one matches nothing: check the \
                        spelling and the working directory, or name a folder";

/// A named folder in which nothing was found.
pub fn no_manifests(shown: &str) -> Diagnostic {
    Diagnostic::new(Code::L0393, format!("no manifest was found in `{shown}`")).help(
        "manifests end in `.yaml`, `.yml` or `.json`; a file that is named itself is judged anyway",
    )
}

/// A pattern that matches nothing, in a run that has nothing else.
pub fn no_match(shown: &str) -> Diagnostic {
    Diagnostic::new(Code::L0393, format!("nothing matches `{shown}`")).help(PATTERNS)
}

/// A file or folder that cannot be opened or read. What has no `path` is no file.
pub(super) fn unreadable(shown: &str, path: Option<&Path>, error: &io::Error) -> Diagnostic {
    let reason = match error.kind() {
        io::ErrorKind::NotFound if path.is_some_and(is_link) => {
            "a symbolic link leads nowhere".to_owned()
        }
        io::ErrorKind::NotFound => "it is gone since it was found".to_owned(),
        io::ErrorKind::InvalidFilename => "its path is longer than the system takes".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => reason(error),
    };
    Diagnostic::new(Code::E0551, format!("`{shown}` cannot be read: {reason}"))
        .help("make it readable, or leave it out of what is checked")
}

/// Why something can't be read or written: the system's words in lower case, without its number.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = words.chars();
    let first = chars.next().map(|c| c.to_lowercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}", chars.as_str())
}

/// A pipe, socket or device that was named.
pub(super) fn not_a_file(shown: &str) -> Diagnostic {
    Diagnostic::new(Code::E0552, format!("`{shown}` is not a regular file"))
        .help("pipe what it holds into standard input, named `-`")
}
