//! How a rule comes to its verdict on a match: every part of its conditions, with its value and where
//! that came from.
//!
//! The match is run again with a sink that keeps every step. Steps are of the program; here they become
//! parts of the policy's text: what only repeats what stands above (a conversion, the equality within
//! `!=`, a literal, the name that a field is read of) is left out.

use std::collections::{BTreeSet, HashMap};

use super::covers::{came, covers, waive};
use super::finding::{location, object_name};
use super::held::{Held, Seat};
use super::run::Judge;
use super::waivers::Own;
use crate::base::Sources;
use crate::lang::eval::{Context, Outcome, Step, Subject, judge_object, judge_run, trace};
use crate::lang::ir::{Expr, ExprId, Matcher, ObligationKind, Piece, Program, Rule, Stmt};
use crate::lang::value::At;
use crate::report::trace::{Clause, Decided, Sort, Step as Part};
use crate::report::{Came, Finding};
use crate::world::kube::Profile;

/// Matches of a rule that are kept, the gravest; more are counted.
const KEPT: usize = 200;
/// Parts of a match that are kept; more are counted.
const PARTS: usize = 1_000;

/// Which matches are told.
pub struct Wanted<'q> {
    /// The object that they are in; none for all objects. A match that is the run is in none.
    pub seat: Option<Seat>,
    /// True for a match that is wanted.
    pub of: &'q dyn Fn(Option<Seat>, &Subject<'_>) -> bool,
    /// How many are told with their parts, failures first.
    pub explained: usize,
}

/// What a rule says of the matches that are wanted.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Its verdicts, the gravest first, each with the object that the match is in, if it is in one.
    pub all: Vec<(Option<Seat>, Decided)>,
    /// Matches that are counted and not told.
    pub left_out: usize,
}

impl Judge<'_> {
    /// The verdicts of rules (their indices) on what is held: for each rule, in order.
    pub fn decide(&self, rules: &[usize], held: &Held, wanted: &Wanted<'_>) -> Vec<Told> {
        let all = self.together(held.all());
        let run = all.run(self.lists());
        let context = Context { run: Some(&run), ..self.context(&all.index, all.unjudged) };
        let told =
            rules.iter().map(|rule| self.told(*rule, held, wanted, (&all.sources, &context)));
        told.collect()
    }

    fn told<'w>(
        &'w self,
        rule: usize,
        held: &'w Held,
        wanted: &Wanted<'_>,
        (sources, context): (&Sources, &Context<'w>),
    ) -> Told {
        let Some(it) = self.bound().program().rules.get(rule) else { return Told::default() };
        let mut finder = self.finder(sources);
        let mut found: Vec<(Option<Seat>, Decided, Subject<'w>)> = Vec::new();
        let mut left_out = 0;
        let (passing, mut used) = (self.passing(), BTreeSet::new());
        let mut take = |seat: Option<Seat>, own: &mut Option<Own>, outcome: Outcome<'w>| {
            if !(wanted.of)(seat, &outcome.subject) {
                return;
            }
            let keys = finder.keys(&outcome);
            let covers = covers(passing, it, &outcome, &keys, own, &mut used);
            let came = came(&outcome, &covers);
            if found.len() >= KEPT {
                left_out += 1;
                // The gravest stay, and of these the first.
                let milder = found.iter().rposition(|(_, it, _)| it.verdict < came);
                let Some(milder) = milder else { return };
                found.remove(milder);
            }
            let mut findings = Vec::new();
            let subject = outcome.subject;
            finder.findings(outcome, keys, &mut findings);
            waive(&mut findings, covers);
            let findings = findings.into_iter().map(|(_, finding)| finding).collect();
            let decided = decided(&subject, came, findings, self.profile());
            found.push((seat, decided, subject));
        };
        if it.matcher == Matcher::Manifests {
            let mut tell = |outcome: Outcome<'w>| take(None, &mut None, outcome);
            judge_run(self.bound(), &[rule], context, &mut tell);
        } else {
            let objects = held.objects();
            for (seat, object) in objects.filter(|(at, _)| wanted.seat.is_none_or(|it| it == *at)) {
                let mut own = Own::of(object, &passing.terms);
                let mut tell = |outcome: Outcome<'w>| take(Some(seat), &mut own, outcome);
                judge_object(self.bound(), &[rule], object, context, &mut tell);
            }
        }
        found.sort_by_key(|(_, decided, _)| std::cmp::Reverse(decided.verdict));
        let teller = Teller::new(self.bound().program(), it, sources);
        for (_, decided, subject) in found.iter_mut().take(wanted.explained) {
            let mut parts = match subject {
                // There is nothing that could be run.
                Subject::Hidden(_) => Vec::new(),
                _ => teller.parts(&trace(self.bound(), rule, *subject, context).steps),
            };
            decided.steps_left_out = parts.len().saturating_sub(PARTS);
            parts.truncate(PARTS);
            decided.steps = Some(parts);
        }
        let all = found.into_iter().map(|(seat, decided, _)| (seat, decided)).collect();
        Told { all, left_out }
    }
}

