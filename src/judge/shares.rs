//! How much of what a run finds is kept.
//!
//! Findings and notices own all they show, some kilobytes each, so that ten thousand files that fail a
//! thousand times each must not keep them all ([`Kept`]). What is printed may not hang on the threads: it
//! is the first in the order of the inputs. An input whose forerunners have as many already gives its
//! own up as soon as it is judged.

use std::sync::{Mutex, PoisonError};

use super::books::Yield;
use crate::diag::Severity;

/// Errors of a run that are kept, and other notices.
pub(super) const MOST: usize = 10_000;

/// How many findings are kept; more are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Verdicts of one rule of which a file's findings are kept. A file made to fail a hundred thousand
    /// times must not cost more memory than it has bytes many times over.
    pub of_rule: usize,
    /// Findings of a run.
    pub of_run: usize,
}

impl Kept {
    /// As many as somebody looks at.
    pub const SHOWN: Self = Self { of_rule: 1_000, of_run: 10_000 };
    /// As many as a test is held against, which looks at each.
    pub const COMPARED: Self = Self { of_rule: 100_000, of_run: 100_000 };

    /// So many of a run; of one rule in one file a thousand of them, or a tenth if that is more.
    pub fn of(findings: usize) -> Self {
        Self { of_rule: findings.min(Self::SHOWN.of_rule).max(findings / 10), of_run: findings }
    }

    /// How many findings of a run are kept, errors, and other notices.
    pub fn room(self) -> [usize; 3] {
        [self.of_run, MOST, MOST]
    }
}

/// By input, what those that are judged have kept.
#[derive(Debug)]
pub(super) struct Shares {
    kept: Kept,
    sums: Mutex<Vec<Counts>>,
}

/// Findings, errors, other notices.
type Counts = [usize; 3];

impl Shares {
    /// For so many inputs, none of which is judged.
    pub(super) fn new(inputs: usize, kept: Kept) -> Self {
        Self { kept, sums: Mutex::new(vec![Counts::default(); inputs + 1]) }
    }

    /// How many findings of the `at`-th input may be shown, as far as its forerunners are judged: what
    /// they leave no room for need not be put together.
    pub(super) fn room(&self, at: usize) -> usize {
        let sums = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        let [findings, ..] = before(&sums, at);
        self.kept.of_run.saturating_sub(findings)
    }

    /// Drops what the `at`-th input has found too late to be shown.
    pub(super) fn settle(&self, at: usize, yielded: &mut Yield) {
        let mut sums = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
        yielded.keep(left(self.kept.room(), before(&sums, at)));
        add(&mut sums, at, yielded.kept());
    }
}

/// What is left of some room.
pub(super) fn left(room: Counts, taken: Counts) -> Counts {
    let mut left = room;
    left.iter_mut().zip(taken).for_each(|(left, taken)| *left = left.saturating_sub(taken));
    left
}

/// What the inputs before the `at`-th have kept. The sums are a tree of Fenwick's: each holds those
/// of a stretch that doubles with the number's trailing zeros.
fn before(sums: &[Counts], at: usize) -> Counts {
    let (mut total, mut index) = (Counts::default(), at);
    while index > 0 {
        let part = sums.get(index).copied().unwrap_or_default();
        total = std::array::from_fn(|of| total.get(of).unwrap_or(&0) + part.get(of).unwrap_or(&0));
        index &= index - 1;
    }
    total
}

/// Most inputs keep nothing, and memory that nobody writes to is not there.
fn add(sums: &mut [Counts], at: usize, counts: Counts) {
    if counts == Counts::default() {
        return;
    }
    let mut index = at + 1;
    while let Some(sum) = sums.get_mut(index) {
        for (sum, count) in sum.iter_mut().zip(counts) {
            *sum += count;
        }
        index += index & index.wrapping_neg();
    }
}

impl Yield {
    /// What of it is kept so far.
    pub(super) fn kept(&self) -> Counts {
        let errors = self.errors.iter().filter(|it| it.severity == Severity::Error).count();
        [self.findings.len(), errors, self.errors.len() - errors]
    }

