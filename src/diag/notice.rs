//! A diagnostic or finding that owns the lines it shows.
//!
//! Quoting happens once, while the sources are at hand; a notice can then be kept, sorted,
//! sent to another thread and rendered in any format. What must never be shown (a Secret's data)
//! is masked here, so no renderer can leak it.

use crate::base::{Position, Sources};

use super::{Diagnostic, Severity};

/// Everything that is printed of one diagnostic or finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// `E0203`, or a rule's id.
    pub id: String,
    /// How bad it is.
    pub severity: Severity,
    /// The sentence.
    pub message: String,
    /// One per file involved; the file of the first primary label first.
    pub quotes: Vec<Quote>,
    /// What to do.
    pub help: Vec<String>,
}

/// The lines of one file that a notice points into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The file's name as it is shown.
    pub file: String,
    /// The lines, in order, possibly with gaps.
    pub lines: Vec<QuotedLine>,
    /// The labels within them, in the order given.
    pub labels: Vec<QuotedLabel>,
}

/// One line, or the part of it that is kept, without its line end.
///
/// Its characters stand one for one for those of the file (a masked one is a `•`), so a label is
/// found in it by column: the character at [`Position::column`] `c` is the `c - column`-th of
/// `text`. Bytes agree with the file's only up to the first masked character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotedLine {
    /// Its number, from 1.
    pub number: u32,
    /// The byte offset in the file of the first character of `text`.
    pub byte: u32,
    /// The column of the first character of `text`: 1, unless the line's beginning was cut off.
    pub column: u32,
    /// The text; masked where it must not be shown, cut where it is very long. Otherwise as the
    /// file has it: who prints it makes it [`printable`](super::printable).
    pub text: String,
    /// True if the line's end was cut off.
    pub cut: bool,
}

/// A label with its place resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotedLabel {
    /// First character.
    pub start: Position,
    /// One past the last.
    pub end: Position,
    /// What is said of it.
    pub text: String,
    /// At fault, or merely involved.
    pub primary: bool,
}

impl Notice {
    /// Quotes what `diagnostic` points at.
    pub fn of_diagnostic(diagnostic: &Diagnostic, sources: &Sources) -> Self {
        Self {
            id: diagnostic.code.as_str().to_owned(),
            severity: diagnostic.severity(),
            message: diagnostic.message.clone(),
            quotes: Quote::of_labels(&diagnostic.labels, sources),
            help: diagnostic.help.clone(),
        }
    }

    /// The place that it is about, if it is about one: the first label at fault, else the first.
    pub fn place(&self) -> Option<(&Quote, &QuotedLabel)> {
        let quote = self.quotes.first()?;
        let lead = quote.labels.iter().find(|label| label.primary);
        Some((quote, lead.or(quote.labels.first())?))
    }
}

impl QuotedLabel {
    /// The last line that it covers a character of. (A label that includes a line's end stops at
    /// the first column of the next.)
    pub fn last_line(&self) -> u32 {
        let ends_before = self.end.column == 1 && self.end.line > self.start.line;
        self.end.line - u32::from(ends_before)
    }
}
