//! What rules are judged on: the matches of an object, and the run.

use super::bind::Bound;
use super::machine::Machine;
use super::outcome::{Outcome, Subject, Undecided, Verdict};
use super::shared::Answers;
use super::sink::{Reads, Silent, Trace};
use super::trial::{self, Telling, Told};
use crate::lang::ir::{Matcher, Rule};
use crate::lang::value::{At, Cause, Cluster, Host, Problem, Run, Why, is_of_kind};
use crate::world::kube::{Hides, Object};

/// Steps that one match may take, unless told otherwise.
pub const FUEL: u64 = 10_000_000;

/// Steps that a rule may take on all of one kind in an object together, as many times those of one match.
const MATCHES: u64 = 2;

/// Steps that it may take there besides, for each match.
const STEPS_A_MATCH: u64 = 500;

/// Steps that a rule may take besides for everything that the run holds, if it reads the run.
const STEPS_A_THING: u64 = 1_000;

/// The most of those: a rule that compares each with each would take minutes of a large run.
const STEPS_OF_THE_RUN: u64 = 10_000_000;

/// What surrounds the objects that are judged.
#[derive(Clone, Copy)]
pub struct Context<'w> {
    /// The cluster, as far as the run knows it.
    pub cluster: Cluster<'w>,
    /// The run's own objects, if the rules read them.
    pub run: Option<&'w Run<'w>>,
    /// Steps that one match may take; one that reads the run has some more for all that it holds.
    pub fuel: u64,
    /// True if findings tell what was read: a match that has any is judged once more, and watched.
    pub reads: bool,
}

impl<'w> Context<'w> {
    /// With the usual fuel, and without the run's objects.
    pub fn new(cluster: Cluster<'w>) -> Self {
        Self { cluster, run: None, fuel: FUEL, reads: true }
    }

    /// Steps that a match of this rule may take: more for one that goes through all of the run.
    pub(super) fn fuel_for(&self, rule: &Rule) -> u64 {
        let things = self.run.filter(|_| rule.needs.run).map_or(0, |run| run.things);
        let more = STEPS_A_THING.saturating_mul(things as u64).min(STEPS_OF_THE_RUN);
        self.fuel.saturating_add(more)
    }
}

/// Is told of every rule and match.
pub trait Audience<'w> {
    /// Whether it would hear what a rule (an index into the program's) finds, if it came to this verdict;
    /// else it is told of the verdict alone, and how much was found.
    fn wants(&self, rule: usize, verdict: Verdict) -> bool;

    /// What became of a rule on a match.
    fn tell(&mut self, outcome: Outcome<'w>);

    /// The same, where there is nothing to be said: it passed, or was skipped.
    fn hold(&mut self, rule: usize, subject: Subject<'w>, verdict: Verdict) {
        let (failures, undecided) = (Vec::new(), Vec::new());
        self.tell(Outcome { rule, subject, verdict, failures, undecided, untold: 0 });
    }
}

/// Whoever just listens wants to hear all.
impl<'w, F: FnMut(Outcome<'w>)> Audience<'w> for F {
    fn wants(&self, _: usize, _: Verdict) -> bool {
        true
    }

    fn tell(&mut self, outcome: Outcome<'w>) {
        self(outcome);
    }
}

/// Judges an object by rules (indices into the program's), and tells of every rule and match.
/// Returns what was read in the manifest and is not as Kubernetes reads it.
pub fn judge_object<'w>(
    bound: &'w Bound<'w>,
    rules: &[usize],
    object: &'w Object,
    context: &Context<'w>,
    audience: &mut dyn Audience<'w>,
) -> Vec<Problem<'w>> {
    let judge = Judge::new(bound, context);
    Judging { rules: judge.named(rules), judge }.object(object, audience)
}

/// Judges one object after the other by the same rules.
pub struct Judging<'w> {
    rules: Vec<(usize, &'w Rule)>,
    judge: Judge<'w>,
}

