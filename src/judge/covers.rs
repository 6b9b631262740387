//! Which waivers cover the failures of an outcome, and what the match comes to then.
//!
//! A match whose failures are all covered is waived, unless something about it is undecided: no waiver
//! covers that.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Passing;
use super::finding::Key;
use super::waivers::Own;
use crate::base::Place;
use crate::lang::eval::{Failure, Outcome, Verdict};
use crate::lang::ir::Rule;
use crate::report::{Came, Finding, Waived};
use crate::world::kube::Object;

/// What covers each of the failures of an outcome of `rule`, which are known by `keys`. `own` are the
/// waivers of the object that is judged, if it has any; none for a rule on the run. Waivers of the file
/// that are about something here are noted in `used`.
pub(super) fn covers(
    passing: &Passing,
    rule: &Rule,
    outcome: &Outcome<'_>,
    keys: &[Key],
    own: &mut Option<Own>,
    used: &mut BTreeSet<usize>,
) -> Vec<Option<Arc<Waived>>> {
    let waivers = passing.waivers.as_deref();
    let mut by_file = |key: &Key| {
        let covers = waivers?.cover(&rule.id, key.object.as_deref(), &key.path, used);
        covers.cloned()
    };
    let (failed, open) = keys.split_at(outcome.failures.len().min(keys.len()));
    // A waiver of what can't be decided is of use, though it covers nothing yet.
    for key in open {
        by_file(key);
        if let Some(own) = own.as_mut() {
            own.cover(&rule.id, key.object.as_deref(), &key.path);
        }
    }
    let pairs = outcome.failures.iter().zip(failed);
    let covers = pairs.map(|(failure, key)| {
        let by_file = by_file(key);
        let (object, path) = (key.object.as_deref(), &*key.path);
        let by_object = match own.as_mut() {
            Some(own) => own.cover(&rule.id, object, path),
            // Of a rule on the run.
            None => object_of(outcome, failure)
                .and_then(|object| Own::of(object, &passing.terms))
                .and_then(|mut own| own.cover(&rule.id, object, path)),
        };
        by_file.or(by_object)
    });
    covers.collect()
}

/// The object that a failure is about.
pub(super) fn object_of<'w>(outcome: &Outcome<'w>, failure: &Failure<'w>) -> Option<&'w Object> {
    failure.at.or(outcome.subject.at()).map(|at| at.object)
}

/// What a match comes to, where its failures are covered so.
pub(super) fn came(outcome: &Outcome<'_>, covers: &[Option<Arc<Waived>>]) -> Came {
    let all = !covers.is_empty() && covers.iter().all(Option::is_some);
    match outcome.verdict {
        Verdict::Failed if all && outcome.undecided.is_empty() => Came::Waived,
        Verdict::Failed if all => Came::Undecided,
        verdict => Came::from(verdict),
    }
}

/// Writes into findings, failures first, what covers them.
pub(super) fn waive(found: &mut [(Option<Place>, Finding)], covers: Vec<Option<Arc<Waived>>>) {
    for ((_, finding), waiver) in found.iter_mut().zip(covers) {
        finding.waiver = waiver;
    }
}
