//! What is wrong with a quantity, a duration or a date.

use std::fmt;
use std::ops::Range;

/// Why a text is no quantity, duration or date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureFault {
    /// Where, in bytes of the text that was parsed. Empty only for an empty text.
    pub range: Range<usize>,
    message: String,
    help: String,
}

impl MeasureFault {
    /// A fault at `range` of `text`: `wrong` follows the quoted text, as in "is not a date".
    pub(super) fn new(
        text: &str,
        range: Range<usize>,
        wrong: &str,
        help: impl Into<String>,
    ) -> Self {
        let piece: String = text.get(range.clone()).unwrap_or("").escape_debug().take(64).collect();
        Self { range, message: format!("`{piece}` {wrong}"), help: help.into() }
    }

    /// What is wrong, in a line.
    pub fn message(&self) -> String {
        self.message.clone()
    }

    /// What to do about it, in a line.
    pub fn help(&self) -> String {
        self.help.clone()
    }
}

impl fmt::Display for MeasureFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for MeasureFault {}
