//! How a rule comes to its verdict on a match: every part of its conditions, with its value and where
//! that came from.
//!
//! The match is run again with a sink that keeps every step. Steps are of the program; here they become
//! parts of the policy's text: what only repeats what stands above (a conversion, the equality within
//! `!=`, a literal, the name that a field is read of) is left out.

use std::collections::HashMap;

use super::held::{Held, Seat};
use super::run::Judge;
use crate::base::Sources;
use crate::lang::eval::{Context, Outcome, Step, Subject, Verdict, judge_object, judge_run, trace};
use crate::lang::ir::{Expr, ExprId, Matcher, ObligationKind, Piece, Program, Rule, Stmt};
use crate::lang::value::At;

/// A rule's verdict on a match.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The object that the match is in; none for the run.
    pub seat: Option<Seat>,
    /// The way to the match in its object.
    pub path: String,
    /// Where it stands: `deploy.yaml:17`; empty for the run.
    pub place: String,
    /// The verdict.
    pub verdict: Verdict,
    /// What its findings say.
    pub messages: Vec<String>,
    /// What was decided on the way, in order.
    pub parts: Vec<Part>,
}

/// A part of a rule that was evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// How deep it stands in others.
    pub depth: usize,
    /// What begins the clause that it is the whole condition of: `require`, `where`.
    pub clause: Option<&'static str>,
    /// Its text, on one line.
    pub code: String,
    /// What it came to.
    pub value: String,
    /// Where that came from, step by step: `implied tag latest`, `no tag, no digest`, `deploy.yaml:17`.
    pub origin: Vec<String>,
}

impl Judge<'_> {
    /// The verdicts of a rule (its index) on what is held. `wanted` chooses matches by the object, and
    /// by the place of the match; of those, `explained` are told with their parts, failures first.
    pub fn decide(
        &self,
        rule: usize,
        held: &Held,
        explained: usize,
        wanted: &dyn Fn(Option<Seat>, &str) -> bool,
    ) -> Vec<Decided> {
        let all = self.together(held.all());
        let run = all.run(self.lists());
        let context = Context { run: Some(&run), ..self.context(&all.index, all.unjudged) };
        let Some(it) = self.bound().program().rules.get(rule) else { return Vec::new() };
        let mut found: Vec<(Decided, Subject<'_>)> = Vec::new();
        if it.matcher == Matcher::Manifests {
            let mut tell = |outcome: Outcome<'_>| {
                let decided = decided(None, &outcome, &all.sources);
                if wanted(None, "") {
                    found.push((decided, Subject::Run));
                }
            };
            judge_run(self.bound(), &[rule], &context, &mut tell);
        } else {
            for (seat, object) in held.objects() {
                let mut tell = |outcome: Outcome<'_>| {
                    let decided = decided(Some(seat), &outcome, &all.sources);
                    if wanted(decided.seat, &decided.place) {
                        let subject = outcome.subject;
                        found.push((decided, same(object, subject)));
                    }
                };
                judge_object(self.bound(), &[rule], object, &context, &mut tell);
            }
        }
        found.sort_by_key(|(decided, _)| std::cmp::Reverse(decided.verdict));
        for (decided, subject) in found.iter_mut().take(explained) {
            if matches!(subject, Subject::Hidden(_)) {
                continue;
            }
            let trace = trace(self.bound(), rule, *subject, &context);
            let teller = Teller::new(self.bound().program(), it, &all.sources);
            decided.parts = teller.parts(&trace.steps);
        }
        found.into_iter().map(|(decided, _)| decided).collect()
    }
}

/// A subject, borrowed from where its object is held.
fn same<'w>(object: &'w crate::world::kube::Object, subject: Subject<'_>) -> Subject<'w> {
    match subject {
        Subject::Image(_, index) => Subject::Image(object, index),
        Subject::Container(_, index) => Subject::Container(object, index),
        Subject::Pod(_, index) => Subject::Pod(object, index),
        Subject::Resource(_) => Subject::Resource(object),
        Subject::Hidden(at) => Subject::Hidden(At::node(object, at.node)),
        Subject::Run => Subject::Run,
    }
}

