//! Which tests reach what.
//!
//! What a rule and the functions that it calls evaluate on a test's fixtures, a run with a sink tells
//! ([`Hits`]). Constants and defaults are computed before any manifest is read: a test reaches those that
//! what it evaluates names, directly or through others. A param that the test sets has no default there.

use std::collections::{BTreeSet, HashSet};

use crate::base::{Place, SourceId};
use crate::lang::eval::Hits;
use crate::lang::ir::{Expr, ExprId, Program};
use crate::lang::typeck::{PartId, Test};

use super::changes::Reach;
use super::made::Made;

/// What a test reaches.
#[derive(Debug, Default)]
pub(super) struct Reached {
    places: HashSet<Place>,
    rules: BTreeSet<usize>,
    requires: BTreeSet<usize>,
    constants: BTreeSet<usize>,
    params: BTreeSet<usize>,
    functions: BTreeSet<usize>,
}

impl Reached {
    /// By what was seen when the `index`-th test was run.
    pub(super) fn of(program: &Program, index: usize, test: &Test, hits: &Hits) -> Self {
        let mut reached = Self {
            rules: test.rules.iter().map(|id| id.0 as usize).collect(),
            requires: hits.requires.keys().copied().collect(),
            ..Self::default()
        };
        let set = program.tests.get(index);
        let set: BTreeSet<usize> =
            set.into_iter().flat_map(|set| set.with.iter().map(|(param, _)| *param)).collect();
        reached.places = hits.reached.iter().filter_map(|id| program.place(*id)).collect();
        let mut named: Vec<ExprId> = hits.reached.iter().copied().collect();
        let requires = reached.requires.iter().filter_map(|at| program.requires.get(*at));
        for require in requires {
            all_of(program, require.condition, &mut |id| {
                reached.places.extend(program.place(id));
                named.push(id);
            });
        }
        reached.follow(program, &set, named);
        reached
    }

    /// Takes in what expressions name, and what that names.
    fn follow(&mut self, program: &Program, set: &BTreeSet<usize>, mut named: Vec<ExprId>) {
        while let Some(id) = named.pop() {
            let top = match program.expr(id) {
                Expr::Constant(at) if self.constants.insert(*at as usize) => {
                    program.constants.get(*at as usize).map(|constant| constant.value)
                }
                Expr::Param(at) if !set.contains(&(*at as usize)) => {
                    let new = self.params.insert(*at as usize);
                    let param = program.params.get(*at as usize).filter(|_| new);
                    param.and_then(|param| param.default).map(|(value, _)| value)
                }
                Expr::Call(at, _) if self.functions.insert(*at as usize) => {
                    program.functions.get(*at as usize).map(|function| function.body)
                }
                _ => None,
            };
            if let Some(top) = top {
                all_of(program, top, &mut |id| named.push(id));
            }
        }
    }

    /// True if it reaches a mutant.
    pub(super) fn meets(&self, made: &Made) -> bool {
        match (made.id, made.change.reach) {
            (PartId::Constant(id), _) => self.constants.contains(&(id.0 as usize)),
            (PartId::Param(id), _) => self.params.contains(&(id.0 as usize)),
            (PartId::Require(index), _) => self.requires.contains(&index),
            (PartId::Rule(id), Reach::Item) => self.rules.contains(&(id.0 as usize)),
            (PartId::Function(id), Reach::Item) => self.functions.contains(&(id.0 as usize)),
            (_, Reach::Expr(span)) => self.places.contains(&Place::new(made.place.source, span)),
        }
    }
}

/// Calls `visit` with an expression and all that it holds.
fn all_of(program: &Program, top: ExprId, visit: &mut dyn FnMut(ExprId)) {
    let mut waiting = vec![top];
    while let Some(id) = waiting.pop() {
        visit(id);
        program.expr(id).each(program, &mut |part| waiting.push(part));
    }
}

/// The rules, of these, whose verdicts an item has a part in.
pub(in crate::author::testing) fn rules_of(
    program: &Program,
    id: PartId,
    rules: &[usize],
) -> Vec<usize> {
    if let PartId::Rule(id) = id {
        return vec![id.0 as usize];
    }
    let source = |at: &usize| program.rules.get(*at).map(|rule| rule.source);
    if let PartId::Require(at) = id {
        let own = program.requires.get(at).map(|require| require.place.source);
        return rules.iter().copied().filter(|rule| source(rule) == own).collect();
    }
    let mut having = Vec::new();
    for rule in rules {
        let mut all = Reached::default();
        let named = expressions(program, *rule);
        all.follow(program, &BTreeSet::new(), named);
        let has = match id {
            PartId::Function(id) => all.functions.contains(&(id.0 as usize)),
            PartId::Constant(id) => all.constants.contains(&(id.0 as usize)),
            PartId::Param(id) => all.params.contains(&(id.0 as usize)),
            PartId::Rule(_) | PartId::Require(_) => false,
        };
        having.extend(has.then_some(*rule));
    }
    having
}

/// All expressions of a rule: those that stand within it.
fn expressions(program: &Program, rule: usize) -> Vec<ExprId> {
    let Some(rule) = program.rules.get(rule) else { return Vec::new() };
    let mut found = Vec::new();
    let conditions =
        rule.obligations.iter().flat_map(|obligation| [Some(obligation.condition), obligation.at]);
    for top in conditions.flatten().chain(rule.guard) {
        all_of(program, top, &mut |id| found.push(id));
    }
    let mut blocks: Vec<&crate::lang::ir::Stmt> = rule.body.iter().collect();
    while let Some(stmt) = blocks.pop() {
        use crate::lang::ir::Stmt;
        let tops = match stmt {
            Stmt::Let(_, value) => vec![*value],
            Stmt::Oblige(_) => Vec::new(),
            Stmt::If(condition, then, otherwise) => {
                blocks.extend(then.iter().chain(otherwise));
                vec![*condition]
            }
            Stmt::For(over, body, _) => {
                blocks.extend(body);
                [Some(over.over), over.filter].into_iter().flatten().collect()
            }
        };
        for top in tops {
            all_of(program, top, &mut |id| found.push(id));
        }
    }
    found
}

/// True if the library's functions and constants are the business of these rules: theirs are among
/// them.
pub(super) fn owns(program: &Program, rules: &[usize], source: SourceId) -> bool {
    let of_library = |at: &usize| program.rules.get(*at).is_some_and(|r| r.source.is_library());
    !source.is_library() || rules.iter().any(of_library)
}
