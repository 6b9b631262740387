//! Conditions that come out the same whatever the manifests say.

use crate::diag::{Code, Diagnostic};
use crate::lang::syntax::ast::{Asked, CompareOp, Expr, ExprKind, Part};
use crate::lang::types::Type;

use super::{Subject, Where};
use crate::lang::typeck::fit;

pub(super) fn lint(subject: &Subject<'_, '_>, out: &mut Vec<Diagnostic>) {
    let mut whole = Vec::new();
    subject.each_condition(&mut |place, condition| {
        if let Some(truth) = truth(condition) {
            whole.push(condition.span);
            out.push(constant(subject, condition, truth, Some(place)));
        }
    });
    subject.each_expr(&mut |expr| {
        if whole.iter().any(|span| span.contains(expr.span)) {
            return;
        }
        match &expr.kind {
            ExprKind::And(all) | ExprKind::Or(all) => {
                for operand in all {
                    if let Some(truth) = truth(operand) {
                        out.push(constant(subject, operand, truth, None));
                    }
                }
            }
            ExprKind::If(condition, ..) => {
                if let Some(truth) = truth(condition) {
                    out.push(constant(subject, condition, truth, None));
                }
            }
            _ => never_absent(subject, expr, out),
        }
    });
}

/// What a condition of literals comes to.
pub(super) fn truth(expr: &Expr) -> Option<bool> {
    match &expr.kind {
        ExprKind::Paren(inner) => truth(inner),
        ExprKind::Bool(value) => Some(*value),
        ExprKind::Not(inner) => truth(inner).map(|truth| !truth),
        ExprKind::And(all) => {
            let all: Option<Vec<bool>> = all.iter().map(truth).collect();
            all.map(|all| all.iter().all(|truth| *truth))
        }
        ExprKind::Or(all) => {
            let all: Option<Vec<bool>> = all.iter().map(truth).collect();
            all.map(|all| all.iter().any(|truth| *truth))
        }
        ExprKind::Compare { op, left, right, .. } => compared(*op, left, right),
        _ => None,
    }
}

fn compared(op: CompareOp, left: &Expr, right: &Expr) -> Option<bool> {
    let (left, right) = (worth(left)?, worth(right)?);
    let order = match (&left, &right) {
        (Worth::Int(a), Worth::Int(b)) => Some(a.cmp(b)),
        _ => None,
    };
    match op {
        CompareOp::Eq => Some(left == right),
        CompareOp::Ne => Some(left != right),
        CompareOp::Lt => order.map(std::cmp::Ordering::is_lt),
        CompareOp::Le => order.map(std::cmp::Ordering::is_le),
        CompareOp::Gt => order.map(std::cmp::Ordering::is_gt),
        CompareOp::Ge => order.map(std::cmp::Ordering::is_ge),
        CompareOp::In | CompareOp::NotIn | CompareOp::Matches => None,
    }
}

/// A literal's value.
#[derive(PartialEq, Eq)]
enum Worth<'e> {
    Int(i64),
    Bool(bool),
    Text(Vec<&'e str>),
}

fn worth(expr: &Expr) -> Option<Worth<'_>> {
    match &expr.kind {
        ExprKind::Paren(inner) => worth(inner),
        ExprKind::Int(value) => Some(Worth::Int(*value)),
        ExprKind::Bool(value) => Some(Worth::Bool(*value)),
        ExprKind::Text(template) => {
            let pieces = template.parts.iter().map(|part| match part {
                Part::Text(text) => Some(&**text),
                Part::Expr(_) => None,
            });
            pieces.collect::<Option<Vec<_>>>().map(Worth::Text)
        }
        _ => None,
    }
}

fn constant(
    subject: &Subject<'_, '_>,
    expr: &Expr,
    truth: bool,
    place: Option<Where>,
) -> Diagnostic {
    let help = match (place, truth) {
        (Some(Where::Filter), true) => "drop the `where`",
        (Some(Where::Filter | Where::Obligation), false) => {
            "ask something of the manifest here, or remove the rule or statement"
        }
        (Some(Where::Obligation), true) => "ask something of the manifest here, or drop it",
        (Some(Where::Branch), _) => "keep the branch that runs, and drop the `if`",
        (None, _) => "drop it, or ask something of the manifest here",
    };
    Diagnostic::new(Code::L0306, format!("this condition is always {truth}"))
        .at(subject.at(expr.span), "whatever the manifests say")
        .help(help)
}

/// `is present`, `??` and `?.` of what is never absent.
fn never_absent(subject: &Subject<'_, '_>, expr: &Expr, out: &mut Vec<Diagnostic>) {
    let (operand, help) = match &expr.kind {
        ExprKind::Is(inner, Asked::Present) => (inner, "it is always true: drop it"),
        ExprKind::Is(inner, Asked::Absent) => (inner, "it is never true: drop it"),
        ExprKind::Default(left, _) => (left, "drop the `??` and what follows it"),
        ExprKind::Field { base, optional: true, .. }
        | ExprKind::Method { base, optional: true, .. } => (base, "write `.` instead of `?.`"),
        _ => return,
    };
    let ty = subject.ty(operand);
    if ty.is_optional() || fit::is_broken(ty) || *ty == Type::Never {
        return;
    }
    let name = subject.text(operand.span);
    let place = subject.at(expr.span);
    out.push(
        Diagnostic::new(Code::L0309, format!("`{name}` is never absent here"))
            .at(place, "this asks whether it is")
            .help(help),
    );
}
