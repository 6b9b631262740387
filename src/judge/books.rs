//! What judging a file yields, and how the yields add up to a report.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use crate::base::{Place, SourceId, Sources};
use crate::diag::{Notice, Severity};
use crate::lang::ir::Program;
use crate::report::{
    Came, FailOn, Finding, Fingerprint, JudgedRule, Report, RuleCounts, SetAside, Summary,
    Uncovered, Waived,
};
use crate::world::input::Fate;

use super::Passing;
use super::baseline::{Pending, Seen, Settled};
use super::finding::location;
use super::project::Enforcement;
use super::shares::{self, Kept};
use super::standing::Standing;
use super::tally::Tally;
use super::waivers::After;
use crate::world::kube::{Coverage, Object};

/// What one file, or the run as a whole, yields.
#[derive(Debug, Default)]
pub(super) struct Yield {
    /// The file's name and how it ended; none for the run as a whole.
    pub(super) file: Option<(String, Fate)>,
    pub(super) documents: usize,
    pub(super) objects: usize,
    pub(super) images: usize,
    pub(super) findings: Vec<(Option<Place>, Finding)>,
    /// Findings that are counted and not kept.
    pub(super) left_out: usize,
    pub(super) errors: Vec<Notice>,
    /// Notices that are not kept.
    pub(super) errors_left_out: usize,
    verdicts: Tally,
    /// Matches that failed, and that the baseline may cover.
    pub(super) pending: Vec<Pending>,
    /// What could not be decided, where there is a baseline.
    pub(super) open: Vec<Fingerprint>,
    /// Waivers that are about something that fails or is undecided.
    pub(super) used: BTreeSet<usize>,
    /// Waivers whose one object is here.
    pub(super) seen: BTreeSet<usize>,
    /// By kind: the objects whose images are not judged.
    uncovered: BTreeMap<String, Uncovered>,
}

impl Yield {
    /// Counts an object.
    pub(super) fn count(&mut self, object: &Object) {
        self.objects += 1;
        self.images += object.images.len();
        if let Coverage::Uncovered(places) = &object.coverage {
            let kind = match &*object.gvk.group {
                "" => object.gvk.kind.to_string(),
                group => format!("{}.{group}", object.gvk.kind),
            };
            let first = places.first().copied().unwrap_or(object.root);
            let first = location(object.tree.source(), object.tree.span(first));
            let new = Uncovered { kind: kind.clone(), objects: 0, first };
            self.uncovered.entry(kind).or_insert(new).objects += 1;
        }
    }

    /// Its counts, without those of single rules.
    pub(super) fn counts(&self) -> Summary {
        let of = |came| self.verdicts.of_all(came);
        Summary {
            documents: self.documents,
            objects: self.objects,
            images: self.images,
            passed: of(Came::Passed),
            failed: of(Came::Failed),
            undecided: of(Came::Undecided),
            skipped: of(Came::Skipped),
            waived: of(Came::Waived),
            findings_left_out: self.left_out,
            errors_left_out: self.errors_left_out,
            uncovered: self.uncovered.values().cloned().collect(),
            ..Summary::default()
        }
    }

    /// Counts a verdict.
    pub(super) fn tally(&mut self, rule: usize, came: Came) {
        self.verdicts.add(rule, came);
    }

    /// How often a rule has come to a verdict.
    pub(super) fn tallied(&self, rule: usize, came: Came) -> usize {
        self.verdicts.of(rule, came)
    }

    /// Counts a match that was counted as failed as something else.
    fn recount(&mut self, rule: usize, came: Came) {
        self.verdicts.take_back(rule, Came::Failed);
        self.tally(rule, came);
    }
}

/// The rules of a run, and how they stand.
#[derive(Debug)]
pub(super) struct Rules<'r> {
    pub(super) program: &'r Program,
    /// Those that are judged by, by their index.
    pub(super) judged: &'r [usize],
    /// How each of the program's rules stands.
    pub(super) standings: &'r [Standing],
    /// The least severity whose failures count.
    pub(super) fail_on: FailOn,
    /// How many findings are kept.
    pub(super) kept: Kept,
    /// What is let pass.
    pub(super) passing: &'r Passing,
}

impl<'r> Rules<'r> {
    /// The ids of those that are judged by.
    fn ids(&self) -> impl Iterator<Item = &'r str> {
        let rules = self.judged.iter().filter_map(|index| self.program.rules.get(*index));
        rules.map(|rule| &*rule.id)
    }
}