fn decided(
    subject: &Subject<'_>,
    came: Came,
    findings: Vec<Finding>,
    profile: &Profile,
) -> Decided {
    let at = subject.at();
    Decided {
        sort: match subject {
            Subject::Image(..) => Some(Sort::Image),
            Subject::Container(..) => Some(Sort::Container),
            Subject::Pod(..) => Some(Sort::Pod),
            Subject::Resource(_) => Some(Sort::Object),
            Subject::Hidden(_) | Subject::Run => None,
        },
        object: at.map(|at| object_name(at.object, profile)),
        path: at.map_or_else(String::new, |at| at.path().to_string()),
        location: at.map(|at| location(at.object.tree.source(), at.place().span)),
        verdict: came,
        findings,
        steps: None,
        steps_left_out: 0,
    }
}

/// Where a match stands: `deploy.yaml:17`; empty for the run.
pub fn line_of(subject: &Subject<'_>) -> String {
    subject.at().map_or_else(String::new, |at| {
        let source = at.object.tree.source();
        format!("{}:{}", source.name(), source.position(at.place().span.start).line)
    })
}

/// What a rule is on, as people say it.
pub fn on(rule: &Rule) -> String {
    match &rule.matcher {
        Matcher::Image => "images".to_owned(),
        Matcher::Container => "containers".to_owned(),
        Matcher::Pod => "pods".to_owned(),
        Matcher::Resource => "objects".to_owned(),
        Matcher::Manifests => "the run".to_owned(),
        Matcher::Kind(group, kind) if group.is_empty() => format!("objects of kind {kind}"),
        Matcher::Kind(group, kind) => format!("objects of kind {kind}.{group}"),
    }
}

/// Tells the steps of one match.
struct Teller<'t> {
    program: &'t Program,
    sources: &'t Sources,
    /// By the expression that is a clause's whole condition: what begins it.
    clauses: HashMap<ExprId, Clause>,
}

impl<'t> Teller<'t> {
    fn new(program: &'t Program, rule: &Rule, sources: &'t Sources) -> Self {
        let mut teller = Self { program, sources, clauses: HashMap::new() };
        teller.clauses.extend(rule.guard.map(|guard| (guard, Clause::Where)));
        teller.name_clauses(rule, &rule.body);
        teller
    }

