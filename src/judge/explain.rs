//! What every rule says of what stands at a line.

use super::finding::location;
use super::held::Held;
use super::project::Enforcement;
use super::run::Judge;
use super::spot::Spot;
use super::why::{Told, Wanted, on};
use crate::lang::ir::Rule;
use crate::report::trace::{RuleTrace, Standing, Trace};
use crate::report::{Location, nowhere};

/// Matches of a rule that are told with their steps.
const EXPLAINED: usize = 20;

impl Judge<'_> {
    /// What rules (their indices) say of what stands at a line of what is held: those that failed
    /// first, then undecided, passed and skipped, last those that are on nothing there.
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
        Trace {
            place: spot.place.clone(),
            object: spot.object.clone(),
            subjects: spot.subjects.clone(),
            quotes: spot.quotes.clone(),
            rules: traces,
            errors: spot.errors.clone(),
        }
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
