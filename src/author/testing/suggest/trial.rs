//! What rules say of a fixture, as a test would run them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::fixture::fixtures;
use super::super::mutation::Yard;
use super::super::{profile, written};
use crate::diag::Severity;
use crate::judge::{Inputs, Judge, Settings};
use crate::lang::eval::Bound;
use crate::lang::ir::Program;
use crate::lang::typeck::Test;
use crate::report::Verdict;
use crate::world::kube::Profile;
use crate::world::measure::Date;

/// What rules say of a fixture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Verdicts {
    /// By line: the rules that fail or can't be decided there.
    pub(super) lines: BTreeMap<u32, BTreeSet<(String, bool)>>,
    /// Rules that passed, and on something.
    pub(super) passed: BTreeSet<String>,
}

impl Verdicts {
    /// True if a rule says anything.
    pub(super) fn decide(&self) -> bool {
        !self.lines.is_empty() || !self.passed.is_empty()
    }

    /// True if a rule fails somewhere.
    pub(super) fn fails(&self) -> bool {
        self.lines.values().flatten().any(|(_, undecided)| !undecided)
    }

    /// The rule of which a test would notice that these became those.
    pub(super) fn differs(&self, changed: Option<&Self>) -> Option<String> {
        let nothing = Self::default();
        let changed = changed.unwrap_or(&nothing);
        let marks = |of: &Self| -> BTreeSet<(u32, String, bool)> {
            let lines = of.lines.iter();
            lines.flat_map(|(at, all)| all.iter().map(|(r, u)| (*at, r.clone(), *u))).collect()
        };
        let (own, other) = (marks(self), marks(changed));
        let marked = own.symmetric_difference(&other).next().map(|(_, rule, _)| rule.clone());
        marked.or_else(|| self.passed.difference(&changed.passed).next().cloned())
    }
}

/// A test that fixtures are like: its params, cluster and day are theirs; none for the defaults.
pub(super) type Like = Option<(usize, Test)>;

/// A program as a test sets it.
pub(super) struct Stage<'p> {
    bound: Bound<'p>,
    settings: Settings,
}

impl<'p> Stage<'p> {
    /// For rules, by their index; nothing if their params are refused.
    pub(super) fn new(
        yard: &Yard<'_>,
        program: &'p Program,
        like: &Like,
        rules: &[usize],
    ) -> Option<Self> {
        let bound = match like {
            None => Bound::new(program, &[], None),
            Some((index, test)) => {
                let day = test.item.today.as_ref();
                let today = day.and_then(|day| Date::parse(&day.text).ok());
                Bound::of_test(program, *index, today)
            }
        };
        let own = |source| {
            let mut rules = rules.iter().filter_map(|at| program.rules.get(*at));
            rules.any(|rule| rule.source == source)
        };
        let refused = |index: usize| {
            program.requires.get(index).is_some_and(|require| own(require.place.source))
        };
        if bound.refusals().iter().any(|refusal| refused(refusal.require)) {
            return None;
        }
        let profile = match like {
            Some((_, test)) => profile(test).ok()?,
            None => Profile::default(),
        };
        let kinds = yard.kinds.clone();
        Some(Self {
            bound,
            settings: Settings { profile, kinds, jobs: Some(1), ..Settings::default() },
        })
    }

    /// Judges fixtures by these rules.
    pub(super) fn judge<'s>(&'s self, yard: &'s Yard<'_>, rules: &[usize]) -> Judge<'s> {
        Judge::with_rules(&self.bound, yard.sources, &self.settings, rules.to_vec())
    }
}

/// What rules say of a fixture; nothing if a test could not expect it: it is no clean input, or what is
/// found stands on no line.
pub(super) fn verdicts(judge: &Judge<'_>, text: &str) -> Option<Verdicts> {
    let inputs = Inputs::Texts(vec![("given 1".to_owned(), text.to_owned())]);
    let report = judge.judge(&inputs, &|| ());
    let broken = report.errors.iter().any(|error| error.severity == Severity::Error);
    if broken || report.summary.objects == 0 {
        return None;
    }
    let mut verdicts = Verdicts::default();
    for finding in &report.findings {
        let line = finding.manifest.as_ref()?.start.line;
        let undecided = finding.verdict == Verdict::Undecided;
        verdicts.lines.entry(line).or_default().insert((finding.rule.to_string(), undecided));
    }
    for counts in &report.summary.by_rule {
        if counts.passed > 0 && counts.failed + counts.undecided == 0 {
            verdicts.passed.insert(counts.rule.clone());
        }
    }
    Some(verdicts)
}

/// All that a test gives, as one text without marks; nothing if it can't be read.
pub(super) fn given(yard: &Yard<'_>, test: &Test) -> Option<String> {
    let fixtures = fixtures(test, yard.sources, yard.read).ok()?;
    let texts: Vec<String> = fixtures.iter().map(|f| written::without_marks(&f.text)).collect();
    Some(texts.join("---\n"))
}