    fn parts(&self, steps: &[Step<'_>]) -> Vec<Part> {
        let mut parts = Vec::new();
        // For each step that is open: its own depth, the depth of what is told within it.
        let mut open: Vec<Level> = Vec::new();
        for step in steps {
            open.retain(|level| level.of < step.depth);
            let above = open.last().copied();
            let clause = self.clauses.get(&step.expr).cloned();
            let begins = step.depth == 0;
            if begins && clause.is_none() {
                // A message, a fix: not what was decided.
                open.push(Level { of: 0, told: 0, expr: step.expr, silent: true });
                continue;
            }
            let silent = above.is_some_and(|level| level.silent);
            let told = above.map_or(0, |level| level.told);
            let repeats = silent || above.is_some_and(|level| self.repeats(step, level.expr));
            open.push(Level {
                of: step.depth,
                told: if repeats { told } else { told + 1 },
                expr: if repeats { above.map_or(step.expr, |level| level.expr) } else { step.expr },
                silent,
            });
            if !repeats {
                parts.push(self.part(step, told, clause));
            }
        }
        parts
    }

    /// True if a step says nothing that what stands above it does not say.
    fn repeats(&self, step: &Step<'_>, above: ExprId) -> bool {
        let program = self.program;
        let reads = |expr: &Expr| {
            matches!(
                expr,
                Expr::Field(..)
                    | Expr::Derived(..)
                    | Expr::RawField(..)
                    | Expr::Index(..)
                    | Expr::EntryKey(_)
                    | Expr::EntryValue(_)
            )
        };
        match program.expr(step.expr) {
            Expr::Literal(_) | Expr::Manifests | Expr::EmptyMap => true,
            Expr::Text(pieces) => !pieces.iter().any(|piece| matches!(piece, Piece::Value(_))),
            Expr::Local(_) if reads(program.expr(above)) => true,
            _ => program.place(step.expr) == program.place(above),
        }
    }

    fn part(&self, step: &Step<'_>, depth: usize, clause: Option<Clause>) -> Part {
        let place = self.program.place(step.expr);
        let source = place.and_then(|place| Some((self.sources.get(place.source)?, place.span)));
        let code = source.map_or("", |(source, span)| source.slice(span));
        let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
        let (value, mut reasons) = match step.derivation {
            Some(derivation) => {
                let told = derivation.to_string();
                let mut told = told.split(" ← ").map(str::to_owned);
                (told.next().unwrap_or_default(), told.collect())
            }
            None => (step.shown.clone(), Vec::new()),
        };
        reasons.extend(step.reason.map(str::to_owned));
        let manifest = step.at.map(|at| location(at.object.tree.source(), at.place().span));
        let missing = step.at.and_then(|at: At<'_>| at.missing).map(str::to_owned);
        let policy = source.map(|(source, span)| location(source, span));
        Part { depth, clause, code, policy, value, reasons, manifest, missing }
    }

    fn name_clauses(&mut self, rule: &Rule, body: &[Stmt]) {
        for statement in body {
            match statement {
                Stmt::Let(_, value) => {
                    let name = self.named(*value, "let ");
                    self.clauses.insert(*value, Clause::Let(name));
                }
                Stmt::Oblige(index) => {
                    let Some(obligation) = rule.obligations.get(*index as usize) else { continue };
                    let clause = match obligation.kind {
                        ObligationKind::Require => Clause::Require,
                        ObligationKind::Forbid => Clause::Forbid,
                        ObligationKind::Loop => continue,
                    };
                    self.clauses.insert(obligation.condition, clause);
                }
                Stmt::If(condition, then, otherwise) => {
                    self.clauses.insert(*condition, Clause::If);
                    self.name_clauses(rule, then);
                    self.name_clauses(rule, otherwise);
                }
                Stmt::For(over, body, _) => {
                    let name = self.named(over.over, "for ");
                    self.clauses.insert(over.over, Clause::For(name));
                    self.clauses.extend(over.filter.map(|filter| (filter, Clause::Where)));
                    self.name_clauses(rule, body);
                }
            }
        }
    }

    /// The name that a clause declares. A program has none any more: it stands behind the keyword that
    /// is nearest before the expression.
    fn named(&self, expr: ExprId, keyword: &str) -> String {
        let name = || {
            let place = self.program.place(expr)?;
            let source = self.sources.get(place.source)?;
            let before = source.text().get(..place.span.start as usize)?;
            let behind = before.get(before.rfind(keyword)? + keyword.len()..)?.trim_start();
            let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            behind.split(|c| !word(c)).next().filter(|name| !name.is_empty())
        };
        name().unwrap_or("…").to_owned()
    }
}

/// A step that is open.
#[derive(Clone, Copy)]
struct Level {
    /// Its depth among the steps.
    of: usize,
    /// The depth of what is told within it.
    told: usize,
    /// The expression that was told last on the way to it.
    expr: ExprId,
    /// Nothing in it is told.
    silent: bool,
}
