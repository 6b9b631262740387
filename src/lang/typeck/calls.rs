//! Calls of functions and methods, and the types that their type variables stand for.

use crate::lang::library::{EQUATABLE, Extern, ORDERED};
use crate::lang::syntax::ast::{Expr, ExprKind, Name};
use crate::lang::types::Type;

use super::body::Body;
use super::checked::{FuncId, Meaning};
use super::errors::calls as errors;
use super::errors::{foreign, names as name_errors};
use super::fit;
use super::world::{DeclId, DeclKind, Emitted};

/// What type variables stand for so far.
type Bound = Vec<Option<Type>>;

impl Body<'_, '_> {
    /// `name(args)`.
    pub(super) fn call(&mut self, expr: &Expr, name: &Name, args: &[Expr]) -> Type {
        if let Some(visible) = self.world.visible(self.home, &name.text) {
            return self.call_declared(expr, name, visible.decl, args);
        }
        let library = self.library;
        if let Some(function) = library.function(&name.text) {
            self.mean(expr.id, Meaning::Extern(function.symbol.clone()));
            return self.arguments(name, function, args, vec![None; function.generics.len()]);
        }
        args.iter().for_each(|arg| {
            self.infer(arg, None);
        });
        let place = self.at(name.span);
        if self.scope.find(&name.text).is_some() {
            return self.wrong(errors::not_a_function(&name.text, place));
        }
        if self.excused(&name.text) {
            return Type::Error;
        }
        let written: Vec<&str> = args.iter().map(|arg| self.text(arg.span)).collect();
        let error = if let Some(help) = foreign::function(&name.text, &written) {
            name_errors::foreign_function(&name.text, help, place)
        } else if let Some(method) = library.methods(&name.text).next() {
            let first = args.first().map_or("…", |arg| self.text(arg.span));
            errors::method_as_function(&name.text, first, method.written().len(), place)
        } else {
            let functions = library.function_names().chain(self.functions_in_scope());
            let functions = self.world.guessed(&name.text, functions);
            let importable = self.importable(&name.text);
            name_errors::unknown_function(&name.text, &functions, importable.as_deref(), place)
        };
        self.wrong(error)
    }

    fn functions_in_scope(&self) -> impl Iterator<Item = &str> {
        let top = self.world.scopes.get(&self.home).into_iter().flatten();
        let is_function = move |id: DeclId| {
            self.world.decl(id).is_some_and(|decl| matches!(decl.kind, DeclKind::Func(_)))
        };
        top.filter(move |(_, visible)| is_function(visible.decl)).map(|(name, _)| &**name)
    }

    fn call_declared(&mut self, expr: &Expr, name: &Name, id: DeclId, args: &[Expr]) -> Type {
        let world = self.world;
        let Some(decl) = world.decl(id) else { return Type::Error };
        let DeclKind::Func(params) = &decl.kind else {
            args.iter().for_each(|arg| {
                self.infer(arg, None);
            });
            if matches!(decl.kind, DeclKind::Broken) {
                return Type::Error;
            }
            return self.wrong(errors::not_a_function(&name.text, self.at(name.span)));
        };
        let function = if let Emitted::Func(id) = decl.emitted { id } else { FuncId(u32::MAX) };
        self.mean(expr.id, Meaning::Func(function));
        self.read_through(name, decl);
        if params.len() != args.len() {
            let names: Vec<&str> = params.iter().map(|(name, _)| &*name.text).collect();
            let place = self.at(expr.span);
            let error = errors::arity(&name.text, &names, args.len(), place, decl.place);
            self.report(error);
        }
        for (index, arg) in args.iter().enumerate() {
            match params.get(index) {
                Some((_, ty)) => self.expect(arg, ty),
                None => self.infer(arg, None),
            };
        }
        decl.ty.clone()
    }

