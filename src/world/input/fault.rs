//! What is wrong with a path: one constructor a fault.

use std::io;

use crate::diag::{Code, Diagnostic};

/// A named path that does not exist.
pub(super) fn missing(shown: &str) -> Diagnostic {
    Diagnostic::new(Code::E0550, format!("`{shown}` does not exist"))
        .help("check the spelling and the working directory")
}

/// A file or folder that cannot be opened or read.
pub(super) fn unreadable(shown: &str, error: &io::Error) -> Diagnostic {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "a symbolic link leads nowhere".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => first_words(&error.to_string()),
    };
    Diagnostic::new(Code::E0551, format!("`{shown}` cannot be read: {reason}"))
        .help("make it readable, or leave it out of what is checked")
}

/// The system's words, without its number.
fn first_words(text: &str) -> String {
    let words = text.split(" (os error").next().unwrap_or(text);
    let mut chars = words.chars();
    let first = chars.next().map(|c| c.to_lowercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}", chars.as_str())
}

/// A pipe, socket or device that was named.
pub(super) fn not_a_file(shown: &str) -> Diagnostic {
    Diagnostic::new(Code::E0552, format!("`{shown}` is not a regular file"))
        .help("pipe what it holds into standard input, named `-`")
}