fn decided(seat: Option<Seat>, outcome: &Outcome<'_>, sources: &Sources) -> Decided {
    let at = outcome.subject.at();
    Decided {
        seat,
        path: at.map_or_else(String::new, |at| at.path().to_string()),
        place: at.map_or_else(String::new, |at| line_of(&at, sources)),
        verdict: outcome.verdict,
        messages: outcome.failures.iter().map(|failure| failure.message.clone()).collect(),
        parts: Vec::new(),
    }
}

/// `deploy.yaml:17`.
fn line_of(at: &At<'_>, sources: &Sources) -> String {
    let place = at.place();
    let Some(source) = sources.get(place.source) else { return String::new() };
    format!("{}:{}", source.name(), source.position(place.span.start).line)
}

/// Tells the steps of one match.
struct Teller<'t> {
    program: &'t Program,
    sources: &'t Sources,
    /// By the expression that is a clause's whole condition: what begins it.
    clauses: HashMap<ExprId, &'static str>,
}

impl<'t> Teller<'t> {
    fn new(program: &'t Program, rule: &Rule, sources: &'t Sources) -> Self {
        let mut clauses = HashMap::new();
        clauses.extend(rule.guard.map(|guard| (guard, "where")));
        name_clauses(rule, &rule.body, &mut clauses);
        Self { program, sources, clauses }
    }

    fn parts(&self, steps: &[Step<'_>]) -> Vec<Part> {
        let mut parts = Vec::new();
        // For each step that is open: its own depth, the depth of what is told within it.
        let mut open: Vec<Level> = Vec::new();
        for step in steps {
            open.retain(|level| level.of < step.depth);
            let above = open.last().copied();
            let clause = self.clauses.get(&step.expr).copied();
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
                Expr::Field(..) | Expr::Derived(..) | Expr::RawField(..) | Expr::Index(..)
            )
        };
        match program.expr(step.expr) {
            Expr::Literal(_) | Expr::Manifests | Expr::EmptyMap => true,
            Expr::Text(pieces) => !pieces.iter().any(|piece| matches!(piece, Piece::Value(_))),
            Expr::Local(_) if reads(program.expr(above)) => true,
            _ => program.place(step.expr) == program.place(above),
        }
    }

    fn part(&self, step: &Step<'_>, depth: usize, clause: Option<&'static str>) -> Part {
        let place = self.program.place(step.expr);
        let code = place.and_then(|place| Some(self.sources.get(place.source)?.slice(place.span)));
        let code = code.unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
        let (value, mut origin) = match step.derivation {
            Some(derivation) => {
                let told = derivation.to_string();
                let mut told = told.split(" ← ").map(str::to_owned);
                (told.next().unwrap_or_default(), told.collect())
            }
            None => (step.shown.clone(), Vec::new()),
        };
        origin.extend(step.reason.map(str::to_owned));
        if let Some(at) = &step.at {
            let line = line_of(at, self.sources);
            origin.push(match at.missing {
                Some(key) => format!("no `{key}` at {line}"),
                None => line,
            });
        }
        Part { depth, clause, code, value, origin }
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

fn name_clauses(rule: &Rule, body: &[Stmt], clauses: &mut HashMap<ExprId, &'static str>) {
    let keyword = |index: &u32| {
        let obligation = rule.obligations.get(*index as usize)?;
        Some((
            obligation.condition,
            match obligation.kind {
                ObligationKind::Require => "require",
                ObligationKind::Forbid => "forbid",
                ObligationKind::Loop => "for … in",
            },
        ))
    };
    for statement in body {
        match statement {
            Stmt::Let(_, value) => {
                clauses.insert(*value, "let … =");
            }
            Stmt::Oblige(index) => clauses.extend(keyword(index)),
            Stmt::If(condition, then, otherwise) => {
                clauses.insert(*condition, "if");
                name_clauses(rule, then, clauses);
                name_clauses(rule, otherwise, clauses);
            }
            Stmt::For(over, body, _) => {
                clauses.insert(over.over, "for … in");
                clauses.extend(over.filter.map(|filter| (filter, "where")));
                name_clauses(rule, body, clauses);
            }
        }
    }
}
