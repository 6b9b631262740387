//! The order in which constants and functions are checked: each after those that it names.
//!
//! The order is found from the names in their bodies, before any type is known, by a depth-first
//! search with a stack of its own (a policy may chain more functions than a thread's stack holds
//! frames). Names that lead back to where the search came from are recursion, which the language
//! does not have; every name on the way round is labelled.
#![deny(clippy::wildcard_enum_match_arm)]

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::base::Place;
use crate::diag::Diagnostic;
use crate::lang::syntax::ast::{Expr, ExprKind, Item, Name};
use crate::lang::syntax::visit;

use super::errors::names as errors;
use super::world::{DeclId, DeclKind, Home, World};

/// A name in a body, and what it leads to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    pub(super) decl: DeclId,
    pub(super) place: Place,
}

/// What a body names of what its file sees.
pub(super) fn uses(world: &World<'_>, home: Home, item: &Item) -> Vec<Use> {
    let mut found = Vec::new();
    let mut note = |name: &Name| {
        if let Some(visible) = world.visible(home, &name.text) {
            found.push(Use { decl: visible.decl, place: world.place(home, name.span) });
        }
    };
    visit::item(item, &mut |expr| visit::walk(expr, &mut |e| named(e, &mut note)));
    found
}

fn named(expr: &Expr, note: &mut dyn FnMut(&Name)) {
    match &expr.kind {
        ExprKind::Name(name) | ExprKind::Call(name, _) => note(name),
        ExprKind::Int(_)
        | ExprKind::Decimal(_)
        | ExprKind::Bool(_)
        | ExprKind::Text(_)
        | ExprKind::Literal(_)
        | ExprKind::List(_)
        | ExprKind::Map(_)
        | ExprKind::Select(..)
        | ExprKind::Group(..)
        | ExprKind::Field { .. }
        | ExprKind::Index(..)
        | ExprKind::Method { .. }
        | ExprKind::As(..)
        | ExprKind::Not(_)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Compare { .. }
        | ExprKind::Is(..)
        | ExprKind::Default(..)
        | ExprKind::Arith { .. }
        | ExprKind::If(..)
        | ExprKind::Quantifier(..)
        | ExprKind::Paren(_)
        | ExprKind::Error => {}
    }
}

/// The order, and what is recursive.
pub(super) struct Order {
    /// Constants and functions, each after those that it names but for recursion.
    pub(super) decls: Vec<DeclId>,
    /// The recursions, one a cycle.
    pub(super) errors: Vec<Diagnostic>,
    /// By declaration: what it names.
    pub(super) uses: Vec<Vec<Use>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    /// On the way, in this place of it.
    Open(usize),
    Done,
}

/// A declaration whose names are being followed.
struct Step {
    decl: DeclId,
    /// How many of its names have been followed.
    at: usize,
    /// The sum of [`lot`] over what is on the way before it.
    before: u128,
}

/// Finds the order.
pub(super) fn order(world: &World<'_>) -> Order {
    let has_body = |id: DeclId| {
        world.decl(id).is_some_and(|d| matches!(d.kind, DeclKind::Let | DeclKind::Func(_)))
    };
    let all: Vec<Vec<Use>> = world
        .decls
        .iter()
        .map(|decl| {
            let mut found = uses(world, decl.home, &decl.item);
            found.retain(|u| has_body(u.decl));
            found
        })
        .collect();
    let mut search = Search {
        world,
        uses: &all,
        state: vec![State::New; world.decls.len()],
        stack: Vec::new(),
        done: Vec::new(),
        errors: Vec::new(),
        seen: HashSet::new(),
    };
    for index in 0..world.decls.len() {
        if has_body(DeclId(index)) {
            search.from(DeclId(index));
        }
    }
    let Search { done, errors, .. } = search;
    Order { decls: done, errors, uses: all }
}

struct Search<'w, 'a> {
    world: &'w World<'a>,
    uses: &'w [Vec<Use>],
    state: Vec<State>,
    stack: Vec<Step>,
    done: Vec<DeclId>,
    errors: Vec<Diagnostic>,
    /// The circles that were told: who is on them, as a sum of [`lot`].
    seen: HashSet<u128>,
}

impl Search<'_, '_> {
    fn from(&mut self, start: DeclId) {
        self.open(start);
        while let Some(step) = self.stack.last_mut() {
            let next = self.uses.get(step.decl.0).and_then(|uses| uses.get(step.at)).copied();
            step.at += 1;
            match next {
                Some(next) => match self.state.get(next.decl.0) {
                    Some(State::New) => self.open(next.decl),
                    Some(State::Open(start)) => self.recursion(*start),
                    _ => {}
                },
                None => {
                    if let Some(step) = self.stack.pop() {
                        if let Some(state) = self.state.get_mut(step.decl.0) {
                            *state = State::Done;
                        }
                        self.done.push(step.decl);
                    }
                }
            }
        }
    }

    fn open(&mut self, decl: DeclId) {
        if let Some(state) = self.state.get_mut(decl.0).filter(|s| **s == State::New) {
            *state = State::Open(self.stack.len());
            let last = self.stack.last();
            let before = last.map_or(0, |step| step.before.wrapping_add(lot(step.decl)));
            self.stack.push(Step { decl, at: 0, before });
        }
    }

    /// Reports the way from its place `start` round to there, once for the same declarations on it.
    fn recursion(&mut self, start: usize) {
        let Some(way) = self.stack.get(start..) else { return };
        let (Some(first), Some(last)) = (way.first(), way.last()) else { return };
        let sum = last.before.wrapping_add(lot(last.decl)).wrapping_sub(first.before);
        if !self.seen.insert(sum) {
            return;
        }
        let call = |step: &Step| {
            let used = self.uses.get(step.decl.0)?.get(step.at.checked_sub(1)?)?;
            let name = |id: DeclId| self.world.decl(id).map(|d| d.name.to_string());
            Some((name(step.decl)?, used.place, name(used.decl)?))
        };
        // Nobody follows a long one; where it begins and where it closes is told.
        let shown = if way.len() > SHOWN { SHOWN - 1 } else { way.len() };
        let begins = way.iter().take(shown);
        let closes = way.iter().skip(shown.max(way.len() - 1));
        let calls: Vec<(String, Place, String)> = begins.chain(closes).filter_map(call).collect();
        self.errors.push(errors::recursion(&calls, way.len() - calls.len()));
    }
}

/// Calls of a circle that are told.
const SHOWN: usize = 8;

/// A number for a declaration, so that sums of different ones differ.
fn lot(decl: DeclId) -> u128 {
    let half = |salt: u64| {
        let mut hasher = DefaultHasher::new();
        (salt, decl).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}
