//! Comparisons: `== != < <= > >= in not in matches`.
//!
//! The two sides give each other their type: a bare enum value is of the other side's enum, a `Raw`
//! is read as the other side's type. Then they must be able to hold at all.

use crate::base::Span;
use crate::diag::Diagnostic;
use crate::lang::syntax::ast::{CompareOp, Expr, ExprKind};
use crate::lang::types::Type;

use super::body::Body;
use super::checked::Conversion;
use super::constant::{plain_text, unwrapped};
use super::errors::compare as errors;
use super::fit;

impl Body<'_, '_> {
    /// A comparison; its type is `Bool` whatever is wrong with it.
    pub(super) fn compare(&mut self, op: CompareOp, sign: Span, left: &Expr, right: &Expr) -> Type {
        let (l, r) = self.sides(op, left, right);
        if fit::is_broken(&l) || fit::is_broken(&r) {
            return Type::Bool;
        }
        let error = match op {
            CompareOp::Eq | CompareOp::Ne => self.equality(sign, (left, &l), (right, &r)),
            CompareOp::In | CompareOp::NotIn => self.membership(sign, (left, &l), (right, &r)),
            CompareOp::Matches => self.matching(sign, (left, &l), (right, &r)),
            CompareOp::Lt | CompareOp::Le | CompareOp::Gt | CompareOp::Ge => {
                self.ordering(sign, (left, &l), (right, &r))
            }
        };
        if let Some(error) = error {
            let negative = matches!(op, CompareOp::Ne | CompareOp::NotIn);
            self.report(if negative { errors::negated(error) } else { error });
        }
        Type::Bool
    }

    /// The types of both sides, the one that needs a hint read last.
    fn sides(&mut self, op: CompareOp, left: &Expr, right: &Expr) -> (Type, Type) {
        let within = matches!(op, CompareOp::In | CompareOp::NotIn);
        self.noun = None;
        if self.needs_hint(left) && !self.needs_hint(right) {
            let r = self.infer(right, None);
            let hint = match r.required() {
                Type::List(item) | Type::Set(item) | Type::Map(item, _) if within => item,
                other => other,
            };
            self.noun = super::path::last_name(right).map(Into::into);
            let l = self.infer(left, Some(hint));
            return (l, r);
        }
        let l = self.infer(left, None);
        let hint = match l.required() {
            // An image is in repositories, never among images: those have no `==`.
            Type::Record(id) if within && self.is_a(*id, "Image") => Type::list(Type::Repo),
            item if within => Type::list(item.clone()),
            other => other.clone(),
        };
        self.noun = super::path::last_name(left).map(Into::into);
        let r = self.infer(right, Some(&hint));
        self.noun = None;
        (l, r)
    }

    /// `==`, `!=`: both are taken as they are, absent or not.
    fn equality(
        &mut self,
        sign: Span,
        (left, l): (&Expr, &Type),
        (right, r): (&Expr, &Type),
    ) -> Option<Diagnostic> {
        let (a, b) = (l.required(), r.required());
        let places = (self.at(left.span), self.at(sign), self.at(right.span));
        match (a, b) {
            (Type::Raw, Type::Raw) => {
                return Some(errors::raw_with_raw(self.text(left.span), places));
            }
            (Type::Raw, other) if fit::has_equality(other) => {
                self.keep_conversion(left.id, Conversion::ReadRaw(other.clone()));
                return None;
            }
            (other, Type::Raw) if fit::has_equality(other) => {
                self.keep_conversion(right.id, Conversion::ReadRaw(other.clone()));
                return None;
            }
            (Type::List(item), Type::Set(other)) if item == other => {
                self.keep_conversion(left.id, Conversion::ListToSet((**item).clone()));
                return None;
            }
            (Type::Set(other), Type::List(item)) if item == other => {
                self.keep_conversion(right.id, Conversion::ListToSet((**item).clone()));
                return None;
            }
            _ => {}
        }
        self.comparable((left, a), (right, b), places)
    }

    /// Whether a value of one type can equal one of the other at all.
    fn comparable(
        &self,
        (left, a): (&Expr, &Type),
        (right, b): (&Expr, &Type),
        places: errors::Places,
    ) -> Option<Diagnostic> {
        if let Some(error) = self.no_equality(a, (left, right), b, places) {
            return Some(error);
        }
        if fit::join(a, b, self.library).is_some() {
            return self.never_equal(left, right).or_else(|| self.never_equal(right, left));
        }
        Some(self.never_holds((left, a), (right, b), places))
    }