    /// `base.name(args)`, `base?.name(args)`.
    pub(super) fn method(
        &mut self,
        expr: &Expr,
        base: &Expr,
        name: &Name,
        args: &[Expr],
        optional: bool,
    ) -> Type {
        let got = self.infer(base, None);
        let receiver = got.required().clone();
        let typed = receiver != Type::Raw || self.raw_method(&name.text).is_some();
        let exists =
            receiver == Type::Raw || self.methods_for(&receiver, &name.text).next().is_some();
        let foreign = !exists && self.foreign_method(&got, name, base, args);
        if foreign {
            return Type::Error;
        }
        if fit::is_broken(&got) || got.is_optional() && !optional && typed {
            if !fit::is_broken(&got) {
                let error = self.absent(base, got.required());
                self.report(error);
            }
            args.iter().for_each(|arg| {
                self.infer(arg, None);
            });
            return Type::Error;
        }
        let library = self.library;
        let chosen = match receiver {
            Type::Raw => self.raw_method(&name.text),
            _ => self.methods_for(&receiver, &name.text).next(),
        };
        let Some(method) = chosen else {
            args.iter().for_each(|arg| {
                self.infer(arg, None);
            });
            let error = self.no_method(&receiver, name, base);
            return self.wrong(error);
        };
        self.mean(expr.id, Meaning::Extern(method.symbol.clone()));
        let mut bound: Bound = vec![None; method.generics.len()];
        if let Some(wanted) = method.receiver() {
            bind(wanted, &receiver, &mut bound, library);
            let wanted = substitute(wanted, &bound).unwrap_or(Type::Error);
            self.convert_quietly(base, &receiver, &wanted);
        }
        let result = self.arguments(name, method, args, bound);
        if optional && got.is_optional() { result.optional() } else { result }
    }

    /// Reports a method of another language, and says so. What its arguments say is in that
    /// language too, and not looked at.
    fn foreign_method(&mut self, ty: &Type, name: &Name, base: &Expr, args: &[Expr]) -> bool {
        let optional = ty.is_optional();
        let ty = ty.required();
        let of_another = self.library.methods(&name.text).next().is_some();
        if fit::is_broken(ty) || of_another && !matches!(ty, Type::Map(..)) {
            return false;
        }
        let known = self.world.visible(self.home, &name.text).is_some();
        let field = matches!(ty, Type::Record(id) if self.library.field(*id, &name.text).is_some());
        if known || field {
            return false;
        }
        let written = self.text(base.span);
        let first = args.first().map_or("…", |arg| self.text(arg.span));
        let help = match ty {
            Type::Repo => {
                let image = written.strip_suffix(".repo").unwrap_or(written);
                Some(format!("ask the image: `{image} in repo\"…\"`"))
            }
            Type::Map(..) => foreign::map_method(&name.text, written, first),
            _ => {
                let value = match super::body::default_of(ty) {
                    _ if !optional => written.to_owned(),
                    "\"…\"" => format!("({written} ?? \"\")"),
                    default => format!("({written} ?? {default})"),
                };
                foreign::method(&name.text, written, &value, first)
            }
        };
        let Some(help) = help else { return false };
        if !args.iter().any(|arg| matches!(arg.kind, ExprKind::Error)) {
            let error =
                errors::foreign_method(&self.show(ty), &name.text, help, self.at(name.span));
            self.report(error);
        }
        true
    }

