//! The same thing twice: operands, tags, members of a set.

use std::collections::HashMap;

use crate::base::Span;
use crate::diag::{Code, Diagnostic};
use crate::lang::syntax::ast::{CompareOp, Expr, ExprKind};
use crate::lang::types::Type;

use super::Subject;
use super::form::Form;
use crate::lang::typeck::checked::Conversion;

pub(super) fn lint(subject: &Subject<'_, '_>, out: &mut Vec<Diagnostic>) {
    tags(subject, out);
    subject.each_expr(&mut |expr| match &expr.kind {
        ExprKind::Compare { op, left, right, .. } => compared(subject, *op, expr, left, right, out),
        ExprKind::And(all) => operands(subject, "and", all, out),
        ExprKind::Or(all) => operands(subject, "or", all, out),
        ExprKind::List(items) => members(subject, expr, items, out),
        _ => {}
    });
}

fn compared(
    subject: &Subject<'_, '_>,
    op: CompareOp,
    whole: &Expr,
    left: &Expr,
    right: &Expr,
    out: &mut Vec<Diagnostic>,
) {
    let same = subject.form(left) == subject.form(right);
    let literal = matches!(left.kind, ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Text(_));
    if !same || literal {
        return;
    }
    let truth = matches!(op, CompareOp::Eq | CompareOp::Le | CompareOp::Ge);
    let name = subject.text(left.span);
    out.push(
        Diagnostic::new(Code::L0307, format!("`{name}` is compared with itself"))
            .at(subject.at(whole.span), format!("always {truth}"))
            .help("compare it with something else, or drop the comparison"),
    );
}

fn operands(subject: &Subject<'_, '_>, word: &str, all: &[Expr], out: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<Form, Span> = HashMap::new();
    for operand in all {
        if let Some(first) = seen.get(&subject.form(operand)) {
            let shown = subject.text(operand.span);
            let message = format!("`{shown}` stands on both sides of `{word}`");
            out.push(
                Diagnostic::new(Code::L0307, message)
                    .at(subject.at(operand.span), "again here")
                    .near(subject.at(*first), "first here")
                    .help("drop one, or ask something else"),
            );
        } else {
            seen.insert(subject.form(operand), operand.span);
        }
    }
}

fn tags(subject: &Subject<'_, '_>, out: &mut Vec<Diagnostic>) {
    let Some(rule) = subject.rule() else { return };
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for tag in &rule.tags {
        match seen.get(&*tag.text) {
            Some(first) => out.push(
                Diagnostic::new(Code::L0308, format!("the tag `{}` is given twice", tag.text))
                    .at(subject.at(tag.span), "again here")
                    .near(subject.at(*first), "first here")
                    .help("drop one of them"),
            ),
            None => {
                seen.insert(&tag.text, tag.span);
            }
        }
    }
}

/// Members of a list that is read as a set.
fn members(subject: &Subject<'_, '_>, list: &Expr, items: &[Expr], out: &mut Vec<Diagnostic>) {
    let is_set =
        matches!(subject.tables().conversions.get(&list.id), Some(Conversion::ListToSet(_)));
    if !is_set || *subject.ty(list) == Type::Error {
        return;
    }
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for item in items {
        let text = subject.text(item.span);
        match seen.get(text) {
            Some(first) => out.push(
                Diagnostic::new(Code::L0310, format!("`{text}` is in this set twice"))
                    .at(subject.at(item.span), "again here")
                    .near(subject.at(*first), "first here")
                    .help("drop one of them"),
            ),
            None => {
                seen.insert(text, item.span);
            }
        }
    }
}
