//! The one error type of the policy and input phases.

use serde::Deserialize;

use crate::base::{Place, Sources};

use super::{Code, Notice};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// For information.
    Info,
    /// Worth mending; the run goes on.
    Warning,
    /// Wrong.
    Error,
}

impl Severity {
    /// As it is written in policies and printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A fault of a policy, a project file or an input, with every place involved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code; `seaworthy explain CODE` prints its page.
    pub code: Code,
    /// One sentence, lower case, no full stop, backticks round what a user wrote.
    pub message: String,
    /// Places involved, the primary one first.
    pub labels: Vec<Label>,
    /// What to do, each a sentence of its own. Lines after an advice's first are a snippet, shown as
    /// they are.
    pub help: Vec<String>,
}

/// A place that a diagnostic or finding points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is to be said of it; may be empty.
    pub text: String,
    /// True for the place that is at fault, false for one that helps to understand.
    pub primary: bool,
}

impl Diagnostic {
    /// A diagnostic without labels.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), labels: Vec::new(), help: Vec::new() }
    }

    /// Adds a place at fault.
    #[must_use]
    pub fn at(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push(Label { place, text: text.into(), primary: true });
        self
    }

    /// Adds a place that helps to understand.
    #[must_use]
    pub fn near(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push(Label { place, text: text.into(), primary: false });
        self
    }

    /// Adds a piece of advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Error, or warning for a lint: the code decides.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// The place it is sorted and grouped by: its first primary label, else its first label.
    pub fn place(&self) -> Option<Place> {
        self.labels.iter().find(|l| l.primary).or(self.labels.first()).map(|l| l.place)
    }

    /// The printable form, with the lines it points at quoted from `sources`.
    pub fn notice(&self, sources: &Sources) -> Notice {
        Notice::of_diagnostic(self, sources)
    }
}

/// Sorts by source, place and code, and drops those that say the same of the same place.
pub fn in_source_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by_key(|diagnostic| (diagnostic.place(), diagnostic.code));
    diagnostics.dedup();
    diagnostics
}
