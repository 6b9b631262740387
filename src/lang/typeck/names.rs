//! What a name in an expression stands for.
//!
//! Locals come first, then what the file declares or imports, then `manifests` and `today`; nothing
//! shadows anything. Last come enum values, whose enum is the hint's, and kinds where a kind is an
//! argument.

use crate::base::suggest;
use crate::lang::syntax::ast::{Expr, KindName, Name};
use crate::lang::types::{EnumId, Type};

use super::body::{Body, Office};
use super::checked::{ConstId, Meaning};
use super::errors::{foreign, names as errors};
use super::kinds::{Lookup, find_kind, kind_names};
use super::world::{Decl, DeclId, DeclKind, Emitted, Home};

/// How many places of one unknown name are shown.
const LABELS: usize = 4;

impl Body<'_, '_> {
    /// A name.
    pub(super) fn name(&mut self, expr: &Expr, name: &Name, hint: Option<&Type>) -> Type {
        if let Some(id) = self.scope.find(&name.text) {
            self.scope.mark_used(id);
            self.mean(expr.id, Meaning::Local(id));
            return self.scope.get(id).map_or(Type::Error, |local| local.ty.clone());
        }
        if let Some(visible) = self.world.visible(self.home, &name.text) {
            return self.declared(expr, name, visible.decl);
        }
        match &*name.text {
            "manifests" => return self.manifests(expr, name),
            "today" => {
                self.reads.today = true;
                self.mean(expr.id, Meaning::Today);
                return Type::Date;
            }
            _ => {}
        }
        if let Some(enumeration) = hint.and_then(enum_in) {
            return self.enum_value(expr, enumeration, name);
        }
        if let Some(Type::Kind(_)) = hint {
            return self.kind_argument(expr);
        }
        let upper = name.text.starts_with(char::is_uppercase);
        if upper && hint.is_some_and(super::fit::is_broken) {
            // Its enum would have been that of something that is wrong already.
            return Type::Error;
        }
        self.unknown_name(name)
    }

    fn declared(&mut self, expr: &Expr, name: &Name, id: DeclId) -> Type {
        let world = self.world;
        let Some(decl) = world.decl(id) else { return Type::Error };
        match (&decl.kind, decl.emitted) {
            (DeclKind::Param(_), Emitted::Param(param)) => {
                self.mean(expr.id, Meaning::Param(param));
                self.reads.params = true;
                if matches!(self.office, Office::Default | Office::Test) {
                    let error = errors::default_reads_param(&name.text, self.at(name.span), decl);
                    self.report(error);
                }
            }
            (DeclKind::Let, emitted) => {
                let constant =
                    if let Emitted::Const(id) = emitted { id } else { ConstId(u32::MAX) };
                self.mean(expr.id, Meaning::Const(constant));
                self.read_through(name, decl);
            }
            (DeclKind::Func(params), _) => {
                let names: Vec<&str> = params.iter().map(|(name, _)| &*name.text).collect();
                let error = errors::function_not_called(&name.text, &names, self.at(name.span));
                return self.wrong(error);
            }
            _ => {}
        }
        decl.ty.clone()
    }

    /// What a constant or function reads, its reader reads.
    pub(super) fn read_through(&mut self, name: &Name, decl: &Decl) {
        self.reads = self.reads.and(decl.reads);
        if decl.reads.params && matches!(self.office, Office::Default | Office::Test) {
            let error = errors::default_reads_param(&name.text, self.at(name.span), decl);
            self.report(error);
        }
    }

    fn manifests(&mut self, expr: &Expr, name: &Name) -> Type {
        self.mean(expr.id, Meaning::Manifests);
        if self.office != Office::Rule {
            let place = self.at(name.span);
            let pure = self.office == Office::Pure;
            self.report(errors::no_manifests_here(pure, place));
        }
        self.record("Manifests")
    }

