//! Coverage: what of the rules the tests have seen happen.
//!
//! A rule is covered if it matched, so that an obligation of it was reached. An obligation has two
//! outcomes, and so has every condition that decides what is done: `where`, `if`, the filter of a `for`
//! or of a list. A test that never sees an obligation fail does not show that it can. What can't be
//! decided is neither outcome.
//!
//! Counted are the rules that are in force or that a test runs, the functions that they call, and the
//! top-level `require`s of their files. Each outcome counts once, however often it was seen, and the
//! total is the share of all outcomes; [`Hits`] has how often.

pub mod html;
pub mod lcov;
mod points;
pub mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{Position, Source, SourceId, Sources};
use crate::lang::eval::{Hits, Seen};
use crate::lang::ir::Program;

/// What the tests have seen of the policies.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// The files that hold something to cover, in the order of the sources.
    pub files: Vec<FileCoverage>,
}

/// What the tests have seen of a file.
#[derive(Clone, Debug)]
pub struct FileCoverage {
    /// Its text.
    pub source: Arc<Source>,
    /// What is to be covered, in source order.
    pub points: Vec<Point>,
}

/// Something that is to be covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// What it is.
    pub kind: Kind,
    /// Where it begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// How often it came to what; of a rule, how often it matched.
    pub seen: Seen,
}

/// What is covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A rule, by its id.
    Rule(String),
    /// `require`, of a rule or at the top level.
    Require,
    /// `forbid`.
    Forbid,
    /// The `where` of a rule, a `for`, a list or a grouping.
    Where,
    /// `if`, the statement or the expression.
    If,
}

/// So many of so many outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Those that were seen.
    pub seen: usize,
    /// All.
    pub of: usize,
}

impl Coverage {
    /// What `hits` covers of a program; `sources` are the policies' texts.
    pub fn of(program: &Program, sources: &Sources, hits: &Hits) -> Self {
        let mut files: BTreeMap<SourceId, FileCoverage> = BTreeMap::new();
        for (place, kind, seen) in points::points(program, hits) {
            let Some(source) = sources.get(place.source) else { continue };
            let file = files
                .entry(place.source)
                .or_insert_with(|| FileCoverage { source: Arc::clone(source), points: Vec::new() });
            let (start, end) = (source.position(place.span.start), source.position(place.span.end));
            file.points.push(Point { kind, start, end, seen });
        }
        let mut files: Vec<FileCoverage> = files.into_values().collect();
        for file in &mut files {
            file.points.sort_by_key(|point| (point.start.byte, point.end.byte));
        }
        Self { files }
    }

    /// The share of all outcomes.
    pub fn total(&self) -> Share {
        self.share(|_| true)
    }

    /// The share of the outcomes of these points.
    pub fn share(&self, wanted: impl Fn(&Kind) -> bool) -> Share {
        let shares = self.files.iter().map(|file| file.share(&wanted));
        shares.fold(Share::default(), Share::and)
    }
}

impl FileCoverage {
    /// The share of the outcomes of these points.
    pub fn share(&self, wanted: impl Fn(&Kind) -> bool) -> Share {
        let points = self.points.iter().filter(|point| wanted(&point.kind));
        points.map(Point::share).fold(Share::default(), Share::and)
    }
}

impl Point {
    /// The share of its own outcomes.
    pub fn share(&self) -> Share {
        let (yes, no) = (usize::from(self.seen.yes > 0), usize::from(self.seen.no > 0));
        match self.kind {
            Kind::Rule(_) => Share { seen: yes, of: 1 },
            _ => Share { seen: yes + no, of: 2 },
        }
    }

    /// What was not seen of it, in words; nothing where all was.
    pub fn missing(&self) -> Option<String> {
        let (yes, no) = (self.seen.yes > 0, self.seen.no > 0);
        let (word, never) = match &self.kind {
            Kind::Rule(_) if yes => return None,
            Kind::Rule(id) => return Some(format!("rule `{id}` never matches")),
            Kind::Require => ("require", ["is never decided", "never holds", "never fails"]),
            Kind::Forbid => ("forbid", ["is never decided", "never holds", "never fails"]),
            Kind::Where => ("where", ["is never decided", "is never true", "is never false"]),
            Kind::If => ("if", ["is never decided", "is never true", "is never false"]),
        };
        let [undecided, untrue, unfalse] = never;
        let what = match (yes, no) {
            (true, true) => return None,
            (false, false) => undecided,
            (false, true) => untrue,
            (true, false) => unfalse,
        };
        Some(format!("`{word}` {what}"))
    }
}

impl Kind {
    /// True for a rule.
    pub fn is_rule(&self) -> bool {
        matches!(self, Self::Rule(_))
    }

    /// True for an obligation.
    pub fn is_obligation(&self) -> bool {
        matches!(self, Self::Require | Self::Forbid)
    }

    /// True for a condition.
    pub fn is_branch(&self) -> bool {
        matches!(self, Self::Where | Self::If)
    }
}

impl Share {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { seen: self.seen + other.seen, of: self.of + other.of }
    }

    /// In thousandths, rounded down, so that only the whole is 1,000; of nothing, all is covered.
    pub fn thousandths(self) -> usize {
        (self.seen * 1_000).checked_div(self.of).unwrap_or(1_000)
    }

    /// True if it is less than so many hundredths.
    pub fn is_below(self, percent: f64) -> bool {
        let (seen, of) = (self.seen as f64, self.of as f64);
        seen * 100.0 < percent * of
    }

    /// `97.4 %`.
    pub fn percent(self) -> String {
        let thousandths = self.thousandths();
        format!("{}.{} %", thousandths / 10, thousandths % 10)
    }
}
