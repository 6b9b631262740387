//! `??`, `+`, `-`, and `if` as an expression.

use crate::base::Span;
use crate::lang::syntax::ast::{Expr, ExprKind};
use crate::lang::types::Type;

use super::body::Body;
use super::errors::types as errors;
use super::fit;

impl Body<'_, '_> {
    /// `left ?? right`.
    pub(super) fn default(&mut self, left: &Expr, right: &Expr, hint: Option<&Type>) -> Type {
        let got = self.infer(left, hint);
        let wanted = match got.required() {
            Type::Raw => match hint.map(Type::required) {
                Some(Type::Raw | Type::Never) | None if is_empty_list(right) => {
                    Type::list(Type::Raw)
                }
                Some(hint) => hint.clone(),
                None => Type::Raw,
            },
            other => other.clone(),
        };
        let otherwise = self.infer(right, Some(&wanted));
        if fit::is_broken(&got) || fit::is_broken(&otherwise) {
            let known = if fit::is_broken(&got) { otherwise } else { got };
            return known.required().clone();
        }
        // A list stands where a set is.
        let set = matches!((got.required(), &otherwise), (Type::Set(_), Type::List(_)));
        let fits =
            set && matches!(fit::fit(&otherwise, got.required(), self.library), fit::Fit::By(_));
        let joined = match fits {
            true => Some(got.required().clone()),
            false => fit::join(got.required(), otherwise.required(), self.library),
        };
        let Some(joined) = joined else {
            let error = self.mismatch(right, &otherwise, got.required());
            self.report(error);
            return got.required().clone();
        };
        self.convert_quietly(left, &got, &joined.clone().optional());
        let result = if otherwise.is_optional() { joined.clone().optional() } else { joined };
        self.convert_quietly(right, &otherwise, &result);
        result
    }

    /// `if condition then a else b`.
    pub(super) fn choice(
        &mut self,
        condition: &Expr,
        then: &Expr,
        otherwise: &Expr,
        hint: Option<&Type>,
    ) -> Type {
        self.condition(condition);
        let late = hint.is_none() && self.needs_hint(then) && !self.needs_hint(otherwise);
        let mut hint = hint.cloned();
        let mut types = [Type::Error, Type::Error];
        let branches = [(then, true), (otherwise, false)];
        let order = if late { [1, 0] } else { [0, 1] };
        for at in order {
            let (Some(&(branch, truth)), Some(slot)) = (branches.get(at), types.get_mut(at)) else {
                continue;
            };
            let mark = self.scope.mark();
            self.assume(condition, truth);
            *slot = self.infer(branch, hint.as_ref());
            self.scope.reset(mark);
            if hint.is_none() {
                hint = Some(slot.clone());
            }
        }
        let [first, second] = types;
        let fits = |ty: &Type| {
            let want = hint.as_ref()?;
            let how = fit::fit(ty, want, self.library);
            matches!(how, fit::Fit::As | fit::Fit::By(_)).then(|| want.clone())
        };
        let wanted = fits(&first).and_then(|_| fits(&second));
        let joined = wanted.or_else(|| fit::join(&first, &second, self.library));
        let Some(joined) = joined else {
            let error = errors::branches_differ(
                &self.show(&first),
                self.at(then.span),
                &self.show(&second),
                self.at(otherwise.span),
            );
            return self.wrong(error);
        };
        if fit::is_broken(&first) || fit::is_broken(&second) {
            return Type::Error;
        }
        self.convert_quietly(then, &first, &joined);
        self.convert_quietly(otherwise, &second, &joined);
        joined
    }

    /// `left + right`, `left - right`.
    pub(super) fn arithmetic(&mut self, plus: bool, sign: Span, left: &Expr, right: &Expr) -> Type {
        let got = [self.infer(left, None), self.infer(right, None)];
        let [a, b] = &got;
        if fit::is_broken(a) || fit::is_broken(b) {
            return Type::Error;
        }
        let (mut x, mut y) = (self.required(left, a), self.required(right, b));
        if fit::is_broken(&x) || fit::is_broken(&y) {
            return Type::Error;
        }
        if x == Type::Raw && self.convert_quietly(left, &x, &y) {
            x = y.clone();
        } else if y == Type::Raw && self.convert_quietly(right, &y, &x) {
            y = x.clone();
        }
        let result = match (&x, &y, plus) {
            (Type::Int, Type::Int, _) => Some(Type::Int),
            (Type::Quantity, Type::Quantity, _) => Some(Type::Quantity),
            (Type::Duration, Type::Duration, _) => Some(Type::Duration),
            (Type::Date, Type::Date, false) => Some(Type::Duration),
            (Type::Date, Type::Duration, _) | (Type::Duration, Type::Date, true) => {
                Some(Type::Date)
            }
            (Type::String, Type::String, true) => Some(Type::String),
            (Type::List(_), Type::List(_), true) => fit::join(&x, &y, self.library),
            _ => None,
        };
        result.unwrap_or_else(|| {
            let sums = (self.at(left.span), self.at(sign), self.at(right.span));
            let error = errors::no_arithmetic(plus, &self.show(&x), &self.show(&y), sums);
            self.wrong(error)
        })
    }
}

fn is_empty_list(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Paren(inner) => is_empty_list(inner),
        ExprKind::List(items) => items.is_empty(),
        _ => false,
    }
}