impl<'w> Judging<'w> {
    /// By rules (indices into the program's).
    pub fn new(bound: &'w Bound<'w>, rules: &[usize], context: &Context<'w>) -> Self {
        let mut judge = Judge::new(bound, context);
        judge.machine.answers = Answers::new(bound.questions());
        Self { rules: judge.named(rules), judge }
    }

    /// Judges an object, and tells of every rule and match. Returns what was read in the manifest and
    /// is not as Kubernetes reads it.
    pub fn object(
        &mut self,
        object: &'w Object,
        audience: &mut dyn Audience<'w>,
    ) -> Vec<Problem<'w>> {
        self.judge.machine.answers.next_object();
        for (index, rule) in &self.rules {
            self.judge.matches(*index, rule, object, audience);
        }
        self.judge.machine.host.take_problems()
    }
}

/// Judges the run by rules (indices into the program's) that are on `manifests`; others it leaves
/// alone. The context must hold the run.
pub fn judge_run<'w>(
    bound: &'w Bound<'w>,
    rules: &[usize],
    context: &Context<'w>,
    audience: &mut dyn Audience<'w>,
) -> Vec<Problem<'w>> {
    let mut judge = Judge::new(bound, context);
    for (index, rule) in judge.named(rules) {
        if rule.matcher == Matcher::Manifests {
            let fuel = context.fuel_for(rule);
            judge.outcome(index, rule, (Subject::Run, fuel), audience);
        }
    }
    judge.machine.host.problems
}

/// Runs one rule on one match again and tells every step.
pub fn trace<'w>(
    bound: &'w Bound<'w>,
    rule: usize,
    subject: Subject<'w>,
    context: &Context<'w>,
) -> Trace<'w> {
    let host = Host::new(context.cluster, context.run, bound.today);
    let mut machine = Machine::new(bound, host, Trace::default());
    if let Some(rule) = bound.program.rules.get(rule) {
        let fuel = context.fuel_for(rule);
        trial::run(&mut machine, rule, subject, fuel, Telling::Findings);
    }
    machine.sink
}

/// How many steps a rule that is on `manifests` takes on the run, within its fuel.
pub fn steps(bound: &Bound<'_>, rule: usize, context: &Context<'_>) -> u64 {
    let mut judge = Judge::new(bound, context);
    let Some(rule) = bound.program.rules.get(rule) else { return 0 };
    let fuel = context.fuel_for(rule);
    trial::run(&mut judge.machine, rule, Subject::Run, fuel, Telling::Verdict);
    fuel - judge.machine.host.fuel
}

struct Judge<'w> {
    bound: &'w Bound<'w>,
    context: Context<'w>,
    machine: Machine<'w, Silent>,
    /// Runs again what is to be told.
    recorder: Machine<'w, Reads<'w>>,
}

impl<'w> Judge<'w> {
    fn new(bound: &'w Bound<'w>, context: &Context<'w>) -> Self {
        let host = || Host::new(context.cluster, context.run, bound.today);
        let machine = Machine::new(bound, host(), Silent);
        let recorder = Machine::new(bound, host(), Reads::default());
        Self { bound, context: *context, machine, recorder }
    }

    fn named(&self, rules: &[usize]) -> Vec<(usize, &'w Rule)> {
        let all = &self.bound.program.rules;
        rules.iter().filter_map(|index| Some((*index, all.get(*index)?))).collect()
    }

    fn matches(
        &mut self,
        index: usize,
        rule: &'w Rule,
        object: &'w Object,
        audience: &mut dyn Audience<'w>,
    ) {
        let Some(Matches { count, of, hidden }) = matches_of(&rule.matcher, object) else { return };
        let fuel = self.context.fuel_for(rule);
        // Each that looks at all others would take minutes where there are many.
        let more = STEPS_A_MATCH.saturating_mul(count as u64);
        let mut left = fuel.saturating_mul(MATCHES).saturating_add(more);
        for at in (0..).take(count) {
            let fuel = fuel.min(left);
            self.machine.answers.of_match(at as usize);
            self.outcome(index, rule, (of(object, at), fuel), audience);
            left = left.saturating_sub(fuel - self.machine.host.fuel);
        }
        for list in object.open.iter().filter(|list| hidden.contains(&list.hides)) {
            audience.tell(hidden_match(index, At::node(object, list.node)));
        }
    }

