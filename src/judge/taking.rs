//! Taking what the evaluator says of a file into the books: what each match comes to, and which findings
//! are kept. What the baseline covers is known only when all files are judged; until then the match
//! counts as failed, and is noted.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::Passing;
use super::baseline::{Pending, Record, Unpassed};
use super::books::Yield;
use super::covers::{came, covers, object_of, waive};
use super::finding::{Finder, Key};
use super::waivers::Own;
use crate::base::SourceId;
use crate::diag::Diagnostic;
use crate::lang::eval::{Audience, Outcome, Subject, Verdict};
use crate::lang::ir::{Matcher, Program};
use crate::lang::value::At;
use crate::report::{Came, Waived};
use crate::world::kube::Object;

/// How many findings there is room for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Of one rule that comes to the same.
    pub(super) of_rule: usize,
    /// Of the file, or the run.
    pub(super) of_file: usize,
}

/// What takes outcomes in.
#[derive(Debug)]
pub(super) struct Taking<'t, 'r> {
    pub(super) yielded: Yield,
    finder: Finder<'r>,
    program: &'t Program,
    passing: &'t Passing,
    room: Room,
    /// The texts outside of which nothing counts; none for anywhere.
    within: Option<HashSet<SourceId>>,
    /// The waivers of the object that is being judged.
    own: Option<Own>,
    remarks: Vec<Diagnostic>,
}

impl<'w> Audience<'w> for Taking<'_, '_> {
    fn wants(&self, rule: usize, verdict: Verdict) -> bool {
        // What is let pass is known only of what is told.
        self.within.is_some() || self.may_pass(rule) || self.has_room(rule, Came::from(verdict))
    }

    fn hold(&mut self, rule: usize, _: Subject<'w>, verdict: Verdict) {
        self.yielded.tally(rule, Came::from(verdict));
    }

    fn tell(&mut self, outcome: Outcome<'w>) {
        if !matches!(outcome.verdict, Verdict::Failed | Verdict::Undecided) {
            return self.yielded.tally(outcome.rule, Came::from(outcome.verdict));
        }
        let outcome = self.inside(outcome);
        if !matches!(outcome.verdict, Verdict::Failed | Verdict::Undecided) {
            self.yielded.tally(outcome.rule, Came::from(outcome.verdict));
        } else if self.may_pass(outcome.rule) {
            self.take_passing(outcome);
        } else {
            let kept = self.makes_room(Came::from(outcome.verdict), &outcome);
            self.yielded.tally(outcome.rule, Came::from(outcome.verdict));
            if kept {
                self.finder.findings(outcome, Vec::new(), &mut self.yielded.findings);
            }
        }
    }
}

impl<'t, 'r> Taking<'t, 'r> {
    pub(super) fn new(
        finder: Finder<'r>,
        program: &'t Program,
        passing: &'t Passing,
        room: Room,
    ) -> Self {
        let (yielded, remarks) = (Yield::default(), Vec::new());
        Self { yielded, finder, program, passing, room, within: None, own: None, remarks }
    }

    /// Of rules on the run, only what stands in these texts counts, or in none.
    pub(super) fn within(&mut self, texts: impl Iterator<Item = SourceId>) {
        self.within = Some(texts.collect());
    }

    /// An object begins.
    pub(super) fn begin(&mut self, object: &Object) {
        self.yielded.count(object);
        self.own = Own::of(object, &self.passing.terms);
        let Some(waivers) = &self.passing.waivers else { return };
        if object.text(object.name).is_some_and(|name| waivers.names(name)) {
            let name = self.finder.name_of(object);
            waivers.see(&name, &mut self.yielded.seen);
        }
    }

    /// The object that began is judged by these rules.
    pub(super) fn end(&mut self, judged: &[usize]) {
        let Some(own) = self.own.take() else { return };
        // What rules on the run find is not known here.
        let rules = judged.iter().filter_map(|rule| self.program.rules.get(*rule));
        let rules = rules.filter(|rule| rule.matcher != Matcher::Manifests);
        let rules: BTreeSet<&str> = rules.map(|rule| &*rule.id).collect();
        self.remarks.extend(own.remarks(|rule| rules.contains(rule)));
    }

