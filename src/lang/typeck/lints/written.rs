//! What authors write out: values, lists of them, repositories, globs. A constant of the same file is
//! what it stands for.

use std::collections::BTreeSet;

use crate::lang::syntax::ast::{Expr, ExprKind, ItemKind, LiteralKind};
use crate::world::image::{Glob, RepoPattern};

use super::Subject;
use super::known::Value;
use crate::lang::typeck::checked::Meaning;
use crate::lang::typeck::constant::{plain_text, unwrapped};

impl<'w> Subject<'w, '_> {
    /// The expression that a constant of the top level stands for, else the expression itself.
    fn resolved<'e>(&self, expr: &'e Expr) -> (&'e Expr, bool)
    where
        'w: 'e,
    {
        let mut at = (unwrapped(expr), true);
        for _ in 0..8 {
            let ExprKind::Name(name) = &at.0.kind else { return at };
            let visible = self.world.visible(self.home, &name.text);
            let Some(decl) = visible.and_then(|visible| self.world.decl(visible.decl)) else {
                return at;
            };
            let ItemKind::Let(binding) = &decl.item.kind else { return at };
            if decl.home != self.home {
                return at;
            }
            at = (unwrapped(&binding.value), false);
        }
        at
    }

    /// The value that is written, if one is.
    pub(super) fn value(&self, expr: &Expr) -> Option<Value> {
        let (expr, own) = self.resolved(expr);
        self.value_of(expr, own)
    }

    fn value_of(&self, expr: &Expr, own: bool) -> Option<Value> {
        let expr = unwrapped(expr);
        match &expr.kind {
            ExprKind::Text(_) => Some(Value::Text(plain_text(expr)?.into())),
            ExprKind::Int(value) => Some(Value::Int(*value)),
            ExprKind::Bool(value) => Some(Value::Bool(*value)),
            ExprKind::Literal(literal) if literal.kind == LiteralKind::Repo => {
                Some(Value::Repo(RepoPattern::parse(&literal.text).ok()?.as_str().into()))
            }
            ExprKind::Name(_) | ExprKind::Field { .. } if own => {
                match self.tables().meaning(expr.id) {
                    Meaning::EnumValue(id, value) => Some(Value::Enum(id.0, *value)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The values of a list that is written out.
    pub(super) fn values(&self, expr: &Expr) -> Option<BTreeSet<Value>> {
        let (expr, own) = self.resolved(expr);
        let ExprKind::List(items) = &expr.kind else { return None };
        items.iter().map(|item| self.value_of(item, own)).collect()
    }

    /// The repositories that are written: one, or a list.
    pub(super) fn repositories(&self, expr: &Expr) -> Option<Vec<RepoPattern>> {
        let (expr, _) = self.resolved(expr);
        let read = |expr: &Expr| match &unwrapped(expr).kind {
            ExprKind::Literal(literal) if literal.kind == LiteralKind::Repo => {
                RepoPattern::parse(&literal.text).ok()
            }
            _ => None,
        };
        match &expr.kind {
            ExprKind::List(items) => items.iter().map(read).collect(),
            _ => Some(vec![read(expr)?]),
        }
    }

    /// The glob that is written.
    pub(super) fn glob(&self, expr: &Expr) -> Option<Glob> {
        match &self.resolved(expr).0.kind {
            ExprKind::Literal(literal) if literal.kind == LiteralKind::Glob => {
                Glob::parse(&literal.text).ok()
            }
            _ => None,
        }
    }
}
