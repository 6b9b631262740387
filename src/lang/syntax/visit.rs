//! Walking a tree.
//!
//! [`children`] tells what an expression directly holds; [`walk`] and [`walk_body`] go all the way
//! down. The matches name every case, so that a new one can't be forgotten.
#![deny(clippy::wildcard_enum_match_arm)]

use super::ast::{
    Each, Edit, Expr, ExprKind, Fix, For, If, Item, ItemKind, Obligation, Part, Stmt, StmtKind,
    Template, Test,
};

/// Calls `f` with each expression that `expr` directly holds, from left to right.
pub fn children<'t>(expr: &'t Expr, f: &mut dyn FnMut(&'t Expr)) {
    match &expr.kind {
        ExprKind::Name(_)
        | ExprKind::Int(_)
        | ExprKind::Decimal(_)
        | ExprKind::Bool(_)
        | ExprKind::Literal(_)
        | ExprKind::Error => {}
        ExprKind::Text(text) => template(text, f),
        ExprKind::List(all) | ExprKind::And(all) | ExprKind::Or(all) | ExprKind::Call(_, all) => {
            all.iter().for_each(f);
        }
        ExprKind::Map(entries) => {
            for (key, value) in entries {
                f(key);
                f(value);
            }
        }
        ExprKind::Select(element, of) => {
            f(element);
            each(of, f);
        }
        ExprKind::Group(key, element, of) => {
            f(key);
            f(element);
            each(of, f);
        }
        ExprKind::Field { base, name: _, optional: _ } => f(base),
        ExprKind::Method { base, name: _, args, optional: _ } => {
            f(base);
            args.iter().for_each(f);
        }
        ExprKind::As(of, _) | ExprKind::Not(of) | ExprKind::Is(of, _) | ExprKind::Paren(of) => {
            f(of);
        }
        ExprKind::Index(left, right)
        | ExprKind::Default(left, right)
        | ExprKind::Compare { op: _, op_span: _, left, right }
        | ExprKind::Arith { plus: _, op_span: _, left, right } => {
            f(left);
            f(right);
        }
        ExprKind::If(condition, then, otherwise) => {
            f(condition);
            f(then);
            f(otherwise);
        }
        ExprKind::Quantifier(_, over, body) => {
            each(over, f);
            f(body);
        }
    }
}

/// Calls `f` with `expr` and everything in it, each before what it holds.
pub fn walk<'t>(expr: &'t Expr, f: &mut dyn FnMut(&'t Expr)) {
    f(expr);
    children(expr, &mut |child| walk(child, f));
}

/// Calls `f` with the expressions of a text.
pub fn template<'t>(text: &'t Template, f: &mut dyn FnMut(&'t Expr)) {
    for part in &text.parts {
        match part {
            Part::Text(_) => {}
            Part::Expr(expr) => f(expr),
        }
    }
}

/// Calls `f` with the expressions of `x in xs where E`.
pub fn each<'t>(each: &'t Each, f: &mut dyn FnMut(&'t Expr)) {
    f(&each.over);
    each.filter.iter().for_each(f);
}

/// Calls `f` with the statements that `stmt` directly holds, in order.
pub fn blocks<'t>(stmt: &'t Stmt, f: &mut dyn FnMut(&'t Stmt)) {
    match &stmt.kind {
        StmtKind::Let(_) | StmtKind::Obligation(_) | StmtKind::Broken(_) => {}
        StmtKind::If(If { condition: _, then, otherwise }) => {
            then.iter().chain(otherwise).for_each(f);
        }
        StmtKind::For(For { each: _, body }) => body.iter().for_each(f),
    }
}

/// Calls `f` with the expressions that `stmt` holds outside of nested statements, in the order
/// written but for the clauses of an obligation: condition, message, `at`, `help`, `fix`.
pub fn expressions<'t>(stmt: &'t Stmt, f: &mut dyn FnMut(&'t Expr)) {
    match &stmt.kind {
        StmtKind::Let(binding) => f(&binding.value),
        StmtKind::Obligation(obligation) => clauses(obligation, f),
        StmtKind::If(If { condition, then: _, otherwise: _ }) => f(condition),
        StmtKind::For(For { each: over, body: _ }) => each(over, f),
        StmtKind::Broken(_) => {}
    }
}

fn clauses<'t>(obligation: &'t Obligation, f: &mut dyn FnMut(&'t Expr)) {
    f(&obligation.condition);
    obligation.message.iter().for_each(|text| template(text, f));
    obligation.at.iter().for_each(&mut *f);
    obligation.help.iter().for_each(|text| template(text, f));
    let Some(Fix { span: _, safe: _, edits }) = &obligation.fix else { return };
    for edit in edits {
        match edit {
            Edit::Set { path, value } => {
                f(path);
                f(value);
            }
            Edit::Remove { path } => f(path),
        }
    }
}

/// Calls `f` with every statement of `body`, each before what it holds.
pub fn walk_body<'t>(body: &'t [Stmt], f: &mut dyn FnMut(&'t Stmt)) {
    for stmt in body {
        f(stmt);
        blocks(stmt, &mut |inner| walk_body(std::slice::from_ref(inner), f));
    }
}

/// Calls `f` with the expressions that `item` holds, statements included, but not with what those
/// expressions hold: for that, [`walk`] each.
pub fn item<'t>(item: &'t Item, f: &mut dyn FnMut(&'t Expr)) {
    match &item.kind {
        ItemKind::Import(_) | ItemKind::Record(_) | ItemKind::Enum(_) | ItemKind::Broken(_) => {}
        ItemKind::Param(param) => param.default.iter().for_each(f),
        ItemKind::Require(require) => {
            f(&require.condition);
            require.message.iter().for_each(|text| template(text, f));
        }
        ItemKind::Let(binding) => f(&binding.value),
        ItemKind::Func(func) => func.body.iter().for_each(f),
        ItemKind::Rule(rule) => {
            rule.guard.iter().for_each(&mut *f);
            walk_body(&rule.body, &mut |stmt| expressions(stmt, f));
        }
        ItemKind::Test(Test { with, .. }) => with.iter().for_each(|(_, value)| f(value)),
    }
}