    fn outcome(
        &mut self,
        index: usize,
        rule: &'w Rule,
        (subject, fuel): (Subject<'w>, u64),
        audience: &mut dyn Audience<'w>,
    ) {
        let telling = match audience.wants(index, Verdict::Failed) {
            false => Telling::Unheard,
            // What a rule on the run has read may be where its finding stands.
            true if self.context.reads || matches!(subject, Subject::Run) => Telling::Verdict,
            true => Telling::Findings,
        };
        let trial = trial::run(&mut self.machine, rule, subject, fuel, telling);
        let (verdict, found) = (trial.verdict(), trial.findings);
        if matches!(verdict, Verdict::Passed | Verdict::Skipped) {
            return audience.hold(index, subject, verdict);
        }
        let (failures, undecided) = match verdict {
            _ if !audience.wants(index, verdict) => (Vec::new(), Vec::new()),
            // The same steps once more would tell no more than that there were too many.
            Verdict::Undecided if self.machine.host.exhausted => {
                (Vec::new(), vec![trial::exhausted(subject)])
            }
            _ if telling == Telling::Findings => trial.told(),
            _ => self.findings(rule, subject, fuel),
        };
        let untold = match (failures.len() + undecided.len(), verdict) {
            (0, Verdict::Undecided) if self.machine.host.exhausted => 1,
            (0, _) => found,
            _ => 0,
        };
        audience.tell(Outcome { rule: index, subject, verdict, failures, undecided, untold });
    }

    /// What a rule finds on a match: it is run once more, and recorded.
    fn findings(&mut self, rule: &'w Rule, subject: Subject<'w>, fuel: u64) -> Told<'w> {
        let trial = trial::run(&mut self.recorder, rule, subject, fuel, Telling::Findings);
        // What only a message reads is a problem too.
        for problem in self.recorder.host.take_problems() {
            self.machine.host.report(problem);
        }
        trial.told()
    }
}

/// The matches of a rule in an object.
pub(super) struct Matches<'w> {
    pub(super) count: usize,
    pub(super) of: fn(&'w Object, u32) -> Subject<'w>,
    /// What of the object's open lists may hide more.
    hidden: &'static [Hides],
}

/// What a matcher matches in an object; nothing for one on the run.
pub(super) fn matches_of<'w>(matcher: &Matcher, object: &'w Object) -> Option<Matches<'w>> {
    let all: &[Hides] = &[Hides::Pods, Hides::Containers, Hides::Images];
    let itself = |count| Matches { count, of: |object, _| Subject::Resource(object), hidden: &[] };
    Some(match matcher {
        Matcher::Image => Matches { count: object.images.len(), of: Subject::Image, hidden: all },
        Matcher::Container => Matches {
            count: object.containers.len(),
            of: Subject::Container,
            hidden: &[Hides::Pods, Hides::Containers],
        },
        Matcher::Pod => {
            Matches { count: object.pods.len(), of: Subject::Pod, hidden: &[Hides::Pods] }
        }
        Matcher::Resource => itself(1),
        Matcher::Kind(group, kind) => itself(usize::from(is_of_kind(object, group, kind))),
        Matcher::Manifests => return None,
    })
}

/// A list that can't be read may hide a match.
fn hidden_match(rule: usize, at: At<'_>) -> Outcome<'_> {
    let causes = vec![Cause { why: Why::OpenList, at: Some(at) }];
    let (obligation, reads) = (None, Vec::new());
    Outcome {
        rule,
        subject: Subject::Hidden(at),
        verdict: Verdict::Undecided,
        failures: Vec::new(),
        undecided: vec![Undecided { obligation, at: Some(at), causes, reads }],
        untold: 0,
    }
}
