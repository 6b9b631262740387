//! What is wrong with a range of versions.

use std::fmt;
use std::ops::Range;

use super::shown::quoted;

/// What is wrong with a range of versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RangeFaultKind {
    /// There is nothing, or nothing on one side of `||` or behind a sign.
    Empty,
    /// Something else than a version stands where one belongs.
    NotAVersion,
    /// A version in it has a variant, which has no part in the order of versions.
    Variant,
    /// A sign that other tools know and ranges do not.
    Operator {
        /// What to write instead.
        instead: &'static str,
    },
    /// Its comparisons contradict each other.
    Unsatisfiable,
}

/// Why a text is no range of versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeFault {
    /// What is wrong.
    pub kind: RangeFaultKind,
    /// Where, in bytes of the text that was parsed.
    pub range: Range<usize>,
    excerpt: Box<str>,
}

impl RangeFault {
    pub(super) fn new(text: &str, kind: RangeFaultKind, range: Range<usize>) -> Self {
        let excerpt = quoted(text.get(range.clone()).unwrap_or("")).into();
        Self { kind, range, excerpt }
    }

    /// What is wrong, in a line.
    pub fn message(&self) -> String {
        let piece = &self.excerpt;
        match self.kind {
            RangeFaultKind::Empty => "a version is missing".into(),
            RangeFaultKind::NotAVersion => format!("{piece} is not a version"),
            RangeFaultKind::Variant => {
                format!("{piece} names a variant, and a range of versions covers all variants")
            }
            RangeFaultKind::Operator { .. } => format!("{piece} is not known in version ranges"),
            RangeFaultKind::Unsatisfiable => "no version satisfies this range".into(),
        }
    }

    /// What to do about it, in a line.
    pub fn help(&self) -> String {
        match self.kind {
            RangeFaultKind::Empty | RangeFaultKind::NotAVersion => {
                "write a version, as in `>=2.4.0`, `>=1.2 <2`, `^1.2`, `~1.2` or `1.x`".into()
            }
            RangeFaultKind::Variant => "drop what follows the numbers".into(),
            RangeFaultKind::Operator { instead } => format!("write {instead}"),
            RangeFaultKind::Unsatisfiable => {
                "turn a comparison round, or write `||` where either will do".into()
            }
        }
    }
}

impl fmt::Display for RangeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for RangeFault {}
