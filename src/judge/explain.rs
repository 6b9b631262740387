//! What every rule says of what stands at a line.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::finding::location;
use super::held::Held;
use super::project::Enforcement;
use super::run::Judge;
use super::spot::Spot;
use super::waivers::Own;
use super::why::{Told, Wanted, on};
use crate::base::{SourceId, Sources};
use crate::diag::Notice;
use crate::lang::ir::Rule;
use crate::report::trace::{RuleTrace, Standing, Trace};
use crate::report::{Location, Verdict, nowhere};

/// Matches of a rule that are told with their steps.
const EXPLAINED: usize = 20;

impl Judge<'_> {
    /// What rules (their indices) say of what stands at a line of what is held: those that failed
    /// first, then undecided, waived, passed and skipped, last those that are on nothing there.
    pub fn explain(&self, rules: &[usize], held: &Held, spot: &Spot) -> Trace {
        let wanted = Wanted {
            seat: Some(spot.seat),
            of: &|_, subject| spot.concerns(subject),
            explained: EXPLAINED,
        };
        let all = rules.iter().zip(self.decide(rules, held, &wanted));
        let mut traces: Vec<RuleTrace> =
            all.filter_map(|(rule, told)| self.traced(*rule, told, spot)).collect();
        traces.sort_by_key(|trace| std::cmp::Reverse(trace.verdict()));
        let errors = self.expired(held, spot, &traces);
        Trace {
            place: spot.place.clone(),
            object: spot.object.clone(),
            subjects: spot.subjects.clone(),
            quotes: spot.quotes.clone(),
            rules: traces,
            errors: spot.errors.iter().cloned().chain(errors).collect(),
        }
    }

    /// That waivers of what fails there have expired, and what is wrong with those of the object itself.
    fn expired(&self, held: &Held, spot: &Spot, traces: &[RuleTrace]) -> Vec<Notice> {
        let (passing, mut used) = (self.passing(), BTreeSet::new());
        let mut sources = Sources::default();
        let object = held.object(spot.seat);
        let mut own = object.and_then(|object| Own::of(object, &passing.terms));
        let findings = traces.iter().flat_map(|trace| &trace.matches).flat_map(|it| &it.findings);
        for finding in findings.filter(|finding| finding.verdict == Verdict::Failed) {
            let (object, path) = (finding.object.as_deref(), &*finding.path);
            if let Some(waivers) = &passing.waivers {
                waivers.cover(&finding.rule, object, path, &mut used);
            }
            own.as_mut().and_then(|own| own.cover(&finding.rule, object, path));
        }
        let mut faults = own.map_or_else(Vec::new, Own::flaws);
        if let Some(object) = object {
            sources.insert(object.tree.source_id(), Arc::clone(object.tree.source()));
        }
        if let Some(waivers) = &passing.waivers {
            sources.insert(SourceId::WAIVERS, Arc::clone(waivers.source()));
            faults.extend(waivers.expired(&used));
        }
        faults.iter().map(|fault| fault.notice(&sources)).collect()
    }

    fn traced(&self, index: usize, told: Told, spot: &Spot) -> Option<RuleTrace> {
        let rule = self.bound().program().rules.get(index)?;
        let standing = self.standing(index)?;
        let matches: Vec<_> = told.all.into_iter().map(|(_, decided)| decided).collect();
        Some(RuleTrace {
            rule: rule.id.clone(),
            severity: standing.severity,
            enforcement: match standing.enforcement {
                Enforcement::Enforce => Standing::Enforce,
                Enforcement::Audit => Standing::Audit,
                Enforcement::Off => Standing::Off,
            },
            policy: self.declared(rule),
            unmatched: matches.is_empty().then(|| unmatched(rule, spot)),
            matches,
            left_out: told.left_out,
        })
    }

    fn declared(&self, rule: &Rule) -> Location {
        let source = self.texts().get(rule.name.source);
        source.map_or_else(nowhere, |source| location(source, rule.name.span))
    }
}

/// Why a rule is on nothing there.
fn unmatched(rule: &Rule, spot: &Spot) -> String {
    let on = on(rule);
    if spot.is_whole() {
        return format!("is on {on}, and {} has none", spot.object);
    }
    format!("is on {on}, and at line {} there is none", spot.place.line)
}
