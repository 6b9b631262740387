//! Types as written, to types.

use crate::base::{Place, Span};
use crate::lang::syntax::ast::{TypeExpr, TypeKind};
use crate::lang::types::Type;

use super::errors::names as errors;
use super::fit;
use super::world::{Home, World};
use crate::diag::Diagnostic;
use crate::lang::library::Library;

/// Reads the types of a file.
pub(super) struct Resolver<'w> {
    library: &'static Library,
    place: Place,
    out: &'w mut Vec<Diagnostic>,
}

impl<'w> Resolver<'w> {
    /// For a file.
    pub(super) fn of(world: &'w mut World<'_>, home: Home) -> Self {
        let place = world.place(home, Span::default());
        Self { library: world.library, place, out: &mut world.out }
    }

    /// For the source that `place` is in.
    pub(super) fn new(
        library: &'static Library,
        place: Place,
        out: &'w mut Vec<Diagnostic>,
    ) -> Self {
        Self { library, place, out }
    }

    fn at(&self, span: Span) -> Place {
        Place::new(self.place.source, span)
    }

    /// The type that is written.
    pub(super) fn ty(&mut self, written: &TypeExpr) -> Type {
        match &written.kind {
            TypeKind::Error => Type::Error,
            TypeKind::Optional(inner) => self.ty(inner).optional(),
            TypeKind::Named(name, args) => {
                let read: Vec<Type> = args.iter().map(|arg| self.ty(arg)).collect();
                let place = self.at(name.span);
                let Some(arity) = self.library.type_arity(&name.text) else {
                    let names = self.library.type_names();
                    self.out.push(errors::unknown_type(&name.text, names, place));
                    return Type::Error;
                };
                if arity != read.len() {
                    let place = self.at(written.span);
                    self.out.push(errors::type_arguments(&name.text, arity, read.len(), place));
                    return Type::Error;
                }
                self.has_equality(args.first(), &name.text, &read);
                self.library.named_type(&name.text, read).unwrap_or(Type::Error)
            }
        }
    }

    /// Members of a set and keys of a map must have `==`.
    fn has_equality(&mut self, written: Option<&TypeExpr>, name: &str, args: &[Type]) {
        let (Some(written), Some(ty)) = (written, args.first()) else { return };
        if matches!(name, "Set" | "Map") && !fit::has_equality(ty) {
            let shown = ty.display(self.library).to_string();
            let place = self.at(written.span);
            self.out.push(errors::no_equality_inside(name, &shown, place));
        }
    }

    /// A param's type must have a literal, or nobody could set it.
    pub(super) fn must_have_literal(&mut self, written: &TypeExpr, ty: &Type) {
        if !fit::has_literal(ty.required(), self.library) {
            let shown = ty.display(self.library).to_string();
            self.out.push(errors::no_literal(&shown, self.at(written.span)));
        }
    }
}
