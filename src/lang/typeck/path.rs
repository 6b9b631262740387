//! Paths: the expressions whose type can be narrowed.
//!
//! A path starts at a name and goes on through fields and through items whose index is a constant or
//! a path itself. Nothing changes while a rule runs, so two equal paths are the same value, and
//! what a condition says of one holds of the other. `a?.b` is the path `a.b`.

use crate::lang::syntax::ast::{Expr, ExprKind, Part};

/// A path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Path {
    /// A local, param, constant, `manifests` or `today`.
    root: Box<str>,
    steps: Vec<Step>,
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    Field(Box<str>),
    Text(Box<str>),
    Int(i64),
    By(Path),
}

impl Path {
    /// The path that `expr` is, if it is one.
    ///
    /// A name stands for itself: since no name shadows another, equal names that are visible at one
    /// point are one thing.
    pub(super) fn of(expr: &Expr) -> Option<Self> {
        match &expr.kind {
            ExprKind::Paren(inner) => Self::of(inner),
            ExprKind::Name(name) => Some(Self { root: name.text.clone(), steps: Vec::new() }),
            ExprKind::Field { base, name, .. } => {
                Some(Self::of(base)?.then(Step::Field(name.text.clone())))
            }
            ExprKind::Index(base, index) => {
                let step = Step::of_index(index)?;
                Some(Self::of(base)?.then(step))
            }
            _ => None,
        }
    }

    fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }
}

impl Step {
    fn of_index(index: &Expr) -> Option<Self> {
        match &index.kind {
            ExprKind::Paren(inner) => Self::of_index(inner),
            ExprKind::Int(value) => Some(Self::Int(*value)),
            ExprKind::Text(template) => match template.parts.as_slice() {
                [] => Some(Self::Text("".into())),
                [Part::Text(text)] => Some(Self::Text(text.clone())),
                _ => None,
            },
            _ => Path::of(index).map(Self::By),
        }
    }
}

/// The base of a field or item, without parentheses.
pub(super) fn base_of(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        ExprKind::Paren(inner) => base_of(inner),
        ExprKind::Field { base, .. } | ExprKind::Index(base, _) => Some(base),
        _ => None,
    }
}

/// The last name of a path, which is what it is called in a message: `tag` of `i.tag`.
pub(super) fn last_name(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Paren(inner) => last_name(inner),
        ExprKind::Name(name) | ExprKind::Field { name, .. } => Some(&name.text),
        _ => None,
    }
}