/// A run's books, to which yields come in the order of the inputs.
#[derive(Debug)]
pub(super) struct Ledger<'r> {
    rules: Rules<'r>,
    books: Books,
    findings: Vec<Finding>,
    /// Where each of them is.
    places: Vec<Option<Place>>,
    errors: Vec<Notice>,
    set_aside: Vec<SetAside>,
    room: [usize; 3],
    /// What waits for the others: which findings a baseline covers is known when all are there.
    waiting: Vec<Yield>,
}

impl<'r> Ledger<'r> {
    /// Nothing yet.
    pub(super) fn new(rules: Rules<'r>) -> Self {
        let room = rules.kept.room();
        let (books, findings, places) = (Books::default(), Vec::new(), Vec::new());
        let (errors, set_aside, waiting) = (Vec::new(), Vec::new(), Vec::new());
        Self { rules, books, findings, places, errors, set_aside, room, waiting }
    }

    /// Takes the next yield in. Nothing of it stays but what is reported, unless there is a baseline; the room
    /// that it had is left to whoever has made it.
    pub(super) fn take(&mut self, part: &mut Yield) {
        match self.rules.passing.baseline {
            Some(_) => self.waiting.push(std::mem::take(part)),
            None => self.enter(part),
        }
    }

    fn enter(&mut self, part: &mut Yield) {
        part.keep(self.room);
        by_place(&mut part.findings);
        self.room = shares::left(self.room, part.kept());
        for (place, finding) in part.findings.drain(..) {
            self.places.push(place);
            self.findings.push(finding);
        }
        self.errors.append(&mut part.errors);
        self.set_aside.extend(self.books.enter(part));
    }

    /// The report of the run, and what becomes of its baseline.
    pub(super) fn report(mut self) -> (Report, Settled) {
        let mut waiting = std::mem::take(&mut self.waiting);
        let (settled, by_baseline) = settle(&self.rules, &mut waiting);
        self.books.summary.waived_by_baseline = by_baseline;
        waiting.iter_mut().for_each(|part| self.enter(part));
        let Self { rules, books, mut findings, places, mut errors, set_aside, .. } = self;
        // Inputs come in order, and so do their findings; those of the whole run come last.
        if !places.is_sorted() {
            let mut placed: Vec<_> = places.into_iter().zip(findings).collect();
            by_place(&mut placed);
            findings = placed.into_iter().map(|(_, finding)| finding).collect();
        }
        let report = books.report(&rules);
        errors.extend(report.errors);
        (Report { findings, errors, set_aside, ..report }, settled)
    }
}

/// Sorts by place, then as the rules stand in the policies: the sort is stable.
fn by_place(findings: &mut [(Option<Place>, Finding)]) {
    findings.sort_by_key(|(place, _)| *place);
}

/// The counts of a run, as they add up.
#[derive(Clone, Debug, Default)]
pub(super) struct Books {
    summary: Summary,
    verdicts: Tally,
    /// By kind: the objects whose images are not judged.
    uncovered: BTreeMap<String, Uncovered>,
    /// Waivers that are about something that fails or is undecided.
    used: BTreeSet<usize>,
    /// Waivers whose one object was there.
    seen: BTreeSet<usize>,
}

impl Books {
    /// Counts what an input yields, but for its findings and errors; the input, if it was set aside.
    pub(super) fn enter(&mut self, part: &mut Yield) -> Option<SetAside> {
        let summary = &mut self.summary;
        summary.documents += part.documents;
        summary.objects += part.objects;
        summary.images += part.images;
        summary.findings_left_out += part.left_out;
        summary.errors_left_out += part.errors_left_out;
        self.used.append(&mut part.used);
        self.seen.append(&mut part.seen);
        self.verdicts.join(&part.verdicts);
        for (kind, of_part) in std::mem::take(&mut part.uncovered) {
            match self.uncovered.entry(kind) {
                Entry::Vacant(place) => drop(place.insert(of_part)),
                Entry::Occupied(mut known) => known.get_mut().objects += of_part.objects,
            }
        }
        let (file, fate) = part.file.as_mut()?;
        enter(summary, file, *fate)
    }

    /// The counts as a report's, and what is to be said of waivers.
    pub(super) fn report(&self, rules: &Rules<'_>) -> Report {
        let mut summary = self.summary.clone();
        summary.uncovered = self.uncovered.values().cloned().collect();
        add_verdicts(&mut summary, rules, &self.verdicts);
        let errors = remarks(rules, summary.files_errored, &self.used, &self.seen);
        let judged = rules.judged.iter().filter_map(|index| judged(rules, *index)).collect();
        Report { summary, errors, rules: judged, ..Report::default() }
    }
}

