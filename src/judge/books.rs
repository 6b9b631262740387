//! What judging a file yields, and how the yields add up to a report.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};

use crate::base::Place;
use crate::diag::{Notice, Severity};
use crate::lang::eval::Verdict;
use crate::lang::ir::Program;
use crate::report::{
    FailOn, Finding, JudgedRule, Report, RuleCounts, SetAside, Summary, Uncovered,
};
use crate::world::input::Fate;

use super::finding::location;
use super::project::Enforcement;
use super::shares::{self, Kept};
use super::standing::Standing;
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
    /// By rule and verdict: how often.
    verdicts: BTreeMap<(usize, Verdict), usize>,
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

    /// Counts a verdict.
    pub(super) fn tally(&mut self, rule: usize, verdict: Verdict) {
        *self.verdicts.entry((rule, verdict)).or_default() += 1;
    }

    /// How often a rule has come to a verdict.
    pub(super) fn tallied(&self, rule: usize, verdict: Verdict) -> usize {
        self.verdicts.get(&(rule, verdict)).copied().unwrap_or(0)
    }
}

/// The rules of a run, and how they stand.
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
}

/// The report of a run: yields in the order of the inputs.
pub(super) fn report(rules: &Rules<'_>, yields: Vec<Yield>) -> Report {
    let mut report = Report::default();
    let mut findings = Vec::new();
    let mut verdicts: BTreeMap<(usize, Verdict), usize> = BTreeMap::new();
    let mut uncovered: BTreeMap<String, Uncovered> = BTreeMap::new();
    let summary = &mut report.summary;
    let mut room = rules.kept.room();
    for mut part in yields {
        part.keep(room);
        room = shares::left(room, part.kept());
        if let Some((name, fate)) = part.file {
            enter(summary, &mut report.set_aside, name, fate);
        }
        summary.documents += part.documents;
        summary.objects += part.objects;
        summary.images += part.images;
        summary.findings_left_out += part.left_out;
        summary.errors_left_out += part.errors_left_out;
        findings.extend(part.findings);
        report.errors.extend(part.errors);
        for (key, count) in part.verdicts {
            *verdicts.entry(key).or_default() += count;
        }
        for (kind, of_part) in part.uncovered {
            match uncovered.entry(kind) {
                Entry::Vacant(place) => drop(place.insert(of_part)),
                Entry::Occupied(mut known) => known.get_mut().objects += of_part.objects,
            }
        }
    }
    // By place, then as the rules stand in the policies; the sort is stable.
    findings.sort_by_key(|(place, _)| *place);
    report.findings = findings.into_iter().map(|(_, finding)| finding).collect();
    summary.uncovered = uncovered.into_values().collect();
    add_verdicts(summary, rules, &verdicts);
    report.rules = rules.judged.iter().filter_map(|index| judged(rules, *index)).collect();
    report
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

fn enter(summary: &mut Summary, set_aside: &mut Vec<SetAside>, file: String, fate: Fate) {
    summary.files += 1;
    match fate {
        Fate::Judged => summary.files_judged += 1,
        Fate::Errored => summary.files_errored += 1,
        Fate::SetAside(reason) => {
            summary.files_set_aside += 1;
            set_aside.push(SetAside { file, reason: reason.to_string() });
        }
    }
}

fn add_verdicts(
    summary: &mut Summary,
    rules: &Rules<'_>,
    verdicts: &BTreeMap<(usize, Verdict), usize>,
) {
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
        let of = |verdict| verdicts.get(&(index, verdict)).copied().unwrap_or(0);
        let counts = RuleCounts {
            rule: rule.id.to_string(),
            passed: of(Verdict::Passed),
            failed: of(Verdict::Failed),
            undecided: of(Verdict::Undecided),
            skipped: of(Verdict::Skipped),
        };
        summary.passed += counts.passed;
        summary.failed += counts.failed;
        summary.undecided += counts.undecided;
        summary.skipped += counts.skipped;
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
