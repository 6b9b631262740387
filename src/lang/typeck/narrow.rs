//! Narrowing: what a condition settles about the types of paths.
//!
//! [`Body::assume`] adds to the scope what holds where a condition is true (or false):
//!
//! | condition | true | false |
//! | --- | --- | --- |
//! | `p is present` | `p` is there | |
//! | `p is absent` | | `p` is there |
//! | `p is Kind` | `p` is there, and is of that kind | |
//! | `p == e`, `p in e`, `p matches e`, with `e` not optional | `p` is there | |
//! | `p != e`, `p not in e`, with `e` not optional | | `p` is there |
//! | `not c` | what `c` settles where false | what `c` settles where true |
//! | `c and d` | what either settles | what both settle |
//! | `c or d` | what both settle | what either settles |
//!
//! A path that is there has all it goes through: `a.b.c is present` says so of `a` and `a.b`.
//! `require` narrows nothing: rules go on after a failed one.

use crate::lang::syntax::ast::{Asked, CompareOp, Expr, ExprKind};
use crate::lang::types::Type;

use super::body::Body;
use super::kinds::{Lookup, find_kind};
use super::path::{Path, base_of};

/// What is known of paths.
type Facts = Vec<(Path, Type)>;

impl Body<'_, '_> {
    /// Takes it from here on that a condition (which has been checked) is true, or false.
    pub(super) fn assume(&mut self, condition: &Expr, truth: bool) {
        for (path, ty) in self.facts(condition, truth) {
            self.scope.assume(path, ty);
        }
    }

    fn facts(&self, condition: &Expr, truth: bool) -> Facts {
        let mut facts = Facts::new();
        match &condition.kind {
            ExprKind::Paren(inner) => return self.facts(inner, truth),
            ExprKind::Not(inner) => return self.facts(inner, !truth),
            ExprKind::And(all) => return self.facts_of_all(all, truth, truth),
            ExprKind::Or(all) => return self.facts_of_all(all, truth, !truth),
            ExprKind::Is(inner, Asked::Present) if truth => self.present(inner, &mut facts),
            ExprKind::Is(inner, Asked::Absent) if !truth => self.present(inner, &mut facts),
            ExprKind::Is(inner, Asked::Kind(kind)) if truth => {
                self.present(inner, &mut facts);
                let group = kind.group.as_ref().map(|g| &*g.text);
                let found = find_kind(self.world.input.kinds, &kind.kind.text, group);
                if let (Lookup::One(found), Some(path)) = (found, Path::of(inner)) {
                    let ty = found.record.map(Type::Record);
                    let ty = ty.unwrap_or_else(|| self.tables.ty(inner.id).required().clone());
                    facts.push((path, ty));
                }
            }
            ExprKind::Compare { op, left, right, .. } => {
                self.compared(*op, left, right, truth, &mut facts);
            }
            _ => {}
        }
        facts
    }

    /// Of several conditions, what any of them settles, or what all of them settle.
    fn facts_of_all(&self, all: &[Expr], truth: bool, any: bool) -> Facts {
        let mut each = all.iter().map(|operand| self.facts(operand, truth));
        let mut facts = each.next().unwrap_or_default();
        for next in each {
            if any {
                facts.extend(next);
            } else {
                facts.retain(|fact| next.contains(fact));
            }
        }
        facts
    }

    fn compared(&self, op: CompareOp, left: &Expr, right: &Expr, truth: bool, facts: &mut Facts) {
        let settles = match op {
            CompareOp::Eq | CompareOp::In | CompareOp::Matches => truth,
            CompareOp::Ne | CompareOp::NotIn => !truth,
            CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => false,
        };
        if !settles {
            return;
        }
        if !self.holds_absent(right, op) {
            self.present(left, facts);
        }
        let same = matches!(op, CompareOp::Eq | CompareOp::Ne);
        if same && !self.tables.ty(left.id).is_optional() {
            self.present(right, facts);
        }
    }

    /// True if what stands on the right of a comparison may be, or hold, something absent.
    fn holds_absent(&self, right: &Expr, op: CompareOp) -> bool {
        match self.tables.ty(right.id) {
            Type::Optional(_) => true,
            Type::List(item) | Type::Set(item) | Type::Map(item, _) => {
                matches!(op, CompareOp::In | CompareOp::NotIn) && item.is_optional()
            }
            _ => false,
        }
    }

    /// A path that is there, and all it goes through.
    fn present(&self, expr: &Expr, facts: &mut Facts) {
        let mut at = Some(expr);
        while let Some(expr) = at {
            if let (Some(path), Type::Optional(inner)) = (Path::of(expr), self.tables.ty(expr.id)) {
                facts.push((path, (**inner).clone()));
            }
            at = base_of(expr);
        }
    }
}
