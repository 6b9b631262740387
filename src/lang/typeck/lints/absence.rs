//! Obligations that absence alone would satisfy.
//!
//! `require i.tag != "latest"` holds where there is no tag, which is `latest` to the kubelet. The
//! author may have meant that; the lint asks for it to be said. An obligation is taken apart into
//! what must hold each on its own (`require a and b`, `forbid a or b`, `all x in xs: …`), and each
//! part is reckoned through with one optional operand absent and all else unknown.

use crate::diag::{Code, Diagnostic};
use crate::lang::syntax::ast::{Asked, CompareOp, Expr, ExprKind, Polarity, Quantifier};
use crate::lang::syntax::visit;

use super::Subject;
use crate::lang::typeck::path::Path;

pub(super) fn lint(subject: &Subject<'_, '_>, out: &mut Vec<Diagnostic>) {
    subject.each_obligation(&mut |obligation| {
        let wanted = obligation.polarity == Polarity::Require;
        parts(&obligation.condition, wanted, &mut |part, wanted| {
            if let Some((operand, comparison)) = satisfied(subject, part, wanted) {
                out.push(says(subject, operand, comparison));
            }
        });
    });
}

/// Calls `f` with each part that must be true (or false) on its own.
fn parts<'e>(expr: &'e Expr, wanted: bool, f: &mut dyn FnMut(&'e Expr, bool)) {
    match &expr.kind {
        ExprKind::Paren(inner) => parts(inner, wanted, f),
        ExprKind::Not(inner) => parts(inner, !wanted, f),
        ExprKind::And(all) if wanted => all.iter().for_each(|part| parts(part, wanted, f)),
        ExprKind::Or(all) if !wanted => all.iter().for_each(|part| parts(part, wanted, f)),
        ExprKind::Quantifier(Quantifier::All, _, body) if wanted => parts(body, true, f),
        ExprKind::Quantifier(Quantifier::None, _, body) if wanted => parts(body, false, f),
        ExprKind::Quantifier(Quantifier::Any, _, body) if !wanted => parts(body, false, f),
        _ => f(expr, wanted),
    }
}

/// The optional operand, and the comparison it stands in, whose absence decides the part.
fn satisfied<'e>(
    subject: &Subject<'_, '_>,
    part: &'e Expr,
    wanted: bool,
) -> Option<(&'e Expr, &'e Expr)> {
    let mut found = None;
    visit::walk(part, &mut |expr| {
        let ExprKind::Compare { left, right, .. } = &expr.kind else { return };
        for (operand, other) in [(left, right), (right, left)] {
            let absent = Absent { operand, path: Path::of(operand), subject };
            let optional = subject.ty(operand).is_optional() && !subject.ty(other).is_optional();
            if found.is_none() && optional && absent.truth(part) == Some(wanted) {
                found = Some((&**operand, expr));
            }
        }
    });
    found
}

/// A world in which one operand is absent, and nothing else is known.
struct Absent<'e, 'w, 'a> {
    operand: &'e Expr,
    path: Option<Path>,
    subject: &'e Subject<'w, 'a>,
}

impl Absent<'_, '_, '_> {
    fn is(&self, expr: &Expr) -> bool {
        expr.id == self.operand.id || self.path.is_some() && Path::of(expr) == self.path
    }

    /// What an expression comes to, if that is certain.
    fn truth(&self, expr: &Expr) -> Option<bool> {
        match &expr.kind {
            ExprKind::Paren(inner) => self.truth(inner),
            ExprKind::Bool(value) => Some(*value),
            ExprKind::Not(inner) => self.truth(inner).map(|truth| !truth),
            ExprKind::And(all) => self.chain(all, false),
            ExprKind::Or(all) => self.chain(all, true),
            ExprKind::Is(inner, asked) if self.is(inner) => Some(matches!(asked, Asked::Absent)),
            ExprKind::Compare { op, left, right, .. } if self.is(left) || self.is(right) => {
                let other = if self.is(left) { right } else { left };
                if self.subject.ty(other).is_optional() {
                    return None;
                }
                match op {
                    CompareOp::Eq | CompareOp::In | CompareOp::Matches => Some(false),
                    CompareOp::Ne | CompareOp::NotIn => Some(true),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// A chain that one `decisive` operand decides.
    fn chain(&self, all: &[Expr], decisive: bool) -> Option<bool> {
        let mut certain = true;
        for operand in all {
            match self.truth(operand) {
                Some(truth) if truth == decisive => return Some(decisive),
                Some(_) => {}
                None => certain = false,
            }
        }
        certain.then_some(!decisive)
    }
}

fn says(subject: &Subject<'_, '_>, operand: &Expr, comparison: &Expr) -> Diagnostic {
    let (x, whole) = (subject.text(operand.span), subject.text(comparison.span));
    let message = format!("this holds where `{x}` is absent, whatever the manifest pulls");
    let negative =
        matches!(&comparison.kind, ExprKind::Compare { op: CompareOp::Ne | CompareOp::NotIn, .. });
    let (allowed, refused) = if negative {
        (format!("{x} is absent or {whole}"), format!("{x} is present and {whole}"))
    } else {
        (format!("{x} is present and {whole}"), format!("{x} is absent or {whole}"))
    };
    Diagnostic::new(Code::L0301, message)
        .at(subject.at(comparison.span), format!("absent, `{x}` decides it"))
        .help(format!("say that it may be absent: `{allowed}`"))
        .help(format!("or that it may not: `{refused}`"))
}
