//! The forms of expressions, one line each, and the small ones whole.
#![deny(clippy::wildcard_enum_match_arm)]

use crate::lang::syntax::ast::{Asked, Expr, ExprKind, Part, Template, TypeExpr};
use crate::lang::types::Type;

use super::body::Body;
use super::checked::Meaning;
use super::errors::types as errors;
use super::fit;
use super::kinds::Lookup;

impl Body<'_, '_> {
    /// The type of an expression by its form alone, before narrowing.
    pub(super) fn form(&mut self, expr: &Expr, hint: Option<&Type>) -> Type {
        match &expr.kind {
            ExprKind::Name(name) => self.name(expr, name, hint),
            ExprKind::Int(_) => Type::Int,
            ExprKind::Bool(_) => Type::Bool,
            ExprKind::Decimal(text) => self.decimal(expr, text, hint),
            ExprKind::Text(template) => {
                self.template(template);
                Type::String
            }
            ExprKind::Literal(literal) => self.literal(literal),
            ExprKind::List(items) => self.list(expr, items, hint),
            ExprKind::Map(entries) => self.map(entries, hint),
            ExprKind::Select(element, each) => self.select(element, each, hint),
            ExprKind::Group(key, element, each) => self.group(key, element, each),
            ExprKind::Field { base, name, optional } => self.field(expr, base, name, *optional),
            ExprKind::Index(base, index) => self.index(base, index),
            ExprKind::Call(name, args) => self.call(expr, name, args),
            ExprKind::Method { base, name, args, optional } => {
                self.method(expr, base, name, args, *optional)
            }
            ExprKind::As(inner, ty) => self.read_as(expr, inner, ty),
            ExprKind::Not(inner) => {
                self.condition(inner);
                Type::Bool
            }
            ExprKind::And(all) => self.chain(all, true),
            ExprKind::Or(all) => self.chain(all, false),
            ExprKind::Compare { op, op_span, left, right } => {
                self.compare(*op, *op_span, left, right)
            }
            ExprKind::Is(inner, asked) => self.asked(expr, inner, asked),
            ExprKind::Default(left, right) => self.default(left, right, hint),
            ExprKind::Arith { plus, op_span, left, right } => {
                self.arithmetic(*plus, *op_span, left, right)
            }
            ExprKind::If(condition, then, otherwise) => {
                self.choice(condition, then, otherwise, hint)
            }
            ExprKind::Quantifier(_, each, body) => self.quantifier(each, body),
            ExprKind::Paren(inner) => self.infer(inner, hint),
            ExprKind::Error => Type::Error,
        }
    }

    /// Checks a condition: `Bool`, and not perhaps absent.
    pub(super) fn condition(&mut self, expr: &Expr) {
        let got = self.infer(expr, Some(&Type::Bool));
        if self.convert_quietly(expr, &got, &Type::Bool) {
            return;
        }
        let place = self.at(expr.span);
        let written = self.text(expr.span).to_owned();
        let error = if *got.required() == Type::Bool || *got.required() == Type::Raw {
            let name = super::path::last_name(expr).unwrap_or(&written);
            errors::condition_may_be_absent(name, &written, place)
        } else {
            let hint = self.condition_for(&got, &written);
            errors::not_a_condition(&written, &self.show(&got), &hint, place)
        };
        self.report(error);
    }

    /// The condition that somebody who wrote a value of this type probably meant.
    #[allow(clippy::wildcard_enum_match_arm, reason = "of types, not of the tree")]
    fn condition_for(&self, got: &Type, written: &str) -> String {
        match got {
            Type::Optional(_) => format!("{written} is present"),
            Type::List(_) | Type::Set(_) | Type::Map(..) => format!("not {written}.is_empty()"),
            Type::Int => format!("{written} != 0"),
            Type::String => format!("{written} != \"\""),
            Type::Record(id) if self.is_a(*id, "Image") => format!("{written}.tag is present"),
            _ => format!("{written} == …"),
        }
    }

    /// `and` or `or`: each operand is read with what the ones before it settled.
    fn chain(&mut self, all: &[Expr], and: bool) -> Type {
        let mark = self.scope.mark();
        for operand in all {
            self.condition(operand);
            self.assume(operand, and);
        }
        self.scope.forget_facts(mark);
        Type::Bool
    }

    /// `e is present`, `e is Deployment`.
    #[allow(clippy::wildcard_enum_match_arm, reason = "of types, not of the tree")]
    fn asked(&mut self, expr: &Expr, inner: &Expr, asked: &Asked) -> Type {
        let got = self.infer(inner, None);
        let Asked::Kind(kind) = asked else { return Type::Bool };
        let is_object = match got.required() {
            Type::Record(id) => self.is_a(*id, "Object"),
            broken => fit::is_broken(broken),
        };
        if !is_object {
            let place = self.at(inner.span);
            let object_of = match got.required() {
                Type::Record(id) => self.library.field(*id, "object"),
                _ => None,
            };
            let written = object_of.map(|_| self.text(inner.span));
            let shown = self.show(&got);
            return self.wrong(errors::not_an_object(&kind.kind.text, &shown, written, place));
        }
        match self.look_up(kind) {
            Some(Lookup::One(found)) => {
                self.mean(expr.id, Meaning::IsKind(found.group, found.kind));
                Type::Bool
            }
            Some(Lookup::Several(_) | Lookup::Unknown) | None => Type::Error,
        }
    }

    /// `e as T`.
    #[allow(clippy::wildcard_enum_match_arm, reason = "of types, not of the tree")]
    fn read_as(&mut self, expr: &Expr, inner: &Expr, ty: &TypeExpr) -> Type {
        let want = self.written_type(ty);
        let got = self.infer(inner, None);
        if fit::is_broken(&got) || fit::is_broken(&want) {
            return want.required().clone().optional();
        }
        let target = want.required().clone();
        let readable = match got.required() {
            Type::Raw => fit::is_readable(&target, self.library),
            Type::String => {
                let image = self.record("Image");
                (fit::is_text_form(&target) && target != Type::String) || target == image
            }
            _ => false,
        };
        if !readable {
            let place = self.at(expr.span);
            let error = errors::no_reading(&self.show(got.required()), &self.show(&target), place);
            self.report(error);
        }
        target.optional()
    }

    /// A text literal.
    pub(super) fn template(&mut self, template: &Template) {
        for part in &template.parts {
            let Part::Expr(expr) = part else { continue };
            let got = self.infer(expr, None);
            if fit::is_broken(&got) {
                continue;
            }
            let place = self.at(expr.span);
            if !fit::prints(&got, self.library) {
                let error = errors::does_not_print(self.text(expr.span), &self.show(&got), place);
                self.report(error);
            } else if got.is_optional() && !self.in_message {
                let error = self.absent(expr, &Type::String);
                self.report(error);
            }
        }
    }

    /// A text of a message or help, in which what may be absent prints as such.
    pub(super) fn message(&mut self, template: &Template) {
        self.in_message = true;
        self.template(template);
        self.in_message = false;
    }
}