    /// Keeps no more than there is room for; the rest is counted.
    pub(super) fn keep(&mut self, [findings, mut errors, mut others]: Counts) {
        self.left_out += self.findings.len().saturating_sub(findings);
        self.findings.truncate(findings);
        self.findings.shrink_to_fit();
        let before = self.errors.len();
        self.errors.retain(|notice| {
            let room = if notice.severity == Severity::Error { &mut errors } else { &mut others };
            let kept = *room > 0;
            *room = room.saturating_sub(1);
            kept
        });
        self.errors.shrink_to_fit();
        self.errors_left_out += before - self.errors.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Position;
    use crate::diag::Notice;
    use crate::report::{Finding, Fingerprint, Location, Verdict};

    #[test]
    fn forerunners_leave_less_room() {
        let most = Kept::SHOWN.of_run;
        let shares = Shares::new(3, Kept::SHOWN);
        assert_eq!(shares.room(2), most);
        add(&mut shares.sums.lock().unwrap(), 1, [most - 1, 0, 0]);
        assert_eq!([0, 1, 2].map(|at| shares.room(at)), [most, most, 1]);
        add(&mut shares.sums.lock().unwrap(), 0, [2, 0, 0]);
        assert_eq!([0, 1, 2].map(|at| shares.room(at)), [most, most - 2, 0]);
    }

    #[test]
    fn sums_are_of_what_stands_before() {
        let mut sums = vec![Counts::default(); 101];
        for at in (0..100).rev() {
            add(&mut sums, at, [at, 1, 0]);
        }
        for at in 0..=100 {
            assert_eq!(before(&sums, at), [(0..at).sum(), at, 0]);
        }
    }

    /// A yield with so many errors, and as many warnings as `others`, one after the other.
    fn with(errors: usize, others: usize) -> Yield {
        let notice = |severity| Notice {
            id: String::new(),
            severity,
            message: String::new(),
            quotes: Vec::new(),
            help: Vec::new(),
        };
        let mut yielded = Yield::default();
        for at in 0..errors.max(others) {
            yielded.errors.extend((at < errors).then(|| notice(Severity::Error)));
            yielded.errors.extend((at < others).then(|| notice(Severity::Warning)));
        }
        yielded
    }

    #[test]
    fn findings_that_are_dropped_are_counted_once_each() {
        let start = Position { line: 1, column: 1, byte: 0 };
        let finding = Finding {
            rule: "r".into(),
            severity: Severity::Error,
            audited: false,
            verdict: Verdict::Failed,
            message: "".into(),
            object: None,
            path: "".into(),
            manifest: None,
            policy: std::sync::Arc::new(Location { file: "".into(), start, end: start }),
            waiver: None,
            fingerprint: Fingerprint::default(),
            particulars: None,
        };
        let mut yielded = with(1, 1);
        yielded.left_out = 3;
        yielded.findings.extend(vec![(None, finding); 5]);
        for (room, kept, left_out) in [(9, 5, 3), (5, 5, 3), (4, 4, 4), (1, 1, 7), (0, 0, 8)] {
            yielded.keep([room, 9, 9]);
            assert_eq!((yielded.kept(), yielded.left_out), ([kept, 1, 1], left_out), "{room}");
        }
    }

    #[test]
    fn errors_and_other_notices_have_a_room_each_and_what_is_dropped_is_counted() {
        assert_eq!(with(5, 3).kept(), [0, 5, 3]);
        for (room, kept, dropped) in [
            ([0, 9, 9], [0, 5, 3], 0),
            ([0, 2, 9], [0, 2, 3], 3),
            ([0, 9, 1], [0, 5, 1], 2),
            ([0, 0, 0], [0, 0, 0], 8),
            ([0, 5, 3], [0, 5, 3], 0),
        ] {
            let mut yielded = with(5, 3);
            yielded.keep(room);
            assert_eq!((yielded.kept(), yielded.errors_left_out), (kept, dropped), "{room:?}");
            // What is dropped the second time is added to that of the first.
            yielded.keep([0, 0, 0]);
            assert_eq!((yielded.kept(), yielded.errors_left_out), ([0, 0, 0], 8), "{room:?}");
        }
    }
}
