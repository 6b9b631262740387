//! What an entry is answered with: pieces without any style.

use crate::diag::Notice;
use crate::report::Report;
use crate::report::trace::Decided;

/// What an entry is answered with.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The pieces, in order.
    pub pieces: Vec<Piece>,
    /// True if the session is to end.
    pub quit: bool,
}

/// A piece of an answer.
#[derive(Clone, Debug)]
pub enum Piece {
    /// A line. It may hold what a manifest says: who prints it makes it harmless.
    Line(String),
    /// A page in Markdown.
    Page(String),
    /// Findings, as `check` shows them.
    Findings(Box<Report>),
    /// A rule's verdict on a match that is called so, and what it came from.
    Match(String, String, Box<Decided>),
    /// What is wrong with an entry, or worth a word.
    Notices(Vec<Notice>),
    /// Why an entry was not carried out.
    Refusal(String),
}

impl Answer {
    pub(super) fn of(pieces: Vec<Piece>) -> Self {
        Self { pieces, quit: false }
    }
}

/// Why an entry is not carried out.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    /// Something is wrong with a policy, or an input.
    Notices(Vec<Notice>),
    /// A sentence.
    Words(String),
}

impl From<Vec<Notice>> for Fault {
    fn from(notices: Vec<Notice>) -> Self {
        Self::Notices(notices)
    }
}

impl From<String> for Fault {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<&str> for Fault {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<Fault> for Piece {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Notices(notices) => Self::Notices(notices),
            Fault::Words(words) => Self::Refusal(words),
        }
    }
}

/// What an entry comes to.
pub(super) type Outcome = Result<Vec<Piece>, Fault>;

/// A line.
pub(super) fn line(text: impl Into<String>) -> Piece {
    Piece::Line(text.into())
}
