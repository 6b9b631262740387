//! Why a failure does not count, although it is one.
//!
//! A finding with a [`Waived`] is listed by every format, and says by whom and why it is let pass. It
//! never counts for the exit code. Its verdict stays `failed`: nothing about the manifest is better.

use super::Location;
use crate::lang::eval;

/// Who lets a failure pass, and why.
///
/// All texts are as somebody wrote them, blanks and line ends made one blank: a format escapes them as
/// it escapes what manifests say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// Where it is said.
    pub by: WaivedBy,
    /// Why; none of the baseline.
    pub reason: Option<String>,
    /// Who answers for it; none of the baseline.
    pub owner: Option<String>,
    /// The last day on which it is let pass, `2027-01-31`; none of the baseline.
    pub until: Option<String>,
    /// Where it is kept track of, where that is said.
    pub ticket: Option<String>,
    /// Where the waiver is written, in the waivers file or in the manifest; none of the baseline.
    pub place: Option<Location>,
}

/// What a rule comes to on a match, from what is best to what is worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Came {
    /// No obligation was reached.
    Skipped,
    /// Every obligation holds.
    Passed,
    /// Obligations are false, and each of these failures is let pass.
    Waived,
    /// None that counts is false, and one can't be decided.
    Undecided,
    /// An obligation is false.
    Failed,
}

impl Came {
    /// As it is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Passed => "passed",
            Self::Waived => "waived",
            Self::Undecided => "undecided",
            Self::Failed => "failed",
        }
    }
}

/// Where nothing is let pass.
impl From<eval::Verdict> for Came {
    fn from(verdict: eval::Verdict) -> Self {
        match verdict {
            eval::Verdict::Skipped => Self::Skipped,
            eval::Verdict::Passed => Self::Passed,
            eval::Verdict::Undecided => Self::Undecided,
            eval::Verdict::Failed => Self::Failed,
        }
    }
}

/// Where it is said that a failure is let pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WaivedBy {
    /// In the waivers file.
    Waivers,
    /// In an annotation of the object's.
    Annotation,
    /// In the baseline: it was there before.
    Baseline,
}

impl WaivedBy {
    /// As it is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waivers => "waivers",
            Self::Annotation => "annotation",
            Self::Baseline => "baseline",
        }
    }
}

impl Waived {
    /// `waived until 2027-01-31 by team-shop (SHOP-123, waivers.yaml:2:11): the vendor has none yet`.
    pub(super) fn headline(&self) -> String {
        let (Some(until), Some(owner), Some(reason)) = (&self.until, &self.owner, &self.reason)
        else {
            return "waived by the baseline".to_owned();
        };
        let place = self.place.as_ref().map(ToString::to_string);
        let notes: Vec<String> = self.ticket.iter().cloned().chain(place).collect();
        format!("waived until {until} by {owner} ({}): {reason}", notes.join(", "))
    }

    /// That the baseline has it.
    pub fn in_baseline() -> Self {
        let by = WaivedBy::Baseline;
        Self { by, reason: None, owner: None, until: None, ticket: None, place: None }
    }
}
