//! A policy's verdict on a manifest.

use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::base::{Name, Position};
use crate::diag::{Notice, Quote, Severity};

use super::Waived;

/// A rule that failed on a match, or could not be decided on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's id.
    pub rule: Arc<str>,
    /// The rule's severity.
    pub severity: Severity,
    /// True if it is for information: it never counts for the exit code.
    pub audited: bool,
    /// Failed or undecided.
    pub verdict: Verdict,
    /// The sentence, one line.
    pub message: Box<str>,
    /// The object it is about; none for a rule on the whole run.
    pub object: Option<Arc<ObjectName>>,
    /// The way to the culprit within the object: `spec.containers[0].image`.
    pub path: Arc<str>,
    /// The culprit.
    pub manifest: Option<Location>,
    /// The policy's clause.
    pub policy: Arc<Location>,
    /// Who lets it pass, and why; only of failures. What has one never counts for the exit code.
    pub waiver: Option<Arc<Waived>>,
    /// Stays the same while lines move.
    pub fingerprint: Fingerprint,
    /// What else there is to say, where there is anything: of thousands of findings, most have nothing.
    pub particulars: Option<Box<Particulars>>,
}

/// What a finding may have to say beside what is wrong, and where.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Particulars {
    /// What to do.
    pub help: Vec<String>,
    /// Other places that belong to the finding.
    pub related: Vec<Related>,
    /// Why it is undecided.
    pub causes: Vec<Cause>,
    /// The rule's remedy for it, checked but not applied.
    pub fix: Option<ProposedFix>,
    /// What was judged, where that was rendered from what `manifest` points at.
    pub rendered: Option<Rendering>,
    /// The lines it shows: the manifest's, then the policy's.
    pub quotes: Vec<Quote>,
}

impl Particulars {
    /// These in a box, if there are any.
    pub fn kept(self) -> Option<Box<Self>> {
        (self != NOTHING).then(|| Box::new(self))
    }
}

/// Those of a finding that has none.
static NOTHING: Particulars = Particulars {
    help: Vec::new(),
    related: Vec::new(),
    causes: Vec::new(),
    fix: None,
    rendered: None,
    quotes: Vec::new(),
};

/// What was judged of a file that a program had to render first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendering {
    /// The program: `helm template`.
    pub by: String,
    /// The culprit in what it printed, which is called `charts/web (rendered)`.
    pub at: Location,
    /// True if where in the file that comes from is a guess.
    pub guess: bool,
}

/// What a finding says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// An obligation is false.
    Failed,
    /// None is false, and one can't be decided.
    Undecided,
}

impl Verdict {
    /// As it is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Undecided => "undecided",
        }
    }
}

/// What an object is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectName {
    /// `apps/v1`.
    pub api_version: Name,
    /// `Deployment`.
    pub kind: Name,
    /// The namespace it lands in, where that is known.
    pub namespace: Option<Box<str>>,
    /// Its name, where it has one.
    pub name: Option<Box<str>>,
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        match (&self.namespace, &self.name) {
            (Some(namespace), Some(name)) => write!(f, " {namespace}/{name}"),
            (None, Some(name)) => write!(f, " {name}"),
            (Some(namespace), None) => write!(f, " without a name in {namespace}"),
            (None, None) => f.write_str(" without a name"),
        }
    }
}

/// A stretch of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file as it is shown.
    pub file: Arc<str>,
    /// Its first character.
    pub start: Position,
    /// One past its last.
    pub end: Position,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.start.line, self.start.column)
    }
}

/// Every policy that is judged by has a source; this is for one that has none.
pub fn nowhere() -> Location {
    let start = Position { line: 1, column: 1, byte: 0 };
    Location { file: "".into(), start, end: start }
}

/// A place that belongs to a finding, and what it has to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What it says.
    pub text: String,
}

/// Why something is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The reason, a clause: `the manifest writes no namespace`.
    pub text: String,
    /// The manifest's place, where there is one.
    pub location: Option<Location>,
    /// What would settle it.
    pub help: Option<String>,
}

/// A remedy that a rule offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedFix {
    /// `fix (safe)` or `fix (unsafe)`.
    pub safe: bool,
    /// Its steps, in order.
    pub edits: Vec<ProposedEdit>,
}

/// A step of a remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedEdit {
    /// What to change: `spec.containers[0].imagePullPolicy`.
    pub path: String,
    /// Its last step, as it is written in a manifest: `imagePullPolicy`.
    pub key: String,
    /// What to put there; none removes it.
    pub to: Option<serde_json::Value>,
}

impl fmt::Display for ProposedEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.to {
            Some(serde_json::Value::String(text)) => write!(f, "write `{}: {text}`", self.key),
            Some(value) => write!(f, "write `{}: {value}`", self.key),
            None => write!(f, "remove `{}`", self.key),
        }
    }
}

/// Names a finding from one run to the next: the first 16 bytes of a SHA-256 over the rule, the
/// clause's number in it, the object, the path and which of several equal ones it is. Lines,
/// columns and wording do not enter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 16]);