    /// A value of an enum, by its bare name.
    pub(super) fn enum_value(&mut self, expr: &Expr, id: EnumId, name: &Name) -> Type {
        if let Some(value) = self.library.enum_value(id, &name.text) {
            self.mean(expr.id, Meaning::EnumValue(id, value));
            return Type::Enum(id);
        }
        let values: Vec<&str> =
            self.library.enum_of(id).values.iter().map(|(value, _)| &**value).collect();
        let starts_upper = name.text.starts_with(char::is_uppercase);
        if !starts_upper && !values.iter().any(|value| value.eq_ignore_ascii_case(&name.text)) {
            return self.unknown_name(name);
        }
        let enumeration = self.library.enum_name(id);
        let error = errors::unknown_value(enumeration, &name.text, &values, self.at(name.span));
        self.report(error);
        Type::Error
    }

    /// True for what is written as a kind is, where nothing of that name is declared: `Secret`,
    /// `Rollout.argoproj.io`.
    pub(super) fn names_a_kind(&self, expr: &Expr) -> bool {
        let (kind, group) = split_kind(self.text(expr.span));
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let label = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
        let enumeration = group.is_some() && self.library.enumeration(kind).is_some();
        kind.starts_with(|c: char| c.is_ascii_uppercase())
            && kind.chars().all(word)
            && group.is_none_or(|group| group.chars().all(label))
            && !enumeration
            && self.scope.find(kind).is_none()
            && self.world.visible(self.home, kind).is_none()
    }

    /// A kind as an argument: `Secret` in `manifests.find(Secret, …)`. One that no record describes
    /// is read as any object is.
    pub(super) fn kind_argument(&mut self, expr: &Expr) -> Type {
        let written = self.text(expr.span);
        let (kind, group) = split_kind(written);
        let table = self.world.input.kinds;
        let place = self.at(expr.span);
        let ty = match find_kind(table, kind, group) {
            Lookup::One(found) => {
                let ty = found.record.map_or_else(|| self.record("Object"), Type::Record);
                self.mean(expr.id, Meaning::Kind(found.group, found.kind));
                Type::Kind(Box::new(ty))
            }
            Lookup::Several(groups) => {
                self.wrong(errors::kind_of_several_groups(kind, &groups, place))
            }
            Lookup::Unknown => {
                self.wrong(errors::kind_without_record(kind, &kind_names(table), place))
            }
        };
        self.keep_type(expr.id, &ty);
        ty
    }

    fn unknown_name(&mut self, name: &Name) -> Type {
        let place = self.at(name.span);
        let text = &*name.text;
        let library = self.library;
        // A name is unknown once: the other places it stands at are labels of the first.
        if let Some(told) = self.unknown.get(text).and_then(|at| self.out.get_mut(*at)) {
            if told.labels.len() < LABELS {
                *told = told.clone().near(place, "here too");
            }
            return Type::Error;
        }
        if self.excused(text) {
            return Type::Error;
        }
        let owner = library.enum_ids().find(|id| library.enum_value(*id, text).is_some());
        let error = if let Some(owner) = owner {
            errors::value_needs_type(text, library.enum_name(owner), place)
        } else if library.type_arity(text).is_some() {
            errors::type_is_no_value(text, place)
        } else if let Some(function) = library.function(text) {
            let names: Vec<&str> = function.params.iter().map(|(name, _)| &**name).collect();
            errors::function_not_called(text, &names, place)
        } else if let Some(error) = foreign::value(text, place) {
            error
        } else {
            let importable = self.importable(text);
            let names = self.names_in_scope(text);
            errors::unknown_name(text, &names, importable.as_deref(), place)
        };
        self.unknown.insert(name.text.clone(), self.out.len());
        self.wrong(error)
    }

