//! What there is to cover in a program.

use std::collections::BTreeSet;

use crate::base::{Place, SourceId};
use crate::lang::eval::{Hits, Seen};
use crate::lang::ir::{Expr, ExprId, Loop, Obligation, ObligationKind, Piece, Program, Rule, Stmt};

use super::Kind;

/// A place, what stands there and what was seen of it.
pub(super) type Placed = (Place, Kind, Seen);

/// All that is to be covered.
pub(super) fn points(program: &Program, hits: &Hits) -> Vec<Placed> {
    let mut walk = Walk { program, hits, points: Vec::new() };
    let mut sources: BTreeSet<SourceId> = BTreeSet::new();
    for (index, rule) in program.rules.iter().enumerate() {
        // Of the library only what somebody asked for.
        if rule.source.is_library() && !rule.in_force {
            continue;
        }
        sources.insert(rule.source);
        walk.rule(index, rule);
    }
    for (index, require) in program.requires.iter().enumerate() {
        if sources.contains(&require.place.source) {
            let seen = hits.requires.get(&index).copied().unwrap_or_default();
            walk.points.push((require.place, Kind::Require, seen));
        }
    }
    for function in &program.functions {
        let own = |place: Place| !place.source.is_library() || sources.contains(&place.source);
        if program.place(function.body).is_some_and(own) {
            walk.expr(function.body);
        }
    }
    walk.points
}

struct Walk<'p> {
    program: &'p Program,
    hits: &'p Hits,
    points: Vec<Placed>,
}

impl Walk<'_> {
    fn rule(&mut self, index: usize, rule: &Rule) {
        let yes = self.hits.matched.get(&index).copied().unwrap_or(0);
        self.points.push((rule.name, Kind::Rule(rule.id.to_string()), Seen { yes, no: 0 }));
        if let Some(guard) = rule.guard {
            self.condition(guard, Kind::Where);
            self.expr(guard);
        }
        self.block(&rule.body);
        for (at, obligation) in (0..).zip(&rule.obligations) {
            self.obligation((index, at), obligation);
        }
    }

    /// Conditions of statements; their obligations stand in the rule.
    fn block(&mut self, statements: &[Stmt]) {
        for statement in statements {
            match statement {
                Stmt::Let(_, value) => self.expr(*value),
                Stmt::Oblige(_) => {}
                Stmt::If(condition, then, otherwise) => {
                    self.condition(*condition, Kind::If);
                    self.expr(*condition);
                    self.block(then);
                    self.block(otherwise);
                }
                Stmt::For(over, body, _) => {
                    self.filter(over);
                    self.expr(over.over);
                    if let Some(filter) = over.filter {
                        self.expr(filter);
                    }
                    self.block(body);
                }
            }
        }
    }

    fn obligation(&mut self, at: (usize, u32), obligation: &Obligation) {
        let kind = match obligation.kind {
            ObligationKind::Require => Kind::Require,
            ObligationKind::Forbid => Kind::Forbid,
            // Its list is walked where the loop stands, and it has nothing to fail.
            ObligationKind::Loop => return,
        };
        let seen = self.hits.obligations.get(&at).copied().unwrap_or_default();
        self.points.push((obligation.place, kind, seen));
        self.expr(obligation.condition);
        let texts = [Some(&obligation.message), obligation.help.as_ref()];
        for piece in texts.into_iter().flatten().flat_map(|message| message.iter()) {
            if let Piece::Value(value) = piece {
                self.expr(*value);
            }
        }
        if let Some(at) = obligation.at {
            self.expr(at);
        }
    }

    /// Conditions within an expression. The stack is our own, as deep as the expression is large.
    fn expr(&mut self, top: ExprId) {
        let program = self.program;
        let mut waiting = vec![top];
        while let Some(id) = waiting.pop() {
            let expr = program.expr(id);
            match expr {
                Expr::If(condition, ..) => self.condition(*condition, Kind::If),
                Expr::Select(over, _) | Expr::Group(over, ..) => self.filter(over),
                _ => {}
            }
            expr.each(program, &mut |part| waiting.push(part));
        }
    }

    fn filter(&mut self, over: &Loop) {
        if let Some(filter) = over.filter {
            self.condition(filter, Kind::Where);
        }
    }

    fn condition(&mut self, condition: ExprId, kind: Kind) {
        let Some(place) = self.program.place(condition) else { return };
        let seen = self.hits.exprs.get(&condition).copied().unwrap_or_default();
        self.points.push((place, kind, seen));
    }
}
