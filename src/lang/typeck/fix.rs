//! Remedies, and places: which expressions lead to something in a manifest.

use crate::diag::Diagnostic;
use crate::lang::syntax::ast::{Edit, Expr, ExprKind, Fix};
use crate::lang::types::Type;

use super::body::Body;
use super::checked::Meaning;
use super::errors::rules as errors;
use super::fit;
use super::scope::LocalKind;

impl Body<'_, '_> {
    /// `fix (safe) { set PATH = E … }`.
    pub(super) fn fix(&mut self, fix: &Fix) {
        for edit in &fix.edits {
            match edit {
                Edit::Set { path, value } => {
                    let target = self.target(path);
                    match target {
                        Some(want) => self.value_for(value, &want),
                        None => {
                            self.infer(value, Some(&Type::Error));
                        }
                    }
                }
                Edit::Remove { path } => {
                    self.target(path);
                }
            }
        }
    }

    /// The type of what a path of a remedy leads to.
    fn target(&mut self, path: &Expr) -> Option<Type> {
        let before = self.out.len();
        let ty = self.infer(path, None);
        if self.out.len() > before || fit::is_broken(&ty) {
            return None;
        }
        if let Some(error) = self.wrong_start(path).or_else(|| self.wrong_end(path)) {
            self.report(error);
            return None;
        }
        Some(self.unnarrowed(path, &ty))
    }

    /// A path starts at the name of a match or of a `for`.
    fn wrong_start(&self, path: &Expr) -> Option<Diagnostic> {
        let place = self.at(path.span);
        let Some(root) = root_of(path) else { return Some(errors::no_path(place)) };
        if let Meaning::Local(id) = self.tables.meaning(root.id) {
            let kind = self.scope.get(*id).map(|local| local.kind);
            if matches!(kind, Some(LocalKind::Binder | LocalKind::Loop)) {
                return None;
            }
        }
        Some(errors::path_start(self.text(root.span), self.at(root.span)))
    }

    /// A path ends in a field of the manifest, in an item of one, or in a field that is settable.
    fn wrong_end(&self, path: &Expr) -> Option<Diagnostic> {
        let place = self.at(path.span);
        match &path.kind {
            ExprKind::Paren(inner) => self.wrong_end(inner),
            ExprKind::Index(base, _) => self.wrong_end(base),
            ExprKind::Field { base, name, .. } => match self.tables.meaning(path.id) {
                Meaning::ManifestField(_) => None,
                Meaning::RawField(_) => None,
                Meaning::DerivedField(_) => {
                    let record = match self.tables.ty(base.id).required() {
                        Type::Record(id) => *id,
                        _ => return Some(errors::no_path(place)),
                    };
                    let settable =
                        |f: &crate::lang::library::Field| f.settable || f.ty == Type::Raw;
                    if self.library.field(record, &name.text).is_some_and(settable) {
                        return None;
                    }
                    let fields = &self.library.record_of(record).fields;
                    let can: Vec<&str> = fields
                        .iter()
                        .filter(|(_, field)| field.settable || !field.derived)
                        .map(|(name, _)| &**name)
                        .collect();
                    Some(errors::not_settable(&name.text, &can, self.at(name.span)))
                }
                _ => Some(errors::no_path(place)),
            },
            _ => Some(errors::no_path(place)),
        }
    }

    /// What a path's type is but for narrowing, which says nothing of what may be written there.
    fn unnarrowed(&self, path: &Expr, ty: &Type) -> Type {
        match &path.kind {
            ExprKind::Paren(inner) => self.unnarrowed(inner, ty),
            ExprKind::Field { base, name, .. } => {
                let field = match self.tables.ty(base.id).required() {
                    Type::Record(id) => self.library.field(*id, &name.text),
                    _ => None,
                };
                field.map_or_else(|| ty.required().clone(), |f| f.ty.required().clone())
            }
            _ => ty.required().clone(),
        }
    }

    /// Checks what is written at a path. An image is text in a manifest, and may be set as such;
    /// where nothing says what belongs there, whatever prints may.
    fn value_for(&mut self, value: &Expr, want: &Type) {
        let got = self.infer(value, Some(want));
        if fit::is_broken(&got) {
            return;
        }
        let text = *want == self.record("Image") && got == Type::String;
        let raw = *want == Type::Raw
            && (fit::is_text_form(&got) || matches!(got, Type::List(_) | Type::Map(..)));
        if !text && !raw {
            self.convert(value, &got, want);
        }
    }

    /// True for expressions whose value stands somewhere in a manifest.
    pub(super) fn has_place(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Paren(inner) | ExprKind::As(inner, _) => self.has_place(inner),
            ExprKind::Name(_) => {
                !matches!(
                    self.tables.meaning(expr.id),
                    Meaning::Param(_)
                        | Meaning::Const(_)
                        | Meaning::Today
                        | Meaning::EnumValue(..)
                        | Meaning::Manifests
                ) && self.tables.ty(expr.id) != &self.record("Manifests")
            }
            ExprKind::Field { base, .. } | ExprKind::Index(base, _) => {
                self.has_place(base)
                    || *self.tables.ty(base.id).required() == self.record("Manifests")
            }
            ExprKind::Method { base, args, .. } => {
                self.has_place(base)
                    || args.iter().any(|arg| self.has_place(arg))
                    || *self.tables.ty(base.id).required() == self.record("Manifests")
            }
            ExprKind::Call(_, args) => args.iter().any(|arg| self.has_place(arg)),
            ExprKind::Select(element, _) => self.has_place(element),
            ExprKind::List(items) => items.iter().any(|item| self.has_place(item)),
            ExprKind::Default(left, right) => self.has_place(left) || self.has_place(right),
            ExprKind::If(_, then, otherwise) => self.has_place(then) || self.has_place(otherwise),
            ExprKind::Error => true,
            _ => false,
        }
    }
}

/// The name that a path starts at.
fn root_of(path: &Expr) -> Option<&Expr> {
    match &path.kind {
        ExprKind::Name(_) => Some(path),
        _ => super::path::base_of(path).and_then(root_of),
    }
}