    /// What is to be said of the objects' own waivers.
    pub(super) fn remarks(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.remarks)
    }

    /// An outcome with what stands elsewhere left out.
    fn inside<'w>(&self, mut outcome: Outcome<'w>) -> Outcome<'w> {
        let Some(texts) = &self.within else { return outcome };
        let inside = |at: Option<At<'w>>| at.is_none_or(|at| texts.contains(&at.place().source));
        outcome.failures.retain(|failure| inside(failure.at));
        outcome.undecided.retain(|undecided| inside(undecided.at));
        outcome.verdict = match outcome.verdict {
            Verdict::Failed if !outcome.failures.is_empty() => Verdict::Failed,
            Verdict::Failed | Verdict::Undecided if !outcome.undecided.is_empty() => {
                Verdict::Undecided
            }
            Verdict::Failed | Verdict::Undecided => Verdict::Skipped,
            verdict => verdict,
        };
        outcome
    }

    /// True if failures of a rule may be let pass.
    fn may_pass(&self, rule: usize) -> bool {
        let Some(rule) = self.program.rules.get(rule) else { return false };
        let terms = &self.passing.terms;
        self.passing.is_for(&rule.id)
            || match &self.own {
                Some(own) => own.has(&rule.id),
                // It is about any object, and which is known only when it has failed.
                None => rule.matcher == Matcher::Manifests && terms.lets_manifests_waive(&rule.id),
            }
    }

    /// Counts an outcome whose failures may be let pass.
    fn take_passing(&mut self, outcome: Outcome<'_>) {
        let keys = self.finder.keys(&outcome);
        let Some(rule) = self.program.rules.get(outcome.rule) else { return };
        let covers =
            covers(self.passing, rule, &outcome, &keys, &mut self.own, &mut self.yielded.used);
        let came = came(&outcome, &covers);
        let kept = self.makes_room(came, &outcome);
        self.yielded.tally(outcome.rule, came);
        if self.passing.baseline.is_some() {
            self.note(&outcome, &keys, &covers, kept);
        }
        if kept {
            let findings = &mut self.yielded.findings;
            let first = findings.len();
            self.finder.findings(outcome, keys, findings);
            waive(findings.get_mut(first..).unwrap_or_default(), covers);
        }
    }

    /// True if findings of a rule that comes to this once more are kept.
    fn has_room(&self, rule: usize, came: Came) -> bool {
        let of_rule = self.yielded.tallied(rule, came);
        of_rule < self.room.of_rule && self.yielded.findings.len() < self.room.of_file
    }

    /// The same; what is not kept is counted.
    fn makes_room(&mut self, came: Came, outcome: &Outcome<'_>) -> bool {
        let room = self.has_room(outcome.rule, came);
        if !room {
            self.yielded.left_out +=
                outcome.failures.len() + outcome.undecided.len() + outcome.untold;
        }
        room
    }

    /// Notes what the baseline may cover, and what it must not forget.
    fn note(
        &mut self,
        outcome: &Outcome<'_>,
        keys: &[Key],
        covers: &[Option<Arc<Waived>>],
        kept: bool,
    ) {
        let Some(rule) = self.program.rules.get(outcome.rule) else { return };
        let first = self.yielded.findings.len();
        let pairs = outcome.failures.iter().zip(keys).zip(covers).enumerate();
        let left = pairs.filter(|(_, (_, covers))| covers.is_none());
        let failures: Vec<Unpassed> = left
            .map(|(at, ((failure, key), _))| Unpassed {
                record: Record {
                    fingerprint: key.fingerprint,
                    rule: rule.id.to_string(),
                    object: key.object.as_deref().cloned(),
                    path: key.path.to_string(),
                    file: object_of(outcome, failure)
                        .map(|object| object.tree.source().name().to_owned()),
                },
                kept: kept.then_some(first + at),
                covered: false,
            })
            .collect();
        let open = keys.iter().skip(outcome.failures.len());
        self.yielded.open.extend(open.map(|key| key.fingerprint));
        if !failures.is_empty() {
            let open = !outcome.undecided.is_empty();
            self.yielded.pending.push(Pending { rule: outcome.rule, open, failures });
        }
    }
}