    /// The methods of this name that a value of a type has.
    pub(super) fn methods_for(
        &self,
        ty: &Type,
        name: &str,
    ) -> impl Iterator<Item = &'static Extern> {
        let library = self.library;
        let ty = ty.clone();
        library.methods(name).filter(move |method| {
            let Some(wanted) = method.receiver() else { return false };
            let mut bound: Bound = vec![None; method.generics.len()];
            bind(wanted, &ty, &mut bound, library)
        })
    }

    /// The method of this name, where only one type that a `Raw` can be read as has one.
    fn raw_method(&self, name: &str) -> Option<&'static Extern> {
        let library = self.library;
        let is_record = |method: &&Extern| matches!(method.receiver(), Some(Type::Record(_)));
        let mut named = library.methods(name).filter(|method| !is_record(method));
        let only = named.next().filter(|_| named.next().is_none())?;
        let readable = |ty: &Type| !has_variable(ty) && fit::is_readable(ty, library);
        only.receiver().is_some_and(readable).then_some(only)
    }

    fn no_method(&self, receiver: &Type, name: &Name, base: &Expr) -> crate::diag::Diagnostic {
        let place = self.at(name.span);
        let written = self.text(base.span);
        if *receiver == Type::Raw {
            return errors::raw_method(&name.text, written, place);
        }
        let shown = self.show(receiver);
        if let Type::Record(id) = receiver
            && self.library.field(*id, &name.text).is_some()
        {
            return errors::field_called(&name.text, place);
        }
        let is_function = self.world.visible(self.home, &name.text).is_some()
            || self.library.function(&name.text).is_some();
        if is_function {
            return errors::function_as_method(&name.text, written, place);
        }
        let library = self.library;
        let mut of_its_kind = library.methods(&name.text).filter_map(Extern::receiver);
        if let Some(wanted) = of_its_kind.find(|ty| type_name(ty) == type_name(receiver))
            && !type_name(receiver).is_empty()
        {
            let holes = fit::item_of(receiver).is_some_and(|item| item.is_optional());
            return errors::method_of_others(&name.text, &self.show(wanted), &shown, holes, place);
        }
        let names: Vec<&str> = match receiver {
            Type::Record(id) => library.methods_of(*id).map(Extern::name).collect(),
            other => library.method_names(type_name(other)).collect(),
        };
        errors::unknown_method(&shown, &name.text, &names, place)
    }

    /// Checks the arguments that are written for a function's parameters.
    fn arguments(
        &mut self,
        name: &Name,
        function: &Extern,
        args: &[Expr],
        mut bound: Bound,
    ) -> Type {
        let written = function.written();
        if written.len() != args.len() {
            let names: Vec<&str> = written.iter().map(|(name, _)| &**name).collect();
            let place = self.at(name.span);
            let error = errors::arity(&name.text, &names, args.len(), place, function.place);
            self.report(error);
        }
        for (index, arg) in args.iter().enumerate() {
            let Some((_, wanted)) = written.get(index) else {
                self.infer(arg, None);
                continue;
            };
            self.argument(arg, wanted, &mut bound);
        }
        if args.len() != written.len() {
            return Type::Error;
        }
        self.bounds(function, &bound, name);
        substitute(&function.result, &bound).unwrap_or(Type::Error)
    }

    fn argument(&mut self, arg: &Expr, wanted: &Type, bound: &mut Bound) {
        if let Some(known) = substitute(wanted, bound) {
            self.expect(arg, &known);
            return;
        }
        let got = match wanted {
            Type::Kind(_) if self.names_a_kind(arg) => self.kind_argument(arg),
            Type::Kind(_) => self.infer(arg, Some(&Type::Kind(Box::new(Type::Never)))),
            _ => self.infer(arg, None),
        };
        if fit::is_broken(&got) {
            bind(wanted, &Type::Error, bound, self.library);
            return;
        }
        if !bind(wanted, &got, bound, self.library) {
            let shown = self.show(wanted);
            let error = if got.is_optional() && !wanted.is_optional() {
                self.absent(arg, got.required())
            } else {
                errors::argument(&shown, &self.show(&got), self.at(arg.span))
            };
            self.report(error);
            bind(wanted, &Type::Error, bound, self.library);
        }
    }

    /// Checks what a function asks of the types that its variables stand for.
    fn bounds(&mut self, function: &Extern, bound: &Bound, name: &Name) {
        for (variable, ty) in function.generics.iter().zip(bound) {
            let Some(ty) = ty.as_ref().filter(|ty| !fit::is_broken(ty)) else { continue };
            let place = self.at(name.span);
            let plain = ty.required();
            if &**variable == EQUATABLE && !fit::has_equality(plain) {
                let error = errors::needs_equality(&name.text, &self.show(ty), place);
                self.report(error);
            }
            let ordered = fit::has_order(ty) || *ty == Type::String || *ty == Type::Never;
            if &**variable == ORDERED && !ordered {
                let error = errors::needs_order(&name.text, &self.show(ty), place);
                self.report(error);
            }
        }
    }
}

