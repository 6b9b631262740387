//! Lists, maps, comprehensions, groupings and quantifiers.

use crate::lang::syntax::ast::{Each, Expr, ExprKind};
use crate::lang::types::Type;

use super::body::Body;
use super::errors::types as errors;
use super::fit;
use super::scope::LocalKind;

impl Body<'_, '_> {
    /// `[a, b]`.
    pub(super) fn list(&mut self, expr: &Expr, items: &[Expr], hint: Option<&Type>) -> Type {
        let hint = hint.map(Type::required);
        let item = match hint {
            Some(Type::List(item) | Type::Set(item)) if **item != Type::Never => Some(&**item),
            Some(Type::Raw) => Some(&Type::Raw),
            _ => None,
        };
        if items.is_empty() {
            return match (hint, item) {
                (_, Some(item)) => Type::list(item.clone()),
                (Some(map @ Type::Map(..)), _) => map.clone(),
                (Some(Type::Error), _) => Type::Error,
                _ => self.wrong(errors::empty_list(self.at(expr.span))),
            };
        }
        Type::list(self.alike(items.iter().collect(), item))
    }

    /// `[k: v]`.
    pub(super) fn map(&mut self, entries: &[(Expr, Expr)], hint: Option<&Type>) -> Type {
        let (key, value) = match hint.map(Type::required) {
            Some(Type::Map(key, value)) => (Some(&**key), Some(&**value)),
            _ => (None, None),
        };
        let keys = self.alike(entries.iter().map(|(key, _)| key).collect(), key);
        let values = self.alike(entries.iter().map(|(_, value)| value).collect(), value);
        if let Some((first, _)) = entries.first()
            && (!fit::has_equality(&keys) || keys.is_optional())
        {
            let error = errors::no_key(&self.show(&keys), self.at(first.span));
            self.report(error);
        }
        Type::map(keys, values)
    }

    /// The one type of several expressions, each converted to it: the hint's where all of them go
    /// there, else what they have in common.
    ///
    /// Those that need a hint (a bare enum value, `[]`) are read last, with what the others are.
    pub(super) fn alike(&mut self, all: Vec<&Expr>, hint: Option<&Type>) -> Type {
        let mut joined: Option<Type> = None;
        let mut seen: Vec<(&Expr, Type)> = Vec::new();
        let (late, early): (Vec<&Expr>, Vec<&Expr>) =
            all.into_iter().partition(|expr| hint.is_none() && self.needs_hint(expr));
        for expr in early.into_iter().chain(late) {
            let got = self.infer(expr, hint.or(joined.as_ref()));
            let together = match &joined {
                None => Some(got.clone()),
                Some(known) => fit::join(known, &got, self.library),
            };
            seen.push((expr, got.clone()));
            let known = joined.take();
            joined = Some(together.unwrap_or_else(|| {
                let all_go = hint.filter(|hint| seen.iter().all(|(_, ty)| self.goes(ty, hint)));
                all_go.cloned().unwrap_or_else(|| {
                    let error = self.unlike(expr, &got, &known.unwrap_or(Type::Error), &seen);
                    self.wrong(error)
                })
            }));
        }
        let joined = match hint {
            Some(hint) if seen.iter().all(|(_, ty)| self.goes(ty, hint)) => hint.clone(),
            _ => joined.unwrap_or(Type::Never),
        };
        for (expr, got) in seen {
            self.convert_quietly(expr, &got, &joined);
        }
        joined
    }

    fn goes(&self, got: &Type, want: &Type) -> bool {
        matches!(fit::fit(got, want, self.library), fit::Fit::As | fit::Fit::By(_))
    }

    fn unlike(
        &self,
        expr: &Expr,
        got: &Type,
        known: &Type,
        seen: &[(&Expr, Type)],
    ) -> crate::diag::Diagnostic {
        match seen.first() {
            Some((first, _)) => errors::items_differ(
                &self.show(known),
                self.at(first.span),
                &self.show(got),
                self.at(expr.span),
            ),
            None => self.mismatch(expr, got, known),
        }
    }

    /// `[E for x in xs where E]`.
    pub(super) fn select(&mut self, element: &Expr, each: &Each, hint: Option<&Type>) -> Type {
        let item = match hint.map(Type::required) {
            Some(Type::List(item) | Type::Set(item)) => Some((**item).clone()),
            _ => None,
        };
        let mark = self.scope.mark();
        self.each(each, LocalKind::Item);
        let got = self.infer(element, item.as_ref());
        let ty = match item {
            Some(item) if self.convert_quietly(element, &got, &item) => item,
            _ => got,
        };
        self.scope.reset(mark);
        if fit::is_broken(&ty) { Type::Error } else { Type::list(ty) }
    }

    /// `[K: E for x in xs where E]`.
    pub(super) fn group(&mut self, key: &Expr, element: &Expr, each: &Each) -> Type {
        let mark = self.scope.mark();
        self.each(each, LocalKind::Item);
        let got = self.infer(key, None);
        let mut keys = self.required(key, &got);
        if keys == Type::Raw {
            self.convert_quietly(key, &Type::Raw, &Type::String);
            keys = Type::String;
        }
        if !fit::has_equality(&keys) {
            let error = errors::no_key(&self.show(&keys), self.at(key.span));
            self.report(error);
            keys = Type::Error;
        }
        let values = self.infer(element, None);
        self.scope.reset(mark);
        Type::map(keys, Type::list(values))
    }

    /// `all x in xs: E`.
    pub(super) fn quantifier(&mut self, each: &Each, body: &Expr) -> Type {
        let mark = self.scope.mark();
        self.each(each, LocalKind::Item);
        self.condition(body);
        self.scope.reset(mark);
        Type::Bool
    }

    /// `x in xs where E`: declares `x`, and takes the filter as true.
    pub(super) fn each(&mut self, each: &Each, kind: LocalKind) {
        let item = self.iterated(&each.over);
        self.declare(&each.var, item, kind);
        if let Some(filter) = &each.filter {
            self.condition(filter);
            self.assume(filter, true);
        }
    }

    /// What iterating an expression yields.
    fn iterated(&mut self, over: &Expr) -> Type {
        let got = self.infer(over, None);
        if fit::is_broken(&got) {
            return Type::Error;
        }
        if got.is_optional() && fit::item_of(got.required()).is_some() {
            let error = self.absent(over, &Type::list(Type::Raw));
            return self.wrong(error);
        }
        fit::item_of(&got).unwrap_or_else(|| {
            let error =
                errors::no_iteration(self.text(over.span), &self.show(&got), self.at(over.span));
            self.wrong(error)
        })
    }

    /// True for what only its surroundings can give a type: a bare enum value, `[]`, and forms of
    /// nothing but such.
    pub(super) fn needs_hint(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Paren(inner) => self.needs_hint(inner),
            ExprKind::Name(name) => {
                let upper = name.text.starts_with(char::is_uppercase);
                upper
                    && self.scope.find(&name.text).is_none()
                    && self.world.visible(self.home, &name.text).is_none()
            }
            ExprKind::List(items) => items.iter().all(|item| self.needs_hint(item)),
            ExprKind::If(_, then, otherwise) => self.needs_hint(then) || self.needs_hint(otherwise),
            ExprKind::Decimal(_) => true,
            _ => false,
        }
    }
}
