//! Regular expressions.

use std::sync::OnceLock;

use regex::{Captures, Error, Regex, RegexBuilder};
use regex_syntax::hir::{Hir, HirKind};

use super::form::{FormFault, LONGEST_REGEX};

/// Largest compiled size of a regular expression, in bytes.
const REGEX_SIZE: usize = 1 << 20;

/// A regular expression, which is looked for in texts, and matches whole ones.
#[derive(Clone, Debug)]
pub struct Pattern {
    anywhere: Regex,
    /// The same, anchored: compiled when a whole text is to match.
    whole: OnceLock<Regex>,
    /// How many letters, classes and places it has, repetitions written out.
    pub weight: usize,
}

impl Pattern {
    /// Compiles a regular expression; no larger than a bound.
    ///
    /// # Errors
    /// What is wrong with it, and what to do about it.
    pub fn compile(text: &str) -> Result<Self, FormFault> {
        if text.len() > LONGEST_REGEX {
            let message = format!("this regular expression has more bytes than {LONGEST_REGEX}");
            return Err((message, "split it into several".to_owned()));
        }
        let bounded =
            RegexBuilder::new(text).size_limit(REGEX_SIZE).dfa_size_limit(REGEX_SIZE).build();
        let anywhere = bounded.map_err(|error| match error {
            Error::CompiledTooBig(_) => (
                "this regular expression is too large".to_owned(),
                "repeat less: `{1000}` within `{1000}` is a million".to_owned(),
            ),
            other => (
                format!("`{text}` is not a regular expression"),
                other.to_string().lines().last().unwrap_or("").trim_start_matches("error: ").into(),
            ),
        })?;
        let weight = regex_syntax::parse(text).map_or(text.len(), |hir| weight(&hir));
        Ok(Self { anywhere, whole: OnceLock::new(), weight })
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        self.anywhere.as_str()
    }

    /// True if it matches all of a text.
    pub fn matches(&self, text: &str) -> bool {
        let whole = self.whole.get_or_init(|| {
            let anchored = RegexBuilder::new(&format!("^(?:{})$", self.as_str()))
                .size_limit(usize::MAX)
                .dfa_size_limit(REGEX_SIZE)
                .build();
            // What compiles by itself compiles between anchors.
            anchored.unwrap_or_else(|_| self.anywhere.clone())
        });
        whole.is_match(text)
    }

    /// What is found first in a text: the first group, nothing where that took no part, all that matches
    /// where there is no group.
    pub fn find<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self.group() {
            0 => self.anywhere.find(text).map(|found| found.as_str()),
            _ => self.anywhere.captures(text).map(|captures| self.found(&captures)),
        }
    }

    /// All that is found in a text, as by [`Self::find`], each with where the match begins.
    pub fn find_all<'t>(&self, text: &'t str) -> impl Iterator<Item = (usize, &'t str)> {
        self.anywhere.captures_iter(text).map(|captures| {
            (captures.get(0).map_or(0, |whole| whole.start()), self.found(&captures))
        })
    }

    fn group(&self) -> usize {
        usize::from(self.anywhere.captures_len() > 1)
    }

    fn found<'t>(&self, captures: &Captures<'t>) -> &'t str {
        captures.get(self.group()).map_or("", |it| it.as_str())
    }

    /// Steps for going once through a text of so many bytes: at the worst each letter of the pattern is
    /// looked at for each letter of the text, as the number of sets of letters that can be looked at
    /// together is exponential.
    pub fn steps(&self, bytes: usize) -> usize {
        bytes.saturating_mul(self.weight.saturating_add(1)) / 32
    }
}

/// How many letters, classes and places an expression has, repetitions written out.
fn weight(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty => 0,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(_) | HirKind::Look(_) => 1,
        HirKind::Capture(capture) => weight(&capture.sub),
        HirKind::Concat(all) | HirKind::Alternation(all) => {
            all.iter().map(weight).fold(0, usize::saturating_add)
        }
        HirKind::Repetition(repeated) => {
            let times = repeated.max.unwrap_or(repeated.min.saturating_add(1)).max(1);
            weight(&repeated.sub).saturating_mul(usize::try_from(times).unwrap_or(usize::MAX))
        }
    }
}