    /// True for a name whose declaration is too broken to tell it, which has been reported: one of
    /// an import without braces, a param in quotes, a slip mended where it is used alone.
    pub(super) fn excused(&self, name: &str) -> bool {
        let broken = self.world.broken(self.home);
        broken.words.contains(name) || broken.import && self.library_offers(name) || {
            let names = broken.names.iter().map(|name| &**name);
            suggest(name, self.world.guessed(name, names)).is_some()
        }
    }

    fn library_offers(&self, name: &str) -> bool {
        let library = self.library;
        let mut modules = library.modules().filter(|(_, module)| !module.holds_rules());
        modules.any(|(_, module)| module.importable().any(|(_, offered)| offered == name))
    }

    /// The module of the library, or the file beside this one, that a name could be imported from.
    pub(super) fn importable(&self, name: &str) -> Option<String> {
        self.importable_from_library(name).or_else(|| self.importable_from_beside(name))
    }

    fn importable_from_beside(&self, name: &str) -> Option<String> {
        let sources = self.world.input.sources;
        let path = |home: Home| sources.get(self.world.source(home)).map(|source| source.name());
        let folder = |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let own = path(self.home)?;
        let declares = |home: &Home| {
            let visible = self.world.scopes.get(home).and_then(|scope| scope.get(name));
            visible.is_some_and(|visible| !visible.imported)
        };
        let units = (0..self.world.input.units.len()).map(Home::Unit);
        let others = units.filter(|home| *home != self.home && declares(home));
        others.filter_map(path).find_map(|other| {
            let file = other.rsplit('/').next()?.strip_suffix(".sea")?;
            (folder(other) == folder(own)).then(|| format!("./{file}"))
        })
    }

    fn importable_from_library(&self, name: &str) -> Option<String> {
        let offers = |module: &crate::lang::library::Module| {
            !module.holds_rules() && module.importable().any(|(_, offered)| offered == name)
        };
        let found = self.library.modules().find(|(_, module)| offers(module));
        found.map(|(_, module)| format!("std/{}", module.name()))
    }

    /// The names that an expression could use here, if `written` may be compared with them. What has no
    /// name was made up.
    fn names_in_scope(&self, written: &str) -> Vec<&str> {
        // What a param is set to reads no param.
        let constant = matches!(self.office, Office::Default | Office::Test);
        let is_param = |visible: &super::world::Visible| {
            let decl = self.world.decl(visible.decl);
            decl.is_some_and(|decl| matches!(decl.kind, DeclKind::Param(_)))
        };
        let top = self.world.scopes.get(&self.home).into_iter().flatten();
        let top = top.filter(|(_, visible)| !(constant && is_param(visible)));
        let manifests = (self.office == Office::Rule).then_some("manifests");
        let locals = self.scope.names().filter(|name| !name.is_empty());
        let all = locals.chain(top.map(|(name, _)| &**name)).chain(manifests).chain(["today"]);
        self.world.guessed(written, all)
    }

    /// Looks up a kind, and reports where that fails.
    pub(super) fn look_up(&mut self, kind: &KindName) -> Option<Lookup> {
        let table = self.world.input.kinds;
        let group = kind.group.as_ref().map(|group| &*group.text);
        let found = find_kind(table, &kind.kind.text, group);
        let place = self.at(kind.kind.span);
        let text = &*kind.kind.text;
        match &found {
            Lookup::One(_) => return Some(found),
            Lookup::Several(groups) => {
                let error = errors::kind_of_several_groups(text, groups, place);
                self.report(error);
            }
            Lookup::Unknown => {
                let error = errors::unknown_kind(text, &kind_names(table), place);
                self.report(error);
            }
        }
        None
    }
}

/// `Rollout` and `argoproj.io`.
fn split_kind(written: &str) -> (&str, Option<&str>) {
    written.split_once('.').map_or((written, None), |(kind, group)| (kind, Some(group)))
}

/// The enum that a type is, or is a collection of.
pub(super) fn enum_in(ty: &Type) -> Option<EnumId> {
    match ty.required() {
        Type::Enum(id) => Some(*id),
        _ => None,
    }
}
