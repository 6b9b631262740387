//! Patterns that match nothing, and repositories that lie within others of their set.
//!
//! What a tag, a registry or a path may be at all is the image room's to know (`Part`). A glob, or a
//! text that is compared with one, that has nothing in common with it never holds, whatever is pulled;
//! texts that are caught by other errors (`E0220`) never come here.

use crate::base::Span;
use crate::diag::{Code, Diagnostic};
use crate::lang::syntax::ast::{CompareOp, Expr, ExprKind, LiteralKind};
use crate::lang::types::Type;
use crate::world::image::{Glob, Part, RepoPattern};

use super::Subject;
use crate::lang::typeck::checked::{Conversion, Meaning};
use crate::lang::typeck::constant::{plain_text, unwrapped};

/// How many repositories of a set are held against each other.
const MOST: usize = 300;

pub(super) fn lint(subject: &Subject<'_, '_>, out: &mut Vec<Diagnostic>) {
    subject.each_expr(&mut |expr| match &expr.kind {
        ExprKind::Compare { op, left, right, .. } => {
            if matches!(op, CompareOp::In | CompareOp::NotIn)
                && matches!(subject.ty(left).required(), Type::Record(_) | Type::Repo)
            {
                within(subject, unwrapped(right), out);
            }
            compared(subject, *op, left, right, out);
        }
        ExprKind::Method { base, args, .. } => method(subject, expr, base, args, out),
        ExprKind::List(_) => {
            let conversion = subject.tables().conversions.get(&expr.id);
            if matches!(conversion, Some(Conversion::ListToSet(Type::Repo))) {
                within(subject, expr, out);
            }
        }
        _ => {}
    });
}

/// The part of a reference that an expression reads.
fn part(subject: &Subject<'_, '_>, expr: &Expr) -> Option<Part> {
    match subject.tables().meaning(unwrapped(expr).id) {
        Meaning::DerivedField(field) => match field.split_once('.')? {
            ("Image", "registry") => Some(Part::Registry),
            ("Image", "path") => Some(Part::Path),
            ("Image", "name") => Some(Part::Name),
            ("Image", "tag" | "effective_tag") => Some(Part::Tag),
            ("Image", "digest") => Some(Part::Digest),
            ("Image", "canonical") => Some(Part::Canonical),
            ("ImageUse" | "Pod" | "Object", "namespace") => Some(Part::Namespace),
            _ => None,
        },
        Meaning::ManifestField(field) if &**field == "namespace" => Some(Part::Namespace),
        _ => None,
    }
}

fn compared(
    subject: &Subject<'_, '_>,
    op: CompareOp,
    left: &Expr,
    right: &Expr,
    out: &mut Vec<Diagnostic>,
) {
    for (read, other) in [(left, right), (right, left)] {
        let Some(part) = part(subject, read) else { continue };
        match op {
            CompareOp::Matches => {
                let Some(glob) = subject.glob(other) else { continue };
                if !glob.may_match(part) {
                    out.push(says(subject, part, other.span, "matches"));
                }
            }
            CompareOp::Eq | CompareOp::Ne => never(subject, part, other, out),
            CompareOp::In | CompareOp::NotIn => {
                if let ExprKind::List(items) = &unwrapped(other).kind {
                    items.iter().for_each(|item| never(subject, part, item, out));
                }
            }
            _ => {}
        }
    }
}

fn never(subject: &Subject<'_, '_>, part: Part, text: &Expr, out: &mut Vec<Diagnostic>) {
    // That something is not empty is asked by habit.
    let never = |written: String| !written.is_empty() && !part.may_be(&written);
    if plain_text(text).is_some_and(never) {
        out.push(says(subject, part, text.span, "is"));
    }
}

/// `starts_with`, `ends_with`, `contains`.
fn method(
    subject: &Subject<'_, '_>,
    expr: &Expr,
    base: &Expr,
    args: &[Expr],
    out: &mut Vec<Diagnostic>,
) {
    let Meaning::Extern(symbol) = subject.tables().meaning(expr.id) else { return };
    let (before, behind, verb) = match &**symbol {
        "String.starts_with" => (false, true, "begins with"),
        "String.ends_with" => (true, false, "ends with"),
        "String.contains" => (true, true, "holds"),
        _ => return,
    };
    let (Some(part), [text]) = (part(subject, base), args) else { return };
    let Some(written) = plain_text(text) else { return };
    if !Glob::around(before, &written, behind).may_match(part) {
        out.push(says(subject, part, text.span, verb));
    }
}

fn says(subject: &Subject<'_, '_>, part: Part, span: Span, verb: &str) -> Diagnostic {
    let text = subject.text(span);
    let said = Diagnostic::new(Code::L0316, format!("no {} ever {verb} {text}", part.noun()))
        .at(subject.at(span), "in vain");
    let shell = text.contains("/*") && part == Part::Canonical;
    match part {
        Part::Canonical if text.starts_with("glob") && !shell => {
            said.help(format!("{}; `*` stops at `/`, `**` does not", part.looks()))
        }
        Part::Registry | Part::Name | Part::Tag if text.contains('/') => {
            said.help(format!("{}; ask `.canonical`, or `in repo\"…\"`", part.looks()))
        }
        _ => said.help(format!("change the text: {}", part.looks())),
    }
}

/// Members of a list of repositories that another member covers.
fn within(subject: &Subject<'_, '_>, list: &Expr, out: &mut Vec<Diagnostic>) {
    let ExprKind::List(items) = &list.kind else { return };
    if items.len() > MOST {
        return;
    }
    let read = |item: &Expr| match &unwrapped(item).kind {
        ExprKind::Literal(literal) if literal.kind == LiteralKind::Repo => {
            Some((RepoPattern::parse(&literal.text).ok()?, item.span))
        }
        _ => None,
    };
    let all: Vec<(RepoPattern, Span)> = items.iter().filter_map(read).collect();
    for (index, (one, span)) in all.iter().enumerate() {
        let covers = |(at, (other, its)): &(usize, &(RepoPattern, Span))| {
            let alike = subject.text(*its) == subject.text(*span);
            let mutual = one.covers_repository(other);
            *at != index && !alike && other.covers_repository(one) && (!mutual || *at < index)
        };
        let Some((_, (_, its))) = all.iter().enumerate().find(covers) else { continue };
        let (text, wider) = (subject.text(*span), subject.text(*its));
        let said = Diagnostic::new(Code::L0317, format!("`{text}` lies within `{wider}`"))
            .at(subject.at(*span), "adds nothing")
            .near(subject.at(*its), "covers it")
            .help("drop it, or the one that covers it if that is too wide");
        if !out.contains(&said) {
            out.push(said);
        }
    }
}