/// Hexadecimal ones.
const DIGITS: [u8; 16] = *b"0123456789abcdef";

/// What most lists of facts take, in bytes.
const ROOM: usize = 256;

impl Fingerprint {
    /// The fingerprint of these facts, in this order.
    pub fn of<'a>(facts: impl IntoIterator<Item = &'a str>) -> Self {
        Self::within(&mut Vec::new(), facts)
    }

    /// The same; `room` is only room to write them in.
    pub(crate) fn within<'a>(room: &mut Vec<u8>, facts: impl IntoIterator<Item = &'a str>) -> Self {
        room.clear();
        room.reserve(ROOM);
        for fact in facts {
            // The length first, so that no two lists of facts read the same.
            room.extend_from_slice(&(fact.len() as u64).to_le_bytes());
            room.extend_from_slice(fact.as_bytes());
        }
        let mut short = [0; 16];
        for (to, from) in short.iter_mut().zip(Sha256::digest(room)) {
            *to = from;
        }
        Self(short)
    }

    /// Reads what is printed of one: 32 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if text.len() != 32 || !digits {
            return None;
        }
        Some(Self(u128::from_str_radix(text, 16).ok()?.to_be_bytes()))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digit = |of: u8| DIGITS.get(usize::from(of & 15)).copied().unwrap_or_default();
        let mut text = [0; 32];
        for (pair, byte) in text.as_chunks_mut().0.iter_mut().zip(self.0) {
            *pair = [digit(byte >> 4), digit(byte)];
        }
        f.write_str(str::from_utf8(&text).unwrap_or_default())
    }
}

impl Finding {
    /// What there is to say of it beside what is wrong, and where.
    pub fn particulars(&self) -> &Particulars {
        self.particulars.as_deref().unwrap_or(&NOTHING)
    }

    /// The printable form.
    pub fn notice(&self) -> Notice {
        Notice {
            id: self.rule.to_string(),
            severity: self.severity,
            message: self.headline(),
            quotes: self.particulars().quotes.clone(),
            help: self.advice(),
        }
    }

    /// True if nothing is known to be wrong.
    pub(super) fn is_undecided(&self) -> bool {
        self.verdict == Verdict::Undecided
    }

    /// The verdict where a format has one word for all of it: `failed`, `waived`, `undecided`.
    pub(super) fn word(&self) -> &'static str {
        if self.waiver.is_some() { "waived" } else { self.verdict.as_str() }
    }

    /// The sentence, with what keeps it from being a failure before it.
    pub(super) fn headline(&self) -> String {
        let undecided = if self.is_undecided() { "undecided: " } else { "" };
        let audited = if self.audited { "audit: " } else { "" };
        format!("{audited}{undecided}{}", self.message)
    }

    /// All that is to be said below it: who lets it pass; what the rule advises, what would settle the causes, the remedy.
    pub(super) fn advice(&self) -> Vec<String> {
        let waived = self.waiver.iter().map(|waived| waived.headline());
        waived.chain(self.remedies()).collect()
    }

    /// The same, without who lets it pass.
    pub(super) fn remedies(&self) -> Vec<String> {
        let Particulars { help, causes, fix, .. } = self.particulars();
        let mut help = help.clone();
        for cause in causes {
            help.extend(cause.help.clone());
        }
        if let Some(fix) = fix {
            let kind = if fix.safe { "" } else { ", if that is meant" };
            help.extend(fix.edits.iter().map(|edit| format!("{edit}{kind}")));
        }
        help.dedup();
        help
    }

    /// What findings are sorted by: manifest, place, rule, clause.
    pub fn order(&self) -> impl Ord + '_ {
        (&self.manifest, &self.rule, &self.policy, &self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::{Finding, Fingerprint, Particulars};

    /// Ten thousand are kept of a run.
    #[test]
    fn a_finding_is_small_and_what_says_nothing_takes_no_box() {
        assert!(size_of::<Finding>() <= 144, "{}", size_of::<Finding>());
        assert_eq!(Particulars::default().kept(), None);
        let helps = Particulars { help: vec!["so".to_owned()], ..Particulars::default() };
        assert_eq!(helps.clone().kept().as_deref(), Some(&helps));
    }

    #[test]
    fn facts_do_not_run_together() {
        assert_ne!(Fingerprint::of(["ab", "c"]), Fingerprint::of(["a", "bc"]));
        assert_eq!(Fingerprint::of(["a"]).to_string().len(), 32);
    }

    #[test]
    fn what_is_printed_reads_back_and_nothing_else_does() {
        for fact in ["a", "b", "c", "d"] {
            let print = Fingerprint::of([fact]);
            assert_eq!(Fingerprint::parse(&print.to_string()), Some(print));
        }
        let zeros = "0".repeat(32);
        assert_eq!(Fingerprint::parse(&zeros), Some(Fingerprint([0; 16])));
        for text in
            ["", "0", &"0".repeat(31), &zeros.replacen('0', "A", 1), &zeros.replacen('0', "+", 1)]
        {
            assert_eq!(Fingerprint::parse(text), None, "{text}");
        }
    }
}
