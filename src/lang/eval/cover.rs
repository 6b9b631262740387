//! Which outcomes of conditions and obligations a run has seen.
//!
//! [`Hits`] is a sink: every condition that comes to true or false is counted, and every obligation that
//! is decided. What can't be decided counts as neither. Judging itself counts nothing; whoever wants
//! to know runs the same rules on the same matches once more.

use std::collections::{BTreeMap, BTreeSet};

use super::bind::Bound;
use super::machine::Machine;
use super::matching::{Context, matches_of};
use super::outcome::{Subject, Verdict};
use super::sink::Sink;
use super::trial::{self, Telling};
use crate::lang::ir::{ExprId, Matcher, Program};
use crate::lang::value::{Host, Truth, Value, Valued};
use crate::world::kube::Object;

/// How often something came to true, and how often to false.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// To true: an obligation held, a condition was met.
    pub yes: u64,
    /// To false.
    pub no: u64,
}

impl Seen {
    /// Counts an outcome; one that is unknown is none.
    fn count(&mut self, truth: Truth) {
        self.yes += u64::from(truth.holds());
        self.no += u64::from(truth.fails());
    }

    fn add(&mut self, other: Self) {
        self.yes += other.yes;
        self.no += other.no;
    }
}

/// What was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// Expressions that were evaluated, whatever they came to.
    pub reached: BTreeSet<ExprId>,
    /// By expression: what it came to.
    pub exprs: BTreeMap<ExprId, Seen>,
    /// By rule and obligation, indices into the program's: how it was decided.
    pub obligations: BTreeMap<(usize, u32), Seen>,
    /// By rule: matches on which an obligation was reached.
    pub matched: BTreeMap<usize, u64>,
    /// By top-level `require`: how often it held, and how often not.
    pub requires: BTreeMap<usize, Seen>,
    /// The rule that is being run.
    rule: usize,
}

impl Hits {
    /// Counts a top-level `require`.
    pub fn require(&mut self, index: usize, holds: bool) {
        self.requires.entry(index).or_default().count(Truth::from(holds));
    }

    /// Takes in what another one has seen.
    pub fn add(&mut self, other: &Self) {
        self.reached.extend(&other.reached);
        for (at, seen) in &other.exprs {
            self.exprs.entry(*at).or_default().add(*seen);
        }
        for (at, seen) in &other.obligations {
            self.obligations.entry(*at).or_default().add(*seen);
        }
        for (at, seen) in &other.requires {
            self.requires.entry(*at).or_default().add(*seen);
        }
        for (rule, count) in &other.matched {
            *self.matched.entry(*rule).or_default() += count;
        }
    }
}

impl<'w> Sink<'w> for Hits {
    const RECORDS: bool = true;

    fn leave(&mut self, _: &Program, expr: ExprId, value: &Valued<'w>) {
        self.reached.insert(expr);
        if let Value::Bool(truth) = value.value {
            self.exprs.entry(expr).or_default().count(Truth::from(truth));
        }
    }

    fn decided(&mut self, obligation: u32, decided: Truth) {
        self.obligations.entry((self.rule, obligation)).or_default().count(decided);
    }
}

/// Judges an object by rules (indices into the program's), and adds to `hits` what is seen.
pub fn cover_object<'w>(
    bound: &'w Bound<'w>,
    rules: &[usize],
    object: &'w Object,
    context: &Context<'w>,
    hits: Hits,
) -> Hits {
    let subjects = |matcher: &Matcher| {
        let matches = matches_of(matcher, object)?;
        let at = (0..).take(matches.count);
        Some(at.map(|at| (matches.of)(object, at)).collect())
    };
    cover(bound, rules, context, hits, subjects)
}

/// Judges the run by those of the rules that are on it, and adds to `hits` what is seen. The context
/// must hold the run.
pub fn cover_run<'w>(
    bound: &'w Bound<'w>,
    rules: &[usize],
    context: &Context<'w>,
    hits: Hits,
) -> Hits {
    let subjects = |matcher: &Matcher| (*matcher == Matcher::Manifests).then(|| vec![Subject::Run]);
    cover(bound, rules, context, hits, subjects)
}

fn cover<'w>(
    bound: &'w Bound<'w>,
    rules: &[usize],
    context: &Context<'w>,
    hits: Hits,
    subjects: impl Fn(&Matcher) -> Option<Vec<Subject<'w>>>,
) -> Hits {
    let host = Host::new(context.cluster, context.run, bound.today);
    let mut machine = Machine::new(bound, host, hits);
    for index in rules {
        let Some(rule) = bound.program.rules.get(*index) else { continue };
        machine.sink.rule = *index;
        for subject in subjects(&rule.matcher).unwrap_or_default() {
            let fuel = context.fuel_for(rule);
            let trial = trial::run(&mut machine, rule, subject, fuel, Telling::Findings);
            if trial.verdict() != Verdict::Skipped {
                *machine.sink.matched.entry(*index).or_default() += 1;
            }
        }
    }
    machine.sink
}
