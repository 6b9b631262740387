//! The baseline: failures that were there before, and do not count until somebody mends them.
//!
//! A file of [`Record`]s, one a finding, known again by its fingerprint: the rule, the clause, the object
//! and the path in it, and no line. Two files may hold objects of one name, so a record covers a failure
//! in its own file; one in another file only where its own is gone, because it was moved.
//!
//! Whoever writes a baseline that is there already makes it smaller: what no longer fails leaves it, and
//! nothing new enters, unless it is forced. What a run could not see, because it judged other files, by
//! other rules, or could not decide, stays.

mod form;

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::report::{Fingerprint, ObjectName};

/// Bytes that a baseline may have.
pub const LARGEST: usize = 1 << 28;

/// A failure that is known again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// The file it stood in: in a baseline by its path from the baseline's folder, in a run as it is
    /// shown. None for what stands in no file.
    pub file: Option<String>,
    /// The object it is about; none for the run.
    pub object: Option<ObjectName>,
    /// The rule's id.
    pub rule: String,
    /// The way to the culprit.
    pub path: String,
    /// What it is known by.
    pub fingerprint: Fingerprint,
}

/// A baseline's records, in order, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// The records.
    pub records: Vec<Record>,
}

impl Baseline {
    /// Of these records.
    pub fn of(records: impl IntoIterator<Item = Record>) -> Self {
        let records: BTreeSet<Record> = records.into_iter().collect();
        Self { records: records.into_iter().collect() }
    }
}

/// What a run sees of a record's file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// It is among what is judged, or would be if it were there.
    pub within: bool,
    /// It is not there.
    pub gone: bool,
}

/// A baseline in a run.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// It, or an empty one.
    pub baseline: Baseline,
    /// What the run sees of each record's file.
    pub views: Vec<View>,
    /// By the name that an input is shown under: its path from the baseline's folder.
    pub files: HashMap<String, String>,
    /// Everything that fails enters it.
    pub admits: bool,
}

/// A match that failed, and that no waiver covers.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) rule: usize,
    /// True if something about it is undecided besides.
    pub(super) open: bool,
    pub(super) failures: Vec<Unpassed>,
}

/// A failure that no waiver covers.
#[derive(Debug)]
pub(super) struct Unpassed {
    pub(super) record: Record,
    /// Which of the kept findings it is.
    pub(super) kept: Option<usize>,
    /// True if the baseline has it.
    pub(super) covered: bool,
}

/// What a run makes of a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// The baseline that would be written.
    pub baseline: Baseline,
    /// How many of its records no longer fail.
    pub stale: usize,
}

/// What a run has seen, for telling which records are stale.
pub(super) struct Seen<'s> {
    /// The rules that it judged by.
    pub(super) rules: HashSet<&'s str>,
    /// Files, as they are shown, that it could not judge, or not whole.
    pub(super) errored: HashSet<&'s str>,
    /// What it could not decide.
    pub(super) open: HashSet<Fingerprint>,
}

impl Known {
    /// Marks those of the failures that the baseline covers, and says what becomes of it.
    pub(super) fn settle(&self, pending: &mut [&mut Pending], seen: &Seen<'_>) -> Settled {
        let mut by_print: HashMap<Fingerprint, Vec<usize>> = HashMap::new();
        for (at, record) in self.baseline.records.iter().enumerate() {
            by_print.entry(record.fingerprint).or_default().push(at);
        }
        let mut met = vec![false; self.baseline.records.len()];
        let mut kept: Vec<Record> = Vec::new();
        // Its own file first, so that a moved one is not taken for another's.
        for moved in [false, true] {
            for failure in pending.iter_mut().flat_map(|match_| &mut match_.failures) {
                let file = self.stored(failure.record.file.as_deref());
                let records = by_print.get(&failure.record.fingerprint);
                let covers = |at: &&usize| {
                    let free = met.get(**at) == Some(&false);
                    let same = self.baseline.records.get(**at).is_some_and(|r| r.file == file);
                    let gone = self.views.get(**at).is_some_and(|view| view.gone);
                    free && (same || (moved && gone))
                };
                let at =
                    records.filter(|_| !failure.covered).and_then(|all| all.iter().find(covers));
                if let Some(met) = at.and_then(|at| met.get_mut(*at)) {
                    *met = true;
                    failure.covered = true;
                    kept.push(Record { file, ..failure.record.clone() });
                }
            }
        }
        if self.admits {
            for failure in pending.iter_mut().flat_map(|match_| &mut match_.failures) {
                if !failure.covered {
                    failure.covered = true;
                    let file = self.stored(failure.record.file.as_deref());
                    kept.push(Record { file, ..failure.record.clone() });
                }
            }
        }
        let unmet = self.baseline.records.iter().zip(&self.views).zip(met);
        let unmet = unmet.filter(|(_, met)| !met).map(|(record, _)| record);
        let errored = seen.errored.iter().map(|file| self.stored(Some(file))).collect();
        let (stale, unseen): (Vec<_>, Vec<_>) =
            unmet.partition(|(record, view)| self.is_stale(record, **view, seen, &errored));
        kept.extend(unseen.into_iter().map(|(record, _)| record.clone()));
        Settled { baseline: Baseline::of(kept), stale: stale.len() }
    }

    /// True if the run would have met the record, were it still true.
    fn is_stale(
        &self,
        record: &Record,
        view: View,
        seen: &Seen<'_>,
        errored: &HashSet<Option<String>>,
    ) -> bool {
        view.within
            && !errored.contains(&record.file)
            && seen.rules.contains(&*record.rule)
            && !seen.open.contains(&record.fingerprint)
    }

    /// The path from the baseline's folder of a file that is shown so.
    fn stored(&self, file: Option<&str>) -> Option<String> {
        let file = file?;
        Some(self.files.get(file).map_or(file, String::as_str).to_owned())
    }
}

#[cfg(test)]
mod tests;
