//! Fields and items: `e.field`, `e[i]`.

use crate::lang::syntax::ast::{Expr, ExprKind, Name};
use crate::lang::types::{RecordId, Type};

use super::body::Body;
use super::checked::Meaning;
use super::errors::{fields as errors, foreign};
use super::fit;
use crate::base::suggest;

impl Body<'_, '_> {
    /// `base.name`, `base?.name`.
    pub(super) fn field(&mut self, expr: &Expr, base: &Expr, name: &Name, optional: bool) -> Type {
        if let Some(ty) = self.qualified(expr, base, name) {
            return ty;
        }
        let got = self.infer(base, None);
        if fit::is_broken(&got) {
            return Type::Error;
        }
        if *got.required() == Type::Raw {
            self.mean(expr.id, Meaning::RawField(name.text.clone()));
            return Type::Raw.optional();
        }
        if got.is_optional() && !optional {
            let error = self.absent(base, got.required());
            self.report(error);
            return Type::Error;
        }
        let ty = self.field_of(expr, got.required(), name, base);
        if optional && got.is_optional() { ty.optional() } else { ty }
    }

    /// `PullPolicy.Always`: a value of an enum that is written out.
    fn qualified(&mut self, expr: &Expr, base: &Expr, name: &Name) -> Option<Type> {
        let ExprKind::Name(owner) = &base.kind else { return None };
        if self.scope.find(&owner.text).is_some() {
            return None;
        }
        if self.world.visible(self.home, &owner.text).is_some() {
            return None;
        }
        let id = self.library.enumeration(&owner.text)?;
        Some(self.enum_value(expr, id, name))
    }

    fn field_of(&mut self, expr: &Expr, ty: &Type, name: &Name, base: &Expr) -> Type {
        match (ty, &*name.text) {
            (Type::Record(id), _) => self.record_field(expr, *id, name, base),
            (Type::Entry(key, _), "key") => {
                self.mean(expr.id, Meaning::EntryKey);
                (**key).clone()
            }
            (Type::Entry(_, value), "value") => {
                self.mean(expr.id, Meaning::EntryValue);
                (**value).clone()
            }
            (Type::Entry(..), text) => {
                let place = self.at(name.span);
                self.wrong(errors::unknown_field(
                    "an entry of a map",
                    text,
                    &["key", "value"],
                    place,
                ))
            }
            _ => {
                let error = self.no_field(ty, name, base);
                self.wrong(error)
            }
        }
    }

    fn record_field(&mut self, expr: &Expr, id: RecordId, name: &Name, base: &Expr) -> Type {
        let library = self.library;
        if let Some(field) = library.field(id, &name.text) {
            if field.derived {
                let owner = library.record_name(field.owner);
                self.mean(expr.id, Meaning::DerivedField(format!("{owner}.{}", name.text).into()));
                return field.ty.clone();
            }
            self.mean(expr.id, Meaning::ManifestField(name.text.clone()));
            return if field.ty == Type::Raw { Type::Raw.optional() } else { field.ty.clone() };
        }
        let is_object = self.is_a(id, "Object");
        let near = suggest(&name.text, library.record_of(id).fields.keys().map(|key| &**key));
        if is_object && library.kind_of(id).is_none() && near.is_none() {
            self.mean(expr.id, Meaning::RawField(name.text.clone()));
            return Type::Raw.optional();
        }
        let error = self.no_field(&Type::Record(id), name, base);
        self.wrong(error)
    }

    /// Why a type has no field of this name, and what was probably meant.
    fn no_field(&self, ty: &Type, name: &Name, base: &Expr) -> crate::diag::Diagnostic {
        let place = self.at(name.span);
        let written = self.text(base.span);
        if self.methods_for(ty, &name.text).next().is_some() {
            return errors::method_not_called(&name.text, place);
        }
        let library = self.library;
        let shown = self.show(ty);
        if let Type::Map(key, _) = ty
            && **key == Type::String
        {
            return errors::field_of_a_map(&shown, &name.text, written, place);
        }
        if let Some(help) = foreign::field(&shown, &name.text, written) {
            return errors::foreign_field(&shown, &name.text, help, place);
        }
        let Type::Record(id) = ty else {
            let methods: Vec<&str> = library.method_names(super::calls::type_name(ty)).collect();
            return errors::no_fields(&shown, &name.text, &methods, place);
        };
        let fields: Vec<&str> = library.record_of(*id).fields.keys().map(|key| &**key).collect();
        let error = errors::unknown_field(&format!("`{shown}`"), &name.text, &fields, place);
        if self.is_a(*id, "Object") {
            return error.help(errors::raw_help(written, &name.text));
        }
        error
    }

    /// `base[index]`.
    pub(super) fn index(&mut self, base: &Expr, index: &Expr) -> Type {
        let got = self.infer(base, None);
        if fit::is_broken(&got) {
            self.infer(index, None);
            return Type::Error;
        }
        if *got.required() == Type::Raw {
            let by = self.infer(index, None);
            if !fit::is_broken(&by) && !matches!(by, Type::Int | Type::String) {
                let error = errors::not_an_index("Raw", &self.show(&by), self.at(index.span));
                self.report(error);
            }
            return Type::Raw.optional();
        }
        match self.required(base, &got) {
            Type::List(item) => {
                let by = self.expect(index, &Type::Int);
                if by == Type::Int { (*item).optional() } else { Type::Error }
            }
            Type::Map(key, value) => {
                self.expect(index, &key);
                (*value).optional()
            }
            Type::Error => {
                self.infer(index, None);
                Type::Error
            }
            other => {
                self.infer(index, None);
                let place = self.at(base.span);
                self.wrong(errors::no_items(self.text(base.span), &self.show(&other), place))
            }
        }
    }
}