    /// What has no `==` at all.
    fn no_equality(
        &self,
        a: &Type,
        (left, right): (&Expr, &Expr),
        b: &Type,
        places: errors::Places,
    ) -> Option<Diagnostic> {
        for (ty, expr) in [(a, left), (b, right)] {
            let written = self.text(expr.span);
            match ty {
                Type::Record(id) if self.is_a(*id, "Image") => {
                    return Some(errors::images_have_no_equality(&self.show(ty), written, places));
                }
                Type::Record(id) => {
                    let object = self.is_a(*id, "Object");
                    let error =
                        errors::records_have_no_equality(&self.show(ty), written, object, places);
                    return Some(error);
                }
                Type::Glob | Type::Regex | Type::VersionRange => {
                    let other = if ty == a { right } else { left };
                    let error = errors::patterns_match(
                        &self.show(ty),
                        self.text(other.span),
                        written,
                        places,
                    );
                    return Some(error);
                }
                other if !fit::has_equality(other) => {
                    return Some(errors::has_no_equality(&self.show(other), places));
                }
                _ => {}
            }
        }
        None
    }

    /// Two types of which no values are equal: says so in the words of what was probably meant.
    fn never_holds(
        &self,
        (left, a): (&Expr, &Type),
        (right, b): (&Expr, &Type),
        places: errors::Places,
    ) -> Diagnostic {
        for ((ty, _), (other, text)) in
            [((a, left), (b, right)), ((b, right), (a, left))].map(|(x, y)| (x, (y.0, y.1)))
        {
            if *other != Type::String && !(*other == Type::Int && *ty == Type::String) {
                continue;
            }
            let literal = plain_text(text);
            match ty {
                Type::Enum(id) => {
                    let values: Vec<&str> =
                        self.library.enum_of(*id).values.iter().map(|(v, _)| &**v).collect();
                    let name = self.library.enum_name(*id);
                    let place = self.at(text.span);
                    return errors::value_is_not_text(name, &values, literal.as_deref(), place);
                }
                Type::Repo => {
                    return errors::repo_with_text(literal.as_deref(), self.at(text.span));
                }
                Type::Version | Type::Quantity | Type::Duration | Type::Date => {
                    let shown = self.show(ty);
                    return errors::literal_wanted(&shown, literal.as_deref(), places);
                }
                Type::Int => return errors::text_with_number(literal.as_deref(), places),
                Type::String => {
                    let written = self.text(text.span);
                    return errors::number_with_text(written, places);
                }
                _ => {}
            }
        }
        let written = [(a, b, right), (b, a, left)].into_iter().find_map(|(ty, other, expr)| {
            let text = self.text(expr.span);
            match (ty, other) {
                (Type::Quantity | Type::Duration | Type::Version, Type::Int) => {
                    let prefix = self.show(ty).to_lowercase();
                    Some(format!("write it with what it counts: `{prefix}\"{text}…\"`"))
                }
                (Type::Bool, _) if matches!(text, "1" | "\"true\"" | "\"yes\"") => {
                    Some("leave the comparison out, or write `true`".to_owned())
                }
                (Type::Bool, _) if matches!(text, "0" | "\"false\"" | "\"no\"") => {
                    Some("write `false`, or `not` before it instead".to_owned())
                }
                _ => None,
            }
        });
        errors::never_holds(&self.show(a), &self.show(b), written, places)
    }

    /// `in`, `not in`.
    fn membership(
        &mut self,
        sign: Span,
        (left, l): (&Expr, &Type),
        (right, r): (&Expr, &Type),
    ) -> Option<Diagnostic> {
        let places = (self.at(left.span), self.at(sign), self.at(right.span));
        if self.items_misfit(l.required(), (right, r)) {
            return None;
        }
        let item = match r.required() {
            Type::List(item) | Type::Set(item) | Type::Map(item, _) => item.required().clone(),
            Type::Repo => Type::Repo,
            Type::Raw => {
                let want = Type::list(l.required().clone());
                if !fit::has_equality(l.required()) || *l.required() == Type::Raw {
                    return Some(errors::raw_with_raw(self.text(right.span), places));
                }
                self.keep_conversion(right.id, Conversion::ReadRaw(want));
                return None;
            }
            Type::String => {
                let (x, text) = (self.text(left.span), self.text(right.span));
                return Some(errors::in_text(x, text, places));
            }
            other => {
                return Some(self.in_nothing(left, right, other, places));
            }
        };
        match (l.required(), &item) {
            (Type::Record(id), Type::Repo) if self.is_a(*id, "Image") => None,
            (Type::Repo, Type::Repo) => None,
            (Type::Record(id), Type::String) if self.is_a(*id, "Image") => {
                let written = (self.text(left.span), self.text(right.span));
                Some(errors::image_in_texts(written, places))
            }
            (Type::String, Type::Repo) => Some(errors::text_in_repo(self.text(left.span), places)),
            (Type::Raw, Type::Repo) => {
                let image = self.record("Image");
                self.keep_conversion(left.id, Conversion::ReadRaw(image));
                None
            }
            (Type::String, Type::Glob | Type::Regex) => {
                let written = (self.text(left.span), self.text(right.span));
                Some(errors::in_patterns(written, places))
            }
            (_, Type::Never) => None,
            (Type::Raw, item) if fit::has_equality(item) => {
                self.keep_conversion(left.id, Conversion::ReadRaw(item.clone()));
                None
            }
            (_, Type::Raw) => Some(errors::raw_with_raw(self.text(right.span), places)),
            (ty, item) => self.comparable((left, ty), (right, item), places),
        }
    }