/// Lets the baseline cover what it has, and tells how many matches are waived by it.
fn settle(rules: &Rules<'_>, yields: &mut [Yield]) -> (Settled, usize) {
    let Some(known) = &rules.passing.baseline else { return (Settled::default(), 0) };
    let mut open = HashSet::new();
    let mut pending: Vec<Vec<Pending>> = Vec::new();
    for part in yields.iter_mut() {
        open.extend(part.open.drain(..));
        pending.push(std::mem::take(&mut part.pending));
    }
    let errored = yields.iter().filter_map(|part| match &part.file {
        Some((name, Fate::Errored)) => Some(name.as_str()),
        _ => None,
    });
    let seen = Seen { rules: rules.ids().collect(), errored: errored.collect(), open };
    let mut all: Vec<&mut Pending> = pending.iter_mut().flatten().collect();
    let settled = known.settle(&mut all, &seen);
    let by_baseline = Arc::new(Waived::in_baseline());
    let mut waived = 0;
    for (part, pending) in yields.iter_mut().zip(pending) {
        for of_match in pending {
            for failure in of_match.failures.iter().filter(|failure| failure.covered) {
                let kept = failure.kept.and_then(|at| part.findings.get_mut(at));
                if let Some((_, finding)) = kept {
                    finding.waiver = Some(Arc::clone(&by_baseline));
                }
            }
            if of_match.failures.iter().all(|failure| failure.covered) {
                waived += usize::from(!of_match.open);
                let came = if of_match.open { Came::Undecided } else { Came::Waived };
                part.recount(of_match.rule, came);
            }
        }
    }
    (settled, waived)
}

/// What is to be said of waivers that have expired, or are not used.
fn remarks(
    rules: &Rules<'_>,
    errored: usize,
    used: &BTreeSet<usize>,
    seen: &BTreeSet<usize>,
) -> Vec<Notice> {
    let Some(waivers) = &rules.passing.waivers else { return Vec::new() };
    // What could not be read may be what a waiver is for.
    let whole = rules.passing.whole && errored == 0;
    let after = After { rules: rules.ids().collect(), whole, used, seen };
    let mut sources = Sources::default();
    sources.insert(SourceId::WAIVERS, Arc::clone(waivers.source()));
    let remarks = waivers.remarks(&after);
    remarks.iter().map(|remark| remark.notice(&sources)).collect()
}

/// What is told of a rule.
fn judged(rules: &Rules<'_>, index: usize) -> Option<JudgedRule> {
    let (rule, standing) = (rules.program.rules.get(index)?, rules.standings.get(index)?);
    Some(JudgedRule {
        id: rule.id.to_string(),
        severity: standing.severity,
        audited: standing.enforcement == Enforcement::Audit,
        doc: rule.doc.as_deref().unwrap_or_default().to_owned(),
        tags: rule.tags.iter().map(|tag| tag.to_string()).collect(),
    })
}

fn enter(summary: &mut Summary, file: &mut String, fate: Fate) -> Option<SetAside> {
    summary.files += 1;
    match fate {
        Fate::Judged => summary.files_judged += 1,
        Fate::Errored => summary.files_errored += 1,
        Fate::SetAside(reason) => {
            summary.files_set_aside += 1;
            return Some(SetAside { file: std::mem::take(file), reason: reason.to_string() });
        }
    }
    None
}

fn add_verdicts(summary: &mut Summary, rules: &Rules<'_>, verdicts: &Tally) {
    summary.rules = rules.judged.len();
    let judged: HashSet<usize> = rules.judged.iter().copied().collect();
    let all = rules.program.rules.iter().zip(rules.standings).enumerate();
    for (index, (rule, standing)) in all {
        if !judged.contains(&index) {
            if rule.in_force && standing.enforcement == Enforcement::Off {
                summary.rules_off.push(rule.id.to_string());
            }
            continue;
        }
        let of = |came| verdicts.of(index, came);
        let counts = RuleCounts {
            rule: rule.id.to_string(),
            passed: of(Came::Passed),
            failed: of(Came::Failed),
            waived: of(Came::Waived),
            undecided: of(Came::Undecided),
            skipped: of(Came::Skipped),
        };
        summary.passed += counts.passed;
        summary.failed += counts.failed;
        summary.undecided += counts.undecided;
        summary.skipped += counts.skipped;
        summary.waived += counts.waived;
        if standing.enforcement == Enforcement::Audit {
            summary.failed_audited += counts.failed;
        } else if rules.fail_on.counts(standing.severity) {
            summary.failed_counting += counts.failed;
            summary.undecided_counting += counts.undecided;
        }
        summary.by_rule.push(counts);
    }
}

/// True if any of the notices is an error.
pub(super) fn any_error(notices: &[Notice]) -> bool {
    notices.iter().any(|notice| notice.severity == Severity::Error)
}