/// What the type of a receiver is called where methods are declared.
pub(super) fn type_name(ty: &Type) -> &'static str {
    match ty {
        Type::String => "String",
        Type::List(_) => "List",
        Type::Set(_) => "Set",
        Type::Map(..) => "Map",
        Type::Date => "Date",
        Type::Duration => "Duration",
        Type::Quantity => "Quantity",
        Type::Version => "Version",
        Type::Int => "Int",
        Type::Repo => "Repo",
        _ => "",
    }
}

fn has_variable(ty: &Type) -> bool {
    match ty {
        Type::Var(_) => true,
        Type::List(a) | Type::Set(a) | Type::Optional(a) | Type::Kind(a) => has_variable(a),
        Type::Map(a, b) | Type::Entry(a, b) => has_variable(a) || has_variable(b),
        _ => false,
    }
}

/// Finds what the variables of `wanted` must stand for so that a `got` goes there; false if nothing
/// fits.
fn bind(
    wanted: &Type,
    got: &Type,
    bound: &mut Bound,
    library: &crate::lang::library::Library,
) -> bool {
    match (wanted, got) {
        (_, Type::Error) => {
            variables(wanted, &mut |index| {
                if let Some(slot) = bound.get_mut(index as usize) {
                    slot.get_or_insert(Type::Error);
                }
            });
            true
        }
        (Type::Var(index), got) => match bound.get_mut(*index as usize) {
            Some(Some(known)) => match fit::join(known, got, library) {
                Some(joined) => {
                    *known = joined;
                    true
                }
                None => false,
            },
            Some(slot) => {
                *slot = Some(got.clone());
                true
            }
            None => false,
        },
        (Type::Optional(wanted), got) => bind(wanted, got.required(), bound, library),
        (Type::List(wanted), Type::List(got))
        | (Type::Set(wanted), Type::Set(got))
        | (Type::Kind(wanted), Type::Kind(got)) => bind(wanted, got, bound, library),
        (Type::Map(k, v), Type::Map(gk, gv)) => {
            bind(k, gk, bound, library) && bind(v, gv, bound, library)
        }
        (wanted, got) => {
            !has_variable(wanted)
                && !matches!(fit::fit(got, wanted, library), fit::Fit::No | fit::Fit::MayBeAbsent)
        }
    }
}

fn variables(ty: &Type, f: &mut dyn FnMut(u8)) {
    match ty {
        Type::Var(index) => f(*index),
        Type::List(a) | Type::Set(a) | Type::Optional(a) | Type::Kind(a) => variables(a, f),
        Type::Map(a, b) | Type::Entry(a, b) => {
            variables(a, f);
            variables(b, f);
        }
        _ => {}
    }
}

/// The type with what its variables stand for; nothing while one of them stands for nothing.
fn substitute(ty: &Type, bound: &Bound) -> Option<Type> {
    Some(match ty {
        Type::Var(index) => bound.get(*index as usize)?.clone()?,
        Type::List(a) => Type::list(substitute(a, bound)?),
        Type::Set(a) => Type::set(substitute(a, bound)?),
        Type::Kind(a) => Type::Kind(Box::new(substitute(a, bound)?)),
        Type::Optional(a) => substitute(a, bound)?.optional(),
        Type::Map(a, b) => Type::map(substitute(a, bound)?, substitute(b, bound)?),
        Type::Entry(a, b) => {
            Type::Entry(Box::new(substitute(a, bound)?), Box::new(substitute(b, bound)?))
        }
        plain => plain.clone(),
    })
}