    /// What is said of `x in` something that holds nothing.
    fn in_nothing(
        &self,
        left: &Expr,
        right: &Expr,
        ty: &Type,
        places: errors::Places,
    ) -> Diagnostic {
        let written = (self.text(left.span), self.text(right.span));
        if matches!(ty, Type::Record(id) if self.is_a(*id, "Image")) {
            return errors::in_image(written, plain_text(left).as_deref(), places);
        }
        errors::in_nothing(&self.show(ty), written, *ty == Type::VersionRange, places)
    }

    /// Says of a list of texts that is written out which of them are never what stands before
    /// `in`; true if it did.
    fn items_misfit(&mut self, l: &Type, (right, r): (&Expr, &Type)) -> bool {
        let written = matches!(unwrapped(right).kind, ExprKind::List(_));
        let texts = matches!(r, Type::List(item) if **item == Type::String);
        let want = match l {
            Type::Record(id) if self.is_a(*id, "Image") => Type::Repo,
            Type::Enum(_) | Type::Repo | Type::Version | Type::Date | Type::Quantity => l.clone(),
            _ => return false,
        };
        written && texts && !self.convert(right, r, &Type::list(want))
    }

    /// `matches`.
    fn matching(
        &mut self,
        sign: Span,
        (left, l): (&Expr, &Type),
        (right, r): (&Expr, &Type),
    ) -> Option<Diagnostic> {
        let places = (self.at(left.span), self.at(sign), self.at(right.span));
        let pattern = r.required();
        let written = self.text(left.span);
        match pattern {
            Type::Glob | Type::Regex | Type::VersionRange => {}
            Type::String => {
                let literal = plain_text(right);
                return Some(errors::text_is_no_pattern(literal.as_deref(), places));
            }
            Type::List(item) | Type::Set(item)
                if matches!(**item, Type::Glob | Type::Regex | Type::VersionRange) =>
            {
                let xs = self.text(right.span);
                return Some(errors::matches_any(written, xs, places));
            }
            other => {
                return Some(errors::no_pattern(&self.show(other), places));
            }
        }
        match (l.required(), pattern) {
            (Type::String, _) | (Type::Version, Type::VersionRange) => None,
            (Type::Raw, _) => {
                self.keep_conversion(left.id, Conversion::ReadRaw(Type::String));
                None
            }
            (Type::Record(id), _) if self.is_a(*id, "Image") => {
                let range = *pattern == Type::VersionRange;
                Some(errors::image_matches(written, range, places))
            }
            (Type::Repo, _) => Some(errors::repo_matches(written, places)),
            (other, _) => {
                Some(errors::nothing_matches(&self.show(other), &self.show(pattern), places))
            }
        }
    }

    /// `<` and its like: both must be there, of one type that has an order.
    fn ordering(
        &mut self,
        sign: Span,
        (left, l): (&Expr, &Type),
        (right, r): (&Expr, &Type),
    ) -> Option<Diagnostic> {
        let places = (self.at(left.span), self.at(sign), self.at(right.span));
        let (mut a, mut b) = (l.required().clone(), r.required().clone());
        if a == Type::Raw && fit::has_order(&b) {
            self.keep_conversion(left.id, Conversion::ReadRaw(b.clone()));
            a = b.clone();
        } else if b == Type::Raw && fit::has_order(&a) {
            self.keep_conversion(right.id, Conversion::ReadRaw(a.clone()));
            b = a.clone();
        }
        for ((ty, expr), other) in [((&a, left), &b), ((&b, right), &a)] {
            if *ty == Type::String
                && fit::has_order(other)
                && *other != Type::Int
                && let Some(text) = plain_text(expr)
            {
                return Some(errors::literal_wanted(&self.show(other), Some(&text), places));
            }
            if !fit::has_order(ty) {
                let tag = super::path::last_name(expr).is_some_and(|name| name.ends_with("tag"));
                let shown = self.show(ty);
                let written = self.text(expr.span);
                return Some(errors::no_order(&shown, written, tag, places));
            }
        }
        if a != b {
            return Some(self.never_holds((left, &a), (right, &b), places));
        }
        for (ty, expr) in [(l, left), (r, right)] {
            if ty.is_optional() {
                return Some(self.absent(expr, ty.required()));
            }
        }
        None
    }
}
